// A place in HCL text and how it moves over white space, comments and what cannot be read. It builds nothing.
import { bracketEnd, Char, commentEnd, isBlank, tokenEnd } from "./lexical";

const entryStart = /(?:[\p{ID_Start}_][\p{ID_Continue}-]*|"[^"\n]*")[ \t]*=(?![=>])/uy;

export class Cursor {
  protected position = 0;
  protected limit: number;
  /** Within brackets a line break is white space. */
  protected multiline = false;

  constructor(protected readonly text: string) {
    this.limit = text.length;
  }

  /** Skips blanks and comments, and line breaks where they mean nothing. @returns the position reached. */
  protected skipSpace(): number {
    while (this.position < this.limit) {
      const char = this.text.charCodeAt(this.position);
      if (isBlank(char) || (this.multiline && char === Char.LineFeed)) this.position++;
      else {
        const end =
          char === Char.Hash || char === Char.Slash ? commentEnd(this.text, this.position, this.limit) : this.position;
        if (end === this.position) break;
        this.position = end;
      }
    }
    return this.position;
  }

  /** The next character that is no white space; "" at the end. */
  protected peek(): string {
    return this.skipSpace() < this.limit ? this.text.charAt(this.position) : "";
  }

  /** `name =` cannot stand in a list: its bracket is missing. */
  protected atEntry(): boolean {
    entryStart.lastIndex = this.position;
    return entryStart.test(this.text) && entryStart.lastIndex <= this.limit;
  }

  /** After what cannot be read: the next comma, closing bracket or line break outside of brackets; always past `from` where one more step is needed. */
  protected skipJunk(from: number): number {
    let index = Math.max(from, this.position);
    while (index < this.limit) {
      const char = this.text.charAt(index);
      if (char === "," || char === "}" || char === "]" || char === ")" || char === "\n") break;
      if (char === "{" || char === "[" || char === "(") index = bracketEnd(this.text, index, this.limit).end;
      else index = tokenEnd(this.text, index, this.limit);
    }
    return Math.min(index, this.limit);
  }
}
