// What a statement is about: its actions, its resources, and whom it names. Not a test of conditions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
import assert from "node:assert/strict";
import { contextOf, type Caller } from "../../shared-rules/src/access/request";
import { applies, names } from "../../shared-rules/src/access/statements";
import type { Policy } from "../../shared-rules/src/model/policy";
import type { Answer } from "../../shared-rules/src/model/value";
import { more, policy, statement, text, unreadable, type StatementJson } from "../model/statements";

const asked = { action: "s3:GetObject", resource: "arn:aws:s3:::logs/a" };

function answerOf(json: StatementJson, request = {}, rest: Partial<Policy> = {}): Answer {
  const whole = policy([json], rest);
  const [first] = whole.statements;
  assert.ok(first);
  return applies(first, whole, { ...asked, ...request });
}

describe("a statement applies", () => {
  const rows: [statement: StatementJson, answer: Answer, why: string][] = [
    [{ Action: "s3:Get*", Resource: "*" }, "yes", "to this action on every resource"],
    [{ Action: "s3:Put*", Resource: "*" }, "no", "to other actions"],
    [{ Action: "${var.action}", Resource: "*" }, "unknown", "to whatever action"],
    [{ Action: "s3:*", Resource: "arn:aws:s3:::logs/*" }, "yes", "to objects of this bucket"],
    [{ Action: "s3:*", Resource: ["arn:aws:s3:::b", "arn:aws:s3:::logs/a"] }, "yes", "by its second resource"],
    [{ Action: "s3:*", Resource: "arn:aws:s3:::LOGS/*" }, "no", "to a bucket in capitals, of which there is none"],
    [{ Action: "s3:*", Resource: "arn:aws:s3:*" }, "yes", "by a pattern of fewer fields, which is text"],
    [{ Action: "s3:*", Resource: "arn:aws:s*gs/*" }, "yes", "by a pattern of fewer fields, which is text"],
    [{ Action: "s3:*", Resource: "arn:aws:s3::*" }, "yes", "by a pattern of five fields, which is text"],
    [{ Action: "s3:*", Resource: "arn:aws:s*s/a:x:y:z" }, "no", "no wildcard runs over a colon within six fields"],
    [{ Action: "s3:*", Resource: "arn:aws:s3:::b" }, "no", "to another bucket"],
    [{ Action: "s3:*", Resource: ["arn:aws:s3:::b", more] }, "unknown", "to resources that are not seen"],
    [{ Action: "s3:*", Resource: ["*", more] }, "yes", "whatever more there is"],
    [{ Action: "s3:*", Resource: "arn:aws:s3:::${var.bucket}/*" }, "unknown", "to some bucket"],
    [{ Action: "s3:*", Resource: "arn:aws:s3:::${var.bucket}/b" }, "no", "to another object of whatever bucket"],
    [{ Action: "s3:*", NotResource: "arn:aws:s3:::b" }, "yes", "to every resource but one"],
    [{ Action: "s3:*", NotResource: "arn:aws:s3:::logs/*" }, "no", "to every resource but these"],
    [{ Action: "s3:*", NotResource: ["arn:aws:s3:::b", more] }, "unknown", "to every resource but some"],
    [{ Action: "s3:*", [more]: true }, "unknown", "its Resource may be what cannot be read"],
    [{ Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }, "unknown", "with TLS"],
  ];
  for (const [json, answer, why] of rows)
    it(`${JSON.stringify(json)}: ${answer}, ${why}`, () => assert.equal(answerOf(json), answer));

  it("without a Resource to what the policy stands on, if it stands on something", () => {
    const kinds: [kind: Policy["kind"], answer: Answer][] = [
      ["resource", "yes"],
      ["trust", "yes"],
      ["identity", "no"],
      ["boundary", "no"],
      ["scp", "no"],
    ];
    for (const [kind, answer] of kinds) assert.equal(answerOf({ Action: "s3:*" }, {}, { kind }), answer, kind);
  });

  it("to all that a resource pattern stands for, to none or to some of it", () => {
    const on = (Resource: string, resource: string): Answer => answerOf({ Action: "s3:*", Resource }, { resource });
    assert.equal(on("*", "*"), "yes");
    assert.equal(on("arn:aws:s3:::logs/*", "*"), "unknown");
    assert.equal(on("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/a*"), "yes");
    assert.equal(on("arn:aws:s3:::logs/a*", "arn:aws:s3:::logs/*"), "unknown");
    assert.equal(on("arn:aws:s3:::logs/*", "arn:aws:s3:::b/*"), "no");
    assert.equal(on("${*}", "arn:aws:s3:::logs/*"), "unknown");
  });

  it("with variables where the policy's version has them", () => {
    const home: StatementJson = { Action: "s3:*", Resource: "arn:aws:s3:::logs/${aws:username}" };
    const context = contextOf({ "aws:username": "a" });
    assert.equal(answerOf(home, { context }), "yes");
    assert.equal(answerOf(home, { context }, { version: text("2008-10-17") }), "no");
    assert.equal(answerOf(home, { context }, { version: undefined }), "no");
    assert.equal(answerOf(home, { context }, { version: undefined, shape: "terraform-block" }), "yes");
    assert.equal(answerOf(home), "unknown");
    assert.equal(answerOf(home, { context: contextOf({}, true) }), "no");
  });
});

