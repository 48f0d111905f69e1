// Indents lines, and sets equals signs and comments below each other as `terraform fmt` does, where edits touch lines that stood so. It knows no nodes.
import type { TextEdit } from "../../model/source";
import { Pieces } from "../pieces";
import { indented } from "./indent";
import { chainsOf, columnOf, formatLines, windowEnd, windowStart, type FormatLine } from "./lines";

/** White space before a sign or a comment, and the column that what leads to it ends in. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly column: number;
}

/** One of the two things that stand below each other. */
interface Cell {
  readonly of: (line: FormatLine) => { readonly from: number; readonly to: number } | undefined;
  readonly inChain: (line: FormatLine) => boolean;
}

const signs: Cell = { of: ({ sign }) => sign, inChain: ({ assigns }) => assigns };
const comments: Cell = { of: ({ comment }) => comment, inChain: ({ comment }) => comment !== undefined };

/**
 * Edits with the white space that they make necessary. Lines are only moved where they follow, or part from, an edited line of one
 * chain, and where the chain stood as fmt sets it; new lines follow a chain that stands in one column farther right.
 * @param edits sorted and free of overlap, in offsets of `text`
 */
export function alignEdits(text: string, edits: readonly TextEdit[]): TextEdit[] {
  const first = edits[0];
  const last = edits.at(-1);
  if (!first || !last) return [];
  const from = windowStart(text, first.span.start);
  const to = windowEnd(text, last.span.end);
  const old = formatLines(text, from, to);
  const pieces = new Pieces(text);
  pieces.change(edits);
  const present = (): FormatLine[] => formatLines(pieces.text, from, pieces.text.length - (text.length - to));
  let lines = present();
  const change = (more: readonly TextEdit[]): void => {
    if (more.length === 0) return;
    pieces.change(more);
    lines = present();
  };
  change(indented(text, old, lines, pieces));
  for (const cell of [signs, comments]) change(moved(cell, { text, lines: old }, lines, pieces));
  return pieces.edits();
}

function moved(
  cell: Cell,
  old: { readonly text: string; readonly lines: readonly FormatLine[] },
  lines: readonly FormatLine[],
  pieces: Pieces,
): TextEdit[] {
  const chainOf = new Map<number, readonly Gap[]>();
  for (const chain of chainsOf(old.lines, cell.inChain)) {
    const gaps = gapsOf(old.text, chain, cell);
    for (const { start, content } of chain) chainOf.set(start, gaps).set(content, gaps);
  }
  const chainAt = (offset: number): readonly Gap[] | undefined => chainOf.get(pieces.origin(offset) ?? -1);
  /** The chains that lines were in before. A line that was indented anew begins elsewhere, but holds what it held. */
  const before = (own: readonly FormatLine[]): (readonly Gap[])[] => {
    const chains = own.map(({ start, content }) => chainAt(start) ?? chainAt(content));
    return [...new Set(chains)].filter((chain) => chain !== undefined);
  };
  const isKept = ({ start, end }: FormatLine): boolean => pieces.isKept(start, end);
  const isNew = ({ start, content }: FormatLine): boolean =>
    pieces.origin(start) === undefined && pieces.origin(content) === undefined;
  const edits: TextEdit[] = [];
  for (const chain of chainsOf(lines, cell.inChain)) {
    const chains = before(chain);
    if (chains.length === 1 && chains[0]?.length === chain.length && chain.every(isKept)) continue;
    const gaps = gapsOf(pieces.text, chain, cell);
    if (chains.every(isAligned)) edits.push(...setTo(gaps, widest(gaps) + 1));
    else {
      const column = commonColumn(chains.flat());
      const added = gapsOf(pieces.text, chain.filter(isNew), cell);
      if (column !== undefined && added.every((gap) => gap.column < column)) edits.push(...setTo(added, column));
    }
  }
  // What began to take several lines leaves its chain.
  for (const line of lines) {
    const gap = cell.of(line);
    if (!gap || cell.inChain(line) || isKept(line)) continue;
    const chains = before([line]);
    if (chains.length > 0 && chains.every(isAligned)) edits.push({ span: { start: gap.from, end: gap.to }, text: " " });
  }
  return edits;
}

function gapsOf(text: string, chain: readonly FormatLine[], cell: Cell): Gap[] {
  return chain.flatMap((line) => {
    const gap = cell.of(line);
    return gap ? [{ ...gap, column: columnOf(text, line, gap.from) }] : [];
  });
}

function widest(gaps: readonly Gap[]): number {
  return gaps.reduce((width, { column }) => Math.max(width, column), 0);
}

function isAligned(gaps: readonly Gap[]): boolean {
  const column = widest(gaps) + 1;
  return gaps.every((gap) => gap.column + gap.to - gap.from === column);
}

/** The column in which all of several things stand, if it is one. */
function commonColumn(gaps: readonly Gap[]): number | undefined {
  const [first, ...others] = gaps.map((gap) => gap.column + gap.to - gap.from);
  return others.length > 0 && others.every((column) => column === first) ? first : undefined;
}

function setTo(gaps: readonly Gap[], column: number): TextEdit[] {
  return gaps
    .filter((gap) => gap.column + gap.to - gap.from !== column)
    .map(({ from, to, column: own }) => ({ span: { start: from, end: to }, text: " ".repeat(column - own) }));
}
