// Who uses a policy: people or workloads, as far as a module's attachments say. Not a rule.
import type { Policy } from "../model/policy";
import type { Answer } from "../model/value";
import type { Context } from "../rule";

/**
 * Whether people use the policy: one of a user or a group, or a managed policy that is attached to one. A role's is not (people who
 * assume a role are asked for MFA by its trust policy); for a policy file or an unattached policy it is unknown.
 */
export function isHuman(policy: Policy, module: Context["module"]): Answer {
  switch (policy.owner.kind) {
    case "user":
    case "group":
      return "yes";
    case "role":
    case "permission-set":
    case "resource":
      return "no";
    case "policy":
      return isAttachedToHumans(policy, module);
    default:
      return "unknown";
  }
}

function isAttachedToHumans(policy: Policy, module: Context["module"]): Answer {
  const holders = module.graph.principals.filter(({ policies }) =>
    policies.some((attached) => attached.policy === policy),
  );
  if (holders.length === 0) return "unknown";
  return holders.some(({ declaration }) => declaration.kind !== "role") ? "yes" : "no";
}
