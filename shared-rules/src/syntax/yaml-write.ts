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
import { oneLine, yamlAfterKey, yamlFlow, yamlFlowMember, yamlItem, yamlKey, yamlString } from "./print-yaml";
import { isSame, replaceMembers } from "./replace";
import { areOnLines } from "./siblings";
import type { SpellReference, Writer } from "./writer";
import type { Place, YamlLines } from "./yaml-lines";
import { isContainer, YamlLook } from "./yaml-look";
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
  private readonly look: YamlLook;
  private readonly text: string;
  private readonly lines: YamlLines;
  /** For what is written as JSON is: objects whose keys all stand in double quotes. */
  private readonly json: Writer;

  constructor(
    private readonly source: Source,
    private readonly spell: SpellReference,
  ) {
    this.look = new YamlLook(source);
    this.text = source.text;
    this.lines = this.look.lines;
    this.json = createBracketWriter(source, spell);
  }

  replaceValue(value: Value, data: Data): TextEdit[] | Declined {
    const elsewhere = elsewhereOf(value);
    if (elsewhere) return elsewhere;
    const resolved = this.resolve(data);
    if (isDeclined(resolved)) return resolved;
    if (isSame(value, resolved)) return [];
    const span = this.look.local(nodeSpan(value));
    if (this.lines.hasAnchor(span)) return anchored;
    const replaced = this.text.charAt(span.start) === "!" ? undefined : replaceMembers(this, value, resolved);
    if (replaced) return replaced;
    return this.lines.hasComment(span) && isContainer(value) ? commented : this.replaceWhole(value, resolved);
  }

  private replaceWhole(value: Value, data: Data): TextEdit[] | Declined {
    const span = this.look.local(nodeSpan(value));
    const quote = value.kind === "text" ? this.look.quoteOf(value) : undefined;
    if (isInFlow(value))
      return this.look.isJson(value)
        ? this.json.replaceValue(value, data)
        : this.edit(span, yamlFlow(data, this.look.style, quote));
    const place = this.lines.place(span.start);
    if (!place) return /&\w+[ \t]*$/.test(this.lines.before(span.start)) ? anchored : unsure;
    const line = oneLine(data, this.look.style, quote) ?? this.stillFlow(span, data);
    if (place.kind === "item")
      return line === undefined
        ? this.replaceByLines(span, yamlItem(data, place.column, this.look.style))
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
      return own > column ? this.edit(span, yamlItem(data, own, this.look.style)) : unsure;
    }
    if (line !== undefined) return this.edit({ start: colonEnd, end: span.end }, ` ${line}`);
    const written = yamlAfterKey(data, column, this.look.style);
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
    const feed = written.indexOf(this.look.style.eol);
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
    if (items.some((item) => this.look.isAnchored(item))) return anchored;
    const brackets = this.look.brackets(list.span, list.items.map(nodeSpan));
    if (brackets) return isRegular(brackets) ? this.edits(removeMembers(brackets, removed)) : unfinished;
    let kept = list.items.length - 1;
    while (removed.has(kept)) kept--;
    const regions: Span[] = [];
    for (const index of removed) {
      const item = list.items[index];
      const bullet = item && this.look.bullet(item);
      if (!item || bullet === undefined) return unsure;
      const lines = this.lines.lines(bullet, this.look.local(nodeSpan(item)).end);
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
    if (this.look.isJson(list)) return this.json.insertItems(list, after, items);
    const quote = this.look.quoteAmong(list.items);
    const style = {
      ...this.look.style,
      keyQuote: this.look.keyQuoteOf(list.items.find((item) => item.kind === "dict")),
    };
    const brackets = this.look.brackets(list.span, list.items.map(nodeSpan));
    if (brackets) {
      if (brackets.members.length === 0 && !isInFlow(list)) return this.replaceValue(list, items);
      return this.insertFlow(
        brackets,
        index,
        resolved.map((item) => yamlFlow(item, style, quote)),
      );
    }
    const start = this.look.local(list.span).start;
    if (this.text.charAt(start) !== "-") return absent;
    const column = this.lines.columnOf(start);
    const printed = resolved.map((item) => `-${this.afterBullet(list, item, column, style, quote)}`);
    const indent = this.look.gapBetween(list) + " ".repeat(column);
    if (!after) return this.edit({ start, end: start }, printed.map((item) => item + indent).join(""));
    const end = this.lines.lineEnd(this.look.local(nodeSpan(after)).end);
    if (end === undefined) return unsure;
    return this.edit({ start: end, end }, printed.map((item) => indent + item).join(""));
  }

  /** An item as its siblings stand: in flow style, beside the bullet, or on the line below. */
  private afterBullet(list: List, data: Data, column: number, style: YamlStyle, quote: string | undefined): string {
    const flow = yamlFlow(data, style, quote);
    const isFlow = areOnLines(list.items, data, (item) => this.look.isFlow(item));
    if (isFlow && column + flow.length <= 100) return ` ${flow}`;
    const alike = list.items.find((item) => isContainer(item) && !this.look.isFlow(item));
    const start = alike && this.look.local(nodeSpan(alike)).start;
    const bullet = start === undefined ? undefined : this.lines.bullet(start);
    const gap = start === undefined || bullet === undefined ? " " : this.text.slice(bullet + 1, start);
    const isUsual =
      oneLine(data, style, quote) !== undefined || start === undefined || !/^(?: +|[ \t]*\r?\n +)$/.test(gap);
    if (isUsual) return ` ${yamlItem(data, column + 2, style, quote)}`;
    return gap + yamlItem(data, this.lines.columnOf(start), style, quote);
  }

  setEntry(container: Container, key: string, data: Data, after?: Entry | "first"): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    const elsewhere = elsewhereOf(container);
    if (elsewhere) return elsewhere;
    const present = entryOf(container, key);
    if (present && !isThroughAlias(present.key)) return this.replaceValue(present.value, data);
    const resolved = this.resolve(data);
    if (isDeclined(resolved)) return resolved;
    const span = this.look.local(container.span);
    const own = container.entries.filter((entry) => !isThroughAlias(entry.key));
    if (container.open && this.look.hasUnfinished(span, key)) return unfinished;
    const brackets = this.look.brackets(container.span, own.map(entrySpan));
    const isFirst = after === "first";
    const last = isFirst ? own[0] : (after ?? own[own.length - 1]);
    if (last && !own.includes(last)) return absent;
    const style = { ...this.look.style, keyQuote: this.look.keyQuoteOf(container) };
    if (brackets) {
      if (!last && !isInFlow(container)) return this.replaceValue(container, { [key]: data });
      if (this.look.isJson(container)) return this.json.setEntry(container, key, data, after);
      return this.insertFlow(brackets, last && !isFirst ? own.indexOf(last) : -1, [
        yamlFlowMember(key, resolved, style),
      ]);
    }
    const first = own[0];
    if (!last || !first || this.text.charAt(span.start) === "!") return unsure;
    const start = this.look.local(first.key.token).start;
    const end = this.lines.lineEnd(this.look.local(entrySpan(last)).end);
    if (end === undefined || !this.lines.beginsEntry(start)) return unsure;
    const column = this.lines.columnOf(start);
    const siblings = own.map((entry) => entry.value);
    const flow = yamlFlow(resolved, style);
    const isFlow = areOnLines(siblings, resolved, (value) => this.look.isFlow(value)) && column + flow.length <= 100;
    const quote = this.look.quoteAmong(siblings.flatMap((value) => (value.kind === "list" ? value.items : [value])));
    const value = isFlow ? ` ${flow}` : yamlAfterKey(resolved, column, style, quote);
    const written = `${yamlKey(key, style)}:${value}`;
    const line = this.look.style.eol + " ".repeat(column);
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
    const span = this.look.local(entrySpan(entry));
    if (this.lines.hasAnchor(span)) return anchored;
    const brackets = this.look.brackets(container.span, container.entries.map(entrySpan));
    if (brackets) return isRegular(brackets) ? this.edits(removeMembers(brackets, new Set([index]))) : unfinished;
    if (this.text.charAt(this.look.local(container.span).start) === "!") return absent;
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
    const span = this.look.local(text.token);
    if (/^[|>!]/.test(this.text.slice(span.start, span.start + 1))) return unsure;
    return this.edit(span, yamlString(to, this.look.style, this.look.quoteOf(text), true));
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
    const flow = yamlFlow(data, this.look.style);
    return this.lines.columnOf(span.start) + flow.length <= 120 ? flow : undefined;
  }

  /** A first item on the line of an outer bullet or key: up to the next item. */
  private inlineItem(list: List, index: number, bullet: number): Span | undefined {
    const next = list.items[index + 1];
    const end = next && this.look.bullet(next);
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

  private resolve(data: Data): Data | Declined {
    const resolved = resolveReferences(data, this.spell);
    if (resolved === undefined) return unnamed;
    return hasBlockText(resolved) ? { declined: "A text of several lines cannot be moved safely." } : resolved;
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
