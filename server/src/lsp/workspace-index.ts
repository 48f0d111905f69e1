// Which files of the workspace name which: found out in the background, kept right by what changes. It judges nothing.
import { type CallIndex, indexFiles, mayName } from "../workspace/call-index";
import { readTextFile, type TextFile } from "../workspace/text-file";
import { BadPath, unitsOf } from "../workspace/units";
import { walkCovers } from "../workspace/walk";
import type { Settled } from "./open-document";

/** Few, so that documents that are opened meanwhile need not wait for the disk. */
const readsAtOnce = 4;
const updatesAtOnce = 16;
/** The first documents come before the workspace. */
const startMs = 200;

export interface IndexHost {
  readonly configuration: Settled & { readonly folders: readonly string[] };
  /** Whether an editor has the file open; then its document tells the index. */
  isOpen(file: string): boolean;
  /** Folders have other callers than before, or files are named by others. */
  namersChanged(paths: ReadonlySet<string>): void;
  log(message: string, error?: unknown): void;
}

function isLeftOut(configuration: Settled, file: string): boolean {
  return configuration.settingsFor(file).leftOutBy !== undefined;
}

export class WorkspaceIndex {
  readonly calls: CallIndex;
  readonly #host: IndexHost;
  #isBuilt = false;
  #building: AbortController | undefined;

  constructor(calls: CallIndex, host: IndexHost) {
    this.calls = calls;
    this.#host = host;
  }

  /** Whether the index speaks for the whole workspace. */
  get isComplete(): boolean {
    return this.#isBuilt;
  }

  /** Someone entered files: these folders and files are named by others than before. */
  entered(changed: ReadonlySet<string>): void {
    if (changed.size > 0) this.#host.namersChanged(changed);
  }

  /** A scan reads the whole workspace and enters what it finds, in place of the reading in the background. */
  scanBegins(): void {
    this.stop();
    this.#isBuilt = false;
  }

  /** The scan is over; it came by these files, or was cut short. */
  scanEnded(seen: ReadonlySet<string> | undefined): void {
    if (!seen) this.build();
    else {
      this.#isBuilt = true;
      this.entered(this.#forgetAllBut(seen));
    }
  }

  /** Reads the workspace folders anew, in the background; an earlier reading that is still going on ends. */
  build(): void {
    this.stop();
    const stop = (this.#building = new AbortController());
    this.#isBuilt = false;
    setTimeout(() => {
      this.#build(stop.signal).catch((error: unknown) => this.#host.log("Looking for what files name failed", error));
    }, startMs).unref();
  }

  stop(): void {
    this.#building?.abort();
  }

  /** Files changed on disk, came or went, or were closed. */
  async update(files: readonly string[]): Promise<void> {
    const { isOpen } = this.#host;
    this.entered(
      await indexFiles(this.calls, files.filter(mayName), (file) => this.#readIfCovered(file), {
        atOnce: updatesAtOnce,
        isTaken: isOpen,
      }),
    );
  }

  async #build(signal: AbortSignal): Promise<void> {
    const { configuration, isOpen } = this.#host;
    const isStopped = (): boolean => signal.aborted;
    await configuration.arrived;
    if (isStopped()) return;
    const files = new Set<string>();
    for (const folder of configuration.folders)
      try {
        const { exclude } = configuration.settingsFor(folder);
        const { units, scripts } = await unitsOf([folder], exclude, signal, (file) => isLeftOut(configuration, file));
        for (const unit of units) for (const file of unit.files) if (mayName(file)) files.add(file);
        for (const file of scripts) files.add(file);
      } catch (error) {
        if (!(error instanceof BadPath)) throw error;
      }
    if (isStopped()) return;
    const changed = this.#forgetAllBut(files);
    const found = await indexFiles(this.calls, [...files], (file) => this.#read(file), {
      atOnce: readsAtOnce,
      signal,
      isTaken: isOpen,
    });
    for (const folder of found) changed.add(folder);
    if (!isStopped()) this.#isBuilt = true;
    this.entered(changed);
  }

  #forgetAllBut(files: ReadonlySet<string>): Set<string> {
    const gone = [...this.calls.files()].filter((file) => !files.has(file) && !this.#host.isOpen(file));
    return new Set(gone.flatMap((file) => this.calls.forget(file)));
  }

  #read(file: string): Promise<TextFile> {
    return readTextFile(file, this.#host.configuration.settingsFor(file).maxFileSize);
  }

  /** A file that the walk of the workspace would not find names nothing. */
  async #readIfCovered(file: string): Promise<TextFile> {
    const { configuration } = this.#host;
    const root = configuration.folderOf(file);
    const isCovered =
      root !== undefined &&
      (await walkCovers(root, file, configuration.settingsFor(file).exclude, (one) => isLeftOut(configuration, one)));
    return isCovered ? this.#read(file) : { reason: "is left out" };
  }
}
