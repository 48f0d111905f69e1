// The table of settings: what each is called, takes and does. From it come the check of what people write, the editor's settings and the
// schema of `.roleward.json`. It reads nothing.
import type { PolicyKind } from "../model/policy";
import { severities, type Config, type RuleDefinition, type Severity } from "../rule";
import { rules } from "../rules/index";
import { presetDescriptions, presetNames, type PresetName } from "./presets";
import type { Schema } from "./schema";

/** A rule's severity, or that with options of its own. */
export type RuleSetting = RuleLevel | { readonly severity?: RuleLevel; readonly [option: string]: unknown };
type RuleLevel = Severity | "off" | "default";

/** What was set in one place; absent is what that place does not say. */
export interface Given extends Partial<
  Pick<
    Config,
    | "requiredTags"
    | "breakGlassPattern"
    | "ownAccountIds"
    | "trustedAccountIds"
    | "organizationIds"
    | "allowedRegions"
    | "honourSuppressions"
  >
> {
  readonly preset?: PresetName;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** Globs of files and folders. */
  readonly exclude?: readonly string[];
  /** Kinds of bare policy files by glob; of several that match, the last holds. */
  readonly policyKinds?: Readonly<Record<string, PolicyKind>>;
  readonly maxFileSizeKb?: number;
}

/** Where a setting may stand. */
type Where = "editor" | "file" | "override";

export interface Setting {
  readonly name: keyof Given;
  readonly schema: Schema;
  readonly where: readonly Where[];
}

const everywhere: readonly Where[] = ["editor", "file", "override"];

/** How each severity shows in an editor. */
const shown: Readonly<Record<Severity, string>> = {
  critical: "Shown as an error; the gravest.",
  high: "Shown as an error.",
  medium: "Shown as a warning.",
  low: "Shown as information.",
  advice: "Shown as a hint.",
};

const levels: readonly RuleLevel[] = ["off", ...severities, "default"];

function settingOf({ title, severity: own, options }: RuleDefinition): Schema {
  const table = Object.entries(options?.table ?? {});
  return {
    type: "either",
    word: {
      type: "string",
      enum: levels,
      enumDescriptions: [
        "Not shown.",
        ...severities.map((severity) => shown[severity]),
        `The rule's own severity: ${own}.`,
      ],
    },
    whole: {
      type: "object",
      noun: "option",
      properties: {
        severity: { type: "string", enum: levels },
        ...Object.fromEntries(table.map(([name, { schema }]) => [name, schema])),
      },
    },
    default: "default",
    description: `${title}.`,
  };
}

const sortedRules = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));

const rulesSchema: Schema = {
  type: "object",
  noun: "rule",
  properties: Object.fromEntries(sortedRules.map((rule) => [rule.id, settingOf(rule)])),
  default: {},
  markdownDescription:
    'Severity per rule, or `off`; or an object with the severity and the rule\'s options, which its page lists. [Every rule](https://github.com/roleward/roleward/blob/main/docs/rules.md) has its own severity, which `default` keeps. Example: `{ "user-declared": "off", "key-unrotated": { "severity": "medium", "maxAgeDays": 30 } }`',
};

const accountId: Schema = {
  type: "string",
  pattern: "^[0-9]{12}$",
  patternErrorMessage: "An AWS account id has 12 digits.",
};

export const kindNames = [
  "identity",
  "resource",
  "trust",
  "boundary",
  "scp",
  "rcp",
  "permission-set",
] as const satisfies readonly PolicyKind[];

const kindDescriptions: Readonly<Record<(typeof kindNames)[number], string>> = {
  identity: "What a user, group or role may do.",
  resource: "Who may use a bucket, queue, key or other resource.",
  trust: "Who may assume a role.",
  boundary: "A permissions boundary.",
  scp: "A service control policy.",
  rcp: "A resource control policy.",
  "permission-set": "The inline policy of an Identity Center permission set.",
};

export const globSchema: Schema = { type: "string", minLength: 1 };

