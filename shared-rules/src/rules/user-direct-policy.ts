// The rule user-direct-policy: permissions are attached straight to a user.
import type { Declaration } from "../model/policy";
import type { Span } from "../model/value";
import { itemsOf, literal } from "../model/value";
import { wording } from "../model/questions";
import { defineRule, type Context } from "../rule";

export const userDirectPolicy = defineRule({
  id: "user-direct-policy",
  title: "Permissions are attached straight to a user",
  severity: "medium",
  fixes: [],
  docs: {
    why: "Permissions given to single users drift apart and are forgotten when people change teams; nobody reviews them user by user.",
    fine: "Attach them to a group, or better to a role.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
    ],
    controls: ["policies-through-groups"],
    flagged: [
      {
        title: "a managed policy on a user",
        terraform:
          'resource "aws_iam_user_policy_attachment" "ci" {\n  user       = "ci"\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
        cloudformation:
          "Resources:\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      ManagedPolicyArns:\n        - arn:aws:iam::aws:policy/ReadOnlyAccess\n",
      },
    ],
    accepted: [
      {
        title: "on a group",
        terraform:
          'resource "aws_iam_group_policy_attachment" "ci" {\n  group      = "ci"\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
        cloudformation:
          "Resources:\n  Ci:\n    Type: AWS::IAM::Group\n    Properties:\n      ManagedPolicyArns:\n        - arn:aws:iam::aws:policy/ReadOnlyAccess\n",
      },
    ],
  },
  *declaration(declaration, context) {
    for (const { span, user, what } of attachments(declaration, context))
      yield {
        span,
        message: `${what} is attached straight to ${user}; attach it to a group or, better, give it to a role.`,
      };
  },
});

interface Attachment {
  readonly span: Span;
  readonly user: string;
  readonly what: string;
}

function* attachments(declaration: Declaration, { module }: Context): Generator<Attachment> {
  const { fields, kind } = declaration;
  if (kind === "user") {
    const user = `the user ${literal(fields.name) ?? declaration.address}`;
    const [managed] = itemsOf(fields.managedPolicies);
    if (managed) yield { span: managed.span, user, what: `The policy ${wording(managed)}` };
    const inline = module.documents
      .flatMap((document) => document.policies)
      .find((policy) => policy.owner.kind === "user" && policy.address === declaration.address);
    if (inline && !managed) yield { span: declaration.nameSpan, user, what: "An inline policy" };
    return;
  }
  if (kind !== "attachment" && kind !== "user-policy" && kind !== "policy") return;
  const [first] = itemsOf(fields.users);
  if (!first) return;
  const what = fields.policyArn
    ? `The policy ${wording(fields.policyArn)}`
    : kind === "user-policy"
      ? "An inline policy"
      : `The policy ${declaration.address}`;
  yield { span: first.span, user: wording(first), what };
}
