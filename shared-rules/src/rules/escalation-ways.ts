// Which ways to become administrator a policy or principal opens, and the words and places that they are told with. Not a rule.
import { isAllowed } from "../access/decide";
import type { EscalationPath } from "../catalog/escalation";
import { allStatementsOf, oncePerPolicy } from "../model/beside";
import type { Policy, Statement } from "../model/policy";
import { coversAllOf, wording } from "../model/questions";
import type { Span } from "../model/value";
import type { Context, Principal, RelatedPlace } from "../rule";
import { grantsAllSteps, openPaths, type Asked, type OpenPath, type Source } from "./escalation";
import { grants, listing } from "./grants";
import { isHuman } from "./subject";

/** The ways that one action of a statement opens. */
export function waysOfStatement(statement: Statement, policy: Policy, asked: Asked): readonly OpenPath[] {
  if (!grants(policy, statement)) return [];
  return openPaths([{ policy, statement }], asked, "alone").filter(({ path }) => mattersFor(policy, path, asked));
}

/** The module counts only for a policy that has the actions of a path. */
interface Known {
  readonly module: Context["module"] | undefined;
  readonly paths: readonly OpenPath[];
}

const perPolicy = oncePerPolicy((): { known?: Known } => ({}));

/** The ways of several steps that a policy opens; what one action opens is its statement's. */
export function waysOfPolicy(policy: Policy, asked: Asked): readonly OpenPath[] {
  const memory = perPolicy(policy);
  const { known } = memory;
  // Stryker disable next-line all: a memory, which changes no answer
  if (known && (known.module === undefined || known.module === asked.module)) return known.paths;
  const all = allStatementsOf(policy);
  const module = grantsAllSteps(all, asked, "together") ? asked.module : undefined;
  const paths = module ? openPaths(all, asked, "together").filter(({ path }) => mattersFor(policy, path, asked)) : [];
  memory.known = { module, paths };
  return paths;
}

/** The ways that only several policies of a principal open together; none where one policy or one group is to blame. */
export function waysOfPrincipal(principal: Principal, asked: Asked): readonly OpenPath[] {
  const policies = [...new Set(principal.policies.flatMap(({ policy }) => policy ?? []))];
  if (policies.length < 2) return [];
  const ways = openPaths(policies.flatMap(allStatementsOf), asked, "together").filter(
    (open) => takesSeveral(open) && isLeftOpen(open, principal, policies),
  );
  const [worst] = ways;
  return !worst || isAllThroughOneGroup(worst, principal) ? [] : ways;
}

/**
 * Whether a path matters to those who hold a policy. What takes over something that is there is everyday work of a service's role, which
 * does what its code says; in people's hands it is a way around their own permissions.
 */
function mattersFor(policy: Policy, { needs }: EscalationPath, { module }: Asked): boolean {
  return needs === undefined || isHuman(policy, module) !== "no";
}

/** What one policy opens by itself is that policy's finding. A policy that was read for several uses is one, told by its place. */
function takesSeveral({ sources }: OpenPath): boolean {
  return new Set(sources.map(({ policy: { address, span } }) => `${address} ${span.start}`)).size > 1;
}

/** A path through one group's policies is the group's finding. */
function isAllThroughOneGroup({ sources }: OpenPath, { policies }: Principal): boolean {
  const groups = sources.map(({ policy }) => policies.find((attached) => attached.policy === policy)?.group);
  return groups[0] !== undefined && groups.every((group) => group === groups[0]);
}

/**
 * Whether no Deny of another policy and no boundary takes a step away.
 *
 * A service control policy of the same module takes nothing away, whatever it is attached to. SCPs do not bind the management account's own
 * users and roles, and Organizations takes policies and attachments from that account only, or from a member that it has delegated this to:
 * who applies the module is most likely in the one account where its SCPs have no say, and no file tells which account that is. An attachment
 * to the root, or to the account itself, is no proof, since both are accepted of the management account and have no effect there. Only what is
 * made through a provider that works in a member account that the module itself creates would surely be bound; hardly any module does that.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
function isLeftOpen({ path }: OpenPath, principal: Principal, identity: readonly Policy[]): boolean {
  const { boundary, boundaryPolicy } = principal;
  // A boundary that cannot be read may be there for this very reason.
  if (boundary && !boundaryPolicy) return false;
  const limit = boundaryPolicy ? { boundary: boundaryPolicy } : {};
  return path.steps.every(
    ({ action, on = "*" }) => isAllowed({ action, resource: on }, { identity, ...limit }) !== "no",
  );
}

/** The token to blame: the action, or, as escalation-pass-role has it, the resource that is every role. */
export function placeOf({ sources: [{ statement, item, span }], path: { steps } }: OpenPath): Span {
  const on = steps[0]?.on;
  if (on === undefined || !item || wording(item).toLowerCase() !== "iam:passrole") return span;
  return statement.resources.items.find((each) => coversAllOf(each, on) === "yes")?.span ?? span;
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

/** Where steps are granted. */
export function relatedSteps(steps: readonly Source[], { module }: Asked): RelatedPlace[] {
  return steps.flatMap(({ action, span, policy }) => {
    const uri = module.graph.documentOf(policy)?.uri;
    return uri === undefined ? [] : [{ uri, span, message: `${action} is allowed here` }];
  });
}

/** " (and 2 more ways)"; nothing where there are none. */
export function moreInWords(others: readonly OpenPath[]): string {
  return others.length === 0 ? "" : ` (and ${others.length} more ${others.length === 1 ? "way" : "ways"})`;
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
