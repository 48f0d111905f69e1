// Edits of YAML trees as text edits, in the style of the file. It re-reads nothing and knows no IAM.
import type { Declined } from "../edit";
import { isDeclined } from "../edit";
import type { Data } from "../model/data";
import { isListData, isRawData } from "../model/data";
import type { Source, TextEdit } from "../model/source";
import { toDocumentEdits } from "../model/source";
import type { Block, Container, Dict, Entry, List, Span, Text, Value } from "../model/value";
import { entryOf, nodeSpan } from "../model/value";
import { resolveReferences } from "./print";
import type { Brackets } from "./print-members";
import { fillBrackets, insertMembers, isMultiline, isRegular, lineStart, removeMembers } from "./print-members";
import type { YamlStyle } from "./print-yaml";
import { oneLine, yamlAfterKey, yamlFlow, yamlFlowMember, yamlItem, yamlString, yamlStyle } from "./print-yaml";
import type { SpellReference, Writer } from "./writer";
import { isInFlow, isThroughAlias } from "./yaml-places";

const unfinished: Declined = { declined: "The text around this place is not finished, so it is left as it is." };
const unnamed: Declined = { declined: "What this fix refers to has no name in this document." };
const absent: Declined = { declined: "The value is not written in this place." };
const throughAlias: Declined = { declined: "The value is written elsewhere and only repeated here by a YAML alias." };
const anchored: Declined = { declined: "A YAML anchor stands there, which other parts of the file may repeat." };
const unsure: Declined = { declined: "The text is laid out in a way in which there is no sure place to write." };

/** A writer of YAML. Values reached through an alias are declined. */
export function createYamlWriter(source: Source, spell: SpellReference): Writer {
  return new YamlWriter(source, spell);
}

/** Where a block value stands: `column` is that of its key, or of itself after a bullet. */
type Place =
  | { readonly kind: "key"; readonly column: number; readonly colonEnd: number }
  | { readonly kind: "item"; readonly column: number };

class YamlWriter implements Writer {
  private known: YamlStyle | undefined;
  private readonly text: string;

  constructor(
    private readonly source: Source,
    private readonly spell: SpellReference,
  ) {
    this.text = source.text;
  }

  replaceValue(value: Value, data: Data): TextEdit[] | Declined {
    if (isThroughAlias(value)) return throughAlias;
    const resolved = this.resolve(data);
    if (isDeclined(resolved)) return resolved;
    const span = this.local(nodeSpan(value));
    if (this.hasAnchor(span)) return anchored;
    const quote = value.kind === "text" ? this.quoteOf(value) : undefined;
    if (isInFlow(value)) return this.edit(span, yamlFlow(resolved, this.style, quote));
    const place = this.place(span.start);
    if (!place) return unsure;
    const line = oneLine(resolved, this.style, quote) ?? this.stillFlow(span, resolved);
    if (place.kind === "item") return this.edit(span, line ?? yamlItem(resolved, place.column, this.style));
    const between = this.text.slice(place.colonEnd, span.start);
    if (between.includes("&")) return anchored;
    const sameLine = !between.includes("\n");
    if (line !== undefined && sameLine) return this.edit(span, line);
    // Behind a tag only a value on the same line is sure to be what the tag may stand before.
    if (between.includes("!")) return unsure;
    const start = between.trim() === "" ? place.colonEnd : undefined;
    if (line !== undefined)
      return start === undefined ? this.edit(span, line) : this.edit({ start, end: span.end }, ` ${line}`);
    if (start !== undefined)
      return this.edit({ start, end: span.end }, yamlAfterKey(resolved, place.column, this.style));
    const column = span.start - lineStart(this.text, span.start);
    return column > place.column ? this.edit(span, yamlItem(resolved, column, this.style)) : unsure;
  }

  removeItems(list: List, items: readonly Value[]): TextEdit[] | Declined {
    if (isThroughAlias(list)) return throughAlias;
    const removed = new Set(items.map((item) => list.items.indexOf(item)));
    if (removed.has(-1)) return absent;
    if (removed.size === list.items.length) return { declined: "No item of the list would remain." };
    if (items.some((item) => this.hasAnchor(this.local(nodeSpan(item))))) return anchored;
    const brackets = this.brackets(list.span, list.items.map(nodeSpan));
    if (brackets) return isRegular(brackets) ? this.edits(removeMembers(brackets, removed)) : unfinished;
    const regions: Span[] = [];
    for (const index of removed) {
      const item = list.items[index];
      const bullet = item && this.bullet(item);
      if (!item || bullet === undefined) return unsure;
      const region = this.lines(bullet, this.local(nodeSpan(item)).end) ?? this.inlineItem(list, index, bullet);
      if (!region) return unsure;
      regions.push(region);
    }
    return this.edits(this.removals(regions));
  }

