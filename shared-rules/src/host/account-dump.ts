// The output of `aws iam get-account-authorization-details`: an account's users, groups, roles and policies as declarations. A record of
// what AWS has, read like code; it judges nothing and knows no credentials.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
import type { Document } from "../model/document";
import type { Declaration, Fields, PolicyKind } from "../model/policy";
import type { Source } from "../model/source";
import { wholeDocument } from "../model/source";
import type { Dict, Entry, List, Span, Text, Value } from "../model/value";
import { itemsOf, literal, valueOf } from "../model/value";
import type { PolicyPlace } from "../shape/place";
import { parseJson } from "../syntax/json";
import { readPlace } from "./policy-file";
import { readDocument, unreadAt, type Found } from "./policy-file/contents";
import { findPolicies } from "./policy-file/find";

type EntityKind = "user" | "group" | "role" | "policy";

interface Entity {
  readonly kind: EntityKind;
  readonly type: string;
  readonly name: string;
  /** The list of inline policies. */
  readonly inline?: string;
}

/** The lists of an account's details, and what their items are. */
const entities: Readonly<Record<string, Entity>> = {
  UserDetailList: { kind: "user", type: "AWS::IAM::User", name: "UserName", inline: "UserPolicyList" },
  GroupDetailList: { kind: "group", type: "AWS::IAM::Group", name: "GroupName", inline: "GroupPolicyList" },
  RoleDetailList: { kind: "role", type: "AWS::IAM::Role", name: "RoleName", inline: "RolePolicyList" },
  Policies: { kind: "policy", type: "AWS::IAM::ManagedPolicy", name: "PolicyName" },
};

/** Reads an account's details, wherever in the file they stand. Policies that stand elsewhere in it are read as in any policy file. */
export function readAccountDump(file: { readonly uri: string; readonly text: string }, previous?: Document): Document {
  if (previous?.text === file.text && previous.uri === file.uri && previous.format === "account-dump") return previous;
  const source = wholeDocument("json", file.text);
  const { root, broken, comments } = parseJson(source);
  const reader = new DumpReader(source, file.uri);
  if (root) reader.read(root, 0);
  return {
    uri: file.uri,
    text: file.text,
    format: "account-dump",
    source,
    declarations: reader.declarations,
    policies: reader.found.policies,
    unread: reader.found.unread,
    broken,
    comments,
    state: undefined,
  };
}

/** Dumps of several accounts are kept in one list, or under their ids. */
const MOST_DEPTH = 3;

class DumpReader {
  readonly declarations: Declaration[] = [];
  readonly found: Found = { policies: [], unread: [] };

  constructor(
    private readonly source: Source,
    private readonly uri: string,
  ) {}

  read(value: Value, depth: number): void {
    if (value.kind === "dict" && value.entries.some(({ key }) => isDetailList(key))) this.readAccount(value);
    else if (depth < MOST_DEPTH && value.kind === "dict")
      for (const entry of value.entries) this.read(entry.value, depth + 1);
    else if (depth < MOST_DEPTH && value.kind === "list") for (const item of value.items) this.read(item, depth + 1);
    else this.readOther(value);
  }

  private readAccount(account: Dict): void {
    const managed = managedPolicies(account);
    for (const { key, value } of account.entries) {
      const list = literal(key) ?? "";
      const entity = Object.hasOwn(entities, list) ? entities[list] : undefined;
      if (!entity || value.kind !== "list") this.readOther(value);
      else
        for (const item of value.items)
          if (item.kind === "dict") this.readEntity(item, entity, managed);
          else this.readOther(item);
    }
  }

  private readOther(value: Value): void {
    for (const place of findPolicies(value, this.source)) readPlace(place, undefined, this.uri, this.found);
  }

