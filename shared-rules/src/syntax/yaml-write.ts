// Edits of YAML trees as text edits, in the style of the file. It re-reads nothing and knows no IAM.
import type { Declined } from "../edit";
import { isDeclined } from "../edit";
import type { Data } from "../model/data";
import { isListData, isRawData } from "../model/data";
import type { Source, TextEdit } from "../model/source";
import { toDocumentEdits } from "../model/source";
import type { Block, Container, Dict, Entry, List, Span, Text, Value } from "../model/value";
import { entryOf, literal, nodeSpan } from "../model/value";
import { createBracketWriter } from "./bracket-write";
import { resolveReferences } from "./print";
import type { Brackets } from "./print-members";
import { fillBrackets, insertMembers, isMultiline, isRegular, removeMembers } from "./print-members";
import type { YamlStyle } from "./print-yaml";
import {
  isPlain,
  oneLine,
  yamlAfterKey,
  yamlFlow,
  yamlFlowMember,
  yamlItem,
  yamlKey,
  yamlString,
  yamlStyle,
} from "./print-yaml";
import { isSame, replaceMembers } from "./replace";
import { areOnLines } from "./siblings";
import type { SpellReference, Writer } from "./writer";
import type { Place } from "./yaml-lines";
import { YamlLines } from "./yaml-lines";
import { isInFlow, isRepeated, isThroughAlias } from "./yaml-places";

const unfinished: Declined = { declined: "The text around this place is not finished, so it is left as it is." };
const unnamed: Declined = { declined: "What this fix refers to has no name in this document." };
const absent: Declined = { declined: "The value is not written in this place." };
const throughAlias: Declined = { declined: "The value is written elsewhere and only repeated here by a YAML alias." };
const repeated: Declined = { declined: "A YAML alias repeats this elsewhere, where it would change too." };
const anchored: Declined = { declined: "A YAML anchor stands there, which other parts of the file may repeat." };
const commented: Declined = { declined: "Comments stand in what would be replaced; change it by hand." };
const unsure: Declined = { declined: "The text is laid out in a way in which there is no sure place to write." };

/** A writer of YAML. Values reached through an alias are declined, and so are those that one repeats. */
export function createYamlWriter(source: Source, spell: SpellReference): Writer {
  return new YamlWriter(source, spell);
}

class YamlWriter implements Writer {
  private known: YamlStyle | undefined;
  private readonly text: string;
  private readonly lines: YamlLines;
  /** For what is written as JSON is: objects whose keys all stand in double quotes. */
  private readonly json: Writer;

  constructor(
    private readonly source: Source,
    private readonly spell: SpellReference,
  ) {
    this.text = source.text;
    this.lines = new YamlLines(source.text);
    this.json = createBracketWriter(source, spell);
  }

  replaceValue(value: Value, data: Data): TextEdit[] | Declined {
    const elsewhere = elsewhereOf(value);
    if (elsewhere) return elsewhere;
    const resolved = this.resolve(data);
    if (isDeclined(resolved)) return resolved;
    if (isSame(value, resolved)) return [];
    const span = this.local(nodeSpan(value));
    if (this.lines.hasAnchor(span)) return anchored;
    const replaced = this.text.charAt(span.start) === "!" ? undefined : replaceMembers(this, value, resolved);
    if (replaced) return replaced;
    return this.lines.hasComment(span) && isContainer(value) ? commented : this.replaceWhole(value, resolved);
  }

  private replaceWhole(value: Value, data: Data): TextEdit[] | Declined {
    const span = this.local(nodeSpan(value));
    const quote = value.kind === "text" ? this.quoteOf(value) : undefined;
    if (isInFlow(value))
      return this.isJson(value)
        ? this.json.replaceValue(value, data)
        : this.edit(span, yamlFlow(data, this.style, quote));
    const place = this.lines.place(span.start);
    if (!place) return /&\w+[ \t]*$/.test(this.lines.before(span.start)) ? anchored : unsure;
    const line = oneLine(data, this.style, quote) ?? this.stillFlow(span, data);
    if (place.kind === "item")
      return line === undefined
        ? this.replaceByLines(span, yamlItem(data, place.column, this.style))
        : this.edit(span, line);
    return this.replaceAfterKey(span, place, data, line);
  }

