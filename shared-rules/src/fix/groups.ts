// The fix move-to-group: a user joins a group, or what is attached to a user becomes a group's. What a group may do, all of its members may.
import type { Edit, NewDeclaration } from "../edit";
import { placeholder } from "../model/data";
import type { Declaration } from "../model/policy";
import { itemsOf, literal, type Value } from "../model/value";
import type { Context, Fix } from "../rule";

type Module = Context["module"];
type Principal = Module["graph"]["principals"][number];

/** How many groups of a module are worth a choice. */
const mostGroups = 3;

/** Makes a user a member of a group that the module declares, one fix a group. */
export function joinGroup(user: Declaration, module: Module): Fix[] {
  if (!isOneUser(user)) return [];
  const groups = module.graph.principals.map(({ declaration }) => declaration).filter((one) => isOpenTo(one, module));
  if (groups.length > mostGroups) return [];
  return groups.map((group) => ({
    id: "move-to-group",
    title: `Put ${nameOf(user)} into the group ${nameOf(group)}`,
    safety: "review",
    outcome: "removes",
    edits: () => joining(user, group.address),
  }));
}

/** Makes a user's policy or attachment that of the one group that the user is in, or of a new one that it joins. */
export function moveToGroup(declaration: Declaration, module: Module): Fix[] {
  const { kind, fields, perhaps, instanceOf, call } = declaration;
  const isOwn = kind === "user";
  if ((!isOwn && kind !== "attachment" && kind !== "user-policy") || perhaps || instanceOf !== undefined || call)
    return [];
  const [named, another] = isOwn ? [] : itemsOf(fields.users);
  const user = isOwn ? declaration : named && userOf(named, module);
  const principal = user && module.graph.principal(user.address);
  const others = isOwn ? undefined : (fields.roles ?? fields.groups ?? fields.group);
  if (!user || !principal || another || others || !isOneUser(user)) return [];
  const [group, other] = principal.groups;
  // What a user's own properties hold goes to a group that is written with it.
  const held = isOwn ? heldBy(declaration, principal.policies) : [];
  if (isOwn && held.length === 0) return [];
  const isThere = !isOwn && group && !other && !group.call && group.instanceOf === undefined;
  const name = `${user.address.split(".").at(-1) ?? ""}-group`;
  return [
    {
      id: "move-to-group",
      title: isThere ? `Give it to the group ${nameOf(group)}` : `Give it to a new group that ${nameOf(user)} is in`,
      safety: "review",
      outcome: "removes",
      edits: (): Edit[] => {
        if (isThere) return [{ kind: "give-to-group", declaration, group: group.address }];
        return [
          ...(isOwn ? [] : [{ kind: "give-to-group", declaration, group: name } as const]),
          { kind: "add-declarations", after: user, declarations: [declareGroup(name, user, held)] },
          ...joining(user, name, held),
        ];
      },
    },
  ];
}

/** Properties of a user that give it policies. */
function heldBy(user: Declaration, policies: Principal["policies"]): string[] {
  const managed = itemsOf(user.fields.managedPolicies).length > 0 ? ["ManagedPolicyArns"] : [];
  const isInline = policies.some(({ arn, by }) => by === user && arn === undefined);
  return isInline ? [...managed, "Policies"] : managed;
}

function declareGroup(name: string, user: Declaration, held: readonly string[]): NewDeclaration {
  const called = placeholder(name.replaceAll("_", "-").toLowerCase());
  return {
    name,
    cloudformation: {
      type: "AWS::IAM::Group",
      properties: {},
      ...(held.length > 0 && { like: { declaration: user, properties: held } }),
    },
    terraform: { type: "aws_iam_group", attributes: { name: called } },
  };
}

/** A membership is a resource in Terraform and a property in CloudFormation. */
function joining(user: Declaration, group: string, handsOver: readonly string[] = []): Edit[] {
  const label = (address: string): string => address.split(".").at(-1) ?? "";
  const attributes = {
    user: { reference: user.address, attribute: "name" },
    groups: [{ reference: group, attribute: "name" }],
  } as const;
  const membership: NewDeclaration = {
    name: `${label(user.address)}-in-${label(group)}`,
    terraform: { type: "aws_iam_user_group_membership", attributes },
  };
  return [
    { kind: "join-group", declaration: user, group, handsOver },
    { kind: "add-declarations", after: user, declarations: [membership] },
  ];
}

/** One user that is written here: not one of several of a block, nor a module's. */
function isOneUser({ call, instanceOf, isRecord, perhaps }: Declaration): boolean {
  return !call && instanceOf === undefined && isRecord !== true && perhaps !== true;
}

/** A group whose members nothing lists in full: such a list would take others out again. */
function isOpenTo(group: Declaration, { declarations }: Module): boolean {
  if (group.kind !== "group" || !isOneUser(group)) return false;
  return !declarations.some(({ kind, fields }) => kind === "group-membership" && fields.group !== undefined);
}

function userOf(value: Value, { graph }: Module): Declaration | undefined {
  const target = value.kind === "reference" ? value.target : undefined;
  const name = literal(value);
  return graph.principals.find(
    ({ declaration: { kind, address, fields } }) =>
      kind === "user" && (address === target || (name !== undefined && literal(fields.name) === name)),
  )?.declaration;
}

function nameOf({ address, fields }: Declaration): string {
  return literal(fields.name) ?? address;
}
