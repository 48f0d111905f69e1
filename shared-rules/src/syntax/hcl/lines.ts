// A text's lines as `terraform fmt` sees them: what leads to the equals sign, the assignment, the comment at the end. It changes nothing.
// https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
import { Char, commentEnd, isBlank, lineEnd, startsTopLevelBlock, tokenEnd } from "./lexical";
import { columns } from "./print";

/** A heredoc and a comment of several lines are part of the line they begin on. Offsets are the text's. */
export interface FormatLine {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
  /** After the last token before the first equals sign, and at the sign; undefined where none stands behind something. */
  readonly sign: { readonly from: number; readonly to: number } | undefined;
  /** The sign begins an expression that ends on this line, so it stands below those of its neighbours. */
  readonly assigns: boolean;
  /** After the last token before a `#` or `//` comment, and at the comment; undefined where it has none, or nothing else. */
  readonly comment: { readonly from: number; readonly to: number } | undefined;
}

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
  let last = start;
  let sign: FormatLine["sign"];
  let net = 0;
  let isBroken = false;
  let index = start;
  while (index < text.length) {
    const char = text.charCodeAt(index);
    if (char === Char.LineFeed) break;
    if (isBlank(char)) {
      index++;
      continue;
    }
    const isLineComment = char === Char.Hash || (char === Char.Slash && text.charCodeAt(index + 1) === Char.Slash);
    if (isLineComment) {
      const comment = last > start && !isBroken ? { from: last, to: index } : undefined;
      return { start, end: commentEnd(text, index, text.length), sign, assigns: isAssigned(), comment };
    }
    const operator = operatorEnd(text, index);
    if (char === Char.Equals && operator === undefined && !sign && last > start) sign = { from: last, to: index };
    else if (sign) net += bracket(char);
    const end = operator ?? tokenEnd(text, index, text.length);
    // An interpolation that is broken over lines is several lines of fmt's, which are not told apart here.
    if (char === Char.Quote && text.slice(index, end).includes("\n")) isBroken = true;
    index = end;
    last = end;
  }
  const end = Math.max(last, Math.min(index, lineEnd(text, last)));
  return { start, end, sign, assigns: isAssigned(), comment: undefined };

  function isAssigned(): boolean {
    return sign !== undefined && net === 0 && !isBroken;
  }
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

/** Lines that follow each other and have `cell`, longest runs, as indexes of `lines`. */
export function chainsOf(lines: readonly FormatLine[], has: (line: FormatLine) => boolean): number[][] {
  const chains: number[][] = [];
  lines.forEach((line, index) => {
    if (!has(line)) return;
    const last = chains.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else chains.push([index]);
  });
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
