// Which attribute of which Terraform resource names a principal, a group or a policy that it ties together. It reads nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
import type { Fields } from "../../model/policy";

/** Where a field stands: an attribute's name, or those of nested blocks with the attribute's at the end. The first that is written counts. */
export type LinkFields = Readonly<Partial<Record<keyof Fields, readonly string[]>>>;

const permissionSets = ["permission_set_arn"];

const links: Readonly<Record<string, LinkFields>> = {
  // What a role lists here is all that it may have.
  aws_iam_role: { managedPolicies: ["managed_policy_arns"] },
  aws_iam_access_key: { users: ["user"] },
  aws_iam_user_login_profile: { users: ["user"] },
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
};

/** Where a resource of this type has the fields that tie it to others. */
export function linkFieldsOf(type: string): LinkFields {
  return links[type] ?? {};
}
