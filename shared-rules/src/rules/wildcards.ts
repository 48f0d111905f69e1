// How Action items with wildcards are told apart, for the wildcard rules and those they cover. Not a rule.
import { isDenied } from "../access/denies";
import type { Policy, Statement } from "../model/policy";
import { all, not } from "../model/questions";
import { literal, type Answer, type Value } from "../model/value";

export type WildcardKind =
  /** Every action of every service. */
  | "everything"
  /** Every action of one service. */
  | "service"
  /** Some actions. */
  | "partial";

export interface Wildcard {
  readonly item: Value;
  readonly pattern: string;
  readonly kind: WildcardKind;
  /** The service prefix in lower case where it holds no wildcard, else "". */
  readonly service: string;
}

/** The Action items of a statement that hold a wildcard and can be read in full. */
export function wildcardsOf(statement: Statement): Wildcard[] {
  const wildcards: Wildcard[] = [];
  for (const item of statement.actions.items) {
    const pattern = literal(item);
    if (pattern === undefined || !/[*?]/.test(pattern)) continue;
    const colon = pattern.indexOf(":");
    const service = colon < 0 ? "" : pattern.slice(0, colon).toLowerCase();
    const rest = colon < 0 ? pattern : pattern.slice(colon + 1);
    const allOfIt = /^\*+$/.test(rest);
    const kind =
      allOfIt && (colon < 0 || /^\*+$/.test(service))
        ? "everything"
        : allOfIt && !/[*?]/.test(service)
          ? "service"
          : "partial";
    wildcards.push({ item, pattern, kind, service: /[*?]/.test(service) ? "" : service });
  }
  return wildcards;
}

/**
 * Whether `*` on `*` makes an administrator: not where an unconditional Deny of the same policy takes IAM away again, which leaves a wide
 * but not an administrator's policy.
 */
export function isAdministrator(policy: Policy, statement: Statement): Answer {
  return not(
    all(
      ["iam:CreateUser", "iam:AttachRolePolicy", "iam:CreateRole"].map((action) => isDenied(policy, statement, action)),
    ),
  );
}
