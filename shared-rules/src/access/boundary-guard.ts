// Whether something in a policy keeps a granted action within a permissions boundary. It knows no catalogue.
import type { Condition, Policy, Statement } from "../model/policy";
import {
  all,
  any,
  demands,
  hasUnreadableConditions,
  parseOperator,
  pickedOnce,
  testsOf,
  valuesOf,
} from "../model/questions";
import type { Answer } from "../model/value";
import { denies } from "./denies";

const key = "iam:PermissionsBoundary";

const boundaryDenies = pickedOnce(({ effect, conditions }) => effect === "Deny" && testsOf(conditions, key).length > 0);

/** Whether a Deny's test holds where the boundary is another one or is absent: negated operators match an absent key. */
function holdsOutside(test: Condition): Answer {
  if (test.operator === undefined) return "unknown";
  const { base, negated } = parseOperator(test.operator);
  if (negated) return "yes";
  if (base.toLowerCase() !== "null") return "no";
  const values = valuesOf(test);
  if (!values) return "unknown";
  return values.some((value) => value.toLowerCase() === "true") ? "yes" : "no";
}

/**
 * Whether the action only succeeds for principals that carry a chosen boundary: by a condition of the statement, or by a Deny of the same
 * policy that fires when the boundary is another one or is absent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function boundaryGuarded(policy: Policy, statement: Statement, action: string): Answer {
  const own = any(testsOf(statement.conditions, key).map(demands));
  const denied = any(
    boundaryDenies(policy).map((deny) =>
      all([denies(deny, action), any(testsOf(deny.conditions, key).map(holdsOutside))]),
    ),
  );
  const answer = any([own, denied]);
  return answer === "no" && hasUnreadableConditions(statement) ? "unknown" : answer;
}
