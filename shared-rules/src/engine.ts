// The core as one object: read a document, judge it, hover, render a fix. It keeps no documents; callers do.
import type { Config, Finding, Fix } from "./rule";
import type { Document } from "./model/document";
import type { Span } from "./model/value";
import type { Declined, FileEdit } from "./edit";

/** What the core cannot get by itself, being pure. */
export interface EngineAssets {
  /** The text of dist/catalog.txt; called at most once, when first needed. */
  readonly catalog: () => string;
  /** web-tree-sitter.wasm and tree-sitter-terraform.wasm; loaded on the first `ready("terraform")`. */
  readonly hclRuntime: () => Promise<Uint8Array>;
  readonly hclGrammar: () => Promise<Uint8Array>;
}

/** A changed range in the previous text, for incremental reading. Offsets are UTF-16 code units. */
export interface ChangedRange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface Engine {
  /** Resolves when documents of Terraform syntax can be read. Other formats need no waiting. Rejects if the grammar cannot be loaded. */
  ready(): Promise<void>;
  /** Reads a document. `previous` is the last version of the same document, with what changed since; it must not be used afterwards. Never throws. */
  read(file: { uri: string; text: string; languageId?: string }, previous?: Document, changes?: readonly ChangedRange[]): Document;
  /** Frees what a document holds outside the JavaScript heap. */
  release(document: Document): void;
  /** All findings of one document, sorted by place. `siblings` are the other documents of its module (a Terraform folder). Never throws; a failing rule is reported through `onError`. */
  lint(document: Document, config: Config, siblings?: readonly Document[]): Finding[];
  /** Text edits of a fix, by file, or why it declines. */
  render(document: Document, fix: Fix): readonly FileEdit[] | Declined;
  /** Places a library snippet into this document: a resource in its format, or a new file beside a bare policy file. */
  insertSnippet(document: Document, id: string): readonly FileEdit[] | Declined;
  /** What stands at an offset: an action or wildcard and what it grants. Rule reasons are the caller's, from findings. */
  hover(document: Document, offset: number): Hover | undefined;
  /** Date of the action catalogue, "2026-09-26". */
  readonly catalogDate: string;
}
export declare function createEngine(assets: EngineAssets, onError?: (message: string, error: unknown) => void): Engine;
