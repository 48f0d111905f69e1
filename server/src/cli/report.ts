// What the three output formats have in common: places of findings, names of files, counts. It prints nothing.
import path from "node:path";
import { severities, type Engine, type Finding, type Severity } from "../../../shared-rules/src/index";
import { Lines, type Region } from "../workspace/lines";
import { isWithin, relativePath, toPath, toUri } from "../workspace/paths";
import type { Scanned } from "../workspace/scan";
import type { Skipped } from "../workspace/walk";
import type { Fingerprints } from "./fingerprints";

/** One way of telling what a scan found. A document is only valid during the call that brings it. */
export interface Report {
  file(scanned: Scanned, fingerprints: Fingerprints): void;
  skipped(skipped: Skipped): void;
  end(summary: Summary): void;
}

export interface ReportContext {
  readonly engine: Engine;
  readonly write: (text: string) => void;
  /** Folder that paths are shown relative to. */
  readonly cwd: string;
  readonly version: string;
}

/** Counts findings as they come. */
export class Summary {
  files = 0;
  skipped = 0;
  /** Findings that their authors said to ignore; they count nowhere else. */
  ignored = 0;
  /** Findings that were there before; they count nowhere else. Undefined where no baseline says which. */
  inBaseline: number | undefined;
  /** Entries of the baseline that match nothing any more. */
  stale = 0;
  cancelled = false;
  readonly bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, advice: 0 };
  readonly #filesWithFindings = new Set<string>();
  readonly #started = performance.now();

  add({ path, findings, ignored, isMore }: Scanned): void {
    if (!isMore) this.files++;
    if (findings.length > 0) this.#filesWithFindings.add(path);
    this.ignored += ignored.length;
    for (const { severity } of findings) this.bySeverity[severity]++;
  }

  get findings(): number {
    return Object.values(this.bySeverity).reduce((sum, count) => sum + count, 0);
  }

  get filesWithFindings(): number {
    return this.#filesWithFindings.size;
  }

  get milliseconds(): number {
    return Math.round(performance.now() - this.#started);
  }

  /** Whether there is a finding at or above that severity. */
  reaches(severity: Severity): boolean {
    return severities.slice(0, severities.indexOf(severity) + 1).some((above) => this.bySeverity[above] > 0);
  }
}

/** Turns offsets of a scanned file, and of those that its findings point to, into lines and columns. */
export class Places {
  readonly #scanned: Scanned;
  readonly #lines = new Map<string, Lines | undefined>();

  constructor(scanned: Scanned) {
    this.#scanned = scanned;
  }

  /** The text of the file itself or of one that it depends on. */
  textOf(uri: string): string | undefined {
    return this.#scanned.textOf(uri);
  }

  /** The lines of the file itself or of one that it depends on; undefined for any other. */
  linesOf(uri: string): Lines | undefined {
    if (!this.#lines.has(uri)) {
      const text = this.textOf(uri);
      this.#lines.set(uri, text === undefined ? undefined : new Lines(text));
    }
    return this.#lines.get(uri);
  }

  regionOf({ uri, span }: Pick<Finding, "uri" | "span">): Region | undefined {
    const lines = this.linesOf(uri);
    return lines && { start: lines.at(span.start), end: lines.at(span.end) };
  }
}

/** A file as a person names it: relative to `cwd` where it lies in it, else absolute. */
export function shownPath(cwd: string, file: string): string {
  return isWithin(cwd, file) ? relativePath(cwd, file) : file.split(path.sep).join("/");
}

/** {@link shownPath} for a file's URI. */
export function shownUri(cwd: string, uri: string): string {
  const file = toPath(uri);
  return file === undefined ? uri : shownPath(cwd, file);
}

/** A file as SARIF names it: a relative URI reference where it lies in `cwd`, else its file URI. */
export function artifactUri(cwd: string, file: string): string {
  return isWithin(cwd, file) ? relativePath(cwd, file).split("/").map(encodeURIComponent).join("/") : toUri(file);
}

/** `1 finding`, `1,200 findings`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? noun : plural}`;
}
