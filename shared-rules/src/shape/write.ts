// Edits of policies as text edits, whatever grammar the policy is written in. It joins what several edits do to one place.
import type { Declined, Edit } from "../edit";
import { isDeclined } from "../edit";
import type { Data } from "../model/data";
import type { Elements, Policy, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Value } from "../model/value";
import { literal } from "../model/value";
import type { BlockWriter, Writer } from "../syntax/writer";
import { isAnExpression, isBranch } from "./elements";
import { writeJsonEdit } from "./iam-json";
import { addStatements } from "./iam-json-split";
import { writeBlockEdit } from "./terraform-block";

/** An edit within one policy. All others are the host's. */
export type PolicyEdit = Extract<Edit, { readonly policy: Policy; readonly kind: Exclude<Edit["kind"], "new-file"> }>;

export function isPolicyEdit(edit: Edit): edit is PolicyEdit {
  return edit.kind !== "new-file" && "policy" in edit;
}

/** Writes one edit with the writer of the policy's source. A terraform-block policy needs a writer of blocks. */
export function writePolicyEdit(edit: PolicyEdit, writer: Writer | BlockWriter): TextEdit[] | Declined {
  if (edit.policy.shape === "iam-json") return writeJsonEdit(edit, writer);
  return "addBlock" in writer
    ? writeBlockEdit(edit, writer)
    : { declined: "The policy is written in blocks, which this file's format has none of." };
}

/**
 * Writes edits of policies of one source. Items taken out of one element go at once, and so do conditions added to one
 * statement, and statements added to one policy: one by one each edit would be right and their sum wrong.
 */
export function writePolicyEdits(edits: readonly PolicyEdit[], writer: Writer | BlockWriter): TextEdit[] | Declined {
  const written: TextEdit[] = [];
  const done = new Set<PolicyEdit>();
  for (const edit of edits) {
    if (done.has(edit)) continue;
    const together = edits.filter((other) => isTogether(edit, other));
    for (const other of together) done.add(other);
    const result = together.length > 1 ? writeTogether(edit, together, writer) : writePolicyEdit(edit, writer);
    if (isDeclined(result)) return result;
    written.push(...result);
  }
  return written;
}

function isTogether(edit: PolicyEdit, other: PolicyEdit): boolean {
  if (edit === other) return true;
  if (edit.kind === "replace-item" && other.kind === "replace-item")
    return edit.with.length === 0 && other.with.length === 0 && edit.element.value === other.element.value;
  if (edit.policy.shape !== "iam-json") return false;
  if (edit.kind === "add-statement" && other.kind === "add-statement") return edit.policy === other.policy;
  return edit.kind === "set-condition" && other.kind === "set-condition" && edit.statement === other.statement;
}

function writeTogether(edit: PolicyEdit, together: readonly PolicyEdit[], writer: Writer): TextEdit[] | Declined {
  if (edit.kind === "replace-item") {
    const items = together.flatMap((other) => (other.kind === "replace-item" ? [other.item] : []));
    return removeTogether(edit.element, items, writer);
  }
  if (edit.kind === "add-statement") {
    const statements = together.flatMap((other) => (other.kind === "add-statement" ? [other.statement] : []));
    return addStatements(edit.policy, undefined, statements, writer);
  }
  const added = together.flatMap((other) => (other.kind === "set-condition" ? [other] : []));
  const [first] = added;
  return first ? addConditions(first.statement, added, writer) : [];
}

function removeTogether(element: Elements, items: readonly Value[], writer: Writer): TextEdit[] | Declined {
  if (items.some((item) => isBranch(element, item))) return isAnExpression;
  const { value } = element;
  const removed = new Set(items);
  if (value?.kind !== "list" || value.items.every((item) => removed.has(item)))
    return { declined: "Nothing would be left of the element; remove the statement instead." };
  return writer.removeItems(value, [...removed]);
}

function addConditions(
  statement: Statement,
  added: readonly (PolicyEdit & { kind: "set-condition" })[],
  writer: Writer,
): TextEdit[] | Declined {
  const { key, value } = statement.conditions;
  const operators = new Map<string, Record<string, Data>>();
  for (const { operator, key: tested, values } of added) {
    const tests = operators.get(operator) ?? {};
    const [only] = values;
    tests[tested] = values.length === 1 && only !== undefined ? only : values;
    operators.set(operator, tests);
  }
  if (!key)
    return statement.node.kind === "dict"
      ? writer.setEntry(statement.node, "Condition", Object.fromEntries(operators))
      : { declined: "The statement is not written as an object." };
  if (value?.kind !== "dict")
    return { declined: "The Condition is an expression; add the condition where it is written." };
  const written: TextEdit[] = [];
  for (const [operator, tests] of operators) {
    const block = value.entries.find((entry) => literal(entry.key) === operator);
    const results = block
      ? added.filter((edit) => edit.operator === operator).map((edit) => writeJsonEdit(edit, writer))
      : [writer.setEntry(value, operator, tests)];
    for (const result of results) {
      if (isDeclined(result)) return result;
      written.push(...result);
    }
  }
  return written;
}
