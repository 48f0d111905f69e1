// Which resources statements reach: every one, all of a form, some of a form. Not a test of patterns.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
import assert from "node:assert/strict";
import { coversAllOf, isEverything, onEverything, reaches } from "../../shared-rules/src/model/questions";
import type { Answer } from "../../shared-rules/src/model/value";
import { more, statement, value, type StatementJson } from "./statements";

describe("isEverything", () => {
  const rows: [item: unknown, answer: Answer, reason: string][] = [
    ["*", "yes", "every resource"],
    ["**", "yes", "every resource"],
    ["?*", "yes", "no ARN is empty"],
    ["arn:*", "yes", "every ARN"],
    ["arn:aws:*", "yes", "every ARN of the partition"],
    ["arn:aws:*:*:*:*", "yes", "every ARN of the partition"],
    ["arn:${partition}:*", "yes", "every ARN of the partition"],
    ["arn:aws:s3:::*", "no", "one service"],
    ["ARN:AWS:*", "no", "no ARN is written in capitals"],
    ["", "no", "nothing"],
    ["arn:${var.partition}:s3:::logs", "no", "one bucket, in whatever partition"],
    ["${var.prefix}*", "unknown", "the prefix may be empty"],
    ["${var.arn}", "unknown", "it may be a star"],
    ["${aws_s3_bucket.logs.arn}", "no", "one resource's attribute"],
    ["${aws_s3_bucket.logs.arn}*", "no", "an attribute is not empty"],
    ["${aws_s3_bucket.logs.arn}/*", "no", "what is in one bucket"],
    [["*"], "unknown", "a list in an item's place"],
  ];
  for (const [item, expected, reason] of rows)
    it(`${JSON.stringify(item)}: ${expected}, ${reason}`, () => assert.equal(isEverything(value(item)), expected));
});

describe("onEverything", () => {
  const rows: [statement: StatementJson, answer: Answer, reason: string][] = [
    [{ Resource: "*" }, "yes", "every resource"],
    [{ Resource: ["arn:aws:s3:::a", "*"] }, "yes", "one item is enough"],
    [{ Resource: ["*", more] }, "yes", "more resources take nothing away"],
    [{ Resource: "arn:aws:s3:::a" }, "no", "one bucket"],
    [{ Resource: "arn:aws:s3:::a", [more]: true }, "no", "a second Resource would be an error"],
    [{ Resource: ["arn:aws:s3:::a", more] }, "unknown", "it may be among those that are not seen"],
    [{ Resource: "${var.arn}" }, "unknown", "it may be a star"],
    [{ NotResource: "arn:aws:s3:::a" }, "unknown", "nearly"],
    [{}, "no", "it names no resource"],
    [{ [more]: true }, "unknown", "its Resource may be what cannot be read"],
  ];
  for (const [json, expected, reason] of rows)
    it(`${JSON.stringify(json)}: ${expected}, ${reason}`, () => assert.equal(onEverything(statement(json)), expected));
});

describe("reaches", () => {
  const users = "arn:aws:iam::*:user/*";
  const rows: [statement: StatementJson, arn: string, answer: Answer, reason: string][] = [
    [{ Resource: "*" }, users, "yes", "every resource"],
    [{ Resource: "arn:aws:iam::*:user/alice" }, users, "yes", "one user"],
    [{ Resource: "arn:aws:iam::111122223333:*" }, users, "yes", "all of an account"],
    [{ Resource: "arn:aws:iam::${account}:user/alice" }, users, "yes", "this account is one"],
    [{ Resource: "arn:aws:iam::*:role/app" }, users, "no", "a role"],
    [{ Resource: ["arn:aws:iam::*:role/app", users] }, users, "yes", "one item is enough"],
    [{ Resource: "arn:aws:iam::*:USER/*" }, users, "no", "ARNs tell letter case"],
    [{ Resource: "arn:aws:iam::${var.account}:user/alice" }, users, "unknown", "in an account that is not known"],
    [{ Resource: "arn:aws:s3:::${var.bucket}" }, users, "no", "whatever the bucket"],
    [{ Resource: "${var.arn}" }, users, "unknown", "nothing of it is known"],
    [{ Resource: ["arn:aws:iam::*:role/app", more] }, users, "unknown", "more may be there"],
    [{ Resource: ["arn:aws:iam::*:user/alice", more] }, users, "yes", "more takes nothing away"],
    [{ Resource: "arn:aws:i*r/a:x:y:z" }, users, "no", "a wildcard stays within its field"],
    [{ Resource: "arn:aws:iam:*" }, users, "yes", "a pattern of fewer fields is text"],
    [{ Resource: "arn:aws:s3:*" }, users, "no", "a pattern of fewer fields is text"],
    [{ Resource: "arn:aws:iam::*" }, users, "yes", "a pattern of five fields, too"],
    [{ Resource: "arn:aws:IAM:*" }, users, "no", "a pattern of fewer fields is text"],
    [{ Resource: "arn:aws:s3:::a" }, "*", "yes", "any resource is asked for"],
    [{ Resource: "arn:aws:logs:*:*:log-group:a" }, "arn:aws:logs:*:*:log-group:b", "no", "the name is told, too"],
    [{ NotResource: users }, users, "yes", "what it leaves out is not looked at"],
    [{}, users, "no", "it names no resource"],
    [{ [more]: true }, users, "unknown", "its Resource may be what cannot be read"],
  ];
  for (const [json, arn, expected, reason] of rows)
    it(`${JSON.stringify(json)}, ${arn}: ${expected}, ${reason}`, () =>
      assert.equal(reaches(statement(json), arn), expected));
});

