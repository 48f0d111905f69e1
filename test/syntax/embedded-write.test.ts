// Edits of policies in strings, byte by byte: each way to write a text in JSON and YAML, times each operation. Offsets are in embedded.test.ts.
import assert from "node:assert/strict";
import { isDeclined, type Declined } from "../../shared-rules/src/edit";
import { wholeDocument, type TextEdit } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import { jsonStringSource, yamlScalarSource } from "../../shared-rules/src/syntax/embedded";
import { createJsonWriter, parseJson } from "../../shared-rules/src/syntax/json";
import type { Writer } from "../../shared-rules/src/syntax/writer";
import { at, dictAt, entryAt, listAt } from "../support/data";
import { applyEdits } from "../support/edits";
import { parse, spell, type TextSyntax } from "../support/write-laws";

interface Place {
  readonly name: string;
  readonly syntax: TextSyntax;
  readonly path: readonly (string | number)[];
  /** The document that has this text there. */
  readonly spelt: (text: string) => string;
}

const indented = (text: string, by: string): string => text.replace(/\n/g, `\n${by}`);
const crlf = (text: string): string => text.replace(/\n/g, "\r\n");
const singly = (text: string): string => text.replace(/'/g, "''");

const anywhere: Place[] = [
  {
    name: "a JSON string",
    syntax: "json",
    path: ["P"],
    spelt: (text) => `{\n  "P": ${JSON.stringify(text)}, // why\n  "Q": "\\u00e9"\n}\n`,
  },
  {
    name: "a JSON string in a list, behind a byte order mark",
    syntax: "json",
    path: [1],
    spelt: (text) => `\uFEFF["\\ud83d\\ude00", ${JSON.stringify(text)}]`,
  },
  {
    name: "double quotes in YAML",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => `P: ${JSON.stringify(text)} # why\nQ: 1\n`,
  },
  {
    name: "double quotes behind !Sub",
    syntax: "yaml",
    path: ["R", "Fn::Sub"],
    spelt: (text) => `R: !Sub ${JSON.stringify(text)}\n`,
  },
];

const oneLine: Place[] = [
  { name: "single quotes", syntax: "yaml", path: ["P"], spelt: (text) => `P: '${singly(text)}' # why\n` },
  {
    name: "single quotes in a flow list",
    syntax: "yaml",
    path: ["P", 0],
    spelt: (text) => `P: ['${singly(text)}', x]\n`,
  },
];

const inLines: Place[] = [
  {
    name: "a literal block",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => `P: |\n  ${indented(text, "  ")}\n# Q\nQ: 1\n`,
  },
  {
    name: "a literal block with CRLF",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => crlf(`P: |\n    ${indented(text, "    ")}\nQ: 1\n`),
  },
  {
    name: "a literal block that ends the text",
    syntax: "yaml",
    path: ["R", "P"],
    spelt: (text) => `R:\n  P: |-\n      ${indented(text, "      ")}`,
  },
  {
    name: "a literal block with a commented header",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => `P: |2 # policy\n  ${indented(text, "  ")}\nQ: 1\n`,
  },
  {
    name: "a literal block behind !Sub, in a list",
    syntax: "yaml",
    path: ["L", 0, "Fn::Sub"],
    spelt: (text) => `L:\n- !Sub |\n  ${indented(text, "  ")}\n- x\n`,
  },
  {
    name: "a folded block",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => `P: >\n  ${indented(text, "  ")}\nQ: 1\n`,
  },
  {
    name: "single quotes of several lines",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => `P: '\n  ${indented(singly(text), "  ")}'\nQ: 1\n`,
  },
  {
    name: "double quotes of several lines",
    syntax: "yaml",
    path: ["P"],
    spelt: (text) => `P: "\n  ${indented(text.replace(/["\\]/g, "\\$&"), "  ")}"\nQ: 1\n`,
  },
];

interface Row {
  readonly name: string;
  readonly act: (writer: Writer, root: Value) => TextEdit[] | Declined;
  /** What it makes of the policy on one line, and of the one in lines. */
  readonly line: (text: string) => string;
  readonly lines: (text: string) => string;
}

const policyLine = '{"Statement": [{"Effect": "Allow", "Action": ["a:1", "a:2"]}]}';
const policyLines = `{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "a:1",
        "a:2"
      ]
    }
  ]
}`;
const statement = ["Statement", 0] as const;

const rows: Row[] = [
  {
    name: "a condition",
    act: (w, r) => w.setEntry(dictAt(r, ...statement), "Condition", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    line: (text) => text.replace('"]}', '"], "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}'),
    lines: (text) =>
      text.replace(
        "]\n    }",
        `],
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }`,
      ),
  },
  {
    name: "a statement",
    act: (w, r) =>
      w.insertItems(listAt(r, "Statement"), at(r, ...statement), [{ Effect: "Deny", Action: "*", Resource: "*" }]),
    line: (text) => text.replace("}]}", '}, {"Effect": "Deny", "Action": "*", "Resource": "*"}]}'),
    lines: (text) =>
      text.replace(
        "}\n  ]",
        `},
    {
      "Effect": "Deny",
      "Action": "*",
      "Resource": "*"
    }
  ]`,
      ),
  },
  {
    name: "an action",
    act: (w, r) => w.insertItems(listAt(r, ...statement, "Action"), at(r, ...statement, "Action", 0), ["s3:Get*"]),
    line: (text) => text.replace('"a:1", ', '"a:1", "s3:Get*", '),
    lines: (text) => text.replace('"a:1",', '"a:1",\n        "s3:Get*",'),
  },
  {
    name: "an action less",
    act: (w, r) => w.removeItems(listAt(r, ...statement, "Action"), [at(r, ...statement, "Action", 1)]),
    line: (text) => text.replace(', "a:2"', ""),
    lines: (text) => text.replace(',\n        "a:2"', ""),
  },
  {
    name: "an entry less",
    act: (w, r) => w.removeEntry(dictAt(r, ...statement), entryAt(dictAt(r, ...statement), "Effect")),
    line: (text) => text.replace('"Effect": "Allow", ', ""),
    lines: (text) => text.replace('"Effect": "Allow",\n      ', ""),
  },
  {
    name: "a text with quotes and a backslash",
    act: (w, r) => w.replaceValue(at(r, ...statement, "Action", 0), "it's \"\\"),
    line: (text) => text.replace("a:1", () => "it's \\\"\\\\"),
    lines: (text) => text.replace("a:1", () => "it's \\\"\\\\"),
  },
  {
    name: "another key",
    act: (w, r) => w.renameText(entryAt(dictAt(r, ...statement), "Action").key, "NotAction"),
    line: (text) => text.replace("Action", "NotAction"),
    lines: (text) => text.replace("Action", "NotAction"),
  },
];

function edited({ syntax, path }: Place, text: string, act: Row["act"]): string {
  const document = wholeDocument(syntax, text);
  const node = at(parse(syntax, text).root, ...path);
  assert.ok(node.kind === "text");
  const source = syntax === "json" ? jsonStringSource(document, node) : yamlScalarSource(document, node);
  assert.ok(source);
  const { root, broken } = parseJson(source);
  assert.ok(root && !broken);
  const edits = act(createJsonWriter(source, spell), root);
  assert.ok(!isDeclined(edits), JSON.stringify(edits));
  return applyEdits(text, edits);
}

describe("writing into texts", () => {
  for (const row of rows) {
    for (const place of [...anywhere, ...oneLine])
      it(`${row.name}, in ${place.name}`, () =>
        assert.equal(edited(place, place.spelt(policyLine), row.act), place.spelt(row.line(policyLine))));
    for (const place of [...anywhere, ...inLines])
      it(`${row.name}, in lines in ${place.name}`, () =>
        assert.equal(edited(place, place.spelt(policyLines), row.act), place.spelt(row.lines(policyLines))));
  }
});
