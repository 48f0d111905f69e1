// Terraform folders and the files that documents name, as the engine may look them up: loaded beforehand, kept within bounds. It judges nothing.
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Document, Engine, Workspace } from "../../../shared-rules/src/index";
import { namedIn, namesNothing, type CallIndex, type Named } from "./call-index";
import { forEachBounded } from "./each";
import { isModuleFile, toPath, toUri } from "./paths";
import { reachOf } from "./reach";
import type { ModuleFile } from "./shelf";
import { Held, readsAtOnce, Shelves, type Source } from "./shelves";
import { errorText } from "./text-file";

/** What an editor has open in place of files. */
export interface Buffers {
  /** Paths of the buffers of Terraform files in a folder. */
  in(folder: string): readonly string[];
  text(file: string): string | undefined;
  /** A buffer's document, read as it is now; undefined where it is left out. */
  document(file: string): Document | undefined;
}

export interface ProjectHost extends Source {
  readonly engine: Engine;
  /** Who calls and reads what; whoever made it keeps it right. */
  readonly index: CallIndex;
  readonly buffers?: Buffers;
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
/** How long other work may have to wait for documents to be read. */
const turnMs = 12;

export class Project {
  readonly #host: ProjectHost;
  readonly #limits: Limits;
  readonly #shelves: Shelves;
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
    this.#shelves = new Shelves(host, limits.kept, (folder) => this.#answers.delete(folder));
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
    const held = new Held(this.#shelves);
    let size = 0;
    const files = new Set<string>();
    const reach = await reachOf(folder, {
      calls: async (at) => {
        await this.#shelves.loadModule(at, held);
        size += this.#shelves.use(at).size;
        const named = this.#namedBy(at);
        for (const file of named.files) if (files.size < mostNamed) files.add(file);
        return named.folders;
      },
      callers: (at) => this.#host.index.callers(at),
      hasRoom: () => size < this.#limits.reached,
    });
    await forEachBounded([...files], readsAtOnce, async (file) => {
      if (size >= this.#limits.reached) return;
      const text = await this.#shelves.loadText(file, held.take(path.dirname(file)));
      size += text?.length ?? 0;
    });
    return {
      reach,
      letGo: () => {
        held.letGo();
        this.#shelves.trim();
      },
    };
  }

  /** Loads what those who name a file may say of it: Terraform with all that it depends on, templates with those that nest them, scripts. */
  async holdNamers(file: string): Promise<Hold> {
    const held = new Held(this.#shelves);
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
        await this.#shelves.loadText(namer, held.take(path.dirname(namer)));
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
        held.letGo();
        for (const hold of holds) hold.letGo();
        this.#shelves.trim();
      },
    };
  }

  /** Reads the documents of these folders, leaving turns to other work, so that `lint` need not. */
  async readAhead(folders: Iterable<string>): Promise<void> {
    let turn = performance.now();
    for (const folder of folders) {
      const shelf = this.#shelves.of(folder);
      for (const [file, one] of shelf?.module ?? []) {
        if (one.document || one.problem !== undefined || this.#bufferOf(file) !== undefined) continue;
        if (performance.now() - turn > turnMs) {
          await setImmediate();
          turn = performance.now();
        }
        // It may have changed on disk in the meantime.
        if (this.#shelves.of(folder) !== shelf) break;
        this.#document(file, one);
      }
    }
  }

  /** The loaded documents of a folder, in path order, buffers as they are now. The same array as before if none of them changed. */
  documents(folder: string): readonly Document[] {
    const documents: Document[] = [];
    const module = this.#shelves.of(folder)?.module;
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
    const one = this.#shelves.of(path.dirname(file))?.module?.get(file);
    if (!one) return { reason: "cannot be read: no such file or folder" };
    return this.#document(file, one) ?? { reason: one.problem ?? "" };
  }

  /** The text of a file as far as it is loaded. */
  text(file: string): string | undefined {
    const buffer = this.#bufferOf(file);
    if (buffer !== undefined) return buffer;
    const shelf = this.#shelves.of(path.dirname(file));
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
      if ((await this.#shelves.loadText(file, this.#shelves.use(path.dirname(file)))) !== undefined) found = true;
    });
    return found;
  }

  /** Forgets what is known of a file: it changed on disk, came or went, or was opened or closed. */
  forget(file: string): void {
    this.#inBuffers.delete(file);
    this.#shelves.drop(path.dirname(file));
  }

  /** Frees a folder that nobody holds. */
  free(folder: string): void {
    if (this.#shelves.of(folder)?.holds === 0) this.#shelves.drop(folder);
  }

  /** Frees everything. */
  close(): void {
    this.#shelves.clear();
  }

  #textFor(file: string): string | undefined {
    const text = this.text(file);
    if (text === undefined && this.#shelves.of(path.dirname(file))?.texts.has(file) !== true) this.#missing.add(file);
    return text;
  }

  /** A file's document: its buffer's, that of a loaded Terraform file, or one that is read from a text that is loaded. */
  #documentFor(file: string): Document | undefined {
    if (this.#bufferOf(file) !== undefined) return this.#host.buffers?.document(file);
    const shelf = this.#shelves.of(path.dirname(file));
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
    for (const [file, one] of this.#shelves.of(folder)?.module ?? [])
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
}
