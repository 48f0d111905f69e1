// One YAML text to the value tree, from the concrete syntax of the `yaml` package. It knows CloudFormation's short tags, but no IAM.
import { CST, Parser } from "yaml";
import type { Comment } from "../model/document";
import type { Source } from "../model/source";
import type { Dict, Entry, List, Span, Text, Value } from "../model/value";
import { literal, textOf } from "../model/value";
import { Aliases } from "./yaml-alias";
import { markInFlow } from "./yaml-places";
import { joinedQuotes, quotedJson } from "./yaml-quotes";
import { endOf, plainScalar } from "./yaml-token";

/** Deeper values are read as Unknown, so that whoever walks a tree may recurse. */
const maxDepth = 200;

export interface YamlTree {
  readonly root: Value | undefined;
  readonly broken: boolean;
  readonly comments: readonly Comment[];
  /** An anchor or an alias stands in it, or a part of a quoted text: parts of the whole text depend on one another. */
  readonly anchored: boolean;
}

/** A container that is being read. */
interface Holder {
  open: boolean;
}

interface Props {
  readonly tag: CST.SourceToken | undefined;
  readonly anchor: CST.SourceToken | undefined;
  /** The indicator asked for (`-`, `?`, `:`). */
  readonly found: boolean;
  readonly comma: boolean;
  readonly newline: boolean;
}

type FlowScalarToken = CST.FlowScalar;

/** Reads the first document of a text that stands at offset `base` of `source`, `depth` containers deep. */
export function readYamlTree(text: string, source: Source, base = 0, depth = 0): YamlTree {
  const own = firstDocument(text);
  try {
    const tree = new YamlReader(own, own, source, base, depth).read();
    const joined = tree.broken ? joinedQuotes(own) : undefined;
    const mended = joined === undefined ? undefined : new YamlReader(joined, own, source, base, depth).read();
    if (mended && !mended.broken) return mended;
    // A quoted JSON text may have been cut where its lines stand as far left as keys do.
    return tree.broken && quotedJson.test(own) ? { ...tree, anchored: true } : tree;
  } catch {
    // The library recurses where many nested blocks end at once; a stack that overflows is text nested beyond reading.
    const span = { start: source.toDocument(base), end: source.toDocument(base + text.length) };
    return { root: { kind: "unknown", source: text, span }, broken: true, comments: [], anchored: false };
  }
}

class YamlReader {
  private readonly comments: Comment[] = [];
  private readonly aliases = new Aliases();
  private broken = false;
  private anchored = false;
  /** Offset in the text after the last token that is no blank and no comment. */
  private lastEnd = 0;

  constructor(
    /** What is given to the library: as long as the text itself. */
    private readonly text: string,
    private readonly original: string,
    private readonly source: Source,
    private readonly base: number,
    private readonly depth: number,
  ) {}

  read(): YamlTree {
    const holder: Holder = { open: false };
    let document: CST.Document | undefined;
    let root: Value | undefined;
    for (const token of new Parser().parse(this.text)) {
      if (token.type === "document") {
        // One template is one document: what follows it is not read.
        if (document) break;
        document = token;
        const { tag, anchor } = this.props(token.start, "doc-start", holder, token.value, -1);
        root = this.node(token.value, tag, anchor, holder, this.depth);
        this.trail(token.end, holder);
      } else if (token.type === "doc-end" && document) break;
      else if (token.type === "comment") this.comment(token);
      else if (token.type === "error") this.fault(holder);
    }
    if (holder.open && (root?.kind === "dict" || root?.kind === "list")) root = { ...root, open: true };
    this.comments.sort((a, b) => a.span.start - b.span.start);
    return { root, broken: this.broken, comments: this.comments, anchored: this.anchored };
  }

  /** A node with its tag; undefined where there is none, which opens the holder. */
  private node(
    token: CST.Token | undefined | null,
    tag: CST.SourceToken | undefined,
    anchor: CST.SourceToken | undefined,
    holder: Holder,
    depth: number,
  ): Value | undefined {
    const name = tag?.source;
    let value: Value | undefined;
    if (tag && name && /^![A-Za-z]/.test(name)) value = this.tagged(token, tag, holder, depth);
    else value = this.plainNode(token, name, holder, depth);
    if (anchor) {
      this.anchored = true;
      if (value) this.aliases.remember(anchor.source.slice(1), value);
    }
    if (!value) holder.open = true;
    return value;
  }

