// The JSON writer's edits, byte by byte: before, edit, after. Parsing is tested in json.test.ts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Declined } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
import type { TextEdit } from "../../shared-rules/src/model/source";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import { createJsonWriter, parseJson, printJson } from "../../shared-rules/src/syntax/json";
import type { SpellReference, Writer } from "../../shared-rules/src/syntax/writer";
import { at, dictAt, entryAt, listAt, toData } from "../support/data";
import { applyEdits } from "../support/edits";

type Act = (writer: Writer, root: Value | undefined) => TextEdit[] | Declined;

/** CloudFormation's long forms; "?" has no name. */
const spell: SpellReference = ({ reference, attribute }): Data | undefined => {
  if (reference === "?") return undefined;
  return attribute === "arn" ? { "Fn::GetAtt": [reference, "Arn"] } : { Ref: reference };
};

function write(before: string, act: Act): string | Declined {
  const source = wholeDocument("json", before);
  const writer = createJsonWriter(source, spell);
  const edits = act(writer, parseJson(source).root);
  return isDeclined(edits) ? edits : applyEdits(before, edits);
}

const block = `{
  "Action": [
    "a:1", // first
    "a:2",
    "a:3"
  ],
  "Effect": "Allow"
}`;

const table: { name: string; before: string; act: Act; after: string }[] = [
  {
    name: "removes a line with its own comment",
    before: block,
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 0)]),
    after: block.replace('    "a:1", // first\n', ""),
  },
  {
    name: "removes the last line and the comma before it",
    before: block,
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 2)]),
    after: block.replace('"a:2",\n    "a:3"', '"a:2"'),
  },
  {
    name: "removes several and keeps the comment of what stays",
    before: block,
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 1), at(r, "Action", 2)]),
    after: block.replace(',\n    "a:3"', "").replace('"a:1", // first\n    "a:2"', '"a:1" // first'),
  },
  {
    name: "keeps a trailing comma",
    before: "[\n  1,\n  2,\n]\n",
    act: (w, r) => w.removeItems(listAt(r), [at(r, 1)]),
    after: "[\n  1,\n]\n",
  },
  {
    name: "removes on one line: first, middle, last",
    before: '{"l": ["a", "b", "c"]}',
    act: (w, r) => w.removeItems(listAt(r, "l"), [at(r, "l", 0)]),
    after: '{"l": ["b", "c"]}',
  },
  {
    name: "removes on one line: the tail",
    before: '{"l": ["a", "b", "c"]}',
    act: (w, r) => w.removeItems(listAt(r, "l"), [at(r, "l", 1), at(r, "l", 2)]),
    after: '{"l": ["a"]}',
  },
  {
    name: "a comment line above an item stays",
    before: "[\n  1,\n  // why\n  2,\n  3\n]",
    act: (w, r) => w.removeItems(listAt(r), [at(r, 1)]),
    after: "[\n  1,\n  // why\n  3\n]",
  },
  {
    name: "inserts after an item, past its comment",
    before: block,
    act: (w, r) => w.insertItems(listAt(r, "Action"), at(r, "Action", 0), ["new"]),
    after: block.replace("// first\n", '// first\n    "new",\n'),
  },
  {
    name: "inserts at the end",
    before: block,
    act: (w, r) => w.insertItems(listAt(r, "Action"), at(r, "Action", 2), ["x", "y"]),
    after: block.replace('"a:3"', '"a:3",\n    "x",\n    "y"'),
  },
  {
    name: "inserts at the end with a comment behind",
    before: "[\n\t1 // one\n]",
    act: (w, r) => w.insertItems(listAt(r), at(r, 0), [2]),
    after: "[\n\t1, // one\n\t2\n]",
  },
  {
    name: "inserts first",
    before: block,
    act: (w, r) => w.insertItems(listAt(r, "Action"), undefined, ["x"]),
    after: block.replace('"a:1"', '"x",\n    "a:1"'),
  },
  {
    name: "inserts an object into a list of objects, with tabs and CRLF",
    before: '{\r\n\t"Statement": [\r\n\t\t{\r\n\t\t\t"Sid": "A"\r\n\t\t}\r\n\t]\r\n}\r\n',
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "B", Action: ["x"] }]),
    after:
      '{\r\n\t"Statement": [\r\n\t\t{\r\n\t\t\t"Sid": "A"\r\n\t\t},\r\n\t\t{\r\n\t\t\t"Sid": "B",\r\n\t\t\t"Action": [\r\n\t\t\t\t"x"\r\n\t\t\t]\r\n\t\t}\r\n\t]\r\n}\r\n',
  },
  {
    name: "inserts into an empty list",
    before: '{\n    "Tags": []\n}',
    act: (w, r) => w.insertItems(listAt(r, "Tags"), undefined, [{ Key: "a", Value: "b" }]),
    after: '{\n    "Tags": [\n        {\n            "Key": "a",\n            "Value": "b"\n        }\n    ]\n}',
  },
  {
    name: "adds an entry at the end",
    before: block,
    act: (w, r) => w.setEntry(dictAt(r), "Condition", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    after: block.replace(
      '"Allow"',
      '"Allow",\n  "Condition": {\n    "Bool": {\n      "aws:MultiFactorAuthPresent": "true"\n    }\n  }',
    ),
  },
  {
    name: "adds an entry after another, in a text on one line",
    before: '{"a":1,"b":2}',
    act: (w, r) => w.setEntry(dictAt(r), "c", { d: [1, 2] }, entryAt(dictAt(r), "a")),
    after: '{"a":1,"c":{"d":[1,2]},"b":2}',
  },
  {
    name: "adds an entry to an object on one line inside a longer text",
    before: '{\n  "Condition": { "Bool": { "x": "true" } }\n}',
    act: (w, r) => w.setEntry(dictAt(r, "Condition"), "Null", { y: "false" }),
    after: '{\n  "Condition": { "Bool": { "x": "true" }, "Null": { "y": "false" } }\n}',
  },
  {
    name: "replaces the value of a key that stands",
    before: block,
    act: (w, r) => w.setEntry(dictAt(r), "Effect", "Deny"),
    after: block.replace("Allow", "Deny"),
  },
  {
    name: "one text becomes a list, as the file writes lists",
    before: '{\n  "Action": "*",\n  "Resource": ["a", "b"]\n}',
    act: (w, r) => w.replaceValue(at(r, "Action"), ["x", "y"]),
    after: '{\n  "Action": ["x", "y"],\n  "Resource": ["a", "b"]\n}',
  },
  {
    name: "one text becomes a list in lines",
    before: '{\n  "Action": "*",\n  "Resource": [\n    "a"\n  ]\n}',
    act: (w, r) => w.replaceValue(at(r, "Action"), ["x", "y"]),
    after: '{\n  "Action": [\n    "x",\n    "y"\n  ],\n  "Resource": [\n    "a"\n  ]\n}',
  },
  {
    name: "removes an entry and the comma before it",
    before: block,
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "Effect")),
    after: block.replace(',\n  "Effect": "Allow"', ""),
  },
  {
    name: "removes the only entry",
    before: '{\n  "a": {\n    "b": 1\n  }\n}',
    act: (w, r) => w.removeEntry(dictAt(r, "a"), entryAt(dictAt(r, "a"), "b")),
    after: '{\n  "a": {}\n}',
  },
  {
    name: "renames a key",
    before: '{"Bool": {"x": "y"}}',
    act: (w, r) => w.renameText(entryAt(dictAt(r), "Bool").key, "BoolIfExists"),
    after: '{"BoolIfExists": {"x": "y"}}',
  },
  {
    name: "spells references and copies raw text",
    before: '{\n  "a": 1\n}',
    act: (w, r) => w.setEntry(dictAt(r), "b", [{ reference: "X", attribute: "arn" }, { raw: '"\\u0041"' }]),
    after:
      '{\n  "a": 1,\n  "b": [\n    {\n      "Fn::GetAtt": [\n        "X",\n        "Arn"\n      ]\n    },\n    "\\u0041"\n  ]\n}',
  },
  {
    name: "a byte order mark and emoji before the place",
    before: '\uFEFF{"😀": "a", "b": ["c"]}',
    act: (w, r) => w.insertItems(listAt(r, "b"), at(r, "b", 0), ["d"]),
    after: '\uFEFF{"😀": "a", "b": ["c", "d"]}',
  },
];

