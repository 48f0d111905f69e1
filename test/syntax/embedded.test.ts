// JSON inside JSON strings and YAML scalars: offsets there and back, and edits that the document spells. It tests no rules.
import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Source } from "../../shared-rules/src/model/source";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import { literal, nodeSpan } from "../../shared-rules/src/model/value";
import { embeddedSource, jsonStringSource, yamlScalarSource } from "../../shared-rules/src/syntax/embedded";
import { createJsonWriter, parseJson } from "../../shared-rules/src/syntax/json";
import { parseYaml } from "../../shared-rules/src/syntax/yaml";
import { at, dictAt, listAt, toData } from "../support/data";
import { applyEdits } from "../support/edits";

function inJson(document: string, ...path: (string | number)[]): Source {
  const source = wholeDocument("json", document);
  return existing(jsonStringSource(source, textAt(parseJson(source).root, path)));
}

function inYaml(document: string, ...path: (string | number)[]): Source {
  const source = wholeDocument("yaml", document);
  return existing(yamlScalarSource(source, textAt(parseYaml(source).root, path)));
}

function textAt(root: Value | undefined, path: (string | number)[]) {
  const value = at(root, ...path);
  if (value.kind !== "text") throw new Error(`a ${value.kind}`);
  return value;
}

function existing(source: Source | undefined): Source {
  if (!source) throw new Error("no source");
  return source;
}

/** Adds `s3:Put*` to the policy's actions, and a condition, as fixes do. */
function edited(document: string, source: Source): string {
  const { root, broken } = parseJson(source);
  assert.equal(broken, false);
  const writer = createJsonWriter(source, () => undefined);
  const actions = listAt(root, "Action");
  const inserted = writer.insertItems(actions, actions.items[0], ["s3:Put*"]);
  const set = writer.setEntry(dictAt(root), "Q", 'a"b');
  if (isDeclined(inserted) || isDeclined(set)) throw new Error("declined");
  return applyEdits(document, [...inserted, ...set]);
}

const table: { name: string; before: string; source: (text: string) => Source; after: string }[] = [
  {
    name: "a JSON string",
    before: '{"Policy": "{\\n  \\"Action\\": [\\"a\\"],\\n  \\"R\\": \\"*\\"\\n}"}',
    source: (text) => inJson(text, "Policy"),
    after:
      '{"Policy": "{\\n  \\"Action\\": [\\"a\\", \\"s3:Put*\\"],\\n  \\"R\\": \\"*\\",\\n  \\"Q\\": \\"a\\\\\\"b\\"\\n}"}',
  },
  {
    name: "a JSON string in a JSON string",
    before: JSON.stringify({ Outer: JSON.stringify({ Policy: '{"Action":["a"]}' }) }),
    source: (text) => {
      const outer = inJson(text, "Outer");
      return existing(jsonStringSource(outer, textAt(parseJson(outer).root, ["Policy"])));
    },
    after: JSON.stringify({ Outer: JSON.stringify({ Policy: '{"Action":["a","s3:Put*"],"Q":"a\\"b"}' }) }),
  },
  {
    name: "a YAML literal block",
    before: 'a:\n  p: |\n    {\n      "Action": [\n        "a"\n      ]\n    }\n  q: 1\n',
    source: (text) => inYaml(text, "a", "p"),
    after:
      'a:\n  p: |\n    {\n      "Action": [\n        "a",\n        "s3:Put*"\n      ],\n      "Q": "a\\"b"\n    }\n  q: 1\n',
  },
  {
    name: "a YAML literal block with CRLF and an indentation indicator",
    before: 'a:\r\n  p: |2-\r\n     {\r\n      "Action": [\r\n        "a"\r\n      ]\r\n    }\r\n  q: 1\r\n',
    source: (text) => inYaml(text, "a", "p"),
    after:
      'a:\r\n  p: |2-\r\n     {\r\n      "Action": [\r\n        "a",\r\n        "s3:Put*"\r\n      ],\r\n      "Q": "a\\"b"\r\n    }\r\n  q: 1\r\n',
  },
  {
    name: "a YAML folded block",
    before: 'p: >-\n  {\n    "Action": [\n      "a"\n    ]\n  }\n',
    source: (text) => inYaml(text, "p"),
    after: 'p: >-\n  {\n    "Action": [\n      "a",\n      "s3:Put*"\n    ],\n    "Q": "a\\"b"\n  }\n',
  },
  {
    name: "a single-quoted YAML text over lines",
    before: 'p: \'{\n  "Action": ["a"],\n  "It": "it\'\'s"\n  }\'\n',
    source: (text) => inYaml(text, "p"),
    after: 'p: \'{\n  "Action": ["a", "s3:Put*"],\n  "It": "it\'\'s",\n  "Q": "a\\"b"\n  }\'\n',
  },
  {
    name: "a double-quoted YAML text",
    before: 'p: "{\\"Action\\": [\\"a\\"]}"\n',
    source: (text) => inYaml(text, "p"),
    after: 'p: "{\\"Action\\": [\\"a\\", \\"s3:Put*\\"], \\"Q\\": \\"a\\\\\\"b\\"}"\n',
  },
];

