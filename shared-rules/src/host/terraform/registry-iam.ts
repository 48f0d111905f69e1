// What the modules of terraform-aws-modules/iam make. Inputs of all major versions stand side by side: no name means something else in another.
// https://registry.terraform.io/modules/terraform-aws-modules/iam/aws
import { outputsOf, type MadeResource, type ModuleShape, type PolicyInput } from "./registry-shape";

const statementsAndJson: readonly PolicyInput[] = [
  { statements: "inline_policy_permissions" },
  { statements: "inline_policy_statements" },
  { json: "inline_policy_json_document" },
  { json: "source_inline_policy_documents" },
  { json: "override_inline_policy_documents" },
];

const boundary = "permissions_boundary";

const ofUser = { user: "aws_iam_user.this.name" };
const ofRole = { role: "aws_iam_role.this.name" };
const ofGroup = { group: "aws_iam_group.this.name" };
const createUser = { create: true, create_user: true };
const createGroup = { create: true, create_group: true };

const iamUser: ModuleShape = {
  makes: [
    {
      address: "aws_iam_user.this",
      when: createUser,
      from: { name: "name", path: "path", permissions_boundary: boundary, tags: "tags" },
    },
    {
      address: "aws_iam_user_login_profile.this",
      when: { ...createUser, create_login_profile: true, create_iam_user_login_profile: true },
      refers: ofUser,
    },
    {
      address: "aws_iam_access_key.this",
      when: { ...createUser, create_access_key: true, create_iam_access_key: true },
      refers: ofUser,
    },
    {
      address: "aws_iam_user_policy_attachment.additional",
      when: createUser,
      refers: ofUser,
      each: { input: "policies", attribute: "policy_arn", key: "key" },
    },
    {
      address: "aws_iam_user_policy_attachment.this",
      when: createUser,
      refers: ofUser,
      each: { input: "policy_arns", attribute: "policy_arn", key: "value" },
    },
    {
      address: "aws_iam_user_policy.inline",
      when: { ...createUser, create_inline_policy: false },
      refers: ofUser,
      policy: { attribute: "policy", inputs: statementsAndJson },
    },
  ],
  outputs: outputsOf("aws_iam_user.this", ["", "iam_user_"]),
};

const iamGroup: ModuleShape = {
  makes: [
    { address: "aws_iam_group.this", when: createGroup, from: { name: "name", path: "path" } },
    {
      address: "aws_iam_group_membership.this",
      when: createGroup,
      from: { users: ["users", "group_users"] },
      refers: ofGroup,
      needs: ["users", "group_users"],
    },
    {
      address: "aws_iam_group_policy_attachment.custom_arns",
      when: createGroup,
      refers: ofGroup,
      each: { input: "custom_group_policy_arns", attribute: "policy_arn", key: "index" },
    },
    {
      address: "aws_iam_group_policy_attachment.additional",
      when: createGroup,
      refers: ofGroup,
      each: { input: "policies", attribute: "policy_arn", key: "key" },
    },
    {
      address: "aws_iam_policy.this",
      when: { ...createGroup, create_policy: true },
      from: { name: "policy_name", path: "policy_path", tags: "tags" },
      policy: { attribute: "policy", inputs: [{ statements: "permissions" }] },
      needs: ["permissions"],
    },
    {
      address: "aws_iam_group_policy_attachment.this",
      when: { ...createGroup, create_policy: true },
      refers: { ...ofGroup, policy_arn: "aws_iam_policy.this.arn" },
      needs: ["permissions"],
    },
  ],
  outputs: { ...outputsOf("aws_iam_group.this", ["", "group_"]), policy_arn: "aws_iam_policy.this.arn" },
};

const roleFields = { name: ["name", "role_name"], path: ["path", "role_path"], tags: "tags" };

/** A role of terraform-aws-modules/iam, with the policies that are attached to it. */
function iamRole(
  created: Readonly<Record<string, boolean>>,
  bounded: string,
  more: readonly MadeResource[] = [],
): ModuleShape {
  const trust: PolicyInput = {
    trust: {
      actions: ["sts:AssumeRole", "sts:TagSession"],
      principals: { AWS: "trusted_role_arns", Service: "trusted_role_services" },
      mfa: "role_requires_mfa",
      externalId: "role_sts_externalid",
    },
  };
  const attached = (name: string, input: string, key: "key" | "index"): MadeResource => ({
    address: `aws_iam_role_policy_attachment.${name}`,
    when: created,
    refers: ofRole,
    each: { input, attribute: "policy_arn", key },
  });
  return {
    makes: [
      {
        address: "aws_iam_role.this",
        when: created,
        from: { ...roleFields, permissions_boundary: bounded },
        policy: {
          attribute: "assume_role_policy",
          inputs: [
            { json: "custom_role_trust_policy" },
            { json: "assume_role_policy" },
            { statements: "trust_policy_permissions" },
            trust,
          ],
        },
      },
      attached("additional", "policies", "key"),
      attached("custom", "custom_role_policy_arns", "index"),
      attached("custom", "role_policy_arns", "index"),
      {
        address: "aws_iam_role_policy.inline",
        when: { ...created, create_inline_policy: true },
        refers: ofRole,
        policy: { attribute: "policy", inputs: statementsAndJson },
        needs: [
          "inline_policy_permissions",
          "inline_policy_statements",
          "inline_policy_json_document",
          "source_inline_policy_documents",
          "override_inline_policy_documents",
        ],
      },
      {
        address: "aws_iam_instance_profile.this",
        when: { ...created, create_instance_profile: false },
        refers: ofRole,
      },
      ...more,
    ],
    outputs: outputsOf("aws_iam_role.this", ["", "iam_role_"]),
  };
}

