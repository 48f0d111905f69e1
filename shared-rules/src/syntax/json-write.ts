// Edits of JSON trees as text edits, in the style of the file. It re-reads nothing and knows no IAM.
import type { Declined } from "../edit";
import type { Data } from "../model/data";
import type { Source, TextEdit } from "../model/source";
import { toDocumentEdits } from "../model/source";
import type { Block, Container, Dict, Entry, List, Span, Text, Value } from "../model/value";
import { entryOf, nodeSpan } from "../model/value";
import type { JsonStyle } from "./print";
import { jsonMember, jsonStyle, jsonText, resolveReferences } from "./print";
import type { Brackets } from "./print-members";
import {
  fillBrackets,
  insertMembers,
  isMultiline,
  isRegular,
  lineIndent,
  lineStart,
  memberIndent,
  removeMembers,
} from "./print-members";
import type { SpellReference, Writer } from "./writer";

const unfinished: Declined = { declined: "The text around this place is not finished, so it is left as it is." };
const unnamed: Declined = { declined: "What this fix refers to has no name in this document." };
const absent: Declined = { declined: "The value is not written in this place." };

/** A writer of JSON, of a whole document or embedded in one. */
export function createJsonWriter(source: Source, spell: SpellReference): Writer {
  return new JsonWriter(source, spell);
}

class JsonWriter implements Writer {
  private known: JsonStyle | undefined;

  constructor(
    private readonly source: Source,
    private readonly spell: SpellReference,
  ) {}

  replaceValue(value: Value, data: Data): TextEdit[] | Declined {
    const resolved = resolveReferences(data, this.spell);
    if (resolved === undefined) return unnamed;
    const { text } = this.source;
    const span = this.local(nodeSpan(value));
    const before = text.slice(lineStart(text, span.start), span.start);
    const alone = /^\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*)?$/.test(before) && text.includes("\n");
    const wasInline =
      (value.kind === "list" || value.kind === "dict") && !text.slice(span.start, span.end).includes("\n");
    const wasEmpty = span.end - span.start <= 2;
    const inline = !alone || (wasInline && !wasEmpty && isFlat(resolved));
    const written = jsonText(resolved, this.style, lineIndent(text, span.start), inline);
    return this.edits([{ span, text: written }]);
  }

  removeItems(list: List, items: readonly Value[]): TextEdit[] | Declined {
    const brackets = this.brackets(list.span, list.items.map(nodeSpan));
    if (!isRegular(brackets)) return unfinished;
    const removed = new Set(items.map((item) => list.items.indexOf(item)));
    if (removed.has(-1)) return absent;
    if (removed.size === list.items.length) return { declined: "No item of the list would remain." };
    return this.edits(removeMembers(brackets, removed));
  }

  insertItems(list: List, after: Value | undefined, items: readonly Data[]): TextEdit[] | Declined {
    const brackets = this.brackets(list.span, list.items.map(nodeSpan));
    const index = after ? list.items.indexOf(after) : -1;
    if (after && index < 0) return absent;
    return this.insert(brackets, index, items, (data, base, inline) => jsonText(data, this.style, base, inline));
  }

  setEntry(container: Container, key: string, data: Data, after?: Entry): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    const present = entryOf(container, key);
    if (present) return this.replaceValue(present.value, data);
    const brackets = this.brackets(container.span, container.entries.map(entrySpan));
    const index = after ? container.entries.indexOf(after) : container.entries.length - 1;
    if (after && index < 0) return absent;
    return this.insert(brackets, index, [data], (value, base, inline) =>
      jsonMember(key, value, this.style, base, inline),
    );
  }

  removeEntry(container: Container, entry: Entry): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    const brackets = this.brackets(container.span, container.entries.map(entrySpan));
    if (!isRegular(brackets)) return unfinished;
    const index = container.entries.indexOf(entry);
    if (index < 0) return absent;
    return this.edits(removeMembers(brackets, new Set([index])));
  }

  renameText(text: Text, to: string): TextEdit[] | Declined {
    return this.edits([{ span: this.local(text.token), text: JSON.stringify(to) }]);
  }

  private insert(
    brackets: Brackets,
    after: number,
    values: readonly Data[],
    print: (data: Data, base: string, inline: boolean) => string,
  ): TextEdit[] | Declined {
    if (!isRegular(brackets)) return unfinished;
    if (values.length === 0) return [];
    const empty = brackets.members.length === 0;
    const inline = empty ? this.isEmptyInline(brackets, values) : !isMultiline(brackets);
    const base = memberIndent(brackets);
    const printed: string[] = [];
    for (const value of values) {
      const resolved = resolveReferences(value, this.spell);
      if (resolved === undefined) return unnamed;
      printed.push(print(resolved, base, inline));
    }
    const edits = empty ? fillBrackets(brackets, printed, inline) : insertMembers(brackets, after, printed);
    return edits ? this.edits(edits) : { declined: "A comment stands where the value would be written." };
  }

  /** What was empty says nothing of its style: the line it stands in does. */
  private isEmptyInline({ text, span }: Brackets, values: readonly Data[]): boolean {
    if (!text.includes("\n")) return true;
    const before = text.slice(lineStart(text, span.start), span.start);
    if (!/^\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*)?$/.test(before)) return true;
    return text.charAt(span.start) === "[" && this.style.inlineLists && values.every((value) => !isNested(value));
  }

  private brackets(span: Span, members: readonly Span[]): Brackets {
    const local = this.local(span);
    const isList = this.source.text.charAt(local.start) === "[";
    return {
      text: this.source.text,
      span: local,
      members: members.map((member) => this.local(member)),
      eol: this.style.eol,
      indent: this.style.indent,
      comma: this.style.comma,
      pad: isList ? "" : this.style.pad,
      comments: "json",
    };
  }

  private get style(): JsonStyle {
    return (this.known ??= jsonStyle(this.source.text));
  }

  private local({ start, end }: Span): Span {
    return { start: this.source.fromDocument(start), end: this.source.fromDocument(end) };
  }

  private edits(edits: readonly TextEdit[]): TextEdit[] {
    return toDocumentEdits(this.source, edits);
  }
}

function isBlock(container: Container): container is Block {
  return container.kind === "block";
}

function entrySpan(entry: Dict["entries"][number]): Span {
  return { start: entry.key.token.start, end: nodeSpan(entry.value).end };
}

function isNested(data: Data): boolean {
  return typeof data === "object" && data !== null && !("reference" in data) && !("raw" in data);
}

/** Data that a container on one line may hold on that line. */
function isFlat(data: Data): boolean {
  if (!isNested(data) || typeof data !== "object" || data === null) return true;
  const values: readonly Data[] = Array.isArray(data) ? data : Object.values(data);
  return values.every((value) => !isNested(value));
}
