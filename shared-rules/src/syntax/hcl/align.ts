// Sets equals signs and comments below each other as `terraform fmt` does, where edits touch lines that stood so. It knows no nodes.
import type { TextEdit } from "../../model/source";
import { Pieces } from "../pieces";
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
  for (const cell of [signs, comments]) {
    const lines = formatLines(pieces.text, from, pieces.text.length - (text.length - to));
    pieces.change(moved(cell, { text, lines: old }, lines, pieces));
  }
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
    const gaps = gapsOf(old.text, old.lines, chain, cell);
    for (const index of chain) chainOf.set(old.lines[index]?.start ?? 0, gaps);
  }
  /** The chains that lines were in before. */
  const before = (indexes: readonly number[]): Set<readonly Gap[]> => {
    const chains = indexes.map((index) => chainOf.get(pieces.origin(lines[index]?.start ?? 0) ?? -1));
    return new Set(chains.filter((chain) => chain !== undefined));
  };
  const isKept = (index: number): boolean => {
    const line = lines[index];
    return line !== undefined && pieces.isKept(line.start, line.end);
  };
  const edits: TextEdit[] = [];
  for (const chain of chainsOf(lines, cell.inChain)) {
    const chains = before(chain);
    const [only] = chains;
    if (chains.size === 1 && only?.length === chain.length && chain.every(isKept)) continue;
    const gaps = gapsOf(pieces.text, lines, chain, cell);
    const known = [...chains];
    if (known.every(isAligned)) edits.push(...setTo(gaps, widest(gaps) + 1));
    else {
      const column = commonColumn(known.flat());
      const added = gaps.filter((_, at) => pieces.origin(lines[chain[at] ?? 0]?.start ?? 0) === undefined);
      if (column !== undefined && added.every((gap) => gap.column < column)) edits.push(...setTo(added, column));
    }
  }
  // What began to take several lines leaves its chain.
  lines.forEach((line, index) => {
    const gap = cell.of(line);
    if (!gap || cell.inChain(line) || isKept(index)) return;
    const chains = [...before([index])];
    if (chains.length > 0 && chains.every(isAligned)) edits.push(...setTo([{ ...gap, column: 0 }], 1));
  });
  return edits;
}

function gapsOf(text: string, lines: readonly FormatLine[], chain: readonly number[], cell: Cell): Gap[] {
  return chain.flatMap((index) => {
    const line = lines[index];
    const gap = line && cell.of(line);
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
