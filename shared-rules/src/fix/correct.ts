// Fixes of names that AWS does not know: the name that was meant in its place. What was meant is for the rule to say.
import { wording } from "../model/questions";
import type { Elements, Policy, Statement } from "../model/policy";
import type { Text, Value } from "../model/value";
import type { Fix } from "../rule";

/** Replaces an action by those that were meant, as far as the element does not hold them already. */
export function correctAction(
  policy: Policy,
  statement: Statement,
  element: Elements,
  item: Value,
  meant: readonly string[],
): Fix {
  const others = new Set(element.items.filter((other) => other !== item).map((other) => wording(other).toLowerCase()));
  const names = meant.filter((name) => !others.has(name.toLowerCase()));
  return {
    id: "correct",
    title: names.length === 0 ? `Remove ${wording(item)}` : `Replace ${wording(item)} by ${names.join(" and ")}`,
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "replace-item", policy, statement, element, item, with: names }],
  };
}

/** Spells an element's name, a key or a value of the policy as AWS knows it. */
export function correctText(policy: Policy, text: Text, to: string): Fix {
  return {
    id: "correct",
    title: `Replace ${wording(text) === "" ? "the empty text" : wording(text)} by ${to}`,
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "rename-text", policy, text, to }],
  };
}
