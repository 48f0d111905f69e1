// YAML read piece by piece: the mappings at the top are cut at their keys, and a piece whose text has not changed is not read again.
// What a piece says is yaml-tree's. A text that cannot be cut with certainty is read whole.
import type { Comment } from "../model/document";
import type { Source } from "../model/source";
import type { Dict, Entry, Value } from "../model/value";
import { textOf } from "../model/value";
import { shiftedEntry, shiftedSpan } from "./yaml-places";
import { readYamlTree } from "./yaml-tree";
import type { YamlTree } from "./yaml-tree";
import type { Parsed } from "./writer";

export { printYaml, yamlStyle } from "./print-yaml";
export { createYamlWriter } from "./yaml-write";

/** The pieces of the last version, by their text. */
export interface YamlState {
  readonly pieces: ReadonlyMap<string, Piece>;
}

export interface ParsedYaml extends Parsed {
  readonly state: YamlState;
  readonly comments: readonly Comment[];
}

/** Some entries of one mapping, as they stand at document offset `at`. */
interface Piece {
  readonly at: number;
  readonly depth: number;
  readonly entries: readonly Entry[];
  /** Where the last entry's text ends; -1 where the piece has none (only comments). */
  readonly end: number;
  readonly open: boolean;
  readonly broken: boolean;
  readonly anchored: boolean;
  readonly comments: readonly Comment[];
}

/**
 * Reads YAML. Spans are document offsets. CloudFormation's short tags become the long form (`!Ref X` is a dict with the entry "Ref").
 * Of several documents in one text only the first is read; that does not make it broken. Around an unfinished place a container is
 * `open`, and a key without a value is left out. `previous` is the last version's state, of a whole document (not an embedded text).
 */
export function parseYaml(source: Source, previous?: YamlState): ParsedYaml {
  const cut = cutTop(source.text);
  const parsed = cut && new PieceReader(source, previous).read(cut);
  if (parsed) return parsed;
  const { root, broken, comments } = readYamlTree(source.text, source);
  return { root, broken, comments, state: { pieces: new Map() } };
}

class PieceReader {
  private readonly pieces = new Map<string, Piece>();
  private readonly comments: Comment[] = [];
  private broken = false;

  constructor(
    private readonly source: Source,
    private readonly previous: YamlState | undefined,
  ) {}

  /** Undefined where an anchor ties pieces together. */
  read({ prelude, cuts, end }: Cut): ParsedYaml | undefined {
    const start = cuts[0] ?? end;
    if (start > prelude) this.comments.push(...readYamlTree(this.source.text.slice(0, start), this.source).comments);
    const entries: Entry[] = [];
    let open = false;
    let last = -1;
    for (let index = 0; index < cuts.length; index++) {
      const from = cuts[index] ?? end;
      const to = cuts[index + 1] ?? end;
      const section = cutSection(this.source.text, from, to);
      const piece = section ? this.section(section, from, to) : this.piece(from, to, 0);
      if (!piece || piece.anchored) return undefined;
      for (const entry of piece.entries) entries.push(entry);
      open ||= piece.open;
      if (piece.end >= 0) last = piece.end;
    }
    const root: Value = { kind: "dict", entries, open, span: { start: this.source.toDocument(start), end: last } };
    return { root, broken: this.broken, comments: this.comments, state: { pieces: this.pieces } };
  }

  /** A top level entry whose value is a mapping, read child by child. */
  private section({ keyEnd, quoted, cuts }: Section, from: number, to: number): Piece | undefined {
    const { text } = this.source;
    const first = cuts[0] ?? to;
    this.comments.push(...readYamlTree(text.slice(from, first), this.source, from).comments);
    const entries: Entry[] = [];
    let open = false;
    let end = -1;
    for (let index = 0; index < cuts.length; index++) {
      const piece = this.piece(cuts[index] ?? to, cuts[index + 1] ?? to, 1);
      if (piece.anchored) return undefined;
      for (const entry of piece.entries) entries.push(entry);
      open ||= piece.open;
      if (piece.end >= 0) end = piece.end;
    }
    const token = { start: this.source.toDocument(from), end: this.source.toDocument(keyEnd) };
    const key = quoted
      ? textOf(text.slice(from + 1, keyEnd - 1), { start: token.start + 1, end: token.end - 1 }, token)
      : textOf(text.slice(from, keyEnd), token);
    const indent = /^ */.exec(text.slice(first, first + 1000))?.[0].length ?? 0;
    const value: Dict = { kind: "dict", entries, open, span: { start: this.source.toDocument(first + indent), end } };
    const entry = { key, value, span: { start: token.start, end } };
    return { at: from, depth: 0, entries: [entry], end, open: false, broken: false, anchored: false, comments: [] };
  }

  private piece(from: number, to: number, depth: number): Piece {
    const text = this.source.text.slice(from, to);
    const at = this.source.toDocument(from);
    const known = this.pieces.get(text) ?? this.previous?.pieces.get(text);
    const piece =
      known?.depth === depth ? moved(known, at) : asPiece(readYamlTree(text, this.source, from, depth), at, depth);
    this.pieces.set(text, piece);
    this.broken ||= piece.broken;
    for (const comment of piece.comments) this.comments.push(comment);
    return piece;
  }
}

