// The IAM JSON policy grammar over a value tree: reads policies from it and writes edits into it. It knows no syntax and no host.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import type { Declined, Edit } from "../edit";
import type { Data, DataObject } from "../model/data";
import type { Condition, Conditions, Policy, Principal, Principals, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Dict, Entry, List, Value } from "../model/value";
import { allItemsOf, isOpen, itemsOf, literal, nodeSpan, valueOf } from "../model/value";
import type { Writer } from "../syntax/writer";
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

/** Element names are case-sensitive in AWS's grammar; a wrong case is another rule's finding, but is read all the same. */
const elements = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
] as const;
type ElementName = (typeof elements)[number];

/** Whether a value has the look of a policy document: a dict with a Statement element. */
export function looksLikePolicy(value: Value | undefined): value is Dict {
  return value?.kind === "dict" && value.entries.some((entry) => literal(entry.key)?.toLowerCase() === "statement");
}

/** Reads a policy document, or undefined where the value does not look like one. */
export function readPolicy(value: Value, place: PolicyPlace): Policy | undefined {
  if (!looksLikePolicy(value)) return undefined;
  const statementValue = value.entries.findLast((entry) => literal(entry.key)?.toLowerCase() === "statement")?.value;
  const statements: Statement[] = [];
  const unread: Value[] = [];
  readItems(statementValue, statements, unread);
  return {
    kind: place.kind,
    shape: "iam-json",
    statements,
    open: value.open || isOpen(statementValue) || unread.length > 0 || statementValue === undefined,
    unread,
    version: valueOf(value, "Version"),
    span: value.span,
    address: place.address,
    owner: place.owner,
    hostType: place.hostType,
    node: value,
    source: place.source,
  };
}

/** Reads a list of statements that stands without a document around it (Serverless, SAM policies). */
export function readStatements(value: List, place: PolicyPlace): Policy {
  const statements: Statement[] = [];
  const unread: Value[] = [];
  readItems(value, statements, unread);
  return {
    kind: place.kind,
    shape: "iam-json",
    statements,
    open: value.open || unread.length > 0,
    unread,
    version: undefined,
    span: value.span,
    address: place.address,
    owner: place.owner,
    hostType: place.hostType,
    node: value,
    source: place.source,
  };
}

/** What stands in statements' places: each branch of a conditional is judged. */
function readItems(value: Value | undefined, statements: Statement[], unread: Value[]): void {
  const inList = value?.kind === "list" && value.maybe === true;
  const sure = new Set(inList ? [] : itemsOf(value));
  for (const each of allItemsOf(value)) {
    if (each.kind === "dict") statements.push(...readStatement(each, !sure.has(each)));
    else unread.push(each);
  }
}

/** Two where its actions and its resources are those of two branches. */
function readStatement(dict: Dict, perhaps: boolean): Statement[] {
  const found = new Map<ElementName, Entry>();
  for (const entry of dict.entries) {
    const key = literal(entry.key);
    const name =
      elements.find((element) => element === key) ??
      elements.find((element) => element.toLowerCase() === key?.toLowerCase());
    if (name) found.set(name, entry);
  }
  const sid = found.get("Sid")?.value;
  const effect = literal(found.get("Effect")?.value);
  // What a statement may allow is judged; what it may deny, or leave out, is not counted on.
  const each = effect === "Allow" ? readBranches : readElements;
  const action = found.get("Action");
  const resource = found.get("Resource");
  const branches = effect === "Allow" ? correlated(action, resource) : [[action, resource] as const];
  return branches.map(([actions, resources]) => ({
    sid: sid?.kind === "text" ? sid : undefined,
    effect: effect === "Allow" || effect === "Deny" ? effect : "unknown",
    actions: each(actions),
    notActions: readElements(found.get("NotAction")),
    resources: each(resources),
    notResources: readElements(found.get("NotResource")),
    principals: readPrincipals(found.get("Principal"), each),
    notPrincipals: readPrincipals(found.get("NotPrincipal"), readElements),
    conditions: readConditions(found.get("Condition")),
    span: dict.span,
    open: dict.open,
    ...((perhaps || branches.length > 1) && { perhaps: true }),
    node: dict,
  }));
}

function readPrincipals(entry: Entry | undefined, each: typeof readElements): Principals {
  if (!entry) return { entries: [], open: false, key: undefined };
  const { key, value } = entry;
  if (value.kind !== "dict") {
    const known = literal(value) === "*";
    const principal: Principal = { type: known ? "*" : undefined, values: each(entry), span: value.span };
    return { entries: [principal], open: !known, key };
  }
  const entries = value.entries.map((typed) => ({
    type: literal(typed.key),
    values: each(typed),
    span: typed.value.span,
  }));
  return { entries, open: value.open, key };
}

