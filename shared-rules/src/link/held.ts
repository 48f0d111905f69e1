// Which policies of a module stand in which declarations, or are used by them from elsewhere. It knows no principal.
import { blockAddress } from "../model/address";
import type { Declaration, Policy } from "../model/policy";
import type { Module } from "./module";

/** Policies by the address of what holds them. */
export interface Contents {
  /** What a principal has inline, what a managed policy says. */
  heldBy(address: string): readonly Policy[];
  /** Who may assume a role. */
  trustOf(address: string): readonly Policy[];
}

/** Declarations that hold the policies that stand in them themselves; what stands in any other is its owner's. */
const holders: ReadonlySet<Declaration["kind"]> = new Set<Declaration["kind"]>([
  "user",
  "role",
  "group",
  "permission-set",
  "policy",
  "user-policy",
  "role-policy",
  "group-policy",
]);

/** The policies of a module's documents, by what holds them. */
export function contentsOf(module: Module): Contents {
  const held = new Map<string, Policy[]>();
  const trust = new Map<string, Policy[]>();
  for (const document of module.documents)
    for (const policy of document.policies) {
      if (policy.kind === "trust") for (const address of trusting(policy)) push(trust, address, policy);
      else if (policy.kind !== "resource" && policy.kind !== "scp" && policy.kind !== "rcp")
        for (const address of holding(policy, module)) push(held, address, policy);
    }
  return {
    heldBy: (address) => at(held, address),
    trustOf: (address) => at(trust, address),
  };
}

function trusting({ address, owner, usedBy }: Policy): ReadonlySet<string> {
  return new Set([owner.address || address, ...(usedBy ?? []).map((user) => user.address)]);
}

function holding({ address, owner, usedBy }: Policy, module: Module): ReadonlySet<string> {
  const within = module.declaration(address);
  if (within && (holders.has(within.kind) || within.fields.permissionSets)) return new Set([address]);
  const users = (usedBy ?? []).map((user) => user.address);
  return new Set(users.length > 0 ? users : [owner.address || address]);
}

/** What one instance has is what is written in its block, where instances are not told apart. */
function at(map: ReadonlyMap<string, readonly Policy[]>, address: string): readonly Policy[] {
  return map.get(address) ?? map.get(blockAddress(address)) ?? [];
}

function push(map: Map<string, Policy[]>, key: string, policy: Policy): void {
  const list = map.get(key);
  if (list) list.push(policy);
  else map.set(key, [policy]);
}
