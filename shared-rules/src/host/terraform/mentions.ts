// Where a module's files name what an edit list moves or takes out, and which of those places cannot stay. It writes nothing.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { blockAddress } from "../../model/address";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Span } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import { placesOf, rootOf } from "./json-draft";
import { isInStatement, isInUsersStatement } from "../host-writer";
import { namePattern } from "./names";
import { terraformState } from "./state";
import { takeKeysOut } from "./wire";

interface Mention {
  readonly document: Document;
  readonly index: number;
}

/** An output block, or an output's entry in Terraform's JSON syntax. */
export interface Output {
  readonly name: string;
  readonly span: Span;
}

/** Why the edits cannot be made as long as the module's files name what they change, with the places; undefined where they can. */
export function stillNamed(documents: readonly Document[], edits: readonly Edit[]): Declined | undefined {
  const wired = wiredPlaces(documents, edits);
  for (const edit of edits) {
    if (edit.kind === "remove-declaration") {
      const { address } = edit.declaration;
      const gone = [...changed(edits), ...removed(edits)];
      const places = mentionsOf(address, documents, gone).filter(
        ({ document, index }) =>
          !exposedBy(document, edits).some((output) => isIn(index, output.span)) &&
          !wired.some((place) => place.document === document && isIn(index, place.span)),
      );
      if (places.length > 0) return named(edit.declaration, places);
    }
    if (edit.kind !== "convert-user") continue;
    const { address, fields } = edit.declaration;
    const toRole = edit.to === "role";
    const others = mentionsOf(address, documents, [
      ...(toRole ? changed(edits) : [edit.declaration]),
      ...removed(edits),
    ]);
    const places = [
      ...others.filter((place) => !(toRole ? fitsRole(place, address) : fitsPermissionSet(place, address, edits))),
      ...literalArns(literal(fields.name), documents),
    ];
    if (places.length > 0) return named(edit.declaration, places, " as a user");
  }
  return undefined;
}

/** What goes of workloads that are given a role. */
function wiredPlaces(
  documents: readonly Document[],
  edits: readonly Edit[],
): readonly { readonly document: Document; readonly span: Span }[] {
  return edits.flatMap((edit) => {
    const document = edit.kind === "wire-role" ? documents.find(({ uri }) => uri === edit.in) : undefined;
    const taken = edit.kind === "wire-role" && document ? takeKeysOut(edit, document) : [];
    return document && !isDeclined(taken) ? taken.map(({ span }) => ({ document, span })) : [];
  });
}

/** The places by line in the file of what goes, and by file and line elsewhere. */
function named(declaration: Declaration, places: readonly Mention[], how = ""): Declined {
  const { address } = declaration;
  const lines = new Map<string, Set<number>>();
  for (const { document, index } of places) {
    const file = declares(document, declaration) ? "" : ` of ${document.uri.slice(document.uri.lastIndexOf("/") + 1)}`;
    const line = document.text.slice(0, index).split("\n").length;
    lines.set(file, (lines.get(file) ?? new Set()).add(line));
  }
  const files = [...lines].map(([file, own]) => `line${own.size === 1 ? "" : "s"} ${and([...own].map(String))}${file}`);
  const verb = [...lines.values()].reduce((all, { size }) => all + size, 0) === 1 ? "refers" : "refer";
  return { declined: `${and(files).replace(/^l/, "L")} still ${verb} to ${address}${how}; take that out first.` };
}

function and(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** Whether a file declares it. A module's addresses are its own, and a file may have been read once more since the edit was made. */
export function declares(document: Document, { address }: Declaration): boolean {
  return document.declarations.some((one) => blockAddress(one.address) === blockAddress(address));
}

/** Declarations that no longer name what they do, or follow by themselves. */
function changed(edits: readonly Edit[]): Declaration[] {
  return edits.flatMap((edit) =>
    edit.kind === "retarget" || edit.kind === "remove-user" || edit.kind === "convert-user" ? [edit.declaration] : [],
  );
}

function removed(edits: readonly Edit[]): Declaration[] {
  return edits.flatMap((edit) => (edit.kind === "remove-declaration" ? [edit.declaration] : []));
}

function isIn(index: number, { start, end }: Span): boolean {
  return start <= index && index < end;
}

/** Where an address stands in the files, outside of comments and of these declarations. */
function mentionsOf(address: string, documents: readonly Document[], without: readonly Declaration[]): Mention[] {
  return documents.flatMap((document) => {
    if (!document.text.includes(address)) return [];
    const gone = [
      ...without.filter((declaration) => declares(document, declaration)).map(({ span }) => span),
      ...document.comments.map(({ span }) => span),
    ];
    return [...document.text.matchAll(namePattern(address))]
      .filter(({ index }) => !gone.some((span) => isIn(index, span)))
      .map(({ index }) => ({ document, index }));
  });
}

/** What users and roles have under one name. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role#attribute-reference */
const shared =
  /^(?:\[[^\]]*\]|\.\*)?(?:\.(?:arn|id|name|path|permissions_boundary|tags|tags_all|unique_id)(?![\w-])|(?!\.))/;

