// What evaluating Terraform never does: throw, run on, or lead an edit to a place that holds no literal. It tests no values.
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultConfig } from "../../shared-rules/src/index";
import { expandBlock, evaluateBlock } from "../../shared-rules/src/link/terraform/blocks";
import { functionNames } from "../../shared-rules/src/link/terraform/functions";
import { regexOf } from "../../shared-rules/src/link/terraform/regex";
import { emptyEnvironment, newBudget } from "../../shared-rules/src/link/terraform/scope";
import type { Environment } from "../../shared-rules/src/link/terraform/scope";
import { parseHcl } from "../../shared-rules/src/syntax/hcl";
import { checkLaws } from "../support/check-rule";
import { engine } from "../support/engine";
import { hclParser } from "../support/hcl";
import { moduleOf, printed, valueOf } from "./evaluating";
import { fixture, known } from "./terraform-rows";

/** Random expressions: most are of the right form, few of the right type. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  const leaf = fc.constantFrom(
    ...[
      '"a"',
      '""',
      "1",
      "-2.5",
      "true",
      "null",
      "[]",
      "{}",
      "var.unknown",
      "local.actions",
      "local.config",
      "local.nothing",
    ],
    ...[
      "aws_iam_role.a.arn",
      "data.aws_x_y.b",
      "each.key",
      "x",
      "k",
      "[1,",
      '"unfinished',
      "(",
      "...",
      "%{",
      "1e400",
      "<<E\na\nE\n",
    ],
  );
  const call = fc
    .tuple(fc.constantFrom(...functionNames, "nope"), fc.array(inner, { maxLength: 4 }), fc.boolean())
    .map(([name, args, expand]) => `${name}(${args.join(", ")}${expand && args.length > 0 ? "..." : ""})`);
  const many = fc.array(inner, { maxLength: 4 });
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthIdentifier: "e" },
      leaf,
      call,
      many.map((items) => `[${items.join(", ")}]`),
      many.map(
        (items) =>
          `{ ${items.map((item, index) => `${index % 2 === 0 ? `k${index}` : `(${item})`} = ${item}`).join(", ")} }`,
      ),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc
        .tuple(inner, fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"), inner)
        .map((all) => all.join(" ")),
      fc.tuple(inner, inner).map(([a, b]) => `(${a})[${b}]`),
      fc.tuple(inner, fc.constantFrom(".a", ".name", "[*].a", ".*.a", "[0]", "[*]")).map(([a, b]) => `(${a})${b}`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `[for k, x in ${a} : ${b} if ${c}]`),
      fc
        .tuple(inner, inner, fc.boolean())
        .map(([a, b, group]) => `{ for k, x in ${a} : ${b} => x${group ? "..." : ""} }`),
      fc.tuple(inner, inner).map(([a, b]) => `"a\${${a}}%{ for x in ${b} ~} \${x} %{ endfor }"`),
      fc.tuple(inner, inner).map(([a, b]) => `"%{ if ${a} }y%{ else }\${${b}}%{ endif ~} z"`),
    ),
  };
});

describe("evaluating Terraform", () => {
  let environment: Environment;
  before(() => (environment = moduleOf(fixture)));

  it("never throws, and comes to the same value each time", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(expression, (source) => {
        const value = printed(valueOf(source, environment));
        assert.equal(printed(valueOf(source, environment)), value);
      }),
      { numRuns: 3_000 },
    );
  });

  it("never throws on what is no expression", function () {
    this.timeout(120_000);
    const pieces = fc.constantFrom(...Object.values(known).flatMap((rows) => rows.map(([source]) => source)));
    const cut = fc.tuple(pieces, fc.nat(200), pieces).map(([a, at, b]) => a.slice(0, at) + b.slice(at));
    fc.assert(
      fc.property(fc.oneof(cut, fc.string()), (source) => void printed(valueOf(source, environment))),
      { numRuns: 2_000 },
    );
  });

  it("knows no more of the parts of a text than there is to know", () => {
    // What is known when everything is known must not be contradicted where one name is not.
    for (const [source, expected] of Object.values(known).flat()) {
      if (!source.includes("local.number") || expected.includes("unknown")) continue;
      const blind: Environment = { lookup: (path) => (path === "local.number" ? undefined : environment.lookup(path)) };
      const value = printed(valueOf(source, blind));
      assert.ok(/unknown/.test(value) || value.includes("…") || value === expected, `${source}: ${value}`);
    }
  });

  const costly: readonly string[] = [
    "range(1000000000)",
    "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
    "setproduct(range(1000), range(1000), range(1000))",
    'join("", [for i in range(1000) : join("", [for j in range(1000) : "0123456789"])])',
    'format("%999999999s", "a")',
    'regex("(a+)+$", join("", concat([for i in range(1000) : "aaaaaaaaaa"], ["b"])))',
    'regexall("a.*b|a", join("", [for i in range(1000) : "aaaaaaaaaa"]))',
    'replace(join("", [for i in range(1000) : "aaaaaaaaaa"]), "/(.*)(.*)(.*)(.*)(.*)x/", "y")',
    'replace(join("", [for i in range(1000) : "aaaaaaaaaa"]), "", join("", [for i in range(1000) : "aaaaaaaaaa"]))',
    "distinct([for i in range(1000) : { a = i }])",
    "toset(flatten([for i in range(1000) : [for j in range(100) : [i, j]]]))",
    "(".repeat(5_000) + "1" + ")".repeat(5_000),
    "[".repeat(5_000) + "]".repeat(5_000),
    "1" + " + 1".repeat(20_000),
    "a" + ".b".repeat(20_000),
    "!".repeat(20_000) + "true",
    "true ? 1 : ".repeat(5_000) + "1",
    `"${"%{ if true }".repeat(5_000)}"`,
    `"${"%{ for x in [1, 2] }".repeat(60)}${"%{ endfor }".repeat(60)}"`,
    'jsondecode("' + "[".repeat(20_000) + '")',
    'yamldecode("' + "- ".repeat(20_000) + '")',
    `[${"0, ".repeat(100_000)}]`,
    `concat([${"0, ".repeat(60_000)}]...)`,
    `max([${"0, ".repeat(60_000)}]...)`,
  ];
  for (const source of costly)
    it(`ends in time: ${source.slice(0, 60)}`, () => {
      const parsed = hclParser().expression(source);
      assert.ok(parsed.end >= 0);
      const started = performance.now();
      printed(valueOf(source, environment));
      assert.ok(performance.now() - started < 5_000);
    });

  it("takes from one budget for a block, so that many costly attributes cost no more than a few", () => {
    const lines = Array.from(
      { length: 300 },
      (_, index) => `  a${index} = [for a in range(1000) : [for b in range(1000) : a]]`,
    );
    const text = `resource "a" "b" {\n${lines.join("\n")}\n  last = ["x"]\n}\n`;
    const [placed] = parseHcl(text, () => true, hclParser()).blocks;
    assert.ok(placed);
    const started = performance.now();
    const block = evaluateBlock(placed.node, { text: placed.text, place: { start: 0 }, environment: emptyEnvironment });
    assert.ok(performance.now() - started < 4_000);
    const last = block.entries.at(-1)?.value;
    assert.equal(last && printed(last), '["x"]');
  });

  it("reads 5,000 lines in the time of a keystroke", () => {
    const statement = (index: number): string =>
      `  statement {\n    sid       = "S${index}"\n    actions   = concat(local.actions, ["s3:Get\${var.plain}", "iam:*"])\n    resources = [for b in ["a", "b"] : "arn:aws:s3:::\${b}/*"]\n  }\n`;
    const block = (index: number): string =>
      `data "aws_iam_policy_document" "d${index}" {\n${Array.from({ length: 10 }, (_, inner) => statement(inner)).join("")}}\n`;
    const text = Array.from({ length: 96 }, (_, index) => block(index)).join("\n");
    assert.ok(text.split("\n").length >= 4_900);
    const { blocks } = parseHcl(text, () => true, hclParser());
    const budget = newBudget();
    const read = (): number => {
      const started = performance.now();
      for (const { node, text: own, start } of blocks)
        expandBlock(node, { text: own, place: { start }, environment, budget });
      return performance.now() - started;
    };
    read();
    const times = Array.from({ length: 5 }, read).sort((a, b) => a - b);
    assert.ok((times[2] ?? Infinity) < 200, `${String(times[2])} ms`);
    assert.ok(budget.steps > 0);
  });
});

describe("regular expressions", () => {
  it("match as JavaScript's do, where both read the pattern alike", function () {
    this.timeout(60_000);
    const atom = fc.constantFrom("a", "b", "[ab]", "[^a]", ".", "(a|b)", "(?:ab)", "\\b", "^", "$", "(a)", "\\w");
    const pattern = fc
      .array(
        fc
          .tuple(atom, fc.constantFrom("", "", "+", "?", "{1,2}", "+?", "??"))
          .map(([one, times]) => (/^[\^$\\]/.test(one) ? one : one + times)),
        { minLength: 1, maxLength: 5 },
      )
      .chain((parts) => fc.constantFrom(parts.join(""), `${parts.join("")}|b`));
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab \n]{0,8}$/), (source, text) => {
        const regex = regexOf(source);
        assert.ok(regex, source);
        const match = regex.match(text, 0);
        const expected = new RegExp(source).exec(text);
        assert.notEqual(match, "long");
        const whole = Array.isArray(match) ? text.slice(Number(match[0]), Number(match[1])) : undefined;
        assert.equal(whole, expected?.[0], `${source} on ${JSON.stringify(text)}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it("never throw on any pattern", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[()[\]{}*+?|\\^$.:a-c0-9,<>P=!-]{0,20}$/)),
        fc.string(),
        (pattern, text) => {
          regexOf(pattern)?.match(text, 0);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("edits of values that are computed", () => {
  const values: readonly string[] = [
    '["iam:*", "s3:GetObject"]',
    'concat(["iam:*"], ["s3:GetObject"])',
    'flatten([["iam:*"], ["s3:GetObject"]])',
    'distinct(["iam:*", "s3:GetObject"])',
    'toset(["iam:*", "s3:GetObject"])',
    'compact(["iam:*", "", "s3:GetObject"])',
    '[for a in ["iam:*", "s3:GetObject"] : a]',
    '[for s in ["iam", "s3"] : "${s}:*"]',
    '[for s in ["IAM:*", "S3:*"] : lower(s)]',
    'var.all ? ["iam:*"] : ["s3:GetObject"]',
    '["s3:GetObject", var.all ? "iam:*" : "s3:PutObject"]',
    '["s3:GetObject", true ? "iam:*" : "s3:PutObject"]',
    '["s3:GetObject", ("iam:*")]',
    '["s3:GetObject", lower("IAM:*")]',
    '["s3:GetObject", "${"iam"}:*"]',
    '["s3:GetObject", format("%s:*", "iam")]',
    '[{ a = "iam:*" }, { a = "s3:GetObject" }][*].a',
    'lookup({ a = ["iam:*", "s3:GetObject"] }, "a", [])',
    'split(",", "iam:*,s3:GetObject")',
    'jsondecode("[\\"iam:*\\", \\"s3:GetObject\\"]")',
    'formatlist("%s:*", ["iam", "s3"])',
    'try(["iam:*", "s3:GetObject"], [])',
    'slice(["iam:*", "s3:GetObject", "x"], 0, 2)',
    'setsubtract(["iam:*", "s3:GetObject"], ["s3:GetObject"])',
    'values({ a = "iam:*", b = "s3:GetObject" })',
    '"iam:*"',
    'join(":", ["iam", "*"])',
  ];
  before(() => engine.ready());

  const texts: readonly ((value: string) => string)[] = [
    (value) =>
      `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [\n      { Effect = "Allow", Action = ${value}, Resource = "*" },\n      { Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::a/*" },\n    ]\n  })\n}\n`,
    (value) =>
      `data "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ${value}\n    resources = ["*"]\n  }\n  statement {\n    actions   = ["s3:PutObject"]\n    resources = ["arn:aws:s3:::a/*"]\n  }\n}\n`,
  ];
  for (const value of values)
    it(`keep to the laws or are declined: ${value}`, () => {
      for (const text of texts) {
        const document = engine.read({ uri: "file:///main.tf", text: text(value) });
        assert.equal(document.broken, false);
        for (const finding of engine.lint(document, defaultConfig))
          for (const fix of finding.fixes) checkLaws(document, finding, fix);
      }
    });

  it("find what a list is computed from", () => {
    const found = values.flatMap((value) =>
      texts.map((text) => {
        const document = engine.read({ uri: "file:///main.tf", text: text(value) });
        return engine
          .lint(document, defaultConfig)
          .some(({ rule }) => rule === "wildcard-service" || rule === "wildcard-sensitive");
      }),
    );
    assert.deepEqual(
      values.filter((_, index) => found[index * 2] !== true),
      [],
    );
  });
});
