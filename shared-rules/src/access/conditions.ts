// Whether a statement's conditions hold for a request, operator by operator, with three answers. It knows no actions and no resources.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import * as ipaddr from "ipaddr.js";
import type { Condition, Statement } from "../model/policy";
import { all, any, hasUnreadableConditions, not, parseOperator } from "../model/questions";
import { literal, type Answer, type Value } from "../model/value";
import { matches, matchesArn } from "./match";
import type { RequestContext } from "./request";
import { piecesOf } from "./variables";

/** Whether all conditions of a statement hold. `substitutes`: the policy's version gives variables a meaning. */
export function conditionsHold(statement: Statement, context: RequestContext, substitutes: boolean): Answer {
  const answer = all(statement.conditions.tests.map((test) => conditionHolds(test, context, substitutes)));
  return answer === "yes" && hasUnreadableConditions(statement) ? "unknown" : answer;
}

/** Whether one test holds. */
export function conditionHolds(test: Condition, context: RequestContext, substitutes = true): Answer {
  if (test.operator === undefined || test.key === undefined) return "unknown";
  const { base, ifExists, quantifier, negated } = parseOperator(test.operator);
  const found = context.get(test.key.toLowerCase());
  if (found === undefined) return "unknown";
  // An empty set of values is the same as none.
  const given = found === "absent" ? [] : found;
  if (base.toLowerCase() === "null") return isNull(test, given.length === 0);
  const operator = operators.get(base.replace(/Not/i, "").toLowerCase());
  if (!operator) return "unknown";
  if (given.length === 0) {
    if (ifExists) return "yes";
    // "ForAllValues is true if there are no keys in the request"; "ForAnyValue is false", whatever the operator.
    if (quantifier) return quantifier === "ForAllValues" ? "yes" : "no";
    // "Negated matching operators are true if the key is not present."
    return negated ? "yes" : "no";
  }
  const one = (value: string): Answer => {
    const equal = any(test.values.items.map((item) => operator(item, value, context, substitutes)));
    const known = equal === "no" && test.values.open ? "unknown" : equal;
    return negated ? not(known) : known;
  };
  if (quantifier === "ForAllValues") return all(given.map(one));
  if (quantifier === "ForAnyValue") return any(given.map(one));
  const [only = ""] = given;
  // Without a set operator, AWS does not say how several values are compared.
  return given.length === 1 ? one(only) : "unknown";
}

/** `Null: true` holds where the key is absent, `false` where it is there. */
function isNull(test: Condition, absent: boolean): Answer {
  const answers = test.values.items.map((item): Answer => {
    const wanted = (item.kind === "scalar" ? String(item.value) : literal(item))?.toLowerCase();
    if (wanted === undefined) return "unknown";
    return (wanted === "true") === absent ? "yes" : "no";
  });
  const answer = any(answers);
  return answer === "no" && test.values.open ? "unknown" : answer;
}

/** Whether one value of the policy accepts one value of the request. */
type Accepts = (item: Value, value: string, context: RequestContext, substitutes: boolean) => Answer;

function text(wildcards: boolean, caseSensitive: boolean): Accepts {
  return (item, value, context, substitutes) => {
    const pieces = piecesOf(item, context, substitutes);
    return pieces ? matches(pieces, value, { wildcards, caseSensitive }) : "no";
  };
}

const arn: Accepts = (item, value, context, substitutes) => {
  const pieces = piecesOf(item, context, substitutes);
  return pieces ? matchesArn(pieces, value, "nothing") : "no";
};

function known(test: (item: string, value: string) => boolean | undefined): Accepts {
  return (item, value) => {
    const written = item.kind === "scalar" ? String(item.value) : literal(item);
    const result = written === undefined ? undefined : test(written, value);
    return result === undefined ? "unknown" : result ? "yes" : "no";
  };
}

function ordered(parse: (text: string) => number, holds: (value: number, limit: number) => boolean): Accepts {
  return known((item, value) => {
    const [limit, given] = [parse(item), parse(value)];
    return Number.isNaN(limit) || Number.isNaN(given) ? undefined : holds(given, limit);
  });
}

const orders: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  equals: (value, limit) => value === limit,
  lessthan: (value, limit) => value < limit,
  lessthanequals: (value, limit) => value <= limit,
  greaterthan: (value, limit) => value > limit,
  greaterthanequals: (value, limit) => value >= limit,
};

/** "You can also specify dates in epoch (UNIX) time", in seconds; else ISO 8601. */
function dateOf(written: string): number {
  return /^\d+(\.\d+)?$/.test(written) ? Number(written) * 1000 : Date.parse(written);
}

function numberOf(written: string): number {
  return written.trim() === "" ? Number.NaN : Number(written);
}

/** Operators by their name without `Not`, in lower case. */
const operators: ReadonlyMap<string, Accepts> = new Map([
  ["stringequals", text(false, true)],
  ["stringequalsignorecase", text(false, false)],
  ["stringlike", text(true, true)],
  // Keys and values of Bool are compared without case: "True" is true.
  ["bool", known((item, value) => item.toLowerCase() === value.toLowerCase())],
  ["binaryequals", known((item, value) => item === value)],
  ["arnequals", arn],
  ["arnlike", arn],
  ["ipaddress", known(isWithin)],
  ...Object.entries(orders).flatMap(([name, holds]): [string, Accepts][] => [
    [`numeric${name}`, ordered(numberOf, holds)],
    [`date${name}`, ordered(dateOf, holds)],
  ]),
]);

/** Whether an address lies in a range, or is the address. Undefined where one of them is no address. */
function isWithin(range: string, address: string): boolean | undefined {
  const network = rangeOf(range);
  if (!network || !ipaddr.isValid(address)) return undefined;
  const given = ipaddr.process(address);
  return network[0].kind() === given.kind() && given.match(network);
}

function rangeOf(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(range)) return ipaddr.parseCIDR(range);
  if (!ipaddr.isValid(range)) return undefined;
  const address = ipaddr.parse(range);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
