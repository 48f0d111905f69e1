// Balances the brackets and strings of an unfinished text, and finds the entries between them. It judges none of them.
import {
  bracketEnd,
  Char,
  commentEnd,
  heredocAt,
  identifierEnd,
  isBlank,
  isTemplateEscape,
  lineEnd,
  opensTemplate,
  quotedAt,
  templateSequenceEnd,
} from "./lexical";
import { filler, type Mended } from "./tree-mended";

/** Deeper nesting is covered up. */
const maxDepth = 200;
const longGap = 100;

export type Kind = "root" | "body" | "object" | "list" | "for" | "sequence" | "template";

export interface Entry {
  readonly start: number;
  end: number;
  readonly frames: Frame[];
  /** `%{ … }` in its strings: start, end, start, end … */
  readonly directives: number[];
}

/** What stands between brackets, quotes or a heredoc's markers. Offsets are those of the mended text, `limit` and `after` the original's. */
export interface Frame {
  kind: Kind;
  readonly closer: string;
  readonly start: number;
  end: number;
  readonly entries: Entry[];
  entry: Entry | undefined;
  /** Its content ends here at the latest. */
  readonly limit: number;
  /** Behind its own closer, where that is known to be there. */
  readonly after: number | undefined;
}

const closers: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };
const attributeLine = /[ \t]*(?:[\p{ID_Start}_][\p{ID_Continue}-]*|"[^"\n]*")[ \t]*=(?![=>])/uy;
const blockLine = /[ \t]*[\p{ID_Start}_][\p{ID_Continue}-]*(?:[ \t]+"[^"\n]*")*[ \t]*\{/uy;

/** Writes the balanced text. @returns what stands in it. */
export function balance(mended: Mended): Frame {
  return new Balancer(mended).balance();
}

class Balancer {
  private readonly stack: Frame[] = [];
  private readonly masks: number[] = [];
  private out = "";
  private index = 0;
  /** The original up to here is in `out`; from here to `index` stand blanks and comments. */
  private copied = 0;
  private gapIsCode = false;
  private lastCode = 0;

  private readonly text: string;
  private readonly end: number;

  constructor(private readonly mended: Mended) {
    this.text = mended.text;
    this.end = this.text.trimEnd().length;
  }

  balance(): Frame {
    const root = this.push("root", "", this.text.length);
    for (;;) {
      const top = this.top();
      if (this.index < top.limit) {
        if (top.kind === "template") this.literal(top);
        else this.code(top);
      } else if (top === root) break;
      else this.atLimit(top);
    }
    root.end = this.out.length;
    this.endEntry(root);
    this.gap(this.text.length);
    this.mended.text = this.out;
    for (let index = 0; index < this.masks.length; index += 2)
      this.mended.mask(this.masks[index] ?? 0, this.masks[index + 1] ?? 0);
    return root;
  }

  private top(): Frame {
    const top = this.stack.at(-1);
    return top ?? this.push("root", "", this.text.length);
  }

  private push(kind: Kind, closer: string, limit: number, after?: number, start = this.out.length): Frame {
    const parent = this.stack.at(-1);
    const frame: Frame = { kind, closer, start, end: start, entries: [], entry: undefined, limit, after };
    if (kind === "template") frame.entry = parent?.entry;
    else parent?.entry?.frames.push(frame);
    this.stack.push(frame);
    return frame;
  }

  private pop(): void {
    const frame = this.stack.pop();
    if (!frame) return;
    frame.end = this.out.length;
    this.endEntry(frame);
    const entry = this.stack.at(-1)?.entry;
    if (entry) entry.end = this.out.length;
    this.lastCode = frame.kind === "template" ? Char.Quote : Char.CloseBrace;
  }

  private endEntry(frame: Frame): void {
    if (frame.kind !== "template") frame.entry = undefined;
  }

  /** Copies blanks and comments, and covers brackets that close nothing. */
  private gap(end: number): void {
    const gap = this.text.slice(this.copied, end);
    if (gap === "") return;
    if (gap.length < longGap && !this.gapIsCode) this.out += gap;
    else this.out += filler(gap.length - 1) + (gap.includes("\n") ? "\n" : " ");
    this.gapIsCode = false;
  }

