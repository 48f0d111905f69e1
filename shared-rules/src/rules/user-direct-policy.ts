// The rule user-direct-policy: permissions are attached straight to a user.
import { moveToGroup } from "../fix/groups";
import type { Declaration } from "../model/policy";
import type { Span, Value } from "../model/value";
import { itemsOf, literal } from "../model/value";
import { wording } from "../model/questions";
import { defineRule, type Context } from "../rule";

export const userDirectPolicy = defineRule({
  id: "user-direct-policy",
  title: "Permissions are attached straight to a user",
  severity: "medium",
  fixes: ["move-to-group"],
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
  equivalents: [
    "checkov:CKV_AWS_40",
    "trivy:AVD-AWS-0143",
    "tfsec:aws-iam-no-user-attached-policies",
    "cfn_nag:F10",
    "cfn_nag:F11",
    "cfn_nag:F12",
    "prowler:iam_policy_attached_only_to_group_or_roles",
  ],
  *declaration(declaration, context) {
    for (const { span, user, what } of attachments(declaration, context))
      yield {
        span,
        message: `${what} is attached straight to ${user}; attach it to a group or, better, give it to a role.`,
        fixes: () => moveToGroup(declaration, context.module),
      };
  },
});

interface Attachment {
  readonly span: Span;
  readonly user: string;
  readonly what: string;
}

function* attachments(declaration: Declaration, context: Context): Generator<Attachment> {
  const { fields, kind } = declaration;
  if (kind !== "user" && !fields.users) return;
  const { module } = context;
  if (kind === "user") {
    const user = `the user ${nameOf(declaration)}`;
    const [managed] = readable(fields.managedPolicies);
    if (managed) yield { span: managed.span, user, what: `The policy ${nameIn(managed, module)}` };
    const policies = module.graph.principal(declaration.address)?.policies ?? [];
    const inline = policies.some(({ arn, by }) => by === declaration && arn === undefined);
    if (inline && !managed) yield { span: declaration.nameSpan, user, what: "An inline policy" };
    return;
  }
  const others = fields.roles ?? fields.groups ?? fields.group;
  // Where there is nobody else to attach it to, even an expression names a user.
  const [first] = others ? readable(fields.users) : itemsOf(fields.users);
  if (!first) return;
  const user = `the user ${nameIn(first, module)}`;
  if (kind === "exclusive-policies") {
    const [managed] = attachedHere(declaration, module);
    if (managed) yield { span: managed.span, user, what: `The policy ${nameIn(managed, module)}` };
  } else if (kind === "attachment" || kind === "user-policy" || kind === "policy") {
    const what = fields.policyArn
      ? `The policy ${nameIn(fields.policyArn, module)}`
      : kind === "user-policy"
        ? "An inline policy"
        : `The policy ${nameOf(declaration)}`;
    yield { span: first.span, user, what };
  }
}

function nameOf({ fields, address }: Declaration): string {
  return literal(fields.name) ?? address;
}

/** What a value names: a declaration by its name or address, anything else as it is written. */
function nameIn(value: Value, module: Context["module"]): string {
  const only = value.kind === "text" && value.parts.length === 1 ? value.parts[0] : value;
  if (typeof only !== "object" || only.kind !== "reference") return wording(value);
  const named = module.declaration(only.target);
  return named ? nameOf(named) : only.target;
}

/** Items that are surely there: an expression in the place of a list may be an empty one. */
function readable(value: Value | undefined): readonly Value[] {
  return value?.kind === "unknown" ? [] : itemsOf(value);
}

/** What only a list of all policies attaches; what it repeats is flagged where it is attached. */
function attachedHere(list: Declaration, { declarations, graph }: Context["module"]): readonly Value[] {
  const items = readable(list.fields.managedPolicies);
  const given = graph.principals.flatMap(({ policies }) => policies.flatMap(({ arn, by }) => (by === list ? arn : [])));
  if (given.length > 0) return items.filter((item) => given.includes(item));
  // Of a user that is declared elsewhere.
  const repeated = declarations.flatMap(({ fields, kind }) => (kind === "attachment" && fields.policyArn) || []);
  const words = new Set(repeated.map(wording));
  return items.filter((item) => !words.has(wording(item)));
}
