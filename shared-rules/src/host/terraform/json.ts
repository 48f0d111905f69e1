// A .tf.json document as the placed blocks that a .tf one has, and the objects that its blocks were made of. It reads no IAM.
// https://developer.hashicorp.com/terraform/language/syntax/json
import { MovingPlace, type Place } from "../../model/place";
import type { Source } from "../../model/source";
import type { Block, Dict, Entry, Value } from "../../model/value";
import { literal } from "../../model/value";
import {
  isBroken,
  KnownPlaces,
  type BlockNode,
  type HclParser,
  type HclState,
  type PlacedBlock,
  type Wanted,
} from "../../syntax/hcl";
import { parseJson } from "../../syntax/json";
import { cutBlocks, objectsOf, type Cut, type Key } from "./json-cut";
import { isBlockEntry, readBody, type BlockBody } from "./json-nodes";

/** What a block's text was read as, beside its header. */
interface ParsedBody {
  readonly text: string;
  readonly body: BlockBody;
  readonly broken: boolean;
  /** The node it is part of, with its header where it stood last. */
  readonly node: BlockNode;
}

export interface JsonState extends HclState {
  /** Blocks by their text. */
  readonly bodies: ReadonlyMap<string, ParsedBody>;
  /** Of headers that blocks share, by their words. */
  readonly headers: ReadonlyMap<string, readonly MovingPlace[]>;
}

/** Parses a text. The result is the same with and without `previous`, which only saves work. Never throws. */
export function parseJsonBlocks(text: string, wanted: Wanted, parser: HclParser, previous?: HclState): JsonState {
  const { cuts, broken: isCutBroken } = cutBlocks(text, wanted);
  const last = isJsonState(previous) ? previous : undefined;
  const known = last?.bodies;
  const headers = new HeaderPlaces(last?.headers);
  const bodies = new Map<string, ParsedBody>();
  const blocks: PlacedBlock[] = [];
  const places = new KnownPlaces(previous?.blocks);
  let anyBroken = isCutBroken;
  for (const cut of cuts) {
    const { start } = (cut.labels.at(-1) ?? cut.word).token;
    const part = text.slice(start, cut.body.end);
    // The same text may be another block's, or stand farther from the words above it.
    const above = [cut.word, ...cut.labels.slice(0, -1)].map((word) => word.text).join(" ");
    const key = `${cut.body.start - start} ${above} ${part}`;
    const before = known?.get(key) ?? bodies.get(key) ?? parsedBody(cut, part, start, parser, headers);
    const parsed = placed(before, cut, start, headers);
    bodies.set(key, parsed);
    const { broken, node } = parsed;
    blocks.push({ start, place: places.take(node, start), text: parsed.text, node, broken });
    anyBroken ||= broken;
  }
  const slices = cuts.map(({ word, labels, body }) => ({
    start: (labels.at(-1) ?? word).token.start,
    end: body.end,
    type: word.text,
    labels: labels.map((label) => label.text),
    closed: true,
  }));
  return {
    text,
    parser,
    blocks,
    slices,
    broken: anyBroken,
    comments: () => [],
    cache: new Map(),
    bodies,
    headers: headers.places,
  };
}

function isJsonState(state: HclState | undefined): state is JsonState {
  return state !== undefined && "bodies" in state;
}

function parsedBody(cut: Cut, part: string, start: number, parser: HclParser, headers: HeaderPlaces): ParsedBody {
  // A copy, because a slice keeps the whole text it was cut from alive.
  const text = `\n${part}`.slice(1);
  const range = { start: cut.body.start - start, end: cut.body.end - start };
  const { broken, ...body } = readBody({ text, body: range, word: cut.word.text }, parser);
  const node = nodeOf(body, cut, start, headers);
  return { text, body, node, broken: broken || isBroken(node) };
}

