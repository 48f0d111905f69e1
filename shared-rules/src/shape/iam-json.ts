// The IAM JSON policy grammar over a value tree: reads policies from it and writes edits into it. It knows no syntax and no host.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import type { Declined, Edit } from "../edit";
import type { Data } from "../model/data";
import type { Condition, Conditions, Elements, Policy, Principal, Principals, Statement } from "../model/policy";
import type { TextEdit } from "../model/source";
import type { Dict, Entry, List, Value } from "../model/value";
import { allItemsOf, isOpen, itemsOf, literal, valueOf } from "../model/value";
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
import { addStatement, dataOf, single, splitStatement, statementList } from "./iam-json-split";
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
      return splitStatement(edit, writer) ?? setCondition(edit.statement, edit.operator, edit.key, edit.values, writer);
    case "split-resource":
      return splitStatement(edit, writer) ?? setResources(edit.statement, edit.resources, writer);
    case "set-principal":
      return setPrincipal(edit, writer);
    case "remove-element":
      return removeElement(edit.statement, edit.element, writer);
    case "add-version":
      return addVersion(edit.policy, edit.version, writer);
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

function setResources({ resources }: Statement, data: readonly Data[], writer: Writer): TextEdit[] | Declined {
  const { value } = resources;
  if (!value || resources.open || value.kind === "unknown") return isAnExpression;
  const hasItems = value.kind === "list" && !value.written;
  return writer.replaceValue(value, hasItems ? data : single(data));
}

/** `"*"` alone has no type: it is replaced by a principal that has one. */
function setPrincipal(edit: Edit & { kind: "set-principal" }, writer: Writer): TextEdit[] | Declined {
  const { principal, statement, type, values } = edit;
  const { value } = principal.values;
  if (!value || principal.values.open) return isAnExpression;
  if (principal.type === type) return writer.replaceValue(value, value.kind === "list" ? values : single(values));
  const hasNoType = principal.type === "*" || principal.type === undefined;
  return hasNoType && statement.principals.entries.length === 1
    ? writer.replaceValue(value, { [type]: single(values) })
    : { declined: "The Principal element has others beside it; change it by hand." };
}

function removeElement(statement: Statement, { key }: Elements, writer: Writer): TextEdit[] | Declined {
  const dict = dictOf(statement);
  const entry = dict?.entries.find((candidate) => candidate.key === key);
  return dict && entry ? writer.removeEntry(dict, entry) : { declined: "The element is not written here." };
}

/** Version stands first, as AWS and everyone else writes it. */
function addVersion({ node }: Policy, version: string, writer: Writer): TextEdit[] | Declined {
  return node.kind === "dict"
    ? writer.setEntry(node, "Version", version, "first")
    : { declined: "These statements stand without a document around them, which would say its Version." };
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
