// The policies of a document's resources: what kind each is, whose it is, and which cannot be read. It decides no shape.
import { ByAddress } from "../../model/address";
import type { Owner, Policy, PolicyFile, PolicyKind, PolicyUser, UnreadPolicy } from "../../model/policy";
import type { Block, Entry, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import { readPolicy } from "../../shape/iam-json";
import { targetsOf } from "./declarations";
import { policyAttributesOf, type PolicyAttribute } from "./places";
import { documentsOf, partAttributes, PolicyDocuments, type Use } from "./policy-documents";
import { filesIn, type TakenFile } from "./policy-files";
import { blocksOf, given, type Resource } from "./resource";

export interface Policies {
  readonly policies: readonly Policy[];
  readonly unread: readonly UnreadPolicy[];
  readonly policyFiles: readonly PolicyFile[];
}

/**
 * Reads all policies of a document's resources and policy documents. Those of the rest of the module only tell how they are used.
 * @param texts of the module's files, also of those without any such resource
 */
export function readPolicies(
  own: readonly Resource[],
  ownDocuments: readonly Resource[],
  others: readonly Resource[] = [],
  otherDocuments: readonly Resource[] = [],
  texts?: readonly string[],
): Policies {
  const resources = [...own, ...others];
  const boundaries = new ByAddress<string>();
  for (const { block } of resources)
    for (const target of targetsOf(given(block, "permissions_boundary"))) boundaries.add(target, target);
  const uses = new ByAddress<Use>();
  const policies: Policy[] = [];
  const unread: UnreadPolicy[] = [];
  const policyFiles: PolicyFile[] = [];
  const reported = new Set(own);
  for (const resource of resources)
    for (const place of policyAttributesOf(resource.type))
      for (const { block, entry } of entriesOf(resource.block, place)) {
        const kind = boundaries.of(resource.address).length > 0 ? "boundary" : kindOf(place, resource.block);
        if (!kind) continue;
        const owner = ownerOf(resource, place, resources);
        const use: Use = { kind, owner, hostType: resource.type, user: userOf(resource) };
        for (const target of documentsOf(resource, entry)) uses.add(target, use);
        if (!reported.has(resource)) continue;
        for (const content of resource.contents(block, entry)) {
          const { source, span, expression, files } = content;
          if (content.value?.kind === "reference") continue;
          const placed = { ...use, address: resource.address, source };
          for (const file of files ?? []) policyFiles.push({ ...file, ...use, address: resource.address });
          const policy = content.value && readPolicy(content.value, placed);
          if (policy) policies.push(policy);
          else if (!resource.broken && !isOther(content.value))
            unread.push({
              ...{ kind, address: resource.address, span, expression },
              ...(files && { files: files.map(({ uri }) => uri) }),
            });
        }
      }
  const documents = new PolicyDocuments([...ownDocuments, ...otherDocuments], resources, uses, texts);
  for (const document of ownDocuments) {
    policies.push(...documents.policiesOf(document));
    for (const file of partsIn(document))
      for (const use of documents.usesOf(document))
        policyFiles.push({ ...file, ...use, address: addressOf(use, document), user: userOf(document) });
  }
  return { policies: policies.sort((a, b) => a.span.start - b.span.start), unread, policyFiles };
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
  return owner.kind === "policy" ? owner.address : document.address;
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

function ownerOf(resource: Resource, place: PolicyAttribute, resources: readonly Resource[]): Owner {
  if (!place.owner) return { kind: ownKinds[resource.type] ?? "resource", address: resource.address };
  const value = given(resource.block, place.owner.attribute);
  return { kind: place.owner.kind, address: targetsOf(value)[0] ?? namedSo(value, place.owner.kind, resources) };
}

/** The address of the user, role or group whose name is written out; "" where none is in the document. */
function namedSo(value: Value | undefined, kind: string, resources: readonly Resource[]): string {
  const name = literal(value);
  if (name === undefined) return "";
  const same = ({ type, block }: Resource): boolean =>
    type === `aws_iam_${kind}` && literal(given(block, "name")) === name;
  return resources.find(same)?.address ?? "";
}
