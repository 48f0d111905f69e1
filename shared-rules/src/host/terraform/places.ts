// Which attribute of which Terraform resource is an IAM policy, of what kind, and whose. It reads nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
import type { DeclarationKind, PolicyKind } from "../../model/policy";

export interface PolicyAttribute {
  readonly attribute: string;
  /** A nested block that holds the attribute. */
  readonly within?: string;
  /** "organization": the resource's `type` attribute says it. */
  readonly kind: PolicyKind | "organization";
  /** The attribute that names whom the policy is for; without one it is for the resource itself. */
  readonly owner?: { readonly attribute: string; readonly kind: DeclarationKind };
}

const policyOf = (kind: "user" | "role" | "group"): readonly PolicyAttribute[] => [
  { attribute: "policy", kind: "identity", owner: { attribute: kind, kind } },
];

/** Resources whose `policy` attribute says who may use them. */
const resourcePolicies = [
  "aws_acmpca_policy",
  "aws_api_gateway_domain_name",
  "aws_api_gateway_rest_api",
  "aws_api_gateway_rest_api_policy",
  "aws_backup_vault_policy",
  "aws_cloudwatch_event_bus_policy",
  "aws_codebuild_resource_policy",
  "aws_ecr_registry_policy",
  "aws_ecr_repository_policy",
  "aws_ecrpublic_repository_policy",
  "aws_efs_file_system_policy",
  "aws_glacier_vault_lock",
  "aws_glue_resource_policy",
  "aws_kinesis_resource_policy",
  "aws_kms_external_key",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_kms_replica_external_key",
  "aws_kms_replica_key",
  "aws_media_store_container_policy",
  "aws_msk_cluster_policy",
  "aws_networkfirewall_resource_policy",
  "aws_redshift_resource_policy",
  "aws_redshiftserverless_resource_policy",
  "aws_s3_access_point",
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_s3control_access_point_policy",
  "aws_s3control_bucket_policy",
  "aws_s3control_object_lambda_access_point_policy",
  "aws_schemas_registry_policy",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_policy",
  "aws_ses_identity_policy",
  "aws_sesv2_email_identity_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
  "aws_vpc_endpoint",
  "aws_vpc_endpoint_policy",
  "aws_vpclattice_auth_policy",
  "aws_vpclattice_resource_policy",
];

/** The same where the attribute has another name. */
const otherResourcePolicies: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_delivery_destination_policy: "delivery_destination_policy",
  aws_cloudwatch_log_destination_policy: "access_policy",
  aws_cloudwatch_log_resource_policy: "policy_document",
  aws_codeartifact_domain_permissions_policy: "policy_document",
  aws_codeartifact_repository_permissions_policy: "policy_document",
  aws_dynamodb_resource_policy: "policy",
  aws_ecr_repository_creation_template: "repository_policy",
  aws_elasticsearch_domain: "access_policies",
  aws_glacier_vault: "access_policy",
  aws_opensearch_domain: "access_policies",
  aws_organizations_resource_policy: "content",
  aws_s3tables_table_bucket_policy: "resource_policy",
  aws_s3tables_table_policy: "resource_policy",
  aws_xray_resource_policy: "policy_document",
};

const domainPolicy: readonly PolicyAttribute[] = [
  { attribute: "access_policies", kind: "resource", owner: { attribute: "domain_name", kind: "resource" } },
];

const policyAttributes = new Map<string, readonly PolicyAttribute[]>([
  ["aws_iam_policy", [{ attribute: "policy", kind: "identity" }]],
  ["aws_iam_user_policy", policyOf("user")],
  ["aws_iam_role_policy", policyOf("role")],
  ["aws_iam_group_policy", policyOf("group")],
  [
    "aws_iam_role",
    [
      { attribute: "assume_role_policy", kind: "trust" },
      { attribute: "policy", within: "inline_policy", kind: "identity" },
    ],
  ],
  ["aws_organizations_policy", [{ attribute: "content", kind: "organization" }]],
  ["aws_elasticsearch_domain_policy", domainPolicy],
  ["aws_opensearch_domain_policy", domainPolicy],
  [
    "aws_ssoadmin_permission_set_inline_policy",
    [
      {
        attribute: "inline_policy",
        kind: "permission-set",
        owner: { attribute: "permission_set_arn", kind: "permission-set" },
      },
    ],
  ],
  // Session policies: they only take from what the role grants.
  ["aws_transfer_user", [{ attribute: "policy", kind: "identity" }]],
  ["aws_transfer_access", [{ attribute: "policy", kind: "identity" }]],
  ["aws_s3control_multi_region_access_point_policy", [{ attribute: "policy", within: "details", kind: "resource" }]],
  ...resourcePolicies.map((type): [string, PolicyAttribute[]] => [type, [{ attribute: "policy", kind: "resource" }]]),
  ...Object.entries(otherResourcePolicies).map(([type, attribute]): [string, PolicyAttribute[]] => [
    type,
    [{ attribute, kind: "resource" }],
  ]),
]);

