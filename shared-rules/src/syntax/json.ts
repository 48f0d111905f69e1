// JSON text (comments, trailing commas and unfinished edits tolerated) to the value tree. It writes nothing and knows no IAM.
import { createScanner } from "jsonc-parser";
import type { JSONScanner } from "jsonc-parser";
import type { Comment } from "../model/document";
import type { Source } from "../model/source";
import type { Entry, Reference, Span, Text, TextPart, Unknown, Value } from "../model/value";
import type { Parsed } from "./writer";

export { printJson } from "./print";
export { createJsonWriter } from "./json-write";

/** A stretch of `source.text` that is an expression of the outer language (`${...}` in a heredoc). Offsets are in `source.text`. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  readonly part: Reference | Unknown;
  /** What it stands for within a string, where that is known. */
  readonly text?: string;
  /** What it stands for by itself, where that is known; a text does so only between its own quotes. */
  readonly value?: Value;
}

export interface ParsedJson extends Parsed {
  readonly comments: readonly Comment[];
}

/** Deeper values are read as Unknown, so that whoever walks a tree may recurse. */
const maxDepth = 200;

// jsonc-parser exports its token kinds as a const enum, which isolated modules cannot use.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const comma = 5;
const colon = 6;
const nullWord = 7;
const trueWord = 8;
const falseWord = 9;
const stringToken = 10;
const numberToken = 11;
const lineComment = 12;
const blockComment = 13;
const endOfText = 17;
const unexpectedEndOfComment = 1;
const unexpectedEndOfString = 2;
const invalidUnicode = 4;
const invalidEscape = 5;

/** A container whose end has not been read. `key` and `state` say what was read last. */
interface Frame {
  readonly dict: boolean;
  readonly start: number;
  readonly entries: Entry[];
  readonly items: Value[];
  open: boolean;
  key: Text | undefined;
  keyStart: number;
  /** "first" is "next" before any member: there an absent member is no error. */
  state: "first" | "next" | "colon" | "value" | "after";
  /** The last thing read here was a hole of the outer language: a comma may stand in it. */
  afterHole: boolean;
}

/**
 * Reads JSON. Spans of the tree are document offsets. A container around an unfinished place is `open`, a missing value is left out.
 * `holes` (sorted, not overlapping) become text parts inside strings and values where they stand alone; elsewhere they open the container.
 */
export function parseJson(source: Source, holes: readonly Hole[] = []): ParsedJson {
  return new JsonReader(source, holes).read();
}

/** The comments of a JSON text. */
export function jsonComments(source: Source): readonly Comment[] {
  return parseJson(source).comments;
}

class JsonReader {
  private readonly text: string;
  private readonly scanner: JSONScanner;
  private readonly comments: Comment[] = [];
  private readonly stack: Frame[] = [];
  private root: Value | undefined;
  private broken = false;
  /** More stands after the root's end. */
  private surplus = false;
  private lastEnd = 0;
  private nextHole = 0;

  constructor(
    private readonly source: Source,
    private readonly holes: readonly Hole[],
  ) {
    this.text = source.text;
    this.scanner = createScanner(fill(source.text, holes), false);
    if (this.text.startsWith("\uFEFF")) this.scanner.setPosition(1);
  }

  read(): ParsedJson {
    for (let token = this.next(); token !== endOfText; token = this.next()) {
      const start = this.scanner.getTokenOffset();
      const end = this.scanner.getPosition();
      this.take(token, start, end);
      this.lastEnd = end;
    }
    while (this.stack.length > 0) this.closeUnfinished();
    if (this.surplus && (this.root?.kind === "dict" || this.root?.kind === "list"))
      this.root = { ...this.root, open: true };
    return { root: this.root, broken: this.broken, comments: this.comments };
  }

  private next(): number {
    for (;;) {
      const token: number = this.scanner.scan();
      if (token === lineComment || token === blockComment) {
        const start = this.scanner.getTokenOffset();
        const end = Math.min(this.scanner.getPosition(), this.text.length);
        this.comments.push({ span: this.span(start, end), text: this.text.slice(start, end) });
        if (this.error() === unexpectedEndOfComment) this.fault();
      } else if (token < 12 || token > 15) return token;
    }
  }

  private error(): number {
    return this.scanner.getTokenError();
  }

