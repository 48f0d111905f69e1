// The documents that are read together (a Terraform folder, one template) and what links their declarations. It resolves no values.
import { ByAddress } from "../model/address";
import type { Document } from "../model/document";
import type { Declaration } from "../model/policy";
import { graphOf, type Graph } from "./graph";

/** Declarations by address, over all documents of a module. */
export interface Module {
  readonly documents: readonly Document[];
  /** What a reference means; the first instance where it means several. */
  declaration(address: string): Declaration | undefined;
  /** All declarations, in the documents' order. */
  readonly declarations: readonly Declaration[];
  /** The users, roles and groups with everything attached to them; made when first asked for. */
  readonly graph: Graph;
}

/** Links documents into a module. */
export function linkModule(documents: readonly Document[]): Module {
  let declarations: readonly Declaration[] | undefined;
  let byAddress: ByAddress<Declaration> | undefined;
  let graph: Graph | undefined;
  const module: Module = {
    documents,
    get declarations() {
      return (declarations ??= documents.flatMap((document) => document.declarations));
    },
    declaration(address) {
      if (!byAddress) {
        byAddress = new ByAddress();
        for (const declaration of module.declarations) byAddress.add(declaration.address, declaration);
      }
      return byAddress.first(address);
    },
    get graph() {
      return (graph ??= sharedGraph(documents));
    },
  };
  return module;
}

/** The graph of each set of documents, by the first of them: all that are judged one after the other have the same. */
const graphs = new WeakMap<Document, { readonly documents: readonly Document[]; readonly graph: Graph }>();

/** In one order whoever is judged, so that each tells the same. */
function sharedGraph(documents: readonly Document[]): Graph {
  const sorted = [...documents].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
  const [first] = sorted;
  const known = first && graphs.get(first);
  if (known?.documents.length === sorted.length && known.documents.every((one, at) => one === sorted[at]))
    return known.graph;
  const graph = graphOf(linkModule(sorted));
  if (first) graphs.set(first, { documents: sorted, graph });
  return graph;
}