  insertItems(list: List, after: Value | undefined, items: readonly Data[]): TextEdit[] | Declined {
    if (isThroughAlias(list)) return throughAlias;
    const index = after ? list.items.indexOf(after) : -1;
    if (after && index < 0) return absent;
    if (items.length === 0) return [];
    const resolved = this.resolve(items);
    if (isDeclined(resolved)) return resolved;
    if (!isListData(resolved)) return absent;
    const quote = this.siblingQuote(list);
    const brackets = this.brackets(list.span, list.items.map(nodeSpan));
    if (brackets) {
      if (brackets.members.length === 0 && !isInFlow(list)) return this.replaceValue(list, items);
      return this.insertFlow(
        brackets,
        index,
        resolved.map((item) => yamlFlow(item, this.style, quote)),
      );
    }
    const start = this.local(list.span).start;
    if (this.text.charAt(start) !== "-") return absent;
    const column = start - lineStart(this.text, start);
    const printed = resolved.map((item) => `- ${yamlItem(item, column + 2, this.style, quote)}`);
    const indent = this.style.eol + " ".repeat(column);
    if (!after) return this.edit({ start, end: start }, printed.map((item) => item + indent).join(""));
    const end = this.lineEnd(this.local(nodeSpan(after)).end);
    if (end === undefined) return unsure;
    return this.edit({ start: end, end }, printed.map((item) => indent + item).join(""));
  }

