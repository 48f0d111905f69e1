// The value tree: what of a value is known, what it may be, and whether more may be there. No syntax is read.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  allItemsOf,
  branchesOf,
  choicesOf,
  contains,
  entryOf,
  hasBranches,
  isOpen,
  itemsOf,
  literal,
  nodeSpan,
  sampled,
  textOf,
  unknownPart,
  valueOf,
  type Block,
  type List,
  type Unknown,
  type Value,
} from "../../shared-rules/src/model/value";
import { wording } from "../../shared-rules/src/model/questions";
import { dict, expression, list, more, text, value } from "./statements";

const span = { start: 3, end: 9 };

/** An expression that is one of these, or, where it is not complete, something else. */
const oneOf = (candidates: readonly unknown[], complete?: boolean): Unknown => ({
  kind: "unknown",
  source: "var.x ? a : b",
  span,
  candidates: candidates.map((each) => (isValue(each) ? each : value(each))),
  ...(complete !== undefined && { complete }),
});

function isValue(each: unknown): each is Value {
  return typeof each === "object" && each !== null && "kind" in each;
}

const words = (values: readonly Value[] | undefined): string[] | undefined => values?.map(wording);

describe("entries", () => {
  const twice = dict([
    ["Effect", "Allow"],
    ["Action", "s3:*"],
    ["Action", "iam:*"],
    ["${var.name}", "x"],
  ]);

  it("are found by name, the last one where a name stands twice", () => {
    assert.equal(entryOf(twice, "Action"), twice.entries[2]);
    assert.equal(valueOf(twice, "Action"), twice.entries[2]?.value);
    assert.equal(entryOf(twice, "Effect"), twice.entries[0]);
  });

  it("are not found in another letter case, nor where there are none", () => {
    assert.equal(entryOf(twice, "action"), undefined);
    assert.equal(valueOf(twice, "action"), undefined);
    assert.equal(entryOf(dict([]), "Action"), undefined);
  });
});

describe("texts", () => {
  const rows: [json: unknown, literal: string | undefined, sampled: string | undefined, unknown: string | undefined][] =
    [
      ["", "", "", undefined],
      ["arn:aws:s3:::logs", "arn:aws:s3:::logs", "arn:aws:s3:::logs", undefined],
      ["user/${aws:username}", "user/${aws:username}", "user/${aws:username}", undefined],
      ["a/${var.b}", undefined, undefined, "var.b"],
      ["${var.a}/${var.b}", undefined, undefined, "var.a"],
      ["arn:aws:iam::${account}:root", undefined, "arn:aws:iam::123456789012:root", "account"],
      ["arn:aws:iam::${account}:role/${var.name}", undefined, undefined, "account"],
      ["${var.a}", undefined, undefined, "var.a"],
      ["${aws_iam_user.a.arn}", undefined, undefined, "aws_iam_user.a.arn"],
      ["${aws_iam_user.a.arn}/x", undefined, undefined, "aws_iam_user.a.arn"],
      [true, undefined, undefined, undefined],
      [["a"], undefined, undefined, undefined],
    ];
  for (const [json, known, sample, unknown] of rows)
    it(JSON.stringify(json), () => {
      const one = value(json);
      assert.equal(literal(one), known);
      assert.equal(sampled(one), sample);
      assert.equal(unknownPart(one)?.source, unknown);
    });

  it("that are one expression in quotes are not known", () => {
    assert.equal(literal({ kind: "text", parts: [expression("var.a")], span, token: span }), undefined);
  });

  it("are known in whole where each part is, however many", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        const whole: Value = { kind: "text", parts, span, token: span };
        assert.equal(literal(whole), parts.join(""));
        assert.equal(sampled(whole), parts.join(""));
        assert.equal(literal({ ...whole, parts: [...parts, expression("account")] }), undefined);
        assert.equal(sampled({ ...whole, parts: [...parts, expression("region")] }), `${parts.join("")}us-east-1`);
      }),
    );
  });

  it("are absent where no value is", () => {
    assert.equal(literal(undefined), undefined);
    assert.equal(sampled(undefined), undefined);
  });

  it("are made with their place, the token where it has quotes", () => {
    const token = { start: 2, end: 10 };
    assert.deepEqual(textOf("logs", span, token), { kind: "text", parts: ["logs"], span, token });
    assert.deepEqual(textOf("", span), { kind: "text", parts: [], span, token: span });
    assert.deepEqual(nodeSpan(textOf("logs", span, token)), token);
    assert.deepEqual(nodeSpan({ kind: "scalar", value: 1, span }), span);
  });
});

describe("itemsOf", () => {
  it("takes one value for a list of one, as IAM does", () => {
    const one = value("s3:*");
    assert.deepEqual(itemsOf(one), [one]);
    assert.deepEqual(words(itemsOf(list(["s3:*", "iam:*"]))), ["s3:*", "iam:*"]);
    assert.deepEqual(itemsOf(undefined), []);
  });
});

describe("isOpen", () => {
  const rows: [value: Value | undefined, open: boolean, reason: string][] = [
    [undefined, false, "nothing is there"],
    [list(["a"]), false, "a whole list"],
    [list(["a", more]), true, "an unfinished list"],
    [dict([]), false, "a whole object"],
    [{ ...dict([]), open: true }, true, "an unfinished object"],
    [value("a"), false, "a text"],
    [value(true), false, "a scalar"],
    [value("${var.a}"), true, "an expression may be a list"],
    [value("${aws_iam_user.a.arn}"), true, "an attribute may be a list"],
  ];
  for (const [one, open, reason] of rows) it(reason, () => assert.equal(isOpen(one), open));
});

