// The rule mfa-trust-missing: people may assume the role without MFA.
import { itemsCovering, requireMfa } from "../fix/statement";
import { mfaEnforcedByDeny, mfaPresent, requiresMfa } from "../access/mfa";
import { hasCondition, hasUnreadableConditions, speaksOf, testsOf } from "../model/questions";
import type { Value } from "../model/value";
import { defineRule, type Context } from "../rule";
import { accountOf, isForeign, lets, narrowsCallers, trustedBy } from "./trust";

export const mfaTrustMissing = defineRule({
  id: "mfa-trust-missing",
  title: "People may assume the role without MFA",
  severity: "medium",
  fixes: ["require-mfa"],
  docs: {
    why: "A user's stolen password or access key is enough to take the role; with an MFA condition it is not.",
    fine: "Roles that services, identity providers or other companies assume carry no MFA and are not meant, nor are roles that trust roles. Whoever signs in through IAM Identity Center used MFA there. A role that a whole account may assume is perhaps not for people: it is told as low.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
    ],
    controls: ["aws-iam-04"],
    flagged: [
      {
        title: "a user",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:user/alice" },
          Action: "sts:AssumeRole",
        },
      },
    ],
    accepted: [
      {
        title: "a user with MFA",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:user/alice" },
          Action: "sts:AssumeRole",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        },
      },
      {
        title: "a service",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      },
    ],
  },
  *statement(statement, policy, context) {
    if (!lets(policy, statement) || speaksOf(statement, "sts:AssumeRole") !== "yes") return;
    if (requiresMfa(statement) !== "no" || hasUnreadableConditions(statement)) return;
    // A test of the key that does not require MFA is mfa-operator's finding; with an external id it is another company's workload.
    if (testsOf(statement.conditions, mfaPresent).length > 0 || hasCondition(statement, "sts:ExternalId") !== "no")
      return;
    if (mfaEnforcedByDeny(policy, "sts:AssumeRole") !== "no") return;
    const trusted = trustedBy(statement);
    const onlyAccounts = trusted.every(({ type }) => type === "AWS");
    for (const { type, value } of trusted) {
      const people = type === "AWS" ? peopleIn(value, context) : undefined;
      if (!people) continue;
      // Of an account, conditions pick those who are meant, and who they are is not known.
      if (
        people === "account" &&
        narrowsCallers(policy, statement, { ofEveryone: false, config: context.config }) !== "no"
      )
        continue;
      yield {
        span: value.span,
        severity: people === "user" ? "medium" : "low",
        message:
          people === "user"
            ? "This user may assume the role without MFA: its stolen password or access key is enough."
            : "People of this account may assume the role without MFA: a stolen password or access key is enough.",
        ...(onlyAccounts && {
          fixes: () => requireMfa(policy, statement, itemsCovering(statement.actions, ["sts:AssumeRole"]), "removes"),
        }),
      };
    }
  },
});

/** Whether a principal is a user, or an account of which people may come: the own, or one that nothing tells apart from it. */
function peopleIn(value: Value, context: Context): "user" | "account" | undefined {
  if (value.kind === "reference" && context.module.declaration(value.target)?.kind === "user") return "user";
  const account = accountOf(value);
  if (account?.what === "user") return "user";
  if (account?.what !== "account" || (account.id === undefined && !account.isDeployers)) return undefined;
  if (account.id !== undefined && context.config.trustedAccountIds.includes(account.id)) return undefined;
  return isForeign(account, context) === "yes" ? undefined : "account";
}
