// The nearest of some names to a misspelt one. Not a fuzzy search: only what a slip of the hand or memory explains.

/** The candidate with the fewest slips from `name`, at most one for every four characters; undefined if none is so near. */
export function nearestOf(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let limit = Math.min(3, Math.floor(wanted.length / 4));
  let nearest: string | undefined;
  for (const candidate of candidates) {
    const distance = slips(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    nearest = candidate;
    if (distance === 0) break;
    // From here only a nearer one is of interest, so the first of equals stays.
    limit = distance - 1;
  }
  return nearest;
}

/**
 * Characters to add, drop, replace or swap with their neighbour to get from `a` to `b` (optimal string alignment).
 * Anything above `limit` may be any number above it.
 */
function slips(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
