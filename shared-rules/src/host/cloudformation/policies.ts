// The policies of a template's resources, each under the conditions that matter to it. Statements are iam-json's.
import type { Alternative, Environment } from "../../link/intrinsics";
import { alternatives, casesOf, intrinsicOf, isNoValue, resolve, shortText } from "../../link/intrinsics";
import type { DeclarationKind, Owner, Policy, PolicyKind, UnreadPolicy } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Dict, Value } from "../../model/value";
import { literal, textOf, valueOf } from "../../model/value";
import { looksLikePolicy, readPolicy, readStatements } from "../../shape/iam-json";
import type { PolicyPlace } from "../../shape/place";
import { isBoundaryName } from "../boundary-name";
import { readEmbeddedJson } from "./embedded";
import type { PolicyProperty } from "./policy-properties";
import { policyPropertiesOf } from "./policy-properties";
import { hasImplicitRole, implicitRoleOf } from "./sam";
import { expandSamPolicy } from "./sam-policies";
import type { Resource, Template } from "./template";
import { propertyOf } from "./template";
import { readVariants } from "./variants";

/** The policies of one resource. `boundaries`: logical ids that a PermissionsBoundary of this template refers to. */
export function readPolicies(
  resource: Resource,
  template: Template,
  boundaries: ReadonlySet<string>,
): { readonly policies: readonly Policy[]; readonly unread: readonly UnreadPolicy[] } {
  const found = new Found(template.source);
  if (!resource.properties) return found;
  for (const property of policyPropertiesOf(resource.type)) {
    const kind = kindOf(property, resource, boundaries);
    if (kind === undefined) continue;
    const place: PolicyPlace = {
      kind,
      address: resource.id,
      owner: property.kind === "trust" ? trustOwnerOf(resource) : ownerOf(resource),
      hostType: resource.type,
      source: template.source,
    };
    const holders = valuesAt(resource.properties, property.path.slice(0, -1), resource.environment);
    for (const holder of holders.flatMap((one) => alternatives(one.value, one.environment)))
      for (const { value, environment } of valuesAt(holder.value, property.path.slice(-1), holder.environment))
        found.add(value, environment, property.form, place, nameIn(holder));
  }
  return found;
}

function kindOf(property: PolicyProperty, resource: Resource, boundaries: ReadonlySet<string>): PolicyKind | undefined {
  if (resource.type === "AWS::IAM::ManagedPolicy" && isBoundary(resource, boundaries)) return "boundary";
  if (resource.type !== "AWS::Organizations::Policy") return property.kind;
  const type = propertyOf(resource, "Type");
  switch (literal(type && resolve(type, resource.environment))) {
    case "SERVICE_CONTROL_POLICY":
      return "scp";
    case "RESOURCE_CONTROL_POLICY":
      return "rcp";
    case undefined:
      return "unknown";
    default:
      // Tag, backup, declarative and other policies are of other grammars.
      return undefined;
  }
}

function isBoundary(resource: Resource, boundaries: ReadonlySet<string>): boolean {
  if (boundaries.has(resource.id)) return true;
  const name = propertyOf(resource, "ManagedPolicyName");
  return isBoundaryName(resource.id, literal(name && resolve(name, resource.environment)));
}

const owners: Readonly<Record<string, DeclarationKind>> = {
  "AWS::IAM::User": "user",
  "AWS::IAM::Role": "role",
  "AWS::IAM::Group": "group",
  "AWS::SSO::PermissionSet": "permission-set",
  "AWS::Organizations::Policy": "organization-policy",
};

const targets: readonly (readonly [property: string, kind: "user" | "role" | "group"])[] = [
  ["Users", "user"],
  ["Roles", "role"],
  ["Groups", "group"],
  ["UserName", "user"],
  ["RoleName", "role"],
  ["GroupName", "group"],
];

function trustOwnerOf(resource: Resource): Owner {
  return { kind: "role", address: hasImplicitRole(resource) ? implicitRoleOf(resource) : resource.id };
}

/** Whose rights a policy is: the resource it stands in, or what a policy resource is attached to if that is all of one kind. */
function ownerOf(resource: Resource): Owner {
  const own = Object.hasOwn(owners, resource.type) ? owners[resource.type] : undefined;
  if (own) return { kind: own, address: resource.id };
  if (hasImplicitRole(resource)) return { kind: "role", address: implicitRoleOf(resource) };
  if (!resource.type.startsWith("AWS::IAM::")) return { kind: "resource", address: resource.id };
  const named = targets.flatMap(([property, kind]) => {
    const value = propertyOf(resource, property);
    const found = value ? alternatives(value, resource.environment) : [];
    return found.length > 0 ? [{ kind, found }] : [];
  });
  const [only] = named;
  if (!only || named.length > 1) return { kind: "policy", address: resource.id };
  const [first] = only.found.map((one) => resolve(one.value, one.environment));
  return { kind: only.kind, address: first?.kind === "reference" ? first.target : "" };
}

