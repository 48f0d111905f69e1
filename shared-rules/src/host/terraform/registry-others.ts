// What terraform-aws-modules/lambda and cloudposse's modules of IAM make.
// https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws https://registry.terraform.io/namespaces/cloudposse
import { outputsOf, type MadeResource, type ModuleShape, type PolicyInput } from "./registry-shape";

const boundary = "permissions_boundary";

export const lambda = ((): ModuleShape => {
  const created = { create: true, create_function: true, create_role: true };
  const role = { role: "aws_iam_role.lambda.name" };
  const policyOf = (name: string, flag: string, input: PolicyInput): MadeResource[] => {
    const when = { ...created, [flag]: false };
    return [
      {
        address: `aws_iam_policy.${name}`,
        when,
        from: { path: "policy_path", tags: "tags" },
        policy: { attribute: "policy", inputs: [input] },
      },
      {
        address: `aws_iam_role_policy_attachment.${name}`,
        when,
        refers: { ...role, policy_arn: `aws_iam_policy.${name}.arn` },
      },
    ];
  };
  return {
    makes: [
      {
        address: "aws_iam_role.lambda",
        when: created,
        from: {
          name: ["role_name", "function_name"],
          path: "role_path",
          permissions_boundary: "role_permissions_boundary",
          tags: ["tags", "role_tags"],
        },
        policy: { attribute: "assume_role_policy", inputs: [{ statements: "assume_role_policy_statements" }] },
      },
      ...policyOf("additional_json", "attach_policy_json", { json: "policy_json" }),
      ...policyOf("additional_jsons", "attach_policy_jsons", { json: "policy_jsons" }),
      ...policyOf("additional_inline", "attach_policy_statements", { statements: "policy_statements" }),
      {
        address: "aws_iam_role_policy_attachment.additional_one",
        when: { ...created, attach_policy: false },
        from: { policy_arn: "policy" },
        refers: role,
      },
      {
        address: "aws_iam_role_policy_attachment.additional_many",
        when: { ...created, attach_policies: false },
        refers: role,
        each: { input: "policies", attribute: "policy_arn", key: "index" },
      },
    ],
    outputs: outputsOf("aws_iam_role.lambda", ["lambda_role_"]),
  };
})();

const enabled = { enabled: true };

export const cloudposseUser: ModuleShape = {
  makes: [
    {
      address: "aws_iam_user.default",
      when: enabled,
      from: { name: "user_name", path: "path", permissions_boundary: boundary, tags: "tags" },
      moreTags: true,
    },
    {
      address: "aws_iam_user_login_profile.default",
      when: { ...enabled, login_profile_enabled: true },
      refers: { user: "aws_iam_user.default.name" },
    },
    {
      address: "aws_iam_user_group_membership.default",
      when: enabled,
      from: { groups: "groups" },
      refers: { user: "aws_iam_user.default.name" },
      needs: ["groups"],
    },
  ],
  outputs: outputsOf("aws_iam_user.default", ["user_"]),
};

export const cloudposseSystemUser: ModuleShape = {
  makes: [
    {
      address: "aws_iam_user.default",
      when: enabled,
      from: { path: "path", permissions_boundary: boundary, tags: "tags" },
      moreTags: true,
    },
    {
      address: "aws_iam_access_key.default",
      when: { ...enabled, create_iam_access_key: true },
      refers: { user: "aws_iam_user.default.name" },
    },
    {
      address: "aws_iam_user_policy.inline_policies",
      when: enabled,
      refers: { user: "aws_iam_user.default.name" },
      policy: { attribute: "policy", inputs: [{ json: "inline_policies" }, { json: "inline_policies_map" }] },
      needs: ["inline_policies", "inline_policies_map"],
    },
    {
      address: "aws_iam_user_policy_attachment.policies",
      when: enabled,
      refers: { user: "aws_iam_user.default.name" },
      each: { input: "policy_arns", attribute: "policy_arn", key: "value" },
    },
    {
      address: "aws_iam_user_policy_attachment.policies",
      when: enabled,
      refers: { user: "aws_iam_user.default.name" },
      each: { input: "policy_arns_map", attribute: "policy_arn", key: "key" },
    },
  ],
  outputs: outputsOf("aws_iam_user.default", ["user_"]),
};

export const cloudposseRole: ModuleShape = {
  makes: [
    {
      address: "aws_iam_role.default",
      when: enabled,
      from: { path: "path", permissions_boundary: boundary, tags: "tags" },
      moreTags: true,
      policy: { attribute: "assume_role_policy", inputs: [{ json: "assume_role_policy" }] },
    },
    {
      address: "aws_iam_policy.default",
      when: enabled,
      from: { name: "policy_name", path: "path", tags: "tags" },
      moreTags: true,
      policy: { attribute: "policy", inputs: [{ json: "policy_documents" }] },
      needs: ["policy_documents"],
    },
    {
      address: "aws_iam_role_policy_attachment.default",
      when: enabled,
      refers: { role: "aws_iam_role.default.name", policy_arn: "aws_iam_policy.default.arn" },
      needs: ["policy_documents"],
    },
    {
      address: "aws_iam_role_policy_attachment.managed",
      when: enabled,
      refers: { role: "aws_iam_role.default.name" },
      each: { input: "managed_policy_arns", attribute: "policy_arn", key: "value" },
    },
    {
      address: "aws_iam_role_policy_attachment.managed",
      when: enabled,
      refers: { role: "aws_iam_role.default.name" },
      each: { input: "managed_policy_arns_map", attribute: "policy_arn", key: "key" },
    },
  ],
  outputs: outputsOf("aws_iam_role.default", [""]),
};

export const cloudpossePolicy: ModuleShape = {
  makes: [
    {
      address: "aws_iam_policy.default",
      when: { ...enabled, iam_policy_enabled: true },
      from: { path: "path", tags: "tags" },
      moreTags: true,
      policy: {
        attribute: "policy",
        inputs: [
          { documents: "iam_policy" },
          { statements: "iam_policy_statements" },
          { json: "iam_source_json" },
          { json: "iam_source_policy_documents" },
          { json: "iam_override_policy_documents" },
        ],
      },
    },
  ],
  outputs: { policy_arn: "aws_iam_policy.default.arn" },
};
