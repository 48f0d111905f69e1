// The extension's entry point: puts the parts together. All IAM knowledge is in the server, reached over LSP only.

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { Connection } from "./connection";
import { rulePages, ruleScheme } from "./explain";
import { policyPages, policyScheme } from "./insert";
import { statusNotification, type DocumentStatus } from "./protocol";
import { documentSelector } from "./selector";
import { Status } from "./status";

/** What `activate` gives to other extensions, and to the tests. */
export interface Roleward {
  /** What the server said last about an open document; undefined until it has looked at it. */
  readonly statusOf: (uri: vscode.Uri) => DocumentStatus | undefined;
}

let connection: Connection | undefined;

export function activate(context: vscode.ExtensionContext): Roleward {
  const log = vscode.window.createOutputChannel("Roleward", { log: true });
  const status = new Status();
  const link = new Connection(context.asAbsolutePath("dist/server.js"), log, (client) =>
    client.onNotification(statusNotification, (message) =>
      status.set(client.protocol2CodeConverter.asUri(message.uri), message),
    ),
  );
  connection = link;
  context.subscriptions.push(
    log,
    status,
    link.onDidChangeState((state) => status.setServer(state)),
    registerCommands(link, log),
    vscode.workspace.registerTextDocumentContentProvider(ruleScheme, rulePages(link)),
    vscode.workspace.registerTextDocumentContentProvider(policyScheme, policyPages(link)),
  );
  startOnFirstDocument(link, context);
  return { statusOf: (uri) => status.of(uri) };
}

export async function deactivate(): Promise<void> {
  await connection?.dispose();
}

/** The server is a process of its own, so it is not started before there is a document it could look at. */
function startOnFirstDocument(link: Connection, context: vscode.ExtensionContext): void {
  const start = (): void => {
    opened.dispose();
    // The person has been told, and the log has the reason.
    link.ready().catch(() => undefined);
  };
  const relevant = (document: vscode.TextDocument): boolean => vscode.languages.match(documentSelector, document) > 0;
  const opened = vscode.workspace.onDidOpenTextDocument((document) => {
    if (relevant(document)) start();
  });
  context.subscriptions.push(opened);
  if (vscode.workspace.textDocuments.some(relevant)) start();
}
