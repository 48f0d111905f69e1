// The language server: which request goes where. The only `try` around requests is here; what they do stands elsewhere.
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type ExecuteCommandParams,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver/node";
import { inspect } from "node:util";
import { ruleById, rulePage, rules, type Engine } from "../../../shared-rules/src/index";
import { createDiskEngine, version } from "../workspace/assets";
import { CallIndex } from "../workspace/call-index";
import { candidateExtensions, contextExtensions, reportExtensions, scriptExtensions, toPath } from "../workspace/paths";
import { WorkspaceFacts } from "../workspace/workspace-facts";
import { Actions, fixAllKind } from "./actions";
import { readClient, type Client } from "./client";
import { Configuration, folderPaths } from "./configuration";
import { formatNames, positionsOf, regionRange, toDiagnostic, toRange, type Locate } from "./convert";
import { Documents } from "./documents";
import { Edits } from "./edits";
import { applyFix, showPlace } from "./fix-commands";
import { fixWorkspace } from "./fix-workspace";
import { hoverAt } from "./hover";
import type { OpenDocument } from "./open-document";
import * as protocol from "./protocol";
import { runScan } from "./run-scan";
import { SettingsDocuments } from "./settings-documents";
import { showWarning } from "./show-warning";
import { insertSnippet, snippetSummaries } from "./snippets";
import { WorkspaceIndex } from "./workspace-index";
import { WorkspaceScan } from "./workspace-scan";

/** Editors report a save as several changes; they are taken together. */
const watchMs = 200;

/** A change of files with these extensions may change findings. */
const watchedExtensions = [...candidateExtensions, ...contextExtensions, ...reportExtensions, ...scriptExtensions];

