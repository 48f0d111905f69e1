// The users, roles, groups and permission sets of a module with everything attached to them, whichever document attaches it. It judges nothing.
import type { Document } from "../model/document";
import type { Declaration, DeclarationKind, Policy } from "../model/policy";
import { isOpen, itemsOf, literal, type Value } from "../model/value";
import { contentsOf, type Contents } from "./held";
import type { Module } from "./module";
import { namingOf, referenceIn, type Naming } from "./naming";

/** A policy that a principal has, and the declaration that gives it. */
export interface Attached {
  /** The policy's content, where it stands in the module. One policy may have several: a template's conditions make them. */
  readonly policy: Policy | undefined;
  /** The managed policy as it is named: an AWS managed policy's ARN, a reference; undefined for inline policies. */
  readonly arn: Value | undefined;
  /** What attaches it: an attachment, the principal itself, the policy. */
  readonly by: Declaration;
  /** The group it comes through. */
  readonly group: Declaration | undefined;
}

export interface Principal {
  /** A user, role, group or permission set. */
  readonly declaration: Declaration;
  readonly policies: readonly Attached[];
  readonly groups: readonly Declaration[];
  /** Groups that are not in the module, as they are named. */
  readonly otherGroups: readonly Value[];
  /** Access keys, console passwords, SSH keys and the like. */
  readonly credentials: readonly Declaration[];
  /** A role's instance profiles, a permission set's account assignments. */
  readonly uses: readonly Declaration[];
  /** A role's trust policies. */
  readonly trust: readonly Policy[];
  /** The boundary as it is named, what sets it, and its content where that stands in the module. */
  readonly boundary: Value | undefined;
  readonly boundaryBy: Declaration | undefined;
  readonly boundaryPolicy: Policy | undefined;
  /** Something that cannot be read may add to it. */
  readonly open: boolean;
}

export interface Graph {
  readonly principals: readonly Principal[];
  principal(address: string): Principal | undefined;
  /** Whoever has the policy, through a group too. */
  holdersOf(policy: Policy): readonly Principal[];
  /** The document a declaration or policy stands in. */
  documentOf(subject: Declaration | Policy): Document | undefined;
}

const principalKinds = ["user", "role", "group", "permission-set"] as const;
type PrincipalKind = (typeof principalKinds)[number];

/** A principal while it is put together. */
interface Draft extends Principal {
  readonly policies: Attached[];
  readonly groups: Declaration[];
  readonly otherGroups: Value[];
  readonly credentials: Declaration[];
  readonly uses: Declaration[];
  boundary: Value | undefined;
  boundaryBy: Declaration | undefined;
  boundaryPolicy: Policy | undefined;
  open: boolean;
  /** What may be added to, and what a list of all of it closes. */
  readonly openTo: Set<Part>;
  readonly closed: Set<Part>;
}

type Part = "managed" | "inline" | "groups" | "other";

/** The graph of a module's principals. Made when asked for; every question after the first is a look-up. */
export function graphOf(module: Module): Graph {
  const contents = contentsOf(module);
  const builder = new GraphBuilder(module, contents);
  const principals = builder.build();
  const byAddress = new Map(principals.map((principal) => [principal.declaration.address, principal]));
  let documents: Map<Declaration | Policy, Document> | undefined;
  let holders: Map<Policy, Principal[]> | undefined;
  return {
    principals,
    principal: (address) => byAddress.get(address),
    holdersOf(policy) {
      if (!holders) {
        holders = new Map();
        for (const principal of principals)
          for (const one of new Set(principal.policies.map((attached) => attached.policy)))
            if (one) holders.set(one, [...(holders.get(one) ?? []), principal]);
      }
      return holders.get(policy) ?? [];
    },
    documentOf(subject) {
      if (!documents) {
        documents = new Map();
        for (const document of module.documents)
          for (const one of [...document.declarations, ...document.policies]) documents.set(one, document);
      }
      return documents.get(subject);
    },
  };
}

class GraphBuilder {
  readonly #module: Module;
  readonly #contents: Contents;
  readonly #names: Readonly<Record<PrincipalKind, Naming>>;
  readonly #policies: Naming;
  readonly #drafts = new Map<Declaration, Draft>();

