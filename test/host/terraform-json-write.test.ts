// Edits of blocks in Terraform's JSON syntax, byte for byte: before, edit, after. It tests no policy.
import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeclined, type Declined } from "../../shared-rules/src/edit";
import { parseJsonBlocks } from "../../shared-rules/src/host/terraform/json";
import { createJsonBlockWriter } from "../../shared-rules/src/host/terraform/json-blocks";
import { mergeEdits } from "../../shared-rules/src/host/write";
import { emptyEnvironment, evaluateBlock } from "../../shared-rules/src/link/evaluate";
import type { Data } from "../../shared-rules/src/model/data";
import { wholeDocument, type TextEdit } from "../../shared-rules/src/model/source";
import type { Block } from "../../shared-rules/src/model/value";
import { literal } from "../../shared-rules/src/model/value";
import type { BlockWriter } from "../../shared-rules/src/syntax/writer";
import { applyEdits } from "../support/edits";
import { hclParser } from "../support/hcl";
import { dictAt, entryAt, item, listAt, nested } from "../support/hcl-edits";

function firstBlock(text: string): Block {
  const [placed] = parseJsonBlocks(text, () => true, hclParser()).blocks;
  if (!placed) throw new Error("no block");
  return evaluateBlock(placed.node, { text: placed.text, place: placed.place, environment: emptyEnvironment });
}

function writerOf(text: string): BlockWriter {
  return createJsonBlockWriter(
    wholeDocument("json", text),
    ({ reference, attribute }) => `\${${reference}.${attribute}}`,
  );
}

function written(text: string, edits: readonly TextEdit[] | Declined): string {
  const merged = isDeclined(edits) ? edits : mergeEdits(edits, text);
  if (isDeclined(merged)) return assert.fail(merged.declined);
  return applyEdits(text, merged);
}

interface Case {
  readonly name: string;
  /** The body of a data source, the JSON text around it is added. */
  readonly before: readonly string[];
  readonly edit: (block: Block, writer: BlockWriter) => TextEdit[] | Declined;
  readonly after: readonly string[];
}

const condition = { type: "condition", attributes: { test: "Bool", variable: "x", values: ["true"] } };

