// Every operation of the HCL writer, tried on every part of a block, and how each is judged. It picks no texts.
import assert from "node:assert/strict";
import { isDeclined, type Declined } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
import type { TextEdit } from "../../shared-rules/src/model/source";
import type { Block, Dict, List, Value } from "../../shared-rules/src/model/value";
import { entryOf, literal } from "../../shared-rules/src/model/value";
import { parseHcl, type HclWriter } from "../../shared-rules/src/syntax/hcl";
import { toData } from "./data";
import { hclParser } from "./hcl";
import { firstBlock, writerOf, written } from "./hcl-edits";
import { modelOfFormat } from "./terraform-fmt";

type Node = Value | Block;

/** A block's data: its attributes, then its blocks. */
type Tree = Data;

interface Attempt {
  readonly what: string;
  readonly node: Node;
  readonly edits: TextEdit[] | Declined;
  /** What the node is to be; undefined where it goes. */
  readonly wanted: Tree | undefined;
  /** Comments on a removed line go with it. */
  readonly removes?: boolean;
}

const grant = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const added = { type: "condition", attributes: { test: "Bool", values: ["true"] } };
const addedTree: Tree = ["condition", [], { test: "Bool", values: ["true"] }, []];

/**
 * Tries all operations on the first block of a text: each result parses to exactly what was asked for, keeps every comment
 * that stands outside of what goes, and is formatted where the text was. Returns what was written, and how often
 * the writer declined. Only each `every`th operation is judged.
 */
export function tryAll(text: string, every = 1): { readonly results: string[]; readonly declined: number } {
  const block = firstBlock(text);
  if (block.open || parseHcl(text, () => true, hclParser()).broken) return { results: [], declined: 0 };
  const wasFormatted = modelOfFormat(text) === text;
  const comments = commentsOf(text);
  const results: string[] = [];
  let declined = 0;
  let count = 0;
  for (const { what, node, edits, wanted, removes } of attemptsOn(block, writerOf(text))) {
    if (count++ % every > 0) continue;
    if (isDeclined(edits)) {
      declined++;
      continue;
    }
    const result = written(text, edits);
    const context = `${what}\n${text}\n---\n${result}`;
    assert.equal(parseHcl(result, () => true, hclParser()).broken, false, context);
    assert.deepEqual(treeOf(firstBlock(result)), treeOf(block, node, wanted), context);
    const kept = commentsOf(result);
    if (removes === true)
      assert.ok(
        kept.every((comment) => comments.includes(comment)),
        context,
      );
    else assert.deepEqual(kept, comments, context);
    if (wasFormatted) assert.equal(modelOfFormat(result), result, context);
    results.push(result);
  }
  return { results, declined };
}

function* attemptsOn(node: Node, writer: HclWriter): Generator<Attempt> {
  if (node.kind === "block") {
    yield* onBlock(node, writer);
    for (const nested of node.blocks) yield* attemptsOn(nested, writer);
  } else if (node.kind === "dict") yield* onDict(node, writer);
  else if (node.kind === "list") yield* onList(node, writer);
  // What a loop makes stands in no place of its own.
  if (node.kind === "dict" && isDeclined(writer.setEntry(node, "New", 1))) return;
  if (node.kind === "list" && isDeclined(writer.insertItems(node, node.items[0], [1]))) return;
  if (node.kind === "block" || node.kind === "dict")
    for (const { value } of node.entries) yield* attemptsOn(value, writer);
  if (node.kind === "list") for (const item of node.items) yield* attemptsOn(item, writer);
}

function* onBlock(block: Block, writer: HclWriter): Generator<Attempt> {
  const [type, labels, own, blocks] = partsOf(block);
  const to = (attributes: Data, nested: readonly Data[] = blocks): Tree => [type, labels, attributes, nested];
  yield { what: "set a new attribute", node: block, ...set(block, "new_attribute", 1, own, writer, to) };
  yield { what: "set a new object", node: block, ...set(block, "new", grant, own, writer, to) };
  yield {
    what: "add a block",
    node: block,
    edits: writer.addBlock(block, added),
    wanted: to(own, [...blocks, addedTree]),
  };
  for (const { key, value } of block.entries) {
    const name = literal(key);
    if (name === undefined) continue;
    yield {
      what: `replace ${name}`,
      node: value,
      edits: writer.replaceValue(value, ["x"]),
      wanted: ["x"],
      removes: true,
    };
  }
  const [first] = block.entries;
  if (first)
    yield {
      what: "remove an attribute",
      node: block,
      edits: writer.removeEntry(block, first),
      wanted: to(without(own, first.key)),
      removes: true,
    };
  for (const nested of block.blocks) {
    yield { what: "remove a block", node: nested, edits: writer.removeBlock(nested), wanted: undefined, removes: true };
    const index = block.blocks.indexOf(nested) + 1;
    const wanted = to(own, [...blocks.slice(0, index), addedTree, ...blocks.slice(index)]);
    yield { what: "insert a block", node: block, edits: writer.insertBlockAfter(nested, added), wanted };
  }
}

