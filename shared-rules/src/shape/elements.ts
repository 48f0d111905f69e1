// The values of one element in either grammar, with the branches of conditionals among them, and edits in branches. It knows no key.
import type { Declined } from "../edit";
import type { Data } from "../model/data";
import type { Elements } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Entry, Value } from "../model/value";
import { branchesOf, hasBranches, isOpen, itemsOf } from "../model/value";
import type { Writer } from "../syntax/writer";

/** The element's values as they surely are: what an unknown conditional may give stays unknown. */
export function readElements(entry: Entry | undefined): Elements {
  if (!entry) return { items: [], open: false, key: undefined, value: undefined };
  const { key, value } = entry;
  if (value.kind === "list" && value.maybe === true) return { items: [], open: true, key, value };
  return { items: itemsOf(value), open: isOpen(value), key, value };
}

/** The element's values, and those of every branch: each of them is something that its author lets happen. */
export function readBranches(entry: Entry | undefined): Elements {
  if (!entry) return { items: [], open: false, key: undefined, value: undefined };
  const { key, value } = entry;
  if (!hasBranches(value)) return { items: itemsOf(value), open: isOpen(value), key, value };
  return { items: itemsOf(value).flatMap(branchesOf), open: true, key, value };
}

/** Whether an item is not the element's own, but one of a branch in it. */
export function isBranch({ value }: Elements, item: Value): boolean {
  return value?.kind === "list" ? !value.items.includes(item) : value !== item;
}

export const isAnExpression: Declined = { declined: "An expression stands here; change it where it is written." };

/** A branch can become another value; it cannot go, or become several. */
export function replaceBranch(item: Value, data: readonly Data[], writer: Writer): TextEdit[] | Declined {
  const [only, second] = data;
  return only === undefined || second !== undefined ? isAnExpression : writer.replaceValue(item, only);
}
