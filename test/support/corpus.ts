// Files of real projects for tests, from folders that environment variables name. Without them tests use generated texts only.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Files whose name matches, below the folders in ROLEWARD_CORPUS and ROLEWARD_REALWORLD.
 * @param most of each folder, spread over it, for what takes long: all of them where ROLEWARD_ALL is set
 */
export function corpusFiles(pattern: RegExp, most = Infinity): { path: string; text: string }[] {
  const folders = [process.env["ROLEWARD_CORPUS"], process.env["ROLEWARD_REALWORLD"]];
  return folders.flatMap((folder) => {
    if (!folder) return [];
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => pattern.test(name))
      .sort();
    const every = process.env["ROLEWARD_ALL"] ? 1 : Math.max(1, Math.ceil(names.length / most));
    return names
      .filter((_, index) => index % every === 0)
      .map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
  });
}