/** The values under a path, as written. An expression on the way is given in the place of what it stands for. */
function valuesAt(whole: Value, path: readonly string[], environment: Environment): Alternative[] {
  const [name, ...rest] = path;
  if (name === undefined) return [{ value: whole, environment }];
  return alternatives(whole, environment).flatMap((one) => {
    const { value } = one;
    if (value.kind === "reference" || value.kind === "unknown" || intrinsicOf(value)) return [one];
    const next = value.kind === "dict" ? valueOf(value, name) : undefined;
    return next ? valuesAt(next, rest, one.environment) : [];
  });
}

/** The name of an inline policy beside its document. */
function nameIn({ value, environment }: Alternative): string | undefined {
  const name = value.kind === "dict" ? valueOf(value, "PolicyName") : undefined;
  return name && literal(resolve(name, environment));
}

class Found {
  readonly policies: Policy[] = [];
  readonly unread: UnreadPolicy[] = [];

  constructor(private readonly source: Source) {}

  /** @param name of an inline policy */
  add(
    value: Value,
    environment: Environment,
    form: PolicyProperty["form"],
    place: PolicyPlace,
    name: string | undefined,
  ): void {
    const before = this.policies.length;
    this.#read(value, environment, form, place);
    if (name === undefined || form !== "document") return;
    for (const [index, policy] of this.policies.entries())
      if (index >= before) this.policies[index] = { ...policy, name };
  }

  #read(value: Value, environment: Environment, form: PolicyProperty["form"], place: PolicyPlace): void {
    if (form === "statements") this.addStatements(value, environment, place);
    else if (form === "document") this.addDocument(value, environment, place);
    else for (const one of alternatives(value, environment)) this.addSam(one.value, one.environment, place);
  }

  private addDocument(value: Value, environment: Environment, place: PolicyPlace): void {
    const intrinsic = intrinsicOf(value);
    const cases = casesOf(value, environment);
    if (cases) for (const one of cases) this.addDocument(one.value, one.environment, place);
    else if (isNoValue(value)) return;
    else if (intrinsic?.name === "Fn::ToJsonString") this.addDocument(intrinsic.argument, environment, place);
    else if (value.kind === "text" || intrinsic) this.addText(value, environment, place);
    else if (value.kind === "reference" || value.kind === "unknown") this.addUnread(value, environment, place);
    else if (looksLikePolicy(value)) this.policies.push(...readVariants(value, environment, place));
    else if (includesFragment(value)) this.addUnread(value, environment, place);
  }

  /** A document as JSON text, perhaps put together by functions. */
  private addText(value: Value, environment: Environment, place: PolicyPlace): void {
    const embedded = readEmbeddedJson(value, this.source, environment);
    const policy = embedded?.root && readPolicy(embedded.root, { ...place, source: embedded.source });
    if (policy) this.policies.push(policy);
    else if (literal(value)?.trim() !== "") this.addUnread(value, environment, place);
  }

  private addStatements(value: Value, environment: Environment, place: PolicyPlace): void {
    const resolved = resolve(value, environment);
    if (resolved.kind === "list") this.policies.push(readStatements(resolved, place));
    else if (resolved.kind === "dict") this.addPolicy(documentOf(resolved), place);
    else this.addUnread(value, environment, place);
  }

  /** SAM's mix of documents, policy templates and managed policies; the last are the declaration's. */
  private addSam(value: Value, environment: Environment, place: PolicyPlace): void {
    if (value.kind !== "dict" || intrinsicOf(value)) return;
    const { entries } = value;
    if (looksLikePolicy(value)) return this.addDocument(value, environment, place);
    for (const entry of entries) {
      const document = expandSamPolicy(entry, environment);
      if (document) this.addPolicy(document, place);
      else this.addUnread(entry.key, environment, place);
    }
  }

  private addPolicy(value: Value, place: PolicyPlace): void {
    const policy = readPolicy(value, place);
    if (policy) this.policies.push(policy);
  }

  private addUnread(value: Value, environment: Environment, place: PolicyPlace): void {
    this.unread.push(unreadOf(value, environment, place));
  }
}

function unreadOf(value: Value, environment: Environment, { kind, address }: PolicyPlace): UnreadPolicy {
  return { kind, address, span: value.span, expression: shortText(value.span, environment) };
}

/** Whether Fn::Transform or the like adds to a document what cannot be seen here. */
function includesFragment(value: Value): boolean {
  return value.kind === "dict" && value.entries.some((entry) => literal(entry.key)?.startsWith("Fn::"));
}

/** A statement that stands alone, as the document that would hold it: a list of statements is nowhere written. */
function documentOf(statement: Dict): Dict {
  const { span } = statement;
  const entry = { key: textOf("Statement", { start: span.start, end: span.start }), value: statement, span };
  return { kind: "dict", entries: [entry], open: false, span };
}
