// Terraform resources as declarations: users, roles, groups, policies and what ties them, with their fields in one form.
import { blockAddress } from "../../model/address";
import type { Declaration, DeclarationKind, Fields } from "../../model/policy";
import type { Block, Dict, Entry, List, Value } from "../../model/value";
import { entryOf, isOpen, itemsOf, literal, valueOf } from "../../model/value";
import { linkFieldsOf, mayHoldFields } from "./links";
import { declarationKindOf } from "./places";
import { aliasOf, blocksOf, given, givenEntry, hasDynamic, type Resource } from "./resource";

/** What the aws providers of a module say about tags, by alias; "" for the default one. */
export type ProviderTags = ReadonlyMap<string, Tags>;

interface Tags {
  readonly dicts: readonly Dict[];
  readonly open: boolean;
  readonly ignored: NonNullable<Declaration["ignoredTags"]>;
  /** Accounts that the provider works in, as far as it says. */
  readonly accounts?: readonly string[];
}

/**
 * The tags that each provider gives to all its resources, and those that it ignores.
 * @param inherited what the module's caller gives it; a provider block of the module's own stands in its place, unless it is an empty proxy.
 */
export function readProviderTags(providers: readonly Resource[], inherited: ProviderTags = new Map()): ProviderTags {
  const byAlias = new Map(inherited);
  for (const provider of providers) {
    const alias = aliasOf(provider.block);
    const isProxy = provider.block.blocks.length === 0 && provider.block.entries.every(isAlias);
    if (!isProxy || !inherited.has(alias)) byAlias.set(alias, tagsOf(provider));
  }
  return byAlias;
}

function isAlias({ key }: Entry): boolean {
  return literal(key) === "alias" || literal(key) === "version";
}

const knownTags = new WeakMap<Resource, Tags>();

/** The same for the same provider, so that what is made of them need not be made again. */
function tagsOf(provider: Resource): Tags {
  const known = knownTags.get(provider) ?? readTagsOf(provider);
  knownTags.set(provider, known);
  return known;
}

function readTagsOf(provider: Resource): Tags {
  const { block } = provider;
  const dicts: Dict[] = [];
  let open = block.open || hasDynamic(block);
  for (const given of blocksOf(block, "default_tags")) {
    const entry = entryOf(given, "tags");
    const tags = entry && provider.tagDicts(entry);
    dicts.push(...(tags?.dicts ?? []));
    open ||= given.open || (tags?.open ?? false);
  }
  const ignored = { keys: [] as string[], prefixes: [] as string[] };
  for (const given of blocksOf(block, "ignore_tags"))
    for (const [names, attribute] of [
      [ignored.keys, "keys"],
      [ignored.prefixes, "key_prefixes"],
    ] as const) {
      const value = valueOf(given, attribute);
      const known = itemsOf(value).flatMap((item) => literal(item) ?? []);
      names.push(...known);
      open ||= given.open || isOpen(value) || known.length < itemsOf(value).length;
    }
  return { dicts, open, ignored, accounts: accountsOf(block) };
}

/** The accounts that a provider is limited to, and that of the role it works as. */
function accountsOf(block: Block): string[] {
  const allowed = itemsOf(valueOf(block, "allowed_account_ids"));
  const roles = blocksOf(block, "assume_role").flatMap((given) => valueOf(given, "role_arn") ?? []);
  return [...allowed, ...roles].flatMap((value) => {
    const written = value.kind === "scalar" ? String(value.value) : (literal(value) ?? "");
    return /^(?:arn:[^:]*:iam::)?(\d{12})(?::|$)/.exec(written)?.[1] ?? [];
  });
}

/** What of a caller's provider tags a module call hands down: the default provider's, or what `providers` names. */
export function handedDown(
  tags: ProviderTags,
  providers: readonly (readonly [inner: string, outer: string])[],
): ProviderTags {
  const handed = new Map<string, Tags>();
  const general = tags.get("");
  if (general) handed.set("", general);
  for (const [inner, outer] of providers) {
    const given = tags.get(aliasIn(outer));
    if (given) handed.set(aliasIn(inner), given);
    else handed.delete(aliasIn(inner));
  }
  return handed;
}

/** The alias of a provider by its name in an expression: "eu" of `aws.eu`. */
function aliasIn(name: string): string {
  return (name.split(".")[1] ?? "").replace(/\W+$/, "");
}

