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
import { wholeDocument, type Source } from "../model/source";
import type { Block } from "../model/value";
import { literal, nodeSpan } from "../model/value";
import {
  parseHcl,
  type AttributeNode,
  type BlockNode,
  type HclParser,
  type HclState,
  type PlacedBlock,
} from "../syntax/hcl";
import { contentsOf } from "./terraform/contents";
import { readDeclaration, readProviderTags, type ProviderTags } from "./terraform/declarations";
import { parseJsonBlocks } from "./terraform/json";
import { jsonContentsOf } from "./terraform/json-contents";
import { isDefining, isWanted } from "./terraform/places";
import { readPolicies } from "./terraform/policies";
import { dictsOf, type Resource } from "./terraform/resource";
import { terraformState, type PlacedValue, type TerraformState } from "./terraform/state";

export { terraformWriter } from "./terraform/write";

interface File {
  readonly uri: string;
  readonly text: string;
}

/** Reads a .tf or .tofu document. `previous`, the last version of the same document, only saves work. Never throws. */
export function readTerraform(file: File, parser: HclParser, previous?: Document): Document {
  const last = terraformState(previous);
  return readBlocks(file, "terraform", parseHcl(file.text, isWanted, parser, last?.hcl), last);
}

/** Reads a .tf.json document. `previous`, the last version of the same document, only saves work. Never throws. */
export function readTerraformJson(file: File, parser: HclParser, previous?: Document): Document {
  const last = terraformState(previous);
  return readBlocks(file, "terraform-json", parseJsonBlocks(file.text, isWanted, parser, last?.hcl), last);
}

function readBlocks(
  { uri, text }: File,
  format: "terraform" | "terraform-json",
  hcl: HclState,
  last: TerraformState | undefined,
): Document {
  const source = wholeDocument(format === "terraform" ? "hcl" : "json", text);
  const values = new Map<BlockNode, PlacedValue>();
  const resources = hcl.blocks.flatMap((placed) => {
    if (isDefining(placed.node.type)) return [];
    const known = last?.values.get(placed.node);
    const scope: Scope = { text: placed.text, base: placed.start, environment: emptyEnvironment };
    const block = known?.start === placed.start ? known.block : evaluateBlock(placed.node, scope);
    values.set(placed.node, { start: placed.start, block });
    return hclResource(placed, block, scope, source);
  });
  const state: TerraformState = { hcl, values };
  return {
    uri,
    text,
    format,
    source,
    ...readResources(resources),
    broken: hcl.broken,
    get comments() {
      return hcl.comments();
    },
    state,
  };
}

/**
 * What a document's resources declare. `others` are those of the rest of its module: they tell what is used for what, and default tags.
 * @param inherited what the providers of the module's caller say about tags.
 * @param texts of all files of the module: what else they name is used, too.
 */
export function readResources(
  own: readonly Resource[],
  others: readonly Resource[] = [],
  inherited?: ProviderTags,
  texts?: readonly string[],
): Pick<Document, "declarations" | "policies" | "unread"> {
  const ofType = (type: string, all: readonly Resource[]): Resource[] => all.filter(({ block }) => block.type === type);
  const resources = ofType("resource", own);
  const defaults = readProviderTags(ofType("provider", [...own, ...others]), inherited);
  return {
    declarations: resources.flatMap((resource) => readDeclaration(resource, defaults) ?? []),
    ...readPolicies(resources, ofType("data", own), ofType("resource", others), ofType("data", others), texts),
  };
}

/** More instances of one block, or of all blocks of a document, are not told apart: one stands for all. */
const mostOfBlock = 100;
const mostOfDocument = 500;

/** The resources of a document's blocks, evaluated anew under what names stand for: each instance that count or for_each makes. */
export function resourcesUnder(document: Document, environment: Environment): Resource[] {
  const state = terraformState(document);
  if (!state) return [];
  const budget = newBudget();
  let left = mostOfDocument;
  return state.hcl.blocks.flatMap((placed) => {
    if (isDefining(placed.node.type)) return [];
    const scope: Scope = { text: placed.text, base: placed.start, environment, budget };
    const instances = knownInstances(placed.node, scope, Math.min(mostOfBlock, left));
    if (instances.length > 1) left -= instances.length;
    return instances.map(({ scope: within, suffix }) => ({
      ...hclResource(placed, expandBlock(placed.node, within), within, document.source, suffix),
      uri: document.uri,
    }));
  });
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
  return {
    block,
    type,
    name,
    address: `${block.type === "data" ? "data." : ""}${type}.${name}${suffix}`,
    source,
    broken,
    contents(_, entry) {
      const attribute = attributeAt(node, entry.span.start - scope.base);
      if (!attribute) return [];
      const read = source.syntax === "json" ? jsonContentsOf : contentsOf;
      return read(attribute.value, scope, source);
    },
    expression({ value }) {
      const { start, end } = nodeSpan(value);
      return text.slice(start - scope.base, end - scope.base);
    },
    tagDicts(entry) {
      const attribute = attributeAt(node, entry.span.start - scope.base);
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
