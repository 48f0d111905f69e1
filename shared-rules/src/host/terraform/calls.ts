// The `module` blocks of a configuration: where the module is, how often it is called, and with what. It reads no module.
// https://developer.hashicorp.com/terraform/language/modules/syntax
import {
  evaluate,
  explained,
  handedOn,
  instancesOf,
  shortened,
  spanOf,
  writtenIn,
  type Environment,
  type Instance,
  type Scope,
} from "../../link/evaluate";
import type { Document } from "../../model/document";
import type { Reference, Span, TextPart, Unknown, Value } from "../../model/value";
import type { Expression, PlacedBlock } from "../../syntax/hcl";
import { isDocument } from "./contents";
import { terraformState } from "./state";

export type BlockOf = PlacedBlock & { readonly uri: string };

/** Each document's blocks by their type: a module's are asked for again and again. */
const byType = new WeakMap<Document, ReadonlyMap<string, readonly BlockOf[]>>();

/** The top-level blocks of a type. */
export function blocksOf(documents: readonly Document[], type: string): BlockOf[] {
  return documents.flatMap((document) => blocksByType(document).get(type) ?? []);
}

function blocksByType(document: Document): ReadonlyMap<string, readonly BlockOf[]> {
  const known = byType.get(document);
  if (known) return known;
  const found = new Map<string, BlockOf[]>();
  for (const block of terraformState(document)?.hcl.blocks ?? []) {
    const { type } = block.node;
    const same = found.get(type) ?? [];
    found.set(type, same);
    same.push({ ...block, uri: document.uri });
  }
  byType.set(document, found);
  return found;
}

export function scopeOf(block: BlockOf, environment: Environment): Scope {
  return { text: block.text, place: block.place, uri: block.uri, environment };
}

export function attributeOf({ node }: PlacedBlock, name: string): Expression | undefined {
  return node.attributes.find((attribute) => attribute.name === name)?.value;
}

/** The source as written, where it is one text without expressions. */
export function sourceTextOf(block: PlacedBlock): string | undefined {
  const value = attributeOf(block, "source");
  const [part, ...rest] = value?.kind === "template" ? value.parts : [];
  return part?.kind === "string" && rest.length === 0 ? part.text : undefined;
}

/** A call's local source, relative to the folder it stands in. */
export function localSourceOf(block: PlacedBlock): string | undefined {
  const source = sourceTextOf(block);
  return source !== undefined && /^\.{1,2}(\/|$)/.test(source) ? source.replace(/\/+$/, "") : undefined;
}

/** The names in a call's `providers`: those that the module has, with those that they are here. */
export function providersOf(block: BlockOf): [string, string][] {
  const value = attributeOf(block, "providers");
  if (value?.kind !== "object") return [];
  const textOf = ({ start, end }: Span): string => block.text.slice(start, end);
  return value.items.map(({ key, value: provider }) => [textOf(key), textOf(provider)]);
}

/** Whether a block makes several of what it makes. */
export function isRepeated(block: PlacedBlock): boolean {
  return (attributeOf(block, "count") ?? attributeOf(block, "for_each")) !== undefined;
}

/** How often a module is called by a block: once for each instance that is known, and once for all others where there may be others. */
export function callInstances(block: BlockOf, environment: Environment): readonly Instance[] {
  const { instances, open } = instancesOf(block.node, scopeOf(block, environment));
  const unknown: Instance = { key: undefined, suffix: "", scope: scopeOf(block, environment) };
  return open && instances.every(({ key }) => key !== undefined) ? [...instances, unknown] : instances;
}

/** Arguments that are not the module's own. */
export const metaArguments: ReadonlySet<string> = new Set([
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "depends_on",
]);

/** What one instance of a call gives its module's variables. */
export function argumentsOf(block: BlockOf, scope: Scope): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { name, value } of block.node.attributes)
    if (!metaArguments.has(name))
      values.set(name, writtenIn(givenValue(value, scope, `var.${name} is given`), block.uri));
  return values;
}

/**
 * The value that one module gives to another; why it is not known, if it is not.
 * @param how see {@link handedOn}
 * @param known see {@link foreign}
 */
export function givenValue(expression: Expression, scope: Scope, how: string, known?: Known): Value {
  return handedOn(foreign(explained(evaluate(expression, scope), expression, scope), known), how);
}

/** The name of a call, for related places. */
export function nameSpanOf(block: BlockOf, environment: Environment): Span {
  const [label] = block.node.labels;
  return spanOf(label?.content ?? block.node, scopeOf(block, environment));
}

type Known = (reference: Reference) => Reference | undefined;

/**
 * A value in another module: the address of a resource means nothing there, so what it is stays unknown.
 * @param known what a reference is there all the same
 */
export function foreign(value: Value, known: Known = nothing): Value {
  const again = (inner: Value): Value => foreign(inner, known);
  const reference = (one: Reference): Reference | Unknown => known(one) ?? foreignReference(one);
  const part = (one: TextPart): TextPart =>
    typeof one === "object" && one.kind === "reference" ? reference(one) : one;
  switch (value.kind) {
    case "reference":
      return reference(value);
    case "text":
      return { ...value, parts: value.parts.map(part) };
    case "list":
      return { ...value, items: value.items.map(again) };
    case "dict": {
      const entries = value.entries.map(({ key, value: inner, span }) => ({
        key: { ...key, parts: key.parts.map(part) },
        value: again(inner),
        span,
      }));
      return { ...value, entries };
    }
    case "unknown":
      return value.candidates ? { ...value, candidates: value.candidates.map(again) } : value;
    default:
      return value;
  }
}

function foreignReference({ source, span, written }: Reference): Unknown {
  const because = `${shortened(source)} stands in another module`;
  return { kind: "unknown", source, span, because, ...(written && { written }) };
}

function nothing(): undefined {
  return undefined;
}

/** A policy document as the caller of its module may name it: `module.m.data.aws_iam_policy_document.x`. It is read where it stands. */
export function documentAbove({ target, attribute, ...reference }: Reference, call: string): Reference | undefined {
  const isText = attribute === "json" || attribute === "minified_json";
  return isText && isDocument(target) ? { ...reference, attribute, target: `${call}.${target}` } : undefined;
}
