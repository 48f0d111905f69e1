// The palette's other commands: inserting a policy and reading a rule's page.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, file, finding, open, until } from "./editor";

describe("commands", () => {
  afterEach(closeAll);

  it("shows a rule's page in the Markdown preview", async () => {
    const id = await vscode.commands.executeCommand("roleward.explainRule", "user-create-grant");
    assert.equal(id, "user-create-grant");
    const tab = await until("the preview", () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes("user-create-grant")),
    );
    assert.ok(tab.input instanceof vscode.TabInputWebview);
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("roleward-rule:/user-create-grant.md"));
    assert.match(page.getText(), /^# .*\n/);
    assert.ok(page.getText().length > 40);
  });

  it("leaves the page of a rule that does not exist to a message, not a crash", async () => {
    const before = vscode.window.activeTextEditor;
    await vscode.commands.executeCommand("roleward.explainRule", "no-such-rule");
    assert.equal(vscode.window.activeTextEditor, before);
    await open("policy.json");
    await finding(file("policy.json"), "user-create-grant");
  });

  for (const [command, expected] of [
    ["roleward.insertScp", /iam:CreateAccessKey/],
    ["roleward.insertBoundary", /boundary/i],
  ] as const)
    it(`${command} asks which policy and inserts it`, async () => {
      const { document } = await open("main.tf");
      assert.doesNotMatch(document.getText(), expected);
      const inserted = vscode.commands.executeCommand<string | undefined>(command);
      const changed = await until("the insertion", async () => {
        // Chooses the first policy as soon as the list is there.
        await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
        return vscode.workspace.textDocuments.find((each) => expected.test(each.getText()) && each.isDirty);
      });
      assert.equal(typeof (await inserted), "string");
      assert.equal(changed.uri.toString(), document.uri.toString());
    });

  it("selects what is to be filled in first", async () => {
    const { document } = await open("main.tf");
    assert.equal(
      await vscode.commands.executeCommand("roleward.insertScp", "scp-deny-root-actions"),
      "scp-deny-root-actions",
    );
    const selected = await until("the selection", () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document === document ? document.getText(editor.selection) || undefined : undefined;
    });
    assert.equal(selected, "r-changeme");
  });

  it("tells all about a policy on a page of its own", async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("roleward-policy:/scp-require-imdsv2.md"));
    for (const part of [
      "# Require IMDSv2",
      "**Breaks:** ",
      "**Leaves alone:** ",
      "**To fill in:** ",
      '"ec2:RunInstances"',
    ])
      assert.ok(page.getText().includes(part), part);
  });

  it("inserts nothing, and says so, when no file is open", async () => {
    await closeAll();
    assert.equal(await vscode.commands.executeCommand("roleward.insertScp"), undefined);
  });
});
