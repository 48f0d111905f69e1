// Which policies of a module stand in which declarations, or are used by them from elsewhere. It knows no principal.
import { blockAddress } from "../model/address";
import type { Declaration, Policy, PolicyUser } from "../model/policy";
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

const none: readonly PolicyUser[] = [];

/** The policies of a module's documents, by what holds them. */
export function contentsOf(module: Module): Contents {
  const held = new Map<string, Policy[]>();
  const trust = new Map<string, Policy[]>();
  for (const document of module.documents)
    for (const policy of document.policies) {
      const { kind, address, owner, usedBy = none } = policy;
      if (kind === "trust") {
        push(trust, owner.address || address, policy);
        for (const user of usedBy) push(trust, user.address, policy);
      } else if (kind !== "resource" && kind !== "scp" && kind !== "rcp") {
        if (isHolder(module.declaration(address))) push(held, address, policy);
        else if (usedBy.length === 0) push(held, owner.address || address, policy);
        else for (const user of usedBy) push(held, user.address, policy);
      }
    }
  return {
    heldBy: (address) => at(held, address),
    trustOf: (address) => at(trust, address),
  };
}

function isHolder(declaration: Declaration | undefined): boolean {
  return (
    declaration !== undefined && (holders.has(declaration.kind) || declaration.fields.permissionSets !== undefined)
  );
}

/** What one instance has is what is written in its block, where instances are not told apart. */
function at(map: ReadonlyMap<string, readonly Policy[]>, address: string): readonly Policy[] {
  return map.get(address) ?? map.get(blockAddress(address)) ?? [];
}

/** Each policy once: what one has to be put in comes together. */
function push(map: Map<string, Policy[]>, key: string, policy: Policy): void {
  const list = map.get(key);
  if (!list) map.set(key, [policy]);
  else if (list.at(-1) !== policy) list.push(policy);
}
