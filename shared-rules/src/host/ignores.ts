// Suppressions written and taken out in each format's own way: comments, a template's Metadata. What they hide is not decided here.
import type { Declined, Edit, FileEdit } from "../edit";
import { isDeclined } from "../edit";
import type { DataObject } from "../model/data";
import type { SettingsPlace } from "../link/workspace";
import type { Document, Format } from "../model/document";
import type { Declaration } from "../model/policy";
import type { Suppression } from "../model/suppression";
import { wholeDocument, type TextEdit } from "../model/source";
import type { Dict, Entry, List, Span, Value } from "../model/value";
import { contains, entryOf, itemsOf, literal, nodeSpan, valueOf } from "../model/value";
import { parseJson } from "../syntax/json";
import { createJsonWriter } from "../syntax/json-write";
import { printJson } from "../syntax/print";
import type { Writer } from "../syntax/writer";
import { isCloudFormationState } from "./cloudformation/template";

export type IgnoreEdit = Extract<Edit, { readonly kind: "ignore" | "remove-ignore" }>;

export function isIgnoreEdit(edit: Edit): edit is IgnoreEdit {
  return edit.kind === "ignore" || edit.kind === "remove-ignore";
}

/**
 * @param writer of the document's own text
 * @param settings where exceptions stand that the document has no place for
 */
export function writeIgnore(
  edit: IgnoreEdit,
  document: Document,
  writer: Writer,
  settings: () => SettingsPlace | undefined,
): FileEdit | Declined {
  const hasPlace = edit.kind === "remove-ignore" || places.has(document.format);
  if (!hasPlace) {
    const place = settings();
    return place ? intoSettings(edit, place) : inSettings(edit, document);
  }
  const edits = writeInPlace(edit, document, writer);
  return isDeclined(edits) ? edits : { uri: document.uri, edits };
}

/** Formats that have comments, or metadata of their own. */
const places: ReadonlySet<Format> = new Set(["terraform", "cloudformation-yaml", "cloudformation-json", "serverless"]);

function writeInPlace(edit: IgnoreEdit, document: Document, writer: Writer): TextEdit[] | Declined {
  if (edit.kind === "remove-ignore") {
    const comment = document.comments.find(({ span }) => isSame(span, edit.suppression.span));
    return comment ? removeComment(edit, document) : removeMetadata(edit, document, writer);
  }
  return document.format === "cloudformation-json" ? addMetadata(edit, document, writer) : addComment(edit, document);
}

type Ignore = IgnoreEdit & { readonly kind: "ignore" };
type RemoveIgnore = IgnoreEdit & { readonly kind: "remove-ignore" };

function addComment({ declaration, rule, reason, until }: Ignore, document: Document): TextEdit[] | Declined {
  if (declaration.source !== document.source && document.format !== "terraform") return embedded(declaration);
  const { text } = document;
  const start = declaration.call?.node.span.start ?? Math.min(declaration.span.start, declaration.nameSpan.start);
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const indent = text.slice(line, start);
  if (indent.trim() !== "")
    return { declined: "Something else begins in the same line; give it a line of its own first." };
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const day = until === undefined ? "" : ` until ${until}`;
  return [{ span: { start: line, end: line }, text: `${indent}# roleward-ignore ${rule}${day}: ${reason}${eol}` }];
}

/** JSON has no comments: `Metadata: Roleward: ignore` of the resource. */
function addMetadata({ declaration, ...ignore }: Ignore, { source }: Document, writer: Writer): TextEdit[] | Declined {
  const { node } = declaration;
  if (declaration.source !== source || node.kind !== "dict") return embedded(declaration);
  const item = itemOf(ignore);
  const metadata = valueOf(node, "Metadata");
  if (!metadata) return writer.setEntry(node, "Metadata", { Roleward: { ignore: [item] } }, entryOf(node, "Type"));
  const own = metadata.kind === "dict" ? valueOf(metadata, "Roleward") : undefined;
  if (metadata.kind === "dict" && !own) return writer.setEntry(metadata, "Roleward", { ignore: [item] });
  const list = own?.kind === "dict" ? valueOf(own, "ignore") : undefined;
  if (own?.kind === "dict" && !list) return writer.setEntry(own, "ignore", [item]);
  return list?.kind === "list"
    ? writer.insertItems(list, list.items.at(-1), [item])
    : { declined: "Its Metadata is laid out in another way; add the exception there by hand." };
}

function itemOf({ rule, reason, until }: Pick<Ignore, "rule" | "reason" | "until">): DataObject {
  return { rule, reason, ...(until !== undefined && { until }) };
}

