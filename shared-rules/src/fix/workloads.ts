// What can take a user's place: for each kind of workload the role's trust policy and what it needs beside it, as data. It offers no fixes.
import type { NewDeclaration } from "../edit";
import { placeholder, type Data, type DataObject, type ReferenceData } from "../model/data";

/**
 * A name that a person must fill in. The brackets are allowed in no name of AWS or of a vendor: unfilled, it means nothing and nobody.
 */
function fill(name: string): string {
  return placeholder(`<${name}>`);
}

/** The account that the code is for. In Terraform the data source {@link callerIdentity} tells it. */
export const ownAccount: ReferenceData = { reference: "AWS::AccountId", attribute: "account" };

/** The organisation's Identity Center instance: what a permission set brings with it looks it up, or asks for its ARN. */
export const identityCenter: ReferenceData = { reference: "identity-center-instance", attribute: "arn" };

const callerIdentity: NewDeclaration = {
  name: "current",
  terraform: { type: "aws_caller_identity", mode: "data", attributes: {} },
};

/** How what stands beside a role is named: declarations by reference; a policy file has none, and a person fills in an ARN. */
export interface Naming {
  readonly account: ReferenceData | string;
  /** What stands before and after the account's id in a text. */
  inAccount(before: string, after: string): Data;
  /** The ARN of what is added under this name, or of the OIDC provider with this URL that is declared already. */
  arn(name: string, written: string): Data;
}

export const byReference: Naming = {
  account: ownAccount,
  inAccount: (before, after) => ({ ...ownAccount, before, after }),
  arn: (reference) => ({ reference, attribute: "arn" }),
};

export const byHand: Naming = {
  account: fill("ACCOUNT-ID"),
  inAccount: (before, after) => before + fill("ACCOUNT-ID") + after,
  arn: (_, written) => written,
};

export interface Workload {
  /** As it stands in a title: "a role for EC2". */
  readonly name: string;
  /** The same in a role's own name. */
  readonly slug: string;
  readonly to: "role" | "permission-set";
  /** The trust policy's statement, for a role. */
  readonly trust?: (naming: Naming) => DataObject;
  /** What is declared beside it. `role` is the role's or permission set's name in the edits. */
  readonly companions?: (role: string) => readonly NewDeclaration[];
  /** AWS managed policies that it has to have. */
  readonly attach?: readonly string[];
  /** The issuer of an OIDC provider, which an account has once: one that is declared is used. */
  readonly issuer?: string;
  /** Names of users, and what their tags say, that suggest it. */
  readonly suggestedBy: RegExp;
}

/** A role that one AWS service assumes. */
function service(principal: string, condition?: (naming: Naming) => DataObject): NonNullable<Workload["trust"]> {
  return (naming) => ({
    Effect: "Allow",
    Principal: { Service: principal },
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition(naming) }),
  });
}

interface Issuer {
  readonly name: string;
  /** What its provider is called. */
  readonly provider: string;
  /** Without the scheme: the beginning of its condition keys. */
  readonly url: string;
  readonly audience: string;
  /** What of a token's `sub` is asked for; with a wildcard where it holds what differs from run to run. */
  readonly subject: string;
  readonly suggestedBy: RegExp;
}

const workspace = fill("WORKSPACE");
const organizationId = fill("ORGANIZATION-ID");

