// HCL nodes made from tree-sitter's trees: every construct with its exact ranges, unfinished text, garbage. It tests no document and no values.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { BlockNode, Expression } from "../../shared-rules/src/syntax/hcl/ast";
import { hclParser } from "../support/hcl";

function blockOf(text: string): BlockNode {
  const block = hclParser().block(text);
  if (!block) throw new Error(`no block: ${text}`);
  return block;
}

/** A node with the source text of each node's range in place of its offsets: what it says is where it says it. */
function spelled(node: unknown, text: string): unknown {
  if (Array.isArray(node)) return node.map((item) => spelled(item, text));
  if (typeof node !== "object" || node === null) return node;
  const { start, end, ...rest } = node as { start?: number; end?: number };
  const fields = Object.entries(rest).map(([name, value]) => [name, spelled(value, text)] as const);
  const range = start === undefined || end === undefined ? [] : [["at", text.slice(start, end)] as const];
  return Object.fromEntries([...range, ...fields]);
}

/** A node without its offsets: the source text of leaves, `…` where it is open. */
function outline(node: Expression, text: string): string {
  const inner = (child: Expression): string => outline(child, text);
  const open = "open" in node && node.open ? "…" : "";
  switch (node.kind) {
    case "template":
      return `${node.form}(${node.parts
        .map((part) => {
          if (part.kind === "string") return JSON.stringify(part.text);
          const words = part.kind === "directive" ? [part.keyword, ...part.names] : [];
          if (part.expression) words.push(inner(part.expression));
          return `${part.stripLeft ? "~" : ""}<${words.join(" ")}>${part.stripRight ? "~" : ""}`;
        })
        .join(" ")})${open}`;
    case "tuple":
      return `[${node.items.map(inner).join(" ")}]${open}`;
    case "object":
      return `{${node.items.map(({ key, value }) => `${inner(key)}=${inner(value)}`).join(" ")}}${open}`;
    case "call":
      return `${node.name}(${node.arguments.map(inner).join(" ")}${node.expand ? "..." : ""})${open}`;
    case "attribute":
      return `${inner(node.on)}.${node.name}`;
    case "index":
      return `${inner(node.on)}[${inner(node.key)}]`;
    case "splat":
      return `${inner(node.on)}${node.form === "full" ? "[*]" : ".*"}`;
    case "conditional":
      return `(${inner(node.condition)} ? ${inner(node.then)} : ${inner(node.otherwise)})`;
    case "binary":
      return `(${inner(node.left)} ${node.operator} ${inner(node.right)})`;
    case "unary":
      return `(${node.operator}${inner(node.operand)})`;
    case "parentheses":
      return `<${inner(node.inner)}>`;
    case "for": {
      const value = (node.key ? `${inner(node.key)} => ` : "") + inner(node.value) + (node.group ? "..." : "");
      const condition = node.condition ? ` if ${inner(node.condition)}` : "";
      return `for(${node.names.join(",")} in ${inner(node.collection)}: ${value}${condition})${open}`;
    }
    case "broken":
      return `!${text.slice(node.start, node.end)}!`;
    default:
      return text.slice(node.start, node.end);
  }
}

