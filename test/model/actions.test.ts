// What statements say of actions: which they speak of, by which item, and what a Deny takes away. Not a test of patterns.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  all,
  any,
  anyCovers,
  causeOf,
  coversResources,
  covers,
  denies,
  isDenied,
  isValue,
  not,
  spanOf,
  speaksOf,
  widest,
  wording,
} from "../../shared-rules/src/model/questions";
import type { Answer } from "../../shared-rules/src/model/value";
import { elements, more, policy, statement, text, value, type StatementJson } from "./statements";

const answer = fc.constantFrom<Answer>("yes", "no", "unknown");
const answers = fc.array(answer, { maxLength: 5 });

describe("answers", () => {
  it("take “any” for yes where one is yes, and for no where all are no", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const expected = given.includes("yes") ? "yes" : given.every((each) => each === "no") ? "no" : "unknown";
        assert.equal(any(given), expected);
      }),
    );
  });

  it("take “all” for no where one is no, and for yes where all are yes", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const expected = given.includes("no") ? "no" : given.every((each) => each === "yes") ? "yes" : "unknown";
        assert.equal(all(given), expected);
      }),
    );
  });

  it("leave the unknown unknown when they are turned round", () => {
    assert.deepEqual((["yes", "no", "unknown"] as const).map(not), ["no", "yes", "unknown"]);
  });
});

describe("covers", () => {
  const rows: [item: unknown, action: string, answer: Answer, reason: string][] = [
    ["iam:CreateUser", "iam:CreateUser", "yes", "it is its name"],
    ["IAM:createuser", "iam:CreateUser", "yes", "names are case-insensitive"],
    ["iam:Create*", "iam:CreateUser", "yes", "a wildcard"],
    ["iam:CreateUse?", "iam:CreateUser", "yes", "a question mark is a wildcard too"],
    ["*", "iam:CreateUser", "yes", "every action"],
    ["iam:Get*", "iam:CreateUser", "no", "other actions"],
    ["iam:${var.action}", "iam:CreateUser", "unknown", "the action may be any of the service"],
    ["iam:${var.verb}User", "iam:CreateUser", "unknown", "the verb may be any"],
    ["iam:${var.verb}User", "iam:CreateGroup", "no", "whatever the verb is"],
    ["s3:${var.action}", "iam:CreateUser", "no", "another service, whatever the action is"],
    ["${var.action}", "iam:CreateUser", "unknown", "nothing of it is known"],
    [12, "iam:CreateUser", "unknown", "no action at all: what AWS would make of it is not known"],
  ];
  for (const [item, action, expected, reason] of rows)
    it(`${JSON.stringify(item)}, ${action}: ${expected}, ${reason}`, () => {
      const one = value(item);
      assert.equal(covers(one, action), expected);
      assert.equal(covers(one, action), expected, "asked again");
      assert.equal(anyCovers(elements("Action", [item]), action), expected);
    });

  it("reads what is unknown of a text as anything", () => {
    assert.equal(widest(text("iam:${var.verb}User")), "iam:*User");
    assert.equal(widest(text("iam:CreateUser")), "iam:CreateUser");
    assert.equal(widest(value("${var.action}")), undefined);
  });
});

describe("anyCovers", () => {
  const rows: [items: readonly unknown[], answer: Answer, reason: string][] = [
    [[], "no", "an empty list speaks of nothing"],
    [["s3:Get*", "iam:CreateUser"], "yes", "the second names it"],
    [["iam:createuser", "${var.action}"], "yes", "what else there is takes nothing away"],
    [["${var.action}", "iam:*"], "yes", "what else there is takes nothing away"],
    [["iam:DeleteUser", "iam:GetUser"], "no", "neither is it"],
    [["iam:GetUser", "${var.action}"], "unknown", "the expression may be it"],
    [["${var.action}", "iam:Get*"], "unknown", "the expression may be it"],
    [["iam:GetUser", more], "unknown", "it may be among those that are not seen"],
    [["iam:Get*", more], "unknown", "it may be among those that are not seen"],
    [["iam:CreateUser", more], "yes", "more actions take nothing away"],
  ];
  for (const [items, expected, reason] of rows)
    it(`${JSON.stringify(items)}: ${expected}, ${reason}`, () => {
      const action = elements("Action", items);
      assert.equal(anyCovers(action, "iam:CreateUser"), expected);
      assert.equal(anyCovers(action, "IAM:CREATEUSER"), expected, "in capitals");
    });
});

