// The rule key-declared: an access key stands in code.
import { documentException } from "../fix/exceptions";
import { roleInstead } from "../fix/role-instead";
import { defineRule } from "../rule";
import { isActive, ownerName, ownerOf, rootOf } from "./credentials";

export const keyDeclared = defineRule({
  id: "key-declared",
  title: "An access key is declared",
  severity: "medium",
  fixes: ["role-instead", "document-exception"],
  docs: {
    why: "An access key works from anywhere until someone deletes it, and making it in code also writes its secret into a state file, a pipeline's output or both.",
    fine: "A role's credentials end by themselves within hours: EC2, Lambda, ECS, EKS, CI systems with OIDC and servers with IAM Roles Anywhere all take one. A key that is switched off is low.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "a key for a pipeline",
        terraform:
          'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_access_key" "ci" {\n  user = aws_iam_user.ci.name\n}\n',
        cloudformation:
          "Resources:\n  Ci:\n    Type: AWS::IAM::User\n  CiKey:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: !Ref Ci\n",
      },
    ],
    accepted: [
      {
        title: "a user without a key",
        terraform: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n',
        cloudformation: "Resources:\n  Ci:\n    Type: AWS::IAM::User\n",
      },
    ],
  },
  *declaration(declaration, context) {
    // The rule key-root speaks of a key for root.
    if (declaration.kind !== "access-key" || rootOf(declaration, context.module)) return;
    const name = ownerName(declaration, context.module);
    const isOff = isActive(declaration) === "no";
    const user = ownerOf(declaration, context.module)?.declaration;
    yield {
      span: declaration.nameSpan,
      severity: isOff ? "low" : "medium",
      message: isOff
        ? `This access key of ${name} is switched off, and works again when someone switches it on; delete it.`
        : `This access key of ${name} works until someone deletes it, wherever a copy ends up; a role's credentials end within hours.`,
      fixes: () => [
        ...(user ? roleInstead(user, context) : []),
        ...documentException(declaration, "key-declared", context.config),
      ],
    };
  },
});
