// What the modules that a configuration calls give back, found when it is asked for. It finds no modules.
// https://developer.hashicorp.com/terraform/language/values/outputs
import type { Instance } from "../../link/evaluate";
import type { Entry, Value } from "../../model/value";
import { textOf } from "../../model/value";

/** One `module` block. */
export interface Called {
  /** How often it is called; one without a key stands for those that are not known. */
  readonly instances: readonly Instance[];
  /** It has count or for_each. */
  readonly isRepeated: boolean;
  /** Names of the module's outputs. */
  readonly outputs: readonly string[];
  /** Why nothing is known of the module. */
  readonly because?: string;
  value(instance: Instance, output: string): Value | undefined;
}

const nowhere = { start: 0, end: 0 };
/** Instances of one call whose outputs are told apart. */
const mostInstances = 50;

const outputPath = /^module\.([^.[]+)(\[.*\])?(?:\.([^.[]+))?$/;

/** Values of `module.m`, `module.m.output` and `module.m["key"].output`. */
export class ModuleOutputs extends Map<string, Value> {
  readonly #find: (name: string) => Called | undefined;
  readonly #asked = new Set<string>();

  /** @param find the block of that name; undefined where there is none */
  constructor(find: (name: string) => Called | undefined) {
    super();
    this.#find = find;
  }

  override get(path: string): Value | undefined {
    if (!path.startsWith("module.")) return undefined;
    // Asked again while it is being found, it hangs on itself.
    if (this.#asked.has(path)) return super.get(path);
    this.#asked.add(path);
    const value = this.#valueOf(path);
    if (value) this.set(path, value);
    return value;
  }

  #valueOf(path: string): Value | undefined {
    const [, name, suffix = "", output] = outputPath.exec(path) ?? [];
    const called = name === undefined ? undefined : this.#find(name);
    if (!called) return undefined;
    const { because, instances, isRepeated } = called;
    const unknown: Value = { kind: "unknown", source: path, span: nowhere, ...(because !== undefined && { because }) };
    if (because !== undefined) return unknown;
    if (output === undefined) return suffix === "" ? (wholeOf(called, path) ?? unknown) : undefined;
    // A call that may be made several times has no outputs without a key.
    if (isRepeated && suffix === "") return unknown;
    const instance = instances.find((each) => each.suffix === suffix) ?? instances.find(({ key }) => key === undefined);
    return (instance && called.value(instance, output)) ?? unknown;
  }
}

/** The object of all outputs, or the list or map of those of all instances; undefined where they are too many. */
function wholeOf(called: Called, path: string): Value | undefined {
  const { instances, isRepeated } = called;
  if (instances.length > mostInstances) return undefined;
  const open = instances.some(({ key }) => key === undefined) && isRepeated;
  const known = instances.filter(({ key }) => key !== undefined || !isRepeated);
  const objects = known.map((instance) => objectOf(called, instance, path));
  if (!isRepeated) return objects[0];
  if (known.some(({ key }) => typeof key === "string"))
    return {
      kind: "dict",
      entries: objects.map((value, at) => entry(String(known[at]?.key), value)),
      open,
      span: nowhere,
    };
  return known.length > 0 ? { kind: "list", items: objects, open, span: nowhere } : undefined;
}

function objectOf(called: Called, instance: Instance, path: string): Value {
  const entries = called.outputs.map((name) => {
    const source = `${path}${instance.suffix}.${name}`;
    return entry(name, called.value(instance, name) ?? { kind: "unknown", source, span: nowhere });
  });
  return { kind: "dict", entries, open: false, span: nowhere };
}

function entry(name: string, value: Value): Entry {
  return { key: textOf(name, nowhere), value, span: nowhere };
}
