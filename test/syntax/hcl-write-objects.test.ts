// Edits of HCL objects, heredocs, templates and nested blocks, byte for byte: before, edit, after. It tests no policy.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import { literal } from "../../shared-rules/src/model/value";
import {
  checkHclCases,
  dictAt,
  entryAt,
  firstBlock,
  listAt,
  nested,
  writerOf,
  type HclCase,
} from "../support/hcl-edits";

/** A block's lines. */
function body(...lines: string[]): string[] {
  return ['resource "a" "b" {', ...lines.map((line) => (line === "" ? "" : `  ${line}`)), "}"];
}

const cases: readonly HclCase[] = [
  {
    name: "an entry behind one that shares its line with the closing brace",
    before: body("o = { a = 1,", "b = 2 }"),
    edit: (block, writer) => writer.setEntry(dictAt(block, "o"), "c", 3),
    after: body("o = { a = 1,", "b = 2, c = 3 }"),
  },
  {
    name: "an entry between two on one line of several",
    before: body("o = {", "  a = 1, b = 2", "  c = 3", "}"),
    edit: (block, writer) => {
      const dict = dictAt(block, "o");
      return writer.setEntry(dict, "x", 9, entryAt(dict, "a"));
    },
    after: body("o = {", "  a = 1, x = 9, b = 2", "  c = 3", "}"),
  },
  {
    name: "an entry in an object that holds a comment only",
    before: body("o = {", "  # nothing yet", "}"),
    edit: (block, writer) => writer.setEntry(dictAt(block, "o"), "a", 1),
    after: body("o = {", "  a = 1", "  # nothing yet", "}"),
  },
  {
    name: "an entry in an empty object",
    before: body("o = {}"),
    edit: (block, writer) => writer.setEntry(dictAt(block, "o"), "a", 1),
    after: body("o = { a = 1 }"),
  },
  {
    name: "the only entry of an object of one line taken out",
    before: body("o = { a = 1 }"),
    edit: (block, writer) => writer.removeEntry(dictAt(block, "o"), entryAt(dictAt(block, "o"), "a")),
    after: body("o = {}"),
  },
  {
    name: "an entry taken out from before the closing brace",
    before: body("o = { a = 1,", "b = 2 }"),
    edit: (block, writer) => writer.removeEntry(dictAt(block, "o"), entryAt(dictAt(block, "o"), "b")),
    after: body("o = { a = 1 }"),
  },
  {
    name: "the first entry of an object of one line taken out",
    before: body('o = { a = 1, "b c" = 2 }'),
    edit: (block, writer) => writer.removeEntry(dictAt(block, "o"), entryAt(dictAt(block, "o"), "a")),
    after: body('o = { "b c" = 2 }'),
  },
  {
    name: "the last of entries that have commas taken out",
    before: body("o = {", "  a = 1,", "  b = 2 # two", "}"),
    edit: (block, writer) => writer.removeEntry(dictAt(block, "o"), entryAt(dictAt(block, "o"), "b")),
    after: body("o = {", "  a = 1", "}"),
  },
  {
    name: "an entry among quoted keys with equals signs",
    before: body("o = {", '  "a" = 1', '  "b" = 2', "}"),
    edit: (block, writer) => writer.setEntry(dictAt(block, "o"), "longer", { k: "v" }),
    after: body("o = {", '  "a" = 1', '  "b" = 2', '  "longer" = {', '    k = "v"', "  }", "}"),
  },
  {
    name: "an entry among keys with a colon, as fmt sets them",
    before: body("p = jsonencode({", '  Effect : "Allow",', '  Action : "*",', "})"),
    edit: (block, writer) => writer.setEntry(dictAt(block, "p"), "Sid", "x"),
    after: body("p = jsonencode({", '  Effect : "Allow",', '  Action : "*",', '  "Sid" : "x",', "})"),
  },
  {
    name: "an entry in the last of several objects that a call merges",
    before: body("tags = merge(var.tags, {", '  Name = "x"', "})"),
    edit: (block, writer) => {
      const { value } = entryAt(block, "tags");
      return value.kind === "dict" ? writer.setEntry(value, "Owner", "y") : { declined: value.kind };
    },
    after: body("tags = merge(var.tags, {", '  Name  = "x"', '  Owner = "y"', "})"),
  },
  {
    name: "an entry taken out of an object that a call merges",
    before: body('tags = merge({ Name = "x", Owner = "y" }, { Team = "z" })'),
    edit: (block, writer) => {
      const dict = dictAt(block, "tags");
      return writer.removeEntry(dict, entryAt(dict, "Owner"));
    },
    after: body('tags = merge({ Name = "x" }, { Team = "z" })'),
  },
  {
    name: "an entry beside calls, templates and parentheses",
    before: body(
      "o = {",
      '  (var.k)    = lower("X")',
      '  "${var.k}" = (1 + 2)',
      "  d          = [for x in var.l : x]",
      "}",
    ),
    edit: (block, writer) => writer.setEntry(dictAt(block, "o"), "long_enough_a_key", true),
    after: body(
      "o = {",
      '  (var.k)           = lower("X")',
      '  "${var.k}"        = (1 + 2)',
      "  d                 = [for x in var.l : x]",
      "  long_enough_a_key = true",
      "}",
    ),
  },
  {
    name: "an attribute behind a heredoc is of its chain",
    before: body("name   = 1", "policy = <<EOF", "a = b", "EOF"),
    edit: (block, writer) => writer.setEntry(block, "description", "x"),
    after: body("name        = 1", "policy      = <<EOF", "a = b", "EOF", 'description = "x"'),
  },
  {
    name: "an attribute before a heredoc is of its chain",
    before: body("name   = 1", "policy = <<-EOF", "    a = b", "  EOF", "path   = 2"),
    edit: (block, writer) => writer.setEntry(block, "description", "x", entryAt(block, "name")),
    after: body(
      "name        = 1",
      'description = "x"',
      "policy      = <<-EOF",
      "    a = b",
      "  EOF",
      "path        = 2",
    ),
  },
  {
    name: "a heredoc replaced by a text",
    before: body("a = 1", "policy = <<-EOF", "    a = b", "  EOF", "path = 2"),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "policy").value, "x"),
    after: body("a = 1", 'policy = "x"', "path = 2"),
  },
  {
    name: "an object replaced by a reference closes its chain up",
    before: body("a = 1", "policy = {", "  a = b", "}", "path = 2"),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "policy").value, { raw: "local.p" }),
    after: body("a      = 1", "policy = local.p", "path   = 2"),
  },
  {
    name: "a template replaced",
    before: body('arn = "arn:aws:iam::${var.account}:root" # all of it'),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "arn").value, 'say "${x}" and 100%{'),
    after: body('arn = "say \\"$${x}\\" and 100%%{" # all of it'),
  },
  {
    name: "a template that is an expression only, replaced",
    before: body('arn = "${var.arn}"'),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "arn").value, "x"),
    after: body('arn = "x"'),
  },
  {
    name: "an expression in parentheses replaced",
    before: body('arn = (var.x ? "a" : "b")'),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "arn").value, "x"),
    after: body('arn = ("x")'),
  },
  {
    name: "an object takes part of the place of a number",
    before: body("a     = 1", "value = 2"),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "value").value, { k: "v", longer: ["a"] }),
    after: body("a = 1", "value = {", '  k      = "v"', '  longer = ["a"]', "}"),
  },
  {
    name: "a policy as an attribute is encoded",
    before: body('name = "x"'),
    edit: (block, writer) =>
      writer.setEntry(block, "policy", {
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:x": "false" } } }],
      }),
    after: body(
      'name = "x"',
      "policy = jsonencode({",
      '  Version = "2012-10-17"',
      "  Statement = [",
      "    {",
      '      Effect   = "Deny"',
      '      Action   = "*"',
      '      Resource = "*"',
      "      Condition = {",
      "        Bool = {",
      '          "aws:x" = "false"',
      "        }",
      "      }",
      "    },",
      "  ]",
      "})",
    ),
  },
  {
    name: "an attribute where signs stand farther right in one column",
    before: body("name      = 1", "path      = 2"),
    edit: (block, writer) => writer.setEntry(block, "arn", "x"),
    after: body("name      = 1", "path      = 2", 'arn       = "x"'),
  },
  {
    name: "comments of a chain follow its values",
    before: body("name = 1 # one", "path = 2 # two"),
    edit: (block, writer) => {
      const replaced = writer.replaceValue(entryAt(block, "name").value, 1000);
      const added = writer.setEntry(block, "description", "x");
      return isDeclined(replaced) || isDeclined(added) ? { declined: "" } : [...replaced, ...added];
    },
    after: body("name        = 1000 # one", "path        = 2    # two", 'description = "x"'),
  },
  {
    name: "two attributes of one block written apart are aligned together",
    before: body("a = 1", "b = 2"),
    edit: (block, writer) => {
      const first = writer.setEntry(block, "longer", 3, entryAt(block, "a"));
      const second = writer.setEntry(block, "longest_of_all", 4);
      return isDeclined(first) || isDeclined(second) ? { declined: "" } : [...first, ...second];
    },
    after: body("a              = 1", "longer         = 3", "b              = 2", "longest_of_all = 4"),
  },
  {
    name: "an attribute in a block that begins with a comment",
    before: body("# about all", "", "c {", "}"),
    edit: (block, writer) => writer.setEntry(block, "a", 1),
    after: body("a = 1", "# about all", "", "c {", "}"),
  },
  {
    name: "the only attribute of a block of one line taken out",
    before: body("c { a = 1 }"),
    edit: (block, writer) => writer.removeEntry(nested(block, 0), entryAt(nested(block, 0), "a")),
    after: body("c {}"),
  },
  {
    name: "an attribute of several lines taken out closes its chain up",
    before: body("a = 1", "l = [", '  "x",', "]", "longer = 2"),
    edit: (block, writer) => writer.removeEntry(block, entryAt(block, "l")),
    after: body("a      = 1", "longer = 2"),
  },
  {
    name: "an attribute with a block comment taken out",
    before: body("/* before */", "a = 1 /* behind */", "bcd = 2"),
    edit: (block, writer) => writer.removeEntry(block, entryAt(block, "a")),
    after: body("/* before */", "bcd = 2"),
  },
  {
    name: "a block in one of one line",
    before: body("c { a = 1 }"),
    edit: (block, writer) => writer.addBlock(nested(block, 0), { type: "d", attributes: {} }),
    after: body("c {", "  a = 1", "", "  d {}", "}"),
  },
  {
    name: "a block after one with a comment behind it",
    before: body("c {", "} # end of c", "", "d {", "}"),
    edit: (block, writer) => writer.insertBlockAfter(nested(block, 0), { type: "c", attributes: { long: 1, b: [] } }),
    after: body("c {", "} # end of c", "", "c {", "  long = 1", "  b    = []", "}", "", "d {", "}"),
  },
  {
    name: "a block with CRLF and four columns of indentation",
    before: ['data "a" "b" {\r', "    c {\r", "        d = 1\r", "    }\r", "}\r"],
    edit: (block, writer) => writer.addBlock(nested(block, 0), { type: "e", attributes: { f: 1, gh: { i: 2 } } }),
    after: [
      'data "a" "b" {\r',
      "    c {\r",
      "        d = 1\r",
      "\r",
      "        e {\r",
      "            f = 1\r",
      "            gh = {\r",
      "                i = 2\r",
      "            }\r",
      "        }\r",
      "    }\r",
      "}\r",
    ],
  },
  {
    name: "the last block taken out with the blank line before it",
    before: body("a = 1", "", "c {", "}"),
    edit: (block, writer) => writer.removeBlock(nested(block, 0)),
    after: body("a = 1"),
  },
  {
    name: "the first block taken out with the blank line after it",
    before: body("# about c", "c {", "}", "", "d {", "}"),
    edit: (block, writer) => writer.removeBlock(nested(block, 0)),
    after: body("d {", "}"),
  },
  {
    name: "a label renamed",
    before: body("a = 1"),
    edit: (block, writer) => {
      const [label] = block.labels;
      return label ? writer.renameText(label, "aws_iam_role") : { declined: "no label" };
    },
    after: ['resource "aws_iam_role" "b" {', "  a = 1", "}"],
  },
  {
    name: "a renamed key moves the signs of its chain",
    before: body("o = {", "  Bool = 1", "  Null = 2", "}"),
    edit: (block, writer) => writer.renameText(entryAt(dictAt(block, "o"), "Bool").key, "BoolIfExists"),
    after: body("o = {", "  BoolIfExists = 1", "  Null         = 2", "}"),
  },
];