describe("branches", () => {
  const rows: [value: Value, branches: string[], hasBranches: boolean, reason: string][] = [
    [value("a"), ["a"], false, "any other value is itself"],
    [list(["a", "b"]), ["the list"], false, "any other value is itself"],
    [value("${var.a}"), ["var.a"], false, "an expression of which nothing is known is itself"],
    [oneOf(["a", "b"], true), ["a", "b"], true, "one of two"],
    [oneOf(["a", "b"]), ["a", "b", "var.x ? a : b"], true, "one of two, or something else"],
    [oneOf(["a", "b"], false), ["a", "b", "var.x ? a : b"], true, "one of two, or something else"],
    [oneOf(["a", null], true), ["a"], true, "null is nothing"],
    [oneOf(["a", true], true), ["a", "true"], true, "other scalars are values"],
    [oneOf([["a", "b"], "c"], true), ["a", "b", "c"], true, "lists item by item"],
    [oneOf(["a", oneOf(["b", "c"], true)], true), ["a", "b", "c"], true, "branches of branches"],
    [oneOf([list([]), "c"], true), ["c"], true, "an empty list gives nothing"],
    [{ ...list([]), items: [value("a"), oneOf(["b"], true)] }, ["the list"], true, "an item has branches"],
    [{ ...list(["a"]), maybe: true }, ["the list"], true, "its items may be absent"],
    [dict([["a", "b"]]), ["the object"], false, "an object is itself"],
  ];
  for (const [one, branches, has, reason] of rows)
    it(`${branches.join(", ")}: ${reason}`, () => {
      assert.deepEqual(words(branchesOf(one)), branches);
      assert.equal(hasBranches(one), has);
    });

  it("that are something else have no candidates any more, and keep where they are written", () => {
    const written = { uri: "/variables.tf", span: { start: 0, end: 1 } };
    const { source } = oneOf([]);
    assert.deepEqual(branchesOf({ ...oneOf([]), written }), [{ kind: "unknown", source, span, written }]);
    assert.deepEqual(branchesOf(oneOf([])), [{ kind: "unknown", source, span }]);
  });
});

describe("choicesOf", () => {
  const two = [value(["a"]), value(["a", "b"])];
  const items = two.flatMap((each) => itemsOf(each));
  const together: List = { ...list([]), items, oneOf: { values: two, items } };

  it("gives the values that a value surely is one of", () => {
    assert.deepEqual(words(choicesOf(oneOf(["a", "b"], true))), ["a", "b"]);
    assert.equal(choicesOf(together), two);
  });

  it("gives none where it may be something else, or is just itself", () => {
    assert.equal(choicesOf(oneOf(["a", "b"])), undefined);
    assert.equal(choicesOf(value("a")), undefined);
    assert.equal(choicesOf(list(["a"])), undefined);
    assert.equal(choicesOf(undefined), undefined);
  });

  it("gives none of a list that was changed since", () => {
    assert.equal(choicesOf({ ...together, items: [...items] }), undefined);
  });
});

describe("allItemsOf", () => {
  it("gives items with the branches of each", () => {
    assert.deepEqual(words(allItemsOf(value("a"))), ["a"]);
    assert.deepEqual(words(allItemsOf(undefined)), []);
    assert.deepEqual(words(allItemsOf({ ...list([]), items: [value("a"), oneOf(["b", "c"], true)] })), ["a", "b", "c"]);
    assert.deepEqual(words(allItemsOf(oneOf([["a", "b"], "c"], true))), ["a", "b", "c"]);
    assert.deepEqual(words(allItemsOf(oneOf(["a", "${var.b}"], true))), ["a", "var.b"]);
  });

  it("gives what a list may be instead and is not known", () => {
    const known = list(["a"]);
    const { items } = known;
    const either = (values: readonly Value[]): List => ({ ...known, oneOf: { values, items } });
    assert.deepEqual(words(allItemsOf(either([known, value("${var.more}")]))), ["a", "var.more"]);
    assert.deepEqual(words(allItemsOf(either([known, value("b")]))), ["a"]);
    assert.deepEqual(words(allItemsOf(either([known, oneOf(["b"], true)]))), ["a", "b"]);
  });
});

describe("contains", () => {
  it("counts a range as within itself, and one that runs over an end as not", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(9), fc.nat(9)), fc.tuple(fc.nat(9), fc.nat(9)), (outer, inner) => {
        const [[start, length], [innerStart, innerLength]] = [outer, inner];
        const all = (from: number, count: number) => Array.from({ length: count + 1 }, (_, at) => from + at);
        const within = new Set(all(start, length));
        assert.equal(
          contains({ start, end: start + length }, { start: innerStart, end: innerStart + innerLength }),
          all(innerStart, innerLength).every((at) => within.has(at)),
        );
      }),
    );
  });
});

describe("blocks", () => {
  it("have entries as objects do", () => {
    const { entries } = dict([["name", "alice"]]);
    const block: Block = {
      kind: "block",
      type: "resource",
      labels: [text("aws_iam_user"), text("alice")],
      entries,
      blocks: [],
      open: false,
      span,
      body: span,
      typeSpan: span,
    };
    assert.equal(literal(valueOf(block, "name")), "alice");
  });
});
