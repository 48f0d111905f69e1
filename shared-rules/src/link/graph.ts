// The users, roles and groups of a module with everything attached to them, whichever document attaches it. It judges nothing.
import { ByAddress, refersTo } from "../model/address";
import type { Document } from "../model/document";
import type { Declaration, Policy } from "../model/policy";
import { isOpen, itemsOf, literal, type Value } from "../model/value";
import type { Module } from "./module";

/** A policy that a principal has, and the declaration that gives it. */
export interface Attached {
  /** The policy's content, where it stands in the module. */
  readonly policy: Policy | undefined;
  /** The managed policy as it is named: an AWS managed policy's ARN, a reference; undefined for inline policies. */
  readonly arn: Value | undefined;
  /** What attaches it: an attachment, the principal itself, the policy. */
  readonly by: Declaration;
  /** The group it comes through. */
  readonly group: Declaration | undefined;
}

export interface Principal {
  /** A user, role or group. */
  readonly declaration: Declaration;
  readonly policies: readonly Attached[];
  readonly groups: readonly Declaration[];
  /** Access keys and console passwords. */
  readonly credentials: readonly Declaration[];
  /** A role's trust policies. */
  readonly trust: readonly Policy[];
  /** The boundary as it is named, and its content where that stands in the module. */
  readonly boundary: Value | undefined;
  readonly boundaryPolicy: Policy | undefined;
  /** Something that cannot be read may add to it. */
  readonly open: boolean;
}

export interface Graph {
  readonly principals: readonly Principal[];
  principal(address: string): Principal | undefined;
  /** The document a declaration or policy stands in. */
  documentOf(subject: Declaration | Policy): Document | undefined;
}

type PrincipalKind = "user" | "role" | "group";

