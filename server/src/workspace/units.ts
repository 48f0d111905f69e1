// Turns the paths a person named into units of files that are read together. It reads folders, not files.
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { forEachBounded } from "./each";
import { isTerraformFile } from "./paths";
import { errorText } from "./text-file";
import { walk, type KnownFolders, type Skipped, type Walked } from "./walk";

/** Files of one folder that are judged one after the other. */
export interface Unit {
  readonly folder: string;
  /** Absolute paths of the files to report on. */
  readonly files: readonly string[];
}

export interface Units {
  readonly units: readonly Unit[];
  /** How many files the units report on. */
  readonly files: number;
  /** Scripts of the walked folders: nothing is reported on them. */
  readonly scripts: readonly string[];
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
 * The files under the given paths, each once. A folder is walked; a file that is named is taken whatever its name is, and though settings
 * leave it out.
 * @throws BadPath for a path that does not exist or is neither file nor folder.
 */
export async function unitsOf(
  paths: readonly string[],
  exclude: readonly string[],
  signal?: AbortSignal,
  isLeftOut?: (file: string) => boolean,
): Promise<Units> {
  const files = new Set<string>();
  const scripts = new Set<string>();
  const links = new Map<string, string>();
  const skipped: Skipped[] = [];
  const named: string[] = [];
  const known: KnownFolders = new Map();
  const visit = async (given: string): Promise<string | Walked> => {
    const absolute = path.resolve(given);
    const stats = await stat(absolute).catch((error: unknown) => {
      throw new BadPath(given, error);
    });
    if (stats.isDirectory()) return walk(absolute, exclude, signal, { known, ...(isLeftOut && { isLeftOut }) });
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
      for (const file of found.scripts) scripts.add(file);
      for (const [link, target] of found.links) links.set(link, target);
      skipped.push(...found.skipped);
    }
  }
  // A link to a file that is in the scan anyway is read as part of its own folder, and reported once, under the real path.
  for (const [link, target] of links) if (files.has(target)) files.delete(link);
  for (const file of named) files.add(file);
  return { units: group(files), files: files.size, scripts: [...scripts], skipped };
}

/** The files that Terraform reads in a folder; none where it cannot be looked into. */
export async function terraformFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && isTerraformFile(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

/** Files by folder, in order. */
export function group(files: Iterable<string>): Unit[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.dirname(file);
    const unit = folders.get(folder);
    if (unit) unit.push(file);
    else folders.set(folder, [file]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, unit]) => ({ folder, files: unit.sort() }));
}