/** In the order in which people meet them. */
export const settingTable: readonly Setting[] = [
  {
    name: "preset",
    schema: {
      type: "string",
      enum: presetNames,
      enumDescriptions: presetNames.map((name) => presetDescriptions[name]),
      default: "recommended",
      markdownDescription: "The severities to start from. What `rules` says of a rule comes after it.",
    },
    where: everywhere,
  },
  {
    name: "requiredTags",
    schema: {
      type: "array",
      items: { type: "string", minLength: 1 },
      uniqueItems: true,
      default: ["Owner", "Purpose", "ExpiresOn"],
      markdownDescription: "Tags that every IAM user in code must carry. A provider's `default_tags` count.",
    },
    where: everywhere,
  },
  {
    name: "breakGlassPattern",
    schema: {
      type: "string",
      format: "regex",
      default: "^break-glass-",
      markdownDescription: "Regular expression for the names of emergency users, which may exist without a finding.",
    },
    where: everywhere,
  },
  {
    name: "ownAccountIds",
    schema: {
      type: "array",
      items: accountId,
      uniqueItems: true,
      default: [],
      markdownDescription: "Your own AWS accounts. Trust in one of them is not treated as trust in a foreign account.",
    },
    where: everywhere,
  },
  {
    name: "trustedAccountIds",
    schema: {
      type: "array",
      items: accountId,
      uniqueItems: true,
      default: [],
      markdownDescription: "AWS accounts of partners, which roles may trust without a finding.",
    },
    where: everywhere,
  },
  {
    name: "organizationIds",
    schema: {
      type: "array",
      items: {
        type: "string",
        pattern: "^o-[a-z0-9]{10,32}$",
        patternErrorMessage: "An organisation id looks like o-exampleorgid.",
      },
      uniqueItems: true,
      default: [],
      markdownDescription:
        "Your own AWS organisations. A condition that names another organisation does not count as a limit.",
    },
    where: everywhere,
  },
  {
    name: "allowedRegions",
    schema: {
      type: "array",
      items: {
        type: "string",
        pattern: "^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$",
        patternErrorMessage: "A region has a name such as eu-west-1.",
      },
      uniqueItems: true,
      default: [],
      markdownDescription:
        "The AWS regions that you use. The service control policy against the use of others, which Roleward writes, names them.",
    },
    where: everywhere,
  },
  {
    name: "honourSuppressions",
    schema: {
      type: "boolean",
      default: true,
      markdownDescription:
        "Other tools' suppressions of the same finding count: `checkov:skip`, `tfsec:ignore`, `trivy:ignore`, and those of cfn_nag, cfn-lint and Guard.",
    },
    where: everywhere,
  },
  {
    name: "policyKinds",
    schema: {
      type: "object",
      additionalProperties: {
        type: "string",
        enum: kindNames,
        enumDescriptions: kindNames.map((kind) => kindDescriptions[kind]),
      },
      default: {},
      markdownDescription:
        'What the bare policy files are that match a glob, such as `{ "policies/scp/**": "scp" }`: stronger than what a file\'s name and text suggest. What Terraform or a script does with a file is stronger still. The last glob that matches holds.',
    },
    where: ["editor", "file"],
  },
  {
    name: "exclude",
    schema: {
      type: "array",
      items: globSchema,
      default: [],
      markdownDescription:
        "Glob patterns of files that are never analysed, such as `vendor/**`, relative to the workspace folder, or to the folder of `.roleward.json`. Files that `.gitignore` names are left out of a scan as well.",
    },
    where: ["editor", "file"],
  },
  {
    name: "maxFileSizeKb",
    schema: {
      type: "number",
      exclusiveMinimum: 0,
      default: 2048,
      markdownDescription: "Files larger than this many kilobytes are not analysed. A scan names them as skipped.",
    },
    where: ["editor"],
  },
  { name: "rules", schema: rulesSchema, where: everywhere },
];

/** Schemas of the settings that may stand there, by name. */
export function settingsAt(where: Where): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    settingTable.filter((setting) => setting.where.includes(where)).map(({ name, schema }) => [name, schema]),
  );
}
