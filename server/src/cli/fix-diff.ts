// A finding's fix as a unified diff that git and patch apply. It changes no file.
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import { isDeclined, type Engine, type Finding } from "../../../shared-rules/src/index";
import { applyEdits } from "../workspace/edits";
import type { Scanned } from "../workspace/scan";
import { shownUri, type Places } from "./report";

/** The first fix of a finding that can be written; undefined where there is none. */
export function fixDiff(
  engine: Engine,
  { document }: Scanned,
  finding: Finding,
  places: Places,
  cwd: string,
): { title: string; diff: string } | undefined {
  if (!document) return undefined;
  for (const fix of finding.fixes) {
    const rendered = engine.render(document, fix);
    if (isDeclined(rendered)) continue;
    const patches: string[] = [];
    for (const edit of rendered) {
      // patch and git take the first folder off a name; an absolute one must not begin with two slashes then.
      const name = shownUri(cwd, edit.uri).replace(/^\/+/, "");
      const before = "create" in edit ? "" : places.textOf(edit.uri);
      if (before === undefined) break;
      const after = "create" in edit ? edit.create : applyEdits(before, edit.edits);
      const oldName = "create" in edit ? "/dev/null" : `a/${name}`;
      const patch = structuredPatch(oldName, `b/${name}`, before, after, undefined, undefined, { context: 3 });
      patches.push(formatPatch(patch, FILE_HEADERS_ONLY));
    }
    if (patches.length === rendered.length) return { title: fix.title, diff: patches.join("").replace(/\n$/, "") };
  }
  return undefined;
}
