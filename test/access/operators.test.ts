// One test of a condition on one request, operator by operator, and what becomes of it where something cannot be read.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import assert from "node:assert/strict";
import fc from "fast-check";
import { conditionHolds, conditionsHold } from "../../shared-rules/src/access/conditions";
import { contextOf, unknownContext } from "../../shared-rules/src/access/request";
import type { Answer } from "../../shared-rules/src/model/value";
import { condition, more, statement, unreadable, type StatementJson } from "../model/statements";

type Row = readonly [operator: string, values: unknown, given: string | readonly string[], answer: Answer, why: string];

function table(key: string, rows: readonly Row[]): void {
  for (const [operator, values, given, answer, why] of rows)
    it(`${operator} ${JSON.stringify(values)}, ${JSON.stringify(given)}: ${answer}, ${why}`, () =>
      assert.equal(conditionHolds(condition(operator, key, values), contextOf({ [key]: given })), answer));
}

describe("string operators", () => {
  table("aws:username", [
    ["StringEquals", "alice", "alice", "yes", "the same"],
    ["StringEquals", "alice", "Alice", "no", "letter case counts"],
    ["StringEqualsIgnoreCase", "Alice", "aLICE", "yes", "letter case does not count"],
    ["StringEqualsIgnoreCase", "Alice", "bob", "no", "another name"],
    ["StringNotEqualsIgnoreCase", "Alice", "alice", "no", "letter case does not count"],
    ["StringEquals", "a?ice", "alice", "no", "no wildcards"],
    ["StringEquals", 12, "12", "yes", "a number is its digits"],
    ["StringEquals", true, "true", "yes", "a Boolean is its word"],
    ["StringEquals", ["bob", more], "alice", "unknown", "the name may be among those that are not seen"],
    ["StringEquals", ["alice", more], "alice", "yes", "more names take nothing away"],
    ["StringNotEquals", ["bob", more], "alice", "unknown", "the name may be among those that are not seen"],
    ["StringNotEquals", ["alice", more], "alice", "no", "more names take nothing away"],
    ["StringEquals", "${var.name}", "alice", "unknown", "any name"],
    ["StringEquals", "a${var.name}", "alice", "unknown", "any name that begins so"],
    ["StringEquals", "b${var.name}", "alice", "no", "a name that begins otherwise"],
    ["StringEquals", "*${var.name}", "alice", "unknown", "a star is no wildcard, but no text is told apart from it"],
    ["StringEquals", "B${var.name}", "bob", "no", "letter case counts"],
    ["StringEqualsIgnoreCase", "B${var.name}", "bob", "unknown", "letter case does not count"],
    ["StringLike", "a*", "alice", "yes", "a wildcard"],
    ["StringLike", "A*", "alice", "no", "letter case counts"],
    ["StringNotLike", "a*", "alice", "no", "a wildcard"],
    ["StringLike", "a${var.name}", "alice", "unknown", "any name that begins so"],
    ["StringEquals", ["alice"], ["alice", "bob"], "unknown", "AWS does not say how several values are compared"],
    ["ForAnyValue:StringEquals", ["alice", "carol"], ["bob", "carol"], "yes", "one is among them"],
    ["ForAnyValue:StringEquals", ["alice"], ["bob", "carol"], "no", "none is among them"],
    ["ForAllValues:StringEquals", ["alice"], ["alice", "bob"], "no", "not all are among them"],
    ["ForAllValues:StringNotEquals", ["alice"], ["bob", "carol"], "yes", "all are others"],
    ["ForAnyValue:StringNotEquals", ["alice"], ["alice", "bob"], "yes", "one is another"],
    ["StringAlmostEquals", "alice", "alice", "unknown", "no operator of AWS's"],
    ["constructor", "alice", "alice", "unknown", "no operator of AWS's"],
    ["__proto__", "alice", "alice", "unknown", "no operator of AWS's"],
    [unreadable, "alice", "alice", "unknown", "the operator may be any"],
  ]);
});

