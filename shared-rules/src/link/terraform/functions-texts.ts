// Functions of texts. What is known of a text stays known where the function does not look at the rest.
// https://developer.hashicorp.com/terraform/language/functions
import type { TextPart, Value } from "../../model/value";
import { eachPart, ends, takes, texts, type TerraformFunction } from "./arguments";
import { format, formatlist } from "./format";
import { regexOf, type Match, type Regex } from "./regex";
import { joinParts, type Site } from "./scope";
import { isClosed, isUnknown, numberOfValue, partsOf, sequenceOf, textOfValue } from "./values";

/** Longer texts are not searched with regular expressions. */
const maxSearched = 100_000;

function join([separator, ...lists]: readonly Value[], site: Site): Value {
  const between = separator ? textOfValue(separator) : "wrong";
  if (between === "wrong") return site.fail("the separator is no text");
  if (between === "unknown") return site.unknown();
  const [only] = lists;
  // The old way to write "the one instance's attribute, if there is one".
  if (only?.kind === "reference" && lists.length === 1 && between.known === "") return only;
  const parts: TextPart[] = [];
  let isFirst = true;
  for (const value of lists) {
    const list = sequenceOf(value);
    if (!list && !isUnknown(value)) return site.fail("the argument is no list");
    if (!list || !isClosed(list)) return site.unknown();
    for (const item of list.items) {
      const own = partsOf(item);
      if (!own) return site.fail("an item is no text");
      if (!isFirst) parts.push(between.known);
      for (const part of own) parts.push(part);
      isFirst = false;
    }
  }
  return site.parts(parts);
}

/** Whether a text, of which only some may be known, begins or ends so. */
function fits(atEnd: boolean): TerraformFunction {
  return takes(2, 2, ([value, second], site) => {
    const parts = value && partsOf(value);
    const other = second ? textOfValue(second) : "wrong";
    if (!parts || other === "wrong") return site.fail("an argument is no text");
    if (other === "unknown") return site.unknown();
    const known = joinParts(parts);
    const part = known.length === 0 ? "" : known.at(atEnd ? -1 : 0);
    if (typeof part !== "string") return other.known === "" ? site.scalar(true) : site.unknown();
    const isFit = (long: string, short: string): boolean => (atEnd ? long.endsWith(short) : long.startsWith(short));
    if (isFit(part, other.known)) return site.scalar(true);
    return known.length > 1 && isFit(other.known, part) ? site.unknown() : site.scalar(false);
  });
}

function regexFrom(pattern: string, text: string, site: Site): Regex | Value {
  if (text.length > maxSearched) return site.unknown("the text is too large");
  return regexOf(pattern) ?? site.fail("the pattern is no regular expression of RE2");
}

/** All matches that do not overlap; undefined where finding them takes too long. */
function matchesOf(regex: Regex, text: string, site: Site): Match[] | undefined {
  const matches: Match[] = [];
  let last = -1;
  for (let from = 0; from <= text.length;) {
    const match = regex.match(text, from);
    if (!match) break;
    if (match === "long" || !site.run.spend(1)) return undefined;
    const [start = 0, end = 0] = match;
    // An empty match right after another one does not count.
    if (end > start || start !== last) matches.push(match);
    last = end;
    from = end > start ? end : start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
  }
  return matches;
}

/** The text, its groups, or its named groups. */
function captured(match: Match, regex: Regex, text: string, site: Site): Value {
  const group = (index: number): Value => {
    const start = match[index * 2] ?? -1;
    return start < 0 ? site.scalar(null) : site.text(text.slice(start, match[index * 2 + 1]));
  };
  const names = regex.names.slice(1);
  if (names.length === 0) return group(0);
  const named = names.filter((name) => name !== "").length;
  if (named === 0) return site.list(names.map((_, index) => group(index + 1)));
  if (named < names.length) return site.fail("groups with and without names cannot be mixed");
  return site.dict(names.map((name, index) => site.entry(name, group(index + 1))));
}

/** Go's templates for what replaces a match: `$1`, `${name}`, `$$`. */
function expanded(template: string, match: Match, regex: Regex, text: string): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole: string, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    if (name === undefined) return whole.slice(1);
    const index = /^\d+$/.test(name) ? Number(name) : regex.names.indexOf(name);
    const start = match[index * 2] ?? -1;
    return start < 0 ? "" : text.slice(start, match[index * 2 + 1]);
  });
}

function replace([text = "", search = "", by = ""]: readonly string[], site: Site): Value {
  const isPattern = search.length > 1 && search.startsWith("/") && search.endsWith("/");
  if (!isPattern) {
    if (!site.run.spend(text.length >> 6)) return site.tooLarge();
    const count = search === "" ? text.length + 1 : Math.floor(text.length / search.length);
    return count * by.length > 10_000_000 ? site.tooLarge() : site.text(text.replaceAll(search, () => by));
  }
  const regex = regexFrom(search.slice(1, -1), text, site);
  if (!("match" in regex)) return regex;
  const matches = matchesOf(regex, text, site);
  if (!matches) return site.tooLarge();
  const parts: string[] = [];
  let at = 0;
  for (const match of matches) {
    parts.push(text.slice(at, match[0]), expanded(by, match, regex, text));
    at = match[1] ?? at;
  }
  return site.parts([...parts, text.slice(at)]);
}

