// JSON to the value tree: places, unfinished texts, holes of an outer language, and hostile sizes. Edits are in json-write.test.ts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import { nodeSpan } from "../../shared-rules/src/model/value";
import { jsonComments, parseJson } from "../../shared-rules/src/syntax/json";
import type { Hole } from "../../shared-rules/src/syntax/json";
import { at, dictAt, toData } from "../support/data";

const parse = (text: string, holes?: readonly Hole[]) => parseJson(wholeDocument("json", text), holes);

/** A tree in short: an open container ends in `…`, what cannot be read is `?source`. */
function show(value: Value | undefined): string {
  if (!value) return "nothing";
  switch (value.kind) {
    case "text":
      return JSON.stringify(value.parts.map((part) => (typeof part === "string" ? part : `?${part.source}`)).join("|"));
    case "scalar":
      return String(value.value);
    case "list":
      return `[${[...value.items.map(show), ...(value.open ? ["…"] : [])].join(" ")}]`;
    case "dict": {
      const entries = value.entries.map((entry) => `${show(entry.key)}:${show(entry.value)}`);
      return `{${[...entries, ...(value.open ? ["…"] : [])].join(" ")}}`;
    }
    default:
      return `?${value.source}`;
  }
}

function holesOf(text: string): Hole[] {
  return [...text.matchAll(/\$\{.*?\}/g)].map((match) => {
    const span = { start: match.index, end: match.index + match[0].length };
    return { ...span, part: { kind: "unknown", source: match[0], span } };
  });
}

const fixture = `\uFEFF// a policy
{
  "Version": "2012-10-17", /* always */
  "Statement": [
    { "Sid": "A\\u00e9\\n😀", "Effect": "Allow", "Action": ["iam:*", "s3:Get*",], "Resource": "*" },
    { "Effect": "Deny", "NotAction": "x", "Condition": { "Bool": { "a": true, "b": null, "c": -1.5e3 } } },
  ],
}
`;

describe("JSON", () => {
  const cases: [text: string, tree: string, broken: boolean][] = [
    ['{"a":1,"b":[true,null,],}', '{"a":1 "b":[true null]}', false],
    ['{"a":1,"a":2}', '{"a":1 "a":2}', false],
    ['"\\u00e9\\n\\""', '"é\\n\\""', false],
    ["", "nothing", false],
    ['{"a":', "{…}", true],
    ['{"a"', "{…}", true],
    ['{"a":"x\n,"b":2}', '{"a":"x" "b":2 …}', true],
    ['{"a" "b":1}', '{"b":1 …}', true],
    ['{"a": "b": 1}', '{"b":1 …}', true],
    ['{"a":1 "b":2}', '{"a":1 "b":2 …}', true],
    ['{"a":[1,2}', '{"a":[1 2 …]}', true],
    ['{"a":{"b":1]}', '{"a":{"b":1 …} …}', true],
    ['{"a":,"b":1}', '{"b":1 …}', true],
    ["[1 2]", "[1 2 …]", true],
    ["[,]", "[…]", true],
    ["[1,,2]", "[1 2 …]", true],
    ["{a:1}", "{…}", true],
    ["{}}", "{…}", true],
    ['{"a":1}{"b":2}', '{"a":1 …}', true],
    ['{"a":tru}', '{"a":?tru …}', true],
    ['["\\x"]', '["" …]', true],
    ["[1 /* x", "[1 …]", true],
  ];
  for (const [text, tree, broken] of cases)
    it(`reads ${JSON.stringify(text)}`, () => {
      const parsed = parse(text);
      assert.equal(show(parsed.root), tree);
      assert.equal(parsed.broken, broken);
    });

  const holed: [text: string, tree: string][] = [
    ['{"a":"x${v}\\n${w}${z}y","b":${c}}', '{"a":"x|?${v}|\\n|?${w}|?${z}|y" "b":?${c}}'],
    ['["${"quoted"}"]', '["?${\\"quoted\\"}"]'],
    ['[${join("a")}]', '[?${join("a")} …]'],
    ['["a" ${x} "b"]', '["a" ?${x} "b" …]'],
    ['{${k}: "a", "b":1}', '{"b":1 …}'],
    ['{"a":1 ${more}}', '{"a":1 …}'],
    ['{"${k}:sub":"x"}', '{"?${k}|:sub":"x"}'],
    ['{"a":${b}c}', '{"a":?${b}c}'],
    ["${all}", "?${all}"],
  ];
  for (const [text, tree] of holed)
    it(`reads the template ${text}`, () => {
      const parsed = parse(text, holesOf(text));
      assert.equal(show(parsed.root), tree);
      assert.equal(parsed.broken, false);
    });

  it("every place is where it says", () => {
    const { root, broken, comments } = parse(fixture);
    assert.equal(broken, false);
    const slice = ({ start, end }: { start: number; end: number }) => fixture.slice(start, end);
    const sid = at(root, "Statement", 0, "Sid");
    assert.equal(slice(sid.span), "A\\u00e9\\n😀");
    assert.equal(slice(nodeSpan(sid)), '"A\\u00e9\\n😀"');
    assert.equal(slice(at(root, "Statement", 0, "Action").span), '["iam:*", "s3:Get*",]');
    assert.equal(slice(at(root, "Statement", 1, "Condition", "Bool", "c").span), "-1.5e3");
    assert.equal(slice(dictAt(root).entries[0]?.span ?? { start: 0, end: 0 }), '"Version": "2012-10-17"');
    assert.deepEqual(
      comments.map((comment) => slice(comment.span)),
      ["// a policy", "/* always */"],
    );
    assert.deepEqual(jsonComments(wholeDocument("json", fixture)), comments);
  });

  it("every prefix reads without a throw, and is never taken for whole", () => {
    for (let end = 0; end < fixture.trimEnd().length; end++) {
      const prefix = fixture.slice(0, end);
      const { root, broken } = parse(prefix);
      if (prefix.includes("{")) assert.ok(broken && root?.kind === "dict" && root.open, `prefix ${end}`);
    }
  });

  it("reads what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!text.includes("__proto__"));
        const parsed = parse(text);
        assert.equal(parsed.broken, false);
        assert.equal(JSON.stringify(toData(parsed.root)), JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("reads any text without a throw", () => {
    const piece = fc.constantFrom(
      '"',
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "a",
      "\\",
      "/*",
      "*/",
      "//",
      "\n",
      "1",
      "-",
      " ",
      "true",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const { root } = parse(text);
        if (root) assert.ok(root.span.start >= 0 && root.span.end <= text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads hostile texts in linear time", () => {
    const texts = [
      "[".repeat(100_000),
      '{"a":'.repeat(100_000),
      "[".repeat(10_000) + "]".repeat(10_000),
      "[" + "{]".repeat(100_000),
      '"'.repeat(1_000_000),
      `["${"\\n".repeat(500_000)}"]`,
      `[${'"a",'.repeat(500_000)}]`,
    ];
    for (const text of texts) {
      const start = process.cpuUsage().user;
      parse(text);
      const milliseconds = (process.cpuUsage().user - start) / 1000;
      assert.ok(milliseconds < 3000, `${text.slice(0, 10)}: ${milliseconds} ms`);
    }
  });
});
