// Turns the paths a person named into units of files that are read together. It reads folders, not files.
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { forEachBounded } from "./each";
import { isModuleFile } from "./paths";
import { errorText } from "./text-file";
import { walk, type KnownFolders, type Skipped, type Walked } from "./walk";

/** Files of one folder: a Terraform module's with each other, any other kind each for itself. */
export interface Unit {
  readonly folder: string;
  /** Absolute paths of the files to report on. */
  readonly files: readonly string[];
  /** Files that belong to the module and are not reported on. */
  readonly siblings: readonly string[];
}

export interface Units {
  readonly units: readonly Unit[];
  /** How many files the units report on. */
  readonly files: number;
  readonly skipped: readonly Skipped[];
}

const pathsAtOnce = 8;

/** A path that is neither a file nor a folder one can look into. */
export class BadPath extends Error {
  constructor(given: string, error: unknown) {
    super(`${given}: ${error instanceof Error ? errorText(error) : String(error)}`);
  }
}

/**
 * The files under the given paths, each once. A folder is walked; a file that is named is taken whatever its name is.
 * @throws BadPath for a path that does not exist or is neither file nor folder.
 */
export async function unitsOf(
  paths: readonly string[],
  exclude: readonly string[],
  signal?: AbortSignal,
): Promise<Units> {
  const files = new Set<string>();
  const links = new Map<string, string>();
  const skipped: Skipped[] = [];
  const named: string[] = [];
  const known: KnownFolders = new Map();
  const visit = async (given: string): Promise<string | Walked> => {
    const absolute = path.resolve(given);
    const stats = await stat(absolute).catch((error: unknown) => {
      throw new BadPath(given, error);
    });
    if (stats.isDirectory()) return walk(absolute, exclude, signal, known);
    if (stats.isFile()) return absolute;
    throw new BadPath(given, "it is neither a file nor a folder");
  };
  const visited = new Map<string, string | Walked>(paths.map((given) => [given, ""]));
  await forEachBounded([...visited.keys()], pathsAtOnce, async (given) => {
    if (!signal?.aborted) visited.set(given, await visit(given));
  });
  for (const found of visited.values()) {
    if (found === "") continue;
    if (typeof found === "string") named.push(found);
    else {
      for (const file of found.files) files.add(file);
      for (const [link, target] of found.links) links.set(link, target);
      skipped.push(...found.skipped);
    }
  }
  const siblings = new Set<string>();
  // A link to a file that is in the scan anyway is read as part of its own folder, and reported once, under the real path.
  for (const [link, target] of links) {
    if (!files.has(target)) continue;
    files.delete(link);
    if (isModuleFile(link)) siblings.add(link);
  }
  for (const file of named) {
    if (files.has(file)) continue;
    files.add(file);
    if (isModuleFile(file)) for (const sibling of await moduleFiles(path.dirname(file))) siblings.add(sibling);
  }
  return { units: group(files, siblings), files: files.size, skipped };
}

/** The Terraform files of a folder; none where it cannot be read. */
export async function moduleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && isModuleFile(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

/** Files by folder, in order. A sibling that is also to be reported on is no mere sibling. */
export function group(files: ReadonlySet<string>, siblings: ReadonlySet<string> = new Set()): Unit[] {
  const folders = new Map<string, { files: string[]; siblings: string[] }>();
  const at = (file: string): { files: string[]; siblings: string[] } => {
    const folder = path.dirname(file);
    let unit = folders.get(folder);
    if (!unit) folders.set(folder, (unit = { files: [], siblings: [] }));
    return unit;
  };
  for (const file of files) at(file).files.push(file);
  for (const file of siblings) if (!files.has(file)) at(file).siblings.push(file);
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, unit]) => unit.files.length > 0)
    .map(([folder, unit]) => ({ folder, files: unit.files.sort(), siblings: unit.siblings.sort() }));
}
