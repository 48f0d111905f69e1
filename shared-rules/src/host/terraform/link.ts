// A Terraform module's documents read together: locals, variables, what calls the module, what its calls give back. It judges nothing.
import {
  definitionsIn,
  emptyEnvironment,
  evaluate,
  moduleEnvironment,
  newBudget,
  spanOf,
  writtenIn,
  type Definitions,
  type Environment,
  type Scope,
} from "../../link/evaluate";
import { emptyWorkspace, folderOf, resolvePath, type Workspace } from "../../link/workspace";
import type { Document } from "../../model/document";
import type { Span, Value } from "../../model/value";
import type { HclParser, PlacedBlock } from "../../syntax/hcl";
import { readResources, resourcesUnder } from "../terraform";
import { handedDown, readProviderTags, type ProviderTags } from "./declarations";
import type { Resource } from "./resource";
import { terraformState } from "./state";
import { variablesIn } from "./variables";

/** A `module` block that calls the module being read. */
export interface Call {
  readonly uri: string;
  readonly name: string;
  /** The call's name, for related places. */
  readonly span: Span;
}

/** A document under one set of inputs. */
export interface Linked {
  readonly document: Document;
  /** The other documents of its module, under the same inputs. */
  readonly siblings: readonly Document[];
  /** What gives the inputs; undefined for a module that nothing in the workspace calls. */
  readonly call: Call | undefined;
}

/** Modules calling each other deeper than this are not followed. */
const maxDepth = 5;
/** A module that is called from more places is judged for the first of them. */
const maxCalls = 8;

export class TerraformLinker {
  readonly #parser: HclParser;
  /** Resources of documents that did not change, under definitions that did not change either. */
  readonly #resources = new WeakMap<Document, Known & { readonly resources: readonly Resource[] }>();
  readonly #documents = new WeakMap<Document, Known & { readonly document: Document }>();
  #reading: Reading = { workspace: emptyWorkspace, texts: new Map(), except: undefined };

  constructor(parser: HclParser) {
    this.#parser = parser;
  }

