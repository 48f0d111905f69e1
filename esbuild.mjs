// Bundles the extension, the server and the CLI into dist/, with the wasm files and the generated catalogue.
import { copyFile, mkdir, chmod } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeCatalog } from "./scripts/catalog.mjs";

const require = createRequire(import.meta.url);
const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, "dist");
const { version } = require("./package.json");

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minify: true,
  keepNames: false,
  legalComments: "none",
  logLevel: "warning",
  mainFields: ["module", "main"],
  // web-tree-sitter's ESM build reads import.meta.url, which a CommonJS bundle does not have.
  // yaml's Node build reads process.env for every token.
  alias: {
    "web-tree-sitter": require.resolve("web-tree-sitter"),
    yaml: path.join(root, "node_modules/yaml/browser/index.js"),
  },
  define: { ROLEWARD_VERSION: JSON.stringify(version) },
};

await mkdir(dist, { recursive: true });
await Promise.all([
  build({ ...shared, entryPoints: ["client/src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"] }),
  build({ ...shared, entryPoints: ["server/src/lsp/main.ts"], outfile: "dist/server.js" }),
  build({
    ...shared,
    entryPoints: ["server/src/cli/main.ts"],
    outfile: "dist/cli.js",
    banner: { js: "#!/usr/bin/env node" },
  }),
  copyFile(require.resolve("web-tree-sitter/web-tree-sitter.wasm"), path.join(dist, "web-tree-sitter.wasm")),
  copyFile(
    path.join(
      path.dirname(require.resolve("@tree-sitter-grammars/tree-sitter-hcl/package.json")),
      "tree-sitter-terraform.wasm",
    ),
    path.join(dist, "tree-sitter-terraform.wasm"),
  ),
  writeCatalog(path.join(dist, "catalog.txt")),
]);
await chmod(path.join(dist, "cli.js"), 0o755);
