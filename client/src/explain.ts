// "Roleward: Explain Rule": a rule's page as a read-only document in VS Code's own Markdown preview. The text is the
// server's.

import * as vscode from "vscode";
import type { Connection } from "./connection";
import { explainRequest, rulesRequest } from "./protocol";

/** The scheme of the read-only documents `roleward-rule:/RULE.md`. */
export const ruleScheme = "roleward-rule";

/** Serves the pages; starts the server when a page is asked for before any document was. */
export function rulePages(connection: Connection): vscode.TextDocumentContentProvider {
  return {
    async provideTextDocumentContent(uri) {
      const client = await connection.ready();
      const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
      return (await client.sendRequest(explainRequest, { rule })).markdown;
    },
  };
}

/** Opens a rule's page; asks which rule unless `rule` names it. Returns its id, undefined when the person chose none. */
export async function explainRule(connection: Connection, rule?: string): Promise<string | undefined> {
  const id = rule ?? (await chooseRule(connection));
  if (id === undefined) return undefined;
  const page = vscode.Uri.from({ scheme: ruleScheme, path: `/${id}.md` });
  await vscode.commands.executeCommand("markdown.showPreview", page);
  return id;
}

async function chooseRule(connection: Connection): Promise<string | undefined> {
  const client = await connection.ready();
  const rules = await client.sendRequest(rulesRequest);
  const here = rulesUnderCursor();
  const items = rules
    .map(({ id, title, severity }) => ({ label: id, description: severity, detail: title }))
    // The rule someone asks about is most often the one under the cursor.
    .sort((a, b) => Number(here.has(b.label)) - Number(here.has(a.label)));
  const options = { placeHolder: "Choose a rule", matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}

function rulesUnderCursor(): Set<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return new Set();
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "roleward" && range.contains(editor.selection.active));
  return new Set(found.map(({ code }) => String(typeof code === "object" ? code.value : code)));
}