/** Another block's may stand under another header. */
function placed(parsed: ParsedBody, cut: Cut, start: number, headers: HeaderPlaces): ParsedBody {
  const { word, labels } = parsed.node;
  const isSame =
    word?.place === headers.of(cut, 0) &&
    labels.every(({ place, text }, at) => place === headers.of(cut, at + 1) && text === cut.labels[at]?.text);
  return isSame ? parsed : { ...parsed, node: nodeOf(parsed.body, cut, start, headers) };
}

function nodeOf(body: BlockBody, cut: Cut, from: number, headers: HeaderPlaces): BlockNode {
  const [word, ...labels] = [cut.word, ...cut.labels].map((key, at) => {
    const place = headers.of(cut, at);
    const start = place ? 0 : key.token.start - from;
    const end = start + key.token.end - key.token.start;
    return { start, end, content: { start: start + 1, end: end - 1 }, text: key.text, ...(place && { place }) };
  });
  return {
    type: cut.word.text,
    labels,
    ...body,
    start: 0,
    end: cut.body.end - from,
    ...(word && { word: { ...word.content, ...(word.place && { place: word.place }) } }),
  };
}

/** Where the words of headers stand that blocks have in common: they move otherwise than the blocks. */
class HeaderPlaces {
  /** By their words, in the order they stand in. */
  readonly places = new Map<string, MovingPlace[]>();
  readonly #known = new Map<Key, MovingPlace>();

  constructor(private readonly last: ReadonlyMap<string, readonly MovingPlace[]> | undefined) {}

  /** @param at which word of the header; undefined for its last, with which the block itself begins */
  of(cut: Cut, at: number): Place | undefined {
    const keys = [cut.word, ...cut.labels];
    const key = keys[at];
    if (!key || at === keys.length - 1) return undefined;
    const known = this.#known.get(key);
    if (known) return known;
    const words = JSON.stringify(keys.slice(0, at + 1).map(({ text }) => text));
    const same = this.places.get(words) ?? [];
    const place = this.last?.get(words)?.[same.length] ?? new MovingPlace(0);
    place.moveTo(key.token.start);
    this.places.set(words, [...same, place]);
    this.#known.set(key, place);
    return place;
  }
}

/** What a block was made of, for writers. */
export interface JsonBlock {
  readonly dict: Dict;
  /** Of a nested block: the object it stands in, and the entry that holds it or the list of it and its like. */
  readonly parent?: { readonly dict: Dict; readonly entry: Entry };
}

/** By the document, of its present text. */
const origins = new WeakMap<Source, { readonly text: string; readonly all: ReadonlyMap<number, JsonBlock> }>();

/** The object in a document that a block of it was made of. What a dynamic block makes stands for several, and can be changed only inside. */
export function originOf(block: Block, document: Source): JsonBlock | undefined {
  const { text } = document;
  let known = origins.get(document);
  if (known?.text !== text) origins.set(document, (known = { text, all: originsIn(parseJson(document).root) }));
  const origin = known.all.get(block.body.start - 1);
  if (!origin?.parent) return origin;
  const { entry } = origin.parent;
  const isOwn = block.span.start === origin.dict.span.start || block.span.start === entry.key.token.start;
  return isOwn && literal(entry.key) === block.type ? origin : { dict: origin.dict };
}

/** Every object by its place. */
function originsIn(root: Value | undefined): ReadonlyMap<number, JsonBlock> {
  const found = new Map<number, JsonBlock>();
  const visit = (value: Value, parent?: JsonBlock["parent"]): void => {
    for (const dict of objectsOf(value)) {
      found.set(dict.span.start, parent ? { dict, parent } : { dict });
      for (const entry of dict.entries) {
        const isNested = isBlockEntry(entry, literal(entry.key) ?? "");
        visit(entry.value, isNested ? { dict, entry } : undefined);
      }
    }
  };
  if (root) visit(root);
  return found;
}

/** IAM's own variables need Terraform's escape. */
export function escapeVariables(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z][\w-]*:(?!:)[^{}]*\}|[*?$]\})/g, "$$$${");
}
