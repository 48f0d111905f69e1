// Policies for tests of the evaluator, read from IAM JSON by the engine itself.
import assert from "node:assert/strict";
import type { Policy } from "../../shared-rules/src/model/policy";
import { engine } from "../support/engine";

export type StatementJson = Readonly<Record<string, unknown>>;

/** A policy of these statements, of version 2012-10-17 unless it is said otherwise. */
export function policyOf(
  statements: readonly StatementJson[],
  kind: Policy["kind"] = "identity",
  version = "2012-10-17",
): Policy {
  const text = JSON.stringify({ Version: version, Statement: statements });
  const [policy] = engine.read({ uri: "/policy.json", text, hint: { kind } }).policies;
  assert.ok(policy, text);
  return policy;
}
