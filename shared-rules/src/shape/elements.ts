// The values of one element in either grammar, with the branches of conditionals among them, and edits in branches. It knows no key.
import type { Declined } from "../edit";
import type { Data } from "../model/data";
import type { Elements, Policy, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Entry, Value } from "../model/value";
import { allItemsOf, choicesOf, hasBranches, isOpen, itemsOf } from "../model/value";
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
  return { items: allItemsOf(value), open: true, key, value };
}

/**
 * Two elements that each have two branches hang on one condition, as a rule: the first branch of one goes with the first of the other, and
 * what neither branch says is not judged.
 */
export function correlated<T extends Entry | undefined>(a: T, b: T): readonly (readonly [T, T])[] {
  const first = choicesOf(a?.value);
  const second = choicesOf(b?.value);
  if (!a || !b || first?.length !== 2 || second?.length !== 2) return [[a, b]];
  return first.flatMap((value, index) => {
    const other = second[index];
    return other
      ? [
          [
            { ...a, value },
            { ...b, value: other },
          ] as const,
        ]
      : [];
  });
}

/** Whether the same text is another statement of the policy too, as another branch has it. */
export function isSharedNode({ statements }: Policy, statement: Statement): boolean {
  return statements.some((other) => other !== statement && other.node === statement.node);
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
