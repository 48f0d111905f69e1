// Applies text edits to a text, as an editor does, and checks that they do not overlap. It makes no edits.
import type { TextEdit } from "../../shared-rules/src/model/source";

/**
 * The text after the edits. Throws where edits overlap, two insert at one place, or one lies outside of the text. As in LSP, what is inserted
 * may be followed by what replaces the text behind it.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let at = 0;
  let last = -1;
  for (const { span, text: inserted } of sorted) {
    if (
      span.start < at ||
      span.end < span.start ||
      span.end > text.length ||
      (span.start === last && span.end === last)
    )
      throw new Error(`edits overlap or leave the text at ${span.start}..${span.end}: ${JSON.stringify(edits)}`);
    result += text.slice(at, span.start) + inserted;
    at = span.end;
    last = span.start;
  }
  return result + text.slice(at);
}
