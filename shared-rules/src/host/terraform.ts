// The Terraform host: where policies, users, roles and groups stand in a configuration, in .tf and .tf.json. It resolves no variables.
import {
  emptyEnvironment,
  evaluateBlock,
  expandBlock,
  knownInstances,
  mergedDicts,
  newBudget,
  type Environment,
  type Scope,
} from "../link/evaluate";
import type { Document } from "../model/document";
import { TypedSource, type Source } from "../model/source";
import type { MovingPlace } from "../model/place";
import type { Block, Entry } from "../model/value";
import { literal, nodeSpan } from "../model/value";
import {
  parseHcl,
  type AttributeNode,
  type BlockNode,
  type HclParser,
  type HclState,
  type PlacedBlock,
} from "../syntax/hcl";
import { BlocksDocument, type Contents } from "./terraform/blocks-document";
import { contentsOf, type PolicyContent } from "./terraform/contents";
import { readDeclaration, readProviderTags, type ProviderTags } from "./terraform/declarations";
import { parseJsonBlocks } from "./terraform/json";
import { jsonContentsOf } from "./terraform/json-contents";
import { isDefining, isWanted } from "./terraform/places";
import { hasParts, ModulePolicies, wordsTold } from "./terraform/policies";
import type { Use, UsesOutside } from "./terraform/uses";
import { resourcesOfCalls } from "./terraform/registry-modules";
import { dictsOf, type Resource } from "./terraform/resource";
import { terraformState } from "./terraform/state";

export { terraformWriter } from "./terraform/write";

interface File {
  readonly uri: string;
  readonly text: string;
}

/** Reads a .tf or .tofu document. `previous`, the last version of the same document, only saves work. Never throws. */
export function readTerraform({ uri, text }: File, parser: HclParser, previous?: Document): Document {
  const hcl = parseHcl(text, isWanted, parser, terraformState(previous)?.hcl);
  const source = sourceOf("hcl", text, previous);
  return new BlocksDocument(uri, "terraform", source, hcl, () => contentsAlone(hcl, source));
}

/** Reads a .tf.json document. `previous`, the last version of the same document, only saves work. Never throws. */
export function readTerraformJson({ uri, text }: File, parser: HclParser, previous?: Document): Document {
  const hcl = parseJsonBlocks(text, isWanted, parser, terraformState(previous)?.hcl);
  const source = sourceOf("json", text, previous);
  return new BlocksDocument(uri, "terraform-json", source, hcl, () => contentsAlone(hcl, source));
}

/** The last version's, with the present text: what was read of blocks that did not change has it, too. */
function sourceOf(syntax: "hcl" | "json", text: string, previous: Document | undefined): Source {
  const last = previous?.source;
  if (!(last instanceof TypedSource) || last.syntax !== syntax) return new TypedSource(syntax, text);
  last.text = text;
  return last;
}

/** What blocks declare, as far as they tell it without their module. */
function contentsAlone({ blocks }: HclState, source: Source): Contents {
  const resources = blocks.flatMap((placed) => {
    if (isDefining(placed.node.type)) return [];
    const scope: Scope = { text: placed.text, place: placed.place, environment: emptyEnvironment };
    return hclResource(placed, evaluateBlock(placed.node, scope), scope, source);
  });
  return readResources(resources);
}

/** What a module's documents declare: its resources tell what is used for what, and default tags. */
export class ModuleResources {
  readonly #tags: ProviderTags;
  readonly #policies: ModulePolicies;

  /**
   * @param all resources of the module
   * @param inherited what the providers of the module's caller say about tags
   * @param texts of all files of the module: what else they name is used, too
   * @param outside what callers of the module use its policy documents for
   */
  constructor(all: readonly Resource[], inherited?: ProviderTags, texts?: readonly string[], outside?: UsesOutside) {
    this.#tags = readProviderTags(ofType("provider", all), inherited);
    this.#policies = new ModulePolicies(ofType("resource", all), ofType("data", all), texts, outside);
  }

