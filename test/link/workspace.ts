// Small Terraform workspaces in memory, linted as the shell would. It tests nothing itself.
import assert from "node:assert/strict";
import {
  defaultConfig,
  emptyWorkspace,
  type Config,
  type Document,
  type Finding,
  type Workspace,
} from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { applyEdits } from "../support/edits";

export type Files = Readonly<Record<string, string>>;

interface Options {
  readonly config?: Config;
  /** Folders that call a folder. */
  readonly callers?: Readonly<Record<string, readonly string[]>>;
}

/** The findings of one file. */
export function lintIn(files: Files, uri: string, { config, callers = {} }: Options = {}): Finding[] {
  const documents = new Map(Object.entries(files).map(([name, text]) => [name, engine.read({ uri: name, text })]));
  const inFolder = (folder: string): Document[] =>
    [...documents].filter(([name]) => name.slice(0, name.lastIndexOf("/")) === folder).map(([, document]) => document);
  const workspace: Workspace = {
    ...emptyWorkspace,
    folder: (folder) => (inFolder(folder).length > 0 ? inFolder(folder) : undefined),
    text: (name) => files[name],
    callers: (folder) => callers[folder] ?? [],
  };
  const document = documents.get(uri);
  assert.ok(document);
  const siblings = inFolder(uri.slice(0, uri.lastIndexOf("/"))).filter((other) => other !== document);
  return engine.lint(document, config ?? defaultConfig, siblings, workspace);
}

/** The text after a finding's fix, the first or the one of that title; or why it is declined. */
export function rendered(text: string, finding: Finding | undefined, title?: string): string {
  const fix = finding?.fixes.find((each) => title === undefined || each.title === title);
  assert.ok(finding && fix, `no fix ${title ?? ""}`);
  const edits = engine.render(engine.read({ uri: finding.uri, text }), fix);
  if ("declined" in edits) return `declined: ${edits.declined}`;
  const own = edits.flatMap((file) => (file.uri === finding.uri && "edits" in file ? file.edits : []));
  return applyEdits(text, own);
}
