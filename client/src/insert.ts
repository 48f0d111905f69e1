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

interface Item extends vscode.QuickPickItem {
  readonly snippet: SnippetSummary;
}

const show: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("open-preview"), tooltip: "Show the policy" };

/** Says of each what it does and what it breaks; its button shows all of it, and the list stays. */
function choose(kind: SnippetKind, snippets: readonly SnippetSummary[]): Promise<SnippetSummary | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.placeholder = placeholders[kind];
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = true;
  picker.items = snippets.map((snippet) => ({
    label: snippet.title,
    description: snippet.purpose,
    detail: `Breaks: ${snippet.breaks}`,
    buttons: [show],
    snippet,
  }));
  picker.onDidTriggerItemButton(({ item }) => void showPage(item.snippet));
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.activeItems[0]?.snippet);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** The scheme of the read-only documents `roleward-policy:/ID.md`. */
export const policyScheme = "roleward-policy";

/** Serves a page about each policy that can be inserted. */
export function policyPages(connection: Connection): vscode.TextDocumentContentProvider {
  return {
    async provideTextDocumentContent(uri) {
      const client = await connection.ready();
      const kinds: readonly SnippetKind[] = ["scp", "boundary"];
      const lists = await Promise.all(kinds.map((kind) => client.sendRequest(snippetsRequest, { kind })));
      const snippet = lists.flat().find(({ id }) => uri.path === pathOf(id));
      return snippet ? pageOf(snippet) : "There is no such policy.";
    },
  };
}

/** Beside the file that it is to go into; the list keeps the keyboard. */
async function showPage({ id }: SnippetSummary): Promise<void> {
  const page = vscode.Uri.from({ scheme: policyScheme, path: pathOf(id) });
  const document = await vscode.workspace.openTextDocument(page);
  const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true };
  await vscode.window.showTextDocument(document, options);
}

function pathOf(id: string): string {
  return `/${id}.md`;
}

function pageOf({ title, purpose, breaks, leaves, fill, references, preview }: SnippetSummary): string {
  const links = references.map((reference) => `- <${reference}>`).join("\n");
  return `# ${title}

${purpose}

**Breaks:** ${breaks}

**Leaves alone:** ${leaves}

**To fill in:** ${fill}

\`\`\`json
${preview}
\`\`\`

${links}
`;
}
