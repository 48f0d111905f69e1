// The rule mfa-missing: sensitive actions for people, without MFA.
import { onceFor } from "../catalog/catalog";
import { wantsMfa } from "../catalog/sensitive";
import { requireMfa, itemsCovering } from "../fix/statement";
import { isHuman, mfaEnforcedElsewhere } from "./subject";
import { mfaEnforcedByDeny, requiresMfa, mfaPresent } from "../access/mfa";
import { onEverything, hasUnreadableConditions, testsOf } from "../model/questions";
import type { Statement } from "../model/policy";
import { defineRule, type Context } from "../rule";
import { grants, grantsOf, isSelfService, listing, namedAmong } from "./grants";

export const mfaMissing = defineRule({
  id: "mfa-missing",
  title: "Sensitive actions without MFA",
  severity: "medium",
  fixes: ["require-mfa"],
  docs: {
    why: "A stolen password or access key is enough to use these actions; with an MFA condition it is not.",
    fine: "A role that only a service can assume carries no MFA, and IAM Identity Center asks for MFA at sign-in; neither is flagged.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
    ],
    controls: ["aws-iam-04"],
    flagged: [
      {
        title: "deleting users",
        statement: { Effect: "Allow", Action: ["iam:DeleteUser"], Resource: "arn:aws:iam::*:user/*" },
      },
    ],
    accepted: [
      {
        title: "with MFA",
        statement: {
          Effect: "Allow",
          Action: ["iam:DeleteUser"],
          Resource: "arn:aws:iam::*:user/*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        },
      },
    ],
  },
  equivalents: ["prowler:iam_policy_sensitive_actions_require_mfa_condition"],
  *statement(statement, policy, context) {
    if (!grants(policy, statement) || policy.kind === "permission-set" || isSelfService(statement)) return;
    if (requiresMfa(statement) !== "no" || hasUnreadableConditions(statement)) return;
    // A test of the key that does not require MFA is mfa-operator's finding.
    if (testsOf(statement.conditions, mfaPresent).length > 0) return;
    const asked = sensitiveActions(statement, context);
    // Who has the policy, only a statement with such actions needs to know.
    const human = asked.length === 0 ? "no" : isHuman(policy, context.module);
    if (human === "no") return;
    const sensitive = asked.filter(
      (action) => mfaEnforcedByDeny(policy, action) !== "yes" && !mfaEnforcedElsewhere(policy, action, context.module),
    );
    const grantsFound = grantsOf(policy, statement, sensitive);
    const [first] = grantsFound;
    if (!first) return;
    const actions = grantsFound.flatMap((grant) => grant.actions);
    yield {
      span: first.span,
      severity: human === "yes" ? "medium" : "low",
      message: `${listing(actions)} ${actions.length === 1 ? "is" : "are"} allowed without MFA: a stolen password or access key is enough.`,
      fixes: () => requireMfa(policy, statement, itemsCovering(statement.actions, actions), "removes"),
    };
  },
});

/** Names of what the statement's Action items grant and a person should need MFA for. */
function sensitiveActions(statement: Statement, { catalog }: Context): string[] {
  const wanted = onEverything(statement) === "yes" ? wantedEverywhere : wantedOnSome;
  return namedAmong(statement, catalog, wanted);
}

const wantedEverywhere = onceFor((actions) =>
  actions.filter((action) => wantsMfa(action, true)).map(({ name }) => name),
);
const wantedOnSome = onceFor((actions) => actions.filter((action) => wantsMfa(action, false)).map(({ name }) => name));