/** Issuers of OIDC tokens, as each vendor documents them for AWS. */
const issuers: readonly Issuer[] = [
  {
    // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    name: "an EKS service account (IRSA)",
    provider: "eks",
    url: `oidc.eks.${fill("REGION")}.amazonaws.com/id/${fill("CLUSTER-ID")}`,
    audience: "sts.amazonaws.com",
    subject: `system:serviceaccount:${fill("NAMESPACE")}:${fill("SERVICE-ACCOUNT")}`,
    suggestedBy: /\birsa\b/,
  },
  {
    // https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
    name: "GitHub Actions",
    provider: "github-actions",
    url: "token.actions.githubusercontent.com",
    audience: "sts.amazonaws.com",
    subject: `repo:${fill("OWNER")}/${fill("REPOSITORY")}:ref:refs/heads/main`,
    suggestedBy: /\b(?:github|gh|gha|actions?)\b/,
  },
  {
    // https://docs.gitlab.com/ci/cloud_services/aws/
    name: "GitLab CI",
    provider: "gitlab",
    url: "gitlab.com",
    audience: "https://gitlab.com",
    subject: `project_path:${fill("GROUP")}/${fill("PROJECT")}:ref_type:branch:ref:main`,
    suggestedBy: /\bgitlab\b/,
  },
  {
    // https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
    name: "Bitbucket Pipelines",
    provider: "bitbucket",
    url: `api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`,
    audience: `ari:cloud:bitbucket::workspace/${fill("WORKSPACE-UUID")}`,
    subject: `{${fill("REPOSITORY-UUID")}}:*`,
    suggestedBy: /\bbitbucket\b/,
  },
  {
    // https://circleci.com/docs/openid-connect-tokens/
    name: "CircleCI",
    provider: "circleci",
    url: `oidc.circleci.com/org/${organizationId}`,
    audience: organizationId,
    subject: `org/${organizationId}/project/${fill("PROJECT-ID")}/user/*`,
    suggestedBy: /\bcircle ?ci\b/,
  },
  {
    // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
    name: "HCP Terraform",
    provider: "hcp-terraform",
    url: "app.terraform.io",
    audience: "aws.workload.identity",
    subject: `organization:${fill("ORGANIZATION")}:project:${fill("PROJECT")}:workspace:${workspace}:run_phase:*`,
    suggestedBy: /\b(?:terraform|tfc|tfe|hcp)\b/,
  },
];

