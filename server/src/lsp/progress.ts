// Work on many files that the client shows and may cancel. It does none of the work.
import type {
  CancellationToken,
  Connection,
  ProgressToken,
  WorkDoneProgressReporter,
} from "vscode-languageserver/node";
import type { Client } from "./client";

export interface ProgressOptions {
  readonly title: string;
  /** Where the client waits for progress; without it, it is asked for a place. */
  readonly workDoneToken?: ProgressToken | undefined;
}

/** Calls `work` with a signal that cancelling aborts, and with what tells how many files are done. */
export async function withProgress<T>(
  connection: Connection,
  client: Client,
  { title, workDoneToken }: ProgressOptions,
  token: CancellationToken,
  work: (signal: AbortSignal, progress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
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
  progress?.begin(title, 0, undefined, true);
  try {
    return await work(stop.signal, (done, total) =>
      progress?.report(percentage(done, total), `${done}/${total} files`),
    );
  } finally {
    progress?.done();
  }
}

function percentage(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor((100 * done) / total);
}
