// The rule trust-oidc-subject: a role of an OIDC provider that does not ask whose token it is.
import { requireSubject } from "../fix/statement";
import type { Condition, Policy, Statement } from "../model/policy";
import { hasUnreadableConditions, parseOperator, wording } from "../model/questions";
import type { Value } from "../model/value";
import { defineRule, type Hit } from "../rule";
import {
  asksFor,
  claimOf,
  compares,
  deniesByClaim,
  issuerBySubject,
  providersOf,
  publicProviders,
  reachOf,
  testsOfClaim,
  type Issuer,
  type Provider,
} from "./oidc";

export const trustOidcSubject = defineRule({
  id: "trust-oidc-subject",
  title: "An OIDC provider's role for any of its tokens",
  severity: "high",
  fixes: ["require-subject"],
  equivalents: ["checkov:CKV_AWS_358", "checkov:CKV_AWS_393", "prowler:iam_role_github_oidc_trust_subject_restricted"],
  docs: {
    why: "GitHub, GitLab and others sign the tokens of all their customers with one key: a role that does not ask for the subject takes the token of any stranger's pipeline.",
    fine: "The sub condition must name the owner before its first wildcard: repo:OWNER/REPOSITORY:* is good, repo:OWNER/* lets in all of the owner's repositories. An issuer of one organization or cluster is told as medium. AWS itself refuses new trust policies for shared issuers that do not test the claim, but takes any value. StringEquals knows no wildcard.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
      "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
      "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration",
      "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "any repository on GitHub",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
        },
      },
      {
        title: "an owner's name that is not ended",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo-org*" } },
        },
      },
    ],
    accepted: [
      {
        title: "one repository",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*" } },
        },
      },
      {
        title: "one service account of a cluster",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: {
            Federated: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE",
          },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:web:app" },
          },
        },
      },
    ],
  },
  *statement(statement, policy, context) {
    for (const provider of providersOf(policy, statement, context)) {
      if (deniesByClaim(policy)) return;
      const subjects = testsOfClaim(statement.conditions.tests, "sub");
      const guessed = provider.issuer
        ? undefined
        : subjects.map(issuerBySubject).find((issuer) => issuer !== undefined);
      const issuer = provider.issuer ?? guessed;
      if (!issuer) yield* ofUnknownIssuer(provider, statement);
      else if (!asksFor(statement, issuer.claims)) {
        // Whether an issuer that cannot be read is GitLab.com or one's own, a subject does not tell.
        const isShared = issuer.isShared && (!guessed || issuer.name === "GitHub Actions");
        const hits = subjects.length > 0 ? judge(subjects, issuer) : absent(provider, issuer, statement, policy);
        for (const hit of hits) yield { severity: isShared ? "high" : "medium", ...hit };
        // Tests are those of all providers; they are judged once.
        if (subjects.length > 0) return;
      }
    }
  },
});

/** An issuer that is not in the table: whose tokens it signs is not known, but that all of them are taken is. */
function* ofUnknownIssuer({ url, value }: Provider, statement: Statement): Generator<Hit> {
  if (url === undefined || Object.hasOwn(publicProviders, url) || hasUnreadableConditions(statement)) return;
  if (statement.conditions.tests.length > 0) return;
  yield {
    span: value.span,
    severity: "medium",
    message: `Any token that ${url} signs for a registered audience is enough for this role: no claim is asked for.`,
  };
}

function absent({ url, value }: Provider, issuer: Issuer, statement: Statement, policy: Policy): Hit[] {
  // A key that cannot be read may be the subject's.
  if (statement.conditions.open || statement.conditions.tests.some((test) => test.key === undefined && !claimOf(test)))
    return [];
  return [
    {
      span: value.span,
      message: `A token of ${issuer.anyone} is enough for this role: ${url === undefined ? "its subject (sub)" : `${url}:sub`} is not asked for.`,
      ...(url !== undefined && { fixes: () => requireSubject(policy, statement, url, issuer.form) }),
    },
  ];
}

/** All tests must hold: one that names the owner is enough. */
function judge(subjects: readonly Condition[], issuer: Issuer): Hit[] {
  const judged = subjects.map((test) => judgeTest(test, issuer));
  return judged.every((hits) => hits.length > 0) ? judged.flat().slice(0, 1) : [];
}

/** Nothing for a test that names the owner, or may. */
function judgeTest(test: Condition, issuer: Issuer): Hit[] {
  const { base, ifExists, quantifier } = parseOperator(test.operator ?? "");
  const compared = compares(test);
  if (compared === "unknown") return [];
  if (compared === "no")
    return [
      { span: test.operatorSpan, message: `${test.operator ?? ""} lets in ${anyOwner(issuer)}: it names nobody.` },
    ];
  const wide = test.values.items.find((value) => reachOf(value, issuer) === "anyone");
  if (wide) return [{ span: wide.span, ...wideness(wide, base, issuer) }];
  if (test.values.open || test.values.items.some((value) => reachOf(value, issuer) === "unknown")) return [];
  if (!ifExists && quantifier !== "ForAllValues") return [];
  return [
    {
      span: test.operatorSpan,
      severity: "low",
      message: `${test.operator ?? ""} also holds for a token without a subject: ${base} asks for one.`,
    },
  ];
}

function anyOwner({ anyone, anyOwner: owners }: Issuer): string {
  return owners ?? anyone;
}

/** Why a value says too little. */
function wideness(value: Value, base: string, issuer: Issuer): Pick<Hit, "message" | "severity"> {
  const text = wording(value);
  const anyone = anyOwner(issuer);
  if (!/[*?]/.test(text))
    return {
      severity: "medium",
      message: `"${text}" does not begin with whose token it is, as ${issuer.form} does: others may get this subject, or nobody does.`,
    };
  if (!/like$/i.test(base))
    return {
      severity: "medium",
      message: `${base} takes the wildcard of "${text}" literally: nobody can assume this role; with StringLike, ${anyone} could.`,
    };
  const isBegun = /[:/][^:/*?]+[*?]/.test(text);
  return {
    message: isBegun
      ? `"${text}" also matches owners whose names only begin so: name the owner to its end, as in ${issuer.form}.`
      : `"${text}" lets ${anyone} assume this role: name the owner, as in ${issuer.form}.`,
  };
}
