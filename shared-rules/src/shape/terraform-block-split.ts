// Statements of the block grammar taken apart and put together: a copy of one under other terms, one of the JSON grammar as a block. It reads no policy.
import { isDeclined, type Declined, type Edit } from "../edit";
import { isListData, isRawData, isReferenceData, type Data, type DataObject } from "../model/data";
import type { Policy, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Block, Value } from "../model/value";
import { literal, nodeSpan } from "../model/value";
import type { BlockData, BlockWriter } from "../syntax/writer";
import { isAnExpression, isBranch } from "./elements";
import { withRemarks } from "./remarks";

export function isBlock(node: { readonly kind: string }): node is Block {
  return node.kind === "block";
}

/** Whether a dynamic block makes the statement: what is written once stands for several. */
export function isMade({ source }: Policy, { node }: Statement): boolean {
  const start = source.fromDocument(node.span.start);
  return isBlock(node) && /^"?dynamic\b/.test(source.text.slice(start, start + 9));
}

export const made: Declined = { declined: "A dynamic block makes this statement; change it there." };

export function hasDynamic(block: Block, type: string): boolean {
  return block.blocks.some((nested) => nested.type === "dynamic" && literal(nested.labels[0]) === type);
}

/**
 * Moves actions into a copy of their statement that carries the edit's condition or resources; undefined where no other action would stay.
 * They take everything that narrows the statement with them; a Sid must stay unique.
 */
export function splitBlock(
  edit: Edit & { kind: "split-condition" | "split-resource" },
  writer: BlockWriter,
): TextEdit[] | Declined | undefined {
  const { statement, policy, items } = edit;
  if (items.some((item) => isBranch(statement.actions, item))) return isAnExpression;
  const actions = statement.actions.value;
  if (actions?.kind !== "list" || actions.items.length <= items.length) return undefined;
  const moved = withRemarks(policy, items, (item) => raw(policy, item));
  if (isDeclined(moved)) return moved;
  if (!isBlock(statement.node)) return isAnExpression;
  if (isMade(policy, statement)) return made;
  if (statement.open || hasDynamic(statement.node, "condition") || hasDynamic(statement.node, "principals"))
    return { declined: "The statement has parts that cannot be read." };
  const attributes: Record<string, Data> = {};
  for (const entry of statement.node.entries) {
    const name = literal(entry.key);
    if (name === undefined || name === "sid") continue;
    attributes[name] =
      name === "actions"
        ? moved
        : name === "resources" && edit.kind === "split-resource"
          ? edit.resources.map(spelled)
          : raw(policy, entry.value);
  }
  const blocks = statement.node.blocks.map((block) => copied(policy, block));
  const removed = writer.removeItems(actions, items);
  if ("declined" in removed) return removed;
  const conditioned = edit.kind === "split-condition" ? withCondition(blocks, edit) : blocks;
  const added = writer.insertBlockAfter(statement.node, {
    type: "statement",
    attributes,
    blocks: conditioned,
  });
  return "declined" in added ? added : [...removed, ...added];
}

/** The blocks with a test, in the place of one of the same operator and key. */
function withCondition(
  blocks: readonly BlockData[],
  { operator, key, values }: Edit & { kind: "split-condition" },
): BlockData[] {
  const isSame = ({ type, attributes }: BlockData): boolean =>
    type === "condition" && isQuoted(attributes["test"], operator) && isQuoted(attributes["variable"], key);
  const condition = { type: "condition", attributes: { test: operator, variable: key, values: values.map(spelled) } };
  return [...blocks.filter((block) => !isSame(block)), condition];
}

function isQuoted(data: Data | undefined, text: string): boolean {
  return data !== undefined && isRawData(data) && data.raw === `"${text}"`;
}

/** Source text carried elsewhere in the same source: it keeps its quotes and expressions. */
function raw(policy: Policy, value: Value): Data {
  const { start, end } = nodeSpan(value);
  return { raw: policy.source.text.slice(policy.source.fromDocument(start), policy.source.fromDocument(end)) };
}

function copied(policy: Policy, block: Block): BlockData {
  const attributes: Record<string, Data> = {};
  for (const entry of block.entries) attributes[literal(entry.key) ?? ""] = raw(policy, entry.value);
  const labels = block.labels.map((label) => literal(label) ?? "");
  return { type: block.type, labels, attributes, blocks: block.blocks.map((nested) => copied(policy, nested)) };
}

/** Elements whose block form is an attribute. */
const attributeOf: Readonly<Record<string, string>> = {
  Sid: "sid",
  Effect: "effect",
  Action: "actions",
  NotAction: "not_actions",
  Resource: "resources",
  NotResource: "not_resources",
};

/** A statement of the JSON grammar as a block. */
export function blockOfStatement(statement: DataObject): BlockData | Declined {
  const attributes: Record<string, Data> = {};
  for (const [element, name] of Object.entries(attributeOf)) {
    const data = statement[element];
    if (data === undefined) continue;
    attributes[name] = element === "Sid" || element === "Effect" ? data : listOf(data);
  }
  const blocks: BlockData[] = [];
  for (const [element, type] of [
    ["Principal", "principals"],
    ["NotPrincipal", "not_principals"],
  ] as const) {
    const data = statement[element];
    if (data === undefined) continue;
    if (typeof data === "string") blocks.push({ type, attributes: { type: data, identifiers: [data] } });
    else if (isObject(data))
      for (const [kind, values] of Object.entries(data))
        blocks.push({ type, attributes: { type: kind, identifiers: listOf(values) } });
    else return { declined: "The principal cannot be written as a block." };
  }
  const condition = statement["Condition"];
  if (condition !== undefined) {
    if (!isObject(condition)) return { declined: "The condition cannot be written as a block." };
    for (const [test, keys] of Object.entries(condition)) {
      if (!isObject(keys)) return { declined: "The condition cannot be written as a block." };
      for (const [variable, values] of Object.entries(keys))
        blocks.push({ type: "condition", attributes: { test, variable, values: listOf(values) } });
    }
  }
  return { type: "statement", attributes, blocks };
}

function listOf(data: Data): Data {
  return isListData(data) ? data.map(spelled) : [spelled(data)];
}

/** AWS's policy variables in the data source's own spelling. */
export function spelled(data: Data): Data {
  if (typeof data === "string") return data.replaceAll("${", "&{");
  return typeof data === "boolean" || typeof data === "number" ? String(data) : data;
}

function isObject(data: Data): data is DataObject {
  return typeof data === "object" && data !== null && !isListData(data) && !isRawData(data) && !isReferenceData(data);
}
