// Which types of a template declare what, and which of their properties are fields of ours: the table that they are read and written by.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
import type { Declined } from "../../edit";
import type { Declaration, DeclarationKind, Fields } from "../../model/policy";

export interface DeclaredType {
  readonly kind: DeclarationKind;
  /** Which property gives which field: its name, or a path of names; of several, the first that is written. */
  readonly fields: Readonly<Partial<Record<keyof Fields, string | readonly string[]>>>;
}

function metadataIn(path: string): DeclaredType["fields"] {
  return { httpTokens: `${path}HttpTokens`, httpEndpoint: `${path}HttpEndpoint` };
}

const principal = { path: "Path", managedPolicies: "ManagedPolicyArns" };
const bounded = { ...principal, tags: "Tags", boundary: "PermissionsBoundary" };
const attached = { users: "Users", roles: "Roles", groups: "Groups" };

const types: Readonly<Record<string, DeclaredType>> = {
  "AWS::IAM::User": { kind: "user", fields: { name: "UserName", groups: "Groups", ...bounded } },
  "AWS::IAM::Role": { kind: "role", fields: { name: "RoleName", ...bounded } },
  "AWS::IAM::Group": { kind: "group", fields: { name: "GroupName", ...principal } },
  "AWS::IAM::ManagedPolicy": { kind: "policy", fields: { name: "ManagedPolicyName", path: "Path", ...attached } },
  "AWS::IAM::Policy": { kind: "policy", fields: { name: "PolicyName", ...attached } },
  "AWS::IAM::UserPolicy": { kind: "user-policy", fields: { name: "PolicyName", users: "UserName" } },
  "AWS::IAM::RolePolicy": { kind: "role-policy", fields: { name: "PolicyName", roles: "RoleName" } },
  "AWS::IAM::GroupPolicy": { kind: "group-policy", fields: { name: "PolicyName", group: "GroupName" } },
  "AWS::IAM::AccessKey": { kind: "access-key", fields: { users: "UserName", status: "Status" } },
  "AWS::IAM::UserToGroupAddition": { kind: "group-membership", fields: { group: "GroupName", users: "Users" } },
  "AWS::IAM::InstanceProfile": {
    kind: "instance-profile",
    fields: { name: "InstanceProfileName", path: "Path", roles: "Roles" },
  },
  "AWS::IAM::VirtualMFADevice": {
    kind: "mfa-device",
    fields: { name: "VirtualMfaDeviceName", path: "Path", tags: "Tags", users: "Users" },
  },
  "AWS::IAM::OIDCProvider": {
    kind: "identity-provider",
    fields: { tags: "Tags", url: "Url", clientIds: "ClientIdList" },
  },
  "AWS::IAM::SAMLProvider": { kind: "identity-provider", fields: { name: "Name", tags: "Tags" } },
  "AWS::SSO::PermissionSet": {
    kind: "permission-set",
    fields: {
      name: "Name",
      tags: "Tags",
      managedPolicies: "ManagedPolicies",
      boundary: "PermissionsBoundary",
      sessionDuration: "SessionDuration",
    },
  },
  "AWS::SSO::Assignment": { kind: "account-assignment", fields: { permissionSets: "PermissionSetArn" } },
  "AWS::Organizations::Policy": { kind: "organization-policy", fields: { name: "Name", tags: "Tags" } },
  "AWS::CloudTrail::Trail": { kind: "account-baseline", fields: { tags: "Tags" } },
  "AWS::Config::ConfigurationRecorder": { kind: "account-baseline", fields: { name: "Name" } },
  "AWS::GuardDuty::Detector": { kind: "account-baseline", fields: { tags: "Tags" } },
  "AWS::SecurityHub::Hub": { kind: "account-baseline", fields: {} },
  "AWS::Events::Rule": { kind: "event-watch", fields: { name: "Name", pattern: "EventPattern" } },
  "AWS::Logs::MetricFilter": { kind: "event-watch", fields: { name: "FilterName", pattern: "FilterPattern" } },
  "AWS::EC2::Instance": {
    kind: "instance",
    fields: {
      ...metadataIn("MetadataOptions."),
      image: "ImageId",
      instanceProfile: "IamInstanceProfile",
      launchTemplate: "LaunchTemplate",
    },
  },
  "AWS::EC2::LaunchTemplate": {
    kind: "instance",
    fields: {
      ...metadataIn("LaunchTemplateData.MetadataOptions."),
      image: "LaunchTemplateData.ImageId",
      instanceProfile: "LaunchTemplateData.IamInstanceProfile",
    },
  },
  "AWS::AutoScaling::LaunchConfiguration": {
    kind: "instance",
    fields: { ...metadataIn("MetadataOptions."), image: "ImageId", instanceProfile: "IamInstanceProfile" },
  },
  "AWS::Elasticsearch::Domain": { kind: "resource", fields: { tags: "Tags", network: "VPCOptions.SubnetIds" } },
  "AWS::OpenSearchService::Domain": { kind: "resource", fields: { tags: "Tags", network: "VPCOptions.SubnetIds" } },
  "AWS::S3::Bucket": {
    kind: "resource",
    fields: {
      tags: "Tags",
      restrictsPublic: "PublicAccessBlockConfiguration.RestrictPublicBuckets",
      refusesPublic: "PublicAccessBlockConfiguration.BlockPublicPolicy",
    },
  },
  "AWS::S3::BucketPolicy": { kind: "resource", fields: { bucket: "Bucket" } },
  "AWS::Events::EventBusPolicy": {
    kind: "resource",
    fields: { principal: "Principal", action: "Action", limit: "Condition" },
  },
  "AWS::Lambda::LayerVersionPermission": {
    kind: "resource",
    fields: { principal: "Principal", action: "Action", limit: "OrganizationId" },
  },
  "AWS::Lambda::Permission": {
    kind: "resource",
    fields: {
      principal: "Principal",
      action: "Action",
      limit: ["SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"],
      urlAuthorization: "FunctionUrlAuthType",
    },
  },
  "AWS::Serverless::Function": { kind: "resource", fields: { name: "FunctionName", roles: "Role", tags: "Tags" } },
  "AWS::Serverless::StateMachine": { kind: "resource", fields: { name: "Name", roles: "Role", tags: "Tags" } },
};

