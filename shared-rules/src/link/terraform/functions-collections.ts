// Functions that join, choose from and convert collections. They read no text.
// https://developer.hashicorp.com/terraform/language/functions
import type { Entry, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import { likeIt, mappingArgument, onList, onMap, sequenceArgument, takes } from "./arguments";
import type { TerraformFunction } from "./arguments";
import { indexed } from "./paths";
import type { Site } from "./scope";
import { booleanOfValue, isClosed, isNull, isUnknown, isWhole, numberOfValue, partsOf } from "./values";
import { compareTexts, sequenceOf, mappingOf, sortedEntries, textOfValue, type Mapping } from "./values";

/** The last of several that set a key wins. What is unknown may set more. */
function merge(values: readonly Value[], site: Site): Value {
  const entries = new Map<string, Entry>();
  const unnamed: Entry[] = [];
  const maps: Mapping[] = [];
  let open = false;
  let maybe = false;
  for (const value of values) {
    if (isNull(value)) continue;
    const map = mappingArgument(value);
    if (map === "wrong") return site.fail("an argument is no map");
    if (map === "unknown") {
      open = true;
      continue;
    }
    maps.push(map);
    open ||= map.open;
    maybe ||= map.maybe === true;
    for (const entry of map.entries) {
      const key = literal(entry.key);
      if (key === undefined) unnamed.push(entry);
      else entries.set(key, entry);
    }
  }
  const isMap = maps.length > 0 && maps.every(({ type }) => type === "map");
  return site.dict([...entries.values(), ...unnamed], {
    open,
    ...(maybe && { maybe }),
    ...(isMap && { type: "map" }),
  });
}

const valuesOf = onMap(1, 1, (map, site) => {
  const values = sortedEntries(map).map(([, { value }]) => value);
  return site.list(values, { ...entriesLike(map), ...(map.type && { type: "list" }) });
}).run;

/** What is unknown stays in its place, so that it can be named, and opens the list. */
function concat(values: readonly Value[], site: Site): Value {
  const items: Value[] = [];
  let open = false;
  let maybe = false;
  let isList = true;
  for (const value of values) {
    const list = sequenceArgument(value);
    if (list === "wrong") return site.fail("an argument is no list");
    if (list === "unknown") {
      items.push(value);
      open = true;
      maybe = true;
      continue;
    }
    for (const item of list.items) items.push(item);
    open ||= list.open;
    maybe ||= list.maybe === true;
    isList &&= list.type === "list";
  }
  return site.list(items, { open, ...(maybe && { maybe }), ...(isList && { type: "list" }) });
}

function flatten([value]: readonly Value[], site: Site): Value {
  const items: Value[] = [];
  const made = { open: false, maybe: false };
  const add = (each: Value): boolean => {
    if (!site.run.spend(1)) return false;
    const list = sequenceOf(each);
    if (list) {
      made.open ||= list.open;
      made.maybe ||= list.maybe === true;
      return list.items.every(add);
    }
    if (isUnknown(each)) {
      made.open = made.maybe = true;
      // Each of several that it may be, where some are lists; else it stays what it is.
      if (each.kind === "unknown" && each.candidates?.some((one) => sequenceOf(one))) return each.candidates.every(add);
    }
    items.push(each);
    return true;
  };
  const list = sequenceArgument(value);
  if (list === "wrong") return site.fail("the argument is no list");
  if (list === "unknown") return site.unknown();
  return add(list) ? site.list(items, likeIt({ ...list, ...made })) : site.tooLarge();
}

/** The first that is not null and, among texts, not empty. */
function coalesce(values: readonly Value[], site: Site): Value {
  const possible: Value[] = [];
  const hasText = values.some((value) => value.kind === "text");
  for (const value of values) {
    if (isNull(value)) continue;
    if (value.kind === "text" && literal(value) === "") continue;
    const parts = hasText && value.kind === "scalar" ? partsOf(value) : undefined;
    possible.push(parts ? site.parts(parts) : value);
    const mayBeEmpty =
      isUnknown(value) || (value.kind === "text" && value.parts.every((part) => typeof part !== "string"));
    if (!mayBeEmpty) break;
  }
  return possible.length === 0 ? site.fail("all arguments are null or empty") : site.either(possible);
}

function coalescelist(values: readonly Value[], site: Site): Value {
  const possible: Value[] = [];
  for (const value of values) {
    if (isNull(value)) continue;
    const list = sequenceArgument(value);
    if (list === "wrong") return site.fail("an argument is no list");
    if (list !== "unknown" && list.items.length === 0 && isClosed(list)) continue;
    possible.push(value);
    if (list !== "unknown" && list.maybe !== true && list.items.length > 0) break;
  }
  return possible.length === 0 ? site.fail("all arguments are empty") : site.either(possible);
}

/** A collection of one element type: beside a text, numbers and truths are texts, too. */
export function unified(values: readonly Value[], site: Site): Value[] {
  const kinds = new Set(values.map((value) => (value.kind === "scalar" ? typeof value.value : value.kind)));
  const isMixed = kinds.has("text") || (kinds.has("number") && kinds.has("boolean"));
  return isMixed ? values.map((value) => (value.kind === "scalar" ? asText(value, site) : value)) : [...values];
}

/** A number or a truth as text, where it stands. */
function asText(value: Value, site: Site): Value {
  const parts = partsOf(value);
  const text = parts ? site.parts(parts) : value;
  return text.kind === "text" ? { ...text, span: value.span, token: value.span } : value;
}

function tolist([value]: readonly Value[], site: Site): Value {
  const list = value && sequenceOf(value);
  if (!value || (!list && !isUnknown(value) && !isNull(value))) return site.fail("the argument is no list");
  if (!list) return value;
  return site.sized({ ...list, type: "list", items: unified(list.items, site) }, list.items.length);
}

function tomap([value]: readonly Value[], site: Site): Value {
  const map = value && mappingOf(value);
  if (!value || (!map && !isUnknown(value) && !isNull(value))) return site.fail("the argument is no map");
  if (!map) return value;
  const values = unified(
    map.entries.map((entry) => entry.value),
    site,
  );
  const entries = map.entries.map((entry, index) => ({ ...entry, value: values[index] ?? entry.value }));
  return site.sized({ ...map, type: "map", entries }, entries.length);
}

/** tostring, tonumber, tobool: null stays null. */
function converted(type: "text" | "number" | "boolean"): TerraformFunction {
  return takes(1, 1, ([value], site) => {
    if (!value || isNull(value)) return site.scalar(null);
    if (type === "text") {
      const parts = partsOf(value);
      if (value.kind === "text" || isUnknown(value)) return value;
      return parts ? site.parts(parts) : site.fail("it cannot be converted to text");
    }
    const known = type === "number" ? numberOfValue(value) : booleanOfValue(value);
    if (known === "wrong")
      return site.fail(`it cannot be converted to ${type === "number" ? "a number" : "true or false"}`);
    return known === "unknown" ? site.unknown() : site.scalar(known.known);
  });
}

/** The map's value, or the default where it has none. */
function lookup(map: Mapping, site: Site, [key, fallback]: readonly Value[]): Value {
  const name = key && textOfValue(key);
  if (!name || name === "wrong") return site.fail("the key is no text");
  const others = fallback ? [fallback] : [];
  if (name === "unknown") return site.either([...map.entries.map(({ value }) => value), ...others, site.unknown()]);
  const entry = entryOf(map, name.known);
  if (entry && map.maybe !== true) return entry.value;
  if (isClosed(map)) return fallback ?? site.fail(`there is no key "${name.known}"`);
  return site.either([...(entry ? [entry.value] : []), ...others, site.unknown()]);
}

function zipmap([first, second]: readonly Value[], site: Site): Value {
  const keys = sequenceArgument(first);
  const values = sequenceArgument(second);
  if (keys === "wrong" || values === "wrong") return site.fail("an argument is no list");
  if (keys === "unknown" || values === "unknown") return site.unknown();
  if (!isClosed(keys) || !isClosed(values)) return site.unknown();
  if (keys.items.length !== values.items.length) return site.fail("there are not as many keys as values");
  const entries: Entry[] = [];
  let open = false;
  for (const [index, key] of keys.items.entries()) {
    const name = textOfValue(key);
    const value = values.items[index];
    if (name === "wrong" || !value) return site.fail("a key is no text");
    if (name === "unknown") open = true;
    else entries.push(site.entry(name.known, value));
  }
  return site.dict(entries, { open, ...(values.type === "list" && { type: "map" }) });
}

function transpose(map: Mapping, site: Site): Value {
  if (!isWhole(map)) return site.unknown();
  const groups = new Map<string, Value[]>();
  for (const [key, { value }] of sortedEntries(map))
    for (const item of sequenceOf(value)?.items ?? []) {
      const text = textOfValue(item);
      if (typeof text !== "object") return site.fail("an item is no text");
      groups.set(text.known, [...(groups.get(text.known) ?? []), site.text(key)]);
    }
  const entries = [...groups].sort(([a], [b]) => compareTexts(a, b));
  return site.dict(
    entries.map(([key, items]) => site.entry(key, site.list(items, { type: "list" }))),
    { type: "map" },
  );
}

/** How many items a list has, entries a map, characters a text. */
function length([value]: readonly Value[], site: Site): Value {
  const list = value && (sequenceOf(value) ?? mappingOf(value));
  if (list) {
    const hasUnknown = list.kind === "list" && list.type === "set" && !isWhole(list);
    if (!isClosed(list) || hasUnknown) return site.unknown();
    return site.scalar(list.kind === "list" ? list.items.length : sortedEntries(list).length);
  }
  const text = value?.kind === "text" ? textOfValue(value) : undefined;
  if (!value || (!text && !isUnknown(value))) return site.fail("the argument has no length");
  if (typeof text !== "object") return site.unknown();
  return site.scalar([...new Intl.Segmenter().segment(text.known)].length);
}

const itself: TerraformFunction = takes(1, 1, ([value], site) => value ?? site.unknown());

export const collectionFunctions: Readonly<Record<string, TerraformFunction>> = {
  merge: takes(0, Infinity, merge),
  concat: takes(1, Infinity, concat),
  flatten: takes(1, 1, flatten),
  coalesce: takes(1, Infinity, coalesce),
  coalescelist: takes(1, Infinity, coalescelist),
  tolist: takes(1, 1, tolist),
  tomap: takes(1, 1, tomap),
  tostring: converted("text"),
  tonumber: converted("number"),
  tobool: converted("boolean"),
  lookup: onMap(2, 3, lookup),
  zipmap: takes(2, 2, zipmap),
  transpose: onMap(1, 1, transpose),
  length: takes(1, 1, length),
  sensitive: itself,
  nonsensitive: itself,
  ephemeralasnull: takes(1, 1, (_, site) => site.unknown()),
  keys: onMap(1, 1, (map, site) => {
    const keys = sortedEntries(map).map(([, { key }]) => key);
    return site.list(keys, { ...entriesLike(map), ...(map.type && { type: "list" }) });
  }),
  values: takes(1, 1, ([value, ...rest], site) =>
    // The instances of a resource are all that its address means.
    value?.kind === "reference" && value.attribute === ""
      ? { ...value, source: site.source, span: site.span }
      : valuesOf([value ?? site.unknown(), ...rest], site),
  ),
  element: onList(2, 2, (list, site, [key]) => {
    const position = key ? numberOfValue(key) : "wrong";
    if (position === "wrong" || list.type === "set") return site.fail("there is no such item");
    if (position === "unknown" || !isClosed(list)) return indexed(list, site.unknown(), site);
    if (list.items.length === 0 || position.known < 0) return site.fail("there is no such item");
    return list.items[position.known % list.items.length] ?? site.fail("there is no such item");
  }),
  one: takes(1, 1, ([value], site) => {
    if (value && isUnknown(value))
      return value.kind === "reference" ? value : site.unknown(undefined, value.candidates);
    if (value && isNull(value)) return value;
    const list = value && sequenceOf(value);
    if (!list) return site.fail("the argument is no list");
    if (!isClosed(list)) return site.either([...list.items, site.unknown()]);
    if (list.items.length > 1) return site.fail("there is more than one item");
    return list.items[0] ?? site.scalar(null);
  }),
  // Before Terraform 0.15.
  list: takes(0, Infinity, (values, site) => site.list(values, { type: "list" })),
  map: takes(0, Infinity, (values, site) => {
    const entries: Entry[] = [];
    for (let index = 0; index + 1 < values.length; index += 2) {
      const key = values[index];
      const value = values[index + 1];
      const name = key && textOfValue(key);
      if (typeof name !== "object" || !value) return site.unknown();
      entries.push(site.entry(name.known, value));
    }
    return site.dict(entries, { type: "map" });
  }),
};

/** Keys that are not known may stand anywhere. */
function entriesLike(map: Mapping): { open: boolean; maybe?: boolean } {
  const isMaybe = map.maybe === true || map.open;
  return { ...likeIt({ kind: "list", items: [], open: map.open, span: map.span }), ...(isMaybe && { maybe: true }) };
}
