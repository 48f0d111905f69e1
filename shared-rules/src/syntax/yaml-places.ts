// Places of YAML nodes: which stand in flow collections, which were reached through aliases or are repeated by them. It parses nothing.
import type { Entry, Span, Value } from "../model/value";

const aliased = new WeakSet<Value>();
const repeated = new WeakSet<Value>();
const inFlow = new WeakSet<Value>();

/** Notes that a value was reached through an alias. */
export function markAliased(value: Value): void {
  aliased.add(value);
}

/** Notes that an alias repeats a value that stands elsewhere. */
export function markRepeated(value: Value): void {
  repeated.add(value);
}

/** Notes that a value is a direct member of a flow collection. */
export function markInFlow(value: Value): void {
  inFlow.add(value);
}

/** Whether a value was reached through an alias or a merge key: its place is the alias, its text stands elsewhere. */
export function isThroughAlias(value: Value): boolean {
  return aliased.has(value);
}

/** Whether an alias repeats a value: what changes it changes the other place, too. */
export function isRepeated(value: Value): boolean {
  return repeated.has(value);
}

/** Whether a value is a direct member of a flow collection (`[a]`, `{a: b}`). */
export function isInFlow(value: Value): boolean {
  return inFlow.has(value);
}

/** The same tree, `by` code units further on. */
export function shifted<T extends Value>(value: T, by: number): T;
export function shifted(value: Value, by: number): Value {
  const copy = shiftedNode(value, by);
  if (inFlow.has(value)) inFlow.add(copy);
  return copy;
}

export function shiftedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

export function shiftedEntry(entry: Entry, by: number): Entry {
  return { key: shifted(entry.key, by), value: shifted(entry.value, by), span: shiftedSpan(entry.span, by) };
}

function shiftedNode(value: Value, by: number): Value {
  const span = shiftedSpan(value.span, by);
  switch (value.kind) {
    case "text":
      return { kind: "text", parts: value.parts, span, token: shiftedSpan(value.token, by) };
    case "list":
      return { kind: "list", items: value.items.map((item) => shifted(item, by)), open: value.open, span };
    case "dict":
      return { kind: "dict", entries: value.entries.map((entry) => shiftedEntry(entry, by)), open: value.open, span };
    default:
      return { ...value, span };
  }
}
