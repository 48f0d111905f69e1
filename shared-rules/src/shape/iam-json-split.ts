// Statements of the JSON grammar taken apart and put together: a copy of one under other terms, one more in a policy. It reads no policy.
import { isDeclined, type Declined, type Edit } from "../edit";
import type { Data, DataObject } from "../model/data";
import type { Policy, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Dict, List, Value } from "../model/value";
import { literal, nodeSpan } from "../model/value";
import type { Writer } from "../syntax/writer";
import { isAnExpression, isBranch } from "./elements";
import { withRemarks } from "./remarks";

const unreadable: Declined = { declined: "The statement has parts that cannot be read." };

type Split = Edit & { kind: "split-condition" | "split-resource" };

/**
 * Moves actions into a copy of their statement that carries the edit's condition or resources; undefined where no other action would stay,
 * so that the statement itself can carry them.
 */
export function splitStatement(edit: Split, writer: Writer): TextEdit[] | Declined | undefined {
  const { statement, policy, items } = edit;
  if (items.some((item) => isBranch(statement.actions, item))) return isAnExpression;
  const actions = statement.actions.value;
  if (actions?.kind !== "list" || actions.items.length <= items.length) return undefined;
  const dict = statement.node.kind === "dict" ? statement.node : undefined;
  if (!dict || statement.open) return unreadable;
  const moved = new Set(items);
  const copy = copyOf(edit, dict, (list) => list.filter((item) => moved.has(item)));
  if (isDeclined(copy)) return copy;
  const list = statementList(policy);
  if (list?.kind !== "list") {
    // A single statement becomes a list of two.
    const rest = copyOf(undefined, dict, (all) => all.filter((item) => !moved.has(item)), policy, actions);
    return isDeclined(rest) ? rest : replaceSingle(policy, list, [rest, copy], writer);
  }
  const removed = writer.removeItems(actions, items);
  if ("declined" in removed) return removed;
  const added = addStatement(policy, statement, copy, writer);
  return "declined" in added ? added : [...removed, ...added];
}

/** A statement as data with only some of its actions; under the edit's terms and without the Sid, which must stay unique, where there is an edit. */
function copyOf(
  edit: Split | undefined,
  dict: Dict,
  pick: (items: readonly Value[]) => readonly Value[],
  policy: Policy | undefined = edit?.policy,
  actions: Value | undefined = edit?.statement.actions.value,
): DataObject | Declined {
  const copy: Record<string, Data> = {};
  if (!policy || actions?.kind !== "list") return unreadable;
  for (const { key, value } of dict.entries) {
    const name = literal(key);
    if (name === undefined) return unreadable;
    if (edit && name === "Sid") continue;
    if (value === actions) {
      const picked = withRemarks(policy, pick(actions.items), (item) => textOfNode(policy, item));
      if (isDeclined(picked)) return picked;
      copy[name] = picked;
    } else if (edit?.kind === "split-resource" && name === "Resource") copy[name] = single(edit.resources);
    else copy[name] = textOfNode(policy, value);
  }
  if (edit?.kind !== "split-condition") return copy;
  const condition = copy["Condition"] ?? {};
  const block = isObject(condition) ? (condition[edit.operator] ?? {}) : undefined;
  if (!isObject(condition) || block === undefined || !isObject(block))
    return { declined: "The Condition is an expression; add the condition where it is written." };
  copy["Condition"] = { ...condition, [edit.operator]: { ...block, [edit.key]: single(edit.values) } };
  return copy;
}

/** Adds a statement after another one, or last. */
export function addStatement(
  policy: Policy,
  after: Statement | undefined,
  data: DataObject,
  writer: Writer,
): TextEdit[] | Declined {
  return addStatements(policy, after, [data], writer);
}

/** The same for several at once: where a policy has a single statement, what it is written in is replaced. */
export function addStatements(
  policy: Policy,
  after: Statement | undefined,
  added: readonly DataObject[],
  writer: Writer,
): TextEdit[] | Declined {
  const list = statementList(policy);
  if (list?.kind === "list") {
    const anchor = after ? list.items.find((item) => item === after.node) : list.items.at(-1);
    return writer.insertItems(list, anchor, added);
  }
  return replaceSingle(policy, list, added, writer, true);
}

/** Writes statements in the place of a single one that is no list; it stays the first where `keeps`. */
function replaceSingle(
  policy: Policy,
  single: Value | undefined,
  statements: readonly DataObject[],
  writer: Writer,
  keeps = false,
): TextEdit[] | Declined {
  const own = policy.statements.find(({ node }) => node === single);
  if (single?.kind !== "dict" || !own || single.open)
    return { declined: "The Statement element is an expression; change it where it is written." };
  const { start, end } = single.span;
  if (
    /(?:^|\s)(?:#|\/\/|\/\*)/.test(
      policy.source.text.slice(policy.source.fromDocument(start), policy.source.fromDocument(end)),
    )
  )
    return { declined: "Statement is a single object with comments in it; make it a list first." };
  return writer.replaceValue(single, keeps ? [textOfNode(policy, single), ...statements] : statements);
}

/** The list of a policy's statements, or the only one. */
export function statementList(policy: Policy): Value | undefined {
  const { node } = policy;
  if (node.kind === "list") return node;
  if (node.kind === "block") return undefined;
  return node.entries.findLast((entry) => literal(entry.key)?.toLowerCase() === "statement")?.value;
}

/** A value carried elsewhere in the same source: what of it is an expression keeps its own text. */
function textOfNode(policy: Policy, value: Value): Data {
  const data = dataOf(value);
  if (data !== undefined) return data;
  if (value.kind === "list" && !value.open) return value.items.map((item) => textOfNode(policy, item));
  if (value.kind === "dict" && !value.open && value.entries.every(({ key }) => literal(key) !== undefined))
    return Object.fromEntries(
      value.entries.map((entry) => [literal(entry.key) ?? "", textOfNode(policy, entry.value)]),
    );
  const { start, end } = nodeSpan(value);
  return { raw: policy.source.text.slice(policy.source.fromDocument(start), policy.source.fromDocument(end)) };
}

/** A value as data, or undefined where any part of it is an expression. */
export function dataOf(value: Value): Data | undefined {
  switch (value.kind) {
    case "text":
      return literal(value);
    case "scalar":
      return value.value;
    case "list":
      return dataOfList(value);
    case "dict": {
      if (value.open) return undefined;
      const object: Record<string, Data> = {};
      for (const entry of value.entries) {
        const key = literal(entry.key);
        const data = dataOf(entry.value);
        if (key === undefined || data === undefined) return undefined;
        object[key] = data;
      }
      return object;
    }
    default:
      return undefined;
  }
}

function dataOfList({ items, open }: List): Data | undefined {
  const data = items.map(dataOf);
  return !open && data.every((item): item is Data => item !== undefined) ? data : undefined;
}

function isObject(data: Data): data is DataObject {
  return (
    typeof data === "object" && data !== null && !Array.isArray(data) && !("raw" in data) && !("reference" in data)
  );
}

/** IAM takes one value without a list; one is how people write it. */
export function single(values: readonly Data[]): Data {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