describe("coversAllOf", () => {
  const roles = "arn:aws:iam::*:role/*";
  const groups = "arn:aws:logs:*:*:log-group:*";
  const rows: [item: unknown, arn: string, answer: Answer, reason: string][] = [
    ["*", roles, "yes", "every resource"],
    [roles, roles, "yes", "the form itself"],
    ["arn:aws:iam::*:*", roles, "yes", "all of IAM"],
    ["arn:aws:i*:*:*:role/*", roles, "yes", "a service with a wildcard"],
    ["arn:aws:iam::111122223333:role/*", roles, "yes", "every role of an account"],
    ["arn:${partition}:iam::${account}:role/*", roles, "yes", "every role of this account"],
    ["arn:aws:iam::${var.account}:role/*", roles, "yes", "every role of whichever account"],
    ["arn:aws:iam::*:role/app-*", roles, "no", "some roles"],
    ["arn:aws:iam::*:ROLE/*", roles, "no", "ARNs tell letter case"],
    ["arn:aws:iam::*:ROLE/${var.name}", roles, "no", "ARNs tell letter case"],
    ["arn:aws:iam::*:user/*", roles, "no", "users"],
    ["arn:aws:IAM::*:role/*", roles, "no", "ARNs tell letter case"],
    ["arn:aws:sts::*:role/*", roles, "no", "another service"],
    ["urn:aws:iam::*:role/*", roles, "no", "no ARN"],
    ["arn:aws:iam", roles, "no", "no whole ARN"],
    ["arn:aws:iam::*", roles, "yes", "a pattern of fewer fields is text, whose star runs over colons"],
    ["arn:aws:iam::role/*", roles, "no", "a pattern of fewer fields is text"],
    ["arn:aws:IAM::*", roles, "no", "ARNs tell letter case"],
    ["arn:aws:iam::*:role/${var.name}", roles, "unknown", "the name may be a star"],
    ["arn:aws:iam::*:role/app-${var.name}", roles, "no", "some roles, whatever the name"],
    ["${var.arn}", roles, "unknown", "nothing of it is known"],
    ["${var.prefix}/*", roles, "unknown", "what comes before may be an ARN"],
    ["${aws_iam_role.app.arn}", roles, "no", "one role"],
    ["arn:aws:logs:eu-west-1:${account}:log-group:*", groups, "yes", "the resource has a colon of its own"],
    ["arn:aws:logs:*:*:log-group:app:*", groups, "no", "one group"],
    ["arn:aws:logs:*:*:log-group:${var.name}:${var.stream}", groups, "no", "one group's streams"],
    [[roles], roles, "no", "a list in an item's place"],
  ];
  for (const [json, arn, expected, reason] of rows)
    it(`${JSON.stringify(json)}, ${arn}: ${expected}, ${reason}`, () => {
      const item = value(json);
      assert.equal(coversAllOf(item, arn), expected);
      assert.equal(coversAllOf(item, arn), expected, "asked again");
    });

  it("keeps what is asked of one item apart", () => {
    const item = value("arn:aws:iam::*:role/*");
    assert.equal(coversAllOf(item, roles), "yes");
    assert.equal(coversAllOf(item, "arn:aws:iam::*:user/*"), "no");
  });
});
