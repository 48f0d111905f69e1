// How long a policy is at least, as JSON without white space. It knows no quota.
import { oncePerPolicy } from "./beside";
import type { Conditions, Elements, Policy, Principals, Statement } from "./policy";
import type { Entry, Value } from "./value";

/**
 * Characters of a policy's shortest JSON, white space left out everywhere: what is only partly known counts with what is known of it, what
 * may not be there not at all.
 */
export const leastSize: (policy: Policy) => number = oncePerPolicy(sizeOf);

function sizeOf({ shape, node, statements, inherited = [], replaced = [] }: Policy): number {
  if (shape === "iam-json" && node.kind === "dict") return sizeOfValue(node);
  const own = statements.filter((statement) => !replaced.includes(statement) && statement.perhaps !== true);
  const all = [...own, ...inherited.filter(({ policy }) => policy.shape === shape).map(({ statement }) => statement)];
  return '{"Version":"2012-10-17","Statement":[]}'.length + joined([...new Set(all)].map(sizeOfStatement));
}

function joined(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, Math.max(0, parts.length - 1));
}

function sizeOfStatement({ node, ...statement }: Statement): number {
  if (node.kind === "dict") return sizeOfValue(node);
  const { sid, effect, actions, notActions, resources, notResources, principals, notPrincipals, conditions } =
    statement;
  return (
    2 +
    joined([
      '"Effect":'.length + (effect === "unknown" ? 0 : effect.length + 2),
      ...(sid && sid.parts.length > 0 ? ['"Sid":'.length + sizeOfValue(sid)] : []),
      ...sizeOfElements("Action", actions),
      ...sizeOfElements("NotAction", notActions),
      ...sizeOfElements("Resource", resources),
      ...sizeOfElements("NotResource", notResources),
      ...sizeOfPrincipals("Principal", principals),
      ...sizeOfPrincipals("NotPrincipal", notPrincipals),
      ...sizeOfConditions(conditions),
    ])
  );
}

function sizeOfElements(name: string, { key, items, value }: Elements): number[] {
  if (!key) return [];
  const known = value?.kind === "list" && value.maybe === true ? [] : items;
  return [name.length + 3 + sizeOfItems(known)];
}

/** One is written without brackets. */
function sizeOfItems(items: readonly Value[]): number {
  return joined(items.map(sizeOfValue)) + (items.length > 1 ? 2 : 0);
}

function sizeOfPrincipals(name: string, { key, entries }: Principals): number[] {
  if (!key) return [];
  return [name.length + 3 + joined(entries.map(({ values }) => sizeOfItems(values.items)))];
}

function sizeOfConditions({ key, tests }: Conditions): number[] {
  if (!key) return [];
  const operators = new Map<string, number[]>();
  for (const { operator = "", key: tested = "", values } of tests)
    operators.set(operator, [...(operators.get(operator) ?? []), tested.length + 3 + sizeOfItems(values.items)]);
  const blocks = [...operators].map(([operator, parts]) => operator.length + 5 + joined(parts));
  return ['"Condition":{}'.length + joined(blocks)];
}

function sizeOfValue(value: Value): number {
  switch (value.kind) {
    case "text":
      return value.parts.reduce((sum, part) => sum + (typeof part === "string" ? lengthOf(part) : 0), 2);
    case "scalar":
      return String(value.value).length;
    case "list":
      return 2 + (value.maybe === true ? 0 : joined(value.items.map(sizeOfValue)));
    case "dict":
      return 2 + joined(value.entries.map(({ key, value: inner }: Entry) => sizeOfValue(key) + 1 + sizeOfValue(inner)));
    default:
      return 1;
  }
}

function lengthOf(text: string): number {
  return text.replace(/\s/g, "").length + (text.match(/["\\]/g)?.length ?? 0);
}
