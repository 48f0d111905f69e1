// Terraform's JSON syntax as blocks: which objects are blocks, and the expressions in its strings. It reads no IAM.
// https://developer.hashicorp.com/terraform/language/syntax/json
import { emptyEnvironment, evaluate, unknownOf } from "../../link/evaluate";
import type { Source } from "../../model/source";
import type { Block, Dict, Entry, Reference, Text, TextPart, Unknown, Value } from "../../model/value";
import { literal, nodeSpan } from "../../model/value";
import { jsonStringSource } from "../../syntax/embedded";
import { templateSequences, type HclParser } from "../../syntax/hcl";
import { parseJson, type Hole } from "../../syntax/json";
import { isReadElsewhere, type PolicyContent } from "./contents";
import { isWanted } from "./places";
import { dictsOf, type Resource } from "./resource";

/** Objects under these names are blocks wherever they stand in ours. */
const blockTypes = new Set([
  "statement",
  "condition",
  "principals",
  "not_principals",
  "inline_policy",
  "default_tags",
  "details",
]);

/** What a block was made of, for writers. */
export interface JsonBlock {
  readonly dict: Dict;
  /** Of a nested block: the object it stands in, and the entry that holds it or the list of it and its like. */
  readonly parent?: { readonly dict: Dict; readonly entry: Entry };
}

const origins = new WeakMap<Block, JsonBlock>();

export function originOf(block: Block): JsonBlock | undefined {
  return origins.get(block);
}

/** The blocks that can matter in a .tf.json document. */
export function readJsonBlocks(
  source: Source,
  parser: HclParser,
): { resources: Resource[]; root: Value | undefined; broken: boolean } {
  const { root, broken } = parseJson(source);
  const resources: Resource[] = [];
  for (const body of objects(root))
    for (const section of body.entries) {
      const kind = literal(section.key) ?? "";
      for (const types of objects(section.value))
        for (const typed of types.entries) {
          if (!isWanted(kind, literal(typed.key))) continue;
          if (kind === "provider") {
            for (const dict of objects(typed.value))
              resources.push(resourceOf(section.key, [typed.key], dict, source, broken, parser));
            continue;
          }
          for (const names of objects(typed.value))
            for (const named of names.entries)
              for (const dict of objects(named.value))
                resources.push(resourceOf(section.key, [typed.key, named.key], dict, source, broken, parser));
        }
    }
  return { resources, root, broken };
}

/** A list stands for each of its objects. */
function objects(value: Value | undefined): Dict[] {
  if (value?.kind === "dict") return [value];
  return value?.kind === "list" ? value.items.filter((item) => item.kind === "dict") : [];
}

function resourceOf(
  word: Text,
  labels: readonly Text[],
  dict: Dict,
  source: Source,
  broken: boolean,
  parser: HclParser,
): Resource {
  const label = labels.at(-1) ?? word;
  const block = blockOf(literal(word) ?? "", word, labels, dict, source, parser, label.token.start);
  const type = literal(labels[0]) ?? "";
  const name = literal(labels[1]) ?? "";
  return {
    block,
    type,
    name,
    address: block.type === "data" ? `data.${type}.${name}` : `${type}.${name}`,
    source,
    broken,
    contents: (_, entry) => jsonContents(entry.value, source, parser),
    expression({ value }) {
      const { start, end } = nodeSpan(value);
      return source.text.slice(start, end);
    },
    tagDicts: (entry) => dictsOf(entry.value),
  };
}

function blockOf(
  type: string,
  word: Text,
  labels: readonly Text[],
  dict: Dict,
  source: Source,
  parser: HclParser,
  start = word.token.start,
  parent?: JsonBlock["parent"],
): Block {
  const entries: Entry[] = [];
  const blocks: Block[] = [];
  for (const entry of dict.entries) {
    const name = literal(entry.key) ?? "";
    if (name === "dynamic") {
      for (const dynamics of objects(entry.value))
        for (const dynamic of dynamics.entries)
          for (const body of objects(dynamic.value))
            blocks.push(blockOf("dynamic", entry.key, [dynamic.key], body, source, parser));
    } else if (blockTypes.has(name)) {
      const isList = entry.value.kind === "list";
      for (const body of objects(entry.value)) {
        const from = isList ? body.span.start : entry.key.token.start;
        blocks.push(blockOf(name, entry.key, [], body, source, parser, from, { dict, entry }));
      }
    } else entries.push({ ...entry, value: withExpressions(entry.value, source, parser) });
  }
  const block: Block = {
    kind: "block",
    type,
    labels,
    entries,
    blocks,
    open: dict.open,
    span: { start, end: dict.span.end },
    body: { start: dict.span.start + 1, end: Math.max(dict.span.start + 1, dict.span.end - 1) },
    typeSpan: word.span,
  };
  origins.set(block, { dict, ...(parent && { parent }) });
  return block;
}

