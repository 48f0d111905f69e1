// Writes edits of HCL values, attributes and blocks as text edits in the file's own style. It decides no meaning.
import type { Declined } from "../../edit";
import { isListData, isRawData, type Data } from "../../model/data";
import type { Source, TextEdit } from "../../model/source";
import { toDocumentEdits } from "../../model/source";
import type { Block, Container, Dict, Entry, List, Text, Value } from "../../model/value";
import { entryOf, literal, nodeSpan } from "../../model/value";
import {
  fillBrackets,
  insertMembers,
  isHugging,
  isMultiline,
  isRegular,
  memberIndent,
  removeMembers,
} from "../print-members";
import type { BlockData, BlockWriter, SpellReference } from "../writer";
import { Char } from "./lexical";
import { literalDicts, literalLists, objectBrackets } from "./literals";
import { HclPlaces } from "./places";
import {
  escapeText,
  isDeclinedData,
  isObjectData,
  printAttribute,
  printBlock,
  printData,
  printEntries,
  spelledBlock,
  valueColumn,
  spelledOut,
  spellKey,
} from "./print";

/** A writer that also adds several entries at once, so that they are aligned with each other. */
export interface HclWriter extends BlockWriter {
  addEntries(
    container: Container,
    entries: Readonly<Record<string, Data>>,
    after?: Entry | "first",
  ): TextEdit[] | Declined;
}

const unfinished: Declined = { declined: "The text around it is not finished." };
const elsewhere: Declined = { declined: "An expression stands here; change it where it is written." };

const heredoc: Declined = { declined: "A heredoc stands before it, and nothing can follow one on its line." };

