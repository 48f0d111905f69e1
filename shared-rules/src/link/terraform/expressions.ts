// The three-valued evaluator of Terraform expressions: what can be known is a value, the rest is Unknown, never guessed. It reads no files.
// https://developer.hashicorp.com/terraform/language/expressions
import type { Entry, Text, Value } from "../../model/value";
import { nodeSpan, textOf } from "../../model/value";
import type {
  Binary,
  Call,
  Conditional,
  Expression,
  ObjectExpression,
  ObjectItem,
  Tuple,
  Unary,
} from "../../syntax/hcl/ast";
import { callFunction } from "./functions";
import { attempt, siteOf, type Frame } from "./frame";
import { forValue, keyOf } from "./loops";
import { pathValue } from "./paths";
import { Run, encoded, sourceOf, spanOf, type Scope } from "./scope";
import { templateCall } from "./template-files";
import { templateValue } from "./templates";
import {
  booleanOfValue,
  equals,
  isClosed,
  jsonText,
  mappingOf,
  numberOfValue,
  partsOf,
  sequenceOf,
  type Mapping,
  type Sequence,
} from "./values";

/** What is nested deeper is not evaluated. */
const maxDepth = 400;

/**
 * An expression's value. Its spans are document offsets; what came through a name stands where the name is used and knows where it
 * is `written`. `jsonencode(x)` has the value of `x`: who wants a policy wants what is in it. Never throws.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const run = new Run(expression.end - expression.start, scope.budget);
  const frame: Frame = { scope, run, names: undefined };
  const value = valueOf(expression, frame);
  return run.exhausted ? siteOf(expression, frame).tooLarge() : value;
}

/** One expression within another. */
export function valueOf(expression: Expression, frame: Frame): Value {
  const { run } = frame;
  if (run.depth >= maxDepth) return siteOf(expression, frame).unknown("it is nested too deep");
  if (!run.spend(1)) return siteOf(expression, frame).unknown();
  run.depth++;
  const value = ofKind(expression, frame);
  run.depth--;
  return frame.names || frame.scope.bindings ? madeAgain(value, expression, frame) : value;
}

/** What is computed in a loop, or for one of several instances, is another value each time: it does not stand here literally. */
function madeAgain(value: Value, expression: Expression, { scope }: Frame): Value {
  if (value.written || !isComputed(expression)) return value;
  const span = spanOf(expression, scope);
  const own = nodeSpan(value);
  if (own.start !== span.start || own.end !== span.end) return value;
  return { ...value, written: { uri: scope.uri ?? "", span } };
}

function isComputed(expression: Expression): boolean {
  if (expression.kind === "template") return expression.parts.some((part) => part.kind !== "string");
  return ["call", "conditional", "binary", "unary", "for"].includes(expression.kind);
}

function ofKind(expression: Expression, frame: Frame): Value {
  switch (expression.kind) {
    case "literal":
      return siteOf(expression, frame).scalar(expression.value);
    case "template":
      return templateValue(expression, frame, valueOf);
    case "tuple":
      return tupleValue(expression, frame);
    case "object":
      return objectValue(expression, frame);
    case "parentheses":
      return valueOf(expression.inner, frame);
    case "variable":
    case "attribute":
    case "index":
    case "splat":
      return pathValue(expression, frame, valueOf);
    case "conditional":
      return conditionalValue(expression, frame);
    case "binary":
      return binaryValue(expression, frame);
    case "unary":
      return unaryValue(expression, frame);
    case "for":
      return forValue(expression, frame, valueOf);
    case "call":
      return callValue(expression, frame);
    case "broken":
      return siteOf(expression, frame).unknown();
  }
}

/** What a string will be is not known before it ends: it is left out, and what is around it is open. */
export function isFinished(expression: Expression): boolean {
  if (expression.kind !== "template" || !expression.open) return true;
  return expression.form !== "quoted" && expression.form !== "bare";
}

function tupleValue(expression: Tuple, frame: Frame): Value {
  const finished = expression.items.filter(isFinished);
  const items = finished.map((item) => valueOf(item, frame));
  return siteOf(expression, frame).list(items, { open: expression.open || finished.length < expression.items.length });
}

function objectValue(expression: ObjectExpression, frame: Frame): Value {
  const finished = expression.items.filter(({ key, value }) => isFinished(key) && isFinished(value));
  const entries = finished.map((item) => entryOfItem(item, frame));
  const open =
    expression.open ||
    finished.length < expression.items.length ||
    entries.some((entry) => entry.key.parts.some((part) => typeof part !== "string"));
  return siteOf(expression, frame).dict(entries, { open });
}

function entryOfItem(item: ObjectItem, frame: Frame): Entry {
  return { key: keyOfItem(item.key, frame), value: valueOf(item.value, frame), span: spanOf(item, frame.scope) };
}

function keyOfItem(key: Expression, frame: Frame): Text {
  const span = spanOf(key, frame.scope);
  if (key.kind === "variable") return textOf(key.name, span);
  if (key.kind === "literal") return textOf(sourceOf(key, frame.scope), span);
  const text = keyOf(valueOf(key, frame), span);
  if (text) return key.kind === "template" ? text : { ...text, token: span };
  return { kind: "text", parts: [siteOf(key, frame).fail("a key must be text")], span, token: span };
}

function conditionalValue(expression: Conditional, frame: Frame): Value {
  const site = siteOf(expression, frame);
  const decides = valueOf(expression.condition, frame);
  const condition = booleanOfValue(decides);
  const { then, otherwise } = expression;
  if (condition === "wrong") return site.fail("the condition is neither true nor false");
  if (condition === "unknown")
    return because(
      site.either([then, otherwise].map((branch) => attempt(frame.run, () => valueOf(branch, frame)).value)),
      [decides],
    );
  const value = valueOf(condition.known ? then : otherwise, frame);
  const other = condition.known ? otherwise : then;
  // Both branches have one type: beside a text, a number is one too.
  if (value.kind !== "scalar" || value.value === null || other.kind !== "template") return value;
  const parts = partsOf(value);
  return parts ? site.parts(parts) : value;
}

