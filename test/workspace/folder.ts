// A folder of files for one test, gone after it. It holds no test.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Folder {
  readonly path: string;
  /** The absolute path of a file in it. */
  at(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

/** Makes a folder with these files; a name may have slashes. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Folder {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "roleward-")));
  const folder: Folder = {
    path: root,
    at: (name) => path.join(root, name),
    write(name, content) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}
