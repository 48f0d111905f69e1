// Questions about the text around a node: its line, indentation, commas, blank lines. It changes nothing.
import type { Source } from "../../model/source";
import type { Block, Container, Dict, List, Span } from "../../model/value";
import { nodeSpan } from "../../model/value";
import { Char, commentEnd, isBlank, lineEnd, lineStart, tokenEnd } from "./lexical";
import { windowStart } from "./lines";
import type { Style } from "./print";

export interface EntryStyle {
  /** Between key and value. */
  readonly sign: string;
  /** Keys stand in quotes though they need none. */
  readonly quoted: boolean;
  /** "," where entries on lines of their own end with one. */
  readonly comma: string;
}

export class HclPlaces {
  readonly text: string;
  readonly style: Style;

  constructor(private readonly source: Source) {
    this.text = source.text;
    const indented = /^([ \t]+)[^\s*#/]/m.exec(this.text)?.[1] ?? "  ";
    const unit = indented.startsWith("\t") ? "\t" : indented.length === 4 ? "    " : "  ";
    this.style = { eol: this.text.includes("\r\n") ? "\r\n" : "\n", unit };
  }

  /** A document's span in the source's own offsets. */
  local({ start, end }: Span): Span {
    return { start: this.source.fromDocument(start), end: this.source.fromDocument(end) };
  }

  /** The document's span of a span in the source. */
  inDocument({ start, end }: Span): Span {
    return { start: this.source.toDocument(start), end: this.source.toDocument(end) };
  }

  /** The white space its line begins with. */
  indentAt(position: number): string {
    const start = lineStart(this.text, position);
    let end = start;
    while (this.text.charCodeAt(end) === Char.Space || this.text.charCodeAt(end) === Char.Tab) end++;
    return this.text.slice(start, end);
  }

  /** Whether a bracket that is open here was opened on the same line. */
  isInline(position: number): boolean {
    let depth = 0;
    for (let index = lineStart(this.text, position); index < position;) {
      const char = this.text.charCodeAt(index);
      if (char === Char.OpenBrace || char === Char.OpenBracket) depth++;
      else if ((char === Char.CloseBrace || char === Char.CloseBracket) && depth > 0) depth--;
      index = tokenEnd(this.text, index, position);
    }
    return depth > 0;
  }

  /** The name of the function that takes what stands at `position` as an argument of its own. */
  callAround(position: number): string | undefined {
    const open: number[] = [];
    for (let index = windowStart(this.text, position); index < position;) {
      const char = this.text.charCodeAt(index);
      if (char === Char.OpenBrace || char === Char.OpenBracket || char === Char.OpenParen) open.push(index);
      else if (char === Char.CloseBrace || char === Char.CloseBracket || char === Char.CloseParen) open.pop();
      index = tokenEnd(this.text, index, this.text.length);
    }
    const last = open.at(-1) ?? 0;
    return /([\w:-]+)[ \t]*\($/.exec(this.text.slice(lineStart(this.text, last), last + 1))?.[1];
  }

  /** How much deeper a node's second line is than its last. */
  unitWithin({ start, end }: Span): string {
    const inner = this.indentAt(this.text.indexOf("\n", start) + 1);
    const outer = this.indentAt(end);
    return inner.length > outer.length && inner.startsWith(outer) ? inner.slice(outer.length) : this.style.unit;
  }

  columnOf(position: number): number {
    return position - lineStart(this.text, position);
  }

  isHeredoc(position: number): boolean {
    return this.text.startsWith("<<", position);
  }

  isOneLine(node: Container | List): boolean {
    const { start, end } = node.kind === "block" ? this.bodyOf(node) : this.local(node.span);
    return !this.text.slice(start, end).includes("\n");
  }

  /** Between the braces. */
  bodyOf(container: Container): Span {
    if (container.kind === "block") return this.local(container.body);
    const { start, end } = this.local(container.span);
    return { start: start + 1, end: end - 1 };
  }

  /** Whether its closing bracket is there: only then is its end known. */
  isClosed(node: Container | List): boolean {
    const { start, end } = this.local(node.span);
    const last = this.text.charAt(end - 1);
    return end > start + 1 && last === (node.kind === "list" ? "]" : "}");
  }

  /** Whether its members stand between its own brackets: those of a call, a loop or another document are not here to be edited. */
  isLiteral(node: Dict | List): boolean {
    if (node.written) return false;
    const members = node.kind === "list" ? node.items.map(nodeSpan) : node.entries.map(({ span }) => span);
    let at = this.local(node.span).start;
    if (this.text.charAt(at) !== (node.kind === "list" ? "[" : "{")) return false;
    at++;
    for (const member of members) {
      const { start, end } = this.local(member);
      const between = this.text.slice(at, start).replace(/#.*|\/\/.*|\/\*[^]*?\*\//g, "");
      if (start < at || !/^\s*,?\s*$/.test(between)) return false;
      at = end;
    }
    return true;
  }

  entryStyle(container: Container): EntryStyle {
    if (container.kind === "block") return { sign: " = ", quoted: false, comma: "" };
    let sign = " = ";
    let needless = 0;
    let commas = 0;
    container.entries.forEach((entry, index) => {
      const key = this.local(entry.key.token);
      const between = this.text.slice(key.end, this.local(entry.span).end).trimStart();
      if (index === 0 && between.startsWith(":")) sign = this.text.charAt(key.end) === " " ? " : " : ": ";
      if (/^"[\p{ID_Start}_][\p{ID_Continue}-]*"$/u.test(this.text.slice(key.start, key.end))) needless++;
      if (this.commaAfter(this.local(entry.span).end) >= 0) commas++;
    });
    return { sign, quoted: sign !== " = " || needless > 0, comma: commas > 0 ? "," : "" };
  }

  /** The offset after the comma that follows `position`, or -1. */
  commaAfter(position: number): number {
    let index = position;
    while (index < this.text.length) {
      const char = this.text.charCodeAt(index);
      const comment = commentEnd(this.text, index, this.text.length);
      if (comment > index) index = comment;
      else if (isBlank(char) || char === Char.LineFeed) index++;
      else return this.text.charAt(index) === "," ? index + 1 : -1;
    }
    return -1;
  }

  /** The comma directly before `position`, with nothing but white space between. */
  commaBefore(position: number): Span | undefined {
    let index = position - 1;
    while (index >= 0 && (isBlank(this.text.charCodeAt(index)) || this.text.charCodeAt(index) === Char.LineFeed))
      index--;
    return this.text.charAt(index) === "," ? { start: index, end: index + 1 } : undefined;
  }

  lineEndAfter(position: number): number {
    return lineEnd(this.text, position);
  }

  /** Whole lines, with the last one's break, where nothing but a comma or a comment shares them; else undefined. */
  ownLines({ start, end }: Span): Span | undefined {
    const from = lineStart(this.text, start);
    if (this.text.slice(from, start).trim() !== "") return undefined;
    const to = lineEnd(this.text, end);
    let rest = end;
    while (isBlank(this.text.charCodeAt(rest))) rest++;
    if (this.text.charAt(rest) === ",") rest++;
    while (rest < to && isBlank(this.text.charCodeAt(rest))) rest++;
    if (rest < to && commentEnd(this.text, rest, to) !== to) return undefined;
    const feed = this.text.indexOf("\n", to);
    return { start: from, end: feed < 0 ? this.text.length : feed + 1 };
  }

  /** Whether nothing but a comma and comments stands between `position` and its line's end. */
  endsLine(position: number): boolean {
    const to = lineEnd(this.text, position);
    const rest = this.text.slice(position, to).replace(/(?:#|\/\/).*|\/\*.*?\*\//g, "");
    return /^\s*,?\s*$/.test(rest);
  }

  /** Whether the line after `position` begins a block. */
  blockFollows(position: number): boolean {
    return /^\r?\n[ \t]*[\w-]+(?:[ \t]+"[^"\n]*")*[ \t]*\{/.test(this.text.slice(position, position + 200));
  }

  /** Whether nested blocks follow each other without a blank line. */
  isPacked(parent: Block): boolean {
    const last = parent.blocks.at(-1);
    return last !== undefined && !this.hasBlankLineBeside(this.local(last.span));
  }

  /** Whether blocks beside this one are set apart by a blank line; yes where it has no neighbour. */
  hasBlankLineBeside({ start, end }: Span): boolean {
    const after = /^\r?\n([ \t]*)(\r?\n|\S)?/.exec(
      this.text.slice(lineEnd(this.text, end), lineEnd(this.text, end) + 200),
    );
    const sign = after?.[2];
    if (sign !== undefined && sign.endsWith("\n")) return true;
    if (sign !== undefined && sign !== "}") return false;
    const above = this.text.slice(Math.max(0, lineStart(this.text, start) - 200), lineStart(this.text, start));
    return /(?:^|\n)[ \t]*\r?\n$/.test(above) || /[{][ \t]*\r?\n$/.test(above) || above === "";
  }

  /** Lines with the comments directly above them and one blank line. */
  withSurroundings(lines: Span): Span {
    let { start, end } = lines;
    while (start > 0) {
      const above = lineStart(this.text, start - 1);
      if (!/^[ \t]*(?:#|\/\/)/.test(this.text.slice(above, start))) break;
      start = above;
    }
    if (start > 0 && this.text.slice(lineStart(this.text, start - 1), start).trim() === "")
      start = lineStart(this.text, start - 1);
    else {
      const next = this.text.indexOf("\n", end);
      const blank = next >= 0 && this.text.slice(end, next).trim() === "";
      if (blank) end = next + 1;
    }
    return { start, end };
  }
}
