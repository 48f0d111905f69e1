// Every operation of the writers on generated texts of many layouts: what holds for all edits, see test/support/write-laws.ts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parse as readYaml, stringify } from "yaml";
import type { Data } from "../../shared-rules/src/model/data";
import { yamlFlow, yamlItem, yamlKey, yamlStyle, type YamlStyle } from "../../shared-rules/src/syntax/print-yaml";
import { toData } from "../support/data";
import {
  checkAttempt,
  containersOf,
  dictAttempts,
  listAttempts,
  parse,
  writerOf,
  type TextSyntax,
} from "../support/write-laws";

const word = fc.oneof(
  fc.constantFrom(
    ...["*", "yes", "No", "012345678901", "a: b", "#x", "a #b", "- y", "!z", "&a", "*b", "null", "2012-10-17", "s3:*"],
    ...[
      "'",
      '"',
      "~",
      "1e3",
      "0x1F",
      "{a}",
      "[b",
      "a, b",
      "${aws:username}",
      "a//b",
      "---",
      "x:",
      ":y",
      "?z",
      "%",
      "@",
    ],
  ),
  fc.stringMatching(/^[ -~]{0,6}$/),
  fc.string({ maxLength: 4 }),
);
const { value } = fc.letrec<{ value: Data }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      word.filter((key) => key !== "__proto__" && !/^\d|^raw$|^(?:Ref|Fn::)|^New|^Null$|^<<$/.test(key)),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
}));
const data = fc
  .record({ Statement: fc.array(value, { minLength: 1, maxLength: 4 }), Other: value })
  .map((one) => JSON.parse(JSON.stringify(one)) as Data);

function tryAll(syntax: TextSyntax, text: string, pick: number): { written: number; declined: number } {
  const tried = { written: 0, declined: 0 };
  const { root } = parse(syntax, text);
  assert.ok(root);
  const containers = containersOf(root);
  const container = containers[pick % containers.length];
  assert.ok(container);
  const writer = writerOf(syntax, text);
  const attempts = container.kind === "list" ? listAttempts(writer, container) : dictAttempts(writer, container);
  for (const attempt of attempts) {
    if (checkAttempt(syntax, text, container, attempt)) tried.written++;
    else tried.declined++;
  }
  return tried;
}

describe("laws of writing", () => {
  it("hold in JSON", () => {
    const total = { written: 0, declined: 0 };
    fc.assert(
      fc.property(
        data,
        fc.constantFrom(undefined, "\t", 2, 4),
        fc.nat(),
        fc.record({ crlf: fc.boolean(), trailing: fc.boolean(), comments: fc.boolean(), mark: fc.boolean() }),
        (one, indent, pick, { crlf, trailing, comments, mark }) => {
          let text = JSON.stringify(one, null, indent);
          if (trailing) text = text.replace(/([^\s[{])(\n\s*[\]}])/g, "$1,$2");
          if (comments)
            text = text.replace(/([\]}"\d],)\n/g, '$1 // why, "and" so\n').replace(/\n(\s*)"/g, '\n$1/* it */ "');
          if (crlf) text = text.replace(/\n/g, "\r\n");
          const { written, declined } = tryAll("json", mark ? `\uFEFF${text}` : text, pick);
          total.written += written;
          total.declined += declined;
        },
      ),
      { numRuns: 300 },
    );
    assert.ok(total.written > 1000 && total.declined * 5 < total.written, JSON.stringify(total));
  });

  it("hold in YAML", () => {
    const total = { written: 0, declined: 0 };
    fc.assert(
      fc.property(
        data,
        fc.record({
          indent: fc.constantFrom(2, 4),
          indentSeq: fc.boolean(),
          collectionStyle: fc.constantFrom("any" as const, "flow" as const),
          singleQuote: fc.boolean(),
          lineWidth: fc.constantFrom(0, 30),
        }),
        fc.nat(),
        fc.record({ crlf: fc.boolean(), comments: fc.boolean(), marker: fc.boolean(), mark: fc.boolean() }),
        (one, layout, pick, { crlf, comments, marker, mark }) => {
          let text = stringify(one, { ...layout, aliasDuplicateObjects: false });
          if (comments) text = text.replace(/^( *)(- )?(\w+: \w+)$/gm, "$1$2$3 # why: so");
          if (marker) text = `---\n${text}...\n---\nanother: document\n`;
          if (crlf) text = text.replace(/\n/g, "\r\n");
          if (mark) text = `\uFEFF${text}`;
          // What such changes make of a text of several lines is not the same text.
          const { root, broken } = parse("yaml", text);
          if (broken || !root || JSON.stringify(toData(root)) !== JSON.stringify(one)) return;
          const { written, declined } = tryAll("yaml", text, pick);
          total.written += written;
          total.declined += declined;
        },
      ),
      { numRuns: 300 },
    );
    assert.ok(total.written > 1000 && total.declined * 5 < total.written, JSON.stringify(total));
  });

  it("texts that are written read back as texts in YAML 1.1 and 1.2, as keys, items and in flow", () => {
    const styles = ["a: 'b'\n", 'a: "b"\n', "a: b\n"].map(yamlStyle);
    fc.assert(
      fc.property(word, fc.constantFrom(...styles), (text, style) => {
        // Which of YAML's versions a tool reads is not told in the file.
        for (const version of ["1.1", "1.2"] as const) {
          assert.deepEqual(readYaml(yamlItem([text], 0, style), { version }), [text]);
          assert.deepEqual(readYaml(yamlFlow([text, text], style), { version }), [text, text]);
          assert.deepEqual(
            readYaml(`k:\n  ${yamlKey(text, style)}: 1\n`, { version, mapAsMap: true }),
            new Map([["k", new Map([[text, 1]])]]),
          );
        }
      }),
      {
        numRuns: 500,
        examples: ["e0", ".e0", "-E+3", ".", "0o7"].flatMap((text) =>
          styles.map((style): [string, YamlStyle] => [text, style]),
        ),
      },
    );
  });
});