  constructor(module: Module, contents: Contents) {
    this.#module = module;
    this.#contents = contents;
    const naming = (kind: DeclarationKind): Naming =>
      namingOf(module.declarations.filter((declaration) => declaration.kind === kind));
    this.#names = {
      user: naming("user"),
      role: naming("role"),
      group: naming("group"),
      "permission-set": naming("permission-set"),
    };
    this.#policies = naming("policy");
  }

  build(): readonly Principal[] {
    for (const declaration of this.#module.declarations)
      if (isPrincipal(declaration)) this.#drafts.set(declaration, this.#begin(declaration));
    const links = this.#module.declarations.filter(isLink);
    // A list of all policies may repeat what others attach.
    const isList = ({ kind }: Declaration): boolean => kind === "exclusive-policies";
    for (const link of links) if (!isList(link)) this.#follow(link);
    for (const link of links) if (isList(link)) this.#follow(link);
    const principals = [...this.#drafts.values()];
    for (const draft of principals) draft.open = [...draft.openTo].some((part) => !draft.closed.has(part));
    // What a group has is complete by now; groups are in no groups.
    for (const draft of principals)
      for (const group of draft.groups) {
        const through = this.#drafts.get(group);
        draft.policies.push(...(through?.policies ?? []).map((one) => ({ ...one, group })));
        draft.open ||= through?.open ?? false;
      }
    return principals;
  }

  /** What a principal's own declaration gives it. */
  #begin(declaration: Declaration): Draft {
    const { fields } = declaration;
    const draft: Draft = {
      declaration,
      policies: [],
      groups: [],
      otherGroups: [],
      credentials: [],
      uses: [],
      trust: this.#contents.trustOf(declaration.address),
      boundary: undefined,
      boundaryBy: undefined,
      boundaryPolicy: undefined,
      open: false,
      openTo: new Set(declaration.open ? ["other"] : []),
      closed: new Set(),
    };
    if (isOpen(fields.managedPolicies)) draft.openTo.add("managed");
    for (const arn of knownItems(fields.managedPolicies)) draft.policies.push(...this.#attached(arn, declaration));
    for (const policy of this.#contents.heldBy(declaration.address))
      draft.policies.push({ policy, arn: undefined, by: declaration, group: undefined });
    this.#bound(draft, declaration);
    this.#join(draft, fields.groups);
    return draft;
  }

  /** Gives what a link gives to those that it names. */
  #follow(link: Declaration): void {
    for (const kind of principalKinds)
      for (const targets of targetsOf(link, kind)) {
        const names = this.#names[kind];
        const maybe = targets.kind === "list" && targets.open ? [...names.everyone] : [];
        for (const value of itemsOf(targets)) {
          const { surely, perhaps } = names.find(value);
          for (const one of surely) this.#give(this.#drafts.get(one), link);
          maybe.push(...perhaps);
        }
        for (const one of maybe) this.#drafts.get(one)?.openTo.add(partOf(link));
      }
  }

  #give(draft: Draft | undefined, link: Declaration): void {
    if (!draft) return;
    const { fields } = link;
    switch (link.kind) {
      case "attachment":
        if (fields.policyArn) draft.policies.push(...this.#attached(fields.policyArn, link));
        this.#bound(draft, link);
        return;
      case "exclusive-policies":
        return this.#close(draft, link);
      case "group-membership":
        this.#join(draft, fields.groups);
        return this.#join(draft, fields.group);
      case "instance-profile":
      case "account-assignment":
        draft.uses.push(link);
        return;
      case "policy":
      case "user-policy":
      case "role-policy":
      case "group-policy":
      case "resource":
        draft.policies.push(...this.#given(link, undefined, link));
        return;
      default:
        draft.credentials.push(link);
    }
  }

  /** A list of all policies: what it names is attached, and nothing that cannot be read adds to it. */
  #close(draft: Draft, link: Declaration): void {
    const { inlinePolicies, managedPolicies } = link.fields;
    for (const arn of knownItems(managedPolicies)) {
      const found = this.#attached(arn, link);
      const attachment = referenceIn(arn)?.target;
      const isKnown = draft.policies.some(
        (one) => one.by.address === attachment || found.some((other) => isSamePolicy(one, other)),
      );
      if (!isKnown) draft.policies.push(...found);
    }
    if (managedPolicies) (isOpen(managedPolicies) ? draft.openTo : draft.closed).add("managed");
    if (inlinePolicies && !isOpen(inlinePolicies)) draft.closed.add("inline");
  }

  #join(draft: Draft, groups: Value | undefined): void {
    if (isOpen(groups) && groups?.kind !== "reference") draft.openTo.add("groups");
    for (const value of knownItems(groups)) {
      const { surely, perhaps } = this.#names.group.find(value);
      for (const group of surely) if (!draft.groups.includes(group)) draft.groups.push(group);
      if (surely.length > 0) continue;
      // What a group has that stands elsewhere, or that cannot be told, is not known.
      draft.openTo.add("groups");
      if (perhaps.length === 0) draft.otherGroups.push(value);
    }
  }

  #bound(draft: Draft, by: Declaration): void {
    const { boundary } = by.fields;
    if (!boundary || draft.boundary) return;
    draft.boundary = boundary;
    draft.boundaryBy = by;
    draft.boundaryPolicy = this.#attached(boundary, by)[0]?.policy;
  }

  /** A managed policy by its ARN, name or reference, with its content where the module has it. */
  #attached(arn: Value, by: Declaration): Attached[] {
    const own = nameInArn(arn);
    const { surely } = own === undefined ? this.#policies.find(arn) : this.#policies.named(own, arn);
    const found = surely.flatMap((policy) => this.#given(policy, arn, by));
    return found.length > 0 ? found : [{ policy: undefined, arn, by, group: undefined }];
  }

  /** The contents of what holds a policy; where none can be read, that there is one. */
  #given(holder: Declaration, arn: Value | undefined, by: Declaration): Attached[] {
    const policies = this.#contents.heldBy(holder.address);
    return (policies.length > 0 ? policies : [undefined]).map((policy) => ({ policy, arn, by, group: undefined }));
  }
}

