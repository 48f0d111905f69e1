// The core's edits of files as one WorkspaceEdit, as far as the client can take it: versions, snippets, questions first. It decides none of them.
import {
  CreateFile,
  TextDocumentEdit,
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type Range,
  type SnippetTextEdit,
  type TextEdit as LspTextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { FileEdit, Span, TextEdit } from "../../../shared-rules/src/index";
import { positionsOf, toRange } from "./convert";

/** What a client can do with a WorkspaceEdit. */
export interface EditAbilities {
  readonly documentChanges: boolean;
  readonly createFile: boolean;
  /** Edits may be annotated, and then looked at before they are made. */
  readonly annotations: boolean;
  /** Edits may be snippets, with places to fill in. */
  readonly snippets: boolean;
}

/** A document that is edited: its positions, and its version where an editor has it open. */
export interface EditTarget {
  readonly uri: string;
  readonly positions: TextDocument;
  readonly version: number | null;
}

type AnyTextEdit = LspTextEdit | AnnotatedTextEdit | SnippetTextEdit;

const annotationId = "roleward";
const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/**
 * Edits of files as one WorkspaceEdit; undefined where the text of one of them is not at hand.
 * @param review what a person is asked before the edit is made; undefined: nothing
 */
export function toWorkspaceEdit(
  edits: readonly FileEdit[],
  target: (uri: string) => EditTarget | undefined,
  can: EditAbilities,
  review?: Pick<ChangeAnnotation, "label" | "description">,
): WorkspaceEdit | undefined {
  const documentChanges: (TextDocumentEdit | CreateFile)[] = [];
  const changes: Record<string, LspTextEdit[]> = {};
  const annotated = review && can.annotations ? { annotationId } : {};
  for (const edit of edits) {
    if ("create" in edit) {
      const inserted = { range: start, newText: edit.create };
      if (can.createFile) documentChanges.push({ ...CreateFile.create(edit.uri), ...annotated });
      documentChanges.push(TextDocumentEdit.create({ uri: edit.uri, version: null }, [{ ...inserted, ...annotated }]));
      changes[edit.uri] = [inserted];
    } else {
      const at = target(edit.uri);
      if (!at) return undefined;
      const { uri, positions, version } = at;
      const numbered = numbering();
      const textEdits = edit.edits.map((one): AnyTextEdit => {
        const range = toRange(positions, one.span);
        if (!can.snippets || !one.stops) return { range, newText: one.text, ...annotated };
        return { range, snippet: { kind: "snippet", value: snippetOf(one, numbered) }, ...annotated };
      });
      documentChanges.push(TextDocumentEdit.create({ uri, version }, textEdits));
      changes[uri] = edit.edits.map(({ span, text }) => ({ range: toRange(positions, span), newText: text }));
    }
  }
  if (!can.documentChanges) return { changes };
  if (!review || !can.annotations) return { documentChanges };
  return { documentChanges, changeAnnotations: { [annotationId]: { ...review, needsConfirmation: true } } };
}

/**
 * Numbers the places to fill in of a file, through all of its edits. What has the same name is the same thing, and is typed once.
 */
function numbering(): (text: string) => number {
  const known = new Map<string, number>();
  let last = 0;
  return (text) => {
    const number = known.get(text) ?? ++last;
    if (text !== nameless) known.set(text, number);
    return number;
  };
}

/** What stands in a place that has no name of its own. */
const nameless = "CHANGE-ME";

/**
 * An edit's text as a snippet with a tab stop for each place to fill in.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#snippet_syntax
 */
function snippetOf({ text, stops = [] }: TextEdit, numbered: (text: string) => number): string {
  let value = "";
  let at = 0;
  for (const { start, end } of stops) {
    const filled = text.slice(start, end);
    value += `${escaped(text.slice(at, start))}\${${numbered(filled)}:${escaped(filled)}}`;
    at = end;
  }
  return value + escaped(text.slice(at));
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** A place in a file as it will be. */
export interface Stop {
  readonly uri: string;
  readonly range: Range;
}

/**
 * The first place to fill in that the client does not come to by itself, after the edits are made.
 * @param textOf texts as they are before
 */
export function firstStop(
  edits: readonly FileEdit[],
  textOf: (uri: string) => string | undefined,
  can: EditAbilities,
): Stop | undefined {
  for (const edit of edits) {
    if ("create" in edit) {
      const [stop] = edit.stops ?? [];
      if (stop) return stopIn(edit.uri, edit.create, stop);
      continue;
    }
    const first = edit.edits.findIndex(({ stops = [] }) => stops.length > 0);
    const [stop] = edit.edits[first]?.stops ?? [];
    if (!stop) continue;
    if (can.snippets) return undefined;
    const text = textOf(edit.uri) ?? "";
    let made = "";
    let at = 0;
    for (const { span, text: put } of edit.edits.slice(0, first + 1)) {
      made += text.slice(at, span.start) + put;
      at = span.end;
    }
    const shift = made.length - (edit.edits[first]?.text.length ?? 0);
    return stopIn(edit.uri, made, { start: shift + stop.start, end: shift + stop.end });
  }
  return undefined;
}

function stopIn(uri: string, text: string, stop: Span): Stop {
  return { uri, range: toRange(positionsOf(uri, text), stop) };
}
