// Which Terraform folders call which, and which files they read, by a search of their texts. It finds no files.
import path from "node:path";
import { referencesIn } from "../../../shared-rules/src/index";
import { forEachBounded } from "./each";
import { isToolFolder } from "./ignored";
import type { TextFile } from "./text-file";

/** What the Terraform text of one file names, as absolute paths. */
export interface Named {
  /** Folders of local modules. */
  readonly folders: readonly string[];
  /** Files that file(), templatefile() and the like read. */
  readonly files: readonly string[];
}

export const namesNothing: Named = { folders: [], files: [] };

/** What the text of `file` names. Folders of tools and the file's own folder are left out. */
export function namedIn(file: string, text: string): Named {
  const { folders, files } = referencesIn(text);
  if (folders.length + files.length === 0) return namesNothing;
  const folder = path.dirname(file);
  const absolute = (relative: string): string[] => {
    const segments = relative.split("/");
    // No path holds a NUL, and the file system refuses one by throwing.
    if (relative.includes("\0") || segments.some((segment) => isToolFolder(segment, ""))) return [];
    return [path.join(folder, ...segments)];
  };
  return {
    folders: [...new Set(folders.flatMap(absolute))].filter((called) => called !== folder),
    files: [...new Set(files.flatMap(absolute))],
  };
}

/** What the Terraform files of a workspace name, to be asked from the other end. */
export class CallIndex {
  readonly #named = new Map<string, Named>();
  /** Files by the folder they lie in. */
  readonly #files = new Map<string, Set<string>>();
  /** Files by the folder they call. */
  readonly #callers = new Map<string, Set<string>>();
  /** Files by the file they read. */
  readonly #readers = new Map<string, Set<string>>();

  /** Remembers what a file names, in place of what it named before. Returns the folders it calls now or called before, if that changed. */
  set(file: string, named: Named): readonly string[] {
    const before = this.#named.get(file) ?? namesNothing;
    const isSame = sameItems(before.folders, named.folders) && sameItems(before.files, named.files);
    if (isSame) return [];
    for (const folder of before.folders) remove(this.#callers, folder, file);
    for (const read of before.files) remove(this.#readers, read, file);
    for (const folder of named.folders) add(this.#callers, folder, file);
    for (const read of named.files) add(this.#readers, read, file);
    if (named.folders.length + named.files.length > 0) {
      this.#named.set(file, named);
      add(this.#files, path.dirname(file), file);
    } else {
      this.#named.delete(file);
      remove(this.#files, path.dirname(file), file);
    }
    return sameItems(before.folders, named.folders) ? [] : [...new Set([...before.folders, ...named.folders])];
  }

  /** A file is gone, or left out. Returns as {@link set} does. */
  forget(file: string): readonly string[] {
    return this.set(file, namesNothing);
  }

  /** Files that name something. */
  files(): Iterable<string> {
    return this.#named.keys();
  }

  /** Folders that the files of this folder call. */
  called(folder: string): readonly string[] {
    const files = this.#files.get(folder) ?? [];
    return [...new Set([...files].flatMap((file) => this.#named.get(file)?.folders ?? []))].sort();
  }

  /** Folders with a `module` block whose source is this folder, sorted. */
  callers(folder: string): readonly string[] {
    return foldersOf(this.#callers.get(folder));
  }

  /** Folders whose Terraform reads this file, sorted. */
  readers(file: string): readonly string[] {
    return foldersOf(this.#readers.get(file));
  }
}

/**
 * Adds what these files name, a few files at a time. Files that cannot be read name nothing.
 * @param isTaken files of which the index is told by someone else, asked when the file has been read.
 * @returns folders that are called now and were not before, or the other way round.
 */
export async function indexFiles(
  index: CallIndex,
  files: readonly string[],
  read: (file: string) => Promise<TextFile>,
  { atOnce, signal, isTaken }: { atOnce: number; signal?: AbortSignal; isTaken?: (file: string) => boolean },
): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  await forEachBounded(files, atOnce, async (file) => {
    if (signal?.aborted) return;
    const found = await read(file);
    if (signal?.aborted || isTaken?.(file)) return;
    const named = "text" in found ? namedIn(file, found.text) : namesNothing;
    for (const folder of index.set(file, named)) changed.add(folder);
  });
  return changed;
}

function foldersOf(files: ReadonlySet<string> | undefined): readonly string[] {
  return files ? [...new Set([...files].map((file) => path.dirname(file)))].sort() : [];
}

function add(map: Map<string, Set<string>>, key: string, item: string): void {
  const items = map.get(key);
  if (items) items.add(item);
  else map.set(key, new Set([item]));
}

function remove(map: Map<string, Set<string>>, key: string, item: string): void {
  const items = map.get(key);
  items?.delete(item);
  if (items?.size === 0) map.delete(key);
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
