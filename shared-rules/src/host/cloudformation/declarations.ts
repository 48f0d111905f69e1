// A template's identities and policy holders as declarations, their properties brought into the model's fields. It judges nothing.
import type { Environment } from "../../link/intrinsics";
import { intrinsicOf, isNoValue, leaves, resolve, shortText } from "../../link/intrinsics";
import type { Declaration, DeclarationKind, Fields } from "../../model/policy";
import type { Dict, Entry, List, Reference, Value } from "../../model/value";
import { entryOf, literal, valueOf } from "../../model/value";
import { holdsPolicies } from "./policies";
import type { Resource, Template } from "./template";
import { propertyOf } from "./template";

interface DeclaredType {
  readonly kind: DeclarationKind;
  /** Which property gives which field. */
  readonly fields: Readonly<Partial<Record<keyof Fields, string>>>;
}

const principal = { path: "Path", managedPolicies: "ManagedPolicyArns" };
const bounded = { ...principal, tags: "Tags", boundary: "PermissionsBoundary" };
const attached = { users: "Users", roles: "Roles", groups: "Groups" };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html */
const types: Readonly<Record<string, DeclaredType>> = {
  "AWS::IAM::User": { kind: "user", fields: { name: "UserName", groups: "Groups", ...bounded } },
  "AWS::IAM::Role": { kind: "role", fields: { name: "RoleName", ...bounded } },
  "AWS::IAM::Group": { kind: "group", fields: { name: "GroupName", ...principal } },
  "AWS::IAM::ManagedPolicy": { kind: "policy", fields: { name: "ManagedPolicyName", path: "Path", ...attached } },
  "AWS::IAM::Policy": { kind: "policy", fields: { name: "PolicyName", ...attached } },
  "AWS::IAM::UserPolicy": { kind: "user-policy", fields: { name: "PolicyName", users: "UserName" } },
  "AWS::IAM::RolePolicy": { kind: "role-policy", fields: { name: "PolicyName", roles: "RoleName" } },
  "AWS::IAM::GroupPolicy": { kind: "group-policy", fields: { name: "PolicyName", group: "GroupName" } },
  "AWS::IAM::AccessKey": { kind: "access-key", fields: { users: "UserName" } },
  "AWS::IAM::UserToGroupAddition": { kind: "group-membership", fields: { group: "GroupName", users: "Users" } },
  "AWS::IAM::InstanceProfile": {
    kind: "instance-profile",
    fields: { name: "InstanceProfileName", path: "Path", roles: "Roles" },
  },
  "AWS::SSO::PermissionSet": {
    kind: "permission-set",
    fields: { name: "Name", tags: "Tags", managedPolicies: "ManagedPolicies", boundary: "PermissionsBoundary" },
  },
  "AWS::Organizations::Policy": { kind: "organization-policy", fields: { name: "Name", tags: "Tags" } },
  "AWS::Serverless::Function": {
    kind: "resource",
    fields: {
      name: "FunctionName",
      roles: "Role",
      tags: "Tags",
      boundary: "PermissionsBoundary",
      managedPolicies: "Policies",
    },
  },
};

const other: DeclaredType = { kind: "resource", fields: { tags: "Tags" } };

const lists = new Set<keyof Fields>(["managedPolicies", "groups", "users", "roles"]);

/** The declarations that a resource makes: none where its type is of no concern here, two for a user with a password. */
export function readDeclarations(resource: Resource, template: Template): Declaration[] {
  const declared = Object.hasOwn(types, resource.type) ? types[resource.type] : undefined;
  if (!declared && !holdsPolicies(resource.type)) return [];
  const { kind, fields } = declared ?? other;
  const { environment, source } = template;
  const declaration: Declaration = {
    kind: kind === "policy" && resource.type === "AWS::IAM::Policy" ? inlineKind(resource) : kind,
    type: resource.type,
    address: resource.id,
    span: resource.entry.span,
    nameSpan: resource.key.span,
    fields: readFields(resource, fields, environment),
    open: isOpenResource(resource),
    node: resource.node,
    source,
  };
  const login = resource.type === "AWS::IAM::User" ? loginProfile(resource, declaration, environment) : undefined;
  return login ? [declaration, login] : [declaration];
}

