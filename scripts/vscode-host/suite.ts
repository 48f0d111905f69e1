// Compiles the extension host suite once for every way of running it. It runs nothing.

import path from "node:path";
import { build } from "esbuild";

export const projectRoot = path.resolve(__dirname, "../..");

/** The folder that is opened in every end-to-end test. */
export const workspace = path.join(projectRoot, "test/e2e/workspace");

/** Bundles test/e2e/suite into out/e2e/ and returns the path VS Code wants as `extensionTestsPath`. */
export async function buildSuite(): Promise<string> {
  const outfile = path.join(projectRoot, "out/e2e/index.js");
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ["test/e2e/suite/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    // `vscode` exists in the extension host only; mocha finds its own files at run time.
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  return outfile;
}
