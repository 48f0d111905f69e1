// What a syntax must be able to write: edits of a value tree, as text edits that keep the file's own style. It parses nothing.
import type { Block, Container, Entry, List, Text, Value } from "../model/value";
import type { Data, ReferenceData } from "../model/data";
import type { TextEdit } from "../model/source";
import type { Declined } from "../edit";

/**
 * One source's writer. It takes nodes with document offsets, as they were parsed, and returns document edits that keep comments,
 * quotes, indentation, end-of-line style and trailing commas as the source has them. It declines where it cannot be sure
 * (a node written through a YAML alias, a broken text around the place).
 */
export interface Writer {
  /** Writes `data` in the value's place. */
  replaceValue(value: Value, data: Data): TextEdit[] | Declined;
  /** Takes items out of a list, with their commas, bullets and lines. At least one item must remain. */
  removeItems(list: List, items: readonly Value[]): TextEdit[] | Declined;
  /** Writes items after `after`, or first where that is undefined. */
  insertItems(list: List, after: Value | undefined, items: readonly Data[]): TextEdit[] | Declined;
  /** Replaces the entry's value where the key stands; otherwise adds the entry after `after`, before all others or, where undefined, last. */
  setEntry(container: Container, key: string, data: Data, after?: Entry | "first"): TextEdit[] | Declined;
  /** Takes an entry out, with its comma and line. */
  removeEntry(container: Container, entry: Entry): TextEdit[] | Declined;
  /** Spells a key or a text anew, in the quotes it has. */
  renameText(text: Text, to: string): TextEdit[] | Declined;
}

/** What HCL writes besides: blocks. */
export interface BlockWriter extends Writer {
  /** Adds a nested block at the end of the block's body, with a blank line before it where the body's style has one. */
  addBlock(parent: Block, block: BlockData): TextEdit[] | Declined;
  /** Adds a block after another of the same parent. */
  insertBlockAfter(sibling: Block, block: BlockData): TextEdit[] | Declined;
  /** Takes a block out with its lines, the comment directly above it and one blank line. */
  removeBlock(block: Block): TextEdit[] | Declined;
}

/** A block to write. Attributes come first, then blocks, formatted as `terraform fmt` does. */
export interface BlockData {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly attributes: Readonly<Record<string, Data>>;
  readonly blocks?: readonly BlockData[];
}

/** How a {@link Data} reference is spelt in this document; the host knows. `undefined`: it cannot be named, so the writer declines. */
export type SpellReference = (reference: ReferenceData) => Data | undefined;

/** What a syntax parser gives: never a throw, always a tree of what could be read. */
export interface Parsed {
  readonly root: Value | undefined;
  /** The text is not complete in this syntax. */
  readonly broken: boolean;
}
