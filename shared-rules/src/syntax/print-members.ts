// Edits of members between brackets, as JSON, YAML's flow style and HCL's lists have them: commas, lines and comments. It prints no values.
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
  readonly comments: "json" | "yaml" | "hcl";
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

/** Whether the members stand on lines of their own. Where only the first stands beside the bracket, the others tell. */
export function isMultiline(brackets: Brackets): boolean {
  const { text, span, members } = brackets;
  if (text.slice(span.start, members[0]?.start ?? span.end).includes("\n")) return true;
  return members.length > 1 && gaps(brackets).every((gap) => gap.includes("\n"));
}

/** Whether members of several lines follow each other on the line that ends the one before: `}, {`. */
export function isHugging({ text, members }: Brackets, index: number): boolean {
  const member = members[index];
  if (!member || !text.slice(member.start, member.end).includes("\n")) return false;
  const next = members[index + 1];
  if (next) return isOnOneLine(text.slice(member.end, next.start));
  const before = members[index - 1];
  return before ? isOnOneLine(text.slice(before.end, member.start)) : !ownsLineStart(text, member.start);
}

/** The white space a member's line begins with, or would begin with. */
export function memberIndent(brackets: Brackets): string {
  const { text, members, span } = brackets;
  const own = members.find((member) => ownsLineStart(text, member.start));
  if (own && isMultiline(brackets)) return lineIndent(text, own.start);
  return lineIndent(text, span.start) + brackets.indent;
}

/** One level of indentation as this container has it, else as the file has. */
export function ownIndent(brackets: Brackets): string {
  const outer = lineIndent(brackets.text, brackets.span.start);
  const inner = brackets.members.length > 0 && isMultiline(brackets) ? memberIndent(brackets) : outer;
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : brackets.indent;
}

/** Takes members out. All of them may be taken. */
export function removeMembers(brackets: Brackets, removed: ReadonlySet<number>): TextEdit[] {
  const { text, span, members } = brackets;
  const inside = { start: span.start + 1, end: span.end - 1 };
  if (removed.size === members.length && !hasComment(brackets, inside.start, inside.end))
    return [{ span: inside, text: "" }];
  const edits = runsOf(brackets, removed).map((run) => ({ span: removal(brackets, run, removed), text: "" }));
  let kept = members.length - 1;
  while (removed.has(kept)) kept--;
  const trailing = commaAfter(brackets, members.length - 1) >= 0;
  const last = members[kept];
  if (last && kept < members.length - 1 && !trailing) {
    const comma = commaAfter(brackets, kept);
    const next = members[kept + 1]?.start ?? comma + 1;
    const start = text.slice(last.end, comma).trim() === "" ? last.end : comma;
    const end = /^[ \t]*$/.test(text.slice(comma + 1, next)) ? next : comma + 1;
    edits.push({ span: { start, end }, text: "" });
  }
  return joined(edits);
}

interface Run {
  readonly first: number;
  readonly last: number;
}

/** Members to remove that follow each other without a comment between them. */
function runsOf(brackets: Brackets, removed: ReadonlySet<number>): Run[] {
  const runs: Run[] = [];
  for (const index of [...removed].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    const before = brackets.members[index - 1];
    const start = brackets.members[index]?.start ?? 0;
    if (run && before && run.last === index - 1 && !hasComment(brackets, before.end, start))
      runs[runs.length - 1] = { first: run.first, last: index };
    else runs.push({ first: index, last: index });
  }
  return runs;
}

/** What goes with members: their lines where nothing else stands there, else the commas and blanks of one side. */
function removal(brackets: Brackets, run: Run, removed: ReadonlySet<number>): Span {
  const { text, members, span } = brackets;
  const start = members[run.first]?.start ?? span.start;
  const comma = commaAfter(brackets, run.last);
  const end = comma < 0 ? (members[run.last]?.end ?? start) : comma + 1;
  const { feed } = restOfLine(brackets, end);
  const next = members[run.last + 1];
  const before = run.first > 0 && !removed.has(run.first - 1) ? commaAfter(brackets, run.first - 1) + 1 : start;
  const afterBefore = text.slice(before, start).trim() === "" ? before : start;
  if (feed >= 0 && ownsLineStart(text, start))
    return withBlankLine(brackets, { start: lineStart(text, start), end: feed });
  if (feed >= 0 && afterBefore < start) return { start: afterBefore, end };
  if (next) return { start, end: text.slice(end, next.start).trim() === "" ? next.start : end };
  return { start: afterBefore, end };
}

