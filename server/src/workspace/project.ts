// Terraform folders and the files that documents name, as the engine may look them up: loaded beforehand, kept within bounds. It judges nothing.
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Document, Engine, Workspace } from "../../../shared-rules/src/index";
import { namedIn, namesNothing, type CallIndex, type Named } from "./call-index";
import { forEachBounded } from "./each";
import { isModuleFile, toPath, toUri } from "./paths";
import { reachOf } from "./reach";
import { entrySize, Shelf, unread, type ModuleFile } from "./shelf";
import { errorText, type TextFile } from "./text-file";
import { terraformFiles } from "./units";

/** What an editor has open in place of files. */
export interface Buffers {
  /** Paths of the buffers of Terraform files in a folder. */
  in(folder: string): readonly string[];
  text(file: string): string | undefined;
  /** A buffer's document, read as it is now; undefined where it is left out. */
  document(file: string): Document | undefined;
}

export interface ProjectHost {
  readonly engine: Engine;
  /** Who calls and reads what; whoever made it keeps it right. */
  readonly index: CallIndex;
  /** Reads a file. Never rejects. */
  read(file: string): Promise<TextFile>;
  readonly buffers?: Buffers;
  /** Told of files that are left out of their module, and why. */
  log?(message: string): void;
}

/** What was loaded for a folder stays until it is let go. */
export interface Hold {
  /** The folders that the folder's documents may depend on, itself among them. */
  readonly reach: ReadonlySet<string>;
  letGo(): void;
}

export interface Limits {
  /** Texts that stay loaded when nobody holds them, in UTF-16 code units; a document takes about ten bytes for each. */
  readonly kept: number;
  /** Texts that are loaded for one folder. */
  readonly reached: number;
}

export const defaultLimits: Limits = { kept: 3_000_000, reached: 2_000_000 };

/** Files that are looked for at once because documents named them. */
const mostNamed = 200;
/** Files that name one, as far as they are asked; and how far up templates are nested. */
const mostNamers = 16;
const mostHeight = 5;
const readsAtOnce = 16;
/** How long other work may have to wait for documents to be read. */
const turnMs = 12;

export class Project {
  readonly #host: ProjectHost;
  readonly #limits: Limits;
  /** By path, the one used last at the end. */
  readonly #shelves = new Map<string, Shelf>();
  /** The last answers of `folder`: as long as no document changed, it is the same array. */
  readonly #answers = new Map<string, readonly Document[]>();
  /** What buffers name, with the text that says so. */
  readonly #inBuffers = new Map<string, { readonly text: string; readonly named: Named }>();
  /** Files that were asked for and are not loaded. */
  readonly #missing = new Set<string>();
  /** The view that the engine gets. What is not loaded is not there. */
  readonly workspace: Workspace;

  constructor(host: ProjectHost, limits: Limits = defaultLimits) {
    this.#host = host;
    this.#limits = limits;
    this.workspace = {
      namedBy: (uri) => {
        const file = toPath(uri);
        return file === undefined ? [] : this.#host.index.namers(file).map(toUri);
      },
      document: (uri) => {
        const file = toPath(uri);
        return file === undefined ? undefined : this.#documentFor(file);
      },
      folder: (uri) => {
        const folder = toPath(uri);
        const documents = folder === undefined ? [] : this.documents(folder);
        return documents.length > 0 ? documents : undefined;
      },
      text: (uri) => {
        const file = toPath(uri);
        return file === undefined ? undefined : this.#textFor(file);
      },
      callers: (uri) => {
        const folder = toPath(uri);
        return folder === undefined ? [] : this.#host.index.callers(folder).map(toUri);
      },
    };
  }

