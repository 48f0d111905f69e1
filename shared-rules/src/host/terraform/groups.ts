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

interface Counterpart {
  readonly type: string;
  /** The attribute that names the user, and what it is for a group. */
  readonly from: string;
  readonly to: string;
  readonly isList?: true;
}

/** What is a user's, and the same of a group. */
const forGroups: Readonly<Record<string, Counterpart>> = {
  aws_iam_user_policy: { type: "aws_iam_group_policy", from: "user", to: "group" },
  aws_iam_user_policy_attachment: { type: "aws_iam_group_policy_attachment", from: "user", to: "group" },
  aws_iam_policy_attachment: { type: "aws_iam_policy_attachment", from: "users", to: "groups", isList: true },
};

function named({ isList }: Counterpart, group: string): Data {
  const name = { reference: group, attribute: "name" } as const;
  return isList ? [name] : name;
}

/** In a .tf document. */
export function giveToGroup(
  { declaration, group }: GiveToGroup,
  module: readonly Document[],
  hcl: HclWriter,
): TextEdit[] | Declined {
  const counterpart = counterpartOf(declaration, module);
  if (isDeclined(counterpart)) return counterpart;
  const { node } = declaration;
  const user = node.kind === "block" ? entryOf(node, counterpart.from) : undefined;
  const label = node.kind === "block" ? node.labels[0] : undefined;
  if (!user || !label) return { declined: "It is not written as a block that names its user." };
  return collect(
    [
      counterpart.type === declaration.type ? [] : hcl.renameText(label, counterpart.type),
      [{ span: user.key.token, text: counterpart.to }],
      hcl.replaceValue(user.value, named(counterpart, group)),
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
  const counterpart = counterpartOf(declaration, module);
  if (isDeclined(counterpart)) return counterpart;
  const label = declaration.address.slice(declaration.type.length + 1);
  const found = resourcePlace(draft.root, declaration.type, label);
  if (isDeclined(found)) return found;
  const body: Record<string, Data> = {};
  for (const { key, value } of found.body.entries) {
    const name = literal(key) ?? "";
    const { start, end } = nodeSpan(value);
    if (name === counterpart.from) body[counterpart.to] = named(counterpart, group);
    else body[name] = { raw: draft.text.slice(start, end) };
  }
  if (counterpart.type === declaration.type) return draft.change(draft.json.replaceValue(found.named.value, body));
  return (
    draft.change(addAt(draft.root, ["resource", counterpart.type, label], body, draft.json)) ??
    removeResource(draft, declaration.type, label)
  );
}

function counterpartOf({ address, type, node }: Declaration, module: readonly Document[]): Counterpart | Declined {
  const counterpart = forGroups[type];
  if (!counterpart) return { declined: `${type} has no counterpart for groups; attach it there by hand.` };
  if (counterpart.type === type) return counterpart;
  const moved = counterpart.type + address.slice(type.length);
  if (module.some(({ declarations }) => declarations.some((one) => one.address === moved)))
    return { declined: `The resource ${moved} is there already; rename one of the two first.` };
  const naming = module.find(({ text, declarations }) =>
    [...text.matchAll(namePattern(address))].some(
      ({ index }) => !declarations.some((one) => one.node === node && one.span.start <= index && index < one.span.end),
    ),
  );
  if (!naming) return counterpart;
  const file = naming.uri.slice(naming.uri.lastIndexOf("/") + 1);
  return { declined: `The file ${file} names ${address}, whose address would change; take that out first.` };
}
