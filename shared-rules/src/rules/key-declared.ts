// The rule key-declared: an access key stands in code.
import { roleInstead } from "../fix/role-instead";
import { defineRule } from "../rule";
import { isActive, ownerName, ownerOf, rootOf } from "./credentials";

export const keyDeclared = defineRule({
  id: "key-declared",
  title: "An access key is declared",
  severity: "medium",
  fixes: ["role-instead"],
  docs: {
    why: "An access key works from anywhere until someone deletes it, and making it in code also writes its secret into a state file, a pipeline's output or both.",
    fine: "A role's credentials end by themselves within hours: EC2, Lambda, ECS, EKS, CI systems with OIDC and servers with IAM Roles Anywhere all take one. A key that is switched off is not flagged.",
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
        title: "a key that is switched off",
        terraform: 'resource "aws_iam_access_key" "ci" {\n  user   = "ci"\n  status = "Inactive"\n}\n',
        cloudformation:
          "Resources:\n  CiKey:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n      Status: Inactive\n",
      },
    ],
  },
  *declaration(declaration, context) {
    if (declaration.kind !== "access-key" || isActive(declaration) === "no") return;
    // The rule key-root speaks of it.
    if (rootOf(declaration, context.module)) return;
    const user = ownerOf(declaration, context.module)?.declaration;
    yield {
      span: declaration.nameSpan,
      message: `This access key of ${ownerName(declaration, context.module)} works until someone deletes it, wherever a copy ends up; a role's credentials end within hours.`,
      fixes: user ? roleInstead(user, context) : [],
    };
  },
});
