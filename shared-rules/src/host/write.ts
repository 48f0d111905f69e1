// Edits of any kind as the text edits of files: the one place where shape, host and syntax writers meet. It decides no wording.
import type { Declined, Edit, FileEdit } from "../edit";
import { isDeclined } from "../edit";
import { withoutMarks } from "../model/data";
import type { Document } from "../model/document";
import type { SettingsPlace } from "../link/workspace";
import type { Source, TextEdit } from "../model/source";
import type { PolicyEdit } from "../shape/write";
import { isPolicyEdit, writePolicyEdits } from "../shape/write";
import { alignEdits } from "../syntax/hcl";
import { createJsonWriter } from "../syntax/json-write";
import type { SpellReference } from "../syntax/writer";
import { alreadyAdded } from "./added";
import { cloudFormationWriter } from "./cloudformation/write";
import type { DeclarationEdit, HostWriter } from "./host-writer";
import { collect, renamePart } from "./host-writer";
import { isIgnoreEdit, writeIgnore } from "./ignores";
import { writePolicyFileEdit } from "./policy-file";
import { terraformWriter } from "./terraform";

/**
 * Writes edits that were made against `document` and those that are read together with it. Edits of one file come merged, sorted and free
 * of overlap, in document offsets.
 * @param others the other documents that edits may stand in, under whatever inputs they were read
 * @param settings tells where what the document has no place for can stand
 * @returns all of them, or why one of them cannot be written: there are no half-applied fixes.
 */
export function writeEdits(
  document: Document,
  edits: readonly Edit[],
  others: readonly Document[] = [],
  settings: FindSettings = () => undefined,
): readonly FileEdit[] | Declined {
  const impossible = edits.find((edit) => edit.kind === "decline");
  if (impossible) return { declined: impossible.because };
  const all = [document, ...others];
  const added = alreadyAdded(edits, all);
  if (added !== undefined) return { declined: `${added} is there already.` };
  const byUri = new Map<string, { readonly document: Document; readonly edits: Edit[] }>();
  for (const edit of edits) {
    const own = all.find((one) => standsIn(edit, one)) ?? document;
    const same = byUri.get(own.uri);
    if (same) same.edits.push(edit);
    else byUri.set(own.uri, { document: own, edits: [edit] });
  }
  const module = moduleOf(
    document,
    [...byUri.values()].map((own) => own.document),
    all,
  );
  if (edits.some(isFollowed))
    for (const one of module) if (!byUri.has(one.uri)) byUri.set(one.uri, { document: one, edits: [] });
  const files = collect(byUri.values(), (own) => writeOwn(own.document, own.edits, { all: edits, module, settings }));
  return isDeclined(files) ? files : mergeFiles(files, all, settings);
}

/** Whether other files of a module, too, have to follow: they may name what changes its address, or goes. */
function isFollowed({ kind }: Edit): boolean {
  return kind === "convert-user" || kind === "retarget" || kind === "remove-declaration";
}

/** The files of a document's Terraform module, each once: as the one that is written into, where it is. */
function moduleOf(document: Document, written: readonly Document[], all: readonly Document[]): readonly Document[] {
  const folder = (uri: string): string => uri.slice(0, uri.lastIndexOf("/") + 1);
  const byUri = new Map<string, Document>();
  for (const one of [...written, ...all])
    if (/^terraform(?:-json)?$/.test(one.format) && folder(one.uri) === folder(document.uri) && !byUri.has(one.uri))
      byUri.set(one.uri, one);
  return [...byUri.values()];
}

/** Asked only where it is wanted: it may take a look at the disk. */
type FindSettings = () => SettingsPlace | undefined;

interface Together {
  /** What is written together, in whatever file: edits may name what others add. */
  readonly all: readonly Edit[];
  readonly module: readonly Document[];
  readonly settings: FindSettings;
}

