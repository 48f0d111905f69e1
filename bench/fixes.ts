// `npm run bench -- --fixes`: every fix of every finding of a folder, applied and held against the laws: how many were tried, applied and
// declined, and of how many findings at least one fix applies. It reads as `roleward scan` does, and writes no file.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { defaultConfig, type Engine, type Fact, type Finding } from "../shared-rules/src/index";
import { emptyWorkspace } from "../shared-rules/src/link/workspace";
import { ruleById } from "../shared-rules/src/rules/index";
import { isSkipped, scan } from "../server/src/workspace/scan";
import { defaultSettings } from "../server/src/workspace/settings";
import { toUri } from "../server/src/workspace/paths";
import { readTextFile } from "../server/src/workspace/text-file";
import { unitsOf } from "../server/src/workspace/units";
import { engine } from "../test/support/engine";
import type { Violation } from "../test/support/finding-laws";
import { attempt } from "../test/support/fix-laws";
import type { Setting } from "../test/support/fix-setting";
import { table } from "./table";

/** Of a hundred findings of rules that have fixes, so many must have one that applies. */
export const leastApplying = 90;

/** It hides a finding and mends nothing: that it applies does not count for a rule. */
const documenting = "document-exception";

/** A finding with a fix, and what became of it. */
export interface Tried {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: Finding["severity"];
  readonly fix: string;
  readonly title: string;
  readonly declined: string | undefined;
  readonly violations: readonly Violation[];
  readonly diff: string;
}

/** A finding of a rule that has fixes, with what can be done about it. */
export interface Fixable {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly text: string;
  readonly fixes: number;
  readonly applies: boolean;
}

export interface FixReport {
  readonly findings: number;
  readonly tried: readonly Tried[];
  readonly fixable: readonly Fixable[];
}

export interface FixOptions {
  /** Only one of so many findings is tried, evenly chosen; all of them are counted. */
  readonly every?: number;
}

const config = { ...defaultConfig, now: Date.parse("2026-11-21T12:00:00Z") };

/** Tries the fixes of the folder's findings. */
export async function tryFixes(folder: string, { every = 1 }: FixOptions = {}): Promise<FixReport> {
  const tried: Tried[] = [];
  const fixable: Fixable[] = [];
  let count = 0;
  let last: Setting | undefined;
  const facts: Fact[] = [];
  const watched: Engine = {
    ...engine,
    judge(document, given, siblings = [], workspace = emptyWorkspace) {
      last = { engine, config: given, document, siblings, workspace };
      return engine.judge(document, given, siblings, workspace);
    },
    get catalogDate() {
      return engine.catalogDate;
    },
  };
  const take = (file: string, setting: Setting, findings: readonly Finding[]): void => {
    for (const finding of findings) {
      if (count++ % every !== 0) continue;
      const line = setting.document.text.slice(0, finding.span.start).split("\n").length;
      const { rule, severity, text } = finding;
      let applies = false;
      for (const fix of finding.fixes) {
        const { declined, violations, diff } = attempt(setting, finding, fix);
        if (declined === undefined && fix.id !== documenting) applies = true;
        tried.push({
          file: path.relative(folder, file),
          line,
          rule,
          severity,
          fix: fix.id,
          title: fix.title,
          declined,
          violations,
          diff,
        });
      }
      if (ruleById(rule)?.fixes.some((id) => id !== documenting))
        fixable.push({ file: path.relative(folder, file), line, rule, text, fixes: finding.fixes.length, applies });
    }
  };
  const { units, scripts } = await unitsOf([folder], defaultSettings.exclude);
  for await (const item of scan(watched, units, { ...defaultSettings, config }, { scripts, isWhole: true })) {
    if (isSkipped(item)) continue;
    facts.push(...structuredClone(item.facts));
    if (item.findings.length === 0) continue;
    const setting = item.isMore ? await alone(item.path, facts) : last;
    if (setting) take(item.path, setting, item.findings);
  }
  return { findings: count, tried, fixable };
}

