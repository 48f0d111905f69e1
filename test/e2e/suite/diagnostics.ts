// Findings as VS Code holds them: place, severity, words and link, in each format, and while the text changes.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, file, finding, findings, open, rangeOf, ruleOf, until } from "./editor";

const message = "iam:CreateUser is allowed: whoever has this policy can create IAM users, each a permanent way in.";

describe("diagnostics", () => {
  afterEach(closeAll);

  for (const name of ["main.tf", "policy.json", "template.yaml"])
    it(`underlines the action in ${name}, and nothing beside it`, async () => {
      const { document } = await open(name);
      const found = await finding(document.uri, "user-create-grant");
      assert.deepEqual(found.range, rangeOf(document, "iam:CreateUser"));
      assert.equal(found.message, message);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
      assert.ok(typeof found.code === "object" && found.code.target.toString().includes("user-create-grant"));
      assert.deepEqual(findings(document.uri).map(ruleOf), ["user-create-grant"]);
    });

  it("has nothing to say about a file without IAM", async () => {
    await open("policy.json");
    await finding(file("policy.json"), "user-create-grant");
    await open("services.json");
    assert.deepEqual(findings(file("services.json")), []);
  });

  it("follows the text while it is typed", async () => {
    const editor = await open("policy.json");
    await finding(editor.document.uri, "user-create-grant");
    const token = rangeOf(editor.document, "iam:CreateUser");
    await editor.edit((edit) => edit.replace(token, "iam:ListUsers"));
    await until("silence", () => findings(editor.document.uri).every((found) => ruleOf(found) !== "user-create-grant"));
    await editor.edit((edit) => edit.replace(rangeOf(editor.document, "iam:ListUsers"), "iam:createuser"));
    const again = await finding(editor.document.uri, "user-create-grant");
    assert.deepEqual(again.range, rangeOf(editor.document, "iam:createuser"));
  });

  it("explains a finding on hover", async () => {
    const { document } = await open("policy.json");
    const { range } = await finding(document.uri, "user-create-grant");
    const text = await until("a hover", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        range.start.translate(0, 3),
      );
      const contents = hovers.flatMap((hover) => hover.contents);
      return contents.map((part) => (typeof part === "string" ? part : part.value)).join("\n") || undefined;
    });
    assert.match(text, /iam:CreateUser|user-create-grant/);
  });
});
