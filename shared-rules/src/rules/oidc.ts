// The OIDC issuers that rules know: whose tokens they sign, and what of a token's `sub` says whose it is. Not a rule.
import type { Condition, Policy, Statement } from "../model/policy";
import { demands, parseOperator, pickedOnce, speaksOf } from "../model/questions";
import type { Answer, Value } from "../model/value";
import type { Context } from "../rule";
import { patternOf, trustedBy } from "./trust";

export interface Issuer {
  readonly name: string;
  /** Tested against the issuer's URL without its scheme. */
  readonly url: RegExp;
  /** It signs tokens for everyone; else for one organisation, or one cluster. */
  readonly isShared: boolean;
  /** Who gets in where the subject is not asked for. */
  readonly anyone: string;
  /** The same where the subject is asked for, but not whose it is. */
  readonly anyOwner?: string;
  /** What the known beginning of a subject must match to say whose it is; it ends in ":" where it is all of the subject. */
  readonly owner: RegExp;
  /** A subject as its author would write it, for messages and fixes. */
  readonly form: string;
  /** Other claims that say whose a token is. */
  readonly claims: readonly string[];
  /** Tokens for other audiences are common, so that `aud` should be asked for. */
  readonly asksAudience: boolean;
}

const gitLab = {
  owner: /^project_path:[^/:]+\//,
  form: "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
  claims: [],
};
const organization = { owner: /^organization:[^:]+:/, claims: [] };

/**
 * Shared issuers are those of AWS's own list, for which it refuses new trust policies without the claim that tells customers apart.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 *
 * A subject that names the organisation and leaves its repositories open is accepted: AWS asks to limit it "to a specific organization or
 * repository", and who may create repositories in an organisation is for the organisation to say.
 */
