// The core's one door: what server, CLI and tests use. Everything else in shared-rules is inside.
export { createEngine, type Engine, type EngineAssets, type Hover, type Judged } from "./engine";
export type { PolicyHint } from "./host/policy-file";
export { policyUses, type PolicyUse } from "./host/policy-file/uses";
export { detectFormat, maxFileSize } from "./host/detect";
export {
  configOf,
  defaultConfig,
  didYouMean,
  fileSchema,
  presetDescriptions,
  presetNames,
  presetRules,
  readConfig,
  readGiven,
  readSettingsFile,
  settingsFileName,
  settingTable,
  type Given,
  type SettingsFile,
  type SettingsProblem,
} from "./config";
export { nearestRuleId, rules, ruleById } from "./rules/index";
export { severities } from "./rule";
export type { Config, Fact, Finding, Fix, FixSafety, Ignore, RelatedPlace, RuleDefinition, Severity } from "./rule";
export {
  emptyWorkspace,
  nestedIn,
  referencesIn,
  type SettingsPlace,
  type TextReferences,
  type Workspace,
} from "./link/workspace";
export type { Document, Format } from "./model/document";
export type { Span } from "./model/value";
export type { TextEdit } from "./model/source";
export { inOrder } from "./fix-order";
export { isDeclined, type Declined, type FileEdit } from "./edit";
export { policyText, snippetsFor, type Snippet } from "./snippets/index";
export { rulePage, ruleUrl } from "./docs";
export { controlNames } from "./controls";
