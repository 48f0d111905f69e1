// Text edits applied to a text. It decides none of them.
import type { TextEdit } from "../../../shared-rules/src/index";

/** The text after the edits, which do not overlap and are in offsets of the text before; equal places keep their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: inserted } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, span.start) + inserted;
    at = span.end;
  }
  return result + text.slice(at);
}
