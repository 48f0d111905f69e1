// The rule policy-never-matches: a statement whose actions, resources and conditions cannot all be met.
import type { ActionInfo, Catalog } from "../catalog/catalog";
import { arnPatternsOf, isForeign, neverReaches, usualArn } from "../catalog/resource-arns";
import { hasWildcard } from "../model/pattern";
import type { Condition, Policy, Statement } from "../model/policy";
import { parseOperator, wording } from "../model/questions";
import { endsIn } from "../model/source";
import { literal, type Value } from "../model/value";
import { defineRule, type Hit } from "../rule";
import { listing } from "./grants";

export const policyNeverMatches = defineRule({
  id: "policy-never-matches",
  title: "A statement that never matches",
  severity: "medium",
  fixes: [],
  docs: {
    why: "An action on a resource of another kind, or under a condition that its requests cannot meet, is allowed to nobody and denied to nobody: the statement only looks as if it did something.",
    fine: "An object's ARN ends in /*, a bucket's does not; a log group's streams are under its ARN followed by :*; StringEquals takes * as a letter, StringLike and ArnLike take it as a wildcard. What is only partly known is taken to match.",
    references: [
      "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table",
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ],
    controls: [],
    flagged: [
      {
        title: "objects are not the bucket",
        statement: {
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:GetObject"],
          Resource: "arn:aws:s3:::reports",
        },
      },
      {
        title: "a key by its alias",
        statement: {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: "arn:aws:kms:eu-west-1:123456789012:alias/reports",
        },
      },
      {
        title: "a key of another action",
        statement: {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
          Condition: { StringLike: { "s3:prefix": "public/*" } },
        },
      },
      {
        title: "a wildcard that is a letter",
        kind: "scp",
        statement: {
          Effect: "Deny",
          Action: "iam:CreateUser",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/break-glass" } },
        },
      },
    ],
    accepted: [
      {
        title: "the bucket and its objects",
        statement: {
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:GetObject"],
          Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
        },
      },
      {
        title: "a key of one of the actions",
        statement: {
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:GetBucketLocation"],
          Resource: "arn:aws:s3:::reports",
          Condition: { StringLike: { "s3:prefix": "public/*" } },
        },
      },
      {
        title: "a wildcard that is one",
        kind: "scp",
        statement: {
          Effect: "Deny",
          Action: "iam:CreateUser",
          Resource: "*",
          Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/break-glass" } },
        },
      },
    ],
  },
  equivalents: ["parliament:RESOURCE_MISMATCH", "cfn-lint:I3510"],
  *statement(statement, policy, { catalog }) {
    if (statement.open || endsIn(policy.source, statement.node.span) || catalog.date === "") return;
    yield* unreachable(statement, policy, catalog);
    yield* unsent(statement, catalog);
    yield* literalWildcards(statement, catalog);
  },
});

/** Actions that can be about none of the resources: one finding for those that miss the same kind of resource. */
function* unreachable(statement: Statement, policy: Policy, catalog: Catalog): Generator<Hit> {
  if (policy.kind === "trust" || statement.notResources.key) return;
  const resources = arnPatternsOf(statement);
  if (!resources) return;
  const missing = new Map<string, Value[]>();
  for (const item of statement.actions.items) {
    const name = literal(item);
    const actions = name === undefined || isAnyService(name) ? [] : catalog.expand(name);
    const [first] = actions;
    if (name === undefined || !first || !reachesNone(name, actions, resources, catalog)) continue;
    const kind = hasWildcard(name) ? "" : first.resourceTypes.length === 0 ? "*" : (usualArn(first, catalog) ?? "");
    missing.set(kind, [...(missing.get(kind) ?? []), item]);
  }
  for (const [kind, items] of missing) {
    const [first] = items;
    if (first)
      yield {
        span: first.span,
        message: `${listing(items.map(wording))} ${misses(kind, items.length === 1)}: ${without(items, statement)}.`,
      };
  }
}

/**
 * What actions do that no resource of the statement is for.
 * @param kind the ARN they want; "*" for no resource at all, "" where it is not one
 */
function misses(kind: string, isOne: boolean): string {
  if (kind === "*") return isOne ? 'takes no resource but "*"' : 'take no resource but "*"';
  if (kind !== "") return `${isOne ? "is" : "are"} about ${kind}, which none of this statement's resources can be`;
  return `${isOne ? "matches" : "match"} none of this statement's resources, which are of another kind`;
}

/** What becomes of a statement in which these actions have no effect. */
function without(items: readonly Value[], statement: Statement): string {
  const { actions, effect } = statement;
  if (items.length === actions.items.length && !actions.open) return nothing(statement);
  return `${items.length === 1 ? "it is" : "they are"} not ${effect === "Deny" ? "denied" : "allowed"}`;
}

function isAnyService(name: string): boolean {
  return hasWildcard(name.split(":")[0] ?? "");
}

const verdicts = new WeakMap<Catalog, Map<string, boolean>>();
const mostRemembered = 4096;

/** Whether none of the actions that a name stands for can be about any of the resources; remembered, as every keystroke asks again. */
function reachesNone(
  name: string,
  actions: readonly ActionInfo[],
  resources: readonly string[],
  catalog: Catalog,
): boolean {
  const known = verdicts.get(catalog) ?? new Map<string, boolean>();
  verdicts.set(catalog, known);
  const question = [name, ...resources].join(" ");
  let verdict = known.get(question);
  if (verdict === undefined) {
    const isPattern = hasWildcard(name);
    verdict = actions.every((action) => cannotReach(action, resources, isPattern, catalog));
    if (known.size >= mostRemembered) known.clear();
    known.set(question, verdict);
  }
  return verdict;
}

