// The rule trust-any-principal: anyone may assume the role.
import { isScoping } from "../model/scope";
import { any, covers, hasUnreadableConditions } from "../model/questions";
import { literal } from "../model/value";
import { defineRule } from "../rule";

export const trustAnyPrincipal = defineRule({
  id: "trust-any-principal",
  title: "Anyone may assume this role",
  severity: "critical",
  fixes: [],
  docs: {
    why: 'Principal "*" in a trust policy lets every AWS account in the world assume the role, unless a condition says who is meant.',
    fine: "A condition on aws:PrincipalOrgID, aws:PrincipalArn or aws:SourceAccount limits it. A Deny for everyone is no risk.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      { title: "everyone", kind: "trust", statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" } },
      {
        title: "every AWS principal",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { AWS: ["*"] }, Action: "sts:AssumeRole" },
      },
    ],
    accepted: [
      {
        title: "a service",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
      },
      {
        title: "the own organisation",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } },
        },
      },
    ],
  },
  *policy(policy) {
    if (policy.kind !== "trust") return;
    for (const statement of policy.statements) {
      if (statement.effect !== "Allow" || hasUnreadableConditions(statement)) continue;
      if (any(statement.conditions.tests.map(isScoping)) !== "no") continue;
      if (!statement.actions.items.some((item) => covers(item, "sts:AssumeRole") === "yes") && !statement.actions.open)
        continue;
      for (const principal of statement.principals.entries)
        for (const item of principal.values.items)
          if (literal(item) === "*" && (principal.type === "*" || principal.type === "AWS"))
            yield { span: item.span, message: `Principal "*" lets every AWS account in the world assume this role.` };
    }
  },
});
