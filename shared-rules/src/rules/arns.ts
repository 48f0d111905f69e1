// ARNs and principals as AWS takes them in policies. Not a rule; which ARN fits which action is the catalogue's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
import { nearestOf } from "../catalog/nearest";
import { hasWildcard } from "../model/pattern";
import { literal, sampled, type Value } from "../model/value";
import { isTemplated, isUnclosed, unclosed } from "./faults";

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const partitions = ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"];

/**
 * What is wrong with a Resource, in a sentence; undefined where nothing surely is.
 * @param isOfResource in a resource's own policy, where services take short forms too.
 */
export function resourceFault(item: Value, isOfResource: boolean): string | undefined {
  const text = sampled(item);
  if (text === undefined || text === "*" || isToFill(text)) return undefined;
  if (isUnclosed(text)) return unclosed(text);
  if (!/^arn:/.test(text)) {
    if (isOfResource || /^[*?$]/.test(text)) return undefined;
    return `AWS refuses the resource "${text}": it must be "*" or an ARN, arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.`;
  }
  return arnFault(text);
}

/** The same for a principal of that type. */
export function principalFault(type: string | undefined, item: Value): string | undefined {
  const text = literal(item);
  if (text === undefined || text === "*" || isToFill(text) || text.includes("${")) return undefined;
  if (type === "Service")
    return text.includes(".")
      ? undefined
      : `AWS knows no service "${text}": services are named like lambda.amazonaws.com.`;
  if (type !== "AWS") return undefined;
  if (hasWildcard(text))
    return `AWS refuses "${text}": a wildcard stands for all principals, never for part of a name.`;
  if (/^\d+$/.test(text))
    return text.length === 12 ? undefined : `"${text}" is no account: an account's number has 12 digits.`;
  return text.startsWith("arn:") ? arnFault(text) : undefined;
}

function arnFault(text: string): string | undefined {
  // Variables hold no colons that part the fields.
  const fields = text.replace(/\$\{[^}]*\}/g, "*").split(":");
  if (fields.length < 6) {
    // A wildcard in a field may stand for those that are left out; behind a resource's name it does not.
    const isWide = fields.some((field) => hasWildcard(field.split("/")[0] ?? ""));
    return isWide
      ? undefined
      : `AWS refuses "${text}": an ARN has six fields, arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.`;
  }
  const [, partition = "", service = "", region = "", account = "", ...resource] = fields;
  if (!hasWildcard(partition) && !partitions.includes(partition)) {
    const meant = nearestOf(partition, partitions);
    return `"${text}" names the partition "${partition}", which AWS does not have${meant === undefined ? "" : `; ${meant} is one`}.`;
  }
  if (/^\d+$/.test(account) && account.length !== 12)
    return `"${text}" names the account ${account}: an account's number has 12 digits.`;
  if (service === "iam" && region !== "" && !hasWildcard(region))
    return `"${text}" names the region ${region}: ARNs of IAM have none, and AWS refuses it.`;
  const isBucket = service === "s3" && /^[a-z0-9.-]+(\/.*)?$/.test(resource.join(":")) && !ofS3(resource[0] ?? "");
  if (isBucket && [region, account].some((field) => field !== "" && !hasWildcard(field)))
    return `"${text}" names a region or an account: ARNs of buckets have neither, arn:aws:s3:::BUCKET.`;
  return undefined;
}

/** Resources of S3 that are no buckets, by the first word of their ARN's last field. */
function ofS3(resource: string): boolean {
  return /^(accesspoint|access-grants|job|storage-lens|storage-lens-group|async-request|accesspoint-.*)(\/|$)/.test(
    resource,
  );
}

/** Text that is yet to be filled in, or that no ARN is. */
function isToFill(text: string): boolean {
  return text === "" || /\s/.test(text) || isTemplated(text);
}

/** A bucket's ARN in which one of its empty fields is missing, with it; undefined for what is no such ARN. */
export function meantBucket(item: Value): string | undefined {
  const [, prefix, bucket] = /^(arn:[a-z-]+:s3:):?([a-z0-9*?][^:]*)$/.exec(literal(item) ?? "") ?? [];
  return prefix === undefined || bucket === undefined ? undefined : `${prefix}::${bucket}`;
}

/** Of what type a principal surely is that is written without one. */
export function typeOfPrincipal(text: string): string | undefined {
  if (/^\d{12}$/.test(text) || /^arn:[^:]*:(?:iam|sts)::\d{12}:(?:root$|user\/|role\/|assumed-role\/)/.test(text))
    return "AWS";
  return /^[a-z0-9.-]+\.amazonaws\.com$/.test(text) ? "Service" : undefined;
}
