// A Terraform module's documents read together: locals, variables, what calls the module, what its calls give back. It judges nothing.
import { emptyEnvironment, moduleEnvironment, newBudget, writtenIn, type Environment } from "../../link/evaluate";
import { emptyWorkspace, folderOf, resolvePath, type Workspace } from "../../link/workspace";
import type { Document } from "../../model/document";
import { blockAddress } from "../../model/address";
import { settled, type MovingPlace } from "../../model/place";
import type { Reference, Value } from "../../model/value";
import type { HclParser } from "../../syntax/hcl";
import { ModuleResources, resourcesUnder, toldBy } from "../terraform";
import {
  argumentsOf,
  attributeOf,
  blocksOf,
  callInstances,
  documentAbove,
  givenValue,
  isRepeated,
  localSourceOf,
  nameSpanOf,
  providersOf,
  scopeOf,
  sourceTextOf,
  type BlockOf,
} from "./calls";
import { handedDown, readProviderTags } from "./declarations";
import {
  byTerragrunt,
  definitionsOf,
  isInputs,
  uncalled,
  valueSourcesOf,
  type Call,
  type GivenCall,
  type Inputs,
} from "./given";
import { ModuleOutputs, type Called } from "./outputs";
import { knownOutput } from "./registry-modules";
import { knownModule } from "./registry-table";
import type { Resource } from "./resource";
import { Reading, Remembered } from "./remembered";
import { terraformState } from "./state";
import { terragruntCalls } from "./terragrunt";
import { variablesIn } from "./variables";

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
/** A module that is called more often is judged for the first calls. */
const maxCalls = 32;

/** Calling modules that are kept beside the one that is linked. */
const mostCallers = 8;

export class TerraformLinker {
  readonly #parser: HclParser;
  /** Resources of documents that did not change, under definitions that did not change either. */
  readonly #resources = new Remembered<readonly Resource[]>();
  readonly #documents = new Remembered<Document>();
  /** Resources of single blocks. */
  readonly #blocks = new Remembered<readonly Resource[], MovingPlace>();
  /** What a document's resources declare, with what the rest of their module told about them. */
  readonly #readings = new WeakMap<
    readonly Resource[],
    { readonly digest: string | undefined; readonly value: Document }
  >();
  /** What documents' resources tell the rest of their module. */
  readonly #told = new WeakMap<readonly Resource[], { readonly signature: string; readonly hasParts: boolean }>();
  /** By signature. */
  readonly #modules = new Map<string, Module>();
  /** Tells documents, blocks and resources apart. */
  readonly #numbers = new WeakMap<object, number>();
  #lastNumber = 0;
  /** The last linking. */
  #last: { readonly basis: string; readonly reading: Reading; readonly inputs: readonly Inputs[] } | undefined;
  /** How many inputs the module has that is being linked. */
  #inputs = 1;
  #reading = new Reading(emptyWorkspace, undefined);

  constructor(parser: HclParser) {
    this.#parser = parser;
  }

  /**
   * The document under each set of inputs that is known for its module; once where it is not called.
   * @param except a file whose changes do not matter: it is what it was when it was last read
   */
  link(document: Document, siblings: readonly Document[], workspace: Workspace, except?: string): Linked[] {
    this.#reading = new Reading(workspace, except);
    const folder = folderOf(document.uri);
    // In one order whoever is asked for, so that what was read for one document serves all of its module.
    const documents = [document, ...siblings].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    const inputs = this.#inputsAgain(folder, documents) ?? this.#inputsOf(folder, documents, workspace, 0);
    this.#last = { basis: this.#basisOf(folder, documents), reading: this.#reading, inputs };
    this.#inputs = inputs.length;
    return inputs.map((input) => {
      const module = this.#moduleOf(documents, input);
      const read = (one: Document): Document => this.#read(one, module, input);
      return { document: read(document), siblings: siblings.map(read), call: input.call };
    });
  }

  /** The inputs of the last linking, where it was of the same module and nothing has changed: a scan links each of a module's documents. */
  #inputsAgain(folder: string, documents: readonly Document[]): readonly Inputs[] | undefined {
    const { workspace, except } = this.#reading;
    const last = this.#last;
    if (last?.reading.workspace !== workspace || last.reading.except !== except) return undefined;
    if (last.basis !== this.#basisOf(folder, documents) || !this.#reading.isCurrent(last.reading)) return undefined;
    // What is read from here on is remembered where the inputs look it up.
    this.#reading = new Reading(workspace, except, last.reading.texts);
    return last.inputs;
  }

