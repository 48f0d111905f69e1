// What is asked of a set of policies: who does which action on what, in which circumstances. It decides nothing.
import type { Policy } from "../model/policy";

/** The values of condition keys in a request, as far as they are known. */
export interface RequestContext {
  /**
   * A key's values (one, but for multivalued keys), "absent" where the request surely does not carry it, undefined where that is not known.
   * @param key in lower case, as keys are case-insensitive: "aws:multifactorauthpresent", "aws:resourcetag/owner".
   */
  get(key: string): readonly string[] | "absent" | undefined;
}

/** Nothing is known of the request: every condition may or may not hold. */
export const unknownContext: RequestContext = { get: () => undefined };

/**
 * A context in which these keys have these values. Every other key is unknown, or absent where `complete`.
 * @param values by key, in any letter case; an empty list for a key that is absent.
 */
export function contextOf(
  values: Readonly<Record<string, string | readonly string[]>>,
  complete = false,
): RequestContext {
  const known = new Map(
    Object.entries(values).map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value]),
  );
  return {
    get(key) {
      const value = known.get(key) ?? (complete ? [] : undefined);
      return value?.length === 0 ? "absent" : value;
    },
  };
}

/** Who makes a request, for policies that name principals. */
export interface Caller {
  readonly kind: "user" | "role" | "service" | "anonymous";
  /** The user's or role's ARN; a service's name ("lambda.amazonaws.com"); "" of one who is anonymous. */
  readonly name: string;
  /** "" for services, and for everybody who is in none. */
  readonly account: string;
}

export interface Request {
  /** "iam:CreateUser", in any letter case. */
  readonly action: string;
  /** The resource's ARN, or "*". A pattern stands for every ARN that matches it: the answer is then for all of them. */
  readonly resource: string;
  readonly context?: RequestContext;
  readonly caller?: Caller;
}

/** Everything that has a say in a request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reference.html */
export interface Permissions {
  /** Identity-based policies, the groups' too. */
  readonly identity: readonly Policy[];
  /** Something that cannot be read may give more. */
  readonly open?: boolean;
  /** The permissions boundary's content; undefined where there is none, "unknown" where it cannot be read. */
  readonly boundary?: Policy | "unknown";
  readonly session?: readonly Policy[] | "unknown";
  /** Service control policies, level by level from the root down: each level has to allow. */
  readonly scps?: readonly (readonly Policy[])[];
  /** Resource control policies, in levels alike. */
  readonly rcps?: readonly (readonly Policy[])[];
  /** The resource's own policy. */
  readonly resource?: Policy | "unknown";
  /** Whether the resource belongs to another account than the caller. */
  readonly isCrossAccount?: boolean;
}
