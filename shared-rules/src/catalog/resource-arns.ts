// Which ARNs an action can be about, by the formats of its resource types. It answers for patterns as policies write them, and errs towards yes.
import { hasWildcard, patternsIntersect } from "../model/pattern";
import type { Statement } from "../model/policy";
import { widest } from "../model/questions";
import type { ActionInfo } from "./action";
import type { Catalog } from "./catalog";

/**
 * Types whose names hold no slash, so that an ARN with more slashes than its format is of another type.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
const slashFree = new Set(["s3:bucket", "dynamodb:table", "sns:topic", "sqs:queue"]);

interface Format {
  /** As AWS's documentation writes it. */
  readonly text: string;
  readonly pattern: string;
  /** How many slashes an ARN of it has, where that is known. */
  readonly slashes: number | undefined;
}

/**
 * Services that share their prefix with another, of which the catalogue has one page's resource types for an action of both, and services
 * that name other services' resources: what their actions can be about is not all known.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const partlyKnown = new Set(["apigateway", "elasticloadbalancing", "ses"]);

const formats = new WeakMap<ActionInfo, readonly Format[]>();

/** The formats of an action's resource types; none for an action that takes only "*". */
function formatsOf(action: ActionInfo, catalog: Catalog): readonly Format[] {
  let known = formats.get(action);
  if (!known) {
    known = action.resourceTypes.flatMap(({ name }) => {
      const text = catalog.resourceArn(action.service, name);
      if (text === undefined) return [];
      const isSlashFree = slashFree.has(`${action.service}:${name}`);
      return [{ text, pattern: patternOf(text), slashes: isSlashFree ? slashesIn(text) : undefined }];
    });
    formats.set(action, known);
  }
  return known;
}

function patternOf(format: string): string {
  return format.replace(/\$\{[^}]*\}/g, "*");
}

/**
 * Whether no resource of the action can match any of the patterns, each of which has the six fields of an ARN. Only resources of a known kind
 * count: AWS's data lacks some types (CloudFormation's transforms), and an ARN may be of one of those.
 */
export function neverReaches(action: ActionInfo, resources: readonly string[], catalog: Catalog): boolean {
  const own = formatsOf(action, catalog);
  if (own.length < action.resourceTypes.length || partlyKnown.has(action.service)) return false;
  if (own.some(({ pattern }) => fieldsOf(pattern)[2] !== action.service)) return false;
  return resources.every(
    (resource) =>
      !own.some((format) => meets(resource, format)) &&
      (isKnownKind(resource, catalog) || own.some((format) => meets(otherSeparator(resource), format))),
  );
}

/** A statement's resources as patterns; undefined where one is not known, or is no ARN. */
export function arnPatternsOf({ resources }: Statement): string[] | undefined {
  if (!resources.key || resources.open || resources.items.length === 0) return undefined;
  const patterns: string[] = [];
  for (const item of resources.items) {
    const pattern = widest(item)?.replace(/\$\{[^}]*\}/g, "*");
    if (pattern === undefined || !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(pattern)) return undefined;
    patterns.push(pattern);
  }
  return patterns;
}

function meets(resource: string, { pattern, slashes }: Format): boolean {
  if (slashes !== undefined && slashesIn(resource) > slashes) return false;
  const fields = fieldsOf(pattern);
  return fieldsOf(resource).every((field, index) => patternsIntersect(field, fields[index] ?? "", true));
}

/** Whether the ARN is of a resource type that the catalogue has, whatever action it is of. */
function isKnownKind(resource: string, catalog: Catalog): boolean {
  const service = fieldsOf(resource)[2] ?? "";
  if (hasWildcard(service) || partlyKnown.has(service)) return false;
  return catalog
    .resourceArns(service)
    .some((text) => meets(resource, { text, pattern: patternOf(text), slashes: undefined }));
}

/** `function/f` for `function:f`, and the other way round: AWS has both forms, and each type one of them. */
function otherSeparator(resource: string): string {
  const fields = fieldsOf(resource);
  const last = fields.pop() ?? "";
  return [
    ...fields,
    last.replace(/^([a-z-]+)([:/])/, (_, kind: string, sign: string) => kind + (sign === ":" ? "/" : ":")),
  ].join(":");
}

/** An ARN's six fields, in which its wildcards stay; the last keeps its colons. */
function fieldsOf(arn: string): string[] {
  const fields = arn.split(":");
  return [...fields.slice(0, 5), fields.slice(5).join(":")];
}

function slashesIn(text: string): number {
  return text.replace(/\$\{[^}]*\}/g, "").split("/").length - 1;
}

/** The ARN format of what an action is mostly about, for messages: "arn:aws:s3:::BucketName/ObjectName". */
export function usualArn(action: ActionInfo, catalog: Catalog): string | undefined {
  const { needed, either } = formatsToName(action, catalog);
  const usual = needed[0] ?? either.at(-1);
  return usual?.replace("${Partition}", "aws").replace(/\$\{([^}]*)\}/g, "$1");
}

/** Ways to the buckets and objects that S3's actions are about: whoever limits these to buckets limits them to what is behind the ways. */
const accessPoint = /^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\//;

interface ToName {
  /** The formats of all that the action must be allowed on. */
  readonly needed: readonly string[];
  /** Where it needs none, those of which any will do: what it is about is one of them, or several. */
  readonly either: readonly string[];
}

/** The ARN formats that limit an action, as AWS's documentation writes them: "arn:${Partition}:s3:::${BucketName}". */
export function formatsToName(action: ActionInfo, catalog: Catalog): ToName {
  const own = formatsOf(action, catalog);
  const needed = action.resourceTypes.flatMap(({ required }, index) => (required ? (own[index]?.text ?? []) : []));
  if (needed.length > 0) return { needed, either: [] };
  return { needed, either: [...new Set(own.map(({ text }) => text))].filter((text) => !accessPoint.test(text)) };
}

/** Whether every pattern is of a known resource of another service than the action's own. */
export function isForeign(action: ActionInfo, resources: readonly string[], catalog: Catalog): boolean {
  return resources.every((resource) => fieldsOf(resource)[2] !== action.service && isKnownKind(resource, catalog));
}
