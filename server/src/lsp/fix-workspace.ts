// The safe fixes of all files of the workspace as one edit: progress, cancelling, what is told in the end. It decides no fix.
import {
  MessageType,
  ShowMessageNotification,
  type CancellationToken,
  type Connection,
} from "vscode-languageserver/node";
import { isDeclined, type Engine, type FileEdit } from "../../../shared-rules/src/index";
import type { ChangedFile } from "../workspace/changes";
import { fixFiles } from "../workspace/fix-files";
import { safeFix } from "../workspace/fix-document";
import { outermost, toPath, toUri } from "../workspace/paths";
import { unitsOf } from "../workspace/units";
import { takes } from "./actions";
import type { Client } from "./client";
import type { Configuration } from "./configuration";
import type { Documents } from "./documents";
import type { Edits } from "./edits";
import { isRuleFix } from "./fix-data";
import { withProgress } from "./progress";
import type { FixResult } from "./protocol";
import { showWarning } from "./show-warning";

export interface FixHost {
  readonly engine: Engine;
  readonly connection: Connection;
  readonly client: Client;
  readonly configuration: Configuration;
  readonly documents: Documents;
  readonly edits: Edits;
}

/** @param argument the command's, so of unknown form: which fixes, or none for all. Cancelled, nothing is changed. */
export async function fixWorkspace(host: FixHost, argument: unknown, token: CancellationToken): Promise<FixResult> {
  const { connection, client, edits } = host;
  const only = isRuleFix(argument) ? argument : undefined;
  const title = only ? `Fix all ${only.rule} findings (${only.fix})` : "Fix all that grants the same afterwards";
  const nothing: FixResult = { fixed: 0, files: 0, declined: 0, applied: false };
  const found = await withProgress(connection, client, { title: "Roleward: fixing" }, token, (signal, progress) =>
    fixed(host, only, signal, progress),
  );
  if (!found) return nothing;
  const files = found.groups.flatMap((group) => group.files);
  const fixes = found.groups.reduce((sum, group) => sum + group.fixes, 0);
  const declined = [...found.declined.values()].reduce((sum, count) => sum + count, 0);
  const result = { ...nothing, fixed: fixes, files: files.length, declined };
  const causes = [...found.declined].map(([reason, count]) => ` ${count} × ${reason}`).join("");
  if (files.length === 0) {
    tell(connection, `Roleward: there is nothing to fix without changing what is granted.${causes}`);
    return result;
  }
  const before = new Map(files.map((file) => [file.path, file.before]));
  const made = await edits.toEdit(files.map(editOf), {
    ...(files.length > 1 && { review: title }),
    textOf: (uri) => before.get(toPath(uri) ?? ""),
  });
  if (isDeclined(made)) {
    showWarning(connection, `Roleward: “${title}” was not applied. ${made.declined}`);
    return result;
  }
  const { applied, failureReason } = await connection.workspace.applyEdit({ label: title, edit: made.edit });
  // Who looked at it and did not want it knows that.
  if (applied)
    tell(
      connection,
      `Roleward: fixed ${fixes} in ${files.length === 1 ? "1 file" : `${files.length} files`}.${causes}`,
    );
  else if (failureReason !== undefined)
    showWarning(connection, `Roleward: “${title}” was not applied. ${failureReason}`);
  return { ...result, applied };
}

async function fixed(
  { engine, configuration, documents }: FixHost,
  only: { readonly rule: string; readonly fix: string } | undefined,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
) {
  await configuration.arrived;
  const settingsFor = configuration.settingsFor.bind(configuration);
  const { exclude } = configuration.rootSettings;
  const isLeftOut = (file: string): boolean => settingsFor(file).leftOutBy !== undefined;
  const { units, files, scripts } = await unitsOf(outermost(configuration.folders), exclude, signal, isLeftOut);
  const found = await fixFiles(engine, units, configuration.rootSettings, {
    scripts,
    signal,
    settingsFor,
    overlay: (file) => documents.textOf(file),
    choose: (finding) => (!only || takes(only)(finding) ? safeFix(finding) : undefined),
    progress: (done) => progress(done, files),
  });
  return signal.aborted ? undefined : found;
}

function editOf({ path, before, after, edits }: ChangedFile): FileEdit {
  const uri = toUri(path);
  return before === undefined ? { uri, create: after } : { uri, edits };
}

function tell(connection: Connection, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
}
