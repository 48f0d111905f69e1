// The rule wildcard-service: every action of one service.
import { isScoped } from "../model/scope";
import { defineRule } from "../rule";
import { listActions, readOnly, removeAction } from "../fix/statement";
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
  fixes: ["read-only", "list-actions", "remove-action"],
  docs: {
    why: "A service wildcard grants reading, changing, deleting and handing on access in one word, and whatever the service adds later.",
    fine: "A short-lived sandbox role may have it. For iam, sts, organizations, kms, sso, account, cloudtrail, config and guardduty it is near to administrator access. For ec2messages and ssmmessages it is what SSM Agent needs, and the finding is for information.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html"],
    controls: ["no-full-administrator"],
    flagged: [
      { title: "all of S3", statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
      { title: "all of IAM", statement: { Effect: "Allow", Action: ["iam:*"], Resource: "*" } },
      {
        title: "all of STS, among other actions",
        statement: { Effect: "Allow", Action: ["s3:GetObject", "sts:*"], Resource: "*" },
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
  *statement(statement, policy, { catalog }) {
    if (!grants(policy, statement)) return;
    for (const { item, pattern, service } of wildcardsOf(statement).filter((wildcard) => wildcard.kind === "service")) {
      const expansion = catalog.expand(pattern);
      const full = decisive.has(service) ? "high" : carriers.has(service) ? "low" : "medium";
      const what = catalog.serviceName(service) ?? service;
      yield {
        span: item.span,
        severity: isScoped(statement) === "no" ? full : full === "high" ? "medium" : "low",
        message: `${pattern} allows ${expansion.length > 0 ? `all ${expansion.length} actions` : "every action"} of ${what}, and every one AWS adds later.`,
        fixes: [
          ...readOnly(policy, statement, item, expansion),
          ...listActions(policy, statement, item, expansion, catalog),
          ...removeAction(policy, statement, item),
        ],
      };
    }
  },
});
