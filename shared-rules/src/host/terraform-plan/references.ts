// Which resources of a plan an attribute refers to, by the configuration that the plan carries: through variables, outputs and for_each.
// It reads no values.
// https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
import type { Dict, Value } from "../../model/value";
import { itemsOf, literal, valueOf } from "../../model/value";
import { childOf, listOf, type Planned } from "./modules";

/** What the references of an attribute lead to. */
export interface Targets {
  readonly resources: readonly Planned[];
  /** They lead elsewhere, too: to a local, to something that is not in the plan. */
  readonly open: boolean;
}

const nowhere: Targets = { resources: [], open: true };

/** Variables and outputs handed on further are not followed. */
const maxDepth = 20;

/** The instance that refers: its key, and what its module knows as `each`. */
interface From {
  readonly module: string;
  readonly key: string;
  readonly forEach: Value | undefined;
}

export class References {
  readonly #root: Dict | undefined;
  readonly #instances = new Map<string, Planned[]>();
  readonly #modules = new Map<string, Dict | undefined>();
  readonly #resources = new Map<Dict, ReadonlyMap<string, Dict>>();

  constructor(plan: Dict, planned: readonly Planned[]) {
    const configuration = childOf(plan, "configuration");
    this.#root = configuration && childOf(configuration, "root_module");
    for (const instance of planned) {
      const key = blockAddress(instance);
      const known = this.#instances.get(key);
      if (known) known.push(instance);
      else this.#instances.set(key, [instance]);
    }
  }

  /** Whether the resource's block sets an attribute or has a block of that name; undefined where the plan does not carry the block. */
  sets(planned: Planned, name: string): boolean | undefined {
    const expressions = this.#blockOf(planned, "expressions");
    return expressions && valueOf(expressions, name) !== undefined;
  }

  /** What an attribute of a resource refers to. `within`: the nested block that has it. */
  targets(planned: Planned, attribute: string, within?: string): Targets {
    const expressions = this.#blockOf(planned, "expressions");
    if (!expressions) return nowhere;
    const holders = within === undefined ? [expressions] : listOf(valueOf(expressions, within));
    const references = holders.flatMap((holder) => referencesIn(valueOf(holder, attribute)));
    const { module, key } = planned;
    return this.#follow(references, { module, key, forEach: this.#blockOf(planned, "for_each_expression") }, 0);
  }

