// The settings of the core and their defaults. Reading them from files or editors is the shell's work.
import type { Config, Severity } from "./rule";
import { severities } from "./rule";

export const defaultConfig: Config = {
  rules: {},
  requiredTags: ["Owner", "Purpose", "ExpiresOn"],
  breakGlassPattern: "^break-glass-",
  ownAccountIds: [],
  trustedAccountIds: [],
  organizationIds: [],
  maxSessionDuration: "PT4H",
  honourSuppressions: true,
  ignores: [],
};

type ListSetting = "requiredTags" | "ownAccountIds" | "trustedAccountIds" | "organizationIds";

/**
 * Settings of unknown origin as a Config: what is missing or of the wrong type takes its default.
 * @returns the config and one sentence for each setting that was not taken.
 */
export function readConfig(settings: unknown): { config: Config; problems: string[] } {
  const problems: string[] = [];
  const given: Record<string, unknown> = isRecord(settings) ? settings : {};
  const rules: Record<string, Severity | "off"> = {};
  if (isRecord(given["rules"])) {
    for (const [id, value] of Object.entries(given["rules"])) {
      const severity = value === "off" ? "off" : severities.find((known) => known === value);
      if (severity) rules[id] = severity;
      else if (value !== "default")
        problems.push(
          `roleward.rules.${id}: ${JSON.stringify(value)} is none of off, default, ${severities.join(", ")}.`,
        );
    }
  } else if (given["rules"] !== undefined && given["rules"] !== null)
    problems.push("roleward.rules must be an object.");
  const strings = (name: ListSetting): readonly string[] => {
    const value = given[name];
    if (value === undefined || value === null) return defaultConfig[name];
    if (Array.isArray(value) && value.every((item): item is string => typeof item === "string")) return value;
    problems.push(`roleward.${name} must be a list of strings.`);
    return defaultConfig[name];
  };
  let breakGlassPattern = defaultConfig.breakGlassPattern;
  const pattern = given["breakGlassPattern"];
  if (typeof pattern === "string") {
    if (isRegularExpression(pattern)) breakGlassPattern = pattern;
    else problems.push(`roleward.breakGlassPattern: ${JSON.stringify(pattern)} is not a regular expression.`);
  } else if (pattern !== undefined && pattern !== null) problems.push("roleward.breakGlassPattern must be a string.");
  let { maxSessionDuration } = defaultConfig;
  const duration = given["maxSessionDuration"];
  if (typeof duration === "string" && /^PT(?=\d)(\d+H)?(\d+M)?(\d+S)?$/.test(duration)) maxSessionDuration = duration;
  else if (duration !== undefined && duration !== null)
    problems.push(`roleward.maxSessionDuration: ${JSON.stringify(duration)} is no duration such as PT4H.`);
  return {
    config: {
      rules,
      requiredTags: strings("requiredTags"),
      ownAccountIds: strings("ownAccountIds"),
      trustedAccountIds: strings("trustedAccountIds"),
      organizationIds: strings("organizationIds"),
      breakGlassPattern,
      maxSessionDuration,
      honourSuppressions: given["honourSuppressions"] !== false,
      ignores: [],
    },
    problems,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
