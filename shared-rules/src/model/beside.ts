// The other statements of a policy, for who judges one by them. Each reading is counted: who remembers an answer has to know whether it
// rests on more than its own statement.
import type { Policy, Statement } from "./policy";

let readings = 0;

/** All statements of a policy. What judges one statement by the others reads them nowhere else. */
export function statementsOf(policy: Policy): readonly Statement[] {
  readings++;
  return policy.statements;
}

/** How often `statementsOf` has been asked so far. */
export function readingsOfOthers(): number {
  return readings;
}
