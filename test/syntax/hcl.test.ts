// The HCL parser: spans and trees of every construct, heredocs, escapes, unfinished text. It tests no values and no policy.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { BlockNode, Expression, Template } from "../../shared-rules/src/syntax/hcl";
import { parseHcl } from "../../shared-rules/src/syntax/hcl";
import { hclParser } from "../support/hcl";

const all = (): boolean => true;

function blockOf(text: string): BlockNode {
  const [placed] = parseHcl(text, all, hclParser()).blocks;
  if (!placed) throw new Error("no block");
  return placed.node;
}

/** A tree as one line: kinds and the source text of leaves. */
function outline(expression: Expression, text: string): string {
  const own = text.slice(expression.start, expression.end);
  const inner = (child: Expression): string => outline(child, text);
  switch (expression.kind) {
    case "template":
      return `${expression.form}(${expression.parts
        .map((part) =>
          part.kind === "string"
            ? JSON.stringify(part.text)
            : part.kind === "interpolation"
              ? `\${${part.stripLeft ? "~" : ""}${inner(part.expression)}${part.stripRight ? "~" : ""}}`
              : `%{${part.keyword}${part.names.map((name) => " " + name).join("")}${part.expression ? " " + inner(part.expression) : ""}}`,
        )
        .join(" ")})${expression.open ? "…" : ""}`;
    case "tuple":
      return `[${expression.items.map(inner).join(" ")}]${expression.open ? "…" : ""}`;
    case "object":
      return `{${expression.items.map(({ key, value }) => `${inner(key)}=${inner(value)}`).join(" ")}}${expression.open ? "…" : ""}`;
    case "call":
      return `${expression.name}(${expression.arguments.map(inner).join(" ")}${expression.expand ? "..." : ""})${expression.open ? "…" : ""}`;
    case "attribute":
      return `${inner(expression.on)}.${expression.name}`;
    case "index":
      return `${inner(expression.on)}[${inner(expression.key)}]`;
    case "splat":
      return `${inner(expression.on)}${expression.form === "full" ? "[*]" : ".*"}`;
    case "conditional":
      return `(${inner(expression.condition)} ? ${inner(expression.then)} : ${inner(expression.otherwise)})`;
    case "binary":
      return `(${inner(expression.left)} ${expression.operator} ${inner(expression.right)})`;
    case "unary":
      return `(${expression.operator}${inner(expression.operand)})`;
    case "parentheses":
      return `<${inner(expression.inner)}>`;
    case "for":
      return `for(${expression.names.join(",")} in ${inner(expression.collection)}: ${expression.key ? inner(expression.key) + "=>" : ""}${inner(expression.value)}${expression.group ? "..." : ""}${expression.condition ? " if " + inner(expression.condition) : ""})${expression.open ? "…" : ""}`;
    case "broken":
      return `!${own}!`;
    default:
      return own;
  }
}

const expressions: readonly (readonly [source: string, outline: string])[] = [
  ["true", "true"],
  ["-1.5e3", "(-1.5e3)"],
  ["0xFF", "0xFF"],
  ["null", "null"],
  ['""', "quoted()"],
  ['"a"', 'quoted("a")'],
  ['"a${b}c"', 'quoted("a" ${b} "c")'],
  ['"$${aws:username} %%{x}"', 'quoted("${" "aws:username} " "%{" "x}")'],
  ['"\\"\\\\\\n\\t\\u00e9\\U0001F600"', 'quoted("\\"" "\\\\" "\\n" "\\t" "é" "😀")'],
  ['"$ { %"', 'quoted("$ { %")'],
  ['"${~ a ~}"', "quoted(${~a~})"],
  ['"${join(",", ["a", "}"])}"', 'quoted(${join(quoted(",") [quoted("a") quoted("}")])})'],
  ['"%{ if a }x%{ else }y%{ endif }"', 'quoted(%{if a} "x" %{else} "y" %{endif})'],
  ['"%{ for k, v in m ~}${k}%{ endfor }"', "quoted(%{for k v m} ${k} %{endfor})"],
  ["a.b[0].c", "a.b[0].c"],
  ["a.0.b", "a[0].b"],
  ["a.*.b", "a.*.b"],
  ['a[*].b["x"]', 'a[*].b[quoted("x")]'],
  ["f()", "f()"],
  ["f(a, [b]...)", "f(a [b]...)"],
  ["provider::aws::arn_parse(a)", "provider::aws::arn_parse(a)"],
  ["f(\n  a, # why\n  b,\n)", "f(a b)"],
  ["a ? b : c ? d : e", "(a ? b : (c ? d : e))"],
  ["!a && b || c == 1 + 2 * 3", "(((!a) && b) || (c == (1 + (2 * 3))))"],
  ["1 - 2 - 3", "((1 - 2) - 3)"],
  ["(a)", "<a>"],
  ["[]", "[]"],
  ["[1, 2,]", "[1 2]"],
  ["[\n  1, // one\n  /* two */ 2\n]", "[1 2]"],
  ["{}", "{}"],
  ['{ a = 1, "b" = 2, (c) = 3, d : 4 }', '{a=1 quoted("b")=2 <c>=3 d=4}'],
  ["{\n  a = 1 # x\n\n  b = [\n    2\n  ]\n}", "{a=1 b=[2]}"],
  ["[for v in a : v.b if v.c]", "for(v in a: v.b if v.c)"],
  ["{for k, v in a : k => v... if v}", "for(k,v in a: k=>v... if v)"],
  ["{\n  for k in a :\n  k => { x = k }\n}", "for(k in a: k=>{x=k})"],
  // What is not finished: the place is open and what stands around it is kept.
  ['["a", "b"', '[quoted("a") quoted("b")]…'],
  ['["a" "b"]', '[quoted("a") quoted("b")]…'],
  ['["a', '[quoted("a")…]…'],
  ["f(a", "f(a)…"],
  ["{ a = }", "{}…"],
  ["{ a = 1\n  b\n  c = 2 }", "{a=1 c=2}…"],
  ["{ a = [1\n  b = 2 }", "{a=[1]… b=2}"],
  ["{ a = 1", "{a=1}…"],
  ['"${a', "quoted(${a})…"],
  ["a.", "!a.!"],
  ["a ? b", "!a ? b!"],
  ["", "!!"],
];