  private replaceAfterKey(
    span: Span,
    { column, colonEnd }: Place & { kind: "key" },
    data: Data,
    line: string | undefined,
  ): TextEdit[] | Declined {
    const between = this.text.slice(colonEnd, span.start);
    if (between.includes("&")) return anchored;
    const sameLine = !between.includes("\n");
    if (line !== undefined && sameLine) return this.edit(span, line);
    // Behind a tag only a value on the same line is sure to be what the tag may stand before.
    if (between.includes("!")) return unsure;
    if (between.trim() !== "") {
      if (line !== undefined) return this.edit(span, line);
      const own = this.lines.columnOf(span.start);
      return own > column ? this.edit(span, yamlItem(data, own, this.style)) : unsure;
    }
    if (line !== undefined) return this.edit({ start: colonEnd, end: span.end }, ` ${line}`);
    const written = yamlAfterKey(data, column, this.style);
    const end = this.lines.lineEnd(span.end);
    if (!sameLine || end === undefined || !this.text.slice(span.end, end).includes("#"))
      return this.edit({ start: colonEnd, end: span.end }, written);
    // The comment at the line's end stays at the key.
    const comment = this.text.indexOf("#", span.end);
    return this.edits([
      { span: { start: span.start, end: comment }, text: "" },
      { span: { start: end, end }, text: written },
    ]);
  }

  /** A comment behind the value stays on its line. */
  private replaceByLines(span: Span, written: string): TextEdit[] {
    const end = this.lines.lineEnd(span.end);
    const feed = written.indexOf(this.style.eol);
    if (end === undefined || !this.text.slice(span.end, end).includes("#") || feed < 0) return this.edit(span, written);
    return this.edits([
      { span, text: written.slice(0, feed) },
      { span: { start: end, end }, text: written.slice(feed) },
    ]);
  }

  removeItems(list: List, items: readonly Value[]): TextEdit[] | Declined {
    const elsewhere = elsewhereOf(list);
    if (elsewhere) return elsewhere;
    const removed = new Set(items.map((item) => list.items.indexOf(item)));
    if (removed.has(-1)) return absent;
    if (removed.size === list.items.length) return { declined: "No item of the list would remain." };
    if (items.some((item) => this.isAnchored(item))) return anchored;
    const brackets = this.brackets(list.span, list.items.map(nodeSpan));
    if (brackets) return isRegular(brackets) ? this.edits(removeMembers(brackets, removed)) : unfinished;
    let kept = list.items.length - 1;
    while (removed.has(kept)) kept--;
    const regions: Span[] = [];
    for (const index of removed) {
      const item = list.items[index];
      const bullet = item && this.bullet(item);
      if (!item || bullet === undefined) return unsure;
      const lines = this.lines.lines(bullet, this.local(nodeSpan(item)).end);
      const region = lines
        ? this.lines.withBlankLine(lines, index === 0, index > kept)
        : this.inlineItem(list, index, bullet);
      if (!region) return unsure;
      regions.push(region);
    }
    return this.edits(this.lines.removals(regions));
  }

  insertItems(list: List, after: Value | undefined, items: readonly Data[]): TextEdit[] | Declined {
    const elsewhere = elsewhereOf(list);
    if (elsewhere) return elsewhere;
    const index = after ? list.items.indexOf(after) : -1;
    if (after && index < 0) return absent;
    if (items.length === 0) return [];
    const resolved = this.resolve(items);
    if (isDeclined(resolved)) return resolved;
    if (!isListData(resolved)) return absent;
    if (this.isJson(list)) return this.json.insertItems(list, after, items);
    const quote = this.quoteAmong(list.items);
    const style = { ...this.style, keyQuote: this.keyQuoteOf(list.items.find((item) => item.kind === "dict")) };
    const brackets = this.brackets(list.span, list.items.map(nodeSpan));
    if (brackets) {
      if (brackets.members.length === 0 && !isInFlow(list)) return this.replaceValue(list, items);
      return this.insertFlow(
        brackets,
        index,
        resolved.map((item) => yamlFlow(item, style, quote)),
      );
    }
    const start = this.local(list.span).start;
    if (this.text.charAt(start) !== "-") return absent;
    const column = this.lines.columnOf(start);
    const printed = resolved.map((item) => `-${this.afterBullet(list, item, column, style, quote)}`);
    const indent = this.gapBetween(list) + " ".repeat(column);
    if (!after) return this.edit({ start, end: start }, printed.map((item) => item + indent).join(""));
    const end = this.lines.lineEnd(this.local(nodeSpan(after)).end);
    if (end === undefined) return unsure;
    return this.edit({ start: end, end }, printed.map((item) => indent + item).join(""));
  }

