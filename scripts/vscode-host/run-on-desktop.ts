// Runs the same suite in VS Code's desktop build, which @vscode/test-electron downloads: for machines with internet and
// a display. The runs of run-in-vscode.ts need neither.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { buildSuite, projectRoot, workspace } from "./suite";

async function main(): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), "rw-"));
  const copy = path.join(root, "workspace");
  cpSync(workspace, copy, { recursive: true });
  try {
    await runTests({
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: await buildSuite(),
      extensionTestsEnv: { ROLEWARD_E2E: "folder" },
      launchArgs: [
        copy,
        "--disable-extensions",
        "--disable-workspace-trust",
        `--user-data-dir=${path.join(root, "u")}`,
      ],
    });
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