function isPrincipal({ kind }: Declaration): boolean {
  return principalKinds.some((one) => one === kind);
}

/** Declarations that give something to principals they name. */
const linkKinds: ReadonlySet<DeclarationKind> = new Set<DeclarationKind>([
  "attachment",
  "exclusive-policies",
  "policy",
  "user-policy",
  "role-policy",
  "group-policy",
  "access-key",
  "login-profile",
  "service-credential",
  "ssh-key",
  "signing-certificate",
  "mfa-device",
  "group-membership",
  "instance-profile",
  "account-assignment",
]);

function isLink({ fields, kind }: Declaration): boolean {
  // A permission set's inline policy.
  return linkKinds.has(kind) || (kind === "resource" && fields.permissionSets !== undefined);
}

function targetsOf({ fields, kind: link }: Declaration, kind: PrincipalKind): readonly Value[] {
  const { group, groups, permissionSets, roles, users } = fields;
  switch (kind) {
    case "user":
      return users ? [users] : [];
    case "role":
      return roles ? [roles] : [];
    case "group":
      // A membership names the group it adds users to; it gives the group nothing.
      return link === "group-membership" ? [] : [groups, group].filter((target) => target !== undefined);
    case "permission-set":
      return permissionSets ? [permissionSets] : [];
  }
}

/** What of a principal a link adds to. */
function partOf({ kind }: Declaration): Part {
  switch (kind) {
    case "attachment":
    case "policy":
      return "managed";
    case "user-policy":
    case "role-policy":
    case "group-policy":
    case "resource":
      return "inline";
    case "group-membership":
      return "groups";
    default:
      return "other";
  }
}

/** A list's items, or the value itself; nothing where not even one is surely there. */
function knownItems(value: Value | undefined): readonly Value[] {
  return value?.kind === "unknown" ? [] : itemsOf(value);
}

function isSamePolicy(one: Attached, other: Attached): boolean {
  if (one.policy && other.policy) return one.policy === other.policy;
  const name = literal(one.arn);
  return name !== undefined && name === literal(other.arn);
}

/** The name of an account's own policy in its ARN, whatever the account: principals have policies of their own account only. */
function nameInArn(value: Value): string | undefined {
  if (value.kind !== "text") return undefined;
  const text = value.parts.map((part) => (typeof part === "string" ? part : "\0")).join("");
  const [, account, name] = /^arn:[^:]*:iam::([^:]*):policy\/(?:[^\0]*\/)?([^/\0]+)$/.exec(text) ?? [];
  return account === "aws" ? undefined : name;
}