/** What resources declare, with the tags that their provider gives them. */
const declared = new WeakMap<Resource, { readonly tags: Tags | undefined; readonly declaration: Declaration }>();

/** What a resource declares; undefined where it is none of ours. The same as before where it is read again. */
export function readDeclaration(resource: Resource, defaults: ProviderTags): Declaration | undefined {
  const kind = declarationKindOf(resource.type);
  if (!kind) return undefined;
  const tags = providerOf(resource, defaults);
  const known = declared.get(resource);
  if (known && known.tags === tags) return known.declaration;
  const declaration = declarationOf(kind, resource, defaults);
  declared.set(resource, { tags, declaration });
  return declaration;
}

function declarationOf(kind: DeclarationKind, resource: Resource, defaults: ProviderTags): Declaration {
  const { block } = resource;
  const name = block.labels[1];
  const { accounts, ignored } = providerOf(resource, defaults) ?? {};
  const instanceOf = `${resource.type}.${resource.name}`;
  return {
    kind,
    type: resource.type,
    address: resource.address,
    span: block.span,
    nameSpan: name?.span ?? block.typeSpan,
    fields: readFields(resource, defaults),
    open: block.open || mayAddFields(resource),
    ...(blockAddress(resource.address) !== resource.address && { instanceOf: blockAddress(resource.address) }),
    ...(resource.call && { call: resource.call }),
    node: block,
    source: resource.source,
    ...(instanceOf !== resource.address ? { instanceOf } : isRepeated(block) && { perhaps: true }),
    ...(ignored && ignored.keys.length + ignored.prefixes.length > 0 && { ignoredTags: ignored }),
    ...(accounts && accounts.length > 0 && { accounts }),
  };
}

/** Whether a `dynamic` block may hold fields. */
function mayAddFields({ block, type }: Resource): boolean {
  return blocksOf(block, "dynamic").some(({ labels: [name] }) => mayHoldFields(type, literal(name)));
}

function isRepeated(block: Block): boolean {
  return (entryOf(block, "count") ?? entryOf(block, "for_each")) !== undefined;
}

function readFields(resource: Resource, defaults: ProviderTags): Fields {
  const { block, type } = resource;
  const path = given(block, "path");
  const boundary = given(block, "permissions_boundary");
  const unsetBoundary = boundary ? undefined : unsetBoundaryOf(resource);
  const tags = readTags(resource, defaults);
  const name = given(block, "name");
  const arn = given(block, "arn");
  return {
    ...(name && { name }),
    ...(arn && { arn }),
    ...(path && { path }),
    ...(boundary && { boundary }),
    ...(unsetBoundary && { unsetBoundary }),
    ...(tags && { tags }),
    ...readLinks(type, block),
  };
}

/** The expression that a boundary is written as, where that is null for all that is known. */
function unsetBoundaryOf(resource: Resource): Value | undefined {
  const entry = entryOf(resource.block, "permissions_boundary");
  const source = entry && resource.expression(entry).replace(/^"?\$\{(.*)\}"?$/s, "$1");
  if (!entry || !source || source === "null") return undefined;
  return { kind: "unknown", source, span: entry.value.span };
}

/** Whom an attachment, membership, key or inline policy is for, and what it attaches. */
function readLinks(type: string, block: Block): Fields {
  const fields: { -readonly [field in keyof Fields]: Fields[field] } = {};
  const places = linkFieldsOf(type);
  for (const field of Object.keys(places) as (keyof Fields)[])
    for (const path of places[field] ?? []) {
      const value = valueAt(block, path.split("."));
      if (value && !fields[field]) fields[field] = value;
    }
  return fields;
}

/** The value under nested blocks. */
function valueAt(block: Block, [name = "", ...rest]: readonly string[]): Value | undefined {
  if (rest.length === 0) return given(block, name);
  const [nested] = blocksOf(block, name);
  return nested && valueAt(nested, rest);
}

function providerOf(resource: Resource, defaults: ProviderTags): Tags | undefined {
  const provider = entryOf(resource.block, "provider");
  return defaults.get(provider ? aliasIn(resource.expression(provider)) : "");
}

/** A resource's own tags over those of its provider. */
function readTags(resource: Resource, defaults: ProviderTags): Value | undefined {
  const entry = givenEntry(resource.block, "tags");
  const inherited = providerOf(resource, defaults);
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
