// What one `data "aws_iam_policy_document"` block says by itself: its statements, and which documents it is made of. It merges nothing.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
import { blockAddress } from "../../model/address";
import type { Policy } from "../../model/policy";
import type { Entry, Unknown, Value } from "../../model/value";
import { readPolicy } from "../../shape/iam-json";
import { readBlockPolicy } from "../../shape/terraform-block";
import { documentsIn, isDocument, type PolicyContent } from "./contents";
import { targetsOf } from "./declarations";
import { policyDocument } from "./places";
import { given, givenEntry, type Resource } from "./resource";

/** Documents whose statements the block's own override, in the order they are merged; `_json` is how they were once written. */
const sources = ["source_json", "source_policy_documents"];
/** Documents whose statements override the block's own. */
const overrides = ["override_policy_documents", "override_json"];
export const partAttributes: readonly string[] = [...sources, ...overrides];

/** One of the documents that a document is made of. */
export interface Part {
  /** Another policy document's address, or another resource's whose policy it is. */
  readonly target?: string;
  /** Written right here. */
  readonly policy?: Policy;
  /** It may not be one of them. */
  readonly perhaps: boolean;
}

/** A policy document as its own block says. */
export interface Own {
  readonly policy: Policy;
  readonly before: readonly Part[];
  readonly after: readonly Part[];
  /** Parts that cannot be read. */
  readonly unread: readonly Unknown[];
  /** A part is a file's text: it is judged there. */
  readonly hasFiles: boolean;
}

const read = new WeakMap<Resource, Own>();

/** What a document says by itself, read once. */
export function ownOf(document: Resource): Own {
  let own = read.get(document);
  if (!own) read.set(document, (own = readOwn(document)));
  return own;
}

function readOwn(document: Resource): Own {
  const { block, address, source } = document;
  const { open, ...policy } = readBlockPolicy(block, { ...placeOf(document), address, source });
  const contents = (names: readonly string[]): ReturnType<typeof partsOf>[] =>
    names.flatMap((name) => {
      const entry = givenEntry(block, name);
      if (!entry) return [];
      const known = partsOf(document.contents(block, entry), document);
      const named = documentsOf(document, entry).filter(
        (target) => !known.parts.some((part) => part.target === target),
      );
      return [{ ...known, parts: [...known.parts, ...named.map((target) => ({ target, perhaps: true }))] }];
    });
  const before = contents(sources);
  const after = contents(overrides);
  const all = [...before, ...after];
  return {
    policy: { ...policy, open },
    before: before.flatMap(({ parts }) => parts),
    after: after.flatMap(({ parts }) => parts),
    unread: all.flatMap(({ unread }) => unread),
    hasFiles: all.some(({ hasFiles }) => hasFiles),
  };
}

/** Until its uses say more. */
export function placeOf({ address }: Resource): Pick<Policy, "kind" | "owner" | "hostType"> {
  return { kind: "unknown", owner: { kind: "policy", address }, hostType: policyDocument };
}

/** What an attribute's contents are as parts of a document. */
export function partsOf(
  contents: readonly PolicyContent[],
  resource: Resource,
): { readonly parts: readonly Part[]; readonly unread: readonly Unknown[]; readonly hasFiles: boolean } {
  const parts: Part[] = [];
  const unread: Unknown[] = [];
  for (const { value, source, span, expression, files, because, perhaps = false } of contents) {
    if (files) continue;
    if (value?.kind === "reference") {
      // Of `x[*]` there may be none.
      parts.push({ target: value.target, perhaps: perhaps || value.source.includes("*") });
      continue;
    }
    const place = { ...placeOf(resource), address: resource.address, source };
    const policy = value && readPolicy(value, place);
    if (policy) parts.push({ policy, perhaps });
    else if (!resource.broken && !isNoPolicy(value))
      unread.push({ kind: "unknown", source: expression, span, ...(because !== undefined && { because }) });
  }
  return { parts, unread, hasFiles: contents.some(({ files }) => files !== undefined) };
}

/** `"{}"` */
function isNoPolicy(value: Value | undefined): boolean {
  return value?.kind === "dict" && value.entries.length === 0 && !value.open;
}

/** Whether a document takes no statements over from others. */
export function isWhole(document: Resource): boolean {
  const { before, after } = ownOf(document);
  return before.length + after.length === 0;
}

/** The attributes by which a document is made of others. */
export function partEntriesOf({ block }: Resource): Entry[] {
  return partAttributes.flatMap((attribute) => (given(block, attribute) && givenEntry(block, attribute)) ?? []);
}

/** The policy documents that an attribute names: the instance where its key is known. */
export function documentsOf(resource: Resource, entry: Entry): string[] {
  const type = `data.${policyDocument}`;
  const targets = [...new Set(targetsIn(entry))].filter(isDocument);
  const known = new Set(targets.map(blockAddress));
  const named = documentsIn(resource.expression(entry)).map((name) => `${type}.${name}`);
  return [...targets, ...named.filter((address) => !known.has(address))];
}

function targetsIn({ value }: Entry): string[] {
  if (value.kind === "unknown") return (value.candidates ?? []).flatMap((each) => targetsOf(each));
  return targetsOf(value);
}
