// What statements say of actions: which they speak of, and by which item. Not a test of patterns.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  all,
  any,
  anyCovers,
  causeOf,
  covers,
  isValue,
  not,
  spanOf,
  speaksOf,
  widest,
  wording,
} from "../../shared-rules/src/model/questions";
import type { Answer } from "../../shared-rules/src/model/value";
import { elements, more, statement, text, value, type StatementJson } from "./statements";

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
