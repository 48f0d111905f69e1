// What holds for every edit that a writer of trees makes, and every operation tried on a container. It has no texts of its own.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Declined } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
import type { TextEdit } from "../../shared-rules/src/model/source";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Dict, Entry, List, Value } from "../../shared-rules/src/model/value";
import { literal } from "../../shared-rules/src/model/value";
import { createJsonWriter, parseJson } from "../../shared-rules/src/syntax/json";
import type { SpellReference, Writer } from "../../shared-rules/src/syntax/writer";
import { createYamlWriter, parseYaml } from "../../shared-rules/src/syntax/yaml";
import { toData } from "./data";
import { applyEdits } from "./edits";

export type TextSyntax = "json" | "yaml";

/** One operation on one container, and what the container says afterwards. */
export interface Attempt {
  readonly name: string;
  /** It adds text only, or changes the text of one token: no other byte goes, and no comment. */
  readonly keeps: "all" | "others";
  readonly edits: TextEdit[] | Declined;
  readonly wanted: Data;
  /** Applied to the result, it changes nothing. */
  readonly again?: (writer: Writer, container: Value) => TextEdit[] | Declined;
}

/** References as CloudFormation's long forms; "?" has no name. */
export const spell: SpellReference = ({ reference, attribute }): Data | undefined => {
  if (reference === "?") return undefined;
  return attribute === "arn" ? { "Fn::GetAtt": [reference, "Arn"] } : { Ref: reference };
};

export function parse(syntax: TextSyntax, text: string) {
  return syntax === "json" ? parseJson(wholeDocument("json", text)) : parseYaml(wholeDocument("yaml", text));
}

export function writerOf(syntax: TextSyntax, text: string): Writer {
  const source = wholeDocument(syntax, text);
  return syntax === "json" ? createJsonWriter(source, spell) : createYamlWriter(source, spell);
}

const condition = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const statement = { Sid: "New", Effect: "Deny", Action: ["iam:*", "*"], Resource: "*", Condition: condition };

/** Every operation of a writer on a list. */
export function listAttempts(writer: Writer, list: List): Attempt[] {
  const data = list.items.map(toData);
  const { items } = list;
  const attempts: Attempt[] = [];
  const add = (name: string, keeps: Attempt["keeps"], edits: TextEdit[] | Declined, wanted: Data) =>
    attempts.push({ name, keeps, edits, wanted });
  const first = items[0];
  const last = items.at(-1);
  add("insert last", "all", writer.insertItems(list, last, ["*", statement]), [...data, "*", statement]);
  if (!first || !last) return attempts;
  add("insert first", "all", writer.insertItems(list, undefined, ["s3:Get*"]), ["s3:Get*", ...data]);
  add("insert second", "all", writer.insertItems(list, first, ["yes", "no"]), data.toSpliced(1, 0, "yes", "no"));
  add("remove first", "others", writer.removeItems(list, [first]), data.slice(1));
  add("remove last", "others", writer.removeItems(list, [last]), data.slice(0, -1));
  if (items.length > 2) add("remove all but one", "others", writer.removeItems(list, items.slice(1)), data.slice(0, 1));
  add("replace first by a list", "others", writer.replaceValue(first, ["a", "b"]), [["a", "b"], ...data.slice(1)]);
  add("replace last by a text", "others", writer.replaceValue(last, "012345678901"), data.with(-1, "012345678901"));
  add("one more at the end of data", "all", writer.replaceValue(list, [...data, "x"]), [...data, "x"]);
  add("one text instead", "others", writer.replaceValue(list, "iam:PassRole"), "iam:PassRole");
  return attempts;
}

