// Functions that look into lists, and order, cut and filter them. They convert no types.
// https://developer.hashicorp.com/terraform/language/functions
import type { Answer, Value } from "../../model/value";
import { literal } from "../../model/value";
import { likeIt, numbers, onList, takes, truths, type TerraformFunction } from "./arguments";
import { unified } from "./functions-collections";
import type { Site } from "./scope";
import { allOf, compareTexts, equals, isClosed, isNull, isUnknown, isWhole, numberOfValue, sequenceOf } from "./values";
import { textOfValue, type Sequence } from "./values";

/** Whether a list has an item; "no" only where it surely has not. */
export function has(list: Sequence, item: Value): Answer {
  let answer: Answer = isClosed(list) ? "no" : "unknown";
  for (const each of list.items) {
    const same = equals(each, item);
    if (same === "yes" && list.maybe !== true) return "yes";
    if (same !== "no") answer = "unknown";
  }
  return answer;
}

/** The items without those that are surely there already. @returns undefined where that is too much work */
export function distinctItems(items: readonly Value[], site: Site): Value[] | undefined {
  const texts = new Set<string>();
  const kept: Value[] = [];
  for (const item of items) {
    const text = literal(item);
    if (text !== undefined) {
      if (!texts.has(text)) kept.push(item);
      texts.add(text);
      continue;
    }
    if (!site.run.spend(kept.length + 1)) return undefined;
    if (!kept.some((other) => equals(other, item) === "yes")) kept.push(item);
  }
  return kept;
}

/** Truth of a list: what decides need only be there once. */
function truth(deciding: boolean): TerraformFunction {
  return onList(1, 1, (list, site) => {
    const isDeciding = (item: Value): boolean =>
      (item.kind === "scalar" && item.value === deciding) || literal(item) === String(deciding);
    if (list.maybe !== true && list.items.some(isDeciding)) return site.scalar(deciding);
    if (!isClosed(list)) return site.unknown();
    // Null is neither: anytrue and alltrue take it for false.
    const known = list.items.map((item) => (isNull(item) ? site.scalar(false) : item));
    return truths((values, at) => at.scalar(values.includes(deciding) ? deciding : !deciding))(known, site);
  });
}

/** What a function makes of all items of a list of numbers. */
function ofAll(least: number, of: (values: readonly number[]) => number): TerraformFunction {
  return onList(1, 1, (list, site) => {
    if (!isClosed(list)) return site.unknown();
    if (list.items.length < least) return site.fail("the list is empty");
    return numbers(1, 1, (known, at) => at.scalar(of(known))).run(list.items, site);
  });
}

function slice(list: Sequence, site: Site, [from, to]: readonly Value[]): Value {
  const start = from ? numberOfValue(from) : "wrong";
  const end = to ? numberOfValue(to) : "wrong";
  if (start === "wrong" || end === "wrong" || list.type === "set") return site.fail("there is no such part");
  if (start === "unknown" || end === "unknown" || !isClosed(list))
    return site.list(list.items, { open: true, maybe: true });
  if (start.known < 0 || end.known < start.known || end.known > list.items.length)
    return site.fail("there is no such part");
  return site.list(list.items.slice(start.known, end.known), list.type ? { type: list.type } : {});
}

function compact(list: Sequence, site: Site): Value {
  const choices = list.items.map((item) => allOf(item)?.every((each) => !isUnknown(each)) === true);
  const items = list.items
    .flatMap((item, index) => (choices[index] === true ? (allOf(item) ?? []) : [item]))
    .filter((item) => !isNull(item) && literal(item) !== "");
  if (choices.includes(true)) return site.list(unified(items, site), { open: true, maybe: true, type: "list" });
  const mayBeEmpty = items.some((item) => isUnknown(item) || (item.kind === "text" && !item.parts.some(isKnownPart)));
  return site.list(unified(items, site), { ...likeIt(list), ...(mayBeEmpty && { maybe: true }), type: "list" });
}

function isKnownPart(part: unknown): boolean {
  return typeof part === "string";
}

