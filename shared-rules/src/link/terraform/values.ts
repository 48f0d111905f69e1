// Values as Terraform sees them: types of collections, conversions to text, number and truth, equality. It evaluates no expression.
// https://developer.hashicorp.com/terraform/language/expressions/types
import type { Answer, Dict, Entry, List, Reference, TextPart, Unknown, Value } from "../../model/value";
import { literal } from "../../model/value";

/** What a collection may be beside what the model says of it. */
interface Traits {
  /** Items may be absent, or in another order: both branches of a conditional are in it, say. */
  readonly maybe?: boolean;
  /** It is JSON text, by jsonencode. Whoever wants a policy wants what is in it. */
  readonly json?: boolean;
}

/** A list; without a type it is a tuple. */
export interface Sequence extends List, Traits {
  readonly type?: "list" | "set";
}

/** A dict; without a type it is an object. */
export interface Mapping extends Dict, Traits {
  readonly type?: "map";
}

/** All that a value can be, where that is known. */
export function allOf(value: Value): readonly Value[] | undefined {
  return value.kind === "unknown" && value.complete === true ? value.candidates : undefined;
}

/** The value as a list, a set or a tuple; undefined where it is none, or only text that encodes one. */
export function sequenceOf(value: Value | undefined): Sequence | undefined {
  if (value?.kind !== "list") return undefined;
  const sequence: Sequence = value;
  return sequence.json === true ? undefined : sequence;
}

/** The value as a map or an object. */
export function mappingOf(value: Value | undefined): Mapping | undefined {
  if (value?.kind !== "dict") return undefined;
  const mapping: Mapping = value;
  return mapping.json === true ? undefined : mapping;
}

export function isEncoded(value: Value): boolean {
  if (value.kind === "list") return sequenceOf(value) === undefined;
  return value.kind === "dict" && mappingOf(value) === undefined;
}

export function isUnknown(value: Value): value is Unknown | Reference {
  return value.kind === "unknown" || value.kind === "reference";
}

export function isNull(value: Value): boolean {
  return value.kind === "scalar" && value.value === null;
}

/** Whether the number of items is known. */
export function isClosed(value: Sequence | Mapping): boolean {
  return !value.open && value.maybe !== true;
}

/** Whether nothing in a value is unknown. */
export function isWhole(value: Value): boolean {
  switch (value.kind) {
    case "text":
      return value.parts.every((part) => typeof part === "string");
    case "scalar":
      return true;
    case "list":
      return isClosed(value) && value.items.every(isWhole);
    case "dict":
      return isClosed(value) && value.entries.every((entry) => isWhole(entry.key) && isWhole(entry.value));
    default:
      return false;
  }
}

/** The value's text where it can be converted to one; undefined where it is null or a collection. */
export function partsOf(value: Value): readonly TextPart[] | undefined {
  switch (value.kind) {
    case "text":
      return value.parts;
    case "unknown":
    case "reference":
      return [value];
    case "scalar": {
      if (value.value === null) return undefined;
      if (typeof value.value === "boolean") return [String(value.value)];
      const digits = numberText(value.value);
      return [digits ?? { kind: "unknown", source: String(value.value), span: value.span }];
    }
    default: {
      if (!isEncoded(value)) return undefined;
      const json = jsonText(value);
      return [json ?? { kind: "unknown", source: "jsonencode", span: value.span, candidates: [value] }];
    }
  }
}

/** What a value is as one of a simple type, if it can be converted. */
export type Known<T> = { readonly known: T } | "unknown" | "wrong";

export function textOfValue(value: Value): Known<string> {
  const parts = partsOf(value);
  if (!parts) return "wrong";
  let text = "";
  for (const part of parts) {
    if (typeof part !== "string") return "unknown";
    text += part;
  }
  return { known: text };
}

export function numberOfValue(value: Value): Known<number> {
  if (value.kind === "scalar") return typeof value.value === "number" ? { known: value.value } : "wrong";
  if (isUnknown(value)) return "unknown";
  if (value.kind !== "text") return "wrong";
  const text = literal(value);
  if (text === undefined) return "unknown";
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? { known: Number(text) } : "wrong";
}

export function booleanOfValue(value: Value): Known<boolean> {
  if (value.kind === "scalar") return typeof value.value === "boolean" ? { known: value.value } : "wrong";
  if (isUnknown(value)) return "unknown";
  if (value.kind !== "text") return "wrong";
  const text = literal(value);
  if (text === undefined) return "unknown";
  if (text === "true" || text === "1") return { known: true };
  return text === "false" || text === "0" ? { known: false } : "wrong";
}

/** As Terraform prints a number; undefined where its 512 bits would show more digits than are known here. */
export function numberText(value: number): string | undefined {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) {
    const digits = String(value).replace(/e\+(\d+)$/, "");
    return /e\+/.test(String(value)) && !digits.includes(".") ? BigInt(value).toString() : undefined;
  }
  const short = value.toPrecision(15);
  if (Number(short) !== value) return undefined;
  return /e/.test(String(value)) ? value.toFixed(20).replace(/0+$/, "") : String(value);
}

/** Texts in the order of their UTF-8 bytes, as Terraform sorts. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // Surrogates stand for characters beyond all others.
    const isHigh = left >= 0xd800 && left < 0xe000;
    const isOtherHigh = right >= 0xd800 && right < 0xe000;
    return isHigh === isOtherHigh ? left - right : isHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/** The entries under their keys, the last one where a key stands twice, sorted as Terraform goes through them. Unknown keys are left out. */
