// Which branch of an Fn::If stands: what is certain of a template's conditions, and what follows where one is taken to hold.
// Defaults decide nothing here: whoever deploys the template chooses the parameters.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
import type { Text, Value } from "../../model/value";
import { literal, textOf } from "../../model/value";
import type { Environment } from "./environment";
import { choiceOf, intrinsicOf, isNoValue } from "./syntax";

/** Whether a condition holds; undefined where that is chosen at deployment, or cannot be read. */
export function decided(condition: string, environment: Environment): boolean | undefined {
  return holds(condition, environment, new Set());
}

function holds(condition: string, environment: Environment, seen: Set<string>): boolean | undefined {
  const assumed = environment.assumed.get(condition);
  if (assumed !== undefined) return assumed;
  const definition = environment.conditions.get(condition);
  // A condition that hangs on itself is an error in the template.
  if (!definition || seen.has(condition)) return undefined;
  seen.add(condition);
  const answer = evaluate(definition, environment, seen);
  seen.delete(condition);
  return answer;
}

function evaluate(value: Value, environment: Environment, seen: Set<string>): boolean | undefined {
  const test = testOf(value);
  switch (test?.name) {
    case "Condition":
      return holds(literal(test.operands[0]) ?? "", environment, seen);
    case "Fn::Not": {
      const answer = test.operands[0] && evaluate(test.operands[0], environment, seen);
      return answer === undefined ? undefined : !answer;
    }
    case "Fn::And":
    case "Fn::Or": {
      const decisive = test.name === "Fn::Or";
      const answers = test.operands.map((operand) => evaluate(operand, environment, seen));
      if (answers.includes(decisive)) return decisive;
      return answers.length === 0 || answers.includes(undefined) ? undefined : !decisive;
    }
    case "Fn::Equals": {
      const [left, right] = test.operands.map((operand) => constant(operand, environment));
      return left === undefined || right === undefined ? undefined : left === right;
    }
    default:
      return undefined;
  }
}

/** A condition function with its operands; `{ Condition: Name }` with the name. */
function testOf(value: Value): { readonly name: string; readonly operands: readonly Value[] } | undefined {
  const entry = value.kind === "dict" && value.entries.length === 1 ? value.entries[0] : undefined;
  const name = entry && literal(entry.key);
  if (!entry || name === undefined) return undefined;
  return { name, operands: entry.value.kind === "list" ? entry.value.items : [entry.value] };
}

/** What an operand surely is. */
function constant(value: Value, environment: Environment): string | undefined {
  if (value.kind === "scalar") return String(value.value);
  const name = parameterOf(value);
  if (name === undefined) return literal(value);
  const parameter = environment.parameters.get(name);
  const known = environment.facts.get(name) ?? (parameter?.certain ? parameter.value : undefined);
  return literal(known);
}

function parameterOf(value: Value): string | undefined {
  const intrinsic = intrinsicOf(value);
  return intrinsic?.name === "Ref" ? literal(intrinsic.argument) : undefined;
}

/** Made once for each environment: a template asks for the same few again and again. */
const suppositions = new WeakMap<Environment, Map<string, Environment>>();

/** The environment where a condition holds, or does not, with all that follows from it. */
export function assume(condition: string, answer: boolean, environment: Environment): Environment {
  const known = suppositions.get(environment) ?? new Map<string, Environment>();
  suppositions.set(environment, known);
  const name = `${answer ? "+" : "-"}${condition}`;
  const supposed = known.get(name) ?? suppose(condition, answer, environment);
  known.set(name, supposed);
  return supposed;
}

function suppose(condition: string, answer: boolean, environment: Environment): Environment {
  const assumed = new Map(environment.assumed);
  const facts = new Map(environment.facts);
  const take = (name: string, isTrue: boolean): void => {
    if (assumed.has(name)) return;
    assumed.set(name, isTrue);
    const definition = environment.conditions.get(name);
    if (definition) follow(definition, isTrue);
  };
  const follow = (value: Value, isTrue: boolean): void => {
    const test = testOf(value);
    if (!test) return;
    const { name, operands } = test;
    if (name === "Condition") take(literal(operands[0]) ?? "", isTrue);
    else if (name === "Fn::Not" && operands[0]) follow(operands[0], !isTrue);
    else if ((name === "Fn::And" && isTrue) || (name === "Fn::Or" && !isTrue))
      for (const operand of operands) follow(operand, isTrue);
    else if (name === "Fn::Equals" && isTrue) {
      const [left, right] = operands;
      if (left && right) learn(left, right);
      if (left && right) learn(right, left);
    }
  };
  const learn = (operand: Value, equal: Value): void => {
    const name = parameterOf(operand);
    const text = equal.kind === "text" && literal(equal) !== undefined ? equal : scalarText(equal);
    if (name !== undefined && text && environment.parameters.has(name)) facts.set(name, text);
  };
  take(condition, answer);
  return { ...environment, assumed, facts };
}

function scalarText(value: Value): Text | undefined {
  return value.kind === "scalar" ? textOf(String(value.value), value.span) : undefined;
}

/** A value as it stands in one of the cases, with what is assumed there. */
export interface Alternative {
  readonly value: Value;
  readonly environment: Environment;
}

/** The two cases of an Fn::If, or the one that is sure to stand; undefined for any other value. Cases without a value are left out. */
export function casesOf(value: Value, environment: Environment): readonly Alternative[] | undefined {
  const choice = choiceOf(value);
  if (!choice) return undefined;
  const { condition, branches } = choice;
  const answer = decided(condition, environment);
  const cases: Alternative[] = [];
  for (const [index, branch] of branches.entries()) {
    const isTrue = index === 0;
    if (branch === undefined || (answer !== undefined && answer !== isTrue)) continue;
    cases.push({
      value: branch,
      environment: answer === undefined ? assume(condition, isTrue, environment) : environment,
    });
  }
  return cases;
}

/** What a value may be: the cases of Fn::If, the items of a list among them, nothing for AWS::NoValue. As they are written, not read. */
export function alternatives(value: Value, environment: Environment): Alternative[] {
  const cases = casesOf(value, environment);
  if (cases) return cases.flatMap((one) => alternatives(one.value, one.environment));
  if (isNoValue(value)) return [];
  return value.kind === "list"
    ? value.items.flatMap((item) => alternatives(item, environment))
    : [{ value, environment }];
}

/** Whether a value is an Fn::If that deployment decides, at any depth of its cases. */
export function isUndecided(value: Value, environment: Environment): boolean {
  const choice = choiceOf(value);
  if (!choice) return false;
  if (decided(choice.condition, environment) === undefined) return true;
  return casesOf(value, environment)?.some((one) => isUndecided(one.value, one.environment)) ?? false;
}
