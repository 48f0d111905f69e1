// How functions take their arguments: all known or the answer is unknown, of the right type or the call fails. It knows no function.
import type { TextPart, Value } from "../../model/value";
import { joinParts, type Site } from "./scope";
import { booleanOfValue, isUnknown, mappingOf, numberOfValue, partsOf, sequenceOf, textOfValue } from "./values";
import type { Known, Mapping, Sequence } from "./values";

/** A function of Terraform: values in, the value of the call out. Pure, and never throws. */
export interface TerraformFunction {
  readonly least: number;
  readonly most: number;
  readonly run: (values: readonly Value[], site: Site) => Value;
}

type Run = TerraformFunction["run"];

/** A function of `least` to `most` arguments. */
export function takes(least: number, most: number, run: Run): TerraformFunction {
  return { least, most, run };
}

function allOf<T>(read: (value: Value) => Known<T>, type: string): (of: (known: T[], site: Site) => Value) => Run {
  return (of) => (values, site) => {
    const known: T[] = [];
    let isKnown = true;
    for (const value of values) {
      const one = read(value);
      if (one === "wrong") return site.fail(`an argument is no ${type}`);
      if (one === "unknown") isKnown = false;
      else known.push(one.known);
    }
    return isKnown ? of(known, site) : site.unknown();
  };
}

const ofTexts = allOf(textOfValue, "text");
const ofNumbers = allOf(numberOfValue, "number");
const ofBooleans = allOf(booleanOfValue, "true or false");

/** A function of texts that are all known. */
export function texts(least: number, most: number, of: (known: string[], site: Site) => Value): TerraformFunction {
  return takes(least, most, ofTexts(of));
}

/** A function of numbers that are all known. */
export function numbers(least: number, most: number, of: (known: number[], site: Site) => Value): TerraformFunction {
  return takes(least, most, ofNumbers(of));
}

/** The truth of all values of a list that is wholly known. */
export function truths(of: (known: boolean[], site: Site) => Value): Run {
  return ofBooleans(of);
}

/** A function of one text that works on each of its characters alike: what is known of the text stays known. */
export function eachPart(of: (text: string) => string): TerraformFunction {
  return takes(1, 1, ([value], site) => {
    const parts = value && partsOf(value);
    return parts ? site.parts(parts.map((part) => changed(part, of))) : site.fail("the argument is no text");
  });
}

/** A part that cannot be read is not the same after it was changed. */
function changed(part: TextPart, of: (text: string) => string): TextPart {
  if (typeof part === "string") return of(part);
  return { kind: "unknown", source: part.source, span: part.span };
}

/** Takes something from one end of a text. `whole`: no more of the text follows there. @returns undefined where that cannot be told */
export type Trim = (text: string, other: string, whole: boolean) => string | undefined;

/** A function that takes something from the ends of a text, whose middle need not be known. */
export function ends(count: 1 | 2, start: Trim | undefined, end: Trim | undefined): TerraformFunction {
  return takes(count, count, ([value, second], site) => {
    const parts = value && partsOf(value);
    const other = second ? textOfValue(second) : { known: "" };
    if (!parts || other === "wrong") return site.fail("the argument is no text");
    if (other === "unknown") return site.unknown();
    const first = start ? trimmedAt(0, joinParts(parts), start, other.known) : joinParts(parts);
    const both = first && end ? trimmedAt(-1, first, end, other.known) : first;
    return both ? site.parts(both) : site.unknown();
  });
}

function trimmedAt(at: 0 | -1, parts: readonly TextPart[], trim: Trim, other: string): TextPart[] | undefined {
  const part = parts.at(at);
  const others = at === 0 ? parts.slice(1) : parts.slice(0, -1);
  if (part === undefined) return [];
  const rest = typeof part === "string" ? trim(part, other, others.length === 0) : changed(part, String);
  if (rest === undefined) return undefined;
  // Where all of it went, what is beside it may lose something, too.
  const kept = rest === "" ? others.map((each) => changed(each, String)) : others;
  return at === 0 ? [rest, ...kept] : [...kept, rest];
}

/** A collection, or why there is none. */
export function sequenceArgument(value: Value | undefined): Sequence | "unknown" | "wrong" {
  if (!value) return "wrong";
  return sequenceOf(value) ?? (isUnknown(value) ? "unknown" : "wrong");
}

export function mappingArgument(value: Value | undefined): Mapping | "unknown" | "wrong" {
  if (!value) return "wrong";
  return mappingOf(value) ?? (isUnknown(value) ? "unknown" : "wrong");
}

/** A function whose first argument is a list, a set or a tuple. */
export function onList(
  least: number,
  most: number,
  of: (list: Sequence, site: Site, rest: readonly Value[]) => Value,
): TerraformFunction {
  return takes(least, most, ([value, ...rest], site) => {
    const list = sequenceArgument(value);
    if (list === "wrong") return site.fail("the argument is no list");
    return list === "unknown" ? site.unknown() : of(list, site, rest);
  });
}

/** A function whose first argument is a map or an object. */
export function onMap(
  least: number,
  most: number,
  of: (map: Mapping, site: Site, rest: readonly Value[]) => Value,
): TerraformFunction {
  return takes(least, most, ([value, ...rest], site) => {
    const map = mappingArgument(value);
    if (map === "wrong") return site.fail("the argument is no map");
    return map === "unknown" ? site.unknown() : of(map, site, rest);
  });
}

/** How a list made from another is open: what may be missing there may be missing here. */
export function likeIt(list: Sequence): { open: boolean; maybe?: boolean } {
  return { open: list.open, ...(list.maybe === true && { maybe: true }) };
}
