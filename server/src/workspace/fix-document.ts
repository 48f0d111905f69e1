// All fixes of one document that are wanted, one round after the other until none is left. It changes no other document.
import type { Config, Document, Engine, Finding, Fix, TextEdit, Workspace } from "../../../shared-rules/src/index";
import { isDeclined } from "../../../shared-rules/src/index";
import { EditedText, EditSet, leavesOpen } from "./edits";
import { told } from "./told";

/** A document with what it is judged by. */
export interface Judging {
  readonly document: Document;
  readonly findings: readonly Finding[];
  readonly config: Config;
  readonly siblings: readonly Document[];
  readonly workspace: Workspace;
  /** The document's next text, read. */
  readonly read: (text: string) => Document;
}

/** Which of a finding's fixes is to be applied, if any. */
export type Choose = (finding: Finding) => Fix | undefined;

/** How often a document is judged anew; what is left then is left. */
const mostRounds = 20;

/** The first fix that grants exactly what was granted before. */
export function safeFix({ fixes }: Finding): Fix | undefined {
  return fixes.find(({ safety }) => safety === "safe");
}

/** The edits of all fixes that change nothing else and leave nothing to fill in. */
export function fixedBy(engine: Engine, judging: Judging, choose: Choose): readonly TextEdit[] {
  const { config, siblings, workspace } = judging;
  let { document, findings } = judging;
  const made = new EditedText(document.text);
  for (let round = 0; round < mostRounds; round++) {
    const set = new EditSet();
    for (const finding of findings) {
      const fix = choose(finding);
      const edits = fix ? engine.render(document, fix, siblings, workspace) : [];
      if (isDeclined(edits) || leavesOpen(edits)) continue;
      if (edits.every((edit) => edit.uri === document.uri && !("create" in edit))) set.add(edits);
    }
    const edits = set.all.flatMap((file) => ("edits" in file ? file.edits : []));
    made.edit(edits);
    if (made.text === document.text) break;
    const next = judging.read(made.text);
    // What cannot be read any more is worse than what was to be fixed.
    if ((next.broken && !document.broken) || next.format !== document.format) {
      made.undo();
      break;
    }
    document = next;
    findings = told(engine.judge(document, config, siblings, workspace).findings).findings;
  }
  return made.edits;
}