  setEntry(container: Container, key: string, data: Data, after?: Entry): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    if (isThroughAlias(container)) return throughAlias;
    const present = entryOf(container, key);
    if (present && !isThroughAlias(present.key)) return this.replaceValue(present.value, data);
    const resolved = this.resolve(data);
    if (isDeclined(resolved)) return resolved;
    const span = this.local(container.span);
    const own = container.entries.filter((entry) => !isThroughAlias(entry.key));
    if (container.open && this.hasUnfinished(span, key)) return unfinished;
    const brackets = this.brackets(container.span, own.map(entrySpan));
    const last = after ?? own[own.length - 1];
    if (last && !own.includes(last)) return absent;
    if (brackets) {
      if (!last && !isInFlow(container)) return this.replaceValue(container, { [key]: data });
      return this.insertFlow(brackets, last ? own.indexOf(last) : -1, [yamlFlowMember(key, resolved, this.style)]);
    }
    const first = own[0];
    if (!last || !first || this.text.charAt(span.start) === "!") return unsure;
    const start = this.local(first.key.token).start;
    const column = start - lineStart(this.text, start);
    const end = this.lineEnd(this.local(entrySpan(last)).end);
    if (end === undefined) return unsure;
    const written = `${yamlString(key, this.style)}:${yamlAfterKey(resolved, column, this.style)}`;
    return this.edit({ start: end, end }, this.style.eol + " ".repeat(column) + written);
  }

  removeEntry(container: Container, entry: Entry): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    if (isThroughAlias(container) || isThroughAlias(entry.key)) return throughAlias;
    const index = container.entries.indexOf(entry);
    if (index < 0) return absent;
    const span = this.local(entrySpan(entry));
    if (this.hasAnchor(span)) return anchored;
    const brackets = this.brackets(container.span, container.entries.map(entrySpan));
    if (brackets) return isRegular(brackets) ? this.edits(removeMembers(brackets, new Set([index]))) : unfinished;
    if (this.text.charAt(this.local(container.span).start) === "!") return absent;
    if (container.entries.length === 1) return container.open ? unfinished : this.replaceValue(container, {});
    const region = this.lines(span.start, span.end) ?? this.firstAfterBullet(container, index, span);
    return region ? this.edits(this.removals([region])) : unsure;
  }

  renameText(text: Text, to: string): TextEdit[] | Declined {
    if (isThroughAlias(text)) return throughAlias;
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
    return span.start - lineStart(this.text, span.start) + flow.length <= 120 ? flow : undefined;
  }

  /** What introduces the value that begins at `start`: a key on its line or above, or a bullet. */
  private place(start: number): Place | undefined {
    let line = lineStart(this.text, start);
    let before = this.text.slice(line, start);
    if (before.trim() === "") {
      // The value stands on a line of its own: its key is on the nearest line above that is neither blank nor a comment.
      for (;;) {
        if (line === 0) return undefined;
        const end = line - 1;
        line = lineStart(this.text, end);
        before = this.text.slice(line, end);
        if (/^\s*(?:#.*)?$/.test(before)) continue;
        break;
      }
    }
    const bullets = /^ *(?:- +)*/.exec(before)?.[0] ?? "";
    const rest = before.slice(bullets.length);
    if (rest === "") return { kind: "item", column: bullets.length };
    const key = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[{](?:[^#:]|:(?=\S)|\S#)*?)[ \t]*:(?=\s|$)/.exec(rest);
    if (!key) return undefined;
    return { kind: "key", column: bullets.length, colonEnd: line + bullets.length + key[0].length };
  }

  /** The offset of the item's `-`. */
  private bullet(item: Value): number | undefined {
    let at = this.local(nodeSpan(item)).start - 1;
    while (at >= 0 && this.text.charAt(at).trim() === "") at--;
    return this.text.charAt(at) === "-" ? at : undefined;
  }

  /** The lines from `start` to `end` with their line break, where nothing else but a comment stands in them. */
  private lines(start: number, end: number): Span | undefined {
    const from = lineStart(this.text, start);
    const to = this.lineEnd(end);
    if (this.text.slice(from, start).trim() !== "" || to === undefined) return undefined;
    const feed = this.text.indexOf("\n", to);
    return { start: from, end: feed < 0 ? this.text.length : feed + 1 };
  }

  /** A first item on the line of an outer bullet or key: up to the next item. */
  private inlineItem(list: List, index: number, bullet: number): Span | undefined {
    const next = list.items[index + 1];
    const end = next && this.bullet(next);
    return end !== undefined && !this.text.slice(bullet, end).includes("#") ? { start: bullet, end } : undefined;
  }

  /** The first entry after a bullet: up to what stands first on the next line, which moves up to the bullet. */
  private firstAfterBullet(container: Dict, index: number, span: Span): Span | undefined {
    const end = this.lineEnd(span.end);
    const before = this.text.slice(lineStart(this.text, span.start), span.start);
    if (end === undefined || index === container.entries.length - 1 || !/^ *(?:- +)+$/.test(before)) return undefined;
    const next = /\s*/y;
    next.lastIndex = end;
    next.test(this.text);
    return { start: span.start, end: next.lastIndex };
  }

  /** After the comment that may follow on the line, before the line break; undefined where more than that follows. */
  private lineEnd(from: number): number | undefined {
    const rest = /[ \t]*(#[^\r\n]*)?(?=\r?\n|$)/y;
    rest.lastIndex = from;
    const match = rest.exec(this.text);
    if (!match || (match[1] !== undefined && match[0] === match[1] && from > 0)) return undefined;
    return match[1] === undefined ? from : from + match[0].length;
  }

  /** Removals, joined; one that reaches the end of a text without a final line break takes the break before it instead. */
  private removals(regions: readonly Span[]): TextEdit[] {
    const joined: Span[] = [];
    for (const region of [...regions].sort((a, b) => a.start - b.start)) {
      const last = joined[joined.length - 1];
      if (last && region.start <= last.end) joined[joined.length - 1] = { start: last.start, end: region.end };
      else joined.push(region);
    }
    return joined.map(({ start, end }) => {
      const open = end === this.text.length && !this.text.endsWith("\n") && this.text.charAt(start - 1) === "\n";
      const from = open ? start - (this.text.charAt(start - 2) === "\r" ? 2 : 1) : start;
      return { span: { start: from, end }, text: "" };
    });
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
      pad: "",
      comments: "yaml",
    };
  }

  /** A key that stands in the text but not in the tree has no value yet. */
  private hasUnfinished(span: Span, key: string): boolean {
    const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?:^|[\\s{,"'])${escaped}["']?\\s*(?::|$)`, "m").test(this.text.slice(span.start, span.end + 1));
  }

  private hasAnchor({ start, end }: Span): boolean {
    return /(?:^|[:\-[{,]\s+)&[A-Za-z0-9_]/m.test(this.text.slice(start, end));
  }

  private quoteOf(text: Text): string {
    const first = this.text.charAt(this.local(text.token).start);
    return first === '"' || first === "'" ? first : "";
  }

  /** The quotes that every text in the list has, else none. */
  private siblingQuote(list: List): string {
    const quotes = new Set(list.items.flatMap((item) => (item.kind === "text" ? [this.quoteOf(item)] : [])));
    const [only] = quotes;
    return quotes.size === 1 && only !== undefined ? only : "";
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

/** Raw text of several lines keeps its meaning at another column only where brackets or quotes hold it. */
function hasBlockText(data: Data): boolean {
  if (data === null || typeof data !== "object") return false;
  if (isRawData(data)) return data.raw.includes("\n") && !/^["'[{]/.test(data.raw);
  const values: readonly Data[] = isListData(data) ? data : Object.values<Data>(data as never);
  return values.some(hasBlockText);
}
