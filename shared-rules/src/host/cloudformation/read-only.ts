// Sources that are read but into which nothing is written, and the reason. It maps no offsets.
import type { Declined } from "../../edit";
import type { Source } from "../../model/source";
import type { Writer } from "../../syntax/writer";

interface ReadOnlySource extends Source {
  readonly readOnly: string;
}

/** @param reason what a writer says, a sentence. */
export function readOnly(source: Source, reason: string): Source {
  const marked: ReadOnlySource = {
    ...source,
    // It may be another one when the document is typed in.
    get text() {
      return source.text;
    },
    readOnly: reason,
  };
  return marked;
}

/** Why nothing is written into a source; undefined where it may be. */
export function readOnlyReason(source: Source): string | undefined {
  return "readOnly" in source && typeof source.readOnly === "string" ? source.readOnly : undefined;
}

/** A writer that writes nothing. */
export function decliningWriter(declined: string): Writer {
  const decline = (): Declined => ({ declined });
  return {
    replaceValue: decline,
    removeItems: decline,
    insertItems: decline,
    setEntry: decline,
    removeEntry: decline,
    renameText: decline,
  };
}
