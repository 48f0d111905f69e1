// A language client for tests: a real server process, spoken to over stdio. It holds no test.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import {
  ApplyWorkspaceEditRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShowDocumentRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgressCreateRequest,
  type ApplyWorkspaceEditParams,
  type ClientCapabilities,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type Registration,
  type ShowDocumentParams,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { toUri } from "../../server/src/workspace/paths";
import { builtCli } from "../cli/run";

/** A client that can do everything the server knows how to use. */
export const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    applyEdit: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ["create"],
      changeAnnotationSupport: { groupsOnLabel: true },
      snippetEditSupport: true,
    },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: {
      dataSupport: true,
      disabledSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ["edit", "command"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
    },
  },
};

const running = new Set<ChildProcess>();

// A test that fails may leave its server running, and mocha would wait for it for ever.
after(() => {
  for (const server of running) server.kill("SIGKILL");
});

export interface ClientOptions {
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  /** The section `roleward`. */
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
}

export class Client {
  readonly connection: ProtocolConnection;
  readonly #process: ChildProcess;
  readonly #waiting: {
    matches: (params: PublishDiagnosticsParams) => boolean;
    take: (params: PublishDiagnosticsParams) => void;
  }[] = [];
  /** All diagnostics that came, in order. */
  readonly published: PublishDiagnosticsParams[] = [];
  readonly messages: string[] = [];
  readonly log: string[] = [];
  readonly registrations: Registration[] = [];
  readonly applied: ApplyWorkspaceEditParams[] = [];
  readonly documentsShown: ShowDocumentParams[] = [];
  settings: unknown;
  initialized!: InitializeResult;

  private constructor(cli: string, options: ClientOptions) {
    this.settings = options.settings ?? null;
    this.#process = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    running.add(this.#process);
    this.#process.once("exit", () => running.delete(this.#process));
    const { stdin, stdout } = this.#process;
    assert.ok(stdin && stdout);
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.published.push(params);
      for (const one of this.#waiting.filter(({ matches }) => matches(params))) {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        one.take(params);
      }
    });
    this.connection.onNotification(ShowMessageNotification.type, ({ message }) => void this.messages.push(message));
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => void this.log.push(message));
    this.connection.onRequest(
      RegistrationRequest.type,
      ({ registrations }) => void this.registrations.push(...registrations),
    );
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings));
    this.connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
    this.connection.onRequest(ApplyWorkspaceEditRequest.type, (params) => {
      this.applied.push(params);
      return { applied: true };
    });
    this.connection.onRequest(ShowDocumentRequest.type, (params) => {
      this.documentsShown.push(params);
      return { success: true };
    });
    this.connection.listen();
  }

  static async start(options: ClientOptions = {}): Promise<Client> {
    const client = new Client(await builtCli(), options);
    const initialize = client.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? fullCapabilities,
      workspaceFolders: (options.folders ?? []).map((folder) => ({ uri: toUri(folder), name: path.basename(folder) })),
      initializationOptions: options.initializationOptions,
    });
    client.initialized = await Promise.race([initialize, client.#early()]);
    await client.connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  #early(): Promise<never> {
    return new Promise((_, reject) => {
      this.#process.once("exit", (code) => reject(new Error(`The server ended with ${code} before it began.`)));
    });
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null;
  }

  /** Ends the server as an editor does, and returns its exit code. */
  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) => this.#process.once("exit", resolve));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await exited;
    this.connection.dispose();
    return code;
  }

  /** Opens a document and returns its first diagnostics. */
  async open(uri: string, text: string, languageId = "json"): Promise<PublishDiagnosticsParams> {
    const published = this.next(uri);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return published;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Replaces the whole text. */
  async change(uri: string, version: number, text: string): Promise<void> {
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** Replaces a range, as typing does. */
  async type(uri: string, version: number, range: Range, text: string): Promise<void> {
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
  }

  /** The next diagnostics of a document that are as wanted. */
  next(
    uri: string,
    wanted: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve) => {
      this.#waiting.push({ matches: (params) => params.uri === uri && wanted(params), take: resolve });
    });
  }

  /** What the server last said of a document. */
  shown(uri: string): PublishDiagnosticsParams | undefined {
    return this.published.findLast((params) => params.uri === uri);
  }
}

/** "rule 6:19-6:33" for each diagnostic, lines and characters from 0. */
export function brief({ diagnostics }: PublishDiagnosticsParams): string[] {
  return diagnostics.map(
    ({ code, range: { start, end } }) => `${code} ${start.line}:${start.character}-${end.line}:${end.character}`,
  );
}

/** Range of the nth occurrence of `part`. */
export function rangeOf(text: string, part: string, nth = 0): Range {
  const document = TextDocument.create("", "", 0, text);
  let at = -1;
  for (let found = 0; found <= nth; found++) at = text.indexOf(part, at + 1);
  assert.ok(at >= 0, `"${part}" is not there`);
  return { start: document.positionAt(at), end: document.positionAt(at + part.length) };
}

/** A document's text after an edit; snippets are inserted as they stand when nobody fills them in. */
export function applied(uri: string, text: string, edit: WorkspaceEdit | undefined): string {
  const edits = edit?.documentChanges
    ? edit.documentChanges.flatMap((change) =>
        "textDocument" in change && change.textDocument.uri === uri ? change.edits : [],
      )
    : (edit?.changes?.[uri] ?? []);
  return TextDocument.applyEdits(
    TextDocument.create(uri, "", 0, text),
    edits.map((one) => ("newText" in one ? one : { range: one.range, newText: filled(one.snippet.value) })),
  );
}

function filled(snippet: string): string {
  return snippet.replace(
    /\\(.)|\$\{\d+:((?:\\.|[^}\\])*)\}/g,
    (_, escaped?: string, stop?: string) => escaped ?? filled(stop ?? ""),
  );
}