  /**
   * A short tag as the long form it stands for.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
   */
  private tagged(token: CST.Token | undefined | null, tag: CST.SourceToken, holder: Holder, depth: number): Value {
    const name = tag.source.slice(1);
    const key = textOf(
      name === "Ref" || name === "Condition" ? name : `Fn::${name}`,
      this.span(tag.offset, tag.offset + tag.source.length),
    );
    this.seen(tag);
    const inner: Holder = { open: false };
    const value = this.plainNode(token, undefined, inner, depth + 1);
    if (!value) inner.open = true;
    if (inner.open && value) holder.open = true;
    const entries = value ? [{ key, value, span: { start: key.span.start, end: this.docEnd() } }] : [];
    return { kind: "dict", entries, open: inner.open, span: { start: key.span.start, end: this.docEnd() } };
  }

  private plainNode(
    token: CST.Token | undefined | null,
    tag: string | undefined,
    holder: Holder,
    depth: number,
  ): Value | undefined {
    if (!token) return undefined;
    switch (token.type) {
      case "alias":
        return this.alias(token, holder);
      case "scalar":
      case "single-quoted-scalar":
      case "double-quoted-scalar":
        if (token.source === "") return undefined;
        return this.scalar(token, tag, holder);
      case "block-scalar":
        return this.blockScalar(token, holder);
      case "block-map":
        return depth >= maxDepth ? this.tooDeep(token) : this.blockMap(token, depth);
      case "block-seq":
        return depth >= maxDepth ? this.tooDeep(token) : this.blockSequence(token, depth);
      case "flow-collection":
        return depth >= maxDepth ? this.tooDeep(token) : this.flow(token, holder, depth);
      default:
        this.fault(holder);
        return undefined;
    }
  }

  private blockMap(map: CST.BlockMap, depth: number): Dict {
    const holder: Holder = { open: false };
    const entries: Entry[] = [];
    for (const item of map.items) {
      const props = this.props(item.start, "explicit-key-ind", holder, item.key ?? item.sep?.[0], map.indent, true);
      if (!item.key && !item.sep) {
        if (props.found || props.tag || props.anchor) holder.open = true;
        if (!props.found && (props.tag || props.anchor)) this.fault(holder);
        continue;
      }
      const misplaced = item.key && "indent" in item.key && item.key.indent !== map.indent;
      if (!props.found && (misplaced || item.key?.type === "block-seq")) this.fault(holder);
      const key = this.key(item.key, props, holder, depth);
      const after = this.props(item.sep, "map-value-ind", holder, item.value, map.indent, !item.key);
      if (!after.found && !props.found) this.fault(holder);
      if (after.found && !props.found && item.value?.type === "block-map" && !after.newline) this.fault(holder);
      const value = this.node(item.value, after.tag, after.anchor, holder, depth + 1);
      this.entry(entries, key, value, holder);
    }
    return { kind: "dict", entries, open: holder.open, span: this.span(map.offset, this.lastEnd) };
  }

  private blockSequence(sequence: CST.BlockSequence, depth: number): List {
    const holder: Holder = { open: false };
    const items: Value[] = [];
    for (const item of sequence.items) {
      const props = this.props(item.start, "seq-item-ind", holder, item.value, sequence.indent, true);
      if (!props.found) {
        if (!item.value && !props.tag && !props.anchor) continue;
        this.fault(holder);
      }
      const value = this.node(item.value, props.tag, props.anchor, holder, depth + 1);
      if (value) items.push(value);
    }
    return { kind: "list", items, open: holder.open, span: this.span(sequence.offset, this.lastEnd) };
  }

  private flow(flow: CST.FlowCollection, outer: Holder, depth: number): Value {
    const holder: Holder = { open: false };
    const isMap = flow.start.source === "{";
    const items: Value[] = [];
    const entries: Entry[] = [];
    this.seen(flow.start);
    flow.items.forEach((item, index) => {
      const props = this.props(item.start, "explicit-key-ind", holder, item.key ?? item.sep?.[0], -1, false, true);
      if (index === 0 ? props.comma : !props.comma && (item.key || item.sep || item.value)) this.fault(holder);
      if (!item.key && !item.sep && !item.value && !props.tag) {
        if (index < flow.items.length - 1) this.fault(holder);
        return;
      }
      if (!isMap && !item.sep && !props.found) {
        const value = this.flowMember(item.value, props, holder, depth);
        if (value) items.push(value);
        return;
      }
      const start = item.key?.offset ?? this.lastEnd;
      const pair: Entry[] = [];
      const inner: Holder = isMap ? holder : { open: false };
      const key = this.key(item.key, props, inner, depth);
      const after = this.props(item.sep ?? [], "map-value-ind", inner, item.value, -1, false, true);
      if (!after.found && item.value) this.fault(inner);
      const value = this.flowMember(item.value, after, inner, depth);
      this.entry(isMap ? entries : pair, key, value, inner);
      if (isMap) return;
      const single: Dict = { kind: "dict", entries: pair, open: inner.open, span: this.span(start, this.lastEnd) };
      markInFlow(single);
      items.push(single);
    });
    const [end, ...rest] = flow.end;
    if (end?.source === (isMap ? "}" : "]")) this.seen(end);
    else this.fault(holder);
    this.trail(rest, outer);
    const span = this.span(flow.offset, end ? end.offset + end.source.length : this.lastEnd);
    return isMap
      ? { kind: "dict", entries, open: holder.open, span }
      : { kind: "list", items, open: holder.open, span };
  }