  /**
   * The document under each set of inputs that is known for its module; once where it is not called.
   * @param except a file whose changes do not matter: it is what it was when it was last read
   */
  link(document: Document, siblings: readonly Document[], workspace: Workspace, except?: string): Linked[] {
    this.#reading = { workspace, texts: new Map(), except };
    const folder = folderOf(document.uri);
    // In one order whoever is asked for, so that what was read for one document serves all of its module.
    const documents = [document, ...siblings].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    return this.#inputsOf(folder, documents, workspace, 0).map(({ environment, signature, call, tags }) => {
      const read = (one: Document): Document => this.#read(one, documents, environment, signature, tags);
      return { document: read(document), siblings: siblings.map(read), call };
    });
  }

  #read(
    document: Document,
    documents: readonly Document[],
    environment: Environment,
    signature: string,
    tags: ProviderTags,
  ): Document {
    const known = this.#documents.get(document);
    const whole = `${signature}\n${documents.length}`;
    if (known?.signature === whole && this.#isCurrent(known)) return known.document;
    const resources = (one: Document): readonly Resource[] => this.#resourcesOf(one, environment, signature);
    if (!terraformState(document)) return document;
    const others = documents.filter((other) => other !== document).flatMap(resources);
    const linked: Document = {
      ...document,
      ...readResources(resources(document), others, tags),
      get comments() {
        return document.comments;
      },
    };
    this.#documents.set(document, { signature: whole, texts: this.#reading.texts, document: linked });
    return linked;
  }

  #resourcesOf(document: Document, environment: Environment, signature: string): readonly Resource[] {
    const known = this.#resources.get(document);
    if (known?.signature === signature && this.#isCurrent(known)) return known.resources;
    const resources = resourcesUnder(document, environment);
    this.#resources.set(document, { signature, texts: this.#reading.texts, resources });
    return resources;
  }

  /** Whether the files that were read then are still the same. */
  #isCurrent({ texts }: Known): boolean {
    const { workspace, except } = this.#reading;
    if (texts === this.#reading.texts) return true;
    for (const [uri, text] of texts) {
      if (uri !== except && workspace.text(uri) !== text) return false;
      // Who takes it from here hangs on those files, too.
      this.#reading.texts.set(uri, text);
    }
    return true;
  }

  #inputsOf(folder: string, documents: readonly Document[], workspace: Workspace, depth: number): Inputs[] {
    const calls = depth < maxDepth ? this.#callsOf(folder, workspace, depth) : [];
    const given = calls.length > 0 ? calls : [{ ...noCall, values: variablesIn(documents, emptyEnvironment) }];
    return given.map(({ values, signature, call, tags }) => {
      const environment = this.#environmentOf(folder, documents, values, workspace, depth);
      return { environment, signature: `${signature}\n${signatureOf(documents)}`, call, tags };
    });
  }

  #environmentOf(
    folder: string,
    documents: readonly Document[],
    given: ReadonlyMap<string, Value>,
    workspace: Workspace,
    depth: number,
  ): Environment {
    const outputs = new ModuleOutputs((name, output) => {
      const block = blocksOf(documents, "module").find(({ node }) => node.labels[0]?.text === name);
      return block && depth < maxDepth
        ? this.#outputOf(folder, block, output, environment, workspace, depth)
        : undefined;
    });
    const { texts } = this.#reading;
    const environment = moduleEnvironment(definitionsOf(documents), {
      given,
      known: outputs,
      defaults: "values",
      readFile: (path) => {
        const uri = resolvePath(folder, path);
        if (uri === undefined) return undefined;
        const text = workspace.text(uri);
        texts.set(uri, text);
        return text;
      },
      fileUri: (path) => resolvePath(folder, path),
      parse: (text) => this.#parser.expression(text),
      budget: newBudget(),
    });
    return environment;
  }

  /** Who calls the module, and with what. */
  #callsOf(folder: string, workspace: Workspace, depth: number): GivenCall[] {
    const calls: GivenCall[] = [];
    for (const caller of workspace.callers(folder)) {
      const documents = caller === folder ? undefined : workspace.folder(caller);
      if (!documents) continue;
      const [inputs] = this.#inputsOf(caller, documents, workspace, depth + 1);
      if (!inputs) continue;
      const resources = documents.flatMap((one) => this.#resourcesOf(one, inputs.environment, inputs.signature));
      const tags = readProviderTags(
        resources.filter(({ block }) => block.type === "provider"),
        inputs.tags,
      );
      for (const block of blocksOf(documents, "module")) {
        const source = sourceOf(block);
        if (source === undefined || resolvePath(caller, source) !== folder || calls.length >= maxCalls) continue;
        const [label] = block.node.labels;
        if (!label) continue;
        calls.push({
          values: argumentsOf(block, inputs.environment),
          signature: `${block.uri}\n${block.text}\n${inputs.signature}`,
          call: { uri: block.uri, name: label.text, span: spanOf(label.content, scopeOf(block, inputs.environment)) },
          tags: handedDown(tags, providersOf(block)),
        });
      }
    }
    return calls;
  }

  /** What a call's module gives back under a name. */
  #outputOf(
    folder: string,
    block: BlockOf,
    output: string,
    environment: Environment,
    workspace: Workspace,
    depth: number,
  ): Value | undefined {
    const source = sourceOf(block);
    const called = source === undefined ? undefined : resolvePath(folder, source);
    const documents = called === undefined ? undefined : workspace.folder(called);
    if (called === undefined || !documents) return undefined;
    const declared = blocksOf(documents, "output").find(({ node }) => node.labels[0]?.text === output);
    const value = declared?.node.attributes.find(({ name }) => name === "value");
    if (!declared || !value) return undefined;
    const inner = this.#environmentOf(called, documents, argumentsOf(block, environment), workspace, depth + 1);
    const result = evaluate(value.value, scopeOf(declared, inner));
    // The address of another module's resource means nothing here.
    return result.kind === "reference" ? undefined : writtenIn(result, declared.uri);
  }
}

