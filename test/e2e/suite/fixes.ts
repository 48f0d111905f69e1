// Quick fixes, applied the way VS Code applies them: the finding goes, the file around it stays as it was.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, finding, findings, open, quickFixes, ruleOf, until } from "./editor";

const files = [
  { name: "main.tf", before: '["iam:CreateUser", "iam:GetUser"]', after: '["iam:GetUser"]' },
  { name: "policy.json", before: '["iam:CreateUser", "iam:GetUser"]', after: '["iam:GetUser"]' },
  { name: "template.yaml", before: "\n              - iam:CreateUser", after: "" },
];

describe("quick fixes", () => {
  afterEach(closeAll);

  for (const { name, before, after } of files)
    it(`takes the action out of ${name} and leaves the rest of the file alone`, async () => {
      const { document } = await open(name);
      const original = document.getText();
      const { range } = await finding(document.uri, "user-create-grant");
      const fixes = await quickFixes(document.uri, range);
      const fix = fixes.find(({ title }) => /^Remove\b.*iam:CreateUser/.test(title));
      assert.ok(fix, `offered are only: ${fixes.map(({ title }) => title).join("; ")}`);
      assert.ok(fix.edit, "the edit was not resolved");
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.equal(document.getText(), original.replace(before, after));
      await until("silence", () => findings(document.uri).every((found) => ruleOf(found) !== "user-create-grant"));
    });

  it("offers more than one way out, each with an edit", async () => {
    const { document } = await open("policy.json");
    const { range } = await finding(document.uri, "user-create-grant");
    const fixes = await quickFixes(document.uri, range);
    assert.ok(fixes.length > 1, `offered are only: ${fixes.map(({ title }) => title).join("; ")}`);
    assert.deepEqual(
      fixes.filter(({ edit }) => edit === undefined || edit.size === 0).map(({ title }) => title),
      [],
    );
  });
});
