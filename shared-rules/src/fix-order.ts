// In which order fixes are offered: what an engineer would choose first stands first. It decides none of them.
import type { Fix } from "./rule";

/**
 * Where fixes stand, by what they say of it: what takes a user's place is the first choice; then come all that say nothing, in the order of
 * their findings and rules; then living with the finding; then the same first choice for other workloads, so that their number buries nothing.
 */
const places = ["first", undefined, "late", "last"] as const;

/** The fixes of a finding, or of all findings at one place. */
export function inOrder<T>(all: readonly T[], fixOf: (one: T) => Fix): T[] {
  const rank = (one: T): number => places.indexOf(fixOf(one).stands);
  return [...all].sort((a, b) => rank(a) - rank(b));
}
