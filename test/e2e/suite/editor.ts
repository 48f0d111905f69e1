// What the tests do in the editor, as short verbs. It asserts nothing about Roleward.

import path from "node:path";
import * as vscode from "vscode";

/** The address of a file of test/e2e/workspace. */
export function file(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("no folder is open");
  return vscode.Uri.joinPath(folder.uri, ...name.split("/"));
}

/** Shows a file, read afresh from disk, with the cursor at the start. */
export async function open(name: string): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(file(name));
  await vscode.commands.executeCommand("workbench.action.files.revert");
  return editor;
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** The range of the only place where `text` stands in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const [before = "", ...after] = document.getText().split(text);
  if (after.length !== 1) throw new Error(`${path.basename(document.fileName)} holds ${after.length} times ${text}`);
  return new vscode.Range(document.positionAt(before.length), document.positionAt(before.length + text.length));
}

/** Roleward's findings in a file, in the order of the text. */
export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "roleward")
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/**
 * Asks again until the answer is neither undefined nor false, then returns it. Rejects after twenty seconds with `what`.
 * VS Code answers a provider call with a rejection named `Canceled` while a document is settling; that is no answer.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (!(error instanceof Error && error.name === "Canceled")) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The finding of a rule in a file, as soon as it is there. */
export function finding(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return until(`${rule} in ${path.basename(uri.fsPath)}`, () => findings(uri).find((found) => ruleOf(found) === rule));
}

/** The quick fixes at a range, with their edits; waits for the first one. No other extension of this window has any. */
export function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return until(`quick fixes in ${path.basename(uri.fsPath)}`, async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      // How many of them VS Code is to resolve, that is to ask for the edit of.
      50,
    );
    return actions.length > 0 && actions;
  });
}