function readConditions(entry: Entry | undefined): Conditions {
  if (!entry) return { tests: [], open: false, key: undefined, value: undefined };
  const { key, value } = entry;
  if (value.kind !== "dict") return { tests: [], open: true, key, value };
  const tests: Condition[] = [];
  let open = value.open;
  for (const block of value.entries) {
    if (block.value.kind !== "dict") {
      open = true;
      continue;
    }
    open ||= block.value.open;
    for (const test of block.value.entries)
      tests.push({
        operator: literal(block.key),
        operatorSpan: block.key.span,
        key: literal(test.key),
        keySpan: test.key.span,
        keyNode: test.key,
        values: readElements(test),
        span: test.span,
        operatorNode: block.key,
      });
  }
  return { tests, open, key, value };
}

/** Writes one policy-level edit with the writer of the policy's source. */
export function writeJsonEdit(edit: Edit, writer: Writer): TextEdit[] | Declined {
  switch (edit.kind) {
    case "replace-item":
      return replaceItem(edit, writer);
    case "set-condition":
      return setCondition(edit.statement, edit.operator, edit.key, edit.values, writer);
    case "change-condition":
      return changeCondition(edit.statement, edit.condition, edit.operator, edit.values, writer);
    case "split-condition":
      return splitCondition(edit, writer);
    case "rename-text":
      return writer.renameText(edit.text, edit.to);
    case "add-statement":
      return addStatement(edit.policy, undefined, edit.statement, writer);
    default:
      return { declined: "This is not an edit of a policy." };
  }
}

function replaceItem(edit: Edit & { kind: "replace-item" }, writer: Writer): TextEdit[] | Declined {
  const { element, item, policy, statement } = edit;
  const value = element.value;
  if (!value) return { declined: "The element is not written here." };
  if (isBranch(element, item)) return replaceBranch(item, edit.with, writer);
  if (value.kind !== "list") {
    const [only] = edit.with;
    if (only === undefined) return removeStatement(policy, statement, writer);
    return writer.replaceValue(value, edit.with.length === 1 ? only : edit.with);
  }
  const [first, ...rest] = edit.with;
  if (first === undefined) {
    const others = value.items.filter((other) => other !== item);
    if (others.length === 0) return removeStatement(policy, statement, writer);
    return writer.removeItems(value, [item]);
  }
  const replaced = writer.replaceValue(item, first);
  if ("declined" in replaced || rest.length === 0) return replaced;
  const inserted = writer.insertItems(value, item, rest);
  return "declined" in inserted ? inserted : [...replaced, ...inserted];
}

function removeStatement(policy: Policy, statement: Statement, writer: Writer): TextEdit[] | Declined {
  if (isSharedNode(policy, statement)) return isAnExpression;
  const list = statementList(policy);
  if (list?.kind !== "list" || list.items.length < 2)
    return { declined: "It is the only thing this policy grants; remove the policy instead." };
  const item = list.items.find((candidate) => candidate === statement.node);
  return item ? writer.removeItems(list, [item]) : { declined: "The statement is not written in this list." };
}

function statementList(policy: Policy): Value | undefined {
  const { node } = policy;
  if (node.kind === "list") return node;
  return node.entries.findLast((entry) => literal(entry.key)?.toLowerCase() === "statement")?.value;
}

function dictOf(statement: Statement): Dict | undefined {
  return statement.node.kind === "dict" ? statement.node : undefined;
}

function setCondition(
  statement: Statement,
  operator: string,
  key: string,
  values: readonly Data[],
  writer: Writer,
): TextEdit[] | Declined {
  const dict = dictOf(statement);
  if (!dict) return { declined: "The statement is not written as an object." };
  const data = single(values);
  const { value, key: conditionKey } = statement.conditions;
  if (!conditionKey) return writer.setEntry(dict, "Condition", { [operator]: { [key]: data } });
  if (value?.kind !== "dict")
    return { declined: "The Condition is an expression; add the condition where it is written." };
  const block = value.entries.find((entry) => literal(entry.key) === operator);
  if (!block) return writer.setEntry(value, operator, { [key]: data });
  if (block.value.kind !== "dict")
    return { declined: `The ${operator} block is an expression; add the condition where it is written.` };
  const same = block.value.entries.find((entry) => literal(entry.key)?.toLowerCase() === key.toLowerCase());
  return same ? writer.replaceValue(same.value, data) : writer.setEntry(block.value, key, data);
}

