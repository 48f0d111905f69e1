// Offsets of a text as lines and columns. It knows no protocol.

export interface Place {
  /** From 0. */
  readonly line: number;
  /** UTF-16 code units from the line's start, from 0. */
  readonly column: number;
}

export interface Region {
  readonly start: Place;
  readonly end: Place;
}

/** The lines of one text; a line ends with CR LF, LF or CR. */
export class Lines {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
    this.#starts = starts;
  }

  at(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (this.#starts[low] ?? 0) };
  }

  /** A line's text without its end; "" past the last one. */
  text(line: number): string {
    const start = this.#starts[line];
    if (start === undefined) return "";
    let end = this.#starts[line + 1] ?? this.#text.length;
    // A pattern would read the whole line, which may be megabytes long and asked for by each of its findings.
    while (end > start && "\r\n".includes(this.#text.charAt(end - 1))) end--;
    return this.#text.slice(start, end);
  }
}
