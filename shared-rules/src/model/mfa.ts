// The questions rules ask about MFA: what a statement requires, and what a policy denies without it. It judges nothing.
import type { Policy, Statement } from "./policy";
import { all, any, hasUnreadableConditions, parseOperator, pickedOnce, speaksOf, testsOf, valuesOf } from "./questions";
import type { Answer } from "./value";

/**
 * Whether the statement allows its actions only to callers who signed in with MFA: `Bool aws:MultiFactorAuthPresent true`, or an upper
 * bound on its age. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function requiresMfa(statement: Statement): Answer {
  const answers: Answer[] = [];
  for (const test of testsOf(statement.conditions, mfaPresent)) {
    const { base, ifExists, quantifier } = parseOperator(test.operator ?? "");
    const values = valuesOf(test);
    if (test.operator === undefined || values === undefined) answers.push("unknown");
    else if (
      !ifExists &&
      quantifier !== "ForAllValues" &&
      /^(bool|stringequals|stringequalsignorecase|stringlike)$/i.test(base)
    )
      answers.push(values.length > 0 && values.every((value) => value.toLowerCase() === "true") ? "yes" : "no");
  }
  for (const test of testsOf(statement.conditions, "aws:MultiFactorAuthAge")) {
    const { base, ifExists } = parseOperator(test.operator ?? "");
    if (/^numericlessthan(equals)?$/i.test(base) && !ifExists) answers.push("yes");
  }
  const found = any(answers);
  if (found !== "no") return found;
  return hasUnreadableConditions(statement) ? "unknown" : "no";
}

export const mfaPresent = "aws:MultiFactorAuthPresent";

/** A question about a statement alone, answered once: a policy's denies are asked about for every action of every statement. */
function answeredOnce(answer: (statement: Statement) => Answer): (statement: Statement) => Answer {
  const known = new WeakMap<Statement, Answer>();
  return (statement) => {
    const found = known.get(statement) ?? answer(statement);
    known.set(statement, found);
    return found;
  };
}

/**
 * Whether a Deny statement takes effect on a caller without MFA: `BoolIfExists … false` (true also where the key is absent), a negated
 * operator on "true" (negated operators match an absent key), or `Null true`, which alone misses sessions that carry "false".
 */
export const deniesWithoutMfa = answeredOnce((statement): Answer => {
  if (statement.effect !== "Deny") return statement.effect === "unknown" ? "unknown" : "no";
  const answers = testsOf(statement.conditions, mfaPresent).map((test): Answer => {
    const values = valuesOf(test)?.map((value) => value.toLowerCase());
    if (test.operator === undefined || values === undefined) return "unknown";
    const { base, ifExists, negated } = parseOperator(test.operator);
    if (/^bool$/i.test(base)) return ifExists && values.includes("false") ? "yes" : "no";
    if (negated) return values.includes("true") ? "yes" : "no";
    return "no";
  });
  const found = any(answers);
  if (found === "yes" && statement.perhaps === true) return "unknown";
  return found === "no" && hasUnreadableConditions(statement) ? "unknown" : found;
});

const mfaDenies = pickedOnce((statement) => deniesWithoutMfa(statement) !== "no");

/** Whether the policy denies the action to everyone without MFA, in a statement of its own. */
export function mfaEnforcedByDeny(policy: Policy, action: string): Answer {
  const denies = mfaDenies(policy);
  if (denies.length === 0) return "no";
  const answers = mfaEnforced.get(policy) ?? new Map<string, Answer>();
  mfaEnforced.set(policy, answers);
  const answer =
    answers.get(action) ?? any(denies.map((deny) => all([deniesWithoutMfa(deny), speaksOf(deny, action)])));
  answers.set(action, answer);
  return answer;
}

const mfaEnforced = new WeakMap<Policy, Map<string, Answer>>();
