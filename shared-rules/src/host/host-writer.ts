// What every host offers to whoever writes edits into its documents. It writes nothing itself.
import type { Declined, Edit, FileEdit } from "../edit";
import { isDeclined } from "../edit";
import type { Source } from "../model/source";
import type { PolicyEdit } from "../shape/write";
import type { BlockWriter, Writer } from "../syntax/writer";

/** An edit that is not a policy's own: of declarations, of the file, beside it. */
export type DeclarationEdit = Exclude<Edit, PolicyEdit>;

/** What a host knows about writing into one of its documents. */
export interface HostWriter {
  /** The writer of a source that stands in the document, or is it, naming references as the host does. */
  writer(source: Source): Writer | BlockWriter;
  write(edits: readonly DeclarationEdit[]): FileEdit[] | Declined;
}

/** All results, or the first that was declined. */
export function collect<T, R>(inputs: Iterable<T>, write: (input: T) => readonly R[] | Declined): R[] | Declined {
  const all: R[] = [];
  for (const input of inputs) {
    const written = write(input);
    if (isDeclined(written)) return written;
    all.push(...written);
  }
  return all;
}