  /** Loads all that the documents of a Terraform folder may need; nothing of it is freed before `letGo`. */
  async hold(folder: string): Promise<Hold> {
    const held = new Set<Shelf>();
    const take = (at: string): Shelf => {
      const shelf = this.#shelf(at);
      if (!held.has(shelf)) shelf.holds++;
      held.add(shelf);
      return shelf;
    };
    let size = 0;
    const files = new Set<string>();
    const reach = await reachOf(folder, {
      calls: async (at) => {
        await this.#loadModule(at, take);
        size += this.#shelf(at).size;
        const named = this.#namedBy(at);
        for (const file of named.files) if (files.size < mostNamed) files.add(file);
        return named.folders;
      },
      callers: (at) => this.#host.index.callers(at),
      hasRoom: () => size < this.#limits.reached,
    });
    await forEachBounded([...files], readsAtOnce, async (file) => {
      if (size >= this.#limits.reached) return;
      const text = await this.#loadText(file, take(path.dirname(file)));
      size += text?.length ?? 0;
    });
    return {
      reach,
      letGo: () => {
        for (const shelf of held) shelf.holds--;
        held.clear();
        this.#trim();
      },
    };
  }

  /** Loads what those who name a file may say of it: Terraform with all that it depends on, templates with those that nest them, scripts. */
  async holdNamers(file: string): Promise<Hold> {
    const held = new Set<Shelf>();
    const folders = new Set<string>();
    const seen = new Set([file]);
    let level = [file];
    for (let height = 0; height < mostHeight && level.length > 0; height++) {
      const namers = level.flatMap((named) => this.#host.index.namers(named)).filter((namer) => !seen.has(namer));
      level = [];
      for (const namer of namers.slice(0, mostNamers - seen.size + 1)) {
        seen.add(namer);
        if (isModuleFile(namer)) {
          folders.add(path.dirname(namer));
          continue;
        }
        const shelf = this.#shelf(path.dirname(namer));
        if (!held.has(shelf)) shelf.holds++;
        held.add(shelf);
        await this.#loadText(namer, shelf);
        level.push(namer);
      }
    }
    // Without the grammar the file is judged without its Terraform.
    if (folders.size > 0) await this.#host.engine.ready().catch(() => undefined);
    const holds: Hold[] = [];
    for (const folder of folders) holds.push(await this.hold(folder));
    return {
      reach: new Set(holds.flatMap(({ reach }) => [...reach])),
      letGo: () => {
        for (const shelf of held) shelf.holds--;
        held.clear();
        for (const hold of holds) hold.letGo();
        this.#trim();
      },
    };
  }

  /** Reads the documents of these folders, leaving turns to other work, so that `lint` need not. */
  async readAhead(folders: Iterable<string>): Promise<void> {
    let turn = performance.now();
    for (const folder of folders) {
      const shelf = this.#shelves.get(folder);
      for (const [file, one] of shelf?.module ?? []) {
        if (one.document || one.problem !== undefined || this.#bufferOf(file) !== undefined) continue;
        if (performance.now() - turn > turnMs) {
          await setImmediate();
          turn = performance.now();
        }
        // It may have changed on disk in the meantime.
        if (this.#shelves.get(folder) !== shelf) break;
        this.#document(file, one);
      }
    }
  }

  /** The loaded documents of a folder, in path order, buffers as they are now. The same array as before if none of them changed. */
  documents(folder: string): readonly Document[] {
    const documents: Document[] = [];
    const module = this.#shelves.get(folder)?.module;
    const buffers = this.#host.buffers?.in(folder) ?? [];
    const files =
      buffers.length === 0 ? [...(module?.keys() ?? [])] : [...new Set([...(module?.keys() ?? []), ...buffers])].sort();
    for (const file of files) {
      const onDisk = module?.get(file);
      const document =
        this.#bufferOf(file) !== undefined
          ? this.#host.buffers?.document(file)
          : onDisk && this.#document(file, onDisk);
      if (document) documents.push(document);
    }
    const before = this.#answers.get(folder);
    if (before && before.length === documents.length && before.every((one, at) => one === documents[at])) return before;
    this.#answers.set(folder, documents);
    return documents;
  }

  /** The documents of a folder but one of them. */
  siblingsOf(folder: string, document: Document): readonly Document[] {
    return this.documents(folder).filter((other) => other !== document);
  }

  /** A Terraform file of a loaded folder as it is on disk: its document, or why there is none. */
  onDisk(file: string): Document | { readonly reason: string } {
    const one = this.#shelves.get(path.dirname(file))?.module?.get(file);
    if (!one) return { reason: "cannot be read: no such file or folder" };
    return this.#document(file, one) ?? { reason: one.problem ?? "" };
  }

  /** The text of a file as far as it is loaded. */
  text(file: string): string | undefined {
    const buffer = this.#bufferOf(file);
    if (buffer !== undefined) return buffer;
    const shelf = this.#shelves.get(path.dirname(file));
    return shelf?.module?.get(file)?.text ?? shelf?.texts.get(file);
  }

  /** Whether the engine asked for files that are not loaded. */
  get lacks(): boolean {
    return this.#missing.size > 0;
  }

  /** Loads the files that the engine asked for in vain. Resolves with whether any of them is there. */
  async loadMissing(): Promise<boolean> {
    const missing = [...this.#missing].slice(0, mostNamed);
    this.#missing.clear();
    let found = false;
    await forEachBounded(missing, readsAtOnce, async (file) => {
      if ((await this.#loadText(file, this.#shelf(path.dirname(file)))) !== undefined) found = true;
    });
    return found;
  }

  /** Forgets what is known of a file: it changed on disk, came or went, or was opened or closed. */
  forget(file: string): void {
    this.#inBuffers.delete(file);
    const folder = path.dirname(file);
    if (this.#shelves.has(folder)) this.#drop(folder);
  }

  /** Frees a folder that nobody holds. */
  free(folder: string): void {
    if (this.#shelves.get(folder)?.holds === 0) this.#drop(folder);
  }

  /** Frees everything. */
  close(): void {
    this.#shelves.clear();
    this.#answers.clear();
  }

  #shelf(folder: string): Shelf {
    let shelf = this.#shelves.get(folder);
    if (shelf) this.#shelves.delete(folder);
    else shelf = new Shelf();
    this.#shelves.set(folder, shelf);
    return shelf;
  }

  async #loadModule(folder: string, take: (folder: string) => Shelf): Promise<void> {
    for (;;) {
      const shelf = take(folder);
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
      const read = await this.#host.read(file);
      if ("reason" in read) {
        module.set(file, unread(read.reason));
        this.#host.log?.(`${file} ${read.reason}; its folder is judged without it.`);
        return;
      }
      const { text } = read;
      module.set(file, { text, named: namedIn(file, text), document: undefined, problem: undefined });
      shelf.size += text.length + entrySize;
    });
    shelf.module = module;
  }

  async #loadText(file: string, shelf: Shelf): Promise<string | undefined> {
    if (shelf.texts.has(file)) return shelf.texts.get(file);
    const read = await this.#host.read(file);
    const text = "text" in read ? read.text : undefined;
    if (!shelf.texts.has(file)) {
      shelf.texts.set(file, text);
      shelf.size += (text?.length ?? 0) + entrySize;
    }
    return text;
  }

  #textFor(file: string): string | undefined {
    const text = this.text(file);
    if (text === undefined && this.#shelves.get(path.dirname(file))?.texts.has(file) !== true) this.#missing.add(file);
    return text;
  }

  /** A file's document: its buffer's, that of a loaded Terraform file, or one that is read from a text that is loaded. */
  #documentFor(file: string): Document | undefined {
    if (this.#bufferOf(file) !== undefined) return this.#host.buffers?.document(file);
    const shelf = this.#shelves.get(path.dirname(file));
    const inModule = shelf?.module?.get(file);
    if (inModule) return this.#document(file, inModule);
    const text = this.#textFor(file);
    if (!shelf || text === undefined) return undefined;
    if (!shelf.documents.has(file)) shelf.documents.set(file, this.#readDocument(file, text));
    return shelf.documents.get(file);
  }

  #readDocument(file: string, text: string): Document | undefined {
    try {
      return this.#host.engine.read({ uri: toUri(file), text });
    } catch (error) {
      this.#host.log?.(`${file} could not be analysed: ${errorText(error)}; what names it is judged without it.`);
      return undefined;
    }
  }

  /** What the Terraform files of a loaded folder name, buffers as they are now. */
  #namedBy(folder: string): Named {
    const all: Named[] = [];
    for (const [file, one] of this.#shelves.get(folder)?.module ?? [])
      if (this.#bufferOf(file) === undefined) all.push(one.named);
    for (const file of this.#host.buffers?.in(folder) ?? []) all.push(this.namedInBuffer(file));
    return { folders: all.flatMap(({ folders }) => folders), files: all.flatMap(({ files }) => files) };
  }

  /** What a buffer names now. */
  namedInBuffer(file: string): Named {
    const text = this.#bufferOf(file);
    if (text === undefined) return namesNothing;
    const known = this.#inBuffers.get(file);
    if (known?.text === text) return known.named;
    const named = namedIn(file, text);
    this.#inBuffers.set(file, { text, named });
    return named;
  }

  #bufferOf(file: string): string | undefined {
    return this.#host.buffers?.text(file);
  }

  #document(file: string, one: ModuleFile): Document | undefined {
    if (!one.document && one.problem === undefined && one.text !== undefined)
      try {
        one.document = this.#host.engine.read({ uri: toUri(file), text: one.text });
      } catch (error) {
        one.problem = `could not be analysed: ${errorText(error)}`;
        this.#host.log?.(`${file} ${one.problem}; its folder is judged without it.`);
      }
    return one.document;
  }

  /** Frees what was used longest ago and nobody holds. */
  #trim(): void {
    let size = 0;
    for (const shelf of this.#shelves.values()) size += shelf.size;
    for (const [folder, shelf] of this.#shelves) {
      if (size <= this.#limits.kept) return;
      if (shelf.holds > 0) continue;
      size -= shelf.size;
      this.#drop(folder);
    }
  }

  #drop(folder: string): void {
    this.#shelves.delete(folder);
    this.#answers.delete(folder);
  }
}
