// A text's lines as `terraform fmt` sees them: what leads to the equals sign, the assignment, the comment at the end. It changes nothing.
// https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
import { Char, isBlank, lineEnd, startsTopLevelBlock, tokenEnd } from "./lexical";
import { columns } from "./print";

/** A heredoc and a comment of several lines are part of the line they begin on. Offsets are the text's. */
export interface FormatLine {
  readonly start: number;
  /** After its indentation. */
  readonly content: number;
  /** Before the line break. */
  readonly end: number;
  /** Brackets that it opens, less those that it closes. */
  readonly net: number;
  /** After the last token before the first equals sign, and at the sign; undefined where none stands behind something. */
  readonly sign: { readonly from: number; readonly to: number } | undefined;
  /** The sign begins an expression that ends on this line, so it stands below those of its neighbours. */
  readonly assigns: boolean;
  /** After the last token before a `#` or `//` comment, and at the comment; undefined where it has none, or nothing else. */
  readonly comment: { readonly from: number; readonly to: number } | undefined;
}

/** What neither ends a token that counts nor begins one. */
const plain = /[\w.,:?*+-]+/y;
const operators = new Set(["==", "=>", "!=", "<=", ">="]);

/** The lines from `from`, which begins one, up to the first that begins at `to` or later. */
export function formatLines(text: string, from: number, to: number): FormatLine[] {
  const lines: FormatLine[] = [];
  for (let start = from; start < to && start < text.length;) {
    const line = formatLine(text, start);
    lines.push(line);
    const feed = text.indexOf("\n", line.end);
    if (feed < 0) break;
    start = feed + 1;
  }
  return lines;
}

function formatLine(text: string, start: number): FormatLine {
  let content = start;
  let last = start;
  let sign: FormatLine["sign"];
  let netBefore = 0;
  let net = 0;
  let isBroken = false;
  let comment: FormatLine["comment"];
  for (let index = start; index < text.length;) {
    const char = text.charCodeAt(index);
    if (char === Char.LineFeed) break;
    if (isBlank(char)) {
      index++;
      continue;
    }
    if (last === start) content = index;
    plain.lastIndex = index;
    if (plain.test(text)) {
      index = last = plain.lastIndex;
      continue;
    }
    const operator = operatorEnd(text, index);
    if (char === Char.Equals && operator === undefined && !sign && last > start) {
      sign = { from: last, to: index };
      netBefore = net;
    }
    net += bracket(char);
    const end = operator ?? tokenEnd(text, index, text.length);
    if (char === Char.Hash || text.startsWith("//", index)) {
      if (last > start && !isBroken) comment = { from: last, to: index };
      last = end;
      break;
    }
    // An interpolation that is broken over lines is several lines of fmt's, which are not told apart here.
    if (char === Char.Quote && text.slice(index, end).includes("\n")) isBroken = true;
    index = end;
    last = end;
  }
  const assigns = sign !== undefined && net === netBefore && !isBroken;
  return { start, content, end: last > start ? last : lineEnd(text, start), net, sign, assigns, comment };
}

/** After `==`, `=>`, `!=`, `<=` and `>=`, whose equals sign assigns nothing. */
function operatorEnd(text: string, index: number): number | undefined {
  const operator = text.slice(index, index + 2);
  return operators.has(operator) ? index + 2 : undefined;
}

function bracket(char: number): number {
  if (char === Char.OpenBrace || char === Char.OpenBracket || char === Char.OpenParen) return 1;
  return char === Char.CloseBrace || char === Char.CloseBracket || char === Char.CloseParen ? -1 : 0;
}

/** Lines of one kind that follow each other, in the longest runs. */
export function chainsOf(
  lines: readonly FormatLine[],
  isOne: (line: FormatLine) => boolean,
): readonly (readonly FormatLine[])[] {
  const chains: FormatLine[][] = [];
  let chain: FormatLine[] = [];
  for (const line of lines) {
    if (!isOne(line)) chain = [];
    else if (chain.push(line) === 1) chains.push(chain);
  }
  return chains;
}

/** Where the top-level block that holds `position` seems to begin: a line from which to read others. */
export function windowStart(text: string, position: number): number {
  for (let start = position; ;) {
    start = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
    if (start === 0 || startsTopLevelBlock(text, start)) return start;
    start--;
  }
}

/** Where the next top-level block after `position` seems to begin. */
export function windowEnd(text: string, position: number): number {
  for (let feed = text.indexOf("\n", position); feed >= 0; feed = text.indexOf("\n", feed + 1))
    if (startsTopLevelBlock(text, feed + 1)) return feed + 1;
  return text.length;
}

/** Columns from a line's beginning. */
export function columnOf(text: string, line: FormatLine, offset: number): number {
  return columns(text.slice(line.start, offset));
}

/** How deep each line is indented: a line that opens brackets, however many, takes those after it one level deeper. */
export function levelsOf(lines: readonly FormatLine[]): number[] {
  const open: number[] = [];
  return lines.map(({ net }) => {
    for (let closed = -net; closed > 0 && open.length > 0;) {
      const last = open.pop() ?? 0;
      if (closed < last) open.push(last - closed);
      closed -= last;
    }
    const level = open.length;
    if (net > 0) open.push(net);
    return level;
  });
}
