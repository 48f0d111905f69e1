// Where a template hands on the secret of an access key. It evaluates nothing.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html#aws-resource-iam-accesskey-return-values
import type { Comment } from "../../model/document";
import type { Runner, SecretPlace, SecretUse } from "../../model/secret-use";
import { intrinsicOf } from "../../link/intrinsics";
import { contains, entryOf, nodeSpan, valueOf, type Span, type Value } from "../../model/value";
import type { Template } from "./template";

/** `!GetAtt Key.SecretAccessKey`, `["Key", "SecretAccessKey"]`, `${Key.SecretAccessKey}`. */
const reference = /\b([A-Za-z0-9]+)(?:\.|["'\s,-]+)SecretAccessKey\b/g;

/** Places that keep what they are given in clear. All others may be secret stores. */
const placeOfType: Readonly<Record<string, SecretPlace>> = {
  "AWS::SSM::Parameter": "parameter",
  "AWS::AutoScaling::LaunchConfiguration": "user-data",
  "AWS::EC2::Instance": "user-data",
  "AWS::EC2::LaunchTemplate": "user-data",
  "AWS::Amplify::App": "environment",
  "AWS::Amplify::Branch": "environment",
  "AWS::AppRunner::Service": "environment",
  "AWS::Batch::JobDefinition": "environment",
  "AWS::CodeBuild::Project": "environment",
  "AWS::ECS::TaskDefinition": "environment",
  "AWS::ElasticBeanstalk::Environment": "environment",
  "AWS::Glue::Job": "environment",
  "AWS::Lambda::Function": "environment",
  "AWS::Serverless::Function": "environment",
};

const runnerOfType: Readonly<Record<string, Runner>> = {
  "AWS::AutoScaling::LaunchConfiguration": "ec2",
  "AWS::EC2::Instance": "ec2",
  "AWS::EC2::LaunchTemplate": "ec2",
  "AWS::ECS::TaskDefinition": "ecs-task",
  "AWS::Lambda::Function": "lambda",
  "AWS::Serverless::Function": "lambda",
};

/** All such places of a template, in their order. */
export function secretUsesIn(
  text: string,
  root: Value | undefined,
  { resources }: Template,
  comments: readonly Comment[],
): readonly SecretUse[] {
  if (root?.kind !== "dict" || !text.includes("SecretAccessKey")) return [];
  const outputs = entryOf(root, "Outputs");
  const keys = new Set(resources.filter(({ type }) => type === "AWS::IAM::AccessKey").map(({ id }) => id));
  const placeAt = (span: Span): Pick<SecretUse, "place" | "by"> | undefined => {
    if (outputs && contains(outputs.span, span)) return { place: "output" };
    const resource = resources.find(({ entry }) => contains(entry.span, span));
    const place = resource && placeOfType[resource.type];
    const runs = resource && runnerOfType[resource.type];
    return place && { place, ...(runs && { by: { address: resource.id, runs } }) };
  };
  /** The value of the output or parameter that a place stands in. */
  const holder = (span: Span): Value | undefined => {
    const section = outputs?.value.kind === "dict" ? outputs.value.entries : [];
    const output = section.find((entry) => contains(entry.span, span))?.value;
    const properties = resources.find(({ entry }) => contains(entry.span, span))?.properties;
    const owner = output ?? properties;
    return owner?.kind === "dict" ? valueOf(owner, "Value") : undefined;
  };
  const uses: SecretUse[] = [];
  for (const { 0: whole, 1: of = "", index } of text.matchAll(reference)) {
    const span = { start: index, end: index + whole.length };
    if (!keys.has(of) || comments.some((comment) => contains(comment.span, span))) continue;
    const place = placeAt(span);
    const value = holder(span);
    const isWhole = value !== undefined && intrinsicOf(value)?.name === "Fn::GetAtt" && contains(nodeSpan(value), span);
    if (place) uses.push({ span, of, ...place, isWhole });
  }
  return uses;
}
