// The Terraform files beside the open ones, as they are on disk. Kept only while a file of their folder is open.
import type { Document, Engine } from "../../../shared-rules/src/index";
import { forEachBounded } from "../workspace/each";
import { toUri } from "../workspace/paths";
import { readTextFile } from "../workspace/text-file";
import { moduleFiles } from "../workspace/units";

interface ModuleOnDisk {
  readonly documents: Map<string, Document>;
  readonly loaded: Promise<void>;
}

export class Modules {
  readonly #engine: Engine;
  readonly #log: (message: string) => void;
  readonly #modules = new Map<string, ModuleOnDisk>();

  constructor(engine: Engine, log: (message: string) => void) {
    this.#engine = engine;
    this.#log = log;
  }

  /** Resolves when the folder's files are read; `isOpen` says which to leave out, for the editor has them. */
  async load(folder: string, limit: number, isOpen: (file: string) => boolean): Promise<void> {
    for (;;) {
      let module = this.#modules.get(folder);
      if (!module) {
        const documents = new Map<string, Document>();
        module = { documents, loaded: this.#read(folder, documents, limit, isOpen) };
        this.#modules.set(folder, module);
      }
      await module.loaded;
      // Someone may have dropped it in the meantime; then it is read anew.
      if (this.#modules.get(folder) === module) return;
    }
  }

  /** The folder's documents by path, as far as they are loaded. */
  documents(folder: string): ReadonlyMap<string, Document> {
    return this.#modules.get(folder)?.documents ?? new Map<string, Document>();
  }

  /** Forgets a folder: no file of it is open any more, or one of them changed on disk. */
  drop(folder: string): void {
    const module = this.#modules.get(folder);
    if (!module) return;
    this.#modules.delete(folder);
    void module.loaded.then(() => {
      for (const document of module.documents.values()) this.#engine.release(document);
    });
  }

  async #read(
    folder: string,
    documents: Map<string, Document>,
    limit: number,
    isOpen: (file: string) => boolean,
  ): Promise<void> {
    await forEachBounded(await moduleFiles(folder), 16, async (path) => {
      if (isOpen(path)) return;
      const file = await readTextFile(path, limit);
      if ("reason" in file) this.#log(`${path} ${file.reason}; its folder is judged without it.`);
      else
        try {
          documents.set(path, this.#engine.read({ uri: toUri(path), text: file.text }));
        } catch (error) {
          this.#log(`${path} could not be analysed; its folder is judged without it. ${String(error)}`);
        }
    });
  }
}
