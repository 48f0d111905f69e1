// Spells data as HCL, formatted as `terraform fmt` leaves it. It knows no document.
// https://developer.hashicorp.com/terraform/language/style
import type { Declined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isJsonData, isListData, isRawData, isReferenceData, remarkOf, withoutMarks } from "../../model/data";
import type { BlockData, SpellReference } from "../writer";

export interface Style {
  readonly eol: string;
  /** One level of indentation. */
  readonly unit: string;
}

/** Lists of plain values are kept on one line up to this many columns. */
const maxLine = 80;

const bareKey = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Data in which every reference has its spelling. */
export function spelledOut(data: Data, spell: SpellReference): Data | Declined {
  if (isReferenceData(data)) {
    const spelling = spell(data);
    return spelling ?? { declined: `${data.reference} cannot be named in this file.` };
  }
  if (typeof data !== "object" || data === null || isRawData(data)) return data;
  if (isListData(data)) {
    const items: Data[] = [];
    for (const item of data) {
      const spelt = spelledOut(item, spell);
      if (isDeclinedData(spelt)) return spelt;
      items.push(spelt);
    }
    return items;
  }
  const object: Record<string, Data> = {};
  for (const [key, value] of Object.entries(data)) {
    const spelt = spelledOut(value, spell);
    if (isDeclinedData(spelt)) return spelt;
    object[key] = spelt;
  }
  return object;
}

/** {@link spelledOut} for a whole block. */
export function spelledBlock(block: BlockData, spell: SpellReference): BlockData | Declined {
  const attributes = spelledOut(block.attributes, spell);
  if (isDeclinedData(attributes)) return attributes;
  const blocks: BlockData[] = [];
  for (const nested of block.blocks ?? []) {
    const spelt = spelledBlock(nested, spell);
    if ("declined" in spelt) return spelt;
    blocks.push(spelt);
  }
  return { ...block, attributes: isObjectData(attributes) ? attributes : {}, blocks };
}

export function isDeclinedData(data: Data | Declined): data is Declined {
  return typeof data === "object" && data !== null && !Array.isArray(data) && "declined" in data;
}

export function isObjectData(data: Data): data is DataObject {
  return typeof data === "object" && data !== null && !isListData(data) && !isRawData(data) && !isReferenceData(data);
}

/** A string in quotes. */
export function quote(text: string): string {
  return `"${escapeText(text)}"`;
}

/** A string's characters as they stand between quotes. */
export function escapeText(text: string): string {
  return text
    .replace(/[\\"]/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t")
    .replace(/([$%])\{/g, "$1$1{");
}

const templateMark = "\uE004";

/** A key that is a template: expressions in it are no text. */
export function templateKey(template: string): string {
  return templateMark + template;
}

export function spellKey(key: string, quoted = false): string {
  if (key.startsWith(templateMark)) return `"${key.slice(templateMark.length)}"`;
  return !quoted && bareKey.test(key) ? key : quote(key);
}

/**
 * Data whose references are spelt out. Lines after the first begin with `indent`; `inline`: no line breaks.
 * `column` is where it begins.
 */
export function printData(data: Data, indent: string, style: Style, inline = false, column = indent.length): string {
  if (typeof data === "string") return quote(data);
  if (typeof data !== "object" || data === null) return String(data);
  if (isRawData(data)) return data.raw;
  if (isJsonData(data)) return `jsonencode(${printObject(data.jsonText, indent, style, inline)})`;
  if (isReferenceData(data)) return `${data.reference}.${data.attribute}`;
  if (isListData(data)) return printList(data, indent, style, inline, column);
  return printObject(data, indent, style, inline);
}

function printList(items: readonly Data[], indent: string, style: Style, inline: boolean, column: number): string {
  if (items.length === 0) return "[]";
  if (inline || items.every((item) => isPlain(item) && remarkOf(item, false) === "")) {
    const line = `[${items.map((item) => printData(item, indent, style, true) + remarkOf(item, true)).join(", ")}]`;
    if (inline || items.length === 1 || (column + line.length <= maxLine && !line.includes("\n"))) return line;
  }
  const inner = indent + style.unit;
  const lines = items.map((item) => `${inner}${printData(item, inner, style)},${remarkOf(item, false)}`);
  return ["[", ...lines, `${indent}]`].join(style.eol);
}

function isPlain(data: Data): boolean {
  return typeof data !== "object" || data === null || isRawData(data);
}

function printObject(object: DataObject, indent: string, style: Style, inline: boolean): string {
  const entries = Object.entries(object);
  if (entries.length === 0) return "{}";
  if (inline) {
    const items = entries.map(([key, value]) => `${spellKey(key)} = ${printData(value, indent, style, true)}`);
    return `{ ${items.join(", ")} }`;
  }
  const inner = indent + style.unit;
  const lines = printEntries(
    entries.map(([key, value]) => ({
      key: spellKey(key),
      value: printData(value, inner, style, false, valueColumn(inner, key)),
    })),
    inner,
  );
  return ["{", ...lines, `${indent}}`].join(style.eol);
}

/** Lines of `key = value`; those that follow each other and take one line each have their signs below each other. */
export function printEntries(
  entries: readonly { readonly key: string; readonly value: string }[],
  indent: string,
): string[] {
  const lines: string[] = [];
  for (let from = 0; from < entries.length;) {
    let to = from;
    while (to < entries.length && !entries[to]?.value.includes("\n")) to++;
    const group = entries.slice(from, Math.max(to, from + 1));
    const width = Math.max(...group.map(({ key }) => columns(key)));
    for (const { key, value } of group) lines.push(`${indent}${key}${" ".repeat(width - columns(key))} = ${value}`);
    from += group.length;
  }
  return lines;
}

/** An attribute's value; a policy document is what jsonencode makes of it. */
export function printAttribute(
  data: Data,
  indent: string,
  style: Style,
  inline = false,
  column = indent.length,
): string {
  const printed = printData(data, indent, style, inline, column);
  const isPolicy = typeof data === "object" && data !== null && "Version" in data && "Statement" in data;
  return isPolicy ? `jsonencode(${printed})` : printed;
}

/** A block; its first line is not indented. */
export function printBlock(block: BlockData, indent: string, style: Style): string {
  const labels = (block.labels ?? []).map((label) => ` ${quote(label)}`).join("");
  const inner = indent + style.unit;
  const entries = Object.entries(block.attributes).map(([key, data]) => ({
    key,
    value: printAttribute(data, inner, style, false, valueColumn(inner, key)),
  }));
  const attributes = printEntries(entries, inner);
  const blocks = (block.blocks ?? []).map((nested) => inner + printBlock(nested, inner, style));
  if (attributes.length + blocks.length === 0) return `${block.type}${labels} {}`;
  const paragraphs = [...(attributes.length > 0 ? [attributes.join(style.eol)] : []), ...blocks];
  return [`${block.type}${labels} {`, paragraphs.join(style.eol + style.eol), `${indent}}`].join(style.eol);
}

/** Columns a text takes: one for each character with what modifies it, none for a placeholder's marks. */
export function columns(text: string): number {
  if (/^[ -~\t]*$/.test(text)) return text.length;
  return [...withoutMarks(text).text.replace(/\p{M}/gu, "")].length;
}

/** Where the value of `key = value` begins, at least. */
export function valueColumn(indent: string, key: string): number {
  return indent.length + columns(key) + 3;
}