describe("speaksOf", () => {
  const rows: [statement: StatementJson, answer: Answer, reason: string][] = [
    [{ Action: "iam:*" }, "yes", "Action matches it"],
    [{ Action: "s3:*" }, "no", "Action does not"],
    [{ Action: "s3:*", [more]: true }, "no", "a second Action would be an error"],
    [{ NotAction: "s3:*" }, "yes", "everything but S3"],
    [{ NotAction: "iam:*" }, "no", "everything but IAM"],
    [{ NotAction: "${var.action}" }, "unknown", "it may be what is left out"],
    [{}, "no", "it names no action"],
    [{ [more]: true }, "unknown", "its Action may be what cannot be read"],
  ];
  for (const [json, expected, reason] of rows)
    it(`${JSON.stringify(json)}: ${expected}, ${reason}`, () =>
      assert.equal(speaksOf(statement(json), "iam:CreateUser"), expected));
});

describe("causeOf", () => {
  const rows: [statement: StatementJson, cause: string | undefined, reason: string][] = [
    [{ Action: ["iam:*", "iam:createUser"] }, "iam:createUser", "the item that names it, before one that only matches"],
    [{ Action: ["s3:*", "iam:Create*", "iam:*"] }, "iam:Create*", "else the first that matches"],
    [{ Action: ["iam:GetUser"] }, undefined, "nothing does"],
    [{ Action: ["${var.action}", "iam:*"] }, "iam:*", "whatever the first is"],
    [{ Action: ["iam:${var.action}"] }, undefined, "nothing surely does"],
  ];
  for (const [json, expected, reason] of rows)
    it(`${JSON.stringify(json)}: ${String(expected)}, ${reason}`, () => {
      const cause = causeOf(statement(json), "iam:CreateUser");
      assert.equal(cause && isValue(cause) ? wording(cause) : undefined, expected);
    });

  it("is the key of a NotAction", () => {
    const all = statement({ NotAction: "s3:*" });
    const cause = causeOf(all, "iam:CreateUser");
    assert.ok(cause && !isValue(cause));
    assert.deepEqual(spanOf(cause), all.notActions.key?.span);
  });

  it("has its place", () => {
    const item = value("iam:CreateUser");
    assert.deepEqual(spanOf(item), item.span);
  });
});