const constructs: readonly (readonly [source: string, outline: string])[] = [
  ["true", "true"],
  ["-1.5", "(-1.5)"],
  ["1.5e3", "1.5e3"],
  ["0xFF", "0xFF"],
  ["null", "null"],
  ['""', "quoted()"],
  ['" a "', 'quoted(" a ")'],
  ['"a${b}c"', 'quoted("a" <b> "c")'],
  ['" ${ b } "', 'quoted(" " <b> " ")'],
  ['"$${aws:username} %%{x}"', 'quoted("${" "aws:username} " "%{" "x}")'],
  ['"\\"\\\\\\n\\t\\u00e9\\U0001F600"', 'quoted("\\"" "\\\\" "\\n" "\\t" "é" "😀")'],
  ['"$$${a} $$$${a}"', 'quoted("$" "${" "a} $$" "${" "a}")'],
  ['"$ { % # // /*"', 'quoted("$ { % # // /*")'],
  ['"${~ a ~}"', "quoted(~<a>~)"],
  ['"${a ~}"', "quoted(<a>~)"],
  ['"${join(",", ["a", "}"])}"', 'quoted(<join(quoted(",") [quoted("a") quoted("}")])>)'],
  ['"%{ if a }x%{ else ~}y%{~ endif }"', 'quoted(<if a> "x" <else>~ "y" ~<endif>)'],
  ['"%{ for k, v in m ~}${k} %{ endfor }."', 'quoted(<for k v m>~ <k> " " <endfor> ".")'],
  ["a.b[0].c", "a.b[0].c"],
  ["a.0.b", "a[0].b"],
  ["a.*.b.0", "a.*.b[0]"],
  ['a[*].b["x"]', 'a[*].b[quoted("x")]'],
  ["f()", "f()"],
  ["f(a, [b]...)", "f(a [b]...)"],
  ["provider::aws::arn_parse(a)", "provider::aws::arn_parse(a)"],
  ["f(\n  a, # why\n  b,\n)", "f(a b)"],
  ["f(/* no */)", "f()"],
  ["a ? b : c ? d : e ? f : g", "(a ? b : (c ? d : (e ? f : g)))"],
  ["a ? (b ? c : d) : e", "(a ? <(b ? c : d)> : e)"],
  ["!a && b || c == 1 + 2 * 3", "(((!a) && b) || (c == (1 + (2 * 3))))"],
  ["1 - 2 - 3", "((1 - 2) - 3)"],
  ["-a.b", "(-a.b)"],
  ["(a)[0]", "<a>[0]"],
  ["[]", "[]"],
  ["[1, 2,]", "[1 2]"],
  ["[\n  1, // one\n  /* two */ 2\n]", "[1 2]"],
  ["{}", "{}"],
  ['{ a = 1, "b" = 2, (c) = 3, d : 4 }', '{a=1 quoted("b")=2 <c>=3 d=4}'],
  ["{\n  a = 1 # x\n\n  b = [\n    2\n  ]\n}", "{a=1 b=[2]}"],
  ["{\n  a = b\n  (c) = d\n}", "{a=b <c>=d}"],
  ["[for v in a : v.b if v.c]", "for(v in a: v.b if v.c)"],
  ["{for k, v in a : k => v... if v}", "for(k,v in a: k => v... if v)"],
  ["{\n  for k in a :\n  k => { x = k }\n}", "for(k in a: k => {x=k})"],
];

const unfinished: readonly (readonly [source: string, outline: string])[] = [
  ['["a", "b"', '[quoted("a") quoted("b")]…'],
  ['["a" "b"]', '[quoted("a") quoted("b")]…'],
  ["[{ a = 1 }\n{ a = 2 }]", "[{a=1} {a=2}]…"],
  ['["a', '[quoted("a")…]…'],
  ['["a",\n  b c,\n  "d"]', '[quoted("a") !b c! quoted("d")]…'],
  ["f(a", "f(a)…"],
  ["{ a = }", "{}…"],
  ["{ a = 1\n  b\n  c = 2 }", "{a=1 c=2}…"],
  ["{ a = 1, b = c d }", "{a=1 b=!c d!}…"],
  ["{ a = [1\n  b = 2 }", "{a=[1]… b=2}"],
  ["{ a = 1", "{a=1}…"],
  ['"${a', "quoted(<a>)…"],
  ['"a${b c}d"', 'quoted("a" <!b c!> "d")…'],
  ['"%{ if a }x"', 'quoted(<unknown> "x")…'],
  ['"a\\.b"', 'quoted("a" "\\\\.b")'],
  ["a.", "!a.!"],
  ["a ? b", "!a ? b!"],
  ["", "!!"],
  ["a]", "a"],
];

describe("HCL expressions by tree-sitter", () => {
  for (const [source, expected] of [...constructs, ...unfinished])
    it(JSON.stringify(source), () => assert.equal(outline(hclParser().expression(source), source), expected));

  for (const [source, expected] of constructs)
    it(`in a block: ${JSON.stringify(source)}`, () => {
      const text = `resource "é" "😀" {\n  x = ${source}\n}`;
      const [attribute, second] = blockOf(text).attributes;
      assert.equal(second, undefined);
      assert.equal(attribute && text.slice(attribute.start, attribute.end), `x = ${source}`);
      assert.equal(attribute && outline(attribute.value, text), expected);
    });
});

/** A block with all kinds of nodes, and what each of them says, by the text of its range. */
const blockText = [
  'data "a" b {',
  "  # comment",
  "  x = [1, f(a.b)]",
  "  y = {",
  '    "k" : -c',
  "  }",
  "  inner {}",
  "}",
].join("\r\n");

const variable = (name: string): object => ({ at: name, kind: "variable", name });

