// What several rules ask of an Allow statement in common: does it grant, and what in it makes it grant. Not a rule.
import { isDenied } from "../access/denies";
import type { Elements, Policy, Statement } from "../model/policy";
import { causeOf, isValue, speaksOf, spanOf, wording, widest } from "../model/questions";
import { onceFor, type ActionInfo, type Catalog } from "../catalog/catalog";
import { literal, type Span, type Value } from "../model/value";

/**
 * Whether an Allow in this policy gives its principal permissions. Boundaries, SCPs and RCPs only cap; resource and trust policies give
 * to others. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function grants(policy: Policy, statement: Statement): boolean {
  return statement.effect === "Allow" && (policy.kind === "identity" || policy.kind === "permission-set");
}

/**
 * Whether a Not… element is perhaps none: a statement has it or its counterpart, and where both are written, as in a module that takes
 * statements from its callers, the one that is not known here may be null.
 */
export function isPerhapsNull(negated: Elements, counterpart: Elements): boolean {
  return counterpart.key !== undefined && negated.value?.kind === "unknown";
}

/** Whether a policy of this kind gives nothing, and only caps what others give. */
export function onlyCaps({ kind }: Policy): boolean {
  return kind === "boundary" || kind === "scp" || kind === "rcp";
}

/** Actions that one token of a statement grants. */
export interface Grant {
  readonly span: Span;
  /** The Action item, or undefined where NotAction grants them. */
  readonly item: Value | undefined;
  /** The token's own words. */
  readonly wording: string;
  readonly actions: readonly string[];
}

/** The given actions that the statement surely grants, by the token that grants them, less what the policy surely denies again. */
export function grantsOf(policy: Policy, statement: Statement, actions: Iterable<string>): Grant[] {
  const grants = new Map<Span, { item: Value | undefined; actions: string[] }>();
  for (const action of actions) {
    if (speaksOf(statement, action) !== "yes" || isDenied(policy, statement, action) === "yes") continue;
    const cause = causeOf(statement, action);
    if (!cause) continue;
    const grant = grants.get(spanOf(cause));
    if (grant) grant.actions.push(action);
    else grants.set(spanOf(cause), { item: isValue(cause) ? cause : undefined, actions: [action] });
  }
  return [...grants].map(([span, { item, actions: granted }]) => ({
    span,
    item,
    wording: item ? wording(item) : "NotAction",
    actions: granted,
  }));
}

/**
 * The names among these that a statement's Action items hold, each once. For sets too large to ask for one by one.
 * @param among what an expansion has of them, made with {@link onceFor}
 */
export function namedAmong(
  { actions }: Statement,
  catalog: Catalog,
  among: (expansion: readonly ActionInfo[]) => readonly string[],
): string[] {
  return [...new Set(actions.items.flatMap((item) => among(catalog.expand(literal(item) ?? ""))))];
}

/** What expansions have of these names. */
export function amongNames(names: ReadonlySet<string>): (expansion: readonly ActionInfo[]) => readonly string[] {
  return onceFor((expansion) => expansion.map(({ name }) => name).filter((name) => names.has(name)));
}

/** Whether an Action item's words are every action of every service: the finding of wildcard-admin and wildcard-action. */
export function isEveryAction(words: string): boolean {
  return /^[*:]+$/.test(words);
}

/** "a, b and c"; after three, "a, b, c and 4 more". */
export function listing(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1] ?? ""}`;
}

/** "allows X" for a token that is X, "allows X" with the token named for a wildcard. */
export function allows(grant: Grant): string {
  const [only] = grant.actions;
  return grant.actions.length === 1 && only?.toLowerCase() === grant.wording.toLowerCase()
    ? `${grant.wording} is allowed`
    : `${grant.wording} allows ${listing(grant.actions)}`;
}

/**
 * Whether every resource is a service-linked role: AWS alone writes what those may do, and lets nobody attach anything to them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export function isServiceLinked({ resources: { items, open } }: Statement): boolean {
  const serviceLinked = /^arn:[^:]*:iam::[^:]*:role\/aws-service-role\//i;
  return !open && items.length > 0 && items.every((item) => serviceLinked.test(widest(item) ?? ""));
}

/** Whether every resource is the caller's own user, by the policy variable aws:username. */
export function isSelfService(statement: Statement): boolean {
  const { items, open } = statement.resources;
  return !open && items.length > 0 && items.every((item) => /\$\{aws:user(name|id)\}/i.test(widest(item) ?? ""));
}