/** Every operation of a writer on a mapping. */
export function dictAttempts(writer: Writer, dict: Dict): Attempt[] {
  const data = toData(dict) as Readonly<Record<string, Data>>;
  const names = Object.keys(data);
  const attempts: Attempt[] = [];
  const set = (key: string, value: Data, after?: Entry) =>
    attempts.push({
      name: `set ${key}`,
      keeps: key in data ? "others" : "all",
      edits: writer.setEntry(dict, key, value, after),
      wanted: { ...data, [key]: value },
      again: (other, container) =>
        container.kind === "dict" ? other.setEntry(container, key, value) : { declined: "It is no mapping." },
    });
  set("New", condition);
  set("Null", ["2012-10-17"], dict.entries[0]);
  // With an entry twice, or one of a merge key, there is no one place.
  if (names.length < dict.entries.length) return attempts;
  for (const entry of [dict.entries[0], dict.entries.at(-1)]) {
    const name = literal(entry?.key);
    if (!entry || name === undefined) continue;
    set(name, ["x", "*"]);
    set(name, { k: "v" });
    const rest = Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
    attempts.push({ name: `remove ${name}`, keeps: "others", edits: writer.removeEntry(dict, entry), wanted: rest });
    const renamed = Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key === name ? "New: #" : key, value]),
    );
    const edits = writer.renameText(entry.key, "New: #");
    attempts.push({ name: `rename ${name}`, keeps: "others", edits, wanted: renamed });
  }
  return attempts;
}

/**
 * Applies an attempt and holds the result against the laws: it parses, it is the tree with exactly that change, comments stay, and
 * the same again changes nothing. Returns whether it was written.
 */
export function checkAttempt(syntax: TextSyntax, text: string, container: Value, attempt: Attempt): boolean {
  const { edits, wanted, name, keeps } = attempt;
  if (isDeclined(edits)) {
    assert.match(edits.declined, /^[A-Z].*\.$/);
    return false;
  }
  const { root, comments } = parse(syntax, text);
  const changed = applyEdits(text, edits);
  const after = parse(syntax, changed);
  const told = `${name}: ${describeEdits(text, edits)}`;
  assert.equal(after.broken, false, told);
  assert.deepEqual(toData(after.root), root && withReplaced(root, container, wanted), told);
  if (keeps === "all" && !isEmpty(container)) {
    for (const { span } of edits) assert.equal(text.slice(span.start, span.end), "", `takes text out: ${told}`);
    assert.deepEqual(
      after.comments.map((comment) => comment.text),
      comments.map((comment) => comment.text),
      told,
    );
  }
  // Of a comment outside of what is changed, and not on its lines, nothing is lost.
  const kept = comments.filter(({ span }) => edits.every((edit) => !touchesLines(text, edit, span)));
  const left = after.comments.map((comment) => comment.text);
  for (const comment of kept) assert.ok(left.includes(comment.text), `loses ${comment.text}: ${told}`);
  const place = after.root && sameStart(after.root, container);
  if (attempt.again && place && !isEmpty(container)) {
    const again = attempt.again(writerOf(syntax, changed), place);
    if (!isDeclined(again)) assert.equal(applyEdits(changed, again), changed, `not the same again: ${told}`);
  }
  return true;
}

export function containersOf(value: Value): (List | Dict)[] {
  if (value.kind === "list") return [value, ...value.items.flatMap(containersOf)];
  if (value.kind === "dict") return [value, ...value.entries.flatMap((entry) => containersOf(entry.value))];
  return [];
}

/** A tree as data, with one of its nodes replaced. */
export function withReplaced(value: Value, place: Value, data: Data): Data {
  if (sameSpan(value, place)) return data;
  if (value.kind === "list") return value.items.map((item) => withReplaced(item, place, data));
  if (value.kind !== "dict") return toData(value);
  return Object.fromEntries(
    value.entries.map(({ key, value: inner }) => [literal(key) ?? "?", withReplaced(inner, place, data)]),
  );
}

/** The container that begins where another did before an edit within it. */
function sameStart(root: Value, place: Value): Value | undefined {
  return containersOf(root).find((value) => value.kind === place.kind && value.span.start === place.span.start);
}

function sameSpan(value: Value, place: Value): boolean {
  return value.kind === place.kind && value.span.start === place.span.start && value.span.end === place.span.end;
}

function isEmpty(value: Value): boolean {
  return (value.kind === "list" ? value.items : value.kind === "dict" ? value.entries : []).length === 0;
}

function touchesLines(text: string, { span }: TextEdit, comment: { start: number; end: number }): boolean {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const feed = text.indexOf("\n", span.end);
  return start < comment.end && comment.start < (feed < 0 ? text.length : feed);
}

function describeEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .map(({ span, text: written }) => {
      const around = text.slice(Math.max(0, span.start - 200), span.end + 100);
      return `${JSON.stringify(text.slice(span.start, span.end))} -> ${JSON.stringify(written)} in\n${around}`;
    })
    .join("\n");
}
