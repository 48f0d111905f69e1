// The scan of all workspace folders and the diagnostics of files that are not open: published, kept right, and taken away.
import path from "node:path";
import type { Diagnostic } from "vscode-languageserver/node";
import type { Engine } from "../../../shared-rules/src/index";
import { reachOf } from "../workspace/reach";
import { isCandidate, isTerraformFile, isWithin, outermost, toPath, toUri } from "../workspace/paths";
import { isSkipped, scan, type ScanItem, type Scanned, type ScanOptions } from "../workspace/scan";
import { BadPath, group, terraformFiles, unitsOf, type Unit } from "../workspace/units";
import { walkCovers, type Skipped } from "../workspace/walk";
import { Facts, type WorkspaceFacts } from "../workspace/workspace-facts";
import type { Configuration } from "./configuration";
import { diagnosticAt, positionsOf, regionRange, toDiagnostic, toRange, type Locate } from "./convert";
import type { Documents } from "./documents";
import type { FileFindings, ScanResult } from "./protocol";
import type { WorkspaceIndex } from "./workspace-index";

export interface ScanHost {
  readonly configuration: Configuration;
  readonly documents: Documents;
  readonly facts: WorkspaceFacts;
  readonly index: WorkspaceIndex;
  readonly showsRelated: boolean;
  publish(uri: string, diagnostics: Diagnostic[]): void;
  log(message: string, error?: unknown): void;
}

export interface ScanListener {
  progress(done: number, total: number): void;
  found(batch: readonly FileFindings[]): void;
}

/** How often a listener hears of what was found. */
const batchMs = 100;
/** Deeper nesting is not followed. */
const mostDepth = 5;