/** The roles admin, poweruser and readonly, which some modules make on demand. */
const presets = {
  admin: "AdministratorAccess",
  poweruser: "PowerUserAccess",
  readonly: "ReadOnlyAccess",
} as const;

function managed(policy: string): string {
  return `arn:aws:iam::aws:policy/${policy}`;
}

const attachedPresets = Object.entries(presets).map(([name, policy]): MadeResource => ({
  address: `aws_iam_role_policy_attachment.${name}`,
  when: { create_role: false, [`attach_${name}_policy`]: false },
  refers: ofRole,
  from: { policy_arn: `${name}_role_policy_arn` },
  defaults: { policy_arn: managed(policy) },
}));

const assumableRoles: ModuleShape = {
  makes: Object.entries(presets).flatMap(([name, policy]): MadeResource[] => [
    {
      address: `aws_iam_role.${name}`,
      when: { [`create_${name}_role`]: false },
      from: {
        name: `${name}_role_name`,
        path: `${name}_role_path`,
        permissions_boundary: `${name}_role_permissions_boundary_arn`,
        tags: `${name}_role_tags`,
      },
      defaults: { name },
      policy: {
        attribute: "assume_role_policy",
        inputs: [
          { json: "assume_role_policy" },
          {
            trust: {
              actions: ["sts:AssumeRole"],
              principals: { AWS: "trusted_role_arns", Service: "trusted_role_services" },
              mfa: `${name}_role_requires_mfa`,
              externalId: "",
            },
          },
        ],
      },
    },
    {
      address: `aws_iam_role_policy_attachment.${name}`,
      when: { [`create_${name}_role`]: false },
      refers: { role: `aws_iam_role.${name}.name` },
      each: {
        input: `${name}_role_policy_arns`,
        attribute: "policy_arn",
        key: "index",
        defaults: [managed(policy)],
      },
    },
  ]),
  outputs: Object.assign(
    {},
    ...Object.keys(presets).map((name) => outputsOf(`aws_iam_role.${name}`, [`${name}_iam_role_`])),
  ) as Record<string, string>,
};

const iamPolicy: ModuleShape = {
  makes: [
    {
      address: "aws_iam_policy.policy",
      when: { create: true, create_policy: true },
      from: { name: "name", path: "path", tags: "tags" },
      policy: { attribute: "policy", inputs: [{ json: "policy" }] },
    },
  ],
  outputs: outputsOf("aws_iam_policy.policy", [""]),
};

const groupOfAssumers: ModuleShape = {
  makes: [
    { address: "aws_iam_group.this", single: true, from: { name: "name", path: "path" } },
    {
      address: "aws_iam_group_membership.this",
      from: { users: "group_users" },
      refers: ofGroup,
      needs: ["group_users"],
    },
  ],
  outputs: outputsOf("aws_iam_group.this", ["group_"]),
};

const roleBoundary = "role_permissions_boundary_arn";
const role = iamRole({ create: true }, boundary);
const roleByFlag = iamRole({ create_role: false }, roleBoundary);

/** By the folder of the module. */
export const iamModules: Readonly<Record<string, ModuleShape>> = {
  "iam-user": iamUser,
  "iam-group": iamGroup,
  "iam-group-with-policies": iamGroup,
  "iam-group-with-assumable-roles-policy": groupOfAssumers,
  "iam-policy": iamPolicy,
  "iam-role": role,
  "iam-assumable-role": iamRole({ create_role: false }, roleBoundary, attachedPresets),
  "iam-assumable-roles": assumableRoles,
  "iam-assumable-role-with-oidc": roleByFlag,
  "iam-assumable-role-with-saml": roleByFlag,
  "iam-github-oidc-role": iamRole({ create: true }, "permissions_boundary_arn"),
  "iam-role-for-service-accounts-eks": iamRole({ create_role: true }, roleBoundary),
  "iam-role-for-service-accounts": role,
  // They make a policy of what the module itself says, and the account's password policy.
  "iam-read-only-policy": { makes: [], outputs: {} },
  "iam-account": { makes: [], outputs: {} },
  "iam-github-oidc-provider": { makes: [], outputs: {} },
  "iam-oidc-provider": { makes: [], outputs: {} },
};
