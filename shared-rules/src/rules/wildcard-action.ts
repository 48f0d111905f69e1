// The rule wildcard-action: every action, on resources that are limited.
import { onEverything } from "../model/questions";
import { isScoped } from "../model/scope";
import { defineRule } from "../rule";
import { ofTheService } from "../fix/narrow";
import { removeAction } from "../fix/statement";
import { grants } from "./grants";
import { wildcardsOf } from "./wildcards";

export const wildcardAction = defineRule({
  id: "wildcard-action",
  title: "Every action on these resources",
  severity: "high",
  fixes: ["read-only", "narrow", "remove-action"],
  docs: {
    why: '"*" grants every action there is and every one AWS adds later, among them deleting the resource and changing who may use it.',
    fine: "Name the actions that are used; a resource's own administrator can have its service's wildcard.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html"],
    controls: ["no-full-administrator"],
    flagged: [
      { title: "* on a bucket", statement: { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::reports/*" } },
      {
        title: "* among other actions",
        statement: { Effect: "Allow", Action: ["s3:GetObject", "*"], Resource: "arn:aws:s3:::reports/*" },
      },
    ],
    accepted: [
      {
        title: "named actions",
        statement: { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::reports/*" },
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_63",
    "checkov:CKV_AWS_49",
    "cfn_nag:F3",
    "cfn_nag:F4",
    "cfn_nag:F5",
    "trivy:AVD-AWS-0057",
    "tfsec:aws-iam-no-policy-wildcards",
  ],
  *statement(statement, policy, context) {
    // Unfinished, its resource may yet become every resource.
    if (statement.open || !grants(policy, statement) || onEverything(statement) === "yes") return;
    for (const { item, pattern } of wildcardsOf(statement).filter((wildcard) => wildcard.kind === "everything"))
      yield {
        span: item.span,
        severity: isScoped(statement) === "no" ? "high" : "medium",
        message: `"${pattern}" allows every action on these resources, also deleting them and changing who may use them.`,
        fixes: () => [...ofTheService(policy, statement, item, context), ...removeAction(policy, statement, item)],
      };
  },
});
