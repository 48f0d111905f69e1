// The HCL parser as tests use it: loaded once, before the first test of a process. Not the shell's assets.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { loadHcl, type HclParser } from "../../shared-rules/src/syntax/hcl";

const { resolve } = createRequire(__filename);
const grammar = path.dirname(resolve("@tree-sitter-grammars/tree-sitter-hcl/package.json"));

let loaded: HclParser | undefined;

before(async () => {
  const runtime = await readFile(resolve("web-tree-sitter/web-tree-sitter.wasm"));
  loaded = await loadHcl(runtime, await readFile(path.join(grammar, "tree-sitter-terraform.wasm")));
});

/** Only within tests and hooks: what stands directly in a `describe` runs before the parser is loaded. */
export function hclParser(): HclParser {
  if (!loaded) throw new Error("The parser is loaded when the first test runs.");
  return loaded;
}