/** The writer of an HCL document. `spell` names other declarations in it. */
export function createHclWriter(source: Source, spell: SpellReference): HclWriter {
  const places = new HclPlaces(source);
  const { text, style } = places;
  const done = (edits: readonly TextEdit[]): TextEdit[] => toDocumentEdits(source, joined(edits));

  function replaceValue(value: Value, data: Data): TextEdit[] | Declined {
    if (value.written) return elsewhere;
    const spelt = spelledOut(data, spell);
    if (isDeclinedData(spelt)) return spelt;
    const span = places.local(nodeSpan(value));
    const call = places.callAround(span.start);
    const isPart = value.kind === "text" && (typeof spelt === "string" || isRawData(spelt));
    if (call !== undefined && call !== "jsonencode" && !isPart) return elsewhere;
    const inline = places.isInline(span.start);
    const printed = (inline ? printData : printAttribute)(
      spelt,
      places.indentAt(span.start),
      style,
      inline,
      places.columnOf(span.start),
    );
    return done([{ span, text: printed }]);
  }

  function addEntries(
    container: Container,
    entries: Readonly<Record<string, Data>>,
    after?: Entry | "first",
  ): TextEdit[] | Declined {
    const spelt = spelledOut(entries, spell);
    if (isDeclinedData(spelt)) return spelt;
    const pairs = Object.entries(isObjectData(spelt) ? spelt : {}).map(([key, data]) => ({ key, data }));
    if (container.kind === "block") {
      if (!places.isClosed(container) && container.open) return unfinished;
      if (places.isOneLine(container)) return done(addToShortBlock(container, pairs));
      return done(addLines(container, pairs, lastBefore(container, after)));
    }
    const dict = literalDicts(places, container).findLast(
      ({ entries: own }) => !after || after === "first" || own.includes(after),
    );
    if (!dict || !places.isLiteral(dict)) return container.open && !places.isClosed(container) ? unfinished : elsewhere;
    if (!places.isClosed(dict)) return unfinished;
    const last = lastBefore(dict, after);
    return isInLine(dict, last) ? addInline(dict, pairs, last) : done(addLines(dict, pairs, last));
  }

  /** The entry that new ones follow; undefined where they come first. */
  function lastBefore(container: Container, after: Entry | "first" | undefined): Entry | undefined {
    return after === "first" ? undefined : (after ?? container.entries.at(-1));
  }

  /** Whether the line goes on behind an entry, or behind the brace. */
  function isInLine(dict: Dict, last: Entry | undefined): boolean {
    if (last) return !places.endsLine(places.local(last.span).end);
    return dict.entries.length === 0 ? places.isOneLine(dict) : !places.endsLine(places.bodyOf(dict).start);
  }

  type Pair = { readonly key: string; readonly data: Data };

  function addInline(dict: Dict, pairs: readonly Pair[], after: Entry | undefined): TextEdit[] | Declined {
    const look = places.entryStyle(dict);
    const printed = pairs.map(
      ({ key, data }) => `${spellKey(key, look.quoted)}${look.sign}${printData(data, "", style, true)}`,
    );
    const brackets = objectBrackets(places, dict);
    if (!after) {
      const edits =
        brackets.members.length > 0 ? insertMembers(brackets, -1, printed) : fillBrackets(brackets, printed, true);
      return edits ? done(edits) : { declined: "A comment stands where the value would be written." };
    }
    const at = places.local(after.span).end;
    if (places.isHeredoc(places.local(nodeSpan(after.value)).start)) return heredoc;
    return done([{ span: { start: at, end: at }, text: `, ${printed.join(", ")}` }]);
  }

  /** `{}` or `{ a = 1 }`: the body gets lines of its own. */
  function addToShortBlock(block: Container, pairs: readonly Pair[]): TextEdit[] {
    const { start, end } = places.bodyOf(block);
    const outer = places.indentAt(start);
    const indent = outer + style.unit;
    const kept = text.slice(start, end).trim();
    const lines = [...(kept ? [indent + kept] : []), ...newLines(pairs, indent, " = ", false)];
    return [{ span: { start, end }, text: style.eol + lines.join(style.eol) + style.eol + outer }];
  }

  function newLines(pairs: readonly Pair[], indent: string, sign: string, quoted: boolean): string[] {
    const printed = pairs.map(({ key, data }) => ({
      key: spellKey(key, quoted),
      value: printAttribute(data, indent, style, false, valueColumn(indent, key)),
    }));
    if (sign === " = ") return printEntries(printed, indent);
    return printed.map(({ key, value }) => `${indent}${key}${sign}${value}`);
  }

  function addLines(container: Container, pairs: readonly Pair[], after: Entry | undefined): TextEdit[] {
    const look = places.entryStyle(container);
    const body = places.bodyOf(container);
    const indent = after ? places.indentAt(places.local(after.span).start) : places.indentAt(body.start) + style.unit;
    const edits: TextEdit[] = [];
    let position = places.lineEndAfter(body.start);
    let separator = look.comma;
    if (after) {
      const end = places.local(after.span).end;
      const comma = places.commaAfter(end);
      const isLast = after === container.entries.at(-1);
      position = places.lineEndAfter(Math.max(end, comma));
      const isHeredoc = places.isHeredoc(places.local(nodeSpan(after.value)).start);
      if (comma < 0 && look.comma && isLast && !isHeredoc) edits.push({ span: { start: end, end }, text: "," });
      if (look.comma && isLast && comma < 0) separator = "";
    }
    const lines = newLines(pairs, indent, look.sign, look.quoted);
    const gap = !after && places.blockFollows(position) ? style.eol : "";
    edits.push({
      span: { start: position, end: position },
      text: style.eol + lines.join(look.comma + style.eol) + separator + gap,
    });
    return edits;
  }

  function setEntry(container: Container, key: string, data: Data, after?: Entry | "first"): TextEdit[] | Declined {
    const existing = entryOf(container, key);
    if (existing) return replaceValue(existing.value, data);
    return addEntries(container, { [key]: data }, after);
  }

  function removeEntry(container: Container, entry: Entry): TextEdit[] | Declined {
    const span = places.local(entry.span);
    const lines = places.ownLines(span);
    if (container.kind === "block") {
      if (lines) return done([{ span: lines, text: "" }]);
      const body = places.bodyOf(container);
      const isAll = text.slice(body.start, span.start).trim() === "" && text.slice(span.end, body.end).trim() === "";
      return done([{ span: isAll ? body : span, text: "" }]);
    }
    const dict = literalDicts(places, container).find(({ entries }) => entries.includes(entry));
    if (!dict || !places.isLiteral(dict)) return elsewhere;
    if (lines) {
      const comma = places.commaAfter(span.end) < 0 ? places.commaBefore(span.start) : undefined;
      return done([{ span: lines, text: "" }, ...(comma ? [{ span: comma, text: "" }] : [])]);
    }
    const brackets = objectBrackets(places, dict);
    return isRegular(brackets) ? done(removeMembers(brackets, new Set([dict.entries.indexOf(entry)]))) : elsewhere;
  }

  function insertItems(list: List, after: Value | undefined, items: readonly Data[]): TextEdit[] | Declined {
    const spelt = spelledOut(items, spell);
    if (isDeclinedData(spelt)) return spelt;
    const data = isListData(spelt) ? spelt : [];
    if (list.open && list.items.length === 0 && !places.isClosed(list)) return unfinished;
    const part = literalLists(places, list).findLast(({ items: own }) => after === undefined || own.includes(after));
    if (!part) return elsewhere;
    const { brackets } = part;
    const { start, end } = brackets.span;
    const index = after ? part.items.indexOf(after) : -1;
    const anchor = brackets.members[Math.max(index, 0)];
    if (!anchor && text.slice(start + 1, end - 1).trim() === "")
      return done([
        { span: brackets.span, text: printData(data, places.indentAt(start), style, places.isInline(start)) },
      ]);
    const hugged = anchor && isHugging(brackets, Math.max(index, 0)) ? anchor : undefined;
    const isLine = anchor !== undefined && !isMultiline(brackets) && !hugged;
    const indent = hugged ? places.indentAt(hugged.end) : memberIndent(brackets);
    const look = hugged ? { ...style, unit: places.unitWithin(hugged) } : style;
    const printed = data.map((item) => printData(item, indent, look, isLine));
    const edits = anchor
      ? insertMembers(brackets, index, printed)
      : fillBrackets(brackets, [...printed.slice(0, -1), ...printed.slice(-1).map((item) => item + ",")], false);
    return edits ? done(edits) : { declined: "A comment stands where the value would be written." };
  }

  function removeItems(list: List, items: readonly Value[]): TextEdit[] | Declined {
    if (list.items.every((item) => items.includes(item)) && !list.open)
      return { declined: "Nothing would be left of the list." };
    const parts = literalLists(places, list);
    const known = parts.flatMap((part) => part.items);
    if (!items.every((item) => known.includes(item))) return elsewhere;
    const edits = parts.map((part) => {
      const removed = new Set(items.map((item) => part.items.indexOf(item)).filter((index) => index >= 0));
      return removed.size > 0 ? removeMembers(part.brackets, removed) : [];
    });
    return done(edits.flat());
  }

  function renameText(named: Text, to: string): TextEdit[] | Declined {
    if (named.written) return elsewhere;
    const token = places.local(named.token);
    if (text.charCodeAt(token.start) === Char.Quote)
      return done([{ span: places.local(named.span), text: escapeText(to) }]);
    if (places.isHeredoc(token.start)) return { declined: "It is written as a heredoc." };
    if (text.slice(token.start, token.end) !== literal(named)) return elsewhere;
    return done([{ span: token, text: spellKey(to) }]);
  }

  function addBlock(parent: Block, block: BlockData): TextEdit[] | Declined {
    const spelt = spelledBlock(block, spell);
    if ("declined" in spelt) return spelt;
    if (!places.isClosed(parent)) return unfinished;
    const body = places.bodyOf(parent);
    const outer = places.indentAt(places.local(parent.span).start);
    const indent = outer + style.unit;
    const printed = indent + printBlock(spelt, indent, style);
    const content = text.slice(body.start, body.end);
    if (!content.includes("\n")) {
      const kept = content.trim();
      const before = kept ? indent + kept + style.eol + style.eol : "";
      return done([{ span: body, text: style.eol + before + printed + style.eol + outer }]);
    }
    const at = Math.min(body.end, places.lineEndAfter(body.start + content.trimEnd().length));
    const gap = content.trim() === "" || places.isPacked(parent) ? "" : style.eol;
    return done([{ span: { start: at, end: at }, text: style.eol + gap + printed }]);
  }

  function insertBlockAfter(sibling: Block, block: BlockData): TextEdit[] | Declined {
    const spelt = spelledBlock(block, spell);
    if ("declined" in spelt) return spelt;
    if (!places.isClosed(sibling)) return unfinished;
    const span = places.local(sibling.span);
    const indent = places.indentAt(span.start);
    const at = places.lineEndAfter(span.end);
    const gap = places.hasBlankLineBeside(span) ? style.eol : "";
    return done([{ span: { start: at, end: at }, text: style.eol + gap + indent + printBlock(spelt, indent, style) }]);
  }

  function removeBlock(block: Block): TextEdit[] | Declined {
    if (!places.isClosed(block)) return unfinished;
    const span = places.local(block.span);
    const lines = places.ownLines(span);
    return done([{ span: lines ? places.withSurroundings(lines) : span, text: "" }]);
  }

  return {
    replaceValue,
    removeItems,
    insertItems,
    setEntry,
    removeEntry,
    renameText,
    addBlock,
    insertBlockAfter,
    removeBlock,
    addEntries,
  };
}

/** A top-level block as text in the document's style, or why it cannot be spelt. */
export function printBlockText(block: BlockData, source: Source, spell: SpellReference): string | Declined {
  const spelt = spelledBlock(block, spell);
  return "declined" in spelt ? spelt : printBlock(spelt, "", new HclPlaces(source).style);
}

/** Insertions at one place become one, in their order. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const { start, end } = edit.span;
    const same = start === end ? result.findIndex(({ span }) => span.start === start && span.end === end) : -1;
    const before = result[same];
    if (before) result[same] = { span: before.span, text: before.text + edit.text };
    else result.push(edit);
  }
  return result;
}
