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
  const declarations = documents.flatMap((document) => document.declarations);
  let byAddress: ByAddress<Declaration> | undefined;
  let graph: Graph | undefined;
  const module: Module = {
    documents,
    declarations,
    declaration(address) {
      if (!byAddress) {
        byAddress = new ByAddress();
        for (const declaration of declarations) byAddress.add(declaration.address, declaration);
      }
      return byAddress.of(address)[0];
    },
    get graph() {
      return (graph ??= graphOf(module));
    },
  };
  return module;
}