export const issuers: readonly Issuer[] = [
  {
    name: "GitHub Actions",
    url: /^(vs)?token\.actions\.(githubusercontent\.com|[^/]+\.ghe\.com)(\/|$)/,
    isShared: true,
    anyone: "any repository on GitHub",
    // https://docs.github.com/en/actions/reference/security/oidc: claims that a workflow's author does not choose.
    owner:
      /^(repo|repository|job_workflow_ref|workflow_ref):[^/:]+\/|^(repository_owner|repository_owner_id|repository_id|enterprise|enterprise_id|organization):[^:]+:/,
    form: "repo:OWNER/REPOSITORY:ref:refs/heads/main",
    claims: [
      "repository",
      "repository_id",
      "repository_owner",
      "repository_owner_id",
      "enterprise_id",
      "job_workflow_ref",
    ],
    asksAudience: true,
  },
  {
    name: "GitLab",
    url: /^gitlab\.com(\/|$)/,
    isShared: true,
    anyone: "any project on GitLab.com",
    asksAudience: true,
    ...gitLab,
  },
  {
    name: "GitLab",
    url: /^[^/]*\bgitlab\b/,
    isShared: false,
    anyone: "any project of this GitLab",
    asksAudience: true,
    ...gitLab,
  },
  {
    name: "EKS",
    url: /^oidc\.eks\.|^oidc-eks\./,
    isShared: false,
    anyone: "any pod of the cluster",
    anyOwner: "service accounts of any namespace",
    owner: /^system:serviceaccount:[^:]+:/,
    form: "system:serviceaccount:NAMESPACE:NAME",
    claims: [],
    asksAudience: true,
  },
  {
    name: "HCP Terraform",
    url: /^app\.(eu\.)?terraform\.io(\/|$)/,
    isShared: true,
    anyone: "any organization of HCP Terraform",
    form: "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:*",
    asksAudience: true,
    ...organization,
  },
  {
    name: "Bitbucket",
    url: /^api\.bitbucket\.org\/2\.0\/workspaces\//,
    isShared: false,
    anyone: "any repository of the workspace",
    owner: /^\{?[^{}:]/,
    form: "{REPOSITORY-UUID}*",
    claims: ["repositoryuuid"],
    asksAudience: true,
  },
  {
    name: "CircleCI",
    url: /^oidc\.circleci\.com\/org\//,
    isShared: false,
    anyone: "any project of the organization",
    owner: /^org\//,
    form: "org/ORGANIZATION-ID/project/PROJECT-ID/user/*",
    claims: ["oidc.circleci.com/project-id"],
    asksAudience: true,
  },
  {
    name: "Buildkite",
    url: /^agent\.buildkite\.com(\/|$)/,
    isShared: true,
    anyone: "any organization of Buildkite",
    form: "organization:ORGANIZATION:pipeline:PIPELINE:*",
    asksAudience: false,
    ...organization,
  },
  {
    name: "Vercel",
    url: /^oidc\.vercel\.com$/,
    isShared: true,
    anyone: "any team of Vercel",
    owner: /^owner:[^:]+:/,
    form: "owner:TEAM:project:PROJECT:environment:production",
    claims: ["aud"],
    asksAudience: false,
  },
  {
    name: "Vercel",
    url: /^oidc\.vercel\.com\/./,
    isShared: false,
    anyone: "any project of the team",
    owner: /^owner:[^:]+:/,
    form: "owner:TEAM:project:PROJECT:environment:production",
    claims: [],
    asksAudience: false,
  },
  {
    name: "Codefresh",
    url: /^oidc\.codefresh\.io(\/|$)/,
    isShared: true,
    anyone: "any account of Codefresh",
    owner: /^account:[^:]+:/,
    form: "account:ACCOUNT-ID:pipeline:PIPELINE-ID:*",
    claims: [],
    asksAudience: false,
  },
  {
    name: "Pulumi Cloud",
    url: /^api\.pulumi\.com\/oidc(\/|$)/,
    isShared: true,
    anyone: "any organization of Pulumi Cloud",
    owner: /:org:[^:]+:/,
    form: "pulumi:deploy:org:ORGANIZATION:project:PROJECT:*",
    claims: ["aud"],
    asksAudience: false,
  },
];

/** Identity providers that are known by their host name alone, and the claims of which one says whose application a token is for. */
export const publicProviders: Readonly<Record<string, { readonly name: string; readonly claims: readonly string[] }>> =
  {
    "cognito-identity.amazonaws.com": { name: "Cognito identity pool", claims: ["aud"] },
    "accounts.google.com": { name: "Google application", claims: ["aud", "oaud", "sub", "email"] },
    "graph.facebook.com": { name: "Facebook application", claims: ["app_id", "id"] },
    "www.amazon.com": { name: "Login with Amazon application", claims: ["app_id", "user_id"] },
  };

/** A provider that a statement trusts. */
export interface Provider {
  /** The Federated principal. */
  readonly value: Value;
  /** The issuer's URL without its scheme, where all of it is known. */
  readonly url: string | undefined;
  readonly issuer: Issuer | undefined;
  /** The audiences that it accepts, where all of them are known. */
  readonly audiences: number | undefined;
}

/** Where a cluster says what its issuer is, in Terraform and CloudFormation. */
const clusterIssuer =
  /\boidc\b[^"]*\bissuer\b|\bOpenIdConnectIssuerUrl\b|\bcluster_oidc_issuer_url\b|\beks\b[^"]*\.oidc_provider/;

/**
 * The OIDC providers whose tokens a statement takes. Federated principals stand in trust policies only, so a policy that tells no kind of
 * its own is one.
 */
export function providersOf(policy: Policy, statement: Statement, context: Context): Provider[] {
  if (statement.effect !== "Allow" || (policy.kind !== "trust" && policy.kind !== "resource")) return [];
  const federated = trustedBy(statement).filter(({ type }) => type === "Federated");
  const { actions, notActions } = statement;
  const isUnfinished = !actions.key && !notActions.key;
  if (!isUnfinished && speaksOf(statement, "sts:AssumeRoleWithWebIdentity") !== "yes") return [];
  return federated.flatMap(({ value }) => providerOf(value, context) ?? []);
}

/** Undefined for what is no OIDC provider. */
function providerOf(value: Value, context: Context): Provider | undefined {
  if (value.kind === "reference") {
    const declaration = context.module.declaration(value.target);
    if (declaration && (declaration.kind !== "identity-provider" || /SAML/i.test(declaration.type))) return undefined;
    const { clientIds, url } = declaration?.fields ?? {};
    const audiences = clientIds?.kind === "list" && !clientIds.open ? clientIds.items.length : undefined;
    const { text, sources } = url ? patternOf(url) : { text: hole, sources: [value.source] };
    return { value, ...issuerOf(text.replace(/^https:\/\//, ""), sources), audiences };
  }
  const { text, sources } = patternOf(value);
  if (Object.hasOwn(publicProviders, text)) return { value, url: text, issuer: undefined, audiences: undefined };
  const issuer = /:oidc-provider\/(.*)$/.exec(text)?.[1];
  if (issuer !== undefined) return { value, ...issuerOf(issuer, sources), audiences: undefined };
  return text.startsWith(hole) && !text.includes(":saml-provider/")
    ? { value, url: undefined, issuer: undefined, audiences: undefined }
    : undefined;
}

const hole = "\u{E000}";

function issuerOf(text: string, sources: readonly string[]): Pick<Provider, "url" | "issuer"> {
  const known = (text.split(hole)[0] ?? "").replace(/\/$/, "");
  if (known === "") {
    const isCluster = clusterIssuer.test(sources.at(-1) ?? "");
    return { url: undefined, issuer: isCluster ? issuers.find(({ name }) => name === "EKS") : undefined };
  }
  const issuer = issuers.find(({ url }) => url.test(known));
  return { url: text.includes(hole) ? undefined : known, issuer };
}

const claimDenies = pickedOnce(
  ({ effect, conditions }) => effect !== "Allow" && conditions.tests.some((test) => claimOf(test) !== undefined),
);

/** Whether a Deny of the policy is about claims, too: what it leaves is not told by one statement alone. */
export function deniesByClaim(policy: Policy): boolean {
  return claimDenies(policy).length > 0;
}

/** Whether the statement asks for one of the claims, with a value that its author chose. */
export function asksFor({ conditions }: Statement, claims: readonly string[]): boolean {
  return claims.some((claim) => testsOfClaim(conditions.tests, claim).some(asks));
}

/** A token has an audience, perhaps several: ForAllValues is no way around them. */
function asks(test: Condition): boolean {
  const every = /^ForAllValues:(.*)$/i.exec(test.operator ?? "")?.[1];
  return demands(every === undefined ? test : { ...test, operator: every }) !== "no";
}

/** The issuer whose subjects look like this, for providers that cannot be told. */
export function issuerBySubject(test: Condition): Issuer | undefined {
  for (const value of test.values.items) {
    const { text } = patternOf(value);
    const form = /^(repo|project_path|system:serviceaccount):/.exec(text)?.[1];
    if (form !== undefined) return issuers.find((issuer) => issuer.form.startsWith(`${form}:`));
  }
  return undefined;
}

/** The tests of a claim, whichever issuer's: `token.actions.githubusercontent.com:sub`, `${local.issuer}:sub`. */
export function testsOfClaim(tests: readonly Condition[], claim: string): Condition[] {
  return tests.filter((test) => claimOf(test) === claim);
}

/** The claim that a condition key names; undefined for keys of AWS, and where it cannot be read. */
export function claimOf({ key, keyNode }: Condition): string | undefined {
  if (key !== undefined && /^(aws|sts|saml):/i.test(key)) return undefined;
  const written = key ?? (keyNode && patternOf(keyNode).text);
  const claim = written === undefined ? undefined : /:([^:\u{E000}]+)$/u.exec(written)?.[1];
  return claim?.toLowerCase();
}

/** What one value of a test of `sub` lets in. */
export type Reach = "owner" | "anyone" | "unknown";

/**
 * Whether a subject names whose token it must be before its first wildcard. Values of StringEquals are read as if they were those of
 * StringLike: that is what their author means.
 */
export function reachOf(value: Value, { isShared, owner }: Issuer): Reach {
  const { text } = patternOf(value);
  const known = /^[^*?\u{E000}]*/u.exec(text)?.[0] ?? "";
  // Where nobody else gets tokens, a name's beginning is chosen well enough.
  const isEnded = known === text || !isShared;
  if (owner.test(isEnded ? `${known}:` : known)) return "owner";
  // An expression may be anything, but the author chose it.
  return text[known.length] === "\u{E000}" ? "unknown" : "anyone";
}

/** Whether a test compares, for equality, what a token must carry. */
export function compares({ operator }: Condition): Answer {
  if (operator === undefined) return "unknown";
  const { base, negated } = parseOperator(operator);
  return !negated && /^(string(equals|equalsignorecase|like)|arn(equals|like))$/i.test(base) ? "yes" : "no";
}
