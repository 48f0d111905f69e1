// Fixes of names that AWS does not know: the name that was meant in its place. What was meant is for the rule to say.
import { wording } from "../model/questions";
import type { Elements, Policy, Principal, Statement } from "../model/policy";
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

/** What puts a fault of grammar right: as its finder says, in the words of the rules. */
interface Correctable {
  readonly rename?: { readonly text: Text; readonly to: string } | undefined;
  readonly repair?:
    | { readonly kind: "version"; readonly version: string }
    | {
        readonly kind: "untyped";
        readonly statement: Statement;
        readonly principal: Principal;
        readonly type: string;
        readonly value: string;
      }
    | {
        readonly kind: "value";
        readonly statement: Statement;
        readonly element: Elements;
        readonly item: Value;
        readonly to: string;
      }
    | undefined;
}

/** The fixes of a fault of grammar: none where its finder does not surely know what was meant. */
export function correctFault(policy: Policy, { rename, repair }: Correctable): Fix[] {
  if (rename) return [correctText(policy, rename.text, rename.to)];
  const base = { id: "correct", safety: "review", outcome: "removes" } as const;
  switch (repair?.kind) {
    case "version": {
      const { version } = repair;
      if (policy.node.kind !== "dict") return [];
      const title = `Add "Version": "${version}"`;
      return [{ ...base, title, edits: () => [{ kind: "add-version", policy, version }] }];
    }
    case "untyped": {
      const { statement, principal, type, value } = repair;
      const title = `Replace ${value} by { "${type}": "${value}" }`;
      return [
        {
          ...base,
          title,
          edits: () => [{ kind: "set-principal", policy, statement, principal, type, values: [value] }],
        },
      ];
    }
    case "value":
      return [correctAction(policy, repair.statement, repair.element, repair.item, [repair.to])];
    case undefined:
      return [];
  }
}

/** Takes out an element that AWS allows none of there. */
export function removeElement(policy: Policy, statement: Statement, element: Elements): Fix {
  return {
    id: "correct",
    title: `Remove ${element.key ? wording(element.key) : "the element"}`,
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "remove-element", policy, statement, element }],
  };
}
