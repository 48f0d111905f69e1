// The strings of Terraform's JSON syntax as HCL templates: JSON's escapes and HCL's, and where each character stands. It evaluates nothing.
// https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
import type { Source } from "../../model/source";
import { embeddedSource, type Segment } from "../../syntax/embedded";
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

/** Escapes one by one, what stands between them whole. */
const pieces = /\\(?:u[0-9a-fA-F]{4}|[\s\S]|$)|[^\\]+/g;
/** The same, with HCL's own `$${` and `%%{`: their first character is not part of the text. */
const templatePieces = /\\(?:u[0-9a-fA-F]{4}|[\s\S]|$)|\$\$(?=\{)|%%(?=\{)|[^\\$%]+|[$%]/g;

/** The content of a JSON string as a source of its own. `document` is the source of `text` from `base` on. */
export function stringSource(string: JsonString, syntax: "json" | "hcl", base: number, document: Source): Source {
  const { start, end } = string.content;
  const inner = embeddedSource(syntax, segmentsOf(string.text.slice(start, end), base + start), (inserted, at) =>
    document.encode(JSON.stringify(inserted).slice(1, -1), at),
  );
  return inner;
}

function segmentsOf(raw: string, at: number): Segment[] {
  if (!raw.includes("\\")) return [{ text: raw, at, length: raw.length }];
  const segments: Segment[] = [];
  for (const { 0: piece, index } of raw.matchAll(pieces))
    segments.push({ text: unescapeJson(piece), at: at + index, length: piece.length });
  return segments;
}

/** A string in which `${` means nothing. */
export function literalTemplate(string: JsonString): Template {
  const parts: TemplatePart[] = [];
  addPieces(parts, string.text, string.content, pieces);
  return templateWith(string, parts);
}

/** A string as the template that Terraform takes it for. */
export function templateOf(string: JsonString, parser: HclParser): Template {
  const { text, content } = string;
  const raw = text.slice(content.start, content.end);
  if (!raw.includes("{") || !/[$%]\{/.test(raw)) return literalTemplate(string);
  const decoded = embeddedSource("hcl", segmentsOf(raw, content.start), (inserted) => inserted);
  const sequences = templateSequences(decoded.text);
  if (sequences.some((sequence) => isSpecial(decoded.text, sequence)))
    return withDirectives(string, decoded, sequences, parser) ?? literalTemplate(string);
  const parts: TemplatePart[] = [];
  let from = content.start;
  for (const sequence of sequences) {
    const start = decoded.toDocument(sequence.start);
    const end = decoded.toDocument(sequence.end);
    addPieces(parts, text, { start: from, end: start }, templatePieces);
    const expression = interpolated(decoded, sequence, parser);
    parts.push({ kind: "interpolation", expression, stripLeft: false, stripRight: false, start, end });
    from = end;
  }
  addPieces(parts, text, { start: from, end: content.end }, templatePieces);
  return templateWith(string, parts);
}

/** An expression written as a string, without `${`: a type, a reference. Undefined where it is none. */
export function expressionOf(string: JsonString, parser: HclParser): Expression | undefined {
  const { start, end } = string.content;
  const decoded = embeddedSource("hcl", segmentsOf(string.text.slice(start, end), start), (inserted) => inserted);
  const expression = parser.expression(decoded.text);
  return expression.kind === "broken" ? undefined : moved(expression, decoded.toDocument);
}

function templateWith({ token, content }: JsonString, parts: readonly TemplatePart[]): Template {
  return { kind: "template", form: "bare", parts, content, open: token.end === content.end, ...rangeOf(token) };
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

function addPieces(parts: TemplatePart[], text: string, { start, end }: Range, pattern: RegExp): void {
  if (end <= start) return;
  const raw = text.slice(start, end);
  let from = start;
  let plain = "";
  const flush = (to: number): void => {
    if (plain !== "") parts.push({ kind: "string", text: plain, start: from, end: to });
    plain = "";
  };
  for (const { 0: piece, index } of raw.matchAll(pattern)) {
    const at = start + index;
    const isEscape = piece.startsWith("\\") || (piece.length === 2 && /^(?:\$\$|%%)$/.test(piece));
    if (!isEscape) {
      if (plain === "") from = at;
      plain += piece;
      continue;
    }
    flush(at);
    const decoded = piece.startsWith("\\") ? unescapeJson(piece) : piece.slice(1);
    parts.push({ kind: "string", text: decoded, start: at, end: at + piece.length });
  }
  flush(end);
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
