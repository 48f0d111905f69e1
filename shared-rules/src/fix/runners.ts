// What runs with the keys of a user, as far as its module shows. It makes no edits.
import { refersTo } from "../model/address";
import type { Declaration } from "../model/policy";
import type { Runner } from "../model/secret-use";
import type { Context } from "../rule";

/** A task definition, an instance, a function that is given a key. */
export interface RunningWithKey {
  /** The URI of its file. */
  readonly in: string;
  readonly address: string;
  readonly runs: Runner;
}

/** Each once, in the order of the module's files. */
export function runningWith(keys: readonly Declaration[], { module }: Context): readonly RunningWithKey[] {
  if (keys.length === 0) return [];
  const found = new Map<string, RunningWithKey>();
  for (const { uri, secretUses } of module.documents)
    for (const { of, by } of secretUses?.() ?? [])
      if (by && keys.some(({ address }) => refersTo(of, address)))
        found.set(`${uri} ${by.address}`, { in: uri, ...by });
  return [...found.values()];
}
