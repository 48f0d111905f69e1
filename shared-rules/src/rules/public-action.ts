// The rule public-action: a resource policy gives others every action.
import { onceFor } from "../catalog/catalog";
import { managesPermissions } from "../catalog/sensitive";
import { narrowForOthers } from "../fix/narrow";
import type { Statement } from "../model/policy";
import { widest, wording } from "../model/questions";
import { isLimited, limitsCallers } from "../model/scope";
import { literal, type Value } from "../model/value";
import { defineRule, type Config } from "../rule";
import { everyoneIn, givesToOthers } from "./outsiders";
import { wildcardsOf } from "./wildcards";

export const publicAction = defineRule({
  id: "public-action",
  title: "Every action in a resource policy",
  severity: "medium",
  fixes: ["narrow"],
  docs: {
    why: "Whoever a resource policy gives every action may also delete the resource and rewrite the policy itself, and so let in anyone else.",
    fine: "For the account's own root it is AWS's default key policy, and leaves access to IAM. For one role or user, or under a condition that says who is meant, the finding is for information: name the actions that they need. A bucket that leaves it to its access points by s3:DataAccessPointAccount gives them nothing of itself.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
      "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    ],
    controls: ["no-full-administrator"],
    flagged: [
      {
        title: "all of S3 for everyone",
        kind: "resource",
        statement: { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::reports/*" },
      },
      {
        title: "every action for a service",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: ["*"],
          Resource: "arn:aws:s3:::reports/*",
        },
      },
    ],
    accepted: [
      {
        title: "named actions",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: "arn:aws:s3:::reports/*",
        },
      },
      {
        title: "what access points let through",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: "*",
          Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
          Condition: { StringEquals: { "s3:DataAccessPointAccount": "123456789012" } },
        },
      },
      {
        title: "the default key policy",
        kind: "resource",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        },
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_72",
    "trivy:AVD-AWS-0097",
    "tfsec:aws-sqs-no-wildcards-in-policy-documents",
    "cfn_nag:F15",
    "cfn_nag:F20",
  ],
  *statement(statement, policy, context) {
    if (!givesToOthers(policy, statement) || leavesToAccessPoints(statement)) return;
    // Every action of an API is one that calls it.
    const wide = wildcardsOf(statement).filter(({ kind, service }) => kind !== "partial" && service !== "execute-api");
    if (wide.length === 0) return;
    const { catalog, config } = context;
    const others = othersIn(statement, config);
    if (!others) return;
    for (const { item, pattern, kind } of wide) {
      const takesOver = kind === "everything" || handsOn(catalog.expand(pattern));
      const isLow = others.isNamed || isLimited(statement) !== "no";
      const all = isOfObjects(statement)
        ? "do everything with these objects: read, replace and delete them."
        : takesOver
          ? "do everything with this resource: delete it, and change this very policy."
          : "use every action on this resource, and each one AWS adds later.";
      yield {
        span: item.span,
        severity: isLow ? "low" : "medium",
        message: `${pattern} lets ${others.wording} ${all}`,
        fixes: () => narrowForOthers(policy, statement, item, context),
      };
    }
  },
  *declaration({ kind, fields: { principal, action, limit } }, context) {
    const actions = literal(action);
    if (kind !== "resource" || !principal || !action || !/^(?:lambda:)?\*$/i.test(actions ?? "")) return;
    const who = literal(principal);
    if (who !== undefined && context.config.ownAccountIds.some((own) => who.includes(own))) return;
    yield {
      span: action.span,
      severity: who === "*" && !limit ? "medium" : "low",
      message: `${actions ?? "*"} lets ${who === "*" ? "everyone" : wording(principal)} do everything with this function: replace its code, delete it, and let in others.`,
    };
  },
});

/** Whether all that it speaks of are objects in buckets: the bucket and its policy are out of reach then. */
function isOfObjects({ resources: { items, open } }: Statement): boolean {
  return !open && items.length > 0 && items.every((item) => /^arn:[^:]*:s3:::[^/]*\/./.test(widest(item) ?? ""));
}

/**
 * Whether a bucket leaves it to the policies of access points who may do what: through those, nothing can be done to the bucket itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
 */
function leavesToAccessPoints({ conditions }: Statement): boolean {
  return conditions.tests.some(
    (test) => /^s3:DataAccessPoint(?:Account|Arn)$/i.test(test.key ?? "") && limitsCallers(test) !== "no",
  );
}

/** Whether one of the actions changes who may do what. */
const handsOn = onceFor((actions) => actions.some(managesPermissions));

interface Others {
  readonly wording: string;
  /** Only roles and users, or accounts that may be the own one. */
  readonly isNamed: boolean;
}

/** Whom a statement lets in beside the account's own root; undefined where nobody surely is. */
function othersIn(statement: Statement, config: Config): Others | undefined {
  if (everyoneIn(statement).length > 0)
    return { wording: isLimited(statement) === "no" ? "everyone" : "all whom its condition lets in", isNamed: false };
  let named: Others | undefined;
  for (const { type, values } of statement.principals.entries)
    for (const item of values.items) {
      if (type === "Service") return { wording: wording(item), isNamed: false };
      if (type !== "AWS") continue;
      const written = widest(item) ?? "";
      const account = /^(?:arn:[^:]*:iam::)?(\d{12}|[^:]*)(?::root)?$/.exec(written)?.[1];
      if (account === undefined) {
        if (isPrincipal(item)) named ??= { wording: wording(item), isNamed: true };
        continue;
      }
      if (!/^\d{12}$/.test(account) || isOwn(account, statement, config)) continue;
      if (config.ownAccountIds.length > 0) return { wording: `account ${account}`, isNamed: false };
      named ??= { wording: `account ${account}`, isNamed: true };
    }
  return named;
}

/** The ARN of a role or user, whatever of it is computed. */
function isPrincipal(item: Value): boolean {
  return /^arn:[^:]*:(?:iam|sts)::[^:]*:(?:role|user|assumed-role)\//.test(widest(item) ?? "");
}

/** An account of the settings, that of the statement's resources, or the one that a key policy lets decide. */
function isOwn(account: string, { resources, principals, actions }: Statement, { ownAccountIds }: Config): boolean {
  if (ownAccountIds.includes(account)) return true;
  if (resources.items.some((item) => (widest(item) ?? "").split(":")[4] === account)) return true;
  const only = principals.entries.length === 1 && principals.entries[0]?.values.items.length === 1;
  return only && actions.items.every((item) => /^kms:/i.test(literal(item) ?? ""));
}