function graphemes(text: string): string[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
}

function substr([value, from, count]: readonly Value[], site: Site): Value {
  const text = value ? textOfValue(value) : "wrong";
  const offset = from ? numberOfValue(from) : "wrong";
  const length = count ? numberOfValue(count) : "wrong";
  if (text === "wrong" || offset === "wrong" || length === "wrong") return site.fail("an argument has the wrong type");
  if (text === "unknown" || offset === "unknown" || length === "unknown") return site.unknown();
  const characters = graphemes(text.known);
  const start = offset.known < 0 ? Math.max(0, characters.length + offset.known) : offset.known;
  const end = length.known < 0 ? characters.length : start + length.known;
  return site.text(characters.slice(start, end).join(""));
}

function trimmed(text: string, characters: string, atEnd: boolean): string {
  const set = new Set(characters);
  const all = [...text];
  if (atEnd) while (all.length > 0 && set.has(all.at(-1) ?? "")) all.pop();
  let start = 0;
  if (!atEnd) while (start < all.length && set.has(all[start] ?? "")) start++;
  return all.slice(start).join("");
}

function withoutPrefix(text: string, prefix: string, whole: boolean): string | undefined {
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  return !whole && prefix.startsWith(text) ? undefined : text;
}

function withoutSuffix(text: string, suffix: string, whole: boolean): string | undefined {
  if (text.endsWith(suffix)) return text.slice(0, text.length - suffix.length);
  return !whole && suffix.endsWith(text) ? undefined : text;
}

export const textFunctions: Readonly<Record<string, TerraformFunction>> = {
  format: takes(1, Infinity, format),
  formatlist: takes(1, Infinity, formatlist),
  join: takes(1, Infinity, join),
  split: texts(2, 2, ([separator = "", text = ""], site) => {
    const pieces = separator === "" ? [...text] : text.split(separator);
    if (!site.run.spend(pieces.length)) return site.tooLarge();
    return site.list(
      pieces.map((piece) => site.text(piece)),
      { type: "list" },
    );
  }),
  replace: texts(3, 3, replace),
  lower: eachPart((text) => text.toLowerCase()),
  upper: eachPart((text) => text.toUpperCase()),
  title: texts(1, 1, ([text = ""], site) =>
    site.text(text.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) => letter.toUpperCase())),
  ),
  trimspace: ends(
    1,
    (text) => text.trimStart(),
    (text) => text.trimEnd(),
  ),
  trimprefix: ends(2, withoutPrefix, undefined),
  trimsuffix: ends(2, undefined, withoutSuffix),
  trim: ends(
    2,
    (text, set) => trimmed(text, set, false),
    (text, set) => trimmed(text, set, true),
  ),
  chomp: texts(1, 1, ([text = ""], site) => site.text(text.replace(/[\r\n]+$/, ""))),
  indent: takes(2, 2, ([count, value], site) => {
    const spaces = count ? numberOfValue(count) : "wrong";
    const parts = value && partsOf(value);
    if (spaces === "wrong" || !parts) return site.fail("an argument has the wrong type");
    if (spaces === "unknown" || spaces.known > 1_000) return site.unknown();
    const pad = `\n${" ".repeat(Math.max(0, spaces.known))}`;
    return site.parts(parts.map((part) => (typeof part === "string" ? part.replaceAll("\n", pad) : part)));
  }),
  startswith: fits(false),
  endswith: fits(true),
  strcontains: takes(2, 2, ([value, second], site) => {
    const parts = value && partsOf(value);
    const other = second ? textOfValue(second) : "wrong";
    if (!parts || other === "wrong") return site.fail("an argument is no text");
    if (other === "unknown") return site.unknown();
    const joined = joinParts(parts);
    if (other.known === "" || joined.some((part) => typeof part === "string" && part.includes(other.known)))
      return site.scalar(true);
    return joined.every((part) => typeof part === "string") ? site.scalar(false) : site.unknown();
  }),
  strrev: texts(1, 1, ([text = ""], site) => site.text(graphemes(text).reverse().join(""))),
  substr: takes(3, 3, substr),
  regex: texts(2, 2, ([pattern = "", text = ""], site) => {
    const regex = regexFrom(pattern, text, site);
    if (!("match" in regex)) return regex;
    const match = regex.match(text, 0);
    if (match === "long") return site.tooLarge();
    return match ? captured(match, regex, text, site) : site.fail("the pattern does not match");
  }),
  regexall: texts(2, 2, ([pattern = "", text = ""], site) => {
    const regex = regexFrom(pattern, text, site);
    if (!("match" in regex)) return regex;
    const matches = matchesOf(regex, text, site);
    if (!matches) return site.tooLarge();
    return site.list(
      matches.map((match) => captured(match, regex, text, site)),
      { type: "list" },
    );
  }),
  basename: texts(1, 1, ([path = ""], site) => site.text(/([^/]*)\/*$/.exec(path)?.[1] ?? "")),
  dirname: texts(1, 1, ([path = ""], site) => {
    const end = path.lastIndexOf("/");
    return site.text(end < 0 ? "." : path.slice(0, Math.max(1, end)));
  }),
};
