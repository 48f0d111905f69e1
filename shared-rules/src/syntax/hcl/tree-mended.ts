// A text made readable for the parser: what was added or covered up, and where its offsets stand in the original. It decides no repair.
import type { Range } from "./ast";

export class Mended {
  /** What the parser reads. */
  text: string;
  /** The offsets of inserted characters in `text`. */
  private readonly insertedAt: number[] = [];
  /** Covered directives, in the original. */
  readonly directives: Range[] = [];
  private readonly masks = new Map<number, number>();
  /** Damaged places that no container has been marked `open` for yet. */
  private places: number[] = [];

  /** @param base where the original begins in the text that is to be read: something may be set around it. */
  constructor(
    readonly original: string,
    around = original,
    private readonly base = 0,
  ) {
    this.text = around;
  }

  /** Says that the character at `offset` of the text was inserted. In ascending order. */
  inserted(offset: number): void {
    this.insertedAt.push(offset);
  }

  /** The original offset of an offset in `text`. An inserted character has no length. */
  at(offset: number): number {
    let low = 0;
    let high = this.insertedAt.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.insertedAt[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return offset - low - this.base;
  }

  /** Something is missing or unreadable here: the smallest container around it is open. */
  mark(offset: number): void {
    this.places.push(offset);
  }

  /** Whether a container that ends its reading now is open. Containers ask from the inside out. */
  claim(start: number, end: number): boolean {
    if (this.places.length === 0) return false;
    const rest = this.places.filter((place) => place < start || place >= end);
    const found = rest.length < this.places.length;
    this.places = rest;
    return found;
  }

  /** Covers an expression that cannot be read with a name. */
  mask(start: number, end: number): void {
    this.cover(start, end, `_${filler(end - start - 1)}`);
    this.masks.set(start, end);
  }

  /** Covers code that cannot be read at all. */
  blank(start: number, end: number): void {
    this.cover(start, end, filler(end - start));
  }

  /** Covers a directive that its counterpart is missing for. */
  blankDirective(start: number, end: number): void {
    this.cover(start, end, " ".repeat(end - start));
    this.directives.push({ start: this.at(start), end: this.at(end) });
  }

  /** The end of the expression that is covered up by the name at `start`. */
  maskedEnd(start: number): number | undefined {
    return this.masks.get(start);
  }

  private cover(start: number, end: number, by: string): void {
    this.text = this.text.slice(0, start) + by + this.text.slice(end);
    this.mark(start);
  }
}

/** So many characters of code that mean nothing: a comment, because the grammar's time for blanks grows with their square. */
export function filler(length: number): string {
  return length < 4 ? " ".repeat(length) : `/*${"-".repeat(length - 4)}*/`;
}