  private readEntity(node: Dict, entity: Entity, managed: Managed): void {
    const name = valueOf(node, entity.name);
    const address = `${entity.kind}/${literal(name) ?? ""}`;
    const ofAws = isOfAws(node);
    const declaration: Declaration = {
      kind: entity.kind,
      type: entity.type,
      address,
      span: node.span,
      nameSpan: name?.span ?? opening(node),
      fields: this.fieldsOf(node, name, managed),
      open: node.open,
      node,
      source: this.source,
      isRecord: true,
      ...(ofAws ? { ofAws } : {}),
    };
    this.declarations.push(declaration);
    const place = (kind: PolicyKind): PolicyPlace => ({
      kind,
      address,
      owner: { kind: entity.kind, address },
      hostType: entity.type,
      source: this.source,
    });
    if (entity.kind === "policy") this.readVersions(node, place(managed.kindOf(node)), ofAws);
    const trust = valueOf(node, "AssumeRolePolicyDocument");
    if (trust) this.addDocument(trust, place("trust"), ofAws);
    // An Identity Center role's inline policy is its permission set's, and people wrote that.
    const inline = isOfIdentityCenter(node) ? "permission-set" : "identity";
    for (const item of itemsOf(entity.inline === undefined ? undefined : valueOf(node, entity.inline))) {
      const document = item.kind === "dict" ? valueOf(item, "PolicyDocument") : undefined;
      const name = item.kind === "dict" ? literal(valueOf(item, "PolicyName")) : undefined;
      if (document) this.addDocument(document, place(inline), false, name);
      else if (!isUnfinished(item)) this.found.unread.push(unreadAt(item, place(inline)));
    }
    // The roles within repeat the role they stand in, trust policy and all.
    for (const profile of itemsOf(valueOf(node, "InstanceProfileList")))
      if (profile.kind === "dict") this.readInstanceProfile(profile);
  }

  private addDocument(value: Value, place: PolicyPlace, ofAws: boolean, name?: string): void {
    const before = this.found.policies.length;
    readDocument(value, place, this.found);
    const policy = this.found.policies[before];
    if (policy && (ofAws || name !== undefined))
      this.found.policies[before] = { ...policy, ...(ofAws && { ofAws }), ...(name !== undefined && { name }) };
  }

  /** Only a managed policy's default version is in force. */
  private readVersions(node: Dict, place: PolicyPlace, ofAws: boolean): void {
    const versions = itemsOf(valueOf(node, "PolicyVersionList")).filter((item) => item.kind === "dict");
    const wanted = literal(valueOf(node, "DefaultVersionId"));
    const version =
      versions.find((item) => isTrue(valueOf(item, "IsDefaultVersion"))) ??
      versions.find((item) => wanted !== undefined && literal(valueOf(item, "VersionId")) === wanted) ??
      (versions.length === 1 ? versions[0] : undefined);
    const document = version && valueOf(version, "Document");
    if (document) this.addDocument(document, place, ofAws);
    else if (!isUnfinished(node) && !versions.some(isUnfinished))
      this.found.unread.push(unreadAt(valueOf(node, "PolicyName") ?? node, place));
  }

  private readInstanceProfile(node: Dict): void {
    const name = valueOf(node, "InstanceProfileName");
    const path = valueOf(node, "Path");
    const roles = valueOf(node, "Roles");
    const names = itemsOf(roles).flatMap((role) => (role.kind === "dict" ? (valueOf(role, "RoleName") ?? []) : []));
    this.declarations.push({
      kind: "instance-profile",
      type: "AWS::IAM::InstanceProfile",
      address: `instance-profile/${literal(name) ?? ""}`,
      span: node.span,
      nameSpan: name?.span ?? opening(node),
      fields: { ...(name && { name }), ...(path && { path }), ...(roles && { roles: listLike(roles, names) }) },
      open: node.open,
      node,
      source: this.source,
      isRecord: true,
    });
  }

  private fieldsOf(node: Dict, name: Value | undefined, managed: Managed): Fields {
    const path = valueOf(node, "Path");
    const tags = valueOf(node, "Tags");
    const groups = valueOf(node, "GroupList");
    const attached = valueOf(node, "AttachedManagedPolicies");
    const bound = boundaryOf(node);
    const arn = valueOf(node, "Arn");
    const arns = itemsOf(attached).flatMap((item) => (item.kind === "dict" ? (valueOf(item, "PolicyArn") ?? []) : []));
    return {
      ...(name && { name }),
      ...(arn && { arn }),
      ...(path && { path }),
      ...(tags && { tags: tagsOf(tags) }),
      ...(groups && { groups: listLike(groups, itemsOf(groups)) }),
      ...(bound && { boundary: managed.named(bound) }),
      ...(attached && { managedPolicies: listLike(attached, arns.map(managed.named)) }),
    };
  }
}

