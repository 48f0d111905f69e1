// Edits that a person takes part in: places to fill in, one after the other, and one step back.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, file, finding, quickFixes, until } from "./editor";

const user = `# A user, indented as people do.
resource "aws_iam_user" "ann" {
    name = "ann"
}
`;

describe("edits with places to fill in", () => {
  const uri = (): vscode.Uri => file("filled.tf");
  before(() => vscode.workspace.fs.writeFile(uri(), Buffer.from(user)));
  after(() => vscode.workspace.fs.delete(uri()));
  afterEach(closeAll);

  it("go from one to the next, and are one step to undo", async () => {
    const editor = await vscode.window.showTextDocument(uri());
    const { document } = editor;
    const { range } = await finding(document.uri, "user-untagged");
    editor.selection = new vscode.Selection(range.start, range.start);
    const offered = await quickFixes(document.uri, new vscode.Range(range.start, range.start));
    const at = offered.findIndex(({ title }) => title.startsWith("Add the tags"));
    assert.ok(at >= 0, `offered are only: ${offered.map(({ title }) => title).join("; ")}`);
    // As in the menu: what the API gives of an edit is less than what the menu applies.
    await vscode.commands.executeCommand("editor.action.quickFix");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (let step = 0; step < at; step++) await vscode.commands.executeCommand("selectNextCodeAction");
    await vscode.commands.executeCommand("acceptSelectedCodeAction");
    await until("the edit", () => document.getText() !== user);
    const filled = document.getText();
    const lines = filled.split("\n").filter((line) => line.includes("CHANGE-ME"));
    assert.deepEqual(
      lines.map((line) => /^ */.exec(line)?.[0].length),
      [8, 8, 8],
      filled,
    );
    const selected = (): string => editor.document.getText(editor.selection);
    assert.equal(selected(), "CHANGE-ME");
    await vscode.commands.executeCommand("type", { text: "platform" });
    await vscode.commands.executeCommand("jumpToNextSnippetPlaceholder");
    assert.equal(selected(), "CHANGE-ME");
    assert.match(document.getText(), /Owner\s*= "platform"/);
    await vscode.commands.executeCommand("undo");
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), user);
  });
});
