// The rule user-untagged: an IAM user lacks the required tags.
import { addTags } from "../fix/settings";
import type { Declaration } from "../model/policy";
import { isOpen, literal } from "../model/value";
import { defineRule } from "../rule";
import { listing } from "./grants";

export const userUntagged = defineRule({
  id: "user-untagged",
  title: "An IAM user lacks the required tags",
  severity: "medium",
  fixes: ["add-tags"],
  docs: {
    why: "Without an owner, a purpose and an end date nobody can say whether a permanent credential is still needed, and so nobody deletes it.",
    fine: "Which tags are required is a setting. Tags from the provider's default_tags count; of those in its ignore_tags nothing is said.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_users.html"],
    controls: ["aws-iam-10"],
    flagged: [
      {
        title: "no tags",
        terraform: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n',
        cloudformation: "Resources:\n  Ci:\n    Type: AWS::IAM::User\n",
      },
    ],
    accepted: [
      {
        title: "all of them",
        terraform:
          'resource "aws_iam_user" "ci" {\n  name = "ci"\n  tags = {\n    Owner     = "platform"\n    Purpose   = "deploys"\n    ExpiresOn = "2027-01-31"\n  }\n}\n',
        cloudformation:
          "Resources:\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      Tags:\n        - Key: Owner\n          Value: platform\n        - Key: Purpose\n          Value: deploys\n        - Key: ExpiresOn\n          Value: '2027-01-31'\n",
      },
    ],
  },
  *declaration(declaration, context) {
    if (declaration.kind !== "user") return;
    const { requiredTags } = context.config;
    const missing = missingTags(declaration, requiredTags);
    if (missing.length === 0) return;
    const some = missing.length < requiredTags.length;
    yield {
      span: declaration.nameSpan,
      severity: some ? "low" : "medium",
      message: `The user ${literal(declaration.fields.name) ?? declaration.address} has no ${missing.length === 1 ? "tag" : "tags"} ${listing(missing)}: nobody can tell whether it is still needed.`,
      fixes: () => [addTags(declaration, missing)],
    };
  },
});

/** Required tags that are surely not there. Where tags are computed, none is. */
function missingTags(declaration: Declaration, required: readonly string[]): string[] {
  const { tags } = declaration.fields;
  const { keys = [], prefixes = [] } = declaration.ignoredTags ?? {};
  const judged = required.filter((name) => !keys.includes(name) && !prefixes.some((prefix) => name.startsWith(prefix)));
  if (tags === undefined) return declaration.open ? [] : judged;
  if (isOpen(tags) || tags.kind !== "dict") return [];
  const present = new Set(tags.entries.map((entry) => literal(entry.key)));
  return present.has(undefined) ? [] : judged.filter((name) => !present.has(name));
}
