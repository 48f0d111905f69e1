// The policies of a document's resources: what kind each is, whose it is, and which cannot be read. It decides no shape.
import { blockAddress, ByAddress } from "../../model/address";
import type { Owner, Policy, PolicyFile, PolicyKind, PolicyUser, UnreadPolicy } from "../../model/policy";
import type { Block, Entry, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import { readPolicy } from "../../shape/iam-json";
import { readBlockPolicy } from "../../shape/terraform-block";
import { documentsIn } from "./contents";
import { targetsOf } from "./declarations";
import { policyAttributesOf, policyDocument, type PolicyAttribute } from "./places";
import { filesIn, type TakenFile } from "./policy-files";
import { blocksOf, given, type Resource } from "./resource";

export interface Policies {
  readonly policies: readonly Policy[];
  readonly unread: readonly UnreadPolicy[];
  readonly policyFiles: readonly PolicyFile[];
}

/** How a policy document is used. */
interface Use {
  readonly kind: PolicyKind;
  readonly owner: Owner;
  readonly hostType: string;
}

/** Reads all policies of a document's resources and policy documents. Those of the rest of the module only tell how they are used. */
export function readPolicies(
  own: readonly Resource[],
  ownDocuments: readonly Resource[],
  others: readonly Resource[] = [],
  otherDocuments: readonly Resource[] = [],
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
        const use: Use = { kind, owner, hostType: resource.type };
        for (const target of documentsOf(resource, entry)) addUse(uses, target, use);
        if (!reported.has(resource)) continue;
        for (const content of resource.contents(block, entry)) {
          const { source, span, expression, files } = content;
          const placed = { ...use, address: resource.address, source };
          for (const file of files ?? [])
            policyFiles.push({ ...file, ...use, address: resource.address, user: userOf(resource) });
          const policy = content.value && readPolicy(content.value, placed);
          if (policy) policies.push(policy);
          else if (!resource.broken && !isOther(content.value))
            unread.push({
              ...{ kind, address: resource.address, span, expression },
              ...(files && { files: files.map(({ uri }) => uri) }),
            });
        }
      }
  passOn(uses, [...ownDocuments, ...otherDocuments]);
  for (const document of ownDocuments) policies.push(readDocument(document, uses.of(document.address)));
  for (const document of ownDocuments)
    for (const file of partsIn(document))
      for (const use of uses.of(document.address))
        policyFiles.push({ ...file, ...use, address: addressOf(use, document), user: userOf(document) });
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

function addUse(uses: ByAddress<Use>, document: string, use: Use): boolean {
  if (uses.of(document).some((other) => isSameUse(other, use))) return false;
  uses.add(document, use);
  return true;
}

/** The policy documents that an attribute names: the instance where its key is known. */
function documentsOf(resource: Resource, entry: Entry): string[] {
  const targets = targetsOf(entry.value);
  return documentsIn(resource.expression(entry)).flatMap((name) => {
    const block = `data.${policyDocument}.${name}`;
    const instances = targets.filter((target) => blockAddress(target) === block);
    return instances.length > 0 ? instances : [block];
  });
}

function isSameUse(a: Use, b: Use): boolean {
  return (
    a.kind === b.kind &&
    a.hostType === b.hostType &&
    a.owner.kind === b.owner.kind &&
    a.owner.address === b.owner.address
  );
}

/** Attributes of a policy document that name documents whose statements it takes over. */
const partAttributes = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];

/** A document that is part of another serves what that one serves. */
function passOn(uses: ByAddress<Use>, documents: readonly Resource[]): void {
  const parts = documents.flatMap((document) => {
    const parts = partAttributes.flatMap((attribute) => {
      const entry = entryOf(document.block, attribute);
      return entry ? documentsOf(document, entry) : [];
    });
    return parts.map((part) => ({ part, whole: document.address }));
  });
  for (let round = 0, changed = true; changed && round <= parts.length; round++) {
    changed = false;
    for (const { part, whole } of parts)
      for (const use of uses.of(whole)) if (part !== whole && addUse(uses, part, use)) changed = true;
  }
}

function readDocument(document: Resource, uses: readonly Use[]): Policy {
  const own: Owner = { kind: "policy", address: document.address };
  const { address, source } = document;
  const [first] = uses;
  const policy = readBlockPolicy(document.block, {
    kind: "unknown",
    address,
    owner: own,
    hostType: policyDocument,
    source,
  });
  if (!first) return { ...policy, kind: kindByContent(policy) };
  const agree = (same: (use: Use) => boolean): boolean => uses.every(same);
  return {
    ...policy,
    kind: agree(({ kind }) => kind === first.kind) ? first.kind : "unknown",
    owner: agree(({ owner }) => owner.address === first.owner.address && owner.kind === first.owner.kind)
      ? first.owner
      : own,
    hostType: agree(({ hostType }) => hostType === first.hostType) ? first.hostType : policyDocument,
  };
}

/** Nothing in the document uses it: principals stand in trust and resource policies only, and trust is about assuming roles. */
function kindByContent({ statements }: Policy): PolicyKind {
  const hasPrincipals = statements.some(({ principals, notPrincipals }) =>
    [principals, notPrincipals].some(({ entries, open }) => entries.length > 0 || open),
  );
  if (!hasPrincipals) return "identity";
  const actions = statements.flatMap((statement) => statement.actions.items.map((item) => literal(item) ?? ""));
  return actions.length > 0 && actions.every((action) => /^sts:/i.test(action)) ? "trust" : "resource";
}