function changeCondition(
  statement: Statement,
  condition: Condition,
  operator: string | undefined,
  values: readonly Data[] | undefined,
  writer: Writer,
): TextEdit[] | Declined {
  const conditions = statement.conditions.value;
  if (conditions?.kind !== "dict" || !condition.operatorNode || !condition.values.value || condition.key === undefined)
    return { declined: "The condition is an expression; change it where it is written." };
  const block = conditions.entries.find((entry) => entry.key === condition.operatorNode);
  if (block?.value.kind !== "dict")
    return { declined: "The condition is an expression; change it where it is written." };
  const entry = block.value.entries.find((candidate) => candidate.value === condition.values.value);
  if (!entry) return { declined: "The condition is not written here." };
  if (operator === "") {
    if (block.value.entries.length > 1) return writer.removeEntry(block.value, entry);
    if (conditions.entries.length > 1) return writer.removeEntry(conditions, block);
    const dict = dictOf(statement);
    const whole = dict?.entries.find((candidate) => candidate.value === conditions);
    return dict && whole ? writer.removeEntry(dict, whole) : { declined: "The condition is not written here." };
  }
  const edits: TextEdit[] = [];
  const add = (more: TextEdit[] | Declined): Declined | undefined => {
    if ("declined" in more) return more;
    edits.push(...more);
    return undefined;
  };
  if (operator !== undefined && operator !== condition.operator) {
    const taken = conditions.entries.find((candidate) => literal(candidate.key) === operator);
    if (block.value.entries.length > 1 || taken) {
      // The operator's block holds other tests too: this one moves into a block of its own.
      if (values === undefined && dataOf(condition.values.value) === undefined)
        return { declined: "The condition's value is an expression; change it where it is written." };
      const data = values ? single(values) : (dataOf(condition.values.value) ?? null);
      const removed =
        block.value.entries.length > 1 ? writer.removeEntry(block.value, entry) : writer.removeEntry(conditions, block);
      const added =
        taken?.value.kind === "dict"
          ? writer.setEntry(taken.value, condition.key, data)
          : writer.setEntry(conditions, operator, { [condition.key]: data });
      return add(removed) ?? add(added) ?? edits;
    }
    const declined = add(writer.renameText(block.key, operator));
    if (declined) return declined;
  }
  if (values !== undefined) {
    const declined = add(writer.replaceValue(entry.value, single(values)));
    if (declined) return declined;
  }
  return edits;
}

function splitCondition(edit: Edit & { kind: "split-condition" }, writer: Writer): TextEdit[] | Declined {
  const { statement, policy, items } = edit;
  if (items.some((item) => isBranch(statement.actions, item))) return isAnExpression;
  const actions = statement.actions.value;
  if (actions?.kind !== "list" || actions.items.length <= items.length)
    return setCondition(statement, edit.operator, edit.key, edit.values, writer);
  const dict = dictOf(statement);
  if (!dict || statement.open) return { declined: "The statement has parts that cannot be read." };
  const copy: Record<string, Data> = {};
  for (const entry of dict.entries) {
    const name = literal(entry.key);
    if (name === undefined) return { declined: "The statement has parts that cannot be read." };
    if (name === "Sid" || name === "Condition") continue;
    copy[name] =
      name.toLowerCase() === "action" ? items.map((item) => textOfNode(policy, item)) : textOfNode(policy, entry.value);
  }
  const condition = dict.entries.find((entry) => literal(entry.key) === "Condition");
  if (condition) {
    const known = textOfNode(policy, condition.value);
    const block = isObject(known) ? (known[edit.operator] ?? {}) : undefined;
    if (!isObject(known) || block === undefined || !isObject(block))
      return { declined: "The Condition is an expression; add the condition where it is written." };
    copy["Condition"] = { ...known, [edit.operator]: { ...block, [edit.key]: single(edit.values) } };
  } else copy["Condition"] = { [edit.operator]: { [edit.key]: single(edit.values) } };
  const removed = writer.removeItems(actions, items);
  if ("declined" in removed) return removed;
  const added = addStatement(policy, statement, copy, writer);
  return "declined" in added ? added : [...removed, ...added];
}

function addStatement(
  policy: Policy,
  after: Statement | undefined,
  data: DataObject,
  writer: Writer,
): TextEdit[] | Declined {
  const list = statementList(policy);
  if (list?.kind === "list") {
    const anchor = after ? list.items.find((item) => item === after.node) : list.items.at(-1);
    return writer.insertItems(list, anchor, [data]);
  }
  if (list?.kind === "dict") return { declined: "Statement is a single object here; make it a list first." };
  return { declined: "The Statement element is an expression; change it where it is written." };
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
function dataOf(value: Value): Data | undefined {
  switch (value.kind) {
    case "text":
      return literal(value);
    case "scalar":
      return value.value;
    case "list": {
      if (value.open) return undefined;
      const items = value.items.map(dataOf);
      return items.every((item): item is Data => item !== undefined) ? items : undefined;
    }
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

function isObject(data: Data): data is DataObject {
  return (
    typeof data === "object" && data !== null && !Array.isArray(data) && !("raw" in data) && !("reference" in data)
  );
}

/** IAM takes one value without a list; one is how people write it. */
function single(values: readonly Data[]): Data {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