function* onDict(dict: Dict, writer: HclWriter): Generator<Attempt> {
  const own = toData(dict);
  if (hasOddKeys(dict)) return;
  yield { what: "set a new entry", node: dict, ...set(dict, "New", grant, own, writer) };
  for (const entry of dict.entries) {
    const after = { ...asObject(own), "a b": 1 };
    yield { what: "set an entry after", node: dict, edits: writer.setEntry(dict, "a b", 1, entry), wanted: after };
    const wanted = without(own, entry.key);
    yield { what: "remove an entry", node: dict, edits: writer.removeEntry(dict, entry), wanted, removes: true };
    const to = "aws:new";
    const renamed = Object.fromEntries(
      Object.entries(asObject(own)).map(([name, data]) => [name === literal(entry.key) ? to : name, data]),
    );
    yield { what: "rename a key", node: dict, edits: writer.renameText(entry.key, to), wanted: renamed };
    const { value } = entry;
    yield { what: "replace", node: value, edits: writer.replaceValue(value, grant), wanted: grant, removes: true };
  }
}

function* onList(list: List, writer: HclWriter): Generator<Attempt> {
  const data = list.items.map(toData);
  const first = writer.insertItems(list, undefined, ["new"]);
  if (list.items.length === 0) yield { what: "insert first", node: list, edits: first, wanted: ["new"] };
  for (const [index, item] of list.items.entries()) {
    const inserted = [...data.slice(0, index + 1), "*", { Key: "k" }, ...data.slice(index + 1)];
    const edits = writer.insertItems(list, item, ["*", { Key: "k" }]);
    if (isDeclined(edits)) {
      yield { what: "insert items", node: list, edits, wanted: inserted };
      continue;
    }
    yield { what: "insert items", node: list, edits, wanted: inserted };
    const wanted = data.filter((_, at) => at !== index);
    yield { what: "remove an item", node: list, edits: writer.removeItems(list, [item]), wanted, removes: true };
    const both = data.filter((_, at) => at !== index && at !== index + 1);
    const next = list.items[index + 1];
    if (next)
      yield {
        what: "remove two",
        node: list,
        edits: writer.removeItems(list, [item, next]),
        wanted: both,
        removes: true,
      };
    yield {
      what: "replace an item",
      node: item,
      edits: writer.replaceValue(item, "x${y}"),
      wanted: "x${y}",
      removes: true,
    };
    if (item.kind === "text")
      yield { what: "rename an item", node: item, edits: writer.renameText(item, 'a"b'), wanted: 'a"b' };
  }
}

function set(
  container: Dict | Block,
  name: string,
  data: Data,
  own: Data,
  writer: HclWriter,
  to: (attributes: Data) => Tree = (attributes) => attributes,
): Pick<Attempt, "edits" | "wanted" | "removes"> {
  const removes = entryOf(container, name) !== undefined;
  return { edits: writer.setEntry(container, name, data), wanted: to({ ...asObject(own), [name]: data }), removes };
}

function asObject(data: Data): Record<string, Data> {
  return { ...(data as Readonly<Record<string, Data>>) };
}

function without(data: Data, key: Value): Data {
  return Object.fromEntries(Object.entries(asObject(data)).filter(([name]) => name !== literal(key)));
}

/** Keys that are expressions, or stand twice: data cannot tell them apart. */
function hasOddKeys(dict: Dict): boolean {
  const names = dict.entries.map(({ key }) => literal(key));
  return names.includes(undefined) || new Set(names).size < names.length;
}

function partsOf(block: Block, node?: Node, data?: Tree): [string, Data[], Data, Data[]] {
  const attributes = block.entries.map(({ key, value }): [string, Data] => [
    literal(key) ?? "?",
    treeOf(value, node, data) ?? null,
  ]);
  const blocks = block.blocks.flatMap((nested) => treeOf(nested, node, data) ?? []);
  const nested = block.blocks.map((one) => treeOf(one, node, data)).filter((one) => one !== undefined);
  return [block.type, block.labels.map(toData), Object.fromEntries(attributes), blocks.length > 0 ? nested : []];
}

/** A tree as data, with other data in a node's place. */
function treeOf(value: Node, node?: Node, data?: Tree): Tree | undefined {
  if (value === node) return isSet(value) && Array.isArray(data) ? sorted(data) : data;
  if (value.kind === "block") return partsOf(value, node, data);
  if (value.kind === "list") {
    const items = value.items.map((item) => treeOf(item, node, data) ?? null);
    return isSet(value) ? sorted(items) : items;
  }
  if (value.kind !== "dict") return toData(value);
  const entries = value.entries.map(({ key, value: inner }): [string, Data] => [
    literal(key) ?? "?",
    treeOf(inner, node, data) ?? null,
  ]);
  return Object.fromEntries(entries);
}

/** What `toset` gives has an order of its own. */
function isSet(value: Node): boolean {
  return value.kind === "list" && "type" in value && value.type === "set";
}

function sorted(items: readonly Data[]): Data[] {
  const spelt = items.map((item) => JSON.stringify(item)).sort();
  return [...new Set(spelt)].map((item) => JSON.parse(item) as Data);
}

/** Comments outside of strings and heredocs, sorted. */
function commentsOf(text: string): string[] {
  const token =
    /<<-?(?<mark>[\w-]+)\r?\n(?:[^]*?\n)??[ \t]*\k<mark>(?=\r?\n|$)|"(?:\\.|\$\{(?:[^{}"]|"[^"]*"|\{[^{}]*\})*\}|[^"\\\n])*"|(?<comment>(?:#|\/\/)[^\r\n]*|\/\*[^]*?\*\/)/g;
  return [...text.matchAll(token)].flatMap(({ groups }) => groups?.["comment"]?.trimEnd() ?? []).sort();
}