export class WorkspaceScan {
  readonly #engine: Engine;
  readonly #host: ScanHost;
  /** Workspace folders that a scan has covered. */
  readonly #roots = new Set<string>();
  /** Files of those, as of the last scan and what changed since. */
  readonly #covered = new Set<string>();
  readonly #isLeftOut = (file: string): boolean => this.#host.configuration.settingsFor(file).leftOutBy !== undefined;
  /** Those of them that show diagnostics without being open. */
  readonly #published = new Set<string>();
  /** What the files show by themselves of which all files together may tell more. */
  readonly #own = new Map<string, Diagnostic[]>();
  #running: AbortController | undefined;
  /** Scans and refreshes come one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, host: ScanHost) {
    this.#engine = engine;
    this.#host = host;
  }

  /** Scans the workspace folders. An earlier scan that is still running ends with what it has. */
  run(signal: AbortSignal, listener: ScanListener): Promise<ScanResult> {
    this.#running?.abort();
    const stop = (this.#running = new AbortController());
    signal.addEventListener("abort", () => stop.abort(), { once: true });
    if (signal.aborted) stop.abort();
    return this.#enqueue(() => this.#scan(stop.signal, listener));
  }

  /** Files changed on disk, came or went, or were closed: what the last scan said of them is said anew. */
  refresh(files: readonly string[]): Promise<void> {
    return this.#enqueue(() => this.#rescan(files));
  }

  /** Settings of the files in this folder changed: what the last scan said of them is said anew. */
  settingsChanged(folder: string): Promise<void> {
    return this.#enqueue(() => {
      const within = [...this.#covered].filter((file) => isWithin(folder, file));
      for (const file of within) if (this.#isLeftOut(file)) this.#gone(file);
      return this.#rescan(within.filter((file) => this.#covered.has(file)));
    });
  }

  /** The editor shows this file now: its diagnostics are those of the open document. */
  opened(file: string, uri: string): void {
    if (this.#published.delete(file) && toUri(file) !== uri) this.#host.publish(toUri(file), []);
  }

  /** Whether the last scan speaks for this file when it is not open. */
  covers(file: string): boolean {
    return this.#covered.has(file);
  }

  /** All files together tell something else of these. */
  retell(uris: readonly string[]): void {
    for (const uri of uris) {
      const file = toPath(uri);
      if (this.#host.documents.retell(uri) || file === undefined || !this.#covered.has(file)) continue;
      this.#publish(file, this.#own.get(file) ?? []);
    }
  }

  /** Takes away what was said of files outside of the present workspace folders. */
  foldersChanged(): void {
    for (const root of this.#roots) if (!this.#host.configuration.folders.includes(root)) this.#roots.delete(root);
    for (const file of this.#covered)
      if (this.#host.configuration.folderOf(file) === undefined) {
        this.#gone(file);
      }
    const isScanned = (folder: string): boolean => [...this.#roots].some((root) => isWithin(root, folder));
    if (!this.#host.configuration.folders.every(isScanned)) this.retell(this.#host.facts.forget());
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }

  async #scan(signal: AbortSignal, listener: ScanListener): Promise<ScanResult> {
    const started = performance.now();
    const { configuration } = this.#host;
    await configuration.arrived;
    const skipped: Skipped[] = [];
    const folders: { folder: string; units: readonly Unit[]; scripts: readonly string[]; files: number }[] = [];
    for (const folder of outermost(configuration.folders))
      try {
        const walked = await unitsOf([folder], configuration.settingsFor(folder).exclude, signal, this.#isLeftOut);
        skipped.push(...walked.skipped);
        folders.push({ folder, ...walked });
      } catch (error) {
        if (!(error instanceof BadPath)) throw error;
        skipped.push({ path: folder, reason: error.message });
      }
    const total = folders.reduce((sum, { files }) => sum + files, 0);
    const seen = new Set<string>();
    const facts = new Facts();
    const bySeverity: Record<string, number> = {};
    let files = 0;
    let findings = 0;
    let batch: FileFindings[] = [];
    let told = performance.now();
    const tell = (): void => {
      listener.progress(seen.size, total);
      if (batch.length > 0) listener.found(batch);
      batch = [];
      told = performance.now();
    };
    listener.progress(0, total);
    let isWhole = false;
    this.#host.index.scanBegins();
    try {
      for (const { folder, units, scripts } of folders) {
        const options = { signal, scripts, ...this.#context() };
        for await (const item of scan(this.#engine, units, configuration.settingsFor(folder), options)) {
          seen.add(item.path);
          if (isSkipped(item)) skipped.push(item);
          else {
            files++;
            findings += item.findings.length;
            for (const { severity } of item.findings) bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
            if (item.document) facts.set(item.document.uri, item.facts, item.document.text);
            if (item.findings.length > 0) batch.push({ uri: toUri(item.path), findings: item.findings.length });
          }
          this.#show(item);
          if (performance.now() - told > batchMs) tell();
        }
      }
      isWhole = !signal.aborted;
    } finally {
      this.#host.index.scanEnded(isWhole ? seen : undefined);
    }
    const cancelled = signal.aborted;
    for (const { path: file, reason } of skipped) this.#host.log(`Not scanned: ${file} ${reason}`);
    // A scan that was cut short cannot tell which files are gone.
    if (!cancelled) for (const file of this.#covered) if (!seen.has(file)) this.#gone(file);
    for (const file of seen) this.#covered.add(file);
    for (const { folder } of folders) this.#roots.add(folder);
    if (isWhole) {
      this.#together(facts);
      for (const { uri, severity } of this.#host.facts.all) {
        findings++;
        bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
        batch.push({ uri, findings: 1 });
      }
    }
    tell();
    return {
      files,
      findings,
      bySeverity,
      skipped: skipped.map((one) => ({ uri: toUri(one.path), reason: one.reason })),
      cancelled,
      durationMs: Math.round(performance.now() - started),
    };
  }

  /** All files are known: what they tell together is shown with what each tells by itself. */
  #together(facts: Facts): void {
    const open = [...this.#host.documents.all()].map(({ uri }) => uri);
    const changed = this.#host.facts.replace(facts);
    this.retell(changed);
    // They may have been edited while the scan went on.
    this.#host.documents.scanned(open.filter((uri) => this.#host.facts.has(uri)));
  }

  async #rescan(files: readonly string[]): Promise<void> {
    const { configuration } = this.#host;
    const byRoot = new Map<string, Set<string>>();
    for (const file of files) {
      const root = [...this.#roots].find((folder) => isWithin(folder, file));
      if (root === undefined) continue;
      const present = byRoot.get(root) ?? new Set<string>();
      byRoot.set(root, present);
      const { exclude } = configuration.settingsFor(root);
      const isOurs = isCandidate(file) && (await walkCovers(root, file, exclude, this.#isLeftOut));
      if (this.#covered.has(file) || isOurs) present.add(file);
    }
    for (const file of await this.#dependents(files)) {
      const root = [...byRoot.keys()].find((folder) => isWithin(folder, file));
      if (root === undefined) continue;
      if (this.#covered.has(file)) byRoot.get(root)?.add(file);
      // A folder stands for the files in it.
      for (const one of this.#covered) if (path.dirname(one) === file) byRoot.get(root)?.add(one);
    }
    for (const [root, present] of byRoot) {
      for await (const item of scan(this.#engine, group(present), configuration.settingsFor(root), this.#context())) {
        // A file that cannot be read any more shows nothing; that it is gone is the usual reason.
        if (isSkipped(item)) this.#gone(item.path);
        else {
          this.#covered.add(item.path);
          this.#enter(item);
        }
        this.#show(item);
      }
    }
  }

  /** Texts of the editor, and who calls whom where that is known already. */
  #context(): ScanOptions {
    const { configuration, documents, index } = this.#host;
    const overlay = (file: string): string | undefined => documents.textOf(file);
    return { overlay, index, settingsFor: (file) => configuration.settingsFor(file) };
  }

  /** The files whose findings may hang on these files: Terraform, and what it, a template or a script names. */
  async #dependents(files: readonly string[]): Promise<Set<string>> {
    const { calls } = this.#host.index;
    const changed = new Set<string>();
    for (const file of files) {
      if (isTerraformFile(file)) changed.add(path.dirname(file));
      for (const reader of calls.readers(file)) changed.add(reader);
    }
    const folders = new Set<string>();
    for (const folder of changed) {
      const reach = await reachOf(folder, {
        calls: (from) => Promise.resolve(calls.called(from)),
        callers: (from) => calls.callers(from),
        hasRoom: () => true,
      });
      for (const reached of reach) folders.add(reached);
    }
    const dependents = new Set<string>();
    for (const folder of folders) {
      for (const file of await terraformFiles(folder)) dependents.add(file);
      for (const file of calls.namedIn(folder)) dependents.add(file);
    }
    // Templates nest others that nest others.
    for (let level = files, depth = 0; depth < mostDepth && level.length > 0; depth++) {
      level = level.flatMap((file) => calls.namedBy(file)).filter((file) => !dependents.has(file));
      for (const file of level) dependents.add(file);
    }
    return dependents;
  }

  /** Publishes what was found in a file, unless an editor has it open and so speaks for it. */
  #show(item: ScanItem): void {
    if (this.#host.documents.textOf(item.path) !== undefined) return;
    if (isSkipped(item)) return this.#clear(item.path);
    const own = item.findings.length === 0 ? [] : this.#diagnostics(item);
    if (item.facts.length > 0) this.#own.set(item.path, own);
    else this.#own.delete(item.path);
    this.#publish(item.path, own);
  }

  /** Publishes what a file shows by itself with what all files together tell of it. */
  #publish(file: string, own: Diagnostic[]): void {
    const uri = toUri(file);
    const together = this.#host.facts.of(uri).flatMap((finding) => {
      const region = this.#host.facts.regionOf(uri, finding.span);
      const locate = this.#host.showsRelated ? this.#locateFact : undefined;
      return region ? [diagnosticAt(regionRange(region), finding, locate)] : [];
    });
    if (own.length + together.length === 0) return this.#clear(file);
    this.#host.publish(uri, [...own, ...together]);
    this.#published.add(file);
  }

  readonly #locateFact: Locate = (uri, span) => {
    const open = this.#host.documents.get(uri);
    if (open) return { uri: open.uri, range: toRange(open.text, span) };
    const region = this.#host.facts.regionOf(uri, span);
    return region && { uri, range: regionRange(region) };
  };

  /** What a file tells about the workspace now; one that is open tells by itself. */
  #enter({ path: file, document, facts }: Scanned): void {
    if (this.#host.documents.textOf(file) !== undefined) return;
    const uri = toUri(file);
    const changed = document ? this.#host.facts.set(uri, facts, document.text) : this.#host.facts.delete(uri);
    this.retell(changed.filter((other) => other !== uri));
  }

  #diagnostics({ document, findings, textOf }: Scanned): Diagnostic[] {
    if (!document) return [];
    const positions = positionsOf(document.uri, document.text);
    const locate: Locate = (uri, span) => {
      if (uri === document.uri) return { uri, range: toRange(positions, span) };
      const text = textOf(uri);
      return text === undefined ? undefined : { uri, range: toRange(positionsOf(uri, text), span) };
    };
    return findings.map((finding) => toDiagnostic(finding, positions, this.#host.showsRelated ? locate : undefined));
  }

  #gone(file: string): void {
    this.#covered.delete(file);
    this.#own.delete(file);
    this.#clear(file);
    this.retell(this.#host.facts.delete(toUri(file)));
  }

  #clear(file: string): void {
    if (this.#published.delete(file)) this.#host.publish(toUri(file), []);
  }
}
