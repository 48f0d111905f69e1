// Edits of HCL attributes, objects and blocks, byte for byte: before, edit, after. It tests no policy.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
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

const mfa: Data = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

const cases: readonly HclCase[] = [
  {
    name: "an attribute joins an aligned chain",
    before: ['resource "a" "b" {', '  name = "x"', '  path = "/"', "}"],
    edit: (block, writer) => writer.setEntry(block, "arn", "y"),
    after: ['resource "a" "b" {', '  name = "x"', '  path = "/"', '  arn  = "y"', "}"],
  },
  {
    name: "a longer attribute moves the signs of its chain",
    before: ['resource "a" "b" {', '  name = "x" # why', '  path = "/"', "", "  count = 1", "}"],
    edit: (block, writer) => writer.setEntry(block, "permissions_boundary", "y", entryAt(block, "path")),
    after: [
      'resource "a" "b" {',
      '  name                 = "x" # why',
      '  path                 = "/"',
      '  permissions_boundary = "y"',
      "",
      "  count = 1",
      "}",
    ],
  },
  {
    name: "a chain that is not aligned stays as it is",
    before: ['resource "a" "b" {', '  name =   "x"', '  p = "/"', "}"],
    edit: (block, writer) => writer.setEntry(block, "longer", "y"),
    after: ['resource "a" "b" {', '  name =   "x"', '  p = "/"', '  longer = "y"', "}"],
  },
  {
    name: "a map in the middle of a chain parts it",
    before: ['resource "a" "b" {', '  a        = "x"', '  longname = "/"', "}"],
    edit: (block, writer) => writer.setEntry(block, "tags", { Owner: "me", "a b": 1 }, entryAt(block, "a")),
    after: [
      'resource "a" "b" {',
      '  a = "x"',
      "  tags = {",
      '    Owner = "me"',
      '    "a b" = 1',
      "  }",
      '  longname = "/"',
      "}",
    ],
  },
  {
    name: "an attribute after a comment at the line's end",
    before: ['resource "a" "b" {', '  name = "x" // keep', "}"],
    edit: (block, writer) => writer.setEntry(block, "path", "/"),
    after: ['resource "a" "b" {', '  name = "x" // keep', '  path = "/"', "}"],
  },
  {
    name: "an attribute in an empty block",
    before: ['resource "a" "b" {}'],
    edit: (block, writer) => writer.setEntry(block, "path", "/"),
    after: ['resource "a" "b" {', '  path = "/"', "}"],
  },
  {
    name: "an attribute in a block of one line",
    before: ['resource "a" "b" { name = "x" }'],
    edit: (block, writer) => writer.setEntry(block, "path", "/"),
    after: ['resource "a" "b" {', '  name = "x"', '  path = "/"', "}"],
  },
  {
    name: "an attribute before the first nested block",
    before: ['resource "a" "b" {', "  c {", "  }", "}"],
    edit: (block, writer) => writer.setEntry(block, "path", "/"),
    after: ['resource "a" "b" {', '  path = "/"', "", "  c {", "  }", "}"],
  },
  {
    name: "an attribute in a file with CRLF and tabs",
    before: ['resource "a" "b" {\r', '\tname = "x"\r', "}\r"],
    edit: (block, writer) => writer.setEntry(block, "tags", { A: "1" }),
    after: ['resource "a" "b" {\r', '\tname = "x"\r', "\ttags = {\r", '\t\tA = "1"\r', "\t}\r", "}\r"],
  },
  {
    name: "an entry in an object",
    before: ['resource "a" "b" {', "  p = jsonencode({", '    Effect = "Allow"', '    Action = "*"', "  })", "}"],
    edit: (block, writer) => writer.setEntry(dictAt(block, "p"), "Condition", mfa),
    after: [
      'resource "a" "b" {',
      "  p = jsonencode({",
      '    Effect = "Allow"',
      '    Action = "*"',
      "    Condition = {",
      "      Bool = {",
      '        "aws:MultiFactorAuthPresent" = "true"',
      "      }",
      "    }",
      "  })",
      "}",
    ],
  },
  {
    name: "an entry in an object of one line",
    before: ['resource "a" "b" {', '  p = jsonencode({ Effect = "Allow" })', "}"],
    edit: (block, writer) => writer.setEntry(dictAt(block, "p"), "Condition", mfa),
    after: [
      'resource "a" "b" {',
      '  p = jsonencode({ Effect = "Allow", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } })',
      "}",
    ],
  },
  {
    name: "an entry among quoted keys with colons and commas",
    before: ['resource "a" "b" {', "  p = jsonencode({", '    "Effect": "Allow",', '    "Action": "*"', "  })", "}"],
    edit: (block, writer) => writer.setEntry(dictAt(block, "p"), "Sid", "x"),
    after: [
      'resource "a" "b" {',
      "  p = jsonencode({",
      '    "Effect": "Allow",',
      '    "Action": "*",',
      '    "Sid": "x"',
      "  })",
      "}",
    ],
  },
  {
    name: "an entry among entries that end with commas",
    before: ['resource "a" "b" {', "  p = {", '    Effect = "Allow",', '    Action = "*",', "  }", "}"],
    edit: (block, writer) => writer.setEntry(dictAt(block, "p"), "Sid", "x"),
    after: [
      'resource "a" "b" {',
      "  p = {",
      '    Effect = "Allow",',
      '    Action = "*",',
      '    Sid    = "x",',
      "  }",
      "}",
    ],
  },
  {
    name: "several entries at once, aligned with each other",
    before: ['resource "a" "b" {', "  tags = {", '    Name = "x"', "  }", "}"],
    edit: (block, writer) => writer.addEntries(dictAt(block, "tags"), { Owner: "o", ExpiresOn: "e" }),
    after: [
      'resource "a" "b" {',
      "  tags = {",
      '    Name      = "x"',
      '    Owner     = "o"',
      '    ExpiresOn = "e"',
      "  }",
      "}",
    ],
  },
  {
    name: "an item in a list of one line",
    before: ['resource "a" "b" {', '  l = ["a", "b"]', "}"],
    edit: (block, writer) =>
      writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), ["x", "${aws:username}"]),
    after: ['resource "a" "b" {', '  l = ["a", "x", "$${aws:username}", "b"]', "}"],
  },
  {
    name: "the first item of a list",
    before: ['resource "a" "b" {', '  l = ["a"]', "  m = []", "}"],
    edit: (block, writer) => {
      const first = writer.insertItems(listAt(block, "l"), undefined, ["x"]);
      const empty = writer.insertItems(listAt(block, "m"), undefined, ["y"]);
      return isDeclined(first) || isDeclined(empty) ? { declined: "" } : [...first, ...empty];
    },
    after: ['resource "a" "b" {', '  l = ["x", "a"]', '  m = ["y"]', "}"],
  },
  {
    name: "items on lines of their own, with and without a last comma",
    before: ['resource "a" "b" {', "  l = [", '    "a", # one', '    "b"', "  ]", "  m = [", '    "a",', "  ]", "}"],
    edit: (block, writer) => {
      const plain = writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 1), ["x"]);
      const trailing = writer.insertItems(listAt(block, "m"), item(listAt(block, "m"), 0), ["y"]);
      return isDeclined(plain) || isDeclined(trailing) ? { declined: "" } : [...plain, ...trailing];
    },
    after: [
      'resource "a" "b" {',
      "  l = [",
      '    "a", # one',
      '    "b",',
      '    "x"',
      "  ]",
      "  m = [",
      '    "a",',
      '    "y",',
      "  ]",
      "}",
    ],
  },
  {
    name: "an object after one that hugs its bracket",
    before: ['resource "a" "b" {', "  l = [{", '    Sid = "a"', "  }]", "}"],
    edit: (block, writer) => writer.insertItems(listAt(block, "l"), item(listAt(block, "l"), 0), [{ Sid: "b" }]),
    after: ['resource "a" "b" {', "  l = [{", '    Sid = "a"', "    }, {", '    Sid = "b"', "  }]", "}"],
  },
  {
    name: "items taken out of one line",
    before: ['resource "a" "b" {', '  l = ["a", "b", "c"]', "}"],
    edit: (block, writer) =>
      writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 0), item(listAt(block, "l"), 2)]),
    after: ['resource "a" "b" {', '  l = ["b"]', "}"],
  },
  {
    name: "items taken out of lines, with their own comments",
    before: ['resource "a" "b" {', "  l = [", '    "a", # one', "    # two", '    "b", # b', '    "c"', "  ]", "}"],
    edit: (block, writer) =>
      writer.removeItems(listAt(block, "l"), [item(listAt(block, "l"), 0), item(listAt(block, "l"), 2)]),
    after: ['resource "a" "b" {', "  l = [", "    # two", '    "b" # b', "  ]", "}"],
  },
  {
    name: "a value that grows over several lines leaves its chain",
    before: ['resource "a" "b" {', '  effect    = "Allow"', '  actions   = ["*"]', '  resources = ["*"]', "}"],
    edit: (block, writer) =>
      writer.replaceValue(entryAt(block, "actions").value, [
        "ec2:DescribeInstances",
        "ec2:DescribeImages",
        "ec2:DescribeSecurityGroups",
      ]),
    after: [
      'resource "a" "b" {',
      '  effect = "Allow"',
      "  actions = [",
      '    "ec2:DescribeInstances",',
      '    "ec2:DescribeImages",',
      '    "ec2:DescribeSecurityGroups",',
      "  ]",
      '  resources = ["*"]',
      "}",
    ],
  },
  {
    name: "a value replaced by a reference",
    before: ['resource "a" "b" {', '  arn = "x" # note', "}"],
    edit: (block, writer) =>
      writer.replaceValue(entryAt(block, "arn").value, { reference: "aws_iam_policy.p", attribute: "arn" }),
    after: ['resource "a" "b" {', "  arn = aws_iam_policy.p.arn # note", "}"],
  },
  {
    name: "an entry taken out closes its chain up",
    before: ['resource "a" "b" {', '  a        = "x"', '  longname = "/"', "  c        = 1", "}"],
    edit: (block, writer) => writer.removeEntry(block, entryAt(block, "longname")),
    after: ['resource "a" "b" {', '  a = "x"', "  c = 1", "}"],
  },
  {
    name: "an entry taken out of an object of one line",
    before: ['resource "a" "b" {', "  o = { a = 1, b = 2, c = 3 }", "}"],
    edit: (block, writer) => writer.removeEntry(dictAt(block, "o"), entryAt(dictAt(block, "o"), "c")),
    after: ['resource "a" "b" {', "  o = { a = 1, b = 2 }", "}"],
  },
  {
    name: "a key that needs quotes",
    before: ['resource "a" "b" {', "  o = { Bool = 1 }", "}"],
    edit: (block, writer) => writer.renameText(entryAt(dictAt(block, "o"), "Bool").key, "ForAllValues:Bool"),
    after: ['resource "a" "b" {', '  o = { "ForAllValues:Bool" = 1 }', "}"],
  },
  {
    name: "a text renamed in its quotes",
    before: ['resource "a" "b" {', '  test = "Bool" # why', "}"],
    edit: (block, writer) => {
      const { value } = entryAt(block, "test");
      return value.kind === "text" ? writer.renameText(value, "BoolIfExists") : { declined: value.kind };
    },
    after: ['resource "a" "b" {', '  test = "BoolIfExists" # why', "}"],
  },
  {
    name: "a block at the end of another",
    before: ['data "a" "b" {', "  c {", "    d = 1", "  }", "  # end", "}"],
    edit: (block, writer) =>
      writer.addBlock(nested(block, 0), {
        type: "condition",
        attributes: { test: "Bool", variable: "x", values: ["true"] },
      }),
    after: [
      'data "a" "b" {',
      "  c {",
      "    d = 1",
      "",
      "    condition {",
      '      test     = "Bool"',
      '      variable = "x"',
      '      values   = ["true"]',
      "    }",
      "  }",
      "  # end",
      "}",
    ],
  },
  {
    name: "a block after its like, packed as they are",
    before: ['data "a" "b" {', "  c {", "    d = 1", "  }", "  c {", "    d = 2", "  }", "}"],
    edit: (block, writer) => writer.insertBlockAfter(nested(block, 0), { type: "c", attributes: { d: 3 } }),
    after: [
      'data "a" "b" {',
      "  c {",
      "    d = 1",
      "  }",
      "  c {",
      "    d = 3",
      "  }",
      "  c {",
      "    d = 2",
      "  }",
      "}",
    ],
  },
  {
    name: "a block in an empty one",
    before: ['data "a" "b" {', "}"],
    edit: (block, writer) =>
      writer.addBlock(block, {
        type: "s",
        labels: ["l"],
        attributes: {},
        blocks: [{ type: "c", attributes: { d: 3 } }],
      }),
    after: ['data "a" "b" {', '  s "l" {', "    c {", "      d = 3", "    }", "  }", "}"],
  },
  {
    name: "a block taken out with its comment and the blank line before it",
    before: ['data "a" "b" {', "  c {", "  }", "", "  # about it", "  // more", "  c {", "  }", "", "  e = 1", "}"],
    edit: (block, writer) => writer.removeBlock(nested(block, 1)),
    after: ['data "a" "b" {', "  c {", "  }", "", "  e = 1", "}"],
  },
];

describe("HCL writer", () => {
  checkHclCases(cases);

  it("declines what it cannot name", () => {
    const text = 'resource "a" "b" {\n  x = 1\n}\n';
    const edits = writerOf(text).setEntry(firstBlock(text), "y", { reference: "unknown", attribute: "arn" });
    assert.deepEqual(edits, { declined: "unknown cannot be named in this file." });
  });

  it("declines to write into an unfinished block", () => {
    const text = 'resource "a" "b" {\n  x = 1\n';
    assert.ok(isDeclined(writerOf(text).addBlock(firstBlock(text), { type: "c", attributes: {} })));
  });
});
