// AWS's quotas on the size of policies, by kind and host. They change: each has the page that tells it.
import type { Policy } from "../model/policy";

export interface Quota {
  /** Characters of JSON; for resources' own policies bytes, which are at least as many. */
  readonly most: number;
  /** What has the quota: "a managed policy". */
  readonly of: string;
  /** It counts all policies of the kind that one principal has, together. */
  readonly together?: boolean;
  /** How far AWS raises it on request. */
  readonly raisedTo?: number;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 * White space is not counted. A trust policy's is at #autoapproved.
 */
const ofIam = {
  managed: { most: 6144, of: "a managed policy" },
  user: { most: 2048, of: "a user's inline policies", together: true },
  role: { most: 10_240, of: "a role's inline policies", together: true },
  group: { most: 5120, of: "a group's inline policies", together: true },
  trust: { most: 2048, of: "a role's trust policy", raisedTo: 8192 },
  // https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html#awsaccountlimits: the same without white space, 32,768 with it.
  permissionSet: { most: 10_240, of: "a permission set's inline policy" },
} as const satisfies Readonly<Record<string, Quota>>;

/**
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
 * The console leaves white space out; an API or a template counts it, which is not known of every format.
 */
const ofOrganizations = {
  // Until May 2026 it was 5,120.
  scp: { most: 10_240, of: "a service control policy" },
  rcp: { most: 5120, of: "a resource control policy" },
} as const satisfies Readonly<Record<string, Quota>>;

const kb = 1024;

/** Policies of resources, by the native types that hold them. Most count white space, too, which is not known of every format. */
const ofResources: readonly (readonly [quota: Quota, ...types: string[]])[] = [
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html
  [{ most: 20 * kb, of: "a bucket policy" }, "aws_s3_bucket", "aws_s3_bucket_policy", "AWS::S3::BucketPolicy"],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html
  [
    { most: 20 * kb, of: "an access point's policy" },
    ...["aws_s3_access_point", "aws_s3control_access_point_policy", "AWS::S3::AccessPoint"],
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_s3TableBuckets_PutTableBucketPolicy.html
  [
    { most: 20 * kb, of: "a table bucket's policy" },
    ...["aws_s3tables_table_bucket_policy", "AWS::S3Tables::TableBucketPolicy"],
  ],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
  [
    { most: 8 * kb, of: "a queue policy" },
    ...["aws_sqs_queue", "aws_sqs_queue_policy", "AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"],
  ],
  // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html#sns-policy-quotas
  [
    { most: 30 * kb, of: "a topic policy" },
    ...["aws_sns_topic", "aws_sns_topic_policy", "AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"],
  ],
  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html#key-policy-format
  [
    { most: 32 * kb, of: "a key policy" },
    ...["aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"],
    ...["aws_kms_external_key", "aws_kms_replica_external_key"],
    ...["AWS::KMS::Key", "AWS::KMS::ReplicaKey"],
  ],
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
  // https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_SetRepositoryPolicy.html
  [
    { most: 10 * kb, of: "a repository policy" },
    ...["aws_ecr_repository_policy", "aws_ecrpublic_repository_policy"],
    ...["AWS::ECR::Repository", "AWS::ECR::PublicRepository"],
  ],
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryPolicy.html
  [{ most: 10 * kb, of: "a registry policy" }, "aws_ecr_registry_policy", "AWS::ECR::RegistryPolicy"],
  // https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_PutDomainPermissionsPolicy.html
  [
    { most: 7 * kb, of: "a permissions policy of CodeArtifact" },
    ...["aws_codeartifact_domain_permissions_policy", "aws_codeartifact_repository_permissions_policy"],
    ...["AWS::CodeArtifact::Domain", "AWS::CodeArtifact::Repository"],
  ],
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
  [
    { most: 20 * kb, of: "a secret's policy" },
    ...["aws_secretsmanager_secret", "aws_secretsmanager_secret_policy", "AWS::SecretsManager::ResourcePolicy"],
  ],
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
  [
    { most: 20 * kb, of: "a resource policy of DynamoDB" },
    ...["aws_dynamodb_resource_policy", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"],
  ],
  // https://docs.aws.amazon.com/efs/latest/ug/API_PutFileSystemPolicy.html
  [{ most: 20_000, of: "a file system policy" }, "aws_efs_file_system_policy", "AWS::EFS::FileSystem"],
  // https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_UpdateDomainConfig.html
  [
    { most: 100 * kb, of: "a domain's access policy" },
    ...["aws_opensearch_domain", "aws_opensearch_domain_policy", "AWS::OpenSearchService::Domain"],
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
  // It was 5,120.
  [
    { most: 50 * kb, of: "a resource policy of CloudWatch Logs" },
    "aws_cloudwatch_log_resource_policy",
    "AWS::Logs::ResourcePolicy",
  ],
  // https://docs.aws.amazon.com/xray/latest/api/API_PutResourcePolicy.html
  [{ most: 5 * kb, of: "a resource policy of X-Ray" }, "aws_xray_resource_policy", "AWS::XRay::ResourcePolicy"],
  // https://docs.aws.amazon.com/ses/latest/APIReference/API_PutIdentityPolicy.html
  // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentityPolicy.html
  [{ most: 4 * kb, of: "an identity policy of SES" }, "aws_ses_identity_policy", "aws_sesv2_email_identity_policy"],
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
  [
    { most: 40_000, of: "an organization's delegation policy" },
    ...["aws_organizations_resource_policy", "AWS::Organizations::ResourcePolicy"],
  ],
  // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
  [
    { most: 20 * kb, of: "an endpoint policy" },
    ...["aws_vpc_endpoint", "aws_vpc_endpoint_policy", "AWS::EC2::VPCEndpoint"],
  ],
];

const byType = new Map(ofResources.flatMap(([quota, ...types]) => types.map((type) => [type, quota] as const)));

/** The quota that a policy is under; undefined where none is known. */
export function quotaOf({ kind, owner, hostType }: Policy): Quota | undefined {
  switch (kind) {
    case "identity":
      if (owner.kind === "policy") return ofIam.managed;
      if (owner.kind === "user" || owner.kind === "role" || owner.kind === "group") return ofIam[owner.kind];
      // Nothing tells what it will be: a role takes most.
      return owner.kind === "file" ? { ...ofIam.role, of: "any policy of IAM" } : undefined;
    case "boundary":
      return ofIam.managed;
    case "trust":
      return ofIam.trust;
    case "permission-set":
      return ofIam.permissionSet;
    case "scp":
    case "rcp":
      return ofOrganizations[kind];
    case "resource":
      return byType.get(hostType);
    case "unknown":
      return undefined;
  }
}
