// Where policies stand in JSON that is not one policy: outputs and inputs of the AWS CLI, lists of documents. It reads no statement.
import type { Owner, PolicyKind } from "../../model/policy";
import type { Source } from "../../model/source";
import type { Dict, Value } from "../../model/value";
import { itemsOf, literal, valueOf } from "../../model/value";
import { looksLikePolicy } from "../../shape/iam-json";
import { embeddedJson, type Located } from "./contents";

/** A policy document, or the place of one that cannot be read (`isDocument` false), with what its surroundings say of it. */
export interface Place extends Located {
  readonly isDocument: boolean;
  readonly kind: PolicyKind | undefined;
  readonly owner: Owner | undefined;
}

/** What surrounds a value: the key it stands under, and the objects around, innermost first. */
interface Around {
  readonly key: string;
  readonly dicts: readonly Dict[];
}

/** Keys under which AWS's APIs keep a document, with the kind that some of them tell. */
const documentKeys: Readonly<Record<string, PolicyKind | undefined>> = {
  AssumeRolePolicyDocument: "trust",
  PolicyDocument: undefined,
  Document: undefined,
  Policy: undefined,
  policy: undefined,
  PolicyText: undefined,
  policyText: undefined,
  ResourcePolicy: undefined,
  FileSystemPolicy: "resource",
  Content: undefined,
  InlinePolicy: "permission-set",
  PermissionsPolicy: undefined,
};

/** Names by which AWS's outputs say whose an inline policy is. */
const ownerNames: readonly (readonly [name: string, kind: "user" | "role" | "group"])[] = [
  ["UserName", "user"],
  ["RoleName", "role"],
  ["GroupName", "group"],
];

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html */
const organizationKinds: Readonly<Record<string, PolicyKind>> = {
  SERVICE_CONTROL_POLICY: "scp",
  RESOURCE_CONTROL_POLICY: "rcp",
};

const MOST_DEPTH = 20;

/** Every policy document in a value, in order. One within another is part of it. */
export function findPolicies(root: Value, source: Source): Place[] {
  const places: Place[] = [];
  visit(root, source, { key: "", dicts: [] }, 0, places);
  return places;
}

function visit(value: Value, source: Source, around: Around, depth: number, places: Place[]): void {
  if (depth > MOST_DEPTH) return;
  switch (value.kind) {
    case "text": {
      const inner = embeddedJson(value, source);
      if (!inner) {
        const known = literal(value);
        if (known === undefined ? isSurelyHere(around) : isKeptHere(around) && /statement/i.test(known))
          places.push({ value, source, isDocument: false, ...meaningOf(around) });
        return;
      }
      const before = places.length;
      visit(inner.value, inner.source, around, depth + 1, places);
      // A string that speaks of statements in the place of a policy is not passed over.
      if (places.length === before && isKeptHere(around) && /statement/i.test(inner.source.text))
        places.push({ value, source, isDocument: false, ...meaningOf(around) });
      return;
    }
    case "list":
      for (const item of value.items) visit(item, source, around, depth + 1, places);
      return;
    case "dict":
      if (looksLikePolicy(value) && (depth === 0 || isKeptHere(around) || hasEffect(value)))
        places.push({ value, source, isDocument: true, ...meaningOf(around) });
      else {
        const dicts = [value, ...around.dicts];
        for (const entry of value.entries)
          visit(entry.value, source, { key: literal(entry.key) ?? "", dicts }, depth + 1, places);
      }
      return;
    case "unknown":
    case "reference":
      if (isSurelyHere(around)) places.push({ value, source, isDocument: false, ...meaningOf(around) });
      return;
    default:
      return;
  }
}

function isKeptHere({ key }: Around): boolean {
  return Object.hasOwn(documentKeys, key);
}

/** Keys that stand for nothing but a policy: an expression there is one that cannot be read. */
function isSurelyHere({ key }: Around): boolean {
  return key === "PolicyDocument" || key === "AssumeRolePolicyDocument";
}

/** Other grammars have a Statement too (AWS WAF's rules), but none has an Effect in it. */
function hasEffect(document: Dict): boolean {
  return document.entries
    .filter((entry) => literal(entry.key)?.toLowerCase() === "statement")
    .flatMap((entry) => itemsOf(entry.value))
    .some((statement) => statement.kind === "dict" && valueOf(statement, "Effect") !== undefined);
}

/** Kind and owner, as the key and the names around tell them. */
function meaningOf({ key, dicts }: Around): Pick<Place, "kind" | "owner"> {
  const owner = ownerAround(dicts);
  switch (key) {
    case "AssumeRolePolicyDocument":
      return { kind: "trust", owner: owner?.kind === "role" ? owner : undefined };
    case "PolicyDocument":
      return { kind: owner && "identity", owner };
    case "Content": {
      const [inner] = dicts;
      const summary = inner && valueOf(inner, "PolicySummary");
      const type = inner && valueOf(summary?.kind === "dict" ? summary : inner, "Type");
      const kind = organizationKinds[literal(type) ?? ""];
      return { kind, owner: undefined };
    }
    default:
      return { kind: documentKeys[key], owner: undefined };
  }
}

function ownerAround(dicts: readonly Dict[]): Owner | undefined {
  for (const dict of dicts)
    for (const [property, kind] of ownerNames) {
      const name = literal(valueOf(dict, property));
      if (name !== undefined) return { kind, address: `${kind}/${name}` };
    }
  return undefined;
}
