// The settings of a scan: those of the nearest `.roleward.json`, or of the one that was named, under the options. It walks and judges nothing.
import path from "node:path";
import type { Finding, Ignore, Span } from "../../../shared-rules/src/index";
import { isWithin } from "../workspace/paths";
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
  /** Exceptions of settings files that hid something. */
  readonly #used = new Set<Ignore>();

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

  /** Findings of this file are ignored. */
  hid(file: string, ignored: readonly Finding[]): void {
    if (ignored.length === 0) return;
    for (const one of this.for(file).config.ignores)
      if (ignored.some((finding) => isMeant(one, finding))) this.#used.add(one);
  }

  /** Exceptions that hid nothing, as "file:line:column message", where all of what their settings file speaks of was scanned. */
  unusedIn(scanned: readonly string[], cwd: string): string[] {
    const roots = scanned.map((root) => path.resolve(root));
    return [...this.#loaded.values()].flatMap(({ path: file, folder, text, file: settings }) => {
      if (!roots.some((root) => isWithin(root, folder))) return [];
      const lines = new Lines(text);
      return settings.ignore.flatMap((one, index) => {
        const place = settings.ignorePlaces[index];
        const { rules } = this.for(path.join(folder, one.file)).config;
        // One that has ended is told as such.
        const isTold = settings.problems.some(({ span }) => place && contains(place, span));
        if (
          !place ||
          isTold ||
          this.#used.has(one) ||
          rules[one.rule] === "off" ||
          rules["suppression-unused"] === "off"
        )
          return [];
        const { line, column } = lines.at(place.start);
        return [
          `${shownPath(cwd, file)}:${line + 1}:${column + 1} ${one.rule} is not found here: this ignore hides nothing.`,
        ];
      });
    });
  }
}

function isMeant(one: Ignore, { rule, sid, address, suppressed }: Finding): boolean {
  return (
    one.rule === rule &&
    one.reason === suppressed?.reason &&
    (one.sid === undefined || one.sid === sid) &&
    (one.address === undefined || one.address === address)
  );
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
