// Which tokens a role takes where the issuer, its audience or its subjects are only partly known.
import { trustOidcAudience } from "../../shared-rules/src/rules/trust-oidc-audience";
import { trustOidcSubject } from "../../shared-rules/src/rules/trust-oidc-subject";
import { checkRule } from "../support/check-rule";

const kind = "trust" as const;
const action = "sts:AssumeRoleWithWebIdentity";
const gitHub = "token.actions.githubusercontent.com";
const gitLab = "gitlab.com";
const cluster = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";
const unknownIssuer = "auth.example.com";
const arn = (issuer: string): string => `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
const trusting = (Federated: unknown, Condition?: object, Action: unknown = action) => ({
  Effect: "Allow",
  Principal: { Federated },
  Action,
  ...(Condition && { Condition }),
});
const assume = (issuer: string, Condition?: object, Action: unknown = action) =>
  trusting(arn(issuer), Condition, Action);
const accept = (...statement: Record<string, unknown>[]) => ({ statement, kind });
const sub = (operator: string, issuer: string, value: unknown) => ({ [operator]: { [`${issuer}:sub`]: value } });
const owned = "repo:acme/app:ref:refs/heads/main";

const role = (federated: string, condition = "", more = ""): string =>
  `${more}data "aws_iam_policy_document" "trust" {\n  statement {\n    actions = ["${action}"]\n    principals {\n      type        = "Federated"\n      identifiers = [${federated}]\n    }\n${condition}  }\n}\n\nresource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n`;
const condition = (test: string, variable: string, values: string): string =>
  `    condition {\n      test     = "${test}"\n      variable = ${variable}\n      values   = ${values}\n    }\n`;
const declared = (url: string, clients = '["sts.amazonaws.com"]'): string =>
  `resource "aws_iam_openid_connect_provider" "p" {\n  url            = ${url}\n  client_id_list = ${clients}\n}\n\n`;
const gitHubArn = `"${arn(gitHub)}"`;
const p = "aws_iam_openid_connect_provider.p.arn";
const guessed = condition("StringLike", '"${var.issuer}:sub"', '["repo:*"]');
const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });

describe("limits of an OIDC subject", () => {
  checkRule(trustOidcSubject, {
    flags: [
      // All tests must hold: the first that lets too many in is told, once.
      {
        kind,
        statement: assume(gitHub, {
          StringLike: { [`${gitHub}:sub`]: "repo:*" },
          StringNotEquals: { [`${gitHub}:sub`]: "repo:acme/other:*" },
        }),
        at: "repo:*",
      },
      {
        kind,
        statement: trusting([arn(gitHub), arn(gitLab)], sub("StringLike", gitHub, "repo:*")),
        at: "repo:*",
      },
      { kind, statement: trusting([arn(gitHub), arn(gitLab)]), at: [arn(gitHub), arn(gitLab)] },
      {
        kind,
        statement: assume(gitHub, sub("StringNotLike", gitHub, "repo:acme/*")),
        at: "StringNotLike",
        message: /^StringNotLike lets in any repository on GitHub: it names nobody/,
      },
      {
        kind,
        statement: assume(gitHub, sub("StringEqualsIfExists", gitHub, owned)),
        at: "StringEqualsIfExists",
        severity: "low",
        message: /^StringEqualsIfExists also holds for a token without a subject: StringEquals asks for one/,
      },
      {
        kind,
        statement: assume(gitHub, sub("ForAllValues:StringLike", gitHub, "repo:acme/*")),
        at: "ForAllValues:StringLike",
        severity: "low",
      },
      {
        kind,
        statement: assume(gitHub, sub("StringLike", gitHub, ["repo:acme/*", "repo:ac*"])),
        at: "repo:ac*",
        message: /owners whose names only begin so/,
      },
      {
        kind,
        statement: assume(cluster, sub("StringLike", cluster, "system:serviceaccount:*:*")),
        at: "system:serviceaccount:*:*",
        message: /lets service accounts of any namespace assume this role/,
      },
      {
        kind,
        statement: assume(gitHub, sub("StringEquals", gitHub, "repo:*")),
        at: "repo:*",
        severity: "medium",
        message: /^StringEquals takes the wildcard of "repo:\*" literally/,
      },
      {
        kind,
        statement: assume(unknownIssuer),
        at: arn(unknownIssuer),
        severity: "medium",
        message: /^Any token that auth\.example\.com signs/,
      },
      // The Deny is about something else than claims.
      {
        kind,
        statement: [
          assume(gitHub),
          { ...assume(gitHub, { Bool: { "aws:SecureTransport": "false" } }), Effect: "Deny" },
        ],
        at: arn(gitHub),
      },
    ],
    accepts: [
      accept(assume(gitHub), {
        ...assume(gitHub, {
          Bool: { "aws:SecureTransport": "true" },
          StringNotLike: { [`${gitHub}:sub`]: "repo:acme/*" },
        }),
        Effect: "Deny",
      }),
      accept(trusting(["cognito-identity.amazonaws.com", "accounts.google.com"])),
      accept(assume("app.terraform.io", sub("StringEquals", "app.terraform.io", "organization:acme"))),
      accept(assume(gitHub, sub("StringEqualsIgnoreCase", gitHub, owned))),
      accept(assume(gitHub, undefined, "sts:AssumeRoleWithSAML")),
      accept(trusting("arn:aws:iam::123456789012:saml-provider/corp")),
      accept({ ...assume(gitHub), Principal: { AWS: arn(gitHub) } }),
    ],
    native: [
      native("a provider that is declared nowhere", role("aws_iam_openid_connect_provider.other.arn")),
      native(
        "a SAML provider of the module",
        role(
          "aws_iam_saml_provider.p.arn",
          "",
          'resource "aws_iam_saml_provider" "p" {\n  name                   = "github"\n  saml_metadata_document = "<x/>"\n}\n\n',
        ),
      ),
      native(
        "what is no provider",
        role("aws_iam_role.x.arn", "", 'resource "aws_iam_role" "x" {\n  name = "x"\n}\n\n'),
      ),
      native(
        "a cluster's issuer beside one that is not known",
        role(p, "", declared("aws_eks_cluster.c.identity[0].oidc[0].issuer")),
        p,
      ),
      native(
        "what is no provider, whatever its subjects look like",
        role("aws_iam_role.x.arn", guessed, 'resource "aws_iam_role" "x" {\n  name = "x"\n}\n\n'),
      ),
      native(
        "a SAML provider, whatever its subjects look like",
        role(
          "aws_iam_saml_provider.p.arn",
          guessed,
          'resource "aws_iam_saml_provider" "p" {\n  name                   = "github"\n  saml_metadata_document = "<x/>"\n}\n\n',
        ),
      ),
      native(
        "subjects that are not known, if there are any",
        role(gitHubArn, condition("StringLikeIfExists", `"${gitHub}:sub"`, '["repo:${var.owner}/*", "repo:acme/*"]')),
      ),
      native("a provider whose issuer is not known", role(p, "", declared("var.url"))),
      {
        ...native(
          "an issuer whose end is not known",
          role('"arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/${var.id}"'),
          "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/${var.id}",
        ),
        message: /its subject \(sub\) is not asked for/,
        offers: [],
      },
      native(
        "one of two owners that is not known",
        role(gitHubArn, condition("StringLike", `"${gitHub}:sub"`, '["repo:acme/*", "repo:${var.owner}/*"]')),
      ),
      native(
        "subjects that are not known",
        role(gitHubArn, condition("StringLike", `"${gitHub}:sub"`, "var.subjects")),
      ),
      native(
        "an operator that is not known",
        role(gitHubArn, condition("${var.test}", `"${gitHub}:sub"`, '["repo:*"]')),
      ),
      {
        ...native(
          "a GitLab that only its subjects tell may be one's own",
          role("var.provider", condition("StringLike", '"${var.issuer}:sub"', '["project_path:*"]')),
          "project_path:*",
        ),
        severity: "medium",
      },
      native(
        "subjects of a form that no issuer has",
        role("var.provider", condition("StringLike", '"${var.issuer}:sub"', '["x:repo:*", "*"]')),
      ),
      native(
        "a claim whose name is known though its issuer is not",
        role(gitHubArn, condition("StringEquals", '"${var.issuer}:repository_owner"', '["acme"]')),
      ),
      native(
        "another claim whose issuer is not known",
        role(gitHubArn, condition("StringEquals", '"${var.issuer}:aud"', '["sts.amazonaws.com"]')),
        arn(gitHub),
      ),
      {
        title: "an unfinished statement",
        uri: "/w/trust.json",
        text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"${arn(gitHub)}"}}]}`,
        at: [arn(gitHub)],
      },
    ],
  });
});

