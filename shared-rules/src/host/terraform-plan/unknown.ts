// A planned value with what is not known of it put in its place. It knows no resources.
import type { Dict, Entry, List, Span, Unknown, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";

export const knownAfterApply = "(known after apply)";
const sensitiveValue = "(sensitive value)";

/**
 * The entries of an object of the plan that are set. A plan leaves unknown members out and has null for unknown items of a list:
 * `unknown`, an object of the same shape, has `true` for them, and there they stand.
 */
export function knownEntries(values: Dict, unknown: Value | undefined, sensitive: Value | undefined): Entry[] {
  const entries: Entry[] = [];
  const missing = new Set(unknown?.kind === "dict" ? unknown.entries : []);
  for (const entry of values.entries) {
    const name = literal(entry.key) ?? "";
    const mark = unknown?.kind === "dict" ? entryOf(unknown, name) : undefined;
    if (mark) missing.delete(mark);
    const value = known(entry.value, mark?.value, memberOf(sensitive, name), mark?.span);
    if (value) entries.push({ ...entry, value });
  }
  for (const { key, value, span } of missing)
    if (holdsTrue(value)) entries.push({ key, value: unknownAt(span, knownAfterApply), span });
  return entries;
}

/** Undefined where it is not set. */
function known(
  value: Value,
  unknown: Value | undefined,
  sensitive: Value | undefined,
  at: Span | undefined,
): Value | undefined {
  if (unknown && isTrue(unknown)) return unknownAt(at ?? unknown.span, knownAfterApply);
  if (value.kind === "scalar" && value.value === null)
    return isTrue(sensitive) ? unknownAt(value.span, sensitiveValue) : undefined;
  if (!unknown && !sensitive) return value.kind === "dict" ? dictOf(value, unknown, sensitive) : value;
  switch (value.kind) {
    case "dict":
      return dictOf(value, unknown, sensitive);
    case "list":
      return listOf(value, unknown, sensitive);
    default:
      return value;
  }
}

function dictOf(value: Dict, unknown: Value | undefined, sensitive: Value | undefined): Dict {
  return { ...value, entries: knownEntries(value, unknown, sensitive) };
}

function listOf(value: List, unknown: Value | undefined, sensitive: Value | undefined): List {
  const marks = unknown?.kind === "list" ? unknown.items : [];
  const items = value.items.map(
    (item, index) => known(item, marks[index], itemOf(sensitive, index), undefined) ?? item,
  );
  for (const mark of marks.slice(items.length)) if (holdsTrue(mark)) items.push(unknownAt(mark.span, knownAfterApply));
  return { ...value, items };
}

function unknownAt(span: Span, source: string): Unknown {
  return { kind: "unknown", source, span };
}

/** What is sensitive as a whole is so in each part. */
function memberOf(sensitive: Value | undefined, name: string): Value | undefined {
  return sensitive?.kind === "dict" ? entryOf(sensitive, name)?.value : sensitive;
}

function itemOf(sensitive: Value | undefined, index: number): Value | undefined {
  return sensitive?.kind === "list" ? sensitive.items[index] : sensitive;
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === "scalar" && value.value === true;
}

function holdsTrue(value: Value): boolean {
  switch (value.kind) {
    case "scalar":
      return value.value === true;
    case "list":
      return value.items.some(holdsTrue);
    case "dict":
      return value.entries.some((entry) => holdsTrue(entry.value));
    default:
      return false;
  }
}
