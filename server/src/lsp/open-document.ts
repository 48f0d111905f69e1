// A document that the client has open: what is kept of it, why it may be left out, and what it depends on. It is judged elsewhere.
import path from "node:path";
import type { TextDocumentItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Document, Finding, Workspace } from "../../../shared-rules/src/index";
import { excludedBy } from "../workspace/ignored";
import { isTerraformFile, relativePath, toPath } from "../workspace/paths";
import type { Settings } from "../workspace/settings";
import { tooLarge } from "../workspace/text-file";

/** A document that the client has open. */
export interface OpenDocument {
  /** As the client writes it. */
  readonly uri: string;
  readonly path: string | undefined;
  /** The folder whose Terraform module it belongs to. */
  readonly folder: string | undefined;
  text: TextDocument;
  /** What was read from `text`; undefined before the first analysis and for a document that is left out. */
  read: Document | undefined;
  /** The kind that the settings gave it when it was read. */
  hintedKind: string | undefined;
  /** What is told of it: its own findings and what all files of the workspace together tell, without those that are to be ignored. */
  findings: readonly Finding[];
  /** Those that it has by itself. */
  own: readonly Finding[];
  /** Why it is not, or not wholly, analysed. */
  note: string | undefined;
  /** Something happened since the findings were made. */
  stale: boolean;
  /** Counts what happened. */
  touched: number;
  /** The Terraform folders that its findings may depend on, its own or those that name it. */
  reach: ReadonlySet<string>;
  /** What those folders held when the findings were made. */
  basis: readonly (readonly Document[])[];
  /** Other files that its findings depend on. */
  readonly asked: Set<string>;
  /** How long the last analysis took. */
  milliseconds: number;
  timer: NodeJS.Timeout | undefined;
}

/** An open document with what its findings were made with. */
export interface Fixing {
  readonly open: OpenDocument;
  readonly siblings: readonly Document[];
  readonly workspace: Workspace;
}

/** The settings, as far as documents ask for them. */
export interface Settled {
  readonly arrived: Promise<void>;
  folderOf(file: string): string | undefined;
  settingsFor(file: string | undefined): Settings;
}

/** A document as the client opens it; nothing is read of it yet. */
export function opened({ uri, languageId, version, text }: TextDocumentItem): OpenDocument {
  const file = toPath(uri);
  return {
    uri,
    path: file,
    folder: file !== undefined && isTerraformFile(file) ? path.dirname(file) : undefined,
    text: TextDocument.create(uri, languageId, version, text),
    read: undefined,
    hintedKind: undefined,
    findings: [],
    own: [],
    note: undefined,
    stale: true,
    touched: 0,
    reach: new Set(),
    basis: [],
    asked: new Set(),
    milliseconds: 0,
    timer: undefined,
  };
}

/** Why a document is not analysed; undefined where it is. */
export function leftOut({ path: file, text }: OpenDocument, settled: Settled): string | undefined {
  const { maxFileSize, exclude, leftOutBy } = settled.settingsFor(file);
  const { length } = text.getText();
  if (length > maxFileSize) return `Not analysed: the document ${tooLarge(length, maxFileSize)}.`;
  const folder = file === undefined ? undefined : settled.folderOf(file);
  if (file !== undefined && folder !== undefined && excludedBy(exclude)(relativePath(folder, file)))
    return "Not analysed: the setting roleward.exclude leaves this file out.";
  if (leftOutBy !== undefined) return `Not analysed: "exclude" in ${leftOutBy} leaves this file out.`;
  return undefined;
}

/**
 * Whether a document's findings may be others now.
 * @param paths folders whose documents changed, and folders and files that are named by others than before
 * @param files files whose text changed
 */
export function dependsOn(
  { path: file, folder, reach, asked }: OpenDocument,
  paths: ReadonlySet<string>,
  files: readonly string[],
): boolean {
  const within = file && path.dirname(file);
  return (
    [folder, file, within].some((own) => own !== undefined && paths.has(own)) ||
    files.some((changed) => asked.has(changed)) ||
    [...paths].some((changed) => reach.has(changed))
  );
}
