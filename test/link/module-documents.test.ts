// Policy documents that a local module hands out: judged once, in the module, as what its caller uses them for.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn, type Files } from "./workspace";

const config = {
  ...defaultConfig,
  rules: { "user-declared": "off", "boundary-missing": "off", "user-untagged": "off" },
} as const;

const callers = { "/r/m": ["/r"], "/r/m/n": ["/r/m"] };

/** Findings of one file, with what they are related to. */
function told(files: Files, uri: string): string[] {
  return lintIn(files, uri, { config, callers }).map(({ address, rule, text, related }) =>
    [`${rule} @ ${text} in ${address}`, ...related.map(({ message, uri: at }) => `${message} (${at})`)].join("; "),
  );
}

const trusting = (name: string, meta = ""): string =>
  `data "aws_iam_policy_document" "${name}" {\n${meta}  statement {\n    actions = ["sts:AssumeRole"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n  }\n}\n`;
const granting = (name: string, meta = ""): string =>
  `data "aws_iam_policy_document" "${name}" {\n${meta}  statement {\n    actions   = ["iam:CreateUser"]\n    resources = ["arn:aws:iam::*:user/x"]\n  }\n}\n`;
const output = (value: string): string => `output "json" {\n  value = ${value}\n}\n`;
const call = (more = ""): string => `module "m" {\n  source = "./m"\n${more}}\n`;
const role = (trust: string, name = "r"): string =>
  `resource "aws_iam_role" "${name}" {\n  assume_role_policy = ${trust}\n}\n`;