describe("ARN operators", () => {
  table("aws:SourceArn", [
    ["ArnLike", "arn:aws:sns:*:*:alarms", "arn:aws:sns:eu-west-1:1:alarms", "yes", "field by field"],
    ["ArnEquals", "arn:aws:sns:*:*:alarms", "arn:aws:sns:eu-west-1:1:alarms", "yes", "as ArnLike"],
    ["ArnLike", "arn:aws:sns:*:*:ALARMS", "arn:aws:sns:eu-west-1:1:alarms", "no", "letter case counts"],
    ["ArnLike", "arn:aws:s*s:*:1:alarms", "arn:aws:sns:eu-west-1:1:alarms", "yes", "a wildcard within a field"],
    ["ArnLike", "arn:aws:s*1:1:alarms:*", "arn:aws:sns:eu-west-1:1:alarms", "no", "a wildcard stays within its field"],
    ["ArnLike", "*", "arn:aws:sns:eu-west-1:1:alarms", "yes", "a star alone is every ARN"],
    ["ArnLike", "", "arn:aws:sns:eu-west-1:1:alarms", "no", "nothing"],
    ["ArnLike", "arn:aws:sns:*", "arn:aws:sns:eu-west-1:1:alarms", "no", "a pattern has to have all fields"],
    ["ArnLike", "arn:aws:sns:*:*:*", "sns", "no", "no ARN"],
    ["ArnLike", "${*}", "arn:aws:sns:eu-west-1:1:alarms", "no", "the character, not the wildcard"],
    ["ArnLike", "*${*}", "arn:aws:sns:eu-west-1:1:alarms", "no", "a pattern has to have all fields"],
    ["ArnLike", "${aws:SourceArn}", "arn:aws:sns:eu-west-1:1:alarms", "yes", "a variable's value has colons, too"],
    ["ArnLike", "arn:aws:logs:*:*:group:*", "arn:aws:logs:eu-west-1:1:group:a:b", "yes", "the last field has colons"],
    ["ArnLike", "arn:aws:logs:*:*:group:a", "arn:aws:logs:eu-west-1:1:group:a:b", "no", "and is told to its end"],
    ["ArnLike", "arn:aws:logs:*:*:group:a:b:c", "arn:aws:logs:eu-west-1:1:group:a:b", "no", "and is told to its end"],
    ["ArnLike", "arn:aws:sns:${var.region}:1:alarms", "arn:aws:sns:eu-west-1:1:alarms", "unknown", "in some region"],
    ["ArnLike", "arn:aws:sns:${var.region}:2:alarms", "arn:aws:sns:eu-west-1:1:alarms", "no", "whatever the region"],
    ["ArnLike", "${var.arn}", "arn:aws:sns:eu-west-1:1:alarms", "unknown", "any ARN"],
    ["ArnLike", "arn:aws:${var.rest}", "arn:aws:sns:eu-west-1:1:alarms", "unknown", "the expression may have colons"],
    ["ArnLike", "arn:aws:s3${var.rest}", "arn:aws:sns:eu-west-1:1:alarms", "no", "whatever comes then"],
  ]);
});

