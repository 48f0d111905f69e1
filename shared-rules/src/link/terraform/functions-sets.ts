// Sets: made from lists, and their algebra. Elements of a set stand in order and once.
// https://developer.hashicorp.com/terraform/language/functions/toset
import type { Answer, Value } from "../../model/value";
import { literal } from "../../model/value";
import { sequenceArgument, takes, type TerraformFunction } from "./arguments";
import { unified } from "./functions-collections";
import { distinctItems, has } from "./functions-lists";
import type { Site } from "./scope";
import { compareTexts, isClosed, isNull, isUnknown, isWhole, type Sequence } from "./values";

/** A set of these items. Texts, numbers and truths are sorted, others keep their order. */
export function setOf(items: readonly Value[], site: Site, open = false, maybe = false): Value {
  const distinct = distinctItems(unified(items, site), site);
  if (!distinct) return site.tooLarge();
  const isUnsure = maybe || distinct.some((item) => !isWhole(item));
  const known = distinct.filter(isWhole).sort(inOrder);
  const unknown = distinct.filter((item) => !isWhole(item));
  return site.list([...known, ...unknown], { open, ...(isUnsure && { maybe: true }), type: "set" });
}

function inOrder(a: Value, b: Value): number {
  if (a.kind === "text" && b.kind === "text") return compareTexts(literal(a) ?? "", literal(b) ?? "");
  if (a.kind !== "scalar" || b.kind !== "scalar") return 0;
  return Number(a.value) - Number(b.value);
}

interface Sets {
  readonly known: readonly Sequence[];
  /** At least one of them is not known at all. */
  readonly open: boolean;
}

function setsOf(values: readonly Value[]): Sets | "wrong" {
  const all = values.map(sequenceArgument);
  if (all.includes("wrong")) return "wrong";
  return { known: all.flatMap((each) => (typeof each === "object" ? [each] : [])), open: all.includes("unknown") };
}

/** Items of the first list of which `keeps` says so; those it cannot tell of stay, unsurely. */
function filtered(list: Sequence, keeps: (item: Value) => Answer, site: Site, open: boolean): Value {
  const kept = list.items.filter((item) => keeps(item) !== "no");
  const isUnsure = list.maybe === true || kept.some((item) => keeps(item) === "unknown");
  return setOf(kept, site, open, isUnsure);
}

const opposite: Readonly<Record<Answer, Answer>> = { yes: "no", no: "yes", unknown: "unknown" };

/** Every combination of one item of each. */
function setproduct(values: readonly Value[], site: Site): Value {
  const sets = setsOf(values);
  if (sets === "wrong") return site.fail("an argument is no list");
  if (sets.open) return site.unknown();
  const isSet = sets.known.every(({ type }) => type === "set");
  const isSure = sets.known.every(isClosed);
  if (!site.run.spend(sets.known.reduce((count, { items }) => count * Math.max(1, items.length), 1)))
    return site.tooLarge();
  let rows: Value[][] = [[]];
  for (const { items } of sets.known) {
    const all = unified(items, site);
    rows = rows.flatMap((row) => all.map((item) => [...row, item]));
  }
  const items = rows.map((row) => site.list(row));
  return site.list(items, { ...(!isSure && { open: true, maybe: true }), type: isSet ? "set" : "list" });
}

export const setFunctions: Readonly<Record<string, TerraformFunction>> = {
  toset: takes(1, 1, ([value], site) => {
    const list = sequenceArgument(value);
    if (value && (isNull(value) || isUnknown(value))) return value;
    if (typeof list !== "object") return site.fail("the argument is no list");
    return setOf(list.items, site, list.open, list.maybe);
  }),
  setunion: takes(1, Infinity, (values, site) => {
    const sets = setsOf(values);
    if (sets === "wrong") return site.fail("an argument is no set");
    const items = sets.known.flatMap((set) => set.items);
    const isOpen = sets.open || sets.known.some(({ open }) => open);
    return setOf(
      items,
      site,
      isOpen,
      sets.known.some(({ maybe }) => maybe === true),
    );
  }),
  setintersection: takes(1, Infinity, (values, site) => {
    const sets = setsOf(values);
    if (sets === "wrong") return site.fail("an argument is no set");
    const [first, ...others] = sets.known;
    if (!first || sets.open) return site.unknown();
    const keeps = (item: Value): Answer => {
      const answers = others.map((other) => has(other, item));
      return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
    };
    return filtered(first, keeps, site, first.open);
  }),
  setsubtract: takes(2, 2, ([value, other], site) => {
    const list = sequenceArgument(value);
    const without = sequenceArgument(other);
    if (list === "wrong" || without === "wrong") return site.fail("an argument is no set");
    if (list === "unknown") return site.unknown();
    if (without === "unknown") return setOf(list.items, site, list.open, true);
    return filtered(list, (item) => opposite[has(without, item)], site, list.open);
  }),
  setproduct: takes(2, Infinity, setproduct),
};
