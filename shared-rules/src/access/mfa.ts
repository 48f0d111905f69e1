// What conditions on MFA come to: which requests a statement is for, by how they stand to MFA. It judges nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
import { oncePerPolicy } from "../model/beside";
import type { Condition, Policy, Statement } from "../model/policy";
import { all, any, hasUnreadableConditions, pickedOnce, speaksOf, testsOf } from "../model/questions";
import type { Answer } from "../model/value";
import { conditionHolds } from "./conditions";
import { contextOf, type RequestContext } from "./request";

export const mfaPresent = "aws:MultiFactorAuthPresent";
const mfaAge = "aws:MultiFactorAuthAge";

/**
 * How a request can stand to MFA. "used": a session that was begun with MFA. "unused": a session that was not, such as a console sign-in with
 * a password or GetSessionToken without a code; it carries the key as "false". "absent": a request signed with a user's access key, and any
 * made with a role's credentials that a service or an identity provider handed out; these never carry the key.
 */
export const mfaStates = ["used", "unused", "absent"] as const;
export type MfaState = (typeof mfaStates)[number];

/** What requests of each kind carry. The age comes with MFA only; one second old is as fresh as any limit may ask. */
const contexts: Readonly<Record<MfaState, RequestContext>> = {
  used: contextOf({ [mfaPresent]: "true", [mfaAge]: "1" }),
  unused: contextOf({ [mfaPresent]: "false", [mfaAge]: [] }),
  absent: contextOf({ [mfaPresent]: [], [mfaAge]: [] }),
};

export type MfaTruth = Readonly<Record<MfaState, Answer>>;

/** For which requests these tests hold together. */
export function mfaTruth(tests: readonly Condition[]): MfaTruth {
  const truth = (state: MfaState): Answer => all(tests.map((test) => conditionHolds(test, contexts[state])));
  return { used: truth("used"), unused: truth("unused"), absent: truth("absent") };
}

/** The tests of a statement that MFA decides. */
function mfaTests({ conditions }: Statement): Condition[] {
  return [...testsOf(conditions, mfaPresent), ...testsOf(conditions, mfaAge)];
}

/** A question about a statement alone, answered once: a policy's denies are asked about for every action of every statement. */
function answeredOnce(answer: (statement: Statement) => Answer): (statement: Statement) => Answer {
  const known = new WeakMap<Statement, Answer>();
  return (statement) => {
    let found = known.get(statement);
    if (found === undefined) known.set(statement, (found = answer(statement)));
    return found;
  };
}

/** Whether the statement holds only for callers who signed in with MFA. */
export const requiresMfa = answeredOnce((statement): Answer => {
  const { unused, absent } = mfaTruth(mfaTests(statement));
  if (unused === "no" && absent === "no") return "yes";
  const mayHoldWithout = any([unused, absent]);
  return mayHoldWithout === "unknown" || hasUnreadableConditions(statement) ? "unknown" : "no";
});

/** Whether the statement denies, on every caller without MFA; "unknown" where other conditions may keep it from doing so. */
export const deniesWithoutMfa = answeredOnce((statement): Answer => {
  if (statement.effect === "Allow") return "no";
  const tests = mfaTests(statement);
  if (tests.length === 0) return hasUnreadableConditions(statement) ? "unknown" : "no";
  const { unused, absent } = mfaTruth(tests);
  const hasOthers = statement.conditions.tests.length > tests.length || hasUnreadableConditions(statement);
  const answer = all([unused, absent]);
  const isSure = !hasOthers && statement.effect === "Deny" && statement.perhaps !== true;
  return answer === "yes" && !isSure ? "unknown" : answer;
});

/** Statements of a policy that deny, or may, what callers without MFA ask for. */
export const mfaDenies = pickedOnce((statement) => deniesWithoutMfa(statement) !== "no");
/** By action. */
const enforced = oncePerPolicy(() => new Map<string, Answer>());

/** Whether the policy denies the action to everyone without MFA, in a statement of its own. */
export function mfaEnforcedByDeny(policy: Policy, action: string): Answer {
  const denies = mfaDenies(policy);
  if (denies.length === 0) return "no";
  const answers = enforced(policy);
  let answer = answers.get(action);
  if (answer === undefined) {
    answer = any(denies.map((deny) => all([deniesWithoutMfa(deny), speaksOf(deny, action)])));
    answers.set(action, answer);
  }
  return answer;
}
