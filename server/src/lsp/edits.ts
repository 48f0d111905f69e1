// The core's edits as what the client gets, or why it does not get them: of files as they are now, open ones as their editor has them.
import { existsSync } from "node:fs";
import path from "node:path";
import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isDeclined, type Declined, type FileEdit } from "../../../shared-rules/src/index";
import { toPath } from "../workspace/paths";
import { readTextFile } from "../workspace/text-file";
import type { Client } from "./client";
import { positionsOf } from "./convert";
import type { Documents } from "./documents";
import { firstStop, toWorkspaceEdit, type EditTarget, type Stop } from "./workspace-edit";

export interface EditOptions {
  /** What is changed, in the words of its title; the client shows the edit under it and asks first. */
  readonly review?: string;
  /** What a person has to do then, for the client to show with it. */
  readonly then?: string;
  /** The texts that the edits were made in, where that is not what the open documents hang on. */
  readonly textOf?: (uri: string) => string | undefined;
}

export interface MadeEdit {
  readonly edit: WorkspaceEdit;
  /** Where a person has to fill in something that the client does not come to by itself. */
  readonly stop: Stop | undefined;
}

interface OpenText {
  readonly uri: string;
  readonly text: TextDocument;
}

export class Edits {
  readonly #documents: Documents;
  readonly #client: Client;
  readonly #settingsOf: (uri: string) => OpenText | undefined;

  /** @param settingsOf a settings file that an editor has open */
  constructor(documents: Documents, client: Client, settingsOf: (uri: string) => OpenText | undefined) {
    this.#documents = documents;
    this.#client = client;
    this.#settingsOf = settingsOf;
  }

  /** Edits of the core as a WorkspaceEdit, or why they cannot be made. */
  async toEdit(
    edits: readonly FileEdit[] | Declined,
    { review, then, textOf = (uri) => this.#documents.textAt(uri) }: EditOptions = {},
  ): Promise<MadeEdit | Declined> {
    if (isDeclined(edits)) return edits;
    const targets = new Map<string, EditTarget>();
    for (const one of edits) {
      const file = toPath(one.uri);
      if ("create" in one) {
        if (file !== undefined && existsSync(file)) return { declined: `${file} exists already.` };
        continue;
      }
      const target = await this.#target(one.uri, file, textOf(one.uri));
      if (isDeclined(target)) return target;
      targets.set(one.uri, target);
    }
    const description = [changed(edits), ...(then === undefined ? [] : [then])].join(". ");
    const annotation = review === undefined ? undefined : { label: review, description };
    const edit = toWorkspaceEdit(edits, (uri) => targets.get(uri), this.#client.edits, annotation);
    if (!edit) return { declined: "It would change a file that is not at hand." };
    return { edit, stop: firstStop(edits, textOf, this.#client.edits) };
  }

  /** A file as it is now, if that is how the edits know it. */
  async #target(uri: string, file: string | undefined, text: string | undefined): Promise<EditTarget | Declined> {
    const name = file ?? uri;
    if (text === undefined) return { declined: `It would change ${name}, which is not at hand.` };
    const open = this.#documents.get(uri) ?? this.#settingsOf(uri);
    if (open) {
      if (open.text.getText() === text) return { uri: open.uri, positions: open.text, version: open.text.version };
      return { declined: `${name} has been edited since; try again.` };
    }
    const onDisk = file === undefined ? undefined : await readTextFile(file, Infinity);
    if (!onDisk || file === undefined) return { declined: `It would change ${name}, which is not open any more.` };
    if ("reason" in onDisk) return { declined: `${name} ${onDisk.reason}.` };
    if (onDisk.text === text) return { uri, positions: positionsOf(uri, text), version: null };
    this.#documents.filesChanged([file]);
    return { declined: `${name} has changed on disk since it was read; try again.` };
  }
}

/** "3 files: main.tf, roles.tf, users.tf". */
function changed(edits: readonly FileEdit[]): string {
  const names = edits.map(({ uri }) => path.posix.basename(decodeURIComponent(uri)));
  return names.length === 1 ? (names[0] ?? "") : `${names.length} files: ${names.join(", ")}`;
}
