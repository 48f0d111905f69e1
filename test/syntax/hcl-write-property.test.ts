// The HCL writer on any text: whatever is edited, the rest reads as before, and comments and formatting stay. Tables of exact texts are elsewhere.
import assert from "node:assert/strict";
import fc from "fast-check";
import { corpusFiles } from "../support/corpus";
import { hclParser } from "../support/hcl";
import { modelOfFormat } from "../support/terraform-fmt";
import { tryAll } from "../support/hcl-attempts";
import { parseHcl } from "../../shared-rules/src/syntax/hcl";

const name = fc.constantFrom("name", "path", "statement", "a_b", "x-y", "tags");
const space = fc.constantFrom("", " ", "  ");
const note = fc.constantFrom("", "", "", " # why", " // because", " /* so */");
const line = fc.constantFrom("", "", "", "\n", "# about it\n", "\n// more\n", "/* all\n   of it */\n");
const flat = fc.constantFrom(
  '"x"',
  '"${var.x}/*"',
  '"$${aws:username} \\" # no comment"',
  "1",
  "true",
  "null",
  "var.x",
  "aws_iam_user.u.name",
  'lower("X")',
  "(1 + 2)",
  "[for x in var.l : x]",
  "<<EOF\n{ a = 1 # no comment\nEOF",
  '<<-EOT\n    "x": ${var.x}\n  EOT',
  'concat(["a", "b"], var.l)',
  'toset(["a"])',
);

/** Values with what is between and behind their parts. */
const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: "small", withCrossShrink: true }, flat, tie("list"), tie("object")),
  list: fc
    .tuple(fc.array(fc.tuple(tie("value"), note, line), { maxLength: 3 }), fc.boolean(), fc.boolean(), space)
    .map(([items, isInLine, hasLast, pad]) => {
      if (isInLine && items.every(([item]) => !item.includes("\n")))
        return `[${pad}${items.map(([item]) => item).join(`,${pad}`)}${pad}]`;
      const texts = items.map(([item, behind, above], index) => {
        const ends = item.endsWith("EOF") || item.endsWith("EOT") ? "\n" : "";
        return `${above}${item}${ends}${index < items.length - 1 || hasLast ? "," : ""}${behind}\n`;
      });
      return `[\n${texts.join("")}]`;
    }),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(name, tie("value"), note, line, fc.boolean()), {
        maxLength: 3,
        selector: ([key]) => key,
      }),
      fc.constantFrom("=", " = ", " : ", "= "),
      fc.constantFrom("line", "lines", "commas"),
    )
    .map(([entries, sign, form]) => {
      const spelt = entries.map(([key, one, , , quoted]) => `${quoted ? `"${key}"` : key}${sign}${one}`);
      if (form === "line" && spelt.every((entry) => !entry.includes("\n"))) return `{ ${spelt.join(", ")} }`;
      const texts = entries.map(([, one, behind, above], index) => {
        const canEnd = !one.endsWith("EOF") && !one.endsWith("EOT");
        const comma = form === "commas" && canEnd ? "," : "";
        return `${above}${spelt[index]}${comma}${canEnd ? behind : ""}\n`;
      });
      return `{\n${texts.join("")}}`;
    }),
}));

const attributes = fc
  .uniqueArray(fc.tuple(name, space, value, note, line), { maxLength: 4, selector: ([key]) => key })
  .map((all) =>
    all
      .map(([key, gap, one, behind, above]) => {
        const canEnd = !one.endsWith("EOF") && !one.endsWith("EOT");
        return `${above}  ${key}${gap}= ${one}${canEnd ? behind : ""}\n`;
      })
      .join(""),
  );

const block = fc
  .tuple(attributes, fc.array(fc.tuple(line, attributes), { maxLength: 2 }), fc.constantFrom("\n", "\r\n"))
  .map(([own, nested, eol]) => {
    const blocks = nested.map(([above, inner]) => `${above}  condition {\n${inner}  }\n`);
    return `resource "a" "b" {\n${own}${blocks.join("")}}\n`.replace(/\n/g, eol);
  });

describe("HCL writer: any text", () => {
  it("writes exactly what it is asked for", function () {
    this.timeout(120_000);
    let edits = 0;
    fc.assert(
      fc.property(block, fc.boolean(), (text, isFormatted) => {
        edits += tryAll(isFormatted ? modelOfFormat(text) : text).results.length;
      }),
      { numRuns: Number(process.env["ROLEWARD_RUNS"] ?? 20) },
    );
    assert.ok(edits > 60, `${edits} edits were tried`);
  });
});

describe("HCL writer: files of real projects", () => {
  for (const { path, text } of corpusFiles(/\.(?:tf|tofu)$/, 60))
    it(path, function () {
      this.timeout(60_000);
      for (const { text: own } of parseHcl(text, () => true, hclParser()).blocks)
        tryAll(`${own}\n`, Math.ceil(own.length / 3000));
    });
});
