// What a walk leaves out: `.gitignore` of every level, the user's globs, and folders of tools. It walks nothing.
import { readFile } from "node:fs/promises";
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";
import { relativePath } from "./paths";

/** Folders that hold other people's code or a tool's own files. */
const toolFolders = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "bower_components",
  ".terraform",
  ".terragrunt-cache",
  ".aws-sam",
  ".serverless",
  ".venv",
  ".tox",
  "__pycache__",
  ".vscode-test",
]);

/** Whether a folder is never walked, whatever the settings say. `parent` is the path of the folder that holds it. */
export function isToolFolder(name: string, parent: string): boolean {
  // What the CDK uploads: copies of Lambda code, node_modules and all.
  return toolFolders.has(name) || (name.startsWith("asset.") && path.basename(parent) === "cdk.out");
}

/** Matches paths relative to the workspace folder, with slashes. A glob without a slash matches names at any depth. */
export type Excluded = (relative: string) => boolean;

/** The user's globs as one test; what is no glob matches nothing. */
export function excludedBy(globs: readonly string[]): Excluded {
  const matchers = globs
    .map((glob) => glob.trim().replace(/^\.\//, "").replace(/\/+$/, ""))
    .filter((glob) => glob !== "")
    .map((glob) => picomatch(glob, { dot: true, basename: !glob.includes("/") }));
  return (relative) => matchers.some((matches) => matches(relative));
}

/** The rules of one `.gitignore`, which hold below its folder, and those of the folders above. */
export interface GitIgnored {
  readonly folder: string;
  readonly rules: Ignore;
  readonly above: GitIgnored | undefined;
}

/** The rules that hold in `folder`, when `above` hold in its parent. An unreadable `.gitignore` holds no rules. */
export async function gitIgnoredIn(folder: string, above: GitIgnored | undefined): Promise<GitIgnored | undefined> {
  const text = await readFile(path.join(folder, ".gitignore"), "utf8").catch(() => "");
  return text.trim() === "" ? above : { folder, rules: ignore().add(text), above };
}

/** Whether git ignores the path: the nearest `.gitignore` that speaks of it decides. */
export function isGitIgnored(file: string, isFolder: boolean, ignored: GitIgnored | undefined): boolean {
  for (let level = ignored; level; level = level.above) {
    const verdict = level.rules.test(relativePath(level.folder, file) + (isFolder ? "/" : ""));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
