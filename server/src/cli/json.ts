// The JSON format of `roleward scan --format json`. Fields are only ever added; `format` counts up when one changes its meaning.
import { ruleUrl, type Finding } from "../../../shared-rules/src/index";
import type { Region } from "../workspace/lines";
import { Places, shownPath, shownUri, type Report, type ReportContext } from "./report";

/** Lines and columns count from 1; a column is a UTF-16 code unit and an end is exclusive. */
interface JsonRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** One finding. `file` is relative to the current folder where it lies in it. */
interface JsonFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly range: JsonRange | null;
  /** The text in that range. */
  readonly text: string;
  /** Terraform address or CloudFormation logical id; "" in a policy file. */
  readonly address: string;
  /** The CDK construct that makes it, where the template says so. */
  readonly constructPath?: string;
  readonly sid: string;
  /** Rules that had the same cause and speak through this finding. */
  readonly covers: readonly string[];
  readonly fixes: readonly { readonly id: string; readonly title: string; readonly safety: string }[];
  readonly related: readonly { readonly file: string; readonly range: JsonRange | null; readonly message: string }[];
  readonly help: string;
}

/** A finding that its author said to ignore. */
interface JsonIgnored extends JsonFinding {
  readonly reason: string;
  /** The last day it holds. */
  readonly until?: string;
  /** Whose words say so: "roleward", "checkov". */
  readonly tool: string;
}

/** The whole output, one JSON object. */
export interface JsonOutput {
  readonly format: 1;
  readonly tool: { readonly name: "roleward"; readonly version: string; readonly catalogue: string };
  readonly summary: {
    readonly files: number;
    readonly findings: number;
    readonly ignored: number;
    /** With a baseline: how many findings it hides, and how many of its entries match nothing any more. */
    readonly baseline?: { readonly hidden: number; readonly stale: number };
    readonly bySeverity: Readonly<Record<string, number>>;
    readonly milliseconds: number;
    readonly cancelled: boolean;
  };
  readonly findings: readonly JsonFinding[];
  readonly ignored: readonly JsonIgnored[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

export function jsonReport(context: ReportContext): Report {
  const findings: JsonFinding[] = [];
  const ignored: JsonIgnored[] = [];
  const skipped: { file: string; reason: string }[] = [];
  return {
    file(scanned) {
      const places = new Places(scanned);
      for (const finding of scanned.findings) findings.push(toJson(finding, scanned.path, places));
      for (const finding of scanned.ignored)
        if (finding.suppressed) ignored.push({ ...toJson(finding, scanned.path, places), ...finding.suppressed });
    },
    skipped({ path, reason }) {
      skipped.push({ file: shownPath(context.cwd, path), reason });
    },
    end(summary) {
      const output: JsonOutput = {
        format: 1,
        tool: { name: "roleward", version: context.version, catalogue: context.engine.catalogDate },
        summary: {
          files: summary.files,
          findings: summary.findings,
          ignored: summary.ignored,
          ...(summary.inBaseline !== undefined && { baseline: { hidden: summary.inBaseline, stale: summary.stale } }),
          bySeverity: summary.bySeverity,
          milliseconds: summary.milliseconds,
          cancelled: summary.cancelled,
        },
        findings,
        ignored,
        skipped,
      };
      context.write(`${JSON.stringify(output, null, 2)}\n`);
    },
  };

  function toJson(finding: Finding, file: string, places: Places): JsonFinding {
    return {
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file: shownPath(context.cwd, file),
      range: range(places.regionOf(finding)),
      text: finding.text,
      address: finding.address,
      ...(finding.constructPath !== undefined && { constructPath: finding.constructPath }),
      sid: finding.sid,
      covers: finding.covers,
      fixes: finding.fixes.map(({ id, title, safety }) => ({ id, title, safety })),
      related: finding.related.map((related) => ({
        file: shownUri(context.cwd, related.uri),
        range: range(places.regionOf(related)),
        message: related.message,
      })),
      help: ruleUrl(finding.rule),
    };
  }
}

function range(region: Region | undefined): JsonRange | null {
  if (!region) return null;
  const { start, end } = region;
  return {
    start: { line: start.line + 1, column: start.column + 1 },
    end: { line: end.line + 1, column: end.column + 1 },
  };
}
