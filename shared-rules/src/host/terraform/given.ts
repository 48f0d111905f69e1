// What gives a module its inputs: a call, a Terragrunt file, or nobody; and what gives names their values in it. It finds no callers.
import { definitionsIn, emptyEnvironment, type Definitions, type Environment } from "../../link/evaluate";
import type { Document } from "../../model/document";
import type { Span, Value } from "../../model/value";
import { blocksOf, type BlockOf } from "./calls";
import type { ProviderTags } from "./declarations";
import { defaultsOf } from "./module-kind";
import { valueSources } from "./places";
import type { TerragruntCall } from "./terragrunt";
import type { UsesOutside } from "./uses";
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

/** What a module has under one set of inputs. */
export interface Inputs {
  readonly environment: Environment;
  /** The same signature: the same values. */
  readonly signature: string;
  readonly call: Call | undefined;
  /** What the caller's providers say about tags. */
  readonly tags: ProviderTags;
  /** What the caller uses the module's policy documents for. */
  readonly outside?: UsesOutside;
}

/** What gives names their values in a module. */
export function definitionsOf(documents: readonly Document[]): Definitions {
  return definitionsIn([
    ...blocksOf(documents, "locals"),
    ...blocksOf(documents, "variable"),
    ...valueSourcesOf(documents),
  ]);
}

/** Data sources that say what names stand for. */
export function valueSourcesOf(documents: readonly Document[]): BlockOf[] {
  return blocksOf(documents, "data").filter(({ node }) => valueSources.includes(node.labels[0]?.text ?? ""));
}

/** Whether a document gives variables their values. */
export function isInputs(format: Document["format"]): boolean {
  return format === "terraform-vars" || format === "terragrunt";
}
