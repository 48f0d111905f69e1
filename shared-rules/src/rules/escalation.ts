// Which ways to become administrator a set of statements opens, and where each step of one is granted. Not a rule.
import { escalationActions, escalationPaths, type EscalationPath, type Step } from "../catalog/escalation";
import { boundaryGuarded } from "../access/boundary-guard";
import { isDenied } from "../access/denies";
import { hasWildcard } from "../model/pattern";
import { refersTo } from "../model/address";
import { compilePattern } from "../model/pattern";
import type { Condition, Declaration, Located, Policy, Statement } from "../model/policy";
import { coversAllOf, demands, hasUnreadableConditions, speaksOf, valuesOf, widest } from "../model/questions";
import { isScoping } from "../model/scope";
import { literal, type Span, type Value } from "../model/value";
import type { Context } from "../rule";
import { amongNames, isEveryAction, listing } from "./grants";
import { privilegeOf } from "./privileged";
import { isHuman } from "./subject";

/** A statement that grants an action, and the token of it that does. */
export interface Source extends Located {
  readonly action: string;
  /** The Action item; undefined where NotAction grants it. */
  readonly item: Value | undefined;
  readonly span: Span;
}

/** A path with where each of its steps is granted, in the path's order. */
export interface OpenPath {
  readonly path: EscalationPath;
  readonly sources: readonly [Source, ...Source[]];
}

/** The actions of paths that a wildcard holds. */
const amongPaths = amongNames(escalationActions);

/** Paths of one step, of several, and both. */
const kinds = {
  alone: escalationPaths.filter(({ steps }) => steps.length === 1),
  together: escalationPaths.filter(({ steps }) => steps.length > 1),
};

/** The paths of a kind that the statements open, those of fewest steps first. Every step is surely granted. */
export function openPaths(statements: readonly Located[], context: Context, kind: keyof typeof kinds): OpenPath[] {
  const sources = sourcesAmong(statements, context);
  const open: OpenPath[] = [];
  for (const path of kinds[kind]) {
    const found = sourcesOf(path, sources, context);
    if (found) open.push({ path, sources: found });
  }
  return open.sort((a, b) => rank(a) - rank(b));
}

/** Whether the statements grant every step of some path, whatever they reach. It asks nothing of the module. */
export function grantsAllSteps(statements: readonly Located[], context: Context, kind: keyof typeof kinds): boolean {
  const sources = sourcesAmong(statements, context);
  return kinds[kind].some(({ steps }) => steps.every(({ action }) => sources.has(action)));
}

/** By action. */
function sourcesAmong(statements: readonly Located[], context: Context): ReadonlyMap<string, readonly Source[]> {
  const sources = new Map<string, Source[]>();
  for (const located of statements)
    for (const source of sourcesIn(located, context).values()) {
      const known = sources.get(source.action);
      if (known) known.push(source);
      else sources.set(source.action, [source]);
    }
  return sources;
}

/** A source for each step of a path; undefined where one is not granted. */
function sourcesOf(
  path: EscalationPath,
  sources: ReadonlyMap<string, readonly Source[]>,
  context: Context,
): OpenPath["sources"] | undefined {
  // Stryker disable next-line all: only saves asking what a first step reaches where a later one is not granted at all
  if (!path.steps.every(({ action }) => sources.has(action))) return undefined;
  const found: Source[] = [];
  for (const step of path.steps) {
    const source = sources.get(step.action)?.find((one) => reachesStep(one, step, path, context));
    if (!source) return undefined;
    found.push(source);
  }
  const [first, ...rest] = found;
  return first && [first, ...rest];
}

/** Paths by the token that each is told at, in their order. */
export function byToken(
  paths: readonly OpenPath[],
  tokenOf: (open: OpenPath) => Span,
): (readonly [OpenPath, ...OpenPath[]])[] {
  const tokens = new Map<string, [OpenPath, ...OpenPath[]]>();
  for (const open of paths) {
    const { start, end } = tokenOf(open);
    const known = tokens.get(`${start}:${end}`);
    if (known) known.push(open);
    else tokens.set(`${start}:${end}`, [open]);
  }
  return [...tokens.values()];
}

/** What needs nothing first, then what takes fewest steps. */
function rank({ path }: OpenPath): number {
  return (path.needs === undefined ? 0 : 100) + path.steps.length;
}

/** A statement may outlive its policy, whose other statements may deny what it allows. */
const perStatement = new WeakMap<Policy, WeakMap<Statement, ReadonlyMap<string, Source>>>();

function sourcesIn(located: Located, context: Context): ReadonlyMap<string, Source> {
  const ofPolicy = perStatement.get(located.policy) ?? new WeakMap<Statement, ReadonlyMap<string, Source>>();
  const known = ofPolicy.get(located.statement);
  // Stryker disable next-line all: a memory, which changes no answer
  if (known) return known;
  const found = findSources(located, context);
  perStatement.set(located.policy, ofPolicy.set(located.statement, found));
  return found;
}

