// Why a policy is not analysable, in the words that people read.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn, type Files } from "./workspace";

const rules = { "user-declared": "off", "boundary-missing": "off", "user-untagged": "off" } as const;
const callers = { "/r/m": ["/r"] };

function hints(files: Files, uri = "/r/main.tf"): string[] {
  return lintIn(files, uri, { config: { ...defaultConfig, rules }, callers })
    .filter(({ rule }) => rule === "unresolved-policy")
    .map(({ message }) => message);
}

const policy = (text: string): string => `resource "aws_iam_policy" "p" {\n  policy = ${text}\n}\n`;
const called = (inside: string, more = ""): Files => ({
  "/r/m/main.tf": inside,
  "/r/main.tf": `module "m" {\n  source = "./m"\n${more}}\n${policy("module.m.json")}`,
});

describe("a policy that is not analysable says why", () => {
  before(() => engine.ready());

  const rows: readonly (readonly [expression: string, rest: string, why: string])[] = [
    ["var.json", 'variable "json" {}\n', "the variable json has no default"],
    ["local.json", 'variable "json" {}\nlocals {\n  json = var.json\n}\n', "the variable json has no default"],
    ["data.http.p.body", 'data "http" "p" {\n  url = "https://example.com"\n}\n', "it is fetched over HTTP"],
    [
      "local.json",
      'locals {\n  json = trimspace(data.http.p.body)\n}\ndata "http" "p" {\n  url = "https://example.com"\n}\n',
      "data.http.p.body is fetched over HTTP",
    ],
    ["data.aws_iam_policy.p.policy", "", "it is looked up in AWS when Terraform runs"],
    ["data.vault_generic_secret.p.data.json", "", "it is only known when Terraform runs"],
    ["aws_ssm_parameter.p.value", "", "it is only known once Terraform has made it"],
    ['file("policies/p.json")', "", "policies/p.json is not among these files"],
    ['templatefile("${path.module}/p.tftpl", {})', "", "p.tftpl is not among these files"],
    [
      "data.template_file.p.rendered",
      'data "template_file" "p" {\n  template = file("p.json")\n}\n',
      "p.json is not among these files",
    ],
    ["module.n.json", 'module "n" {\n  source = "../n"\n}\n', "the module ../n is not among these files"],
    ["module.n.json", 'module "n" {\n  source = "acme/n/aws"\n}\n', "the module n is not read: its source is remote"],
    ["each.value", 'variable "all" {}\n', "the variable all has no default"],
    [
      "var.all[count.index]",
      'variable "all" {\n  default = ["{}"]\n}\n',
      "count.index hangs on count, which is not known",
    ],
  ];
  for (const [expression, rest, why] of rows)
    it(`${expression}: ${why}`, () => {
      const meta =
        expression === "each.value"
          ? "  for_each = var.all\n"
          : expression.includes("count")
            ? "  count = var.n\n"
            : "";
      const text = policy(expression).replace("{\n", `{\n${meta}`) + rest;
      const it = why.startsWith(`${expression} `) ? `it${why.slice(expression.length)}` : why;
      assert.deepEqual(hints({ "/r/main.tf": text }), [
        `Not analysable: this policy is ${expression}, which is not known here: ${it}.`,
      ]);
    });

  it("by what a module's output is", () => {
    assert.deepEqual(hints(called('variable "json" {}\noutput "json" {\n  value = var.json\n}\n')), [
      "Not analysable: this policy is module.m.json, which is not known here: the output json of the module m is var.json: the variable json has no default.",
    ]);
    assert.deepEqual(hints(called('output "json" {\n  value = data.http.p.body\n}\n')), [
      "Not analysable: this policy is module.m.json, which is not known here: the output json of the module m is data.http.p.body, which is fetched over HTTP.",
    ]);
    assert.deepEqual(hints(called('output "other" {\n  value = 1\n}\n')), [
      "Not analysable: this policy is module.m.json, which is not known here: the module ./m has no output json.",
    ]);
  });

  it("by what a module is given", () => {
    const inside = `variable "json" {}\n${policy("var.json")}`;
    assert.deepEqual(hints(called(inside, "  json = data.http.p.body\n"), "/r/m/main.tf"), [
      "Not analysable: this policy is var.json, which is not known here: it is given data.http.p.body, which is fetched over HTTP.",
    ]);
    assert.deepEqual(hints(called(inside, "  json = aws_ssm_parameter.p.value\n"), "/r/m/main.tf"), [
      "Not analysable: this policy is var.json, which is not known here: it is given aws_ssm_parameter.p.value, which stands in another module.",
    ]);
  });

  it("in a statement as well", () => {
    assert.deepEqual(
      hints({
        "/r/main.tf": `variable "actions" {}\n${policy('jsonencode({ Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }] })')}`,
      }),
      [
        "Not analysable: var.actions is not known here (the variable actions has no default), so what it grants was not checked.",
      ],
    );
  });

  it("once in a file, however many resources take it", () => {
    const role = (name: string, trust: string): string =>
      `resource "aws_iam_role" "${name}" {\n  assume_role_policy = ${trust}\n}\n`;
    const text = `variable "trust" {}\n${role("a", "var.trust")}${role("b", "var.trust")}${role("c", "var.other")}`;
    const found = lintIn({ "/r/main.tf": text }, "/r/main.tf", { config: { ...defaultConfig, rules } }).filter(
      ({ rule }) => rule === "unresolved-policy",
    );
    assert.deepEqual(
      found.map(({ address, related }) => [
        address,
        ...related.map(({ message, span }) => `${message}: ${text.slice(span.start - 21, span.end)}`),
      ]),
      [["aws_iam_role.a", "so is the policy of aws_iam_role.b: assume_role_policy = var.trust"], ["aws_iam_role.c"]],
    );
  });
});
