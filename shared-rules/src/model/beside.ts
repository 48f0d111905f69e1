// The other statements of a policy, for who judges one by them. Each reading is counted: who remembers an answer has to know whether it
// rests on more than its own statement.
import type { Located, Policy, Statement } from "./policy";

let readings = 0;

/** All statements of a policy. What judges one statement by the others reads them by these functions only. */
export function statementsOf(policy: Policy): readonly Statement[] {
  readings++;
  return policy.statements;
}

/** All statements of a policy and of those that it takes over, each with the one that it is written in. */
export function allStatementsOf(policy: Policy): readonly Located[] {
  const own = statementsOf(policy).map((statement) => ({ statement, policy }));
  return policy.inherited ? [...own, ...policy.inherited] : own;
}

/**
 * A question about a policy as a whole, answered once for each: rules ask for every action of every statement. Whoever asks has read all of
 * its statements, though the answer may be known.
 */
export function oncePerPolicy<T>(answer: (policy: Policy) => T): (policy: Policy) => T {
  const known = new WeakMap<Policy, { readonly value: T }>();
  return (policy) => {
    readings++;
    let found = known.get(policy);
    if (!found) known.set(policy, (found = { value: answer(policy) }));
    return found.value;
  };
}

/** How often anyone has read the statements of a policy so far. */
export function readingsOfOthers(): number {
  return readings;
}
