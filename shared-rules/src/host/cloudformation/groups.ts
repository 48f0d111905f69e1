// Users that join groups, and their policies that become a group's, in a template. It decides nothing about access.
import type { Declined, Edit } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import type { TextEdit } from "../../model/source";
import { entryOf, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";

const computed: Declined = { declined: "The resource's properties are an expression; change it by hand." };

/** Adds a group to those of a user. */
export function joinGroup(
  { declaration: { node }, group, handsOver }: Edit & { kind: "join-group" },
  writer: Writer,
): TextEdit[] | Declined {
  if (node.kind !== "dict") return computed;
  const name = { reference: group, attribute: "name" } as const;
  const properties = valueOf(node, "Properties");
  if (!properties || (properties.kind === "scalar" && properties.value === null))
    return writer.setEntry(node, "Properties", { Groups: [name] }, entryOf(node, "Type"));
  if (properties.kind !== "dict" || intrinsicOf(properties)) return computed;
  const groups = valueOf(properties, "Groups");
  const managed = handsOver === true ? entryOf(properties, "ManagedPolicyArns") : undefined;
  if (!groups)
    return managed
      ? collect(
          [writer.renameText(managed.key, "Groups"), writer.replaceValue(managed.value, [name])],
          (edits) => edits,
        )
      : writer.setEntry(properties, "Groups", [name]);
  if (groups.kind !== "list") return computed;
  const joined = writer.insertItems(groups, groups.items.at(-1), [name]);
  return collect([joined, managed ? writer.removeEntry(properties, managed) : []], (edits) => edits);
}

/** A user's policy that is a resource of its own becomes a group's. */
export function giveToGroup(
  { declaration, group }: Edit & { kind: "give-to-group" },
  writer: Writer,
): TextEdit[] | Declined {
  const { node, address } = declaration;
  const properties = node.kind === "dict" ? valueOf(node, "Properties") : undefined;
  const type = node.kind === "dict" ? valueOf(node, "Type") : undefined;
  if (!type || properties?.kind !== "dict" || intrinsicOf(properties)) return computed;
  const name = { reference: group, attribute: "name" } as const;
  const user = entryOf(properties, "UserName");
  const users = entryOf(properties, "Users");
  if (declaration.type === "AWS::IAM::UserPolicy" && user)
    return collect(
      [
        writer.replaceValue(type, "AWS::IAM::GroupPolicy"),
        writer.renameText(user.key, "GroupName"),
        writer.replaceValue(user.value, name),
      ],
      (edits) => edits,
    );
  if (declaration.type !== "AWS::IAM::Policy" || !users || entryOf(properties, "Groups"))
    return { declined: `${address} cannot be given to a group as it is; change it by hand.` };
  return collect([writer.renameText(users.key, "Groups"), writer.replaceValue(users.value, [name])], (edits) => edits);
}
