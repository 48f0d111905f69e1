// The grammar of Condition elements: operators, keys and values. Which keys there are, the catalogue says.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
import { nearestOf } from "../catalog/nearest";
import type { Condition, Statement } from "../model/policy";
import { parseOperator, wording } from "../model/questions";
import { literal, type Dict, type Text } from "../model/value";
import { isTemplated, isUnclosed, startOf, unclosed, type Fault } from "./faults";

const operators = [
  ...[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
  ],
  ...["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan"],
  ...["NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals"],
  ...["DateGreaterThan", "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress"],
  ...["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null"],
];
const knownOperators = new Set(operators.map((operator) => operator.toLowerCase()));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export function* conditionFaults({ conditions, node }: Statement): Generator<Fault> {
  const { value, key } = conditions;
  if (
    key &&
    value &&
    (value.kind === "list" || value.kind === "text" || (value.kind === "scalar" && value.value !== null))
  )
    yield { span: key.span, message: "AWS refuses a Condition that is no object of operators." };
  if (value?.kind === "dict") yield* blockFaults(value);
  const judged = new Set<Text>();
  for (const test of conditions.tests) {
    if (!test.operatorNode || !judged.has(test.operatorNode)) yield* operatorFaults(test);
    if (test.operatorNode) judged.add(test.operatorNode);
    yield* valueFaults(test);
  }
  if (node.kind === "dict" && value?.kind === "dict")
    for (const { key: operator, value: block } of value.entries)
      if (block.kind === "dict") yield* repeatedKeys(block, `one ${wording(operator)}`);
}

function* blockFaults(value: Dict): Generator<Fault> {
  yield* repeatedKeys(value, "one Condition");
  for (const { key, value: block } of value.entries)
    if (block.kind === "text" || block.kind === "list" || (block.kind === "scalar" && block.value !== null))
      yield { span: key.span, message: `AWS refuses ${wording(key)} without an object of condition keys.` };
}

function* repeatedKeys({ entries }: Dict, whole: string): Generator<Fault> {
  const seen = new Set<string>();
  for (const { key } of entries) {
    const name = literal(key);
    if (name === undefined) continue;
    if (seen.has(name))
      yield {
        span: key.span,
        message: `${name} stands twice in ${whole}: only the last of them counts. Put the values into one.`,
      };
    seen.add(name);
  }
}

function* operatorFaults({ operator, operatorSpan, operatorNode }: Condition): Generator<Fault> {
  if (operator === undefined || operator.includes("::") || isTemplated(operator)) return;
  const { base, ifExists } = parseOperator(operator);
  const set = operator.includes(":") ? operator.slice(0, operator.indexOf(":")) : undefined;
  const isSet = set === undefined || /^(forallvalues|foranyvalue)$/i.test(set);
  const isKnown = knownOperators.has(base.toLowerCase());
  if (isSet && isKnown && !(ifExists && /^null$/i.test(base))) return;
  const meant = isKnown ? base : nearestOf(base, operators);
  const end = ifExists && !/^null$/i.test(base) ? "IfExists" : "";
  const start = set === undefined ? "" : `${isSet ? set : (nearestOf(set, ["ForAllValues", "ForAnyValue"]) ?? "")}:`;
  const to = meant === undefined || start === ":" ? undefined : `${start}${meant}${end}`;
  yield {
    span: operatorSpan,
    message: `AWS knows no condition operator ${operator}${to === undefined ? "" : `; ${to} is one`}.`,
    ...(to !== undefined && operatorNode && { rename: { text: operatorNode, to } }),
  };
}

function* valueFaults({ operator, values }: Condition): Generator<Fault> {
  const base = operator === undefined ? "" : parseOperator(operator).base.toLowerCase();
  for (const item of values.items) {
    if (item.kind === "dict" || item.kind === "list") {
      yield {
        span: startOf(item.span),
        message: `AWS refuses ${wording(item)} as a condition's value, which is text, a number or a boolean.`,
      };
      continue;
    }
    const said = item.kind === "scalar" && item.value !== null ? String(item.value) : literal(item);
    if (said === undefined || isTemplated(said)) continue;
    if (isUnclosed(said)) yield { span: item.span, message: unclosed(said) };
    else if (/^(bool|null)$/.test(base) && !/^(true|false)$/i.test(said))
      yield { span: item.span, message: `${operator ?? ""} compares with true or false; "${said}" is neither.` };
    else if (base.startsWith("numeric") && !/^[+-]?\d+(\.\d+)?$/.test(said.trim()))
      yield { span: item.span, message: `${operator ?? ""} compares numbers; "${said}" is none.` };
    else if (/^(not)?ipaddress$/.test(base) && !isRange(said))
      yield {
        span: item.span,
        message: `${operator ?? ""} compares addresses; "${said}" is no IP address or range of them.`,
      };
  }
}

/** An address or a CIDR range, of either version. */
function isRange(text: string): boolean {
  const [, address = "", bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (address.includes(":")) return /^[0-9a-f:.]+$/i.test(address) && Number(bits ?? 128) <= 128;
  const parts = address.split(".");
  return (
    parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255) &&
    Number(bits ?? 32) <= 32
  );
}
