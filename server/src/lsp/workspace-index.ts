// Which Terraform folders of the workspace call which: found out in the background, kept right by what changes. It judges nothing.
import { setTimeout } from "node:timers/promises";
import { type CallIndex, indexFiles } from "../workspace/call-index";
import { isModuleFile } from "../workspace/paths";
import { readTextFile, type TextFile } from "../workspace/text-file";
import { BadPath, unitsOf } from "../workspace/units";
import { walkCovers } from "../workspace/walk";
import type { Settled } from "./documents";

/** Few, so that documents that are opened meanwhile need not wait for the disk. */
const readsAtOnce = 4;
const updatesAtOnce = 16;
/** The first documents come before the workspace. */
const startMs = 200;

export interface IndexHost {
  readonly configuration: Settled & { readonly folders: readonly string[] };
  /** Whether an editor has the file open; then its document tells the index. */
  isOpen(file: string): boolean;
  /** Folders have other callers than before. */
  callersChanged(folders: ReadonlySet<string>): void;
  log(message: string, error?: unknown): void;
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
  get isBuilt(): boolean {
    return this.#isBuilt;
  }

  /** Reads the workspace folders anew, in the background; an earlier reading that is still going on ends. */
  build(): void {
    this.stop();
    const stop = (this.#building = new AbortController());
    this.#isBuilt = false;
    this.#build(stop.signal).catch((error: unknown) => this.#host.log("Looking for module calls failed", error));
  }

  stop(): void {
    this.#building?.abort();
  }

  /** Files changed on disk, came or went, or were closed. */
  async update(files: readonly string[]): Promise<void> {
    const { isOpen } = this.#host;
    const modules = files.filter((file) => isModuleFile(file) && !isOpen(file));
    this.#tell(
      await indexFiles(this.calls, modules, (file) => this.#readIfCovered(file), {
        atOnce: updatesAtOnce,
        isTaken: isOpen,
      }),
    );
  }

  async #build(signal: AbortSignal): Promise<void> {
    const { configuration, isOpen } = this.#host;
    await setTimeout(startMs, undefined, { ref: false });
    const isStopped = (): boolean => signal.aborted;
    if (isStopped()) return;
    const files = new Set<string>();
    for (const folder of configuration.folders)
      try {
        const { units } = await unitsOf([folder], configuration.settingsFor(folder).exclude, signal);
        for (const unit of units) for (const file of unit.files) if (isModuleFile(file)) files.add(file);
      } catch (error) {
        if (!(error instanceof BadPath)) throw error;
      }
    if (isStopped()) return;
    const gone = [...this.calls.files()].filter((file) => !files.has(file) && !isOpen(file));
    const changed = new Set(gone.flatMap((file) => this.calls.forget(file)));
    const found = await indexFiles(this.calls, [...files], (file) => this.#read(file), {
      atOnce: readsAtOnce,
      signal,
      isTaken: isOpen,
    });
    for (const folder of found) changed.add(folder);
    if (!isStopped()) this.#isBuilt = true;
    this.#tell(changed);
  }

  #tell(changed: ReadonlySet<string>): void {
    if (changed.size > 0) this.#host.callersChanged(changed);
  }

  #read(file: string): Promise<TextFile> {
    return readTextFile(file, this.#host.configuration.settingsFor(file).maxFileSize);
  }

  /** A file that the walk of the workspace would not find calls nobody. */
  async #readIfCovered(file: string): Promise<TextFile> {
    const { configuration } = this.#host;
    const root = configuration.folderOf(file);
    const isCovered = root !== undefined && (await walkCovers(root, file, configuration.settingsFor(file).exclude));
    return isCovered ? this.#read(file) : { reason: "is left out" };
  }
}
