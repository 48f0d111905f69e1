// The request `roleward/scan`: progress, partial results and cancelling. The scan itself stands elsewhere.
import type { CancellationToken, Connection, WorkDoneProgressReporter } from "vscode-languageserver/node";
import type { Client } from "./client";
import { scanPartialResult, type ScanParams, type ScanResult } from "./protocol";
import type { WorkspaceScan } from "./workspace-scan";

/** Scans the workspace folders. A cancelled scan answers with what it had found so far. */
export async function runScan(
  connection: Connection,
  client: Client,
  scan: WorkspaceScan,
  { workDoneToken, partialResultToken }: ScanParams,
  token: CancellationToken,
): Promise<ScanResult> {
  const stop = new AbortController();
  const cancelOn = (cancellation: CancellationToken): void => {
    if (cancellation.isCancellationRequested) stop.abort();
    cancellation.onCancellationRequested(() => stop.abort());
  };
  cancelOn(token);
  let progress: WorkDoneProgressReporter | undefined;
  if (workDoneToken !== undefined) progress = connection.window.attachWorkDoneProgress(workDoneToken);
  else if (client.createsProgress) {
    const created = await connection.window.createWorkDoneProgress();
    cancelOn(created.token);
    progress = created;
  }
  progress?.begin("Roleward: scanning", 0, undefined, true);
  try {
    return await scan.run(stop.signal, {
      progress: (done, total) => progress?.report(percentage(done, total), `${done}/${total} files`),
      found: (batch) => {
        if (partialResultToken !== undefined)
          void connection.sendProgress(scanPartialResult, partialResultToken, batch);
      },
    });
  } finally {
    progress?.done();
  }
}

function percentage(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor((100 * done) / total);
}
