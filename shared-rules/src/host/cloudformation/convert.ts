// A user turned into a role or a permission set, in place, and its policies with it. It declines what the other cannot have.
import type { Declined } from "../../edit";
import { isDeclined } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import type { Data } from "../../model/data";
import { isListData } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import type { Dict, Entry, Value } from "../../model/value";
import { contains, entryOf, itemsOf, literal, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { dataOf, isObjectData } from "./data";
import { refersTo } from "./mentions";

const computed: Declined = { declined: "The resource's properties are an expression; change it by hand." };
const grouped: Declined = {
  declined: "The user is in groups, and only users can be; attach the groups' policies to it first.",
};

/** An inline policy of the user becomes one of the role that the user becomes. */
export function retargetToRole(declaration: Declaration, writer: Writer): TextEdit[] | Declined {
  const parts = partsOf(declaration);
  if (isDeclined(parts)) return parts;
  const { type, properties } = parts;
  const inline = declaration.type === "AWS::IAM::UserPolicy";
  const entry = properties && entryOf(properties, inline ? "UserName" : "Users");
  if (!entry || (!inline && !["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"].includes(declaration.type)))
    return { declined: `The policy ${declaration.address} cannot be given to a role.` };
  if (!inline && entryOf(properties, "Roles"))
    return { declined: `The policy ${declaration.address} is attached to other roles too; change it by hand.` };
  const renamed = writer.renameText(entry.key, inline ? "RoleName" : "Roles");
  const retyped = inline ? [writer.replaceValue(type.value, "AWS::IAM::RolePolicy")] : [];
  return collect([...retyped, renamed], (edits) => edits);
}

/** What a permission set needs besides what stands in the user. */
export interface PermissionSetParts {
  readonly instance: Data;
  /** Policies of the user that are resources of their own: they become part of its inline policy. */
  readonly policies: readonly Declaration[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sso-permissionset.html */
export function convertToPermissionSet(
  user: Declaration,
  { instance, policies }: PermissionSetParts,
  document: Document,
  writer: Writer,
): TextEdit[] | Declined {
  const parts = partsOf(user);
  if (isDeclined(parts)) return parts;
  const { node, type, properties } = parts;
  if (properties && isInGroups(properties)) return grouped;
  if ([user, ...policies].some((moved) => document.comments.some(({ span }) => contains(moved.span, span))))
    return { declined: "Its comments would be lost; turn it into a permission set by hand." };
  const documents = [...inlineDocuments(properties), ...policies.map(documentOfPolicy)];
  if (documents.some((one) => one && refersTo(one, user.address)))
    return { declined: "A policy of the user is about the user; take that statement out first." };
  const inline = joined(documents);
  const managed = properties && valueOf(properties, "ManagedPolicyArns");
  const tags = properties && valueOf(properties, "Tags");
  const boundary = properties && valueOf(properties, "PermissionsBoundary");
  if (isDeclined(inline)) return inline;
  if (itemsOf(managed).some((item) => !isAwsManaged(item)) || (managed && intrinsicOf(managed)))
    return { declined: "A permission set takes managed policies of one's own by name only; attach them by hand." };
  if (boundary && !isAwsManaged(boundary))
    return { declined: "A permission set takes a boundary of one's own by name only; attach it by hand." };
  const name = permissionSetName(user);
  if (isDeclined(name)) return name;
  const data: Record<string, Data | undefined> = {
    InstanceArn: instance,
    Name: name,
    ...(managed && { ManagedPolicies: dataOf(managed) }),
    ...(inline !== undefined && { InlinePolicy: inline }),
    ...(boundary && { PermissionsBoundary: { ManagedPolicyArn: literal(boundary) ?? "" } }),
    ...(tags && { Tags: dataOf(tags) }),
  };
  const known = Object.entries(data).filter((entry): entry is [string, Data] => entry[1] !== undefined);
  if (known.length < Object.keys(data).length) return computed;
  const written = Object.fromEntries(known);
  const retyped = writer.replaceValue(type.value, "AWS::SSO::PermissionSet");
  const replaced = properties
    ? writer.replaceValue(properties, written)
    : writer.setEntry(node, "Properties", written, type);
  return collect([retyped, replaced], (edits) => edits);
}

const MAX_NAME = 32;

/** What a user is called when it is a permission set. */
export function permissionSetName(user: Declaration): Data | Declined {
  const parts = partsOf(user);
  if (isDeclined(parts)) return parts;
  const named = parts.properties && valueOf(parts.properties, "UserName");
  return (named ? dataOf(named) : user.address.slice(0, MAX_NAME)) ?? computed;
}

export interface Parts {
  readonly node: Dict;
  readonly type: Entry;
  /** Absent where none are written. */
  readonly properties: Dict | undefined;
}

export function partsOf({ node }: Declaration): Parts | Declined {
  const type = node.kind === "dict" ? entryOf(node, "Type") : undefined;
  const properties = node.kind === "dict" ? valueOf(node, "Properties") : undefined;
  if (node.kind !== "dict" || !type) return computed;
  if (!properties || (properties.kind === "scalar" && properties.value === null))
    return { node, type, properties: undefined };
  return properties.kind === "dict" && !intrinsicOf(properties) ? { node, type, properties } : computed;
}

function isInGroups(properties: Dict): boolean {
  const groups = valueOf(properties, "Groups");
  return groups !== undefined && (groups.kind !== "list" || groups.items.length > 0 || groups.open);
}

function isAwsManaged(value: Value): boolean {
  return /^arn:aws[\w-]*:iam::aws:policy\//.test(literal(value) ?? "");
}

/** The documents of a user's `Policies`; one that cannot be read is undefined. */
function inlineDocuments(properties: Dict | undefined): (Value | undefined)[] {
  const policies = properties && valueOf(properties, "Policies");
  if (!policies) return [];
  if (policies.kind !== "list" || policies.open) return [undefined];
  return policies.items.map((item) => (item.kind === "dict" ? valueOf(item, "PolicyDocument") : undefined));
}

function documentOfPolicy(declaration: Declaration): Value | undefined {
  const parts = partsOf(declaration);
  return isDeclined(parts) || !parts.properties ? undefined : valueOf(parts.properties, "PolicyDocument");
}

/** Several documents as one: a permission set has a single inline policy. Undefined where there is none to join. */
function joined(documents: readonly (Value | undefined)[]): Data | undefined | Declined {
  if (documents.length === 0) return undefined;
  const unreadable: Declined = { declined: "A policy of the user is an expression; move it by hand." };
  const statements: Data[] = [];
  for (const document of documents) {
    const data = document?.kind === "dict" && !intrinsicOf(document) ? dataOf(document) : undefined;
    const statement = data !== undefined && isObjectData(data) ? data["Statement"] : undefined;
    if (statement === undefined) return unreadable;
    if (isListData(statement)) statements.push(...statement);
    else statements.push(statement);
  }
  return { Version: "2012-10-17", Statement: statements };
}
