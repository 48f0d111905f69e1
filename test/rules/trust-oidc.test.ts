// The rules about OIDC providers that a role trusts.
import { trustOidcAudience } from "../../shared-rules/src/rules/trust-oidc-audience";
import { trustOidcSubject } from "../../shared-rules/src/rules/trust-oidc-subject";
import { checkRule } from "../support/check-rule";

const kind = "trust" as const;
const action = "sts:AssumeRoleWithWebIdentity";
const provider = (issuer: string) => ({ Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` });
const assume = (issuer: string, Condition?: object, Action: unknown = action) => ({
  Effect: "Allow",
  Principal: provider(issuer),
  Action,
  ...(Condition && { Condition }),
});
const like = (issuer: string, sub: string | readonly string[]) => ({ StringLike: { [`${issuer}:sub`]: sub } });
const gitHub = "token.actions.githubusercontent.com";
const [gitLab, terraform, bitbucket] = [
  "gitlab.com",
  "app.terraform.io",
  "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
];
const [circle, buildkite, vercel] = ["oidc.circleci.com/org/0123", "agent.buildkite.com", "oidc.vercel.com"];
const cluster = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";

/** That a subject of an issuer lets too many in. */
const wide = (issuer: string, sub: string, severity: "high" | "medium", message?: string) => ({
  statement: assume(issuer, like(issuer, sub)),
  kind,
  at: sub,
  severity,
  ...(message !== undefined && { message }),
});
/** That an issuer's subject must be asked for. */
const absent = (issuer: string, severity: "high" | "medium", message?: string) => ({
  statement: assume(issuer, { StringEquals: { [`${issuer}:aud`]: "x" } }),
  kind,
  at: provider(issuer).Federated,
  severity,
  ...(message !== undefined && { message }),
});
const narrow = (issuer: string, sub: string) => ({ statement: assume(issuer, like(issuer, sub)), kind });

const role = (federated: string, condition: string, more = "") =>
  `${more}data "aws_iam_policy_document" "trust" {\n  statement {\n    actions = ["${action}"]\n    principals {\n      type        = "Federated"\n      identifiers = [${federated}]\n    }\n${condition}  }\n}\n\nresource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n`;
const condition = (test: string, variable: string, value: string) =>
  `    condition {\n      test     = "${test}"\n      variable = "${variable}"\n      values   = ["${value}"]\n    }\n`;
const declared = (url: string, clients = '["sts.amazonaws.com"]') =>
  `resource "aws_iam_openid_connect_provider" "p" {\n  url            = ${url}\n  client_id_list = ${clients}\n}\n\n`;

checkRule(trustOidcSubject, {
  flags: [
    {
      ...absent(
        gitHub,
        "high",
        `A token of any repository on GitHub is enough for this role: ${gitHub}:sub is not asked for.`,
      ),
      fixed: {
        "require-subject": assume(gitHub, {
          StringEquals: { [`${gitHub}:aud`]: "x" },
          StringLike: { [`${gitHub}:sub`]: "repo:OWNER/REPOSITORY:ref:refs/heads/main" },
        }),
      },
    },
    { statement: assume(gitHub), kind, at: provider(gitHub).Federated, severity: "high" },
    absent(gitLab, "high"),
    absent(terraform, "high"),
    absent(buildkite, "high"),
    absent(
      "gitlab.example.com",
      "medium",
      "A token of any project of this GitLab is enough for this role: gitlab.example.com:sub is not asked for.",
    ),
    absent(
      cluster,
      "medium",
      `A token of any pod of the cluster is enough for this role: ${cluster}:sub is not asked for.`,
    ),
    absent(bitbucket, "medium"),
    absent(circle, "medium"),
    absent("oidc.vercel.com/acme", "medium"),
    wide(
      gitHub,
      "repo:*",
      "high",
      '"repo:*" lets any repository on GitHub assume this role: name the owner, as in repo:OWNER/REPOSITORY:ref:refs/heads/main.',
    ),
    wide(gitHub, "*", "high"),
    wide(gitHub, "repo:*/app:ref:refs/heads/main", "high"),
    wide(
      gitHub,
      "repo:acme*",
      "high",
      '"repo:acme*" also matches owners whose names only begin so: name the owner to its end, as in repo:OWNER/REPOSITORY:ref:refs/heads/main.',
    ),
    wide(gitHub, "repo:acm?/app:*", "high"),
    wide(gitHub, "repository_owner_id:12*", "high"),
    wide(gitHub, "environment:*:repo:acme/app", "high"),
    wide(gitLab, "project_path:*", "high"),
    wide(gitLab, "project_path:acme*", "high"),
    wide(terraform, "organization:*:project:p:workspace:w:run_phase:*", "high"),
    wide(buildkite, "organization:acme*", "high"),
    wide(
      cluster,
      "system:serviceaccount:*:app",
      "medium",
      '"system:serviceaccount:*:app" lets service accounts of any namespace assume this role: name the owner, as in system:serviceaccount:NAMESPACE:NAME.',
    ),
    wide(bitbucket, "*", "medium"),
    {
      statement: assume(gitHub, { StringEquals: { [`${gitHub}:sub`]: "repo:*" } }),
      kind,
      at: "repo:*",
      severity: "medium",
      message:
        'StringEquals takes the wildcard of "repo:*" literally: nobody can assume this role; with StringLike, any repository on GitHub could.',
    },
    {
      statement: assume(gitHub, { StringEquals: { [`${gitHub}:sub`]: "workflow:deploy:repo:acme/app" } }),
      kind,
      at: "workflow:deploy:repo:acme/app",
      severity: "medium",
      message:
        '"workflow:deploy:repo:acme/app" does not begin with whose token it is, as repo:OWNER/REPOSITORY:ref:refs/heads/main does: others may get this subject, or nobody does.',
    },
    {
      statement: assume(gitHub, { StringNotLike: { [`${gitHub}:sub`]: "repo:acme/*" } }),
      kind,
      at: "StringNotLike",
      severity: "high",
      message: "StringNotLike lets in any repository on GitHub: it names nobody.",
    },
    { statement: assume(gitHub, { Null: { [`${gitHub}:sub`]: "false" } }), kind, at: "Null", severity: "high" },
    {
      statement: assume(gitHub, { "ForAllValues:StringLike": { [`${gitHub}:sub`]: "repo:acme/app:*" } }),
      kind,
      at: "ForAllValues:StringLike",
      severity: "low",
      message: "ForAllValues:StringLike also holds for a token without a subject: StringLike asks for one.",
    },
    {
      statement: assume(gitHub, { StringLikeIfExists: { [`${gitHub}:sub`]: "repo:acme/app:*" } }),
      kind,
      at: "StringLikeIfExists",
    },
    {
      statement: assume("auth.example.com"),
      kind,
      at: provider("auth.example.com").Federated,
      severity: "medium",
      message:
        "Any token that auth.example.com signs for a registered audience is enough for this role: no claim is asked for.",
    },
  ],
  accepts: [
    narrow(gitHub, "repo:acme/app:*"),
    narrow(gitHub, "repo:acme/*"),
    narrow(gitHub, "repo:acme@1234/app@5678:ref:refs/heads/main"),
    narrow(gitHub, "repository_owner_id:1234:*"),
    narrow(gitHub, "job_workflow_ref:acme/flows/.github/workflows/deploy.yml@*"),
    narrow(gitLab, "project_path:acme/*:ref_type:branch:ref:main"),
    narrow(terraform, "organization:acme:*"),
    narrow(bitbucket, "{3f2504e0-4f89-11d3-9a0c-0305e82c3301}*"),
    narrow(circle, "org/0123/project/4567/user/*"),
    narrow(buildkite, "organization:acme:pipeline:app:*"),
    narrow(cluster, "system:serviceaccount:web:*"),
    narrow(cluster, "system:serviceaccount:team-*:*"),
    { statement: assume(gitHub, { StringEquals: { [`${gitHub}:sub`]: "repo:acme/app:ref:refs/heads/main" } }), kind },
    { statement: assume(gitHub, { StringEquals: { [`${gitHub}:repository_owner_id`]: "1234" } }), kind },
    { statement: assume(vercel, { StringEquals: { [`${vercel}:aud`]: "https://vercel.com/acme" } }), kind },
    { statement: assume("auth.example.com", { StringEquals: { "auth.example.com:aud": "app" } }), kind },
    {
      statement: assume(gitHub, {
        StringLike: { [`${gitHub}:sub`]: "repo:*" },
        StringEquals: { [`${gitHub}:sub`]: "repo:acme/app:ref:refs/heads/main" },
      }),
      kind,
    },
    { statement: assume(gitHub, undefined, "sts:TagSession"), kind },
    { statement: { ...assume(gitHub), Effect: "Deny" }, kind },
    {
      statement: [
        assume(gitHub),
        { ...assume(gitHub, { StringNotLike: { [`${gitHub}:sub`]: "repo:acme/*" } }), Effect: "Deny" },
      ],
      kind,
    },
  ],
  native: [
    {
      title: "the issuer of the module's provider",
      uri: "/w/main.tf",
      text: role(
        "aws_iam_openid_connect_provider.p.arn",
        "",
        declared('"https://token.actions.githubusercontent.com"'),
      ),
      at: ["aws_iam_openid_connect_provider.p.arn"],
      severity: "high",
    },
    {
      title: "a cluster's issuer, its key made by an expression",
      uri: "/w/main.tf",
      text: role(
        "aws_iam_openid_connect_provider.p.arn",
        condition(
          "StringLike",
          '${replace(aws_iam_openid_connect_provider.p.url, "https://", "")}:sub',
          "system:serviceaccount:*:*",
        ),
        declared("aws_eks_cluster.c.identity[0].oidc[0].issuer"),
      ),
      at: ["system:serviceaccount:*:*"],
      severity: "medium",
    },
    {
      title: "an issuer that only its subjects tell",
      uri: "/w/main.tf",
      text: role("var.provider_arn", condition("StringLike", "${var.issuer}:sub", "repo:*")),
      at: ["repo:*"],
      severity: "high",
    },
    {
      title: "an issuer that nothing tells",
      uri: "/w/main.tf",
      text: role("var.provider_arn", condition("StringEquals", "${var.issuer}:aud", "sts.amazonaws.com")),
      at: [],
    },
    {
      title: "an owner that an expression gives",
      uri: "/w/main.tf",
      text: role(
        `"arn:aws:iam::123456789012:oidc-provider/${gitHub}"`,
        condition("StringLike", `${gitHub}:sub`, "repo:${var.owner}/*"),
      ),
      at: [],
    },
    {
      title: "a wildcard before an expression",
      uri: "/w/main.tf",
      text: role(
        `"arn:aws:iam::123456789012:oidc-provider/${gitHub}"`,
        condition("StringLike", `${gitHub}:sub`, "repo:*/${var.name}:*"),
      ),
      at: ["repo:*/${var.name}:*"],
    },
    {
      title: "a key that cannot be read",
      uri: "/w/main.tf",
      text: role(
        `"arn:aws:iam::123456789012:oidc-provider/${gitHub}"`,
        '    condition {\n      test     = "StringLike"\n      variable = var.key\n      values   = ["x"]\n    }\n',
      ),
      at: [],
    },
    {
      title: "the issuer of the template's provider",
      uri: "/w/template.yaml",
      text: `Resources:\n  GitHub:\n    Type: AWS::IAM::OIDCProvider\n    Properties:\n      Url: https://${gitHub}\n      ClientIdList: [sts.amazonaws.com]\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          Effect: Allow\n          Action: ${action}\n          Principal:\n            Federated: !GetAtt GitHub.Arn\n`,
      at: ["!GetAtt GitHub.Arn"],
      severity: "high",
    },
  ],
});

