// A template's identities and policy holders as declarations, their properties brought into the model's fields. It judges nothing.
import type { Environment } from "../../link/intrinsics";
import { alternatives, casesOf, intrinsicOf, isNoValue, resolve, shortText } from "../../link/intrinsics";
import type { Declaration, DeclarationKind, Fields } from "../../model/policy";
import type { Dict, Entry, List, Reference, Text, Value } from "../../model/value";
import { entryOf, itemsOf, literal, textOf, valueOf } from "../../model/value";
import { declaredType, implicitRoleFields, listFields, otherType, profileFields, type DeclaredType } from "./fields";
import { holdsPolicies } from "./policy-properties";
import { functionProperty, hasImplicitRole, implicitRoleOf } from "./sam";
import type { Resource, Template } from "./template";
import { propertyOf } from "./template";

/** The declarations that a resource makes: none where its type is of no concern here, two for a user with a password. */
export function readDeclarations(resource: Resource, template: Template): Declaration[] {
  const declared = declaredType(resource.type);
  if (!declared && !holdsPolicies(resource.type)) return [];
  const { kind, fields } = declared ?? otherType;
  const { source } = template;
  const read = readFields(resource, fields, template);
  const declaration: Declaration = {
    kind: kind === "policy" && resource.type === "AWS::IAM::Policy" ? inlineKind(resource) : kind,
    type: resource.type,
    address: resource.id,
    span: resource.entry.span,
    nameSpan: resource.key.span,
    fields: resource.type === "AWS::SSO::PermissionSet" ? withNamedPolicies(read, resource) : read,
    open: isOpenResource(resource),
    node: resource.node,
    source,
    ...(valueOf(resource.node, "Condition") && { perhaps: true }),
    ...(resource.constructPath !== undefined && { constructPath: resource.constructPath }),
  };
  if (hasImplicitRole(resource)) return implicitRole(declaration, resource, template);
  const login = resource.type === "AWS::IAM::User" ? loginProfile(resource, declaration) : undefined;
  return login ? [declaration, login] : [declaration];
}

/** The role that SAM makes for a function, which stands on the function's own name; then the function. */
function implicitRole(declaration: Declaration, resource: Resource, template: Template): Declaration[] {
  const address = implicitRoleOf(resource);
  const source = shortText(resource.key.span, resource.environment);
  const { span } = resource.key;
  const owner: Reference = { kind: "reference", target: address, attribute: "Arn", source, span };
  const managedPolicies = withBasicExecution(resource, readFields(resource, { managedPolicies: "Policies" }, template));
  const role: Declaration = {
    ...declaration,
    kind: "role",
    address,
    fields: { ...readFields(resource, implicitRoleFields, template), managedPolicies },
    madeFor: {
      what: resource.type === "AWS::Serverless::Function" ? "function" : "state machine",
      address: resource.id,
    },
  };
  return [role, { ...declaration, fields: { ...declaration.fields, roles: owner } }];
}

/** SAM attaches it to each function's role. */
function withBasicExecution(resource: Resource, { managedPolicies }: Fields): List {
  const { span } = resource.key;
  const items = [...itemsOf(managedPolicies)];
  const open = managedPolicies?.kind === "list" && managedPolicies.open;
  if (resource.type === "AWS::Serverless::Function")
    items.push(textOf("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", span));
  return { kind: "list", items, open, span: managedPolicies?.span ?? span };
}

/** A permission set names policies of the account's own, and the boundary, in objects. */
function withNamedPolicies(fields: Fields, resource: Resource): Fields {
  const { environment } = resource;
  const references = propertyOf(resource, "CustomerManagedPolicyReferences");
  const own = references ? itemsOf(resolve(references, environment)).flatMap((item) => nameIn(item) ?? []) : [];
  const managed = fields.managedPolicies;
  const open = references !== undefined && own.length < itemsOf(resolve(references, environment)).length;
  const items = [...itemsOf(managed), ...own];
  const boundary = fields.boundary && boundaryIn(fields.boundary);
  return {
    ...fields,
    ...(boundary && { boundary }),
    ...((managed ?? references) && {
      managedPolicies: {
        kind: "list",
        items,
        open: open || (managed?.kind === "list" && managed.open),
        span: (managed ?? references)?.span ?? resource.key.span,
      },
    }),
  };
}

function nameIn(reference: Value): Value | undefined {
  return reference.kind === "dict" ? valueOf(reference, "Name") : undefined;
}