/** What only holds a policy. */
export const otherType: DeclaredType = { kind: "resource", fields: { tags: "Tags" } };

/** Fields whose value is a list. */
export const listFields = new Set<keyof Fields>(["managedPolicies", "groups", "users", "roles", "clientIds"]);

/** What is read of the role that SAM makes for a function, on the function. */
export const implicitRoleFields: DeclaredType["fields"] = {
  boundary: "PermissionsBoundary",
  tags: "Tags",
  path: "RolePath",
};

/** What is read of a user's LoginProfile. */
export const profileFields = {
  password: "Password",
  passwordReset: "PasswordResetRequired",
} as const satisfies Readonly<Partial<Record<keyof Fields, string>>>;

/** What a resource of this type declares; undefined where it is none of ours. */
export function declaredType(type: string): DeclaredType | undefined {
  return Object.hasOwn(types, type) ? types[type] : undefined;
}

/** Where a declaration's field is written: names of properties from the resource's own down, one way for each place it may have. */
export function pathsFor(declaration: Declaration, field: keyof Fields): readonly (readonly string[])[] | Declined {
  const { kind, type, madeFor } = declaration;
  const names: DeclaredType["fields"] =
    kind === "login-profile" ? profileFields : madeFor ? implicitRoleFields : (declaredType(type) ?? otherType).fields;
  // A permission set's boundary is an object that tells AWS's policies from the account's own.
  const path = field === "boundary" && kind === "permission-set" ? undefined : names[field];
  if (path !== undefined) return [path].flat().map((one) => one.split("."));
  const what = field === "boundary" ? "permissions boundary" : field === "tags" ? "tags" : "such property";
  return { declined: `${type || "It"} takes no ${what}.` };
}
