// Whether what was read of two versions of a text says the same. It knows no IAM.
import type { Span } from "./value";

/** Beyond it, values are taken to differ: nodes that are used many times within each other (YAML's anchors) are walked each time. */
const mostNodes = 20_000;

/**
 * Whether two trees are equal but for their place: all spans of the second are those of the first, `shift` further on, or stand where they
 * stood (what was written elsewhere). Texts that they are written in (`source`, where it is no string) are not compared.
 */
export function areAlike(one: unknown, other: unknown, shift: number): boolean {
  return alike(one, other, { shift, left: mostNodes });
}

interface Walk {
  readonly shift: number;
  left: number;
}

// Asked of every node of a document at every keystroke: it makes no objects.
function alike(one: unknown, other: unknown, walk: Walk): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || --walk.left < 0) return false;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    for (let at = 0; at < one.length; at++) if (!alike(one[at], other[at], walk)) return false;
    return true;
  }
  if (isSpan(one)) return isSpan(other) && isMoved(one, other, walk.shift);
  for (const key in one) {
    const value = one[key];
    if (!(key === "source" && isObject(value)) && !alike(value, other[key], walk)) return false;
  }
  for (const key in other) if (other[key] !== undefined && !(key in one)) return false;
  return true;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isSpan(value: object): value is Span {
  return "start" in value && "end" in value;
}

function isMoved(one: Span, other: Span, shift: number): boolean {
  const by = other.start - one.start;
  return (by === shift || by === 0) && other.end - one.end === by;
}
