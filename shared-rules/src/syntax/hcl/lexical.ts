// Where HCL's strings, heredocs, comments and brackets end, on plain text. It builds nothing and recurses nowhere.

export const enum Char {
  Tab = 9,
  LineFeed = 10,
  CarriageReturn = 13,
  Space = 32,
  Quote = 34,
  Hash = 35,
  Dollar = 36,
  Percent = 37,
  OpenParen = 40,
  CloseParen = 41,
  Star = 42,
  Comma = 44,
  Slash = 47,
  Less = 60,
  Equals = 61,
  OpenBracket = 91,
  Backslash = 92,
  CloseBracket = 93,
  OpenBrace = 123,
  CloseBrace = 125,
}

const identifier = /[\p{ID_Start}_](?:[\p{ID_Continue}-]|::)*/uy;
const heredocStart = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*\r?(?:\n|$)/uy;
/** A top-level block begins here; seen inside another block it means that one was not finished. */
const topLevelBlock =
  /(?:(?:resource|data|ephemeral)[ \t]+"[^"\n]*"[ \t]*"[^"\n]*"|(?:module|variable|output|provider)[ \t]+"[^"\n]*"|locals|terraform)[ \t]*\{/y;

/** The end of the identifier at `position`, or `position` where none stands. */
export function identifierEnd(text: string, position: number): number {
  identifier.lastIndex = position;
  return identifier.test(text) ? identifier.lastIndex : position;
}

/** Whether a line of the form `resource "a" "b" {` begins at `position`. */
export function startsTopLevelBlock(text: string, position: number): boolean {
  topLevelBlock.lastIndex = position;
  return topLevelBlock.test(text);
}

/** The end of the comment at `position` (before its line break), or `position` where none stands. */
export function commentEnd(text: string, position: number, limit: number): number {
  const char = text.charCodeAt(position);
  const next = text.charCodeAt(position + 1);
  if (char === Char.Hash || (char === Char.Slash && next === Char.Slash)) {
    const end = lineEnd(text, position);
    return Math.min(limit, end);
  }
  if (char === Char.Slash && next === Char.Star) {
    const end = text.indexOf("*/", position + 2);
    return end < 0 || end + 2 > limit ? limit : end + 2;
  }
  return position;
}

/** The offset of the line break (`\n` or `\r\n`) at or after `position`, or the text's end. */
export function lineEnd(text: string, position: number): number {
  const feed = text.indexOf("\n", position);
  if (feed < 0) return text.length;
  return feed > position && text.charCodeAt(feed - 1) === Char.CarriageReturn ? feed - 1 : feed;
}

/** The offset of the line's first character. */
export function lineStart(text: string, position: number): number {
  return position === 0 ? 0 : text.lastIndexOf("\n", position - 1) + 1;
}

export interface HeredocBounds {
  readonly indented: boolean;
  /** The lines between the markers, with their last line break. */
  readonly contentStart: number;
  readonly contentEnd: number;
  /** After the closing marker. */
  readonly end: number;
  readonly closed: boolean;
}

/** The heredoc at `position`, or undefined where none stands. An unclosed one ends before the next top-level block. */
export function heredocAt(text: string, position: number, limit: number): HeredocBounds | undefined {
  heredocStart.lastIndex = position;
  const match = heredocStart.exec(text);
  if (!match || heredocStart.lastIndex > limit) return undefined;
  const marker = match[2] ?? "";
  const contentStart = heredocStart.lastIndex;
  const indented = match[1] === "-";
  let unclosedEnd = -1;
  for (let line = contentStart; line < limit;) {
    const feed = text.indexOf("\n", line);
    const next = feed < 0 || feed >= limit ? limit : feed + 1;
    let first = line;
    while (first < next && isBlank(text.charCodeAt(first))) first++;
    if (
      text.startsWith(marker, first) &&
      first + marker.length <= limit &&
      onlyBlanks(text, first + marker.length, next)
    )
      return { indented, contentStart, contentEnd: line, end: first + marker.length, closed: true };
    // Before the line break, so that whoever looks for a block's beginning sees it.
    if (unclosedEnd < 0 && startsTopLevelBlock(text, line)) unclosedEnd = Math.max(contentStart, line - 1);
    line = next;
  }
  const end = unclosedEnd < 0 ? limit : unclosedEnd;
  return { indented, contentStart, contentEnd: end, end, closed: false };
}

export interface QuotedBounds {
  /** After the closing quote, or where an unclosed string is cut off. */
  readonly end: number;
  readonly closed: boolean;
}

/** A frame of {@link quotedAt}'s stack that is a string; other frames count the braces open in an interpolation. */
const inString = -1;

