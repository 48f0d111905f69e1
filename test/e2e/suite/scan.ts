// "Scan Workspace": what it counts, and that its findings stand in Problems for files nobody opened.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ScanResult } from "../../../client/src/protocol";
import { scanSummary } from "../../../client/src/scan";
import { closeAll, file, finding, findings, ruleOf, until } from "./editor";

const scan = (): Thenable<ScanResult | undefined> => vscode.commands.executeCommand("roleward.scanWorkspace");

describe("scan", () => {
  const careless = file("legacy/everything.json");

  before(closeAll);

  it("finds what is wrong in files that are not open", async () => {
    const result = await scan();
    assert.ok(result);
    assert.equal(result.cancelled, false);
    assert.ok(result.files >= 5, `${result.files} files`);
    const published = vscode.languages
      .getDiagnostics()
      .flatMap(([, all]) => all.filter(({ source }) => source === "roleward"));
    assert.equal(published.length, result.findings);
    const counted = Object.values(result.bySeverity).reduce((sum, number) => sum + number, 0);
    assert.equal(counted, result.findings);
    const worst = await finding(careless, "wildcard-admin");
    assert.equal(worst.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(vscode.workspace.textDocuments.every(({ uri }) => uri.toString() !== careless.toString()));
  });

  it("takes back what was repaired meanwhile", async () => {
    const original = await vscode.workspace.fs.readFile(careless);
    const repaired = Buffer.from(original).toString().replace('"Allow"', '"Deny"');
    try {
      await vscode.workspace.fs.writeFile(careless, Buffer.from(repaired));
      await scan();
      await until("silence", () => findings(careless).every((found) => ruleOf(found) !== "wildcard-admin"));
    } finally {
      await vscode.workspace.fs.writeFile(careless, original);
    }
    await scan();
    await finding(careless, "wildcard-admin");
  });

  it("sums up in one line", () => {
    const counts = { files: 980, findings: 12, bySeverity: { advice: 6, high: 4, critical: 2 }, durationMs: 1 };
    const skipped = [{ uri: "file:///big.json", reason: "larger than 2048 KB" }];
    assert.equal(
      scanSummary({ ...counts, skipped: [], cancelled: false }),
      "Roleward: 12 findings in 980 files (2 critical, 4 high, 6 advice)",
    );
    assert.equal(
      scanSummary({ files: 1, findings: 0, bySeverity: {}, durationMs: 1, skipped, cancelled: true }),
      "Roleward: 0 findings in 1 file, 1 skipped; cancelled before the end",
    );
  });
});