/** By action. */
function findSources({ statement, policy }: Located, { catalog }: Context): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  if (statement.effect !== "Allow" || hasUnreadableConditions(statement)) return sources;
  const scoping = statement.conditions.tests.filter((test) => isScoping(test) !== "no");
  // A limit on the service says whom a role goes to, not which role; the path's own service answers it.
  if (!scoping.every(isServiceLimit)) return sources;
  const add = (action: string, item: Value | undefined, span: Span): void => {
    if (scoping.length > 0 && action !== "iam:PassRole") return;
    if (isDenied(policy, statement, action) !== "no" || boundaryGuarded(policy, statement, action) !== "no") return;
    sources.set(action, { statement, policy, action, item, span });
  };
  for (const item of statement.actions.items) {
    const written = literal(item);
    // Everything is wildcard-admin's and wildcard-action's finding.
    if (written === undefined || isEveryAction(written)) continue;
    for (const action of amongPaths(catalog.expand(written)))
      // What is named says it better than a wildcard.
      if (!sources.has(action) || !hasWildcard(written)) add(action, item, item.span);
  }
  const { key } = statement.notActions;
  if (key)
    for (const action of escalationActions) if (speaksOf(statement, action) === "yes") add(action, undefined, key.span);
  return sources;
}

function isServiceLimit({ key }: Condition): boolean {
  return key?.toLowerCase() === "iam:passedtoservice";
}

/** Whether a grant reaches what the step needs: all resources of a kind, what its own holder has, the service the role goes to. */
function reachesStep(source: Source, { on }: Step, { service }: EscalationPath, context: Context): boolean {
  const { statement, action } = source;
  if (service !== undefined && !mayPassTo(statement, service)) return false;
  if (on === undefined) return true;
  return statement.resources.items.some(
    (item) =>
      coversAllOf(item, on) === "yes" ||
      (action === "iam:PassRole" ? isAdministratorsRole(item, context) : isItsOwn(item, source, context)),
  );
}

/** Done to what its holder has itself, these are the shortest way of all. */
const writesOwnRights: ReadonlyMap<string, "user" | "role" | "group" | "policy"> = new Map([
  ["iam:AttachUserPolicy", "user"],
  ["iam:PutUserPolicy", "user"],
  ["iam:AttachRolePolicy", "role"],
  ["iam:PutRolePolicy", "role"],
  ["iam:AttachGroupPolicy", "group"],
  ["iam:PutGroupPolicy", "group"],
  ["iam:CreatePolicyVersion", "policy"],
  ["iam:SetDefaultPolicyVersion", "policy"],
]);

/** Whether a resource is the holder's own user, the role or group that has this policy, or the policy itself. */
function isItsOwn(item: Value, { action, policy }: Source, { module }: Context): boolean {
  const kind = writesOwnRights.get(action);
  if (kind === undefined) return false;
  if (kind === "user" && /:user\/(?:[^*]*\/)?\$\{aws:username\}$/.test(widest(item) ?? "")) return true;
  const own = module.declaration(kind === "policy" ? policy.address : policy.owner.address);
  return own?.kind === kind && names(item, own);
}

/** Whether a resource is a role that the module shows to be an administrator's. */
function isAdministratorsRole(item: Value, context: Context): boolean {
  return context.module.graph.principals.some(
    (principal) =>
      principal.declaration.kind === "role" &&
      names(item, principal.declaration) &&
      privilegeOf(principal, context) !== undefined,
  );
}

/** Whether a resource names a declaration: by reference, or by an ARN of whatever account that ends in its path and name. */
function names(item: Value, { kind, fields, address }: Declaration): boolean {
  if (item.kind === "reference") return refersTo(item.target, address);
  const [only, second] = item.kind === "text" ? item.parts : [];
  if (typeof only === "object" && !second && only.kind === "reference") return refersTo(only.target, address);
  const name = literal(fields.name);
  const path = fields.path ? literal(fields.path) : "/";
  const [prefix, , service, , , ...resource] = (widest(item) ?? "").split(":");
  if (name === undefined || path === undefined || prefix !== "arn" || service !== "iam") return false;
  return compilePattern(resource.join(":"), true).matches(`${kind}${path}${name}`);
}

/** Only a statement that passes roles has a limit on services, see {@link findSources}. */
function mayPassTo(statement: Statement, service: string): boolean {
  return statement.conditions.tests.filter(isServiceLimit).every((test) => {
    if (demands(test) !== "yes") return true;
    return valuesOf(test)?.some((value) => value === service || value === "*") === true;
  });
}

/**
 * Whether a path matters to those who hold a policy. What takes over something that is there is everyday work of a service's role, which
 * does what its code says; in people's hands it is a way around their own permissions.
 */
export function mattersFor(policy: Policy, { needs }: EscalationPath, { module }: Context): boolean {
  return needs === undefined || isHuman(policy, module) !== "no";
}

/** Of a path of several: "iam:PassRole with lambda:CreateFunction and lambda:InvokeFunction". */
export function stepsInWords({ path }: OpenPath): string {
  const [first = "", ...rest] = path.steps.map(({ action }) => action);
  return `${first} with ${listing(rest)}`;
}

/** What the holder of a path does, and what must be there for it. */
export function howInWords({ path }: OpenPath): string {
  return path.needs === undefined ? path.how : `${path.how}; it needs ${path.needs}`;
}
