// Fixes of many files: scanned, changed in memory, scanned again until none is left to make. It writes no file.
import path from "node:path";
import {
  isDeclined,
  type Declined,
  type Engine,
  type FileEdit,
  type Finding,
  type Fix,
} from "../../../shared-rules/src/index";
import { CallIndex } from "./call-index";
import { Changes, type FileGroup, type MadeFix } from "./changes";
import { EditSet, leavesOpen } from "./edits";
import { toPath } from "./paths";
import { isSkipped, scan, type Scanned, type ScanOptions } from "./scan";
import type { Settings } from "./settings";
import type { Unit } from "./units";

export interface FixOptions extends Omit<ScanOptions, "isWhole" | "index"> {
  /** Which of a finding's fixes to make, or why none; undefined: the finding is none of those that are to be fixed. */
  readonly choose: (finding: Finding) => Fix | Declined | undefined;
  /** The findings of a file that may be fixed; all, where it is not said. */
  readonly select?: (scanned: Scanned) => readonly Finding[];
  /** Why edits must not be made; undefined where they may. */
  readonly refuse?: (edits: readonly FileEdit[], scanned: Scanned) => string | undefined;
  /** Told how many files the first round has come by. */
  readonly progress?: (files: number) => void;
}

export interface Fixed {
  /** Files that belong together: all of them are changed, or none. */
  readonly groups: readonly FileGroup[];
  /** How many findings a fix was not made of, by cause. */
  readonly declined: ReadonlyMap<string, number>;
}

export const needsValues = "It needs values that only you know; make it in an editor.";
const breaks = "The file could not be read after it.";

/** A fix that a round makes. */
interface Made extends MadeFix {
  readonly key: string;
}

/** How often files that changed are scanned anew; what is left then is left. */
const mostRounds = 20;

/** Makes all fixes that are chosen. Aborting the signal ends with what the rounds before made. */
export async function fixFiles(
  engine: Engine,
  units: readonly Unit[],
  settings: Settings,
  options: FixOptions,
): Promise<Fixed> {
  const calls = new CallIndex();
  const changes = new Changes();
  const named = new Set(units.flatMap(({ files }) => files));
  /** Fixes that were made, of how many findings: one that only lowers a finding is made once. */
  const tried = new Map<string, { readonly findings: number; made: number }>();
  const reasons = new Map<string, readonly string[]>();
  const readable = new Set<string>();
  let last: readonly Made[] = [];
  let left = units;
  for (let round = 0; round < mostRounds && left.length > 0; round++) {
    const { made, set, broken } = await scanned(left, round === 0);
    if (options.signal?.aborted) break;
    const changed = new Set((broken.size > 0 ? last : made).flatMap(({ files }) => files));
    if (broken.size > 0) {
      for (const one of made) forget(one);
      changes.undo();
      for (const one of last)
        if (one.files.some((file) => broken.has(file))) giveUp(one);
        else forget(one);
      last = [];
    } else if (made.length > 0) {
      changes.make(set.all, made);
      last = made;
    }
    left = units.filter(({ files }) => files.some((file) => changed.has(file)));
  }
  const declined = new Map<string, number>();
  for (const reason of [...reasons.values()].flat()) declined.set(reason, (declined.get(reason) ?? 0) + 1);
  return { groups: changes.groups, declined };

  async function scanned(these: readonly Unit[], isFirst: boolean) {
    const set = new EditSet();
    const made: Made[] = [];
    const broken = new Set<string>();
    const index = { calls, isComplete: !isFirst, entered: () => {} };
    const overlay = (file: string): string | undefined => changes.textOf(file) ?? options.overlay?.(file);
    let seen = 0;
    for await (const item of scan(engine, these, settings, { ...options, index, overlay })) {
      if (isFirst) options.progress?.(++seen);
      if (!isSkipped(item) && item.document?.broken === false) readable.add(item.path);
      else if (readable.has(item.path) && changes.textOf(item.path) !== undefined) broken.add(item.path);
      if (!isSkipped(item)) made.push(...fixesOf(item, set));
    }
    return { made, set, broken };
  }

  /** Takes what can be fixed in a file at once. */
  function fixesOf(item: Scanned, set: EditSet): Made[] {
    const why: string[] = [];
    const wanted: { readonly key: string; readonly fix: Fix }[] = [];
    for (const finding of options.select?.(item) ?? item.findings) {
      const fix = options.choose(finding);
      if (isDeclined(fix)) why.push(fix.declined);
      else if (fix) wanted.push({ key: keyOf(item.path, finding, fix), fix });
    }
    const made = wanted.flatMap(({ key, fix }) => {
      const known = tried.get(key) ?? { findings: wanted.filter((one) => one.key === key).length, made: 0 };
      tried.set(key, known);
      if (known.made >= known.findings) return [];
      const edits = item.render(fix);
      const reason = isDeclined(edits) ? edits.declined : whyNot(edits, item);
      if (reason !== undefined) why.push(reason);
      if (isDeclined(edits) || reason !== undefined || !set.add(edits)) return [];
      known.made++;
      const files = edits.flatMap((edit) => {
        const file = toPath(edit.uri);
        const text = item.textOf(edit.uri);
        if (file !== undefined && text !== undefined && !("create" in edit)) changes.enter(file, text);
        return file ?? [];
      });
      const then = fix.then?.();
      return [{ key, files, ...(then !== undefined && { then: `“${fix.title}”: ${then}` }) }];
    });
    reasons.set(item.path, why);
    return made;
  }

  function whyNot(edits: readonly FileEdit[], item: Scanned): string | undefined {
    if (leavesOpen(edits)) return needsValues;
    for (const edit of edits) {
      const file = toPath(edit.uri) ?? "";
      if ("create" in edit) continue;
      if (!named.has(file)) return `It would also change ${path.basename(file)}, which is not among the files to fix.`;
      if (item.textOf(edit.uri) === undefined)
        return `It would also change ${path.basename(file)}, which is not at hand.`;
    }
    return options.refuse?.(edits, item);
  }

  function forget({ key }: Made): void {
    const known = tried.get(key);
    if (known) known.made--;
  }

  function giveUp({ key }: Made): void {
    const known = tried.get(key);
    if (known) known.made = known.findings;
    reasons.set(key, [breaks]);
  }
}

/** What stays of a finding and its fix while the text before it changes. */
function keyOf(file: string, { rule, address, sid, text }: Finding, fix: Fix): string {
  return [file, rule, address, sid, text, fix.id].join("\0");
}
