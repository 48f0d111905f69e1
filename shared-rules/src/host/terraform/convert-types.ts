// What a user's resources become, in either of Terraform's syntaxes: types, attributes, and what has no counterpart. It writes nothing.
import type { Declined, Edit } from "../../edit";
import type { Data } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { Block } from "../../model/value";
import { entryOf, literal, valueOf } from "../../model/value";
import { identityCenterArn, movedAddress } from "./names";

/** An edit that gives a resource another type. */
export type ConvertEdit = Edit & { kind: "convert-user" | "retarget" };

export interface Conversion {
  /** The new type and the new address. */
  readonly type: string;
  readonly address: string;
  /** Attributes the new type has instead, in the order they are written anew: one renamed (`from`), or a new one. Raw data is an expression. */
  readonly given: readonly Given[];
  /** Attributes it does not take. */
  readonly dropped: readonly string[];
}

export type Given = { readonly name: string; readonly from: string } | { readonly name: string; readonly value: Data };

/** Identity Center's instance is looked up by this data source. */
export const instancesType = "aws_ssoadmin_instances";
const instanceArn: Given = { name: "instance_arn", value: { raw: identityCenterArn } };

/** A user's policies and attachments, the attribute that names the user, and what both are for a role. */
const forRoles: Readonly<Record<string, { readonly type: string; readonly from: string; readonly name: string }>> = {
  aws_iam_user_policy: { type: "aws_iam_role_policy", from: "user", name: "role" },
  aws_iam_user_policy_attachment: { type: "aws_iam_role_policy_attachment", from: "user", name: "role" },
  aws_iam_policy_attachment: { type: "aws_iam_policy_attachment", from: "users", name: "roles" },
};

export function isConvertEdit(edit: Edit): edit is ConvertEdit {
  return edit.kind === "convert-user" || edit.kind === "retarget";
}

/** What the edit's resource becomes, or why it cannot. `module`: the files whose names it shares; `all`: the edits it is written with. */
export function conversionOf(
  edit: ConvertEdit,
  module: readonly Document[],
  all: readonly Edit[],
): Conversion | Declined {
  const { node, address, type } = edit.declaration;
  if (node.kind !== "block") return { declined: "It is not written as a block." };
  const made = edit.kind === "convert-user" ? ofUser(edit, node) : ofPolicy(edit, node, all);
  if ("declined" in made) return made;
  const moved = made.type + address.slice(type.length);
  if (moved !== address && module.some(({ declarations }) => declarations.some((other) => other.address === moved)))
    return { declined: `There is ${moved} already; rename one of the two first.` };
  return { ...made, address: moved };
}

type Made = Omit<Conversion, "address">;

function ofUser(edit: ConvertEdit & { kind: "convert-user" }, node: Block): Made | Declined {
  if (edit.to === "role") {
    const value: Data = { Version: edit.trust.Version, Statement: edit.trust.Statement };
    return { type: "aws_iam_role", given: [{ name: "assume_role_policy", value }], dropped: ["force_destroy"] };
  }
  if (entryOf(node, "permissions_boundary"))
    return { declined: "A permission set's boundary is a resource of its own; attach it there first." };
  return { type: "aws_ssoadmin_permission_set", given: [instanceArn], dropped: ["path", "force_destroy"] };
}

function ofPolicy(edit: ConvertEdit & { kind: "retarget" }, node: Block, all: readonly Edit[]): Made | Declined {
  const { declaration, user, to } = edit;
  const { type } = declaration;
  if (to === "permission-set") return ofPermissionSet(declaration, node, user, all);
  const counterpart = forRoles[type];
  if (!counterpart || !entryOf(node, counterpart.from)) return { declined: `Roles have no counterpart of ${type}.` };
  const { name, from } = counterpart;
  if (entryOf(node, name))
    return { declined: `The attribute ${name} of ${declaration.address} is there already; change it by hand.` };
  return { type: counterpart.type, given: [{ name, from }], dropped: [] };
}

function ofPermissionSet(
  declaration: Declaration,
  node: Block,
  user: Declaration,
  all: readonly Edit[],
): Made | Declined {
  const made = madeForPermissionSet(declaration, node, user, all);
  if ("declined" in made) return made;
  const known = new Set([...made.dropped, ...made.given.map((given) => ("from" in given ? given.from : given.name))]);
  const lost = node.entries.map(({ key }) => literal(key) ?? "").find((name) => !known.has(name));
  if (lost !== undefined) return { declined: `Its ${lost} would be lost; turn it into a permission set's by hand.` };
  if (user.node.kind === "block" && (entryOf(user.node, "count") ?? entryOf(user.node, "for_each")))
    return { declined: "The user stands for several; turn them into permission sets by hand." };
  return made;
}

function madeForPermissionSet(
  { type, kind }: Declaration,
  node: Block,
  user: Declaration,
  all: readonly Edit[],
): Made | Declined {
  const set: Given = {
    name: "permission_set_arn",
    value: { raw: `${movedAddress(user.address, "permission-set")}.arn` },
  };
  if (kind === "user-policy") {
    const inline = all.filter((other) => other.kind === "retarget" && other.declaration.kind === "user-policy");
    if (inline.length > 1 || !entryOf(node, "policy"))
      return { declined: "A permission set has one inline policy; join the user's first." };
    return {
      type: "aws_ssoadmin_permission_set_inline_policy",
      given: [instanceArn, set, { name: "inline_policy", from: "policy" }],
      dropped: ["user", "name", "name_prefix"],
    };
  }
  const arn = valueOf(node, "policy_arn");
  if (type !== "aws_iam_user_policy_attachment" || !arn)
    return { declined: `Permission sets have no counterpart of ${type}.` };
  if (!literal(arn)?.includes(":iam::aws:policy/"))
    return {
      declined: "A permission set takes the user's own managed policy by name, in each account; attach it there first.",
    };
  return {
    type: "aws_ssoadmin_managed_policy_attachment",
    given: [instanceArn, { name: "managed_policy_arn", from: "policy_arn" }, set],
    dropped: ["user"],
  };
}
