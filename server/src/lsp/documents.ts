// The open documents: their text, what was read from it and what was found, and when that is done anew. It talks to no client.
import path from "node:path";
import type { TextDocumentContentChangeEvent, TextDocumentItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Document, Engine, Fact, Workspace } from "../../../shared-rules/src/index";
import { mayName, type CallIndex } from "../workspace/call-index";
import { allowTyping } from "../workspace/heap";
import { isScript, isTerraformFile, toPath, uriKey } from "../workspace/paths";
import { Project, type Hold } from "../workspace/project";
import { told } from "../workspace/told";
import { errorText, readTextFile } from "../workspace/text-file";
import type { WorkspaceFacts } from "../workspace/workspace-facts";
import { dependsOn, leftOut, opened, type Fixing, type OpenDocument, type Settled } from "./open-document";

export interface DocumentsHost {
  readonly configuration: Settled;
  /** Which files name which. Open documents are entered here. */
  readonly index: CallIndex;
  /** What the files of the workspace tell together. Open documents are entered here, too. */
  readonly facts: WorkspaceFacts;
  /** What all files together tell of these has changed. */
  factsChanged(uris: readonly string[]): void;
  /** Called after each analysis, with the findings of the document's present version. */
  publish(document: OpenDocument): void;
  log(message: string, error?: unknown): void;
}

/** However long an analysis takes, its result is at most this old. */
const longestWaitMs = 1000;

/** How often a document is judged anew because a file that it names has been loaded. */
const mostRounds = 3;

export class Documents {
  readonly #engine: Engine;
  readonly #host: DocumentsHost;
  readonly #debounceMs: number;
  readonly #project: Project;
  readonly #open = new Map<string, OpenDocument>();
  readonly #byPath = new Map<string, OpenDocument>();

