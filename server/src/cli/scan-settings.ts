// The settings of a scan: those of the nearest `.roleward.json`, or of the one that was named, under the options. It walks and judges nothing.
import path from "node:path";
import { readSettings, type Settings } from "../workspace/settings";
import { Layers } from "../workspace/layers";
import { Lines } from "../workspace/lines";
import { SettingsFiles, type LoadedSettings } from "../workspace/settings-files";
import { shownPath } from "./report";

export interface SettingsOptions {
  /** A settings file that holds in place of every other; false: none holds. */
  readonly config?: string | false;
  /** As in an editor's section `roleward`; they are stronger than any file. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export class ScanSettings {
  /** Of what no settings file speaks of. */
  readonly base: Settings;
  readonly #layers: Layers;
  readonly #nearest: (folder: string) => LoadedSettings | undefined;
  readonly #loaded = new Map<string, LoadedSettings>();
  readonly #problems: readonly string[];

  constructor({ config, settings }: SettingsOptions) {
    const options = readSettings(settings);
    const files = new SettingsFiles({
      loaded: (loaded) => void this.#loaded.set(loaded.path, loaded),
      now: () => Date.now(),
    });
    const problems = [...options.problems];
    let nearest = (folder: string): LoadedSettings | undefined => files.nearest(folder);
    if (config !== undefined) {
      const named = config === false ? undefined : files.load(path.resolve(config));
      if (config !== false && !named) problems.push(`${config}: no such file or folder`);
      nearest = () => named;
    }
    this.base = options.settings;
    this.#problems = problems;
    this.#nearest = nearest;
    this.#layers = new Layers({ stronger: options.given, nearest });
  }

  readonly for = (file: string): Settings => this.#layers.of(file);

  readonly leavesOut = (file: string): boolean => this.#layers.of(file).leftOutBy !== undefined;

  /** What is wrong with the options. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** What is wrong with the settings files that hold in these folders, as "file:line:column message"; `faults` alone end a scan. */
  problemsIn(folders: Iterable<string>, cwd: string): { faults: string[]; warnings: string[] } {
    for (const folder of folders) this.#nearest(folder);
    const faults: string[] = [];
    const warnings: string[] = [];
    for (const { path: file, text, file: settings } of this.#loaded.values()) {
      const lines = new Lines(text);
      for (const { span, message, isExpired } of settings.problems) {
        const { line, column } = lines.at(span.start);
        (isExpired ? warnings : faults).push(`${shownPath(cwd, file)}:${line + 1}:${column + 1} ${message}`);
      }
    }
    return { faults, warnings };
  }
}
