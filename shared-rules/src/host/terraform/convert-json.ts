// A user that becomes a role or a permission set, with its policies, in a .tf.json document. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data } from "../../model/data";
import type { Document } from "../../model/document";
import type { TextEdit } from "../../model/source";
import type { Declaration } from "../../model/policy";
import type { Dict, Value } from "../../model/value";
import { entryOf, literal, nodeSpan, valueOf } from "../../model/value";
import { isDeclinedData } from "../../syntax/hcl";
import { lineIndent } from "../../syntax/print-members";
import type { DeclarationEdit } from "../host-writer";
import { renamed } from "./convert";
import { copyOf } from "./convert-groups";
import {
  conversionOf,
  instancesType,
  isConvertEdit,
  type Conversion,
  type ConvertEdit,
  type Given,
} from "./convert-types";
import { addAt, dictsIn, nested, placesOf, removePlace, resourcePlace, type JsonDraft } from "./json-draft";
import { movedAddress, namePattern } from "./names";

/** How an attribute's value is spelt in this document. */
export type Spelt = (data: Data) => Data | Declined;

/** What conversions of one document are written with. */
export interface JsonConversions {
  readonly document: Document;
  /** The files of its module, itself among them. */
  readonly module: readonly Document[];
  /** All that is written together, in whatever file. */
  readonly all: readonly Edit[];
  readonly spelt: Spelt;
}

/** Converts users and their policies in the draft. Returns why it cannot; the draft is then of no use. */
export function convertInJson(
  draft: JsonDraft,
  { document, module, all, spelt }: JsonConversions,
  edits: readonly DeclarationEdit[],
): Declined | undefined {
  const converted: { edit: ConvertEdit; conversion: Conversion }[] = [];
  for (const edit of edits) {
    const failed =
      edit.kind === "copy-to-role"
        ? copyInJson(draft, edit, module)
        : edit.kind === "remove-user"
          ? removeUserInJson(draft, edit)
          : undefined;
    if (failed) return failed;
  }
  for (const edit of edits.filter(isConvertEdit)) {
    const conversion = conversionOf(edit, module, all);
    if (isDeclined(conversion)) return conversion;
    const failed = changeBody(draft, edit, conversion, spelt);
    if (failed) return failed;
    converted.push({ edit, conversion });
  }
  for (const edit of all.filter(isConvertEdit)) {
    const conversion = conversionOf(edit, module, all);
    if (isDeclined(conversion)) return conversion;
    const failed = rename(draft, edit, conversion);
    if (failed) return failed;
  }
  const labels = new Map<string, Set<string>>();
  for (const { edit, conversion } of converted) {
    const { type } = edit.declaration;
    if (type === conversion.type) continue;
    const key = `${type} ${conversion.type}`;
    labels.set(key, (labels.get(key) ?? new Set()).add(labelOf(edit.declaration)));
  }
  for (const [key, moving] of labels) {
    const [from = "", to = ""] = key.split(" ");
    for (const label of moving) {
      const failed = move(draft, from, to, label, moving);
      if (failed) return failed;
    }
  }
  const lookUp = new RegExp(`\\bdata\\s+"${instancesType}"\\s+"this"`);
  const isLookedUp =
    placesOf(draft.root, ["data", instancesType, "this"]).length > 0 ||
    module.some((one) => one !== document && (lookUp.test(one.text) || one.text.includes(`"${instancesType}":`)));
  if (isLookedUp || !converted.some(({ edit }) => edit.to === "permission-set")) return undefined;
  return draft.change(addAt(draft.root, ["data", instancesType, "this"], {}, draft.json));
}

function labelOf({ address, type }: Declaration): string {
  return address.slice(type.length + 1);
}

/** The body's attributes: new names, new ones after the name or path, and without those the new type does not take. */
function changeBody(
  draft: JsonDraft,
  edit: ConvertEdit,
  { given, dropped }: Conversion,
  spelt: Spelt,
): Declined | undefined {
  const found = resourcePlace(draft.root, edit.declaration.type, labelOf(edit.declaration));
  if (isDeclined(found)) return found;
  const before = ["path", "name"].filter((name) => !dropped.includes(name));
  const give = (one: Given) => (body: Dict) => {
    if ("from" in one) {
      const entry = entryOf(body, one.from);
      return entry ? draft.json.renameText(entry.key, one.name) : [];
    }
    const value = spelt(one.value);
    if (isDeclinedData(value)) return value;
    const after = before.flatMap((name) => entryOf(body, name) ?? []).at(0);
    before.unshift(one.name);
    return draft.json.setEntry(body, one.name, value, after);
  };
  const drop = (name: string) => (body: Dict) => {
    const entry = entryOf(body, name);
    if (!entry) return [];
    const lifecycle = valueOf(body, "lifecycle");
    if (lifecycle && draft.text.slice(lifecycle.span.start, lifecycle.span.end).includes(`"${name}"`))
      return { declined: `Its lifecycle names ${name}, which goes; take that out first.` };
    return draft.json.removeEntry(body, entry);
  };
  return draft.changeObject(found.body, [...given.map(give), ...dropped.map(drop)]);
}

