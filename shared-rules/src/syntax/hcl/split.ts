// Cuts an HCL text into its top-level blocks by brackets alone, so that a keystroke parses one block anew. It reads no expression.
import { bracketEnd, Char, commentEnd, identifierEnd, isBlank, lineEnd, quotedAt, tokenEnd } from "./lexical";

export interface BlockSlice {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly labels: readonly string[];
  readonly closed: boolean;
}

export interface Slices {
  readonly blocks: readonly BlockSlice[];
  /** Offsets of comments: start, end, start, end … */
  readonly comments: readonly number[];
  readonly broken: boolean;
}

/** The top-level blocks of a text, in their order. What is neither block, attribute nor comment makes it `broken`. */
export function splitBlocks(text: string): Slices {
  const blocks: BlockSlice[] = [];
  const comments: number[] = [];
  let broken = false;
  let index = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (index < text.length) {
    const char = text.charCodeAt(index);
    if (char === Char.LineFeed || isBlank(char)) {
      index++;
      continue;
    }
    const comment = commentEnd(text, index, text.length);
    if (comment > index) {
      comments.push(index, comment);
      index = comment;
      continue;
    }
    const header = headerAt(text, index);
    if (header?.opens) {
      const { end, closed } = bracketEnd(text, header.end, text.length, comments);
      blocks.push({
        start: index,
        end: closed ? end : trimEnd(text, end),
        type: header.type,
        labels: header.labels,
        closed,
      });
      broken ||= !closed;
      index = end;
    } else if (header && text.charCodeAt(header.end) === 61) index = attributeEnd(text, header.end);
    else {
      broken = true;
      index = Math.max(index + 1, lineEnd(text, index));
    }
  }
  return { blocks, comments, broken };
}

/** `type "label" label {`: `end` is the first character after the labels. */
export function headerAt(
  text: string,
  position: number,
): { type: string; labels: string[]; end: number; opens: boolean } | undefined {
  let end = identifierEnd(text, position);
  if (end === position) return undefined;
  const type = text.slice(position, end);
  const labels: string[] = [];
  for (;;) {
    while (isBlank(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) === Char.Quote) {
      const quoted = quotedAt(text, end, text.length);
      if (!quoted.closed) return { type, labels, end, opens: false };
      labels.push(text.slice(end + 1, quoted.end - 1));
      end = quoted.end;
    } else {
      const word = identifierEnd(text, end);
      if (word === end) return { type, labels, end, opens: text.charCodeAt(end) === Char.OpenBrace };
      labels.push(text.slice(end, word));
      end = word;
    }
  }
}

/** The end of a top-level `name = value` (a .tfvars file): the first line break outside of brackets. */
function attributeEnd(text: string, position: number): number {
  let index = position;
  while (index < text.length && text.charCodeAt(index) !== Char.LineFeed) {
    const char = text.charCodeAt(index);
    if (char === Char.OpenBrace || char === Char.OpenBracket || char === Char.OpenParen)
      index = bracketEnd(text, index, text.length).end;
    else index = tokenEnd(text, index, text.length);
  }
  return index;
}

function trimEnd(text: string, end: number): number {
  let index = end;
  while (index > 0 && (isBlank(text.charCodeAt(index - 1)) || text.charCodeAt(index - 1) === Char.LineFeed)) index--;
  return index;
}
