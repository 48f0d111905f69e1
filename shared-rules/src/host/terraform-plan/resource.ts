// A planned instance as a resource block, so that the readers of Terraform's declarations and policies can read it. It reads no IAM.
import type { Source } from "../../model/source";
import type { Block, Dict, Entry, Span, Text, Value } from "../../model/value";
import { literal, nodeSpan } from "../../model/value";
import { jsonStringSource } from "../../syntax/embedded";
import { parseJson } from "../../syntax/json";
import type { PolicyContent } from "../terraform/contents";
import { policyAttributesOf, policyDocument, type PolicyAttribute } from "../terraform/places";
import { dictsOf, type Resource } from "../terraform/resource";
import type { Links } from "./links";
import type { Planned } from "./modules";
import type { References } from "./references";
import { knownEntries } from "./unknown";

/** Blocks of policy documents, whether or not there is one. */
const documentBlocks = ["statement", "condition", "principals", "not_principals"];

/** Attributes that AWS gives a value of its own where the configuration has none: then they are no news. */
const isComputed = (name: string, places: readonly PolicyAttribute[]): boolean =>
  name === "managed_policy_arns" || places.some(({ attribute, within }) => name === (within ?? attribute));

/** What the resources of one plan are made with. */
export interface Plan {
  readonly source: Source;
  readonly broken: boolean;
  readonly references: References;
  readonly links: Links;
}

export function resourceOf(planned: Planned, plan: Plan): Resource {
  const { mode, type, name, address } = planned;
  const { source } = plan;
  const places = mode === "data" ? [] : policyAttributesOf(type);
  const nested = new Set(type === policyDocument ? documentBlocks : places.flatMap(({ within }) => within ?? []));
  const read = blockOf(mode === "data" ? "data" : "resource", planned.node, entriesOf(planned, places, plan), nested);
  const block: Block = { ...read, labels: [labelOf(type, address), labelOf(name, address)] };
  return {
    block,
    type,
    name: plan.links.nameOf(planned),
    address: literal(address) ?? "",
    source,
    broken: plan.broken,
    contents: (_, { value }) => contentsOf(value, source),
    expression({ value }) {
      const { start, end } = nodeSpan(value);
      return source.text.slice(start, end);
    },
    tagDicts: (entry) => dictsOf(entry.value),
  };
}

function entriesOf(planned: Planned, places: readonly PolicyAttribute[], plan: Plan): Entry[] {
  const entries = knownEntries(planned.values, planned.unknown, planned.sensitive).flatMap((entry): Entry[] => {
    const name = literal(entry.key) ?? "";
    if (entry.value.kind === "unknown" && isComputed(name, places) && plan.references.sets(planned, name) === false)
      return [];
    const value = plan.links.linked(planned, name, entry.value);
    return [{ ...entry, value: documented(value, planned, name, places, plan) }];
  });
  // With those that the provider gives by default.
  const all = entries.find(({ key }) => literal(key) === "tags_all");
  if (!all) return entries;
  const tags: Entry = { ...all, key: { ...all.key, parts: ["tags"] } };
  return [...entries.filter(({ key }) => literal(key) !== "tags"), tags];
}

/** Policies that are known only after apply as the documents that they are made of. */
function documented(
  value: Value,
  planned: Planned,
  name: string,
  places: readonly PolicyAttribute[],
  { links }: Plan,
): Value {
  const place = places.find(({ attribute, within }) => name === (within ?? attribute));
  if (!place) return value;
  const { attribute, within } = place;
  if (within === undefined || value.kind !== "list") return links.documented(planned, attribute, within, value);
  const items = value.items.map((item): Value => {
    if (item.kind !== "dict") return item;
    const entries = item.entries.map((entry) =>
      literal(entry.key) === attribute
        ? { ...entry, value: links.documented(planned, attribute, within, entry.value) }
        : entry,
    );
    return { ...item, entries };
  });
  return { ...value, items };
}

function blockOf(type: string, dict: Dict, entries: readonly Entry[], nested: ReadonlySet<string>): Block {
  const own: Entry[] = [];
  const blocks: Block[] = [];
  let { open } = dict;
  for (const entry of entries) {
    const name = literal(entry.key) ?? "";
    if (!nested.has(name) && !isBlocks(entry.value)) own.push(entry);
    else if (entry.value.kind === "list") {
      open ||= entry.value.open;
      for (const item of entry.value.items)
        if (item.kind === "dict") blocks.push(blockOf(name, item, item.entries, nested));
        else if (item.kind === "unknown") blocks.push(unknownBlock(name, item.span, item));
    } else if (entry.value.kind === "unknown") blocks.push(unknownBlock(name, entry.span, entry.value));
  }
  const { start, end } = dict.span;
  return {
    kind: "block",
    type,
    labels: [],
    entries: own,
    blocks,
    open,
    span: dict.span,
    body: { start: Math.min(start + 1, end), end: Math.max(start + 1, end - 1) },
    typeSpan: { start, end: Math.min(start + 1, end) },
  };
}

/** A plan has blocks as lists of objects. */
function isBlocks(value: Value): boolean {
  return value.kind === "list" && value.items.length > 0 && value.items.every(({ kind }) => kind === "dict");
}

/** A block of which nothing is known: what matters in it may be anything. */
function unknownBlock(type: string, span: Span, value: Value): Block {
  const key: Text = { kind: "text", parts: [type === "statement" ? "actions" : "policy"], span, token: span };
  const entries: Entry[] = [{ key, value, span }];
  return { kind: "block", type, labels: [], entries, blocks: [], open: true, span, body: span, typeSpan: span };
}

function labelOf(name: string, { span, token }: Text): Text {
  return { kind: "text", parts: [name], span, token };
}

/** The JSON of strings, or what keeps it from being known. A policy document that is referred to is read where it stands. */
function contentsOf(value: Value, document: Source): PolicyContent[] {
  const span = nodeSpan(value);
  const unread = { value: undefined, source: document, span };
  switch (value.kind) {
    case "unknown":
      return value.complete === true ? [] : [{ ...unread, expression: value.source }];
    case "text": {
      const source = jsonStringSource(document, value);
      if (source?.text.trim() === "") return [];
      const root = source && parseJson(source).root;
      const expression = literal(value) ?? "";
      return [source && root?.kind === "dict" ? { value: root, source, span, expression } : { ...unread, expression }];
    }
    case "dict":
      return [{ ...unread, value, expression: document.text.slice(span.start, span.end) }];
    case "list":
      return value.items.flatMap((item) => contentsOf(item, document));
    default:
      return [];
  }
}
