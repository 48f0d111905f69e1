// What uses a policy document: resources of its module, and those of modules that call it. It reads no document.
import type { Owner, PolicyKind, PolicyUser } from "../../model/policy";

/** How a policy document is used. */
export interface Use {
  readonly kind: PolicyKind;
  readonly owner: Owner;
  readonly hostType: string;
  readonly user: PolicyUser;
  /** It is in a module that calls this one. */
  readonly isOutside?: true;
}

/** What uses the policy documents of a module outside of it, through its outputs. */
export interface UsesOutside {
  /** The same signature: the same uses. */
  readonly signature: string;
  /** @param address of a policy document within the module */
  of(address: string): readonly Use[];
}

/** A caller's resource has no address in the module that it calls. */
export function seenFromInside(use: Use): Use {
  return { ...use, owner: { ...use.owner, address: "" }, isOutside: true };
}

/** Who they are, each once. */
export function usersIn(uses: readonly Use[]): PolicyUser[] {
  return [...new Map(uses.map(({ user }) => [`${user.uri} ${user.address}`, user])).values()];
}

/** Uses that differ in what a rule may ask. */
export function distinct(uses: readonly Use[]): Use[] {
  const found = new Map<string, Use>();
  for (const use of uses) {
    const key = [use.kind, use.owner.kind, use.owner.address, use.hostType].join(" ");
    if (!found.has(key)) found.set(key, use);
  }
  return [...found.values()];
}
