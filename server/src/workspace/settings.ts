// The user's settings: the core's own, and those that only files on disk have. Where they come from, the caller knows.
import { defaultConfig, maxFileSize, readConfig, type Config } from "../../../shared-rules/src/index";

export interface Settings {
  readonly config: Config;
  /** Globs of files and folders that are left out, relative to the workspace folder. */
  readonly exclude: readonly string[];
  /** In bytes. */
  readonly maxFileSize: number;
}

export const defaultSettings: Settings = { config: defaultConfig, exclude: [], maxFileSize };

/**
 * Settings of unknown origin (the section `roleward` of an editor): what is missing or of the wrong type takes its default.
 * @returns the settings and one sentence for each that was not taken.
 */
export function readSettings(given: unknown): { settings: Settings; problems: string[] } {
  const { config, problems } = readConfig(given);
  const section: Readonly<Record<string, unknown>> = isRecord(given) ? given : {};
  return {
    settings: {
      config,
      exclude: globs(section["exclude"], problems),
      maxFileSize: size(section["maxFileSizeKb"], problems),
    },
    problems,
  };
}

function globs(value: unknown, problems: string[]): readonly string[] {
  if (value === undefined || value === null) return defaultSettings.exclude;
  if (Array.isArray(value) && value.every((item): item is string => typeof item === "string")) return value;
  problems.push("roleward.exclude must be a list of globs.");
  return defaultSettings.exclude;
}

function size(value: unknown, problems: string[]): number {
  if (value === undefined || value === null) return defaultSettings.maxFileSize;
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return Math.floor(value * 1024);
  problems.push("roleward.maxFileSizeKb must be a positive number.");
  return defaultSettings.maxFileSize;
}

/** Whether a value is an object with named entries. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
