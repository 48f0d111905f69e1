// Who uses a policy: people or workloads, as far as a module's attachments say.
import type { Policy } from "../model/policy";
import { isOpen, itemsOf } from "../model/value";
import type { Answer } from "../model/value";
import type { Module } from "./module";

/**
 * Whether people use the policy: one of a user or a group, or a managed policy that is attached to one. A role's is not (people who
 * assume a role are asked for MFA by its trust policy); for a policy file or an unattached policy it is unknown.
 */
export function isHuman(policy: Policy, module: Module): Answer {
  switch (policy.owner.kind) {
    case "user":
    case "group":
      return "yes";
    case "role":
    case "permission-set":
    case "resource":
      return "no";
    case "policy":
      return attachedToHumans(policy.owner.address || policy.address, module);
    default:
      return "unknown";
  }
}

function attachedToHumans(address: string, module: Module): Answer {
  let toRole = false;
  for (const declaration of module.declarations) {
    const { fields } = declaration;
    const itself = declaration.address === address;
    const attaches =
      itself || [fields.policyArn, ...itemsOf(fields.managedPolicies)].some((arn) => refersTo(arn, address));
    if (!attaches) continue;
    if (!itself && (declaration.kind === "user" || declaration.kind === "group")) return "yes";
    if (itemsOf(fields.users).length > 0 || fields.group) return "yes";
    if ((!itself && declaration.kind === "role") || itemsOf(fields.roles).length > 0 || isOpen(fields.roles))
      toRole = true;
  }
  return toRole ? "no" : "unknown";
}

function refersTo(value: { readonly kind: string } | undefined, address: string): boolean {
  return value?.kind === "reference" && "target" in value && value.target === address;
}
