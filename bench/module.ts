// A generated Terraform module of many files that depend on each other: users, roles, policies, documents, locals. The same each time.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { terraformBlock, terraformHead } from "./terraform";
import { Chance, serviceName } from "./vocabulary";

export interface ModuleFile {
  readonly path: string;
  readonly text: string;
}

/** Blocks that refer to those of other files: `index` counts the files. */
function linkedBlocks(index: number, files: number): string {
  const next = (index + 1) % files;
  const last = (index + files - 1) % files;
  return `
data "aws_iam_policy_document" "service_${index}" {
  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["\${local.bucket_arns[${index}]}/*"]
  }

  statement {
    sid       = "Send"
    actions   = local.queue_actions
    resources = ["arn:aws:sqs:\${var.region}:*:\${var.stage}-${index}"]
  }
}

resource "aws_iam_policy" "service_${index}" {
  name   = "\${var.stage}-service-${index}"
  policy = data.aws_iam_policy_document.service_${next}.json
}

resource "aws_iam_role" "service_${index}" {
  name                 = "\${var.stage}-service-${index}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.boundary.arn
  tags                 = local.tags
}

resource "aws_iam_role_policy_attachment" "service_${index}" {
  role       = aws_iam_role.service_${last}.name
  policy_arn = aws_iam_policy.service_${index}.arn
}

resource "aws_iam_user" "person_${index}" {
  name = "person-${index}"
  tags = merge(local.tags, { Purpose = "Team ${index}" })
}

resource "aws_iam_user_group_membership" "person_${index}" {
  user   = aws_iam_user.person_${last}.name
  groups = [aws_iam_group.people.name]
}
`;
}

function sharedBlocks(files: number): string {
  const arns = Array.from({ length: files }, (_, index) => `    "arn:aws:s3:::\${var.stage}-bucket-${index}",`);
  return `${terraformHead}
variable "stage" {
  type    = string
  default = "prod"
}

variable "team" {
  type = string
}

locals {
  queue_actions = ["sqs:SendMessage", "sqs:GetQueueUrl"]
  tags          = { Owner = var.team, Stage = var.stage }
  bucket_arns = [
${arns.join("\n")}
  ]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_group" "people" {
  name = "people"
}
`;
}

/** Writes a module of so many files and lines (at least 80 lines a file) and returns its files; the first defines what all of them use. */
export function writeModule(folder: string, files: number, lines: number): ModuleFile[] {
  mkdirSync(folder, { recursive: true });
  const chance = new Chance(lines);
  const shared = sharedBlocks(files - 1);
  const each = Math.floor((lines - countLines(shared)) / (files - 1));
  return Array.from({ length: files }, (_, at) => {
    const file = path.join(folder, at === 0 ? "shared.tf" : `service-${at - 1}.tf`);
    const text = at === 0 ? shared : filled(linkedBlocks(at - 1, files - 1), each, at, chance);
    writeFileSync(file, text);
    return { path: file, text };
  });
}

/** A file's blocks and more of other kinds, padded to the exact length. */
function filled(text: string, lines: number, index: number, chance: Chance): string {
  let whole = text;
  for (let block = 0; ; block++) {
    const more = whole + terraformBlock(serviceName(chance, index * 100 + block), chance);
    if (countLines(more) > lines) break;
    whole = more;
  }
  return whole + "# That is all for now.\n".repeat(Math.max(0, lines - countLines(whole)));
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