function writeOwn(
  document: Document,
  own: readonly Edit[],
  { all, module, settings }: Together,
): FileEdit[] | Declined {
  const host = hostWriter(document, all, module);
  if (isDeclined(host)) return host;
  const files: FileEdit[] = [];
  const bySource = new Map<Source, PolicyEdit[]>();
  const declarationEdits: DeclarationEdit[] = [];
  for (const edit of own) {
    if (edit.kind === "rename-part") {
      const renamed = renamePart(edit, document);
      if (isDeclined(renamed)) return renamed;
      files.push({ uri: document.uri, edits: renamed });
    } else if (isIgnoreEdit(edit)) {
      const written = writeIgnore(edit, document, host.writer(document.source), settings);
      if (isDeclined(written)) return written;
      files.push(written);
    } else if (!isPolicyEdit(edit)) declarationEdits.push(edit);
    else {
      const same = bySource.get(edit.policy.source);
      if (same) same.push(edit);
      else bySource.set(edit.policy.source, [edit]);
    }
  }
  for (const [source, same] of bySource) {
    const written = writePolicyEdits(same, host.writer(source));
    if (isDeclined(written)) return written;
    files.push({ uri: document.uri, edits: written });
  }
  if (declarationEdits.length === 0 && own.length > 0 && !all.some(isFollowed)) return files;
  const written = host.write(declarationEdits);
  return isDeclined(written) ? written : [...files, ...written];
}

/** Whether what an edit changes stands in a document. */
function standsIn(edit: Edit, { uri, declarations, policies }: Document): boolean {
  if (edit.kind === "wire-role") return edit.in === uri;
  if (isPolicyEdit(edit)) return policies.some(({ node }) => node === edit.policy.node);
  const subject = "declaration" in edit ? edit.declaration : edit.kind === "add-declarations" ? edit.after : undefined;
  return subject !== undefined && declarations.some(({ node }) => node === subject.node);
}

function hostWriter(document: Document, edits: readonly Edit[], module: readonly Document[]): HostWriter | Declined {
  switch (document.format) {
    case "policy-json":
      return policyFileWriter(document);
    case "cloudformation-json":
    case "cloudformation-yaml":
    case "serverless":
      return cloudFormationWriter(document, edits);
    case "terraform":
    case "terraform-json":
    case "terraform-vars":
    case "terragrunt":
      return terraformWriter(document, edits, module);
    case "account-dump":
      return accountDumpWriter(document);
    case "terraform-plan":
      return { declined: "This is a plan: change the configuration that it was made from." };
    case "credential-report":
      return { declined: "A credential report is a record of what AWS has; change the credential itself." };
    case "none":
      return { declined: "Nothing is known of this file's format." };
  }
}

/** A policy file can name nothing but what stands in it. */
function policyFileWriter(document: Document): HostWriter {
  const spell: SpellReference = () => undefined;
  return {
    writer: (source) => createJsonWriter(source, spell),
    write: (edits) => collect(edits, (edit) => writePolicyFileEdit(document, edit)),
  };
}

/** A record of what AWS has: its policies can be written as they should be, and files beside it. */
function accountDumpWriter(document: Document): HostWriter {
  const record = "This is a record of what AWS has; change it in AWS, or in the code it was made by.";
  return {
    ...policyFileWriter(document),
    write: (edits) =>
      collect(edits, (edit) =>
        edit.kind === "new-file" || edit.kind === "add-declarations"
          ? writePolicyFileEdit(document, edit)
          : { declined: record },
      ),
  };
}

