// "Roleward: Scan Workspace": progress, cancelling and the closing message. The scanning is the server's.

import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { WorkDoneProgress } from "vscode-languageclient/node";
import type { Connection } from "./connection";
import { scanRequest, type ScanResult } from "./protocol";
import { count } from "./status";

/**
 * Scans every workspace folder. Returns what the server counted, or undefined when there was nothing to scan or the
 * scan was cancelled before it had counted anything.
 */
export async function scanWorkspace(
  connection: Connection,
  log: vscode.LogOutputChannel,
): Promise<ScanResult | undefined> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage("Roleward: open a folder first; there is no workspace to scan.");
    return undefined;
  }
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Roleward: scanning", cancellable: true },
    (progress, cancellation) => scanWithProgress(connection, progress, cancellation),
  );
  if (result !== undefined) announce(result, log);
  return result;
}

async function scanWithProgress(
  connection: Connection,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  cancellation: vscode.CancellationToken,
): Promise<ScanResult | undefined> {
  const client = await connection.ready();
  const workDoneToken = randomUUID();
  let reported = 0;
  const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (part) => {
    if (part.kind === "end") return;
    const percentage = part.percentage ?? reported;
    // LSP reports how much is done, VS Code wants how much came on top.
    progress.report({ message: part.message ?? "", increment: Math.max(0, percentage - reported) });
    reported = Math.max(reported, percentage);
  });
  try {
    return await client.sendRequest(scanRequest, { workDoneToken }, cancellation);
  } catch (error) {
    // A server may answer a cancelled request with an error instead of what it had so far.
    if (cancellation.isCancellationRequested) return undefined;
    throw error;
  } finally {
    listener.dispose();
  }
}

function announce(result: ScanResult, log: vscode.LogOutputChannel): void {
  for (const { uri, reason } of result.skipped) log.warn(`Not scanned: ${vscode.Uri.parse(uri).fsPath}: ${reason}`);
  log.info(`${scanSummary(result)} in ${result.durationMs} ms`);
  const problems = "Show Problems";
  const output = "Show Output";
  const buttons = [...(result.findings > 0 ? [problems] : []), ...(result.skipped.length > 0 ? [output] : [])];
  void vscode.window.showInformationMessage(scanSummary(result), ...buttons).then((choice) => {
    if (choice === problems) void vscode.commands.executeCommand("workbench.actions.view.problems");
    if (choice === output) log.show();
  });
}

/** One line, such as `Roleward: 12 findings in 980 files (2 critical, 4 high, 6 low)`. */
export function scanSummary(result: ScanResult): string {
  const severities = ["critical", "high", "medium", "low", "advice"]
    .map((severity) => [severity, result.bySeverity[severity] ?? 0] as const)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number.toLocaleString("en-US")} ${severity}`);
  return [
    `Roleward: ${count(result.findings, "finding")} in ${count(result.files, "file")}`,
    severities.length > 0 ? ` (${severities.join(", ")})` : "",
    result.skipped.length > 0 ? `, ${result.skipped.length.toLocaleString("en-US")} skipped` : "",
    result.cancelled ? "; cancelled before the end" : "",
  ].join("");
}