/** When what was made before is still right. */
interface Known {
  readonly signature: string;
  /** The files that were read for it. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** One linking: where it looks files up, and what it found there. */
interface Reading {
  readonly workspace: Workspace;
  readonly texts: Map<string, string | undefined>;
  readonly except: string | undefined;
}

interface Inputs {
  readonly environment: Environment;
  /** The same signature: the same values. */
  readonly signature: string;
  readonly call: Call | undefined;
  /** What the caller's providers say about tags. */
  readonly tags: ProviderTags;
}

interface GivenCall {
  readonly values: ReadonlyMap<string, Value>;
  readonly signature: string;
  readonly call: Call | undefined;
  readonly tags: ProviderTags;
}

const noCall: GivenCall = { values: new Map(), signature: "", call: undefined, tags: new Map() };

type BlockOf = PlacedBlock & { readonly uri: string };

/** Outputs by `module.name.output`, found when they are asked for. */
class ModuleOutputs extends Map<string, Value> {
  readonly #find: (name: string, output: string) => Value | undefined;
  readonly #asked = new Set<string>();

  constructor(find: (name: string, output: string) => Value | undefined) {
    super();
    this.#find = find;
  }

  override get(path: string): Value | undefined {
    const [root, name, output, ...rest] = path.split(".");
    if (root !== "module" || name === undefined || output === undefined || rest.length > 0) return undefined;
    // Asked again while it is being found, it hangs on itself.
    if (this.#asked.has(path)) return super.get(path);
    this.#asked.add(path);
    const value = this.#find(name, output);
    if (value) this.set(path, value);
    return value;
  }
}

function blocksOf(documents: readonly Document[], type: string): BlockOf[] {
  return documents.flatMap((document) =>
    (terraformState(document)?.hcl.blocks ?? []).flatMap((block) =>
      block.node.type === type ? [{ ...block, uri: document.uri }] : [],
    ),
  );
}

function definitionsOf(documents: readonly Document[]): Definitions {
  return definitionsIn([...blocksOf(documents, "locals"), ...blocksOf(documents, "variable")]);
}

/** The text of everything that gives names their values. */
function signatureOf(documents: readonly Document[]): string {
  return ["locals", "variable", "module", "provider"]
    .flatMap((type) => blocksOf(documents, type))
    .map(({ text }) => text)
    .concat(documents.filter(({ format }) => format === "terraform-vars").map(({ text }) => text))
    .join("\n");
}

function scopeOf(block: BlockOf, environment: Environment): Scope {
  return { text: block.text, base: block.start, uri: block.uri, environment };
}

/** A call's local source, as written. */
function sourceOf(block: BlockOf): string | undefined {
  const value = block.node.attributes.find(({ name }) => name === "source")?.value;
  const [part] = value?.kind === "template" ? value.parts : [];
  return part?.kind === "string" && /^\.{1,2}(\/|$)/.test(part.text) ? part.text.replace(/\/+$/, "") : undefined;
}

/** The names in a call's `providers`: those that the module has, with those that they are here. */
function providersOf(block: BlockOf): [string, string][] {
  const value = block.node.attributes.find(({ name }) => name === "providers")?.value;
  if (value?.kind !== "object") return [];
  const textOf = ({ start, end }: Span): string => block.text.slice(start, end);
  return value.items.map(({ key, value: provider }) => [textOf(key), textOf(provider)]);
}

const notArguments = new Set(["source", "version", "providers", "count", "for_each", "depends_on"]);

function argumentsOf(block: BlockOf, environment: Environment): ReadonlyMap<string, Value> {
  const scope = scopeOf(block, environment);
  const values = new Map<string, Value>();
  for (const { name, value } of block.node.attributes) {
    if (notArguments.has(name)) continue;
    const result = evaluate(value, scope);
    // A resource's address means nothing in another module; what it is stays unknown there.
    const passed: Value =
      result.kind === "reference" ? { kind: "unknown", source: result.source, span: result.span } : result;
    values.set(name, writtenIn(passed, block.uri));
  }
  return values;
}