  /** All documents that a module's inputs hang on: its own, its callers', and what any of them calls. */
  #basisOf(folder: string, documents: readonly Document[], depth = 0): string {
    const { workspace } = this.#reading;
    const callers = depth < maxDepth ? workspace.callers(folder).filter((caller) => caller !== folder) : [];
    return [
      folder,
      documents.map((one) => this.#numberOf(one)).join(),
      this.#signatureOf(folder, documents),
      ...callers.map((caller) => this.#basisOf(caller, workspace.folder(caller) ?? [], depth + 1)),
    ].join("\n");
  }

  /** What the documents tell each other: the same one while they tell the same. */
  #moduleOf(documents: readonly Document[], input: Inputs): Module {
    const resources = documents.map((one) => this.#resourcesOf(one, input));
    const told = resources.map((own) => this.#toldBy(own));
    const isApart = told.every(({ hasParts }) => !hasParts);
    const each = isApart ? told.map(({ signature }) => signature) : resources.map((own) => this.#numberOf(own));
    const signature = [input.signature, input.outside?.signature ?? "", ...each].join("\n");
    const known = this.#modules.get(signature);
    this.#modules.delete(signature);
    if (known) this.#modules.set(signature, known);
    if (known) return known;
    const make = (): ModuleResources =>
      new ModuleResources(
        resources.flat(),
        input.tags,
        documents.map(({ text }) => text),
        input.outside,
      );
    const module = new Module(signature, make);
    this.#modules.set(signature, module);
    const [oldest] = this.#modules.keys();
    if (this.#modules.size > this.#inputs + mostCallers && oldest !== undefined) this.#modules.delete(oldest);
    return module;
  }

  #toldBy(own: readonly Resource[]): { readonly signature: string; readonly hasParts: boolean } {
    const known = this.#told.get(own);
    if (known) return known;
    const { words, objects, hasParts } = toldBy(own);
    const made = { signature: `${words}\n${objects.map((one) => this.#numberOf(one)).join()}`, hasParts };
    this.#told.set(own, made);
    return made;
  }

  #read(document: Document, module: Module, input: Inputs): Document {
    const known = this.#documents.get(document, module.signature);
    if (known && this.#reading.isCurrent(known)) return known.value;
    if (!terraformState(document)) return document;
    const own = this.#resourcesOf(document, input);
    const digest = module.resources.digestOf(own);
    const last = this.#readings.get(own);
    const value: Document =
      last && digest !== undefined && last.digest === digest
        ? last.value
        : {
            ...document,
            ...module.resources.read(own),
            get comments() {
              return document.comments;
            },
          };
    this.#readings.set(own, { digest, value });
    const { signature } = module;
    this.#documents.set(document, { signature, texts: this.#reading.texts, value }, this.#inputs);
    return value;
  }

  #numberOf(one: object): number {
    const known = this.#numbers.get(one);
    if (known !== undefined) return known;
    this.#numbers.set(one, ++this.#lastNumber);
    return this.#lastNumber;
  }

  /** All that gives names their values: the blocks, the text of files that are read as a whole, and what the modules say that are called. */
  #signatureOf(folder: string, documents: readonly Document[], depth = 0): string {
    const { signatures, workspace } = this.#reading;
    const known = signatures.get(folder);
    if (known !== undefined) return known;
    // Modules that call each other in a circle say nothing more of each other.
    signatures.set(folder, "");
    const calls = blocksOf(documents, "module");
    const called = new Set(calls.flatMap((block) => localSourceOf(block) ?? []));
    const signature = ["locals", "variable", "provider", "output"]
      .flatMap((type) => blocksOf(documents, type))
      .concat(calls, valueSourcesOf(documents))
      .map(({ place }) => String(this.#numberOf(place)))
      .concat(documents.filter(({ format }) => isInputs(format)).map(({ text }) => text))
      .concat(
        [...called].map((source) => {
          const at = depth < maxDepth ? resolvePath(folder, source) : undefined;
          const inside = at === undefined ? undefined : workspace.folder(at);
          return at !== undefined && inside ? this.#signatureOf(at, inside, depth + 1) : "";
        }),
      )
      .join("\n");
    signatures.set(folder, signature);
    return signature;
  }

  #resourcesOf(document: Document, { environment, signature }: Inputs): readonly Resource[] {
    const known = this.#resources.get(document, signature);
    if (known && this.#reading.isCurrent(known)) return known.value;
    const { texts } = this.#reading;
    const value = resourcesUnder(document, environment, {
      get: (place) => {
        const block = this.#blocks.get(place, signature);
        return block && this.#reading.isCurrent(block) ? block.value : undefined;
      },
      set: (place, resources) => this.#blocks.set(place, { signature, texts, value: resources }, this.#inputs),
    });
    this.#resources.set(document, { signature, texts, value }, this.#inputs);
    return value;
  }

  #inputsOf(folder: string, documents: readonly Document[], workspace: Workspace, depth: number): Inputs[] {
    const here = terragruntCalls(documents, this.#parser)
      .filter(({ source }) => source === undefined || resolvePath(folder, source) === folder)
      .map((call) => byTerragrunt(call, variablesIn(documents, emptyEnvironment)));
    const calls = [...here, ...(depth < maxDepth ? this.#callsOf(folder, workspace, depth) : [])];
    const given: readonly GivenCall[] = calls.length > 0 ? calls : [uncalled(folder, documents)];
    return given.map(({ values, signature, call, tags, defaults, outside }) => {
      const environment = this.#environmentOf(folder, documents, values, defaults, workspace, depth);
      return {
        environment,
        signature: `${signature}\n${defaults}\n${this.#signatureOf(folder, documents)}`,
        call,
        tags,
        ...(outside && { outside }),
      };
    });
  }

  #environmentOf(
    folder: string,
    documents: readonly Document[],
    given: ReadonlyMap<string, Value>,
    defaults: "values" | "likely",
    workspace: Workspace,
    depth: number,
  ): Environment {
    const outputs = new ModuleOutputs((name) => {
      const block = blocksOf(documents, "module").find(({ node }) => node.labels[0]?.text === name);
      return block && this.#calledBy(folder, block, environment, workspace, depth);
    });
    const { texts } = this.#reading;
    const environment = moduleEnvironment(definitionsOf(documents), {
      given,
      known: outputs,
      defaults,
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
      for (const call of terragruntCalls(documents, this.#parser))
        if (call.source !== undefined && resolvePath(caller, call.source) === folder && calls.length < maxCalls)
          calls.push(byTerragrunt(call));
      const [inputs] = this.#inputsOf(caller, documents, workspace, depth + 1);
      if (!inputs) continue;
      const module = this.#moduleOf(documents, inputs);
      const resources = documents.flatMap((one) => this.#resourcesOf(one, inputs));
      const tags = readProviderTags(
        resources.filter(({ block }) => block.type === "provider"),
        inputs.tags,
      );
      for (const block of blocksOf(documents, "module")) {
        const source = localSourceOf(block);
        const [label] = block.node.labels;
        if (source === undefined || !label || resolvePath(caller, source) !== folder) continue;
        const handed = handedDown(tags, providersOf(block));
        const span = nameSpanOf(block, inputs.environment);
        for (const { scope, suffix } of callInstances(block, inputs.environment)) {
          if (calls.length >= maxCalls) return calls;
          const address = `module.${label.text}${suffix}`;
          calls.push({
            values: argumentsOf(block, scope),
            signature: `${this.#numberOf(block.place)}\n${suffix}\n${inputs.signature}`,
            call: { uri: block.uri, address, span: settled(span) },
            tags: handed,
            defaults: "values",
            outside: {
              signature: module.signature,
              of: (document) => module.resources.usesAt(`${address}.${document}`),
            },
          });
        }
      }
    }
    return calls;
  }

  /** What a call's module gives back. */
  #calledBy(folder: string, block: BlockOf, environment: Environment, workspace: Workspace, depth: number): Called {
    const source = localSourceOf(block);
    const called = source === undefined ? undefined : resolvePath(folder, source);
    const documents = called === undefined ? undefined : workspace.folder(called);
    const instances = callInstances(block, environment);
    const outputs = blocksOf(documents ?? [], "output");
    const inner = new Map<string, Environment>();
    const environmentOf = (suffix: string, given: () => ReadonlyMap<string, Value>): Environment | undefined => {
      if (called === undefined || !documents || depth >= maxDepth) return undefined;
      const known =
        inner.get(suffix) ?? this.#environmentOf(called, documents, given(), "values", workspace, depth + 1);
      inner.set(suffix, known);
      return known;
    };
    const inside = new Set(blocksOf(documents ?? [], "data").map(({ node }) => node.labels[1]?.text));
    const isThere = ({ target }: Reference): boolean =>
      target.startsWith("module.") || inside.has(blockAddress(target).split(".").at(-1));
    const isKnown = knownModule(sourceTextOf(block) ?? "") !== undefined;
    const because = documents || isKnown ? undefined : notRead(block);
    return {
      instances,
      isRepeated: isRepeated(block),
      outputs: outputs.flatMap(({ node }) => node.labels[0]?.text ?? []),
      ...(because !== undefined && { because }),
      value: ({ scope, suffix }, name) => {
        if (isKnown) return knownOutput(block, suffix, name);
        const declared = outputs.find(({ node }) => node.labels[0]?.text === name);
        const value = declared && attributeOf(declared, "value");
        if (documents && !declared) {
          const none = `the module ${source ?? ""} has no output ${name}`;
          return { kind: "unknown", source: name, span: { start: 0, end: 0 }, because: none };
        }
        const within = environmentOf(suffix, () => argumentsOf(block, scope));
        if (!value || !within) return undefined;
        const label = block.node.labels[0]?.text ?? "";
        const above = (one: Reference): Reference | undefined =>
          isThere(one) ? documentAbove(one, `module.${label}${suffix}`) : undefined;
        const how = `the output ${name} of the module ${label} is`;
        return writtenIn(givenValue(value, scopeOf(declared, within), how, above), declared.uri);
      },
    };
  }
}

/** Why a call's module is not here. */
function notRead(block: BlockOf): string {
  const name = block.node.labels[0]?.text ?? "";
  const source = sourceTextOf(block);
  const local = localSourceOf(block);
  if (local !== undefined) return `the module ${local} is not among these files`;
  return `the module ${name} is not read: its source is ${source === undefined ? "not known" : "remote"}`;
}

/** The resources of all of a module's documents, put together when they are first asked for. */
class Module {
  #resources: ModuleResources | undefined;

  constructor(
    /** The same signature: the same resources. */
    readonly signature: string,
    private readonly make: () => ModuleResources,
  ) {}

  get resources(): ModuleResources {
    return (this.#resources ??= this.make());
  }
}
