// Which principals end up as administrators, and by what. Not a rule.
import { isAllowed } from "../access/decide";
import { adminPoliciesIn, adminPolicyOf } from "../catalog/managed-policies";
import type { Declaration, Policy, Statement } from "../model/policy";
import { onEverything, wording } from "../model/questions";
import { isScoped } from "../model/scope";
import type { Value } from "../model/value";
import type { Attached, Context, Fix, Hit, Principal, RelatedPlace } from "../rule";
import { isEveryAction } from "./grants";

/** What makes a principal an administrator, or nearly one. */
export interface Privilege {
  /** "AdministratorAccess", "iam:* on *". */
  readonly by: string;
  /** All of IAM is among it; otherwise it is nearly everything. */
  readonly isAdministrator: boolean;
  /** Where that is said. */
  readonly place: RelatedPlace | undefined;
}

/** The first of a principal's policies that makes it an administrator; undefined where none surely does. */
export function privilegeOf(principal: Principal, context: Pick<Context, "module">): Privilege | undefined {
  for (const attached of principal.policies) {
    const managed = adminPolicyOf(attached.arn);
    const by = managed?.name ?? byContent(attached.policy);
    if (by !== undefined && !isTakenAway(principal))
      return { by, isAdministrator: managed?.isAdministrator ?? true, place: placeOf(attached, by, context) };
  }
  return undefined;
}

/**
 * What a declaration that is not a user's attaches of administrators' policies.
 * @param to who gets it: "whoever works with this role"
 * @param fixesOf of the value that names the policy
 */
export function adminPolicyHits(
  declaration: Declaration,
  to: string,
  fixesOf: (declaration: Declaration, value: Value) => readonly Fix[],
): Hit[] {
  return adminPoliciesIn(declaration).map(({ value, policy }) => ({
    span: value.span,
    severity: policy.isAdministrator ? "high" : "medium",
    message: `${policy.name} permits ${policy.permits}, to ${to}.`,
    fixes: () => fixesOf(declaration, value),
  }));
}

/** "an administrator", "nearly an administrator": what it makes a user. */
export function rankOf({ isAdministrator }: Pick<Privilege, "isAdministrator">): string {
  return isAdministrator ? "an administrator" : "nearly an administrator";
}

function byContent(policy: Policy | undefined): string | undefined {
  for (const statement of policy?.statements ?? []) {
    const pattern = wideActions(statement);
    if (pattern !== undefined) return `${pattern} on every resource`;
  }
  return undefined;
}

/** `*`, `iam:*`: all of IAM is as good as everything. */
function wideActions(statement: Statement): string | undefined {
  if (statement.effect !== "Allow" || isScoped(statement) !== "no" || onEverything(statement) !== "yes")
    return undefined;
  return statement.actions.items.map(wording).find((words) => isEveryAction(words) || words.toLowerCase() === "iam:*");
}

/**
 * Whether a boundary, or a Deny that can be read, leaves no administrator; a boundary that cannot be read may. An SCP of the same module
 * does not count: who applies it is most likely in the management account, which no SCP binds.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
function isTakenAway({ policies, boundary, boundaryPolicy }: Principal): boolean {
  if (boundary && !boundaryPolicy) return true;
  const known = policies.flatMap(({ policy }) => policy ?? []);
  return ["iam:CreateUser", "iam:AttachUserPolicy", "ec2:RunInstances"].every(
    (action) =>
      isAllowed(
        { action, resource: "*" },
        // A managed policy whose content is AWS's own counts by `open`.
        { identity: known, open: true, ...(boundaryPolicy && { boundary: boundaryPolicy }) },
      ) === "no",
  );
}

function placeOf(
  { arn, by, policy }: Attached,
  what: string,
  { module }: Pick<Context, "module">,
): RelatedPlace | undefined {
  const uri = module.graph.documentOf(policy ?? by)?.uri;
  const span = policy ? policy.span : (arn?.span ?? by.nameSpan);
  return uri === undefined ? undefined : { uri, span, message: `${what} comes from here` };
}
