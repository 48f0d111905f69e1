// The library's policies: what there is to insert, and inserting one.
import { isDeclined, policyText, snippetsFor, type Config, type Engine } from "../../../shared-rules/src/index";
import type { Connection } from "vscode-languageserver/node";
import { isRecord, type Settings } from "../workspace/settings";
import type { Client } from "./client";
import type { Documents } from "./documents";
import type { Edits } from "./edits";
import type { SnippetSummary } from "./protocol";
import { showWarning } from "./show-warning";

/** Snippets of a kind ("scp", "boundary"), in the order to offer them. */
export function snippetSummaries(kind: string, { allowedRegions }: Config): SnippetSummary[] {
  return snippetsFor(allowedRegions)
    .filter((snippet) => snippet.kind === kind)
    .map(({ id, title, purpose, breaks, leaves, fill, references, policy }) => ({
      id,
      title,
      purpose,
      breaks,
      leaves,
      fill,
      references,
      preview: policyText(policy),
    }));
}

/** Inserts a snippet into an open document, or tells the person why not. `argument` is the command's, so of unknown form. */
export async function insertSnippet(
  argument: unknown,
  engine: Engine,
  documents: Documents,
  editing: Edits,
  connection: Connection,
  client: Client,
  settingsFor: (file: string | undefined) => Pick<Settings, "config">,
): Promise<void> {
  const id = isRecord(argument) ? argument["id"] : undefined;
  const uri = isRecord(argument) ? argument["uri"] : undefined;
  const document = typeof uri === "string" ? await documents.current(uri) : undefined;
  const { config } = settingsFor(document?.path);
  const snippet = snippetsFor(config.allowedRegions).find((one) => one.id === id);
  const refuse = (reason: string): void =>
    showWarning(connection, `Roleward: “${snippet?.title ?? String(id)}” was not inserted. ${reason}`);
  if (!snippet) return refuse("There is no such policy in the library.");
  if (!document?.read) return refuse(document?.note ?? "Open the file it is to go into first.");
  const edits = engine.insertSnippet(document.read, snippet.id, config);
  const made = await editing.toEdit(edits);
  if (isDeclined(made)) return refuse(made.declined);
  const answer = await connection.workspace.applyEdit({ label: `Insert: ${snippet.title}`, edit: made.edit });
  if (!answer.applied) return refuse(answer.failureReason ?? "The editor did not take the change.");
  const created = isDeclined(edits) ? undefined : edits.find((one) => "create" in one);
  const shown = made.stop ? { uri: made.stop.uri, selection: made.stop.range } : created && { uri: created.uri };
  if (shown && client.showsDocuments) await connection.window.showDocument({ ...shown, takeFocus: true });
}