/** What an account's own managed policies are to those that name them by ARN. */
interface Managed {
  /** The policy that an ARN names, where the account has it; AWS's own stay what everyone knows them by. */
  readonly named: (arn: Value) => Value;
  readonly kindOf: (policy: Dict) => PolicyKind;
}

function managedPolicies(account: Dict): Managed {
  const addresses = new Map<string, string>();
  for (const policy of itemsOf(valueOf(account, "Policies"))) {
    const arn = policy.kind === "dict" ? literal(valueOf(policy, "Arn")) : undefined;
    const name = policy.kind === "dict" ? literal(valueOf(policy, "PolicyName")) : undefined;
    if (arn !== undefined && name !== undefined && !isArnOfAws(arn)) addresses.set(arn, `policy/${name}`);
  }
  const bounding = new Set<string>();
  const granting = new Set<string>();
  for (const { value } of account.entries)
    for (const item of itemsOf(value)) {
      if (item.kind !== "dict") continue;
      const bound = literal(boundaryOf(item));
      if (bound !== undefined) bounding.add(bound);
      for (const attached of itemsOf(valueOf(item, "AttachedManagedPolicies")))
        if (attached.kind === "dict") granting.add(literal(valueOf(attached, "PolicyArn")) ?? "");
    }
  return {
    named(value) {
      const arn = literal(value);
      const target = arn === undefined ? undefined : addresses.get(arn);
      if (arn === undefined || target === undefined) return value;
      return { kind: "reference", target, attribute: "arn", source: arn, span: value.span };
    },
    kindOf(policy) {
      const arn = literal(valueOf(policy, "Arn")) ?? "";
      return bounding.has(arn) && !granting.has(arn) ? "boundary" : "identity";
    },
  };
}

function isDetailList(key: Text): boolean {
  const name = literal(key);
  return name === "UserDetailList" || name === "GroupDetailList" || name === "RoleDetailList";
}

function boundaryOf(node: Dict): Value | undefined {
  const boundary = valueOf(node, "PermissionsBoundary");
  return boundary?.kind === "dict" ? valueOf(boundary, "PermissionsBoundaryArn") : undefined;
}

/** `[{ Key, Value }]` as a dict of tag name to value. An entry's place is the tag's whole item. */
function tagsOf(value: Value): Dict | Value {
  if (value.kind !== "list") return value;
  const entries: Entry[] = [];
  let { open } = value;
  for (const item of value.items) {
    const key = item.kind === "dict" ? valueOf(item, "Key") : undefined;
    const tag = item.kind === "dict" ? valueOf(item, "Value") : undefined;
    if (key?.kind === "text" && tag) entries.push({ key, value: tag, span: item.span });
    else open = true;
  }
  return { kind: "dict", entries, open, span: value.span };
}

function listLike(written: Value, items: readonly Value[]): List {
  const open = written.kind !== "list" || written.open || itemsOf(written).length !== items.length;
  return { kind: "list", items, open, span: written.span };
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === "scalar" && value.value === true;
}

function isUnfinished(value: Value): boolean {
  return value.kind === "dict" && (value.open || value.entries.some((entry) => isUnfinishedList(entry.value)));
}

function isUnfinishedList(value: Value): boolean {
  return value.kind === "list" && value.open;
}

function opening({ span }: Dict): Span {
  return { start: span.start, end: Math.min(span.start + 1, span.end) };
}

/**
 * What AWS makes and keeps, and nobody in the account can change: AWS managed policies, service-linked roles, Identity Center's roles.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function isOfAws(node: Dict): boolean {
  const arn = literal(valueOf(node, "Arn")) ?? "";
  const path = literal(valueOf(node, "Path")) ?? "";
  return isArnOfAws(arn) || path.startsWith("/aws-service-role/") || path.startsWith("/aws-reserved/");
}

function isArnOfAws(arn: string): boolean {
  return /^arn:[\w-]+:iam::aws:/.test(arn);
}

function isOfIdentityCenter(node: Dict): boolean {
  return literal(valueOf(node, "Path"))?.startsWith("/aws-reserved/sso.amazonaws.com/") ?? false;
}
