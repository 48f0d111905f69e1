// Workloads that show OIDC tokens, by who signs them: the provider, and what of a token a role's trust policy asks for. It offers no fixes.
import type { DataObject } from "../model/data";
import { fill, type Issuer, type Workload } from "./workload";

interface Vendor extends Issuer {
  readonly name: string;
  /** What its provider is called. */
  readonly provider: string;
  /** The same as a logical id, in the vendor's own spelling. */
  readonly id: string;
  readonly audience: string;
  /** What of a token's `sub` is asked for; with a wildcard where it holds what differs from run to run. */
  readonly subject: string;
  readonly then: string;
  readonly suggestedBy: RegExp;
}

const workspace = fill("WORKSPACE");
const organizationId = fill("ORGANIZATION-ID");

/** Issuers of OIDC tokens, as each vendor documents them for AWS. */
const issuers: readonly Vendor[] = [
  {
    // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    name: "an EKS service account (IRSA)",
    provider: "eks",
    id: "EKS",
    url: `oidc.eks.${fill("REGION")}.amazonaws.com/id/${fill("CLUSTER-ID")}`,
    known: { url: /^oidc\.eks\./, words: /eks|irsa|OpenIdConnectIssuerUrl|cluster_oidc/i },
    audience: "sts.amazonaws.com",
    subject: `system:serviceaccount:${fill("NAMESPACE")}:${fill("SERVICE-ACCOUNT")}`,
    then: "Then annotate the service account with eks.amazonaws.com/role-arn and the role's ARN.",
    suggestedBy: /\birsa\b/,
  },
  {
    // https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
    name: "GitHub Actions",
    provider: "github-actions",
    id: "GitHubActions",
    url: "token.actions.githubusercontent.com",
    audience: "sts.amazonaws.com",
    subject: `repo:${fill("OWNER")}/${fill("REPOSITORY")}:ref:refs/heads/main`,
    then: "Then give the workflow the permission id-token: write, and have it assume the role with aws-actions/configure-aws-credentials.",
    suggestedBy: /\b(?:github|gh|gha|actions?)\b/,
  },
  {
    // https://docs.gitlab.com/ci/cloud_services/aws/
    name: "GitLab CI",
    provider: "gitlab",
    id: "GitLab",
    url: "gitlab.com",
    audience: "https://gitlab.com",
    subject: `project_path:${fill("GROUP")}/${fill("PROJECT")}:ref_type:branch:ref:main`,
    then: "Then have the job assume the role with an ID token, and delete the keys from its variables.",
    suggestedBy: /\bgitlab\b/,
  },
  {
    // https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
    name: "Bitbucket Pipelines",
    provider: "bitbucket",
    id: "Bitbucket",
    url: `api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`,
    audience: `ari:cloud:bitbucket::workspace/${fill("WORKSPACE-UUID")}`,
    subject: `{${fill("REPOSITORY-UUID")}}:*`,
    then: "Then set oidc: true in the step and have it assume the role, and delete the keys from its variables.",
    suggestedBy: /\bbitbucket\b/,
  },
  {
    // https://circleci.com/docs/openid-connect-tokens/
    name: "CircleCI",
    provider: "circleci",
    id: "CircleCI",
    url: `oidc.circleci.com/org/${organizationId}`,
    audience: organizationId,
    subject: `org/${organizationId}/project/${fill("PROJECT-ID")}/user/*`,
    then: "Then have the job assume the role with CIRCLE_OIDC_TOKEN_V2, and delete the keys from its context.",
    suggestedBy: /\bcircle ?ci\b/,
  },
  {
    // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
    name: "HCP Terraform",
    provider: "hcp-terraform",
    id: "HCPTerraform",
    url: "app.terraform.io",
    audience: "aws.workload.identity",
    subject: `organization:${fill("ORGANIZATION")}:project:${fill("PROJECT")}:workspace:${workspace}:run_phase:*`,
    then: "Then set TFC_AWS_PROVIDER_AUTH and TFC_AWS_RUN_ROLE_ARN in the workspace, and delete the keys from its variables.",
    suggestedBy: /\b(?:terraform|tfc|tfe|hcp)\b/,
  },
];

function ofVendor({ name, provider, id, url, known, audience, subject, then, suggestedBy }: Vendor): Workload {
  return {
    name,
    slug: provider,
    to: "role",
    issuer: { url, ...(known && { known }) },
    suggestedBy,
    then,
    trust: ({ arn, issuer = url }): DataObject => {
      const bySubject = { [`${issuer}:sub`]: subject };
      const byAudience = { [`${issuer}:aud`]: audience };
      return {
        Effect: "Allow",
        Principal: { Federated: arn(provider, `arn:aws:iam::${fill("ACCOUNT-ID")}:oidc-provider/${url}`) },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: subject.includes("*")
          ? { StringEquals: byAudience, StringLike: bySubject }
          : { StringEquals: { ...byAudience, ...bySubject } },
      };
    },
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html
    companions: () => [
      {
        name: provider,
        cloudformation: {
          type: "AWS::IAM::OIDCProvider",
          id,
          properties: { Url: `https://${url}`, ClientIdList: [audience] },
        },
        terraform: {
          type: "aws_iam_openid_connect_provider",
          attributes: { url: `https://${url}`, client_id_list: [audience] },
        },
      },
    ],
  };
}

export const oidcWorkloads: readonly Workload[] = issuers.map(ofVendor);
