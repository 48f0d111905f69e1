// How values stand in a YAML text: in which quotes, in flow style or in lines, between which brackets. It writes nothing.
import type { Source } from "../model/source";
import type { Dict, List, Span, Text, Value } from "../model/value";
import { literal, nodeSpan } from "../model/value";
import type { Brackets } from "./print-members";
import type { YamlStyle } from "./print-yaml";
import { isPlain, yamlStyle } from "./print-yaml";
import { YamlLines } from "./yaml-lines";
import { isInFlow, isThroughAlias } from "./yaml-places";

/** Takes nodes with document offsets, and gives offsets of its source's text. */
export class YamlLook {
  readonly text: string;
  readonly lines: YamlLines;
  private known: YamlStyle | undefined;

  constructor(private readonly source: Source) {
    this.text = source.text;
    this.lines = new YamlLines(source.text);
  }

  /** The file's style. */
  get style(): YamlStyle {
    return (this.known ??= yamlStyle(this.text));
  }

  /** A place of the document in the source's text. */
  local({ start, end }: Span): Span {
    return { start: this.source.fromDocument(start), end: this.source.fromDocument(end) };
  }

  /** A flow collection by its brackets; undefined for one in lines. */
  brackets(span: Span, members: readonly Span[]): Brackets | undefined {
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
  hasUnfinished(span: Span, key: string): boolean {
    const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?:^|[\\s{,"'])${escaped}["']?\\s*(?::|$)`, "m").test(this.text.slice(span.start, span.end + 1));
  }

  /** The quotes a text stands in, "" where it has none. */
  quoteOf(text: Text): string {
    const first = this.text.charAt(this.local(text.token).start);
    return first === '"' || first === "'" ? first : "";
  }

  /** The quotes of texts that could do without any: "" where one has none, undefined where none tells. */
  quoteAmong(values: readonly Value[]): string | undefined {
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
  keyQuoteOf(container: Value | undefined): string {
    if (container?.kind !== "dict") return "";
    const quotes = new Set(container.entries.map(({ key }) => (isThroughAlias(key) ? "" : this.quoteOf(key))));
    const [only] = quotes;
    return quotes.size === 1 && only !== undefined ? only : "";
  }

  /** Whether a collection stands in brackets. */
  isFlow(value: Value): boolean {
    return isContainer(value) && "[{".includes(this.text.charAt(this.local(value.span).start));
  }

  /** Whether a flow collection of several lines is written as JSON is: with the keys in double quotes. */
  isJson(value: Value): boolean {
    if (!isContainer(value) || !this.isFlow(value)) return false;
    const { start, end } = this.local(value.span);
    if (!this.text.slice(start, end).includes("\n")) return false;
    if (value.kind === "dict") return this.keyQuoteOf(value) === '"';
    return value.items.some((item) => this.keyQuoteOf(item) === '"');
  }

  /** Where an item's "-" stands. */
  bullet(item: Value): number | undefined {
    return this.lines.bullet(this.local(nodeSpan(item)).start);
  }

  /** Whether an anchor names a value, or a part of it. */
  isAnchored(value: Value): boolean {
    const { start, end } = this.local(nodeSpan(value));
    return this.lines.hasAnchor({ start, end }) || /&\w+\s*$/.test(this.text.slice(0, start).slice(-200));
  }

  /** What separates the list's items: a line break, and a blank line where all have one. */
  gapBetween(list: List): string {
    const { eol } = this.style;
    const gaps = list.items.slice(1).map((item, index) => {
      const before = list.items[index];
      return before ? this.text.slice(this.local(nodeSpan(before)).end, this.local(nodeSpan(item)).start) : "";
    });
    return gaps.length > 0 && gaps.every((gap) => /\n[ \t]*\r?\n/.test(gap)) ? eol + eol : eol;
  }
}

/** A list or an object, however it is written. */
export function isContainer(value: Value): value is List | Dict {
  return value.kind === "list" || value.kind === "dict";
}
