// Users that join groups, and their policies that become a group's, in a template. It decides nothing about access.
import type { Declined, Edit, NewDeclaration } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import type { Data, DataObject } from "../../model/data";
import type { Document } from "../../model/document";
import type { TextEdit } from "../../model/source";
import { contains, entryOf, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { dataOf } from "./data";

type CloudFormationResource = NonNullable<NewDeclaration["cloudformation"]>;

const computed: Declined = { declined: "The resource's properties are an expression; change it by hand." };

/** Adds a group to those of a user. */
export function joinGroup(
  { declaration: { node }, group, handsOver = [] }: Edit & { kind: "join-group" },
  writer: Writer,
): TextEdit[] | Declined {
  if (node.kind !== "dict") return computed;
  const name = { reference: group, attribute: "name" } as const;
  const properties = valueOf(node, "Properties");
  if (!properties || (properties.kind === "scalar" && properties.value === null))
    return writer.setEntry(node, "Properties", { Groups: [name] }, entryOf(node, "Type"));
  if (properties.kind !== "dict" || intrinsicOf(properties)) return computed;
  const groups = valueOf(properties, "Groups");
  const handed = handsOver.flatMap((property) => entryOf(properties, property) ?? []);
  const [first, ...others] = handed;
  if (groups && groups.kind !== "list") return computed;
  if (groups || !first) {
    const joined = groups
      ? writer.insertItems(groups, groups.items.at(-1), [name])
      : writer.setEntry(properties, "Groups", [name]);
    return collect([joined, ...handed.map((entry) => writer.removeEntry(properties, entry))], (edits) => edits);
  }
  return collect(
    [
      writer.renameText(first.key, "Groups"),
      writer.replaceValue(first.value, [name]),
      ...others.map((entry) => writer.removeEntry(properties, entry)),
    ],
    (edits) => edits,
  );
}

/** Properties of a resource as they are written, for another resource that has them in its place. */
export function propertiesLike(
  { declaration: { node, address }, properties: names }: NonNullable<CloudFormationResource["like"]>,
  { comments }: Document,
): DataObject | Declined {
  const properties = node.kind === "dict" ? valueOf(node, "Properties") : undefined;
  if (properties?.kind !== "dict" || intrinsicOf(properties)) return computed;
  const like: Record<string, Data> = {};
  for (const name of names) {
    const entry = entryOf(properties, name);
    if (!entry) continue;
    const data = dataOf(entry.value);
    if (data === undefined) return { declined: `The ${name} of ${address} cannot be read; move them by hand.` };
    if (comments.some(({ span }) => contains(entry.span, span)))
      return { declined: `The comments in the ${name} of ${address} would be lost; move them by hand.` };
    like[name] = data;
  }
  return like;
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
