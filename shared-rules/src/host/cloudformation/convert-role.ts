// A user turned into a role in place, with what it had through groups or shared with others. It declines what a role cannot have.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { intrinsicOf } from "../../link/intrinsics";
import { refersTo } from "../../model/address";
import type { Data, DataObject } from "../../model/data";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import type { Dict, Entry, Value } from "../../model/value";
import { entryOf, literal, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { partsOf } from "./convert";
import { dataOf } from "./data";

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 * A password's place becomes the trust policy's, and that of the groups is taken by their policies, or else by it: neither resource has both.
 */
export function convertToRole(
  { declaration, trust, attach = [], groups = [] }: Edit & { kind: "convert-user"; to: "role" },
  writer: Writer,
): TextEdit[] | Declined {
  const parts = partsOf(declaration);
  if (isDeclined(parts)) return parts;
  const given = policiesOf(groups);
  if (isDeclined(given)) return given;
  const { node, type, properties } = parts;
  const document: DataObject = { Version: trust.Version, Statement: trust.Statement };
  const managed: readonly Data[] = [...attach, ...given.managed];
  const retyped = writer.replaceValue(type.value, "AWS::IAM::Role");
  if (!properties) {
    const own: DataObject = {
      AssumeRolePolicyDocument: document,
      ...(managed.length > 0 && { ManagedPolicyArns: managed }),
      ...(given.inline.length > 0 && { Policies: given.inline }),
    };
    return collect([retyped, writer.setEntry(node, "Properties", own, type)], (edits) => edits);
  }
  const name = entryOf(properties, "UserName");
  const { written: policies, groups: left } = addPolicies(
    properties,
    { ManagedPolicyArns: managed, Policies: given.inline },
    writer,
  );
  const login = entryOf(properties, "LoginProfile");
  const place = login ?? left;
  const trusted = place
    ? [writer.renameText(place.key, "AssumeRolePolicyDocument"), writer.replaceValue(place.value, document)]
    : [writer.setEntry(properties, "AssumeRolePolicyDocument", document, name)];
  const renamed = name ? [writer.renameText(name.key, "RoleName")] : [];
  const gone = left && left !== place ? [writer.removeEntry(properties, left)] : [];
  return collect([retyped, ...renamed, ...trusted, ...policies, ...gone], (edits) => edits);
}

/** Adds items to lists of policies that are there or, first of all, in the place of the groups; `groups`: where that is still free. */
function addPolicies(
  properties: Dict,
  added: Readonly<Record<string, readonly Data[]>>,
  writer: Writer,
): { readonly written: (TextEdit[] | Declined)[]; readonly groups: Entry | undefined } {
  const written: (TextEdit[] | Declined)[] = [];
  let groups: Entry | undefined = entryOf(properties, "Groups");
  for (const [name, items] of Object.entries(added)) {
    const own = valueOf(properties, name);
    const known = own?.kind === "list" && !intrinsicOf(own) ? own.items.map(dataOf) : [];
    const missing = items.filter((item) => !known.some((one) => JSON.stringify(one) === JSON.stringify(item)));
    if (missing.length === 0) continue;
    if (own?.kind === "list" && !intrinsicOf(own)) written.push(writer.insertItems(own, own.items.at(-1), missing));
    else if (own) written.push({ declined: `The user's ${name} are an expression; change it by hand.` });
    else if (groups) {
      written.push(writer.renameText(groups.key, name), writer.replaceValue(groups.value, missing));
      groups = undefined;
    } else written.push(writer.setEntry(properties, name, missing));
  }
  return { written, groups };
}

interface Given {
  readonly managed: readonly Data[];
  readonly inline: readonly Data[];
}

/** The policies that are properties of groups. */
function policiesOf(groups: readonly Declaration[]): Given | Declined {
  const managed: Data[] = [];
  const inline: Data[] = [];
  for (const group of groups) {
    const parts = partsOf(group);
    if (isDeclined(parts)) return parts;
    if (!parts.properties) continue;
    const [arns, policies] = [valueOf(parts.properties, "ManagedPolicyArns"), valueOf(parts.properties, "Policies")];
    for (const [list, all] of [
      [arns, managed],
      [policies, inline],
    ] as const) {
      if (!list) continue;
      const items = list.kind === "list" && !list.open && !intrinsicOf(list) ? list.items.map(dataOf) : [undefined];
      if (!items.every((item): item is Data => item !== undefined))
        return {
          declined: `The policies of the group ${group.address} are an expression; attach them to the user first.`,
        };
      all.push(...items);
    }
  }
  return { managed, inline };
}

/** A policy that lists groups is the role's, too. */
export function shareWithRole(declaration: Declaration, user: Declaration, writer: Writer): TextEdit[] | Declined {
  const parts = partsOf(declaration);
  if (isDeclined(parts)) return parts;
  const groups = parts.properties && entryOf(parts.properties, "Groups");
  if (!parts.properties || !groups)
    return {
      declined: `A group gives the user the policy of ${declaration.address}; attach it to the user first.`,
    };
  return addRole(parts.properties, groups, declaration, user, writer);
}

/** Takes the user out of a list of users; where that is a policy's, the role comes into its list of roles. */
export function removeUser(
  { declaration, user, toRole }: Edit & { kind: "remove-user" },
  writer: Writer,
): TextEdit[] | Declined {
  const parts = partsOf(declaration);
  if (isDeclined(parts)) return parts;
  const users = parts.properties && entryOf(parts.properties, "Users");
  const list = users?.value;
  const items = list?.kind === "list" && !intrinsicOf(list) ? list.items : [];
  const own = items.filter((one) => isUser(one, user));
  if (!parts.properties || !users || list?.kind !== "list" || own.length === 0)
    return {
      declined: `The users of ${declaration.address} are listed elsewhere; take ${user.address} out there first.`,
    };
  const without =
    own.length < items.length ? writer.removeItems(list, own) : writer.removeEntry(parts.properties, users);
  if (!toRole || isDeclined(without)) return without;
  const added = addRole(parts.properties, users, declaration, user, writer);
  return isDeclined(added) ? added : [...without, ...added];
}

function addRole(
  properties: Dict,
  after: Entry,
  { address }: Declaration,
  user: Declaration,
  writer: Writer,
): TextEdit[] | Declined {
  const role: Data = { Ref: user.address };
  const roles = valueOf(properties, "Roles");
  if (!roles) return writer.setEntry(properties, "Roles", [role], after);
  return roles.kind === "list" && !intrinsicOf(roles)
    ? writer.insertItems(roles, roles.items.at(-1), [role])
    : { declined: `The roles of ${address} are an expression; add the new one there.` };
}

function isUser(value: Value, user: Declaration): boolean {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === "Ref") return literal(intrinsic.argument) === user.address;
  if (value.kind === "reference") return refersTo(value.target, user.address);
  const name = literal(value);
  return name !== undefined && name === literal(user.fields.name);
}
