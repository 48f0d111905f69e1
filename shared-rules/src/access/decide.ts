// Whether a set of policies allows a request: Allow is weighed against Deny, boundary, SCP, RCP, session and resource policy.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
import { allStatementsOf, statementsOf } from "../model/beside";
import type { Located, Policy, Statement } from "../model/policy";
import { all, any, not } from "../model/questions";
import type { Answer } from "../model/value";
import type { Permissions, Request } from "./request";
import { applies, names } from "./statements";

/** Whether the request is allowed; "unknown" where that hangs on what cannot be read, or on a context that is not given. */
export function isAllowed(request: Request, permissions: Permissions): Answer {
  const { identity, boundary, session, resource, open, isCrossAccount } = permissions;
  const { scps = [], rcps = [] } = isServiceLinked(request) ? {} : permissions;
  const denied = any([
    deniedBy(identity, request),
    deniedBy(readable(boundary), request),
    deniedBy(session === "unknown" ? [] : (session ?? []), request),
    deniedBy(scps.flat(), request),
    deniedBy(rcps.flat(), request),
    deniedByResource(resource, request),
  ]);
  if (denied === "yes") return "no";
  const byIdentity = orUnknown(allowedBy(identity, request), open === true);
  const withinBoundary =
    boundary === undefined ? "yes" : orUnknown(allowedBy(readable(boundary), request), boundary === "unknown");
  const withinSession = session === undefined ? "yes" : session === "unknown" ? "unknown" : allowedBy(session, request);
  const capped = all([...scps, ...rcps].map((level) => allowedBy(level, request)));
  const { direct, account } = allowedByResource(resource, request);
  const own = all([byIdentity, withinBoundary, withinSession]);
  const granted =
    isCrossAccount === true
      ? all([own, any([direct, account])])
      : any([own, all([direct, withinOf(request, withinBoundary, withinSession)])]);
  return all([capped, granted, not(denied)]);
}

/**
 * No organisation policy restricts a service-linked role.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp
 */
function isServiceLinked({ caller }: Request): boolean {
  return caller?.kind === "role" && /^arn:[^:]*:iam::\d*:role\/aws-service-role\//.test(caller.name);
}

/**
 * What a resource policy gives to a role's ARN stays within the role's boundary and session policies; what it gives to a user or to everyone
 * does not. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 */
function withinOf({ caller }: Request, boundary: Answer, session: Answer): Answer {
  return caller?.kind === "role" ? all([boundary, session]) : "yes";
}

function readable(policy: Policy | "unknown" | undefined): readonly Policy[] {
  return policy === undefined || policy === "unknown" ? [] : [policy];
}

function orUnknown(answer: Answer, open: boolean): Answer {
  return answer === "no" && open ? "unknown" : answer;
}

function deniedBy(policies: readonly Policy[], request: Request): Answer {
  return any(policies.map((policy) => orUnknown(any(effects(policy, "Deny", request)), hasMore(policy))));
}

function allowedBy(policies: readonly Policy[], request: Request): Answer {
  return any(policies.map((policy) => orUnknown(any(effects(policy, "Allow", request)), hasMore(policy))));
}

/** Statements that cannot be read may say anything. */
function hasMore({ open, unread }: Policy): boolean {
  return open || unread.length > 0;
}

/** For each statement: whether it has the effect and applies. */
function effects(policy: Policy, effect: "Allow" | "Deny", request: Request): Answer[] {
  return allStatementsOf(policy).map((located) => takesEffect(located, effect, request));
}

function takesEffect({ statement, policy }: Located, effect: "Allow" | "Deny", request: Request): Answer {
  const has = hasEffect(statement, effect);
  return has === "no" ? "no" : all([has, applies(statement, policy, request)]);
}

function hasEffect(statement: Statement, effect: "Allow" | "Deny"): Answer {
  if (statement.effect === "unknown") return "unknown";
  return statement.effect === effect ? "yes" : "no";
}

function deniedByResource(policy: Policy | "unknown" | undefined, request: Request): Answer {
  const { direct, account } = ofResource(policy, "Deny", request);
  return any([direct, account]);
}

function allowedByResource(
  policy: Policy | "unknown" | undefined,
  request: Request,
): { direct: Answer; account: Answer } {
  return ofResource(policy, "Allow", request);
}

function ofResource(
  policy: Policy | "unknown" | undefined,
  effect: "Allow" | "Deny",
  request: Request,
): { direct: Answer; account: Answer } {
  if (policy === undefined) return { direct: "no", account: "no" };
  if (policy === "unknown") return { direct: "unknown", account: "unknown" };
  const found = statementsOf(policy).map((statement) => ({
    about: takesEffect({ statement, policy }, effect, request),
    naming: names(statement, request.caller),
  }));
  const direct = any(found.map(({ about, naming }) => all([about, naming.directly])));
  const account = any(found.map(({ about, naming }) => all([about, naming.account])));
  return { direct: orUnknown(direct, hasMore(policy)), account: orUnknown(account, hasMore(policy)) };
}
