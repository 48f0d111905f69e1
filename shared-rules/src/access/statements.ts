// Whether a statement is about a request: its action, resource, principal and conditions. It does not weigh Allow against Deny.
import type { Elements, Policy, Principal, Principals, Statement } from "../model/policy";
import { all, any, not, speaksOf } from "../model/questions";
import { literal, type Answer, type Value } from "../model/value";
import { conditionsHold } from "./conditions";
import { matchesArn } from "./match";
import { unknownContext, type Caller, type Request, type RequestContext } from "./request";
import { piecesOf } from "./variables";

/** Whether a statement applies to the request, its Effect and principals aside. */
export function applies(statement: Statement, policy: Policy, request: Request): Answer {
  return all(partsApply(statement, policy, request));
}

/** One after the other, as most statements are about something else by their first part. */
function* partsApply(statement: Statement, policy: Policy, request: Request): Generator<Answer> {
  yield speaksOf(statement, request.action);
  const substitutes = hasVariables(policy);
  const context = request.context ?? unknownContext;
  yield resourcesMatch(statement, policy, request.resource, context, substitutes);
  yield conditionsHold(statement, context, substitutes);
}

/**
 * Variables are plain text in policies of the old version, which is also that of a policy that says none. Terraform's documents and CDK
 * write the new one. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
function hasVariables({ version, shape }: Policy): boolean {
  return shape === "terraform-block" || (version !== undefined && literal(version) !== "2008-10-17");
}

function resourcesMatch(
  statement: Statement,
  policy: Policy,
  resource: string,
  context: RequestContext,
  substitutes: boolean,
): Answer {
  const match = (elements: Elements): Answer => {
    const answer = any(elements.items.map((item) => resourceMatches(item, resource, context, substitutes)));
    return answer === "no" && elements.open ? "unknown" : answer;
  };
  if (statement.resources.key) return match(statement.resources);
  if (statement.notResources.key) return not(match(statement.notResources));
  if (statement.open) return "unknown";
  // A trust policy, and a resource policy that leaves it out, is about the resource it stands on.
  return policy.kind === "trust" || policy.kind === "resource" ? "yes" : "no";
}

function resourceMatches(item: Value, resource: string, context: RequestContext, substitutes: boolean): Answer {
  const pieces = piecesOf(item, context, substitutes);
  return pieces ? matchesArn(pieces, resource, "text") : "no";
}

/** How a resource policy's statement names a caller. */
export interface Naming {
  /** It names the very caller, or everyone. */
  readonly directly: Answer;
  /** It names the caller's account, which may then let the caller in by its own policies. */
  readonly account: Answer;
}

/** Whether and how a statement's Principal or NotPrincipal names the caller. */
export function names(statement: Statement, caller: Caller | undefined): Naming {
  const unknown: Naming = { directly: "unknown", account: "unknown" };
  if (!caller) return unknown;
  if (statement.principals.key) return namedBy(statement.principals, caller);
  if (statement.notPrincipals.key) {
    const { directly, account } = namedBy(statement.notPrincipals, caller);
    return { directly: not(any([directly, account])), account: "no" };
  }
  return statement.open ? unknown : { directly: "no", account: "no" };
}

function namedBy({ entries, open }: Principals, caller: Caller): Naming {
  const directly = any(entries.map((entry) => entryNames(entry, caller, isCaller)));
  const account = any(entries.map((entry) => entryNames(entry, caller, isAccount)));
  return {
    directly: directly === "no" && open ? "unknown" : directly,
    account: account === "no" && open ? "unknown" : account,
  };
}

function entryNames(
  { type, values }: Principal,
  caller: Caller,
  test: (type: string, item: string, caller: Caller) => boolean,
): Answer {
  if (type === undefined) return "unknown";
  const answer = any(
    values.items.map((item): Answer => {
      const known = literal(item);
      if (known === undefined) return "unknown";
      return test(type, known, caller) ? "yes" : "no";
    }),
  );
  return answer === "no" && values.open ? "unknown" : answer;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isCaller(type: string, item: string, { kind, name }: Caller): boolean {
  if (item === "*" && (type === "*" || type === "AWS")) return true;
  return item === name && type === (kind === "service" ? "Service" : "AWS");
}

function isAccount(type: string, item: string, { account }: Caller): boolean {
  if (type !== "AWS" || account === "") return false;
  return item === account || new RegExp(`^arn:[^:]+:iam::${account}:root$`).test(item);
}