function binaryValue(expression: Binary, frame: Frame): Value {
  const site = siteOf(expression, frame);
  const { operator } = expression;
  const left = valueOf(expression.left, frame);
  if (operator === "&&" || operator === "||") {
    const decides = operator === "||";
    const first = booleanOfValue(left);
    if (first === "wrong") return site.fail("it is neither true nor false");
    if (first !== "unknown" && first.known === decides) return site.scalar(decides);
    const second = booleanOfValue(valueOf(expression.right, frame));
    if (second === "wrong") return site.fail("it is neither true nor false");
    if (second !== "unknown" && second.known === decides) return site.scalar(decides);
    return first === "unknown" || second === "unknown" ? site.unknown() : site.scalar(!decides);
  }
  const right = valueOf(expression.right, frame);
  if (operator === "==" || operator === "!=") {
    const answer = equals(left, right);
    return answer === "unknown" ? site.unknown() : site.scalar((answer === "yes") === (operator === "=="));
  }
  const a = numberOfValue(left);
  const b = numberOfValue(right);
  if (a === "wrong" || b === "wrong") return site.fail("it is no number");
  if (a === "unknown" || b === "unknown") return site.unknown();
  const result = calculated(operator, a.known, b.known);
  return result === undefined ? site.fail("it cannot be calculated") : site.scalar(result);
}

function calculated(operator: string, a: number, b: number): number | boolean | undefined {
  switch (operator) {
    case "+":
      return tidy(a + b);
    case "-":
      return tidy(a - b);
    case "*":
      return tidy(a * b);
    case "/": {
      if (b === 0) return undefined;
      // A quotient without an end keeps all of its digits, so that it is no text.
      const short = tidy(a / b);
      return tidy(short * b) === a ? short : a / b;
    }
    case "%":
      return b === 0 ? undefined : tidy(a % b);
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
    default:
      return undefined;
  }
}

/** Terraform calculates with decimals: 0.1 + 0.2 is 0.3. */
function tidy(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

function unaryValue(expression: Unary, frame: Frame): Value {
  const site = siteOf(expression, frame);
  const operand = valueOf(expression.operand, frame);
  const known = expression.operator === "-" ? numberOfValue(operand) : booleanOfValue(operand);
  if (known === "wrong") return site.fail(`there is no ${expression.operator} of this`);
  if (known === "unknown") return site.unknown();
  return site.scalar(typeof known.known === "number" ? -known.known : !known.known);
}

function callValue(expression: Call, frame: Frame): Value {
  const site = siteOf(expression, frame);
  const name = expression.name.replace(/^core::/, "");
  if (name === "try" || name === "can") return tried(expression, frame);
  const isAll = !expression.open && !expression.expand;
  const values = argumentsOf(expression, frame);
  if (name === "jsonencode" && values.length === 1 && isAll) return encodedValue(values, frame, expression);
  if (name === "templatefile" || name === "templatestring") return templateCall(name, values, site, frame, valueOf);
  const value = because(callFunction(name, values, site), values);
  if (!expression.open) return value;
  // Unfinished: more may come.
  if (value.kind !== "list" && value.kind !== "dict") return site.unknown();
  const made: Sequence | Mapping = { ...value, open: true, maybe: true };
  return made;
}

/** What is not known because something that it hangs on is not. */
function because(value: Value, causes: readonly Value[]): Value {
  if (value.kind !== "unknown" || value.because !== undefined) return value;
  for (const cause of causes)
    if (cause.kind === "unknown" && cause.because !== undefined) return { ...value, because: cause.because };
  return value;
}

/** The arguments, the last one spread where it is to be. One more that is unknown stands for what that may hold. */
function argumentsOf(expression: Call, frame: Frame): Value[] {
  const values = expression.arguments.filter(isFinished).map((argument) => valueOf(argument, frame));
  const last = expression.expand ? values.pop() : undefined;
  const spread = last && sequenceOf(last);
  for (const item of spread?.items ?? []) values.push(item);
  if (last && !(spread && isClosed(spread)))
    values.push(siteOf(expression.arguments.at(-1) ?? expression, frame).unknown());
  return values;
}

/** JSON text as far as it is known; a collection keeps its parts. */
function encodedValue([value]: readonly Value[], frame: Frame, expression: Call): Value {
  const site = siteOf(expression, frame);
  if (!value) return site.unknown();
  const collection = mappingOf(value) ?? sequenceOf(value);
  if (collection) return encoded(collection);
  if (value.kind === "unknown" || value.kind === "reference") return value;
  const text = jsonText(value);
  return text === undefined ? site.unknown() : site.text(text);
}

/** The first argument that does not fail; what is not known may fail. */
function tried(expression: Call, frame: Frame): Value {
  const site = siteOf(expression, frame);
  const possible: Value[] = [];
  for (const argument of expression.arguments) {
    const { value, failed } = attempt(frame.run, () => valueOf(argument, frame));
    const isSure = !failed && value.kind !== "unknown" && value.kind !== "reference";
    if (expression.name === "can") return failed ? site.scalar(false) : isSure ? site.scalar(true) : site.unknown();
    if (!failed) possible.push(value);
    if (isSure) return possible.length === 1 ? value : site.either(possible);
  }
  if (possible.length === 0 || expression.open) return site.fail("none of them can be evaluated");
  return site.either(possible);
}
