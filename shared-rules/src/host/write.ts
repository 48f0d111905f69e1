// Edits of any kind as the text edits of files: the one place where shape, host and syntax writers meet. It decides no wording.
import type { Declined, Edit, FileEdit } from "../edit";
import { isDeclined } from "../edit";
import type { Document } from "../model/document";
import type { Source, TextEdit } from "../model/source";
import type { PolicyEdit } from "../shape/write";
import { isPolicyEdit, writePolicyEdits } from "../shape/write";
import { createJsonWriter } from "../syntax/json-write";
import type { SpellReference } from "../syntax/writer";
import { cloudFormationWriter } from "./cloudformation/write";
import type { DeclarationEdit, HostWriter } from "./host-writer";
import { collect } from "./host-writer";
import { writePolicyFileEdit } from "./policy-file";
import { terraformWriter } from "./terraform";

/**
 * Writes edits that were made against `document`. Edits of one file come merged, sorted and free of overlap, in document offsets.
 * @returns all of them, or why one of them cannot be written: there are no half-applied fixes.
 */
export function writeEdits(document: Document, edits: readonly Edit[]): readonly FileEdit[] | Declined {
  const host = hostWriter(document, edits);
  if (isDeclined(host)) return host;
  const files: FileEdit[] = [];
  const bySource = new Map<Source, PolicyEdit[]>();
  const declarationEdits: DeclarationEdit[] = [];
  for (const edit of edits) {
    if (!isPolicyEdit(edit)) declarationEdits.push(edit);
    else {
      const own = bySource.get(edit.policy.source);
      if (own) own.push(edit);
      else bySource.set(edit.policy.source, [edit]);
    }
  }
  for (const [source, own] of bySource) {
    const written = writePolicyEdits(own, host.writer(source));
    if (isDeclined(written)) return written;
    files.push({ uri: document.uri, edits: written });
  }
  if (declarationEdits.length > 0) {
    const written = host.write(declarationEdits);
    if (isDeclined(written)) return written;
    files.push(...written);
  }
  return mergeFiles(files, document);
}

function hostWriter(document: Document, edits: readonly Edit[]): HostWriter | Declined {
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
      return terraformWriter(document, edits);
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
function mergeFiles(files: readonly FileEdit[], document: Document): readonly FileEdit[] | Declined {
  const edits = new Map<string, TextEdit[]>();
  const created = new Map<string, FileEdit>();
  for (const file of files) {
    if ("create" in file) {
      if (created.has(file.uri)) return { declined: "Two new files would have the same name." };
      created.set(file.uri, file);
    } else edits.set(file.uri, [...(edits.get(file.uri) ?? []), ...file.edits]);
  }
  const merged: FileEdit[] = [];
  for (const [uri, own] of edits) {
    const sorted = mergeEdits(own, uri === document.uri ? document.text : "");
    if (isDeclined(sorted)) return sorted;
    if (sorted.length > 0) merged.push({ uri, edits: sorted });
  }
  return [...merged, ...created.values()];
}

/** Sorts edits of `text`, joins insertions at one place in their order, and declines where two change the same stretch. */
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
