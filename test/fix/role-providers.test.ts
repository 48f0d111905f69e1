// The fix role-instead where the module declares the workload's OIDC provider already: it is referred to, and none is declared beside it.
import assert from "node:assert/strict";
import { checkLaws, read } from "../support/check-rule";
import { engine } from "../support/engine";
import { json } from "../support/native";
import { lawful, replaced, replacing } from "../support/roles";

const irsa = "Replace the user by a role for an EKS service account (IRSA)";

const user = `resource "aws_iam_user" "sync" {
  name = "sync"
}
`;

const subject = "system:serviceaccount:<NAMESPACE>:<SERVICE-ACCOUNT>";

function role(provider: string, url: string, sub = subject): string {
  return `resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = ${provider}.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "${url}:aud" = "sts.amazonaws.com"
            "${url}:sub" = "${sub}"
          }
        }
      },
    ]
  })
}
`;
}

function provider(label: string, url: string, more = ""): string {
  return `resource "aws_iam_openid_connect_provider" "${label}" {\n${more}  url = ${url}\n}\n`;
}

describe("role-instead with a provider that is declared", () => {
  before(() => engine.ready());

  const issuer = "aws_eks_cluster.main.identity[0].oidc[0].issuer";
  const address = "aws_iam_openid_connect_provider.eks";
  const computed = `\${replace(${address}.url, "https://", "")}`;

  for (const [title, label, url, named, key] of [
    ["a cluster's issuer", "eks", issuer, address, computed],
    ["a local, of a provider called as clusters are", "eks", "local.issuer", address, computed],
    ["the certificate of a cluster's issuer", "eks", "data.tls_certificate.eks.url", address, computed],
    ["what a module tells of its cluster", "eks", "module.eks.cluster_oidc_issuer_url", address, computed],
    [
      "a cluster's issuer in full",
      "x",
      '"https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"',
      "aws_iam_openid_connect_provider.x",
      "oidc.eks.eu-west-1.amazonaws.com/id/ABC",
    ],
  ] as const)
    it(`Terraform: ${title}`, () => {
      const declared = provider(label, url);
      assert.equal(lawful("/w/main.tf", `${declared}\n${user}`, irsa), `${declared}\n${role(named, key)}`);
    });

  it("Terraform: one that is made only under a condition", () => {
    const declared = provider("eks", issuer, "  count = var.irsa ? 1 : 0\n");
    const [own] = ["aws_iam_openid_connect_provider.eks[0]"];
    const key = `\${replace(${own}.url, "https://", "")}`;
    assert.equal(lawful("/w/main.tf", `${declared}\n${user}`, irsa), `${declared}\n${role(own, key)}`);
  });

  it("Terraform: one of each cluster, named by hand", () => {
    const declared = provider("eks", "each.value.issuer", "  for_each = local.clusters\n");
    const text = lawful("/w/main.tf", `${declared}\n${user}`, irsa);
    assert.equal(text.split("aws_iam_openid_connect_provider").length, 2, text);
    assert.match(text, /Federated = "arn:aws:iam::<ACCOUNT-ID>:oidc-provider\/oidc\.eks\.<REGION>/);
  });

  it("Terraform: of two clusters none is taken, and GitHub's is no cluster's", () => {
    const two = `${provider("a", issuer)}\n${provider("b", issuer.replace("main", "other"))}\n${user}`;
    assert.match(lawful("/w/main.tf", two, irsa), /"aws_iam_openid_connect_provider" "eks"/);
    const other = `${provider("gh", "data.tls_certificate.github.url")}\n${user}`;
    assert.match(lawful("/w/main.tf", other, irsa), /"aws_iam_openid_connect_provider" "eks"/);
  });

  it("Terraform: in another file", () => {
    const files = { "users.tf": user, "eks.tf": provider("eks", issuer) };
    assert.deepEqual(replaced(files, irsa), { ...files, "users.tf": role(address, computed) });
  });

  it("Terraform's JSON, whose keys are texts: the provider is named, the rest is filled in", () => {
    const url = "oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>";
    const declared = { aws_iam_openid_connect_provider: { eks: { url: `\${${issuer}}` } } };
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `\${${address}.arn}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: { [`${url}:aud`]: "sts.amazonaws.com", [`${url}:sub`]: subject } },
        },
      ],
    };
    assert.equal(
      lawful("/w/main.tf.json", json({ resource: { ...declared, aws_iam_user: { sync: { name: "sync" } } } }), irsa),
      json({
        resource: {
          ...declared,
          aws_iam_role: { sync: { name: "sync", assume_role_policy: JSON.stringify(policy) } },
        },
      }),
    );
  });

  it("CloudFormation, whose keys are texts, too", () => {
    const declared = `Resources:
  Oidc:
    Type: AWS::IAM::OIDCProvider
    Properties:
      Url: !GetAtt Cluster.OpenIdConnectIssuerUrl
  Cluster:
    Type: AWS::EKS::Cluster
`;
    const url = "oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER-ID>";
    assert.equal(
      lawful("/w/t.yaml", `${declared}  Sync:\n    Type: AWS::IAM::User\n`, irsa),
      `${declared}  Sync:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Ref Oidc
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                ${url}:aud: sts.amazonaws.com
                ${url}:sub: ${subject}
`,
    );
  });

  it("is referred to by a role in the place of a grant, too", () => {
    const text = `${provider("gh", '"https://token.actions.githubusercontent.com"')}
resource "aws_iam_policy" "deploy" {
  name = "github-deploy"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:CreateUser", "s3:ListAllMyBuckets"], Resource = "*" }]
  })
}
`;
    const document = read({ uri: "/w/main.tf", text });
    const { finding, fixes } = replacing(document);
    const fix = fixes.find(({ title }) => title === "Declare a role for GitHub Actions instead");
    assert.ok(fix);
    const now = checkLaws(document, finding, fix);
    assert.ok(now);
    assert.match(now.text, /Federated = aws_iam_openid_connect_provider\.gh\.arn/);
    assert.equal(now.text.split('resource "aws_iam_openid_connect_provider"').length, 2);
  });
});
