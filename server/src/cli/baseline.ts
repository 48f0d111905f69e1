// Findings that were there before: `roleward baseline` writes them down, `roleward scan --baseline` hides them. It judges nothing.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ruleById, type Finding } from "../../../shared-rules/src/index";
import type { Scanned } from "../workspace/scan";
import { isRecord } from "../workspace/settings";
import { errorText } from "../workspace/text-file";
import type { Fingerprints } from "./fingerprints";
import { shownPath, type Report, type ReportContext } from "./report";

/** One line of the file. `file` and `rule` are for readers, and tell which entries a scan of a part can speak of. */
interface Entry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
  readonly address: string;
}

/** Writes the findings as a baseline: one line each, sorted, so that changes of it read well. */
export function baselineReport(context: ReportContext): Report {
  const entries: Entry[] = [];
  return {
    file({ path: file, findings }, fingerprints) {
      for (const finding of findings)
        entries.push({
          fingerprint: fingerprints.of(finding),
          rule: finding.rule,
          file: shownPath(context.cwd, file),
          address: finding.address,
        });
    },
    skipped() {
      // Told on the error stream as it happens.
    },
    end({ cancelled }) {
      if (cancelled) return;
      const keyOf = ({ file, rule, address, fingerprint }: Entry): string =>
        [file, rule, address, fingerprint].join("\0");
      const lines = entries.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((entry) => JSON.stringify(entry));
      context.write(`{\n  "format": 1,\n  "findings": [${lines.map((line) => `\n    ${line}`).join(",")}\n  ]\n}\n`);
    },
  };
}

/** A file that is no baseline. */
export class BadBaseline extends Error {}

export class Baseline {
  readonly #cwd: string;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #matched = new Set<string>();
  readonly #scanned = new Set<string>();

  private constructor(cwd: string, entries: readonly Entry[]) {
    this.#cwd = cwd;
    this.#entries = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  }

  /** @throws BadBaseline where the file cannot be read as one. */
  static read(cwd: string, file: string): Baseline {
    let read: unknown;
    try {
      read = JSON.parse(readFileSync(path.resolve(cwd, file), "utf8"));
    } catch (error) {
      throw new BadBaseline(
        `${file} cannot be read: ${error instanceof SyntaxError ? "it is no JSON" : errorText(error)}`,
      );
    }
    const findings = isRecord(read) && read["format"] === 1 ? read["findings"] : undefined;
    if (!Array.isArray(findings) || !findings.every(isEntry))
      throw new BadBaseline(`${file} is no baseline; roleward baseline writes one`);
    return new Baseline(cwd, findings);
  }

  /** The file without the findings that were there before, and how many those are. */
  hide(scanned: Scanned, fingerprints: Fingerprints): { readonly left: Scanned; readonly hidden: number } {
    this.#scanned.add(shownPath(this.#cwd, scanned.path));
    const left = scanned.findings.filter((finding) => !this.#has(finding, fingerprints));
    return { left: { ...scanned, findings: left }, hidden: scanned.findings.length - left.length };
  }

  #has(finding: Finding, fingerprints: Fingerprints): boolean {
    const fingerprint = fingerprints.of(finding);
    if (!this.#entries.has(fingerprint)) return false;
    this.#matched.add(fingerprint);
    return true;
  }

  /**
   * How many entries match nothing any more, of the files that were scanned and those that are gone.
   * @param isWhole whether what all files together tell was judged
   */
  stale(isWhole: boolean): number {
    return [...this.#entries.values()].filter(({ fingerprint, file, rule }) => {
      if (this.#matched.has(fingerprint) || (!isWhole && ruleById(rule)?.workspace)) return false;
      return this.#scanned.has(file) || !existsSync(path.resolve(this.#cwd, file));
    }).length;
  }
}

function isEntry(value: unknown): value is Entry {
  return isRecord(value) && ["fingerprint", "rule", "file", "address"].every((name) => typeof value[name] === "string");
}