  private flowMember(token: CST.Token | undefined, props: Props, holder: Holder, depth: number): Value | undefined {
    if (token?.type === "block-map" || token?.type === "block-seq") this.fault(holder);
    const value = this.node(token, props.tag, props.anchor, holder, depth + 1);
    if (value) markInFlow(value);
    return value;
  }

  /** A key as a text, whatever it would be as a value; undefined where it is a collection. */
  private key(token: CST.Token | null | undefined, props: Props, holder: Holder, depth: number): Text | undefined {
    if (!token) return undefined;
    if (token.type === "scalar" && token.source.includes("\n") && !props.found) {
      // An unfinished key swallows the line below it; that line is the key that was meant.
      this.fault(holder);
      const line = token.source.lastIndexOf("\n") + 1;
      const key = token.source.slice(line).trimStart();
      const end = token.offset + token.source.length;
      this.seen(token);
      this.trail(token.end, holder);
      return textOf(key, this.span(end - key.length, end));
    }
    const value = this.node(token, undefined, props.anchor, holder, depth + 1);
    if (value?.kind === "text") return value;
    if (value?.kind === "scalar" && "source" in token) return textOf(token.source, value.span);
    if (value) holder.open = true;
    return undefined;
  }

  private entry(entries: Entry[], key: Text | undefined, value: Value | undefined, holder: Holder): void {
    if (!key) holder.open = true;
    if (!key || !value) return;
    if (literal(key) === "<<" && key.token === key.span) return this.merge(entries, value, holder);
    entries.push({ key, value, span: { start: key.token.start, end: Math.max(value.span.end, tokenEnd(value)) } });
  }

  /** What `<<` merges comes before the entries of the map itself, which win. https://yaml.org/type/merge.html */
  private merge(entries: Entry[], value: Value, holder: Holder): void {
    this.anchored = true;
    const sources = value.kind === "list" ? [...value.items].reverse() : [value];
    const merged: Entry[] = [];
    for (const from of sources) {
      if (from.kind !== "dict" || from.open) holder.open = true;
      if (from.kind === "dict") for (const entry of from.entries) merged.push(this.aliases.entryAt(entry, from.span));
    }
    entries.unshift(...merged);
  }

  private alias(token: FlowScalarToken, holder: Holder): Value {
    this.anchored ||= token.source.length > 1;
    this.seen(token);
    this.trail(token.end, holder);
    const span = this.span(token.offset, token.offset + token.source.length);
    const value = this.aliases.valueAt(token.source.slice(1), span);
    if (!value) this.fault(holder);
    return value ?? { kind: "unknown", source: token.source, span };
  }