describe("isDenied", () => {
  const granted: StatementJson = { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::logs/*" };
  const rows: [deny: StatementJson, answer: Answer, reason: string][] = [
    [{ Effect: "Deny", Action: "s3:*", Resource: "*" }, "yes", "on everything"],
    [{ Effect: "Deny", Action: "s3:Put*", Resource: "arn:aws:s3:::logs*" }, "yes", "on all that is granted"],
    [{ Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::logs/a" }, "no", "on a part of what is granted"],
    [{ Effect: "Deny", Action: "ec2:*", Resource: "*" }, "no", "of other actions"],
    [{ Effect: "Deny", Action: "${var.action}", Resource: "*" }, "unknown", "perhaps of this one"],
    [{ Effect: "Allow", Action: "s3:*", Resource: "*" }, "no", "an Allow denies nothing"],
    [
      { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      "no",
      "only without TLS",
    ],
    [
      { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { [more]: {} } },
      "no",
      "under conditions that are not known",
    ],
    [{ Effect: "Deny", Action: "s3:*", Resource: "*", perhaps: true }, "unknown", "in a branch that may not be taken"],
    [
      { Effect: "Deny", Action: "ec2:*", Resource: "*", perhaps: true },
      "no",
      "of other actions, in a branch that may not be taken",
    ],
    [{ Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::x" }, "unknown", "on all but something"],
    [{ Effect: "Deny", Action: "s3:*", Resource: "${var.arn}" }, "unknown", "on what is not known"],
  ];
  for (const [deny, expected, reason] of rows)
    it(`${JSON.stringify(deny)}: ${expected}, ${reason}`, () => {
      const both = policy([granted, deny]);
      const [allow, second] = both.statements;
      assert.ok(allow && second);
      assert.equal(isDenied(both, allow, "s3:PutObject"), expected);
      if (deny["Effect"] === "Deny" && deny["Resource"] === "*" && !deny["Condition"])
        assert.equal(denies(second, "s3:PutObject"), expected);
    });
});

describe("a Deny of Terraform's", () => {
  const granted = statement({ Effect: "Allow", Action: "*", Resource: "*" });
  const deny = statement({ Effect: "Deny", Action: "s3:*", Resource: "*" });

  it("may get its condition from a dynamic block", () => {
    const dynamic = { ...deny, conditions: { ...deny.conditions, open: true } };
    assert.equal(isDenied({ ...policy([]), statements: [granted, dynamic] }, granted, "s3:PutObject"), "unknown");
  });

  it("takes nothing surely away where it has a condition, as the others", () => {
    const { conditions } = statement({ Condition: { Bool: { "aws:SecureTransport": "false" } } });
    const statements = [granted, { ...deny, conditions: { ...conditions, value: undefined } }];
    assert.equal(isDenied({ ...policy([]), statements }, granted, "s3:PutObject"), "no");
  });
});

describe("coversResources", () => {
  const rows: [outer: StatementJson, inner: StatementJson, answer: Answer, reason: string][] = [
    [{ Resource: "*" }, { Resource: "${var.arn}" }, "yes", "everything covers anything"],
    [{ Resource: "*" }, { NotResource: "arn:aws:s3:::b" }, "yes", "everything covers anything"],
    [{ Resource: "arn:aws:s3:::a*" }, { Resource: ["arn:aws:s3:::a", "arn:aws:s3:::ab/*"] }, "yes", "each of them"],
    [{ Resource: ["arn:aws:s3:::b", "arn:aws:s3:::a"] }, { Resource: "arn:aws:s3:::a" }, "yes", "by one of its items"],
    [{ Resource: "arn:aws:s3:::a" }, { Resource: ["arn:aws:s3:::a", "arn:aws:s3:::b"] }, "no", "not the second"],
    [{ Resource: "arn:aws:s3:::A" }, { Resource: "arn:aws:s3:::a" }, "no", "ARNs tell letter case"],
    [{ NotResource: "arn:aws:s3:::b" }, { Resource: "arn:aws:s3:::a" }, "unknown", "all but something"],
    [{ Resource: "arn:aws:s3:::a" }, { NotResource: "arn:aws:s3:::b" }, "unknown", "all but something"],
    [{ Resource: "arn:aws:s3:::a" }, {}, "unknown", "it names no resource"],
    [{ Resource: "${var.arn}" }, { Resource: "arn:aws:s3:::a" }, "unknown", "which may be the one that is asked for"],
    [{ Resource: "arn:aws:s3:::a" }, { Resource: "${var.arn}" }, "unknown", "which may be the one that is covered"],
    [
      { Resource: "arn:aws:sns:*:${account}:*" },
      { Resource: "arn:aws:sns:eu-west-1:${account}:a" },
      "yes",
      "both are of this account",
    ],
    [
      { Resource: "arn:aws:sns:*:${account}:a" },
      { Resource: "arn:aws:sns:*:${account}:b" },
      "no",
      "other topics of this account",
    ],
    [
      { Resource: "arn:aws:sns:*:${account}:a" },
      { Resource: "arn:aws:sns:*:111122223333:a" },
      "unknown",
      "this account may be the one that is written out",
    ],
    [
      { Resource: "arn:aws:sns:*:111122223333:a" },
      { Resource: "arn:aws:sns:*:${account}:a" },
      "unknown",
      "this account may be the one that is written out",
    ],
  ];
  for (const [outer, inner, expected, reason] of rows)
    it(`${JSON.stringify(outer)}, ${JSON.stringify(inner)}: ${expected}, ${reason}`, () =>
      assert.equal(coversResources(statement(outer), statement(inner)), expected));
});

describe("wording", () => {
  const rows: [json: unknown, words: string][] = [
    ["arn:aws:s3:::logs/*", "arn:aws:s3:::logs/*"],
    ["", ""],
    [true, "true"],
    [3600, "3600"],
    [null, "null"],
    ["${var.arn}", "var.arn"],
    ["${aws_iam_user.alice.arn}", "aws_iam_user.alice.arn"],
    ["user/${var.name}", "user/var.name"],
    [["a"], "the list"],
    [{ a: "b" }, "the object"],
  ];
  for (const [json, words] of rows)
    it(`${JSON.stringify(json)}: ${words}`, () => assert.equal(wording(value(json)), words));
});
