// The open documents: their text, what was read from it and what was found, and when that is done anew. It talks to no client.
import path from "node:path";
import type { TextDocumentContentChangeEvent, TextDocumentItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Document, Engine, Finding } from "../../../shared-rules/src/index";
import { excludedBy } from "../workspace/ignored";
import { isModuleFile, relativePath, toPath, uriKey } from "../workspace/paths";
import { errorText, tooLarge } from "../workspace/text-file";
import { changedRange } from "./changed-range";
import type { Configuration } from "./configuration";
import { Modules } from "./modules";

/** A document that the client has open. */
export interface OpenDocument {
  /** As the client writes it. */
  readonly uri: string;
  readonly path: string | undefined;
  /** The folder whose Terraform module it belongs to. */
  readonly folder: string | undefined;
  text: TextDocument;
  /** What was read from `text`; undefined before the first analysis and for a document that is left out. */
  read: Document | undefined;
  findings: readonly Finding[];
  /** Why it is not, or not wholly, analysed. */
  note: string | undefined;
  /** Something happened since the findings were made. */
  stale: boolean;
  /** How long the last analysis took. */
  milliseconds: number;
  timer: NodeJS.Timeout | undefined;
}

export interface DocumentsHost {
  readonly configuration: Configuration;
  /** Called after each analysis, with the findings of the document's present version. */
  publish(document: OpenDocument): void;
  log(message: string, error?: unknown): void;
}

/** However long an analysis takes, its result is at most this old. */
const longestWaitMs = 1000;

export class Documents {
  readonly #engine: Engine;
  readonly #host: DocumentsHost;
  readonly #debounceMs: number;
  readonly #modules: Modules;
  readonly #open = new Map<string, OpenDocument>();

  constructor(engine: Engine, host: DocumentsHost, debounceMs: number) {
    this.#engine = engine;
    this.#host = host;
    this.#debounceMs = debounceMs;
    this.#modules = new Modules(engine, (message) => host.log(message));
  }