describe("numeric and date operators", () => {
  const orders: readonly [name: string, holds: (value: number, limit: number) => boolean][] = [
    ["Equals", (value, limit) => value === limit],
    ["NotEquals", (value, limit) => value !== limit],
    ["LessThan", (value, limit) => value < limit],
    ["LessThanEquals", (value, limit) => value <= limit],
    ["GreaterThan", (value, limit) => value > limit],
    ["GreaterThanEquals", (value, limit) => value >= limit],
  ];
  for (const [name, holds] of orders)
    it(`${name} compares as numbers do`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (value, limit) => {
          const expected = holds(value, limit) ? "yes" : "no";
          const numeric = condition(`Numeric${name}`, "s3:max-keys", String(limit));
          assert.equal(conditionHolds(numeric, contextOf({ "s3:max-keys": String(value) })), expected);
          const date = condition(`Date${name}`, "aws:CurrentTime", `2026-01-0${limit + 1}T00:00:00Z`);
          assert.equal(
            conditionHolds(date, contextOf({ "aws:CurrentTime": `2026-01-0${value + 1}T00:00:00Z` })),
            expected,
          );
        }),
      );
    });

  table("s3:max-keys", [
    ["NumericLessThan", 10, "9", "yes", "as numbers, not as texts"],
    ["NumericEquals", "ten", "10", "unknown", "no number"],
    ["NumericEquals", "10", "ten", "unknown", "no number"],
    ["NumericEquals", "", "0", "unknown", "nothing is no number"],
    ["NumericEquals", " ", "0", "unknown", "nothing is no number"],
    ["NumericNotEquals", "ten", "10", "unknown", "no number"],
    ["NumericLessThan", "${var.keys}", "9", "unknown", "any number"],
  ]);
  table("aws:CurrentTime", [
    ["DateEquals", "2026-01-01T00:00:00Z", "1767225600", "yes", "seconds since 1970 are a date, too"],
    ["DateEquals", 1767225600, "2026-01-01T00:00:00Z", "yes", "seconds since 1970 are a date, too"],
    ["DateEquals", "1767225600.25", "2026-01-01T00:00:00.250Z", "yes", "and parts of seconds"],
    ["DateEquals", "2026-01-01", "2026-01-01T00:00:00Z", "yes", "a day begins at midnight in UTC"],
    ["DateLessThan", "soon", "2026-01-01T00:00:00Z", "unknown", "no date"],
  ]);
});

describe("other operators", () => {
  table("aws:SecureTransport", [
    ["Bool", "true", "true", "yes", "the same"],
    ["Bool", "True", "true", "yes", "letter case does not count"],
    ["Bool", "true", "TRUE", "yes", "letter case does not count"],
    ["Bool", "true", "false", "no", "the other"],
    ["Bool", "${var.tls}", "true", "unknown", "either"],
    ["BinaryEquals", "QUJD", "QUJD", "yes", "the same"],
    ["BinaryEquals", "QUJD", "qujd", "no", "letter case counts"],
  ]);
  table("aws:SourceIp", [
    ["IpAddress", "203.0.113.0/24", "203.0.113.255", "yes", "in the range"],
    ["IpAddress", "203.0.113.0/24", "203.0.114.0", "no", "behind the range"],
    ["IpAddress", "203.0.113.9", "203.0.113.9", "yes", "the address itself"],
    ["IpAddress", "203.0.113.9", "203.0.113.8", "no", "another address"],
    ["IpAddress", "2001:db8::/32", "2001:db8:1::1", "yes", "in the range"],
    ["IpAddress", "2001:db8::/32", "2001:db9::1", "no", "behind the range"],
    ["IpAddress", "2001:db8::1", "2001:db8::1", "yes", "the address itself"],
    ["IpAddress", "2001:db8::1", "2001:db8::2", "no", "another address"],
    ["IpAddress", "0.0.0.0/0", "2001:db8::1", "no", "the other kind of address"],
    ["IpAddress", "::/0", "203.0.113.9", "no", "the other kind of address"],
    ["IpAddress", "203.0.113.0/24", "::ffff:203.0.113.9", "yes", "an IPv4 address in IPv6's spelling"],
    ["IpAddress", "203.0.113.0/33", "203.0.113.9", "unknown", "no range"],
    ["IpAddress", "office", "203.0.113.9", "unknown", "no range"],
    ["IpAddress", "203.0.113.0/24", "vpce-1", "unknown", "no address"],
    ["NotIpAddress", "203.0.113.0/24", "198.51.100.1", "yes", "out of the range"],
    ["NotIpAddress", "${var.office}", "198.51.100.1", "unknown", "any range"],
  ]);
});

