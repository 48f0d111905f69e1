// The small parts of the model: data that fixes write, sources and their edits, days of a credential report.
import assert from "node:assert/strict";
import fc from "fast-check";
import { dayOf, daysBetween } from "../../shared-rules/src/model/credential";
import { isListData, isRawData, isReferenceData, type Data } from "../../shared-rules/src/model/data";
import { toDocumentEdits, wholeDocument } from "../../shared-rules/src/model/source";

describe("data that a fix writes", () => {
  const rows: [data: Data, kind: "reference" | "raw" | "list" | "plain", reason: string][] = [
    [{ reference: "aws_iam_policy.limit", attribute: "arn" }, "reference", "another declaration's attribute"],
    [{ raw: "var.name" }, "raw", "an expression in its own words"],
    [["a", "b"], "list", "a list"],
    [[], "list", "a list"],
    [{ raw: "x", other: "y" }, "plain", "an object that happens to have such a key"],
    [{ reference: "x" }, "plain", "an object that happens to have such a key"],
    [{ attribute: "x" }, "plain", "an object that happens to have such a key"],
    [{ StringEquals: { a: "b" } }, "plain", "an object"],
    [{}, "plain", "an object"],
    ["raw", "plain", "a text"],
    [null, "plain", "null"],
    [true, "plain", "a Boolean"],
    [1, "plain", "a number"],
  ];
  for (const [data, kind, reason] of rows)
    it(`${JSON.stringify(data)} is ${kind}: ${reason}`, () => {
      assert.equal(isReferenceData(data), kind === "reference");
      assert.equal(isRawData(data), kind === "raw");
      assert.equal(isListData(data), kind === "list");
    });
});

describe("sources", () => {
  it("that are the whole document have its offsets and its spelling", () => {
    const whole = wholeDocument("yaml", "a: b");
    const edits = [{ span: { start: 3, end: 4 }, text: '"c"' }];
    assert.equal(whole.syntax, "yaml");
    assert.equal(whole.text, "a: b");
    assert.deepEqual(toDocumentEdits(whole, edits), edits);
    fc.assert(
      fc.property(fc.nat(), (offset) => {
        assert.equal(whole.toDocument(offset), offset);
        assert.equal(whole.fromDocument(offset), offset);
      }),
    );
  });

  it("that are embedded map their edits to the document and spell them as it has to", () => {
    // The text {"a":1} from offset 10 on, within quotes that it has to escape.
    const embedded = {
      ...wholeDocument("json", '{"a":1}'),
      toDocument: (offset: number) => offset + 10,
      encode: (text: string, at: number) => `${text.replaceAll('"', '\\"')}@${at}`,
    };
    assert.deepEqual(toDocumentEdits(embedded, [{ span: { start: 5, end: 6 }, text: '"2"' }]), [
      { span: { start: 15, end: 16 }, text: '\\"2\\"@15' },
    ]);
  });
});

describe("days", () => {
  const at = (written: string) => Date.parse(written);
  const rows: [from: string, to: string, days: number][] = [
    ["2026-01-01T00:00:00Z", "2026-01-01T23:59:59Z", 0],
    ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 1],
    ["2026-01-01T12:00:00Z", "2026-04-01T11:59:59Z", 89],
    ["2026-01-01T12:00:00Z", "2026-04-01T12:00:00Z", 90],
    ["2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z", 2],
  ];
  for (const [from, to, days] of rows)
    it(`${from} to ${to}: ${days} whole days`, () => assert.equal(daysBetween(at(from), at(to)), days));

  it("are named in UTC", () => {
    assert.equal(dayOf(at("2026-11-21T23:59:59Z")), "2026-11-21");
    assert.equal(dayOf(at("2026-11-22T00:30:00+01:00")), "2026-11-21");
  });
});
