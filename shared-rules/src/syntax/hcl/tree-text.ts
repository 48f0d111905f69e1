// The literal text between the `${ … }` of templates: escapes and the indentation of `<<-`, for which the grammar has no nodes. It finds no template.
import type { Range, TemplatePart, TemplateText } from "./ast";
import { Char, isTemplateEscape, lineStart } from "./lexical";

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** Adds the parts of a stretch of literal text. Each escape is its own part; `quoted`: backslash escapes count. */
export function addLiteral(parts: TemplatePart[], text: string, range: Range, quoted: boolean): void {
  let from = range.start;
  const flush = (to: number): void => {
    if (to > from) parts.push({ kind: "string", text: text.slice(from, to), start: from, end: to });
  };
  let index = range.start;
  while (index < range.end) {
    const char = text.charCodeAt(index);
    let escape: TemplateText | undefined;
    if ((char === Char.Dollar || char === Char.Percent) && isTemplateEscape(text, index))
      escape = { kind: "string", text: text.slice(index + 1, index + 3), start: index, end: index + 3 };
    else if (quoted && char === Char.Backslash) {
      escape = readEscape(text, index, range.end);
      // Terraform refuses other escapes; the text keeps them as they stand.
      if (!escape) flush(index);
      if (!escape) from = index;
    }
    if (escape) {
      flush(index);
      parts.push(escape);
      index = from = escape.end;
    } else index++;
  }
  flush(range.end);
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
