// Where a list's items and an object's entries are written: between its own brackets, or those that a call takes. It changes nothing.
import type { Dict, List, Span, Value } from "../../model/value";
import { nodeSpan } from "../../model/value";
import { isRegular, type Brackets } from "../print-members";
import { bracketEnd, Char, tokenEnd } from "./lexical";
import type { HclPlaces } from "./places";

/** A literal list, and which of a value's items stand in it. */
export interface LiteralList {
  readonly brackets: Brackets;
  readonly items: readonly Value[];
}

/** Calls that give all members of what they take, and no others. */
const gathering = {
  "[": /(?:concat|distinct|setunion|sort|tolist|toset)[ \t]*\(/y,
  "{": /(?:merge|tomap)[ \t]*\(/y,
};

/** The literal objects that a value's entries come from, as objects of their own. Of entries of one key the last counts. */
export function literalDicts(places: HclPlaces, dict: Dict): Dict[] {
  if (dict.written) return [];
  return bracketsIn(places.text, places.local(dict.span), "{").map((span) => {
    const entries = dict.entries.filter((entry) => {
      const { start, end } = places.local(entry.span);
      return span.start < start && end < span.end;
    });
    return { kind: "dict", entries, open: dict.open, span: places.inDocument(span) };
  });
}

/** The literal lists that a value's items come from, those that could be edited. */
export function literalLists(places: HclPlaces, list: List): LiteralList[] {
  if (list.written) return [];
  return bracketsIn(places.text, places.local(list.span), "[").flatMap((span) => {
    const items = list.items.filter((item) => {
      const { start, end } = places.local(nodeSpan(item));
      return !item.written && span.start < start && end < span.end;
    });
    const members = items.map((item) => places.local(nodeSpan(item)));
    const brackets = bracketsOf(places, span, members, "");
    // Nothing can follow a heredoc on its last line: its comma stands on the next, or is missing.
    const hasHeredoc = members.some(({ start }) => places.isHeredoc(start));
    return isRegular(brackets) && !hasHeredoc ? [{ brackets, items }] : [];
  });
}

/** A literal object and its entries. */
export function objectBrackets(places: HclPlaces, dict: Dict): Brackets {
  const members = dict.entries.map((entry) => places.local(entry.span));
  return bracketsOf(places, places.local(dict.span), members, " ");
}

function bracketsOf({ text, style }: HclPlaces, span: Span, members: readonly Span[], pad: string): Brackets {
  return { text, span, members, eol: style.eol, indent: style.unit, comma: ", ", pad, comments: "hcl" };
}

/** The brackets themselves, or those that are arguments of a call that gathers members. */
function bracketsIn(text: string, { start, end }: Span, opening: "[" | "{"): Span[] {
  if (text.charAt(start) === opening) return bracketEnd(text, start, end).end === end ? [{ start, end }] : [];
  const call = gathering[opening];
  call.lastIndex = start;
  if (!call.test(text) || call.lastIndex > end) return [];
  const spans: Span[] = [];
  let from = call.lastIndex;
  const last = bracketEnd(text, from - 1, end).end - 1;
  for (let index = from; index <= last; index = next(text, index, last)) {
    if (index < last && text.charCodeAt(index) !== Char.Comma) continue;
    const argument = trimmed(text, { start: from, end: index });
    spans.push(...bracketsIn(text, argument, opening));
    from = index + 1;
  }
  return spans;
}

/** After what stands at `index`: a string, a comment, or all between brackets. */
function next(text: string, index: number, limit: number): number {
  const char = text.charCodeAt(index);
  if (char === Char.OpenBracket || char === Char.OpenBrace || char === Char.OpenParen)
    return Math.max(index + 1, bracketEnd(text, index, limit).end);
  return tokenEnd(text, index, limit);
}

function trimmed(text: string, { start, end }: Span): Span {
  const argument = text.slice(start, end);
  return { start: start + argument.length - argument.trimStart().length, end: start + argument.trimEnd().length };
}
