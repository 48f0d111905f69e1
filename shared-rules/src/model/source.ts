// A stretch of source text in one syntax, and how its offsets map to the document it stands in. It does not parse.
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
  /** New text in `syntax`, to stand at document offset `at`, as the document must spell it (escapes, indentation). */
  encode(text: string, at: number): string;
}

/** A whole document as its own source. */
export function wholeDocument(syntax: Syntax, text: string): Source {
  return { syntax, text, toDocument: same, fromDocument: same, encode: (inserted) => inserted };
}

function same(offset: number): number {
  return offset;
}

/** A replacement of `span` by `text`, in the coordinates of whoever returns it. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** Edits made against a source, as edits of its document. */
export function toDocumentEdits(source: Source, edits: readonly TextEdit[]): TextEdit[] {
  return edits.map(({ span, text }) => {
    const start = source.toDocument(span.start);
    return { span: { start, end: source.toDocument(span.end) }, text: source.encode(text, start) };
  });
}
