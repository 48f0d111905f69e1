// Whether something in a policy keeps a granted action within a permissions boundary. It knows no catalogue.
import type { Policy, Statement } from "./policy";
import {
  any,
  demands,
  denies,
  hasUnreadableConditions,
  parseOperator,
  pickedOnce,
  testsOf,
  valuesOf,
} from "./questions";
import type { Answer } from "./value";

const key = "iam:PermissionsBoundary";

/** Denies that fire where the boundary is another one or is absent. */
const boundaryDenies = pickedOnce(
  ({ effect, conditions }) =>
    effect === "Deny" &&
    testsOf(conditions, key).some((test) => {
      if (test.operator === undefined) return false;
      const { base, negated } = parseOperator(test.operator);
      return negated || (/^null$/i.test(base) && valuesOf(test)?.[0] === "true");
    }),
);

/**
 * Whether the action only succeeds for principals that carry a chosen boundary: by a condition of the statement, or by a Deny of the same
 * policy that fires when the boundary is another one or is absent (negated operators match an absent key).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function boundaryGuarded(policy: Policy, statement: Statement, action: string): Answer {
  const own = any(testsOf(statement.conditions, key).map(demands));
  const denied = any(boundaryDenies(policy).map((deny) => denies(deny, action)));
  const answer = any([own, denied]);
  return answer === "no" && hasUnreadableConditions(statement) ? "unknown" : answer;
}
