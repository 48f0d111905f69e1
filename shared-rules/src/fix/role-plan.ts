// What happens to everything that is a user's when it becomes a role or a permission set. It decides and writes nothing.
import type { Declined } from "../edit";
import { blockAddress, refersTo } from "../model/address";
import type { Declaration } from "../model/policy";
import { itemsOf, literal, type Value } from "../model/value";
import type { Context } from "../rule";

export interface Plan {
  /** Policies and attachments that become the role's. */
  readonly moved: readonly Declaration[];
  /** Keys, login profiles, and memberships of nobody else. */
  readonly removed: readonly Declaration[];
  /** Lists that the user is taken out of; as a role it stands in the same attachment. */
  readonly left: readonly { readonly declaration: Declaration; readonly item: Value; readonly toRole: boolean }[];
  /** What attaches policies to the user's groups: the role gets its own. */
  readonly copied: readonly Declaration[];
  /** The groups themselves, where their policies are properties of theirs. */
  readonly groups: readonly Declaration[];
}

type Module = Context["module"];

/** What plans ask of a module: each user has one. */
interface Members {
  readonly blocks: ReadonlyMap<string, readonly Declaration[]>;
  /** The declarations that name users. */
  readonly links: readonly Declaration[];
}

const members = new WeakMap<Module, Members>();

function membersOf(module: Module): Members {
  const known = members.get(module);
  if (known) return known;
  const blocks = new Map<string, Declaration[]>();
  for (const declaration of module.declarations) {
    const block = blockAddress(declaration.address);
    const same = blocks.get(block);
    if (same) same.push(declaration);
    else blocks.set(block, [declaration]);
  }
  const made = { blocks, links: module.declarations.filter(({ fields }) => fields.users !== undefined) };
  members.set(module, made);
  return made;
}

/** Where each declaration that has to do with the user goes, or what no role can have. */
export function planOf(user: Declaration, to: "role" | "permission-set", { module }: Context): Plan | Declined {
  const { blocks, links } = membersOf(module);
  const own = blocks.get(blockAddress(user.address)) ?? [];
  const isOwn = (value: Value): boolean => own.some((instance) => isUser(value, instance));
  const dependents = blocksOf(links.filter((link) => !own.includes(link) && itemsOf(link.fields.users).some(isOwn)));
  const moved: Declaration[] = [];
  const removed: Declaration[] = [];
  const left: { declaration: Declaration; item: Value; toRole: boolean }[] = [];
  const memberships: Declaration[] = [];
  for (const link of dependents) {
    const made = link.call ?? link.isRecord;
    if (made) return { declined: `A module makes ${link.address}; take the user out there first.` };
    const users = itemsOf(link.fields.users);
    const others = users.filter((value) => !isOwn(value));
    const item = users.find(isOwn);
    switch (link.kind) {
      case "user-policy":
        moved.push(link);
        break;
      case "attachment":
      case "policy":
        if (others.length === 0 && !link.fields.groups && !link.fields.roles) moved.push(link);
        else if (to === "role" && item) left.push({ declaration: link, item, toRole: true });
        else
          return {
            declined: `The policy of ${link.address} is attached to others too; take the user out of it first.`,
          };
        break;
      case "access-key":
      case "login-profile":
        removed.push(link);
        break;
      case "group-membership":
        if (to === "permission-set")
          return {
            declined: `The user is in a group by ${link.address}, and a permission set is in none; move the group's policies first.`,
          };
        memberships.push(link);
        if (others.length === 0) removed.push(link);
        else if (item) left.push({ declaration: link, item, toRole: false });
        break;
      default:
        return { declined: `Nothing like ${link.address} exists for roles; take it out first.` };
    }
  }
  const groups = groupsOf([...own, ...memberships], module);
  if (isDeclinedList(groups)) return groups;
  if (to === "permission-set" && groups.length > 0)
    return { declined: "The user is in groups, and a permission set is in none; move the groups' policies first." };
  const given = givenBy(groups, module);
  return { moved, removed, left, groups, copied: given };
}

/** One of each block. */
function blocksOf(declarations: readonly Declaration[]): Declaration[] {
  const instances = new Map(declarations.map((declaration) => [blockAddress(declaration.address), declaration]));
  return [...instances.values()].map((one) =>
    one.instanceOf === undefined ? one : { ...one, address: one.instanceOf },
  );
}

function isUser(value: Value, user: Declaration): boolean {
  if (value.kind === "reference") return refersTo(value.target, user.address);
  const name = literal(value);
  return name !== undefined && name === literal(user.fields.name);
}

/** The groups that these name; all have to stand in the module, as their policies are to become the role's. */
function groupsOf(named: readonly Declaration[], module: Module): Declaration[] | Declined {
  const found = new Set<Declaration>();
  for (const { fields, address } of named)
    for (const value of [...itemsOf(fields.groups), ...itemsOf(fields.group)]) {
      const group = module.declarations.find((one) => one.kind === "group" && isUser(value, one));
      if (!group)
        return {
          declined: `A group that ${address} names is not declared here, so its policies cannot become the role's; attach them first.`,
        };
      found.add(group);
    }
  return [...found];
}

function isDeclinedList(result: readonly Declaration[] | Declined): result is Declined {
  return "declined" in result;
}

/** What attaches policies to groups, beside themselves. */
function givenBy(groups: readonly Declaration[], { graph }: Module): Declaration[] {
  const given = groups.flatMap(({ address }) => graph.principal(address)?.policies.map(({ by }) => by) ?? []);
  return blocksOf(given.filter(({ kind }) => kind !== "group"));
}
