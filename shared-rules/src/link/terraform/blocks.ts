// Values of blocks: their attributes, the instances that count and for_each make, the blocks that a dynamic block stands for. It parses nothing.
// https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
import { spanWithin, type Place } from "../../model/place";
import type { Block, Dict, Entry, Span, Value } from "../../model/value";
import { literal, textOf } from "../../model/value";
import type { AttributeNode, BlockNode, Expression, Range } from "../../syntax/hcl/ast";
import { evaluate, isFinished } from "./expressions";
import { pairsOf } from "./loops";
import { Run, Site, newBudget, spanOf, type Scope } from "./scope";
import { booleanOfValue, isUnknown, mappingOf, numberOfValue, sequenceOf, textOfValue, type Sequence } from "./values";

/** Steps that the attributes of one block may take together. */
const stepsPerBlock = 200_000;

/** A block with the values of its attributes. `dynamic` blocks stay as they are: see {@link expandBlock}. */
export function evaluateBlock(node: BlockNode, scope: Scope): Block {
  const within = bounded(scope);
  return blockOf(
    node,
    within,
    node.blocks.map((block) => evaluateBlock(block, within)),
    false,
  );
}

/** A block with the blocks that its dynamic blocks stand for, at any depth. `open` where they may stand for more. */
export function expandBlock(node: BlockNode, scope: Scope): Block {
  const within = bounded(scope);
  const { blocks, open } = expandedBlocks(node, within);
  return blockOf(node, within, blocks, open);
}

function bounded(scope: Scope): Scope {
  return scope.budget ? scope : { ...scope, budget: newBudget(stepsPerBlock) };
}

function blockOf(node: BlockNode, scope: Scope, blocks: readonly Block[], open: boolean): Block {
  const finished = node.attributes.filter(({ value }) => isFinished(value));
  return {
    kind: "block",
    type: node.type,
    labels: node.labels.map((label) =>
      textOf(label.text, headerSpan(label.content, label, scope), headerSpan(label, label, scope)),
    ),
    entries: finished.map((attribute) => entryOfAttribute(attribute, scope)),
    blocks,
    open: open || node.open || finished.length < node.attributes.length,
    span: spanOf(node, scope),
    body: spanOf(node.body, scope),
    typeSpan: node.word
      ? headerSpan(node.word, node.word, scope)
      : spanOf({ start: node.start, end: node.start + node.type.length }, scope),
  };
}

/** The span of what stands in a block's header, which several blocks may share. */
function headerSpan({ start, end }: Range, { place }: { readonly place?: Place }, scope: Scope): Span {
  return place && !scope.at ? spanWithin(place, start, end) : spanOf({ start, end }, scope);
}

function entryOfAttribute(attribute: AttributeNode, scope: Scope): Entry {
  const { start, nameEnd, name, value, quoted } = attribute;
  const token = spanOf({ start, end: nameEnd }, scope);
  const key = textOf(name, quoted ? spanOf({ start: start + 1, end: nameEnd - 1 }, scope) : token, token);
  return { key, value: evaluate(value, scope), span: spanOf(attribute, scope) };
}

interface Expanded {
  readonly blocks: readonly Block[];
  /** They are not all, or not surely there. */
  readonly open: boolean;
}

function expandedBlocks(node: BlockNode, scope: Scope): Expanded {
  const blocks: Block[] = [];
  let open = false;
  for (const inner of node.blocks) {
    const expanded = inner.type === "dynamic" ? expandDynamic(inner, scope) : undefined;
    if (!expanded) blocks.push(expandBlock(inner, scope));
    else {
      for (const block of expanded.blocks) blocks.push(block);
      open ||= expanded.open;
    }
  }
  return { blocks, open };
}

/**
 * The blocks that a `dynamic` block stands for. Where it is not known what it goes through, one block stands for all, and more may be
 * there. Each has the place of the dynamic block, and the body of its content.
 */
export function expandDynamic(node: BlockNode, scope: Scope): Expanded {
  const [label] = node.labels;
  const content = node.blocks.find(({ type }) => type === "content");
  const collection = attributeOf(node, "for_each");
  if (!label || !content || !collection) return { blocks: [], open: true };
  const iterator = attributeOf(node, "iterator");
  const name = iterator?.kind === "variable" ? iterator.name : label.text;
  const each = eachOf(collection, name, scope);
  const labels = labelsOf(node);
  const blocks = each.items.map((item): Block => {
    const inner = bounded(bound(scope, name, item));
    const made = expandBlock(content, inner);
    return {
      ...made,
      type: label.text,
      labels: labels.map((expression) => {
        const value = evaluate(expression, inner);
        return value.kind === "text" ? value : textOf("", spanOf(expression, inner));
      }),
      span: spanOf(node, scope),
      typeSpan: spanOf(label.content, scope),
    };
  });
  return { blocks, open: !each.closed || node.open };
}

function labelsOf(node: BlockNode): readonly Expression[] {
  const labels = attributeOf(node, "labels");
  return labels?.kind === "tuple" ? labels.items : [];
}

function attributeOf(node: BlockNode, name: string): Expression | undefined {
  return node.attributes.find((attribute) => attribute.name === name)?.value;
}

function bound(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, bindings: new Map([...(scope.bindings ?? []), [name, value]]) };
}

