// Edits of trees that are written as JSON is, in JSON and in YAML's flow style, as text edits in the style of the file. It re-reads nothing.
import type { Declined } from "../edit";
import type { Data } from "../model/data";
import { isListData, isObjectData } from "../model/data";
import type { Source, TextEdit } from "../model/source";
import { toDocumentEdits } from "../model/source";
import type { Block, Container, Dict, Entry, List, Span, Text, Value } from "../model/value";
import { entryOf, nodeSpan } from "../model/value";
import type { JsonStyle } from "./print";
import { fits, jsonMember, jsonStyle, jsonText, resolveReferences } from "./print";
import type { Brackets } from "./print-members";
import {
  fillBrackets,
  insertMembers,
  isHugging,
  isMultiline,
  isRegular,
  lineIndent,
  lineStart,
  memberIndent,
  ownIndent,
  removeMembers,
} from "./print-members";
import { isSame, replaceMembers } from "./replace";
import { areOnLines, depthOfData } from "./siblings";
import type { SpellReference, Writer } from "./writer";

const unfinished: Declined = { declined: "The text around this place is not finished, so it is left as it is." };
const unnamed: Declined = { declined: "What this fix refers to has no name in this document." };
const absent: Declined = { declined: "The value is not written in this place." };

/**
 * A writer of JSON syntax, of a whole document or embedded in one.
 * @param style how it is written, where that is known: else the text is asked when something is to be written
 */
export function createBracketWriter(source: Source, spell: SpellReference, style?: JsonStyle): Writer {
  return new BracketWriter(source, spell, style);
}

class BracketWriter implements Writer {
  constructor(
    private readonly source: Source,
    private readonly spell: SpellReference,
    private known: JsonStyle | undefined,
  ) {}

  replaceValue(value: Value, data: Data): TextEdit[] | Declined {
    const resolved = resolveReferences(data, this.spell);
    if (resolved === undefined) return unnamed;
    if (isSame(value, resolved)) return [];
    const { text } = this.source;
    const span = this.local(nodeSpan(value));
    if (this.isReadable(value)) {
      const replaced = replaceMembers(this, value, resolved);
      if (replaced) return replaced;
    }
    const before = text.slice(lineStart(text, span.start), span.start);
    const alone = /^\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*)?$/.test(before) && text.includes("\n");
    const wasInline =
      (value.kind === "list" || value.kind === "dict") && !text.slice(span.start, span.end).includes("\n");
    const wasEmpty = span.end - span.start <= 2;
    const base = lineIndent(text, span.start);
    const flat = jsonText(resolved, this.style, base, true);
    const inline = !alone || (wasInline && !wasEmpty && isFlat(resolved) && fits(flat, base));
    return this.edits([{ span, text: inline ? flat : jsonText(resolved, this.style, base, false) }]);
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
    return this.insert(brackets, index, list.items, items, jsonText);
  }

  setEntry(container: Container, key: string, data: Data, after?: Entry | "first"): TextEdit[] | Declined {
    if (isBlock(container)) return absent;
    const present = entryOf(container, key);
    if (present) return this.replaceValue(present.value, data);
    const brackets = this.brackets(container.span, container.entries.map(entrySpan));
    const last = after ?? container.entries.at(-1);
    const index = last === undefined || last === "first" ? -1 : container.entries.indexOf(last);
    if (after && after !== "first" && index < 0) return absent;
    const siblings = container.entries.map(({ value }) => value);
    return this.insert(brackets, index, siblings, [data], (value, style, base, inline) =>
      jsonMember(key, value, style, base, inline),
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
    siblings: readonly Value[],
    values: readonly Data[],
    print: typeof jsonText,
  ): TextEdit[] | Declined {
    if (!isRegular(brackets)) return unfinished;
    if (values.length === 0) return [];
    const beside = brackets.members[Math.max(after, 0)];
    const hugging = isHugging(brackets, Math.max(after, 0));
    const inline = beside ? !isMultiline(brackets) && !hugging : this.isEmptyInline(brackets, values);
    const base = beside && hugging ? lineIndent(brackets.text, beside.start) : memberIndent(brackets);
    const style = this.styleAmong(siblings, ownIndent(brackets));
    const printed: string[] = [];
    for (const value of values) {
      const resolved = resolveReferences(value, this.spell);
      if (resolved === undefined) return unnamed;
      const flat = print(resolved, style, base, true);
      const onLine = inline || (areOnLines(siblings, resolved, this.isOnLine) && fits(flat, base));
      printed.push(onLine ? flat : print(resolved, style, base, false));
    }
    const edits = beside ? insertMembers(brackets, after, printed) : fillBrackets(brackets, printed, inline);
    return edits ? this.edits(edits) : { declined: "A comment stands where the value would be written." };
  }

  /** The file's style, and what values beside a new one say of lists. */
  private styleAmong(siblings: readonly Value[], indent: string): JsonStyle {
    const lists = siblings.filter((value) => value.kind === "list" && value.items.length > 0);
    const onLine = lists.filter(this.isOnLine).length;
    const inlineLists = lists.length === 0 ? this.style.inlineLists : onLine * 2 > lists.length;
    return { ...this.style, indent, inlineLists };
  }

  private readonly isOnLine = (value: Value): boolean => {
    const { start, end } = this.local(value.span);
    return !this.source.text.slice(start, end).includes("\n");
  };

  /** Whether a container's members are written where it stands. */
  private isReadable(value: Value): boolean {
    if (value.kind !== "list" && value.kind !== "dict") return false;
    return isRegular(
      this.brackets(value.span, value.kind === "list" ? value.items.map(nodeSpan) : value.entries.map(entrySpan)),
    );
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
      pad: isList ? this.style.listPad : this.style.pad,
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
  return isListData(data) || isObjectData(data);
}

/** Data that a container on one line may hold on that line. */
function isFlat(data: Data): boolean {
  return depthOfData(data) <= 1;
}
