// From nodes that intrinsics were read in back to the nodes as they were parsed, which are what a syntax writer takes. It writes nothing.
import type { Declined } from "../../edit";
import type { Data } from "../../model/data";
import type { TextEdit } from "../../model/source";
import type { Container, Dict, Entry, List, Span, Text, Value } from "../../model/value";
import { contains, literal, nodeSpan } from "../../model/value";
import type { Writer } from "../../syntax/writer";

const assembled: Declined = { declined: "It is put together by an intrinsic function; change it where it is written." };

const elsewhere: Declined = {
  declined: "Its value comes from a parameter or a mapping; change it where it is written.",
};

/**
 * A writer for a tree whose nodes may have been read through intrinsics. What is nowhere written as such is declined.
 * @param prepare what the syntax cannot carry as text is given it as data.
 */
export function throughIntrinsics(writer: Writer, root: Value, prepare: (data: Data) => Data): Writer {
  const dict = (container: Container): Dict | undefined => {
    const found = parsedNode(root, container.span, "dict");
    return found?.kind === "dict" ? found : undefined;
  };
  const list = (read: List): List | undefined => {
    const found = parsedNode(root, read.span, "list");
    return found?.kind === "list" ? found : undefined;
  };
  const item = (parsed: List, read: Value): Value | undefined =>
    parsed.items.find((candidate) => sameSpan(nodeSpan(candidate), nodeSpan(read)));
  const entry = (parsed: Dict, read: Entry): Entry | undefined =>
    parsed.entries.find((candidate) => sameSpan(candidate.key.token, read.key.token));
  const whenFound = <T>(found: T | undefined, write: (found: T) => TextEdit[] | Declined): TextEdit[] | Declined =>
    found === undefined ? assembled : write(found);
  return {
    replaceValue: (value, data) =>
      value.written
        ? elsewhere
        : whenFound(parsedNode(root, nodeSpan(value), value.kind), (found) =>
            writer.replaceValue(found, prepare(data)),
          ),
    removeItems: (value, items) =>
      whenFound(list(value), (found) => {
        const parsed = items.map((read) => item(found, read));
        const known = parsed.filter((one) => one !== undefined);
        return known.length < parsed.length ? assembled : writer.removeItems(found, known);
      }),
    insertItems: (value, after, items) =>
      whenFound(list(value), (found) => {
        const anchor = after && item(found, after);
        return after && !anchor ? assembled : writer.insertItems(found, anchor, items.map(prepare));
      }),
    setEntry: (container, key, data, after) =>
      whenFound(dict(container), (found) => {
        const anchor = after === "first" ? after : after && entry(found, after);
        return writer.setEntry(found, key, prepare(data), anchor);
      }),
    removeEntry: (container, removed) =>
      whenFound(dict(container), (found) =>
        whenFound(entry(found, removed), (parsed) => writer.removeEntry(found, parsed)),
      ),
    renameText: (text, to) => whenFound(parsedText(root, text), (found) => writer.renameText(found, to)),
  };
}

/**
 * The node that takes exactly that range. Where several do (a mapping whose only value it is), the one of that kind;
 * an expression read as a text or a list is the dict that writes it.
 */
function parsedNode(root: Value, span: Span, kind: Value["kind"]): Value | undefined {
  let at: Value | undefined = root;
  let found: Value | undefined;
  while (at) {
    if (sameSpan(nodeSpan(at), span) && found?.kind !== kind) found = at;
    const inner: readonly Value[] =
      at.kind === "list" ? at.items : at.kind === "dict" ? at.entries.map((entry) => entry.value) : [];
    at = inner.find((value) => contains(nodeSpan(value), span));
  }
  return found;
}

/** A key or a text: keys are in no list of values. */
function parsedText(root: Value, text: Text): Text | undefined {
  let at: Value | undefined = root;
  while (at) {
    if (at.kind === "text" && sameSpan(at.token, text.token)) return at;
    if (at.kind === "list") at = at.items.find((value) => contains(nodeSpan(value), text.token));
    else if (at.kind === "dict") {
      const entry: Entry | undefined = at.entries.find(({ key, value }) =>
        contains({ start: key.token.start, end: nodeSpan(value).end }, text.token),
      );
      if (entry && sameSpan(entry.key.token, text.token) && literal(entry.key) === literal(text)) return entry.key;
      at = entry?.value;
    } else return undefined;
  }
  return undefined;
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
