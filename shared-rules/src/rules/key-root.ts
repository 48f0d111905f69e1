// The rule key-root: the root user has an access key.
import { removeKey } from "../fix/exceptions";
import { defineRule } from "../rule";
import { isActive, rootOf } from "./credentials";

export const keyRoot = defineRule({
  id: "key-root",
  title: "The root user has an access key",
  severity: "critical",
  fixes: ["remove"],
  docs: {
    why: "Whoever holds a root access key owns the account: no policy, boundary or SCP of the account itself limits it, and it asks for no MFA.",
    fine: "There is no task that needs one: delete the key, and use a role.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html#ru-bp-access-keys",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-4",
    ],
    controls: ["aws-iam-02"],
    flagged: [
      {
        title: "a root key that works",
        report:
          "user,arn,user_creation_time,mfa_active,access_key_1_active,access_key_1_last_rotated\n<root_account>,arn:aws:iam::123456789012:root,2019-03-01T09:00:00+00:00,true,true,2019-03-01T09:00:00+00:00\n",
      },
      {
        title: "a key declared for root",
        terraform: 'resource "aws_iam_access_key" "main" {\n  user = "root"\n}\n',
        cloudformation: "Resources:\n  Main:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: root\n",
      },
    ],
    accepted: [
      {
        title: "no root key",
        report:
          "user,arn,user_creation_time,mfa_active,access_key_1_active,access_key_1_last_rotated\n<root_account>,arn:aws:iam::123456789012:root,2019-03-01T09:00:00+00:00,true,false,N/A\n",
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_348",
    "trivy:AVD-AWS-0141",
    "tfsec:aws-iam-no-root-access-keys",
    "prowler:iam_no_root_access_key",
  ],
  *credentials(user) {
    if (!user.isRoot) return;
    for (const { active, number } of user.keys)
      if (active.answer === "yes")
        yield {
          span: active.span,
          message: `Access key ${number} of the root user works: whoever has a copy owns the account. Delete it.`,
        };
  },
  *declaration(declaration, context) {
    if (declaration.kind !== "access-key" || isActive(declaration) === "no") return;
    const user = rootOf(declaration, context.module);
    if (!user) return;
    yield {
      span: user.span,
      fixes: () => removeKey(declaration),
      message:
        "An access key for root owns the account: no policy of the account limits it. Take it out, and use a role.",
    };
  },
});
