// The rule console-password-literal: a console password stands in the file.
import { generateSecret } from "../fix/secrets";
import { literal } from "../model/value";
import { defineRule } from "../rule";
import { ownerName, ownerOf } from "./credentials";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const dynamicReference = /^\{\{resolve:/;

export const consolePasswordLiteral = defineRule({
  id: "console-password-literal",
  title: "A console password stands in the file",
  severity: "critical",
  fixes: ["generate-secret"],
  docs: {
    why: "Whoever can read the file, its history or the stack's template signs in as this user.",
    fine: "Take the password from a parameter with NoEcho and no default, or from AWS Secrets Manager by a dynamic reference; a value that the file's own parameter has as its default stands in the file, too.",
    references: [
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-iam-user-loginprofile.html",
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds",
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html",
    ],
    controls: ["aws-iam-03"],
    flagged: [
      {
        title: "a password",
        cloudformation:
          "Resources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: CorrectHorse7!\n        PasswordResetRequired: true\n",
      },
    ],
    accepted: [
      {
        title: "a parameter, and a secret",
        cloudformation:
          "Parameters:\n  Password:\n    Type: String\n    NoEcho: true\nResources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref Password\n        PasswordResetRequired: true\n  Bob:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: '{{resolve:secretsmanager:bob:SecretString:password}}'\n        PasswordResetRequired: true\n",
      },
    ],
  },
  equivalents: ["cfn_nag:F51", "kics:06adef8c-c284-4de7-aad2-af43b07a8ca1"],
  *declaration(declaration, context) {
    const { password } = declaration.fields;
    const known = literal(password);
    if (!password || known === undefined || known === "" || dynamicReference.test(known)) return;
    const { module } = context;
    yield {
      span: password.span,
      shownAs: "…",
      message: `The console password of ${ownerName(declaration, module)} stands in this file: whoever reads it signs in. Change it, and take it from a secret.`,
      fixes: () => generateSecret(declaration, ownerOf(declaration, module)?.declaration),
    };
  },
});