/** The graph of a module's principals. Made when asked for; every question after the first is a look-up. */
export function graphOf(module: Module): Graph {
  const documents = new Map<Declaration | Policy, Document>();
  const managed = new ByAddress<Policy>();
  const inline = new ByAddress<Policy>();
  for (const document of module.documents) {
    for (const declaration of document.declarations) documents.set(declaration, document);
    for (const policy of document.policies) {
      documents.set(policy, document);
      if (policy.kind === "trust" || policy.kind === "resource") continue;
      const { kind, address } = policy.owner;
      if (kind === "user" || kind === "role" || kind === "group") inline.add(address, policy);
      else managed.add(policy.address, policy);
    }
  }
  const links = module.declarations.filter(isLink);
  const principals = module.declarations.filter(isPrincipal).map((declaration) => principalOf(declaration));
  // Groups first: a user has what its groups have.
  const byAddress = new Map(principals.map((principal) => [principal.declaration.address, principal]));
  const whole = principals.map((principal) => withGroups(principal));
  const wholeByAddress = new Map(whole.map((principal) => [principal.declaration.address, principal]));
  return {
    principals: whole,
    principal: (address) => wholeByAddress.get(address),
    documentOf: (subject) => documents.get(subject),
  };

  function principalOf(declaration: Declaration): Principal {
    const kind = declaration.kind as PrincipalKind;
    const policies: Attached[] = [];
    const groups: Declaration[] = [];
    const credentials: Declaration[] = [];
    let open = declaration.open || isOpen(declaration.fields.managedPolicies) || isOpen(declaration.fields.groups);
    for (const arn of itemsOf(declaration.fields.managedPolicies)) policies.push(...attached(arn, declaration));
    for (const group of itemsOf(declaration.fields.groups)) {
      const found = module.declarations.filter((other) => other.kind === "group" && names(group, other) === "yes");
      groups.push(...found);
      open ||= found.length === 0;
    }
    for (const policy of inline.of(declaration.address))
      policies.push({
        policy,
        arn: undefined,
        by: module.declaration(policy.address) ?? declaration,
        group: undefined,
      });
    for (const link of links) {
      const values = targets(link, kind);
      const answer = values.some((value) => names(value, declaration) === "yes");
      if (!answer) {
        open ||= values.some((value) => names(value, declaration) === "unknown");
        continue;
      }
      if (link.kind === "access-key" || link.kind === "login-profile") credentials.push(link);
      else if (link.kind === "group-membership") groups.push(...groupsOf(link));
      else if (link.kind === "policy")
        policies.push(
          ...managed.of(link.address).map((policy) => ({
            policy,
            arn: undefined,
            by: link,
            group: undefined,
          })),
        );
      else if (link.fields.policyArn) policies.push(...attached(link.fields.policyArn, link));
    }
    const { boundary } = declaration.fields;
    return {
      declaration,
      policies,
      groups: [...new Set(groups)],
      credentials,
      trust: module.documents.flatMap((document) =>
        document.policies.filter(
          (policy) => policy.kind === "trust" && refersTo(policy.owner.address || policy.address, declaration.address),
        ),
      ),
      boundary,
      boundaryPolicy: boundary?.kind === "reference" ? managed.of(boundary.target)[0] : undefined,
      open,
    };
  }

  /** A managed policy by its ARN or reference, with its content where the module has it. */
  function attached(arn: Value, by: Declaration): Attached[] {
    const address = referenceOf(arn);
    const contents = address === undefined ? [] : managed.of(address);
    return contents.length > 0
      ? contents.map((policy) => ({ policy, arn, by, group: undefined }))
      : [{ policy: undefined, arn, by, group: undefined }];
  }

  function groupsOf(link: Declaration): Declaration[] {
    const values = [...itemsOf(link.fields.groups), ...itemsOf(link.fields.group)];
    return module.declarations.filter(
      (other) => other.kind === "group" && values.some((value) => names(value, other) === "yes"),
    );
  }

  function withGroups(principal: Principal): Principal {
    if (principal.groups.length === 0) return principal;
    const through = principal.groups.flatMap((group) =>
      (byAddress.get(group.address)?.policies ?? []).map((one) => ({ ...one, group })),
    );
    const open = principal.open || principal.groups.some((group) => byAddress.get(group.address)?.open);
    return { ...principal, policies: [...principal.policies, ...through], open };
  }
}

function isPrincipal(declaration: Declaration): boolean {
  return declaration.kind === "user" || declaration.kind === "role" || declaration.kind === "group";
}

/** Declarations that give something to principals they name. */
function isLink(declaration: Declaration): boolean {
  return (
    declaration.kind === "attachment" ||
    declaration.kind === "policy" ||
    declaration.kind === "access-key" ||
    declaration.kind === "login-profile" ||
    declaration.kind === "group-membership"
  );
}

function targets(link: Declaration, kind: PrincipalKind): readonly Value[] {
  switch (kind) {
    case "user":
      return itemsOf(link.fields.users);
    case "role":
      return itemsOf(link.fields.roles);
    case "group":
      // A membership names the group it adds users to; it gives the group nothing.
      return link.kind === "group-membership" ? [] : [...itemsOf(link.fields.groups), ...itemsOf(link.fields.group)];
  }
}

/** Whether a value names the principal: by reference, or by its written name. */
export function names(value: Value, principal: Declaration): "yes" | "no" | "unknown" {
  const address = referenceOf(value);
  if (address !== undefined) return refersTo(address, principal.address) ? "yes" : "no";
  const written = literal(value);
  const name = literal(principal.fields.name);
  if (written === undefined) return "unknown";
  if (name === undefined) return principal.fields.name === undefined ? "no" : "unknown";
  return written === name ? "yes" : "no";
}

/** The address a value refers to, be it the whole value or the whole text. */
function referenceOf(value: Value): string | undefined {
  if (value.kind === "reference") return value.target;
  if (value.kind !== "text" || value.parts.length !== 1) return undefined;
  const [part] = value.parts;
  return typeof part === "object" && part.kind === "reference" ? part.target : undefined;
}