describe("policy documents that a module hands out", () => {
  before(() => engine.ready());

  const used = "trust-any-principal @ * in data.aws_iam_policy_document.d; used by aws_iam_role.r (/r/main.tf)";
  const rows: readonly (readonly [title: string, module: string, caller: string, inModule: string])[] = [
    [
      "as they are",
      trusting("d") + output("data.aws_iam_policy_document.d.json"),
      call() + role("module.m.json"),
      `${used}; called by module.m (/r/main.tf)`,
    ],
    [
      "of count",
      trusting("d", "  count = 1\n") + output("data.aws_iam_policy_document.d[0].json"),
      call() + role("module.m.json"),
      `${used}; called by module.m (/r/main.tf)`,
    ],
    [
      "of which there may be none",
      `variable "on" {}\n${trusting("d", "  count = var.on ? 1 : 0\n")}${output('try(data.aws_iam_policy_document.d[0].json, "")')}`,
      call() + role("module.m.json"),
      `${used}; called by module.m (/r/main.tf)`,
    ],
    [
      "by one()",
      trusting("d", "  count = 1\n") + output("one(data.aws_iam_policy_document.d[*].json)"),
      call() + role("module.m.json"),
      `${used}; called by module.m (/r/main.tf)`,
    ],
    [
      "through a local, in a condition",
      `${trusting("d")}locals {\n  json = data.aws_iam_policy_document.d.minified_json\n}\n${output("local.json")}`,
      `variable "on" {}\n${call()}${role('var.on ? module.m.json : ""')}`,
      `${used}; called by module.m (/r/main.tf)`,
    ],
    [
      "of a call with for_each",
      trusting("d") + output("data.aws_iam_policy_document.d.json"),
      call('  for_each = toset(["a", "b"])\n') + role('module.m["a"].json'),
      `${used}; called by module.m["a"], module.m["b"] (/r/main.tf)`,
    ],
    [
      "of a call with count, all of them",
      trusting("d") + output("data.aws_iam_policy_document.d.json"),
      call("  count = 1\n") + role("one(module.m[*].json)"),
      `${used}; called by module.m[0] (/r/main.tf)`,
    ],
    [
      "to two roles",
      trusting("d") + output("data.aws_iam_policy_document.d.json"),
      call() + role("module.m.json") + role("module.m.json", "s"),
      `${used}; used by aws_iam_role.s (/r/main.tf); called by module.m (/r/main.tf)`,
    ],
    [
      "as part of a document there",
      trusting("d") + output("data.aws_iam_policy_document.d.json"),
      `${call()}data "aws_iam_policy_document" "whole" {\n  source_policy_documents = [module.m.json]\n}\n${role("data.aws_iam_policy_document.whole.json")}`,
      `${used}; called by module.m (/r/main.tf)`,
    ],
    [
      "with an unknown beside",
      `variable "who" {}\n${trusting("d").replace('["*"]', '["*", var.who]')}${output("data.aws_iam_policy_document.d.json")}`,
      call() + role("module.m.json"),
      `${used}; called by module.m (/r/main.tf)`,
    ],
  ];
  for (const [title, module, caller, inModule] of rows)
    it(title, () => {
      const files = { "/r/m/main.tf": module, "/r/main.tf": caller };
      assert.deepEqual(told(files, "/r/m/main.tf"), [inModule]);
      assert.deepEqual(told(files, "/r/main.tf"), []);
    });

  it("are the caller's role's, not those of a role of the same name in the module", () => {
    const own = `${role('"{}"')}resource "aws_iam_role_policy_attachment" "a" {\n  role       = aws_iam_role.r.name\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n`;
    const module = trusting("d") + output("data.aws_iam_policy_document.d.json");
    const alone = told({ "/r/m/main.tf": own }, "/r/m/main.tf");
    const both = told({ "/r/m/main.tf": own + module, "/r/main.tf": call() + role("module.m.json") }, "/r/m/main.tf");
    assert.deepEqual(
      both.filter((one) => !one.startsWith("trust-any-principal")).map((one) => one.split("; ")[0]),
      alone.map((one) => one.split("; ")[0]),
    );
    assert.deepEqual(
      both.filter((one) => one.startsWith("trust-any-principal")),
      [`${used}; called by module.m (/r/main.tf)`],
    );
  });

  it("through two modules", () => {
    const files = {
      "/r/m/n/main.tf": trusting("d") + output("data.aws_iam_policy_document.d.json"),
      "/r/m/main.tf": `module "n" {\n  source = "./n"\n}\n${output("module.n.json")}`,
      "/r/main.tf": call() + role("module.m.json"),
    };
    assert.deepEqual(told(files, "/r/m/n/main.tf"), [`${used}; called by module.n (/r/m/main.tf)`]);
    assert.deepEqual(told(files, "/r/m/main.tf"), []);
    assert.deepEqual(told(files, "/r/main.tf"), []);
  });

  it("are what each use makes of them", () => {
    const files = (use: string): Files => ({
      "/r/m/main.tf": granting("d") + output("data.aws_iam_policy_document.d.json"),
      "/r/main.tf": call() + use,
    });
    const policy = `resource "aws_iam_policy" "p" {\n  policy = module.m.json\n}\n`;
    const asPolicy = files(policy);
    const asBoundary = files(
      `${policy}resource "aws_iam_user" "u" {\n  name = "u"\n  permissions_boundary = aws_iam_policy.p.arn\n}\n`,
    );
    const grants = (files: Files): string[] => told(files, "/r/m/main.tf").map((one) => one.split(" ")[0] ?? "");
    assert.deepEqual(grants(asPolicy), ["user-create-grant"]);
    assert.deepEqual(grants(asBoundary), []);
  });

  it("are not known where the module has none of that name", () => {
    const files = {
      "/r/m/main.tf": output("data.aws_iam_policy_document.d.json"),
      "/r/main.tf": call() + role("module.m.json"),
    };
    assert.deepEqual(told(files, "/r/main.tf"), ["unresolved-policy @ module.m.json in aws_iam_role.r"]);
  });

  it("mean nothing in a third module", () => {
    const files = {
      "/r/m/main.tf": trusting("d") + output("data.aws_iam_policy_document.d.json"),
      "/r/n/main.tf": `variable "json" {}\n${role("var.json")}`,
      "/r/main.tf": `${call()}module "n" {\n  source = "./n"\n  json   = module.m.json\n}\n`,
    };
    assert.deepEqual(
      lintIn(files, "/r/n/main.tf", { config, callers: { "/r/n": ["/r"] } }).map(
        ({ rule, text }) => `${rule} @ ${text}`,
      ),
      ["unresolved-policy @ var.json"],
    );
  });
});
