// Lists the files of a folder that may hold IAM. It opens none of them and follows no folder's symbolic link.
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { forEachBounded } from "./each";
import { excludedBy, gitIgnoredIn, isGitIgnored, isToolFolder, type Excluded, type GitIgnored } from "./ignored";
import { isCandidate, isScript, isWithin, relativePath } from "./paths";
import { errorText } from "./text-file";

export interface Skipped {
  readonly path: string;
  /** "cannot be read: permission denied": what follows the path in a sentence. */
  readonly reason: string;
}

export interface Walked {
  /** Absolute paths, sorted. */
  readonly files: readonly string[];
  /** Scripts, which hold no IAM and may name files that do; sorted. */
  readonly scripts: readonly string[];
  /** Symbolic links among `files`, with the file each leads to. */
  readonly links: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
}

/** Enough to keep a disk busy, few enough for any limit of open files. */
const foldersAtOnce = 16;

interface Folder {
  readonly path: string;
  readonly ignored: GitIgnored | undefined;
}

export interface WalkOptions {
  readonly known?: KnownFolders;
  /** What settings files leave out, by absolute path. */
  readonly isLeftOut?: (file: string) => boolean;
}

const nothingIsLeftOut = (): boolean => false;

/** Walks a folder. Never rejects: what cannot be read is in `skipped`. Stops early, with what it has, when `signal` aborts. */
export async function walk(
  root: string,
  exclude: readonly string[],
  signal?: AbortSignal,
  { known = new Map(), isLeftOut = nothingIsLeftOut }: WalkOptions = {},
): Promise<Walked> {
  const excluded = excludedBy(exclude);
  const files: string[] = [];
  const scripts: string[] = [];
  const links = new Map<string, string>();
  const skipped: Skipped[] = [];
  let level: Folder[] = [{ path: root, ignored: await gitIgnoredAbove(root, known) }];
  while (level.length > 0 && !signal?.aborted) {
    const below: Folder[] = [];
    await forEachBounded(level, foldersAtOnce, async (folder) => {
      let entries: Dirent[];
      try {
        entries = await readdir(folder.path, { withFileTypes: true });
      } catch (error) {
        skipped.push({ path: folder.path, reason: `cannot be read: ${errorText(error)}` });
        return;
      }
      const hasRules = entries.some((entry) => entry.name === ".gitignore");
      const ignored = hasRules ? await gitIgnoredIn(folder.path, folder.ignored) : folder.ignored;
      for (const entry of entries) {
        const file = path.join(folder.path, entry.name);
        const isFolder = entry.isDirectory();
        const isOurs = isCandidate(entry.name);
        if (isFolder ? isToolFolder(entry.name, folder.path) : !isOurs && !isScript(entry.name)) continue;
        if (isGitIgnored(file, isFolder, ignored) || excluded(relativePath(root, file)) || isLeftOut(file)) continue;
        if (isFolder) below.push({ path: file, ignored });
        else if (entry.isFile()) (isOurs ? files : scripts).push(file);
        else if (entry.isSymbolicLink() && isOurs) await addLink(file);
      }
    });
    level = below;
  }
  return {
    files: files.sort(),
    scripts: scripts.sort(),
    links,
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };

  async function addLink(file: string): Promise<void> {
    try {
      if (!(await stat(file)).isFile()) return;
      links.set(file, await realpath(file));
      files.push(file);
    } catch (error) {
      skipped.push({ path: file, reason: `is a symbolic link that leads nowhere: ${errorText(error)}` });
    }
  }
}

/** Whether a walk of `root` would list `file`, which may not exist, as a file of ours or a script. */
export async function walkCovers(
  root: string,
  file: string,
  exclude: readonly string[],
  isLeftOut: (file: string) => boolean = nothingIsLeftOut,
): Promise<boolean> {
  if (!isWithin(root, file) || !(isCandidate(file) || isScript(file))) return false;
  const excluded: Excluded = excludedBy(exclude);
  let ignored = await gitIgnoredIn(root, await gitIgnoredAbove(root, new Map()));
  let here = root;
  const names = path.relative(root, file).split(path.sep);
  for (const [index, name] of names.entries()) {
    const isFolder = index < names.length - 1;
    const next = path.join(here, name);
    if (isFolder && isToolFolder(name, here)) return false;
    if (isGitIgnored(next, isFolder, ignored) || excluded(relativePath(root, next)) || isLeftOut(next)) return false;
    if (isFolder) ignored = await gitIgnoredIn(next, ignored);
    here = next;
  }
  return true;
}

/**
 * The rules of the repository's folders above `root`, which hold in it too.
 * A root that they ignore was named on purpose, so then they do not hold.
 */
async function gitIgnoredAbove(root: string, known: KnownFolders): Promise<GitIgnored | undefined> {
  if (root === path.dirname(root) || (await exists(path.join(root, ".git")))) return undefined;
  const { ignored } = await repositoryOf(path.dirname(root), known);
  return isGitIgnored(root, true, ignored) ? undefined : ignored;
}

interface Repository {
  readonly isOne: boolean;
  readonly ignored: GitIgnored | undefined;
}

/** What was learnt of folders above roots; thousands of roots may share them. */
export type KnownFolders = Map<string, Promise<Repository>>;

/** The repository that a folder lies in, with the rules that hold in the folder; outside of one, no `.gitignore` counts. */
function repositoryOf(folder: string, known: KnownFolders): Promise<Repository> {
  let repository = known.get(folder);
  if (!repository) known.set(folder, (repository = find()));
  return repository;

  async function find(): Promise<Repository> {
    if (await exists(path.join(folder, ".git"))) return { isOne: true, ignored: await gitIgnoredIn(folder, undefined) };
    const parent = path.dirname(folder);
    if (parent === folder) return { isOne: false, ignored: undefined };
    const above = await repositoryOf(parent, known);
    return above.isOne ? { isOne: true, ignored: await gitIgnoredIn(folder, above.ignored) } : above;
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
