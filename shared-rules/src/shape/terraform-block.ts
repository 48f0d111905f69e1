// The block grammar of `data "aws_iam_policy_document"`: reads policies from blocks and writes edits into them. It knows no syntax and no host.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
import type { Declined, Edit } from "../edit";
import type { DataObject } from "../model/data";
import type { Condition, Conditions, Policy, Principal, Principals, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Block, Entry, Text, Value } from "../model/value";
import { entryOf, literal, valueOf } from "../model/value";
import type { BlockData, BlockWriter } from "../syntax/writer";
import {
  correlated,
  isAnExpression,
  isBranch,
  isSharedNode,
  readBranches,
  readElements,
  replaceBranch,
} from "./elements";
import type { PolicyPlace } from "./place";
import { blockOfStatement, hasDynamic, isBlock, isMade, made, spelled, splitBlock } from "./terraform-block-split";

/** Reads a `data "aws_iam_policy_document"` block's own statements. What it takes over from other documents is not the block's to say. */
export function readBlockPolicy(block: Block, place: PolicyPlace): Policy {
  return {
    kind: place.kind,
    shape: "terraform-block",
    statements: blocksOf(block, "statement").flatMap(readStatement),
    open: block.open || hasDynamic(block, "statement"),
    unread: [],
    version: valueOf(block, "version"),
    span: block.span,
    address: place.address,
    owner: place.owner,
    hostType: place.hostType,
    node: block,
    source: place.source,
  };
}

function blocksOf(block: Block, type: string): Block[] {
  return block.blocks.filter((nested) => nested.type === type);
}

/** Two where its actions and its resources are those of two branches. */
function readStatement(block: Block): Statement[] {
  const sid = valueOf(block, "sid");
  const effect = readEffect(block);
  // What a statement may allow is judged; what it may deny, or leave out, is not counted on.
  const each = effect === "Allow" ? readBranches : readElements;
  const own = [written(block, "actions"), written(block, "resources")] as const;
  const branches = effect === "Allow" ? correlated(...own) : [own];
  return branches.map(([actions, resources]) => ({
    sid: sid?.kind === "text" ? sid : undefined,
    effect,
    actions: each(actions),
    notActions: readElements(written(block, "not_actions")),
    resources: each(withVariables(resources)),
    notResources: readElements(withVariables(written(block, "not_resources"))),
    principals: readPrincipals(block, "principals", each),
    notPrincipals: readPrincipals(block, "not_principals", readElements),
    conditions: readConditions(block),
    span: block.span,
    open: block.open,
    ...(branches.length > 1 && { perhaps: true }),
    node: block,
  }));
}

/** Allow is the provider's default. */
function readEffect(block: Block): Statement["effect"] {
  const value = valueOf(block, "effect");
  if (!value || (value.kind === "scalar" && value.value === null)) return block.open ? "unknown" : "Allow";
  const effect = literal(value);
  return effect === "Allow" || effect === "Deny" ? effect : "unknown";
}

/** An attribute that is written and is not null. */
function written(block: Block, name: string): Entry | undefined {
  const entry = entryOf(block, name);
  return entry?.value.kind === "scalar" && entry.value.value === null ? undefined : entry;
}

/** `&{aws:username}` stands for `${aws:username}` here, because `${` is Terraform's own. Both have the same length. */
function withVariables(entry: Entry | undefined): Entry | undefined {
  return entry && { ...entry, value: withVariablesIn(entry.value) };
}

function withVariablesIn(value: Value): Value {
  if (value.kind === "list") return { ...value, items: value.items.map(withVariablesIn) };
  if (value.kind === "unknown" && value.candidates)
    return { ...value, candidates: value.candidates.map(withVariablesIn) };
  if (value.kind !== "text") return value;
  return {
    ...value,
    parts: value.parts.map((part) => (typeof part === "string" ? part.replaceAll("&{", "${") : part)),
  };
}

function readPrincipals(block: Block, type: string, each: typeof readElements): Principals {
  const blocks = blocksOf(block, type);
  const entries = blocks.map((nested): Principal => {
    const values = each(withVariables(written(nested, "identifiers")));
    return { type: literal(valueOf(nested, "type")), values, span: nested.span };
  });
  const open = hasDynamic(block, type) || blocks.some((nested) => nested.open);
  const first = blocks[0];
  return { entries, open, key: first && typeWord(first) };
}

function typeWord(block: Block): Text {
  return { kind: "text", parts: [block.type], span: block.typeSpan, token: block.typeSpan };
}

function readConditions(block: Block): Conditions {
  const blocks = blocksOf(block, "condition");
  const tests = blocks.map((nested): Condition => {
    const test = valueOf(nested, "test");
    const variable = valueOf(nested, "variable");
    return {
      operator: literal(test),
      operatorSpan: test?.kind === "text" ? test.span : nested.typeSpan,
      key: literal(variable),
      keySpan: variable?.kind === "text" ? variable.span : nested.typeSpan,
      ...(variable?.kind === "text" && { keyNode: variable }),
      values: readElements(withVariables(written(nested, "values"))),
      span: nested.span,
      operatorNode: test?.kind === "text" ? test : undefined,
    };
  });
  const open = hasDynamic(block, "condition") || blocks.some((nested) => nested.open);
  const first = blocks[0];
  return { tests, open, key: first && typeWord(first), value: undefined };
}