describe("embedded texts", () => {
  for (const { name, before, source, after } of table)
    it(`edits ${name}`, () => {
      assert.equal(edited(before, source(before)), after);
    });

  it("places in a YAML block are those of the document", () => {
    const document = 'p: |\n  {"a": [\n    "x😀", "y"\n  ]}\n';
    const { root } = parseJson(inYaml(document, "p"));
    const { start, end } = nodeSpan(at(root, "a", 1));
    assert.equal(document.slice(start, end), '"y"');
  });

  it("an alias has no source of its own", () => {
    const source = wholeDocument("yaml", "a: &x '{}'\nb: *x\n");
    assert.equal(yamlScalarSource(source, textAt(parseYaml(source).root, ["b"])), undefined);
  });

  it("maps segments of other lengths as a whole", () => {
    const source = embeddedSource(
      "json",
      [
        { text: "ab", at: 10, length: 2 },
        { text: "\n", at: 12, length: 4 },
        { text: "c", at: 16, length: 1 },
      ],
      (text) => text,
    );
    assert.equal(source.text, "ab\nc");
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((offset) => source.toDocument(offset)),
      [10, 11, 12, 16, 17],
    );
    assert.deepEqual(
      [10, 11, 12, 13, 15, 16, 17].map((offset) => source.fromDocument(offset)),
      [0, 1, 2, 2, 2, 3, 4],
    );
  });

  it("any JSON in any scalar maps there and back", () => {
    const scalar = fc.constantFrom("json", "|", "|-", ">", ">-", "|2", "'", '"');
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(undefined, 1, 3),
        scalar,
        fc.boolean(),
        (value, indent, style, crlf) => {
          const text = JSON.stringify(value, null, indent);
          fc.pre(!text.includes("__proto__"));
          const [document, source] = embed(text, style, crlf);
          const outer = parseJson(source);
          assert.equal(JSON.stringify(toData(outer.root)), JSON.stringify(JSON.parse(text)), document);
          for (let offset = 0; offset < source.text.length; offset++)
            assert.equal(source.fromDocument(source.toDocument(offset)), offset, `${offset} in ${document}`);
          if (outer.root?.kind === "text" && style.startsWith("|"))
            assert.equal(document.slice(outer.root.token.start, outer.root.token.end), text);
        },
      ),
      { numRuns: 500 },
    );
  });

  function embed(text: string, style: string, crlf: boolean): [string, Source] {
    if (style === "json") {
      const document = JSON.stringify({ p: text });
      return [document, inJson(document, "p")];
    }
    let yaml = `a:\n  p: ${style}\n    ${text.replace(/\n/g, "\n    ")}\n  q: 1\n`;
    if (style === "'") yaml = `a:\n  p: '${text.replace(/'/g, "''").replace(/\n/g, "\n    ")}'\n`;
    if (style === '"') yaml = `a:\n  p: ${JSON.stringify(text)}\n`;
    if (crlf) yaml = yaml.replace(/\n/g, "\r\n");
    return [yaml, inYaml(yaml, "a", "p")];
  }

  it("says nothing of a text that is not all known", () => {
    const span = { start: 0, end: 1 };
    const part = { kind: "unknown" as const, source: "x", span };
    const text = { kind: "text" as const, parts: [part], span, token: span };
    assert.equal(literal(text), undefined);
    assert.equal(yamlScalarSource(wholeDocument("yaml", "x"), text), undefined);
  });
});
