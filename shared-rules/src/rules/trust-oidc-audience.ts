// The rule trust-oidc-audience: a role of an OIDC provider that does not ask whom the token is for.
import type { Condition, Statement } from "../model/policy";
import { demands } from "../model/questions";
import { defineRule, type Hit } from "../rule";
import {
  asksFor,
  claimOf,
  compares,
  deniesByClaim,
  providersOf,
  publicProviders,
  reachOf,
  testsOfClaim,
  type Issuer,
  type Provider,
} from "./oidc";

export const trustOidcAudience = defineRule({
  id: "trust-oidc-audience",
  title: "An OIDC provider's role for tokens of any audience",
  severity: "medium",
  fixes: [],
  docs: {
    why: "Without aud, a token that was made for something else is taken, too; for Cognito and Google, one that was made for anybody else's application.",
    fine: "AWS checks the audience against the provider's own list in any case: where that is known to have one entry, nothing is said, and with a narrow sub it is told as low. Cognito, Google, Facebook and Amazon have no such list, and are told as high.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
      "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
      "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "any Cognito identity pool of anyone",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } },
        },
      },
      {
        title: "GitHub without an audience",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*" } },
        },
      },
    ],
    accepted: [
      {
        title: "GitHub with the audience of its own action",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*" },
          },
        },
      },
      {
        title: "one identity pool",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:12345678-abcd-abcd-abcd-123456790ab" },
          },
        },
      },
    ],
  },
  *statement(statement, policy, context) {
    for (const provider of providersOf(policy, statement, context)) {
      if (deniesByClaim(policy) || isUnreadable(statement)) return;
      const { issuer, url = "" } = provider;
      if (Object.hasOwn(publicProviders, url)) yield* ofPublicProvider(provider, statement);
      else if (issuer?.asksAudience && provider.audiences !== 1 && !asksFor(statement, ["aud", "oaud"]))
        yield {
          ...spanOf(provider, statement),
          severity: isNarrow(statement, issuer) && (provider.audiences ?? 0) < 2 ? "low" : "medium",
          message: `A token that ${issuer.name} made for any audience of the provider is enough: ${url === "" ? "its audience (aud)" : `${url}:aud`} is not asked for.`,
        };
    }
  },
});

/** The test of the audience that asks for nothing, else the provider. */
function spanOf({ value }: Provider, { conditions }: Statement): Pick<Hit, "span"> {
  const [test] = testsOfClaim(conditions.tests, "aud");
  return { span: (test?.values.items[0] ?? value).span };
}

function* ofPublicProvider({ url = "", value }: Provider, statement: Statement): Generator<Hit> {
  const known = publicProviders[url];
  if (!known || asksFor(statement, known.claims)) return;
  yield {
    span: value.span,
    severity: "high",
    message: `A user of anyone's ${known.name} is enough for this role: ${url}:${known.claims[0] ?? ""} is not asked for.`,
  };
}

/** A key that cannot be read may be the audience's. */
function isUnreadable({ conditions }: Statement): boolean {
  return conditions.open || conditions.tests.some((test) => test.key === undefined && claimOf(test) === undefined);
}

/** Whether a subject that says whose the token is is asked for. */
function isNarrow({ conditions }: Statement, issuer: Issuer): boolean {
  const names = (test: Condition): boolean =>
    compares(test) === "yes" &&
    demands(test) === "yes" &&
    test.values.items.length > 0 &&
    test.values.items.every((value) => reachOf(value, issuer) !== "anyone");
  return testsOfClaim(conditions.tests, "sub").some(names);
}
