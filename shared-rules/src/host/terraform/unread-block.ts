// A block of which only the place is known, for writers to take out. It reads nothing.
import type { Block, Span } from "../../model/value";

/** @param span from its type to its closing brace */
export function blockToRemove(span: Span): Block {
  return {
    kind: "block",
    type: "",
    labels: [],
    entries: [],
    blocks: [],
    open: false,
    span,
    body: span,
    typeSpan: span,
  };
}