function asPiece({ root, broken, comments, anchored }: YamlTree, at: number, depth: number): Piece {
  const isDict = root?.kind === "dict";
  return {
    at,
    depth,
    entries: isDict ? root.entries : [],
    end: root ? (root.kind === "text" ? root.token.end : root.span.end) : -1,
    // A piece that is no mapping is a line without its colon: an unfinished entry.
    open: root !== undefined && (!isDict || root.open),
    broken: broken || (root !== undefined && !isDict),
    anchored,
    comments,
  };
}

function moved(piece: Piece, at: number): Piece {
  const by = at - piece.at;
  if (by === 0) return piece;
  return {
    ...piece,
    at,
    entries: piece.entries.map((entry) => shiftedEntry(entry, by)),
    end: piece.end < 0 ? piece.end : piece.end + by,
    comments: piece.comments.map(({ span, text }) => ({ span: shiftedSpan(span, by), text })),
  };
}

/** Where the entries of the top level mapping begin. `end` is that of the first document. */
interface Cut {
  /** Offset of the first content, after a byte order mark. */
  readonly prelude: number;
  readonly cuts: readonly number[];
  readonly end: number;
}

interface Section {
  readonly keyEnd: number;
  readonly quoted: boolean;
  readonly cuts: readonly number[];
}

/** A line that begins an entry: a plain or simply quoted key. Its repetitions are bounded, so that no line takes quadratic time. */
const keyLine =
  /(?:[A-Za-z0-9_](?:[A-Za-z0-9_./ -]|:(?=[^\s])){0,300}|"[^"\\\r\n]*"|'[^'\r\n]*')[ \t]{0,50}:(?=[ \t\r\n]|$)/y;
/** A line that begins with a word but is not an entry: never part of a well-formed mapping, so it is a piece of its own. */
const strayLine = /[A-Za-z0-9_]/y;
const sectionHeader = /((["']?)[^"'\r\n#]{1,300}?\2)[ \t]{0,50}:[ \t]{0,50}(?:[ \t]#[^\r\n]*)?\r?\n/y;
const documentStart = /---[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function isMarker(text: string, at: number): boolean {
  return (text.startsWith("---", at) || text.startsWith("...", at)) && /^\s?$/.test(text.charAt(at + 3));
}

/** The entries of the top level, or undefined where the text must be read whole. */
function cutTop(text: string): Cut | undefined {
  const cuts: number[] = [];
  const prelude = text.startsWith("\uFEFF") ? 1 : 0;
  let started = false;
  for (let at = prelude; at < text.length; at = nextLine(text, at)) {
    switch (text.charAt(at)) {
      case "\n":
      case "\r":
      case "#":
        continue;
      case " ":
        if (cuts.length === 0 && !isBlankOrComment(text, at)) return undefined;
        continue;
      case "}":
      case "]":
        if (cuts.length === 0) return undefined;
        continue;
      case "-":
      case ".":
        if (isMarker(text, at)) {
          if (cuts.length > 0) return { prelude, cuts, end: at };
          if (started || !matches(documentStart, text, at)) return undefined;
          started = true;
          continue;
        }
        if (cuts.length === 0 || !/^-\s?$/.test(text.slice(at, at + 2))) return undefined;
        continue;
    }
    if (matches(keyLine, text, at)) cuts.push(at);
    else if (cuts.length > 0 && matches(strayLine, text, at)) cuts.push(at);
    else return undefined;
  }
  return cuts.length > 0 ? { prelude, cuts, end: text.length } : undefined;
}

/** The entries below one entry of the top level, or undefined where that is not a plain block mapping. */
function cutSection(text: string, from: number, to: number): Section | undefined {
  sectionHeader.lastIndex = from;
  const header = sectionHeader.exec(text);
  if (!header || sectionHeader.lastIndex > to) return undefined;
  const cuts: number[] = [];
  let column = 0;
  for (let at = sectionHeader.lastIndex; at < to; at = nextLine(text, at)) {
    let indent = 0;
    while (text.charCodeAt(at + indent) === 32) indent++;
    if (column > 0 && indent > column) continue;
    const first = text.charAt(at + indent);
    if (at + indent >= to || first === "\n" || first === "\r" || first === "#") continue;
    if (column === 0) {
      if (indent === 0 || !matches(keyLine, text, at + indent)) return undefined;
      column = indent;
      cuts.push(at);
    } else if (indent < column) {
      if (first !== "}" && first !== "]") return undefined;
    } else if (first === "-") {
      if (!/^-\s?$/.test(text.slice(at + indent, at + indent + 2))) return undefined;
    } else if (first === "}" || first === "]") continue;
    else if (matches(keyLine, text, at + indent) || matches(strayLine, text, at + indent)) cuts.push(at);
    else return undefined;
  }
  if (cuts.length === 0) return undefined;
  const key = header[1] ?? "";
  return { keyEnd: from + key.length, quoted: header[2] !== "", cuts };
}

function nextLine(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed < 0 ? text.length : feed + 1;
}

function isBlankOrComment(text: string, at: number): boolean {
  return matches(/ *(?:#|\r?\n|$)/y, text, at);
}
