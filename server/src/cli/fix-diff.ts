// A finding's fix as a unified diff. It changes no file.
import { isDeclined, type FileEdit, type Finding } from "../../../shared-rules/src/index";
import { applyEdits } from "../workspace/edits";
import type { Scanned } from "../workspace/scan";
import { patchOf, printed, Secrets, type Change } from "./patch";
import { shownUri } from "./report";

export interface FixDiff {
  readonly title: string;
  /** What a person has to do then. */
  readonly then: string | undefined;
  /** Undefined where it would print a secret. */
  readonly diff: string | undefined;
}

/** The first fix of a finding that can be written; undefined where there is none. */
export function fixDiff(scanned: Scanned, finding: Finding, cwd: string): FixDiff | undefined {
  for (const fix of finding.fixes) {
    const rendered = scanned.render(fix);
    const changes = isDeclined(rendered) ? undefined : changesOf(rendered, scanned, cwd);
    if (!changes) continue;
    const secrets = new Secrets();
    secrets.add(scanned);
    const patches = changes.map(patchOf);
    const isSecret = patches.some((patch) => secrets.isShownBy(patch));
    return { title: fix.title, then: fix.then?.(), diff: isSecret ? undefined : printed(patches).replace(/\n$/, "") };
  }
  return undefined;
}

/** Files before and after edits; undefined where the text of one of them is not at hand. */
export function changesOf(edits: readonly FileEdit[], { textOf }: Scanned, cwd: string): Change[] | undefined {
  const changes: Change[] = [];
  for (const edit of edits) {
    const name = shownUri(cwd, edit.uri);
    if ("create" in edit) changes.push({ name, before: undefined, after: edit.create });
    else {
      const before = textOf(edit.uri);
      if (before === undefined) return undefined;
      changes.push({ name, before, after: applyEdits(before, edit.edits) });
    }
  }
  return changes;
}
