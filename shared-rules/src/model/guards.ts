// Whether something in a policy keeps a granted action within a permissions boundary. It knows no catalogue.
import type { Policy, Statement } from "./policy";
import { any, demands, hasUnreadableConditions, parseOperator, speaksOf, testsOf, valuesOf } from "./questions";
import type { Answer } from "./value";

const key = "iam:PermissionsBoundary";

/**
 * Whether the action only succeeds for principals that carry a chosen boundary: by a condition of the statement, or by a Deny of the same
 * policy that fires when the boundary is another one or is absent (negated operators match an absent key).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function boundaryGuarded(policy: Policy, statement: Statement, action: string): Answer {
  const own = any(testsOf(statement.conditions, key).map(demands));
  const denied = any(
    policy.statements.map((deny): Answer => {
      if (deny.effect !== "Deny" || speaksOf(deny, action) === "no") return "no";
      const fires = testsOf(deny.conditions, key).some((test) => {
        if (test.operator === undefined) return false;
        const { base, negated } = parseOperator(test.operator);
        return negated || (/^null$/i.test(base) && valuesOf(test)?.[0] === "true");
      });
      return fires ? speaksOf(deny, action) : "no";
    }),
  );
  const answer = any([own, denied]);
  return answer === "no" && hasUnreadableConditions(statement) ? "unknown" : answer;
}
