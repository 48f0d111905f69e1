// What `terraform show -json` writes, as terraform 1.11 does, for tests of reading it. It checks nothing.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

const provider = "registry.terraform.io/hashicorp/aws";

/** One instance of a resource or data source, as the plan knows it. */
export interface Instance {
  /** Whole, with modules and key. */
  readonly address: string;
  readonly values: JsonObject;
  /** `true` for each value that is known only after apply. */
  readonly unknown?: JsonObject;
  readonly sensitive?: JsonObject;
}

interface Parts {
  readonly module: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
}

function partsOf(address: string): Parts {
  const [, module = "", data, type = "", name = "", key] =
    /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)*)(data\.)?([^.]+)\.([^.[]+)(?:\[(.*)\])?$/.exec(address) ?? [];
  const index = key === undefined ? undefined : (JSON.parse(key) as string | number);
  return { module: module.replace(/\.$/, ""), mode: data ? "data" : "managed", type, name, index };
}

function resourceOf({ address, values, sensitive = {} }: Instance): JsonObject {
  const { mode, type, name, index } = partsOf(address);
  return {
    address,
    mode,
    type,
    name,
    ...(index === undefined ? {} : { index }),
    provider_name: provider,
    schema_version: 0,
    values,
    sensitive_values: sensitive,
  };
}

function moduleOf(instances: readonly Instance[]): JsonObject {
  const modules = new Set(instances.map(({ address }) => partsOf(address).module));
  const inModule = (module: string): JsonObject[] =>
    instances.filter(({ address }) => partsOf(address).module === module).map(resourceOf);
  const children = [...modules].filter((module) => module !== "");
  return {
    resources: inModule(""),
    ...(children.length > 0 && {
      child_modules: children.map((address) => ({ resources: inModule(address), address })),
    }),
  };
}

function changeOf(instance: Instance): JsonObject {
  const { address, values, unknown = {}, sensitive = {} } = instance;
  const { module, mode, type, name, index } = partsOf(address);
  return {
    address,
    ...(module === "" ? {} : { module_address: module }),
    mode,
    type,
    name,
    ...(index === undefined ? {} : { index }),
    provider_name: provider,
    change: {
      actions: [mode === "data" ? "read" : "create"],
      before: null,
      after: values,
      after_unknown: unknown,
      before_sensitive: false,
      after_sensitive: sensitive,
    },
  };
}

/** What an attribute's expression refers to: Terraform names each step of the way. */
export function refers(...references: readonly string[]): JsonObject {
  const steps = references.flatMap((reference) => {
    const all = [reference];
    for (let rest = reference; ;) {
      rest = rest.replace(/(?:\.[^.[\]]+|\[[^\]]*\])$/, "");
      if (!rest.includes(".") || (rest.startsWith("data.") && rest.split(".").length < 3)) return all;
      if (/^(?:var|local|each|count)\./.test(rest)) return all;
      all.push(rest);
    }
  });
  return { references: steps };
}

/** A resource's block in the configuration. */
export function block(address: string, expressions: JsonObject, more: JsonObject = {}): JsonObject {
  const { mode, type, name } = partsOf(address);
  return { address, mode, type, name, provider_config_key: "aws", expressions, schema_version: 0, ...more };
}

export interface Content {
  readonly instances: readonly Instance[];
  /** The configuration's root module. */
  readonly configuration?: JsonObject;
  /** More of the plan, at its top. */
  readonly more?: JsonObject;
}

/** A plan that creates all its instances. */
export function planOf({ instances, configuration = {}, more = {} }: Content): JsonObject {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: moduleOf(instances) },
    resource_changes: instances.map(changeOf),
    configuration: {
      provider_config: { aws: { name: "aws", full_name: provider } },
      root_module: configuration,
    },
    ...more,
    timestamp: "2026-11-22T08:00:00Z",
    applyable: true,
    complete: true,
    errored: false,
  };
}

/** A state. */
export function stateOf(instances: readonly Instance[]): JsonObject {
  return { format_version: "1.0", terraform_version: "1.11.4", values: { root_module: moduleOf(instances) } };
}

/** A policy as the provider's values have it: JSON in a string. */
export function policyText(...statements: readonly JsonObject[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
