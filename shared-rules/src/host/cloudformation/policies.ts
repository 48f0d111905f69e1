// Where policies stand in a template, of what kind and whose: one table, and the reading of what it finds. Statements are iam-json's.
import type { Environment } from "../../link/intrinsics";
import { branchesOf, intrinsicOf, isNoValue, leaves, resolve, shortText } from "../../link/intrinsics";
import type { DeclarationKind, Owner, Policy, PolicyKind, UnreadPolicy } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Dict, Value } from "../../model/value";
import { literal, textOf, valueOf } from "../../model/value";
import { looksLikePolicy, readPolicy, readStatements } from "../../shape/iam-json";
import type { PolicyPlace } from "../../shape/place";
import { readEmbeddedJson } from "./embedded";
import type { Resource, Template } from "./template";
import { propertyOf } from "./template";

interface PolicyProperty {
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
const properties: Readonly<Record<string, readonly PolicyProperty[]>> = {
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
  return Object.hasOwn(properties, type);
}

/** The policies of one resource. `boundaries`: logical ids that a PermissionsBoundary of this template refers to. */
export function readPolicies(
  resource: Resource,
  template: Template,
  boundaries: ReadonlySet<string>,
): { readonly policies: readonly Policy[]; readonly unread: readonly UnreadPolicy[] } {
  const found = new Found(template.environment, template.source);
  if (!holdsPolicies(resource.type) || !resource.properties) return found;
  for (const property of properties[resource.type] ?? []) {
    const kind = kindOf(property, resource, boundaries);
    if (kind === undefined) continue;
    const place: PolicyPlace = {
      kind,
      address: resource.id,
      owner:
        property.kind === "trust" ? { kind: "role", address: resource.id } : ownerOf(resource, template.environment),
      hostType: resource.type,
      source: template.source,
    };
    for (const value of valuesAt(resource.properties, property.path)) found.add(value, property.form, place);
  }
  return found;
}

function kindOf(property: PolicyProperty, resource: Resource, boundaries: ReadonlySet<string>): PolicyKind | undefined {
  if (resource.type === "AWS::IAM::ManagedPolicy" && boundaries.has(resource.id)) return "boundary";
  if (resource.type !== "AWS::Organizations::Policy") return property.kind;
  switch (literal(propertyOf(resource, "Type"))) {
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

/** Whose rights a policy is: the resource it stands in, or what a policy resource is attached to if that is all of one kind. */
export function ownerOf(resource: Resource, environment: Environment): Owner {
  const own = owners[resource.type];
  if (own) return { kind: own, address: resource.id };
  if (!resource.type.startsWith("AWS::IAM::")) return { kind: "resource", address: resource.id };
  const named = targets.flatMap(([property, kind]) => {
    const value = propertyOf(resource, property);
    return value && leaves(value).length > 0 ? [{ kind, value }] : [];
  });
  const [only] = named;
  if (!only || named.length > 1) return { kind: "policy", address: resource.id };
  const [first] = leaves(only.value).map((leaf) => resolve(leaf, environment));
  return { kind: only.kind, address: first?.kind === "reference" ? first.target : "" };
}

/** The values under a path, as written. An expression on the way is given in the place of what it stands for. */
function valuesAt(value: Value, path: readonly string[]): Value[] {
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  return leaves(value).flatMap((leaf) => {
    if (leaf.kind === "reference" || leaf.kind === "unknown" || intrinsicOf(leaf)) return [leaf];
    const next = leaf.kind === "dict" ? valueOf(leaf, name) : undefined;
    return next ? valuesAt(next, rest) : [];
  });
}

class Found {
  readonly policies: Policy[] = [];
  readonly unread: UnreadPolicy[] = [];

  constructor(
    private readonly environment: Environment,
    private readonly source: Source,
  ) {}

  add(value: Value, form: PolicyProperty["form"], place: PolicyPlace): void {
    if (form === "statements") this.addStatements(value, place);
    else if (form === "document") this.addDocument(value, place);
    else for (const leaf of leaves(value)) if (looksLikePolicy(leaf)) this.addDocument(leaf, place);
  }

  private addDocument(value: Value, place: PolicyPlace): void {
    const intrinsic = intrinsicOf(value);
    const branches = branchesOf(value);
    if (branches) for (const branch of branches) this.addDocument(branch, place);
    else if (isNoValue(value)) return;
    else if (intrinsic?.name === "Fn::ToJsonString") this.addDocument(intrinsic.argument, place);
    else if (value.kind === "text" || intrinsic?.name === "Fn::Sub") this.addText(value, place);
    else if (intrinsic || value.kind === "reference" || value.kind === "unknown") this.addUnread(value, place);
    else if (looksLikePolicy(value)) this.addPolicy(resolve(value, this.environment), place);
    else if (includesFragment(value)) this.addUnread(value, place);
  }

  /** A document as JSON text, perhaps with `${…}` of Fn::Sub in it. */
  private addText(value: Value, place: PolicyPlace): void {
    const embedded = readEmbeddedJson(value, this.source, this.environment);
    if (embedded && looksLikePolicy(embedded.root))
      this.addPolicy(embedded.root, { ...place, source: embedded.source });
    else if (literal(value)?.trim() !== "") this.addUnread(value, place);
  }

  private addPolicy(value: Value, place: PolicyPlace): void {
    const policy = readPolicy(value, place);
    if (policy) this.policies.push(policy);
  }

  private addStatements(value: Value, place: PolicyPlace): void {
    const resolved = resolve(value, this.environment);
    if (resolved.kind === "list") this.policies.push(readStatements(resolved, place));
    else if (resolved.kind === "dict") this.addPolicy(documentOf(resolved), place);
    else this.addUnread(value, place);
  }

  private addUnread(value: Value, { kind, address }: PolicyPlace): void {
    const expression = shortText(value.span, this.environment);
    this.unread.push({ kind, address, span: value.span, expression });
  }
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
