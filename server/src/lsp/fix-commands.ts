// The commands that code actions leave to the client to call. What they are called with is the client's, so of unknown form.
import { Range, type Connection } from "vscode-languageserver/node";
import { isDeclined } from "../../../shared-rules/src/index";
import { isRecord } from "../workspace/settings";
import type { Actions } from "./actions";
import type { Client } from "./client";
import { isFixData } from "./fix-data";

/** Makes the fix of a code action and has the client apply it. */
export async function applyFix(
  connection: Connection,
  client: Client,
  actions: Actions,
  argument: unknown,
): Promise<void> {
  if (!isRecord(argument) || !isFixData(argument["data"]) || typeof argument["title"] !== "string") return;
  const { title, data } = argument;
  const made = await actions.make(data);
  if (isDeclined(made)) return actions.refuse(title, made);
  const { applied } = await connection.workspace.applyEdit({ label: title, edit: made.edit });
  if (applied && made.stop && client.showsDocuments) await showPlace(connection, made.stop);
}

/** Opens a file and selects what is to be filled in. */
export async function showPlace(connection: Connection, argument: unknown): Promise<void> {
  if (!isRecord(argument) || typeof argument["uri"] !== "string" || !Range.is(argument["range"])) return;
  const { uri, range } = argument;
  await connection.window.showDocument({ uri, takeFocus: true, selection: range });
}
