// Data as YAML text, in block or flow style. It places nothing into a document and knows no IAM, but CloudFormation's short tags.
import type { Data, DataObject } from "../model/data";
import { isListData, isRawData, isReferenceData } from "../model/data";
import { count, endOfLine } from "./print";

/** How a file writes its YAML. */
export interface YamlStyle {
  /** Columns of one level of indentation. */
  readonly indent: number;
  readonly eol: string;
  /** For strings that need quotes. */
  readonly quote: '"' | "'";
  /** Lists below a key stand further right than the key. */
  readonly indentLists: boolean;
  /** Lists of plain values stand on one line. */
  readonly flowLists: boolean;
  /** `!Ref X` instead of `Ref: X`. */
  readonly shortTags: boolean;
  /** The quotes that texts have even where they need none; "" where they have none. */
  readonly textQuote: string;
  /** The same of keys. */
  readonly keyQuote: string;
  /** What stands inside the brackets of a flow list, and inside the braces of a flow mapping. */
  readonly listPad: string;
  readonly dictPad: string;
}

/** How a YAML text is written, judged by what stands in it. */
export function yamlStyle(text: string): YamlStyle {
  // What stands below a key on the next line: an entry or a bullet, and how much further right.
  const below = /^( *(?:- +)*)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( *)(- )?(?=[^\s#])/gm;
  let deeper = 0;
  let level = 0;
  let entryIndent = 0;
  let listIndent = 0;
  for (let match = below.exec(text), seen = 0; match && seen < 500; match = below.exec(text), seen++) {
    const step = (match[2]?.length ?? 0) - (match[1]?.length ?? 0);
    if (match[3] === undefined) {
      if (step > 0) entryIndent ||= step;
    } else if (step > 0) {
      deeper++;
      listIndent ||= step;
    } else if (step === 0) level++;
    // The line below may itself be a key with something below it.
    below.lastIndex = match.index + match[0].indexOf("\n") + 1;
  }
  const short = /(?:^|[\s[,])!(?:Ref|Sub|GetAtt|Join|If|FindInMap|ImportValue|Select|Split|Equals)\b/.test(text);
  const flow = count(text, /: +\[[^\]\n]+\]/g);
  return {
    indent: entryIndent || listIndent || 2,
    eol: endOfLine(text),
    quote: count(text, /[:\-,[] *'/g) > count(text, /[:\-,[] *"/g) ? "'" : '"',
    indentLists: deeper >= level,
    flowLists: flow > deeper + level,
    shortTags: short || !/^[\s-]*["']?(?:Ref|Fn::\w+)["']?:/m.test(text),
    textQuote: quotesOf(text),
    keyQuote: "",
    listPad: count(text, /\[ +[^\s\]]/g) > count(text, /\[[^\s\]]/g) ? " " : "",
    dictPad: count(text, /(?<!\$)\{ +[^\s}]/g) > count(text, /(?<!\$)\{[^\s}]/g) ? " " : "",
  };
}

/** The quotes that most texts have that could do without. */
function quotesOf(text: string): string {
  const single = count(text, /[:-] +'[A-Za-z][\w.:/*-]*'[ \t]*$/gm);
  const double = count(text, /[:-] +"[A-Za-z][\w.:/*-]*"[ \t]*$/gm);
  const plain = count(text, /[:-] +[A-Za-z][\w.:/*-]*[ \t]*$/gm);
  if (plain >= single + double) return "";
  return single > double ? "'" : '"';
}

/**
 * Data in lines, each beginning with `baseIndent`, without a final line break. References must be resolved before.
 * `style`: what differs from two columns, double quotes, indented block lists, short tags.
 */
export function printYaml(
  data: Data,
  indent = "  ",
  baseIndent = "",
  eol = "\n",
  style: Partial<YamlStyle> = {},
): string {
  const whole: YamlStyle = {
    indent: indent.length,
    eol,
    quote: '"',
    indentLists: true,
    flowLists: false,
    shortTags: true,
    textQuote: "",
    keyQuote: "",
    listPad: "",
    dictPad: "",
    ...style,
  };
  return baseIndent + yamlItem(data, baseIndent.length, whole);
}

/** What follows `key:` when the key stands at `column`: a blank and a value, or lines below. */
export function yamlAfterKey(data: Data, column: number, style: YamlStyle, quote?: string): string {
  const line = oneLine(data, style, quote);
  if (line !== undefined) return ` ${line}`;
  const inner = isListData(data) && !style.indentLists ? column : column + style.indent;
  return style.eol + " ".repeat(inner) + yamlItem(data, inner, style, quote);
}

/** Data whose first line begins at `column`, after a bullet or an indentation. Items of a list in it get the same quotes. */
export function yamlItem(data: Data, column: number, style: YamlStyle, quote?: string): string {
  const line = oneLine(data, style, quote);
  if (line !== undefined) return line;
  const next = style.eol + " ".repeat(column);
  if (isListData(data)) return data.map((item) => `- ${yamlItem(item, column + 2, style, quote)}`).join(next);
  return Object.entries<Data>(data as DataObject)
    .map(([key, value]) => `${yamlKey(key, style)}:${yamlAfterKey(value, column, style)}`)
    .join(next);
}

/** Data on one line, in flow style. */
export function yamlFlow(data: Data, style: YamlStyle, quote?: string): string {
  if (data === null || typeof data !== "object" || isRawData(data) || isReferenceData(data))
    return yamlScalar(data, style, quote, true);
  const tag = shortTag(data, style, true);
  if (tag !== undefined) return tag;
  if (isListData(data)) {
    const items = data.map((item) => yamlFlow(item, style, quote));
    return items.length === 0 ? "[]" : `[${style.listPad}${items.join(", ")}${style.listPad}]`;
  }
  const members = Object.entries<Data>(data).map(([key, value]) => yamlFlowMember(key, value, style));
  return members.length === 0 ? "{}" : `{${style.dictPad}${members.join(", ")}${style.dictPad}}`;
}

export function yamlFlowMember(key: string, value: Data, style: YamlStyle): string {
  return `${yamlKey(key, style, true)}: ${yamlFlow(value, style)}`;
}

/** A key, in the quotes that keys have beside it. */
export function yamlKey(key: string, style: YamlStyle, flow = false): string {
  return yamlString(key, style, style.keyQuote, flow);
}

/** Data that stands on one line even in block style; undefined for what takes lines of its own. */
export function oneLine(data: Data, style: YamlStyle, quote?: string): string | undefined {
  if (data === null || typeof data !== "object" || isRawData(data) || isReferenceData(data))
    return yamlScalar(data, style, quote, false);
  const tag = shortTag(data, style, false);
  if (tag !== undefined) return tag;
  if (isListData(data)) {
    const isShort = style.flowLists && data.every((item) => item === null || typeof item !== "object");
    const flow = data.length === 0 || isShort ? yamlFlow(data, style, quote) : undefined;
    return flow !== undefined && flow.length <= 100 ? flow : undefined;
  }
  return Object.keys(data).length === 0 ? "{}" : undefined;
}

function yamlScalar(data: Data, style: YamlStyle, quote: string | undefined, flow: boolean): string {
  if (typeof data === "string") return yamlString(data, style, quote ?? style.textQuote, flow);
  if (data === null || typeof data !== "object") return String(data);
  if (isRawData(data)) return data.raw;
  return isReferenceData(data) ? yamlString(data.reference, style, quote, flow) : "";
}

/** `{ Ref: "X" }` as `!Ref X`, where the file writes so. */
function shortTag(data: Data, style: YamlStyle, flow: boolean): string | undefined {
  if (!style.shortTags || typeof data !== "object" || data === null || isListData(data)) return undefined;
  const [entry, more] = Object.entries<Data>(data as DataObject);
  if (!entry || more) return undefined;
  const [name, value] = entry;
  if (name === "Ref" && typeof value === "string") return `!Ref ${yamlString(value, style, undefined, flow)}`;
  if (name === "Fn::Sub" && typeof value === "string") return `!Sub ${yamlString(value, style, style.quote, flow)}`;
  if (name !== "Fn::GetAtt") return undefined;
  const path = typeof value === "string" ? [value] : isListData(value) ? value : [];
  if (path.length === 0 || !path.every((part) => typeof part === "string")) return undefined;
  return `!GetAtt ${yamlString(path.join("."), style, undefined, flow)}`;
}

/** A string, in the given quotes; with none given, plain where that reads back as the same string. */
export function yamlString(text: string, style: YamlStyle, quote: string = "", flow = false): string {
  const unprintable = !isPrintable(text);
  if (quote === "" && !unprintable && isPlain(text, flow)) return text;
  const chosen = quote === "" ? style.quote : quote;
  if (chosen === "'" && !unprintable) return `'${text.replace(/'/g, "''")}'`;
  return escapeControls(JSON.stringify(text));
}

/** Whether YAML allows every character as it is (https://yaml.org/spec/1.2.2/#51-character-set), on one line. */
function isPrintable(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029) return false;
    if ((code >= 0xd800 && code < 0xe000) || code === 0xfeff) return false;
  }
  return true;
}

/** JSON leaves some characters as they are that YAML does not allow. */
function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Words that YAML 1.1 or 1.2 takes for something else than a string. */
const words = /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\.inf|\.nan)$/i;
/** Numbers, dates and times of YAML 1.1 and 1.2, generously. */
const numeric = /^[-+]?(?:\.[\d_]*(?:e[-+]?\d+)?|e[-+]?\d+|\.?\d[\d_,.:xoa-ftz +-]*)$/i;

/** Whether a text reads back as itself without quotes. */
export function isPlain(text: string, flow: boolean): boolean {
  if (text === "" || words.test(text) || numeric.test(text)) return false;
  if (/^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`\s]|^(?:---|\.\.\.)/.test(text)) return false;
  if (/:(?:\s|$)|\s#|\s$|[\r\n\t]/.test(text)) return false;
  return !flow || !/[,[\]{}]|^[-?:]/.test(text);
}
