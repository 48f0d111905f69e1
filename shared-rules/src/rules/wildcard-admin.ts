// The rule wildcard-admin: every action on every resource.
import { onEverything } from "../model/questions";
import { isScoped } from "../model/scope";
import { defineRule } from "../rule";
import { removeAction } from "../fix/statement";
import { grants } from "./grants";
import { isAdministrator, wildcardsOf } from "./wildcards";

export const wildcardAdmin = defineRule({
  id: "wildcard-admin",
  title: "Every action on every resource",
  severity: "critical",
  fixes: ["remove-action"],
  coversStatement: true,
  docs: {
    why: "This is full administrator access: one leaked session of whoever has it is the whole account.",
    fine: "People who administer an account get AdministratorAccess through IAM Identity Center, for a session, with MFA. A workload never needs it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html#jf_administrator",
    ],
    controls: ["no-full-administrator"],
    flagged: [
      { title: "* on *", statement: { Effect: "Allow", Action: "*", Resource: "*" } },
      { title: "* among other actions", statement: { Effect: "Allow", Action: ["s3:GetObject", "*"], Resource: "*" } },
    ],
    accepted: [
      {
        title: "* on one bucket is not the whole account",
        statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" },
      },
      { title: "a Deny of everything", statement: { Effect: "Deny", Action: "*", Resource: "*" } },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_62",
    "checkov:CKV_AWS_63",
    "checkov:CKV_AWS_1",
    "checkov:CKV_AWS_49",
    "trivy:AVD-AWS-0057",
    "tfsec:aws-iam-no-policy-wildcards",
    "cfn_nag:F3",
    "cfn_nag:F4",
    "cfn_nag:F5",
    "prowler:iam_customer_attached_policy_no_administrative_privileges",
    "prowler:iam_inline_policy_no_administrative_privileges",
  ],
  *statement(statement, policy) {
    if (!grants(policy, statement) || onEverything(statement) !== "yes") return;
    for (const { item, pattern } of wildcardsOf(statement).filter((wildcard) => wildcard.kind === "everything")) {
      if (isAdministrator(policy, statement) === "no") continue;
      yield {
        span: item.span,
        severity: isScoped(statement) === "no" ? "critical" : "high",
        message: `"${pattern}" on every resource is full administrator access: whoever has this policy owns the account.`,
        fixes: () => removeAction(policy, statement, item),
      };
    }
  },
});
