// Modules of Terraform: where values are written and used, locals and variables, instances and dynamic blocks. It tests no functions.
import assert from "node:assert/strict";
import { settled } from "../../shared-rules/src/model/place";
import { expandBlock, expandDynamic, instancesOf } from "../../shared-rules/src/link/terraform/blocks";
import { evaluate } from "../../shared-rules/src/link/terraform/expressions";
import type { Environment, Scope } from "../../shared-rules/src/link/terraform/scope";
import type { Block, Value } from "../../shared-rules/src/model/value";
import { nodeSpan, textOf, valueOf as valueIn } from "../../shared-rules/src/model/value";
import { parseHcl, type BlockNode } from "../../shared-rules/src/syntax/hcl";
import { hclParser } from "../support/hcl";
import { moduleOf, printed, valueOf } from "./evaluating";

const uri = "file:///module.tf";

/** What stands at a node's place in the expression, and in the module where it is written. */
function places(value: Value, source: string, module: string): string {
  const { start, end } = nodeSpan(value);
  const written = value.written ? ` <- ${module.slice(value.written.span.start, value.written.span.end)}` : "";
  return source.slice(start, end) + written;
}

function only(value: Value): Value {
  const [item] = value.kind === "list" ? value.items : [];
  assert.ok(item, printed(value));
  return item;
}

describe("values of a Terraform module", () => {
  const module = `
locals {
  actions = ["iam:*", "s3:GetObject"]
  again   = local.actions
  named   = { admin = { actions = local.actions } }
  text    = "a-\${var.name}"
  all     = upper("x")
}
variable "name" { default = "n" }
`;
  const at = (source: string): string => places(valueOf(source, moduleOf(module)), source, module);
  const itemAt = (source: string): string => places(only(valueOf(source, moduleOf(module))), source, module);

  it("stand where they are used, and say where they are written", () => {
    assert.equal(at("local.actions"), 'local.actions <- ["iam:*", "s3:GetObject"]');
    assert.equal(itemAt("local.actions"), 'local.actions <- "iam:*"');
    assert.equal(at("local.actions[1]"), 'local.actions[1] <- "s3:GetObject"');
    assert.equal(at("[local.actions[0]]"), "[local.actions[0]]");
    assert.equal(itemAt("[local.actions[0]]"), 'local.actions[0] <- "iam:*"');
    assert.equal(at("var.name"), 'var.name <- "n"');
    assert.equal(at("local.text"), 'local.text <- "a-${var.name}"');
    assert.equal(at("local.all"), 'local.all <- upper("x")');
  });

  it("are written where they stand first, however many names they come through", () => {
    assert.equal(itemAt("local.again"), 'local.again <- "iam:*"');
    assert.equal(itemAt("local.named.admin.actions"), 'local.named.admin.actions <- "iam:*"');
    assert.equal(itemAt("[for a in local.again : a]"), 'local.again <- "iam:*"');
    assert.equal(itemAt('concat(local.again, ["x"])'), 'local.again <- "iam:*"');
  });

  it("that stand literally in the expression are written nowhere else", () => {
    for (const source of ['["a"]', 'concat(["a"], local.actions)', 'var.unset ? ["a"] : ["b"]', 'flatten([["a"]])'])
      assert.equal(itemAt(source), '"a"');
    assert.equal(at('lookup({ k = "v" }, "k")'), '"v"');
    assert.equal(at('upper("a")'), 'upper("a")');
    assert.equal(at('"${"a"}"'), '"${"a"}"');
  });

  it("of a loop's body are no literals", () => {
    const source = '[for a in ["x"] : "${a}:*"]';
    const item = only(valueOf(source, moduleOf(module), { uri }));
    assert.equal(item.written?.uri, uri);
    assert.deepEqual(settled(item.written.span), { start: 18, end: 26 });
  });

  it("that a call makes several of are no literals", () => {
    for (const source of [
      'split(",", "a,b")',
      'formatlist("%s", ["a"])',
      'jsondecode("[\\"a\\"]")',
      'yamldecode("[a]")',
    ])
      assert.equal(places(only(valueOf(source, moduleOf(module), { uri })), source, source), `${source} <- ${source}`);
  });

  it("have the uri of the document they are written in", () => {
    const value = valueOf("local.actions", moduleOf(module));
    assert.equal(value.written?.uri, uri);
  });
});

