// Where a stretch of a document's text begins that may move as a whole when the document is typed in. It holds no text.
import type { Span } from "./value";

/** Where offsets count from. */
export interface Place {
  readonly start: number;
}

/** A place that moves with its text: what was read of the text stays right without being read again. */
export class MovingPlace implements Place {
  #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  get start(): number {
    return this.#start;
  }

  /** For whoever reads the next version of the document: nobody may ask for the last one any more. */
  moveTo(start: number): void {
    this.#start = start;
  }
}

/** A span that moves with its place. */
class SpanWithin implements Span {
  constructor(
    private readonly place: Place,
    private readonly from: number,
    private readonly to: number,
  ) {}

  get start(): number {
    return this.place.start + this.from;
  }

  get end(): number {
    return this.place.start + this.to;
  }
}

/** The span of what stands from `from` to `to`, both counted from the place. */
export function spanWithin(place: Place, from: number, to: number): Span {
  return new SpanWithin(place, from, to);
}

/** A span as it is now. */
export function settled({ start, end }: Span): Span {
  return { start, end };
}
