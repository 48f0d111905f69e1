// A user's policies and attachments that become a group's, in either of Terraform's syntaxes. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import { entryOf, literal, nodeSpan } from "../../model/value";
import type { HclWriter } from "../../syntax/hcl";
import { collect } from "../host-writer";
import { addAt, resourcePlace, type JsonDraft } from "./json-draft";
import { removeResource } from "./convert-json";
import { namePattern } from "./names";

export type GiveToGroup = Edit & { kind: "give-to-group" };

/** What is a user's, and the same of a group. Both name whose it is by an attribute of that word. */
const forGroups: Readonly<Record<string, string>> = {
  aws_iam_user_policy: "aws_iam_group_policy",
  aws_iam_user_policy_attachment: "aws_iam_group_policy_attachment",
};

/** In a .tf document. */
export function giveToGroup(
  { declaration, group }: GiveToGroup,
  module: readonly Document[],
  hcl: HclWriter,
): TextEdit[] | Declined {
  const type = typeFor(declaration, module);
  if (isDeclined(type)) return type;
  const { node } = declaration;
  const user = node.kind === "block" ? entryOf(node, "user") : undefined;
  const label = node.kind === "block" ? node.labels[0] : undefined;
  if (!user || !label) return { declined: "It is not written as a block that names its user." };
  return collect(
    [
      hcl.renameText(label, type.type),
      [{ span: user.key.token, text: "group" }],
      hcl.replaceValue(user.value, { reference: group, attribute: "name" }),
    ],
    (edits) => edits,
  );
}

/** In a .tf.json document. */
export function giveToGroupIn(
  { declaration, group }: GiveToGroup,
  module: readonly Document[],
  draft: JsonDraft,
): Declined | undefined {
  const type = typeFor(declaration, module);
  if (isDeclined(type)) return type;
  const label = declaration.address.slice(declaration.type.length + 1);
  const found = resourcePlace(draft.root, declaration.type, label);
  if (isDeclined(found)) return found;
  const body: Record<string, Data> = {};
  for (const { key, value } of found.body.entries) {
    const name = literal(key) ?? "";
    const { start, end } = nodeSpan(value);
    if (name === "user") body["group"] = { reference: group, attribute: "name" };
    else body[name] = { raw: draft.text.slice(start, end) };
  }
  return (
    draft.change(addAt(draft.root, ["resource", type.type, label], body, draft.json)) ??
    removeResource(draft, declaration.type, label)
  );
}

function typeFor(
  { address, type, node }: Declaration,
  module: readonly Document[],
): { readonly type: string } | Declined {
  const counterpart = forGroups[type];
  if (counterpart === undefined) return { declined: `${type} has no counterpart for groups; attach it there by hand.` };
  const moved = counterpart + address.slice(type.length);
  if (module.some(({ declarations }) => declarations.some((one) => one.address === moved)))
    return { declined: `The resource ${moved} is there already; rename one of the two first.` };
  const named = module.find(({ text, declarations }) =>
    [...text.matchAll(namePattern(address))].some(
      ({ index }) => !declarations.some((one) => one.node === node && one.span.start <= index && index < one.span.end),
    ),
  );
  if (!named) return { type: counterpart };
  const file = named.uri.slice(named.uri.lastIndexOf("/") + 1);
  return { declined: `The file ${file} names ${address}, whose address would change; take that out first.` };
}
