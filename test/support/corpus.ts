// Files of real projects for tests, from folders that environment variables name. Without them tests use generated texts only.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files whose name matches, below the folders in ROLEWARD_CORPUS and ROLEWARD_REALWORLD. */
export function corpusFiles(pattern: RegExp): { path: string; text: string }[] {
  const folders = [process.env["ROLEWARD_CORPUS"], process.env["ROLEWARD_REALWORLD"]];
  return folders.flatMap((folder) => {
    if (!folder) return [];
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => pattern.test(name));
    return names.map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
  });
}
