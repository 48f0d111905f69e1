// The small parts of the model: data that fixes write, sources and their edits, days of a credential report.
import assert from "node:assert/strict";
import fc from "fast-check";
import { dayOf, daysBetween } from "../../shared-rules/src/model/credential";
import { isListData, isRawData, isReferenceData, type Data } from "../../shared-rules/src/model/data";
import { MovingPlace, settled, spanWithin } from "../../shared-rules/src/model/place";
import { endsIn, sourceFrom, toDocumentEdits, TypedSource, wholeDocument } from "../../shared-rules/src/model/source";

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

describe("places that move with their text", () => {
  it("take their spans and sources along", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.nat(), (first, then, from, length) => {
        const place = new MovingPlace(first);
        const span = spanWithin(place, from, from + length);
        const source = sourceFrom(place, {
          ...wholeDocument("hcl", "a = 1"),
          encode: (text, at) => `${text}@${at}`,
        });
        const before = settled(span);
        assert.deepEqual(before, { start: first + from, end: first + from + length });
        place.moveTo(then);
        assert.deepEqual(settled(span), { start: then + from, end: then + from + length });
        assert.deepEqual(before, { start: first + from, end: first + from + length });
        assert.ok(source.span);
        assert.deepEqual(settled(source.span(from, from + length)), settled(span));
        assert.equal(source.toDocument(from), then + from);
        assert.equal(source.fromDocument(then + from), from);
        assert.equal(source.encode("x", then + from), `x@${from}`);
        assert.equal(source.text, "a = 1");
        assert.equal(source.syntax, "hcl");
      }),
    );
  });

  it("have the document's own offsets and spelling where it is typed in", () => {
    const typed = new TypedSource("yaml", "a: b");
    assert.deepEqual([typed.toDocument(3), typed.fromDocument(3), typed.encode("c")], [3, 3, "c"]);
  });
});

describe("endsIn", () => {
  const rows: [text: string, end: number, answer: boolean, reason: string][] = [
    ["Action: s3", 10, true, "whoever writes there has not come to an end"],
    ["Action: s3  ", 10, true, "nor behind spaces"],
    ["Action: s3\n  ", 10, true, "nor in an empty line that is indented"],
    ["Action: s3\n", 10, false, "the line is ended"],
    ["Action: s3\n\n", 10, false, "the line is ended"],
    ["Action: s3 # all", 10, false, "something follows"],
    ["Action: s3\nb: c", 10, false, "something follows"],
    ["Action: s3\nb: c ", 10, false, "something follows"],
  ];
  for (const [text, end, answer, reason] of rows)
    it(`${JSON.stringify(text)}: ${reason}`, () =>
      assert.equal(endsIn(wholeDocument("yaml", text), { start: 0, end }), answer));
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
