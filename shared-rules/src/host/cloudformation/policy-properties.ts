// Where policies stand in resources of each type, and of what kind: one table. It reads nothing.
import type { PolicyKind } from "../../model/policy";

export interface PolicyProperty {
  readonly kind: PolicyKind;
  /** Property names from `Properties` down; lists on the way are passed through. */
  readonly path: readonly string[];
  /** What stands there: a policy document, statements alone, or SAM's mix of documents, templates and managed policies. */
  readonly form: "document" | "statements" | "sam";
}

function at(kind: PolicyKind, path: string, form: PolicyProperty["form"] = "document"): PolicyProperty {
  return { kind, path: path.split("."), form };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const types: Readonly<Record<string, readonly PolicyProperty[]>> = {
  "AWS::IAM::Policy": [at("identity", "PolicyDocument")],
  "AWS::IAM::ManagedPolicy": [at("identity", "PolicyDocument")],
  "AWS::IAM::RolePolicy": [at("identity", "PolicyDocument")],
  "AWS::IAM::UserPolicy": [at("identity", "PolicyDocument")],
  "AWS::IAM::GroupPolicy": [at("identity", "PolicyDocument")],
  "AWS::IAM::User": [at("identity", "Policies.PolicyDocument")],
  "AWS::IAM::Group": [at("identity", "Policies.PolicyDocument")],
  "AWS::IAM::Role": [at("trust", "AssumeRolePolicyDocument"), at("identity", "Policies.PolicyDocument")],
  "AWS::SSO::PermissionSet": [at("permission-set", "InlinePolicy")],
  "AWS::Organizations::Policy": [at("unknown", "Content")],
  "AWS::Organizations::ResourcePolicy": [at("resource", "Content")],
  "AWS::Serverless::Function": [at("trust", "AssumeRolePolicyDocument"), at("identity", "Policies", "sam")],
  "AWS::Serverless::StateMachine": [at("identity", "Policies", "sam")],
  "AWS::Serverless::Api": [at("resource", "Auth.ResourcePolicy.CustomStatements", "statements")],
  "AWS::Transfer::User": [at("identity", "Policy")],
  "AWS::ApiGateway::RestApi": [at("resource", "Policy")],
  "AWS::Backup::BackupVault": [at("resource", "AccessPolicy")],
  "AWS::Backup::LogicallyAirGappedBackupVault": [at("resource", "AccessPolicy")],
  "AWS::CloudTrail::ResourcePolicy": [at("resource", "ResourcePolicy")],
  "AWS::CodeArtifact::Domain": [at("resource", "PermissionsPolicyDocument")],
  "AWS::CodeArtifact::Repository": [at("resource", "PermissionsPolicyDocument")],
  "AWS::DynamoDB::GlobalTable": [at("resource", "Replicas.ResourcePolicy.PolicyDocument")],
  "AWS::DynamoDB::Table": [
    at("resource", "ResourcePolicy.PolicyDocument"),
    at("resource", "StreamSpecification.ResourcePolicy.PolicyDocument"),
  ],
  "AWS::EC2::VPCEndpoint": [at("resource", "PolicyDocument")],
  "AWS::ECR::PublicRepository": [at("resource", "RepositoryPolicyText")],
  "AWS::ECR::RegistryPolicy": [at("resource", "PolicyText")],
  "AWS::ECR::Repository": [at("resource", "RepositoryPolicyText")],
  "AWS::EFS::FileSystem": [at("resource", "FileSystemPolicy")],
  "AWS::Elasticsearch::Domain": [at("resource", "AccessPolicies")],
  "AWS::Events::EventBus": [at("resource", "Policy")],
  "AWS::Events::EventBusPolicy": [at("resource", "Statement", "statements")],
  "AWS::KMS::Key": [at("resource", "KeyPolicy")],
  "AWS::KMS::ReplicaKey": [at("resource", "KeyPolicy")],
  "AWS::Kinesis::ResourcePolicy": [at("resource", "ResourcePolicy")],
  "AWS::Lex::ResourcePolicy": [at("resource", "Policy")],
  "AWS::Logs::ResourcePolicy": [at("resource", "PolicyDocument")],
  "AWS::MSK::ClusterPolicy": [at("resource", "Policy")],
  "AWS::MediaStore::Container": [at("resource", "Policy")],
  "AWS::OpenSearchService::Domain": [at("resource", "AccessPolicies")],
  "AWS::S3::AccessPoint": [at("resource", "Policy")],
  "AWS::S3::BucketPolicy": [at("resource", "PolicyDocument")],
  "AWS::S3::MultiRegionAccessPointPolicy": [at("resource", "Policy")],
  "AWS::S3Express::BucketPolicy": [at("resource", "PolicyDocument")],
  "AWS::S3ObjectLambda::AccessPointPolicy": [at("resource", "PolicyDocument")],
  "AWS::S3Outposts::AccessPoint": [at("resource", "Policy")],
  "AWS::S3Outposts::BucketPolicy": [at("resource", "PolicyDocument")],
  "AWS::S3Tables::TableBucketPolicy": [at("resource", "ResourcePolicy")],
  "AWS::S3Tables::TablePolicy": [at("resource", "ResourcePolicy")],
  "AWS::SNS::TopicInlinePolicy": [at("resource", "PolicyDocument")],
  "AWS::SNS::TopicPolicy": [at("resource", "PolicyDocument")],
  "AWS::SQS::QueueInlinePolicy": [at("resource", "PolicyDocument")],
  "AWS::SQS::QueuePolicy": [at("resource", "PolicyDocument")],
  "AWS::SSM::ResourcePolicy": [at("resource", "Policy")],
  "AWS::SecretsManager::ResourcePolicy": [at("resource", "ResourcePolicy")],
  "AWS::VpcLattice::AuthPolicy": [at("resource", "Policy")],
  "AWS::VpcLattice::ResourcePolicy": [at("resource", "Policy")],
  "AWS::XRay::ResourcePolicy": [at("resource", "PolicyDocument")],
};

/** Whether a resource of that type may hold a policy. */
export function holdsPolicies(type: string): boolean {
  return Object.hasOwn(types, type);
}

/** Where policies stand in a resource of that type. */
export function policyPropertiesOf(type: string): readonly PolicyProperty[] {
  return Object.hasOwn(types, type) ? (types[type] ?? []) : [];
}
