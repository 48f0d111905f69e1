// The rule trust-roles-anywhere: a role for IAM Roles Anywhere that any certificate gets, or that it cannot use.
import { addActions, requireTrustAnchor } from "../fix/principals";
import { statementsOf } from "../model/beside";
import type { Statement } from "../model/policy";
import { any, hasUnreadableConditions, speaksOf } from "../model/questions";
import { isScoping } from "../model/scope";
import { literal } from "../model/value";
import { defineRule } from "../rule";
import { listing } from "./grants";
import { lets, trustedBy } from "./trust";

/** https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html#role-trust-policy */
const needed = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

export const trustRolesAnywhere = defineRule({
  id: "trust-roles-anywhere",
  title: "IAM Roles Anywhere for any certificate",
  severity: "medium",
  fixes: ["add-condition", "correct"],
  docs: {
    why: "Without a condition every certificate that any trust anchor of the account accepts may take the role, not only those that you made it for.",
    fine: "aws:SourceArn names the trust anchor; aws:PrincipalTag/x509Subject/CN, x509Issuer and x509SAN pick certificates. Roles Anywhere calls sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity together: it needs all three.",
    references: [
      "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html",
      "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/getting-started.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "any certificate",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Service: "rolesanywhere.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        },
      },
      {
        title: "an action that it cannot do without is missing",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Service: "rolesanywhere.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: { StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build-1" } },
        },
      },
    ],
    accepted: [
      {
        title: "one trust anchor, one name",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Service: "rolesanywhere.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
          Condition: {
            StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build-1" },
            ArnEquals: {
              "aws:SourceArn":
                "arn:aws:rolesanywhere:eu-west-1:123456789012:trust-anchor/0f6b2f3e-8a5f-4c57-9c2a-6f3f1c1d7a10",
            },
          },
        },
      },
    ],
  },
  equivalents: ["access-analyzer:MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY"],
  *statement(statement, policy, context) {
    if (!lets(policy, statement)) return;
    const service = trustedBy(statement).find(
      ({ type, value }) => type === "Service" && literal(value) === "rolesanywhere.amazonaws.com",
    );
    if (!service) return;
    const isAlone = trustedBy(statement).length === 1 && !statement.principals.open;
    if (any(statement.conditions.tests.map(isScoping)) === "no" && !hasUnreadableConditions(statement))
      yield {
        span: service.value.span,
        message:
          "Every certificate that any trust anchor of the account accepts may assume this role: neither trust anchor nor certificate is asked for.",
        fixes: () => (isAlone ? [requireTrustAnchor(policy, statement, context)] : []),
      };
    const missing = missingActions(statementsOf(policy), statement);
    const item = statement.actions.items[0];
    if (item && missing.length > 0)
      yield {
        span: item.span,
        message: `IAM Roles Anywhere cannot assume this role: it needs ${listing(missing)}, too.`,
        fixes: () => (isAlone ? addActions(policy, statement, item, missing) : []),
      };
  },
});

/** What none of the policy's statements for the service allows. They need not stand in one. */
function missingActions(statements: readonly Statement[], statement: Statement): string[] {
  if (statement.actions.open || speaksOf(statement, "sts:AssumeRole") === "no") return [];
  return needed.filter((action) =>
    statements.every((other) => other.effect === "Deny" || speaksOf(other, action) === "no"),
  );
}
