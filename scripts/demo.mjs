// The README's first command: builds, scans examples/, and shows one fix as a diff. It changes no file.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

function run(title, ...args) {
  console.log(`\n$ ${title}\n`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 2);
}

run("npm run build", "esbuild.mjs");
run("roleward scan examples", "dist/cli.js", "scan", "examples", "--fail-on", "never");
run(
  "roleward scan examples/terraform/operators.tf --diff",
  "dist/cli.js",
  "scan",
  "examples/terraform/operators.tf",
  "--diff",
  "--fail-on",
  "never",
);
console.log(
  "\nNothing was changed. Open examples/ in VS Code with Roleward installed, and press Ctrl+. on an underlined word.",
);