function boundaryIn(value: Value): Value {
  if (value.kind !== "dict") return value;
  const own = valueOf(value, "CustomerManagedPolicyReference");
  return valueOf(value, "ManagedPolicyArn") ?? (own && nameIn(own)) ?? value;
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

function readFields(resource: Resource, names: DeclaredType["fields"], template: Template): Fields {
  const fields: { -readonly [Name in keyof Fields]: Fields[Name] } = {};
  for (const field of Object.keys(names) as (keyof Fields)[]) {
    const written = [names[field] ?? []].flat().flatMap((path) => at(resource, template, path) ?? [])[0];
    // A condition that is decided leaves one case.
    const cases = written && casesOf(written, resource.environment);
    const [only] = cases?.length === 1 ? cases : [];
    const value = only?.value ?? written;
    if (!value || isNoValue(value)) continue;
    fields[field] = readField(field, value, only?.environment ?? resource.environment);
  }
  return fields;
}

/** What stands under a path of names; an expression on the way may have anything there. */
function at(resource: Resource, template: Template, path: string): Value | undefined {
  const [name = "", ...rest] = path.split(".");
  let value = functionProperty(resource, template, name);
  for (const next of rest) {
    const holder = value && resolve(value, resource.environment);
    if (!holder || isNoValue(holder)) return undefined;
    const inner = holder.kind === "dict" && !intrinsicOf(holder) ? valueOf(holder, next) : undefined;
    if (holder.kind !== "dict" || intrinsicOf(holder) || (!inner && holder.open))
      return { kind: "unknown", source: shortText(holder.span, resource.environment), span: holder.span };
    value = inner;
  }
  return value;
}

function readField(field: keyof Fields, value: Value, environment: Environment): Value {
  if (field === "tags") return readTags(value, environment);
  if (listFields.has(field)) return readList(value, environment);
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
  const cases = casesOf(value, environment);
  if (value.kind !== "list" && !cases) return resolve(value, environment);
  const entries: Entry[] = [];
  let open = cases !== undefined || (value.kind === "list" && value.open);
  for (const item of value.kind === "list" ? value.items : [value]) {
    const undecided = casesOf(item, environment)?.length !== 1 && casesOf(item, environment) !== undefined;
    for (const one of alternatives(item, environment)) {
      const tag = tagOf(one.value, one.environment);
      if (tag) entries.push(tag);
      open ||= !tag;
    }
    open ||= undecided;
  }
  return { kind: "dict", entries, open, span: value.span };
}

function tagOf(item: Value, environment: Environment): Entry | undefined {
  const key = item.kind === "dict" ? valueOf(item, "Key") : undefined;
  const name = key && resolve(key, environment);
  if (item.kind !== "dict" || name?.kind !== "text") return undefined;
  const value = valueOf(item, "Value");
  // A value that is being typed.
  const empty: Value = { kind: "unknown", source: "", span: item.span };
  return { key: name satisfies Text, value: value ? resolve(value, environment) : empty, span: item.span };
}

/** A user's password is a property of the user; it is declared apart, under an address of its own. */
function loginProfile(resource: Resource, user: Declaration): Declaration | undefined {
  if (resource.properties?.kind !== "dict") return undefined;
  const entry = entryOf(resource.properties, "LoginProfile");
  if (!entry) return undefined;
  const cases = casesOf(entry.value, resource.environment);
  const [only] = cases?.length === 1 ? cases : [];
  const value = only?.value ?? entry.value;
  if (isNoValue(value)) return undefined;
  const { span } = resource.key;
  const source = shortText(span, resource.environment);
  const owner: Reference = { kind: "reference", target: resource.id, attribute: "", source, span };
  return {
    kind: "login-profile",
    type: resource.type,
    address: `${resource.id}.LoginProfile`,
    partOf: resource.id,
    span: entry.span,
    nameSpan: entry.key.span,
    fields: {
      users: { kind: "list", items: [owner], open: false, span },
      ...passwordFields(value, only?.environment ?? resource.environment),
    },
    open: value.kind !== "dict" || value.open || intrinsicOf(value) !== undefined,
    node: value.kind === "dict" ? value : resource.node,
    source: user.source,
  };
}

function passwordFields(profile: Value, environment: Environment): Fields {
  const read = (field: keyof typeof profileFields): Value | undefined => {
    const value = profile.kind === "dict" ? valueOf(profile, profileFields[field]) : undefined;
    return value && !isNoValue(value) ? readField(field, value, environment) : undefined;
  };
  const password = secretOf(profile, environment) ?? read("password");
  const passwordReset = read("passwordReset");
  return { ...(password && { password }), ...(passwordReset && { passwordReset }) };
}

/** A password that is a parameter's default is no value that expressions may take, but it stands in the template. */
function secretOf(profile: Value, environment: Environment): Value | undefined {
  const password = profile.kind === "dict" ? valueOf(profile, "Password") : undefined;
  const reference = intrinsicOf(password);
  if (!password || reference?.name !== "Ref") return undefined;
  const secret = environment.parameters.get(literal(reference.argument) ?? "")?.secret;
  return secret && { ...secret, span: password.span, token: password.span };
}