  open({ uri, languageId, version, text }: TextDocumentItem): void {
    const file = toPath(uri);
    const document: OpenDocument = {
      uri,
      path: file,
      folder: file !== undefined && isModuleFile(file) ? path.dirname(file) : undefined,
      text: TextDocument.create(uri, languageId, version, text),
      read: undefined,
      findings: [],
      note: undefined,
      stale: true,
      milliseconds: 0,
      timer: undefined,
    };
    this.#open.set(uriKey(uri), document);
    this.#schedule(document, 0);
  }

  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.get(uri);
    if (!document) return;
    document.text = TextDocument.update(document.text, [...changes], version);
    document.stale = true;
    this.#schedule(document, this.#waitAfter(document));
  }

  close(uri: string): OpenDocument | undefined {
    const document = this.get(uri);
    if (!document) return undefined;
    clearTimeout(document.timer);
    this.#open.delete(uriKey(uri));
    if (document.read) this.#engine.release(document.read);
    document.read = undefined;
    if (document.folder !== undefined) this.folderChanged(document.folder);
    return document;
  }

  get(uri: string): OpenDocument | undefined {
    return this.#open.get(uriKey(uri));
  }

  all(): Iterable<OpenDocument> {
    return this.#open.values();
  }

  /** Text of a file as its editor has it. */
  textOf(file: string): string | undefined {
    return this.#at(file)?.text.getText();
  }

  /** A document that the module of `folder` holds, open or not. */
  inModule(folder: string, uri: string): Document | undefined {
    const open = this.get(uri);
    if (open) return open.read;
    const file = toPath(uri);
    return file === undefined ? undefined : this.#modules.documents(folder).get(file);
  }

  /** The document with the findings of its present version; undefined where it is not open. */
  async current(uri: string): Promise<OpenDocument | undefined> {
    const document = this.get(uri);
    if (document?.stale) await this.#analyse(document);
    return this.get(uri);
  }

  /** Files of a folder changed on disk: its open documents are judged anew. */
  folderChanged(folder: string): void {
    this.#modules.drop(folder);
    this.#staleFolder(folder, undefined);
  }

  /** All documents are judged anew: the settings changed. */
  settingsChanged(): void {
    for (const document of this.#open.values()) {
      document.stale = true;
      this.#schedule(document, 0);
    }
  }

  #at(file: string): OpenDocument | undefined {
    for (const document of this.#open.values()) if (document.path === file) return document;
    return undefined;
  }

  /** Analyses take a third of the time at most, so that there is always room for the next keystroke. */
  #waitAfter(document: OpenDocument): number {
    // Who measures an analysis wants no wait before it.
    if (this.#debounceMs === 0) return 0;
    return Math.min(longestWaitMs, Math.max(this.#debounceMs, 2 * document.milliseconds));
  }

  #schedule(document: OpenDocument, wait: number): void {
    clearTimeout(document.timer);
    document.timer = setTimeout(() => {
      this.#analyse(document).catch((error: unknown) => this.#host.log(`${document.uri} could not be analysed`, error));
    }, wait);
  }

  async #analyse(document: OpenDocument): Promise<void> {
    clearTimeout(document.timer);
    const problem = await this.#prepare(document);
    // From here on nothing waits, so what is published always belongs to the version that is current.
    if (!document.stale || this.get(document.uri) !== document) return;
    const started = performance.now();
    document.note = problem ?? this.#leftOut(document);
    if (document.note === undefined) this.#judge(document);
    else this.#forget(document);
    document.stale = false;
    document.milliseconds = performance.now() - started;
    this.#host.publish(document);
  }

  /** Waits for what an analysis needs; returns why it cannot be had. */
  async #prepare(document: OpenDocument): Promise<string | undefined> {
    await this.#host.configuration.arrived;
    if (document.folder === undefined && !/^(?:terraform|opentofu)/.test(document.text.languageId)) return undefined;
    try {
      await this.#engine.ready();
    } catch (error) {
      this.#host.log("The Terraform grammar could not be loaded", error);
      return `The Terraform grammar could not be loaded: ${errorText(error)}`;
    }
    if (document.folder !== undefined) {
      const limit = this.#host.configuration.settingsFor(document.path).maxFileSize;
      await this.#modules.load(document.folder, limit, (file) => this.#at(file) !== undefined);
    }
    return undefined;
  }

  #leftOut({ path: file, text }: OpenDocument): string | undefined {
    const { maxFileSize, exclude } = this.#host.configuration.settingsFor(file);
    const { length } = text.getText();
    if (length > maxFileSize) return `Not analysed: the document ${tooLarge(length, maxFileSize)}.`;
    const folder = file === undefined ? undefined : this.#host.configuration.folderOf(file);
    if (file !== undefined && folder !== undefined && excludedBy(exclude)(relativePath(folder, file)))
      return "Not analysed: the setting roleward.exclude leaves this file out.";
    return undefined;
  }

  #judge(document: OpenDocument): void {
    try {
      const read = this.#read(document);
      const { config } = this.#host.configuration.settingsFor(document.path);
      document.findings = this.#engine.lint(read, config, this.siblingsOf(document));
      if (read.broken) document.note = "The text is unfinished: what cannot be read yet is not judged.";
    } catch (error) {
      this.#forget(document);
      document.note = "Roleward failed on this document; its log tells more.";
      this.#host.log(`${document.uri} could not be analysed`, error);
    }
  }

  /** The document's present text, read. */
  #read(document: OpenDocument): Document {
    const text = document.text.getText();
    const { read: previous } = document;
    if (previous?.text === text) return previous;
    const changes = previous ? changedRange(previous.text, text) : undefined;
    const file = { uri: document.uri, text, languageId: document.text.languageId };
    // Whatever happens in there, the previous document is used up.
    document.read = undefined;
    const read = this.#engine.read(file, previous, changes ? [changes] : undefined);
    document.read = read;
    if (document.folder !== undefined) this.#staleFolder(document.folder, document);
    return read;
  }

  /** The other documents of its Terraform folder, as the editor or the disk has them. */
  siblingsOf({ folder, path: self }: OpenDocument): Document[] {
    if (folder === undefined) return [];
    const siblings = new Map(this.#modules.documents(folder));
    for (const other of this.#open.values()) {
      if (other.folder !== folder || other.path === undefined) continue;
      siblings.delete(other.path);
      if (other.path !== self && this.#leftOut(other) === undefined) siblings.set(other.path, this.#read(other));
    }
    return [...siblings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document);
  }

  /** What the open documents of a folder say of each other may have changed. */
  #staleFolder(folder: string, because: OpenDocument | undefined): void {
    for (const document of this.#open.values()) {
      if (document.folder !== folder || document === because) continue;
      document.stale = true;
      // The one that is being typed in comes first.
      this.#schedule(document, this.#waitAfter(document) * 3);
    }
  }

  #forget(document: OpenDocument): void {
    if (document.read) this.#engine.release(document.read);
    document.read = undefined;
    document.findings = [];
  }
}
