// The core as tests use it: from source, with the catalogue made in memory, rethrowing internal errors. Not the shell's assets.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { catalogText } from "../../scripts/catalog.mjs";
import { createCatalog } from "../../shared-rules/src/catalog/catalog";
import { createEngine, type Engine } from "../../shared-rules/src/index";

let text: string | undefined;
const catalogue = (): string => (text ??= catalogText());

/** The catalogue of this build. */
export const catalog = createCatalog(catalogue());

const wasm = (specifier: string) => () => readFile(require.resolve(specifier));

/** One engine for all tests of a process; a rule or reader that throws fails the test. */
export const engine: Engine = createEngine(
  {
    catalog: catalogue,
    hclRuntime: wasm("web-tree-sitter/web-tree-sitter.wasm"),
    hclGrammar: () =>
      readFile(
        path.join(
          path.dirname(require.resolve("@tree-sitter-grammars/tree-sitter-hcl/package.json")),
          "tree-sitter-terraform.wasm",
        ),
      ),
  },
  (message, error) => {
    throw new Error(message, { cause: error });
  },
);
