// The rule trust-account: all of another account may assume the role, and nothing asks for more.
import { requireExternalId } from "../fix/statement";
import { speaksOf } from "../model/questions";
import { defineRule } from "../rule";
import { accountOf, isForeign, lets, narrowsCallers, trustedBy } from "./trust";

/**
 * Accounts of companies that work in many customers' accounts, by their own documentation: each of them may be talked into using one
 * customer's role for another.
 */
const vendors: Readonly<Record<string, string>> = {
  "464622532012": "Datadog",
  "754728514883": "New Relic",
  "414351767826": "Databricks",
  "926226587429": "Sumo Logic",
  "834469178297": "Fivetran",
  "509560245411": "Dynatrace",
};

export const trustAccount = defineRule({
  id: "trust-account",
  title: "A whole foreign account may assume this role",
  severity: "medium",
  fixes: ["require-external-id"],
  equivalents: ["checkov:CKV_AWS_61"],
  docs: {
    why: "Everyone whom the other account's administrators let may assume this role; a company that serves many customers can be tricked into using it for another of them.",
    fine: "sts:ExternalId, MFA, an organisation or a principal's ARN in the Condition limits it. The own account is never meant: say which it is in ownAccountIds, and whom you trust in trustedAccountIds. Naming the account only delegates: its own policies must allow sts:AssumeRole, too.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "another company's account",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::464622532012:root" },
          Action: "sts:AssumeRole",
        },
      },
    ],
    accepted: [
      {
        title: "with the external id that the company gave",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::464622532012:root" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": "8b8f4a5d" } },
        },
      },
      {
        title: "one role of the other account",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:role/deploy" },
          Action: "sts:AssumeRole",
        },
      },
    ],
  },
  *statement(statement, policy, context) {
    if (!lets(policy, statement) || speaksOf(statement, "sts:AssumeRole") === "no") return;
    const { config } = context;
    for (const { type, value } of trustedBy(statement)) {
      const account = type === "AWS" ? accountOf(value) : undefined;
      if (account?.id === undefined || account.what !== "account") continue;
      if (config.trustedAccountIds.includes(account.id) || isForeign(account, context) === "no") continue;
      if (narrowsCallers(policy, statement, { ofEveryone: false, config }) !== "no") return;
      const vendor = vendors[account.id];
      yield {
        span: value.span,
        message: vendor
          ? `${vendor} (account ${account.id}) can be tricked into using this role for another of its customers: no sts:ExternalId is asked for.`
          : `Everyone whom account ${account.id} lets may assume this role: no external id, MFA or organization is asked for.`,
        fixes: () => requireExternalId(policy, statement),
      };
    }
  },
});