describe("HCL expressions", () => {
  for (const [source, expected] of expressions)
    it(JSON.stringify(source), () => {
      assert.equal(outline(hclParser().expression(source), source), expected);
    });

  it("nest no deeper than can be walked", () => {
    for (const opening of ["[", "(", "{a=", "f(", "a[", "!", "-", '"${', "x ? ", "[for a in "]) {
      const text = `resource "a" "b" {\n  x = ${opening.repeat(10_000)}\n}\nresource "a" "c" {\n  y = 1\n}\n`;
      const { blocks } = parseHcl(text, all, hclParser());
      assert.doesNotThrow(() => JSON.stringify(blocks), opening);
      assert.equal(blocks.at(-1)?.node.labels[1]?.text, "c", opening);
    }
    const nested = `a {\n${"b {\n".repeat(10_000)}${"}\n".repeat(10_000)}}\n`;
    assert.doesNotThrow(() => JSON.stringify(parseHcl(nested, all, hclParser()).blocks));
  });
});

const document = [
  "\ufeff# first",
  'resource "aws_x" "é😀" {',
  '\tname = "a" // second',
  "",
  '  dynamic "statement" { /* third */',
  "    for_each = var.s",
  "    content { a = 1 }",
  "  }",
  "}",
  'locals { x = "# none" }',
  "",
].join("\r\n");

describe("HCL blocks", () => {
  it("have their spans in any line ends, after a byte order mark, with tabs and emoji", () => {
    const state = parseHcl(document, all, hclParser());
    const [placed] = state.blocks;
    if (!placed) throw new Error("no block");
    const { node, start } = placed;
    const textAt = (range: { start: number; end: number }): string =>
      document.slice(start + range.start, start + range.end);
    assert.equal(node.type, "resource");
    assert.deepEqual(
      node.labels.map((label) => [label.text, textAt(label), textAt(label.content)]),
      [
        ["aws_x", '"aws_x"', "aws_x"],
        ["é😀", '"é😀"', "é😀"],
      ],
    );
    assert.deepEqual(node.attributes.map(textAt), ['name = "a"']);
    assert.deepEqual(
      node.attributes.map(({ value }) => textAt(value)),
      ['"a"'],
    );
    const [dynamic] = node.blocks;
    assert.equal(dynamic && textAt(dynamic).split("\r\n")[0], 'dynamic "statement" { /* third */');
    assert.equal(dynamic?.blocks[0] && textAt(dynamic.blocks[0]), "content { a = 1 }");
    assert.equal(textAt(node).endsWith("}\r\n}"), true);
    assert.equal(state.broken, false);
    assert.deepEqual(
      state.comments().map(({ text }) => text),
      ["# first", "// second", "/* third */"],
    );
    assert.deepEqual(
      state.slices.map(({ type }) => type),
      ["resource", "locals"],
    );
  });

  it("are cut off where the next one begins", () => {
    const text = 'resource "a" "b" {\n  x = ["a",\n  y = "\nresource "a" "c" {\n  z = 1\n}\n';
    const state = parseHcl(text, all, hclParser());
    assert.equal(state.broken, true);
    assert.deepEqual(
      state.blocks.map(({ node }) => [node.labels[1]?.text, node.open, node.attributes.map(({ name }) => name)]),
      [
        ["b", true, ["x", "y"]],
        ["c", false, ["z"]],
      ],
    );
  });

  it("keep what stands around a line that is not finished", () => {
    const text = 'resource "a" "b" {\n  x = 1\n  nam\n  path =\n  y = 2\n}\n';
    const block = blockOf(text);
    assert.equal(block.open, true);
    assert.deepEqual(
      block.attributes.map(({ name }) => name),
      ["x", "y"],
    );
  });
});

