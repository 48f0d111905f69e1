// The HCL reader beside HashiCorp's own parser (hcl2json), on real Terraform where the machine has it (ROLEWARD_REALWORLD names the
// folder): both must see the same blocks, attributes and statements. It compares no values that are computed.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "@cdktf/hcl2json";
import { readTerraform } from "../../shared-rules/src/host/terraform";
import { isWanted, policyDocument } from "../../shared-rules/src/host/terraform/places";
import type { Elements, Statement } from "../../shared-rules/src/model/policy";
import { contains, literal } from "../../shared-rules/src/model/value";
import { parseHcl } from "../../shared-rules/src/syntax/hcl";
import { hclParser } from "../support/hcl";

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** What both parsers must agree on, as lines of text. */
type Seen = readonly string[];

const labels: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  provider: 1,
  variable: 1,
  module: 1,
  output: 1,
};

/** Bodies below so many labels, each with the labels that lead to it. */
function* bodies(value: unknown, depth: number, names: readonly string[] = []): Generator<{ names: Seen; body: Json }> {
  if (depth === 0) {
    for (const body of listOf(value)) if (isJson(body)) yield { names, body };
  } else if (isJson(value)) {
    for (const [name, inner] of Object.entries(value)) yield* bodies(inner, depth - 1, [...names, name]);
  }
}

function described(type: string, names: readonly string[], keys: Iterable<string>): string {
  return `${[type, ...names].join(" ")}: ${[...new Set(keys)].sort().join(" ")}`;
}

function statementLine(address: string, effect: unknown, actions: Seen, resources: Seen): string {
  return `${address}: ${String(effect)} ${actions.join(" ")} on ${resources.join(" ")}`;
}

async function seenByHcl2json(name: string, text: string): Promise<string[]> {
  const file: unknown = await parse(name, text);
  const seen: string[] = [];
  for (const [type, value] of Object.entries(isJson(file) ? file : {}))
    for (const { names, body } of bodies(value, labels[type] ?? 0)) {
      if (!isWanted(type, names[0])) continue;
      seen.push(described(type, names, Object.keys(body)));
      if (names[0] !== policyDocument) continue;
      for (const statement of listOf(body["statement"]))
        if (isJson(statement))
          seen.push(
            statementLine(
              names.join("."),
              statement["effect"] ?? "Allow",
              literals(statement["actions"]),
              literals(statement["resources"]),
            ),
          );
    }
  return seen.sort();
}

/** The strings of a list that are not computed. hcl2json writes every expression as a template. */
function literals(value: unknown): string[] {
  return Array.isArray(value)
    ? value.flatMap((item) => (typeof item === "string" && !/[$%]\{/.test(item) ? [item.replace(/&\{/g, "${")] : []))
    : [];
}

function seenByUs(uri: string, text: string): string[] {
  const seen: string[] = [];
  const { blocks } = parseHcl(text, isWanted, hclParser());
  for (const { node } of blocks) {
    const keys = [...node.attributes.map(({ name }) => name), ...node.blocks.map(({ type }) => type)];
    seen.push(
      described(
        node.type,
        node.labels.map((label) => label.text),
        keys,
      ),
    );
  }
  // A document that serves several purposes is a policy of each.
  const lines = new Map<number, string>();
  for (const { statements, node } of readTerraform({ uri, text }, hclParser()).policies) {
    if (node.kind !== "block") continue;
    for (const statement of statements)
      if (text.startsWith("statement", statement.span.start) && contains(node.span, statement.span))
        lines.set(statement.span.start, lineOf(text, node.labels.map((label) => literal(label)).join("."), statement));
  }
  return [...seen, ...lines.values()].sort();
}

function lineOf(text: string, address: string, { effect, actions, resources, node }: Statement): string {
  const computed = node.entries.find(({ key }) => literal(key) === "effect")?.value;
  const known = computed && effect === "unknown" ? "computed" : effect;
  return statementLine(address, known, knownIn(text, actions), knownIn(text, resources));
}

/** The known strings of a list that is written as one. */
function knownIn(text: string, { value }: Elements): string[] {
  return value?.kind === "list" && text.startsWith("[", value.span.start)
    ? value.items.flatMap((item) => {
        const known = literal(item);
        return known === undefined ? [] : [known];
      })
    : [];
}

const everyKind = `
provider "aws" {
  alias = "west"
  default_tags {
    tags = { Owner = "me" }
  }
}

variable "bucket" {
  type    = string
  default = "app"
}

locals {
  prefix = "x"
}

module "app" {
  source = "./app"
}

data "aws_iam_policy_document" "app" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:Get\${var.bucket}"]
    resources = ["arn:aws:s3:::app/&{aws:username}", "arn:aws:s3:::\${var.bucket}"]
  }

  statement {
    effect      = "Deny"
    not_actions = ["iam:*"]
    resources   = ["*"]
  }

  dynamic "statement" {
    for_each = var.more
    content {
      actions = statement.value
    }
  }
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = <<-EOT
    {}
  EOT
  inline_policy {
    name = "x"
  }
}

output "arn" {
  value = aws_iam_role.app.arn
}
`;

const folder = process.env["ROLEWARD_REALWORLD"];

describe("HCL beside hcl2json", () => {
  it("agrees on a file with every kind of block", async () => {
    const text = everyKind;
    assert.deepEqual(seenByUs("file:///x.tf", text), await seenByHcl2json("x.tf", text));
  });

  if (folder === undefined)
    console.log("      ROLEWARD_REALWORLD is not given: real Terraform is not compared with hcl2json.");
  else
    it("agrees on real Terraform", async function () {
      this.timeout(300_000);
      let files = 0;
      let lines = 0;
      const refused: string[] = [];
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
        if (!name.endsWith(".tf")) continue;
        const text: string = readFileSync(path.join(folder, name), "utf8");
        let theirs: string[];
        try {
          theirs = await seenByHcl2json(name, text);
        } catch {
          refused.push(name);
          continue;
        }
        assert.deepEqual(seenByUs(`file:///${name}`, text), theirs, name);
        files++;
        lines += theirs.length;
      }
      console.log(
        `      ${files} files, ${lines} blocks and statements; hcl2json refuses ${refused.length}: ${refused.join(", ")}`,
      );
      assert.ok(files > 0);
    });
});
