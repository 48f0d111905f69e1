// The rule wildcard-service: every action of one service.
import type { ActionInfo, Catalog } from "../catalog/catalog";
import { arnPatternsOf, isForeign, neverReaches } from "../catalog/resource-arns";
import type { Statement } from "../model/policy";
import { isScoped } from "../model/scope";
import { hasWildcard } from "../model/pattern";
import { onEverything, wording } from "../model/questions";
import { defineRule } from "../rule";
import { listActions, narrow, readOnly } from "../fix/narrow";
import { removeAction } from "../fix/statement";
import { grants } from "./grants";
import { wildcardsOf } from "./wildcards";

/** Services whose full access is, or soon becomes, control of the account or of what watches it. */
const decisive = new Set(["iam", "sts", "organizations", "kms", "sso", "account", "cloudtrail", "config", "guardduty"]);

/**
 * Services that only carry an agent's messages: whoever needs one of their actions needs them all, and AWS grants them together.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
const carriers = new Set(["ec2messages", "ssmmessages"]);

export const wildcardService = defineRule({
  id: "wildcard-service",
  title: "Every action of a service",
  severity: "medium",
  fixes: ["narrow", "read-only", "list-actions", "remove-action"],
  docs: {
    why: "A service wildcard grants reading, changing, deleting and handing on access in one word, and whatever the service adds later.",
    fine: "A short-lived sandbox role may have it. For iam, sts, organizations, kms, sso, account, cloudtrail, config and guardduty it is near to administrator access. ec2messages and ssmmessages are not told: SSM Agent needs all of either.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html"],
    controls: ["no-full-administrator"],
    flagged: [
      { title: "all of S3", statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
      { title: "all of IAM", statement: { Effect: "Allow", Action: ["iam:*"], Resource: "*" } },
      {
        title: "all of STS, among other actions",
        statement: { Effect: "Allow", Action: ["s3:GetObject", "sts:*"], Resource: "*" },
      },
      {
        title: "all of S3, to upload",
        statement: { Sid: "UploadReports", Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::reports/*" },
      },
    ],
    accepted: [
      {
        title: "reading S3",
        statement: { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::reports/*" },
      },
    ],
  },
  equivalents: [
    "checkov:CKV2_AWS_40",
    "trivy:AVD-AWS-0057",
    "tfsec:aws-iam-no-policy-wildcards",
    "prowler:iam_policy_no_full_access_to_cloudtrail",
    "prowler:iam_inline_policy_no_full_access_to_cloudtrail",
    "prowler:iam_policy_no_full_access_to_kms",
    "prowler:iam_inline_policy_no_full_access_to_kms",
  ],
  *statement(statement, policy, context) {
    const { catalog } = context;
    if (!grants(policy, statement)) return;
    for (const { item, pattern, service } of wildcardsOf(statement).filter((wildcard) => wildcard.kind === "service")) {
      const expansion = catalog.expand(pattern);
      if (carriers.has(service) || isOfOthers(statement, expansion, catalog)) continue;
      const full = decisive.has(service) ? "high" : "medium";
      const what = catalog.serviceName(service) ?? service;
      yield {
        span: item.span,
        severity: isScoped(statement) === "no" ? full : full === "high" ? "medium" : "low",
        message: `${pattern} allows ${reachOf(statement, expansion, what, catalog)}, and every one AWS adds later.`,
        fixes: () => [
          ...narrow(policy, statement, item, expansion, context),
          ...readOnly(policy, statement, item, expansion, catalog),
          ...listActions(policy, statement, item, expansion, catalog),
          ...removeAction(policy, statement, item),
        ],
      };
    }
  },
});

/** Whether all named resources are other services', about which no action is: the wildcard allows nothing. policy-never-matches says so. */
function isOfOthers(statement: Statement, all: readonly ActionInfo[], catalog: Catalog): boolean {
  const named = arnPatternsOf(statement);
  const [first] = all;
  return (
    named !== undefined && first !== undefined && isForeign(first, named, catalog) && countOf(all, named, catalog) === 0
  );
}

/** How much a service wildcard allows, in words: on named resources only the actions that can be about them, where that is known. */
function reachOf(statement: Statement, all: readonly ActionInfo[], what: string, catalog: Catalog): string {
  const { resources } = statement;
  if (all.length === 0 || !resources.key || onEverything(statement) === "yes")
    return `${all.length > 0 ? `all ${all.length} actions` : "every action"} of ${what}`;
  const named = arnPatternsOf(statement);
  const reached = named ? countOf(all, named, catalog) : 0;
  if (reached === all.length) return `all ${all.length} actions of ${what}`;
  const [only, ...others] = resources.items.map(wording);
  const on = others.length > 0 || resources.open || hasWildcard(only ?? "") ? "these resources" : "this resource";
  return `${reached > 0 ? `${reached} of the ${all.length} actions` : "every action"} of ${what} on ${on}`;
}

const counts = new WeakMap<readonly ActionInfo[], Map<string, number>>();
const mostRemembered = 512;

/** How many of the actions can be about one of the resources; remembered, as every keystroke asks again. */
function countOf(all: readonly ActionInfo[], resources: readonly string[], catalog: Catalog): number {
  const known = counts.get(all) ?? new Map<string, number>();
  counts.set(all, known);
  const question = resources.join(" ");
  let count = known.get(question);
  if (count === undefined) {
    count = all.filter((action) => action.resourceTypes.length > 0 && !neverReaches(action, resources, catalog)).length;
    if (known.size >= mostRemembered) known.clear();
    known.set(question, count);
  }
  return count;
}