/** One entry per file, its edits merged. */
function mergeFiles(
  files: readonly FileEdit[],
  documents: readonly Document[],
  settings: FindSettings,
): readonly FileEdit[] | Declined {
  const edits = new Map<string, TextEdit[]>();
  const created = new Map<string, FileEdit>();
  for (const file of files) {
    if ("create" in file) {
      if (created.has(file.uri)) return { declined: "Two new files would have the same name." };
      const { text, stops } = withoutMarks(file.create);
      created.set(file.uri, { uri: file.uri, create: text, ...(stops.length > 0 && { stops }) });
    } else edits.set(file.uri, [...(edits.get(file.uri) ?? []), ...file.edits]);
  }
  const merged: FileEdit[] = [];
  for (const [uri, own] of edits) {
    const document = documents.find((one) => one.uri === uri);
    const text = (document ?? settings())?.text ?? "";
    const sorted = mergeEdits(own, text);
    if (isDeclined(sorted)) return sorted;
    const aligned = document?.source.syntax === "hcl" ? alignEdits(text, sorted) : sorted;
    if (aligned.length > 0) merged.push({ uri, edits: aligned.map(withStops) });
  }
  return [...merged, ...created.values()];
}

function withStops(edit: TextEdit): TextEdit {
  const { text, stops } = withoutMarks(edit.text);
  return stops.length > 0 ? { ...edit, text, stops } : edit;
}

/**
 * Sorts edits of `text`, joins insertions at one place in their order, and declines where two change the same stretch. What two take out, be
 * it a blank line between them, is taken out once; what is written at the end of what another takes out stands in its place.
 */
export function mergeEdits(edits: readonly TextEdit[], text: string): TextEdit[] | Declined {
  const inOrder = edits
    .map((edit, order) => ({ edit: afterRemovedLine(edit, edits, text), order }))
    .filter(({ edit }) => edit.span.start < edit.span.end || edit.text !== "")
    .sort(
      (a, b) =>
        a.edit.span.start - b.edit.span.start ||
        a.edit.span.end - b.edit.span.end ||
        depth(b.edit) - depth(a.edit) ||
        a.order - b.order,
    );
  const merged: TextEdit[] = [];
  for (const { edit } of inOrder) {
    const last = merged.at(-1);
    const { start, end } = edit.span;
    if (!last || last.span.end < start || (last.span.end === start && last.span.start < start)) merged.push(edit);
    else if (start === end && last.span.start === start && last.span.end === end)
      merged[merged.length - 1] = { span: edit.span, text: last.text + edit.text };
    else if (last.span.start === start && last.span.end === start) merged.push(edit);
    else if (last.span.start === start && last.span.end === end && last.text === edit.text) continue;
    else if (last.text === "" && edit.text === "")
      merged[merged.length - 1] = { span: { start: last.span.start, end: Math.max(last.span.end, end) }, text: "" };
    else if (last.text === "" && start < end && end === last.span.end && text.slice(start, end).trim() === "")
      merged[merged.length - 1] = { span: last.span, text: edit.text };
    else return { declined: "Two changes meet in the same place; apply one, then the other." };
  }
  return merged;
}

/**
 * Lines written before a line break that goes with its line are the same lines written after it:
 * a statement can follow one whose last line is taken out.
 */
function afterRemovedLine(edit: TextEdit, edits: readonly TextEdit[], text: string): TextEdit {
  const { start, end } = edit.span;
  if (start !== end) return edit;
  const removal = edits.find(({ span, text: put }) => put === "" && span.start < start && start < span.end);
  const lineBreak = removal ? text.slice(start, removal.span.end) : "";
  if (!removal || !/^\r?\n$/.test(lineBreak) || !edit.text.startsWith(lineBreak)) return edit;
  const at = removal.span.end;
  return { span: { start: at, end: at }, text: edit.text.slice(lineBreak.length) + lineBreak };
}

/**
 * How deep lines to insert are: where a list's items and an entry after the list come to stand in one place, the items are
 * first. In YAML a list may stand no deeper than its key.
 */
function depth({ text }: TextEdit): number {
  const [, indent = "", bullet] = /^(?:[ \t]*\r?\n)*([ \t]*)(- )?/.exec(text) ?? [];
  return indent.length * 2 + (bullet === undefined ? 0 : 1);
}