/** An attribute that takes users, before its value or within its list. */
const takesUsers = /(?:^|[\s{,])"?(?:iam_)?users?(?:_?names?|_?arns?)?"?\s*[=:]\s*(?:"\$\{|\[[^\]]*)?$/i;

/** Whether a reference to the user may name the role in the same place: not in an ARN of a user, nor where a user is asked for. */
function fitsRole({ document, index }: Mention, address: string): boolean {
  const { text } = document;
  const line = text.slice(text.lastIndexOf("\n", index - 1) + 1, index);
  return (
    !isInUsersStatement(document, index) &&
    shared.test(text.slice(index + address.length)) &&
    !/:user\b[^"\s]*$/.test(line) &&
    !takesUsers.test(text.slice(Math.max(0, index - 300), index))
  );
}

/**
 * What permission sets have of that; the id of a user is its name.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssoadmin_permission_set#attribute-reference
 */
const ofPermissionSets = /^(?:\[[^\]]*\]|\.\*)?(?:\.(arn|id|name|tags|tags_all)(?![\w-])|(?!\.))/;

/**
 * Whether a reference to the user may name the permission set: its ARN is nobody's whom a policy could name, so only an output may tell it;
 * its name is the user's, wherever no user is asked for.
 */
function fitsPermissionSet(place: Mention, address: string, edits: readonly Edit[]): boolean {
  const { document, index } = place;
  const { text } = document;
  const moved = edits.flatMap((edit) =>
    edit.kind === "retarget" && declares(document, edit.declaration) ? [edit.declaration] : [],
  );
  const own = moved.find(({ span }) => isIn(index, span));
  // What else stands there is written anew.
  if (own)
    return !["policy", "policy_arn"].some((name) => {
      const entry = entryOf(own.node, name);
      return entry && isIn(index, entry.span);
    });
  const [whole, attribute] = ofPermissionSets.exec(text.slice(index + address.length)) ?? [];
  if (whole === undefined || isInStatement(document, index) || !fitsRole(place, address)) return false;
  if (attribute === undefined) return /\bdepends_on"?\s*[=:]\s*\[[^\]]*$/.test(text.slice(0, index));
  return attribute !== "arn" || outputsOf(document).some(({ span }) => isIn(index, span));
}

/** ARNs in full that mean the user by its name: those of a role are others. */
function literalArns(name: string | undefined, documents: readonly Document[]): Mention[] {
  if (name === undefined || name === "") return [];
  const arn = new RegExp(`:user/(?:[^"\\s]*/)?${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w+=,.@/-])`, "g");
  return documents.flatMap((document) =>
    [...document.text.matchAll(arn)]
      .filter(({ index }) => !document.comments.some(({ span }) => isIn(index, span)))
      .map(({ index }) => ({ document, index })),
  );
}

/** Outputs that give away nothing but a credential that the edits remove: they go with it. */
export function exposedBy(document: Document, edits: readonly Edit[]): Output[] {
  const addresses = removed(edits).flatMap(({ address, kind }) =>
    kind === "access-key" || kind === "login-profile" ? [address] : [],
  );
  if (!addresses.some((address) => document.text.includes(address))) return [];
  return outputsOf(document).filter(({ span }) => {
    const text = document.text.slice(span.start, span.end);
    const rest = addresses.reduce((left, address) => left.replace(namePattern(address), ""), text);
    return rest !== text && !/(?<![\w.-])(?:var|local|module|data|each|path|[a-z0-9]+_\w+)\.[A-Za-z_]/.test(rest);
  });
}

function outputsOf(document: Document): Output[] {
  const slices = terraformState(document)?.hcl.slices ?? [];
  if (document.format !== "terraform-json")
    return slices.flatMap((slice) =>
      slice.type === "output" ? [{ name: slice.labels[0] ?? "", span: { start: slice.start, end: slice.end } }] : [],
    );
  const [place] = placesOf(rootOf(document), ["output"]);
  const step = place?.at(-1);
  const outputs = step && "entry" in step ? step.entry.value : undefined;
  return outputs?.kind === "dict" ? outputs.entries.map(({ key, span }) => ({ name: literal(key) ?? "", span })) : [];
}