export function sortedEntries(mapping: Dict): [key: string, entry: Entry][] {
  const byKey = new Map<string, Entry>();
  for (const entry of mapping.entries) {
    const key = literal(entry.key);
    if (key !== undefined) byKey.set(key, entry);
  }
  return [...byKey].sort(([a], [b]) => compareTexts(a, b));
}

/** The JSON that jsonencode makes; undefined where a part is unknown. */
export function jsonText(value: Value): string | undefined {
  switch (value.kind) {
    case "text": {
      const text = literal(value);
      return text === undefined ? undefined : jsonString(text);
    }
    case "scalar":
      return typeof value.value === "number" ? numberText(value.value) : String(value.value);
    case "list": {
      if (!isClosed(value)) return undefined;
      const items = value.items.map(memberText);
      return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
    }
    case "dict": {
      if (!isClosed(value)) return undefined;
      const members = sortedEntries(value).map(([key, entry]) => {
        const text = memberText(entry.value);
        return text === undefined ? undefined : `${jsonString(key)}:${text}`;
      });
      return members.includes(undefined) ? undefined : `{${members.join(",")}}`;
    }
    default:
      return undefined;
  }
}

/** JSON within JSON is a string. */
function memberText(value: Value): string | undefined {
  const text = jsonText(value);
  return text !== undefined && isEncoded(value) ? jsonString(text) : text;
}

/** As Go writes JSON strings. */
function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether two values are equal, as `==` tells. */
export function equals(a: Value, b: Value): Answer {
  if (isUnknown(a) || isUnknown(b)) return "unknown";
  if (isEncoded(a) || isEncoded(b)) return equalEncoded(a, b);
  if (a.kind === "scalar" || b.kind === "scalar")
    return a.kind === "scalar" && b.kind === "scalar" && a.value === b.value ? "yes" : "no";
  if (a.kind === "text" || b.kind === "text")
    return a.kind === "text" && b.kind === "text" ? equalParts(a.parts, b.parts) : "no";
  if (a.kind === "list") return b.kind === "list" ? equalSequences(a, b) : "no";
  return b.kind === "dict" ? equalMappings(a, b) : "no";
}

function equalEncoded(a: Value, b: Value): Answer {
  const left = partsOf(a);
  const right = partsOf(b);
  return left && right ? equalParts(left, right) : "no";
}

function equalParts(a: readonly TextPart[], b: readonly TextPart[]): Answer {
  if (a.length === 0 && b.length === 0) return "yes";
  if (isKnown(a) && isKnown(b)) return a.join("") === b.join("") ? "yes" : "no";
  const start = [a[0] ?? "", b[0] ?? ""];
  if (differs(start[0], start[1], (long, short) => long.startsWith(short), isKnown(a), isKnown(b))) return "no";
  return differs(a.at(-1) ?? "", b.at(-1) ?? "", (long, short) => long.endsWith(short), isKnown(a), isKnown(b))
    ? "no"
    : "unknown";
}

function isKnown(parts: readonly TextPart[]): parts is readonly string[] {
  return parts.every((part) => typeof part === "string");
}

/** Whether two texts, of which only one end is known, cannot be the same. */
function differs(
  a: TextPart | undefined,
  b: TextPart | undefined,
  fits: (long: string, short: string) => boolean,
  wholeA: boolean,
  wholeB: boolean,
): boolean {
  if (typeof a !== "string" || typeof b !== "string") return false;
  if (wholeA && b.length > a.length) return true;
  if (wholeB && a.length > b.length) return true;
  return a.length >= b.length ? !fits(a, b) : !fits(b, a);
}

function every(answers: Iterable<Answer>): Answer {
  let result: Answer = "yes";
  for (const answer of answers) {
    if (answer === "no") return "no";
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

function equalSequences(a: Sequence, b: Sequence): Answer {
  if (a.type !== b.type) return "no";
  if (!isClosed(a) || !isClosed(b)) return "unknown";
  if (a.type === "set" && !(isWhole(a) && isWhole(b))) return "unknown";
  if (a.items.length !== b.items.length) return "no";
  return every(a.items.map((item, index) => sameAt(item, b.items[index])));
}

function sameAt(a: Value, b: Value | undefined): Answer {
  return b ? equals(a, b) : "no";
}

function equalMappings(a: Mapping, b: Mapping): Answer {
  if (a.type !== b.type) return "no";
  if (!isClosed(a) || !isClosed(b)) return "unknown";
  const left = sortedEntries(a);
  const right = new Map(sortedEntries(b));
  if (left.length !== right.size) return "no";
  return every(left.map(([key, entry]) => sameAt(entry.value, right.get(key)?.value)));
}

/** How many nodes a value has and how deep it is. */
export interface Measure {
  readonly nodes: number;
  readonly depth: number;
}

const one: Measure = { nodes: 1, depth: 1 };
const measures = new WeakMap<Value, Measure>();

/** Parts that values share count as often as they stand. */
export function measureOf(value: Value): Measure {
  if (value.kind !== "list" && value.kind !== "dict") {
    if (value.kind === "unknown" && value.candidates) return within(value, value.candidates);
    return one;
  }
  return within(value, value.kind === "list" ? value.items : value.entries.map((entry) => entry.value));
}

function within(value: Value, children: readonly Value[]): Measure {
  const known = measures.get(value);
  if (known) return known;
  let nodes = 1;
  let depth = 0;
  for (const child of children) {
    const inner = measureOf(child);
    nodes += inner.nodes;
    depth = Math.max(depth, inner.depth);
  }
  const measure = { nodes, depth: depth + 1 };
  measures.set(value, measure);
  return measure;
}
