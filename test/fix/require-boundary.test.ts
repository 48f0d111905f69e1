// Where a permissions boundary is asked for: not of what would lose actions that never send one.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { engine } from "../support/engine";

function offered(action: string | readonly string[]): string[] {
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] };
  const document = engine.read({ uri: "file:///w/policy.json", text: JSON.stringify(policy) });
  const findings = engine.lint(document, defaultConfig);
  const fixes = findings.flatMap((finding) => finding.fixes.filter(({ id }) => id === "require-boundary"));
  return [...new Set(fixes.map(({ title }) => title))];
}

describe("require-boundary", () => {
  before(() => engine.ready());

  for (const [action, titles] of [
    ["iam:CreateRole", ["Require a permissions boundary for iam:CreateRole"]],
    ["iam:*RolePermissionsBoundary", []],
    [["iam:CreateUser", "iam:ListUsers"], ["Require a permissions boundary for iam:CreateUser"]],
    ["iam:*", []],
    ["iam:Create*", []],
    ["*", []],
  ] as const)
    it(`is offered ${titles.length > 0 ? "" : "not "}for ${String(action)}`, () =>
      assert.deepEqual(offered(action), titles));
});
