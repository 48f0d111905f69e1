// What a policy's own Deny statements take away from its Allows, whatever the request. It reads no conditions and no other policy.
import { allStatementsOf, oncePerPolicy } from "../model/beside";
import type { Policy, Statement } from "../model/policy";
import { patternCovers } from "../model/pattern";
import { all, any, onEverything, pickedOnce, speaksOf } from "../model/questions";
import { literal, sampled, type Answer, type Value } from "../model/value";

const plainDenies = pickedOnce(({ effect, conditions }) => effect === "Deny" && !conditions.key);

/** Whether a Deny statement of the policy, without any condition, takes away the action on all the statement's resources. */
export function isDenied(policy: Policy, statement: Statement, action: string): Answer {
  let answer: Answer = "no";
  for (const deny of plainDenies(policy)) {
    const about = denies(deny, action);
    // Every rule asks this of every action; few denies speak of it, and resources cost more to compare.
    if (about === "no") continue;
    // Terraform's `dynamic "condition"` may add one.
    const one = all([about, coversResources(deny, statement), deny.conditions.open ? "unknown" : "yes"]);
    if (one === "yes") return "yes";
    if (one === "unknown") answer = "unknown";
  }
  return answer;
}

/** All statements of a policy, and of what it takes over, that deny or may deny. */
export const notAllows: (policy: Policy) => readonly Statement[] = oncePerPolicy((policy) =>
  allStatementsOf(policy).flatMap(({ statement }) => (statement.effect === "Allow" ? [] : [statement])),
);

/** Whether a Deny statement speaks of the action; one that stands in a branch perhaps is not there. */
export function denies(deny: Statement, action: string): Answer {
  const answer = speaksOf(deny, action);
  return answer === "yes" && deny.perhaps === true ? "unknown" : answer;
}

/** Whether every resource the inner statement names is covered by the outer one's. */
export function coversResources(outer: Statement, inner: Statement): Answer {
  if (onEverything(outer) === "yes") return "yes";
  if (outer.notResources.key || inner.notResources.key) return "unknown";
  const answers = inner.resources.items.map((item) => any(outer.resources.items.map((each) => coversText(each, item))));
  return answers.length === 0 ? "unknown" : all(answers);
}

function coversText(outer: Value, inner: Value): Answer {
  const known = sampled(inner);
  const pattern = sampled(outer);
  if (known === undefined || pattern === undefined) return "unknown";
  if (patternCovers(pattern, known, true)) return "yes";
  // An account that is written out may be the one that only its kind is known of.
  return (literal(inner) === undefined) === (literal(outer) === undefined) ? "no" : "unknown";
}