/** What an iterator is, once for each item. */
function eachOf(collection: Expression, name: string, scope: Scope): { items: readonly Value[]; closed: boolean } {
  const site = new Site(collection, scope, new Run(0, scope.budget));
  const pairs = pairsOf(evaluate(collection, scope), [`${name}.key`, `${name}.value`], site);
  const items = pairs?.items.map(([key, value]) => iterated(key, value, site.span)) ?? [];
  return { items, closed: pairs?.closed ?? false };
}

function iterated(key: Value, value: Value, span: Span): Dict {
  const entries = Object.entries({ key, value }).map(([name, each]) => ({
    key: textOf(name, span),
    value: each,
    span,
  }));
  return { kind: "dict", entries, open: false, span };
}

/** One of the objects that a resource or module block stands for. */
export interface Instance {
  /** Its own key in `for_each`, its number in `count`; undefined where there is but one, or where it stands for all. */
  readonly key: string | number | undefined;
  /** What its address ends in: `["a"]`, `[0]`, or nothing. */
  readonly suffix: string;
  /** For its attributes: with `each` or `count`. */
  readonly scope: Scope;
}

export interface Instances {
  readonly instances: readonly Instance[];
  /** There may be more, or fewer. */
  readonly open: boolean;
}

/** More of a count are not told apart. */
const maxInstances = 1_000;

/** What `count`, `for_each` make of a block whose instances cannot be told apart: one of no key stands for all, where there may be any. */
function standIn(scope: Scope): Instance {
  return { key: undefined, suffix: "", scope };
}

/**
 * The instances of a block that are told apart, and one that stands for all others where there may be others. More than `most` are not told
 * apart: one stands for all of them.
 */
export function knownInstances(node: BlockNode, scope: Scope, most: number): readonly Instance[] {
  const { instances, open } = instancesOf(node, scope);
  if (instances.length > most) return [standIn(scope)];
  return open && instances.every(({ key }) => key !== undefined) ? [...instances, standIn(scope)] : instances;
}

/** The objects that a block stands for by its `count` or `for_each`. Where that is unknown, one instance stands for all. */
export function instancesOf(node: BlockNode, scope: Scope): Instances {
  const count = attributeOf(node, "count");
  if (count) return countedInstances(evaluate(count, scope), scope);
  const collection = attributeOf(node, "for_each");
  if (!collection) return { instances: [standIn(scope)], open: false };
  const site = new Site(collection, scope, new Run(0, scope.budget));
  const value = evaluate(collection, scope);
  const sequence = sequenceOf(value);
  // Only sets and maps are allowed; a list of texts is what its author takes for a set.
  const set: Sequence | undefined = sequence && { ...sequence, type: "set" };
  const pairs = pairsOf(set ?? value, ["each.key", "each.value"], site);
  if (!pairs) return { instances: [], open: true };
  const instances = pairs.items.map(([key, each]): Instance => {
    const known = mappingOf(value) ? literal(key.kind === "text" ? key : undefined) : keyOfItem(key);
    return {
      key: known,
      suffix: known === undefined ? "" : `[${JSON.stringify(known)}]`,
      scope: bound(scope, "each", iterated(key, each, site.span)),
    };
  });
  return { instances, open: !pairs.closed };
}

function keyOfItem(item: Value): string | undefined {
  const text = isUnknown(item) ? "unknown" : textOfValue(item);
  return typeof text === "object" ? text.known : undefined;
}

function countedInstances(count: Value, scope: Scope): Instances {
  const number = numberOfValue(count);
  const truth = booleanOfValue(count);
  if (number === "wrong" && truth === "wrong") return { instances: [], open: true };
  if (number === "unknown" || number === "wrong") return { instances: [standIn(scope)], open: true };
  const whole = Math.max(0, Math.floor(number.known));
  const instances = Array.from({ length: Math.min(whole, maxInstances) }, (_, index): Instance => {
    const value: Value = { kind: "scalar", value: index, span: count.span };
    const entries = [{ key: textOf("index", count.span), value, span: count.span }];
    const counted: Dict = { kind: "dict", entries, open: false, span: count.span };
    return { key: index, suffix: `[${index}]`, scope: bound(scope, "count", counted) };
  });
  return { instances, open: whole > maxInstances };
}

/** The dicts that a `merge(...)` call is made of, and whether more may be in it. */
export function mergedDicts(
  expression: Expression,
  scope: Scope,
): { dicts: readonly Dict[]; open: boolean } | undefined {
  if (expression.kind === "parentheses") return mergedDicts(expression.inner, scope);
  if (expression.kind === "template" && !expression.open) {
    const [only, second] = expression.parts;
    return only?.kind === "interpolation" && !second ? mergedDicts(only.expression, scope) : undefined;
  }
  if (expression.kind !== "call" || expression.name !== "merge") return undefined;
  const dicts: Dict[] = [];
  let open = expression.open || expression.expand;
  for (const argument of expression.arguments) {
    const inner = mergedDicts(argument, scope);
    const value = inner ? undefined : evaluate(argument, scope);
    if (inner) {
      dicts.push(...inner.dicts);
      open ||= inner.open;
    } else if (value?.kind === "dict") {
      dicts.push(value);
      open ||= value.open;
    } else if (!(value?.kind === "scalar" && value.value === null)) open = true;
  }
  return { dicts, open };
}
