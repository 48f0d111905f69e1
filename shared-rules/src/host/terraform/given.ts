// What gives a module its inputs: a call, a Terragrunt file, or nobody. It finds no callers.
import { emptyEnvironment } from "../../link/evaluate";
import type { Document } from "../../model/document";
import type { Span, Value } from "../../model/value";
import type { ProviderTags } from "./declarations";
import { defaultsOf } from "./module-kind";
import type { UsesOutside } from "./policy-documents";
import type { TerragruntCall } from "./terragrunt";
import { variablesIn } from "./variables";

/** A `module` block that calls the module being read. */
export interface Call {
  readonly uri: string;
  /** `module.people`, `module.people["alice"]`. */
  readonly address: string;
  /** The call's name, for related places. */
  readonly span: Span;
}

/** What a module is given, and by whom. */
export interface GivenCall {
  readonly values: ReadonlyMap<string, Value>;
  /** What a variable is that is not given. */
  readonly defaults: "values" | "likely";
  readonly signature: string;
  readonly call: Call | undefined;
  readonly tags: ProviderTags;
  /** What the caller uses the module's policy documents for. */
  readonly outside?: UsesOutside;
}

/**
 * What a Terragrunt file gives.
 * @param over values that count more than those of the call
 */
export function byTerragrunt(call: TerragruntCall, over: ReadonlyMap<string, Value> = new Map()): GivenCall {
  const { open, signature, span, uri, values } = call;
  return {
    values: new Map([...values, ...over]),
    defaults: open ? "likely" : "values",
    signature,
    call: { uri, address: uri.slice(uri.lastIndexOf("/") + 1), span },
    // Terragrunt writes the providers, from here or from files that this one includes.
    tags: new Map([["", { dicts: [], open: true, ignored: { keys: [], prefixes: [] } }]]),
  };
}

/** The inputs of a module that nothing calls. */
export function uncalled(folder: string, documents: readonly Document[]): GivenCall {
  const values = variablesIn(documents, emptyEnvironment);
  return { values, defaults: defaultsOf(folder, documents), signature: "", call: undefined, tags: new Map() };
}
