// The policies of a document's resources: what kind each is, whose it is, and which cannot be read. It decides no shape.
import { ByAddress } from "../../model/address";
import type { Owner, Policy, PolicyFile, PolicyKind, PolicyUser, UnreadPolicy } from "../../model/policy";
import type { Block, Entry, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import { readPolicy } from "../../shape/iam-json";
import { isBoundaryName } from "../boundary-name";
import type { PolicyPlace } from "../../shape/place";
import { targetsOf } from "./declarations";
import type { PolicyContent } from "./contents";
import { policyAttributesOf, policyDocument, type PolicyAttribute } from "./places";
import { documentsOf, isWhole, partAttributes } from "./policy-document-parts";
import { PolicyDocuments } from "./policy-documents";
import type { Use, UsesOutside } from "./uses";
import { filesIn, type TakenFile } from "./policy-files";
import { blocksOf, given, type Resource } from "./resource";

export interface Policies {
  readonly policies: readonly Policy[];
  readonly unread: readonly UnreadPolicy[];
  readonly policyFiles: readonly PolicyFile[];
}

/** An attribute that may hold a policy, with the policy documents that it names. */
interface Placed {
  readonly place: PolicyAttribute;
  readonly block: Block;
  readonly entry: Entry;
  readonly targets: readonly string[];
}

/** What a resource's own block says; the same as long as the block is. */
interface Said {
  readonly boundaries: readonly string[];
  readonly placed: readonly Placed[];
  /** The name as it is written. */
  readonly name: string | undefined;
}

const said = new WeakMap<Resource, Said>();

/**
 * What a resource tells the others of its module about their policies, in words; `undefined` where its own object must tell, as a use does,
 * which says where it stands.
 */
export function wordsTold(resource: Resource): string | undefined {
  if (isDocument(resource)) return resource.address;
  if (resource.block.type !== "resource") return "";
  const { boundaries, name = "", placed } = saidBy(resource);
  const tellsItself = boundaries.length > 0 || placed.some(({ targets }) => targets.length > 0);
  return tellsItself ? undefined : `${resource.address} ${name}`;
}

/** Whether statements of other documents, or resources, become part of this one. */
export function hasParts(resource: Resource): boolean {
  return isDocument(resource) && !isWhole(resource);
}

/** What the resources of a module say of each other: gathered once, for all of its documents. */
export class ModulePolicies {
  readonly #boundaries = new ByAddress<string>();
  /** Addresses by type and written name. */
  readonly #named = new Map<string, string>();
  readonly #documents: PolicyDocuments;

  /**
   * @param resources all of the module's, and `documents` all of its policy documents
   * @param texts of the module's files, also of those without any such resource
   * @param outside what callers of the module use its policy documents for
   */
  constructor(
    resources: readonly Resource[],
    documents: readonly Resource[],
    texts?: readonly string[],
    outside?: UsesOutside,
  ) {
    for (const resource of resources) {
      const { boundaries, name } = saidBy(resource);
      for (const target of boundaries) this.#boundaries.add(target, target);
      const key = `${resource.type} ${name ?? ""}`;
      if (name !== undefined && !this.#named.has(key)) this.#named.set(key, resource.address);
    }
    const uses = new ByAddress<Use>();
    for (const resource of resources)
      for (const placed of saidBy(resource).placed) {
        const use = placed.targets.length > 0 ? this.#useOf(resource, placed) : undefined;
        if (use) for (const target of placed.targets) uses.add(target, use);
      }
    this.#documents = new PolicyDocuments(documents.filter(isDocument), resources, uses, texts, outside);
  }

  /** What uses a policy document of this module or of one that it calls. */
  usesAt(address: string): readonly Use[] {
    return this.#documents.usesAt(address);
  }

  /** All policies of a document's resources and policy documents. */
  read(resources: readonly Resource[], documents: readonly Resource[]): Policies {
    const policies: Policy[] = [];
    const unread: UnreadPolicy[] = [];
    const policyFiles: PolicyFile[] = [];
    for (const resource of resources)
      for (const placed of saidBy(resource).placed) {
        const use = this.#useOf(resource, placed);
        if (!use) continue;
        for (const content of resource.contents(placed.block, placed.entry)) {
          const { because, source, span, expression, files } = content;
          if (content.value?.kind === "reference") continue;
          const at = { ...use, address: resource.address, source };
          for (const file of files ?? []) policyFiles.push({ ...file, ...use, address: resource.address });
          const policy = policyOf(content, at);
          if (policy) policies.push(policy);
          else if (!resource.broken && !isOther(content.value))
            unread.push({
              ...{ kind: use.kind, address: resource.address, span, expression },
              ...(because !== undefined && { because }),
              ...(files && { files: files.map(({ uri }) => uri) }),
            });
        }
      }
    for (const document of documents.filter(isDocument)) {
      policies.push(...this.#documents.policiesOf(document));
      for (const file of partsIn(document))
        for (const use of this.#documents.usesOf(document))
          policyFiles.push({ ...file, ...use, address: addressOf(use, document), user: userOf(document) });
    }
    return { policies: policies.sort((a, b) => a.span.start - b.span.start), unread, policyFiles };
  }

  /**
   * All that the rest of the module tells about what `read` gives: as long as it is the same, so is that. Undefined where it hangs on the
   * statements of others.
   */
  digestOf(resources: readonly Resource[], documents: readonly Resource[]): string | undefined {
    const words: string[] = [];
    for (const resource of resources)
      for (const placed of saidBy(resource).placed) {
        const use = this.#useOf(resource, placed);
        words.push(use ? `${use.kind} ${use.owner.address}` : "");
      }
    for (const document of documents.filter(isDocument)) {
      if (!this.#documents.standsAlone(document)) return undefined;
      for (const { kind, owner, hostType, user } of this.#documents.usesOf(document))
        words.push(
          [kind, owner.kind, owner.address, hostType, user.address, user.uri, user.span.start, user.span.end].join(" "),
        );
      words.push("");
    }
    return words.join("\n");
  }

  /** Undefined where it is no IAM policy at all. */
  #useOf(resource: Resource, { place }: Placed): Use | undefined {
    const kind = this.#isBoundary(resource) ? "boundary" : kindOf(place, resource.block);
    return kind && { kind, owner: this.#ownerOf(resource, place), hostType: resource.type, user: userOf(resource) };
  }

  #isBoundary(resource: Resource): boolean {
    if (this.#boundaries.of(resource.address).length > 0) return true;
    return resource.type === "aws_iam_policy" && isBoundaryName(saidBy(resource).name, resource.address);
  }

  #ownerOf(resource: Resource, { owner }: PolicyAttribute): Owner {
    if (!owner) return { kind: ownKinds[resource.type] ?? "resource", address: resource.address };
    const value = given(resource.block, owner.attribute);
    // Of the user, role or group whose name is written out; "" where none is in the module.
    const named = this.#named.get(`aws_iam_${owner.kind} ${literal(value) ?? ""}`) ?? "";
    return { kind: owner.kind, address: targetsOf(value)[0] ?? named };
  }
}

/** What a content was read as: the same as long as it is used for the same, so that what is known of it stays known. */
const policies = new WeakMap<PolicyContent, { readonly use: string; readonly policy: Policy | undefined }>();

function policyOf(content: PolicyContent, at: PolicyPlace): Policy | undefined {
  const { address, hostType, kind, owner } = at;
  const use = [kind, owner.kind, owner.address, hostType, address].join("\n");
  const known = policies.get(content);
  if (known?.use === use) return known.policy;
  const policy = content.value && readPolicy(content.value, at);
  policies.set(content, { use, policy });
  return policy;
}

/** Other data sources only give values. */
function isDocument({ type }: Resource): boolean {
  return type === policyDocument;
}

function saidBy(resource: Resource): Said {
  const known = said.get(resource);
  if (known) return known;
  const { block, type } = resource;
  const made: Said = {
    boundaries: targetsOf(given(block, "permissions_boundary")),
    placed: policyAttributesOf(type).flatMap((place) =>
      entriesOf(block, place).map((at) => ({ ...at, place, targets: documentsOf(resource, at.entry) })),
    ),
    name: literal(given(block, "name")),
  };
  said.set(resource, made);
  return made;
}

/** The resource's name, as it uses a policy that stands elsewhere. */
function userOf({ block, address, uri = "" }: Resource): PolicyUser {
  return { address, uri, span: block.labels[1]?.span ?? block.typeSpan };
}

/** Files whose statements a document takes over. */
function partsIn({ block }: Resource): TakenFile[] {
  return partAttributes.flatMap((attribute) => filesIn(given(block, attribute)));
}

/** What a policy document becomes is a managed policy of its own, or part of what it is used for. */
function addressOf({ owner }: Use, document: Resource): string {
  return owner.kind === "policy" && owner.address !== "" ? owner.address : document.address;
}

/** An object that is no policy, or not yet: nothing stands in a policy's stead. */
function isOther(value: Value | undefined): boolean {
  return value?.kind === "dict" && value.entries.every(({ key }) => literal(key) !== undefined);
}

function entriesOf(block: Block, place: PolicyAttribute): { block: Block; entry: Entry }[] {
  const holders = place.within === undefined ? [block] : blocksOf(block, place.within);
  return holders.flatMap((holder) => {
    const entry = entryOf(holder, place.attribute);
    return entry ? [{ block: holder, entry }] : [];
  });
}

/** Undefined where it is no IAM policy at all. */
function kindOf(place: PolicyAttribute, block: Block): PolicyKind | undefined {
  if (place.kind !== "organization") return place.kind;
  const type = given(block, "type");
  // Service control policies are the provider's default.
  switch (type ? literal(type) : "SERVICE_CONTROL_POLICY") {
    case "SERVICE_CONTROL_POLICY":
      return "scp";
    case "RESOURCE_CONTROL_POLICY":
      return "rcp";
    case undefined:
      return "unknown";
    default:
      return undefined;
  }
}

const ownKinds: Readonly<Record<string, Owner["kind"]>> = {
  aws_iam_policy: "policy",
  aws_iam_role: "role",
  aws_organizations_policy: "organization-policy",
};
