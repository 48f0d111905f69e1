// The rule boundary-missing: a user or role has no permissions boundary.
import { onceFor, type Catalog } from "../catalog/catalog";
import { managesPermissions } from "../catalog/sensitive";
import { addBoundary } from "../fix/declaration";
import type { Declaration, Policy } from "../model/policy";
import { widest } from "../model/questions";
import { literal, type Value } from "../model/value";
import { defineOptions, someOf } from "../options";
import { defineRule, type Context } from "../rule";
import { grants } from "./grants";

const options = defineOptions("boundary-missing", {
  principals: someOf(["user", "role"], {
    default: ["user", "role"],
    example: ["user"],
    description: "Who must have a permissions boundary.",
  }),
});

export const boundaryMissing = defineRule({
  id: "boundary-missing",
  title: "No permissions boundary",
  severity: "medium",
  fixes: ["add-boundary"],
  options,
  docs: {
    why: "Without a boundary, one careless policy more is all it takes for this user or role to become administrator.",
    fine: "A role that cannot change IAM needs one less: there the finding is for information.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"],
    controls: ["aws-iam-07"],
    flagged: [
      {
        title: "a user",
        terraform: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n',
        cloudformation: "Resources:\n  Ci:\n    Type: AWS::IAM::User\n",
      },
    ],
    accepted: [
      {
        title: "a bounded user",
        terraform:
          'resource "aws_iam_user" "ci" {\n  name                 = "ci"\n  permissions_boundary = aws_iam_policy.limit.arn\n}\n',
        cloudformation:
          "Resources:\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      PermissionsBoundary: arn:aws:iam::123456789012:policy/limit\n",
      },
    ],
  },
  *declaration(declaration, context) {
    const { kind, fields } = declaration;
    if ((kind !== "user" && kind !== "role") || declaration.open || fields.boundary !== undefined) return;
    if (!options.get(context.config, "principals").includes(kind)) return;
    const name = literal(fields.name) ?? declaration.address;
    const strong = kind === "role" && mayManageIam(declaration, context);
    yield {
      span: declaration.nameSpan,
      severity: kind === "user" || strong ? "medium" : "low",
      message: strong
        ? `The role ${name} may change IAM and has no permissions boundary: it can give itself any permission.`
        : `The ${kind} ${name} has no permissions boundary: nothing caps what its policies may grant one day.`,
      fixes: [addBoundary(declaration, context)],
    };
  },
});

/** Whether a policy of the role, whatever file attaches it, grants something that changes who may do what in IAM. */
function mayManageIam(role: Declaration, { module, catalog }: Context): boolean {
  const policies = module.graph.principal(role.address)?.policies ?? [];
  return policies.some(({ arn, policy }) => (policy ? managesIam(policy, catalog) : arn && isIamPolicyOfAws(arn)));
}

/** Those AWS managed policies that let their holder change any principal's permissions. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const iamPolicyOfAws = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$/;

function isIamPolicyOfAws(arn: Value): boolean {
  return iamPolicyOfAws.test(widest(arn) ?? "");
}

const managing = new WeakMap<Policy, boolean>();

function managesIam(policy: Policy, catalog: Catalog): boolean {
  const inherited = policy.inherited?.map(({ statement }) => statement) ?? [];
  const found =
    managing.get(policy) ??
    [...policy.statements, ...inherited].some(
      (statement) =>
        grants(policy, statement) &&
        statement.actions.items.some((item) => changesIam(catalog.expand(literal(item) ?? ""))),
    );
  managing.set(policy, found);
  return found;
}

const changesIam = onceFor((actions) =>
  actions.some((action) => action.service === "iam" && action.name !== "iam:PassRole" && managesPermissions(action)),
);
