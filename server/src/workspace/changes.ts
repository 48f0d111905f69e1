// The texts of files that fixes change, round by round, in memory. It reads and writes no file.
import type { FileEdit, TextEdit } from "../../../shared-rules/src/index";
import { EditedText } from "./edits";
import { toPath } from "./paths";

/** A file with its text before (undefined: it is new) and after, and the edits that make the one of the other. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  readonly edits: readonly TextEdit[];
}

/** Files that belong together, as one fix changed several of them. */
export interface FileGroup {
  readonly files: readonly ChangedFile[];
  /** How many fixes changed them. */
  readonly fixes: number;
  /** What a person has to do after these fixes, each sentence with the title of its fix. */
  readonly then: readonly string[];
}

/** A fix that was made: the files it changed, and what a person has to do then. */
export interface MadeFix {
  readonly files: readonly string[];
  readonly then?: string;
}

interface Round {
  readonly edited: readonly EditedText[];
  readonly created: readonly string[];
  readonly fixes: readonly MadeFix[];
}

export class Changes {
  readonly #files = new Map<string, EditedText>();
  readonly #created = new Map<string, string>();
  readonly #rounds: Round[] = [];

  /** The text of a file that was changed. */
  textOf(file: string): string | undefined {
    return this.#files.get(file)?.text ?? this.#created.get(file);
  }

  /** A file that is about to be changed, as it is now. */
  enter(file: string, text: string): void {
    if (!this.#files.has(file)) this.#files.set(file, new EditedText(text));
  }

  /** Makes the edits of a round, in the texts as they are; files that are changed were entered. */
  make(edits: readonly FileEdit[], fixes: readonly MadeFix[]): void {
    const edited: EditedText[] = [];
    const created: string[] = [];
    for (const edit of edits) {
      const file = toPath(edit.uri) ?? "";
      const text = this.#files.get(file);
      if ("create" in edit) {
        this.#created.set(file, edit.create);
        created.push(file);
      } else if (text) {
        text.edit(edit.edits);
        edited.push(text);
      }
    }
    this.#rounds.push({ edited, created, fixes });
  }

  /** Takes the last round back. */
  undo(): void {
    const round = this.#rounds.pop();
    for (const text of round?.edited ?? []) text.undo();
    for (const file of round?.created ?? []) this.#created.delete(file);
  }

  /** What has changed. */
  get groups(): FileGroup[] {
    let groups: { readonly files: Set<string>; readonly fixes: number; readonly then: readonly string[] }[] = [];
    for (const { files, then } of this.#rounds.flatMap(({ fixes }) => fixes)) {
      const meeting = groups.filter((group) => files.some((file) => group.files.has(file)));
      groups = groups.filter((group) => !meeting.includes(group));
      groups.push({
        files: new Set([...meeting.flatMap((group) => [...group.files]), ...files]),
        fixes: meeting.reduce((sum, group) => sum + group.fixes, 1),
        then: [...meeting.flatMap((group) => group.then), ...(then === undefined ? [] : [then])],
      });
    }
    return groups
      .map(({ files, ...rest }) => ({ files: [...files].sort().flatMap((file) => this.#changed(file)), ...rest }))
      .filter(({ files }) => files.length > 0)
      .sort((a, b) => (firstOf(a) < firstOf(b) ? -1 : 1));
  }

  #changed(path: string): ChangedFile[] {
    const created = this.#created.get(path);
    if (created !== undefined) return [{ path, before: undefined, after: created, edits: [] }];
    const text = this.#files.get(path);
    if (!text || text.before === text.text) return [];
    return [{ path, before: text.before, after: text.text, edits: text.edits }];
  }
}

function firstOf({ files: [file] }: FileGroup): string {
  return file?.path ?? "";
}
