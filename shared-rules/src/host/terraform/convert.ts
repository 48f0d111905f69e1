// A user that becomes a role or a permission set, with its policies, in a .tf document. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isObjectData } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import type { Block, Entry, Value } from "../../model/value";
import { entryOf, literal, nodeSpan } from "../../model/value";
import { printBlockText, templateKey, type HclWriter } from "../../syntax/hcl";
import type { SpellReference } from "../../syntax/writer";
import { collect } from "../host-writer";
import { conversionOf, instancesType, isConvertEdit, type Conversion, type ConvertEdit } from "./convert-types";
import { declares } from "./mentions";
import { namePattern } from "./names";

const noBlock: Declined = { declined: "It is not written as a block." };

/** What conversions of one document are written with. */
export interface Conversions {
  readonly document: Document;
  /** The files of its module, itself among them. */
  readonly module: readonly Document[];
  /** All that is written together, in whatever file. */
  readonly all: readonly Edit[];
  readonly writer: HclWriter;
  readonly spell: SpellReference;
}

export function convertUser(edit: Edit & { kind: "convert-user" }, context: Conversions): TextEdit[] | Declined {
  const written = convert(edit.to === "role" ? withIssuer(edit) : edit, context);
  if (edit.to === "role" || isDeclined(written)) return written;
  const { document, module } = context;
  const lookUp = new RegExp(`\\bdata\\s+"${instancesType}"\\s+"this"|"${instancesType}"\\s*:`);
  if (module.some(({ text }) => lookUp.test(text))) return written;
  const eol = document.text.includes("\r\n") ? "\r\n" : "\n";
  const data = `data "${instancesType}" "this" {}${eol}${eol}`;
  return written.map((one) => ({ ...one, text: data + one.text }));
}

/**
 * Condition keys of an issuer as expressions.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster#enabling-iam-roles-for-service-accounts
 */
function withIssuer<E extends ConvertEdit & { to: "role"; kind: "convert-user" }>(edit: E): E {
  const { issuer, trust } = edit;
  if (!issuer) return edit;
  const spelt = (key: string): string =>
    key.startsWith(`${issuer.url}:`)
      ? templateKey(`\${replace(${issuer.provider}.url, "https://", "")}${key.slice(issuer.url.length)}`)
      : key;
  return { ...edit, trust: { ...trust, Statement: trust.Statement.map((one) => withKeys(one, spelt)) } };
}

/** An object whose keys, and those below, are spelt anew. */
function withKeys(object: DataObject, spelt: (key: string) => string): DataObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [spelt(key), isObjectData(value) ? withKeys(value, spelt) : value]),
  );
}

/** Makes a policy or attachment of the user that of the role or permission set. */
export function retarget(edit: Edit & { kind: "retarget" }, context: Conversions): TextEdit[] | Declined {
  return convert(edit, context);
}

function convert(edit: ConvertEdit, { document, module, all, writer, spell }: Conversions): TextEdit[] | Declined {
  const { node } = edit.declaration;
  const conversion = conversionOf(edit, module, all);
  if (isDeclined(conversion)) return conversion;
  if (node.kind !== "block") return noBlock;
  return edit.to === "role" ? inPlace(node, conversion, writer) : rewrite(node, conversion, document, spell);
}

/** Other names for what is written, what is new after the name or path, and nothing that the new type does not take. */
function inPlace(node: Block, { type, given, dropped }: Conversion, writer: HclWriter): TextEdit[] | Declined {
  const [label] = node.labels;
  if (!label) return noBlock;
  const retyped = literal(label) === type ? [] : writer.renameText(label, type);
  const changed = given.map((one): TextEdit[] | Declined => {
    if (!("from" in one)) return writer.addEntries(node, { [one.name]: one.value }, identityOf(node));
    const entry = entryOf(node, one.from);
    return entry ? [{ span: entry.key.token, text: one.name }] : [];
  });
  const lifecycle = node.blocks.find((block) => block.type === "lifecycle");
  const ignored = lifecycle && entryOf(lifecycle, "ignore_changes")?.value;
  const gone = dropped.map((name): TextEdit[] | Declined => {
    const entry = entryOf(node, name);
    if (ignored?.kind === "list" && ignored.items.some((item) => nameOf(item) === name))
      return { declined: `Its lifecycle names ${name}, which goes; take that out first.` };
    return entry ? writer.removeEntry(node, entry) : [];
  });
  return collect([retyped, ...changed, ...gone], (edits) => edits);
}