  private scalar(token: FlowScalarToken, tag: string | undefined, holder: Holder): Value {
    const { offset } = token;
    const end = offset + token.source.length;
    const source = this.text === this.original ? token.source : this.original.slice(offset, end);
    this.seen(token);
    this.trail(token.end, holder);
    if (token.type === "scalar") {
      if (tag === undefined || (tag !== "!!str" && tag !== "!")) {
        const known = plainScalar(source);
        if (known !== undefined) return { kind: "scalar", value: known, span: this.span(offset, end) };
      }
      if (/^[\t,%|>@`]/.test(source)) this.fault(holder);
      return textOf(source.includes("\n") ? this.decoded(token, holder) : source, this.span(offset, end));
    }
    const closed = source.length > 1 && source.endsWith(source.charAt(0));
    const simple = closed && !source.includes("\n") && !source.includes("\\");
    let content = source.slice(1, -1);
    if (!simple) content = this.decoded({ ...token, source }, holder);
    else if (source.startsWith("'")) content = content.replace(/''/g, "'");
    return textOf(content, this.span(offset + 1, closed ? end - 1 : end), this.span(offset, end));
  }

  private blockScalar(token: CST.BlockScalar, holder: Holder): Value {
    let start = token.offset;
    for (const prop of token.props) {
      if (prop.type === "comment") this.comment(prop);
      if (prop.type === "error") this.fault(holder);
      if ("source" in prop) start = prop.offset + prop.source.length;
    }
    if (this.text.slice(start, start + token.source.length) !== this.original.slice(start, start + token.source.length))
      this.fault(holder);
    const header = token.props[0];
    const keep = header && "source" in header && header.source.includes("+");
    const content = keep ? token.source.replace(/\r?\n$/, "") : token.source.trimEnd();
    const lead = /^(?: *\r?\n)* */.exec(content)?.[0].length ?? 0;
    const text = this.decoded(token, holder);
    const end = content === "" ? token.offset + ("source" in (header ?? {}) ? 1 : 0) : start + content.length;
    this.lastEnd = Math.max(this.lastEnd, end);
    return textOf(
      text,
      this.span(content === "" ? end : start + Math.min(lead, content.length), end),
      this.span(token.offset, end),
    );
  }

  private decoded(token: FlowScalarToken | CST.BlockScalar, holder: Holder): string {
    return CST.resolveAsScalar(token, true, () => this.fault(holder)).value;
  }

  private tooDeep(token: CST.Token): Value {
    const end = endOf(token);
    this.lastEnd = Math.max(this.lastEnd, end);
    return { kind: "unknown", source: this.text.slice(token.offset, end), span: this.span(token.offset, end) };
  }

  /** What stands before a node: its tag and anchor, indicators, comments; and what must not stand there. */
  private props(
    tokens: readonly CST.SourceToken[],
    indicator: CST.SourceToken["type"],
    holder: Holder,
    next: CST.Token | undefined | null,
    parentIndent: number,
    startsLine = false,
    flow = false,
  ): Props {
    let tag: CST.SourceToken | undefined;
    let anchor: CST.SourceToken | undefined;
    let found = false;
    let comma = false;
    let newline = false;
    let atNewline = startsLine;
    let tab: CST.SourceToken | undefined;
    for (const token of tokens) {
      if (tab && atNewline && token.type !== "comment" && token.type !== "newline") this.fault(holder);
      tab = undefined;
      if (token.type === "space") {
        if (!flow && token.source.includes("\t")) tab = token;
        continue;
      }
      atNewline = token.type === "newline" || token.type === "seq-item-ind" || token.type === "explicit-key-ind";
      if (token.type === "newline") newline = true;
      else if (token.type === "comment") this.comment(token);
      else {
        this.seen(token);
        if (token.type === "tag") {
          if (tag) this.fault(holder);
          tag = token;
        } else if (token.type === "anchor") {
          if (anchor) this.fault(holder);
          anchor = token;
        } else if (token.type === indicator) {
          if (found || ((tag || anchor) && !flow)) this.fault(holder);
          found = true;
        } else if (token.type === "comma" && flow && !comma) comma = true;
        else this.fault(holder);
      }
    }
    const block = next?.type === "block-map" || next?.type === "block-seq";
    if (tab && ((atNewline && tab.indent <= parentIndent) || block)) this.fault(holder);
    return { tag, anchor, found, comma, newline };
  }

  /** What follows a node on its line: comments, or something that must not stand there. */
  private trail(tokens: readonly CST.SourceToken[] | undefined, holder: Holder): void {
    if (!tokens) return;
    for (const token of tokens) {
      if (token.type === "comment") this.comment(token);
      else if (token.type !== "space" && token.type !== "newline") this.fault(holder);
    }
  }

  private comment(token: CST.SourceToken): void {
    this.comments.push({ span: this.span(token.offset, token.offset + token.source.length), text: token.source });
  }

  private fault(holder: Holder): void {
    this.broken = true;
    holder.open = true;
  }

  private seen(token: { offset: number; source: string }): void {
    this.lastEnd = Math.max(this.lastEnd, token.offset + token.source.length);
  }

  private docEnd(): number {
    return this.source.toDocument(this.base + this.lastEnd);
  }

  private span(start: number, end: number): Span {
    return { start: this.source.toDocument(this.base + start), end: this.source.toDocument(this.base + end) };
  }
}

function tokenEnd(value: Value): number {
  return value.kind === "text" ? value.token.end : value.span.end;
}

/** The text up to the marker that ends its first document. The library would lose comments that stand above one. */
function firstDocument(text: string): string {
  if (!text.includes("\n---") && !text.includes("\n...")) return text;
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let from = text.startsWith("\uFEFF") ? 1 : 0;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    // Content, or a marker that begins a document; blank lines, comments and directives come before one.
    if (/^[ \t]*(?!\.\.\.)[^\s#%]/m.test(text.slice(from, match.index))) return text.slice(0, match.index);
    from = match.index;
  }
  return text;
}
