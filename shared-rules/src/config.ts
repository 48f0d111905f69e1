// The settings of the core and their defaults. Reading them from files or editors is the shell's work.
import { presetRules } from "./config/presets";
import { held, isRecord, type SchemaProblem } from "./config/schema";
import { settingsAt, type Given } from "./config/settings";
import type { Config, Severity } from "./rule";

export { presetDescriptions, presetNames, presetRules, type PresetName } from "./config/presets";
export { didYouMean } from "./config/schema";
export { settingTable, type Given, type Setting } from "./config/settings";
export {
  fileSchema,
  readSettingsFile,
  settingsFileName,
  type FileIgnore,
  type SettingsFile,
  type SettingsProblem,
} from "./config/file";

export const defaultConfig: Config = {
  rules: {},
  options: {},
  requiredTags: ["Owner", "Purpose", "ExpiresOn"],
  breakGlassPattern: "^break-glass-",
  ownAccountIds: [],
  trustedAccountIds: [],
  organizationIds: [],
  allowedRegions: [],
  honourSuppressions: true,
  ignores: [],
};

/**
 * Settings of unknown origin, such as an editor's section `roleward`, as far as they hold; what is null counts as absent, and what is no
 * setting is passed over: editors have their own there.
 * @returns what was set, and one sentence for each setting that was not taken.
 */
export function readGiven(settings: unknown): { given: Given; problems: string[] } {
  const section = isRecord(settings) ? settings : {};
  const properties = settingsAt("editor");
  const found: SchemaProblem[] = [];
  const known = Object.entries(section).filter(
    ([name, value]) => Object.hasOwn(properties, name) && value !== null && value !== undefined,
  );
  // The schema has been held against it, and an object always is one.
  const given = held(Object.fromEntries(known), { type: "object", properties }, found) as Given;
  const problems = found.map(({ path, isName, message }) => {
    const place = isName ? path.slice(0, -1) : path;
    return `${["roleward", ...place].join(".")}: ${message}`;
  });
  return { given, problems };
}

/** The settings that hold where these were given, the later stronger than the earlier: each option of a rule by itself. */
export function configOf(layers: readonly Given[]): Config {
  const preset = layers.findLast((layer) => layer.preset !== undefined)?.preset ?? "recommended";
  const rules: Record<string, Severity | "off"> = { ...presetRules(preset) };
  const options: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const layer of layers)
    for (const [id, setting] of Object.entries(layer.rules ?? {})) {
      const { severity, ...own } = typeof setting === "string" ? { severity: setting } : setting;
      if (severity === "default") Reflect.deleteProperty(rules, id);
      else if (severity !== undefined) rules[id] = severity;
      if (Object.keys(own).length > 0) options[id] = { ...options[id], ...own };
    }
  const last = <K extends keyof Given>(name: K): Given[K] =>
    layers.findLast((layer) => layer[name] !== undefined)?.[name];
  return {
    rules,
    options,
    requiredTags: last("requiredTags") ?? defaultConfig.requiredTags,
    breakGlassPattern: last("breakGlassPattern") ?? defaultConfig.breakGlassPattern,
    ownAccountIds: last("ownAccountIds") ?? defaultConfig.ownAccountIds,
    trustedAccountIds: last("trustedAccountIds") ?? defaultConfig.trustedAccountIds,
    organizationIds: last("organizationIds") ?? defaultConfig.organizationIds,
    allowedRegions: last("allowedRegions") ?? defaultConfig.allowedRegions,
    honourSuppressions: last("honourSuppressions") ?? defaultConfig.honourSuppressions,
    ignores: [],
  };
}

/**
 * Settings of unknown origin as a Config: what is missing or of the wrong type takes its default.
 * @returns the config and one sentence for each setting that was not taken.
 */
export function readConfig(settings: unknown): { config: Config; problems: string[] } {
  const { given, problems } = readGiven(settings);
  return { config: configOf([given]), problems };
}
