// The page of a rule, as markdown: read on the web, in the editor and in the terminal. Its examples run as tests.
import { controlNames } from "./controls";
import { ruleById } from "./rules/index";
import type { RuleOptions } from "./options";
import type { Example, RuleDefinition } from "./rule";

/** Where the pages stand on the web. */
export const pagesUrl = "https://github.com/roleward/roleward/blob/main/docs/rules/";

/** The page's address for a rule id. */
export function ruleUrl(id: string): string {
  return `${pagesUrl}${id}.md`;
}

/** The page of a rule, or undefined for an unknown id. */
export function rulePage(id: string): string | undefined {
  const rule = ruleById(id);
  return rule && page(rule);
}

function page(rule: RuleDefinition): string {
  const { docs } = rule;
  const parts = [`# ${rule.id}`, `**${rule.title}** · severity ${rule.severity}`, docs.why];
  if (docs.fine) parts.push(`**When it is fine.** ${docs.fine}`);
  if (docs.flagged.length > 0) parts.push("## Flagged", ...docs.flagged.map(exampleText));
  if (docs.accepted.length > 0) parts.push("## Accepted", ...docs.accepted.map(exampleText));
  if (rule.options) parts.push("## Options", ...optionsText(rule.options));
  if (rule.fixes.length > 0) parts.push("## Fixes", rule.fixes.map((fix) => `- \`${fix}\``).join("\n"));
  if (docs.controls.length > 0)
    parts.push("## Controls", docs.controls.map((id) => `- ${controlNames[id] ?? id}`).join("\n"));
  if (rule.equivalents && rule.equivalents.length > 0)
    parts.push("## The same in other tools", rule.equivalents.map((id) => `- ${equivalentInWords(id)}`).join("\n"));
  if (docs.references.length > 0) parts.push("## References", docs.references.map((url) => `- <${url}>`).join("\n"));
  return `${parts.join("\n\n")}\n`;
}

/** What can be set, and a `.roleward.json` that sets it. */
function optionsText({ rule, table }: RuleOptions): string[] {
  const options = Object.entries(table);
  const rows = options.map(
    ([name, option]) => `| \`${name}\` | \`${JSON.stringify(option.default)}\` | ${option.description} |`,
  );
  const set = Object.fromEntries(options.map(([name, { example }]) => [name, example]));
  return [
    ["| Option | Default | What it does |", "| --- | --- | --- |", ...rows].join("\n"),
    "In `.roleward.json`; `severity` may stand beside them:",
    `\`\`\`json\n${JSON.stringify({ rules: { [rule]: set } }, null, 2)}\n\`\`\``,
  ];
}

/** "checkov CKV_AWS_40". */
function equivalentInWords(id: string): string {
  const colon = id.indexOf(":");
  return `${id.slice(0, colon)} \`${id.slice(colon + 1)}\``;
}

function exampleText(example: Example): string {
  const title = `${example.title.charAt(0).toUpperCase()}${example.title.slice(1)}:`;
  const content = example.statement ?? example.statements;
  const json = content ? JSON.stringify(content, null, 2) : example.json?.trimEnd();
  const blocks = [
    json === undefined ? "" : `\`\`\`json\n${json}\n\`\`\``,
    example.terraform ? `\`\`\`hcl\n${example.terraform.trimEnd()}\n\`\`\`` : "",
    example.report ? `\`\`\`csv\n${example.report.trimEnd()}\n\`\`\`` : "",
    example.cloudformation ? `\`\`\`yaml\n${example.cloudformation.trimEnd()}\n\`\`\`` : "",
  ].filter(Boolean);
  return [title, ...blocks].join("\n\n");
}