/** An AWS::IAM::Policy is an inline policy of whatever it names. */
function inlineKind(resource: Resource): DeclarationKind {
  const named = (["Users", "Roles", "Groups"] as const).filter((name) => propertyOf(resource, name));
  if (named.length !== 1) return "policy";
  return named[0] === "Users" ? "user-policy" : named[0] === "Roles" ? "role-policy" : "group-policy";
}

function isOpenResource({ node, properties }: Resource): boolean {
  if (node.open || node.entries.some((entry) => isFunction(entry))) return true;
  if (!properties) return false;
  return properties.kind !== "dict" || properties.open || properties.entries.some(isFunction);
}

/** `Fn::Transform` among a resource's properties: AWS::Include adds others. */
function isFunction(entry: Entry): boolean {
  return literal(entry.key)?.startsWith("Fn::") ?? false;
}

function readFields(resource: Resource, names: DeclaredType["fields"], environment: Environment): Fields {
  const fields: { -readonly [Name in keyof Fields]: Fields[Name] } = {};
  for (const field of Object.keys(names) as (keyof Fields)[]) {
    const value = propertyOf(resource, names[field] ?? "");
    if (!value || isNoValue(value)) continue;
    fields[field] = readField(field, value, environment);
  }
  return fields;
}

function readField(field: keyof Fields, value: Value, environment: Environment): Value {
  if (field === "tags") return readTags(value, environment);
  if (lists.has(field)) return readList(value, environment);
  // One of two values is neither: a name or a boundary under Fn::If cannot be told.
  if (intrinsicOf(value)?.name === "Fn::If")
    return { kind: "unknown", source: shortText(value.span, environment), span: value.span };
  return resolve(value, environment);
}

/** Targets and managed policies; documents and policy templates in SAM's Policies are none. */
function readList(value: Value, environment: Environment): Value {
  const read = resolve(value, environment);
  if (read.kind !== "list")
    return read.kind === "dict" ? { kind: "list", items: [], open: read.open, span: read.span } : read;
  const items = read.items.filter((item) => item.kind !== "dict");
  return items.length === read.items.length ? read : { ...read, items };
}

/** `[{ Key, Value }]`, or SAM's mapping, as a dict of tag name to value. An entry's place is the tag's whole item. */
function readTags(value: Value, environment: Environment): Dict | Value {
  const intrinsic = intrinsicOf(value);
  if (value.kind !== "list" && intrinsic?.name !== "Fn::If") return resolve(value, environment);
  const entries: Entry[] = [];
  let open = intrinsic !== undefined || (value.kind === "list" && (value.open || value.items.some(intrinsicOf)));
  for (const item of leaves(value)) {
    const key = item.kind === "dict" ? valueOf(item, "Key") : undefined;
    const name = key && resolve(key, environment);
    const tag = item.kind === "dict" ? valueOf(item, "Value") : undefined;
    if (name?.kind !== "text") open = true;
    else {
      const empty: Value = { kind: "unknown", source: "", span: item.span };
      entries.push({ key: name, value: tag ? resolve(tag, environment) : empty, span: item.span });
      if (!tag) open = true;
    }
  }
  return { kind: "dict", entries, open, span: value.span };
}

/** A user's password is a property of the user; it is declared apart, under an address of its own. */
function loginProfile(resource: Resource, user: Declaration, environment: Environment): Declaration | undefined {
  if (resource.properties?.kind !== "dict") return undefined;
  const entry = entryOf(resource.properties, "LoginProfile");
  if (!entry || isNoValue(entry.value)) return undefined;
  const source = shortText(resource.key.span, environment);
  const owner: Reference = { kind: "reference", target: resource.id, attribute: "", source, span: resource.key.span };
  const users: List = { kind: "list", items: [owner], open: false, span: resource.key.span };
  return {
    kind: "login-profile",
    type: resource.type,
    address: `${resource.id}.LoginProfile`,
    span: entry.span,
    nameSpan: entry.key.span,
    fields: { users },
    open: entry.value.kind !== "dict" || entry.value.open || intrinsicOf(entry.value) !== undefined,
    node: entry.value.kind === "dict" ? entry.value : resource.node,
    source: user.source,
  };
}
