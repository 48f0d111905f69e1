// What stands around a place in a YAML text: its line, key, bullet and comments. It knows no nodes and writes nothing.
import type { TextEdit } from "../model/source";
import type { Span } from "../model/value";

/** Where a block value stands: `column` is that of its key, or of itself after a bullet. */
export type Place =
  | { readonly kind: "key"; readonly column: number; readonly colonEnd: number }
  | { readonly kind: "item"; readonly column: number };

/** Offsets are those of `text`. */
export class YamlLines {
  constructor(readonly text: string) {}

  /** Where its line begins, behind a byte order mark. */
  lineStart(at: number): number {
    const start = this.text.lastIndexOf("\n", at - 1) + 1;
    return start === 0 && at > 0 && this.text.startsWith("\uFEFF") ? 1 : start;
  }

  columnOf(at: number): number {
    return at - this.lineStart(at);
  }

  /** What stands before a place on its line. */
  before(at: number): string {
    return this.text.slice(this.lineStart(at), at);
  }

  /** Whether only indentation and bullets stand before a place on its line. */
  beginsEntry(at: number): boolean {
    return /^ *(?:- +)*$/.test(this.before(at));
  }

  /** What introduces the value that begins at `start`: a key on its line or above, or a bullet. */
  place(start: number): Place | undefined {
    let line = this.lineStart(start);
    let before = this.text.slice(line, start);
    if (before.trim() === "") {
      // The value stands on a line of its own: its key is on the nearest line above that is neither blank nor a comment.
      const column = before.length;
      for (;;) {
        if (line <= 1) return column === 0 ? { kind: "item", column } : undefined;
        const end = line - 1;
        line = this.lineStart(end);
        before = this.text.slice(line, end);
        if (/^\s*(?:#.*)?$/.test(before)) continue;
        if (column === 0 && /^(?:---(?:\s|$)|%)/.test(before)) return { kind: "item", column };
        break;
      }
    }
    const bullets = /^ *(?:- +)*/.exec(before)?.[0] ?? "";
    const rest = before.slice(bullets.length);
    if (rest === "") return { kind: "item", column: bullets.length };
    const key = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[{](?:[^#:]|:(?=\S)|\S#)*?)[ \t]*:(?=\s|$)/.exec(rest);
    if (!key) return undefined;
    return { kind: "key", column: bullets.length, colonEnd: line + bullets.length + key[0].length };
  }

  /** The offset of the `-` of the item that begins at `start`. */
  bullet(start: number): number | undefined {
    let at = start - 1;
    while (at >= 0 && this.text.charAt(at).trim() === "") at--;
    return this.text.charAt(at) === "-" ? at : undefined;
  }

  /** The lines from `start` to `end` with their line break, where nothing else but a comment stands in them. */
  lines(start: number, end: number): Span | undefined {
    const from = this.lineStart(start);
    const to = this.lineEnd(end);
    if (this.text.slice(from, start).trim() !== "" || to === undefined) return undefined;
    const feed = this.text.indexOf("\n", to);
    return { start: from, end: feed < 0 ? this.text.length : feed + 1 };
  }

  /** Lines to take out, with a blank line that would be left over: beside another one, or at either end of a collection. */
  withBlankLine(lines: Span, isFirst: boolean, isLast: boolean): Span {
    const blankBelow = /[ \t]*\r?\n/y;
    blankBelow.lastIndex = lines.end;
    const isBlankBelow = blankBelow.test(this.text);
    const above = this.lineStart(lines.start - 1);
    const lineAbove = lines.start > 0 ? this.text.slice(above, lines.start) : "x";
    if (lineAbove.trim() === "" && (isBlankBelow || isLast)) return { start: above, end: lines.end };
    if (isFirst && isBlankBelow && /:[ \t]*\r?\n$/.test(lineAbove))
      return { start: lines.start, end: blankBelow.lastIndex };
    return lines;
  }

  /** After the blanks and the comment that may follow on the line, before the line break; undefined where more than that follows. */
  lineEnd(from: number): number | undefined {
    const rest = /[ \t]*(#[^\r\n]*)?(?=\r?\n|$)/y;
    rest.lastIndex = from;
    const match = rest.exec(this.text);
    if (!match || (match[1] !== undefined && match[0] === match[1] && from > 0)) return undefined;
    // Blanks behind a block scalar's last line are part of it.
    return from + match[0].length;
  }

  /** Where the comments begin that stand on the lines above an entry, indented as it is; the entry itself where there are none, or the file's own. */
  commentsAbove(entry: number): number {
    const indent = this.before(entry);
    if (indent.trim() !== "") return entry;
    let top = entry;
    for (let line = this.lineStart(entry); line > 1;) {
      line = this.lineStart(line - 1);
      if (!this.text.startsWith(`${indent}#`, line)) return top;
      top = line + indent.length;
    }
    return entry;
  }

  /** Removals, joined; one that reaches the end of a text without a final line break takes the break before it instead. */
  removals(regions: readonly Span[]): TextEdit[] {
    const joined: Span[] = [];
    for (const region of [...regions].sort((a, b) => a.start - b.start)) {
      const last = joined[joined.length - 1];
      if (last && region.start <= last.end)
        joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, region.end) };
      else joined.push(region);
    }
    return joined.map(({ start, end }) => {
      const open = end === this.text.length && !this.text.endsWith("\n") && this.text.charAt(start - 1) === "\n";
      const from = open ? start - (this.text.charAt(start - 2) === "\r" ? 2 : 1) : start;
      return { span: { start: from, end }, text: "" };
    });
  }

  hasAnchor({ start, end }: Span): boolean {
    return /(?:^|[:\-[{,]\s+)&[A-Za-z0-9_]/m.test(this.text.slice(start, end));
  }

  /** Whether a comment may stand within: what is in quotes is none. */
  hasComment({ start, end }: Span): boolean {
    const text = this.text.slice(start, end);
    return text.includes("#") && /(?:^|\s)#/m.test(text.replace(/"(?:[^"\\]|\\[^])*"|'[^']*'/g, '""'));
  }
}