describe("a key that is absent", () => {
  const rows: [operator: string, values: unknown, absent: Answer, there: Answer, why: string][] = [
    ["StringEquals", "a", "no", "yes", "a positive operator needs the key"],
    ["StringNotEquals", "a", "yes", "no", "a negated one matches without"],
    ["StringEqualsIfExists", "a", "yes", "yes", "IfExists holds without"],
    ["StringNotEqualsIfExists", "a", "yes", "no", "IfExists holds without"],
    ["ForAllValues:StringEquals", "b", "yes", "no", "of no value all are among them"],
    ["ForAnyValue:StringEquals", "a", "no", "yes", "of no value none is among them"],
    ["ForAnyValue:StringNotEquals", "b", "no", "yes", "of no value none is another"],
    ["ForAnyValue:StringEqualsIfExists", "a", "yes", "yes", "IfExists holds without"],
    ["Null", "true", "yes", "no", "it says so"],
    ["null", "True", "yes", "no", "letter case does not count"],
    ["Null", true, "yes", "no", "a Boolean is its word"],
    ["Null", "false", "no", "yes", "it says that it is there"],
    ["Null", ["true", "false"], "yes", "yes", "either way"],
    ["Null", "${var.absent}", "unknown", "unknown", "either way"],
    ["Null", ["true", more], "yes", "unknown", "and perhaps the other way"],
    ["Null", ["false", more], "unknown", "yes", "and perhaps the other way"],
    ["Sometimes", "a", "unknown", "unknown", "no operator of AWS's"],
  ];
  for (const [operator, values, absent, there, why] of rows)
    it(`${operator} ${JSON.stringify(values)}: ${why}`, () => {
      const test = condition(operator, "aws:PrincipalTag/team", values);
      assert.equal(conditionHolds(test, contextOf({ "AWS:principaltag/Team": [] })), absent);
      assert.equal(conditionHolds(test, contextOf({}, true)), absent);
      assert.equal(conditionHolds(test, contextOf({ "aws:PrincipalTag/team": "a" })), there);
    });

  it("is not the same as one that is not known", () => {
    for (const operator of [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIfExists",
      "Null",
      "ForAllValues:StringLike",
    ]) {
      const test = condition(operator, "aws:username", "true");
      assert.equal(conditionHolds(test, contextOf({})), "unknown");
      assert.equal(conditionHolds(test, unknownContext), "unknown");
    }
    assert.equal(conditionHolds(condition("StringEquals", unreadable, "a"), contextOf({}, true)), "unknown");
  });
});

