// Terraform resources as declarations: users, roles, groups, policies and what ties them, with their fields in one form.
import type { Declaration, Fields } from "../../model/policy";
import type { Block, Dict, List, Value } from "../../model/value";
import { entryOf, itemsOf } from "../../model/value";
import { declarationKindOf } from "./places";
import { aliasOf, blocksOf, given, givenEntry, hasDynamic, type Resource } from "./resource";

/** The `default_tags` of the document's provider blocks, by alias. */
export type DefaultTags = ReadonlyMap<string, Tags>;

interface Tags {
  readonly dicts: readonly Dict[];
  readonly open: boolean;
}

/** The tags each provider block gives to all its resources. */
export function readDefaultTags(providers: readonly Resource[]): DefaultTags {
  const byAlias = new Map<string, Tags>();
  for (const provider of providers) {
    const dicts: Dict[] = [];
    let open = provider.block.open || hasDynamic(provider.block);
    for (const block of blocksOf(provider.block, "default_tags")) {
      const entry = entryOf(block, "tags");
      const tags = entry && provider.tagDicts(entry);
      dicts.push(...(tags?.dicts ?? []));
      open ||= block.open || (tags?.open ?? false);
    }
    byAlias.set(aliasOf(provider.block), { dicts, open });
  }
  return byAlias;
}

/** What a resource declares; undefined where it is none of ours. */
export function readDeclaration(resource: Resource, defaults: DefaultTags): Declaration | undefined {
  const kind = declarationKindOf(resource.type);
  if (!kind) return undefined;
  const { block } = resource;
  const name = block.labels[1];
  return {
    kind,
    type: resource.type,
    address: resource.address,
    span: block.span,
    nameSpan: name?.span ?? block.typeSpan,
    fields: readFields(resource, defaults),
    open: block.open || hasDynamic(block),
    node: block,
    source: resource.source,
  };
}

function readFields(resource: Resource, defaults: DefaultTags): Fields {
  const { block, type } = resource;
  const path = given(block, "path");
  const boundary = given(block, "permissions_boundary");
  const tags = readTags(resource, defaults);
  const name = given(block, "name");
  return {
    ...(name && { name }),
    ...(path && { path }),
    ...(boundary && { boundary }),
    ...(tags && { tags }),
    ...readLinks(type, block),
  };
}

/** Whom an attachment, membership, key or inline policy is for, and what it attaches. */
function readLinks(type: string, block: Block): Fields {
  const fields: { -readonly [field in keyof Fields]: Fields[field] } = {};
  const user = given(
    block,
    type === "aws_iam_group_membership" || type === "aws_iam_policy_attachment" ? "users" : "user",
  );
  const role = given(block, type === "aws_iam_policy_attachment" ? "roles" : "role");
  const group = given(block, "group");
  const groups = given(block, "groups");
  const managed = type === "aws_iam_role" ? given(block, "managed_policy_arns") : undefined;
  const policyArn = given(
    block,
    type === "aws_ssoadmin_managed_policy_attachment" ? "managed_policy_arn" : "policy_arn",
  );
  if (user) fields.users = user;
  if (role) fields.roles = role;
  if (group) fields.group = group;
  if (groups) fields.groups = groups;
  if (managed) fields.managedPolicies = managed;
  if (policyArn) fields.policyArn = policyArn;
  return fields;
}

/** A resource's own tags over those of its provider. */
function readTags(resource: Resource, defaults: DefaultTags): Value | undefined {
  const entry = givenEntry(resource.block, "tags");
  const provider = entryOf(resource.block, "provider");
  const alias = provider ? (resource.expression(provider).split(".")[1] ?? "").replace(/\W+$/, "") : "";
  const inherited = defaults.get(alias);
  if (!entry && !inherited?.open && (inherited?.dicts.length ?? 0) === 0) return undefined;
  const own = entry ? resource.tagDicts(entry) : { dicts: [], open: false };
  if (entry && !inherited && own.dicts.length === 0) return entry.value;
  return {
    kind: "dict",
    entries: [...(inherited?.dicts ?? []), ...own.dicts].flatMap((dict) => dict.entries),
    open: own.open || (inherited?.open ?? false),
    span: entry?.value.span ?? resource.block.span,
  };
}

/** Addresses that an attribute refers to: one reference, or a list of them. */
export function targetsOf(value: Value | List | undefined): string[] {
  return itemsOf(value).flatMap((item) => {
    if (item.kind === "reference") return [item.target];
    if (item.kind !== "text" || item.parts.length !== 1) return [];
    const [part] = item.parts;
    return typeof part === "object" && part.kind === "reference" ? [part.target] : [];
  });
}