const blockNodes = {
  at: blockText,
  type: "data",
  labels: [
    { at: '"a"', content: { at: "a" }, text: "a" },
    { at: "b", content: { at: "b" }, text: "b" },
  ],
  attributes: [
    {
      at: "x = [1, f(a.b)]",
      name: "x",
      nameEnd: 30,
      value: {
        at: "[1, f(a.b)]",
        kind: "tuple",
        items: [
          { at: "1", kind: "literal", value: 1 },
          {
            at: "f(a.b)",
            kind: "call",
            name: "f",
            arguments: [{ at: "a.b", kind: "attribute", on: variable("a"), name: "b" }],
            expand: false,
            open: false,
          },
        ],
        open: false,
      },
    },
    {
      at: 'y = {\r\n    "k" : -c\r\n  }',
      name: "y",
      nameEnd: 49,
      value: {
        at: '{\r\n    "k" : -c\r\n  }',
        kind: "object",
        items: [
          {
            at: '"k" : -c',
            key: {
              at: '"k"',
              kind: "template",
              form: "quoted",
              parts: [{ at: "k", kind: "string", text: "k" }],
              content: { at: "k" },
              open: false,
            },
            value: { at: "-c", kind: "unary", operator: "-", operand: variable("c") },
          },
        ],
        open: false,
      },
    },
  ],
  blocks: [{ at: "inner {}", type: "inner", labels: [], attributes: [], blocks: [], body: { at: "" }, open: false }],
  body: { at: blockText.slice(12, -1) },
  open: false,
};

/** The attributes and blocks of a block, and its own, by name. */
function names(block: BlockNode): string[] {
  const attributes = block.attributes.map(({ name, value }) => (value.kind === "broken" ? `${name}!` : name));
  const blocks = block.blocks.map((inner) => `${inner.type}(${names(inner).join(" ")})${inner.open ? "…" : ""}`);
  return [...attributes, ...blocks];
}

const unfinishedLines: readonly (readonly [line: string, names: readonly string[]])[] = [
  ["", ["a", "b", "in(c)"]],
  ["nam", ["a", "b", "in(c)"]],
  ["name =", ["a", "b", "in(c)"]],
  ["name = x.", ["a", "name!", "b", "in(c)"]],
  ['name = "', ["a", "name", "b", "in(c)"]],
  ['name = "${', ["a", "name", "b", "in(c)"]],
  ['name = "${f(', ["a", "name", "b", "in(c)"]],
  ["name = f([{", ["a", "name", "in(c)"]],
  ["name = [", ["a", "name", "b", "in(c)"]],
  ["name = ]", ["a", "b", "in(c)"]],
  ['name = ["a', ["a", "name", "b", "in(c)"]],
  ['name = jsonencode({ k = ["a"', ["a", "name", "in(c)"]],
  ["name {}", ["a", "b", "name()", "in(c)"]],
  ["name = a b", ["a", "name!", "b", "in(c)"]],
  ["name = <<", ["a", "name!", "b", "in(c)"]],
  ["= 1", ["a", "b", "in(c)"]],
];

describe("HCL blocks by tree-sitter", () => {
  it("have every node where it stands", () => {
    assert.deepEqual(spelled(blockOf(blockText), blockText), blockNodes);
  });

  it("are undefined where the text begins with none", () => {
    for (const text of ["", "a", "a = 1", "{}", '"a" {}', "a b"])
      assert.equal(hclParser().block(text), undefined, text);
  });

  for (const [line, expected] of unfinishedLines)
    it(`keep what stands around ${JSON.stringify(line)}`, () => {
      const block = blockOf(`x "y" {\n  a = 1\n  ${line}\n  b = [2]\n  in {\n    c = 3\n  }\n}`);
      assert.deepEqual(names(block), expected);
    });

  it("do not take the next line for the rest of an unfinished one", () => {
    const text = 'x "y" {\n  a\n  b {\n  }\n  c =\n  d\n  e = "\n  f = "\n}';
    assert.deepEqual(names(blockOf(text)), ["e", "f", "b()"]);
  });
});

const heredocs: readonly (readonly [lines: readonly string[], form: string, text: string])[] = [
  [["<<EOF", '  {"a": "$${b}"}', "", "EOF"], "heredoc", '  {"a": "${b}"}\n\n'],
  [["<<-EOF", "    {", "", "      a ${b}", "    c", "    EOF"], "indented", "{\n\n  a ?\nc\n"],
  [["<<-EOF", "${a}", "    b", "  EOF"], "indented", "?\n    b\n"],
  [["<<EOF", "EOF"], "heredoc", ""],
  [["<<-EOF", "  \\n EOF x", "  ${b}", "\tEOF"], "indented", "\\n EOF x\n?\n"],
];