describe("variables", () => {
  const rows: [value: string, context: Record<string, string | string[]>, answer: Answer, why: string][] = [
    ["${aws:username}", { "aws:username": "alice" }, "yes", "the key's value"],
    ["${ AWS:UserName }", { "aws:username": "alice" }, "yes", "keys are case-insensitive"],
    ["a${aws:PrincipalTag/rest}e", { "aws:principaltag/rest": "lic" }, "yes", "text around it"],
    ["al*${aws:PrincipalTag/rest}", { "aws:principaltag/rest": "ce" }, "yes", "wildcards around it"],
    [
      "${aws:PrincipalTag/a}${aws:PrincipalTag/b}",
      { "aws:principaltag/a": "al", "aws:principaltag/b": "ice" },
      "yes",
      "two of them",
    ],
    ["${aws:username}", { "aws:username": "bob" }, "no", "another value"],
    ["${aws:username}", { "aws:username": [] }, "no", "an absent key matches nothing"],
    ["*${aws:username}", { "aws:username": [] }, "no", "an absent key matches nothing"],
    ["${aws:username, 'alice'}", { "aws:username": [] }, "yes", "what it is where the key is absent"],
    ["${aws:username,'alice'}", { "aws:username": [] }, "yes", "what it is where the key is absent"],
    ["${aws:username ,   'alice'  }", { "aws:username": [] }, "yes", "what it is where the key is absent"],
    ["${aws:username, 'alice'}", { "aws:username": "bob" }, "no", "the key is there"],
    ["${aws:username, alice}", { "aws:username": [] }, "no", "what it is otherwise stands in quotes"],
    ["${aws:username, x'alice'}", { "aws:username": [] }, "no", "what it is otherwise stands in quotes"],
    ["${aws:username, 'alice'x}", { "aws:username": [] }, "no", "what it is otherwise stands in quotes"],
    ["${aws:username, '*'}", { "aws:username": [] }, "unknown", "a star in a value is no wildcard"],
    ["${aws:username}", { "aws:username": "a*" }, "unknown", "a star in a value is no wildcard"],
    ["${aws:TagKeys}", { "aws:TagKeys": ["alice", "bob"] }, "no", "several values are none for a variable"],
    ["${aws:username}", {}, "unknown", "the key may have any value"],
    ["b${aws:username}", {}, "no", "whatever value the key has"],
    ["${*}lice", {}, "unknown", "the character, which is not told apart from the wildcard"],
    ["${?}lice", {}, "unknown", "the character, which is not told apart from the wildcard"],
    ["${*}bob", {}, "no", "the character or the wildcard"],
    ["${$}lice", {}, "no", "the character"],
  ];
  for (const [value, context, answer, why] of rows)
    it(`${value}, ${JSON.stringify(context)}: ${answer}, ${why}`, () => {
      const key = "saml:sub";
      const test = condition("StringLike", key, value);
      assert.equal(conditionHolds(test, contextOf({ ...context, [key]: "alice" })), answer);
    });

  it("are characters where the policy's version gives them no meaning", () => {
    const context = contextOf({ "aws:username": "alice", "saml:sub": "${aws:username}" });
    assert.equal(conditionHolds(condition("StringEquals", "saml:sub", "${aws:username}"), context, false), "yes");
    assert.equal(conditionHolds(condition("StringEquals", "saml:sub", "${aws:username}"), context), "no");
  });

  it("that stand for a character are that character", () => {
    const context = contextOf({ "saml:sub": "$1" });
    assert.equal(conditionHolds(condition("StringEquals", "saml:sub", "${$}1"), context), "yes");
    assert.equal(
      conditionHolds(condition("StringEquals", "saml:sub", "${*}1"), contextOf({ "saml:sub": "*1" })),
      "yes",
    );
    assert.equal(
      conditionHolds(condition("StringEquals", "saml:sub", "${?}1"), contextOf({ "saml:sub": "?1" })),
      "yes",
    );
  });
});

describe("conditions together", () => {
  const tls = { Bool: { "aws:SecureTransport": "true" } };
  const alice = { StringEquals: { "aws:username": "alice" } };
  const rows: [statement: StatementJson, answer: Answer, why: string][] = [
    [{}, "yes", "none"],
    [{ Condition: { ...tls, ...alice } }, "yes", "each holds"],
    [{ Condition: { ...tls, StringEquals: { "aws:username": "bob" } } }, "no", "one does not"],
    [{ Condition: { ...tls, StringEquals: { "aws:userid": "A" } } }, "unknown", "one may not"],
    [{ Condition: { ...tls, [more]: {} } }, "unknown", "there may be more"],
    [{ Condition: { StringEquals: { "aws:username": "bob" }, [more]: {} } }, "no", "more tests give nothing"],
    [{ [more]: true }, "unknown", "its Condition may be what cannot be read"],
  ];
  const context = contextOf({ "aws:SecureTransport": "true", "aws:username": "alice" });
  for (const [json, answer, why] of rows)
    it(`${JSON.stringify(json)}: ${answer}, ${why}`, () =>
      assert.equal(conditionsHold(statement(json), context, true), answer));
});