  /** An item as its siblings stand: in flow style, beside the bullet, or on the line below. */
  private afterBullet(list: List, data: Data, column: number, style: YamlStyle, quote: string | undefined): string {
    const flow = yamlFlow(data, style, quote);
    const isFlow = areOnLines(list.items, data, (item) => this.isFlow(item));
    if (isFlow && column + flow.length <= 100) return ` ${flow}`;
    const alike = list.items.find((item) => isContainer(item) && !this.isFlow(item));
    const start = alike && this.local(nodeSpan(alike)).start;
    const bullet = start === undefined ? undefined : this.lines.bullet(start);
    const gap = start === undefined || bullet === undefined ? " " : this.text.slice(bullet + 1, start);
    const isUsual =
      oneLine(data, style, quote) !== undefined || start === undefined || !/^(?: +|[ \t]*\r?\n +)$/.test(gap);
    if (isUsual) return ` ${yamlItem(data, column + 2, style, quote)}`;
    return gap + yamlItem(data, this.lines.columnOf(start), style, quote);
  }

  /** What separates the list's items: a line break, and a blank line where all have one. */
  private gapBetween(list: List): string {
    const { eol } = this.style;
    const gaps = list.items.slice(1).map((item, index) => {
      const before = list.items[index];
      return before ? this.text.slice(this.local(nodeSpan(before)).end, this.local(nodeSpan(item)).start) : "";
    });
    return gaps.length > 0 && gaps.every((gap) => /\n[ \t]*\r?\n/.test(gap)) ? eol + eol : eol;
  }

