// One statement written in every format a rule must work in. It judges nothing.
import { printYamlText } from "./yaml";

export type StatementJson = Readonly<Record<string, unknown>>;
export type Kind = "identity" | "trust" | "resource";

export interface Sample {
  readonly format: string;
  readonly uri: string;
  readonly text: string;
}

/** The statement as the only one of a policy of that kind, in policy JSON, CloudFormation JSON and YAML, jsonencode and policy document. */
export function samplesOf(statement: StatementJson, kind: Kind = "identity"): Sample[] {
  const document = { Version: "2012-10-17", Statement: [statement] };
  const template = { AWSTemplateFormatVersion: "2010-09-09", Resources: { Subject: resource(kind, document) } };
  return [
    {
      format: "policy JSON",
      uri: kind === "trust" ? "/w/trust.json" : "/w/policy.json",
      text: `${JSON.stringify(document, null, 2)}\n`,
    },
    { format: "CloudFormation JSON", uri: "/w/template.json", text: `${JSON.stringify(template, null, 2)}\n` },
    { format: "CloudFormation YAML", uri: "/w/template.yaml", text: printYamlText(template) },
    {
      format: "Terraform jsonencode",
      uri: "/w/main.tf",
      text: terraformResource(kind, `jsonencode(${hcl(document, 1)})`),
    },
    {
      format: "Terraform policy document",
      uri: "/w/document.tf",
      text: `${policyDocument(statement)}\n${terraformResource(kind, "data.aws_iam_policy_document.subject.json")}`,
    },
  ];
}

function resource(kind: Kind, document: unknown): unknown {
  switch (kind) {
    case "identity":
      return { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } };
    case "trust":
      return { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: document } };
    case "resource":
      return { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: "reports", PolicyDocument: document } };
  }
}

function terraformResource(kind: Kind, policy: string): string {
  switch (kind) {
    case "identity":
      return `resource "aws_iam_policy" "subject" {\n  policy = ${policy}\n}\n`;
    case "trust":
      return `resource "aws_iam_role" "subject" {\n  assume_role_policy = ${policy}\n}\n`;
    case "resource":
      return `resource "aws_s3_bucket_policy" "subject" {\n  bucket = "reports"\n  policy = ${policy}\n}\n`;
  }
}

/** A value as HCL, `${` escaped so that policy variables reach IAM. */
export function hcl(value: unknown, depth: number): string {
  const pad = "  ".repeat(depth);
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object")) return `[${value.map((item) => hcl(item, depth)).join(", ")}]`;
    return `[\n${value.map((item) => `${pad}  ${hcl(item, depth + 1)},\n`).join("")}${pad}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${pad}  ${/^\w+$/.test(key) ? key : JSON.stringify(key)} = ${hcl(item, depth + 1)}\n`,
    );
    return `{\n${entries.join("")}${pad}}`;
  }
  return JSON.stringify(value).replaceAll("${", () => "$${");
}

/** A statement as `data "aws_iam_policy_document" "subject"`. */
function policyDocument(statement: StatementJson): string {
  const lines: string[] = [];
  const list = (value: unknown): string => hcl(Array.isArray(value) ? value : [value], 2).replaceAll("$${", "&{");
  const attribute: Record<string, string> = {
    Sid: "sid",
    Effect: "effect",
    Action: "actions",
    NotAction: "not_actions",
    Resource: "resources",
    NotResource: "not_resources",
  };
  for (const [key, value] of Object.entries(statement)) {
    const name = attribute[key];
    if (name) lines.push(`    ${name} = ${key === "Sid" || key === "Effect" ? JSON.stringify(value) : list(value)}`);
  }
  for (const [key, block] of [
    ["Principal", "principals"],
    ["NotPrincipal", "not_principals"],
  ] as const) {
    const value = statement[key];
    if (value === undefined) continue;
    const typed: Record<string, unknown> = typeof value === "string" ? { "*": [value] } : Object.assign({}, value);
    for (const [type, identifiers] of Object.entries(typed))
      lines.push(
        `    ${block} {\n      type = ${JSON.stringify(type)}\n      identifiers = ${list(identifiers)}\n    }`,
      );
  }
  const conditions = record(statement["Condition"]);
  for (const [test, keys] of Object.entries(conditions))
    for (const [variable, values] of Object.entries(keys))
      lines.push(
        `    condition {\n      test = ${JSON.stringify(test)}\n      variable = ${JSON.stringify(variable)}\n      values = ${list(values)}\n    }`,
      );
  return `data "aws_iam_policy_document" "subject" {\n  statement {\n${lines.join("\n")}\n  }\n}\n`;
}

function record(value: unknown): Record<string, Record<string, unknown>> {
  const copy: Record<string, Record<string, unknown>> = {};
  return Object.assign(copy, value);
}
