// The rule trust-any-principal: anyone may assume the role.
import { namePrincipal } from "../fix/principals";
import type { Statement } from "../model/policy";
import { speaksOf } from "../model/questions";
import { literal } from "../model/value";
import { defineRule } from "../rule";
import { lets, narrowsCallers, trustedBy } from "./trust";

export const trustAnyPrincipal = defineRule({
  id: "trust-any-principal",
  title: "Anyone may assume this role",
  severity: "critical",
  fixes: ["name-principal"],
  docs: {
    why: 'Principal "*" in a trust policy lets every AWS account in the world assume the role, unless a condition says who is meant.',
    fine: "A condition on aws:PrincipalOrgID, aws:PrincipalArn, aws:SourceAccount or sts:ExternalId limits it, as does a Deny for all others. What the caller itself chooses, such as sts:RoleSessionName or a request tag, does not.",
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
      {
        title: "a condition that every caller can meet",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: "sts:AssumeRole",
          Condition: { StringLike: { "sts:RoleSessionName": "deploy-*" } },
        },
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
  equivalents: [
    "checkov:CKV_AWS_60",
    "checkov:CKV_AWS_61",
    "checkov:CKV_AWS_283",
    "access-analyzer:ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
  ],
  *statement(statement, policy, context) {
    if (!lets(policy, statement)) return;
    const everyone = trustedBy(statement).filter(({ value }) => literal(value) === "*");
    if (everyone.length === 0 || !ways.some((action) => mayUse(statement, action))) return;
    const { config } = context;
    if (narrowsCallers(policy, statement, { ofEveryone: true, config }) !== "no") return;
    for (const { type, value } of everyone) {
      if (type === "Service") continue;
      if (type !== "Federated" && mayUse(statement, "sts:AssumeRole"))
        yield {
          span: value.span,
          message: `Principal "*" lets every AWS account in the world assume this role.`,
          fixes: () => namePrincipal(policy, statement, value, context),
        };
      else if (type !== "AWS" && federated.some((action) => mayUse(statement, action)))
        yield {
          span: value.span,
          message: `Principal "*" lets whoever any identity provider signs in assume this role.`,
        };
    }
  },
});

/** Whom an identity provider signs in assumes a role with these, and never with sts:AssumeRole. */
const federated = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];
const ways = ["sts:AssumeRole", ...federated];

function mayUse(statement: Statement, action: string): boolean {
  return statement.actions.open || speaksOf(statement, action) === "yes";
}
