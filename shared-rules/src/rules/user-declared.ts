// The rule user-declared: an IAM user stands in code.
import { literal } from "../model/value";
import { insertScp } from "../fix/declaration";
import { documentException } from "../fix/exceptions";
import { roleInstead } from "../fix/role-instead";
import { defineRule } from "../rule";
import { isBreakGlass } from "./subject";

export const userDeclared = defineRule({
  id: "user-declared",
  title: "An IAM user is declared",
  severity: "low",
  fixes: ["role-instead", "document-exception", "insert-scp"],
  docs: {
    why: "An IAM user is a permanent credential that someone must keep, rotate and one day remember to delete; a role gives the same permissions for an hour at a time.",
    fine: "Users whose name matches the break-glass pattern are meant to exist and are not flagged.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
    ],
    controls: ["aws-iam-03", "aws-iam-06"],
    flagged: [
      {
        title: "a user for a pipeline",
        terraform: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n',
        cloudformation: "Resources:\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: ci\n",
      },
    ],
    accepted: [
      {
        title: "a break-glass user",
        terraform: 'resource "aws_iam_user" "emergency" {\n  name = "break-glass-1"\n}\n',
        cloudformation:
          "Resources:\n  Emergency:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: break-glass-1\n",
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_273"],
  *declaration(declaration, context) {
    if (declaration.kind !== "user") return;
    const name = literal(declaration.fields.name);
    if (isBreakGlass(declaration.fields.name, context.config)) return;
    yield {
      span: declaration.nameSpan,
      message: `The user ${name ?? declaration.address} is a permanent credential; a role would give the same permissions for an hour at a time.`,
      fixes: () => [
        ...roleInstead(declaration, context),
        ...documentException(declaration, "user-declared", context.config),
        insertScp(),
      ],
    };
  },
});
