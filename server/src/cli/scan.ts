// `roleward scan`: walks, judges and reports. Options are read elsewhere.
import { stat, writeFile } from "node:fs/promises";
import type { Severity } from "../../../shared-rules/src/index";
import { createDiskEngine, version } from "../workspace/assets";
import { isSkipped, scan } from "../workspace/scan";
import { errorText, isTooLarge } from "../workspace/text-file";
import { BadPath, unitsOf } from "../workspace/units";
import type { Skipped } from "../workspace/walk";
import { jsonReport } from "./json";
import { progressLine } from "./progress";
import { count, shownPath, Summary, type Report, type ReportContext } from "./report";
import { sarifReport } from "./sarif";
import { ScanSettings, type SettingsOptions } from "./scan-settings";
import { colorWanted } from "./color";
import { textReport } from "./text";

export interface ScanOptions extends SettingsOptions {
  readonly format: "text" | "json" | "sarif";
  readonly output?: string;
  readonly failOn: Severity | "never";
  readonly diff?: boolean;
  /** Show findings that are to be ignored, with the reason (text format). */
  readonly showIgnored?: boolean;
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
  const summary = new Summary();
  const report = reportAs(options, { engine, write, cwd, version });
  const skip = (skipped: Skipped): void => {
    summary.skipped++;
    progress.clear();
    const advice = isTooLarge(skipped.reason) ? "; --max-file-size raises it" : "";
    complain(`${shownPath(cwd, skipped.path)} ${skipped.reason}${advice}`);
    report.skipped(skipped);
  };

  try {
    const { units, files, scripts, skipped } = await unitsOf(paths, settings.exclude, stop.signal, chosen.leavesOut);
    const { faults, warnings } = chosen.problemsIn(new Set(units.map(({ folder }) => folder)), cwd);
    for (const line of [...faults, ...warnings]) process.stderr.write(`${line}\n`);
    if (faults.length > 0) return 2;
    skipped.forEach(skip);
    let done = 0;
    for await (const item of scan(engine, units, settings, {
      signal: stop.signal,
      scripts,
      isWhole,
      settingsFor: chosen.for,
    })) {
      if (isSkipped(item) || !item.isMore) progress.show(`${++done}/${count(files, "file")}`);
      if (isSkipped(item)) skip(item);
      else {
        summary.add(item);
        report.file(item);
      }
    }
    summary.cancelled = stop.signal.aborted;
    progress.clear();
    report.end(summary);
    if (options.output !== undefined) await writeFile(options.output, chunks.join(""));
  } catch (error) {
    progress.clear();
    complain(error instanceof BadPath ? error.message : `could not run: ${errorText(error)}`);
    return 2;
  }
  if (stop.signal.aborted) return interrupted;
  return options.failOn !== "never" && summary.reaches(options.failOn) ? 1 : 0;
}

function reportAs(options: ScanOptions, context: ReportContext): Report {
  if (options.format === "json") return jsonReport(context);
  if (options.format === "sarif") return sarifReport(context);
  const color = options.output === undefined && colorWanted(process.stdout);
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
