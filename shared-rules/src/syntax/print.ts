// Data as JSON text. It places nothing into a document and knows no IAM.
import type { Data } from "../model/data";
import { isListData, isRawData, isReferenceData, remarkOf } from "../model/data";
import type { SpellReference } from "./writer";

/** How a file writes its JSON. */
export interface JsonStyle {
  /** One level of indentation. */
  readonly indent: string;
  readonly eol: string;
  readonly colon: string;
  readonly comma: string;
  /** What stands between the braces and the members of an object on one line. */
  readonly pad: string;
  /** The same of a list. */
  readonly listPad: string;
  /** Lists of plain values stand on one line. */
  readonly inlineLists: boolean;
}

/** Data as a whole JSON text, in lines, without a final line break. References must be resolved, see {@link resolveReferences}. */
export function printJson(data: Data, indent = "  ", eol = "\n"): string {
  return jsonText(
    data,
    { indent, eol, colon: ": ", comma: ", ", pad: " ", listPad: "", inlineLists: false },
    "",
    false,
  );
}

/** Data as JSON whose first line stands in a line indented by `base`. `inline`: all on one line. */
export function jsonText(data: Data, style: JsonStyle, base: string, inline: boolean): string {
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  if (isRawData(data)) return data.raw;
  if (isReferenceData(data)) return JSON.stringify(data.reference);
  const inner = base + style.indent;
  if (isListData(data)) {
    if (data.length === 0) return "[]";
    const flat = `[${style.listPad}${data.map((item) => jsonText(item, style, inner, true) + remarkOf(item, true)).join(style.comma)}${style.listPad}]`;
    if (
      inline ||
      (style.inlineLists && data.every((item) => isShort(item) && remarkOf(item, false) === "") && fits(flat, base))
    )
      return flat;
    const lines = data.map((item, index) => {
      const separator = index < data.length - 1 ? "," : "";
      return inner + jsonText(item, style, inner, false) + separator + remarkOf(item, false);
    });
    return ["[", ...lines, `${base}]`].join(style.eol);
  }
  const members = Object.entries(data).map(([key, value]) => jsonMember(key, value, style, inner, inline));
  if (members.length === 0) return "{}";
  if (inline) return `{${style.pad}${members.join(style.comma)}${style.pad}}`;
  return `{${style.eol}${inner}${members.join(`,${style.eol}${inner}`)}${style.eol}${base}}`;
}

/** `"key": value`, as {@link jsonText} writes values. */
export function jsonMember(key: string, value: Data, style: JsonStyle, base: string, inline: boolean): string {
  return JSON.stringify(key) + style.colon + jsonText(value, style, base, inline);
}

/** Whether a line has room for it, behind a key of usual length. */
export function fits(text: string, base: string): boolean {
  return base.length + text.length <= 100 && !text.includes("\n");
}

function isShort(data: Data): boolean {
  return data === null || typeof data !== "object" || isRawData(data) || isReferenceData(data);
}

/** How a JSON text is written, judged by what stands in it; as `JSON.stringify(data, null, 2)` writes where it does not say. */
export function jsonStyle(text: string): JsonStyle {
  const lines = text.includes("\n");
  const spaced = !/"\s*:\S/.test(text) || /"\s*:\s/.test(text);
  const apart = count(text, /"[ \t]+:/g) > count(text, /":/g);
  const inlineLists = count(text, /\[[^\S\r\n]*[^\s[\]{}][^[\]{}\r\n]*\]/g);
  const blockLists = count(text, /\[[^\S\r\n]*\r?\n\s*["\d]/g);
  return {
    indent: indentUnit(text) ?? "  ",
    eol: endOfLine(text),
    colon: (apart ? " :" : ":") + (spaced ? " " : ""),
    comma: spaced ? ", " : ",",
    pad: /\{"/.test(text) && !/\{ "/.test(text) ? "" : " ",
    listPad: count(text, /\[[ \t]+"/g) > count(text, /\["/g) ? " " : "",
    inlineLists: !lines || inlineLists > blockLists,
  };
}

/** The file's line break: that of its first line. */
export function endOfLine(text: string): string {
  const feed = text.indexOf("\n");
  return feed > 0 && text.charAt(feed - 1) === "\r" ? "\r\n" : "\n";
}

/** What lines are indented by more than the line before them, the first time that happens. */
function indentUnit(text: string): string | undefined {
  const deeper = /^([ \t]*)\S.*\r?\n\1([ \t]+)\S/m.exec(text);
  return deeper?.[2];
}

/** How often a pattern that is global, and never empty, is there. */
export function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (pattern.lastIndex = 0; pattern.test(text);) found++;
  return found;
}

/** Data with each reference as the document spells it, or undefined where one cannot be named. */
export function resolveReferences(data: Data, spell: SpellReference): Data | undefined {
  if (data === null || typeof data !== "object" || isRawData(data)) return data;
  if (isReferenceData(data)) return spell(data);
  if (isListData(data)) {
    const items: Data[] = [];
    for (const item of data) {
      const resolved = resolveReferences(item, spell);
      if (resolved === undefined) return undefined;
      items.push(resolved);
    }
    return items;
  }
  const entries: [string, Data][] = [];
  for (const [key, value] of Object.entries<Data>(data)) {
    const resolved = resolveReferences(value, spell);
    if (resolved === undefined) return undefined;
    entries.push([key, resolved]);
  }
  return Object.fromEntries(entries);
}