  private take(token: number, start: number, end: number): void {
    const frame = this.stack[this.stack.length - 1];
    switch (token) {
      case comma:
        return frame ? this.comma(frame) : this.outside();
      case colon:
        return frame ? this.colon(frame) : this.outside();
      case closeBrace:
      case closeBracket:
        return this.close(token === closeBrace, end);
      case openBrace:
      case openBracket:
        this.beforeValue(frame);
        if (this.stack.length >= maxDepth) return this.skipDeep(start);
        this.stack.push({
          dict: token === openBrace,
          start,
          entries: [],
          items: [],
          open: false,
          key: undefined,
          keyStart: 0,
          state: "first",
          afterHole: false,
        });
        return;
      case stringToken:
        return this.string(frame, start, end);
      default:
        return this.word(frame, token, start, end);
    }
  }

  private string(frame: Frame | undefined, start: number, end: number): void {
    const error = this.error();
    const closed = error !== unexpectedEndOfString;
    const contentEnd = closed ? Math.max(end - 1, start + 1) : end;
    const text: Text = {
      kind: "text",
      parts: this.parts(start + 1, contentEnd),
      span: this.span(start + 1, contentEnd),
      token: this.span(start, end),
      ...this.writtenElsewhere(start + 1, contentEnd),
    };
    if (!closed || error === invalidEscape || error === invalidUnicode) this.fault(frame);
    if (frame?.dict && frame.state !== "value") {
      // A second string without a colon between them: the first was an unfinished key.
      if (frame.state === "after" && !frame.afterHole) this.fault(frame);
      if (frame.state === "colon") this.fault(frame);
      frame.key = text;
      frame.keyStart = start;
      frame.state = "colon";
      frame.afterHole = false;
      return;
    }
    this.beforeValue(frame);
    this.add(text, start, end);
  }

  private word(frame: Frame | undefined, token: number, start: number, end: number): void {
    const hole = this.holeAt(start, end);
    if (hole && hole.start === start && hole.end === end) return this.hole(frame, hole);
    this.beforeValue(frame);
    const raw = this.text.slice(start, end);
    const span = this.span(start, end);
    if (!hole && token >= nullWord && token <= falseWord)
      return this.add({ kind: "scalar", value: token === nullWord ? null : token === trueWord, span }, start, end);
    if (!hole && token === numberToken) {
      if (this.error() !== 0) this.fault(frame);
      return this.add({ kind: "scalar", value: Number(raw), span }, start, end);
    }
    if (!hole) this.fault(frame);
    else if (frame && !(frame.dict && frame.state === "value")) frame.open = true;
    this.add({ kind: "unknown", source: raw, span }, start, end);
  }

  /** An expression of the outer language outside strings. As a list's item it may stand for several, or for none. */
  private hole(frame: Frame | undefined, hole: Hole): void {
    const value = hole.value?.kind === "text" ? undefined : hole.value;
    if (frame) {
      frame.afterHole = true;
      if (frame.dict && frame.state !== "value") {
        frame.open = true;
        frame.key = undefined;
        frame.state = "after";
        return;
      }
      if (!frame.dict && !value) frame.open = true;
    } else this.beforeValue(frame);
    this.add(value ?? hole.part, hole.start, hole.end);
    if (frame) frame.afterHole = true;
  }

  private comma(frame: Frame): void {
    if (frame.state !== "after" && !frame.afterHole) this.fault(frame);
    frame.key = undefined;
    frame.afterHole = false;
    frame.state = "next";
  }

  private colon(frame: Frame): void {
    if (frame.dict && frame.state === "colon") {
      frame.state = "value";
      return;
    }
    if (frame.afterHole && frame.state === "after") {
      // `${key}: value`: the name cannot be read, the value is read and dropped.
      frame.state = "value";
      return;
    }
    this.fault(frame);
    const last = frame.entries[frame.entries.length - 1];
    if (frame.dict && frame.state === "after" && last?.value.kind === "text") {
      // `"Action": "Effect": "Allow"`: the value is missing and what was taken for it is the next key.
      frame.entries.pop();
      frame.key = last.value;
      frame.keyStart = this.source.fromDocument(last.value.token.start);
      frame.state = "value";
    }
  }

  private close(dict: boolean, end: number): void {
    if (!this.stack.some((frame) => frame.dict === dict)) return this.outside(this.stack[this.stack.length - 1]);
    for (;;) {
      const frame = this.stack[this.stack.length - 1];
      if (!frame) return;
      if (frame.dict !== dict) {
        this.closeUnfinished();
        continue;
      }
      if (frame.state === "colon" || frame.state === "value") this.fault(frame);
      return this.finish(frame, end);
    }
  }

