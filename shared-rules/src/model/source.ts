// A stretch of source text in one syntax, and how its offsets map to the document it stands in. It does not parse.
import { spanWithin, type Place } from "./place";
import type { Span } from "./value";

export type Syntax = "json" | "yaml" | "hcl";

/**
 * A document's text, or a text embedded in it (JSON in a heredoc, in a quoted string, in a YAML block scalar).
 * All spans of value trees are document offsets; a writer works on `text` and maps its edits back.
 */
export interface Source {
  readonly syntax: Syntax;
  /** The decoded text in `syntax`. */
  readonly text: string;
  /** Offset in `text` to offset in the document. */
  toDocument(offset: number): number;
  /** Offset in the document to offset in `text`. */
  fromDocument(offset: number): number;
  /** The document's span of a stretch of `text`, where that moves with its {@link Place}; else it is what `toDocument` says of both ends. */
  span?(start: number, end: number): Span;
  /** New text in `syntax`, to stand at document offset `at`, as the document must spell it (escapes, indentation). */
  encode(text: string, at: number): string;
}

/** A whole document as its own source. */
export function wholeDocument(syntax: Syntax, text: string): Source {
  return { syntax, text, toDocument: same, fromDocument: same, encode: (inserted) => inserted };
}

/**
 * A whole document that is typed in: what was read of parts that did not change has the
 * present text with it. Whoever reads the next version sets it.
 */
export class TypedSource implements Source {
  constructor(
    readonly syntax: Syntax,
    public text: string,
  ) {}

  readonly toDocument = same;
  readonly fromDocument = same;
  readonly encode = (inserted: string): string => inserted;
}

/** A source whose offsets count from a place, as one of the document: it moves with the place. */
export function sourceFrom(place: Place, inner: Source): Source {
  return {
    syntax: inner.syntax,
    text: inner.text,
    toDocument: (offset) => place.start + inner.toDocument(offset),
    fromDocument: (offset) => inner.fromDocument(offset - place.start),
    span: (start, end) => spanWithin(place, inner.toDocument(start), inner.toDocument(end)),
    encode: (text, at) => inner.encode(text, at - place.start),
  };
}

/**
 * Whether the source's text ends right behind a place, in the middle of a line: whoever is writing there has not come to its end. YAML has
 * no brackets that would tell.
 */
export function endsIn(source: Source, { end }: Span): boolean {
  const rest = source.text.slice(source.fromDocument(end));
  return /^\s*$/.test(rest) && !/\n$/.test(rest);
}

/** The source's own text at a place of the document. */
export function textAt(source: Source, { start, end }: Span): string {
  return source.text.slice(source.fromDocument(start), source.fromDocument(end));
}

function same(offset: number): number {
  return offset;
}

/** A replacement of `span` by `text`, in the coordinates of whoever returns it. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
  /** What in `text` a person has to fill in, in offsets of `text`. */
  readonly stops?: readonly Span[];
}

/** Edits made against a source, as edits of its document. */
export function toDocumentEdits(source: Source, edits: readonly TextEdit[]): TextEdit[] {
  return edits.map(({ span, text }) => {
    const start = source.toDocument(span.start);
    return { span: { start, end: source.toDocument(span.end) }, text: source.encode(text, start) };
  });
}
