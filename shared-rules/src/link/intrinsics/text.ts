// Fn::Sub, Fn::Join, Fn::Split and Fn::Select: texts put together and taken apart, as far as their parts are known.
import type { List, Span, Text, TextPart, Unknown, Value } from "../../model/value";
import { literal, textOf, valueOf } from "../../model/value";
import { casesOf, isUndecided } from "./conditions";
import type { Environment } from "./environment";
import { unknown } from "./environment";
import { withLoops } from "./loops";
import { isNoValue, substitutions } from "./syntax";

/** Reads the values inside, and names. */
export interface Reader {
  resolve(value: Value, environment: Environment): Value;
  /** What `${Name}` and `${Name.Attribute}` stand for. */
  substitute(name: string, span: Span, environment: Environment): Value;
}

/** Collects the parts of a text, neighbouring known ones as one. */
export class Parts {
  private readonly parts: TextPart[] = [];

  add(part: TextPart): void {
    const last = this.parts.at(-1);
    if (part === "") return;
    if (typeof part === "string" && typeof last === "string") this.parts[this.parts.length - 1] = last + part;
    else this.parts.push(part);
  }

  addValue(value: Value, environment: Environment): void {
    if (value.kind === "text") for (const part of value.parts) this.add(part);
    else if (value.kind === "scalar") this.add(String(value.value));
    else this.add(value.kind === "list" || value.kind === "dict" ? oneOf(value, environment) : value);
  }

  text(span: Span, token: Span): Text {
    return { kind: "text", parts: this.parts, span, token };
  }
}

/** What stands where a text should: an Fn::If's cases are candidates. */
function oneOf(value: Value, environment: Environment): Unknown {
  const hole = unknown(value.span, environment);
  return value.kind === "list" && value.items.length > 0 ? { ...hole, candidates: value.items } : hole;
}

/** `span` of what comes out is the text inside, so that it is what gets underlined; `token` is the whole expression. */
export function resolveSub(argument: Value, span: Span, environment: Environment, reader: Reader): Value {
  const [given, map] = argument.kind === "list" ? argument.items : [argument];
  if (given?.kind !== "text") return unknown(span, environment);
  const text = withLoops(given, environment);
  const whole = literal(text);
  // Places inside count only where the text is written character for character.
  const exact = whole !== undefined && text === given && text.span.end - text.span.start === whole.length;
  const parts = new Parts();
  for (const part of text.parts) {
    if (typeof part !== "string") {
      parts.add(part);
      continue;
    }
    let from = 0;
    for (const hole of substitutions(part)) {
      parts.add(part.slice(from, hole.start));
      from = hole.end;
      if (hole.name.startsWith("!")) {
        parts.add("${" + hole.name.slice(1) + "}");
        continue;
      }
      const place = exact ? { start: text.span.start + hole.start, end: text.span.start + hole.end } : text.span;
      const mapped = map?.kind === "dict" ? valueOf(map, hole.name) : undefined;
      const value = mapped ? reader.resolve(mapped, environment) : reader.substitute(hole.name, place, environment);
      parts.addValue(value, environment);
    }
    parts.add(part.slice(from));
  }
  return parts.text(text.span, span);
}

/** An item of Fn::Join. `optional`: it is not there in every case, and takes its delimiter along. */
export interface Joined {
  readonly value: Value;
  /** As it is written. */
  readonly node: Value;
  readonly optional: boolean;
}

/** The items that Fn::Join joins; undefined where their number is not known. */
export function joinedItems(list: Value | undefined, environment: Environment, reader: Reader): Joined[] | undefined {
  if (list?.kind !== "list") {
    const resolved = list && reader.resolve(list, environment);
    if (resolved?.kind !== "list" || resolved.open) return undefined;
    return resolved.items.map((value) => ({ value, node: value, optional: false }));
  }
  if (list.open) return undefined;
  const items: Joined[] = [];
  for (const item of list.items) {
    if (isUndecided(item, environment)) {
      const cases = casesOf(item, environment) ?? [];
      const candidates = cases
        .filter(({ value }) => !isNoValue(value))
        .map((one) => reader.resolve(one.value, one.environment));
      const [first] = candidates;
      const same =
        first &&
        candidates.length === 2 &&
        candidates.every((one) => literal(one) !== undefined && literal(one) === literal(first));
      const value = same ? first : { ...unknown(item.span, environment), candidates };
      items.push({ value, node: item, optional: candidates.length < 2 });
      continue;
    }
    const known = casesOf(item, environment)?.[0] ?? { value: item, environment };
    if (isNoValue(known.value)) continue;
    items.push({ value: reader.resolve(known.value, known.environment), node: known.value, optional: false });
  }
  return items;
}

export function resolveJoin(argument: Value, span: Span, environment: Environment, reader: Reader): Value {
  const [delimiterValue, list] = argument.kind === "list" ? argument.items : [];
  const delimiter = literal(delimiterValue && reader.resolve(delimiterValue, environment));
  const items = joinedItems(list, environment, reader);
  if (delimiter === undefined || !items) return unknown(span, environment);
  const parts = new Parts();
  let started = false;
  for (const { value, optional } of items) {
    if (started && !optional) parts.add(delimiter);
    parts.addValue(value, environment);
    started ||= !optional;
  }
  return parts.text(span, span);
}

/** What stands before the first unknown part is certain; what comes after it may be any number of items. */
export function resolveSplit(argument: Value, span: Span, environment: Environment, reader: Reader): Value {
  const [delimiterValue, source] = argument.kind === "list" ? argument.items : [];
  const delimiter = literal(delimiterValue && reader.resolve(delimiterValue, environment));
  const text = source && reader.resolve(source, environment);
  if (!delimiter || text?.kind !== "text") return unknown(span, environment);
  const written = text.written ?? { uri: environment.uri, span: text.span };
  const item = (piece: string): Text => ({ ...textOf(piece, span), written });
  const [first, ...rest] = text.parts;
  const pieces = (typeof first === "string" ? first : "").split(delimiter);
  if (rest.length === 0 && typeof first === "string") return listOf(pieces.map(item), false, span);
  const hole = unknown(span, environment);
  return listOf([...pieces.slice(0, -1).map(item), hole], true, span);
}

function listOf(items: readonly Value[], open: boolean, span: Span): List {
  return { kind: "list", items, open, span };
}

export function resolveSelect(argument: Value, span: Span, environment: Environment, reader: Reader): Value {
  const [position, list] = argument.kind === "list" ? argument.items : [];
  const wanted = position && reader.resolve(position, environment);
  const index = wanted?.kind === "scalar" ? wanted.value : Number(literal(wanted) ?? NaN);
  if (!list || typeof index !== "number" || !Number.isInteger(index) || index < 0) return unknown(span, environment);
  if (
    list.kind === "list" &&
    (list.open || list.items.some((item) => isNoValue(item) || isUndecided(item, environment)))
  )
    return unknown(span, environment);
  const read = reader.resolve(list, environment);
  const item = read.kind === "list" ? read.items[index] : undefined;
  if (!item || item.kind === "list" || item.kind === "dict") return unknown(span, environment);
  if (item.kind === "unknown") return { ...item, ...unknown(span, environment) };
  return item.kind === "text" ? { ...item, span, token: span } : { ...item, span };
}
