// format and formatlist, as Terraform's own variant of Go's verbs. What is not known stays a part of the text.
// https://developer.hashicorp.com/terraform/language/functions/format
import type { TextPart, Value } from "../../model/value";
import type { Site } from "./scope";
import { booleanOfValue, isClosed, isNull, isUnknown, jsonText, numberOfValue, numberText, partsOf } from "./values";
import { sequenceOf, textOfValue } from "./values";

const verb = /%(?:%|([-+ #0]*)(\d+)?(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z]))/g;
const maxWidth = 10_000;

export function format([template, ...values]: readonly Value[], site: Site): Value {
  const text = template ? textOfValue(template) : "wrong";
  if (text === "wrong") return site.fail("the format is no text");
  if (text === "unknown") return site.unknown();
  const parts = formatted(text.known, values, site);
  if (parts === "unknown") return site.unknown();
  return parts === "wrong" ? site.fail("the arguments do not fit the format") : site.parts(parts);
}

function formatted(template: string, values: readonly Value[], site: Site): TextPart[] | "unknown" | "wrong" {
  const parts: TextPart[] = [];
  let at = 0;
  let next = 0;
  let most = 0;
  let numbered = false;
  for (const found of template.matchAll(verb)) {
    const literal = template.slice(at, found.index);
    if (literal.includes("%")) return "wrong";
    parts.push(literal);
    at = found.index + found[0].length;
    const [, flags = "", width, precision, position, letter] = found;
    if (letter === undefined) {
      parts.push("%");
      continue;
    }
    if (position !== undefined) {
      numbered = true;
      next = Number(position) - 1;
    }
    const value = values[next++];
    most = Math.max(most, next);
    if (!value) return "wrong";
    const printed = print(letter, flags, precision, value, site);
    if (typeof printed === "string") {
      const padded = pad(printed, flags, Number(width ?? 0), letter);
      if (padded === undefined) return "wrong";
      parts.push(padded);
    } else if ("known" in printed) {
      if (width !== undefined || precision !== undefined) return "unknown";
      for (const part of printed.known) parts.push(part);
    } else return printed.is;
  }
  const rest = template.slice(at);
  if (rest.includes("%") || (most < values.length && !numbered)) return "wrong";
  parts.push(rest);
  return parts;
}

type Printed = string | { readonly known: readonly TextPart[] } | { readonly is: "unknown" | "wrong" };

function print(letter: string, flags: string, precision: string | undefined, value: Value, site: Site): Printed {
  if (letter === "v" || letter === "s") return printAny(letter, flags, precision, value);
  if (letter === "q") {
    const text = textOfValue(value);
    return typeof text === "object" ? JSON.stringify(text.known) : { is: text };
  }
  if (letter === "t") {
    const truth = booleanOfValue(value);
    if (isUnknown(value)) return { known: [value] };
    return typeof truth === "object" ? String(truth.known) : { is: truth };
  }
  if ((letter === "x" || letter === "X") && value.kind === "text") return { is: "unknown" };
  if (!"dboxXefgGE".includes(letter)) return { is: "wrong" };
  const number = numberOfValue(value);
  if (number === "unknown") return isUnknown(value) && letter === "d" ? { known: [value] } : { is: "unknown" };
  if (number === "wrong") return { is: "wrong" };
  return withSign(printNumber(letter, precision, number.known, site), flags);
}

function printAny(letter: string, flags: string, precision: string | undefined, value: Value): Printed {
  if (isNull(value)) return letter === "v" ? "null" : { is: "wrong" };
  const parts = partsOf(value);
  if (letter === "v" && (flags.includes("#") || !parts)) {
    const json = jsonText(value);
    return json ?? { is: "unknown" };
  }
  if (!parts) return { is: "wrong" };
  if (!parts.every((part) => typeof part === "string")) return { known: parts };
  const text = parts.join("");
  return precision === undefined ? text : [...text].slice(0, Number(precision)).join("");
}

function printNumber(letter: string, precision: string | undefined, value: number, site: Site): Printed {
  const digits = Number(precision ?? 6);
  if (digits > 100) return { is: "wrong" };
  switch (letter) {
    case "d":
      return numberText(Math.trunc(value)) ?? { is: "unknown" };
    case "b":
    case "o":
    case "x":
    case "X": {
      if (!Number.isSafeInteger(value)) return { is: "unknown" };
      const text = value.toString(letter === "b" ? 2 : letter === "o" ? 8 : 16);
      return letter === "X" ? text.toUpperCase() : text;
    }
    case "f":
      return value.toFixed(digits);
    case "g":
      return precision === undefined ? (numberText(value) ?? { is: "unknown" }) : { is: "unknown" };
    default:
      return site.run.spend(1) ? { is: "unknown" } : { is: "wrong" };
  }
}

function withSign(printed: Printed, flags: string): Printed {
  if (typeof printed !== "string" || printed.startsWith("-")) return printed;
  return flags.includes("+") ? `+${printed}` : flags.includes(" ") ? ` ${printed}` : printed;
}

/** @returns undefined where it would be too wide */
function pad(text: string, flags: string, width: number, letter: string): string | undefined {
  if (width > maxWidth) return undefined;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || !"dboxXfeg".includes(letter)) return " ".repeat(missing) + text;
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

/** format for each item of its lists. Of a list that is not known, one item stands for all. */
export function formatlist([template, ...values]: readonly Value[], site: Site): Value {
  if (!template) return site.unknown();
  const lists = values.map((value) => sequenceOf(value));
  const known = lists.filter((list) => list !== undefined);
  const hasUnknown = values.some(isUnknown);
  const isSure = known.every(isClosed) && (known.length > 0 || !hasUnknown);
  if (known.length === 0 && !hasUnknown) return site.list([format([template, ...values], site)], { type: "list" });
  const lengths = new Set(known.map(({ items }) => items.length));
  if (isSure && lengths.size > 1) return site.fail("the lists are not of the same length");
  const count = lengths.size === 0 ? 1 : Math.max(...lengths);
  const items: Value[] = [];
  for (let index = 0; index < count; index++) {
    if (!site.run.spend(values.length)) return site.tooLarge();
    const row = values.map((value, column) => (lists[column] ? (lists[column].items[index] ?? site.unknown()) : value));
    items.push(format([template, ...row], site));
  }
  return site.list(items, { ...(!isSure && { open: true, maybe: true }), type: "list" });
}
