// Edits of members between brackets, as JSON and YAML's flow style have them: commas, lines and comments. It prints no values.
import type { TextEdit } from "../model/source";
import type { Span } from "../model/value";

/** A container as it stands in a text: offsets of that text, brackets included, members in order. */
export interface Brackets {
  readonly text: string;
  readonly span: Span;
  readonly members: readonly Span[];
  readonly eol: string;
  /** One level of indentation. */
  readonly indent: string;
  /** What separates members on one line. */
  readonly comma: string;
  /** What stands inside the brackets of a container on one line. */
  readonly pad: string;
  readonly comments: "json" | "yaml";
}

/** Whether nothing but commas, blanks and comments stands between the members: else an edit could not be sure of its place. */
export function isRegular(brackets: Brackets): boolean {
  const { text, span, members } = brackets;
  if (!"[{".includes(text.charAt(span.start)) || !"]}".includes(text.charAt(span.end - 1))) return false;
  if (span.end - span.start < 2) return false;
  let at = span.start + 1;
  for (let index = 0; index <= members.length; index++) {
    const end = members[index]?.start ?? span.end - 1;
    const gap = withoutComments(brackets, at, end).trim();
    const last = index === members.length;
    if (gap !== "" && (gap !== "," || index === 0)) return false;
    if (gap === "" && index > 0 && !last) return false;
    at = members[index]?.end ?? end;
  }
  return true;
}

/** Whether the members stand on lines of their own. */
export function isMultiline({ text, span, members }: Brackets): boolean {
  return text.slice(span.start, members[0]?.start ?? span.end).includes("\n");
}

/** The white space a member's line begins with, or would begin with. */
export function memberIndent(brackets: Brackets): string {
  const first = brackets.members[0];
  const own = first && lineIndent(brackets.text, first.start);
  if (first && own !== undefined && isMultiline(brackets) && ownsLineStart(brackets.text, first.start)) return own;
  return lineIndent(brackets.text, brackets.span.start) + brackets.indent;
}

/** Takes members out. All of them may be taken. */
export function removeMembers(brackets: Brackets, removed: ReadonlySet<number>): TextEdit[] {
  const { text, span, members } = brackets;
  const inside = { start: span.start + 1, end: span.end - 1 };
  if (removed.size === members.length && !hasComment(brackets, inside.start, inside.end))
    return [{ span: inside, text: "" }];
  const edits: TextEdit[] = [];
  const remove = (start: number, end: number) => edits.push({ span: { start, end }, text: "" });
  members.forEach((member, index) => {
    if (!removed.has(index)) return;
    const comma = commaAfter(brackets, index);
    const end = comma < 0 ? member.end : comma + 1;
    const rest = restOfLine(brackets, end);
    const next = members[index + 1];
    if (ownsLineStart(text, member.start) && rest.feed >= 0) remove(lineStart(text, member.start), rest.feed);
    else if (next) remove(member.start, text.slice(end, next.start).trim() === "" ? next.start : end);
    else {
      const before = index > 0 && !removed.has(index - 1) ? commaAfter(brackets, index - 1) + 1 : member.start;
      remove(text.slice(before, member.start).trim() === "" ? before : member.start, end);
    }
  });
  let kept = members.length - 1;
  while (removed.has(kept)) kept--;
  const trailing = commaAfter(brackets, members.length - 1) >= 0;
  if (kept >= 0 && kept < members.length - 1 && !trailing) {
    const comma = commaAfter(brackets, kept);
    const next = members[kept + 1]?.start ?? comma + 1;
    remove(comma, /^[ \t]*$/.test(text.slice(comma + 1, next)) ? next : comma + 1);
  }
  return joined(edits);
}

/** Removals that overlap or touch, as one. */
function joined(removals: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of [...removals].sort((a, b) => a.span.start - b.span.start)) {
    const last = result[result.length - 1];
    if (!last || edit.span.start > last.span.end) result.push(edit);
    else {
      const end = Math.max(last.span.end, edit.span.end);
      result[result.length - 1] = { span: { start: last.span.start, end }, text: "" };
    }
  }
  return result;
}

