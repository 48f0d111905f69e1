// Writes edits of HCL values, attributes and blocks as text edits in the file's own style. It decides no meaning.
import type { Declined } from "../../edit";
import { isListData, type Data } from "../../model/data";
import type { Source, TextEdit } from "../../model/source";
import { toDocumentEdits } from "../../model/source";
import type { Block, Container, Entry, List, Text, Value } from "../../model/value";
import { entryOf, nodeSpan } from "../../model/value";
import type { BlockData, BlockWriter, SpellReference } from "../writer";
import { Char } from "./lexical";
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
  addEntries(container: Container, entries: Readonly<Record<string, Data>>, after?: Entry): TextEdit[] | Declined;
}

const unfinished: Declined = { declined: "The text around it is not finished." };
const elsewhere: Declined = { declined: "An expression stands here; change it where it is written." };

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
    after: Entry | undefined = container.entries.at(-1),
  ): TextEdit[] | Declined {
    const spelt = spelledOut(entries, spell);
    if (isDeclinedData(spelt)) return spelt;
    if (container.kind === "dict" && !places.isLiteral(container)) return elsewhere;
    if (container.open && !places.isClosed(container)) return unfinished;
    const pairs = Object.entries(isObjectData(spelt) ? spelt : {}).map(([key, data]) => ({ key, data }));
    if (container.kind === "dict" && places.isOneLine(container)) return done(addInline(container, pairs, after));
    if (container.kind === "block" && places.isOneLine(container)) return done(addToShortBlock(container, pairs));
    return done(addLines(container, pairs, after));
  }

  type Pair = { readonly key: string; readonly data: Data };

  function addInline(dict: Container, pairs: readonly Pair[], after: Entry | undefined): TextEdit[] {
    const look = places.entryStyle(dict);
    const printed = pairs.map(
      ({ key, data }) => `${spellKey(key, look.quoted)}${look.sign}${printData(data, "", style, true)}`,
    );
    if (after) {
      const end = places.local(after.span).end;
      return [{ span: { start: end, end }, text: `, ${printed.join(", ")}` }];
    }
    const { start, end } = places.local(dict.span);
    return [{ span: { start: start + 1, end: end - 1 }, text: ` ${printed.join(", ")} ` }];
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
      if (comma < 0 && look.comma && isLast) edits.push({ span: { start: end, end }, text: "," });
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

  function setEntry(container: Container, key: string, data: Data, after?: Entry): TextEdit[] | Declined {
    const existing = entryOf(container, key);
    if (existing) return replaceValue(existing.value, data);
    return addEntries(container, { [key]: data }, after);
  }

  function removeEntry(container: Container, entry: Entry): TextEdit[] | Declined {
    if (container.kind === "dict" && !places.isLiteral(container)) return elsewhere;
    const span = places.local(entry.span);
    const lines = places.ownLines(span);
    if (lines) {
      const comma =
        container.kind === "dict" && places.commaAfter(span.end) < 0 ? places.commaBefore(span.start) : undefined;
      return done([{ span: lines, text: "" }, ...(comma ? [{ span: comma, text: "" }] : [])]);
    }
    if (container.kind === "block") return done([{ span, text: "" }]);
    return done(
      places.removalFromLine(
        span,
        container.entries.map((other) => places.local(other.span)),
      ),
    );
  }

  function insertItems(list: List, after: Value | undefined, items: readonly Data[]): TextEdit[] | Declined {
    const spelt = spelledOut(items, spell);
    if (isDeclinedData(spelt)) return spelt;
    const data = isListData(spelt) ? spelt : [];
    if (!places.isLiteral(list)) return elsewhere;
    const span = places.local(list.span);
    if (list.open && !places.isClosed(list)) return unfinished;
    const [first] = list.items;
    if (!first) {
      const printed = printData(data, places.indentAt(span.start), style, places.isInline(span.start));
      const inner = text.slice(span.start + 1, span.end - 1);
      if (inner.trim() === "") return done([{ span, text: printed }]);
      const at = span.start + 1;
      return done([
        { span: { start: at, end: at }, text: data.map((item) => printData(item, "", style, true) + ",").join(" ") },
      ]);
    }
    const anchor = places.local(nodeSpan(after ?? first));
    const lines = places.ownLines(anchor);
    const indent = places.indentAt(lines ? anchor.start : anchor.end);
    const inline = places.isOneLine(list);
    const printed = data.map((item) => printData(item, indent, style, inline));
    if (!lines) {
      const at = after ? anchor.end : anchor.start;
      const joined = printed.join(", ");
      return done([{ span: { start: at, end: at }, text: after ? `, ${joined}` : `${joined}, ` }]);
    }
    const body = printed.map((item) => indent + item);
    if (!after)
      return done([
        { span: { start: lines.start, end: lines.start }, text: body.map((line) => line + "," + style.eol).join("") },
      ]);
    const comma = places.commaAfter(anchor.end);
    const at = places.lineEndAfter(Math.max(anchor.end, comma));
    const edits: TextEdit[] = comma < 0 ? [{ span: { start: anchor.end, end: anchor.end }, text: "," }] : [];
    const last = comma < 0 ? "" : ",";
    edits.push({ span: { start: at, end: at }, text: style.eol + body.join("," + style.eol) + last });
    return done(edits);
  }

  function removeItems(list: List, items: readonly Value[]): TextEdit[] | Declined {
    if (!places.isLiteral(list)) return elsewhere;
    const all = list.items.map((item) => places.local(nodeSpan(item)));
    const removed = new Set(items.map((item) => places.local(nodeSpan(item)).start));
    const kept = all.filter((span) => !removed.has(span.start));
    const lastKept = kept.at(-1);
    const last = all.at(-1);
    if (!lastKept || !last) return { declined: "Nothing would be left of the list." };
    const edits: TextEdit[] = [];
    all.forEach((span, index) => {
      if (!removed.has(span.start)) return;
      const lines = places.ownLines(span);
      if (lines) edits.push({ span: lines, text: "" });
      else {
        const previous = all[index - 1];
        const next = all[index + 1];
        if (next && (span.start < lastKept.start || !previous))
          edits.push({ span: { start: span.start, end: next.start }, text: "" });
        else if (previous) edits.push({ span: { start: previous.end, end: span.end }, text: "" });
      }
    });
    const comma = places.commaAfter(lastKept.end);
    const noTrailing = removed.has(last.start) && places.commaAfter(last.end) < 0;
    if (noTrailing && comma >= 0 && places.ownLines(last))
      edits.push({ span: { start: comma - 1, end: comma }, text: "" });
    return done(edits);
  }

  function renameText(named: Text, to: string): TextEdit[] | Declined {
    if (named.written) return elsewhere;
    const token = places.local(named.token);
    if (text.charCodeAt(token.start) === Char.Quote)
      return done([{ span: places.local(named.span), text: escapeText(to) }]);
    if (places.isHeredoc(token.start)) return { declined: "It is written as a heredoc." };
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
    const at = body.start + content.trimEnd().length;
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
