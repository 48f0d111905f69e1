// A policy document whose parts hang on conditions, once for each combination that matters to what it says together. It reads no functions.
import type { Environment } from "../../link/intrinsics";
import { assume, choiceOf, decided, intrinsicOf, resolve } from "../../link/intrinsics";
import type { Policy, Statement } from "../../model/policy";
import type { Container, Dict, Entry, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import { readPolicy } from "../../shape/iam-json";
import type { PolicyPlace } from "../../shape/place";

/** Two to the power of that many readings of one document; further conditions leave their lists open. */
const maxConditions = 3;

/**
 * Reads a document. Two Fn::Ifs of one condition in a statement never mix their branches, and what one branch denies is not denied in the
 * other: such a document is read once for each way its conditions may go. Statements that no condition touches are the same objects in each.
 */
export function readVariants(document: Dict, environment: Environment, place: PolicyPlace): Policy[] {
  const names = correlated(document, environment).slice(0, maxConditions);
  let environments = [environment];
  for (const name of names)
    environments = environments.flatMap((own) =>
      decided(name, own) === undefined ? [assume(name, true, own), assume(name, false, own)] : [own],
    );
  const resolved = new Map<Value, Value>();
  const statements = new Map<Container, Statement>();
  return environments.flatMap((own) => {
    const value = environments.length === 1 ? resolve(document, own) : resolveDocument(document, own, resolved);
    const policy = readPolicy(value, place);
    if (!policy) return [];
    return [{ ...policy, statements: policy.statements.map((statement) => remembered(statements, statement)) }];
  });
}

function remembered(statements: Map<Container, Statement>, statement: Statement): Statement {
  const known = statements.get(statement.node);
  if (known) return known;
  statements.set(statement.node, statement);
  return statement;
}

function statementEntry(document: Dict): Entry | undefined {
  return document.entries.findLast((entry) => literal(entry.key)?.toLowerCase() === "statement");
}

/** Statements without a condition in them are resolved once for all readings. */
function resolveDocument(document: Dict, environment: Environment, resolved: Map<Value, Value>): Value {
  const entry = statementEntry(document);
  if (!entry || entry.value.kind !== "list") return resolve(document, environment);
  const list = entry.value;
  const items: Value[] = [];
  let { open } = list;
  for (const item of list.items) {
    const known = resolved.get(item);
    const read = known ?? resolve({ ...list, items: [item], open: false }, environment);
    if (!known && conditionsIn(item).length === 0) resolved.set(item, read);
    if (read.kind !== "list") continue;
    items.push(...read.items);
    open ||= read.open;
  }
  const others = resolve({ ...document, entries: document.entries.filter((other) => other !== entry) }, environment);
  if (others.kind !== "dict") return others;
  return { ...others, entries: [...others.entries, { ...entry, value: { ...list, items, open } }] };
}

/** The undecided conditions that tie parts of a document together, in the order they stand. */
function correlated(document: Dict, environment: Environment): string[] {
  const statement = environment.conditions.size > 0 ? statementEntry(document)?.value : undefined;
  if (!statement) return [];
  const names: string[] = [];
  const add = (found: readonly string[]): void => {
    for (const name of found) if (!names.includes(name) && decided(name, environment) === undefined) names.push(name);
  };
  const visit = (item: Value, depth: number): void => {
    const choice = choiceOf(item);
    if (item.kind === "list") for (const inner of item.items) visit(inner, depth + 1);
    else if (choice && depth < 20) {
      const branches = choice.branches.map((branch) => (branch ? statementsIn(branch) : []));
      if (branches.every((branch) => branch.length > 0) || branches.flat().some(denies)) add([choice.condition]);
      for (const branch of choice.branches) if (branch) visit(branch, depth + 1);
    } else if (item.kind === "dict" && !intrinsicOf(item)) add(repeated(conditionsIn(item), environment));
  };
  visit(statement, 0);
  return names;
}

/** Statements as written, whichever branch they stand in. */
function statementsIn(value: Value): Dict[] {
  if (value.kind === "list") return value.items.flatMap(statementsIn);
  const choice = choiceOf(value);
  if (choice) return choice.branches.flatMap((branch) => (branch ? statementsIn(branch) : []));
  return value.kind === "dict" && !intrinsicOf(value) ? [value] : [];
}

function denies(statement: Dict): boolean {
  return literal(valueOf(statement, "Effect")) !== "Allow";
}

/** The conditions of all Fn::Ifs in a value, with repetitions. */
function conditionsIn(value: Value, found: string[] = []): readonly string[] {
  if (value.kind === "list") for (const item of value.items) conditionsIn(item, found);
  if (value.kind !== "dict") return found;
  const choice = choiceOf(value);
  if (choice) {
    found.push(choice.condition);
    for (const branch of choice.branches) if (branch) conditionsIn(branch, found);
  } else for (const entry of value.entries) conditionsIn(entry.value, found);
  return found;
}

/** Conditions on a subject that occurs more than once. */
function repeated(names: readonly string[], environment: Environment): readonly string[] {
  if (names.length < 2) return [];
  const subjects = names.map((name) => subjectOf(name, environment));
  return names.filter((_, index) => subjects.filter((subject) => subject === subjects[index]).length > 1);
}

/** What a condition is about: one that negates another, or tests the same parameter, is about the same thing. */
function subjectOf(name: string, environment: Environment, depth = 0): string {
  const definition = environment.conditions.get(name);
  return (definition && depth < 10 ? subjectIn(definition, environment, depth + 1) : undefined) ?? name;
}

function subjectIn(test: Value, environment: Environment, depth: number): string | undefined {
  const entry = test.kind === "dict" && test.entries.length === 1 ? test.entries[0] : undefined;
  const operands = entry?.value.kind === "list" ? entry.value.items : entry ? [entry.value] : [];
  const [first] = operands;
  switch (entry && literal(entry.key)) {
    case "Condition":
      return subjectOf(literal(first) ?? "", environment, depth);
    case "Fn::Not":
      return first && depth < 10 ? subjectIn(first, environment, depth + 1) : undefined;
    case "Fn::Equals": {
      const parameter = operands.map((operand) => intrinsicOf(operand)).find((intrinsic) => intrinsic?.name === "Ref");
      const named = literal(parameter?.argument);
      return named === undefined ? undefined : `Ref ${named}`;
    }
    default:
      return undefined;
  }
}
