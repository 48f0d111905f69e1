// Findings for a person at a terminal: the line with the token underlined, and what would fix it.
import { createColors } from "picocolors";
import { severities, type Finding, type Severity } from "../../../shared-rules/src/index";
import type { Scanned } from "../workspace/scan";
import { fixDiff } from "./fix-diff";
import { count, Places, shownPath, shownUri, type Report, type ReportContext, type Summary } from "./report";

type Colors = ReturnType<typeof createColors>;

export interface TextOptions {
  readonly color: boolean;
  /** Show the first applicable fix of each finding as a unified diff. */
  readonly diff: boolean;
  /** Show what is to be ignored, too, and why. */
  readonly showsIgnored: boolean;
}

/** Widest stretch of a source line that is shown. */
const widest = 140;

/** How many of a finding's related places are shown. */
const mostRelated = 3;

export function textReport(context: ReportContext, options: TextOptions): Report {
  const colors = createColors(options.color);
  return {
    file(scanned) {
      const places = new Places(scanned);
      const shown = options.showsIgnored
        ? [...scanned.findings, ...scanned.ignored].sort((a, b) => a.span.start - b.span.start)
        : scanned.findings;
      for (const finding of shown) context.write(`${block(scanned, finding, places)}\n`);
    },
    skipped() {
      // Told on the error stream as it happens, whatever the format.
    },
    end(summary) {
      context.write(`${summaryLine(summary, colors)}\n`);
    },
  };

  function block(scanned: Scanned, finding: Finding, places: Places): string {
    const region = places.regionOf(finding);
    const place = region ? `:${region.start.line + 1}:${region.start.column + 1}` : "";
    const lines = [
      `${colors.bold(printable(shownPath(context.cwd, scanned.path)) + place)} ${finding.suppressed ? colors.dim("ignored") : severityWord(finding.severity, colors)} ${colors.cyan(finding.rule)}: ${printable(finding.message)}`,
    ];
    const source = finding.isSecret ? undefined : region && places.linesOf(finding.uri)?.text(region.start.line);
    if (region && source !== undefined) {
      const endColumn = region.end.line === region.start.line ? region.end.column : source.length;
      const { shown, underline } = excerpt(source, region.start.column, endColumn);
      const number = String(region.start.line + 1);
      lines.push(`${colors.dim(`${number.padStart(5)} |`)} ${shown}`.trimEnd());
      lines.push(`${colors.dim("      |")} ${underline.padding}${colors.red(underline.mark)}`);
    }
    // A plan's line is often the whole plan.
    if (scanned.document?.format === "terraform-plan" && finding.address !== "")
      lines.push(`${colors.dim("      =")} address: ${printable(finding.address)}`);
    if (finding.constructPath !== undefined)
      lines.push(`${colors.dim("      =")} construct: ${printable(finding.constructPath)}`);
    lines.push(...relatedLines(finding, places));
    if (finding.suppressed) {
      const { reason, until, tool } = finding.suppressed;
      const by = tool === "roleward" ? "" : ` (${tool})`;
      const why = reason === "" ? "no reason given" : reason;
      lines.push(
        `${colors.dim("      =")} ignored${until === undefined ? "" : ` until ${until}`}${by}: ${printable(why)}`,
      );
      return `${lines.join("\n")}\n`;
    }
    if (options.diff) {
      const shown = fixDiff(scanned, finding, context.cwd);
      if (shown?.diff !== undefined)
        lines.push(`${colors.dim("      =")} fix: ${printable(shown.title)}`, coloredDiff(shown.diff, options.color));
      else if (shown)
        lines.push(`${colors.dim("      =")} fix: ${printable(shown.title)} (its diff would print a secret)`);
      else if (finding.fixes.length > 0) lines.push(`${colors.dim("      =")} no fix can be written here`);
      if (shown?.then !== undefined) lines.push(`${colors.dim("      =")} ${printable(shown.then)}`);
    } else if (finding.fixes[0]) lines.push(`${colors.dim("      =")} fix: ${printable(finding.fixes[0].title)}`);
    return `${lines.join("\n")}\n`;
  }

  /** "called by module.users: envs/prod/main.tf:12:1", one line for each place. */
  function relatedLines({ related }: Finding, places: Places): string[] {
    const more = related.length - mostRelated;
    return related.slice(0, mostRelated).map((place, index) => {
      const region = places.regionOf(place);
      const at = region ? `:${region.start.line + 1}:${region.start.column + 1}` : "";
      const rest = more > 0 && index === mostRelated - 1 ? ` (and ${more} more)` : "";
      const line = `${place.message.replace(/[.:]$/, "")}: ${shownUri(context.cwd, place.uri)}${at}${rest}`;
      return colors.dim(`      - ${printable(line)}`);
    });
  }
}