describe("locals", () => {
  it("that hang on themselves are unknown, by name; those that hang on them are unknown too", () => {
    const environment = moduleOf(
      "locals {\n  a = local.b\n  b = [local.c]\n  c = local.a\n  d = local.a\n  e = 1\n}\n",
    );
    const print = (source: string): string => printed(valueOf(source, environment));
    assert.equal(print("local.a"), "unknown because local.a refers to itself");
    assert.equal(print("local.b"), "unknown because local.b refers to itself");
    assert.equal(print("local.d"), "unknown because local.a refers to itself");
    assert.equal(print("local.e"), "1");
    assert.equal(print("local.nope"), "unknown(local.nope)");
  });

  it("refer to themselves in a circle of one", () => {
    assert.equal(
      printed(valueOf("local.a", moduleOf("locals {\n  a = [local.a]\n}\n"))),
      "unknown because local.a refers to itself",
    );
  });

  it("may hang on each other in a chain of ten thousand", () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `  l${index} = local.l${index + 1}`);
    const environment = moduleOf(`locals {\n${lines.join("\n")}\n  l10000 = "end"\n}\n`);
    assert.equal(printed(valueOf("local.l0", environment)), '"end"');
  });

  it("that double in each line are too large, not too slow", () => {
    const lines = Array.from({ length: 60 }, (_, index) => `  l${index + 1} = [local.l${index}, local.l${index}]`);
    const texts = Array.from(
      { length: 60 },
      (_, index) => `  t${index + 1} = "\${local.t${index}}\${local.t${index}}"`,
    );
    const environment = moduleOf(`locals {\n  l0 = "x"\n  t0 = "x"\n${[...lines, ...texts].join("\n")}\n}\n`);
    const started = performance.now();
    assert.match(printed(valueOf("local.l60", environment)).slice(0, 2000), /is too large/);
    assert.match(printed(valueOf("local.t60", environment)).slice(-2000), /is too large/);
    assert.ok(performance.now() - started < 3_000);
  });

  it("of several documents are one module's", () => {
    const { blocks } = parseHcl('locals {\n  a = "1"\n}\nlocals {\n  b = "${local.a}2"\n}\n', () => true, hclParser());
    assert.equal(blocks.length, 2);
    assert.equal(
      printed(valueOf("local.b", moduleOf('locals {\n  b = "${local.a}2"\n}\nlocals {\n  a = "1"\n}\n'))),
      '"12"',
    );
  });
});

describe("variables", () => {
  const text =
    'variable "a" {\n  default = ["x"]\n}\nvariable "b" {\n  default  = "d"\n  nullable = false\n}\nvariable "c" {\n  type = set(string)\n}\n';
  const given = (value: Value): Environment =>
    moduleOf(text, { given: new Map(["a", "b", "c"].map((name) => [name, value])) });

  it("have their default, in a root module", () => {
    assert.equal(printed(valueOf("var.a", moduleOf(text))), '["x"]');
    assert.equal(printed(valueOf("var.c", moduleOf(text))), "unknown(var.c)");
  });

  it("may have their default, in a module that others call", () => {
    assert.equal(printed(valueOf("var.a", moduleOf(text, { defaults: "candidates" }))), 'unknown(var.a: ["x"])');
    assert.equal(
      printed(valueOf('concat(["y"], var.a)', moduleOf(text, { defaults: "candidates" }))),
      '["y",unknown(var.a: ["x"]),…]',
    );
  });

  it("have the value they are given, as their type has it", () => {
    const span = { start: 3, end: 4 };
    const items = ["b", "a", "b"].map((item) => textOf(item, span));
    const list: Value = { kind: "list", items, open: false, span, written: { uri: "file:///terraform.tfvars", span } };
    assert.equal(printed(valueOf("var.a", given(list))), '["b","a","b"]');
    const value = valueOf("var.c", given(list));
    assert.equal(printed(value), '["a","b"]');
    assert.equal(value.written?.uri, "file:///terraform.tfvars");
  });

  it("that are given null have their default where they must not be null", () => {
    const nothing: Value = { kind: "scalar", value: null, span: { start: 0, end: 0 } };
    assert.equal(printed(valueOf("var.b", given(nothing))), '"d"');
    assert.equal(printed(valueOf("var.a", given(nothing))), "null");
  });

  it("of a type that does not fit are unknown", () => {
    const environment = moduleOf('variable "a" {\n  type = object({ b = string })\n  default = { c = 1 }\n}\n');
    assert.equal(printed(valueOf("var.a", environment)), "unknown because the value has not the variable's type");
  });
});