/** An attribute as a lifecycle names it: bare, or in quotes. */
function nameOf(item: Value): string | undefined {
  return item.kind === "unknown" ? item.source : item.kind === "reference" ? item.target : literal(item);
}

function identityOf(node: Block, without: readonly string[] = []) {
  return ["path", "name"].flatMap((name) => (without.includes(name) ? [] : (entryOf(node, name) ?? []))).at(0);
}

/** Writes a block anew with other attributes; its nested blocks and comments would be lost, so it has to have none. */
function rewrite(
  node: Block,
  conversion: Conversion,
  document: Document,
  spell: SpellReference,
): TextEdit[] | Declined {
  const isInValue = ({ start }: { start: number }): boolean =>
    node.entries.some(({ span }) => span.start <= start && start < span.end);
  const comments = document.comments.filter(({ span }) => node.span.start <= span.start && span.start < node.span.end);
  if (node.blocks.length > 0 || node.open || comments.some(({ span }) => !isInValue(span)))
    return { declined: "It holds blocks or comments that would be lost." };
  const labels = [conversion.type, ...node.labels.slice(1).map((label) => literal(label) ?? "")];
  const attributes = attributesOf(node, conversion, document);
  const text = printBlockText({ type: node.type, labels, attributes }, document.source, spell);
  return isDeclined(text) ? text : [{ span: node.span, text }];
}

/** What stays and what is given: after the name or path, else first. */
function attributesOf(node: Block, { given, dropped }: Conversion, document: Document): Record<string, Data> {
  const own = given.flatMap((one): [string, Data][] => {
    if (!("from" in one)) return [[one.name, one.value]];
    const entry = entryOf(node, one.from);
    return entry ? [[one.name, rawOf(entry, document)]] : [];
  });
  const gone = new Set([...dropped, ...given.flatMap((one) => ("from" in one ? one.from : []))]);
  const identity = identityOf(node, dropped);
  const all: [string, Data][] = identity ? [] : [...own];
  for (const entry of node.entries) {
    const name = literal(entry.key) ?? "";
    if (!gone.has(name)) all.push([name, rawOf(entry, document)]);
    if (entry === identity) all.push(...own);
  }
  return Object.fromEntries(all);
}

/** An attribute's whole expression as it is written: of `jsonencode({…})` the value is only the object. */
export function rawOf({ key, span }: Entry, { text }: Document): Data {
  return {
    raw: text
      .slice(key.token.end, span.end)
      .replace(/^\s*=\s*/, "")
      .trimEnd(),
  };
}

/**
 * A name of a resource as what it becomes. A user's id is its name, which a permission set's is not.
 * @param index where the address stands
 */
export function renamed(
  text: string,
  index: number,
  { address, type }: Declaration,
  conversion: Conversion,
): TextEdit[] {
  const retyped = { span: { start: index, end: index + type.length }, text: conversion.type };
  const end = index + address.length;
  const id = /^((?:\[[^\]]*\]|\.\*)?\.)id(?![\w-])/.exec(text.slice(end));
  if (!id || conversion.type !== "aws_ssoadmin_permission_set") return [retyped];
  const start = end + (id[1]?.length ?? 0);
  return [retyped, { span: { start, end: start + "id".length }, text: "name" }];
}

/** Addresses whose type changes, where they are named outside of comments and of what is removed. */
export function movedAddresses(document: Document, edits: readonly Edit[], module: readonly Document[]): TextEdit[] {
  const removed = edits.flatMap((edit) => {
    const isRewritten = isConvertEdit(edit) && edit.to === "permission-set";
    if (edit.kind !== "remove-declaration" && edit.kind !== "remove-user" && !isRewritten) return [];
    if (!declares(document, edit.declaration)) return [];
    return [edit.kind === "remove-user" ? nodeSpan(edit.item) : edit.declaration.span];
  });
  const gone = [...removed, ...document.comments.map(({ span }) => span)];
  const changes: TextEdit[] = [];
  for (const edit of edits) {
    if (!isConvertEdit(edit)) continue;
    const { address } = edit.declaration;
    if (!document.text.includes(address)) continue;
    const conversion = conversionOf(edit, module, edits);
    if (isDeclined(conversion) || conversion.address === address) continue;
    for (const { index } of document.text.matchAll(namePattern(address))) {
      const isGone = gone.some(({ start, end }) => start <= index && index < end);
      if (!isGone) changes.push(...renamed(document.text, index, edit.declaration, conversion));
    }
  }
  return changes;
}
