// What a project has loaded of its folders from the disk, within bounds. It reads no documents and knows no buffers.
import { namedIn } from "./call-index";
import { forEachBounded } from "./each";
import { entrySize, Shelf, unread, type ModuleFile } from "./shelf";
import type { TextFile } from "./text-file";
import { terraformFiles } from "./units";

/** Where shelves are filled from, and who is told. */
export interface Source {
  /** Reads a file. Never rejects. */
  read(file: string): Promise<TextFile>;
  /** Told of files that are left out of their module, and why. */
  log?(message: string): void;
}

/** Files that are read at once. */
export const readsAtOnce = 16;

export class Shelves {
  readonly #source: Source;
  readonly #kept: number;
  readonly #dropped: (folder: string) => void;
  /** By path, the one used last at the end. */
  readonly #shelves = new Map<string, Shelf>();

  /**
   * @param kept how much stays loaded when nobody holds it, in UTF-16 code units of text
   * @param dropped told of folders that are no longer loaded
   */
  constructor(source: Source, kept: number, dropped: (folder: string) => void) {
    this.#source = source;
    this.#kept = kept;
    this.#dropped = dropped;
  }

  /** What is loaded of a folder; undefined where nothing is. */
  of(folder: string): Shelf | undefined {
    return this.#shelves.get(folder);
  }

  /** The shelf of a folder, perhaps a new one, which counts as used now. */
  use(folder: string): Shelf {
    let shelf = this.#shelves.get(folder);
    if (shelf) this.#shelves.delete(folder);
    else shelf = new Shelf();
    this.#shelves.set(folder, shelf);
    return shelf;
  }

  /** Loads the Terraform files of a folder. */
  async loadModule(folder: string, held: Held): Promise<void> {
    for (;;) {
      const shelf = held.take(folder);
      await (shelf.loading ??= this.#readModule(folder, shelf));
      // A change on disk may have dropped it in the meantime; then it is read anew.
      if (this.#shelves.get(folder) === shelf) return;
    }
  }

  async #readModule(folder: string, shelf: Shelf): Promise<void> {
    const files = await terraformFiles(folder);
    // Set beforehand, so that the order is the paths' and not that of the disk.
    const module = new Map<string, ModuleFile>(files.map((file) => [file, unread("")]));
    await forEachBounded(files, readsAtOnce, async (file) => {
      const read = await this.#source.read(file);
      if ("reason" in read) {
        module.set(file, unread(read.reason));
        this.#source.log?.(`${file} ${read.reason}; its folder is judged without it.`);
        return;
      }
      const { text } = read;
      module.set(file, { text, named: namedIn(file, text), document: undefined, problem: undefined });
      shelf.size += text.length + entrySize;
    });
    shelf.module = module;
  }

  /** The text of any file, onto its folder's shelf; undefined where it cannot be read. */
  async loadText(file: string, shelf: Shelf): Promise<string | undefined> {
    if (shelf.texts.has(file)) return shelf.texts.get(file);
    const read = await this.#source.read(file);
    const text = "text" in read ? read.text : undefined;
    if (!shelf.texts.has(file)) {
      shelf.texts.set(file, text);
      shelf.size += (text?.length ?? 0) + entrySize;
    }
    return text;
  }

  /** Frees what was used longest ago and nobody holds. */
  trim(): void {
    let size = 0;
    for (const shelf of this.#shelves.values()) size += shelf.size;
    for (const [folder, shelf] of this.#shelves) {
      if (size <= this.#kept) return;
      if (shelf.holds > 0) continue;
      size -= shelf.size;
      this.drop(folder);
    }
  }

  /** Frees a folder, held or not: what is on disk is another by now, or nobody needs it. */
  drop(folder: string): void {
    if (this.#shelves.delete(folder)) this.#dropped(folder);
  }

  clear(): void {
    for (const folder of [...this.#shelves.keys()]) this.drop(folder);
  }
}

/** The shelves that someone is at work with: `trim` leaves them alone. */
export class Held {
  readonly #shelves: Shelves;
  readonly #held = new Set<Shelf>();

  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /** The shelf of a folder, held from now on. */
  take(folder: string): Shelf {
    const shelf = this.#shelves.use(folder);
    if (!this.#held.has(shelf)) shelf.holds++;
    this.#held.add(shelf);
    return shelf;
  }

  letGo(): void {
    for (const shelf of this.#held) shelf.holds--;
    this.#held.clear();
  }
}
