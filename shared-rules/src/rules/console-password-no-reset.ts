// The rule console-password-no-reset: the first password stays.
import { setReset } from "../fix/settings";
import { literal, type Answer, type Value } from "../model/value";
import { defineRule } from "../rule";
import { ownerName } from "./credentials";

export const consolePasswordNoReset = defineRule({
  id: "console-password-no-reset",
  title: "A new console password need not be replaced",
  severity: "low",
  fixes: ["set-reset"],
  docs: {
    why: "Whoever made the password, and everything that it passed through on its way to the user, can go on signing in with it.",
    fine: "Ask for a reset at the first sign-in; the user needs iam:ChangePassword for it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html",
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-iam-user-loginprofile.html",
    ],
    controls: ["password-policy"],
    flagged: [
      {
        title: "nothing asks for a reset",
        terraform: 'resource "aws_iam_user_login_profile" "alice" {\n  user = "alice"\n}\n',
        cloudformation:
          "Parameters:\n  Password:\n    Type: String\n    NoEcho: true\nResources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref Password\n",
      },
    ],
    accepted: [
      {
        title: "a reset at the first sign-in",
        terraform:
          'resource "aws_iam_user_login_profile" "alice" {\n  user                    = "alice"\n  password_reset_required = true\n}\n',
        cloudformation:
          "Parameters:\n  Password:\n    Type: String\n    NoEcho: true\nResources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref Password\n        PasswordResetRequired: true\n",
      },
    ],
  },
  equivalents: ["cfn_nag:W50"],
  *declaration(declaration, context) {
    if (declaration.kind !== "login-profile") return;
    const { passwordReset } = declaration.fields;
    // A module that makes it may ask for a reset by itself.
    const mayBeSaid = declaration.open || declaration.call !== undefined;
    if (passwordReset ? isTrue(passwordReset) !== "no" : mayBeSaid) return;
    yield {
      span: passwordReset?.span ?? declaration.nameSpan,
      message: `The first password of ${ownerName(declaration, context.module)} stays: whoever made or passed it on can go on signing in. Ask for a reset at the first sign-in.`,
      fixes: () => [setReset(declaration)],
    };
  },
});

/** The words for it count, too. */
function isTrue(value: Value): Answer {
  const known = value.kind === "scalar" ? String(value.value) : literal(value)?.toLowerCase();
  return known === undefined ? "unknown" : known === "true" ? "yes" : "no";
}
