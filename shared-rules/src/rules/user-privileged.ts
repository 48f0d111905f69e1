// The rule user-privileged: a user that ends up as administrator.
import { adminPoliciesIn } from "../catalog/managed-policies";
import { roleInstead } from "../fix/role-instead";
import { wording } from "../model/questions";
import { itemsOf, literal } from "../model/value";
import { defineRule, type Principal } from "../rule";
import { listing } from "./grants";
import { privilegeOf, rankOf } from "./privileged";
import { isBreakGlass } from "./subject";

export const userPrivileged = defineRule({
  id: "user-privileged",
  title: "A user with administrator rights",
  severity: "critical",
  fixes: ["role-instead"],
  docs: {
    why: "A user's password and access keys work until somebody takes them away; whoever finds this user's is administrator of the account.",
    fine: "Administrators work with a role or through IAM Identity Center. A user for emergencies is one whose name the break-glass pattern matches.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
      "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
    ],
    controls: ["no-full-administrator", "aws-iam-03"],
    flagged: [
      {
        title: "by a policy of its own",
        terraform: `resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_policy_attachment" "ann" {
  user       = aws_iam_user.ann.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
        cloudformation: `Resources:
  Ann:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
      {
        title: "through a group",
        terraform: `resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_group" "admins" {
  name = "admins"
}

resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.admins.name]
}

resource "aws_iam_group_policy" "admins" {
  group = aws_iam_group.admins.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Ann:
    Type: AWS::IAM::User
    Properties:
      Groups:
        - !Ref Admins
  Admins:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/PowerUserAccess
`,
      },
    ],
    accepted: [
      {
        title: "the user for emergencies",
        terraform: `resource "aws_iam_user" "emergency" {
  name = "break-glass-1"
}

resource "aws_iam_user_policy_attachment" "emergency" {
  user       = aws_iam_user.emergency.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
        cloudformation: `Resources:
  Emergency:
    Type: AWS::IAM::User
    Properties:
      UserName: break-glass-1
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
`,
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_274", "checkov:CKV2_AWS_56", "prowler:iam_user_administrator_access_policy"],
  *declaration(declaration, context) {
    const { kind, fields, address } = declaration;
    if (kind !== "attachment" || !fields.users) return;
    const { module, config } = context;
    // A user that is declared is told at its own name.
    if (module.graph.principals.some(isGivenBy(address))) return;
    const users = itemsOf(fields.users).filter((user) => !isBreakGlass(user, config));
    if (users.length === 0) return;
    for (const { value, policy } of adminPoliciesIn(declaration))
      yield {
        span: value.span,
        message: `${policy.name} makes ${users.length === 1 ? "the user" : "each of the users"} ${listing(users.map(wording))} ${rankOf(policy)}: whoever finds its password or a key has the account.`,
      };
  },
  *principal(principal, context) {
    const { declaration } = principal;
    if (declaration.kind !== "user") return;
    const name = literal(declaration.fields.name);
    if (isBreakGlass(declaration.fields.name, context.config)) return;
    const privilege = privilegeOf(principal, context);
    if (!privilege) return;
    yield {
      span: declaration.nameSpan,
      message: `The user ${name ?? declaration.address} is ${rankOf(privilege)} by ${privilege.by}: whoever finds its password or a key has the account.`,
      fixes: () => roleInstead(declaration, context),
      related: privilege.place ? [privilege.place] : [],
    };
  },
});

function isGivenBy(address: string): (principal: Principal) => boolean {
  return ({ declaration, policies }) =>
    declaration.kind === "user" && policies.some(({ by }) => by.address === address);
}
