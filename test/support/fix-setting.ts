// A document with its module and workspace before and after a fix. It judges no fix.
import { readFileSync } from "node:fs";
import type { Config, Document, Engine, Fact, FileEdit, Finding, Workspace } from "../../shared-rules/src/index";
import { emptyWorkspace, folderOf } from "../../shared-rules/src/link/workspace";
import { applyEdits } from "./edits";
import { engine } from "./engine";
import type { Sample } from "./formats";

/** What a document is judged with. */
export interface Setting {
  readonly engine: Engine;
  readonly config: Config;
  readonly document: Document;
  readonly siblings: readonly Document[];
  readonly workspace: Workspace;
  /** What all documents of a workspace told, where the finding is of all of them together. */
  readonly facts?: readonly Fact[];
  /** What a bare policy file does not say of itself. */
  readonly hint?: Sample["hint"];
}

/** The setting after a fix, and what the fix changed of it. */
export interface Edited {
  readonly setting: Setting;
  /** What was changed, as it was and as it is. */
  readonly changed: readonly { readonly before: Document; readonly after: Document }[];
  readonly created: readonly Document[];
}

/** A document by itself, in a workspace that holds nothing else. */
export function settingFor(document: Document, config: Config): Setting {
  // A bare policy file does not say of itself of what kind it is.
  const kind = document.format === "policy-json" ? document.policies[0]?.kind : undefined;
  const facts = engine.judge(document, config).facts();
  return { engine, config, document, siblings: [], workspace: emptyWorkspace, facts, ...(kind && { hint: { kind } }) };
}

const isTerraform = ({ format }: Document): boolean => format === "terraform" || format === "terraform-json";

/** The setting with the edits applied. Throws where they overlap, leave their text or are about a file that is not at hand. */
export function edited(setting: Setting, files: readonly FileEdit[]): Edited {
  const { engine, document, siblings, workspace, hint } = setting;
  const changed: { before: Document; after: Document }[] = [];
  const created: Document[] = [];
  for (const file of files) {
    if ("create" in file) {
      created.push(engine.read({ uri: file.uri, text: file.create }));
      continue;
    }
    const before =
      [document, ...siblings].find(({ uri }) => uri === file.uri) ??
      workspace.document(file.uri) ??
      onDisk(setting, file.uri);
    if (!before) throw new Error(`The fix changes ${file.uri}, which is not at hand.`);
    const text = applyEdits(before.text, file.edits);
    changed.push({ before, after: engine.read({ uri: file.uri, text, ...(hint && { hint }) }) });
  }
  const now = (one: Document): Document => changed.find(({ before }) => before === one)?.after ?? one;
  const inFolder = created.filter((one) => isTerraform(one) && folderOf(one.uri) === folderOf(document.uri));
  const after: Setting = {
    ...setting,
    document: now(document),
    siblings: [...siblings.map(now), ...(isTerraform(document) ? inFolder : [])],
    workspace: overlaid(workspace, changed, created),
  };
  return { setting: after, changed, created };
}

function onDisk({ engine }: Setting, uri: string): Document | undefined {
  if (!uri.startsWith("file:")) return undefined;
  return engine.read({ uri, text: readFileSync(new URL(uri), "utf8") });
}

function overlaid(workspace: Workspace, changed: Edited["changed"], created: readonly Document[]): Workspace {
  if (workspace === emptyWorkspace) return workspace;
  const after = new Map([...changed.map((one) => one.after), ...created].map((one) => [one.uri, one]));
  const folders = new Map<string, readonly Document[] | undefined>();
  return {
    ...workspace,
    document: (uri) => after.get(uri) ?? workspace.document(uri),
    text: (uri) => after.get(uri)?.text ?? workspace.text(uri),
    callers: (folder) => workspace.callers(folder),
    namedBy: (uri) => workspace.namedBy(uri),
    folder(uri) {
      if (!folders.has(uri)) {
        const known = workspace.folder(uri)?.map((one) => after.get(one.uri) ?? one);
        const added = created.filter((one) => isTerraform(one) && folderOf(one.uri) === uri);
        folders.set(uri, known && [...known, ...added]);
      }
      return folders.get(uri);
    },
  };
}

/** The setting of another document of the same module or workspace. */
export function settingOf(setting: Setting, document: Document): Setting {
  const { document: own, siblings, workspace } = setting;
  if (document === own) return setting;
  const module = [own, ...siblings];
  const beside = module.includes(document)
    ? module
    : isTerraform(document)
      ? workspace.folder(folderOf(document.uri))
      : [];
  return { ...setting, document, siblings: (beside ?? []).filter((other) => other !== document) };
}

const remembered = new WeakMap<Document, Map<Config, readonly Finding[]>>();

/** What is told of the setting's document. It is judged once under each settings. */
export function findingsIn({ engine, config, document, siblings, workspace }: Setting): readonly Finding[] {
  const known = remembered.get(document) ?? new Map<Config, readonly Finding[]>();
  remembered.set(document, known);
  const findings =
    known.get(config) ?? engine.lint(document, config, siblings, workspace).filter(({ suppressed }) => !suppressed);
  known.set(config, findings);
  return findings;
}