  /** Copies the original up to `end`, as part of the current entry. */
  private copy(end: number): void {
    this.gap(this.index);
    const top = this.top();
    if (!top.entry) {
      top.entry = { start: this.out.length, end: 0, frames: [], directives: [] };
      top.entries.push(top.entry);
    }
    this.out += this.text.slice(this.index, end);
    this.lastCode = this.text.charCodeAt(end - 1);
    this.index = this.copied = end;
    top.entry.end = this.out.length;
  }

  /** Puts characters right behind what was copied last. */
  private insert(added: string): void {
    for (let index = 0; index < added.length; index++) this.mended.inserted(this.out.length + index);
    this.out += added;
  }

  private closeMissing(): void {
    const { closer } = this.top();
    this.mended.mark(this.out.length);
    this.insert(closer);
    this.pop();
  }

  private atLimit(top: Frame): void {
    if (top.after === undefined) this.closeMissing();
    else {
      this.gap(this.index);
      this.out += this.text.slice(this.index, top.after);
      this.index = this.copied = top.after;
      if (top.closer.startsWith("\n")) this.insert("\n");
      this.pop();
    }
  }

  private skip(end: number): void {
    this.index = Math.max(this.index + 1, end);
  }

  private code(top: Frame): void {
    const { text, index } = this;
    const char = text.charCodeAt(index);
    switch (char) {
      case Char.LineFeed:
        this.index++;
        this.lineBreak();
        return;
      case Char.Hash:
      case Char.Slash: {
        const end = commentEnd(text, index, top.limit);
        if (end > index) this.skip(end);
        else this.copy(index + 1);
        return;
      }
      case Char.Quote:
      case Char.Less:
        if (char === Char.Quote) this.separate(top);
        if (!this.template(top)) this.copy(index + 1);
        return;
      case Char.OpenBrace:
      case Char.OpenBracket:
      case Char.OpenParen:
        this.open(top, text.charAt(index));
        return;
      case Char.CloseBrace:
      case Char.CloseBracket:
      case Char.CloseParen:
        this.close(text.charAt(index));
        return;
      case 44:
        if (top.kind !== "list" && top.kind !== "object") this.copy(index + 1);
        else {
          this.endEntry(top);
          this.gap(index);
          this.out += ",";
          this.index = this.copied = index + 1;
        }
        return;
    }
    if (isBlank(char)) this.index++;
    else {
      const end = Math.min(top.limit, Math.max(index + 1, identifierEnd(text, index)));
      const isFirst = top.entries.length === 0 && (top.kind === "list" || top.kind === "object");
      if (isFirst && end === index + 3 && text.startsWith("for", index)) top.kind = "for";
      this.copy(end);
    }
  }

  /** After a line break. A line that begins an attribute or a block cannot stand in a list, nor a block in an object. */
  private lineBreak(): void {
    blockLine.lastIndex = attributeLine.lastIndex = this.index;
    const isBlock = blockLine.test(this.text);
    if (isBlock || attributeLine.test(this.text)) {
      const found = this.stack.findLastIndex(
        ({ kind }) => kind === "body" || kind === "template" || kind === "root" || (kind === "object" && !isBlock),
      );
      const kind = this.stack[found]?.kind;
      if (kind === "body" || kind === "object") while (this.stack.length > found + 1) this.closeMissing();
    }
    const top = this.top();
    if (top.kind === "object" && top.entry) this.insert(",");
    if (top.kind === "object" || top.kind === "body") this.endEntry(top);
  }

  /** Adds the comma that is missing after a string or bracket in a list. */
  private separate(top: Frame): void {
    if (top.kind !== "list" || !top.entry || (this.lastCode !== Char.Quote && this.lastCode !== Char.CloseBrace))
      return;
    this.mended.mark(this.out.length);
    this.insert(",");
    this.endEntry(top);
  }