const cases: readonly Case[] = [
  {
    name: "an attribute",
    before: ['"name": "x"'],
    edit: (block, writer) => writer.setEntry(block, "path", "/"),
    after: ['"name": "x",', '"path": "/"'],
  },
  {
    name: "an attribute after another",
    before: ['"name": "x",', '"path": "/"'],
    edit: (block, writer) => writer.setEntry(block, "arn", "y", entryAt(block, "name")),
    after: ['"name": "x",', '"arn": "y",', '"path": "/"'],
  },
  {
    name: "an attribute that is there",
    before: ['"name": "x",', '"path": "${var.path}"'],
    edit: (block, writer) => writer.setEntry(block, "path", "/"),
    after: ['"name": "x",', '"path": "/"'],
  },
  {
    name: "a reference",
    before: ['"boundary": "x"'],
    edit: (block, writer) => writer.setEntry(block, "boundary", { reference: "aws_iam_policy.p", attribute: "arn" }),
    after: ['"boundary": "${aws_iam_policy.p.arn}"'],
  },
  {
    name: "an object as an attribute",
    before: ['"name": "x"'],
    edit: (block, writer) => writer.setEntry(block, "tags", { Owner: "me", "a b": 1 }),
    after: ['"name": "x",', '"tags": {', '  "Owner": "me",', '  "a b": 1', "}"],
  },
  {
    name: "an entry of an object",
    before: ['"tags": {', '  "Name": "x"', "}"],
    edit: (block, writer) => writer.setEntry(dictAt(block, "tags"), "Owner", "y"),
    after: ['"tags": {', '  "Name": "x",', '  "Owner": "y"', "}"],
  },
  {
    name: "an attribute taken out with its comma",
    before: ['"name": "x",', '"path": "/"'],
    edit: (block, writer) => writer.removeEntry(block, entryAt(block, "path")),
    after: ['"name": "x"'],
  },
  {
    name: "items of a list, an expression beside them",
    before: ['"statement": [', "  {", '    "actions": ["a", "${var.x}"]', "  }", "]"],
    edit: (block, writer) => {
      const list = listAt(nested(block, 0), "actions");
      return writer.insertItems(list, item(list, 0), ["b"]);
    },
    after: ['"statement": [', "  {", '    "actions": ["a", "b", "${var.x}"]', "  }", "]"],
  },
  {
    name: "items taken out of lines",
    before: ['"l": [', '  "a",', '  "${var.x}",', '  "b"', "]"],
    edit: (block, writer) =>
      writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 0), item(listAt(block, "l"), 2)]),
    after: ['"l": [', '  "${var.x}"', "]"],
  },
  {
    name: "a text renamed",
    before: ['"test": "Bool"'],
    edit: (block, writer) => {
      const { value } = entryAt(block, "test");
      return value.kind === "text" ? writer.renameText(value, "BoolIfExists") : { declined: value.kind };
    },
    after: ['"test": "BoolIfExists"'],
  },
  {
    name: "the first nested block",
    before: ['"name": "x"'],
    edit: (block, writer) => writer.addBlock(block, condition),
    after: [
      '"name": "x",',
      '"condition": [',
      "  {",
      '    "test": "Bool",',
      '    "variable": "x",',
      '    "values": [',
      '      "true"',
      "    ]",
      "  }",
      "]",
    ],
  },
  {
    name: "a block beside one that is a single object",
    before: ['"condition": {', '  "test": "Null"', "}"],
    edit: (block, writer) => writer.addBlock(block, { type: "condition", attributes: { test: "Bool" } }),
    after: ['"condition": [', "  {", '    "test": "Null"', "  },", "  {", '    "test": "Bool"', "  }", "]"],
  },
  {
    name: "a block at the end of a list of blocks",
    before: ['"condition": [', "  {", '    "test": "Null"', "  }", "]"],
    edit: (block, writer) => writer.addBlock(block, { type: "condition", attributes: { test: "Bool" } }),
    after: ['"condition": [', "  {", '    "test": "Null"', "  },", "  {", '    "test": "Bool"', "  }", "]"],
  },
  {
    name: "a block after the first of several",
    before: ['"condition": [{ "test": "a" }, { "test": "b" }]'],
    edit: (block, writer) =>
      writer.insertBlockAfter(nested(block, 0), { type: "condition", attributes: { test: "c" } }),
    after: ['"condition": [{ "test": "a" }, { "test": "c" }, { "test": "b" }]'],
  },
  {
    name: "a block in a nested block",
    before: ['"statement": {', '  "actions": ["*"]', "}"],
    edit: (block, writer) =>
      writer.addBlock(nested(block, 0), { type: "condition", attributes: { values: ["a", "b"] } }),
    after: [
      '"statement": {',
      '  "actions": ["*"],',
      '  "condition": [',
      "    {",
      '      "values": ["a", "b"]',
      "    }",
      "  ]",
      "}",
    ],
  },
  {
    name: "a block that holds blocks",
    before: ['"name": "x"'],
    edit: (block, writer) =>
      writer.addBlock(block, { type: "s", attributes: {}, blocks: [{ type: "c", attributes: { d: 3 } }] }),
    after: ['"name": "x",', '"s": [', "  {", '    "c": [', "      {", '        "d": 3', "      }", "    ]", "  }", "]"],
  },
  {
    name: "one of two blocks taken out",
    before: ['"condition": [', "  {", '    "test": "a"', "  },", "  {", '    "test": "b"', "  }", "]"],
    edit: (block, writer) => writer.removeBlock(nested(block, 1)),
    after: ['"condition": [', "  {", '    "test": "a"', "  }", "]"],
  },
  {
    name: "the only block of a list taken out with its name",
    before: ['"name": "x",', '"condition": [', "  {", '    "test": "a"', "  }", "]"],
    edit: (block, writer) => writer.removeBlock(nested(block, 0)),
    after: ['"name": "x"'],
  },
  {
    name: "a block that is a single object taken out",
    before: ['"condition": {', '  "test": "a"', "},", '"name": "x"'],
    edit: (block, writer) => writer.removeBlock(nested(block, 0)),
    after: ['"name": "x"'],
  },
];

