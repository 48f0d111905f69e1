// The rule wildcard-not-principal: an Allow for everyone but who is named.
import { isScoped } from "../model/scope";
import { wording } from "../model/questions";
import { defineRule } from "../rule";
import { listing } from "./grants";

export const wildcardNotPrincipal = defineRule({
  id: "wildcard-not-principal",
  title: "Allow with NotPrincipal",
  severity: "high",
  fixes: [],
  docs: {
    why: "Allow with NotPrincipal lets in everyone in the world but those it names, people without an AWS account included.",
    fine: "NotPrincipal is meant for Deny, and even there a condition on aws:PrincipalArn is the better way. An Allow names whom it lets in.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html"],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "everyone but one account",
        kind: "resource",
        statement: {
          Effect: "Allow",
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
        },
      },
    ],
    accepted: [
      {
        title: "a Deny",
        kind: "resource",
        statement: {
          Effect: "Deny",
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
        },
      },
      {
        title: "within the organisation",
        kind: "resource",
        statement: {
          Effect: "Allow",
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } },
        },
      },
    ],
  },
  equivalents: ["cfn_nag:F6", "cfn_nag:F7", "cfn_nag:F8", "cfn_nag:F9"],
  *statement(statement) {
    const { key, entries } = statement.notPrincipals;
    if (!key || statement.effect !== "Allow" || isScoped(statement) !== "no") return;
    const named = listing(entries.flatMap(({ values }) => values.items.map(wording)));
    yield {
      span: key.span,
      message: `NotPrincipal lets in everyone in the world${named === "" ? "" : ` but ${named}`}.`,
    };
  },
});
