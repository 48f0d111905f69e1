// Texts embedded in texts: JSON in a JSON string or a YAML scalar, and how its offsets map to the document. It parses no values.
import type { Source, Syntax } from "../model/source";
import type { Text } from "../model/value";
import { literal } from "../model/value";
import { unescapeJson } from "./json";

/**
 * A stretch of the embedded text: `text` decoded stands at offset `at` of the outer text and takes `length` there.
 * Where both lengths are the same, offsets map one to one; an escape or a folded line break is a segment of its own.
 */
export interface Segment {
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

/** A source made of segments in order. `encode` is how inserted text is spelt in the outer text. */
export function embeddedSource(
  syntax: Syntax,
  segments: readonly Segment[],
  encode: (text: string, at: number) => string,
): Source {
  const starts: number[] = [];
  let text = "";
  for (const segment of segments) {
    starts.push(text.length);
    text += segment.text;
  }
  return {
    syntax,
    text,
    encode,
    toDocument(offset) {
      const index = lastAtMost(starts, offset);
      const segment = segments[index];
      if (!segment) return 0;
      const inside = offset - (starts[index] ?? 0);
      if (inside >= segment.text.length) return segment.at + segment.length;
      return segment.at + (segment.text.length === segment.length ? Math.max(inside, 0) : 0);
    },
    fromDocument(offset) {
      let low = 0;
      let high = segments.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((segments[middle]?.at ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      const segment = segments[low];
      const start = starts[low];
      if (!segment || start === undefined || offset <= segment.at) return start ?? 0;
      if (offset >= segment.at + segment.length) return start + segment.text.length;
      return start + (segment.text.length === segment.length ? offset - segment.at : 0);
    },
  };
}

function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** `inner` has offsets of `outer.text`; the result has offsets of outer's document. */
function within(outer: Source, inner: Source): Source {
  return {
    syntax: inner.syntax,
    text: inner.text,
    toDocument: (offset) => outer.toDocument(inner.toDocument(offset)),
    fromDocument: (offset) => inner.fromDocument(outer.fromDocument(offset)),
    encode: (text, at) => outer.encode(inner.encode(text, outer.fromDocument(at)), at),
  };
}

/** JSON in a JSON string. `text` is a node of `document`; undefined where its place does not hold a JSON string. */
export function jsonStringSource(document: Source, text: Text): Source | undefined {
  const start = document.fromDocument(text.span.start);
  const end = document.fromDocument(text.span.end);
  if (document.text[start - 1] !== '"') return undefined;
  return within(document, jsonContentSource("json", document.text.slice(start, end), start));
}

/** The content of a JSON string, at offset `at` of the outer text. Such strings may be long and full of escapes: it keeps only numbers of them. */
export function jsonContentSource(syntax: Syntax, raw: string, at: number): Source {
  // Where each escape begins and ends, in `raw` and in the text that it stands for.
  const rawStart: number[] = [];
  const rawEnd: number[] = [];
  const textStart: number[] = [];
  const textEnd: number[] = [];
  for (let index = raw.indexOf("\\"), extra = 0; index >= 0;) {
    const size = escapeSize(raw, index);
    const start = index - extra;
    const end = start + (size === 6 || '"\\/bfnrt'.includes(raw.charAt(index + 1) || " ") ? 1 : 0);
    rawStart.push(index);
    rawEnd.push(index + size);
    textStart.push(start);
    textEnd.push(end);
    extra += size - (end - start);
    index = raw.indexOf("\\", index + size);
  }
  const text = rawStart.length === 0 ? raw : decoded(raw);
  return {
    syntax,
    text,
    encode: (inserted) => JSON.stringify(inserted).slice(1, -1),
    toDocument: (offset) => at + Math.min(raw.length, moved(offset, textStart, textEnd, rawStart, rawEnd)),
    fromDocument: (offset) => Math.min(text.length, moved(offset - at, rawStart, rawEnd, textStart, textEnd)),
  };
}

/** The same as `unescapeJson`, which takes its time with long strings that have many escapes. */
function decoded(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return unescapeJson(raw);
  }
}

/** An offset among stretches, as one among others that stand for them; what is in a stretch is at its beginning. */
function moved(
  offset: number,
  starts: readonly number[],
  ends: readonly number[],
  toStarts: readonly number[],
  toEnds: readonly number[],
): number {
  const last = lastAtMost(starts, offset);
  if ((starts[last] ?? Infinity) > offset) return Math.max(0, offset);
  const end = ends[last] ?? 0;
  return offset < end ? (toStarts[last] ?? 0) : (toEnds[last] ?? 0) + offset - end;
}

/** The length of the escape at `index`: its end may be missing. */
function escapeSize(raw: string, index: number): number {
  if (raw.charAt(index + 1) === "u" && /^[0-9a-fA-F]{4}$/.test(raw.slice(index + 2, index + 6))) return 6;
  return Math.min(2, raw.length - index);
}

/**
 * JSON in a YAML scalar of any style. `text` is a node of `document`.
 * Undefined where the place does not spell the text (a node reached through an alias).
 */
export function yamlScalarSource(document: Source, text: Text): Source | undefined {
  const decoded = literal(text);
  if (decoded === undefined) return undefined;
  const start = document.fromDocument(text.token.start);
  const end = document.fromDocument(text.token.end);
  const style = document.text[start];
  const inner =
    style === "|" || style === ">"
      ? blockScalar(document.text, start, end, decoded)
      : flowScalar(document.text, start, end, decoded);
  return inner && within(document, inner);
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

function blockScalar(text: string, start: number, end: number, decoded: string): Source | undefined {
  const header = /[|>]([-+0-9]*)[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;
  header.lastIndex = start;
  const match = header.exec(text);
  if (!match) return undefined;
  const lines: Line[] = [];
  for (let at = header.lastIndex; at < end;) {
    const feed = text.indexOf("\n", at);
    const stop = feed < 0 || feed >= end ? end : feed;
    let indent = 0;
    while (at + indent < stop && text[at + indent] === " ") indent++;
    lines.push({ start: at, end: stop > at && text[stop - 1] === "\r" ? stop - 1 : stop, indent });
    at = stop + 1;
  }
  const first = lines.find((line) => line.start + line.indent < line.end);
  if (!first) return undefined;
  const folded = text[start] === ">";
  // With an explicit indentation indicator the first line may be indented deeper than the block is.
  const explicit = /[0-9]/.test(match[1] ?? "");
  for (let trim = explicit ? 0 : first.indent; trim <= first.indent; trim++) {
    const segments = folded ? foldedSegments(text, lines, trim) : literalSegments(text, lines, trim);
    let joined = "";
    for (const segment of segments) joined += segment.text;
    // Chomping leaves out, or adds, the last line breaks.
    if (decoded.startsWith(joined) && /^\n*$/.test(decoded.slice(joined.length))) {
      const rest = decoded.slice(joined.length);
      if (rest) segments.push({ text: rest, at: end, length: Math.min(rest.length, text.length - end) });
      const lineBreak = (text[lines[0]?.end ?? 0] === "\r" ? "\r\n" : "\n") + " ".repeat(trim);
      return embeddedSource("json", segments, (inserted) => inserted.replace(/\r?\n/g, lineBreak));
    }
  }
  return undefined;
}

function literalSegments(text: string, lines: readonly Line[], trim: number): Segment[] {
  const segments: Segment[] = [];
  lines.forEach((line, index) => {
    const from = Math.min(line.start + trim, line.end);
    if (line.end > from) segments.push({ text: text.slice(from, line.end), at: from, length: line.end - from });
    const next = lines[index + 1];
    if (next) segments.push({ text: "\n", at: line.end, length: Math.min(next.start + trim, next.end) - line.end });
  });
  return segments;
}

/** https://yaml.org/spec/1.2.2/#813-folded-style */
function foldedSegments(text: string, lines: readonly Line[], trim: number): Segment[] {
  const segments: Segment[] = [];
  let separator = "";
  let separatorAt = lines[0]?.start ?? 0;
  let deeperBefore = false;
  let started = false;
  for (const line of lines) {
    const from = Math.min(line.start + trim, line.end);
    const content = text.slice(from, line.end);
    const deeper = /^[ \t]/.test(content);
    if (content === "") {
      if (!started) segments.push({ text: "\n", at: line.start, length: line.end - line.start + 1 });
      else if (separator === "\n") segments.push({ text: "\n", at: separatorAt, length: line.end - separatorAt });
      else separator = "\n";
      if (started && separator === "\n") separatorAt = Math.max(separatorAt, line.end);
      continue;
    }
    if (deeper) {
      if (separator === " ") separator = "\n";
      else if (!deeperBefore && separator === "\n") separator = "\n\n";
    }
    if (separator) segments.push({ text: separator, at: separatorAt, length: from - separatorAt });
    segments.push({ text: content, at: from, length: line.end - from });
    separator = deeper ? "\n" : " ";
    separatorAt = line.end;
    deeperBefore = deeper;
    started = true;
  }
  return segments;
}

const yamlEscapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

function flowScalar(text: string, start: number, end: number, decoded: string): Source | undefined {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : "";
  const raw = quote ? text.slice(start + 1, end - 1) : text.slice(start, end);
  const base = quote ? start + 1 : start;
  const pieces =
    /[ \t]*(?:\r?\n[ \t]*)+|\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|[\s\S])|''|[ \t]+|[^\\' \t\r\n]+|[\s\S]/g;
  const segments: Segment[] = [];
  const unfolded: Segment[] = [];
  let joined = "";
  for (let match = pieces.exec(raw); match; match = pieces.exec(raw)) {
    const piece = flowPiece(match[0], quote);
    const place = { at: base + match.index, length: match[0].length };
    joined += piece;
    segments.push({ text: piece, ...place });
    unfolded.push({ text: /^\s*\n\s*$/.test(match[0]) ? match[0] : piece, ...place });
  }
  if (segments.length === 0) segments.push({ text: "", at: base, length: 0 });
  if (joined !== decoded) return undefined;
  const spelt = (inserted: string): string => {
    if (quote === '"') return JSON.stringify(inserted).slice(1, -1);
    return quote === "'" ? inserted.replace(/'/g, "''") : inserted;
  };
  // Lines between JSON's tokens stay lines, so that what is written keeps their layout: they would fold to blanks.
  const lines = unfolded.map((segment) => segment.text).join("");
  const isEscaped = segments.some((segment) => segment.text.includes("\n"));
  if (lines.includes("\n") && !isEscaped && /^(?:[^"]|"(?:[^"\\\n]|\\[^\n])*")*$/.test(lines))
    return embeddedSource("json", unfolded, (inserted) =>
      inserted
        .split(/(\r?\n)/)
        .map((part) => (part.includes("\n") ? part : spelt(part)))
        .join(""),
    );
  // Line breaks between JSON tokens are blanks only, and a blank is what they would fold to.
  return embeddedSource("json", segments, (inserted) =>
    spelt(quote === '"' ? inserted : inserted.replace(/[ \t]*\r?\n[ \t]*/g, " ")),
  );
}

function flowPiece(piece: string, quote: string): string {
  if (quote === '"' && piece.startsWith("\\")) {
    const char = piece[1] ?? "";
    if (char === "\r" || char === "\n") return "";
    if (piece.length > 2) return codePoint(parseInt(piece.slice(2), 16));
    return yamlEscapes[char] ?? char;
  }
  if (quote === "'" && piece === "''") return "'";
  const breaks = piece.split("\n").length - 1;
  if (breaks > 0 && piece.trim() === "") return breaks === 1 ? " " : "\n".repeat(breaks - 1);
  return piece;
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
}