/** A value whose strings are read as Terraform's templates. */
function withExpressions(value: Value, source: Source, parser: HclParser): Value {
  switch (value.kind) {
    case "text":
      return readText(value, source, parser);
    case "list":
      return { ...value, items: value.items.map((item) => withExpressions(item, source, parser)) };
    case "dict":
      return {
        ...value,
        entries: value.entries.map((entry) => ({ ...entry, value: withExpressions(entry.value, source, parser) })),
      };
    default:
      return value;
  }
}

function readText(text: Text, source: Source, parser: HclParser): Text | Reference | Unknown {
  const whole = literal(text);
  if (whole === undefined || !/[$%]\{/.test(whole)) return text;
  const embedded = jsonStringSource(source, text);
  if (!embedded) return text;
  const sequences = templateSequences(embedded.text);
  const [first] = sequences;
  if (first && first.start === 0 && first.end === embedded.text.length)
    return { ...partOf(first, embedded, parser), span: text.token };
  const parts: TextPart[] = [];
  let from = 0;
  for (const sequence of sequences) {
    if (sequence.start > from) parts.push(unescaped(embedded.text.slice(from, sequence.start)));
    parts.push(partOf(sequence, embedded, parser));
    from = sequence.end;
  }
  if (from < embedded.text.length) parts.push(unescaped(embedded.text.slice(from)));
  return { ...text, parts };
}

function unescaped(text: string): string {
  return text.replace(/([$%])\1\{/g, "$1{");
}

interface Sequence {
  readonly start: number;
  readonly end: number;
}

/** What an interpolation in a string stands for; its span is all of `${ … }`. */
function partOf(sequence: Sequence, source: Source, parser: HclParser): Reference | Unknown {
  const inner = source.text.slice(sequence.start + 2, sequence.end - 1);
  const span = { start: source.toDocument(sequence.start), end: source.toDocument(sequence.end) };
  const scope = { text: inner, base: 0, environment: emptyEnvironment };
  const expression = parser.expression(inner);
  const value = source.text.charAt(sequence.start) === "$" ? evaluate(expression, scope) : unknownOf(expression, scope);
  return { ...(value.kind === "reference" ? value : unknownOf({ start: 0, end: inner.length }, scope)), span };
}

/** A policy in JSON syntax is a string: JSON in it, or one expression. */
function jsonContents(value: Value, document: Source, parser: HclParser): PolicyContent[] {
  const span = nodeSpan(value);
  const expression = document.text.slice(span.start, span.end);
  const unread: PolicyContent[] = [{ value: undefined, source: document, span, expression }];
  if (value.kind === "reference") return isReadElsewhere(value) ? [] : unread;
  if (value.kind === "dict") return [{ value, source: document, span, expression }];
  if (value.kind !== "text") return value.kind === "scalar" ? [] : unread;
  const source = jsonStringSource(document, value);
  if (!source || source.text.trim() === "") return source ? [] : unread;
  const escaping: Source = { ...source, encode: (text, at) => source.encode(escapeVariables(text), at) };
  const holes = templateSequences(source.text).map((sequence): Hole => ({
    ...sequence,
    part: partOf(sequence, source, parser),
  }));
  const { root } = parseJson(escaping, holes);
  return root?.kind === "dict" ? [{ value: withoutEscapes(root), source: escaping, span, expression }] : unread;
}

/** IAM's own variables need Terraform's escape. */
export function escapeVariables(text: string): string {
  return text.replace(/\$\{(?=[A-Za-z][\w-]*:(?!:)[^{}]*\}|[*?$]\})/g, "$$$${");
}

function withoutEscapes(value: Value): Value {
  switch (value.kind) {
    case "text":
      return { ...value, parts: value.parts.map((part) => (typeof part === "string" ? unescaped(part) : part)) };
    case "list":
      return { ...value, items: value.items.map(withoutEscapes) };
    case "dict":
      return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: withoutEscapes(entry.value) })) };
    default:
      return value;
  }
}