const declines: { name: string; before: string; act: Act }[] = [
  {
    name: "an unfinished list",
    before: '{"a": ["b", ',
    act: (w, r) => w.insertItems(listAt(r, "a"), undefined, ["c"]),
  },
  { name: "a missing comma", before: '["b" "c"]', act: (w, r) => w.removeItems(listAt(r), [at(r, 0)]) },
  { name: "a list that would be empty", before: '["b"]', act: (w, r) => w.removeItems(listAt(r), [at(r, 0)]) },
  {
    name: "a reference without a name",
    before: '["b"]',
    act: (w, r) => w.replaceValue(at(r, 0), { reference: "?", attribute: "id" }),
  },
];

describe("JSON writer", () => {
  for (const { name, before, act, after } of table)
    it(name, () => {
      assert.equal(write(before, act), after);
    });
  for (const { name, before, act } of declines)
    it(`declines: ${name}`, () => {
      const result = write(before, act);
      assert.ok(isDeclined(result), `it wrote ${JSON.stringify(result)}`);
      assert.match(result.declined, /^[A-Z].*\.$/);
    });

  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ maxLength: 6 }),
      fc.integer(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ maxLength: 5 }).filter((key) => key !== "__proto__" && !/^\d/.test(key)),
        tie("value"),
        { maxKeys: 4 },
      ),
    ),
  }));
  const json = fc.record({ a: fc.array(value, { minLength: 2, maxLength: 5 }), b: value });
  /** Without the null prototypes that fast-check likes. */
  const plain = <T>(data: T): T => JSON.parse(JSON.stringify(data)) as T;
  const layout = fc.constantFrom(undefined, "\t", 2, 4);

  it("any edit of any data reads back as that data, and nothing else changes", () => {
    fc.assert(
      fc.property(
        json.map(plain),
        layout,
        fc.nat(),
        fc.boolean(),
        fc.boolean(),
        (data, indent, pick, crlf, trailing) => {
          let text = JSON.stringify(data, null, indent);
          if (trailing) text = text.replace(/([^\s[{])(\n\s*[\]}])/g, "$1,$2");
          if (crlf) text = text.replace(/\n/g, "\r\n");
          const index = pick % data.a.length;
          const removed = write(text, (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", index)]));
          assert.deepEqual(reread(removed), { ...data, a: data.a.filter((_, at) => at !== index) });
          const inserted = write(text, (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", index), ["new", { k: [1] }]));
          assert.deepEqual(reread(inserted), { ...data, a: data.a.toSpliced(index + 1, 0, "new", { k: [1] }) });
          const replaced = write(text, (w, r) => w.replaceValue(at(r, "a", index), { k: ["v"] }));
          assert.deepEqual(reread(replaced), { ...data, a: data.a.with(index, { k: ["v"] }) });
          const set = write(text, (w, r) => w.setEntry(dictAt(r), "new", [1]));
          assert.deepEqual(reread(set), { ...data, new: [1] });
          const gone = write(text, (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "b")));
          assert.deepEqual(reread(gone), { a: data.a });
          // Insert and take out again: byte for byte what it was.
          if (typeof inserted === "string") {
            const back = write(inserted, (w, r) =>
              w.removeItems(listAt(r, "a"), [at(r, "a", index + 1), at(r, "a", index + 2)]),
            );
            assert.equal(back, text);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  function reread(text: string | Declined): unknown {
    if (isDeclined(text)) return text;
    const { root, broken } = parseJson(wholeDocument("json", text));
    assert.equal(broken, false, text);
    return JSON.parse(JSON.stringify(toData(root)));
  }

  it("prints whole texts as JSON.stringify does", () => {
    fc.assert(
      fc.property(value, (data) => {
        const plain = JSON.parse(JSON.stringify(data)) as never;
        assert.equal(printJson(plain, "  ", "\n"), JSON.stringify(plain, null, 2));
      }),
    );
  });
});
