// `roleward scan`: walks, judges and reports. Options are read elsewhere.
import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Severity } from "../../../shared-rules/src/index";
import { createDiskEngine, version } from "../workspace/assets";
import { isSkipped, scan } from "../workspace/scan";
import { errorText, isTooLarge } from "../workspace/text-file";
import { BadPath, unitsOf, type Units } from "../workspace/units";
import type { Skipped } from "../workspace/walk";
import { BadBaseline, Baseline, baselineReport } from "./baseline";
import { Fingerprints } from "./fingerprints";
import { fixScanned, fixSummary, type Which } from "./fix";
import { jsonReport } from "./json";
import { progressLine } from "./progress";
import { count, shownPath, Summary, type Report, type ReportContext } from "./report";
import { sarifReport } from "./sarif";
import { ScanSettings, type SettingsOptions } from "./scan-settings";
import { colorWanted } from "./color";
import { coloredDiff, textReport } from "./text";

export interface ScanOptions extends SettingsOptions {
  readonly format: "text" | "json" | "sarif" | "baseline";
  readonly output?: string;
  readonly failOn: Severity | "never";
  /** Without `fix`: each finding's first fix with it. With `fix`: what would be written, and nothing else. */
  readonly diff?: boolean;
  /** Which fixes to make first. */
  readonly fix?: Which;
  /** Show findings that are to be ignored, with the reason (text format). */
  readonly showIgnored?: boolean;
  /** A file of findings that were there before. */
  readonly baseline?: string;
}

const interrupted = 130;

/** Limit of files that are named one by one, in bytes: plans are larger than what a walk comes by. */
const namedFileLimit = 64 * 1024 * 1024;

