// Which ways to become administrator a set of statements opens, and where each step of one is granted. Not a rule.
import { escalationActions, escalationPaths, type EscalationPath, type Step } from "../catalog/escalation";
import { arnPatternsOf, isForeign } from "../catalog/resource-arns";
import { boundaryGuarded } from "../access/boundary-guard";
import { isDenied } from "../access/denies";
import { ByAddress, refersTo } from "../model/address";
import { oncePerPolicy } from "../model/beside";
import { compilePattern, hasWildcard } from "../model/pattern";
import type { Condition, Declaration, Located, Statement } from "../model/policy";
import { coversAllOf, demands, hasUnreadableConditions, speaksOf, valuesOf, widest } from "../model/questions";
import { isScoping } from "../model/scope";
import { literal, type Span, type Value } from "../model/value";
import type { Context } from "../rule";
import { amongNames, isEveryAction } from "./grants";
import { privilegeOf } from "./privileged";

/** What ways hang on beside the policies: no setting. */
export type Asked = Pick<Context, "catalog" | "module">;

/** A statement that grants an action, and the token of it that does. */
export interface Source extends Located {
  readonly action: string;
  /** The Action item; undefined where NotAction grants it. */
  readonly item: Value | undefined;
  readonly span: Span;
  /** Of a step that must reach something: the resource by which it does. */
  readonly resource?: Value;
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
export function openPaths(statements: readonly Located[], asked: Asked, kind: keyof typeof kinds): OpenPath[] {
  const sources = sourcesAmong(statements, asked);
  const open: OpenPath[] = [];
  if (sources.size === 0) return open;
  for (const path of kinds[kind]) {
    const found = sourcesOf(path, sources, asked);
    if (found) open.push({ path, sources: found });
  }
  return open.sort((a, b) => rank(a) - rank(b));
}

/** Whether the statements grant every step of some path, whatever they reach. It asks nothing of the module. */
export function grantsAllSteps(statements: readonly Located[], asked: Asked, kind: keyof typeof kinds): boolean {
  const sources = sourcesAmong(statements, asked);
  return kinds[kind].some(({ steps }) => steps.every(({ action }) => sources.has(action)));
}

/** By action. */
function sourcesAmong(statements: readonly Located[], asked: Asked): ReadonlyMap<string, readonly Source[]> {
  const sources = new Map<string, Source[]>();
  for (const located of statements)
    for (const source of sourcesIn(located, asked).values()) {
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
  asked: Asked,
): OpenPath["sources"] | undefined {
  // Stryker disable next-line all: only saves asking what a first step reaches where a later one is not granted at all
  for (const { action } of path.steps) if (!sources.has(action)) return undefined;
  const found: Source[] = [];
  for (const step of path.steps) {
    const source = firstOf(sources.get(step.action) ?? [], (one) => reaching(one, step, path, asked));
    if (!source) return undefined;
    found.push(source);
  }
  const [first, ...rest] = found;
  return first && [first, ...rest];
}

/** What needs nothing first, then what takes fewest steps. */
function rank({ path }: OpenPath): number {
  return (path.needs === undefined ? 0 : 100) + path.steps.length;
}

/** A statement may outlive its policy, whose other statements may deny what it allows. */
const perStatement = oncePerPolicy(() => new Map<Statement, ReadonlyMap<string, Source>>());

function sourcesIn(located: Located, asked: Asked): ReadonlyMap<string, Source> {
  const ofPolicy = perStatement(located.policy);
  let found = ofPolicy.get(located.statement);
  // Stryker disable next-line all: a memory, which changes no answer
  if (!found) ofPolicy.set(located.statement, (found = findSources(located, asked)));
  return found;
}

/** By action. */
function findSources({ statement, policy }: Located, { catalog }: Asked): ReadonlyMap<string, Source> {
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

function firstOf<T, U>(items: readonly T[], made: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const one = made(item);
    if (one !== undefined) return one;
  }
  return undefined;
}

/** A grant that reaches what the step needs: all resources of a kind, what its own holder has, the service the role goes to. */
function reaching(source: Source, { on }: Step, { service }: EscalationPath, asked: Asked): Source | undefined {
  const { statement, action } = source;
  if (service !== undefined && !mayPassTo(statement, service)) return undefined;
  if (on === undefined) return isOnOthers(source, asked) ? undefined : source;
  const resource = statement.resources.items.find(
    (item) =>
      coversAllOf(item, on) === "yes" ||
      (action === "iam:PassRole" ? isAdministratorsRole(item, asked) : isItsOwn(item, source, asked)),
  );
  return resource && { ...source, resource };
}

/** Whether a statement's resources are all of other services than the action, which is never done to them: `lambda:*` on roles. */
function isOnOthers({ action, statement }: Source, { catalog }: Asked): boolean {
  const [known, resources] = [catalog.action(action), arnPatternsOf(statement)];
  return known !== undefined && resources !== undefined && isForeign(known, resources, catalog);
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
function isItsOwn(item: Value, { action, policy }: Source, { module }: Asked): boolean {
  const kind = writesOwnRights.get(action);
  if (kind === undefined) return false;
  if (kind === "user" && /:user\/(?:[^*]*\/)?\$\{aws:username\}$/.test(widest(item) ?? "")) return true;
  const own = module.declaration(kind === "policy" ? policy.address : policy.owner.address);
  return own?.kind === kind && names(item, own);
}

/** A module's roles that are administrators', by what names them. */
interface Administrators {
  readonly all: readonly Declaration[];
  readonly byAddress: ByAddress<Declaration>;
  /** Names with their paths: "role/app". */
  readonly named: ReadonlySet<string>;
}

const perGraph = new WeakMap<Context["module"]["graph"], Administrators>();

function administratorsIn(asked: Asked): Administrators {
  const { graph } = asked.module;
  // Stryker disable next-line all: a memory, which changes no answer
  const known = perGraph.get(graph);
  if (known) return known;
  const all = graph.principals
    .filter((one) => one.declaration.kind === "role" && privilegeOf(one, asked) !== undefined)
    .map(({ declaration }) => declaration);
  const byAddress = new ByAddress<Declaration>();
  for (const role of all) byAddress.add(role.address, role);
  const found = { all, byAddress, named: new Set(all.flatMap((role) => resourceOf(role) ?? [])) };
  perGraph.set(graph, found);
  return found;
}

/** Whether a resource is a role that the module shows to be an administrator's. */
function isAdministratorsRole(item: Value, asked: Asked): boolean {
  const { all, byAddress, named } = administratorsIn(asked);
  if (all.length === 0) return false;
  const target = referred(item);
  if (target !== undefined) return byAddress.of(target).length > 0;
  const resource = resourceIn(item);
  if (resource !== undefined && !hasWildcard(resource)) return named.has(resource);
  return all.some((role) => names(item, role));
}

/** Whether a resource names a declaration: by reference, or by an ARN of whatever account that ends in its path and name. */
function names(item: Value, declaration: Declaration): boolean {
  const target = referred(item);
  if (target !== undefined) return refersTo(target, declaration.address);
  const [pattern, resource] = [resourceIn(item), resourceOf(declaration)];
  return pattern !== undefined && resource !== undefined && compilePattern(pattern, true).matches(resource);
}

/** The address that a resource refers to, alone. */
function referred(item: Value): string | undefined {
  if (item.kind === "reference") return item.target;
  const [only, second] = item.kind === "text" ? item.parts : [];
  return typeof only === "object" && !second && only.kind === "reference" ? only.target : undefined;
}

/** "role/team/app-*" of an ARN of IAM's. */
function resourceIn(item: Value): string | undefined {
  const [prefix, , service, , , ...resource] = (widest(item) ?? "").split(":");
  return prefix === "arn" && service === "iam" ? resource.join(":") : undefined;
}

/** "role/team/app", where a declaration's path and name are known. */
function resourceOf({ kind, fields }: Declaration): string | undefined {
  const name = literal(fields.name);
  const path = fields.path ? literal(fields.path) : "/";
  return name === undefined || path === undefined ? undefined : `${kind}${path}${name}`;
}

/** Only a statement that passes roles has a limit on services, see {@link findSources}. */
function mayPassTo(statement: Statement, service: string): boolean {
  return statement.conditions.tests.filter(isServiceLimit).every((test) => {
    if (demands(test) !== "yes") return true;
    return valuesOf(test)?.some((value) => value === service || value === "*") === true;
  });
}
