// The rule that was meant by a mistyped id.
import { rules } from "../../../shared-rules/src/index";

/** The rule id that is least edits away, if it is near enough to be meant. */
export function nearestRule(given: string): string | undefined {
  const wanted = given.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const { id } of rules) {
    const edits = id.includes(wanted) && wanted.length > 3 ? 1 : distance(wanted, id);
    if (edits < least) {
      least = edits;
      best = id;
    }
  }
  return best;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