/**
 * Actions without resource types of which AWS's guides say that they are allowed on "*" only. Of others its data does not tell what some
 * requests are held against: iam:ListUsers against the path of users, s3:ListAllMyBuckets against arn:aws:s3:::*.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policy-structure.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
 */
const starOnly =
  /^(?:(?:ec2|kms):|ecr:GetAuthorizationToken$|lambda:(?:CreateEventSourceMapping|GetAccountSettings|List(?:EventSourceMappings|Functions))$)/;

function cannotReach(action: ActionInfo, resources: readonly string[], isPattern: boolean, catalog: Catalog): boolean {
  if (action.resourceTypes.length > 0) return neverReaches(action, resources, catalog);
  return starOnly.test(action.name) || (isPattern && isForeign(action, resources, catalog));
}

function nothing({ effect }: Statement): string {
  return effect === "Deny" ? "nothing is denied" : "nothing is allowed";
}

/**
 * Keys that requests carry for who makes them, from wherever: no action lists them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const sessionKeys =
  /^(lambda:sourcefunctionarn|ec2:(sourceinstancearn|roledelivery|sourcevpc|instanceid)|ssm:sourceinstancearn|glue:.*|ecs:.*arn|codebuild:.*|sts:.*|cognito-.*|identitystore:.*|identitycenter:.*|signin:.*|organizations:.*)$/i;

/** Conditions on a key of the actions' own service that none of them sends. */
function* unsent(statement: Statement, catalog: Catalog): Generator<Hit> {
  const { actions, conditions } = statement;
  if (actions.open || !actions.key) return;
  for (const test of conditions.tests) {
    const { key } = test;
    if (key === undefined || !needsKey(test) || sessionKeys.test(key)) continue;
    const prefix = key.slice(0, Math.max(0, key.indexOf(":"))).toLowerCase();
    const name = catalog.serviceName(prefix) === undefined ? undefined : catalog.conditionKeyName(key);
    if (
      name === undefined ||
      !isListed(prefix, name, catalog) ||
      !actions.items.every((item) => cannotSend(item, prefix, name, catalog))
    )
      continue;
    const names = actions.items.map(wording);
    yield {
      span: test.keySpan,
      message: `${names.length === 1 ? `${names[0] ?? ""} never sends` : "None of these actions sends"} ${key}, so the condition is never met: ${nothing(statement)}.`,
    };
  }
}

const listed = new WeakMap<Catalog, Map<string, boolean>>();

/** Whether any action of the service lists the key. Of one that none does (states:HTTPEndpoint), AWS's data does not tell which send it. */
function isListed(service: string, key: string, catalog: Catalog): boolean {
  const known = listed.get(catalog) ?? new Map<string, boolean>();
  listed.set(catalog, known);
  let answer = known.get(key);
  if (answer === undefined) {
    answer = catalog.actions(service).some(({ conditionKeys }) => conditionKeys.includes(key));
    known.set(key, answer);
  }
  return answer;
}

/** Whether the item's actions are of the key's service, and have other keys only. */
function cannotSend(item: Value, prefix: string, key: string, catalog: Catalog): boolean {
  const name = literal(item);
  if (name === undefined || !name.toLowerCase().startsWith(`${prefix}:`)) return false;
  const actions = catalog.expand(name);
  return actions.length > 0 && actions.every(({ conditionKeys }) => !conditionKeys.includes(key));
}

function needsKey({ operator }: Condition): boolean {
  if (operator === undefined) return false;
  const { base, ifExists, negated, quantifier } = parseOperator(operator);
  return !negated && !ifExists && quantifier !== "ForAllValues" && !/^null$/i.test(base);
}

/** Keys of text in whose values nobody has a star. */
const starless = /^(aws:(principalarn|sourcearn|userid|principalorgpaths|sourceorgpaths|resourceorgpaths)|[^:]+:sub)$/i;

/** StringEquals and its like with a wildcard in every value: they take it as a letter. */
function* literalWildcards(statement: Statement, catalog: Catalog): Generator<Hit> {
  for (const { operator, key, values } of statement.conditions.tests) {
    if (operator === undefined || key === undefined || values.open) continue;
    const { base, negated } = parseOperator(operator);
    if (!/^string(not)?equals(ignorecase)?$/i.test(base)) continue;
    if (!starless.test(key) && !/ARN$/i.test(catalog.conditionKeyType(key) ?? "")) continue;
    const [first] = values.items;
    if (!first || !values.items.every((item) => (literal(item) ?? "").replace(/\$\{[*?$]\}/g, "").includes("*")))
      continue;
    const like = base.replace(/Equals(IgnoreCase)?$/i, "Like");
    yield {
      span: first.span,
      message: `${operator} takes * as a letter, so no ${key} is ${wording(first)}: ${negated ? meetsAll(statement) : nothing(statement)}. ${like} knows wildcards.`,
    };
  }
}

function meetsAll({ effect }: Statement): string {
  return effect === "Deny" ? "nobody is excepted" : "nobody is kept out";
}
