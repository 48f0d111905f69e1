// Policy documents in a JSON file, bare or as the AWS CLI wraps them: finds them and tells their kind. The grammar is iam-json's.
import type { Document } from "../model/document";
import type { Owner, PolicyKind, PolicyUser } from "../model/policy";
import type { Value } from "../model/value";
import { readPolicy } from "../shape/iam-json";
import type { PolicyPlace } from "../shape/place";
import { unreadAt, type Found } from "./policy-file/contents";
import { findPolicies, type Place } from "./policy-file/find";
import { inferHostType, inferKind } from "./policy-file/kind";
import { parsePolicyText } from "./policy-file/template";

export { newPolicyFile, writePolicyFileEdit } from "./policy-file/write";

/** What others know of a policy file: who refers to it (a Terraform `file()`, a CLI argument), or a setting. */
export interface PolicyHint {
  readonly kind?: PolicyKind;
  readonly owner?: Owner;
  /** Whether `${…}` in it are expressions (`templatefile`) or text (`file`); undefined where the file itself must tell. */
  readonly isTemplate?: boolean;
  /** The resource that it becomes part of, by address and native type, where there is one. */
  readonly address?: string;
  readonly hostType?: string;
  readonly usedBy?: readonly PolicyUser[];
}

/** What stays of a text whoever uses it. */
interface PolicyFileState {
  readonly hint: PolicyHint | undefined;
  readonly root: Value | undefined;
  readonly places: readonly Place[];
}

function isPolicyFileState(state: unknown): state is PolicyFileState {
  return typeof state === "object" && state !== null && "places" in state && "root" in state && "hint" in state;
}

/**
 * Reads a policy file. A text that holds no policy gives a document without one. JSON is read whole; `previous` serves where nothing changed.
 * `hint` decides for the one policy of a file, or for a file that is one, whatever its text looks like.
 */
export function readPolicyFile(
  file: { readonly uri: string; readonly text: string },
  previous?: Document,
  hint?: PolicyHint,
): Document {
  if (previous?.text === file.text && previous.uri === file.uri && isPolicyFileState(previous.state)) {
    if (sameHint(previous.state.hint, hint)) return previous;
    if (previous.state.hint?.isTemplate === hint?.isTemplate) return asHinted(previous, previous.state, hint);
  }
  const { root, broken, comments, source } = parsePolicyText(file.uri, file.text, hint?.isTemplate);
  const { uri, text } = file;
  const places = root ? findPolicies(root, source) : [];
  const parsed = { uri, text, format: "policy-json", source, declarations: [], broken, comments } as const;
  return asHinted(parsed, { root, places }, hint);
}

function asHinted(
  parsed: Omit<Document, "policies" | "unread" | "state">,
  { root, places }: Pick<PolicyFileState, "root" | "places">,
  hint: PolicyHint | undefined,
): Document {
  const found: Found = { policies: [], unread: [] };
  for (const place of places) {
    const own = places.length === 1 || place.value === root;
    readPlace(place, own ? hint : undefined, parsed.uri, found);
  }
  const state: PolicyFileState = { hint, root, places };
  return { ...parsed, ...found, state };
}

const hinted = new WeakMap<Document, Map<string, Document>>();

/** A policy file as someone uses it. The same use of the same document gives the same answer; its text is parsed again only where it must. */
export function usedPolicyFile(document: Document, hint: PolicyHint): Document {
  const known = hinted.get(document) ?? new Map<string, Document>();
  hinted.set(document, known);
  const key = JSON.stringify([hint.kind, hint.owner, hint.isTemplate, hint.address, hint.hostType, hint.usedBy]);
  let used = known.get(key);
  if (!used) {
    // Without an expression in it, a text says the same as a template.
    const isTemplate = /[$%]\{/.test(document.text) ? hint.isTemplate : undefined;
    const { isTemplate: _, ...rest } = hint;
    used = readPolicyFile(document, document, isTemplate === undefined ? rest : { ...rest, isTemplate });
    known.set(key, used);
  }
  return used;
}

/** Reads what was found in a file into `found`, its kind inferred where neither a hint nor its surroundings say it. */
export function readPlace(place: Place, hint: PolicyHint | undefined, uri: string, found: Found): void {
  const kind = hint?.kind ?? place.kind;
  const owner: Owner = hint?.owner ?? place.owner ?? { kind: "file", address: "" };
  const address = hint?.address ?? place.owner?.address ?? "";
  const at: PolicyPlace = {
    kind: kind ?? "unknown",
    address,
    owner,
    hostType: hint?.hostType ?? inferHostType(uri),
    source: place.source,
  };
  const read = place.isDocument ? readPolicy(place.value, at) : undefined;
  const policy = read && hint?.usedBy ? { ...read, usedBy: hint.usedBy } : read;
  if (!policy) found.unread.push(unreadAt(place.value, at));
  else found.policies.push(kind === undefined ? { ...policy, kind: inferKind(policy, uri) } : policy);
}

function sameHint(one: PolicyHint | undefined, other: PolicyHint | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