const layouts = [
  { name: "two columns", unit: "  ", eol: "\n" },
  { name: "four columns", unit: "    ", eol: "\n" },
  { name: "tabs and CRLF", unit: "\t", eol: "\r\n" },
] as const;

type Layout = (typeof layouts)[number];

function file(body: readonly string[], { unit, eol }: Layout): string {
  const inner = body.map(
    (line) => unit.repeat(4) + line.replace(/^(?: {2})+/, (indent) => unit.repeat(indent.length / 2)),
  );
  const lines = ["{", `${unit}"data": {`, `${unit.repeat(2)}"t": {`, `${unit.repeat(3)}"n": {`, ...inner];
  return [...lines, `${unit.repeat(3)}}`, `${unit.repeat(2)}}`, `${unit}}`, "}", ""].join(eol);
}

describe("Terraform's JSON syntax: edits", () => {
  for (const layout of layouts)
    describe(layout.name, () => {
      for (const { name, before, edit, after } of cases)
        it(name, () => {
          const text = file(before, layout);
          assert.equal(written(text, edit(firstBlock(text), writerOf(text))), file(after, layout));
        });
    });

  it("keeps a file of one line on it", () => {
    const text = '{"data":{"t":{"n":{"l":["a"],"c":{"d":1}}}}}';
    const block = firstBlock(text);
    const added = written(text, writerOf(text).addBlock(block, { type: "c", attributes: { d: 2 } }));
    assert.deepEqual(JSON.parse(added), { data: { t: { n: { l: ["a"], c: [{ d: 1 }, { d: 2 }] } } } });
    assert.ok(!added.includes("\n"));
  });

  it("writes nothing behind a dynamic block's back", () => {
    const text = JSON.stringify({ data: { t: { n: { dynamic: { c: { for_each: ["x"], content: { d: 1 } } } } } } });
    const [dynamic] = firstBlock(text).blocks;
    if (dynamic?.type === "c") assert.ok(isDeclined(writerOf(text).removeBlock(dynamic)));
    else assert.equal(dynamic?.type, "dynamic");
  });

  it("writes exactly what it is asked for, whatever stands there", () => {
    const value = fc.oneof(fc.constantFrom("x", "${var.x}", "$${aws:username}", 'a"b\\'), fc.boolean(), fc.integer());
    const attributes = fc.dictionary(fc.constantFrom("name", "path", "arn", "tags"), fc.oneof(value, fc.array(value)), {
      noNullPrototype: true,
    });
    const blocks = fc.oneof(attributes, fc.array(attributes, { minLength: 1, maxLength: 3 }));
    const indents = fc.constantFrom(undefined, 2, 4, "\t");
    fc.assert(
      fc.property(
        attributes,
        fc.option(blocks, { nil: undefined }),
        indents,
        value,
        (own, conditions, indent, data) => {
          const body = { ...own, ...(conditions && { condition: conditions }) };
          const text = JSON.stringify({ data: { t: { n: body } } }, null, indent);
          const block = firstBlock(text);
          const writer = writerOf(text);
          const read = (edits: TextEdit[] | Declined): unknown => {
            const result = JSON.parse(written(text, edits)) as { data: { t: { n: unknown } } };
            return result.data.t.n;
          };
          const all = conditions === undefined ? [] : [conditions].flat();
          const added = { type: "condition", attributes: { test: data } };
          assert.deepEqual(read(writer.setEntry(block, "path", data)), { ...body, path: data });
          assert.deepEqual(read(writer.addBlock(block, added)), { ...body, condition: [...all, { test: data }] });
          for (const [index, one] of block.blocks.entries()) {
            const rest: Data[] = all.filter((_, at) => at !== index);
            const left = rest.length > 0 ? { ...own, condition: rest } : own;
            assert.deepEqual(read(writer.removeBlock(one)), left);
          }
          for (const entry of block.entries) {
            const left = Object.fromEntries(Object.entries(body).filter(([key]) => key !== literal(entry.key)));
            if (block.blocks.length === 0) assert.deepEqual(read(writer.removeEntry(block, entry)), left);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
