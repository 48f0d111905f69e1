// The rule key-several: one user has several access keys that work.
import { removeKey } from "../fix/exceptions";
import { defineRule } from "../rule";
import { keysBeside, ownerName } from "./credentials";

export const keySeveral = defineRule({
  id: "key-several",
  title: "A user has several access keys",
  severity: "medium",
  fixes: ["remove"],
  docs: {
    why: "A second key that works all the time doubles the copies that may leak, and nobody can tell any more which one to take back.",
    fine: "AWS lets a user have two keys so that one can replace the other: make the new one, switch the old one off, then delete it. A key that is switched off does not count.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey",
    ],
    controls: ["aws-iam-05"],
    flagged: [
      {
        title: "two keys that work",
        terraform:
          'resource "aws_iam_access_key" "first" {\n  user = "ci"\n}\n\nresource "aws_iam_access_key" "second" {\n  user = "ci"\n}\n',
        cloudformation:
          "Resources:\n  First:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n  Second:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n",
      },
    ],
    accepted: [
      {
        title: "the old one is switched off",
        terraform:
          'resource "aws_iam_access_key" "old" {\n  user   = "ci"\n  status = "Inactive"\n}\n\nresource "aws_iam_access_key" "new" {\n  user = "ci"\n}\n',
        cloudformation:
          "Resources:\n  Old:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n      Status: Inactive\n  New:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n",
      },
    ],
  },
  equivalents: [
    "trivy:AVD-AWS-0167",
    "kics:48677914-6fdf-40ec-80c4-2b0e94079f54",
    "kics:3561130e-9c5f-485b-9e16-2764c82763e5",
    "prowler:iam_user_two_active_access_key",
  ],
  *declaration(declaration, context) {
    if (declaration.kind !== "access-key") return;
    const { module } = context;
    const keys = keysBeside(declaration, module);
    const at = keys.indexOf(declaration);
    const [first] = keys;
    if (at < 1 || !first) return;
    const uri = module.graph.documentOf(first)?.uri;
    yield {
      span: declaration.nameSpan,
      message: `This is access key ${at + 1} of ${ownerName(declaration, module)} that works: each copy of either may leak. Keep one, and switch the other off.`,
      fixes: () => removeKey(declaration),
      related: uri === undefined ? [] : [{ uri, span: first.nameSpan, message: "the first key" }],
    };
  },
});
