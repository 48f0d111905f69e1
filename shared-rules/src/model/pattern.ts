// IAM's string patterns: `*` is any run of characters, also none, and `?` is exactly one. Not a regular expression, not
// an ARN parser: a pattern is text, and policy variables such as ${aws:username} are plain characters to it.
//
// Characters are UTF-16 code units. Without `caseSensitive` letters compare in lower case, as IAM compares actions;
// resources and most condition values want `caseSensitive`.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards

export interface Pattern {
  readonly source: string;
  /** Whether the whole of `text` matches. */
  matches(text: string): boolean;
}

/** Remembered patterns: a policy repeats its own, and every rule asks about the same ones. */
const CACHE_SIZE = 4096;
const compiled = new Map<string, Pattern>();

/** Steps after which a question about hostile patterns is given up. Real ones (under 2,048 characters) need far fewer. */
const STEP_LIMIT = 2_000_000;

/** The pattern that `source` writes. The same source and sensitivity give the same object while it is remembered. */
export function compilePattern(source: string, caseSensitive = false): Pattern {
  const key = (caseSensitive ? "=" : "~") + source;
  const known = compiled.get(key);
  if (known) return known;
  const test = matcher(fold(source, caseSensitive));
  const pattern: Pattern = { source, matches: (text) => test(fold(text, caseSensitive)) };
  if (compiled.size >= CACHE_SIZE) compiled.clear();
  compiled.set(key, pattern);
  return pattern;
}

/** Whether `text` holds a wildcard. */
export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/**
 * Whether every text that `inner` matches is matched by `outer` too. Exact; only for patterns so long and repetitive
 * that the answer would take seconds it is false.
 */
export function patternCovers(outer: string, inner: string, caseSensitive = false): boolean {
  if (!hasWildcard(inner)) return compilePattern(outer, caseSensitive).matches(inner);
  return remembered(coverings, outer, inner, caseSensitive, () =>
    includes(normalise(fold(outer, caseSensitive)), normalise(fold(inner, caseSensitive))),
  );
}

/** Whether some text is matched by both. Exact; for patterns too long to tell it is true. */
export function patternsIntersect(a: string, b: string, caseSensitive = false): boolean {
  if (!hasWildcard(a)) return compilePattern(b, caseSensitive).matches(a);
  if (!hasWildcard(b)) return compilePattern(a, caseSensitive).matches(b);
  return remembered(meetings, a, b, caseSensitive, () =>
    meet(normalise(fold(a, caseSensitive)), normalise(fold(b, caseSensitive))),
  );
}

/** Answers about pairs of patterns: a policy's few are asked about again at every keystroke. */
const coverings = new Map<string, boolean>();
const meetings = new Map<string, boolean>();

