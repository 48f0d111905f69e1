// Makes an unfinished block readable: the parser's own recovery may lose a whole block over one missing quote. It parses nothing itself.
//
// First the brackets and strings are balanced: what is still open where a bracket closes, a string's line ends or the next
// entry begins is closed there. That alone makes entries known: the attributes, items and arguments between the brackets.
// Then the parser judges: an entry that it cannot read is cut down to the smallest entries within that it cannot read either,
// and those are covered up. So an unfinished line costs itself, and nothing above or below it.
import { balance, type Entry, type Frame, type Kind } from "./tree-balance";
import type { Mended } from "./tree-mended";

const attributeName = /^[\p{ID_Start}_][\p{ID_Continue}-]*\s*=\s*(?=[^\s=>])/u;
const itemName = /^(?:[^\s"=:([{]+|"[^"]*")\s*[=:]\s*(?=[^\s=>])/;

/** Mends a text in place. `reads` says whether a text parses without an error. @returns whether the result does. */
export function mend(mended: Mended, reads: (text: string) => boolean): boolean {
  const root = balance(mended);
  return new Judge(mended, reads).read(root);
}
/** What makes an entry of each kind a text of its own. */
const around: Readonly<Partial<Record<Kind, readonly [string, string]>>> = {
  root: ["", "\n"],
  body: ["b{", "\n}"],
  object: ["x={", "\n}"],
  list: ["x=f(", "\n)"],
  sequence: ['x="${', '\n}"'],
};

class Judge {
  /** How many more characters may be parsed: a text of nothing but errors is covered up unread. */
  private budget: number;

  constructor(
    private readonly mended: Mended,
    private readonly reads: (text: string) => boolean,
  ) {
    this.budget = 40 * mended.text.length + 10_000;
  }

  read(root: Frame): boolean {
    const entry = root.entries[0];
    if (!entry) return false;
    this.repair(entry, "root");
    if (this.reads(this.mended.text)) return true;
    const body = entry.frames.find(({ kind }) => kind === "body");
    if (!body) return false;
    this.mended.blank(body.start + 1, Math.max(body.start + 1, body.end - 1));
    return this.reads(this.mended.text);
  }

  private repair(entry: Entry, kind: Kind): void {
    if (this.isRead(entry, kind)) return;
    for (const frame of entry.frames) {
      if (entry.frames.length > 1 && this.isFrameRead(frame)) continue;
      for (const inner of frame.entries) this.repair(inner, frame.kind);
    }
    if (entry.frames.length > 0 && this.isRead(entry, kind)) return;
    for (let index = 0; index < entry.directives.length; index += 2)
      this.mended.blankDirective(entry.directives[index] ?? 0, entry.directives[index + 1] ?? 0);
    if (entry.directives.length > 0 && this.isRead(entry, kind)) return;
    this.cover(entry, kind);
  }

  private isRead({ start, end }: Entry, kind: Kind): boolean {
    const [before, after] = around[kind] ?? [];
    return before !== undefined && this.parses(before + this.mended.text.slice(start, end) + (after ?? ""));
  }

  private isFrameRead({ kind, start, end }: Frame): boolean {
    const text = this.mended.text.slice(start, end);
    if (kind === "body") return this.parses(`b${text}`);
    if (kind === "sequence") return this.parses(`x="${text}"`);
    return this.parses(text.startsWith("(") ? `x=f${text}` : `x=${text}`);
  }

  private parses(text: string): boolean {
    this.budget -= text.length;
    return this.budget > 0 && this.reads(text);
  }

  private cover({ start, end }: Entry, kind: Kind): void {
    const text = this.mended.text.slice(start, end);
    if (kind === "list" || kind === "sequence") this.mended.mask(start, end);
    if (kind !== "object" && kind !== "body") return;
    const name = (kind === "object" ? itemName : attributeName).exec(text)?.[0];
    if (name !== undefined) this.mended.mask(start + name.length, end);
    else {
      // A comma stands between two items, never before the first.
      const rest = /[ \t]*,/y;
      rest.lastIndex = end;
      this.mended.blank(start, kind === "object" && rest.test(this.mended.text) ? rest.lastIndex : end);
    }
  }
}