  constructor(engine: Engine, host: DocumentsHost, debounceMs: number) {
    this.#engine = engine;
    this.#host = host;
    this.#debounceMs = debounceMs;
    this.#project = new Project({
      engine,
      index: host.index,
      read: (file) => readTextFile(file, host.configuration.settingsFor(file).maxFileSize),
      buffers: {
        in: (folder) => [...this.#open.values()].flatMap((one) => (one.folder === folder ? (one.path ?? []) : [])),
        text: (file) => this.textOf(file),
        document: (file) => {
          const open = this.#byPath.get(file);
          return open && leftOut(open, host.configuration) === undefined ? this.#read(open) : undefined;
        },
      },
      log: (message) => host.log(message),
    });
  }

  open(item: TextDocumentItem): void {
    const document = opened(item);
    this.#open.set(uriKey(document.uri), document);
    if (document.path !== undefined) this.#byPath.set(document.path, document);
    this.#schedule(document, 0);
  }

  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.get(uri);
    if (!document) return;
    document.text = TextDocument.update(document.text, [...changes], version);
    this.#touch(document, this.#waitAfter(document));
  }

  close(uri: string): OpenDocument | undefined {
    const document = this.get(uri);
    if (!document) return undefined;
    clearTimeout(document.timer);
    this.#open.delete(uriKey(uri));
    if (document.path !== undefined && this.#byPath.get(document.path) === document) this.#byPath.delete(document.path);
    document.read = undefined;
    if (document.path !== undefined) this.filesChanged([document.path]);
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
    return this.#byPath.get(file)?.text.getText();
  }

  /** Text of a file as its editor has it, else of one that open documents depend on. */
  textAt(uri: string): string | undefined {
    const file = toPath(uri);
    return file === undefined ? this.get(uri)?.text.getText() : this.#project.text(file);
  }

  /** What the engine may look up, as far as it is loaded for the open documents. */
  get workspace(): Workspace {
    return this.#project.workspace;
  }

  /** The document with the findings of its present version; undefined where it is not open. */
  async current(uri: string): Promise<OpenDocument | undefined> {
    const document = this.get(uri);
    if (document?.stale) await this.#analyse(document);
    return this.get(uri);
  }

  /**
   * Calls `work` with a document whose findings were made with what is loaded now: their fixes can be written. Undefined where it is not open.
   */
  async withFixes<T>(uri: string, work: (fixing: Fixing) => T): Promise<T | undefined> {
    const first = await this.current(uri);
    // What is held now stays as it is while findings are made anew.
    const { hold } = first ? await this.#prepare(first) : {};
    try {
      for (let round = 0; ; round++) {
        const open = await this.current(uri);
        if (!open) return undefined;
        // Looking at other documents reads what was typed in them, and that may be news for this one.
        const isSame = this.#basisOf(open).every((documents, at) => documents === open.basis[at]);
        if (!open.stale && (isSame || round >= mostRounds))
          return work({ open, siblings: this.siblingsOf(open), workspace: this.#workspaceFor(open) });
        open.stale = true;
      }
    } finally {
      hold?.letGo();
    }
  }

  /** Files changed on disk, came or went: the open documents that depend on them are judged anew. */
  filesChanged(files: readonly string[]): void {
    const folders = new Set<string>();
    for (const file of files) {
      this.#project.forget(file);
      if (isTerraformFile(file)) folders.add(path.dirname(file));
    }
    this.#touchDependents(folders, files, undefined);
  }

  /** Folders have other callers than before, or files are named by others: the open documents that depend on that are judged anew. */
  namersChanged(paths: ReadonlySet<string>): void {
    this.#touchDependents(paths, [], undefined);
  }

  /** All documents are judged anew: the settings changed. */
  settingsChanged(): void {
    for (const document of this.#open.values()) this.#touch(document, 0);
    const changed = this.#host.facts.settingsChanged();
    if (changed.length > 0) this.#host.factsChanged(changed);
  }

  /** A scan of the workspace has taken these documents as they were when it came by: what they tell now counts. */
  scanned(uris: Iterable<string>): void {
    for (const uri of uris) {
      const document = this.get(uri);
      if (document) this.#touch(document, 0);
    }
  }

  /** All files together tell something else of this document; returns whether it is open. */
  retell(uri: string): boolean {
    const document = this.get(uri);
    // One that is to be judged anew comes by itself.
    if (document?.read && !document.stale) {
      this.#combine(document);
      this.#host.publish(document);
    }
    return document !== undefined;
  }

  #touch(document: OpenDocument, wait: number): void {
    document.stale = true;
    document.touched++;
    this.#schedule(document, wait);
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
    const isOver = (): boolean => !document.stale || this.get(document.uri) !== document;
    for (let round = 0; ; round++) {
      const { problem, hold } = await this.#prepare(document);
      try {
        if (isOver()) return;
        const { touched } = document;
        const started = performance.now();
        document.note = problem ?? leftOut(document, this.#host.configuration);
        if (document.note === undefined) this.#judge(document);
        else this.#forget(document);
        document.milliseconds = performance.now() - started;
        if (this.#project.lacks && round < mostRounds) {
          const found = await this.#project.loadMissing();
          if (isOver()) return;
          if (found || document.touched !== touched) continue;
        }
        // Since it was judged nothing happened, so what is published always belongs to the version that is current.
        document.stale = false;
        this.#host.publish(document);
        return;
      } finally {
        hold?.letGo();
      }
    }
  }

  /** Waits for what an analysis needs; `problem` is why it cannot be had. */
  async #prepare(document: OpenDocument): Promise<{ problem?: string; hold?: Hold }> {
    await this.#host.configuration.arrived;
    if (document.folder === undefined && !/^(?:terraform|opentofu)/.test(document.text.languageId))
      return this.#prepareNamed(document);
    try {
      await this.#engine.ready();
    } catch (error) {
      this.#host.log("The Terraform grammar could not be loaded", error);
      return { problem: `The Terraform grammar could not be loaded: ${errorText(error)}` };
    }
    if (document.folder === undefined) return {};
    const hold = await this.#project.hold(document.folder);
    document.reach = hold.reach;
    await this.#project.readAhead(hold.reach);
    return { hold };
  }

  /** What a file that is no Terraform waits for: those who name it. */
  async #prepareNamed(document: OpenDocument): Promise<{ hold?: Hold }> {
    document.reach = new Set();
    if (document.path === undefined || this.#host.index.namers(document.path).length === 0) return {};
    const hold = await this.#project.holdNamers(document.path);
    document.reach = hold.reach;
    await this.#project.readAhead(hold.reach);
    return { hold };
  }

  #judge(document: OpenDocument): void {
    allowTyping();
    try {
      const read = this.#read(document);
      const { config } = this.#host.configuration.settingsFor(document.path);
      const judged = this.#engine.judge(read, config, this.siblingsOf(document), this.#workspaceFor(document));
      document.own = told(judged.findings).findings;
      document.basis = this.#basisOf(document);
      const isPart = document.path !== undefined && this.#host.configuration.folderOf(document.path) !== undefined;
      this.#enter(document, isPart && this.#host.facts.isKnown ? judged.facts() : []);
      if (read.broken) document.note = "The text is unfinished: what cannot be read yet is not judged.";
    } catch (error) {
      this.#forget(document);
      document.note = "Roleward failed on this document; its log tells more.";
      this.#host.log(`${document.uri} could not be analysed`, error);
    }
  }

  /** Takes what the document tells about the workspace, and what that makes of it. */
  #enter(document: OpenDocument, facts: readonly Fact[]): void {
    const changed = this.#host.facts.set(document.uri, facts, document.text.getText());
    this.#combine(document);
    const others = changed.filter((uri) => this.get(uri) !== document);
    if (others.length > 0) this.#host.factsChanged(others);
  }

  #combine(document: OpenDocument): void {
    const together = this.#host.facts.of(document.uri);
    document.findings =
      together.length === 0
        ? document.own
        : [...document.own, ...together].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  /** The document's present text, read. */
  #read(document: OpenDocument): Document {
    const text = document.text.getText();
    const { read: previous } = document;
    const { hint } = this.#host.configuration.settingsFor(document.path);
    if (previous?.text === text && document.hintedKind === hint?.kind) return previous;
    const file = { uri: document.uri, text, languageId: document.text.languageId, ...(hint && { hint }) };
    document.hintedKind = hint?.kind;
    // Whatever happens in there, the previous document is used up.
    document.read = undefined;
    const read = this.#engine.read(file, previous);
    document.read = read;
    if (document.path !== undefined) this.#tellDependents(document, document.path);
    return read;
  }

  /** The other documents of its Terraform folder, as the editor or the disk has them. */
  siblingsOf({ folder, read }: OpenDocument): readonly Document[] {
    return folder === undefined || !read ? [] : this.#project.siblingsOf(folder, read);
  }

  /** The documents of all folders that the document's findings may depend on. */
  #basisOf({ reach }: OpenDocument): readonly (readonly Document[])[] {
    return [...reach].map((folder) => this.#project.documents(folder));
  }

  /** The workspace, with an eye on what the document asks for. */
  #workspaceFor({ asked }: OpenDocument): Workspace {
    const { workspace } = this.#project;
    const ask = (uri: string): void => {
      const file = toPath(uri);
      if (file !== undefined) asked.add(file);
    };
    return {
      ...workspace,
      text: (uri) => {
        ask(uri);
        return workspace.text(uri);
      },
      document: (uri) => {
        ask(uri);
        return workspace.document(uri);
      },
    };
  }

  /** A document's text is another one now: others may say something else because of it. */
  #tellDependents(document: OpenDocument, file: string): void {
    const paths = new Set<string>();
    if (document.folder !== undefined) paths.add(document.folder);
    // Scripts are read from the disk.
    if (mayName(file) && !isScript(file))
      for (const named of this.#host.index.set(file, this.#project.namedInBuffer(file))) paths.add(named);
    this.#touchDependents(paths, [file], document);
  }

  /** As `dependsOn` has them. */
  #touchDependents(paths: ReadonlySet<string>, files: readonly string[], because: OpenDocument | undefined): void {
    for (const document of this.#open.values()) {
      // The one that is being typed in comes first.
      if (document !== because && dependsOn(document, paths, files))
        this.#touch(document, this.#waitAfter(document) * 3);
    }
  }

  #forget(document: OpenDocument): void {
    document.read = undefined;
    document.own = [];
    this.#enter(document, []);
  }
}
