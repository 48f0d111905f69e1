// Which attribute of which Terraform resource names a principal, a group or a policy that it ties together. It reads nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
import type { Fields } from "../../model/policy";

/** Where a field stands: an attribute's name, or those of nested blocks with the attribute's at the end. The first that is written counts. */
export type LinkFields = Readonly<Partial<Record<keyof Fields, readonly string[]>>>;

const permissionSets = ["permission_set_arn"];

const metadata: LinkFields = {
  httpTokens: ["metadata_options.http_tokens"],
  httpEndpoint: ["metadata_options.http_endpoint"],
};

const machine: LinkFields = {
  ...metadata,
  image: ["ami"],
  instanceProfile: ["iam_instance_profile"],
  launchTemplate: ["launch_template.id", "launch_template.name"],
};

const inNetwork: LinkFields = { network: ["vpc_options.subnet_ids"] };

const links: Readonly<Record<string, LinkFields>> = {
  // What a role lists here is all that it may have.
  aws_iam_role: { managedPolicies: ["managed_policy_arns"] },
  aws_iam_access_key: { users: ["user"], status: ["status"], pgpKey: ["pgp_key"] },
  aws_iam_user_login_profile: { users: ["user"], pgpKey: ["pgp_key"], passwordReset: ["password_reset_required"] },
  aws_iam_account_password_policy: {
    minimumLength: ["minimum_password_length"],
    requireUppercase: ["require_uppercase_characters"],
    requireLowercase: ["require_lowercase_characters"],
    requireNumbers: ["require_numbers"],
    requireSymbols: ["require_symbols"],
    reusePrevention: ["password_reuse_prevention"],
    maxAge: ["max_password_age"],
    usersMayChange: ["allow_users_to_change_password"],
  },
  aws_iam_service_specific_credential: { users: ["user_name"] },
  aws_iam_user_ssh_key: { users: ["username"] },
  aws_iam_signing_certificate: { users: ["user_name"] },
  aws_iam_user_policy: { users: ["user"] },
  aws_iam_role_policy: { roles: ["role"] },
  aws_iam_group_policy: { group: ["group"] },
  aws_iam_user_policy_attachment: { users: ["user"], policyArn: ["policy_arn"] },
  aws_iam_role_policy_attachment: { roles: ["role"], policyArn: ["policy_arn"] },
  aws_iam_group_policy_attachment: { group: ["group"], policyArn: ["policy_arn"] },
  aws_iam_policy_attachment: { users: ["users"], roles: ["roles"], groups: ["groups"], policyArn: ["policy_arn"] },
  aws_iam_user_policies_exclusive: { users: ["user_name"], inlinePolicies: ["policy_names"] },
  aws_iam_role_policies_exclusive: { roles: ["role_name"], inlinePolicies: ["policy_names"] },
  aws_iam_group_policies_exclusive: { group: ["group_name"], inlinePolicies: ["policy_names"] },
  aws_iam_user_policy_attachments_exclusive: { users: ["user_name"], managedPolicies: ["policy_arns"] },
  aws_iam_role_policy_attachments_exclusive: { roles: ["role_name"], managedPolicies: ["policy_arns"] },
  aws_iam_group_policy_attachments_exclusive: { group: ["group_name"], managedPolicies: ["policy_arns"] },
  aws_iam_user_group_membership: { users: ["user"], groups: ["groups"] },
  aws_iam_group_membership: { users: ["users"], group: ["group"] },
  aws_iam_instance_profile: { roles: ["role"] },
  aws_iam_openid_connect_provider: { url: ["url"], clientIds: ["client_id_list"] },
  aws_ssoadmin_permission_set: { sessionDuration: ["session_duration"] },
  aws_ssoadmin_permission_set_inline_policy: { permissionSets },
  aws_ssoadmin_managed_policy_attachment: { permissionSets, policyArn: ["managed_policy_arn"] },
  aws_ssoadmin_managed_policy_attachments_exclusive: { permissionSets, managedPolicies: ["managed_policy_arns"] },
  aws_ssoadmin_customer_managed_policy_attachment: {
    permissionSets,
    policyArn: ["customer_managed_policy_reference.name"],
  },
  aws_ssoadmin_permissions_boundary_attachment: {
    permissionSets,
    boundary: [
      "permissions_boundary.managed_policy_arn",
      "permissions_boundary.customer_managed_policy_reference.name",
    ],
  },
  aws_ssoadmin_account_assignment: { permissionSets },
  aws_organizations_policy_attachment: { policyArn: ["policy_id"] },
  aws_instance: machine,
  aws_spot_instance_request: machine,
  aws_launch_configuration: { ...metadata, image: ["image_id"], instanceProfile: ["iam_instance_profile"] },
  aws_launch_template: {
    ...metadata,
    image: ["image_id"],
    instanceProfile: ["iam_instance_profile.name", "iam_instance_profile.arn"],
  },
  aws_ec2_instance_metadata_defaults: { httpTokens: ["http_tokens"], httpEndpoint: ["http_endpoint"] },
  aws_elasticsearch_domain: inNetwork,
  aws_opensearch_domain: inNetwork,
  aws_s3_bucket_policy: { bucket: ["bucket"] },
  aws_s3_bucket_public_access_block: {
    bucket: ["bucket"],
    restrictsPublic: ["restrict_public_buckets"],
    refusesPublic: ["block_public_policy"],
  },
  aws_s3_account_public_access_block: {
    restrictsAllPublic: ["restrict_public_buckets"],
    refusesAllPublic: ["block_public_policy"],
  },
  aws_cloudwatch_event_rule: { pattern: ["event_pattern"] },
  aws_cloudwatch_log_metric_filter: { pattern: ["pattern"] },
  aws_cloudwatch_event_permission: { principal: ["principal"], action: ["action"], limit: ["condition.value"] },
  aws_lambda_layer_version_permission: { principal: ["principal"], action: ["action"], limit: ["organization_id"] },
  aws_lambda_permission: {
    principal: ["principal"],
    action: ["action"],
    limit: ["source_arn", "source_account", "principal_org_id", "event_source_token"],
    urlAuthorization: ["function_url_auth_type"],
  },
};

/** Those of which other blocks are many, and say nothing of these fields. */
const withPlainBlocks = new Set([
  "aws_instance",
  "aws_spot_instance_request",
  "aws_launch_configuration",
  "aws_launch_template",
]);

/** Where a resource of this type has the fields that tie it to others. */
export function linkFieldsOf(type: string): LinkFields {
  return links[type] ?? {};
}

/** Whether nested blocks of that name may hold a field of a resource of this type; not a profile, which decides of no finding. */
export function mayHoldFields(type: string, name: string | undefined): boolean {
  if (name === undefined || !withPlainBlocks.has(type)) return true;
  const { instanceProfile: _, ...fields } = linkFieldsOf(type);
  return Object.values(fields).some((paths) => paths.some((path) => path.startsWith(`${name}.`)));
}