/** Writes members after the one at index `after` (-1: first). Undefined where the container's inside leaves no sure place. */
export function insertMembers(brackets: Brackets, after: number, printed: readonly string[]): TextEdit[] | undefined {
  const { text, members, eol } = brackets;
  const multiline = isMultiline(brackets);
  const indent = memberIndent(brackets);
  const first = members[0];
  if (!first) return undefined;
  const member = members[after];
  if (!member) {
    const separator = multiline ? `,${eol}${indent}` : brackets.comma;
    return [insert(first.start, printed.map((one) => one + separator).join(""))];
  }
  const comma = commaAfter(brackets, after);
  const blank = brackets.comma.slice(1);
  if (comma >= 0) {
    const rest = restOfLine(brackets, comma + 1);
    if (multiline && rest.feed >= 0) return [insert(rest.end, printed.map((one) => `${eol}${indent}${one},`).join(""))];
    return [insert(comma + 1, printed.map((one) => `${blank}${one},`).join(""))];
  }
  if (!multiline) return [insert(member.end, printed.map((one) => brackets.comma + one).join(""))];
  const lines = printed.map((one) => eol + indent + one).join(",");
  const rest = restOfLine(brackets, member.end);
  if (rest.end === member.end || rest.feed < 0) return [insert(member.end, `,${lines}`)];
  const closesHere = text.slice(rest.end, brackets.span.end - 1).trim() !== "";
  return closesHere ? undefined : [insert(member.end, ","), insert(rest.end, lines)];
}

/** Fills a container that has no members; undefined where a comment stands in it. */
export function fillBrackets(brackets: Brackets, printed: readonly string[], inline: boolean): TextEdit[] | undefined {
  const { text, span, eol, pad } = brackets;
  const inside = { start: span.start + 1, end: span.end - 1 };
  if (hasComment(brackets, inside.start, inside.end)) return undefined;
  const indent = eol + memberIndent(brackets);
  const filled = inline
    ? pad + printed.join(brackets.comma) + pad
    : indent + printed.join(`,${indent}`) + eol + lineIndent(text, span.start);
  return [{ span: inside, text: filled }];
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

export function lineIndent(text: string, at: number): string {
  const start = lineStart(text, at);
  let end = start;
  while (text.charAt(end) === " " || text.charAt(end) === "\t") end++;
  return text.slice(start, Math.min(end, at));
}

/** Whether nothing stands before this offset on its line. */
export function ownsLineStart(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === "";
}

function insert(at: number, text: string): TextEdit {
  return { span: { start: at, end: at }, text };
}

function commentEnd({ text, comments }: Brackets, at: number): number {
  const line = () => {
    const feed = /\r?\n|$/g;
    feed.lastIndex = at;
    return feed.exec(text)?.index ?? text.length;
  };
  if (comments === "yaml") return text.charAt(at) === "#" ? line() : -1;
  if (text.startsWith("//", at)) return line();
  if (!text.startsWith("/*", at)) return -1;
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? text.length : end + 2;
}

function withoutComments(brackets: Brackets, from: number, to: number): string {
  let rest = "";
  for (let at = from; at < to;) {
    const end = commentEnd(brackets, at);
    if (end < 0) rest += brackets.text.charAt(at++);
    else at = end;
  }
  return rest;
}

function hasComment(brackets: Brackets, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (commentEnd(brackets, at) >= 0) return true;
  return false;
}

function commaAfter(brackets: Brackets, index: number): number {
  const { text, span, members } = brackets;
  for (let at = members[index]?.end ?? span.end; at < span.end - 1;) {
    if (text.charAt(at) === ",") return at;
    const end = commentEnd(brackets, at);
    if (end < 0 && text.charAt(at).trim() !== "") return -1;
    at = end < 0 ? at + 1 : end;
  }
  return -1;
}

/** What follows on the line: `end` is after its comments; `feed` after its line break, -1 where more than comments stands there. */
function restOfLine(brackets: Brackets, from: number): { end: number; feed: number } {
  const { text } = brackets;
  let end = from;
  for (let at = from; ;) {
    const char = text.charAt(at);
    if (char === "") return { end, feed: text.length };
    if (char === "\n") return { end, feed: at + 1 };
    const comment = commentEnd(brackets, at);
    if (comment >= 0) {
      if (text.slice(at, comment).includes("\n")) return { end: from, feed: -1 };
      at = end = comment;
    } else if (char.trim() === "") at++;
    else return { end: from, feed: -1 };
  }
}