describe("limits of an OIDC audience", () => {
  checkRule(trustOidcAudience, {
    flags: [
      // Who a subject does not surely name makes it worse.
      ...[
        sub("StringNotLike", gitHub, "repo:acme/*"),
        sub("StringLikeIfExists", gitHub, "repo:acme/*"),
        sub("StringLike", gitHub, ["repo:acme/*", "repo:*"]),
      ].map((Condition) => ({
        kind,
        statement: assume(gitHub, Condition),
        at: arn(gitHub),
        severity: "medium" as const,
      })),
      { kind, statement: assume(gitHub, { "ForAllValues:StringLike": { [`${gitHub}:aud`]: "*" } }), at: "*" },
      {
        kind,
        statement: assume(gitHub, { StringEqualsIfExists: { [`${gitHub}:aud`]: "sts.amazonaws.com" } }),
        at: "sts.amazonaws.com",
      },
    ],
    accepts: [
      accept(assume(gitHub), {
        ...assume(gitHub, { StringNotEquals: { [`${gitHub}:aud`]: "sts.amazonaws.com" } }),
        Effect: "Deny",
      }),
      accept(assume(unknownIssuer)),
    ],
    native: [
      native(
        "a key that cannot be read may be the audience's",
        role(gitHubArn, condition("StringEquals", "var.key", '["x"]')),
      ),
      native(
        "another claim is not the audience, whoever's it is",
        role(gitHubArn, condition("StringLike", '"${var.issuer}:sub"', '["repo:acme/*"]')),
        arn(gitHub),
      ),
      {
        ...native(
          "the audiences of the provider are not known",
          role(p, "", declared(`"https://${gitHub}"`, "var.clients")),
          p,
        ),
      },
      {
        ...native(
          "an issuer that is not all known",
          role(p, "", declared("aws_eks_cluster.c.identity[0].oidc[0].issuer", '["a", "b"]')),
          p,
        ),
        message: /its audience \(aud\) is not asked for/,
      },
    ],
  });
});
