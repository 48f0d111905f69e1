// What can be told of a Condition without a request: its operators, its keys, and whether a request has to carry them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import assert from "node:assert/strict";
import {
  demands,
  hasCondition,
  hasUnreadableConditions,
  parseOperator,
  testsOf,
  valuesOf,
} from "../../shared-rules/src/model/questions";
import type { Answer } from "../../shared-rules/src/model/value";
import { condition, more, statement, unreadable, type StatementJson } from "./statements";

describe("parseOperator", () => {
  const rows: [written: string, base: string, quantifier: string | undefined, ifExists: boolean, negated: boolean][] = [
    ["StringEquals", "StringEquals", undefined, false, false],
    ["stringlike", "stringlike", undefined, false, false],
    ["StringNotLike", "StringNotLike", undefined, false, true],
    ["stringnotlike", "stringnotlike", undefined, false, true],
    ["NotIpAddress", "NotIpAddress", undefined, false, true],
    ["BoolIfExists", "Bool", undefined, true, false],
    ["boolifexists", "bool", undefined, true, false],
    ["ForAllValues:StringEquals", "StringEquals", "ForAllValues", false, false],
    ["forallvalues:stringequals", "stringequals", "ForAllValues", false, false],
    ["ForAnyValue:StringNotEqualsIfExists", "StringNotEquals", "ForAnyValue", true, true],
    ["foranyvalue:arnlike", "arnlike", "ForAnyValue", false, false],
  ];
  for (const [written, base, quantifier, ifExists, negated] of rows)
    it(written, () => assert.deepEqual(parseOperator(written), { base, quantifier, ifExists, negated }));
});

describe("demands", () => {
  const rows: [operator: string, values: unknown, answer: Answer, reason: string][] = [
    ["StringEquals", "a", "yes", "without the key nothing is equal to it"],
    ["ForAnyValue:StringEquals", "a", "yes", "without the key there is no such value"],
    ["StringEquals", "${var.a}", "yes", "some value"],
    ["StringNotEquals", "a", "no", "holds where the key is absent"],
    ["StringEqualsIfExists", "a", "no", "holds where the key is absent"],
    ["ForAllValues:StringEquals", "a", "no", "holds where the key is absent"],
    ["Null", "false", "yes", "says that it is there"],
    ["null", false, "yes", "says that it is there"],
    ["Null", "False", "yes", "letter case does not matter"],
    ["Null", "true", "no", "says that it is absent"],
    ["Null", ["false", "true"], "no", "either way"],
    ["Null", "${var.a}", "unknown", "says the one or the other"],
    ["Null", ["false", more], "unknown", "either way, perhaps"],
    ["StringLike", "*", "no", "any value will do"],
    ["stringlike", "**", "no", "any value will do"],
    ["ArnLike", ["arn:aws:iam::*:role/a", "*"], "no", "any value will do"],
    ["StringEquals", "*", "yes", "a star without wildcards is a star"],
    ["ArnEquals", "*", "no", "ArnEquals has wildcards, too"],
    ["StringLike", "a*", "yes", "some values"],
    ["StringLike", "*a", "yes", "some values"],
    [unreadable, "a", "unknown", "the operator may be any"],
  ];
  for (const [operator, values, expected, reason] of rows)
    it(`${operator} ${JSON.stringify(values)}: ${expected}, ${reason}`, () =>
      assert.equal(demands(condition(operator, "aws:PrincipalArn", values)), expected));
});

describe("valuesOf", () => {
  const rows: [values: unknown, known: string[] | undefined, reason: string][] = [
    ["True", ["True"], "as it is written"],
    [["a", "b"], ["a", "b"], "each of them"],
    [[true, 3600], ["true", "3600"], "scalars are their words"],
    [["a", "${var.b}"], undefined, "one is not known"],
    [["a", more], undefined, "there may be more"],
    [[], [], "none"],
  ];
  for (const [values, known, reason] of rows)
    it(`${JSON.stringify(values)}: ${reason}`, () =>
      assert.deepEqual(valuesOf(condition("StringEquals", "aws:PrincipalTag/team", values)), known));
});

describe("hasCondition", () => {
  const boundary = "iam:PermissionsBoundary";
  const test = { StringEquals: { [boundary]: "arn:aws:iam::111122223333:policy/limit" } };
  const other = { Bool: { "aws:SecureTransport": "true" } };
  const rows: [statement: StatementJson, answer: Answer, unreadable: boolean, reason: string][] = [
    [{ Condition: test }, "yes", false, "it tests the key"],
    [{ Condition: { StringEquals: { "IAM:permissionsBoundary": "a" } } }, "yes", false, "keys are case-insensitive"],
    [{ Condition: { ...other, ...test } }, "yes", false, "its second test does"],
    [{ Condition: other }, "no", false, "it tests another key"],
    [{}, "no", false, "it has no condition"],
    [{ Condition: { ...test, [more]: {} } }, "yes", true, "other tests take nothing away"],
    [{ Condition: { ...other, [more]: {} } }, "unknown", true, "the test may be among those that are not seen"],
    [{ Condition: { StringEquals: { [unreadable]: "a" } } }, "unknown", true, "the key may be it"],
    [{ [more]: true }, "unknown", true, "its Condition may be what cannot be read"],
    [{ [more]: true, Condition: other }, "no", false, "its Condition is seen"],
  ];
  for (const [json, expected, isUnreadable, reason] of rows)
    it(`${JSON.stringify(json)}: ${expected}, ${reason}`, () => {
      const one = statement(json);
      assert.equal(hasCondition(one, boundary), expected);
      assert.equal(hasUnreadableConditions(one), isUnreadable);
      assert.equal(testsOf(one.conditions, boundary).length, expected === "yes" ? 1 : 0);
    });
});
