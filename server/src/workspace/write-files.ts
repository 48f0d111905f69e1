// Changed files written to disk: each as a whole or not at all, and none that is another one now. It decides no change.
import { randomUUID } from "node:crypto";
import { accessSync, constants, existsSync, lstatSync, readlinkSync } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { ChangedFile } from "./changes";
import { decode, encode, encodingOf, errorText } from "./text-file";

/** Why a file must not be written, as what follows its name; undefined where it may. */
export function unwritable(file: string): string | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) return `is a symbolic link; fix ${readlinkSync(file)} itself`;
    // Root may write everything, but somebody meant it.
    if (stats && ((stats.mode & 0o222) === 0 || !mayWrite(file))) return "is read-only";
    return mayWrite(path.dirname(file)) ? undefined : "is in a read-only folder";
  } catch (error) {
    return `cannot be looked at: ${errorText(error)}`;
  }
}

/** Why new text must not be made a file, as {@link unwritable}. */
export function uncreatable(file: string): string | undefined {
  return existsSync(file) ? "exists already" : unwritable(file);
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A file that was not written, and why, as what follows its name. */
export interface NotWritten {
  readonly path: string;
  readonly reason: string;
}

/** Writes files that belong together: none, where the new text of one of them cannot be put on disk. Resolves with that one. */
export async function writeFiles(files: readonly ChangedFile[]): Promise<NotWritten | undefined> {
  const ready: { readonly temporary: string; readonly path: string }[] = [];
  let at = "";
  try {
    for (const file of files) {
      at = file.path;
      const reason = file.before === undefined ? uncreatable(at) : (unwritable(at) ?? (await changedReason(file)));
      if (reason !== undefined) return { path: at, reason };
      ready.push({ temporary: await writeBeside(file), path: at });
    }
    for (const { temporary, path: file } of ready) {
      at = file;
      await rename(temporary, file);
    }
    return undefined;
  } catch (error) {
    return { path: at, reason: `cannot be written: ${errorText(error)}` };
  } finally {
    for (const { temporary } of ready) await rm(temporary, { force: true });
  }
}

async function changedReason({ path: file, before }: ChangedFile): Promise<string | undefined> {
  const now = decode(await readFile(file));
  return "text" in now && now.text === before ? undefined : "has changed since it was read";
}

/** Writes the new text into a file beside, which a `rename` puts in the place of the old one: whoever reads sees the one or the other. */
async function writeBeside({ path: file, before, after }: ChangedFile): Promise<string> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID().slice(0, 8)}`);
  const stats = before === undefined ? undefined : await stat(file);
  const encoding = before === undefined ? "utf-8" : encodingOf(await readFile(file));
  const handle = await open(temporary, "wx", 0o666);
  try {
    await handle.writeFile(encode(after, encoding));
    if (stats) {
      await handle.chmod(stats.mode);
      const own = await handle.stat();
      // Who may not give files away keeps it; that is no reason not to fix it.
      if (own.uid !== stats.uid || own.gid !== stats.gid) await handle.chown(stats.uid, stats.gid).catch(() => {});
    }
    await handle.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
}
