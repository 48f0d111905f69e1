// The strings of Terraform's JSON syntax as HCL templates: JSON's escapes and HCL's, and where each character stands. It evaluates nothing.
// https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
import type { Place } from "../../model/place";
import { sourceFrom, type Source } from "../../model/source";
import { embeddedSource, jsonContentSource, type Segment } from "../../syntax/embedded";
import {
  templateSequences,
  type Expression,
  type HclParser,
  type Range,
  type Template,
  type TemplatePart,
} from "../../syntax/hcl";
import { unescapeJson } from "../../syntax/json";

/** A string's content as it stands in `text`, between its quotes. */
interface JsonString {
  readonly text: string;
  readonly token: Range;
  readonly content: Range;
}

/** The content of a JSON string as a source of its own. `document` is the source of `text` from `place` on. */
export function stringSource(string: JsonString, syntax: "json" | "hcl", place: Place, document: Source): Source {
  const { start, end } = string.content;
  const inner = jsonContentSource(syntax, string.text.slice(start, end), start);
  const encode = (inserted: string, at: number): string =>
    document.encode(inner.encode(inserted, at), at + place.start);
  return sourceFrom(place, { ...inner, encode });
}

/** A string in which `${` means nothing. */
export function literalTemplate(string: JsonString): Template {
  const { start, end } = string.content;
  return templateWith(string, [textPart(unescapeJson(string.text.slice(start, end)), string.content)]);
}

/** A string as the template that Terraform takes it for. */
export function templateOf(string: JsonString, parser: HclParser): Template {
  const { start, end } = string.content;
  const raw = string.text.slice(start, end);
  if (!raw.includes("{") || !/[$%]\{/.test(raw)) return literalTemplate(string);
  const decoded = jsonContentSource("hcl", raw, start);
  const sequences = templateSequences(decoded.text);
  if (sequences.some((sequence) => isSpecial(decoded.text, sequence)))
    return withDirectives(string, decoded, sequences, parser) ?? literalTemplate(string);
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const sequence of sequences) {
    addText(parts, decoded, from, sequence.start);
    const expression = interpolated(decoded, sequence, parser);
    const range = { start: decoded.toDocument(sequence.start), end: decoded.toDocument(sequence.end) };
    parts.push({ kind: "interpolation", expression, stripLeft: false, stripRight: false, ...range });
    from = sequence.end;
  }
  addText(parts, decoded, from, decoded.text.length);
  return templateWith(string, parts);
}

function addText(parts: TemplatePart[], decoded: Source, start: number, end: number): void {
  const text = decoded.text.slice(start, end).replace(/([$%])\1(?=\{)/g, "$1");
  parts.push(textPart(text, { start: decoded.toDocument(start), end: decoded.toDocument(end) }));
}

/** Its text may be shorter than its place, by JSON's escapes and HCL's. */
function textPart(text: string, { start, end }: Range): TemplatePart {
  return { kind: "string", text, start, end };
}

/** An expression written as a string, without `${`: a type, a reference. Undefined where it is none. */
export function expressionOf(string: JsonString, parser: HclParser): Expression | undefined {
  const { start, end } = string.content;
  const decoded = jsonContentSource("hcl", string.text.slice(start, end), start);
  const expression = parser.expression(decoded.text);
  return expression.kind === "broken" ? undefined : moved(expression, decoded.toDocument);
}

function templateWith({ token, content }: JsonString, all: readonly TemplatePart[]): Template {
  const parts = all.filter((part) => part.kind !== "string" || part.text !== "");
  return { kind: "template", form: "bare", parts, content, open: token.end === content.end, ...rangeOf(token) };
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

/** A directive, or an interpolation that takes white space with it: those the parser reads in their template only. */
function isSpecial(text: string, { start, end }: Range): boolean {
  return text.charAt(start) === "%" || text.charAt(start + 2) === "~" || text.charAt(end - 2) === "~";
}

function interpolated(decoded: Source, { start, end }: Range, parser: HclParser): Expression {
  if (decoded.text.charAt(end - 1) !== "}")
    return { kind: "broken", start: decoded.toDocument(start), end: decoded.toDocument(end) };
  return moved(parser.expression(decoded.text.slice(start + 2, end - 1)), (offset) =>
    decoded.toDocument(start + 2 + offset),
  );
}

/** Read as the quoted string that it would be in HCL. */
function withDirectives(
  string: JsonString,
  decoded: Source,
  sequences: readonly Range[],
  parser: HclParser,
): Template | undefined {
  const segments: Segment[] = [{ text: '"', at: 0, length: 0 }];
  const add = (start: number, end: number, pattern: RegExp): void => {
    for (const { 0: piece, index } of decoded.text.slice(start, end).matchAll(pattern))
      segments.push({ text: quoted[piece] ?? piece, at: start + index, length: piece.length });
  };
  let from = 0;
  for (const { start, end } of sequences) {
    add(from, start, /[\\"\r\n]|[^\\"\r\n]+/g);
    add(start, end, /[^]+/g);
    from = end;
  }
  add(from, decoded.text.length, /[\\"\r\n]|[^\\"\r\n]+/g);
  segments.push({ text: '"', at: decoded.text.length, length: 0 });
  const source = embeddedSource("hcl", segments, (inserted) => inserted);
  const template = parser.expression(source.text);
  if (template.kind !== "template") return undefined;
  const { parts } = moved(template, (offset) => decoded.toDocument(source.toDocument(offset)));
  return templateWith(string, parts);
}

const quoted: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" };

const offsets = new Set(["start", "end", "nameEnd"]);

/** A tree with its offsets elsewhere. */
function moved<T>(part: T, to: (offset: number) => number): T {
  if (Array.isArray(part)) return part.map((each: unknown) => moved(each, to)) as T;
  if (typeof part !== "object" || part === null) return part;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(part) as [string, unknown][])
    copy[name] = offsets.has(name) && typeof value === "number" ? to(value) : moved(value, to);
  return copy as T;
}
