// What a user has through groups, or shares with other users, when it becomes a role: in a .tf document. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { refersTo } from "../../model/address";
import type { Data } from "../../model/data";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import { entryOf, literal, type Entry, type Value } from "../../model/value";
import { printBlockText } from "../../syntax/hcl";
import { rawOf, type Conversions } from "./convert";
import { movedAddress } from "./names";

/** A group's policies and attachments, and what they are for a role. */
const forRoles: Readonly<Record<string, string>> = {
  aws_iam_group_policy: "aws_iam_role_policy",
  aws_iam_group_policy_attachment: "aws_iam_role_policy_attachment",
};

export interface Copy {
  readonly type: string;
  readonly label: string;
  readonly attributes: Readonly<Record<string, Data>>;
}

/** What a group's policy is for the role, as it is to be written. `raw`: an attribute in the document's own words. */
export function copyOf(
  { declaration, user }: Edit & { kind: "copy-to-role" },
  taken: (address: string) => boolean,
  raw: (entry: Entry) => Data,
): Copy | Declined {
  const { node, type, address } = declaration;
  const counterpart = forRoles[type];
  if (node.kind !== "block" || counterpart === undefined)
    return { declined: `A group gives the user the policies of ${address}; attach them to the user first.` };
  if (node.blocks.length > 0 || node.open || isRepeated(user) || isRepeated(declaration))
    return {
      declined: `A group gives the user the policies of ${address}; attach them to the user by hand first.`,
    };
  const role = movedAddress(user.address, "role");
  const own = role.slice(role.indexOf(".") + 1);
  const stem = own === node.labels[1]?.parts[0] ? own : `${own}_${literal(node.labels[1]) ?? "policy"}`;
  let label = stem;
  for (let number = 2; taken(`${counterpart}.${label}`); number++) label = `${stem}_${String(number)}`;
  const attributes = node.entries.map((entry): [string, Data] => {
    const name = literal(entry.key) ?? "";
    return name === "group" ? ["role", { raw: `${role}.name` }] : [name, raw(entry)];
  });
  return { type: counterpart, label, attributes: Object.fromEntries(attributes) };
}

function isRepeated({ node }: Declaration): boolean {
  return node.kind === "block" && (entryOf(node, "count") ?? entryOf(node, "for_each")) !== undefined;
}

/** Writes a group's policy once more, for the role, below that of the group. */
export function copyToRole(
  edit: Edit & { kind: "copy-to-role" },
  { document, module, spell }: Conversions,
): TextEdit[] | Declined {
  const taken = (address: string): boolean =>
    module.some(({ declarations }) => declarations.some((other) => other.address === address));
  const copy = copyOf(edit, taken, (entry) => rawOf(entry, document));
  if ("declined" in copy) return copy;
  const { type, label, attributes } = copy;
  const text = printBlockText({ type: "resource", labels: [type, label], attributes }, document.source, spell);
  if (isDeclined(text)) return text;
  const eol = document.text.includes("\r\n") ? "\r\n" : "\n";
  const at = edit.declaration.span.end;
  return [{ span: { start: at, end: at }, text: eol + eol + text }];
}

/** Takes the user out of a list of users; where that is an attachment's, the role comes into its list of roles. */
export function removeUser(
  { declaration, user, toRole }: Edit & { kind: "remove-user" },
  { writer }: Conversions,
): TextEdit[] | Declined {
  const { node, address } = declaration;
  const users = entryOf(node, "users");
  const list = users?.value;
  const item = list?.kind === "list" ? list.items.find((one) => isUser(one, user)) : undefined;
  if (!users || list?.kind !== "list" || !item || list.items.length < 2)
    return { declined: `The users of ${address} are listed elsewhere; take ${user.address} out there first.` };
  const without = writer.removeItems(list, [item]);
  if (!toRole || isDeclined(without)) return without;
  const role: Data = { raw: `${movedAddress(user.address, "role")}.name` };
  const roles = entryOf(node, "roles");
  const added =
    roles === undefined
      ? writer.setEntry(node, "roles", [role], users)
      : roles.value.kind === "list"
        ? writer.insertItems(roles.value, roles.value.items.at(-1), [role])
        : { declined: `The roles of ${address} are an expression; add the new one there.` };
  return isDeclined(added) ? added : [...without, ...added];
}

function isUser(value: Value, user: Declaration): boolean {
  if (value.kind === "reference") return refersTo(value.target, user.address);
  const name = literal(value);
  return name !== undefined && name === literal(user.fields.name);
}
