// Settings reach the server while it runs.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, file, finding, findings, open, ruleOf, until } from "./editor";

async function set(name: "rules" | "requiredTags", value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("roleward").update(name, value, vscode.ConfigurationTarget.Workspace);
}

describe("settings", () => {
  const users = file("legacy/users.yaml");

  afterEach(async () => {
    await set("rules", undefined);
    await set("requiredTags", undefined);
    await closeAll();
  });

  it("switches a rule off and on again", async () => {
    const { document } = await open("policy.json");
    await finding(document.uri, "user-create-grant");
    await set("rules", { "user-create-grant": "off" });
    await until("silence", () => findings(document.uri).every((found) => ruleOf(found) !== "user-create-grant"));
    await set("rules", undefined);
    const found = await finding(document.uri, "user-create-grant");
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
  });

  it("changes a rule's severity", async () => {
    await open("legacy/users.yaml");
    const before = await finding(users, "user-untagged");
    assert.equal(before.severity, vscode.DiagnosticSeverity.Warning);
    await set("rules", { "user-untagged": "critical" });
    await until("the higher severity", () =>
      findings(users).some(
        (found) => ruleOf(found) === "user-untagged" && found.severity === vscode.DiagnosticSeverity.Error,
      ),
    );
  });

  it("asks for the tags that the setting names", async () => {
    await open("legacy/users.yaml");
    await finding(users, "user-untagged");
    await set("requiredTags", ["Team"]);
    await until("the other tag", () =>
      findings(users).some((found) => ruleOf(found) === "user-untagged" && found.message.includes("Team")),
    );
  });
});