function remembered(
  answers: Map<string, boolean>,
  a: string,
  b: string,
  caseSensitive: boolean,
  find: () => boolean,
): boolean {
  const key = `${caseSensitive ? "=" : "~"}${a}\n${b}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const found = find();
  if (answers.size >= CACHE_SIZE) answers.clear();
  answers.set(key, found);
  return found;
}

/** One action is asked of many patterns in a row. */
let lastFolded = { text: "", folded: "" };

function fold(text: string, caseSensitive: boolean): string {
  if (caseSensitive) return text;
  if (lastFolded.text !== text) lastFolded = { text, folded: text.toLowerCase() };
  return lastFolded.folded;
}

/** A run of wildcards says "at least so many" or "exactly so many": `*?*?` is `??*`. After a `*` then stands no wildcard. */
function normalise(pattern: string): string {
  return pattern.replace(/[*?]+/g, (run) => {
    const ones = run.replaceAll("*", "");
    return ones.length === run.length ? ones : `${ones}*`;
  });
}

/**
 * The pieces between stars must stand in order, the first at the start, the last at the end. Taking each at its leftmost
 * place is enough, so nothing is ever tried twice and no text can make it slow.
 */
function matcher(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const pieces = normalise(pattern).split("*");
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return (text) => text.length === first.length && standsAt(text, first, 0);
  const last = pieces[pieces.length - 1] ?? "";
  const middle = pieces.slice(1, -1);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !standsAt(text, first, 0) || !standsAt(text, last, end)) return false;
    let at = first.length;
    for (const piece of middle) {
      const found = find(text, piece, at, end - piece.length);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return true;
  };
}

/** The first place from `from` up to and with `to` where `piece` stands in `text`, or -1. */
function find(text: string, piece: string, from: number, to: number): number {
  if (!piece.includes("?")) {
    const found = text.indexOf(piece, from);
    return found <= to ? found : -1;
  }
  if ((to - from) * piece.length > STEP_LIMIT) return -1;
  for (let at = from; at <= to; at++) if (standsAt(text, piece, at)) return at;
  return -1;
}

function standsAt(text: string, piece: string, at: number): boolean {
  if (!piece.includes("?")) return text.startsWith(piece, at);
  for (let i = 0; i < piece.length; i++) if (piece[i] !== "?" && piece[i] !== text[at + i]) return false;
  return true;
}

/** Stands for a character that `outer` does not spell, so that only its wildcards take it. */
const OTHER = "";

/**
 * Language inclusion of two normalised patterns. What matches a run of characters that `outer` nowhere spells matches it
 * by wildcards, and wildcards take any other run of that length too; so `inner`'s wildcards need to be tried with OTHER
 * only. That makes `inner` a deterministic automaton, and `outer` is followed along it as the set of places it can be in.
 */
function includes(outer: string, inner: string): boolean {
  const seen = new Set<string>();
  const open: { at: number; places: readonly number[] }[] = [{ at: 0, places: settle(outer, [0]) }];
  let steps = 0;
  for (let state = open.pop(); state; state = open.pop()) {
    let { at, places } = state;
    // Up to the next star there is one way only.
    for (; at < inner.length && inner[at] !== "*" && places.length > 0; at++) {
      steps += places.length;
      places = advance(outer, places, inner[at] === "?" ? OTHER : (inner[at] ?? OTHER));
    }
    if (places.length === 0 || (steps += places.length) > STEP_LIMIT) return false;
    if (at === inner.length) {
      if (!places.includes(outer.length)) return false;
      continue;
    }
    const key = `${at}:${places.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push({ at: at + 1, places }, { at, places: advance(outer, places, OTHER) });
  }
  return true;
}

/** Where `outer` can be after it took `character`. */
function advance(outer: string, places: readonly number[], character: string): number[] {
  const next: number[] = [];
  for (const place of places) {
    const step = outer[place];
    if (step === "*") next.push(place);
    else if (step === "?" || (step !== undefined && step === character)) next.push(place + 1);
  }
  return settle(outer, next);
}

/**
 * Adds the places that a star lets `outer` slip to, and drops those before the last star reached: whatever they still
 * match ends with something the star's rest matches, and the star takes what comes before. `places` is in order.
 */
function settle(outer: string, places: readonly number[]): number[] {
  let star = -1;
  for (const place of places) if (outer[place] === "*") star = place;
  if (star < 0) return [...places];
  const rest = places.filter((place) => place > star + 1);
  return [star, star + 1, ...rest];
}

/** Whether two normalised patterns share a text: from the ends backwards, can the rests from (i, j) meet? */
function meet(a: string, b: string): boolean {
  if (a.length * b.length > STEP_LIMIT) return true;
  let below = new Uint8Array(b.length + 1);
  for (let i = a.length; i >= 0; i--) {
    const row = new Uint8Array(b.length + 1);
    for (let j = b.length; j >= 0; j--) {
      const x = a[i];
      const y = b[j];
      // A star on one side ends here, or takes the other side's next character.
      if (x === "*") row[j] = below[j] || (y === undefined ? 0 : (row[j + 1] ?? 0));
      else if (y === "*") row[j] = row[j + 1] || (x === undefined ? 0 : (below[j] ?? 0));
      else if (x === undefined || y === undefined) row[j] = x === y ? 1 : 0;
      else if (x === y || x === "?" || y === "?") row[j] = below[j + 1] ?? 0;
    }
    below = row;
  }
  return below[0] === 1;
}
