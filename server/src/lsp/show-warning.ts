// A message in the editor's window that asks for nothing.
import { MessageType, ShowMessageNotification, type Connection } from "vscode-languageserver/node";

/** Shows a warning. The library's own showWarningMessage is a request, which waits for an answer and which not every client takes. */
export function showWarning(connection: Connection, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
}
