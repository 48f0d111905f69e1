// Who uses a policy: people or workloads, as far as a module's attachments and trust policies say. Not a rule.
import { mfaEnforcedByDeny, requiresMfa } from "../access/mfa";
import type { Policy, Statement } from "../model/policy";
import { any, hasCondition, widest } from "../model/questions";
import { literal, type Answer, type Value } from "../model/value";
import type { Config, Context, Principal } from "../rule";

/**
 * Whether people use the policy: one of a user or a group, or of a role that users assume without MFA; or a managed policy that is
 * attached to one. A role that a whole account may assume is for people or workloads: unknown, as are a policy file and an unattached policy.
 */
export function isHuman(policy: Policy, module: Context["module"]): Answer {
  const holders = module.graph.holdersOf(policy);
  if (holders.length > 0) return any(holders.map((holder) => isPerson(holder, module)));
  switch (policy.owner.kind) {
    case "user":
    case "group":
      return "yes";
    case "role":
    case "permission-set":
    case "resource":
      return "no";
    default:
      return "unknown";
  }
}

/** Whether each of the people that have the policy has one that denies them the action without MFA. */
export function mfaEnforcedElsewhere(policy: Policy, action: string, module: Context["module"]): boolean {
  const people = module.graph.holdersOf(policy).filter((holder) => isPerson(holder, module) !== "no");
  const isEnforced = ({ policies }: Principal): boolean =>
    policies.some(({ policy: other }) => other && mfaEnforcedByDeny(other, action) === "yes");
  return people.length > 0 && people.every(isEnforced);
}

function isPerson({ declaration, trust }: Principal, module: Context["module"]): Answer {
  switch (declaration.kind) {
    case "user":
    case "group":
      return "yes";
    case "role":
      return any(trust.flatMap(({ statements }) => statements.map((statement) => letsPeopleIn(statement, module))));
    default:
      // IAM Identity Center asks for MFA at sign-in, and its sessions do not tell.
      return "no";
  }
}

/**
 * Whether a statement of a trust policy lets people assume the role without MFA. With an external id it is another company's workload.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
function letsPeopleIn(statement: Statement, module: Context["module"]): Answer {
  if (statement.effect !== "Allow" || requiresMfa(statement) !== "no") return "no";
  if (hasCondition(statement, "sts:ExternalId") !== "no") return "no";
  return any(
    statement.principals.entries.flatMap(({ values }) => values.items.map((value) => isPeople(value, module))),
  );
}

function isPeople(value: Value, module: Context["module"]): Answer {
  if (value.kind === "reference") return module.declaration(value.target)?.kind === "user" ? "yes" : "no";
  const written = widest(value) ?? "";
  if (/^arn:[^:]*:iam::[^:]*:user\//.test(written)) return "yes";
  return /^(?:\d{12}|arn:[^:]*:iam::[^:]*:root)$/.test(written) ? "unknown" : "no";
}

/** Whether a name is one of those that users for emergencies have. */
export function isBreakGlass(name: Value | undefined, { breakGlassPattern }: Config): boolean {
  const known = literal(name);
  return known !== undefined && new RegExp(breakGlassPattern).test(known);
}
