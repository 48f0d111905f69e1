// What a principal's policies use, as a boundary's ceiling has to name it. It decides nothing about what should be used.
import { refersTo } from "../model/address";
import { hasWildcard } from "../model/pattern";
import type { Declaration, Policy, Principals, Statement } from "../model/policy";
import { literal, type Value } from "../model/value";
import { referenceIn } from "../link/naming";
import type { Context, Principal } from "../rule";

/** Services whose every action hands out permissions or decides about the account: of these, a ceiling names only what is used. */
const byAction: ReadonlySet<string> = new Set(["account", "iam", "organizations", "sso", "sts"]);

/** Patterns of actions; "*" for all of them, undefined where not all are known. */
export type Used = "*" | readonly string[] | undefined;

/**
 * The actions that a principal's policies allow: whole services ("s3:*"), of IAM and its like the very actions. Sorted.
 * A principal without any policy is one whose policies are attached elsewhere.
 */
export function usedActions(principal: Principal, { catalog, module }: Pick<Context, "catalog" | "module">): Used {
  const { declaration, open, otherGroups, policies } = principal;
  const found: Used[] = policies.map(({ policy }) => policy && allowedBy(policy, () => true));
  if (open || otherGroups.length > 0 || policies.length === 0) found.push(undefined);
  // What a resource's own policy gives to a role stays within the role's boundary, too.
  for (const policy of namingPolicies(module))
    found.push(allowedBy(policy, (statement) => mayName(statement, declaration)));
  if (found.includes("*")) return "*";
  if (found.includes(undefined)) return undefined;
  // What AWS has no such action of is allowed to nobody.
  return [...new Set(found.flatMap((one) => one ?? []))].filter((one) => catalog.expand(one).length > 0).sort();
}

const naming = new WeakMap<Context["module"], readonly Policy[]>();

/** The policies of a module's resources that give to others than services: asked for once for each principal. */
function namingPolicies(module: Context["module"]): readonly Policy[] {
  const known = naming.get(module);
  if (known) return known;
  const policies = module.documents.flatMap((document) => document.policies);
  const found = policies.filter(
    ({ kind, statements }) =>
      kind === "resource" &&
      statements.some(
        ({ effect, notPrincipals, principals }) =>
          effect !== "Deny" && (notPrincipals.key ?? (principals.open || principals.entries.some(isOfAccounts))),
      ),
  );
  naming.set(module, found);
  return found;
}

function isOfAccounts({ type }: Principals["entries"][number]): boolean {
  return type === undefined || type === "AWS" || type === "*";
}

/** What those statements of a policy allow. */
function allowedBy(policy: Policy, isMeant: (statement: Statement) => boolean): Used {
  const { inherited = [], kind, open, replaced = [], statements, unread } = policy;
  const patterns: string[] = [];
  // Of a resource's policy, what cannot be read is not known to be about the principal.
  let isKnown = kind === "resource" || (!open && unread.length === 0);
  for (const statement of [...statements, ...inherited.map((located) => located.statement)]) {
    if (statement.effect === "Deny" || replaced.includes(statement) || !isMeant(statement)) continue;
    const { actions, effect, notActions } = statement;
    if (notActions.key) return "*";
    if (effect === "unknown" || actions.open) isKnown = false;
    for (const item of actions.items) {
      const action = literal(item);
      const pattern = action === undefined ? undefined : patternFor(action);
      if (pattern === "*") return "*";
      if (pattern === undefined) isKnown = false;
      else patterns.push(pattern);
    }
  }
  return isKnown ? patterns : undefined;
}

/** "s3:*" for s3:GetObject, iam:GetRole as it is, "*" for a pattern of several services; undefined for what is no action. */
function patternFor(action: string): string | undefined {
  const colon = action.indexOf(":");
  const service = action.slice(0, Math.max(0, colon)).toLowerCase();
  if (action === "*" || hasWildcard(service)) return "*";
  if (service === "") return undefined;
  return byAction.has(service) ? service + action.slice(colon) : `${service}:*`;
}

/** Whether a resource policy's statement gives to the principal itself, or may: not to its account, whose own policies then decide. */
function mayName({ notPrincipals, principals }: Statement, declaration: Declaration): boolean {
  return notPrincipals.key !== undefined || isAmong(principals, declaration);
}

function isAmong({ entries, open }: Principals, declaration: Declaration): boolean {
  const named = entries.filter(isOfAccounts);
  return open || named.some(({ values }) => values.open || values.items.some((item) => mayMean(item, declaration)));
}

function mayMean(item: Value, { address, fields }: Declaration): boolean {
  const reference = referenceIn(item);
  if (reference) return refersTo(reference.target, address);
  const known = literal(item);
  if (known !== undefined) return known === "*" || known.endsWith(`/${literal(fields.name) ?? ""}`);
  // Somebody else's ARN of which the account is an expression still ends in the name of whom it means.
  const last = item.kind === "text" ? item.parts.at(-1) : undefined;
  if (typeof last !== "string") return true;
  return last !== ":root" && (literal(fields.name) === undefined || last.endsWith(`/${literal(fields.name) ?? ""}`));
}

/** The services of action patterns, in their order: "s3" of "s3:*". */
export function servicesOf(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.map((pattern) => pattern.slice(0, pattern.indexOf(":"))))];
}

/** Those of the services of which a boundary surely allows nothing, whatever the action. */
export function servicesOutside(boundary: readonly Policy[], patterns: readonly string[]): readonly string[] {
  const [policy, other] = boundary;
  if (!policy || other || policy.open || policy.unread.length > 0 || policy.inherited) return [];
  const allows = policy.statements.filter(({ effect }) => effect !== "Deny");
  if (allows.some(({ actions, notActions }) => notActions.key ?? actions.open)) return [];
  const allowed = allows.flatMap(({ actions }) => actions.items.map((item) => literal(item) ?? "*"));
  const within = new Set(allowed.map((action) => action.slice(0, Math.max(0, action.indexOf(":"))).toLowerCase()));
  if ([...within].some((service) => service === "" || hasWildcard(service))) return [];
  return servicesOf(patterns).filter((service) => !within.has(service));
}