function sort(list: Sequence, site: Site): Value {
  const items = unified(list.items, site);
  if (!isWhole(list)) return site.list(items, { open: list.open, maybe: true, type: "list" });
  if (items.some((item) => item.kind !== "text" && item.kind !== "scalar")) return site.fail("an item is no text");
  const text = (item: Value): string => {
    const known = textOfValue(item);
    return typeof known === "object" ? known.known : "";
  };
  return site.list(
    [...items].sort((a, b) => compareTexts(text(a), text(b))),
    { type: "list" },
  );
}

function chunklist(list: Sequence, site: Site, [size]: readonly Value[]): Value {
  const length = size ? numberOfValue(size) : "wrong";
  if (length === "wrong") return site.fail("the size is no number");
  if (length === "unknown" || !isClosed(list)) return site.unknown();
  if (length.known < 0) return site.fail("the size is negative");
  const step = length.known === 0 ? list.items.length : length.known;
  const chunks: Value[] = [];
  for (let start = 0; start < list.items.length; start += step)
    chunks.push(site.list(list.items.slice(start, start + step), { type: "list" }));
  return site.list(chunks, { type: "list" });
}

/** At most 1024 numbers, as Terraform has it. */
function range(known: readonly number[], site: Site): Value {
  const [first = 0, second, third] = known;
  const start = second === undefined ? 0 : first;
  const limit = second ?? first;
  const step = third ?? (limit < start ? -1 : 1);
  if (step === 0 || (step > 0 ? limit < start : limit > start)) return site.fail("the step leads nowhere");
  if ((limit - start) / step > 1024) return site.fail(`${site.source} is too large`);
  const items: Value[] = [];
  for (let value = start; step > 0 ? value < limit : value > limit; value = Number((value + step).toPrecision(15)))
    items.push(site.scalar(value));
  return site.list(items, { type: "list" });
}

function index(list: Sequence, site: Site, [item]: readonly Value[]): Value {
  if (!item) return site.unknown();
  if (list.maybe === true) return site.unknown();
  for (const [position, each] of list.items.entries()) {
    const same = equals(each, item);
    if (same === "yes") return site.scalar(position);
    if (same === "unknown") return site.unknown();
  }
  return list.open ? site.unknown() : site.fail("the item is not there");
}

export const listFunctions: Readonly<Record<string, TerraformFunction>> = {
  distinct: onList(1, 1, (list, site) => {
    const items = distinctItems(unified(list.items, site), site);
    if (!items) return site.tooLarge();
    const isSure = isWhole(list) || !list.items.some((item) => !isWhole(item));
    return site.list(items, { ...likeIt(list), ...(!isSure && { maybe: true }), type: "list" });
  }),
  compact: onList(1, 1, compact),
  contains: onList(2, 2, (list, site, [item]) => {
    const answer = item ? has(list, item) : "unknown";
    return answer === "unknown" ? site.unknown() : site.scalar(answer === "yes");
  }),
  index: onList(2, 2, index),
  reverse: onList(1, 1, (list, site) =>
    site.list([...list.items].reverse(), { ...likeIt(list), ...(list.type && { type: "list" }) }),
  ),
  slice: onList(3, 3, slice),
  sort: onList(1, 1, sort),
  chunklist: onList(2, 2, chunklist),
  range: numbers(1, 3, range),
  anytrue: truth(true),
  alltrue: truth(false),
  sum: ofAll(1, (values) => Number(values.reduce((total, value) => total + value, 0).toPrecision(15))),
  max: numbers(1, Infinity, (known, site) => site.scalar(known.reduce((a, b) => Math.max(a, b)))),
  min: numbers(1, Infinity, (known, site) => site.scalar(known.reduce((a, b) => Math.min(a, b)))),
  matchkeys: takes(3, 3, ([values, keys, search], site) => {
    const [all, own, wanted] = [values, keys, search].map(sequenceOf);
    if (!all || !own || !wanted) return site.unknown();
    if (!isClosed(all) || !isWhole(own) || !isWhole(wanted)) return site.unknown();
    if (all.items.length !== own.items.length) return site.fail("there are not as many keys as values");
    const isWanted = (position: number): boolean => {
      const key = own.items[position];
      return key !== undefined && has(wanted, key) === "yes";
    };
    return site.list(
      all.items.filter((_, position) => isWanted(position)),
      { type: "list" },
    );
  }),
};
