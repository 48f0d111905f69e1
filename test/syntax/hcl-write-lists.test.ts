// Edits of HCL lists and of what stands in them, byte for byte: before, edit, after. It tests no policy.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import { literal } from "../../shared-rules/src/model/value";
import {
  checkHclCases,
  dictAt,
  entryAt,
  firstBlock,
  item,
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
    name: "an item after the last of lines, where a comment follows it",
    before: body("l = [", '  "a", # one', '  "b" # two', "  # end", "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 1), ["c"]),
    after: body("l = [", '  "a", # one', '  "b", # two', '  "c"', "  # end", "]"),
  },
  {
    name: "an item between lines that have comments parts those comments",
    before: body("l = [", '  "a",      # one', '  "longer", # two', "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["x"]),
    after: body("l = [", '  "a", # one', '  "x",', '  "longer", # two', "]"),
  },
  {
    name: "an item before the comment of the first one",
    before: body("l = [", "  # about a", '  "a",', "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), undefined, ["x", "y"]),
    after: body("l = [", "  # about a", '  "x",', '  "y",', '  "a",', "]"),
  },
  {
    name: "an item in an empty list of lines",
    before: body("l = [", "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), undefined, ["x"]),
    after: body('l = ["x"]'),
  },
  {
    name: "an item in a list that holds only a comment",
    before: body("l = [", "  # nothing yet", "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), undefined, ["x", "y"]),
    after: body("l = [", "  # nothing yet", '  "x",', '  "y",', "]"),
  },
  {
    name: "an item in a list of one line that ends with a comma",
    before: body('l = ["a", ]'),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["b"]),
    after: body('l = ["a", "b", ]'),
  },
  {
    name: "an item in a list with a space within its brackets",
    before: body('l = [ "a" ]'),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["b"]),
    after: body('l = [ "a", "b" ]'),
  },
  {
    name: "an item before the comment in a list of one line",
    before: body('l = ["a" /* one */, "b"]'),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["x"]),
    after: body('l = ["a" /* one */, "x", "b"]'),
  },
  {
    name: "an item among several on each line",
    before: body("l = [", '  "a", "b",', '  "c", "d",', "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 1), ["x"]),
    after: body("l = [", '  "a", "b",', '  "x",', '  "c", "d",', "]"),
  },
  {
    name: "an item after the last of several on each line",
    before: body("l = [", '  "a", "b",', '  "c", "d"', "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 3), ["x"]),
    after: body("l = [", '  "a", "b",', '  "c", "d",', '  "x"', "]"),
  },
  {
    name: "an item where the brackets stand beside the items",
    before: body('l = ["a",', '"b"]'),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 1), ["c"]),
    after: body('l = ["a",', '  "b",', '"c"]'),
  },
  {
    name: "an item with CRLF and tabs",
    before: ['resource "a" "b" {\r', "\tl = [\r", '\t\t"a"\r', "\t]\r", "}\r"],
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["b", { k: "v" }]),
    after: [
      'resource "a" "b" {\r',
      "\tl = [\r",
      '\t\t"a",\r',
      '\t\t"b",\r',
      "\t\t{\r",
      '\t\t\tk = "v"\r',
      "\t\t}\r",
      "\t]\r",
      "}\r",
    ],
  },
  {
    name: "an object among objects on lines of their own",
    before: body("l = [", "  {", "    a = 1", "  },", "  {", "    a = 2", "  }", "]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), [{ a: 3, bc: true }]),
    after: body(
      "l = [",
      "  {",
      "    a = 1",
      "  },",
      "  {",
      "    a  = 3",
      "    bc = true",
      "  },",
      "  {",
      "    a = 2",
      "  }",
      "]",
    ),
  },
  {
    name: "an object where several hug each other, as fmt sets them",
    before: body("l = [{", "  a = 1", "  }, {", "  a = 2", "}]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 1), [{ a: 3 }]),
    after: body("l = [{", "  a = 1", "  }, {", "  a = 2", "  }, {", "  a = 3", "}]"),
  },
  {
    name: "an object between two that hug each other",
    before: body("l = [{", "  a = 1", "  }, {", "  a = 2", "}]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), [{ a: 3 }]),
    after: body("l = [{", "  a = 1", "  }, {", "  a = 3", "  }, {", "  a = 2", "}]"),
  },
  {
    name: "an object where several hug each other in lines that nobody formatted",
    before: body("l = [{", "    a = 1", "}, {", "    a = 2", "}]"),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 1), [{ a: 3 }]),
    after: body("l = [{", "    a = 1", "}, {", "    a = 2", "}, {", "    a = 3", "}]"),
  },
  {
    name: "a hugging object taken out",
    before: body("l = [{", "  a = 1", "  }, {", "  a = 2", "}]"),
    edit: (block, writer) => writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 1)]),
    after: body("l = [{", "  a = 1", "}]"),
  },
  {
    name: "the first hugging object taken out",
    before: body("l = [{", "  a = 1", "  }, {", "  a = 2", "}]"),
    edit: (block, writer) => writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 0)]),
    after: body("l = [{", "  a = 2", "}]"),
  },
  {
    name: "an object of lines taken out with the comma before it",
    before: body("l = [", "  {", "    a = 1", "  },", "  # two", "  {", "    a = 2", "  }", "]"),
    edit: (block, writer) => writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 1)]),
    after: body("l = [", "  {", "    a = 1", "  }", "  # two", "]"),
  },
  {
    name: "an item taken out of a line that ends with a comment",
    before: body('l = ["a", "b"] # both'),
    edit: (block, writer) => writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 1)]),
    after: body('l = ["a"] # both'),
  },
  {
    name: "items taken out of several on a line",
    before: body("l = [", '  "a", "b", # ab', '  "c", "d",', "]"),
    edit: (block, writer) =>
      writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 1), item(listAt(block, "l"), 2)]),
    after: body("l = [", '  "a", # ab', '  "d",', "]"),
  },
  {
    name: "all the items of a line taken out",
    before: body("l = [", '  "a", "b",', '  "c", "d",', "]"),
    edit: (block, writer) =>
      writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 2), item(listAt(block, "l"), 3)]),
    after: body("l = [", '  "a", "b",', "]"),
  },
  {
    name: "a commented item taken out brings comments together",
    before: body("l = [", '  "a", # one', '  "x",', '  "longer", # two', "]"),
    edit: (block, writer) => writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 1)]),
    after: body("l = [", '  "a",      # one', '  "longer", # two', "]"),
  },
  {
    name: "an item in a list that a call takes",
    before: body('l = toset(["a"])'),
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["b"]),
    after: body('l = toset(["a", "b"])'),
  },
  {
    name: "an item in one of several lists that a call joins",
    before: body("l = concat(", '  ["a"], # one', "  var.more,", '  ["b", "c"],', ")"),
    edit: (block, writer) => {
      const list = listAt(block, "l");
      const added = writer.insertItems(list, item(list, 0), ["x"]);
      const removed = writer.removeItems(
        list,
        list.items.filter((one) => literal(one) === "c"),
      );
      return isDeclined(added) || isDeclined(removed) ? { declined: "" } : [...added, ...removed];
    },
    after: body("l = concat(", '  ["a", "x"], # one', "  var.more,", '  ["b"],', ")"),
  },
  {
    name: "the only item of one of several lists that a call joins",
    before: body('l = concat(["a"], var.more)'),
    edit: (block, writer) => writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 0)]),
    after: body("l = concat([], var.more)"),
  },
  {
    name: "an item replaced by a longer one, before a comment",
    before: body("l = [", '  "a",  # one', '  "bc", # two', "]"),
    edit: (block, writer) => writer.replaceValue(item(listAt(block, "l"), 0), "longer"),
    after: body("l = [", '  "longer", # one', '  "bc",     # two', "]"),
  },
  {
    name: "an item replaced by a template and a reference",
    before: body('l = ["a", "b"]'),
    edit: (block, writer) => {
      const first = writer.replaceValue(item(listAt(block, "l"), 0), { raw: '"${aws_s3_bucket.x.arn}/*"' });
      const second = writer.replaceValue(item(listAt(block, "l"), 1), {
        reference: "aws_s3_bucket.x",
        attribute: "arn",
      });
      return isDeclined(first) || isDeclined(second) ? { declined: "" } : [...first, ...second];
    },
    after: body('l = ["${aws_s3_bucket.x.arn}/*", aws_s3_bucket.x.arn]'),
  },
  {
    name: "a list in the place of a text in an object of one line",
    before: body('p = jsonencode({ Action = "*", Effect = "Allow" })'),
    edit: (block, writer) =>
      writer.replaceValue(entryAt(dictAt(block, "p"), "Action").value, ["iam:GetUser", "iam:ListUsers"]),
    after: body('p = jsonencode({ Action = ["iam:GetUser", "iam:ListUsers"], Effect = "Allow" })'),
  },
  {
    name: "a list of lines in the place of one line joins no chain",
    before: body('effect = "Allow"', "actions = [", '  "iam:GetUser",', "]", 'resources = ["*"] # all'),
    edit: (block, writer) => writer.replaceValue(entryAt(block, "actions").value, ["iam:GetUser", "iam:ListUsers"]),
    after: body('effect    = "Allow"', 'actions   = ["iam:GetUser", "iam:ListUsers"]', 'resources = ["*"] # all'),
  },
  {
    name: "a list of a nested block",
    before: body("c {", '  l = ["a"]', "}"),
    edit: (block, writer) => {
      const list = listAt(nested(block, 0), "l");
      return writer.insertItems(list, item(list, 0), ["b"]);
    },
    after: body("c {", '  l = ["a", "b"]', "}"),
  },
];

describe("HCL writer: lists", () => {
  checkHclCases(cases);

  it("leaves a list at least one item", () => {
    const text = body('l = ["a"]').join("\n");
    const list = listAt(firstBlock(text), "l");
    assert.deepEqual(writerOf(text).removeItems(list, list.items), { declined: "Nothing would be left of the list." });
  });

  for (const [name, expression] of [
    ["a loop", 'l = [for x in ["a"] : x]'],
    ["a call that changes items", 'l = formatlist("%s/*", ["a"])'],
    ["a variable", "l = var.l"],
    ["a conditional", 'l = var.x ? ["a"] : ["b"]'],
  ] as const)
    it(`writes nothing into ${name}`, () => {
      const text = body(expression).join("\n");
      const { value } = entryAt(firstBlock(text), "l");
      if (value.kind !== "list") return assert.notEqual(value.kind, "dict");
      const writer = writerOf(text);
      assert.ok(isDeclined(writer.insertItems(value, value.items[0], ["x"])));
      const [first] = value.items;
      if (first) assert.ok(isDeclined(writer.removeItems(value, [first])));
    });
});