const owned = like(gitHub, "repo:acme/app:*");

checkRule(trustOidcAudience, {
  flags: [
    {
      statement: assume(gitHub, owned),
      kind,
      at: provider(gitHub).Federated,
      severity: "low",
      message: `A token that GitHub Actions made for any audience of the provider is enough: ${gitHub}:aud is not asked for.`,
    },
    {
      statement: assume(gitLab, like(gitLab, "project_path:*")),
      kind,
      at: provider(gitLab).Federated,
      severity: "medium",
    },
    { statement: assume(cluster), kind, at: provider(cluster).Federated, severity: "medium" },
    {
      statement: assume(gitHub, { StringLike: { [`${gitHub}:aud`]: "*", [`${gitHub}:sub`]: "repo:acme/app:*" } }),
      kind,
      at: "*",
      formats: ["policy JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      statement: { Effect: "Allow", Principal: { Federated: "cognito-identity.amazonaws.com" }, Action: action },
      kind,
      at: "cognito-identity.amazonaws.com",
      severity: "high",
      message:
        "A user of anyone's Cognito identity pool is enough for this role: cognito-identity.amazonaws.com:aud is not asked for.",
    },
    {
      statement: { Effect: "Allow", Principal: { Federated: "graph.facebook.com" }, Action: action },
      kind,
      at: "graph.facebook.com",
      severity: "high",
    },
  ],
  accepts: [
    { statement: assume(gitHub, { StringEquals: { [`${gitHub}:aud`]: "sts.amazonaws.com" } }), kind },
    { statement: assume(gitHub, { "ForAllValues:StringEquals": { [`${gitHub}:aud`]: "sts.amazonaws.com" } }), kind },
    { statement: assume(buildkite, like(buildkite, "organization:acme:*")), kind },
    {
      statement: {
        Effect: "Allow",
        Principal: { Federated: "accounts.google.com" },
        Action: action,
        Condition: { StringEquals: { "accounts.google.com:sub": "1234" } },
      },
      kind,
    },
  ],
  native: [
    {
      title: "the provider accepts one audience only",
      uri: "/w/main.tf",
      text: role("aws_iam_openid_connect_provider.p.arn", "", declared(`"https://${gitHub}"`)),
      at: [],
    },
    {
      title: "the provider accepts two",
      uri: "/w/main.tf",
      text: role(
        "aws_iam_openid_connect_provider.p.arn",
        condition("StringLike", `${gitHub}:sub`, "repo:acme/app:*"),
        declared(`"https://${gitHub}"`, '["sts.amazonaws.com", "other"]'),
      ),
      at: ["aws_iam_openid_connect_provider.p.arn"],
      severity: "medium",
    },
  ],
});
