// Policy documents in a JSON file, bare or as the AWS CLI wraps them: finds them and tells their kind. The grammar is iam-json's.
import type { Document } from "../model/document";
import type { Owner, PolicyKind } from "../model/policy";
import { readPolicy } from "../shape/iam-json";
import type { PolicyPlace } from "../shape/place";
import { unreadAt, type Found } from "./policy-file/contents";
import { findPolicies, type Place } from "./policy-file/find";
import { inferKind } from "./policy-file/kind";
import { parsePolicyText } from "./policy-file/template";

export { newPolicyFile, writePolicyFileEdit } from "./policy-file/write";

/** What others know of a policy file: who refers to it (a Terraform `file()`, a CLI argument), or a setting. */
export interface PolicyHint {
  readonly kind?: PolicyKind;
  readonly owner?: Owner;
  /** Whether `${…}` in it are expressions (`templatefile`) or text (`file`); undefined where the file itself must tell. */
  readonly isTemplate?: boolean;
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
  if (previous?.text === file.text && previous.uri === file.uri && previous.format === "policy-json")
    if (sameHint(previous.state, hint)) return previous;
  const { root, broken, comments, source } = parsePolicyText(file.uri, file.text, hint?.isTemplate);
  const places = root ? findPolicies(root, source) : [];
  const found: Found = { policies: [], unread: [] };
  for (const place of places) {
    const own = places.length === 1 || place.value === root;
    readPlace(place, own ? hint : undefined, file.uri, found);
  }
  return {
    uri: file.uri,
    text: file.text,
    format: "policy-json",
    source,
    declarations: [],
    policies: found.policies,
    unread: found.unread,
    broken,
    comments,
    state: hint,
  };
}

/** Reads what was found in a file into `found`, its kind inferred where neither a hint nor its surroundings say it. */
export function readPlace(place: Place, hint: PolicyHint | undefined, uri: string, found: Found): void {
  const kind = hint?.kind ?? place.kind;
  const owner: Owner = hint?.owner ?? place.owner ?? { kind: "file", address: "" };
  const address = place.owner?.address ?? "";
  const at: PolicyPlace = { kind: kind ?? "unknown", address, owner, hostType: "", source: place.source };
  const policy = place.isDocument ? readPolicy(place.value, at) : undefined;
  if (!policy) found.unread.push(unreadAt(place.value, at));
  else found.policies.push(kind === undefined ? { ...policy, kind: inferKind(policy, uri) } : policy);
}

/** Whether a document's state is the hint it was read with. */
function sameHint(state: unknown, hint: PolicyHint | undefined): boolean {
  if (state === hint) return true;
  if (typeof state !== "object" || state === null || !hint) return false;
  const { kind, owner, isTemplate }: PolicyHint = state;
  return (
    kind === hint.kind &&
    isTemplate === hint.isTemplate &&
    owner?.kind === hint.owner?.kind &&
    owner?.address === hint.owner?.address
  );
}