  setEntry(container: Container, key: string, data: Data, after?: Entry | "first"): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    const elsewhere = elsewhereOf(container);
    if (elsewhere) return elsewhere;
    const present = entryOf(container, key);
    if (present && !isThroughAlias(present.key)) return this.replaceValue(present.value, data);
    const resolved = this.resolve(data);
    if (isDeclined(resolved)) return resolved;
    const span = this.local(container.span);
    const own = container.entries.filter((entry) => !isThroughAlias(entry.key));
    if (container.open && this.hasUnfinished(span, key)) return unfinished;
    const brackets = this.brackets(container.span, own.map(entrySpan));
    const isFirst = after === "first";
    const last = isFirst ? own[0] : (after ?? own[own.length - 1]);
    if (last && !own.includes(last)) return absent;
    const style = { ...this.style, keyQuote: this.keyQuoteOf(container) };
    if (brackets) {
      if (!last && !isInFlow(container)) return this.replaceValue(container, { [key]: data });
      if (this.isJson(container)) return this.json.setEntry(container, key, data, after);
      return this.insertFlow(brackets, last && !isFirst ? own.indexOf(last) : -1, [
        yamlFlowMember(key, resolved, style),
      ]);
    }
    const first = own[0];
    if (!last || !first || this.text.charAt(span.start) === "!") return unsure;
    const start = this.local(first.key.token).start;
    const end = this.lines.lineEnd(this.local(entrySpan(last)).end);
    if (end === undefined || !this.lines.beginsEntry(start)) return unsure;
    const column = this.lines.columnOf(start);
    const siblings = own.map((entry) => entry.value);
    const flow = yamlFlow(resolved, style);
    const isFlow = areOnLines(siblings, resolved, (value) => this.isFlow(value)) && column + flow.length <= 100;
    const quote = this.quoteAmong(siblings.flatMap((value) => (value.kind === "list" ? value.items : [value])));
    const value = isFlow ? ` ${flow}` : yamlAfterKey(resolved, column, style, quote);
    const written = `${yamlKey(key, style)}:${value}`;
    const line = this.style.eol + " ".repeat(column);
    if (!isFirst) return this.edit({ start: end, end }, line + written);
    const top = this.lines.commentsAbove(start);
    return this.edit({ start: top, end: top }, written + line);
  }

  removeEntry(container: Container, entry: Entry): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    const elsewhere = elsewhereOf(container) ?? elsewhereOf(entry.key);
    if (elsewhere) return elsewhere;
    const index = container.entries.indexOf(entry);
    if (index < 0) return absent;
    const span = this.local(entrySpan(entry));
    if (this.lines.hasAnchor(span)) return anchored;
    const brackets = this.brackets(container.span, container.entries.map(entrySpan));
    if (brackets) return isRegular(brackets) ? this.edits(removeMembers(brackets, new Set([index]))) : unfinished;
    if (this.text.charAt(this.local(container.span).start) === "!") return absent;
    if (container.entries.length === 1) return container.open ? unfinished : this.replaceWhole(container, {});
    const lines = this.lines.lines(span.start, span.end);
    const region = lines
      ? this.lines.withBlankLine(lines, index === 0, index === container.entries.length - 1)
      : this.firstAfterBullet(container, index, span);
    return region ? this.edits(this.lines.removals([region])) : unsure;
  }

  renameText(text: Text, to: string): TextEdit[] | Declined {
    const elsewhere = elsewhereOf(text);
    if (elsewhere) return elsewhere;
    if (literal(text) === to) return [];
    const span = this.local(text.token);
    if (/^[|>!]/.test(this.text.slice(span.start, span.start + 1))) return unsure;
    return this.edit(span, yamlString(to, this.style, this.quoteOf(text), true));
  }

  private insertFlow(brackets: Brackets, after: number, printed: readonly string[]): TextEdit[] | Declined {
    if (!isRegular(brackets)) return unfinished;
    const edits =
      brackets.members.length === 0
        ? fillBrackets(brackets, printed, !isMultiline(brackets))
        : insertMembers(brackets, after, printed);
    return edits ? this.edits(edits) : { declined: "A comment stands where the value would be written." };
  }

  /** A flow collection on one line stays one, as long as the line stays short. */
  private stillFlow(span: Span, data: Data): string | undefined {
    const before = this.text.slice(span.start, span.end);
    if (!/^[[{][^\n]+[^[{\n]$/.test(before) || before.length <= 2) return undefined;
    const flow = yamlFlow(data, this.style);
    return this.lines.columnOf(span.start) + flow.length <= 120 ? flow : undefined;
  }

  /** A first item on the line of an outer bullet or key: up to the next item. */
  private inlineItem(list: List, index: number, bullet: number): Span | undefined {
    const next = list.items[index + 1];
    const end = next && this.bullet(next);
    return end !== undefined && !this.text.slice(bullet, end).includes("#") ? { start: bullet, end } : undefined;
  }

  /** The first entry after a bullet: up to what stands first on the next line, which moves up to the bullet. */
  private firstAfterBullet(container: Dict, index: number, span: Span): Span | undefined {
    const end = this.lines.lineEnd(span.end);
    const before = this.lines.before(span.start);
    if (end === undefined || index === container.entries.length - 1 || !/^ *(?:- +)+$/.test(before)) return undefined;
    const next = /\s*/y;
    next.lastIndex = end;
    next.test(this.text);
    return { start: span.start, end: next.lastIndex };
  }

  private bullet(item: Value): number | undefined {
    return this.lines.bullet(this.local(nodeSpan(item)).start);
  }

  private brackets(span: Span, members: readonly Span[]): Brackets | undefined {
    const local = this.local(span);
    if (!"[{".includes(this.text.charAt(local.start))) return undefined;
    return {
      text: this.text,
      span: local,
      members: members.map((member) => this.local(member)),
      eol: this.style.eol,
      indent: " ".repeat(this.style.indent),
      comma: ", ",
      pad: this.text.charAt(local.start) === "[" ? this.style.listPad : this.style.dictPad,
      comments: "yaml",
    };
  }

  /** A key that stands in the text but not in the tree has no value yet. */
  private hasUnfinished(span: Span, key: string): boolean {
    const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?:^|[\\s{,"'])${escaped}["']?\\s*(?::|$)`, "m").test(this.text.slice(span.start, span.end + 1));
  }

  private quoteOf(text: Text): string {
    const first = this.text.charAt(this.local(text.token).start);
    return first === '"' || first === "'" ? first : "";
  }

  /** The quotes of texts that could do without any: "" where one has none, undefined where none tells. */
  private quoteAmong(values: readonly Value[]): string | undefined {
    const quotes = new Set<string>();
    for (const value of values) {
      const known = literal(value);
      if (value.kind === "text" && known !== undefined && isPlain(known, isInFlow(value)))
        quotes.add(this.quoteOf(value));
    }
    const [only] = quotes;
    return quotes.size > 1 ? "" : only;
  }

  /** The quotes that all keys have, else "". */
  private keyQuoteOf(container: Value | undefined): string {
    if (container?.kind !== "dict") return "";
    const quotes = new Set(container.entries.map(({ key }) => (isThroughAlias(key) ? "" : this.quoteOf(key))));
    const [only] = quotes;
    return quotes.size === 1 && only !== undefined ? only : "";
  }

  private isFlow(value: Value): boolean {
    return isContainer(value) && "[{".includes(this.text.charAt(this.local(value.span).start));
  }

  /** Whether a flow collection of several lines is written as JSON is: with the keys in double quotes. */
  private isJson(value: Value): boolean {
    if (!isContainer(value) || !this.isFlow(value)) return false;
    const { start, end } = this.local(value.span);
    if (!this.text.slice(start, end).includes("\n")) return false;
    if (value.kind === "dict") return this.keyQuoteOf(value) === '"';
    return value.items.some((item) => this.keyQuoteOf(item) === '"');
  }

  private isAnchored(value: Value): boolean {
    const { start, end } = this.local(nodeSpan(value));
    return this.lines.hasAnchor({ start, end }) || /&\w+\s*$/.test(this.text.slice(0, start).slice(-200));
  }

  private resolve(data: Data): Data | Declined {
    const resolved = resolveReferences(data, this.spell);
    if (resolved === undefined) return unnamed;
    return hasBlockText(resolved) ? { declined: "A text of several lines cannot be moved safely." } : resolved;
  }

  private get style(): YamlStyle {
    return (this.known ??= yamlStyle(this.text));
  }

  private local({ start, end }: Span): Span {
    return { start: this.source.fromDocument(start), end: this.source.fromDocument(end) };
  }

  private edit(span: Span, text: string): TextEdit[] {
    return this.edits([{ span, text }]);
  }

  private edits(edits: readonly TextEdit[]): TextEdit[] {
    return toDocumentEdits(this.source, edits);
  }
}

function isBlock(container: Container): container is Block {
  return container.kind === "block";
}

function entrySpan(entry: Entry): Span {
  return { start: entry.key.token.start, end: nodeSpan(entry.value).end };
}

function isContainer(value: Value): value is List | Dict {
  return value.kind === "list" || value.kind === "dict";
}

/** Why a node is not to be changed where it stands. */
function elsewhereOf(value: Value): Declined | undefined {
  if (isThroughAlias(value)) return throughAlias;
  return isRepeated(value) ? repeated : undefined;
}

/** Raw text of several lines keeps its meaning at another column only where brackets or quotes hold it. */
function hasBlockText(data: Data): boolean {
  if (data === null || typeof data !== "object") return false;
  if (isRawData(data)) return data.raw.includes("\n") && !/^["'[{]/.test(data.raw);
  const values: readonly Data[] = isListData(data) ? data : Object.values<Data>(data as never);
  return values.some(hasBlockText);
}
