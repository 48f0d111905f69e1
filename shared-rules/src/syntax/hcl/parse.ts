// Reads an HCL text block by block, and re-reads only the blocks whose text changed. It evaluates nothing.
import type { Comment } from "../../model/document";
import { MovingPlace } from "../../model/place";
import type { BlockNode } from "./ast";
import { splitBlocks, type BlockSlice } from "./split";
import type { HclParser } from "./tree";

/** A top-level block and where it stands in the document. */
export interface PlacedBlock {
  readonly start: number;
  /** Where it stands in the present version of the document. The same place is the same block, whose text did not change since. */
  readonly place: MovingPlace;
  /** The block's own text, which its offsets count from. */
  readonly text: string;
  readonly node: BlockNode;
  /** Some part of it is unfinished. */
  readonly broken: boolean;
}

/** A parsed text. It may be handed back once for the next version of the same text, is used up then, and needs no release. */
export interface HclState {
  readonly text: string;
  readonly parser: HclParser;
  /** The wanted blocks. */
  readonly blocks: readonly PlacedBlock[];
  /** The headers of all blocks. */
  readonly slices: readonly BlockSlice[];
  /** Some text is unfinished, or none of ours: in the wanted blocks, or so that blocks cannot be told apart. */
  readonly broken: boolean;
  /** All comments outside of strings, made when asked for. */
  comments(): readonly Comment[];
  /** Blocks by their text. */
  readonly cache: ReadonlyMap<string, ParsedText>;
}

interface ParsedText {
  readonly text: string;
  readonly node: BlockNode;
  readonly broken: boolean;
}

/** Says by type and first label whether a block can matter to the caller. */
export type Wanted = (type: string, label: string | undefined) => boolean;

/** Parses a text. The result is the same with and without `previous`, which only saves work. Never throws. */
export function parseHcl(text: string, wanted: Wanted, parser: HclParser, previous?: HclState): HclState {
  const { blocks: slices, comments, broken } = splitBlocks(text);
  const cache = new Map<string, ParsedText>();
  const blocks: PlacedBlock[] = [];
  const places = new KnownPlaces(previous?.blocks);
  let anyBroken = broken;
  for (const slice of slices) {
    if (!wanted(slice.type, slice.labels[0])) continue;
    const part = text.slice(slice.start, slice.end);
    const known = previous?.cache.get(part) ?? cache.get(part) ?? parsed(part, parser);
    if (!known) continue;
    cache.set(known.text, known);
    blocks.push({ start: slice.start, place: places.take(known.node, slice.start), ...known });
    anyBroken ||= known.broken;
  }
  let made: readonly Comment[] | undefined;
  return {
    text,
    parser,
    blocks,
    slices,
    broken: anyBroken,
    cache,
    comments: () => (made ??= readComments(text, comments)),
  };
}

/** The places of the last version's blocks. */
export class KnownPlaces {
  readonly #left = new Map<BlockNode, MovingPlace[]>();

  constructor(blocks: readonly PlacedBlock[] | undefined) {
    for (const { node, place } of blocks ?? []) {
      const same = this.#left.get(node);
      if (same) same.push(place);
      else this.#left.set(node, [place]);
    }
  }

  /** The place of a block that was there before, moved to where it is now; else a new one. */
  take(node: BlockNode, start: number): MovingPlace {
    const place = this.#left.get(node)?.shift();
    if (!place) return new MovingPlace(start);
    place.moveTo(start);
    return place;
  }
}

function readComments(text: string, offsets: readonly number[]): Comment[] {
  const comments: Comment[] = [];
  for (let index = 0; index + 1 < offsets.length; index += 2) {
    const span = { start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0 };
    comments.push({ span, text: text.slice(span.start, span.end) });
  }
  return comments;
}

function parsed(part: string, parser: HclParser): ParsedText | undefined {
  // A copy, because a slice keeps the whole text it was cut from alive.
  const text = `\n${part}`.slice(1);
  const node = parser.block(text);
  return node && { text, node, broken: isBroken(node) };
}

/** Whether any part of a tree is open or broken. */
export function isBroken(node: BlockNode): boolean {
  const rest: unknown[] = [node];
  while (rest.length > 0) {
    const part = rest.pop();
    if (typeof part !== "object" || part === null) continue;
    if (("open" in part && part.open === true) || ("kind" in part && part.kind === "broken")) return true;
    rest.push(...(Object.values(part) as unknown[]));
  }
  return false;
}
