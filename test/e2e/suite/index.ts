// What VS Code calls to run the suite inside its extension host. All of it runs in one window, so the order of the
// imports below is the order in which the tests meet that window.

import { writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";

/** VS Code's `extensionTestsPath` contract: rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: "spec", color: false });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./activation");
  await import("./diagnostics");
  await import("./fixes");
  await import("./settings");
  await import("./scan");
  await import("./commands");
  await import("./edits");
  await import("./connection");
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const started = mocha.run(() => resolve(started));
  });
  const { passes, failures } = runner.stats ?? { passes: 0, failures: 1 };
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (workspace !== undefined)
    writeFileSync(path.join(path.dirname(workspace), "result.json"), JSON.stringify({ passes, failures }));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
