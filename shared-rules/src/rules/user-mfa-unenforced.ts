// The rule user-mfa-unenforced: someone can sign in with a password alone.
import { mfaDenies, requiresMfa } from "../access/mfa";
import { insertMfaDeny } from "../fix/guards";
import type { Policy, Statement } from "../model/policy";
import { pickedOnce } from "../model/questions";
import { literal } from "../model/value";
import { defineRule, type Principal } from "../rule";
import { contentsOf } from "./credentials";
import { isSelfService } from "./grants";

export const userMfaUnenforced = defineRule({
  id: "user-mfa-unenforced",
  title: "A user signs in without MFA",
  severity: "high",
  fixes: ["insert-mfa-deny"],
  docs: {
    why: "A password that was guessed, reused or phished is enough to sign in; with MFA it is not.",
    fine: "Users without a console password have nothing to sign in with; for the root user the finding is critical, as nothing limits it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-5",
    ],
    controls: ["aws-iam-04", "aws-iam-01"],
    flagged: [
      {
        title: "a console user without MFA",
        report:
          "user,arn,user_creation_time,password_enabled,mfa_active\nalice,arn:aws:iam::123456789012:user/alice,2025-01-07T09:00:00+00:00,true,false\n",
      },
      {
        title: "the root user without MFA",
        report:
          "user,arn,user_creation_time,password_enabled,mfa_active\n<root_account>,arn:aws:iam::123456789012:root,2019-03-01T09:00:00+00:00,not_supported,false\n",
      },
      {
        title: "a declared password, and nothing that asks for MFA",
        terraform: `resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_login_profile" "alice" {
  user = aws_iam_user.alice.name
}

resource "aws_iam_user_policy_attachment" "alice" {
  user       = aws_iam_user.alice.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`,
        cloudformation: `Parameters:
  Password:
    Type: String
    NoEcho: true
Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      LoginProfile:
        Password: !Ref Password
      Groups:
        - !Ref Staff
  Staff:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
`,
      },
    ],
    accepted: [
      {
        title: "a policy that denies all without MFA",
        terraform: `resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_login_profile" "alice" {
  user = aws_iam_user.alice.name
}

resource "aws_iam_user_policy_attachment" "alice" {
  user       = aws_iam_user.alice.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user_policy" "alice" {
  user = aws_iam_user.alice.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      NotAction = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"]
      Resource  = "*"
      Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }
    }]
  })
}
`,
      },
      {
        title: "a user with MFA, and one without a password",
        report:
          "user,arn,user_creation_time,password_enabled,mfa_active\nalice,arn:aws:iam::123456789012:user/alice,2025-01-07T09:00:00+00:00,true,true\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,false,false\n",
      },
    ],
  },
  equivalents: [
    "trivy:AVD-AWS-0123",
    "trivy:AVD-AWS-0145",
    "tfsec:aws-iam-enforce-group-mfa",
    "prowler:iam_user_mfa_enabled_console_access",
  ],
  *credentials({ isRoot, mfa, name, password }) {
    if (mfa.answer !== "no") return;
    // Every root user has a password, unless the organisation took it away: only then the report says no.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management
    const signsIn = isRoot ? password.enabled.answer !== "no" : password.enabled.answer === "yes";
    if (!signsIn) return;
    yield isRoot
      ? {
          span: mfa.span,
          severity: "critical",
          message: "The root user has no MFA: its password alone gives the whole account away.",
        }
      : { span: mfa.span, message: `${name} signs in to the console with a password alone, without MFA.` };
  },
  *principal(principal) {
    const { credentials, declaration } = principal;
    if (declaration.kind !== "user" || !credentials.some(({ kind }) => kind === "login-profile")) return;
    const contents = contentsOf(principal);
    if (!contents || contents.some((policy) => mfaDenies(policy).length > 0) || !grantsWithoutMfa(principal)) return;
    yield {
      span: declaration.nameSpan,
      message: `${literal(declaration.fields.name) ?? declaration.address} signs in with a password, and none of its policies denies anything without MFA: the password alone is enough.`,
      fixes: () => insertMfaDeny(principal),
    };
  },
});

/** Whether anything is granted without MFA but one's own password and devices, and roles, whose trust policies ask for themselves. */
function grantsWithoutMfa({ policies }: Principal): boolean {
  return policies.some(({ policy }) => policy === undefined || plainGrants(policy).length > 0);
}

const plainGrants: (policy: Policy) => readonly unknown[] = pickedOnce(
  (statement) =>
    statement.effect === "Allow" &&
    requiresMfa(statement) === "no" &&
    !isSelfService(statement) &&
    !isOnlyForRoles(statement),
);

function isOnlyForRoles({ actions }: Statement): boolean {
  return actions.items.length > 0 && actions.items.every((item) => /^sts:/i.test(literal(item) ?? ""));
}
