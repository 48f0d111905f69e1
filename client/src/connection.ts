// The one connection to the language server: made when first needed, made anew after it failed. It knows nothing of
// what is asked over it.

import * as vscode from "vscode";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { editMiddleware } from "./edits";
import { restartPolicy } from "./restart-policy";
import { documentSelector } from "./selector";

export class Connection implements vscode.Disposable {
  readonly #serverModule: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #attach: (client: LanguageClient) => void;
  readonly #stateChanged = new vscode.EventEmitter<State>();
  #client: LanguageClient | undefined;

  readonly onDidChangeState = this.#stateChanged.event;

  /** @param attach is called with each new client before it starts, to register handlers on it. */
  constructor(serverModule: string, log: vscode.LogOutputChannel, attach: (client: LanguageClient) => void) {
    this.#serverModule = serverModule;
    this.#log = log;
    this.#attach = attach;
  }

  /** A running client; starts the server when it does not run. Rejects, after telling the person, when it cannot. */
  async ready(): Promise<LanguageClient> {
    const client = (this.#client ??= this.#create());
    try {
      await client.start();
      return client;
    } catch (error) {
      // A client whose start failed stays unusable, so the next attempt gets a fresh one.
      if (this.#client === client) {
        this.#client = undefined;
        this.#log.error("The language server did not start.", error);
        this.#offerHelp("The language server did not start.");
      }
      throw error;
    }
  }

  async restart(): Promise<void> {
    const old = this.#client;
    this.#client = undefined;
    await stop(old);
    await this.ready();
  }

  async dispose(): Promise<void> {
    this.#stateChanged.dispose();
    await stop(this.#client);
  }

  #create(): LanguageClient {
    const server = { module: this.#serverModule, transport: TransportKind.ipc };
    const client: LanguageClient = new LanguageClient("roleward", "Roleward", server, {
      documentSelector,
      outputChannel: this.#log,
      diagnosticCollectionName: "roleward",
      middleware: editMiddleware(() => client),
      errorHandler: restartPolicy(() => this.#offerHelp("The language server has crashed several times.")),
      initializationFailedHandler: () => false,
    });
    client.onDidChangeState((change) => this.#stateChanged.fire(change.newState));
    this.#attach(client);
    return client;
  }

  #offerHelp(message: string): void {
    const restart = "Restart Server";
    const output = "Show Output";
    void vscode.window.showErrorMessage(`Roleward: ${message}`, restart, output).then((choice) => {
      if (choice === restart) void vscode.commands.executeCommand("roleward.restartServer");
      if (choice === output) this.#log.show();
    });
  }
}

/** Stops a client in whatever state it is. Never rejects: a server that is gone is stopped. */
async function stop(client: LanguageClient | undefined): Promise<void> {
  try {
    // A client cannot be stopped while it starts.
    if (client?.state === State.Starting) await client.start();
    await client?.dispose();
  } catch {
    // It had not started, or ended by itself.
  }
}