/** Lines to remove, with the blank line that would be left over beside another one or beside a bracket. */
function withBlankLine({ text, span }: Brackets, lines: Span): Span {
  const blankAfter = /[ \t]*\r?\n/y;
  blankAfter.lastIndex = lines.end;
  const isBlankAfter = blankAfter.test(text);
  const above = lineStart(text, lines.start - 1);
  if (text.slice(span.start + 1, lines.start).trim() === "")
    return isBlankAfter ? { start: lines.start, end: blankAfter.lastIndex } : lines;
  const isLast = text.slice(lines.end, span.end - 1).trim() === "";
  if (text.slice(above, lines.start).trim() === "" && (isBlankAfter || isLast)) return { start: above, end: lines.end };
  return lines;
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
  const { members, eol } = brackets;
  const first = members[0];
  if (!first) return undefined;
  const multiline = isMultiline(brackets) && !isHugging(brackets, Math.max(after, 0));
  const indent = memberIndent(brackets);
  const separators = gaps(brackets);
  const ahead = separators.find((gap) => /^[ \t]*\r?\n[ \t]*,[ \t]*$/.test(gap));
  const inLine = separators.find(isOnOneLine) ?? brackets.comma;
  const isApart = separators.length > 0 && separators.every((gap) => /\n[ \t]*\r?\n/.test(gap));
  const line = (isApart ? eol : "") + eol + indent;
  const member = members[after];
  if (!member) {
    const separator = ahead ?? (multiline ? `,${line}` : inLine);
    return [insert(first.start, printed.map((one) => one + separator).join(""))];
  }
  if (ahead !== undefined) return [insert(member.end, printed.map((one) => ahead + one).join(""))];
  const comma = commaAfter(brackets, after);
  if (comma >= 0) {
    const rest = restOfLine(brackets, comma + 1);
    if (multiline && rest.feed >= 0) return [insert(rest.end, printed.map((one) => `${line}${one},`).join(""))];
    const blank = inLine.slice(inLine.indexOf(",") + 1);
    return [insert(comma + 1, printed.map((one) => `${blank}${one},`).join(""))];
  }
  if (!multiline) return [insert(member.end, printed.map((one) => inLine + one).join(""))];
  const lines = printed.map((one) => line + one).join(",");
  const rest = restOfLine(brackets, member.end);
  if (rest.end === member.end || rest.feed < 0) return [insert(member.end, `,${lines}`)];
  const closesHere = withoutComments(brackets, rest.end, brackets.span.end - 1).trim() !== "";
  return closesHere ? undefined : [insert(member.end, ","), insert(rest.end, lines)];
}

/** Fills a container that has no members; comments on lines of their own stay above. Undefined where other comments stand in it. */
export function fillBrackets(brackets: Brackets, printed: readonly string[], inline: boolean): TextEdit[] | undefined {
  const { text, span, eol, pad } = brackets;
  const inside = { start: span.start + 1, end: span.end - 1 };
  if (hasComment(brackets, inside.start, inside.end)) {
    const content = /^[ \t]*\r?\n([ \t]*)[^]*\S(?=[ \t]*\r?\n[ \t]*$)/.exec(text.slice(inside.start, inside.end));
    if (!content) return undefined;
    const line = eol + (content[1] ?? "");
    return [insert(inside.start + content[0].length, line + printed.join(`,${line}`))];
  }
  const indent = eol + memberIndent(brackets);
  const filled = inline
    ? pad + printed.join(brackets.comma) + pad
    : indent + printed.join(`,${indent}`) + eol + lineIndent(text, span.start);
  return [{ span: inside, text: filled }];
}

/** What stands between one member and the next, where that is no comment. */
function gaps(brackets: Brackets): string[] {
  const { text, members } = brackets;
  const between: string[] = [];
  members.forEach((member, index) => {
    const next = members[index + 1];
    if (next && !hasComment(brackets, member.end, next.start)) between.push(text.slice(member.end, next.start));
  });
  return between;
}

function isOnOneLine(gap: string): boolean {
  return /^[ \t]*,[ \t]*$/.test(gap);
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
  if (comments !== "json" && text.charAt(at) === "#") return line();
  if (comments === "yaml") return -1;
  if (text.startsWith("//", at)) return line();
  if (!text.startsWith("/*", at)) return -1;
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? text.length : end + 2;
}

function withoutComments(brackets: Brackets, from: number, to: number): string {
  const gap = brackets.text.slice(from, to);
  if (!/[/#]/.test(gap)) return gap;
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
