// The rule user-create-grant: iam:CreateUser is granted.
import { insertScp } from "../fix/declaration";
import { roleInsteadOfGrant } from "../fix/role-instead";
import { itemsCovering, removeGrants, requireBoundary, requireMfa } from "../fix/statement";
import type { Statement } from "../model/policy";
import { mfaEnforcedByDeny, requiresMfa } from "../access/mfa";
import { all, coversAllOf, hasCondition, not, reaches } from "../model/questions";
import { boundaryGuarded } from "../access/boundary-guard";
import type { Answer } from "../model/value";
import { defineRule, type Severity } from "../rule";
import { allows, grants, grantsOf } from "./grants";

const everyUser = "arn:aws:iam::*:user/*";

export const userCreateGrant = defineRule({
  id: "user-create-grant",
  title: "iam:CreateUser is granted",
  severity: "high",
  fixes: ["remove-action", "role-instead", "require-boundary", "require-mfa", "insert-scp"],
  docs: {
    why: "An IAM user is a permanent credential: whoever may create one has a way in that outlives their own access, and nobody will notice it being used.",
    fine: "A provisioning pipeline or a break-glass procedure may need it: limit it to a path, require a permissions boundary on what it creates, and require MFA where people use it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
      "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ],
    controls: ["aws-iam-06", "aws-iam-03", "aws-iam-08"],
    flagged: [
      {
        title: "by name",
        statement: { Effect: "Allow", Action: ["iam:CreateUser", "iam:ListUsers"], Resource: "arn:aws:iam::*:user/*" },
      },
      { title: "by a wildcard", statement: { Effect: "Allow", Action: "iam:*User", Resource: "*" } },
    ],
    accepted: [
      {
        title: "a statement about other resources",
        statement: { Effect: "Allow", Action: ["iam:GetUser", "iam:ListUsers"], Resource: "arn:aws:iam::*:user/*" },
      },
      { title: "a Deny", statement: { Effect: "Deny", Action: "iam:CreateUser", Resource: "*" } },
    ],
  },
  *statement(statement, policy, context) {
    if (!grants(policy, statement)) return;
    for (const grant of grantsOf(policy, statement, ["iam:CreateUser"])) {
      if (reaches(statement, everyUser) === "no") return;
      const bounded = boundaryGuarded(policy, statement, "iam:CreateUser");
      const mfa = requiresMfa(statement) === "yes" || mfaEnforcedByDeny(policy, "iam:CreateUser") === "yes";
      const severity = severityOf(bounded, limitedToPath(statement), mfa);
      yield {
        span: grant.span,
        severity,
        message: `${allows(grant)}: whoever has this policy can create IAM users, each a permanent way in.`,
        fixes: () => {
          const items = itemsCovering(statement.actions, grant.actions);
          return [
            ...removeGrants(policy, statement, grant.actions),
            ...(bounded === "no" && hasCondition(statement, "iam:PermissionsBoundary") === "no"
              ? requireBoundary(policy, statement, items, context, "lowers")
              : []),
            ...(mfa || severity === "low" ? [] : requireMfa(policy, statement, items, "lowers")),
            insertScp(),
            // A role for one workload is no answer to a grant that is guarded already.
            ...(severity === "low" ? [] : roleInsteadOfGrant(policy, statement, items, context)),
          ];
        },
      };
    }
  },
});

/** Low when bounded and limited to a path; one step down for each guard otherwise. */
function severityOf(bounded: Answer, path: Answer, mfa: boolean): Severity {
  const guards = (bounded === "no" ? 0 : 1) + (mfa ? 1 : 0);
  if ((bounded !== "no" && path !== "no") || guards === 2) return "low";
  return guards === 1 ? "medium" : "high";
}

/** Whether no resource stands for every user of the account. */
function limitedToPath(statement: Statement): Answer {
  if (!statement.resources.key) return "no";
  return all(statement.resources.items.map((item) => not(coversAllOf(item, everyUser))));
}
