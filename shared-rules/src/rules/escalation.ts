// Which ways to become administrator a set of statements opens, and where each step of one is granted. Not a rule.
import { escalationActions, escalationPaths, type EscalationPath, type Step } from "../catalog/escalation";
import { onceFor } from "../catalog/catalog";
import { boundaryGuarded } from "../model/guards";
import type { Condition, Located, Policy, Statement } from "../model/policy";
import {
  coversAllOf,
  demands,
  hasUnreadableConditions,
  isDenied,
  speaksOf,
  valuesOf,
  widest,
  wording,
} from "../model/questions";
import { isScoping } from "../model/scope";
import { literal, type Span, type Value } from "../model/value";
import type { Context } from "../rule";
import { listing } from "./grants";
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
  readonly sources: readonly Source[];
}

const passRole = "iam:passrole";

const canonical = new Map(
  escalationPaths.flatMap(({ steps }) => steps.map(({ action }) => [action.toLowerCase(), action] as const)),
);

/** The actions of paths that a wildcard holds. */
const amongPaths = onceFor((actions) =>
  actions.map(({ name }) => name.toLowerCase()).filter((name) => escalationActions.has(name)),
);

/** Paths of one step, of several, and both. */
const kinds = {
  alone: escalationPaths.filter(({ steps }) => steps.length === 1),
  together: escalationPaths.filter(({ steps }) => steps.length > 1),
};

/** The paths of a kind that the statements open, those of fewest steps first. Every step is surely granted. */
export function openPaths(statements: readonly Located[], context: Context, kind: keyof typeof kinds): OpenPath[] {
  const sources = new Map<string, Source[]>();
  for (const located of statements)
    for (const source of sourcesIn(located, context)) {
      const known = sources.get(source.action);
      if (known) known.push(source);
      else sources.set(source.action, [source]);
    }
  if (sources.size === 0) return [];
  const open: OpenPath[] = [];
  for (const path of kinds[kind]) {
    const found = sourcesOf(path, sources);
    if (found) open.push({ path, sources: found });
  }
  return open.sort((a, b) => rank(a) - rank(b));
}

/** A source for each step of a path; undefined where one is not granted. */
function sourcesOf(path: EscalationPath, sources: ReadonlyMap<string, readonly Source[]>): Source[] | undefined {
  if (!path.steps.every(({ action }) => sources.has(action))) return undefined;
  const found: Source[] = [];
  for (const step of path.steps) {
    const source = sources.get(step.action)?.find((one) => reachesStep(one, step, path));
    if (!source) return undefined;
    found.push(source);
  }
  return found;
}

/** What needs nothing first, then what takes fewest steps. */
function rank({ path }: OpenPath): number {
  return (path.needs === undefined ? 0 : 100) + path.steps.length;
}

const perStatement = new WeakMap<Statement, readonly Source[]>();

function sourcesIn(located: Located, context: Context): readonly Source[] {
  const known = perStatement.get(located.statement);
  if (known) return known;
  const found = findSources(located, context);
  perStatement.set(located.statement, found);
  return found;
}

function findSources({ statement, policy }: Located, { catalog }: Context): Source[] {
  if (statement.effect !== "Allow" || hasUnreadableConditions(statement)) return [];
  const scoping = statement.conditions.tests.filter((test) => isScoping(test) !== "no");
  // A limit on the service says whom a role goes to, not which role; the path's own service answers it.
  if (scoping.some((test) => !isServiceLimit(test))) return [];
  const sources = new Map<string, Source>();
  const add = (action: string, item: Value | undefined, span: Span): void => {
    const name = canonical.get(action) ?? action;
    if (sources.has(name) && (!item || /[*?]/.test(wording(item)))) return;
    if (scoping.length > 0 && action !== passRole) return;
    if (isDenied(policy, statement, name) !== "no" || boundaryGuarded(policy, statement, name) !== "no") return;
    sources.set(name, { statement, policy, action: name, item, span });
  };
  for (const item of statement.actions.items) {
    const written = literal(item);
    // Everything is wildcard-admin's and wildcard-action's finding.
    if (written === undefined || /^[*:]+$/.test(written)) continue;
    for (const action of amongPaths(catalog.expand(written))) add(action, item, item.span);
  }
  const { key } = statement.notActions;
  if (key)
    for (const action of escalationActions) if (speaksOf(statement, action) === "yes") add(action, undefined, key.span);
  return [...sources.values()];
}

function isServiceLimit({ key }: Condition): boolean {
  return key?.toLowerCase() === "iam:passedtoservice";
}

/** Whether a grant reaches what the step needs: all resources of a kind, its holder's own user, the service the role goes to. */
function reachesStep({ statement, action }: Source, { on }: Step, { service }: EscalationPath): boolean {
  if (action === "iam:PassRole" && service !== undefined && !mayPassTo(statement, service)) return false;
  if (on === undefined) return true;
  if (statement.notResources.key) return false;
  return statement.resources.items.some(
    (item) => coversAllOf(item, on) === "yes" || (writesOwnRights.has(action) && isOwnUser(item)),
  );
}

/** Done to one's own user, these are the shortest way of all. */
const writesOwnRights: ReadonlySet<string> = new Set(["iam:AttachUserPolicy", "iam:PutUserPolicy"]);

function isOwnUser(item: Value): boolean {
  return /:user\/(?:[^*]*\/)?\$\{aws:username\}$/.test(widest(item) ?? "");
}

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

/** "iam:PassRole with lambda:CreateFunction and lambda:InvokeFunction". */
export function stepsInWords({ path }: OpenPath): string {
  const [first, ...rest] = path.steps.map(({ action }) => action);
  return rest.length === 0 ? (first ?? "") : `${first ?? ""} with ${listing(rest)}`;
}

/** What the holder of a path does, and what must be there for it. */
export function howInWords({ path }: OpenPath): string {
  return path.needs === undefined ? path.how : `${path.how}; it needs ${path.needs}`;
}