/** The quoted template that begins at `position`. It cannot hold a line break outside of `${ … }`: there an unclosed one ends. */
export function quotedAt(text: string, position: number, limit: number): QuotedBounds {
  const cutOff = (): QuotedBounds => ({ end: Math.min(limit, lineEnd(text, position)), closed: false });
  const stack: number[] = [inString];
  let index = position + 1;
  while (index < limit && stack.length < 1000) {
    const char = text.charCodeAt(index);
    const top = stack.length - 1;
    const frame = stack[top] ?? inString;
    if (char === Char.LineFeed && (frame === inString || startsTopLevelBlock(text, index + 1))) return cutOff();
    if (char === Char.Quote) {
      if (frame === inString) stack.pop();
      else stack.push(inString);
      if (stack.length === 0) return { end: index + 1, closed: true };
    } else if (frame === inString) {
      if (char === Char.Backslash) index += text.charCodeAt(index + 1) < Char.Space ? 0 : 1;
      else if (isTemplateEscape(text, index)) index += 2;
      else if (opensTemplate(text, index)) {
        stack.push(1);
        index++;
      }
    } else if (char === Char.OpenBrace) stack[top] = frame + 1;
    else if (char === Char.CloseBrace) {
      if (frame === 1) stack.pop();
      else stack[top] = frame - 1;
    } else if (char === Char.Hash || char === Char.Slash) index = Math.max(index, commentEnd(text, index, limit) - 1);
    index++;
  }
  return cutOff();
}

/** `${` or `%{`, not escaped. */
export function opensTemplate(text: string, index: number): boolean {
  const char = text.charCodeAt(index);
  return (char === Char.Dollar || char === Char.Percent) && text.charCodeAt(index + 1) === Char.OpenBrace;
}

/** `$${` or `%%{`. */
export function isTemplateEscape(text: string, index: number): boolean {
  const char = text.charCodeAt(index);
  if (char !== Char.Dollar && char !== Char.Percent) return false;
  return text.charCodeAt(index + 1) === char && text.charCodeAt(index + 2) === Char.OpenBrace;
}

/** The end of `${ … }` or `%{ … }` at `position`, after its brace; `limit` where it is missing. */
export function templateSequenceEnd(text: string, position: number, limit: number): { end: number; closed: boolean } {
  let depth = 1;
  let index = position + 2;
  while (index < limit) {
    const char = text.charCodeAt(index);
    if (char === Char.OpenBrace) depth++;
    else if (char === Char.CloseBrace && --depth === 0) return { end: index + 1, closed: true };
    else if (char === Char.Quote) {
      const quoted = quotedAt(text, index, limit);
      if (!quoted.closed) break;
      index = quoted.end;
      continue;
    } else if (char === Char.Hash || char === Char.Slash) {
      const end = commentEnd(text, index, limit);
      if (end > index) {
        index = end;
        continue;
      }
    }
    index++;
  }
  return { end: limit, closed: false };
}

/** All of `${ … }` and `%{ … }` in a text that is one template. */
export function templateSequences(text: string): { start: number; end: number }[] {
  const sequences: { start: number; end: number }[] = [];
  for (let index = 0; index < text.length;) {
    if (isTemplateEscape(text, index)) index += 3;
    else if (opensTemplate(text, index)) {
      const { end } = templateSequenceEnd(text, index, text.length);
      sequences.push({ start: index, end });
      index = end;
    } else index++;
  }
  return sequences;
}

/**
 * After the bracket that closes the one at `position`. Where it is missing: the next top-level block's first character, or `limit`.
 * Pairs of offsets of the comments on the way are added to `comments`.
 */
export function bracketEnd(
  text: string,
  position: number,
  limit: number,
  comments?: number[],
): { end: number; closed: boolean } {
  let depth = 0;
  let index = position;
  while (index < limit) {
    switch (text.charCodeAt(index)) {
      case Char.OpenBrace:
      case Char.OpenBracket:
      case Char.OpenParen:
        depth++;
        break;
      case Char.CloseBrace:
      case Char.CloseBracket:
      case Char.CloseParen:
        if (--depth === 0) return { end: index + 1, closed: true };
        break;
      case Char.LineFeed:
        if (startsTopLevelBlock(text, index + 1)) return { end: index + 1, closed: false };
        break;
      case Char.Quote:
      case Char.Less:
        index = tokenEnd(text, index, limit);
        continue;
      case Char.Hash:
      case Char.Slash: {
        const end = commentEnd(text, index, limit);
        if (end === index) break;
        comments?.push(index, end);
        index = end;
        continue;
      }
    }
    index++;
  }
  return { end: limit, closed: false };
}

/** The end of the string, heredoc or comment at `position`; the next character where none of them stands there. */
export function tokenEnd(text: string, position: number, limit: number): number {
  const char = text.charCodeAt(position);
  if (char === Char.Quote) return Math.max(position + 1, quotedAt(text, position, limit).end);
  if (char === Char.Hash || char === Char.Slash) return Math.max(position + 1, commentEnd(text, position, limit));
  if (char === Char.Less && text.charCodeAt(position + 1) === Char.Less)
    return heredocAt(text, position, limit)?.end ?? position + 1;
  return position + 1;
}

export function isBlank(char: number): boolean {
  return char === Char.Space || char === Char.Tab || char === Char.CarriageReturn;
}

function onlyBlanks(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const char = text.charCodeAt(index);
    if (char !== Char.LineFeed && !isBlank(char)) return false;
  }
  return true;
}
