// The least length of a policy's JSON, against JSON.stringify. Not a test of AWS's quotas.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Policy, Statement } from "../../shared-rules/src/model/policy";
import { leastSize } from "../../shared-rules/src/model/size";
import type { Block, List } from "../../shared-rules/src/model/value";
import { dict, elements, list, policy, statement, text, type StatementJson } from "./statements";

const span = { start: 0, end: 1 };
const block: Block = {
  kind: "block",
  type: "statement",
  labels: [],
  entries: [],
  blocks: [],
  open: false,
  span,
  body: span,
  typeSpan: span,
};

/** AWS counts no white space. */
const lengthOf = (json: unknown): number => JSON.stringify(json).replace(/\s/g, "").length;

const word = fc
  .array(fc.constantFrom("a", "b", ":", "*", " ", '"', "\\", "/"), { maxLength: 6 })
  .map((letters) => letters.join(""));
const names = fc.uniqueArray(word, { maxLength: 3, minLength: 1 });

describe("leastSize of JSON", () => {
  const whole = (json: unknown): Policy => policy([], { node: dict(Object.entries(json as object)) });

  it("is the length of its shortest spelling", () => {
    const leaf = fc.oneof(word, fc.boolean(), fc.nat(), fc.constant(null));
    const json = fc.dictionary(word, fc.oneof(leaf, fc.array(leaf), fc.dictionary(word, fc.array(leaf))));
    fc.assert(fc.property(json, (each) => assert.equal(leastSize(whole(each)), lengthOf(each))));
  });

  it("counts what is known of what is only partly known", () => {
    const of = (resource: string): number => leastSize(whole({ Resource: resource }));
    assert.equal(of("arn:aws:s3:::${var.bucket}/x"), lengthOf({ Resource: "arn:aws:s3:::/x" }));
    assert.equal(of("${var.arn}"), lengthOf({ Resource: 1 }));
    const maybe: List = { ...list(["a", "b"]), maybe: true };
    const { entries, ...rest } = dict([["Action", []]]);
    const node = { ...rest, entries: entries.map((entry) => ({ ...entry, value: maybe })) };
    assert.equal(leastSize(policy([], { node })), lengthOf({ Action: [] }));
  });

  it("is the same when it is asked again", () => {
    const one = whole({ Version: "2012-10-17" });
    assert.deepEqual([leastSize(one), leastSize(one)], [24, 24]);
  });
});

describe("leastSize of Terraform's blocks", () => {
  const inBlock = (json: StatementJson): Statement => {
    const { Sid } = json;
    return { ...statement(json), node: block, ...(typeof Sid === "string" && { sid: text(Sid) }) };
  };
  const ofStatements = (statements: readonly Statement[], rest: Partial<Policy> = {}): number =>
    leastSize(policy([], { shape: "terraform-block", node: block, statements, ...rest }));
  /** One item needs no list. */
  const short = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.length === 1 ? (json[0] as unknown) : json;
    if (typeof json !== "object" || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, short(value)]));
  };
  const expected = (...statements: StatementJson[]): number =>
    lengthOf({ Version: "2012-10-17", Statement: statements.map(short) });

  it("is the length of the shortest JSON that they make", () => {
    const parts = fc.record(
      {
        Sid: fc.constantFrom("A", "Allow"),
        Action: names,
        NotAction: names,
        Resource: names,
        NotResource: names,
        Condition: fc.dictionary(
          fc.constantFrom("Bool", "StringLike"),
          fc.dictionary(fc.constantFrom("aws:a", "aws:bb"), names, { minKeys: 1 }),
          { minKeys: 1 },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 3 }), (given) => {
        const statements = given.map((each): StatementJson => ({ Effect: "Deny", ...each }));
        assert.equal(ofStatements(statements.map(inBlock)), expected(...statements));
      }),
    );
  });

  it("counts principals without the names of their types, which may be shorter", () => {
    const one = { Effect: "Allow", Principal: { AWS: ["1", "22"] }, Action: "*" };
    const two = { Effect: "Allow", NotPrincipal: { AWS: "1", Service: "a" }, Action: "*" };
    assert.equal(ofStatements([inBlock(one)]), expected({ ...one, Principal: ["1", "22"] }));
    assert.equal(ofStatements([inBlock(two)]), expected({ ...two, NotPrincipal: 11 }) + '"","a"'.length - 1);
  });

  it("leaves out what may not be there", () => {
    const some: StatementJson = { Effect: "Allow", Action: ["a", "b"] };
    const other: StatementJson = { Effect: "Allow", Action: "c" };
    assert.equal(ofStatements([inBlock(some), inBlock({ ...other, perhaps: true })]), expected(some));
    const [first, second] = [inBlock(some), inBlock(other)];
    assert.equal(ofStatements([first, second], { replaced: [second] }), expected(some));
    const { Action, ...without } = some;
    const maybe = {
      ...inBlock(without),
      actions: { ...elements("Action", Action), value: { ...list([]), maybe: true } },
    };
    assert.equal(ofStatements([maybe]), expected({ ...some, Action: 1 }) - 1);
    assert.equal(ofStatements([inBlock({ ...some, Effect: "${var.effect}" })]), expected(some) - '"Allow"'.length);
    assert.equal(ofStatements([{ ...inBlock(some), sid: text("") }]), expected(some));
  });

  it("counts statements that it takes over once, and those of another shape not", () => {
    const some: StatementJson = { Effect: "Allow", Action: ["a", "b"] };
    const other: StatementJson = { Effect: "Deny", Action: "c" };
    const [own, taken] = [inBlock(some), inBlock(other)];
    const from = policy([], { shape: "terraform-block" });
    const located = (one: Statement, of: Policy) => ({ statement: one, policy: of });
    assert.equal(ofStatements([own], { inherited: [located(taken, from)] }), expected(some, other));
    assert.equal(ofStatements([own], { inherited: [located(own, from)] }), expected(some));
    assert.equal(ofStatements([own], { inherited: [located(taken, policy([]))] }), expected(some));
  });

  it("takes a statement that is an object for what it is", () => {
    const json = { Effect: "Allow", Action: ["a"] };
    assert.equal(
      ofStatements([{ ...statement(json), node: dict(Object.entries(json)) }]),
      lengthOf({ Version: "2012-10-17", Statement: [json] }),
    );
  });
});