function heredoc(lines: readonly string[], eol = "\n"): { template: Template; text: string } {
  const text = ["a {", ...lines, "}", ""].join(eol);
  const template = blockOf(text).attributes[0]?.value;
  if (template?.kind !== "template") throw new Error("no template");
  return { template, text };
}

describe("HCL heredocs", () => {
  it("keep their lines, and map each to its place", () => {
    const { template, text } = heredoc(["  x = <<EOF", '  {"a": "$${b}"}', "", "EOF"]);
    assert.equal(template.form, "heredoc");
    assert.equal(text.slice(template.content.start, template.content.end), '  {"a": "$${b}"}\n\n');
    assert.deepEqual(
      template.parts.map((part) => [part.kind === "string" && part.text, text.slice(part.start, part.end)]),
      [
        ['  {"a": "', '  {"a": "'],
        ["${", "$${"],
        ['b}"}\n\n', 'b}"}\n\n'],
      ],
    );
    assert.equal(text.slice(template.start, template.end).endsWith("EOF"), true);
  });

  it("lose the indentation that all lines share after <<-, blank lines aside", () => {
    for (const eol of ["\n", "\r\n"]) {
      const { template, text } = heredoc(
        ["  x = <<-EOF", "    {", "", "      a ${b}", "    c", "    EOF", "  y = 1"],
        eol,
      );
      const joined = template.parts.map((part) => (part.kind === "string" ? part.text : "?")).join("");
      assert.equal(joined, ["{", "", "  a ?", "c", ""].join(eol));
      for (const part of template.parts)
        if (part.kind === "string") assert.equal(text.slice(part.start, part.end), part.text);
    }
  });

  it("keep an indentation that the first interpolation breaks", () => {
    const { template } = heredoc(["  x = <<-EOF", "${a}", "    b", "  EOF"]);
    assert.equal(template.parts.map((part) => (part.kind === "string" ? part.text : "?")).join(""), "?\n    b\n");
  });

  it("end before the next top-level block where their mark is missing", () => {
    const state = parseHcl('a {\n  x = <<EOF\n  {\n}\nresource "a" "c" {\n}\n', all, hclParser());
    assert.deepEqual(
      state.blocks.map(({ node }) => [node.type, node.open]),
      [
        ["a", true],
        ["resource", false],
      ],
    );
  });
});

const fixture = [
  "# Who may assume it",
  'data "aws_iam_policy_document" "a" {',
  "  statement {",
  '    actions = ["s3:*", "iam:PassRole"] // both',
  '    resources = ["arn:aws:s3:::${var.b}/*", each.value["x"]]',
  '    condition {\n      test = "Bool"\n      values = [for v in var.x : "${v}" if v != ""]\n    }',
  "  }",
  "}",
  'resource "aws_iam_policy" "p" {',
  '  policy = jsonencode({ Statement = [{ Effect = "Allow", "Action" : "*" }] })',
  "  tags = merge(local.t, { A = var.a ? 1 : -2 })",
  '  x = <<-EOF\n    {"a": "%{ if b }${c}%{ endif }"}\n  EOF',
  "}",
  "",
].join("\n");

describe("HCL, unfinished", () => {
  it("parses every prefix, and every text with one character left out", () => {
    for (const text of [fixture, document])
      for (let end = 0; end <= text.length; end++) {
        for (const part of [text.slice(0, end), text.slice(0, end) + text.slice(end + 1)]) {
          for (const { node, start } of parseHcl(part, all, hclParser()).blocks) {
            assert.ok(start + node.end <= part.length);
            assert.equal(part.startsWith(node.type, start), true);
          }
        }
      }
  });

  it("reads the same with and without the version before", () => {
    const piece = fc.constantFrom(
      '"',
      "{",
      "}",
      "[",
      "]",
      "\n",
      "=",
      "${",
      "<<EOF\n",
      "EOF\n",
      "#",
      "/*",
      'resource "a" "b" {\n',
      "x",
      ",",
      "😀",
    );
    const edit = fc.record({ at: fc.nat(), length: fc.nat(12), text: piece });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        let text = fixture;
        let state = parseHcl(text, all, hclParser());
        for (const { at, length, text: inserted } of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + inserted + text.slice(start + length);
          state = parseHcl(text, all, hclParser(), state);
          const fresh = parseHcl(text, all, hclParser());
          assert.deepEqual(state.blocks, fresh.blocks);
          assert.deepEqual(state.comments(), fresh.comments());
          assert.equal(state.broken, fresh.broken);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("parses only the block that changed", () => {
    const first = parseHcl(fixture, all, hclParser());
    const second = parseHcl(fixture.replace("s3:*", "s3:Get*"), all, hclParser(), first);
    assert.notEqual(second.blocks[0]?.node, first.blocks[0]?.node);
    assert.equal(second.blocks[1]?.node, first.blocks[1]?.node);
  });
});
