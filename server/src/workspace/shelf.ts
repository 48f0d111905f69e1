// What a project has loaded of one folder. It loads nothing.
import type { Document } from "../../../shared-rules/src/index";
import { namesNothing, type Named } from "./call-index";

/** A Terraform file as it is on disk. */
export interface ModuleFile {
  readonly text: string | undefined;
  readonly named: Named;
  /** Made when it is first asked for. */
  document: Document | undefined;
  /** Why there is no text, or no document. */
  problem: string | undefined;
}

/** What is loaded of one folder. */
export class Shelf {
  /** The Terraform files by path, in order; undefined until they are asked for. */
  module: ReadonlyMap<string, ModuleFile> | undefined;
  /** Resolves when `module` is there. */
  loading: Promise<void> | undefined;
  /** Other files by path; undefined for one that cannot be read. */
  readonly texts = new Map<string, string | undefined>();
  /** What was read from those, as far as it was asked for. */
  readonly documents = new Map<string, Document | undefined>();
  /** UTF-16 code units, roughly. */
  size = entrySize;
  /** How many who depend on it are at work. */
  holds = 0;
}

/** What an entry takes beside its text. */
export const entrySize = 500;

/** A file that is not there, or cannot be read. */
export function unread(problem: string): ModuleFile {
  return { text: undefined, named: namesNothing, document: undefined, problem };
}
