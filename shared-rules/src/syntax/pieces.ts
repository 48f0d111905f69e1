// A text that is edited step by step, and what all steps together change in the first one. It knows no syntax.
import type { TextEdit } from "../model/source";

/** A stretch of the text as it is now; `at` is where it stood at first, undefined where it is new. */
interface Piece {
  readonly text: string;
  readonly at: number | undefined;
}

export class Pieces {
  private pieces: readonly Piece[];
  /** Where each piece begins in the text as it is now. */
  private starts: readonly number[] = [0];
  private current: string;
  private readonly length: number;

  constructor(first: string) {
    this.pieces = [{ text: first, at: 0 }];
    this.current = first;
    this.length = first.length;
  }

  /** The text as it is now. */
  get text(): string {
    return this.current;
  }

  /** Takes a step: edits of the text as it is now, free of overlap. Of those at one place, what is inserted comes first. */
  change(edits: readonly TextEdit[]): void {
    const next: Piece[] = [];
    let at = 0;
    const take = this.cutter();
    for (const { span, text } of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
      next.push(...take(at, span.start), { text, at: undefined });
      at = span.end;
    }
    next.push(...take(at, this.current.length));
    this.pieces = next.filter(({ text }) => text !== "");
    this.current = this.pieces.map(({ text }) => text).join("");
    let start = 0;
    this.starts = this.pieces.map(({ text }) => (start += text.length) - text.length);
  }

  /** All steps together, as edits of the first text. */
  edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    let start = 0;
    let added = "";
    const close = (end: number): void => {
      if (end > start || added !== "") edits.push({ span: { start, end }, text: added });
      added = "";
    };
    for (const { text, at } of this.pieces) {
      if (at === undefined) added += text;
      else {
        close(at);
        start = at + text.length;
      }
    }
    close(this.length);
    return edits;
  }

  /** Where an offset of the present text stood at first; undefined where what follows it is new. */
  origin(offset: number): number | undefined {
    if (offset === this.current.length) return this.length;
    const { piece, start } = this.pieceAt(offset);
    return piece?.at === undefined ? undefined : piece.at + offset - start;
  }

  /** Whether a stretch of the present text stood so at first, in one piece. */
  isKept(start: number, end: number): boolean {
    if (start === this.current.length) return start === end;
    const { piece, start: first } = this.pieceAt(start);
    return piece?.at !== undefined && end <= first + piece.text.length;
  }

  /** The piece that the character at an offset is of, and where it begins. */
  private pieceAt(offset: number): { readonly piece: Piece | undefined; readonly start: number } {
    let low = 0;
    for (let high = this.starts.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return { piece: this.pieces[low - 1], start: this.starts[low - 1] ?? 0 };
  }

  /** Gives stretches of the present text, in their order. */
  private cutter(): (from: number, to: number) => Piece[] {
    const { pieces } = this;
    let index = 0;
    let start = 0;
    return (from, to) => {
      const cut: Piece[] = [];
      for (; ; index++) {
        const piece = pieces[index];
        if (!piece || start >= to) return cut;
        const first = Math.max(from - start, 0);
        const last = Math.min(to - start, piece.text.length);
        if (first < last)
          cut.push({ text: piece.text.slice(first, last), at: piece.at === undefined ? undefined : piece.at + first });
        if (start + piece.text.length > to) return cut;
        start += piece.text.length;
      }
    };
  }
}
