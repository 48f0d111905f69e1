// One statement written in every format a rule must work in. It judges nothing.
import type { PolicyHint } from "../../shared-rules/src/index";
import type { Example } from "../../shared-rules/src/rule";
import { printYamlText } from "./yaml";

export type StatementJson = Readonly<Record<string, unknown>>;
export type Kind = "identity" | "trust" | "resource" | "boundary" | "scp" | "rcp" | "permission-set";

export interface Sample {
  readonly format: string;
  readonly uri: string;
  readonly text: string;
  /** What a bare policy file does not say of itself. */
  readonly hint?: PolicyHint;
}

/** The statements as those of a policy of that kind, in policy JSON, CloudFormation JSON and YAML, jsonencode and policy document. */
export function samplesOf(content: StatementJson | readonly StatementJson[], kind: Kind = "identity"): Sample[] {
  const statements = Array.isArray(content) ? (content as readonly StatementJson[]) : [content as StatementJson];
  const document = { Version: "2012-10-17", Statement: statements };
  const template = { AWSTemplateFormatVersion: "2010-09-09", Resources: resources(kind, document) };
  return [
    {
      format: "policy JSON",
      uri: kind === "trust" ? "/w/trust.json" : "/w/policy.json",
      text: `${JSON.stringify(document, null, 2)}\n`,
      ...(kind !== "identity" && kind !== "trust" && kind !== "resource" && { hint: { kind } }),
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
      text: `${policyDocument(statements)}\n${terraformResource(kind, "data.aws_iam_policy_document.subject.json")}`,
    },
  ];
}

/** A documented example in all formats it stands for. */
export function samplesOfExample(example: Example): Sample[] {
  const content = example.statement ?? example.statements;
  if (content) return samplesOf(content, example.kind === "unknown" ? undefined : example.kind);
  const natives: Sample[] = [];
  const add = (format: string, uri: string, text: string | undefined): void => {
    if (text !== undefined) natives.push({ format, uri, text });
  };
  add("Terraform", "/w/main.tf", example.terraform);
  add("CloudFormation", "/w/template.yaml", example.cloudformation);
  add("policy JSON", "/w/policy.json", example.json);
  add("a credential report", "/w/credentials.csv", example.report);
  return natives;
}

const boundaryOf = {
  Bounded: {
    Type: "AWS::IAM::Role",
    Properties: {
      PermissionsBoundary: { Ref: "Subject" },
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
    },
  },
};

function resources(kind: Kind, document: unknown): Readonly<Record<string, unknown>> {
  switch (kind) {
    case "identity":
      return { Subject: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } } };
    case "boundary":
      return { Subject: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } }, ...boundaryOf };
    case "trust":
      return { Subject: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: document } } };
    case "resource":
      return {
        Subject: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: "reports", PolicyDocument: document } },
      };
    case "scp":
    case "rcp": {
      const Type = kind === "scp" ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY";
      return {
        Subject: { Type: "AWS::Organizations::Policy", Properties: { Name: "subject", Type, Content: document } },
      };
    }
    case "permission-set":
      return {
        Subject: {
          Type: "AWS::SSO::PermissionSet",
          Properties: { Name: "subject", InstanceArn: "arn:aws:sso:::instance/ssoins-1", InlinePolicy: document },
        },
      };
  }
}

function terraformResource(kind: Kind, policy: string): string {
  const block = (type: string, attributes: string): string => `resource "${type}" "subject" {\n${attributes}}\n`;
  switch (kind) {
    case "identity":
      return block("aws_iam_policy", `  policy = ${policy}\n`);
    case "boundary":
      return `${block("aws_iam_policy", `  policy = ${policy}\n`)}\nresource "aws_iam_role" "bounded" {\n  permissions_boundary = aws_iam_policy.subject.arn\n}\n`;
    case "trust":
      return block("aws_iam_role", `  assume_role_policy = ${policy}\n`);
    case "resource":
      return block("aws_s3_bucket_policy", `  bucket = "reports"\n  policy = ${policy}\n`);
    case "scp":
      return block("aws_organizations_policy", `  content = ${policy}\n`);
    case "rcp":
      return block("aws_organizations_policy", `  type = "RESOURCE_CONTROL_POLICY"\n  content = ${policy}\n`);
    case "permission-set":
      return block("aws_ssoadmin_permission_set_inline_policy", `  inline_policy = ${policy}\n`);
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

/** Statements as `data "aws_iam_policy_document" "subject"`. */
function policyDocument(statements: readonly StatementJson[]): string {
  const blocks = statements.map((statement) => `  statement {\n${linesOf(statement).join("\n")}\n  }\n`);
  return `data "aws_iam_policy_document" "subject" {\n${blocks.join("\n")}}\n`;
}

function linesOf(statement: StatementJson): string[] {
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
  return lines;
}

function record(value: unknown): Record<string, Record<string, unknown>> {
  const copy: Record<string, Record<string, unknown>> = {};
  return Object.assign(copy, value);
}
