// A list or a mapping replaced by one like it: only the members that differ are written. It makes no text itself.
import type { Declined } from "../edit";
import { isDeclined } from "../edit";
import type { Data } from "../model/data";
import { isListData, isObjectData } from "../model/data";
import type { TextEdit } from "../model/source";
import type { Dict, List, Value } from "../model/value";
import { literal } from "../model/value";
import type { Writer } from "./writer";

/** Replaces `value` by `data` member by member, so that the others keep their text and comments; undefined where that is not sure to do. */
export function replaceMembers(writer: Writer, value: Value, data: Data): TextEdit[] | Declined | undefined {
  if (value.kind === "list" && isListData(data) && !value.open) return replaceItems(writer, value, data);
  if (value.kind === "dict" && isObjectData(data) && !value.open)
    return replaceEntries(writer, value, Object.entries(data));
  return undefined;
}

function replaceItems(writer: Writer, list: List, data: readonly Data[]): TextEdit[] | Declined | undefined {
  const { items } = list;
  if (items.length === 0 || data.length === 0) return undefined;
  let head = 0;
  while (head < items.length && head < data.length && isSame(items[head], data[head])) head++;
  let tail = 0;
  while (tail < Math.min(items.length, data.length) - head && isSame(items.at(-1 - tail), data.at(-1 - tail))) tail++;
  const before = items.slice(head, items.length - tail);
  const after = data.slice(head, data.length - tail);
  const replaced: (TextEdit[] | Declined)[] = [];
  before.forEach((item, index) => {
    const wanted = after[index];
    if (wanted !== undefined && !isSame(item, wanted)) replaced.push(writer.replaceValue(item, wanted));
  });
  if (after.length < before.length) replaced.push(writer.removeItems(list, before.slice(after.length)));
  if (after.length > before.length) {
    // Where both write to one place, which comes first would not be sure.
    if (before.some(isContainer)) return undefined;
    replaced.push(writer.insertItems(list, items[head + before.length - 1], after.slice(before.length)));
  }
  return allOf(replaced);
}

function replaceEntries(
  writer: Writer,
  dict: Dict,
  data: readonly (readonly [string, Data])[],
): TextEdit[] | Declined | undefined {
  const names = dict.entries.map(({ key }) => literal(key));
  if (names.length === 0 || data.length === 0 || new Set(names).size < names.length) return undefined;
  const wanted = new Map(data);
  const changed = dict.entries.filter(({ key, value }) => {
    const to = wanted.get(literal(key) ?? "");
    return to !== undefined && !isSame(value, to);
  });
  const gone = dict.entries.filter(({ key }) => !wanted.has(literal(key) ?? ""));
  const added = data.filter(([name]) => !names.includes(name));
  if (gone.length + added.length > 1 || (changed.length > 0 && gone.length + added.length > 0)) return undefined;
  return allOf([
    ...changed.map(({ key, value }) => writer.replaceValue(value, wanted.get(literal(key) ?? "") ?? null)),
    ...gone.map((entry) => writer.removeEntry(dict, entry)),
    ...added.map(([name, to]) => writer.setEntry(dict, name, to)),
  ]);
}

function allOf(results: readonly (TextEdit[] | Declined)[]): TextEdit[] | Declined {
  return results.find(isDeclined) ?? results.flatMap((result) => (isDeclined(result) ? [] : result));
}

function isContainer(value: Value): boolean {
  return value.kind === "list" || value.kind === "dict";
}

/** Whether a value says just what data says. */
export function isSame(value: Value | undefined, data: Data | undefined): boolean {
  if (!value || data === undefined) return false;
  switch (value.kind) {
    case "text":
      return typeof data === "string" && literal(value) === data;
    case "scalar":
      return value.value === data;
    case "list":
      return (
        isListData(data) &&
        !value.open &&
        value.items.length === data.length &&
        value.items.every((item, index) => isSame(item, data[index]))
      );
    case "dict": {
      if (!isObjectData(data) || value.open || value.entries.length !== Object.keys(data).length) return false;
      return value.entries.every(({ key, value: inner }) => isSame(inner, data[literal(key) ?? ""]));
    }
    default:
      return false;
  }
}