describe("a statement names a caller", () => {
  const account = "111122223333";
  const alice: Caller = { kind: "user", name: `arn:aws:iam::${account}:user/alice`, account };
  const app: Caller = { kind: "role", name: `arn:aws:iam::${account}:role/app`, account };
  const lambda: Caller = { kind: "service", name: "lambda.amazonaws.com", account: "" };
  const anyone: Caller = { kind: "anonymous", name: "", account: "" };
  const rows: [statement: StatementJson, caller: Caller | undefined, directly: Answer, account: Answer, why: string][] =
    [
      [{ Principal: { AWS: alice.name } }, alice, "yes", "no", "by the very ARN"],
      [{ Principal: { AWS: alice.name } }, app, "no", "no", "by another's ARN"],
      [{ Principal: { AWS: [app.name, alice.name] } }, alice, "yes", "no", "by one of two"],
      [{ Principal: { AWS: account } }, alice, "no", "yes", "by its account"],
      [{ Principal: { AWS: `arn:aws:iam::${account}:root` } }, app, "no", "yes", "by its account's ARN"],
      [{ Principal: { AWS: `arn:aws-cn:iam::${account}:root` } }, app, "no", "yes", "by its account's ARN"],
      [{ Principal: { AWS: `arn:aws:iam::${account}:rooter` } }, app, "no", "no", "by nothing"],
      [{ Principal: { AWS: `x-arn:aws:iam::${account}:root` } }, app, "no", "no", "by nothing"],
      [{ Principal: { AWS: "999999999999" } }, app, "no", "no", "by another account"],
      [{ Principal: { AWS: "" } }, lambda, "no", "no", "by nothing"],
      [{ Principal: { AWS: "arn:aws:iam:::root" } }, anyone, "no", "no", "by an account that is none"],
      [{ Principal: { CanonicalUser: account } }, app, "no", "no", "by something else than its account"],
      [{ Principal: "*" }, anyone, "yes", "no", "as everyone"],
      [{ Principal: { AWS: "*" } }, anyone, "yes", "no", "as everyone"],
      [{ Principal: { AWS: "*" } }, lambda, "yes", "no", "as everyone"],
      [{ Principal: { Federated: "*" } }, alice, "no", "no", "as someone from an identity provider"],
      [{ Principal: { Service: "lambda.amazonaws.com" } }, lambda, "yes", "no", "as a service"],
      [{ Principal: { Service: "ec2.amazonaws.com" } }, lambda, "no", "no", "as another service"],
      [{ Principal: { AWS: "lambda.amazonaws.com" } }, lambda, "no", "no", "as no service"],
      [{ Principal: { Service: alice.name } }, alice, "no", "no", "as no user"],
      [{ Principal: { Service: "ec2.amazonaws.com", AWS: alice.name } }, alice, "yes", "no", "by its second entry"],
      [{ Principal: { AWS: "${var.arn}" } }, alice, "unknown", "unknown", "by an expression"],
      [{ Principal: { AWS: ["${var.arn}", account] } }, alice, "unknown", "yes", "by an expression and its account"],
      [{ Principal: { AWS: [alice.name, more] } }, alice, "yes", "unknown", "by its ARN and more"],
      [{ Principal: { AWS: ["999999999999", more] } }, alice, "unknown", "unknown", "by what is not seen"],
      [{ Principal: { Service: "ec2.amazonaws.com", [more]: {} } }, alice, "unknown", "unknown", "by what is not seen"],
      [{ Principal: { AWS: alice.name, [more]: {} } }, alice, "yes", "unknown", "by its ARN and more"],
      [{ Principal: { AWS: account, [more]: {} } }, alice, "unknown", "yes", "by its account and more"],
      [{ Principal: { [unreadable]: alice.name } }, alice, "unknown", "unknown", "by a type that is not known"],
      [{ NotPrincipal: { AWS: app.name } }, alice, "yes", "no", "as everyone but one"],
      [{ NotPrincipal: { AWS: alice.name } }, alice, "no", "no", "as everyone but itself"],
      [{ NotPrincipal: { AWS: account } }, alice, "no", "no", "as everyone but its account"],
      [{ NotPrincipal: { AWS: "${var.arn}" } }, alice, "unknown", "no", "as everyone but someone"],
      [{}, alice, "no", "no", "nowhere"],
      [{ [more]: true }, alice, "unknown", "unknown", "perhaps in a Principal that cannot be read"],
      [{ Principal: "*" }, undefined, "unknown", "unknown", "who is not given"],
    ];
  for (const [json, caller, directly, byAccount, why] of rows)
    it(`${JSON.stringify(json)}, ${caller?.kind ?? "nobody"}: ${why}`, () =>
      assert.deepEqual(names(statement(json), caller), { directly, account: byAccount }));
});
