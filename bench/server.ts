// The real language server as an editor runs it, with a stopwatch beside it. It judges no figure.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  CodeActionRequest,
  CodeActionResolveRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  RequestType,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgressCreateRequest,
  type CodeAction,
  type Diagnostic,
  type Position,
  type ProtocolConnection,
} from "vscode-languageserver-protocol/node";

export const root = path.join(__dirname, "..");

const scanRequest = new RequestType<object, { readonly files: number; readonly durationMs: number }, void>(
  "roleward/scan",
);

/** A server that says nothing for so long has failed. */
const longestMs = 60_000;

/** So long the server is left alone after it has published. */
const settleMs = 5;

export interface ServerOptions {
  readonly folder?: string;
  /** Where dist/server.js is replaced, such as by a build that a profiler can read. */
  readonly program?: string;
  readonly nodeOptions?: readonly string[];
}

/** What one keystroke took, in milliseconds. */
export interface Keystroke {
  /** Until its diagnostics were here; the server's debounce is part of it. */
  readonly shown: number;
  /** The server's own work: neither its debounce nor its waiting for a processor. Only Linux tells. */
  readonly worked: number | undefined;
}

/** An answer of the server, and what it took in milliseconds. */
export interface Answered<T> {
  readonly result: T;
  readonly waited: number;
  /** See {@link Keystroke}. */
  readonly worked: number | undefined;
}

/** An open document and its version. */
export interface OpenDocument {
  readonly uri: string;
  version: number;
}

/** One server process. Times are milliseconds of performance.now(). */
export class Server {
  readonly startedAt = performance.now();
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  /** Who waits for the diagnostics of a version of a document. */
  readonly #waiting = new Map<string, (at: number) => void>();
  /** The last diagnostics of each document. */
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #exited: Promise<number | null>;

  private constructor(options: ServerOptions) {
    const program = options.program ?? path.join(root, "dist/server.js");
    this.#process = spawn(process.execPath, [...(options.nodeOptions ?? []), program, "--stdio"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#exited = new Promise((resolve) => this.#process.once("exit", resolve));
    const { stdin, stdout } = this.#process;
    if (!stdin || !stdout) throw new Error("The server has no pipes.");
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.#diagnostics.set(uri, diagnostics);
      const key = `${uri} ${version}`;
      this.#waiting.get(key)?.(performance.now());
      this.#waiting.delete(key);
    });
    this.#connection.onRequest(RegistrationRequest.type, () => undefined);
    this.#connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
    this.#connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => null));
    this.#connection.listen();
  }

  /** Starts the server and shakes hands. */
  static async start(options: ServerOptions = {}): Promise<Server> {
    const server = new Server(options);
    await server.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders:
        options.folder === undefined ? [] : [{ uri: pathToFileURL(options.folder).href, name: "bench" }],
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: {
          publishDiagnostics: { relatedInformation: true, versionSupport: true },
          codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } },
        },
      },
    });
    await server.#connection.sendNotification(InitializedNotification.type, {});
    return server;
  }

  /** Opens a document; resolves when its first diagnostics are here. */
  async open(file: string, languageId: string, text: string): Promise<OpenDocument & { readonly at: number }> {
    const uri = pathToFileURL(file).href;
    const published = this.#published(uri, 1);
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return { uri, version: 1, at: await published };
  }

  async close({ uri }: OpenDocument): Promise<void> {
    await this.#connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /**
   * Types one character (or removes the one before `at`, for ""), and waits for the diagnostics of that version.
   * @param others open documents that depend on it: their new diagnostics are waited for as well
   */
  async type(
    document: OpenDocument,
    at: Position,
    character: string,
    others: readonly OpenDocument[] = [],
  ): Promise<Keystroke> {
    const published = this.#published(document.uri, ++document.version);
    const followed = others.map(({ uri, version }) => this.#published(uri, version));
    const start = character === "" ? { line: at.line, character: at.character - 1 } : at;
    const worked = this.#worked();
    const pressed = performance.now();
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: document.uri, version: document.version },
      contentChanges: [{ range: { start, end: at }, text: character }],
    });
    const shown = Math.max(...(await Promise.all([published, ...followed]))) - pressed;
    // The server has more to do after it has published; that is its work as well.
    await setTimeout(settleMs);
    const after = this.#worked();
    return { shown, worked: worked === undefined || after === undefined ? undefined : after - worked };
  }

  diagnosticsOf({ uri }: OpenDocument): readonly Diagnostic[] {
    return this.#diagnostics.get(uri) ?? [];
  }

  /** What the light bulb at a diagnostic offers. */
  actions({ uri }: OpenDocument, diagnostic: Diagnostic): Promise<Answered<readonly CodeAction[]>> {
    const { range } = diagnostic;
    return this.#answered(async () => {
      const offered = await this.#connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range,
        context: { diagnostics: [diagnostic] },
      });
      return (offered ?? []).filter((one): one is CodeAction => !("command" in one && typeof one.command === "string"));
    });
  }

  /** The action with what it changes. */
  resolve(action: CodeAction): Promise<Answered<CodeAction>> {
    return this.#answered(() => this.#connection.sendRequest(CodeActionResolveRequest.type, action));
  }

  async #answered<T>(ask: () => Promise<T>): Promise<Answered<T>> {
    const worked = this.#worked();
    const asked = performance.now();
    const result = await ask();
    const waited = performance.now() - asked;
    await setTimeout(settleMs);
    const after = this.#worked();
    return { result, waited, worked: worked === undefined || after === undefined ? undefined : after - worked };
  }

  /** Scans the workspace folder; resolves with the milliseconds it took. */
  async scan(): Promise<{ readonly files: number; readonly milliseconds: number }> {
    const started = performance.now();
    const { files } = await this.#connection.sendRequest(scanRequest, {});
    return { files, milliseconds: performance.now() - started };
  }

  /** The most memory the process has had resident so far, in bytes; undefined where the system does not tell. */
  peakMemory(): number | undefined {
    return this.#process.pid === undefined ? undefined : peakMemoryOf(this.#process.pid);
  }

  /** Milliseconds for which the server's main thread has had a processor; undefined where the system does not tell. */
  #worked(): number | undefined {
    try {
      // https://docs.kernel.org/scheduler/sched-stats.html: the first number is the time on the processor, in nanoseconds.
      const time = Number.parseInt(readFileSync(`/proc/${this.#process.pid}/schedstat`, "utf8"), 10);
      return Number.isNaN(time) ? undefined : time / 1e6;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    await this.#exited;
    this.#connection.dispose();
  }

  #published(uri: string, version: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const failed = (why: string): void => reject(new Error(`No diagnostics of ${uri}, version ${version}: ${why}.`));
      const timer = globalThis.setTimeout(() => failed(`nothing for ${longestMs / 1000} s`), longestMs);
      void this.#exited.then((code) => failed(`the server ended with ${code}`));
      this.#waiting.set(`${uri} ${version}`, (at) => {
        clearTimeout(timer);
        resolve(at);
      });
    });
  }
}

/** The most memory a process has had resident, in bytes, on Linux. */
export function peakMemoryOf(pid: number): number | undefined {
  try {
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return peak === undefined ? undefined : Number(peak) * 1024;
  } catch {
    return undefined;
  }
}