  #follow(references: readonly string[], from: From, depth: number): Targets {
    if (depth > maxDepth) return nowhere;
    const resources = new Set<Planned>();
    // Terraform names each step of the way as well: `aws_iam_role.app` beside `aws_iam_role.app.arn`.
    const whole = references.filter((one) => !references.some((other) => isStepOf(one, other)));
    const byKey = whole.some((reference) => /^(?:each\.key|each\.value|count\.index)\b/.test(reference));
    let open = whole.length === 0;
    for (const reference of whole) {
      const found = this.#followOne(stepsOf(reference), from, byKey, depth);
      for (const resource of found.resources) resources.add(resource);
      open ||= found.open;
    }
    return { resources: [...resources], open };
  }

  #followOne(steps: readonly string[], from: From, byKey: boolean, depth: number): Targets {
    const [first = "", second = "", third = ""] = steps;
    switch (first) {
      case "var":
        return this.#argument(second, from, depth);
      case "module":
        return this.#output(steps, from, byKey, depth);
      case "each":
        // The key tells which one; it is nothing by itself.
        return second === "value" && from.forEach ? this.#each(from, depth) : { resources: [], open: false };
      case "count":
        return { resources: [], open: false };
      case "data":
        return this.#resource(`data.${second}.${third}`, steps[3], from, byKey);
      default:
        return this.#resource(`${first}.${second}`, steps[2], from, byKey);
    }
  }

  #resource(block: string, key: string | undefined, from: From, byKey: boolean): Targets {
    const all = this.#instances.get(joined(from.module, block)) ?? [];
    if (all.length === 0) return nowhere;
    const wanted = key?.startsWith("[") ? key : byKey && all.some((one) => one.key === from.key) ? from.key : undefined;
    const resources = wanted === undefined ? all : all.filter((one) => one.key === wanted);
    return { resources, open: resources.length === 0 };
  }

  #each(from: From, depth: number): Targets {
    const found = this.#follow(referencesIn(from.forEach), { ...from, forEach: undefined }, depth + 1);
    const same = found.resources.filter(({ key }) => key === from.key);
    return same.length > 0 ? { ...found, resources: same } : nowhere;
  }

  /** What the call of the module gives for a variable. */
  #argument(name: string, from: From, depth: number): Targets {
    const call = lastCallOf(from.module);
    const block = call && this.#callOf(call.parent, call.name);
    const expression = block && childOf(block, "expressions");
    const references = expression && referencesIn(valueOf(expression, name));
    if (!call || !references || references.length === 0) return nowhere;
    return this.#follow(
      references,
      { module: call.parent, key: call.key, forEach: valueOf(block, "for_each_expression") },
      depth + 1,
    );
  }

  #output(steps: readonly string[], from: From, byKey: boolean, depth: number): Targets {
    const [, name = "", ...rest] = steps;
    const keyed = rest[0]?.startsWith("[") ?? false;
    const key = keyed ? (rest[0] ?? "") : byKey ? from.key : "";
    const output = rest[keyed ? 1 : 0] ?? "";
    const block = this.#callOf(from.module, name);
    const module = block && childOf(block, "module");
    const outputs = module && childOf(module, "outputs");
    const declared = outputs && childOf(outputs, output);
    const references = declared && referencesIn(valueOf(declared, "expression"));
    if (!references) return nowhere;
    const called = joined(from.module, `module.${name}${key}`);
    return this.#follow(references, { module: called, key: "", forEach: undefined }, depth + 1);
  }

  #blockOf(planned: Planned, part: string): Dict | undefined {
    const module = this.#moduleOf(planned.module);
    if (!module) return undefined;
    let resources = this.#resources.get(module);
    if (!resources) {
      resources = new Map(
        listOf(valueOf(module, "resources")).map((block) => [literal(valueOf(block, "address")) ?? "", block]),
      );
      this.#resources.set(module, resources);
    }
    const { mode, type, name } = planned;
    const block = resources.get(`${mode === "data" ? "data." : ""}${type}.${name}`);
    return block && childOf(block, part);
  }

  #callOf(module: string, name: string): Dict | undefined {
    const caller = this.#moduleOf(module);
    const calls = caller && childOf(caller, "module_calls");
    return calls && childOf(calls, name);
  }

  /** The configuration of a module by the address of an instance of it. */
  #moduleOf(address: string): Dict | undefined {
    if (address === "") return this.#root;
    if (this.#modules.has(address)) return this.#modules.get(address);
    const call = lastCallOf(address);
    const block = call && this.#callOf(call.parent, call.name);
    const module = block && childOf(block, "module");
    this.#modules.set(address, module);
    return module;
  }
}

/** The references of an expression, and of those nested in it. */
function referencesIn(expression: Value | undefined): string[] {
  if (expression?.kind === "list") return expression.items.flatMap(referencesIn);
  if (expression?.kind !== "dict") return [];
  return itemsOf(valueOf(expression, "references")).flatMap((reference) => literal(reference) ?? []);
}

function isStepOf(step: string, whole: string): boolean {
  return whole.startsWith(step) && /^[.[]/.test(whole.slice(step.length));
}

/** `module.a["x.y"].b` as `module`, `a`, `["x.y"]`, `b`. */
function stepsOf(reference: string): string[] {
  return reference.match(/\[(?:"(?:\\.|[^"\\])*"|\d+)\]|[^.[\]]+/g) ?? [];
}

/** The call that makes the innermost module of an address. */
function lastCallOf(module: string): { parent: string; name: string; key: string } | undefined {
  const steps = stepsOf(module);
  let parent = "";
  for (let at = 0; at + 1 < steps.length;) {
    const name = steps[at + 1] ?? "";
    const next = steps[at + 2] ?? "";
    const key = next.startsWith("[") ? next : "";
    at += key === "" ? 2 : 3;
    if (at >= steps.length) return { parent, name, key };
    parent = joined(parent, `module.${name}${key}`);
  }
  return undefined;
}

function blockAddress({ module, mode, type, name }: Planned): string {
  return joined(module, `${mode === "data" ? "data." : ""}${type}.${name}`);
}

function joined(module: string, rest: string): string {
  return module === "" ? rest : `${module}.${rest}`;
}