function summaryLine(summary: Summary, colors: Colors): string {
  const bySeverity = severities
    .filter((severity) => summary.bySeverity[severity] > 0)
    .map((severity) => `${summary.bySeverity[severity].toLocaleString("en-US")} ${severityWord(severity, colors)}`);
  const found =
    summary.findings === 0
      ? `${colors.green("No findings")} in ${count(summary.files, "file")}`
      : `${colors.bold(count(summary.findings, "finding"))} (${bySeverity.join(", ")}) in ${summary.filesWithFindings.toLocaleString("en-US")} of ${count(summary.files, "file")}`;
  const ignored = summary.ignored > 0 ? `, ${summary.ignored.toLocaleString("en-US")} ignored` : "";
  const before =
    summary.inBaseline === undefined ? "" : `, ${summary.inBaseline.toLocaleString("en-US")} in the baseline`;
  const skipped = summary.skipped > 0 ? `, ${summary.skipped.toLocaleString("en-US")} skipped` : "";
  const cancelled = summary.cancelled ? "; interrupted before the end" : "";
  return `${found}${ignored}${before}${skipped}, ${(summary.milliseconds / 1000).toFixed(1)} s${cancelled}`;
}

function severityWord(severity: Severity, colors: Colors): string {
  if (severity === "critical" || severity === "high") return colors.red(severity);
  if (severity === "medium") return colors.yellow(severity);
  return severity === "low" ? colors.blue(severity) : colors.dim(severity);
}

/** A diff for a person to read. */
export function coloredDiff(diff: string, color: boolean): string {
  const colors = createColors(color);
  return diff
    .split("\n")
    .map((line) => {
      const shown = printable(line.replace(/\r$/, ""));
      if (line.startsWith("+")) return colors.green(shown);
      if (line.startsWith("-")) return colors.red(shown);
      return line.startsWith("@@") ? colors.cyan(shown) : shown;
    })
    .join("\n");
}

/** The stretch of a line around the token, and blanks and carets to stand below it. Columns are UTF-16 code units. */
function excerpt(
  line: string,
  start: number,
  end: number,
): { shown: string; underline: { padding: string; mark: string } } {
  const from = line.length <= widest ? 0 : Math.max(0, Math.min(start - 40, line.length - widest));
  const to = Math.min(line.length, from + widest);
  const before = from > 0 ? "…" : "";
  const after = to < line.length ? "…" : "";
  const tokenEnd = Math.min(Math.max(end, start + 1), Math.max(to, start + 1));
  return {
    shown: before + printable(line.slice(from, to)) + after,
    underline: {
      padding: before.replace("…", " ") + blanks(line.slice(from, start)),
      mark: "^".repeat(Math.max(1, columns(line.slice(start, tokenEnd)))),
    },
  };
}

/** As many columns of nothing as the text takes; tabs stay tabs, so that both lines break at the same stops. */
function blanks(text: string): string {
  return [...text].map((character) => (character === "\t" ? "\t" : " ".repeat(columns(character)))).join("");
}

/** Terminal columns: East Asian wide characters and emoji take two, marks that combine none. */
function columns(text: string): number {
  let sum = 0;
  for (const character of text)
    if (
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
    )
      sum += 2;
    else if (!/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) sum++;
  return sum;
}

/** Text of a scanned file must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]/gu, "�");
}
