// The named questions rules ask of statements, each with three answers. It reads no catalogue and judges nothing.
import { splitArn } from "./arn";
import { oncePerPolicy } from "./beside";
import { compilePattern, hasWildcard, patternCovers, patternsIntersect, type Pattern } from "./pattern";
import type { Condition, Conditions, Elements, Policy, Statement } from "./policy";
import type { Answer, Span, Text, Value } from "./value";
import { literal, sampled } from "./value";

/** "yes" over "unknown" over "no": whether any of the answers holds. */
export function any(answers: Iterable<Answer>): Answer {
  let result: Answer = "no";
  for (const answer of answers) {
    if (answer === "yes") return "yes";
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

/** "no" over "unknown" over "yes": whether all of the answers hold. */
export function all(answers: Iterable<Answer>): Answer {
  let result: Answer = "yes";
  for (const answer of answers) {
    if (answer === "no") return "no";
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

export function not(answer: Answer): Answer {
  return answer === "yes" ? "no" : answer === "no" ? "yes" : "unknown";
}

/** A text's widest reading as an IAM pattern: what is unknown may be anything. Undefined where nothing is known at all. */
export function widest(value: Value): string | undefined {
  return value.kind === "text" ? widestText(value) : undefined;
}

function widestText({ parts }: Text): string {
  return parts.map((part) => (typeof part === "string" ? part : "*")).join("");
}

/**
 * Whether an Action item matches an action name; names are case-insensitive.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function covers(item: Value, action: string): Answer {
  const pattern = patternOf(item);
  if (!pattern) return "unknown";
  if (!pattern.matches(action)) return "no";
  return literal(item) === undefined ? "unknown" : "yes";
}

const patterns = new WeakMap<Value, Pattern | { readonly matches: undefined }>();

/** An Action item's widest reading, compiled once. */
function patternOf(item: Value): Pattern | undefined {
  let known = patterns.get(item);
  if (!known) {
    const source = widest(item);
    known = source === undefined ? { matches: undefined } : compilePattern(source);
    patterns.set(item, known);
  }
  return known.matches ? known : undefined;
}

/** The items of an Action or NotAction element: those that are a name, by it in lower case, and the others. */
interface NamedItems {
  readonly names: ReadonlySet<string>;
  readonly others: readonly Value[];
}

const namedItems = new WeakMap<Elements, NamedItems>();

/** Rules ask every statement about many actions, of which it names few. */
function namedItemsOf(elements: Elements): NamedItems {
  let known = namedItems.get(elements);
  if (!known) {
    const names = new Set<string>();
    const others: Value[] = [];
    for (const item of elements.items) {
      const text = literal(item);
      if (text !== undefined && !hasWildcard(text)) names.add(text.toLowerCase());
      else others.push(item);
    }
    namedItems.set(elements, (known = { names, others }));
  }
  return known;
}

/** Whether any item of an Action or NotAction element matches the action. */
export function anyCovers(elements: Elements, action: string): Answer {
  const { names, others } = namedItemsOf(elements);
  if (names.size > 0 && names.has(action.toLowerCase())) return "yes";
  let answer: Answer = elements.open ? "unknown" : "no";
  for (const item of others) {
    const one = covers(item, action);
    if (one === "yes") return "yes";
    if (one === "unknown") answer = "unknown";
  }
  return answer;
}

/** Whether the statement's Action or NotAction speaks of the action. */
export function speaksOf(statement: Statement, action: string): Answer {
  if (statement.actions.key) return anyCovers(statement.actions, action);
  if (statement.notActions.key) return not(anyCovers(statement.notActions, action));
  return statement.open ? "unknown" : "no";
}

/** The place that makes the statement speak of the action: the item that matches it, preferring one that names it, or the NotAction key. */
export function causeOf(statement: Statement, action: string): Value | Span | undefined {
  let wildcard: Value | undefined;
  for (const item of statement.actions.items) {
    if (covers(item, action) !== "yes") continue;
    if (literal(item)?.toLowerCase() === action.toLowerCase()) return item;
    wildcard ??= item;
  }
  return wildcard ?? statement.notActions.key?.span;
}

/** Whether a value is a place in the tree, not only a range. */
export function isValue(cause: Value | Span): cause is Value {
  return "kind" in cause;
}

export function spanOf(cause: Value | Span): Span {
  return isValue(cause) ? cause.span : cause;
}

/**
 * Whether a Resource item is every resource: `*`, or a pattern so wide that every ARN of a partition matches it.
 */
export function isEverything(item: Value): Answer {
  const known = sampled(item);
  if (known !== undefined) return coversEveryArn(known) ? "yes" : "no";
  if (item.kind === "reference") return "no"; // one declared resource's attribute
  if (item.kind !== "text") return "unknown";
  const hasReference = item.parts.some((part) => typeof part !== "string" && part.kind === "reference");
  return !hasReference && coversEveryArn(widestText(item)) ? "unknown" : "no";
}

function coversEveryArn(pattern: string): boolean {
  return patternCovers(pattern, "arn:aws:*:*:*:*", true);
}

/** Whether the statement's Resource element holds an item that is every resource. NotResource counts as unknown. */
export function onEverything(statement: Statement): Answer {
  if (statement.notResources.key) return "unknown";
  if (!statement.resources.key) return statement.open ? "unknown" : "no";
  const answer = any(statement.resources.items.map(isEverything));
  return answer === "no" && statement.resources.open ? "unknown" : answer;
}

/**
 * Whether the statement's resources reach ARNs of the given form (`arn:aws:iam::*:user/*`). Partition and account are taken as they come.
 * "unknown" where a resource is an expression.
 */
export function reaches(statement: Statement, arn: string): Answer {
  if (statement.notResources.key) return "yes";
  // A statement of a resource policy may do without; in an identity policy it is unfinished, or AWS refuses it.
  if (!statement.resources.key) return statement.open ? "unknown" : "no";
  const answer = any(
    statement.resources.items.map((item): Answer => {
      const pattern = widest(item);
      if (pattern === undefined) return "unknown";
      if (!arnsIntersect(pattern, arn)) return "no";
      return sampled(item) === undefined ? "unknown" : "yes";
    }),
  );
  return answer === "no" && statement.resources.open ? "unknown" : answer;
}

/**
 * Whether a Resource item covers every ARN of a form, its account and region aside: an account that is written out or computed
 * still means every such resource of that account.
 */
export function coversAllOf(item: Value, arn: string): Answer {
  let answers = coverages.get(item);
  if (!answers) coverages.set(item, (answers = new Map<string, Answer>()));
  let answer = answers.get(arn);
  if (answer === undefined) answers.set(arn, (answer = findCoverage(item, arn)));
  return answer;
}

const coverages = new WeakMap<Value, Map<string, Answer>>();

function findCoverage(item: Value, arn: string): Answer {
  if (isEverything(item) === "yes") return "yes";
  if (item.kind === "unknown") return "unknown";
  if (item.kind !== "text") return "no";
  const [, , , ...wanted] = splitArn(arn);
  const text = item.parts.map((part) => (typeof part === "string" ? part : hole)).join("");
  const fields = splitArn(text);
  if (fields.length < 6) return text.includes(hole) ? "unknown" : patternCovers(text, arn, true) ? "yes" : "no";
  const [prefix, , service = "", , , resource = ""] = fields;
  if (prefix !== "arn" || !compilePattern(service, true).matches(splitArn(arn)[2] ?? "")) return "no";
  const wantedResource = wanted[2] ?? "";
  if (resource.includes(hole))
    return patternCovers(resource.split(hole).join("*"), wantedResource, true) ? "unknown" : "no";
  return patternCovers(resource, wantedResource, true) ? "yes" : "no";
}

/**
 * Whether some ARN matches both patterns. Wildcards stay within their field of a whole ARN; one with fewer than six fields is plain text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
function arnsIntersect(a: string, b: string): boolean {
  const [left, right] = [splitArn(a), splitArn(b)];
  if (left.length < 6 || right.length < 6) return patternsIntersect(a, b, true);
  return left.every((field, index) => patternsIntersect(field, right[index] ?? "", true));
}

/** Stands for an expression inside a text; no ARN holds it. */
const hole = "\u{E000}";

/** An operator without its set prefix and `IfExists`. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export interface Operator {
  readonly base: string;
  readonly ifExists: boolean;
  readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly negated: boolean;
}

export function parseOperator(operator: string): Operator {
  const [first = "", second] = operator.split(":");
  const quantifier =
    second === undefined ? undefined : first.toLowerCase() === "forallvalues" ? "ForAllValues" : "ForAnyValue";
  const name = second ?? first;
  const ifExists = /ifexists$/i.test(name);
  const base = ifExists ? name.slice(0, -"IfExists".length) : name;
  return { base, ifExists, quantifier, negated: /not/i.test(base) };
}

/** The tests of a key; keys are case-insensitive. */
export function testsOf(conditions: Conditions, key: string): Condition[] {
  return conditions.tests.filter((test) => test.key?.toLowerCase() === key.toLowerCase());
}

/** Whether the Condition element tests the key in any way. */
export function hasCondition(statement: Statement, key: string): Answer {
  if (testsOf(statement.conditions, key).length > 0) return "yes";
  const unreadable = statement.conditions.open || statement.conditions.tests.some((test) => test.key === undefined);
  return unreadable || (statement.open && !statement.conditions.key) ? "unknown" : "no";
}

/** A condition's values as words in the letter case they are written in; undefined where one cannot be read. */
export function valuesOf(condition: Condition): string[] | undefined {
  if (condition.values.open) return undefined;
  const values: string[] = [];
  for (const item of condition.values.items) {
    const value = item.kind === "scalar" ? String(item.value) : literal(item);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/**
 * Whether a request must carry the key, with a value the author chose, for the statement to allow it: the operator is positive, needs the key
 * to be there (no IfExists, no ForAllValues), and no value is just `*` where that is a wildcard: ArnEquals is ArnLike.
 */
export function demands(condition: Condition): Answer {
  if (condition.operator === undefined) return "unknown";
  const { base, ifExists, quantifier, negated } = parseOperator(condition.operator);
  if (negated || ifExists || quantifier === "ForAllValues") return "no";
  const values = valuesOf(condition);
  if (base.toLowerCase() === "null")
    return values ? (values.every((value) => value.toLowerCase() === "false") ? "yes" : "no") : "unknown";
  if (values?.some((value) => /^\*+$/.test(value) && /like|^arn/i.test(base))) return "no";
  return "yes";
}

export function hasUnreadableConditions(statement: Statement): boolean {
  return (
    statement.conditions.open ||
    statement.conditions.tests.some((test) => test.key === undefined) ||
    (statement.open && !statement.conditions.key)
  );
}

/** Statements of a policy, picked once. */
export function pickedOnce(wanted: (statement: Statement) => boolean): (policy: Policy) => readonly Statement[] {
  return oncePerPolicy(({ statements }) => statements.filter(wanted));
}

/** A text's content as it stands in the document, for messages: the known parts with expressions in their own words. */
export function wording(value: Value): string {
  switch (value.kind) {
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : part.source)).join("");
    case "scalar":
      return String(value.value);
    case "reference":
    case "unknown":
      return value.source;
    default:
      return value.kind === "list" ? "the list" : "the object";
  }
}