  /** What one document's resources declare. */
  read(own: readonly Resource[]): Pick<Document, "declarations" | "policies" | "unread"> {
    const resources = ofType("resource", own);
    return {
      declarations: resources.flatMap((resource) => readDeclaration(resource, this.#tags) ?? []),
      ...this.#policies.read(resources, ofType("data", own)),
    };
  }

  /** What uses a policy document of this module or of one that it calls. */
  usesAt(address: string): readonly Use[] {
    return this.#policies.usesAt(address);
  }

  /** See {@link ModulePolicies.digestOf}; the providers' tags are not in it. */
  digestOf(own: readonly Resource[]): string | undefined {
    return this.#policies.digestOf(ofType("resource", own), ofType("data", own));
  }
}

/** What a document's resources tell the other documents of their module. */
export interface Told {
  /** The same words and objects: what is read of the others stays the same. */
  readonly words: string;
  readonly objects: readonly Resource[];
  /** Statements of whatever document may be part of one of these. */
  readonly hasParts: boolean;
}

/** What resources tell of which {@link ModuleResources} makes what it says of others. */
export function toldBy(own: readonly Resource[]): Told {
  const words: string[] = [];
  const objects: Resource[] = [];
  for (const resource of own) {
    const said = resource.block.type === "provider" ? undefined : wordsTold(resource);
    if (said === undefined) objects.push(resource);
    else if (said !== "") words.push(said);
  }
  return { words: words.join("\n"), objects, hasParts: own.some(hasParts) };
}

/** What resources declare that are a module's only ones. */
export function readResources(own: readonly Resource[]): Pick<Document, "declarations" | "policies" | "unread"> {
  return new ModuleResources(own).read(own);
}

function ofType(type: string, resources: readonly Resource[]): Resource[] {
  return resources.filter(({ block }) => block.type === type);
}

/** More instances of one block, or of all blocks of a document, are not told apart: one stands for all. */
const mostOfBlock = 100;
const mostOfDocument = 500;

/** What blocks were evaluated to, for the next time. */
export interface KnownBlocks {
  get(place: MovingPlace): readonly Resource[] | undefined;
  set(place: MovingPlace, resources: readonly Resource[]): void;
}

/**
 * The resources of a document's blocks under what names stand for: each instance that count or for_each makes.
 * @param known blocks that need not be evaluated anew: they are what they were, and so is all that they name
 */
export function resourcesUnder(document: Document, environment: Environment, known: KnownBlocks): Resource[] {
  const state = terraformState(document);
  if (!state) return [];
  const budget = newBudget();
  let left = mostOfDocument;
  const own = state.hcl.blocks.flatMap((placed) => {
    if (isDefining(placed.node.type)) return [];
    const most = Math.min(mostOfBlock, left);
    const before = most === mostOfBlock ? known.get(placed.place) : undefined;
    const resources = before ?? resourcesOfBlock(placed, { environment, budget }, document, most);
    if (!before && most === mostOfBlock) known.set(placed.place, resources);
    if (resources.length > 1) left -= resources.length;
    return resources;
  });
  return [...own, ...resourcesOfCalls(document, environment)];
}

function resourcesOfBlock(
  placed: PlacedBlock,
  { environment, budget }: Pick<Scope, "environment" | "budget">,
  { source, uri }: Document,
  most: number,
): Resource[] {
  const { node, place, text } = placed;
  const scope: Scope = { text, place, environment, ...(budget && { budget }) };
  return knownInstances(node, scope, most).map(({ scope: within, suffix }) => ({
    ...hclResource(placed, expandBlock(node, within), within, source, suffix),
    uri,
  }));
}

/** @param suffix what the address of an instance ends in: `["alice"]`, `[0]` */
function hclResource(
  { node, text, broken }: PlacedBlock,
  block: Block,
  scope: Scope,
  source: Source,
  suffix = "",
): Resource {
  const type = literal(block.labels[0]) ?? "";
  const name = literal(block.labels[1]) ?? "";
  const contents = new Map<Entry, readonly PolicyContent[]>();
  return {
    block,
    type,
    name,
    address: `${block.type === "data" ? "data." : ""}${type}.${name}${suffix}`,
    source,
    broken,
    contents(_, entry) {
      const known = contents.get(entry);
      if (known) return known;
      const attribute = attributeAt(node, entry.span.start - scope.place.start);
      const read = source.syntax === "json" ? jsonContentsOf : contentsOf;
      const made = attribute ? read(attribute.value, scope, source) : [];
      contents.set(entry, made);
      return made;
    },
    expression({ value }) {
      const { start, end } = nodeSpan(value);
      return text.slice(start - scope.place.start, end - scope.place.start);
    },
    tagDicts(entry) {
      const attribute = attributeAt(node, entry.span.start - scope.place.start);
      const merged = attribute && mergedDicts(attribute.value, scope);
      return merged ?? dictsOf(entry.value);
    },
  };
}

/** The attribute that begins at an offset, of a block or of one right in it. */
function attributeAt(node: BlockNode, offset: number): AttributeNode | undefined {
  const all = [node, ...node.blocks].flatMap(({ attributes }) => attributes);
  return all.find(({ start }) => start === offset);
}
