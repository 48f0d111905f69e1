// The lines around resources that are added to a template or taken out of it: comments, blank lines. It knows no edit of IAM.
import type { Document } from "../../model/document";
import type { TextEdit } from "../../model/source";
import type { Dict, Entry } from "../../model/value";

/** A comment of its own in the place of a resource, where the format has comments. */
export function remarkAfter(after: Entry | undefined, comment: string, { text, source }: Document): TextEdit[] {
  if (!after || source.syntax !== "yaml") return [];
  const { start, end } = after.span;
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const last = start + text.slice(start, end).trimEnd().length;
  // A comment behind the last value is that value's.
  const at = last + (/^[ \t]+#[^\r\n]*/.exec(text.slice(last))?.[0].length ?? 0);
  return indent.trim() === "" ? [{ span: { start: at, end: at }, text: `${eol}${indent}# ${comment}` }] : [];
}

/** An added resource with its comment (YAML) and with the blank line that stands between the template's resources. */
export function setApart(
  edit: TextEdit,
  id: string,
  section: Dict,
  comment: string | undefined,
  { text, source }: Document,
): TextEdit {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const key = edit.text.search(new RegExp(`["']?${id}["']?[ \\t]*:`));
  if (key < 0) return edit;
  const line = edit.text.lastIndexOf("\n", key) + 1;
  const indent = edit.text.slice(line, key);
  if (indent.trim() !== "") return edit;
  const [first, second] = section.entries;
  const between = first && second ? text.slice(first.span.end, second.span.start) : "";
  const apart = /\n[ \t]*\r?\n/.test(between) && line > 0 ? eol : "";
  const remark =
    comment !== undefined && source.syntax === "yaml"
      ? comment
          .split("\n")
          .map((part) => `${indent}# ${part}${eol}`)
          .join("")
      : "";
  return { span: edit.span, text: edit.text.slice(0, line) + apart + remark + edit.text.slice(line) };
}

/** Takes the comment above a removed resource along, and the blank line before it unless that parts what remains. */
export function withLinesAbove(edit: TextEdit, text: string): TextEdit {
  const { start, end } = edit.span;
  if (edit.text !== "" || (start > 0 && text.charAt(start - 1) !== "\n")) return edit;
  let from = start;
  while (/^[ \t]+#/.test(lineAbove(text, from))) from -= lineAbove(text, from).length;
  const above = lineAbove(text, from);
  if (above !== "" && above.trim() === "" && /^\s*?(?:\n|$)/.test(text.slice(end))) from -= above.length;
  return { span: { start: from, end }, text: "" };
}

/** The line that ends at `at`, with its line break; "" where a line does not end there. */
function lineAbove(text: string, at: number): string {
  return text.charAt(at - 1) === "\n" ? text.slice(text.lastIndexOf("\n", at - 2) + 1, at) : "";
}
