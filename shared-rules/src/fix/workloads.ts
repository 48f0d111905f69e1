// What can take a user's place: for each kind of workload the role's trust policy and what it needs beside it, as data. It offers no fixes.
import type { NewDeclaration } from "../edit";
import type { DataObject } from "../model/data";
import { callerIdentity, fill, identityCenter, ownAccount, type Naming, type Workload } from "./workload";
import { oidcWorkloads } from "./workload-issuers";

/** A role that one AWS service assumes. */
function service(principal: string, condition?: (naming: Naming) => DataObject): NonNullable<Workload["trust"]> {
  return (naming) => ({
    Effect: "Allow",
    Principal: { Service: principal },
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition(naming) }),
  });
}

const instanceProfile = "instance-profile";
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
    runs: { as: "ec2", role: () => ({ reference: instanceProfile, attribute: "name" }) },
    then: "Then attach the instance profile to the instance, and take the keys off it.",
    companions: (name): NewDeclaration[] => {
      const role = { reference: name, attribute: "name" } as const;
      return [
        {
          name: instanceProfile,
          cloudformation: { type: "AWS::IAM::InstanceProfile", properties: { Roles: [role] } },
          terraform: { type: "aws_iam_instance_profile", labelOf: name, attributes: { role } },
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
    runs: { as: "lambda" },
    then: "Then make it the function's execution role, or give its policies to the one that the function has.",
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
    runs: { as: "ecs-task", role: (user) => ({ reference: user, attribute: "arn" }) },
    then: "Then make it the task role of the task definition, and take the keys out of its containers.",
  },
  {
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
    name: "an EKS pod (Pod Identity)",
    slug: "eks-pod",
    to: "role",
    then: "Then run the pod under that service account, on a cluster with the EKS Pod Identity Agent.",
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
  ...oidcWorkloads,
  {
    // https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html#role-trust-policy
    name: "a server outside of AWS (IAM Roles Anywhere)",
    slug: "server",
    to: "role",
    then: "Then have the server get its credentials with aws_signing_helper and a certificate of that authority.",
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
    then: "Then register the node with the activation, and take the keys off it.",
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
    then: "Then give them the role's ARN and the external ID in the place of the keys.",
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
    then: "Then have them sign in through the access portal of IAM Identity Center.",
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