/** An exception in the settings file, or in a new one. */
function intoSettings(edit: Ignore, { uri, text, file }: SettingsPlace): FileEdit | Declined {
  const entry = settingsEntry(edit, file);
  if (text === undefined) return { uri, create: `${printJson({ ignore: [entry] })}\n` };
  const source = wholeDocument("json", text);
  const { root, broken } = parseJson(source);
  const list = root?.kind === "dict" ? valueOf(root, "ignore") : undefined;
  if (root?.kind !== "dict" || broken || (list && list.kind !== "list"))
    return { declined: `The settings in .roleward.json cannot be read; mend them first.` };
  const writer = createJsonWriter(source, () => undefined);
  const edits = list ? writer.insertItems(list, list.items.at(-1), [entry]) : writer.setEntry(root, "ignore", [entry]);
  return isDeclined(edits) ? edits : { uri, edits };
}

/** What a person adds to the settings, where they are not in sight here. */
function inSettings(edit: Ignore, { uri }: Document): Declined {
  const entry = JSON.stringify(settingsEntry(edit, uri.slice(uri.lastIndexOf("/") + 1)));
  return { declined: `This file has no place for it; add ${entry} to "ignore" in .roleward.json.` };
}

function settingsEntry({ declaration: { address }, rule, reason, until }: Ignore, file: string): DataObject {
  return { file, rule, address, reason, ...(until !== undefined && { until }) };
}

function embedded({ address }: Declaration): Declined {
  return { declined: `${address} is not written in this file's own text; document it where it stands.` };
}

/** The words of an ignore: its rules in the second group. */
const words = /(roleward-ignore[ \t]*)([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)?/;

function removeComment({ suppression, rules }: RemoveIgnore, { text }: Document): TextEdit[] | Declined {
  const { start, end } = suppression.span;
  const comment = text.slice(start, end);
  const found = words.exec(comment);
  const [, word = "", named = ""] = found ?? [];
  const index = found?.index ?? 0;
  const kept = keptOf(suppression, rules);
  if (kept.length > 0) {
    const at = start + index + word.length;
    return [{ span: { start: at, end: at + named.length }, text: kept.join(", ") }];
  }
  if (
    /\w/.test(comment.slice(0, index)) ||
    /[\r\n]\W*\w/.test(comment.slice(index)) ||
    /:(?:skip|ignore)\b/.test(comment)
  )
    return { declined: "The comment says more than this; take it out by hand." };
  return [{ span: withLine({ start, end }, text), text: "" }];
}

/** What stays of a suppression; nothing where all of it goes. */
function keptOf({ ids }: Suppression, rules: readonly string[]): string[] {
  return rules.length === 0 ? [] : ids.filter((id) => !rules.includes(id));
}

/** The whole line where nothing else stands in it, else with the blanks before it. */
function withLine({ start, end }: Span, text: string): Span {
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const rest = /[ \t]*(?:\r?\n|$)/y;
  rest.lastIndex = end;
  const ends = rest.test(text);
  if (ends && text.slice(line, start).trim() === "") return { start: line, end: rest.lastIndex };
  const before = /[ \t]*$/.exec(text.slice(line, start))?.[0].length ?? 0;
  return { start: start - (ends ? before : 0), end };
}

type Step = { readonly dict: Dict; readonly entry: Entry } | { readonly list: List; readonly item: Value };

function removeMetadata(
  { suppression, rules }: RemoveIgnore,
  document: Document,
  writer: Writer,
): TextEdit[] | Declined {
  const root = isCloudFormationState(document.state) ? document.state.root : undefined;
  const way = root ? wayTo(root, suppression.span) : undefined;
  const last = way?.at(-1);
  if (!way || !last) return { declined: "It is not written in this file." };
  const item = "item" in last ? last.item : last.entry.value;
  const kept = keptOf(suppression, rules);
  const named = item.kind === "dict" ? valueOf(item, "rule") : undefined;
  if (kept.length > 0) {
    const gone = itemsOf(named).filter((one) => !kept.includes(literal(one) ?? ""));
    return named?.kind === "list"
      ? writer.removeItems(named, gone)
      : { declined: "Its rules are an expression; take it out by hand." };
  }
  // What holds nothing but it goes along.
  for (const step of [...way].reverse()) {
    if ("list" in step) {
      if (step.list.items.length > 1) return writer.removeItems(step.list, [step.item]);
    } else if (step.dict.entries.length > 1) return writer.removeEntry(step.dict, step.entry);
  }
  return { declined: "Nothing would be left of the file." };
}

/** The way from a tree's root to the node that takes exactly this range. */
function wayTo(root: Value, span: Span): Step[] | undefined {
  const way: Step[] = [];
  let at: Value | undefined = root;
  while (at && !(isSame(nodeSpan(at), span) && way.length > 0)) {
    const value: Value = at;
    at = undefined;
    if (value.kind === "list") {
      const item: Value | undefined = value.items.find((one) => contains(nodeSpan(one), span));
      if (item) way.push({ list: value, item });
      at = item;
    } else if (value.kind === "dict") {
      const entry: Entry | undefined = value.entries.find((one) => contains(nodeSpan(one.value), span));
      if (entry) way.push({ dict: value, entry });
      at = entry?.value;
    }
  }
  return at && way;
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
