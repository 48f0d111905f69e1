// Generated files for the bench and the laws: the same for the same format, length and seed. `tsx bench/generate.ts FOLDER` writes a repository of them.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cloudFormationResources } from "./cloudformation";
import { yamlLines } from "./print";
import { asTerraform, terraformBlock, terraformHead } from "./terraform";
import {
  account,
  Chance,
  mapStrings,
  numbered,
  policyOf,
  region,
  serviceName,
  statementOf,
  trustOf,
  type Data,
  type DataObject,
} from "./vocabulary";

export const formats = [
  "policy-json",
  "cloudformation-json",
  "cloudformation-yaml",
  "terraform",
  "terraform-json",
] as const;
export type GeneratedFormat = (typeof formats)[number];

export interface GeneratedFile {
  /** File name with the extension the format has in repositories. */
  readonly name: string;
  /** As VS Code calls the language. */
  readonly languageId: string;
  readonly text: string;
}

const kinds: Readonly<Record<GeneratedFormat, { readonly extension: string; readonly languageId: string }>> = {
  "policy-json": { extension: "json", languageId: "json" },
  "cloudformation-json": { extension: "template.json", languageId: "json" },
  "cloudformation-yaml": { extension: "yaml", languageId: "yaml" },
  terraform: { extension: "tf", languageId: "terraform" },
  "terraform-json": { extension: "tf.json", languageId: "json" },
};

/** A file of exactly `lines` lines (at least 40), mixed of IAM and other resources as repositories are. */
export function generate(format: GeneratedFormat, lines: number, seed = 1): GeneratedFile {
  const { extension, languageId } = kinds[format];
  return { name: `${format}-${lines}-${seed}.${extension}`, languageId, text: textOf(format, lines, new Chance(seed)) };
}

function textOf(format: GeneratedFormat, lines: number, chance: Chance): string {
  switch (format) {
    case "policy-json":
      return fill(lines, (index) => numbered(statementOf(serviceName(chance, index), chance), index), policyFile);
    case "cloudformation-json":
      return fill(
        lines,
        (index) => cloudFormationResources(serviceName(chance, index), chance),
        (pieces, padding) => json(template(pieces, padding)),
      );
    case "cloudformation-yaml":
      return fill(
        lines,
        (index) => cloudFormationResources(serviceName(chance, index), chance),
        (pieces, padding) => `${yamlLines(template(pieces, padding)).join("\n")}\n`,
      );
    case "terraform":
      return fill(
        lines,
        (index) => terraformBlock(serviceName(chance, index), chance),
        (blocks, padding) => terraformHead + blocks.join("") + "# That is all for now.\n".repeat(padding),
      );
    case "terraform-json":
      return fill(lines, (index) => terraformJsonBlock(serviceName(chance, index), chance), terraformJsonFile);
  }
}

/** Takes pieces while they fit, then pads to the exact length; `print` writes the pieces and that many more lines. */
function fill<T>(
  lines: number,
  piece: (index: number) => T,
  print: (pieces: readonly T[], padding: number) => string,
): string {
  const pieces: T[] = [];
  for (;;) {
    pieces.push(piece(pieces.length));
    if (lineCount(print(pieces, 0)) > lines) break;
  }
  pieces.pop();
  return print(pieces, lines - lineCount(print(pieces, 0)));
}

/** Lines of a text that ends with a line break. */
function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function json(data: Data): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function policyFile(statements: readonly DataObject[], padding: number): string {
  const archives = Array.from({ length: padding + 1 }, (_, index) => `arn:aws:s3:::archive-${index}/*`);
  const last = { Sid: "Archives", Effect: "Allow", Action: "s3:GetObject", Resource: archives };
  const policy = { Version: "2012-10-17", Statement: [...statements, last] };
  return json(
    mapStrings(policy, (text) => text.replaceAll(account, "111122223333").replaceAll(region, "eu-central-1")),
  );
}

function template(pieces: readonly DataObject[], padding: number): DataObject {
  const notes = Object.fromEntries(
    Array.from({ length: padding + 1 }, (_, index) => [`Note${index}`, "Kept for the audit"]),
  );
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Services of the shop",
    Metadata: notes,
    Parameters: { Stage: { Type: "String", Default: "prod", AllowedValues: ["dev", "prod"] } },
    Resources: Object.assign({}, ...pieces) as DataObject,
  };
}

interface TerraformJsonBlock {
  readonly type: string;
  readonly label: string;
  readonly body: DataObject;
}

function terraformJsonFile(blocks: readonly TerraformJsonBlock[], padding: number): string {
  const locals = Object.fromEntries(Array.from({ length: padding + 1 }, (_, index) => [`topic_${index}`, "alerts"]));
  const resource: Record<string, Record<string, Data>> = {};
  for (const { type, label, body } of blocks) (resource[type] ??= {})[label] = body;
  return json({ locals, data: { aws_caller_identity: { current: {} } }, resource });
}

function terraformJsonBlock(name: string, chance: Chance): TerraformJsonBlock {
  const label = name.replaceAll("-", "_");
  const encoded = (policy: DataObject): string => JSON.stringify(asTerraform(policy));
  const [type, body] = chance.oneOf<readonly [string, DataObject]>([
    ["aws_iam_policy", { name, policy: encoded(policyOf(name, chance)) }],
    ["aws_iam_role", { name, assume_role_policy: encoded(trustOf("lambda")), tags: { Owner: "${var.team}" } }],
    ["aws_iam_user", { name, path: "/services/" }],
    ["aws_s3_bucket", { bucket: name, tags: { Name: name, Stage: "${var.stage}" } }],
    [
      "aws_sqs_queue",
      { name, visibility_timeout_seconds: chance.between(30, 300), kms_master_key_id: "alias/aws/sqs" },
    ],
    [
      "aws_lambda_function",
      {
        function_name: name,
        runtime: "nodejs20.x",
        handler: "index.handler",
        environment: { variables: { STAGE: "${var.stage}" } },
      },
    ],
  ]);
  return { type, label, body };
}

/** Writes a repository of about `files` files and returns its paths; a folder holds one service. */
export function writeRepository(folder: string, files = 980): string[] {
  const chance = new Chance(files);
  return Array.from({ length: files }, (_, index) => {
    const format = formats[index % formats.length] ?? "terraform";
    const { name, text } = generate(format, chance.between(40, 200), index);
    const file = path.join(folder, `service-${Math.floor(index / 10)}`, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

if (require.main === module) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("Name the folder to write into.");
  for (const format of formats)
    for (const lines of [200, 1000, 5000]) {
      const { name, text } = generate(format, lines);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  writeRepository(path.join(folder, "repository"));
}