const declarationKinds: Readonly<Record<string, DeclarationKind>> = {
  aws_iam_user: "user",
  aws_iam_role: "role",
  aws_iam_group: "group",
  aws_iam_policy: "policy",
  aws_iam_access_key: "access-key",
  aws_iam_user_login_profile: "login-profile",
  aws_iam_service_specific_credential: "service-credential",
  aws_iam_user_ssh_key: "ssh-key",
  aws_iam_signing_certificate: "signing-certificate",
  aws_iam_virtual_mfa_device: "mfa-device",
  aws_iam_account_password_policy: "password-policy",
  aws_iam_openid_connect_provider: "identity-provider",
  aws_iam_saml_provider: "identity-provider",
  aws_iam_user_policy: "user-policy",
  aws_iam_role_policy: "role-policy",
  aws_iam_group_policy: "group-policy",
  aws_iam_user_policy_attachment: "attachment",
  aws_iam_role_policy_attachment: "attachment",
  aws_iam_group_policy_attachment: "attachment",
  aws_iam_policy_attachment: "attachment",
  aws_iam_user_policies_exclusive: "exclusive-policies",
  aws_iam_role_policies_exclusive: "exclusive-policies",
  aws_iam_group_policies_exclusive: "exclusive-policies",
  aws_iam_user_policy_attachments_exclusive: "exclusive-policies",
  aws_iam_role_policy_attachments_exclusive: "exclusive-policies",
  aws_iam_group_policy_attachments_exclusive: "exclusive-policies",
  aws_ssoadmin_managed_policy_attachments_exclusive: "exclusive-policies",
  aws_ssoadmin_managed_policy_attachment: "attachment",
  aws_ssoadmin_customer_managed_policy_attachment: "attachment",
  aws_ssoadmin_permissions_boundary_attachment: "attachment",
  aws_ssoadmin_account_assignment: "account-assignment",
  aws_organizations_policy_attachment: "attachment",
  aws_iam_user_group_membership: "group-membership",
  aws_iam_group_membership: "group-membership",
  aws_iam_instance_profile: "instance-profile",
  aws_ssoadmin_permission_set: "permission-set",
  aws_organizations_policy: "organization-policy",
  aws_cloudtrail: "account-baseline",
  aws_config_configuration_recorder: "account-baseline",
  aws_guardduty_detector: "account-baseline",
  aws_securityhub_account: "account-baseline",
  aws_cloudwatch_event_rule: "event-watch",
  aws_cloudwatch_log_metric_filter: "event-watch",
  aws_instance: "instance",
  aws_spot_instance_request: "instance",
  aws_launch_configuration: "instance",
  aws_launch_template: "instance",
  aws_ec2_instance_metadata_defaults: "instance-defaults",
  aws_cloudwatch_event_permission: "resource",
  aws_lambda_layer_version_permission: "resource",
  aws_lambda_permission: "resource",
  aws_s3_account_public_access_block: "resource",
  aws_s3_bucket_public_access_block: "resource",
};

/** The policies a resource of this type may hold. */
export function policyAttributesOf(type: string): readonly PolicyAttribute[] {
  return policyAttributes.get(type) ?? [];
}

/** What a resource of this type declares; undefined where it is none of ours. */
export function declarationKindOf(type: string): DeclarationKind | undefined {
  return declarationKinds[type] ?? (policyAttributes.has(type) ? "resource" : undefined);
}

export const policyDocument = "aws_iam_policy_document";

/** A data source that gives a managed policy's ARN. */
export const managedPolicy = "aws_iam_policy";

/** Data sources whose values are known from what stands in them. */
export const valueSources: readonly string[] = [managedPolicy, "template_file"];

/** Blocks that say what names stand for; they declare nothing themselves. */
export function isDefining(type: string): boolean {
  return ["locals", "variable", "module", "output", "terraform"].includes(type);
}

/** Whether a block can matter, by its type and first label. */
export function isWanted(type: string, label: string | undefined): boolean {
  if (type === "resource") return label !== undefined && declarationKindOf(label) !== undefined;
  if (type === "data") return label !== undefined && [policyDocument, ...valueSources].includes(label);
  if (type === "provider") return label === "aws";
  return isDefining(type);
}
