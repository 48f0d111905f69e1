// How `terraform fmt` sets equals signs below each other: lines that assign and follow each other are one chain. It knows no nodes.
import type { TextEdit } from "../../model/source";
import { Char, heredocAt, lineEnd, lineStart, tokenEnd } from "./lexical";
import { columns } from "./print";

/** A line `lead = value` whose value ends on it, or is a heredoc that begins on it. */
export interface AssignLine {
  readonly start: number;
  readonly leadEnd: number;
  readonly equals: number;
  readonly width: number;
}

const lead = /[ \t]*(?:[\p{ID_Start}_][\p{ID_Continue}-]*|"(?:[^"\\\n]|\\.)*"|\([^()\n]*\))(?=[ \t]*=(?![=>]))/uy;

/** The line that begins at `start`, if it is one of a chain. */
function assignLine(text: string, start: number): AssignLine | undefined {
  lead.lastIndex = start;
  const found = lead.exec(text);
  if (!found) return undefined;
  const leadEnd = lead.lastIndex;
  const equals = text.indexOf("=", leadEnd);
  const end = lineEnd(text, start);
  let net = 0;
  for (let index = equals + 1; index < end;) {
    const char = text.charCodeAt(index);
    if (char === Char.OpenBrace || char === Char.OpenBracket || char === Char.OpenParen) net++;
    else if (char === Char.CloseBrace || char === Char.CloseBracket || char === Char.CloseParen) net--;
    if (char === Char.Less && heredocAt(text, index, text.length)) break;
    index = tokenEnd(text, index, text.length);
  }
  return net === 0 ? { start, leadEnd, equals, width: columns(found[0]) } : undefined;
}

/** The chain that ends with the line before `position`'s own line, nearest first. */
export function linesAbove(text: string, position: number): AssignLine[] {
  const lines: AssignLine[] = [];
  for (let start = lineStart(text, position); start > 0;) {
    start = lineStart(text, start - 1);
    const line = assignLine(text, start);
    if (!line) break;
    lines.push(line);
  }
  return lines;
}

/** The chain that begins with the line after `position`'s own line. */
export function linesBelow(text: string, position: number): AssignLine[] {
  const lines: AssignLine[] = [];
  for (;;) {
    const feed = text.indexOf("\n", lines.at(-1)?.equals ?? position);
    const line = feed < 0 ? undefined : assignLine(text, feed + 1);
    if (!line) return lines;
    lines.push(line);
  }
}

/** `position`'s own line, if it is one of a chain. */
export function lineAt(text: string, position: number): AssignLine | undefined {
  return assignLine(text, lineStart(text, position));
}

export function isAligned(lines: readonly AssignLine[]): boolean {
  const width = widest(lines);
  return lines.every((line) => line.equals - line.leadEnd === width - line.width + 1);
}

export function widest(lines: readonly AssignLine[]): number {
  return lines.reduce((width, line) => Math.max(width, line.width), 0);
}

/** Sets the signs of lines at the column that `width` leads need. */
export function realign(lines: readonly AssignLine[], width: number): TextEdit[] {
  return lines
    .filter((line) => line.equals - line.leadEnd !== width - line.width + 1)
    .map((line) => ({
      span: { start: line.leadEnd, end: line.equals },
      text: " ".repeat(Math.max(1, width - line.width + 1)),
    }));
}
