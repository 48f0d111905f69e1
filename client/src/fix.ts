// "Roleward: Fix Workspace": makes the safe fixes of every file. Which those are, progress and the closing message are the server's.

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Connection } from "./connection";
import { fixWorkspaceCommand } from "./protocol";

/** Returns what the server counted; undefined where there is no workspace. */
export async function fixWorkspace(connection: Connection): Promise<unknown> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage("Roleward: open a folder first; there is no workspace to fix.");
    return undefined;
  }
  const client = await connection.ready();
  return client.sendRequest(ExecuteCommandRequest.type, { command: fixWorkspaceCommand });
}
