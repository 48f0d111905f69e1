// "Roleward: Insert SCP…" and "Insert Permissions Boundary…": choosing. What is inserted, and where, the server decides.

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Connection } from "./connection";
import { insertSnippetCommand, snippetsRequest, type SnippetKind, type SnippetSummary } from "./protocol";

const placeholders: Record<SnippetKind, string> = {
  scp: "Choose a service control policy to insert",
  boundary: "Choose a permissions boundary to insert",
};

/**
 * Inserts a snippet into the file in front, in that file's own format. Asks which one unless `id` names it.
 * Returns the id of what was inserted, undefined when nothing was.
 */
export async function insertSnippet(
  connection: Connection,
  kind: SnippetKind,
  id?: string,
): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage("Roleward: open the file that the policy is to be inserted into first.");
    return undefined;
  }
  const client = await connection.ready();
  const snippets = await client.sendRequest(snippetsRequest, { kind });
  const chosen = id === undefined ? await choose(kind, snippets) : snippets.find((snippet) => snippet.id === id);
  if (chosen === undefined) return undefined;
  const target = {
    kind,
    id: chosen.id,
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  };
  await client.sendRequest(ExecuteCommandRequest.type, { command: insertSnippetCommand, arguments: [target] });
  return chosen.id;
}

async function choose(kind: SnippetKind, snippets: readonly SnippetSummary[]): Promise<SnippetSummary | undefined> {
  const items = snippets.map((snippet) => ({
    label: snippet.title,
    description: snippet.description,
    detail: firstWords(snippet.preview),
    snippet,
  }));
  const options = { placeHolder: placeholders[kind], matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.snippet;
}

/** The preview as the one line a quick pick has room for, without the beginning that every policy has. */
function firstWords(preview: string): string {
  return preview.replace(/\s+/g, " ").replace(/^\{ "Version": "[^"]*", "Statement": \[ /, "");
}
