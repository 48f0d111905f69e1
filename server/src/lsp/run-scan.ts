// The request `roleward/scan`: progress, partial results and cancelling. The scan itself stands elsewhere.
import type { CancellationToken, Connection } from "vscode-languageserver/node";
import type { Client } from "./client";
import { withProgress } from "./progress";
import { scanPartialResult, type ScanParams, type ScanResult } from "./protocol";
import type { WorkspaceScan } from "./workspace-scan";

/** Scans the workspace folders. A cancelled scan answers with what it had found so far. */
export function runScan(
  connection: Connection,
  client: Client,
  scan: WorkspaceScan,
  { workDoneToken, partialResultToken }: ScanParams,
  token: CancellationToken,
): Promise<ScanResult> {
  const title = "Roleward: scanning";
  return withProgress(connection, client, { title, workDoneToken }, token, (signal, progress) =>
    scan.run(signal, {
      progress,
      found: (batch) => {
        if (partialResultToken !== undefined)
          void connection.sendProgress(scanPartialResult, partialResultToken, batch);
      },
    }),
  );
}