  private open(top: Frame, opener: string): void {
    if (opener === "{") this.separate(top);
    if (this.stack.length >= maxDepth) {
      this.hide(bracketEnd(this.text, this.index, top.limit).end);
      return;
    }
    const holdsBlocks = top.kind === "body" || top.kind === "root";
    const afterWord = this.lastCode === Char.Quote || /[\p{ID_Continue}-]/u.test(String.fromCharCode(this.lastCode));
    const kind = opener !== "{" ? "list" : holdsBlocks && afterWord && top.entry ? "body" : "object";
    this.copy(this.index + 1);
    this.push(kind, closers[opener] ?? "", top.limit, undefined, this.out.length - 1);
  }

  private hide(end: number): void {
    const start = this.out.length + this.index - this.copied;
    this.copy(Math.max(this.index + 1, end));
    this.masks.push(start, this.out.length);
  }

  private close(closer: string): void {
    const found = this.stack.findLastIndex(
      (frame) => frame.closer === closer || frame.kind === "template" || frame.kind === "sequence",
    );
    const frame = this.stack[found];
    // Where the outermost bracket seems to close too early, one too many was closed before.
    const isEarly = found === 1 && this.index + 1 < this.end;
    if (!frame || frame.kind === "template" || frame.kind === "sequence" || isEarly) {
      this.mended.mark(this.out.length);
      this.index++;
      this.gapIsCode = true;
      return;
    }
    while (this.stack.length > found + 1) this.closeMissing();
    this.gap(this.index);
    this.out += closer;
    this.copied = ++this.index;
    this.pop();
  }

  /** A string or heredoc begins. @returns whether one does. */
  private template(top: Frame): boolean {
    const { text, index } = this;
    if (text.charCodeAt(index) === Char.Quote) {
      const { end, closed } = quotedAt(text, index, top.limit);
      if (this.stack.length >= maxDepth) this.hide(end);
      else {
        this.copy(index + 1);
        this.push("template", '"', closed ? end - 1 : Math.max(end, index + 1), closed ? end : undefined);
      }
      return true;
    }
    const bounds = heredocAt(text, index, top.limit);
    if (!bounds) return false;
    const marker = /<<-?([^\s]+)/.exec(text.slice(index, bounds.contentStart))?.[1] ?? "";
    this.copy(bounds.contentStart);
    if (text.charCodeAt(bounds.contentStart - 1) !== Char.LineFeed) this.insert("\n");
    this.push("template", `\n${marker}\n`, bounds.contentEnd, bounds.closed ? bounds.end : undefined);
    return true;
  }

  /** Text in a string becomes blanks, for it is read from the original; `${ … }` is code again. */
  private literal(top: Frame): void {
    const { text } = this;
    const quoted = top.closer === '"';
    this.gap(this.index);
    let end = this.index;
    while (end < top.limit && !opensTemplate(text, end))
      end += isTemplateEscape(text, end) ? 3 : quoted && text.charCodeAt(end) === Char.Backslash ? 2 : 1;
    end = Math.min(end, top.limit);
    this.out += text.slice(this.index, end).replace(/[^\n]/g, " ");
    this.index = this.copied = end;
    if (end < top.limit) this.sequence(top);
  }

  private sequence(top: Frame): void {
    const { text, index } = this;
    const { end, closed } = templateSequenceEnd(text, index, top.limit);
    const limit = closed ? end - 1 : Math.min(top.limit, lineEnd(text, index));
    if (text.charCodeAt(index) === Char.Percent) {
      const start = this.out.length;
      const after = closed ? end : Math.max(index + 2, limit);
      this.copy(Math.min(after, top.limit));
      top.entry?.directives.push(start, this.out.length);
      return;
    }
    const start = this.out.length;
    const inner = index + (text.charAt(index + 2) === "~" ? 3 : 2);
    this.copy(Math.min(inner, Math.max(limit, index + 2)));
    const strips = closed && limit > this.index && text.charAt(limit - 1) === "~";
    this.push("sequence", "}", strips ? limit - 1 : limit, closed ? end : undefined, start);
  }
}