/** Names the resource by its new address. */
function rename(draft: JsonDraft, { declaration }: ConvertEdit, conversion: Conversion): Declined | undefined {
  if (declaration.address === conversion.address) return undefined;
  const named = [...draft.text.matchAll(namePattern(declaration.address))];
  return draft.change(named.flatMap(({ index }) => renamed(draft.text, index, declaration, conversion)));
}

/** Writes a group's policy once more, for the role. */
function copyInJson(
  draft: JsonDraft,
  edit: Edit & { kind: "copy-to-role" },
  module: readonly Document[],
): Declined | undefined {
  const { declaration } = edit;
  const taken = (address: string): boolean =>
    module.some(({ declarations }) => declarations.some((other) => other.address === address));
  const found = resourcePlace(draft.root, declaration.type, labelOf(declaration));
  if (isDeclined(found)) return found;
  const copy = copyOf(edit, taken, () => null);
  if ("declined" in copy) return copy;
  const body = found.body.entries.map(({ key, value }): [string, Data] => {
    const name = literal(key) ?? "";
    return name === "group"
      ? ["role", `\${${movedAddress(edit.user.address, "role")}.name}`]
      : [name, { raw: textOf(draft, value) }];
  });
  return draft.change(addAt(draft.root, ["resource", copy.type, copy.label], Object.fromEntries(body), draft.json));
}

/** Takes the user out of a list of users; where that is an attachment's, the role comes into its list of roles. */
function removeUserInJson(draft: JsonDraft, edit: Edit & { kind: "remove-user" }): Declined | undefined {
  const { declaration, user, toRole } = edit;
  const place = (): Dict | Declined => {
    const found = resourcePlace(draft.root, declaration.type, labelOf(declaration));
    return isDeclined(found) ? found : found.body;
  };
  const body = place();
  if (isDeclined(body)) return body;
  const users = valueOf(body, "users");
  const isUser = (text: string | undefined): boolean =>
    text !== undefined && (namePattern(user.address).test(text) || text === literal(user.fields.name));
  const item = users?.kind === "list" ? users.items.find((one) => isUser(literal(one))) : undefined;
  if (users?.kind !== "list" || !item || users.items.length < 2)
    return {
      declined: `The users of ${declaration.address} are listed elsewhere; take ${user.address} out there first.`,
    };
  const failed = draft.change(draft.json.removeItems(users, [item]));
  const now = place();
  if (failed || !toRole || isDeclined(now)) return failed;
  const role = `\${${movedAddress(user.address, "role")}.name}`;
  const roles = valueOf(now, "roles");
  if (roles === undefined) return draft.change(draft.json.setEntry(now, "roles", [role], entryOf(now, "users")));
  return roles.kind === "list"
    ? draft.change(draft.json.insertItems(roles, roles.items.at(-1), [role]))
    : { declined: `The roles of ${declaration.address} are an expression; add the new one there.` };
}

/** Moves a resource's entry under another type. Where all of a type's go to one that is not there yet, its key says so. */
function move(
  draft: JsonDraft,
  from: string,
  to: string,
  label: string,
  moving: ReadonlySet<string>,
): Declined | undefined {
  if (placesOf(draft.root, ["resource", from, label]).length === 0) return undefined; // gone with the others of its type
  const found = resourcePlace(draft.root, from, label);
  if (isDeclined(found)) return found;
  const { types, typed, named } = found;
  const target = entryOf(types, to);
  const all = dictsIn(typed.value).flatMap(({ entries }) => entries);
  if (!target && all.every(({ key }) => moving.has(literal(key) ?? "")))
    return draft.change(draft.json.renameText(typed.key, to));
  const body = textOf(draft, named.value);
  const added = target
    ? addAt(target.value, [label], { raw: body }, draft.json)
    : draft.json.setEntry(types, to, nested([label], { raw: body }), typed);
  const removed = removePlace(found.place, draft.json);
  if (isDeclined(added) || isDeclined(removed)) return draft.change(added) ?? draft.change(removed);
  const indent = lineIndent(draft.text, named.key.token.start);
  return draft.change([...added.map((edit) => indented(edit, body, indent, draft.text)), ...removed]);
}

function textOf(draft: JsonDraft, value: Value): string {
  const { start, end } = nodeSpan(value);
  return draft.text.slice(start, end);
}

/** Takes a resource out of the draft. */
export function removeResource(draft: JsonDraft, type: string, label: string): Declined | undefined {
  const found = resourcePlace(draft.root, type, label);
  return isDeclined(found) ? found : draft.change(removePlace(found.place, draft.json));
}

/** An insertion whose lines from elsewhere, indented by `before` there, are indented as their new place is. */
function indented({ span, text }: TextEdit, lines: string, before: string, document: string): TextEdit {
  const at = text.indexOf(lines);
  if (at < 0) return { span, text };
  const first = text.slice(0, at);
  const now = first.includes("\n") ? lineIndent(first, at) : lineIndent(document, span.start);
  const moved = lines.replaceAll(`\n${before}`, `\n${now}`);
  return { span, text: first + moved + text.slice(at + lines.length) };
}
