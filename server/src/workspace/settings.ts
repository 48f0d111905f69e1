// The user's settings: the core's own, and those that only files on disk have. Where they come from, the caller knows.
import {
  configOf,
  defaultConfig,
  maxFileSize,
  readGiven,
  type Config,
  type Given,
  type PolicyHint,
} from "../../../shared-rules/src/index";

export interface Settings {
  readonly config: Config;
  /** Globs of files and folders that are left out, relative to the workspace folder. */
  readonly exclude: readonly string[];
  /** In bytes. */
  readonly maxFileSize: number;
  /** What the settings know of a bare policy file. */
  readonly hint?: PolicyHint;
  /** The settings file that leaves the file out. */
  readonly leftOutBy?: string;
}

export const defaultSettings: Settings = { config: defaultConfig, exclude: [], maxFileSize };

/** The settings where these were given, the later stronger than the earlier. */
export function settingsOf(layers: readonly Given[]): Settings {
  const kilobytes = layers.findLast((layer) => layer.maxFileSizeKb !== undefined)?.maxFileSizeKb;
  return {
    config: configOf(layers),
    exclude: layers.findLast((layer) => layer.exclude !== undefined)?.exclude ?? [],
    maxFileSize: kilobytes === undefined ? maxFileSize : Math.floor(kilobytes * 1024),
  };
}

/**
 * Settings of unknown origin (the section `roleward` of an editor): what is missing or of the wrong type takes its default.
 * @returns the settings and one sentence for each that was not taken.
 */
export function readSettings(given: unknown): { settings: Settings; given: Given; problems: string[] } {
  const read = readGiven(given);
  return { settings: settingsOf([read.given]), ...read };
}

/** Whether a value is an object with named entries. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
