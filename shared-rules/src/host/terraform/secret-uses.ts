// Where a Terraform document hands on the secret of an access key, in blocks of any type. It evaluates nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key#attribute-reference
import type { SecretPlace, SecretUse } from "../../model/secret-use";
import type { Source } from "../../model/source";
import { contains, type Span } from "../../model/value";
import type { HclState } from "../../syntax/hcl";
import { blockAt, type BlockPlace } from "./addresses";
import { runnerOf } from "./wire-places";

const reference = /\baws_iam_access_key\.([\w-]+)(?:\[[^\]]*\])?\.(?:secret|ses_smtp_password_v4)\b/g;

/** Places that keep what they are given in clear. All others may be secret stores. */
const placeOfType: Readonly<Record<string, SecretPlace>> = {
  aws_instance: "user-data",
  aws_launch_configuration: "user-data",
  aws_launch_template: "user-data",
  aws_spot_instance_request: "user-data",
  aws_amplify_app: "environment",
  aws_amplify_branch: "environment",
  aws_apprunner_service: "environment",
  aws_batch_job_definition: "environment",
  aws_codebuild_project: "environment",
  aws_ecs_task_definition: "environment",
  aws_elastic_beanstalk_environment: "environment",
  aws_glue_job: "environment",
  aws_lambda_function: "environment",
  aws_dynamodb_table_item: "file",
  aws_s3_bucket_object: "file",
  aws_s3_object: "file",
  local_file: "file",
  local_sensitive_file: "file",
};

/** All such places of a document, in their order. */
export function secretUsesIn(source: Source, hcl: HclState): readonly SecretUse[] {
  const { text } = hcl;
  if (!text.includes("aws_iam_access_key.")) return [];
  const uses: SecretUse[] = [];
  for (const { 0: whole, 1: name = "", index } of text.matchAll(reference)) {
    const span = { start: index, end: index + whole.length };
    if (hcl.comments().some((comment) => contains(comment.span, span))) continue;
    const block = blockAt(source, hcl.slices, index);
    const place = block && placeOf(block, text.slice(block.span.start, block.span.end));
    const isWhole = isWholeValue(text, span);
    if (!block || !place) continue;
    const by = block.type === "resource" ? runnerOf(block.labels) : undefined;
    uses.push({ span, of: `aws_iam_access_key.${name}`, place, ...(by && { by }), isWhole, expression: whole });
  }
  return uses;
}

/** Whether an attribute `value` is this expression and nothing else, in either syntax. */
function isWholeValue(text: string, { start, end }: Span): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const after = /^[^\n]*/.exec(text.slice(end))?.[0] ?? "";
  return (
    /(?:^|[\s{])"?value"?\s*[=:]\s*(?:"\$\{\s*)?$/.test(before) &&
    /^(?:\s*\})?"?\s*,?[\s}]*(?:(?:#|\/\/).*)?$/.test(after)
  );
}

function placeOf({ type, labels }: BlockPlace, text: string): SecretPlace | undefined {
  if (type === "output") return /\bsensitive"?\s*[=:]\s*true\b/.test(text) ? "hidden-output" : "output";
  const [label = ""] = labels;
  if (type !== "resource") return undefined;
  if (label === "aws_ssm_parameter") return /\btype"?\s*[=:]\s*"String(?:List)?"/.test(text) ? "parameter" : undefined;
  return placeOfType[label];
}