describe("HCL writer: objects, heredocs and blocks", () => {
  checkHclCases(cases);

  it("writes nothing behind a heredoc on its last line", () => {
    const text = body("l = [<<EOF", "x", "EOF", "]")
      .join("\n")
      .replace(/^ {2}(?=x|EOF)/gm, "");
    const list = listAt(firstBlock(text), "l");
    assert.equal(list.items.length, 1);
    assert.ok(isDeclined(writerOf(text).insertItems(list, list.items[0], ["y"])));
  });

  it("renames nothing within a heredoc, and nothing that a call gives", () => {
    for (const value of ["<<EOF\nx\nEOF", 'lower("X")', 'trimspace("x")', "var.x"]) {
      const text = `resource "a" "b" {\n  v = ${value}\n}\n`;
      const entry = entryAt(firstBlock(text), "v");
      if (entry.value.kind === "text") assert.ok(isDeclined(writerOf(text).renameText(entry.value, "y")), value);
      else assert.equal(literal(entry.value), undefined);
    }
  });

  for (const expression of ['{ for k in ["a"] : k => 1 }', "var.x ? { a = 1 } : {}", "local.o"])
    it(`writes no entry into ${expression}`, () => {
      const text = `resource "a" "b" {\n  o = ${expression}\n}\n`;
      const { value } = entryAt(firstBlock(text), "o");
      if (value.kind === "dict") assert.ok(isDeclined(writerOf(text).setEntry(value, "new", 1)));
      else assert.equal(value.kind, "unknown");
    });
});
