// The resources of a plan or state, module by module, with what the plan says is unknown or sensitive in them. It judges no values.
// https://developer.hashicorp.com/terraform/internals/json-format
import type { Dict, Text, Value } from "../../model/value";
import { literal, valueOf } from "../../model/value";
import { isWanted, policyDocument } from "../terraform/places";

/** Whether a JSON text is a plan or a state as `terraform show -json` writes it. */
export function looksLikePlan(text: string): boolean {
  if (!text.includes('"format_version"') || !text.includes('"terraform_version"')) return false;
  return /"(?:planned_values|resource_changes|root_module)"\s*:/.test(text);
}

/** One instance of a resource or data source. */
export interface Planned {
  readonly mode: "managed" | "data";
  /** Whole: `module.people["a"].aws_iam_user.this[0]`. */
  readonly address: Text;
  /** The address of its module, "" for the root. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** As the address ends: `["alice"]`, `[0]`, or "". */
  readonly key: string;
  /** The resource's own object in the plan. */
  readonly node: Dict;
  readonly values: Dict;
  /** `true` in the place of what is known only after apply. */
  readonly unknown: Value | undefined;
  /** `true` in the place of what is not to be shown. */
  readonly sensitive: Value | undefined;
}

/** Modules nested deeper are not read. */
const maxDepth = 50;

/** All instances that can matter: of the planned values, the state's, or, where a plan was cut down to its changes, of those. */
export function plannedIn(root: Dict): Planned[] {
  const planned = childOf(root, "planned_values") ?? childOf(root, "values");
  const changes = listOf(valueOf(root, "resource_changes"));
  if (!planned) return changes.flatMap((change) => plannedByChange(change) ?? []);
  const unknown = unknownByAddress(changes);
  const found: Planned[] = [];
  const read = (module: Dict, address: string, depth: number): void => {
    for (const node of listOf(valueOf(module, "resources"))) {
      const values = childOf(node, "values");
      const instance = values && plannedOf(node, address, values);
      if (instance)
        found.push({
          ...instance,
          unknown: unknown.get(literal(instance.address) ?? ""),
          sensitive: valueOf(node, "sensitive_values"),
        });
    }
    if (depth < maxDepth)
      for (const child of listOf(valueOf(module, "child_modules")))
        read(child, literal(valueOf(child, "address")) ?? "", depth + 1);
  };
  const module = childOf(planned, "root_module");
  if (module) read(module, "", 0);
  return found;
}

function plannedOf(node: Dict, module: string, values: Dict): Planned | undefined {
  const address = valueOf(node, "address");
  const type = literal(valueOf(node, "type"));
  const name = literal(valueOf(node, "name"));
  const mode = literal(valueOf(node, "mode")) === "data" ? "data" : "managed";
  if (address?.kind !== "text" || type === undefined || name === undefined) return undefined;
  if (!isWanted(mode === "data" ? "data" : "resource", type)) return undefined;
  // What could be read of a data source is in the policies that use it.
  if (mode === "data" && type === policyDocument && literal(valueOf(values, "json")) !== undefined) return undefined;
  const key = keyOf(valueOf(node, "index"));
  return { mode, address, module, type, name, key, node, values, unknown: undefined, sensitive: undefined };
}

function plannedByChange(node: Dict): Planned | undefined {
  const change = isCurrent(node) ? childOf(node, "change") : undefined;
  const after = change && childOf(change, "after");
  const planned = after && plannedOf(node, literal(valueOf(node, "module_address")) ?? "", after);
  return (
    planned && {
      ...planned,
      unknown: valueOf(change, "after_unknown"),
      sensitive: valueOf(change, "after_sensitive"),
    }
  );
}

function unknownByAddress(changes: readonly Dict[]): ReadonlyMap<string, Value> {
  const unknown = new Map<string, Value>();
  for (const node of changes) {
    const change = isCurrent(node) ? childOf(node, "change") : undefined;
    const value = change && valueOf(change, "after_unknown");
    if (value) unknown.set(literal(valueOf(node, "address")) ?? "", value);
  }
  return unknown;
}

/** An object that an earlier apply failed to destroy has the address of the one that replaced it. */
function isCurrent(change: Dict): boolean {
  return valueOf(change, "deposed") === undefined;
}

function keyOf(index: Value | undefined): string {
  if (index?.kind === "scalar" && typeof index.value === "number") return `[${index.value}]`;
  const key = literal(index);
  return key === undefined ? "" : `[${JSON.stringify(key)}]`;
}

/** The object under a name. */
export function childOf(dict: Dict, name: string): Dict | undefined {
  const value = valueOf(dict, name);
  return value?.kind === "dict" ? value : undefined;
}

/** The objects of a list. */
export function listOf(value: Value | undefined): Dict[] {
  return value?.kind === "list" ? value.items.filter((item) => item.kind === "dict") : [];
}
