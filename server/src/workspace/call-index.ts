// Which files name which: Terraform that calls folders and reads files, templates that nest others, scripts that hand policies to the AWS
// CLI. All by a search of their texts. It finds no files.
import { stat } from "node:fs/promises";
import path from "node:path";
import { nestedIn, policyUses, referencesIn } from "../../../shared-rules/src/index";
import { forEachBounded } from "./each";
import { isToolFolder } from "./ignored";
import { isCandidate, isModuleFile, isScript } from "./paths";
import type { TextFile } from "./text-file";

/** What the text of one file names, as absolute paths. */
export interface Named {
  /** Folders of local Terraform modules. */
  readonly folders: readonly string[];
  /** Files that file(), templatefile() and the like read, templates that are nested, policies that commands take. */
  readonly files: readonly string[];
  /** Folders of files that are read by a computed name. */
  readonly filesIn?: readonly string[];
}

export const namesNothing: Named = { folders: [], files: [] };

/** Whether files of this name may name others. */
export function mayName(file: string): boolean {
  return isCandidate(file) || isScript(file);
}

/** What the text of a Terraform file or a template names. Folders of tools and the file's own folder are left out. */
export function namedIn(file: string, text: string): Named {
  const { folders, files, filesIn } = isModuleFile(file)
    ? referencesIn(text)
    : { folders: [], files: nestedIn(text), filesIn: [] };
  if (folders.length + files.length + filesIn.length === 0) return namesNothing;
  const folder = path.dirname(file);
  const absolute = (relative: string): string[] => absolutePath(folder, relative) ?? [];
  return {
    folders: [...new Set(folders.flatMap(absolute))].filter((called) => called !== folder),
    files: [...new Set(files.flatMap(absolute))].filter((named) => named !== file),
    ...(filesIn.length > 0 && { filesIn: [...new Set(filesIn.flatMap(absolute))] }),
  };
}

function absolutePath(folder: string, relative: string): [string] | undefined {
  const segments = relative.split(/[\\/]/);
  // No path holds a NUL, and the file system refuses one by throwing.
  if (relative.includes("\0") || segments.some((segment) => isToolFolder(segment, ""))) return undefined;
  return [path.join(folder, ...segments)];
}

/** Scripts run in their own folder, or in one above it. */
const foldersAbove = 5;

/** The policy files that a script's commands take: relative to the nearest folder, its own or one above, where they exist. */
async function namedByScript(file: string, text: string): Promise<Named> {
  const files = new Set<string>();
  for (const use of text.includes("file://") || text.includes("fileb://") ? policyUses(text) : []) {
    let folder = path.dirname(file);
    for (let height = 0; height <= foldersAbove; height++) {
      const [named] = absolutePath(folder, use.path) ?? [];
      if (named === undefined) break;
      const exists = await stat(named).then(
        (stats) => stats.isFile(),
        () => false,
      );
      if (exists) {
        files.add(named);
        break;
      }
      folder = path.dirname(folder);
    }
  }
  return files.size === 0 ? namesNothing : { folders: [], files: [...files] };
}

/** What the files of a workspace name, to be asked from the other end. */
export class CallIndex {
  readonly #named = new Map<string, Named>();
  /** Files by the folder they lie in. */
  readonly #files = new Map<string, Set<string>>();
  /** Files by the folder they call. */
  readonly #callers = new Map<string, Set<string>>();
  /** Files by the file they name. */
  readonly #namers = new Map<string, Set<string>>();
  /** Files by the folder of files that they name by computed names. */
  readonly #namersIn = new Map<string, Set<string>>();

  /** Remembers what a file names, in place of what it named before. Returns the folders and files that are named now and were not before, or the other way round; a folder also where files in it are. */
  set(file: string, named: Named): readonly string[] {
    const before = this.#named.get(file) ?? namesNothing;
    const changed = [...difference(before.folders, named.folders), ...difference(before.files, named.files)];
    const changedIn = difference(before.filesIn ?? [], named.filesIn ?? []);
    if (changed.length + changedIn.length === 0) return changed;
    for (const folder of before.folders) remove(this.#callers, folder, file);
    for (const read of before.files) remove(this.#namers, read, file);
    for (const folder of before.filesIn ?? []) remove(this.#namersIn, folder, file);
    for (const folder of named.filesIn ?? []) add(this.#namersIn, folder, file);
    for (const folder of named.folders) add(this.#callers, folder, file);
    for (const read of named.files) add(this.#namers, read, file);
    if (named.folders.length + named.files.length + (named.filesIn?.length ?? 0) > 0) {
      this.#named.set(file, named);
      add(this.#files, path.dirname(file), file);
    } else {
      this.#named.delete(file);
      remove(this.#files, path.dirname(file), file);
    }
    return [...changed, ...changedIn];
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

  /** Files that name this one, surely or perhaps, sorted. */
  namers(file: string): readonly string[] {
    const perhaps = this.#namersIn.get(path.dirname(file)) ?? [];
    return [...new Set([...(this.#namers.get(file) ?? []), ...perhaps])].filter((namer) => namer !== file).sort();
  }

  /** Files that those of this folder name; a folder where they name files in it by computed names. */
  namedIn(folder: string): readonly string[] {
    const files = this.#files.get(folder) ?? [];
    return [...new Set([...files].flatMap((file) => this.namedBy(file)))].sort();
  }

  /** The same for one file. */
  namedBy(file: string): readonly string[] {
    const { files, filesIn = [] } = this.#named.get(file) ?? namesNothing;
    return [...files, ...filesIn];
  }

  /** Folders whose Terraform reads this file, sorted. */
  readers(file: string): readonly string[] {
    return foldersOf(new Set(this.namers(file).filter(isModuleFile)));
  }
}

/**
 * Adds what these files name, a few files at a time. Files that cannot be read name nothing.
 * @param isTaken files, other than scripts, of which the index is told by someone else; asked when the file has been read.
 * @returns folders and files that are named now and were not before, or the other way round.
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
    const text = "text" in found ? found.text : "";
    const named = isScript(file) ? await namedByScript(file, text) : namedIn(file, text);
    if (signal?.aborted || (!isScript(file) && isTaken?.(file))) return;
    for (const one of index.set(file, named)) changed.add(one);
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

function difference(before: readonly string[], after: readonly string[]): string[] {
  return [...before.filter((one) => !after.includes(one)), ...after.filter((one) => !before.includes(one))];
}
