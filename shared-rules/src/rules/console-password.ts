// The rule console-password: a console password is declared.
import { itemsOf } from "../model/value";
import { roleInstead } from "../fix/role-instead";
import { defineRule } from "../rule";
import { ownerName, ownerOf } from "./credentials";
import { isBreakGlass } from "./subject";

export const consolePassword = defineRule({
  id: "console-password",
  title: "A console password is declared",
  severity: "medium",
  fixes: ["role-instead"],
  docs: {
    why: "A password of the account's own lives outside of the company's sign-in: nobody takes it back when a person leaves, and it works without MFA unless a policy says otherwise.",
    fine: "People sign in through IAM Identity Center or another federation. Users whose name matches the break-glass pattern need a password and are not flagged.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords.html",
    ],
    controls: ["aws-iam-03", "aws-iam-10"],
    flagged: [
      {
        title: "a login profile",
        terraform:
          'resource "aws_iam_user" "alice" {\n  name = "alice"\n}\n\nresource "aws_iam_user_login_profile" "alice" {\n  user = aws_iam_user.alice.name\n}\n',
        cloudformation:
          "Parameters:\n  Password:\n    Type: String\n    NoEcho: true\nResources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref Password\n        PasswordResetRequired: true\n",
      },
    ],
    accepted: [
      {
        title: "a user without a password, and one for emergencies",
        terraform:
          'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_user_login_profile" "emergency" {\n  user = "break-glass-1"\n}\n',
        cloudformation:
          "Parameters:\n  Password:\n    Type: String\n    NoEcho: true\nResources:\n  Ci:\n    Type: AWS::IAM::User\n  Emergency:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: break-glass-1\n      LoginProfile:\n        Password: !Ref Password\n        PasswordResetRequired: true\n",
      },
    ],
  },
  equivalents: ["checkov:CKV2_AWS_22"],
  *declaration(declaration, context) {
    if (declaration.kind !== "login-profile") return;
    const owner = ownerOf(declaration, context.module)?.declaration;
    const named = owner ? [owner.fields.name] : itemsOf(declaration.fields.users);
    if (named.some((name) => isBreakGlass(name, context.config))) return;
    yield {
      span: declaration.nameSpan,
      message: `${ownerName(declaration, context.module)} gets a console password, which works until someone takes it back; let people sign in through IAM Identity Center.`,
      fixes: () => (owner ? roleInstead(owner, context) : []),
    };
  },
});
