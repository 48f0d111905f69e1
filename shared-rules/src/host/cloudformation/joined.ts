// A text that Fn::Join puts together, as one source whose offsets lead back to where each piece is written. It parses nothing.
import type { Source } from "../../model/source";
import type { Span } from "../../model/value";
import { readOnly } from "./read-only";

/** A piece of the text; without a source it has no places of its own, only that of its expression. */
export interface Piece {
  readonly text: string;
  readonly source?: Source;
  readonly span: Span;
}

/** A stretch of such a text may stand in several places, so nothing is written into it. */
export function joinedSource(pieces: readonly Piece[]): Source {
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += piece.text;
  }
  const source: Source = {
    syntax: "json",
    text,
    toDocument(offset) {
      const found = starts.findLastIndex((start) => start <= offset);
      const piece = pieces[found] ?? pieces[0];
      if (!piece) return 0;
      const inside = offset - (starts[found] ?? 0);
      if (piece.source) return piece.source.toDocument(inside);
      return inside < piece.text.length || inside === 0 ? piece.span.start : piece.span.end;
    },
    fromDocument(offset) {
      const found = pieces.findIndex(({ span }) => span.start <= offset && offset <= span.end);
      const piece = pieces[found];
      return (starts[found] ?? 0) + (piece?.source?.fromDocument(offset) ?? 0);
    },
    encode: (inserted) => inserted,
  };
  return readOnly(source, "It is put together by Fn::Join; change it where it is written.");
}
