// `roleward scan --fix`: which fixes are made, written or printed, and what is said of it. It judges nothing.
import { readFileSync } from "node:fs";
import { type Declined, type Engine, type FileEdit, type Finding, type Fix } from "../../../shared-rules/src/index";
import type { ChangedFile } from "../workspace/changes";
import { safeFix } from "../workspace/fix-document";
import { fixFiles, type FixOptions } from "../workspace/fix-files";
import { toPath } from "../workspace/paths";
import type { Scanned } from "../workspace/scan";
import type { Settings } from "../workspace/settings";
import { encodingOf, type Encoding } from "../workspace/text-file";
import type { Units } from "../workspace/units";
import { uncreatable, unwritable, writeFiles, type NotWritten } from "../workspace/write-files";
import { changesOf } from "./fix-diff";
import { patchOf, printed, Secrets } from "./patch";
import { count, shownPath } from "./report";

/** safe: only fixes that grant the same access. review: also the first fix of each finding that has no such. */
export type Which = "safe" | "review";

export interface FixOfScan extends Pick<FixOptions, "signal" | "settingsFor" | "progress"> {
  readonly which: Which;
  /** Print what would be written. */
  readonly isDry: boolean;
  readonly cwd: string;
  /** The findings of a file that are not to be lived with. */
  readonly select: (scanned: Scanned) => readonly Finding[];
}

export interface FixOutcome extends Pick<FixOfScan, "which" | "isDry" | "cwd"> {
  readonly fixed: number;
  readonly declined: ReadonlyMap<string, number>;
  /** What was, or would be, written. */
  readonly files: readonly ChangedFile[];
  readonly notWritten: readonly NotWritten[];
  /** What a person has to do then, a sentence a fix. */
  readonly then: readonly string[];
  /** What would be written as a patch; "" where it is written. */
  readonly patch: string;
}

const wouldPrint = "Its diff would print a secret.";

/** Makes the fixes of all files that were found. An interrupt leaves everything as it is. */
export async function fixScanned(
  engine: Engine,
  { units, scripts }: Units,
  settings: Settings,
  options: FixOfScan,
): Promise<FixOutcome> {
  const { cwd, isDry, which, select, ...scanOptions } = options;
  const secrets = new Secrets();
  const reasons = new Map<string, string | undefined>();
  const { groups, declined } = await fixFiles(engine, units, settings, {
    ...scanOptions,
    scripts,
    choose: which === "safe" ? safeFix : anyFix,
    select(scanned) {
      secrets.add(scanned);
      return select(scanned);
    },
    refuse: (edits, scanned) => refusal(edits) ?? (isDry && printsSecret(edits, scanned) ? wouldPrint : undefined),
  });
  const files: ChangedFile[] = [];
  const notWritten: NotWritten[] = [];
  const patches: string[] = [];
  const then: string[] = [];
  let fixed = 0;
  for (const group of options.signal?.aborted ? [] : groups) {
    const failed = isDry ? print(group.files) : await writeFiles(group.files);
    if (failed) notWritten.push(failed);
    else {
      files.push(...group.files);
      fixed += group.fixes;
      then.push(...group.then);
    }
  }
  return { which, isDry, cwd, fixed, declined, files, notWritten, then, patch: patches.join("") };

  /** Why edits must not be made. */
  function refusal(edits: readonly FileEdit[]): string | undefined {
    for (const edit of edits) {
      const file = toPath(edit.uri) ?? "";
      if (!reasons.has(file))
        reasons.set(file, "create" in edit ? uncreatable(file) : (unwritable(file) ?? unprintable(file)));
      const reason = reasons.get(file);
      if (reason !== undefined) return `${shownPath(cwd, file)} ${reason}.`;
    }
    return undefined;
  }

  function unprintable(file: string): string | undefined {
    return isDry && encodingAt(file).startsWith("utf-16") ? "is UTF-16, which a patch cannot tell" : undefined;
  }

  function printsSecret(edits: readonly FileEdit[], scanned: Scanned): boolean {
    return changesOf(edits, scanned, cwd)?.some((change) => secrets.isShownBy(patchOf(change))) === true;
  }

  /** Files that belong together, printed; or the one that would print a secret. */
  function print(group: readonly ChangedFile[]): NotWritten | undefined {
    const own = group.map(({ path: file, before, after }) => {
      const mark = before !== undefined && encodingAt(file) === "utf-8 with BOM" ? "\ufeff" : "";
      const name = shownPath(cwd, file);
      return patchOf({ name, before: before === undefined ? undefined : mark + before, after: mark + after });
    });
    const shown = own.findIndex((patch) => secrets.isShownBy(patch));
    if (shown >= 0) return { path: group[shown]?.path ?? "", reason: "is not printed: its diff would print a secret" };
    patches.push(printed(own));
    return undefined;
  }
}

function encodingAt(file: string): Encoding {
  return encodingOf(readFileSync(file).subarray(0, 3));
}

/** A safe fix, else the first one, unless it is one of several ways that only a person can choose among. */
function anyFix(finding: Finding): Fix | Declined | undefined {
  const safe = safeFix(finding);
  const [first] = finding.fixes;
  if (safe || !first) return safe;
  if (finding.fixes.filter(({ id }) => id === first.id).length > 1)
    return { declined: `There are several ways to do it (${first.id}); choose one in an editor.` };
  if (first.outcome === "guards")
    return {
      declined: `Its first fix (${first.id}) leaves it as it is and puts up a guard elsewhere; make it in an editor.`,
    };
  return first.id === "document-exception" ? undefined : first;
}

/** What is said in the end, a sentence a line. `left`: the findings that are still there, and those of them that have a fix. */
export function fixSummary(
  { which, isDry, cwd, fixed, declined, files, notWritten, then }: FixOutcome,
  left: { readonly findings: number; readonly fixable: number },
): string[] {
  const refused = [...declined.values()].reduce((sum, number) => sum + number, 0);
  const verb = isDry ? "would make" : "made";
  const hint =
    which === "safe" && left.fixable > 0 ? ` (${left.fixable} with a fix that may change access: --fix=review)` : "";
  const lines = [
    `${verb} ${count(fixed, "fix", "fixes")} in ${count(files.length, "file")}, ${count(left.findings, "finding")} left${hint}` +
      (refused > 0 ? `, ${count(refused, "fix", "fixes")} declined:` : ""),
  ];
  for (const [reason, number] of [...declined].sort(([, a], [, b]) => b - a)) lines.push(`  ${number} × ${reason}`);
  lines.push(...then);
  for (const { path: file, reason } of notWritten) lines.push(`${shownPath(cwd, file)} ${reason}`);
  return lines;
}
