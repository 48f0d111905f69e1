// The `.roleward.json` files of the disk, each read once, and which of them is nearest to a file. It judges nothing and reports nothing.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { readSettingsFile, settingsFileName, type SettingsFile } from "../../../shared-rules/src/index";
import { isWithin } from "./paths";
import { decode, errorText, type TextFile } from "./text-file";

/** A settings file as it was read. */
export interface LoadedSettings {
  readonly path: string;
  /** What its globs are relative to. */
  readonly folder: string;
  readonly text: string;
  readonly file: SettingsFile;
}

export interface SettingsFilesHost {
  /** Text that stands in for the file's own, such as an editor's unsaved buffer. */
  readonly overlay?: (file: string) => string | undefined;
  /** Told of each file when it has been read, at once or anew. */
  readonly loaded?: (settings: LoadedSettings) => void;
  readonly now?: () => number;
}

/** Settings are written by hand. */
const largest = 1_048_576;

/**
 * Looked up when first asked for, synchronously: a folder costs one call to the disk, once, and whoever judges a file has its settings
 * without waiting.
 */
export class SettingsFiles {
  readonly #host: SettingsFilesHost;
  /** The nearest settings file by folder. */
  readonly #nearest = new Map<string, LoadedSettings | undefined>();

  constructor(host: SettingsFilesHost = {}) {
    this.#host = host;
  }

  /** The settings file of the folder, or of the nearest one above it; a repository's folder is the last that is asked. */
  nearest(folder: string): LoadedSettings | undefined {
    if (this.#nearest.has(folder)) return this.#nearest.get(folder);
    const own = this.load(path.join(folder, settingsFileName));
    const above = path.dirname(folder);
    const isLast = above === folder || existsSync(path.join(folder, ".git"));
    const found = own ?? (isLast ? undefined : this.nearest(above));
    this.#nearest.set(folder, found);
    return found;
  }

  /** The path of the settings file that holds in a folder; of a new one where there is none, as far up as it would hold, up to `top`. */
  pathFor(folder: string, top: string): string {
    const known = this.nearest(folder);
    if (known) return known.path;
    let at = folder;
    while (at !== top && isWithin(top, at) && !existsSync(path.join(at, ".git"))) at = path.dirname(at);
    return path.join(at, settingsFileName);
  }

  /** Reads a settings file; undefined where there is none. What cannot be read is a file with a problem. */
  load(file: string): LoadedSettings | undefined {
    const buffer = this.#host.overlay?.(file);
    const read = buffer === undefined ? readSmallFile(file) : { text: buffer };
    if (!read) return undefined;
    const text = "text" in read ? read.text : "";
    const settings: SettingsFile =
      "text" in read
        ? readSettingsFile(text, this.#host.now?.())
        : {
            given: {},
            ignore: [],
            ignorePlaces: [],
            overrides: [],
            problems: [{ span: { start: 0, end: 0 }, message: `${settingsFileName} ${read.reason}.` }],
          };
    const loaded: LoadedSettings = { path: file, folder: path.dirname(file), text, file: settings };
    this.#host.loaded?.(loaded);
    return loaded;
  }

  /** A settings file changed, came or went. */
  forget(): void {
    this.#nearest.clear();
  }
}

/** Undefined where there is no such file. Opening a pipe would wait for ever. */
function readSmallFile(file: string): TextFile | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return undefined;
    if (!stats.isFile()) return { reason: "is no file" };
    if (stats.size > largest) return { reason: "is too large for settings" };
    return decode(readFileSync(file));
  } catch (error) {
    return { reason: `cannot be read: ${errorText(error)}` };
  }
}