/** A file by itself, for what all files together tell of it. */
async function alone(file: string, facts: readonly Fact[]): Promise<Setting | undefined> {
  const read = await readTextFile(file, defaultSettings.maxFileSize);
  if (!("text" in read)) return undefined;
  const document = engine.read({ uri: toUri(file), text: read.text });
  return { engine, config, document, siblings: [], workspace: emptyWorkspace, facts };
}

/** Per cent of the findings that could be fixed and have a fix that applies. */
export function applyingOf({ fixable }: FixReport): number {
  return fixable.length === 0 ? 100 : (100 * fixable.filter(({ applies }) => applies).length) / fixable.length;
}

export function violatingOf({ tried }: FixReport): readonly Tried[] {
  return tried.filter(({ violations }) => violations.length > 0);
}

/** A broken law with the place, the fix and the diff. */
export function violationText({ file, line, rule, title, fix, violations, diff }: Tried): string {
  const said = violations.map(({ law, says }) => `  ${law}: ${says}\n`).join("");
  return `${file}:${line}: ${rule}, ${fix} "${title}"\n${said}${diff}`;
}

/** A sentence without the names in it, so that sentences of one cause are one. */
function cause(sentence: string): string {
  return sentence
    .replace(/[“"'`][^“”"'`]*[”"'`]/g, "…")
    .replace(/\b(?:data\.)?aws_\w+\.[\w[\]".-]+/g, "…")
    .replace(/\b[a-z0-9-]+:[A-Za-z*]+\b/g, "…")
    .replace(/\bfile:\S+|(?:\/[\w.-]+){2,}/g, "…")
    .replace(/\blines? \d+(?:, \d+)*(?: and \d+)?(?: of [\w./-]+)?(?:(?:,| and) (?=lines? \d))?/gi, "Lines …, ")
    .replace(/(?:Lines …, )+/g, "Lines … ");
}

/** The figures as text for a terminal. */
export function fixesText(report: FixReport): string {
  const { findings, tried, fixable } = report;
  const declined = tried.filter((one) => one.declined !== undefined);
  const row = (name: string, of: readonly Tried[]): string[] => {
    const left = of.filter((one) => one.declined === undefined);
    return [
      name,
      String(of.length),
      String(left.length),
      String(of.length - left.length),
      String(left.filter(({ violations }) => violations.length > 0).length),
    ];
  };
  const rules = [...grouped(fixable, ({ rule }) => rule)].sort(([a], [b]) => (a < b ? -1 : 1));
  const violating = violatingOf(report);
  return [
    `${findings} findings, ${tried.length} fixes of ${fixable.length} findings that could be fixed were tried\n`,
    table(
      ["fix", "tried", "applied", "declined", "law broken"],
      [
        ...[...grouped(tried, ({ fix }) => fix)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, of]) => row(id, of)),
        row("all", tried),
      ],
    ),
    table(
      ["declined, because", "fix", ""],
      [...grouped(declined, ({ fix, declined: why }) => `${cause(why ?? "")}\0${fix}`)]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([key, of]) => [...key.split("\0"), String(of.length)]),
      (column) => column < 2,
    ),
    table(
      ["findings of", "all", "one applies", "none offered", "all decline"],
      rules.map(([rule, of]) => [
        rule,
        String(of.length),
        String(of.filter(({ applies }) => applies).length),
        String(of.filter(({ fixes }) => fixes === 0).length),
        String(of.filter(({ applies, fixes }) => !applies && fixes > 0).length),
      ]),
    ),
    table(
      ["law", "broken"],
      [
        ...grouped(
          violating.flatMap(({ violations }) => violations),
          ({ law }) => law,
        ),
      ].map(([law, of]) => [law, String(of.length)]),
    ),
    `${applyingOf(report).toFixed(1)} % of the findings of rules that have fixes have one that applies (at least ${leastApplying} %); ${violating.length} fixes break a law (none)\n`,
  ].join("\n");
}

function grouped<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

/** Tries, prints and writes; resolves with whether no law is broken and enough applies. */
export async function runFixes(folder: string, json: string | undefined): Promise<boolean> {
  const report = await tryFixes(folder);
  for (const one of violatingOf(report)) process.stdout.write(`${violationText(one)}\n`);
  process.stdout.write(fixesText(report));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
  return violatingOf(report).length === 0 && applyingOf(report) >= leastApplying;
}
