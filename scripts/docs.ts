// Writes what is generated from the rules and settings: docs/rules.md, a page for each rule, the settings in package.json and their schema.
// The words are the rules' own; test/laws/docs.test.ts fails where the files are not what this makes.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { schemaFile, schemaText, withSettings } from "./settings";
import { controlNames, rulePage, rules, severities, type RuleDefinition } from "../shared-rules/src/index";

const root = path.resolve(__dirname, "..");
const pages = "docs/rules";

/** The text of every generated file by its path in the project; package.json is the one on disk with its section made anew. */
export function generatedFiles(): Map<string, string> {
  const files = new Map<string, string>([
    ["docs/rules.md", overview()],
    ["package.json", withSettings(readFileSync(path.join(root, "package.json"), "utf8"))],
    [schemaFile, schemaText()],
  ]);
  for (const { id } of rules) files.set(`${pages}/${id}.md`, rulePage(id) ?? "");
  return files;
}

/** Files in docs/rules that are no rule's page. */
export function strayPages(): string[] {
  return readdirSync(path.join(root, pages))
    .map((name) => `${pages}/${name}`)
    .filter((file) => !rules.some(({ id }) => file === `${pages}/${id}.md`));
}

const byId = (a: RuleDefinition, b: RuleDefinition): number => (a.id < b.id ? -1 : 1);
const bySeverity = (a: RuleDefinition, b: RuleDefinition): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) || byId(a, b);

/** What rules are about, by how their ids begin; every id begins with one of them. */
const families: readonly (readonly [title: string, begins: RegExp])[] = [
  ["Users", /^user-/],
  ["Keys and passwords", /^(?:key|console|password|credential)-/],
  ["Wildcards and administrators", /^(?:wildcard|managed|permission)-/],
  ["Ways to become administrator", /^escalation-/],
  ["MFA", /^mfa-/],
  ["Permissions boundaries", /^boundary-/],
  ["Who may assume a role", /^trust-/],
  ["What is open to everyone", /^(?:public|imds)-/],
  ["Guardrails of accounts and organisations", /^(?:scp|rcp|guardrail|analyzer)-/],
  ["Policies that do not say what is meant", /^(?:policy|unresolved)-/],
  ["Ignores", /^suppression-/],
];

function overview(): string {
  const row = (...cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|") || "–").join(" | ")} |`;
  const link = (id: string): string => `[${id}](rules/${id}.md)`;
  const codes = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(", ");
  const ruleRow = (rule: RuleDefinition): string =>
    row(
      link(rule.id),
      rule.severity,
      rule.title,
      codes(rule.fixes),
      rule.docs.controls.join(", "),
      (rule.equivalents ?? []).map((id) => id.slice(id.indexOf(":") + 1)).join(", "),
    );
  const tables = families.flatMap(([title, begins]) => [
    `## ${title}`,
    [
      row("Rule", "Severity", "Finds", "Fixes", "Controls", "Elsewhere"),
      row(...Array<string>(6).fill("---")),
      ...rules
        .filter(({ id }) => begins.test(id))
        .sort(bySeverity)
        .map(ruleRow),
    ].join("\n"),
  ]);
  const controlRows = Object.entries(controlNames).flatMap(([control, name]) => {
    const serving = rules.filter(({ docs }) => docs.controls.includes(control)).sort(byId);
    return serving.length === 0 ? [] : [row(control, name, serving.map(({ id }) => link(id)).join(", "))];
  });
  return `${[
    "# Rules",
    "Severity is the rule's own; a single finding may be milder, and `roleward.rules` changes it per rule. Critical and high show as errors, medium as a warning, low as information, advice as a hint.",
    ...tables,
    "## Controls",
    "What the rules serve in CIS AWS Foundations v3.0.0, NIST SP 800-53 r5 and ISO 27001:2022.",
    [row("Control", "Name", "Rules"), row("---", "---", "---"), ...controlRows].join("\n"),
  ].join("\n\n")}\n`;
}

function writeFiles(): void {
  for (const folder of [pages, path.dirname(schemaFile)]) mkdirSync(path.join(root, folder), { recursive: true });
  for (const file of strayPages()) rmSync(path.join(root, file));
  for (const [file, text] of generatedFiles()) writeFileSync(path.join(root, file), text);
}

if (require.main === module) writeFiles();
