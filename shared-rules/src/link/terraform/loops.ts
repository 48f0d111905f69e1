// What `for` goes through, in Terraform's order, and what it makes. Its parts are evaluated elsewhere.
// https://developer.hashicorp.com/terraform/language/expressions/for
import type { Entry, Text, Value } from "../../model/value";
import { literal, nodeSpan, textOf } from "../../model/value";
import type { For } from "../../syntax/hcl/ast";
import { bind, siteOf, type Evaluate, type Frame } from "./frame";
import { spanOf, type Site } from "./scope";
import { booleanOfValue, isClosed, isUnknown, mappingOf, partsOf, sequenceOf, sortedEntries } from "./values";

type Bound = readonly (readonly [name: string | undefined, value: Value])[];

export interface Each {
  /** The names with their values, once for each item. */
  readonly items: readonly Bound[];
  /** Whether that is all, and each of them is surely there. */
  readonly closed: boolean;
}

/** An item for each of a collection. Of what is unknown there is one that stands for all. */
export function eachOf(collection: Value, names: readonly string[], site: Site): Each | "wrong" {
  const pairs = pairsOf(collection, names, site);
  if (!pairs) return "wrong";
  const [first, second] = names;
  const items = pairs.items.map(([key, value]): Bound => {
    return second === undefined
      ? [[first, value]]
      : [
          [first, key],
          [second, value],
        ];
  });
  return { items, closed: pairs.closed };
}

interface Pairs {
  readonly items: readonly (readonly [key: Value, value: Value])[];
  readonly closed: boolean;
}

/** Keys and values: of a list its indexes, of a set each item twice. */
export function pairsOf(collection: Value, names: readonly string[], site: Site): Pairs | undefined {
  const open = (): readonly [Value, Value] => [
    anyOf(names.at(-2) ?? "key", collection, site),
    anyOf(names.at(-1) ?? "value", collection, site),
  ];
  const mapping = mappingOf(collection);
  if (mapping) {
    const items = sortedEntries(mapping).map(([, { key, value }]): [Value, Value] => [key, value]);
    const rest = mapping.entries.filter(({ key }) => literal(key) === undefined);
    const all = [...items, ...rest.map(({ key, value }): [Value, Value] => [key, value])];
    return { items: all.length === 0 && mapping.open ? [open()] : all, closed: isClosed(mapping) };
  }
  const sequence = sequenceOf(collection);
  if (sequence) {
    const isSet = sequence.type === "set";
    const items = sequence.items.map((item, index): [Value, Value] => [isSet ? item : site.scalar(index), item]);
    return { items: items.length === 0 && sequence.open ? [open()] : items, closed: isClosed(sequence) };
  }
  if (!isUnknown(collection)) return undefined;
  // A resource's instances are not told apart.
  if (collection.kind === "reference") return { items: [[open()[0], collection]], closed: false };
  const candidates = collection.candidates ?? [];
  const known = candidates.flatMap((each) => (isUnknown(each) ? [] : (pairsOf(each, names, site)?.items ?? [])));
  return { items: known.length > 0 ? known : [open()], closed: false };
}

function anyOf(name: string, collection: Value, site: Site): Value {
  const own = collection.kind === "unknown" ? collection.because : undefined;
  return { kind: "unknown", source: name, span: site.span, because: own ?? `${site.source} is not known` };
}

/** `[for v in c : value if condition]` and `{ for k, v in c : key => value... }`. */
export function forValue(expression: For, frame: Frame, evaluate: Evaluate): Value {
  const site = siteOf(expression, frame);
  const each = eachOf(evaluate(expression.collection, frame), expression.names, siteOf(expression.collection, frame));
  if (each === "wrong") return site.fail("there is nothing to go through");
  const made: Made = { items: [], closed: each.closed && !expression.open };
  for (const bound of each.items) {
    if (!frame.run.spend(1)) return site.tooLarge();
    const within = bind(frame, bound);
    const condition = expression.condition && booleanOfValue(evaluate(expression.condition, within));
    if (condition === "wrong") return site.fail("the condition is neither true nor false");
    if (condition === "unknown") made.closed = false;
    else if (condition && !condition.known) continue;
    const key = expression.key && keyOf(evaluate(expression.key, within), spanOf(expression.key, frame.scope));
    if (expression.key && !key) return site.fail("the key is no text");
    const value = evaluate(expression.value, within);
    made.items.push({ key, value });
  }
  const marks = made.closed ? {} : { open: true, maybe: true };
  if (!expression.key)
    return site.list(
      made.items.map(({ value }) => value),
      marks,
    );
  return expression.group ? grouped(made, site) : entriesOf(made, site);
}

interface Made {
  items: { key: Text | undefined; value: Value }[];
  closed: boolean;
}

/** A value as the key of an object. */
export function keyOf(value: Value, token: Text["token"]): Text | undefined {
  const parts = partsOf(value);
  if (!parts) return undefined;
  if (value.kind === "text") return value;
  return { kind: "text", parts: parts.filter((part) => part !== ""), span: token, token };
}

function entryOf(key: Text, value: Value): Entry {
  return { key, value, span: nodeSpan(value) };
}

function entriesOf({ items, closed }: Made, site: Site): Value {
  const keys = new Set<string>();
  const entries: Entry[] = [];
  let whole = closed;
  for (const { key = textOf("", site.span), value } of items) {
    const name = literal(key);
    if (name === undefined) whole = false;
    else if (keys.has(name)) return site.fail(`two items have the key "${name}"`);
    else keys.add(name);
    entries.push(entryOf(key, value));
  }
  return site.dict(entries, whole ? {} : { open: true, maybe: !closed });
}

function grouped({ items, closed }: Made, site: Site): Value {
  const groups = new Map<string, { key: Text; values: Value[] }>();
  const entries: Entry[] = [];
  const marks = closed ? {} : { open: true, maybe: true };
  let whole = closed;
  for (const { key = textOf("", site.span), value } of items) {
    const name = literal(key);
    const group = name === undefined ? undefined : groups.get(name);
    if (group) group.values.push(value);
    else if (name !== undefined) groups.set(name, { key, values: [value] });
    else {
      whole = false;
      entries.push(entryOf(key, site.list([value], { open: true, maybe: true })));
    }
  }
  // An item of an unknown key may belong to any group.
  const rest = whole ? marks : { open: true, maybe: true };
  for (const { key, values } of groups.values()) entries.push(entryOf(key, site.list(values, rest)));
  return site.dict(entries, rest);
}
