// Text edits applied to a text, gathered from several fixes, and joined from several rounds. It decides none of them.
import type { FileEdit, Span, TextEdit } from "../../../shared-rules/src/index";
import { uriKey } from "./paths";

/** The text after the edits, which do not overlap and are in offsets of the text before; equal places keep their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: inserted } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, span.start) + inserted;
    at = span.end;
  }
  return result + text.slice(at);
}

/** A stretch of an earlier text, or what was put in. */
type Piece = Span | { readonly put: string };

/** A text that is edited again and again, and the edits that make it of what it was in the beginning. */
export class EditedText {
  readonly before: string;
  readonly #made: { text: string; pieces: readonly Piece[] }[];

  constructor(before: string) {
    this.before = before;
    this.#made = [{ text: before, pieces: [{ start: 0, end: before.length }] }];
  }

  get text(): string {
    return this.#made.at(-1)?.text ?? this.before;
  }

  /** Makes edits that do not overlap, in offsets of the text as it is. */
  edit(edits: readonly TextEdit[]): void {
    let rest = this.#made.at(-1)?.pieces ?? [];
    const pieces: Piece[] = [];
    let at = 0;
    for (const { span, text } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
      const [kept, after] = cut(rest, span.start - at);
      pieces.push(...kept, { put: text });
      [, rest] = cut(after, span.end - span.start);
      at = span.end;
    }
    this.#made.push({ text: applyEdits(this.text, edits), pieces: [...pieces, ...rest] });
  }

  /** Takes the last `edit` back. */
  undo(): void {
    if (this.#made.length > 1) this.#made.pop();
  }

  /** All edits since the beginning, in offsets of the text before. */
  get edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    let at = 0;
    let put = "";
    for (const piece of [
      ...(this.#made.at(-1)?.pieces ?? []),
      { start: this.before.length, end: this.before.length },
    ]) {
      if ("put" in piece) put += piece.put;
      else {
        if (piece.start > at || put !== "") edits.push({ span: { start: at, end: piece.start }, text: put });
        at = piece.end;
        put = "";
      }
    }
    return edits;
  }
}

/** The pieces of the first `length` characters, and the others. */
function cut(pieces: readonly Piece[], length: number): [Piece[], Piece[]] {
  const first: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    const size = "put" in piece ? piece.put.length : piece.end - piece.start;
    if (size <= length) {
      first.push(piece);
      length -= size;
      continue;
    }
    const rest = pieces.slice(index + 1);
    if (length === 0) return [first, [piece, ...rest]];
    if ("put" in piece)
      return [
        [...first, { put: piece.put.slice(0, length) }],
        [{ put: piece.put.slice(length) }, ...rest],
      ];
    const middle = piece.start + length;
    return [
      [...first, { start: piece.start, end: middle }],
      [{ start: middle, end: piece.end }, ...rest],
    ];
  }
  return [first, []];
}

/** Whether someone has to fill in what the edits leave open. */
export function leavesOpen(edits: readonly FileEdit[]): boolean {
  const isOpen = ({ stops = [] }: { readonly stops?: readonly Span[] }): boolean => stops.length > 0;
  return edits.some((edit) => ("create" in edit ? isOpen(edit) : edit.edits.some(isOpen)));
}

/** Edits of several fixes that can be made at once: of no two of them the places meet. */
export class EditSet {
  readonly #edits = new Map<string, { readonly uri: string; readonly edits: TextEdit[] }>();
  readonly #created = new Map<string, FileEdit & { readonly create: string }>();

  /** Takes all edits of a fix, or none of them: then it has to wait for the others to be made. */
  add(fix: readonly FileEdit[]): boolean {
    if (fix.some((edit) => this.#isTaken(edit))) return false;
    for (const edit of fix) {
      const key = uriKey(edit.uri);
      const known = this.#edits.get(key);
      if ("create" in edit) this.#created.set(key, edit);
      else if (known) known.edits.push(...edit.edits);
      else this.#edits.set(key, { uri: edit.uri, edits: [...edit.edits] });
    }
    return true;
  }

  get all(): FileEdit[] {
    return [...this.#edits.values(), ...this.#created.values()];
  }

  #isTaken(edit: FileEdit): boolean {
    const key = uriKey(edit.uri);
    if (this.#created.has(key)) return true;
    const known = this.#edits.get(key)?.edits ?? [];
    if ("create" in edit) return known.length > 0;
    return edit.edits.some(({ span }) => known.some((other) => meets(span, other.span)));
  }
}

function meets(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
