// What tests of the library share: its policies as the engine reads them, and requests put to them. It checks nothing.
import assert from "node:assert/strict";
import { isAllowed } from "../../shared-rules/src/access/decide";
import { contextOf, type Caller } from "../../shared-rules/src/access/request";
import { policyText, snippetsFor, type Snippet } from "../../shared-rules/src/index";
import type { Policy } from "../../shared-rules/src/model/policy";
import { policyOf } from "../access/policies";
import { engine } from "../support/engine";

const account = "111122223333";
const of = (kind: Caller["kind"], name: string): Caller => ({ kind, name: `arn:aws:iam::${account}:${name}`, account });

/** Who asks. */
export const callers = {
  admin: of("role", "role/admin"),
  alice: of("user", "user/alice"),
  breakGlass: of("role", "role/break-glass-1"),
  breakGlassUser: of("user", "user/break-glass-1"),
  otherPath: of("role", "role/teams/break-glass-1"),
  root: of("user", "root"),
  serviceLinked: of("role", "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
} as const;

export const iam = (name: string): string => `arn:aws:iam::${account}:${name}`;

/** A request and what becomes of it. */
export type Row = readonly [
  verdict: "denied" | "let through",
  caller: keyof typeof callers,
  action: string,
  context?: Readonly<Record<string, string>>,
  resource?: string,
];

/** A policy of the library, unfilled, as it is read. */
export function read({ kind, policy }: Pick<Snippet, "kind" | "policy">): Policy {
  const [found] = engine.read({ uri: `/w/${kind}.json`, text: policyText(policy), hint: { kind } }).policies;
  assert.ok(found);
  return found;
}

export function snippet(id: string, regions: readonly string[] = []): Snippet {
  const found = snippetsFor(regions).find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

const everything = [policyOf([{ Effect: "Allow", Action: "*", Resource: "*" }])];
const fullAccess = policyOf([{ Effect: "Allow", Action: "*", Resource: "*" }], "scp");

/** What a policy makes of the request of somebody whose own policies allow everything. */
export function verdict(policy: Policy, [, caller, action, context = {}, resource = "*"]: Row): string {
  const given = { "aws:PrincipalArn": callers[caller].name, "aws:RequestedRegion": "us-east-1", ...context };
  const request = { action, resource, caller: callers[caller], context: contextOf(given, true) };
  const permissions = { identity: everything, ...(policy.kind === "boundary" ? { boundary: policy } : {}) };
  const scps = policy.kind === "scp" ? [[fullAccess, policy]] : [];
  return { yes: "let through", no: "denied", unknown: "unknown" }[isAllowed(request, { ...permissions, scps })];
}

export function titleOf([what, caller, action, context = {}, resource = ""]: Row): string {
  const told = Object.entries(context).map(([key, value]) => `${key} ${value}`);
  return [`${caller}, ${action}`, resource, ...told].filter(Boolean).join(", ") + `: ${what}`;
}
