// Edits that a person takes part in: places to fill in, one after the other, and one step back.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, file, finding, quickFixes, until } from "./editor";

const user = `# A user, indented as people do.
resource "aws_iam_user" "ann" {
    name = "ann"
}
`;

const grant = `resource "aws_iam_user_policy" "ann" {
  user   = aws_iam_user.ann.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }] })
}
`;

/** Chooses a fix as a person does: what the API gives of an edit is less than what the menu applies. */
async function chooseInMenu(uri: vscode.Uri, place: vscode.Position, title: RegExp): Promise<void> {
  const offered = await quickFixes(uri, new vscode.Range(place, place));
  const at = offered.findIndex((one) => title.test(one.title));
  assert.ok(at >= 0, `offered are only: ${offered.map((one) => one.title).join("; ")}`);
  await vscode.commands.executeCommand("editor.action.quickFix");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (let step = 0; step < at; step++) await vscode.commands.executeCommand("selectNextCodeAction");
  await vscode.commands.executeCommand("acceptSelectedCodeAction");
}

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
    await chooseInMenu(document.uri, range.start, /^Add the tags/);
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

describe("an edit of several files", () => {
  const files = { "apart/user.tf": user, "apart/policy.tf": grant };
  before(async () => {
    for (const [name, text] of Object.entries(files))
      await vscode.workspace.fs.writeFile(file(name), Buffer.from(text));
  });
  after(() => vscode.workspace.fs.delete(file("apart"), { recursive: true }));
  afterEach(closeAll);

  it("is shown first, with all of it ticked", async () => {
    const editor = await vscode.window.showTextDocument(file("apart/user.tf"));
    const { document } = editor;
    const { range } = await finding(document.uri, "user-declared");
    editor.selection = new vscode.Selection(range.start, range.start);
    await chooseInMenu(document.uri, range.start, /^Replace the user by a role for EC2/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(document.getText(), user);
    await until("the edit", async () => {
      await vscode.commands.executeCommand("refactorPreview.apply");
      return document.getText().includes('resource "aws_iam_role" "ann"');
    });
    const other = await vscode.workspace.openTextDocument(file("apart/policy.tf"));
    assert.match(other.getText(), /resource "aws_iam_role_policy" "ann"/);
  });
});