/** Scans the paths and reports. Returns the exit code. */
export async function runScan(paths: readonly string[], options: ScanOptions): Promise<number> {
  const chosen = new ScanSettings(options);
  if (chosen.problems.length > 0) {
    complain(...chosen.problems);
    return 2;
  }
  // Some files are no workspace: what is not in them may be in the others.
  const isWhole = !(await areFiles(paths));
  const isLimited = options.settings["maxFileSizeKb"] !== undefined || isWhole;
  const settings = isLimited ? chosen.base : { ...chosen.base, maxFileSize: namedFileLimit };
  const stop = new AbortController();
  // The second interrupt is not caught: it ends the process at once.
  process.once("SIGINT", () => stop.abort());

  const cwd = process.cwd();
  const engine = createDiskEngine((message, error) => complain(`${message}: ${errorText(error)}`));
  const progress = progressLine(process.stderr);
  const chunks: string[] = [];
  const write = (text: string): void => {
    if (options.output !== undefined) chunks.push(text);
    else {
      progress.clear();
      process.stdout.write(text);
    }
  };
  const own = options.format === "baseline" ? options.output : options.baseline;
  const baselineFile = own === undefined ? undefined : path.resolve(own);
  const leavesOut = (file: string): boolean => file === baselineFile || chosen.leavesOut(file);
  const summary = new Summary();
  let baseline: Baseline | undefined;
  const inColor = options.output === undefined && colorWanted(process.stdout);
  const isPatch = options.fix !== undefined && options.diff === true;
  const report = isPatch ? silent : reportAs(options, { engine, write, cwd, version }, inColor);
  const skip = (skipped: Skipped): void => {
    summary.skipped++;
    progress.clear();
    const advice = isTooLarge(skipped.reason) ? "; --max-file-size raises it" : "";
    complain(`${shownPath(cwd, skipped.path)} ${skipped.reason}${advice}`);
    report.skipped(skipped);
  };

  try {
    baseline = options.baseline === undefined ? undefined : Baseline.read(cwd, options.baseline);
    if (baseline) summary.inBaseline = 0;
    const find = (): Promise<Units> => unitsOf(paths, settings.exclude, stop.signal, leavesOut);
    const found = await find();
    const { faults, warnings } = chosen.problemsIn(new Set(found.units.map(({ folder }) => folder)), cwd);
    for (const line of [...faults, ...warnings]) process.stderr.write(`${line}\n`);
    if (faults.length > 0) return 2;
    const lived = options.baseline === undefined ? undefined : Baseline.read(cwd, options.baseline);
    const fixes =
      options.fix &&
      (await fixScanned(engine, found, settings, {
        which: options.fix,
        isDry: isPatch,
        cwd,
        signal: stop.signal,
        settingsFor: chosen.for,
        select: (item) => lived?.hide(item, new Fingerprints(cwd, item)).left.findings ?? item.findings,
        progress: (files) => progress.show(`fixing, ${files}/${count(found.files, "file")}`),
      }));
    const { units, files, scripts, skipped } = fixes ? await find() : found;
    const made = new Map(fixes && isPatch ? fixes.files.map((file) => [file.path, file.after]) : []);
    skipped.forEach(skip);
    let done = 0;
    let fixable = 0;
    for await (const item of scan(engine, units, settings, {
      signal: stop.signal,
      scripts,
      isWhole,
      settingsFor: chosen.for,
      overlay: (file) => made.get(file),
    })) {
      if (isSkipped(item) || !item.isMore) progress.show(`${++done}/${count(files, "file")}`);
      if (isSkipped(item)) skip(item);
      else {
        chosen.hid(item.path, item.ignored);
        const fingerprints = new Fingerprints(cwd, item);
        const { left, hidden } = baseline?.hide(item, fingerprints) ?? { left: item, hidden: 0 };
        if (baseline) summary.inBaseline = (summary.inBaseline ?? 0) + hidden;
        summary.add(left);
        fixable += left.findings.filter((finding) => finding.fixes.length > 0).length;
        report.file(left, fingerprints);
      }
    }
    summary.cancelled = stop.signal.aborted;
    if (!summary.cancelled) summary.stale = baseline?.stale(isWhole) ?? 0;
    progress.clear();
    if (summary.stale > 0)
      complain(
        `${count(summary.stale, "entry", "entries")} of ${options.baseline} match nothing any more; write it anew`,
      );
    if (isWhole && !summary.cancelled)
      for (const line of chosen.unusedIn(paths, cwd)) process.stderr.write(`${line}\n`);
    report.end(summary);
    if (fixes && isPatch) write(inColor ? coloredDiff(fixes.patch, true) : fixes.patch);
    if (fixes) complain(...fixSummary(fixes, { findings: summary.findings, fixable }));
    // A baseline that was cut short would be none.
    if (options.output !== undefined && chunks.length > 0) await writeFile(options.output, chunks.join(""));
  } catch (error) {
    progress.clear();
    complain(
      error instanceof BadPath || error instanceof BadBaseline ? error.message : `could not run: ${errorText(error)}`,
    );
    return 2;
  }
  if (stop.signal.aborted) return interrupted;
  if (options.format === "baseline")
    process.stdout.write(`${count(summary.findings, "finding")} written to ${options.output}\n`);
  return options.failOn !== "never" && summary.reaches(options.failOn) ? 1 : 0;
}

/** For a patch, which has nothing around it. */
const silent: Report = { file: () => {}, skipped: () => {}, end: () => {} };

function reportAs(options: ScanOptions, context: ReportContext, color: boolean): Report {
  if (options.format === "baseline") return baselineReport(context);
  if (options.format === "json") return jsonReport(context);
  if (options.format === "sarif") return sarifReport(context);
  return textReport(context, { color, diff: options.diff === true, showsIgnored: options.showIgnored === true });
}

/** Whether nothing is to be walked. */
async function areFiles(paths: readonly string[]): Promise<boolean> {
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return stats.every((one) => one?.isFile() ?? false);
}

function complain(...sentences: readonly string[]): void {
  for (const sentence of sentences) process.stderr.write(`roleward: ${sentence}\n`);
}
