// Reads an HCL text block by block, and re-reads only the blocks whose text changed. It evaluates nothing.
import type { Comment } from "../../model/document";
import type { BlockNode } from "./ast";
import { parseBlock } from "./blocks";
import { splitBlocks, type BlockSlice } from "./split";

/** A top-level block and where it stands in the document. */
export interface PlacedBlock {
  readonly start: number;
  readonly node: BlockNode;
}

/** A parsed text. It may be handed back for the next version of the same text, and needs no release. */
export interface HclState {
  readonly text: string;
  /** The wanted blocks. */
  readonly blocks: readonly PlacedBlock[];
  /** The headers of all blocks. */
  readonly slices: readonly BlockSlice[];
  readonly broken: boolean;
  /** All comments outside of strings, made when asked for. */
  comments(): readonly Comment[];
  readonly cache: ReadonlyMap<string, BlockNode>;
}

/** Says by type and first label whether a block can matter to the caller. */
export type Wanted = (type: string, label: string | undefined) => boolean;

/** Parses a text. The result is the same with and without `previous`, which only saves work. Never throws. */
export function parseHcl(text: string, wanted: Wanted, previous?: HclState): HclState {
  const { blocks: slices, comments, broken } = splitBlocks(text);
  const cache = new Map<string, BlockNode>();
  const blocks: PlacedBlock[] = [];
  for (const slice of slices) {
    if (!wanted(slice.type, slice.labels[0])) continue;
    const part = text.slice(slice.start, slice.end);
    // A copy, because slices of strings keep the whole old text alive.
    const node = previous?.cache.get(part) ?? cache.get(part) ?? parseBlock(`\n${part}`.slice(1));
    if (!node) continue;
    cache.set(part, node);
    blocks.push({ start: slice.start, node });
  }
  let made: readonly Comment[] | undefined;
  return { text, blocks, slices, broken, cache, comments: () => (made ??= readComments(text, comments)) };
}

function readComments(text: string, offsets: readonly number[]): Comment[] {
  const comments: Comment[] = [];
  for (let index = 0; index + 1 < offsets.length; index += 2) {
    const span = { start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0 };
    comments.push({ span, text: text.slice(span.start, span.end) });
  }
  return comments;
}