function ofIssuer({ name, provider, url, audience, subject, suggestedBy }: Issuer): Workload {
  const bySubject = { [`${url}:sub`]: subject };
  const byAudience = { [`${url}:aud`]: audience };
  const condition: DataObject = subject.includes("*")
    ? { StringEquals: byAudience, StringLike: bySubject }
    : { StringEquals: { ...byAudience, ...bySubject } };
  return {
    name,
    slug: provider,
    to: "role",
    issuer: `https://${url}`,
    suggestedBy,
    trust: ({ arn }): DataObject => ({
      Effect: "Allow",
      Principal: { Federated: arn(provider, `arn:aws:iam::${fill("ACCOUNT-ID")}:oidc-provider/${url}`) },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: condition,
    }),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html
    companions: () => [
      {
        name: provider,
        cloudformation: {
          type: "AWS::IAM::OIDCProvider",
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

const trustAnchor = "trust-anchor";

/** All of them, in the order in which they are offered where nothing suggests one. */
export const workloads: readonly Workload[] = [
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
    name: "EC2",
    slug: "ec2",
    to: "role",
    suggestedBy: /\b(?:ec2|instances?|vms?|bastion|servers?)\b/,
    trust: service("ec2.amazonaws.com"),
    companions: (name): NewDeclaration[] => {
      const role = { reference: name, attribute: "name" } as const;
      return [
        {
          name: "instance-profile",
          cloudformation: { type: "AWS::IAM::InstanceProfile", properties: { Roles: [role] } },
          terraform: { type: "aws_iam_instance_profile", attributes: { role } },
        },
      ];
    },
  },
  {
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    name: "Lambda",
    slug: "lambda",
    to: "role",
    suggestedBy: /\b(?:lambdas?|functions?|serverless)\b/,
    trust: service("lambda.amazonaws.com"),
  },
  {
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    name: "an ECS task",
    slug: "ecs-task",
    to: "role",
    suggestedBy: /\b(?:ecs|fargate|tasks?|containers?)\b/,
    trust: service("ecs-tasks.amazonaws.com", ({ account, inAccount }) => ({
      ArnLike: { "aws:SourceArn": inAccount("arn:aws:ecs:*:", ":*") },
      StringEquals: { "aws:SourceAccount": account },
    })),
    companions: () => [callerIdentity],
  },
  {
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
    name: "an EKS pod (Pod Identity)",
    slug: "eks-pod",
    to: "role",
    suggestedBy: /\b(?:eks|k8s|kubernetes|pods?|cluster|helm|argo ?cd)\b/,
    trust: () => ({
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    }),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-podidentityassociation.html
    companions: (name): NewDeclaration[] => {
      const role = { reference: name, attribute: "arn" } as const;
      const [cluster, namespace, account] = [fill("CLUSTER"), fill("NAMESPACE"), fill("SERVICE-ACCOUNT")];
      return [
        {
          name: "pod-identity",
          cloudformation: {
            type: "AWS::EKS::PodIdentityAssociation",
            properties: { ClusterName: cluster, Namespace: namespace, ServiceAccount: account, RoleArn: role },
          },
          terraform: {
            type: "aws_eks_pod_identity_association",
            attributes: { cluster_name: cluster, namespace, service_account: account, role_arn: role },
          },
        },
      ];
    },
  },
  ...issuers.map(ofIssuer),
  {
    // https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html#role-trust-policy
    name: "a server outside of AWS (IAM Roles Anywhere)",
    slug: "server",
    to: "role",
    suggestedBy: /\b(?:on ?prem(?:ises)?|data ?cent(?:er|re)|external|backups?|vault|roles ?anywhere)\b/,
    trust: ({ arn }) => ({
      Effect: "Allow",
      Principal: { Service: "rolesanywhere.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      Condition: {
        ArnEquals: {
          "aws:SourceArn": arn(
            trustAnchor,
            `arn:aws:rolesanywhere:${fill("REGION")}:${fill("ACCOUNT-ID")}:trust-anchor/${fill("TRUST-ANCHOR-ID")}`,
          ),
        },
      },
    }),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rolesanywhere-trustanchor.html
    companions: (name): NewDeclaration[] => {
      const role = { reference: name, attribute: "arn" } as const;
      const certificate = fill("CA-CERTIFICATE");
      return [
        {
          name: trustAnchor,
          cloudformation: {
            type: "AWS::RolesAnywhere::TrustAnchor",
            properties: {
              Name: "servers",
              Enabled: true,
              Source: { SourceType: "CERTIFICATE_BUNDLE", SourceData: { X509CertificateData: certificate } },
            },
          },
          terraform: {
            type: "aws_rolesanywhere_trust_anchor",
            attributes: { name: "servers", enabled: true },
            blocks: [
              {
                type: "source",
                attributes: { source_type: "CERTIFICATE_BUNDLE" },
                blocks: [{ type: "source_data", attributes: { x509_certificate_data: certificate } }],
              },
            ],
          },
        },
        {
          name: "servers",
          cloudformation: {
            type: "AWS::RolesAnywhere::Profile",
            properties: { Name: "servers", Enabled: true, RoleArns: [role] },
          },
          terraform: {
            type: "aws_rolesanywhere_profile",
            attributes: { name: "servers", enabled: true, role_arns: [role] },
          },
        },
      ];
    },
  },
  {
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
    name: "a hybrid node of Systems Manager",
    slug: "hybrid-node",
    to: "role",
    suggestedBy: /\b(?:ssm|hybrid|systems? manager)\b/,
    trust: service("ssm.amazonaws.com", ({ account }) => ({ StringEquals: { "aws:SourceAccount": account } })),
    attach: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
    companions: (name): NewDeclaration[] => {
      const role = { reference: name, attribute: "name" } as const;
      return [
        callerIdentity,
        {
          name: "ssm-managed-instance-core",
          terraform: {
            type: "aws_iam_role_policy_attachment",
            attributes: { role, policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
          },
        },
        {
          name: "hybrid-nodes",
          terraform: { type: "aws_ssm_activation", attributes: { iam_role: role, registration_limit: 1 } },
          // https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-activation-managed-nodes.html
          instead: "CloudFormation has no resource for activations: run aws ssm create-activation with this role.",
        },
      ];
    },
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
    name: "a third party, with an external ID",
    slug: "third-party",
    to: "role",
    suggestedBy:
      /\b(?:vendor|partner|third ?party|datadog|newrelic|snowflake|cloudhealth|splunk|wiz|sumo ?logic|fivetran)\b/,
    trust: () => ({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${fill("THEIR-ACCOUNT-ID")}:root` },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": fill("EXTERNAL-ID") } },
    }),
  },
  {
    // https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
    name: "people, through IAM Identity Center",
    slug: "people",
    to: "permission-set",
    suggestedBy: /\b(?:people|persons?|humans?|staff|employees?|developers?|devs?|admins?)\b/,
    companions: (set) => [
      callerIdentity,
      {
        name: "assignment",
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-assignment.html
        cloudformation: {
          type: "AWS::SSO::Assignment",
          properties: {
            InstanceArn: identityCenter,
            PermissionSetArn: { reference: set, attribute: "arn" },
            PrincipalType: "GROUP",
            PrincipalId: fill("GROUP-ID"),
            TargetType: "AWS_ACCOUNT",
            TargetId: ownAccount,
          },
        },
        terraform: {
          type: "aws_ssoadmin_account_assignment",
          attributes: {
            instance_arn: identityCenter,
            permission_set_arn: { reference: set, attribute: "arn" },
            principal_type: "GROUP",
            principal_id: fill("GROUP-ID"),
            target_type: "AWS_ACCOUNT",
            target_id: ownAccount,
          },
        },
      },
    ],
  },
];
