// Generated Terraform: IAM in the three ways people write it, between resources of other kinds. Not the .tf.json files.
import { attributes, hclExpression } from "./print";
import {
  account,
  isList,
  mapStrings,
  policyOf,
  region,
  statementOf,
  trustOf,
  type Chance,
  type Data,
  type DataObject,
} from "./vocabulary";

/** A value with the account and the region as Terraform refers to them. */
export function asTerraform(data: Data): Data {
  return mapStrings(data, (text) =>
    text.replaceAll(account, "${data.aws_caller_identity.current.account_id}").replaceAll(region, "${var.region}"),
  );
}

export const terraformHead = `data "aws_caller_identity" "current" {}

variable "region" {
  type    = string
  default = "eu-central-1"
}
`;

/** One block with a blank line before it. */
export function terraformBlock(name: string, chance: Chance): string {
  const iam = chance.happens(0.4);
  return `\n${chance.oneOf(iam ? iamBlocks : otherBlocks)(name.replaceAll("-", "_"), name, chance)}\n`;
}

type BlockOf = (label: string, name: string, chance: Chance) => string;

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.join("\n")}\n}`;
}

function encoded(policy: DataObject): string {
  return `jsonencode(${hclExpression(asTerraform(policy), 2)})`;
}

/** `policy` as a heredoc; `<<-` may be indented. */
function heredoc(policy: DataObject, indented: boolean): string {
  const text = JSON.stringify(asTerraform(policy), undefined, 2);
  return indented ? `<<-EOT\n${text.replace(/^/gm, "    ")}\n  EOT` : `<<EOF\n${text}\nEOF`;
}

function statementBlock(statement: DataObject): string[] {
  const list = (value: Data | undefined): Data =>
    value === undefined || (typeof value === "object" && isList(value)) ? (value ?? []) : [value];
  const fields: Record<string, Data> = {};
  if (statement["Sid"] !== undefined) fields["sid"] = statement["Sid"];
  if (statement["Effect"] === "Deny") fields["effect"] = "Deny";
  if (statement["Action"] !== undefined) fields["actions"] = list(statement["Action"]);
  if (statement["NotAction"] !== undefined) fields["not_actions"] = list(statement["NotAction"]);
  fields["resources"] = list(statement["Resource"]);
  const conditions = Object.entries((statement["Condition"] ?? {}) as DataObject).flatMap(([test, keys]) =>
    Object.entries(keys as DataObject).map(([variable, values]) => ({ test, variable, values: list(values) })),
  );
  return [
    "  statement {",
    ...attributes(asTerraform(fields) as DataObject, 4),
    ...conditions.flatMap((condition) => [
      "",
      "    condition {",
      ...attributes(asTerraform(condition) as DataObject, 6),
      "    }",
    ]),
    "  }",
  ];
}

const iamBlocks: readonly [BlockOf, ...BlockOf[]] = [
  (label, name, chance) =>
    block(`resource "aws_iam_policy" "${label}"`, [
      ...attributes({ name, description: `What ${name} needs` }, 2),
      `  policy = ${encoded(policyOf(name, chance))}`,
    ]),
  (label, name, chance) =>
    block(`resource "aws_iam_role_policy" "${label}"`, [
      `  name = "${name}"`,
      `  role = aws_iam_role.${label}.id`,
      "",
      `  policy = ${heredoc(policyOf(name, chance), chance.happens(0.5))}`,
    ]),
  (label, name, chance) =>
    [
      block(
        `data "aws_iam_policy_document" "${label}"`,
        Array.from({ length: chance.between(1, 3) }, () => statementBlock(statementOf(name, chance)).join("\n"))
          .join("\n\n")
          .split("\n"),
      ),
      block(`resource "aws_iam_policy" "${label}_document"`, [
        ...attributes({ name }, 2),
        `  policy = data.aws_iam_policy_document.${label}.json`,
      ]),
    ].join("\n\n"),
  (label, name, chance) =>
    block(`resource "aws_iam_role" "${label}"`, [
      `  name = "${name}"`,
      "",
      `  assume_role_policy = ${encoded(trustOf(chance.oneOf(["ecs-tasks", "lambda", "ec2"])))}`,
      "",
      `  tags = local.tags`,
    ]),
  (label, name, chance) =>
    block(`resource "aws_iam_user" "${label}"`, [
      `  name = "${name}"`,
      `  path = "/services/"`,
      ...(chance.happens(0.5) ? ["", `  tags = ${hclExpression({ Owner: name, Purpose: "Integration" }, 2)}`] : []),
    ]),
];

const otherBlocks: readonly [BlockOf, ...BlockOf[]] = [
  (label, name) =>
    [
      block(`resource "aws_s3_bucket" "${label}"`, [
        `  bucket = "${name}"`,
        "",
        "  tags = merge(local.tags, {",
        `    Name = "${name}"`,
        "  })",
      ]),
      block(`resource "aws_s3_bucket_versioning" "${label}"`, [
        `  bucket = aws_s3_bucket.${label}.id`,
        "",
        "  versioning_configuration {",
        '    status = "Enabled"',
        "  }",
      ]),
    ].join("\n\n"),
  (label, name, chance) =>
    block(`resource "aws_security_group" "${label}"`, [
      ...attributes({ name, description: `Traffic of ${name}` }, 2),
      "  vpc_id      = module.network.vpc_id",
      ...chance
        .some([80, 443, 5432, 6379, 8080], 2)
        .flatMap((port) => [
          "",
          "  ingress {",
          ...attributes({ from_port: port, to_port: port, protocol: "tcp", cidr_blocks: ["10.0.0.0/8"] }, 4),
          "  }",
        ]),
    ]),
  (label, name, chance) =>
    block(`resource "aws_lambda_function" "${label}"`, [
      ...attributes(
        { function_name: name, runtime: "nodejs20.x", handler: "index.handler", timeout: chance.between(3, 60) },
        2,
      ),
      `  role          = aws_iam_role.${label}.arn`,
      `  filename      = data.archive_file.${label}.output_path`,
      "",
      "  environment {",
      `    variables = ${hclExpression({ STAGE: "${var.stage}", TABLE: name, LOG_LEVEL: "info" }, 4)}`,
      "  }",
    ]),
  (label, name, chance) =>
    block(`resource "aws_cloudwatch_metric_alarm" "${label}"`, [
      "  # Wakes someone up; keep it quiet.",
      ...attributes(
        {
          alarm_name: `${name}-errors`,
          comparison_operator: "GreaterThanThreshold",
          evaluation_periods: 2,
          metric_name: "Errors",
          namespace: "AWS/Lambda",
          period: 60,
          statistic: "Sum",
          threshold: chance.between(1, 20),
        },
        2,
      ),
      `  alarm_actions       = [for topic in var.topics : topic.arn if topic.stage == var.stage]`,
    ]),
  (label, name) =>
    block(`module "${label}"`, [
      ...attributes({ source: "./modules/service", name, image: `\${var.registry}/${name}:\${var.release}` }, 2),
      `  cpu    = var.stage == "prod" ? 1024 : 256`,
    ]),
];