describe("HCL heredocs by tree-sitter", () => {
  for (const eol of ["\n", "\r\n"])
    for (const [lines, form, expected] of heredocs)
      it(JSON.stringify(lines.join(eol)), () => {
        const text = ["a {", `  x = ${lines.join(eol)}`, "  y = 1", "}"].join(eol);
        const [x, y] = blockOf(text).attributes;
        if (x?.value.kind !== "template") throw new Error("no template");
        const { parts, content, start, end, open } = x.value;
        const joined = parts.map((part) => (part.kind === "string" ? part.text : "?")).join("");
        assert.equal(x.value.form, form);
        assert.equal(joined, expected.replaceAll("\n", eol));
        assert.equal(text.slice(start, end), lines.join(eol));
        assert.equal(text.slice(content.start, content.end), [...lines.slice(1, -1), ""].join(eol));
        assert.equal(open, false);
        assert.equal(y?.name, "y");
      });

  it("keep their lines where an interpolation is not finished, or their mark is missing", () => {
    for (const rest of ["  ${b", '  "${b', "  ${b c}", "  %{ if x }"]) {
      const text = `a {\n  y = 1\n  x = <<EOF\n  one\n${rest}\n  two\nEOF\n}`;
      const [y, x] = blockOf(text).attributes;
      assert.equal(y?.name, "y");
      if (x?.value.kind !== "template") throw new Error("no template");
      const joined = x.value.parts.map((part) => (part.kind === "string" ? part.text : "?")).join("");
      assert.match(joined, /^ {2}one\n[^]*\?\n {2}two\n$/, rest);
    }
    const [x] = blockOf("a {\n  x = <<EOF\n  one\n").attributes;
    assert.equal(x?.value.kind === "template" && x.value.open, true);
    assert.deepEqual(x?.value.kind === "template" && x.value.parts.map((part) => part.kind === "string" && part.text), [
      "  one\n",
    ]);
  });
});

/** Every range lies in its parent's, and names stand where their nodes say. */
function assertPlaces(node: unknown, text: string, start = 0, end = text.length): void {
  if (Array.isArray(node)) for (const item of node) assertPlaces(item, text, start, end);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  const range = node as { start?: number; end?: number; nameEnd?: number; kind?: string; name?: string };
  const from = range.start ?? start;
  const to = range.end ?? end;
  assert.ok(start <= from && from <= to && to <= end, `${from}-${to} in ${start}-${end}`);
  if (range.nameEnd !== undefined) assert.equal(text.slice(from, range.nameEnd), range.name);
  if (range.kind === "variable") assert.equal(text.slice(from, to), range.name);
  if (range.kind === "attribute") assert.ok(text.slice(from, to).endsWith(range.name ?? ""));
  for (const value of Object.values(node)) assertPlaces(value, text, from, to);
}

describe("HCL by tree-sitter, whatever it is given", () => {
  it("nests no deeper than can be walked", () => {
    for (const opening of ["[", "(", "{a=", "f(", "a[", "!", '"${', "x ? ", "x ? y : ", "1 + ", "a.b.", "[for a in "]) {
      const text = `resource "a" "b" {\n  y = 1\n  x = ${opening.repeat(10_000)}\n}`;
      const block = blockOf(text);
      assert.doesNotThrow(() => JSON.stringify(block), opening);
      assert.equal(block.attributes[0]?.name, "y", opening);
    }
    const closed = `a {\n  x = ${"[".repeat(10_000)}${"]".repeat(10_000)}\n}`;
    assert.doesNotThrow(() => JSON.stringify(blockOf(closed)));
    const blocks = `a {\n${"b {\n".repeat(10_000)}${"}\n".repeat(10_000)}}`;
    assert.doesNotThrow(() => JSON.stringify(blockOf(blocks)));
  });

  it("reads long stretches of blanks without trying them all over again", () => {
    for (const blank of [" ", "\n", "\t"]) {
      const blanks = blank.repeat(100_000);
      assert.deepEqual(names(blockOf(`a {${blanks}b = 1${blanks}c {${blanks}}${blanks}d = f(${blanks})\n}`)), [
        "b",
        "d",
        "c()",
      ]);
    }
  });

  const pieces = fc.constantFrom(
    ...[
      '"',
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      "\n",
      "=",
      "${",
      "%{ if",
      "~}",
      "<<-EOF\n",
      "EOF\n",
      "#",
      "/*",
      "a",
      " ",
      ",",
    ],
    ...[
      "x = 1\n",
      "b {\n",
      "for",
      "?",
      ":",
      ".",
      "*",
      "...",
      "😀",
      "\\",
      "\0",
      "-",
      "$$",
      "\r\n",
      'c "d" {}\n',
      "y = <<E\n",
      "E\n",
    ],
  );

  it("reads garbage, the same each time, with ranges within ranges", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = `a "b" {\n${parts.join("")}`;
        const block = hclParser().block(text);
        assertPlaces(block, text);
        assert.deepEqual(hclParser().block(text), block);
        assertPlaces(hclParser().expression(parts.join("")), parts.join(""));
      }),
      { numRuns: 1000 },
    );
  });
});
