// Reads the parts of quoted and heredoc templates: text, escapes, interpolations, directives. Expressions inside are its caller's.
import type { Expression, Range, TemplatePart, TemplateText } from "./ast";
import { Char, identifierEnd, isTemplateEscape, lineStart, opensTemplate, templateSequenceEnd } from "./lexical";

/** Parses the expression in a range of the text; `undefined` range content gives a broken expression. */
export type ParseWithin = (range: Range) => Expression;

const tilde = 126;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** The parts of a template's content. `quoted`: backslash escapes count. @returns whether all of it could be read. */
export function readTemplate(
  text: string,
  content: Range,
  quoted: boolean,
  parse: ParseWithin,
): { parts: TemplatePart[]; broken: boolean } {
  const parts: TemplatePart[] = [];
  let broken = false;
  let from = content.start;
  const flush = (to: number): void => {
    if (to > from) parts.push({ kind: "string", text: text.slice(from, to), start: from, end: to });
  };
  let index = content.start;
  while (index < content.end) {
    if (opensTemplate(text, index)) {
      flush(index);
      const { end, closed } = templateSequenceEnd(text, index, content.end);
      parts.push(readSequence(text, index, end, closed, parse));
      broken ||= !closed;
      index = from = end;
    } else if (isTemplateEscape(text, index)) {
      flush(index);
      parts.push({ kind: "string", text: text.slice(index + 1, index + 3), start: index, end: index + 3 });
      index = from = index + 3;
    } else if (quoted && text.charCodeAt(index) === Char.Backslash) {
      flush(index);
      const escape = readEscape(text, index, content.end);
      if (escape) parts.push(escape);
      broken ||= !escape;
      from = escape ? escape.end : index;
      index = escape ? escape.end : index + 1;
    } else index++;
  }
  flush(content.end);
  return { parts, broken };
}

function readEscape(text: string, index: number, limit: number): TemplateText | undefined {
  const letter = text.charAt(index + 1);
  const simple = escapes[letter];
  if (simple !== undefined && index + 2 <= limit) return { kind: "string", text: simple, start: index, end: index + 2 };
  const digits = letter === "u" ? 4 : letter === "U" ? 8 : 0;
  const hex = text.slice(index + 2, Math.min(limit, index + 2 + digits));
  if (digits === 0 || hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) return undefined;
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff) return undefined;
  return { kind: "string", text: String.fromCodePoint(code), start: index, end: index + 2 + digits };
}

function readSequence(text: string, start: number, end: number, closed: boolean, parse: ParseWithin): TemplatePart {
  const stripLeft = text.charCodeAt(start + 2) === tilde;
  const innerEnd = closed ? end - 1 : end;
  const stripRight = innerEnd > start + 3 && text.charCodeAt(innerEnd - 1) === tilde;
  const inner = { start: start + (stripLeft ? 3 : 2), end: stripRight ? innerEnd - 1 : innerEnd };
  if (text.charCodeAt(start) === Char.Dollar)
    return { kind: "interpolation", expression: parse(inner), stripLeft, stripRight, start, end };
  let word = inner.start;
  while (word < inner.end && text.charCodeAt(word) <= Char.Space) word++;
  const wordEnd = identifierEnd(text, word);
  const shared = { kind: "directive", stripLeft, stripRight, start, end } as const;
  const keyword = text.slice(word, wordEnd);
  if (keyword === "else" || keyword === "endif" || keyword === "endfor")
    return { ...shared, keyword, names: [], expression: undefined };
  if (keyword === "if") return { ...shared, keyword, names: [], expression: parse({ start: wordEnd, end: inner.end }) };
  if (keyword === "for") {
    const intro = /^\s*([^\s,]+)(?:\s*,\s*(\S+))?\s+in\s/.exec(text.slice(wordEnd, inner.end));
    if (intro) {
      const names = [intro[1], intro[2]].filter((name): name is string => name !== undefined);
      return { ...shared, keyword, names, expression: parse({ start: wordEnd + intro[0].length, end: inner.end }) };
    }
  }
  return { ...shared, keyword: "unknown", names: [], expression: undefined };
}

/**
 * Takes the indentation that all lines of a `<<-` heredoc share out of its parts.
 * As HCL does: blank lines do not count and keep what they have.
 */
export function withoutIndentation(text: string, content: Range, parts: readonly TemplatePart[]): TemplatePart[] {
  const lines = parts.flatMap((part): TemplatePart[] => (part.kind === "string" ? splitLines(part) : [part]));
  const isFirst = (part: TemplatePart): boolean => part.start === Math.max(content.start, lineStart(text, part.start));
  let least = Infinity;
  for (const part of lines) {
    if (!isFirst(part)) continue;
    if (part.kind !== "string") least = 0;
    else if (!isBlankLine(part)) least = Math.min(least, indentationOf(part));
  }
  if (least === 0 || least === Infinity) return [...parts];
  const result: TemplatePart[] = [];
  for (const part of lines) {
    if (part.kind !== "string" || !isFirst(part) || isBlankLine(part)) result.push(part);
    else if (part.text.length > least)
      result.push({ ...part, text: part.text.slice(least), start: part.start + least });
  }
  return result;
}

function splitLines(part: TemplateText): TemplateText[] {
  if (part.text.length !== part.end - part.start) return [part];
  const lines: TemplateText[] = [];
  for (let from = 0; from < part.text.length;) {
    const feed = part.text.indexOf("\n", from);
    const to = feed < 0 ? part.text.length : feed + 1;
    lines.push({ kind: "string", text: part.text.slice(from, to), start: part.start + from, end: part.start + to });
    from = to;
  }
  return lines;
}

function indentationOf(part: TemplateText): number {
  return part.text.length - part.text.trimStart().length;
}

function isBlankLine(part: TemplateText): boolean {
  return part.text.endsWith("\n") && part.text.trim() === "";
}
