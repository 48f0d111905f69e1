// A .tf.json document as the placed blocks that a .tf one has, and the objects that its blocks were made of. It reads no IAM.
// https://developer.hashicorp.com/terraform/language/syntax/json
import type { Source } from "../../model/source";
import type { Block, Dict, Entry, Value } from "../../model/value";
import { literal } from "../../model/value";
import {
  isBroken,
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
}

/** Parses a text. The result is the same with and without `previous`, which only saves work. Never throws. */
export function parseJsonBlocks(text: string, wanted: Wanted, parser: HclParser, previous?: HclState): JsonState {
  const { cuts, broken } = cutBlocks(text, wanted);
  const known = isJsonState(previous) ? previous.bodies : undefined;
  const bodies = new Map<string, ParsedBody>();
  const blocks: PlacedBlock[] = [];
  let anyBroken = broken;
  for (const cut of cuts) {
    const { start } = (cut.labels.at(-1) ?? cut.word).token;
    const part = text.slice(start, cut.body.end);
    // The same text may be another block's, or stand farther from the words above it.
    const key = `${cut.body.start - start} ${cut.word.text} ${part}`;
    const parsed = placed(known?.get(key) ?? bodies.get(key) ?? parsedBody(cut, part, start, parser), cut, start);
    bodies.set(key, parsed);
    blocks.push({ start, text: parsed.text, node: parsed.node, broken: parsed.broken });
    anyBroken ||= parsed.broken;
  }
  const slices = cuts.map(({ word, labels, body }) => ({
    start: (labels.at(-1) ?? word).token.start,
    end: body.end,
    type: word.text,
    labels: labels.map((label) => label.text),
    closed: true,
  }));
  return { text, parser, blocks, slices, broken: anyBroken, comments: () => [], cache: new Map(), bodies };
}

function isJsonState(state: HclState | undefined): state is JsonState {
  return state !== undefined && "bodies" in state;
}

function parsedBody(cut: Cut, part: string, start: number, parser: HclParser): ParsedBody {
  // A copy, because a slice keeps the whole text it was cut from alive.
  const text = `\n${part}`.slice(1);
  const range = { start: cut.body.start - start, end: cut.body.end - start };
  const { broken, ...body } = readBody({ text, body: range, word: cut.word.text }, parser);
  const node = nodeOf(body, cut, start);
  return { text, body, node, broken: broken || isBroken(node) };
}

/** Its header may stand nearer or farther than it did. */
function placed(parsed: ParsedBody, cut: Cut, start: number): ParsedBody {
  const { word, labels } = parsed.node;
  const isSame =
    word?.start === cut.word.token.start + 1 - start &&
    labels.every(
      (label, index) => isAt(label.start, cut.labels[index], start) && label.text === cut.labels[index]?.text,
    );
  return isSame ? parsed : { ...parsed, node: nodeOf(parsed.body, cut, start) };
}

function isAt(offset: number, key: Key | undefined, start: number): boolean {
  return key?.token.start === start + offset;
}

function nodeOf(body: BlockBody, { word, labels, body: { end } }: Cut, from: number): BlockNode {
  const at = ({ token }: Key): { start: number; end: number } => ({ start: token.start - from, end: token.end - from });
  const within = (key: Key): { start: number; end: number } => ({ start: at(key).start + 1, end: at(key).end - 1 });
  return {
    type: word.text,
    labels: labels.map((label) => ({ ...at(label), content: within(label), text: label.text })),
    ...body,
    start: 0,
    end: end - from,
    word: within(word),
  };
}

/** What a block was made of, for writers. */
export interface JsonBlock {
  readonly dict: Dict;
  /** Of a nested block: the object it stands in, and the entry that holds it or the list of it and its like. */
  readonly parent?: { readonly dict: Dict; readonly entry: Entry };
}

const origins = new WeakMap<Source, ReadonlyMap<number, JsonBlock>>();

/** The object in a document that a block of it was made of. What a dynamic block makes stands for several, and can be changed only inside. */
export function originOf(block: Block, document: Source): JsonBlock | undefined {
  const known = origins.get(document) ?? originsIn(parseJson(document).root);
  origins.set(document, known);
  const origin = known.get(block.body.start - 1);
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
