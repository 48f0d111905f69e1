// Settings reach the server while it runs.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, finding, findings, open, ruleOf, until } from "./editor";

async function setRule(severity: string | undefined): Promise<void> {
  const rules = severity === undefined ? undefined : { "user-create-grant": severity };
  await vscode.workspace.getConfiguration("roleward").update("rules", rules, vscode.ConfigurationTarget.Workspace);
}

describe("settings", () => {
  afterEach(async () => {
    await setRule(undefined);
    await closeAll();
  });

  it("switches a rule off and on again", async () => {
    const { document } = await open("policy.json");
    await finding(document.uri, "user-create-grant");
    await setRule("off");
    await until("silence", () => findings(document.uri).every((found) => ruleOf(found) !== "user-create-grant"));
    await setRule(undefined);
    const found = await finding(document.uri, "user-create-grant");
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
  });

  it("changes a rule's severity", async () => {
    const { document } = await open("policy.json");
    await finding(document.uri, "user-create-grant");
    await setRule("low");
    await until("the lower severity", () =>
      findings(document.uri).some(
        (found) => ruleOf(found) === "user-create-grant" && found.severity === vscode.DiagnosticSeverity.Information,
      ),
    );
  });
});
