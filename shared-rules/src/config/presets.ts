// Presets: severities of all rules at once, to start from. What a person sets for a rule comes after them.
import type { RuleDefinition, Severity } from "../rule";
import { rules } from "../rules/index";

export const presetNames = ["recommended", "strict", "create-user-only"] as const;
export type PresetName = (typeof presetNames)[number];

/** What each preset does, for people. */
export const presetDescriptions: Readonly<Record<PresetName, string>> = {
  recommended: "Every rule with its own severity.",
  strict: "Low counts as medium and advice as low; missing MFA, which is medium by itself, counts as high.",
  "create-user-only":
    "Only IAM users and their credentials: the rules user-…, key-…, console-…, password-… and credential-…, policies that cannot be read, and ignores.",
};

/** Families of rules about IAM users, their keys and passwords; and what keeps silence honest whatever is judged. */
const userRules = /^(?:(?:user|key|console|password|credential|suppression)-|unresolved-policy$)/;

function strict({ id, severity }: RuleDefinition): Severity {
  if (severity === "advice") return "low";
  if (severity === "low") return "medium";
  return id.startsWith("mfa-") && severity === "medium" ? "high" : severity;
}

const severityIn: Readonly<Record<PresetName, (rule: RuleDefinition) => Severity | "off">> = {
  recommended: ({ severity }) => severity,
  strict,
  "create-user-only": ({ id, severity }) => (userRules.test(id) ? severity : "off"),
};

const made = new Map<PresetName, Readonly<Record<string, Severity | "off">>>();

/** The severities that a preset gives rules other than their own. */
export function presetRules(name: PresetName): Readonly<Record<string, Severity | "off">> {
  let severities = made.get(name);
  if (!severities) {
    const changed = rules.flatMap((rule) => {
      const severity = severityIn[name](rule);
      return severity === rule.severity ? [] : [[rule.id, severity] as const];
    });
    made.set(name, (severities = Object.fromEntries(changed)));
  }
  return severities;
}