/** Writes one policy-level edit. */
export function writeBlockEdit(edit: Edit, writer: BlockWriter): TextEdit[] | Declined {
  switch (edit.kind) {
    case "replace-item":
      return replaceItem(edit, writer);
    case "set-condition":
      return setCondition(edit, writer);
    case "change-condition":
      return changeCondition(edit, writer);
    case "split-condition":
      return splitBlock(edit, writer) ?? setCondition(edit, writer);
    case "split-resource":
      return splitBlock(edit, writer) ?? setResources(edit, writer);
    case "set-principal":
      return setPrincipal(edit, writer);
    case "remove-element":
      return removeElement(edit, writer);
    case "add-version":
      return { declined: "The data source writes the Version by itself." };
    case "rename-text":
      return writer.renameText(edit.text, edit.to);
    case "add-statement":
      return addStatement(edit.policy, edit.statement, writer);
    default:
      return { declined: "This is not an edit of a policy." };
  }
}

function replaceItem(edit: Edit & { kind: "replace-item" }, writer: BlockWriter): TextEdit[] | Declined {
  const { value } = edit.element;
  const { item, statement } = edit;
  if (!value) return { declined: "The element is not written here." };
  if (isBranch(edit.element, item)) return replaceBranch(item, edit.with.map(spelled), writer);
  const [first, ...rest] = edit.with.map(spelled);
  if (value.kind !== "list") {
    if (first === undefined) return removeStatement(edit.policy, statement, writer);
    return writer.replaceValue(value, [first, ...rest]);
  }
  if (first === undefined) {
    if (value.items.length > 1 || value.open) return writer.removeItems(value, [item]);
    return removeStatement(edit.policy, statement, writer);
  }
  const replaced = writer.replaceValue(item, first);
  if ("declined" in replaced || rest.length === 0) return replaced;
  const inserted = writer.insertItems(value, item, rest);
  return "declined" in inserted ? inserted : [...replaced, ...inserted];
}

function removeStatement(policy: Policy, statement: Statement, writer: BlockWriter): TextEdit[] | Declined {
  if (!isBlock(statement.node)) return isAnExpression;
  if (isMade(policy, statement)) return made;
  if (isSharedNode(policy, statement)) return isAnExpression;
  if (policy.statements.length < 2)
    return { declined: "It is the only thing this policy grants; remove the policy instead." };
  return writer.removeBlock(statement.node);
}

function setCondition(
  edit: Edit & { kind: "set-condition" | "split-condition" },
  writer: BlockWriter,
): TextEdit[] | Declined {
  const { statement, operator, key } = edit;
  if (!isBlock(statement.node)) return isAnExpression;
  const values = edit.values.map(spelled);
  const same = statement.conditions.tests.find(
    (test) => test.operator === operator && test.key?.toLowerCase() === key.toLowerCase(),
  );
  const block = same && conditionBlock(statement, same);
  if (block) return writer.setEntry(block, "values", values);
  const data: BlockData = { type: "condition", attributes: { test: operator, variable: key, values } };
  const last = blocksOf(statement.node, "condition").at(-1);
  return last ? writer.insertBlockAfter(last, data) : writer.addBlock(statement.node, data);
}

function conditionBlock(statement: Statement, condition: Condition): Block | undefined {
  if (!isBlock(statement.node)) return undefined;
  const { start, end } = condition.span;
  return statement.node.blocks.find((block) => block.span.start === start && block.span.end === end);
}

function changeCondition(edit: Edit & { kind: "change-condition" }, writer: BlockWriter): TextEdit[] | Declined {
  const block = conditionBlock(edit.statement, edit.condition);
  if (!block) return isAnExpression;
  if (edit.operator === "") return writer.removeBlock(block);
  const edits: TextEdit[] = [];
  if (edit.operator !== undefined && edit.operator !== edit.condition.operator) {
    const { operatorNode } = edit.condition;
    if (!operatorNode) return isAnExpression;
    const renamed = writer.renameText(operatorNode, edit.operator);
    if ("declined" in renamed) return renamed;
    edits.push(...renamed);
  }
  if (edit.values !== undefined) {
    const set = writer.setEntry(block, "values", edit.values.map(spelled));
    if ("declined" in set) return set;
    edits.push(...set);
  }
  return edits;
}

function setResources(
  { statement, resources }: Edit & { kind: "split-resource" },
  writer: BlockWriter,
): TextEdit[] | Declined {
  const { value, open } = statement.resources;
  return value && !open ? writer.replaceValue(value, resources.map(spelled)) : isAnExpression;
}

function setPrincipal(edit: Edit & { kind: "set-principal" }, writer: BlockWriter): TextEdit[] | Declined {
  const { principal, statement, type } = edit;
  const { start } = principal.span;
  const block = isBlock(statement.node) && statement.node.blocks.find(({ span }) => span.start === start);
  if (!block || principal.values.open) return isAnExpression;
  const typed = principal.type === type ? [] : writer.setEntry(block, "type", type);
  const named = writer.setEntry(block, "identifiers", edit.values.map(spelled));
  if ("declined" in typed) return typed;
  return "declined" in named ? named : [...typed, ...named];
}

function removeElement(
  { policy, statement, element }: Edit & { kind: "remove-element" },
  writer: BlockWriter,
): TextEdit[] | Declined {
  if (!isBlock(statement.node)) return isAnExpression;
  if (isMade(policy, statement)) return made;
  const { node } = statement;
  const entry = node.entries.find(({ key }) => key === element.key);
  return entry ? writer.removeEntry(node, entry) : isAnExpression;
}

function addStatement(policy: Policy, statement: DataObject, writer: BlockWriter): TextEdit[] | Declined {
  if (!isBlock(policy.node)) return isAnExpression;
  const data = blockOfStatement(statement);
  if ("declined" in data) return data;
  const last = blocksOf(policy.node, "statement").at(-1);
  return last ? writer.insertBlockAfter(last, data) : writer.addBlock(policy.node, data);
}