/** Serves the connection until it closes. */
export function serve(connection: Connection, createEngine: typeof createDiskEngine = createDiskEngine): void {
  const engine: Engine = createEngine(log);
  // A slip anywhere must not end the server; the request dispatcher below catches what belongs to a request.
  process.on("uncaughtException", (error) => log("Unexpected error", error));
  process.on("unhandledRejection", (error) => log("Unexpected error", error));
  connection.onInitialize((params) => initialize(params));
  connection.listen();

  function log(message: string, error?: unknown): void {
    if (error === undefined) connection.console.info(message);
    else
      connection.console.error(
        `${message}: ${error instanceof Error ? (error.stack ?? error.message) : inspect(error)}`,
      );
  }

  /** A handler that logs a failure and answers with `otherwise`. */
  function guarded<P, R>(
    name: string,
    otherwise: R,
    handler: (params: P, token: CancellationToken) => R | Promise<R>,
  ): (params: P, token: CancellationToken) => Promise<R> {
    return async (params, token) => {
      try {
        return await handler(params, token);
      } catch (error) {
        log(`${name} failed`, error);
        return otherwise;
      }
    };
  }

  function initialize(params: InitializeParams): InitializeResult {
    const client = readClient(params);
    const settingsFiles = new SettingsDocuments({
      publish: (uri, diagnostics, version) => {
        void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
        const status = { uri, format: "Roleward settings", findings: diagnostics.length };
        if (version !== undefined) void connection.sendNotification(protocol.statusNotification, status);
      },
      changed: (folder, isSaved) => {
        documents.settingsChanged();
        if (!isSaved) return;
        index.build();
        scan.settingsChanged(folder).catch((error: unknown) => log("Judging files by new settings failed", error));
      },
    });
    const configuration = new Configuration(connection, client, (folder) => settingsFiles.files.nearest(folder));
    const rootUri = params.workspaceFolders ? undefined : params.rootUri;
    configuration.folders = folderPaths(params.workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []));
    const calls = new CallIndex();
    const facts = new WorkspaceFacts(engine, () => configuration.rootSettings.config);
    const documents: Documents = new Documents(
      engine,
      { configuration, index: calls, facts, factsChanged: (uris) => scan.retell(uris), publish, log },
      client.debounceMs,
    );
    const index = new WorkspaceIndex(calls, {
      configuration,
      isOpen: (file) => documents.textOf(file) !== undefined,
      namersChanged: (paths) => documents.namersChanged(paths),
      log,
    });
    const scan: WorkspaceScan = new WorkspaceScan(engine, {
      configuration,
      documents,
      facts,
      index,
      showsRelated: client.showsRelated,
      publish: (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics }),
      log,
    });
    const edits = new Edits(documents, client, (uri) => {
      const settings = settingsFiles.pathOf(uri);
      return settings === undefined ? undefined : settingsFiles.buffer(settings);
    });
    const actions = new Actions({
      engine,
      documents,
      client,
      edits,
      settingsFor: (file) => configuration.settingsFor(file),
      settingsPlace: (file) => settingsFiles.placeFor(file, configuration.folderOf(file)),
      isInWorkspace: (file) => configuration.folderOf(file) !== undefined,
      showWarning: (message) => showWarning(connection, message),
    });

    serveDocuments(documents, settingsFiles, index, scan, actions);
    serveWorkspace(client, configuration, settingsFiles, documents, index, scan);
    serveRoleward(client, configuration, scan);
    serveCommands(client, configuration, documents, scan, actions, edits);
    return {
      serverInfo: { name: "roleward", version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
          resolveProvider: client.resolvesEdits,
        },
        executeCommandProvider: { commands: Object.values(protocol.commands) },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };

    function publish(document: OpenDocument): void {
      const locate: Locate = (uri, span) => {
        if (uri === document.uri) return { uri, range: toRange(document.text, span) };
        const other = documents.get(uri);
        if (other) return { uri: other.uri, range: toRange(other.text, span) };
        const text = documents.textAt(uri);
        if (text !== undefined) return { uri, range: toRange(positionsOf(uri, text), span) };
        const region = facts.regionOf(uri, span);
        return region && { uri, range: regionRange(region) };
      };
      const diagnostics = document.findings.map((finding) =>
        toDiagnostic(finding, document.text, client.showsRelated ? locate : undefined),
      );
      void connection.sendDiagnostics({ uri: document.uri, version: document.text.version, diagnostics });
      void connection.sendNotification(protocol.statusNotification, {
        uri: document.uri,
        format: formatNames[document.read?.format ?? "none"],
        findings: document.findings.length,
        ...(document.note === undefined ? {} : { note: document.note }),
      });
    }
  }

  function serveDocuments(
    documents: Documents,
    settingsFiles: SettingsDocuments,
    index: WorkspaceIndex,
    scan: WorkspaceScan,
    actions: Actions,
  ): void {
    connection.onDidOpenTextDocument(({ textDocument }) => {
      const settings = settingsFiles.pathOf(textDocument.uri);
      if (settings !== undefined) return settingsFiles.open(settings, textDocument);
      documents.open(textDocument);
      const file = toPath(textDocument.uri);
      if (file !== undefined) scan.opened(file, textDocument.uri);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const settings = settingsFiles.pathOf(uri);
      if (settings !== undefined) settingsFiles.change(settings, version, contentChanges);
      else documents.change(uri, version, contentChanges);
    });
    connection.onDidCloseTextDocument(({ textDocument }) => {
      const settings = settingsFiles.pathOf(textDocument.uri);
      if (settings !== undefined) return settingsFiles.close(settings);
      const closed = documents.close(textDocument.uri);
      if (!closed) return;
      void connection.sendDiagnostics({ uri: closed.uri, diagnostics: [] });
      const file = closed.path;
      if (file !== undefined)
        void refresh([file], index, scan.covers(file) ? scan : undefined, () => {}).catch((error: unknown) =>
          log("Reading a closed file again failed", error),
        );
    });
    connection.onCodeAction(guarded("textDocument/codeAction", [], (params) => actions.list(params)));
    connection.onCodeActionResolve((action, token) =>
      guarded("codeAction/resolve", action, () => actions.resolve(action))(action, token),
    );
    connection.onHover(guarded("textDocument/hover", null, (params) => hoverAt(engine, documents, params)));
  }

  /** Files changed on disk or were closed: what hangs on them is judged anew. */
  async function refresh(
    files: readonly string[],
    index: WorkspaceIndex,
    scan: WorkspaceScan | undefined,
    indexed: () => void,
  ): Promise<void> {
    await index.update(files);
    indexed();
    await scan?.refresh(files);
  }

  async function settingsChanged(configuration: Configuration, documents: Documents, pushed?: unknown): Promise<void> {
    try {
      if (await configuration.update(pushed)) documents.settingsChanged();
    } catch (error) {
      log("Reading the settings failed", error);
    }
  }

  function serveWorkspace(
    client: Client,
    configuration: Configuration,
    settingsFiles: SettingsDocuments,
    documents: Documents,
    index: WorkspaceIndex,
    scan: WorkspaceScan,
  ): void {
    let changed = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri, type } of changes) {
        const settings = settingsFiles.pathOf(uri);
        if (settings !== undefined) settingsFiles.changedOnDisk(settings);
        const file = settings === undefined ? toPath(uri) : undefined;
        // A buffer wins over its file; only that the file came or went matters to its neighbours.
        if (file !== undefined && (!documents.get(uri) || type !== FileChangeType.Changed)) changed.add(file);
      }
      clearTimeout(timer);
      timer = setTimeout(() => {
        const files = [...changed];
        changed = new Set();
        void refresh(files, index, scan, () => documents.filesChanged(files)).catch((error: unknown) =>
          log("Reading changed files again failed", error),
        );
      }, watchMs);
    });
    connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
      void settingsChanged(configuration, documents, settings).then(() => index.build());
    });
    connection.onInitialized(() => {
      void settingsChanged(configuration, documents);
      index.build();
      if (client.registersConfiguration)
        void connection.client.register(DidChangeConfigurationNotification.type, { section: "roleward" });
      if (client.watchesFiles)
        void connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [
            { globPattern: `**/*.{${watchedExtensions.join(",")}}` },
            { globPattern: "**/{Makefile,makefile,GNUmakefile,Justfile,justfile}" },
          ],
        });
      if (!client.changesFolders) return;
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(folderPaths(removed.map(({ uri }) => uri)));
        const kept = configuration.folders.filter((folder) => !gone.has(folder));
        configuration.folders = [...kept, ...folderPaths(added.map(({ uri }) => uri))];
        scan.foldersChanged();
        void settingsChanged(configuration, documents).then(() => index.build());
      });
    });
  }

  function serveRoleward(client: Client, configuration: Configuration, scan: WorkspaceScan): void {
    connection.onRequest(protocol.scanRequest, (params, token) =>
      runScan(connection, client, scan, params ?? {}, token),
    );
    connection.onRequest(protocol.snippetsRequest, ({ kind }) =>
      snippetSummaries(kind, configuration.rootSettings.config),
    );
    connection.onRequest(protocol.rulesRequest, () =>
      rules.map(({ id, title, severity }) => ({ id, title, severity })),
    );
    connection.onRequest(protocol.explainRequest, ({ rule }) => ({
      markdown: (ruleById(rule) && rulePage(rule)) ?? `There is no rule \`${rule}\`.`,
    }));
  }

  function serveCommands(
    client: Client,
    configuration: Configuration,
    documents: Documents,
    scan: WorkspaceScan,
    actions: Actions,
    edits: Edits,
  ): void {
    const { insertSnippet: insert, applyFix: apply, fixWorkspace: fixAll, show, scan: scanAll } = protocol.commands;
    const fixHost = { engine, connection, client, configuration, documents, edits };
    const run: Readonly<Record<string, (argument: unknown, token: CancellationToken) => unknown>> = {
      [scanAll]: (_, token) => runScan(connection, client, scan, {}, token),
      [insert]: (argument) =>
        insertSnippet(argument, engine, documents, edits, connection, client, (file) =>
          configuration.settingsFor(file),
        ),
      [apply]: (argument) => applyFix(connection, client, actions, argument),
      [fixAll]: (argument, token) => fixWorkspace(fixHost, argument, token),
      [show]: (argument) => showPlace(connection, argument),
    };
    connection.onExecuteCommand(
      guarded<ExecuteCommandParams, unknown>(
        "workspace/executeCommand",
        null,
        async ({ command, arguments: given }, token) => (await run[command]?.(given?.[0], token)) ?? null,
      ),
    );
  }
}
