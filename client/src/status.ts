// The language status item: what Roleward makes of the document in front of the person. It decides nothing itself.

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";
import type { DocumentStatus } from "./protocol";
import { documentSelector } from "./selector";

export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem("roleward.status", documentSelector);
  readonly #documents = new Map<string, DocumentStatus>();
  readonly #subscriptions: vscode.Disposable[];
  // Until a document needs the server nothing is wrong, so nothing is said.
  #server = State.Starting;

  constructor() {
    this.#item.name = "Roleward";
    this.#subscriptions = [
      this.#item,
      vscode.window.onDidChangeActiveTextEditor(() => this.#render()),
      vscode.workspace.onDidCloseTextDocument((document) => this.#documents.delete(document.uri.toString())),
    ];
    this.#render();
  }

  /** The latest status of an open document, undefined until the server has looked at it. */
  of(uri: vscode.Uri): DocumentStatus | undefined {
    return this.#documents.get(uri.toString());
  }

  /** `uri` is the document's address as VS Code writes it, which may be escaped otherwise than in `status.uri`. */
  set(uri: vscode.Uri, status: DocumentStatus): void {
    this.#documents.set(uri.toString(), status);
    this.#render();
  }

  setServer(state: State): void {
    this.#server = state;
    if (state !== State.Running) this.#documents.clear();
    this.#render();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #render(): void {
    const document = vscode.window.activeTextEditor?.document;
    const view = statusView(this.#server, document === undefined ? undefined : this.of(document.uri));
    this.#item.text = view.text;
    this.#item.detail = view.detail;
    this.#item.busy = view.busy;
    this.#item.severity = view.severity;
    this.#item.command = view.command;
  }
}

type View = Pick<vscode.LanguageStatusItem, "text" | "detail" | "busy" | "severity" | "command">;

const showProblems: vscode.Command = { title: "Show Problems", command: "workbench.actions.view.problems" };
const restartServer: vscode.Command = { title: "Restart Server", command: "roleward.restartServer" };

/** What the item shows for a server state and the status of the document in front. */
export function statusView(server: State, status: DocumentStatus | undefined): View {
  const { Information, Warning, Error } = vscode.LanguageStatusSeverity;
  if (server === State.Stopped || server === State.StartFailed)
    return { text: "Roleward is not running", detail: "", busy: false, severity: Error, command: restartServer };
  if (status === undefined)
    return { text: "Roleward", detail: "", busy: server === State.Starting, severity: Information, command: undefined };
  const detail = status.note ?? "";
  if (status.format === null)
    return { text: "Not an IAM file", detail, busy: false, severity: Information, command: undefined };
  return {
    text: `${status.format}: ${count(status.findings, "finding")}`,
    detail,
    busy: false,
    severity: status.findings === 0 ? Information : Warning,
    command: status.findings === 0 ? undefined : showProblems,
  };
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
