// The rule boundary-missing: a user or role has no permissions boundary.
import { onceFor, type Catalog } from "../catalog/catalog";
import { managesPermissions } from "../catalog/sensitive";
import { addBoundary } from "../fix/declaration";
import { allStatementsOf } from "../model/beside";
import type { Declaration, Policy } from "../model/policy";
import { widest, wording } from "../model/questions";
import { literal, type Value } from "../model/value";
import { defineOptions, someOf } from "../options";
import { defineRule, type Context } from "../rule";
import { grants } from "./grants";
import { privilegeOf } from "./privileged";

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
    fine: "A role that cannot change IAM needs one less: there the finding is for information, and there is none where a variable that nobody gives is written for the boundary.",
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
    const strong = mayManageIam(declaration, context);
    const severity = kind === "user" || strong ? "medium" : "low";
    const { unsetBoundary } = fields;
    // Who wrote the module leaves it to its caller.
    if (unsetBoundary && severity === "low") return;
    yield {
      span: declaration.nameSpan,
      severity,
      message: `${subjectOf(declaration)} ${whatIsMissing(declaration, strong, context)}`,
      fixes: () => (unsetBoundary ? [] : [addBoundary(declaration, context)]),
    };
  },
});

function subjectOf({ kind, fields, address, madeFor }: Declaration): string {
  if (madeFor) return `The role that SAM makes for the ${madeFor.what} ${madeFor.address}`;
  return `The ${kind} ${literal(fields.name) ?? address}`;
}

/** What it may do already, and what would cap it. */
function whatIsMissing({ address, fields: { unsetBoundary } }: Declaration, strong: boolean, context: Context): string {
  const principal = context.module.graph.principal(address);
  const privilege = principal && privilegeOf(principal, context);
  const lacks = `has no permissions boundary${unsetBoundary ? `, as ${wording(unsetBoundary)} is not given` : ""}`;
  if (privilege?.isAdministrator)
    return `is already an administrator (${privilege.by}) and ${lacks}: nothing caps what it does.`;
  if (strong) return `may change IAM and ${lacks}: nothing caps what it can give itself.`;
  return `${lacks}: nothing caps what its policies may grant one day.`;
}

/** Whether a policy of the principal, whatever file attaches it, grants something that changes who may do what in IAM. */
function mayManageIam({ address }: Declaration, { module, catalog }: Context): boolean {
  const policies = module.graph.principal(address)?.policies ?? [];
  return policies.some(({ arn, policy }) => (policy ? managesIam(policy, catalog) : arn && isIamPolicyOfAws(arn)));
}

/** Those AWS managed policies that let their holder change any principal's permissions. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const iamPolicyOfAws = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$/;

function isIamPolicyOfAws(arn: Value): boolean {
  return iamPolicyOfAws.test(widest(arn) ?? "");
}

const managing = new WeakMap<Policy, boolean>();

function managesIam(policy: Policy, catalog: Catalog): boolean {
  const found =
    managing.get(policy) ??
    allStatementsOf(policy).some(
      ({ statement }) =>
        grants(policy, statement) &&
        statement.actions.items.some((item) => changesIam(catalog.expand(literal(item) ?? ""))),
    );
  managing.set(policy, found);
  return found;
}

const changesIam = onceFor((actions) =>
  actions.some((action) => action.service === "iam" && action.name !== "iam:PassRole" && managesPermissions(action)),
);