  private closeUnfinished(): void {
    const frame = this.stack[this.stack.length - 1];
    if (!frame) return;
    this.fault(frame);
    this.finish(frame, Math.max(this.lastEnd, frame.start + 1));
  }

  private finish(frame: Frame, end: number): void {
    this.stack.pop();
    const span = this.span(frame.start, end);
    this.add(
      frame.dict
        ? { kind: "dict", entries: frame.entries, open: frame.open, span }
        : { kind: "list", items: frame.items, open: frame.open, span },
      frame.start,
      end,
    );
  }

  /** Faults of place: a value where a key or a comma should stand. */
  private beforeValue(frame: Frame | undefined): void {
    if (!frame) {
      if (this.root) this.outside();
    } else if (frame.state === "after" && frame.afterHole) frame.open = true;
    else if (frame.state === "after" || (frame.dict && frame.state !== "value")) this.fault(frame);
  }

  private add(value: Value, start: number, end: number): void {
    const frame = this.stack[this.stack.length - 1];
    if (!frame) {
      this.root ??= value;
      return;
    }
    frame.afterHole = false;
    if (!frame.dict) frame.items.push(value);
    else if (frame.state === "value" && frame.key)
      frame.entries.push({ key: frame.key, value, span: this.span(Math.min(frame.keyStart, start), end) });
    frame.key = undefined;
    frame.state = "after";
  }

  /** Reads over a container that is nested too deep. */
  private skipDeep(start: number): void {
    let depth = 1;
    let end = this.scanner.getPosition();
    while (depth > 0) {
      const token = this.next();
      if (token === endOfText) break;
      if (token === openBrace || token === openBracket) depth++;
      if (token === closeBrace || token === closeBracket) depth--;
      end = this.scanner.getPosition();
    }
    this.lastEnd = end;
    this.add({ kind: "unknown", source: this.text.slice(start, end), span: this.span(start, end) }, start, end);
  }

  private fault(frame: Frame | undefined = this.stack[this.stack.length - 1]): void {
    this.broken = true;
    if (frame) frame.open = true;
  }

  private outside(frame?: Frame): void {
    this.fault(frame);
    if (!frame) this.surplus = true;
  }

  /** The hole that overlaps a token; tokens come in order, so the search moves on only. */
  private holeAt(start: number, end: number): Hole | undefined {
    let hole = this.holes[this.nextHole];
    while (hole && hole.end <= start) hole = this.holes[++this.nextHole];
    return hole && hole.start < end ? hole : undefined;
  }

  /** Where a string is written that is one hole. */
  private writtenElsewhere(start: number, end: number): Pick<Text, "written"> {
    const hole = this.holeAt(start, end);
    const written = hole?.start === start && hole.end === end ? hole.value?.written : undefined;
    return written ? { written } : {};
  }

  /** A string's content as known and unknown parts. */
  private parts(start: number, end: number): readonly TextPart[] {
    let hole = this.holeAt(start, end);
    if (!hole) {
      const value = this.scanner.getTokenValue();
      return value === "" ? [] : [value];
    }
    const parts: TextPart[] = [];
    let at = start;
    for (let index = this.nextHole; hole && hole.start < end; hole = this.holes[++index]) {
      if (hole.start > at) addPart(parts, unescapeJson(this.text.slice(at, hole.start)));
      addPart(parts, hole.text ?? hole.part);
      at = hole.end;
    }
    if (at < end) addPart(parts, unescapeJson(this.text.slice(at, end)));
    return parts;
  }

  private span(start: number, end: number): Span {
    const { source } = this;
    return source.span ? source.span(start, end) : { start: source.toDocument(start), end: source.toDocument(end) };
  }
}

/** Strings beside each other are one. */
function addPart(parts: TextPart[], part: TextPart): void {
  const last = parts.at(-1);
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else if (part !== "") parts.push(part);
}

/** Holes become words of the same length that no JSON text has, two kinds in turn so that neighbours stay apart from each other's text. */
function fill(text: string, holes: readonly Hole[]): string {
  if (holes.length === 0) return text;
  let filled = "";
  let at = 0;
  for (const { start, end } of holes) {
    filled += text.slice(at, start) + "\uE000".repeat(end - start);
    at = end;
  }
  return filled + text.slice(at);
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** What one JSON escape (`\n`, `\u00e9`, `\"`) stands for; an invalid one stands for nothing, as jsonc-parser reads it. */
export function unescapeJson(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S])|$)/g, (_, hex: string | undefined, char: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (char === undefined) return "";
    return escapes[char] ?? ('"\\/'.includes(char) ? char : "");
  });
}