describe("paths and files of a module", () => {
  it("are those that the environment knows", () => {
    const span = { start: 0, end: 0 };
    const known = new Map<string, Value>([
      ["data.aws_caller_identity.me.account_id", textOf("123456789012", span)],
      ["module.vpc.id", textOf("vpc-1", span)],
      ["terraform.workspace", textOf("prod", span)],
    ]);
    const environment = moduleOf("", { known });
    assert.equal(
      printed(valueOf('"arn:aws:iam::${data.aws_caller_identity.me.account_id}:root"', environment)),
      '"arn:aws:iam::123456789012:root"',
    );
    assert.equal(printed(valueOf("module.vpc.id", environment)), '"vpc-1"');
    assert.equal(printed(valueOf("module.vpc.other", environment)), "unknown(module.vpc.other)");
    assert.equal(printed(valueOf("terraform.workspace", environment)), '"prod"');
  });

  it("are read, and templates in them are filled in", () => {
    const files: Readonly<Record<string, string>> = {
      "./policy.json": '{"Statement": []}\n',
      "./policy.tpl":
        '{"Action": [%{ for i, a in actions }%{ if i > 0 }, %{ endif }"${a}"%{ endfor }], "Resource": "${arn}"}',
      "./self.tpl": '${local.secret} ${templatefile("./self.tpl", {})}',
    };
    const environment = moduleOf('locals {\n  secret = "s"\n}\n', { readFile: (path) => files[path] });
    const print = (source: string): string => printed(valueOf(source, environment));
    assert.equal(print('file("${path.module}/policy.json")'), '"{\\"Statement\\": []}\\n"');
    assert.equal(print('jsondecode(file("./policy.json")).Statement'), "[]");
    assert.equal(print('file("./none.json")'), 'unknown(file("./none.json"))');
    assert.equal(
      print('jsondecode(templatefile("./policy.tpl", { actions = ["a", "b"], arn = var.x }))'),
      '{"Action":["a","b"],"Resource":"${unknown(var.x)}"}',
    );
    assert.match(print('templatefile("./self.tpl", {})'), /^"\$\{unknown\(local\.secret\)\} \$\{unknown/);
  });
});

function blockOf(text: string): BlockNode {
  const [placed] = parseHcl(text, () => true, hclParser()).blocks;
  assert.ok(placed);
  return placed.node;
}

function scopeOf(text: string, environment: Environment): Scope {
  return { text, place: { start: 0 }, environment, uri };
}

describe("instances", () => {
  const environment = (): Environment =>
    moduleOf('locals {\n  users = { alice = "a", bob = "b" }\n  names = ["x", "y"]\n}\n');

  /** Suffixes of the instances, and what the attribute `name` is in each. */
  function instances(meta: string): string[] {
    const name = meta.startsWith("count") ? "${count.index}!" : "${each.key}${each.value}";
    const text = `resource "a" "b" {\n  ${meta}\n  name = "${name}"\n}\n`;
    const node = blockOf(text);
    const { instances: all, open } = instancesOf(node, scopeOf(text, environment()));
    const value = node.attributes.find((attribute) => attribute.name === "name")?.value;
    assert.ok(value);
    return [...all.map(({ suffix, scope }) => `${suffix} ${printed(evaluate(value, scope))}`), ...(open ? ["…"] : [])];
  }

  it("have an address and values of their own", () => {
    assert.deepEqual(instances("count = 2"), ['[0] "0!"', '[1] "1!"']);
    assert.deepEqual(instances("count = 0"), []);
    assert.deepEqual(instances("for_each = local.users"), ['["alice"] "alicea"', '["bob"] "bobb"']);
    assert.deepEqual(instances('for_each = toset(["b", "a"])'), ['["a"] "aa"', '["b"] "bb"']);
    assert.deepEqual(instances("for_each = local.names"), ['["x"] "xx"', '["y"] "yy"']);
    assert.deepEqual(instances("for_each = { for n in local.names : n => upper(n) }"), ['["x"] "xX"', '["y"] "yY"']);
  });

  it("are one that stands for all where it is not known how many there are", () => {
    assert.equal(instances("for_each = var.users").length, 2);
    assert.equal(instances("for_each = var.users").at(-1), "…");
    assert.match(instances("for_each = var.users")[0] ?? "", /^ "\$\{unknown/);
    assert.deepEqual(instances("count = var.create ? 1 : 0").length, 2);
    assert.deepEqual(instances("for_each = merge(local.users, var.users)"), [
      '["alice"] "alicea"',
      '["bob"] "bobb"',
      "…",
    ]);
  });

  it("are not told apart where there are too many", () => {
    assert.equal(instances("count = 1000000").length, 1_001);
  });

  it("use values where `each` stands, and say where they are written", () => {
    const text = 'resource "a" "b" {\n  for_each = toset(["x"])\n  name = each.value\n}\n';
    const node = blockOf(text);
    const [first] = instancesOf(node, scopeOf(text, environment())).instances;
    const name = node.attributes[1]?.value;
    assert.ok(first && name);
    assert.equal(places(evaluate(name, first.scope), text, text), 'each.value <- "x"');
  });
});

describe("dynamic blocks", () => {
  const environment = (): Environment =>
    moduleOf(
      'locals {\n  statements = [{ sid = "A", actions = ["a"], ips = ["1"] }, { sid = "B", actions = ["b"], ips = [] }]\n}\n',
    );

  const expand = (text: string): Block => expandBlock(blockOf(text), scopeOf(text, environment()));
  const outline = (block: Block): string =>
    `${block.type}${block.labels.map((label) => ` ${printed(label)}`).join("")} {${[
      ...block.entries.map(({ key, value }) => `${printed(key).slice(1, -1)}=${printed(value)}`),
      ...block.blocks.map(outline),
    ].join(" ")}}${block.open ? "…" : ""}`;

  it("stand for one block each", () => {
    const text =
      'data "x" "y" {\n  dynamic "statement" {\n    for_each = local.statements\n    content {\n      sid = statement.value.sid\n      n = statement.key\n    }\n  }\n  statement {\n    sid = "C"\n  }\n}\n';
    assert.equal(
      outline(expand(text)),
      'data "x" "y" {statement {sid="A" n=0} statement {sid="B" n=1} statement {sid="C"}}',
    );
  });

  it("nest, and may name their iterator and labels", () => {
    const text =
      'data "x" "y" {\n  dynamic "statement" {\n    for_each = local.statements\n    iterator = s\n    labels = [s.value.sid]\n    content {\n      actions = s.value.actions\n      dynamic "condition" {\n        for_each = s.value.ips\n        content {\n          values = [condition.value, s.key]\n        }\n      }\n    }\n  }\n}\n';
    assert.equal(
      outline(expand(text)),
      'data "x" "y" {statement "A" {actions=["a"] condition {values=["1",0]}} statement "B" {actions=["b"]}}',
    );
  });

  it("are one that stands for all, in an open block, where nothing is known of what they go through", () => {
    const text =
      'data "x" "y" {\n  dynamic "statement" {\n    for_each = var.unknown\n    content {\n      actions = ["iam:*"]\n      sid = statement.value\n    }\n  }\n}\n';
    assert.equal(
      outline(expand(text)),
      'data "x" "y" {statement {actions=["iam:*"] sid=unknown because var.unknown is not known}}…',
    );
  });

  it("without a body are nothing, in an open block", () => {
    const text = 'data "x" "y" {\n  dynamic "statement" {\n    for_each = [1]\n  }\n}\n';
    assert.equal(outline(expand(text)), 'data "x" "y" {}…');
    assert.deepEqual(expandDynamic(blockOf('dynamic "a" {}'), scopeOf("", environment())), { blocks: [], open: true });
  });

  it("use values where the iterator stands", () => {
    const text =
      'data "x" "y" {\n  dynamic "s" {\n    for_each = ["q"]\n    content {\n      a = s.value\n    }\n  }\n}\n';
    const [block] = expand(text).blocks;
    const value = block && valueIn(block, "a");
    assert.ok(value);
    assert.equal(places(value, text, text), 's.value <- "q"');
  });
});
