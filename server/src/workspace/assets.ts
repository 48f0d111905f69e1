// The core's engine with its files from dist/, and the version. The only place that knows where the assets lie.
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createEngine, type Engine } from "../../../shared-rules/src/index";

declare const ROLEWARD_VERSION: string | undefined;

/** The package's version; the bundles have it built in. */
export const version: string = typeof ROLEWARD_VERSION === "string" ? ROLEWARD_VERSION : "0.0.0-source";

/** A bundle's assets lie beside it; the sources use those of the last build. */
function assetFolder(): string {
  return existsSync(path.join(__dirname, "catalog.txt")) ? __dirname : path.join(__dirname, "../../../dist");
}

/** An engine whose assets are read when they are first needed, and that knows what time it is. */
export function createDiskEngine(onError: (message: string, error: unknown) => void): Engine {
  const folder = assetFolder();
  return createEngine(
    {
      catalog: () => readFileSync(path.join(folder, "catalog.txt"), "utf8"),
      hclRuntime: () => readFile(path.join(folder, "web-tree-sitter.wasm")),
      hclGrammar: () => readFile(path.join(folder, "tree-sitter-terraform.wasm")),
      now: () => Date.now(),
    },
    onError,
  );
}
