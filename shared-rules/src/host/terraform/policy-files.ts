// Files that a value is the text of (`file("p.json")`, also through locals and variables): a policy in it is judged there. It reads none.
import type { Value } from "../../model/value";

export interface TakenFile {
  readonly uri: string;
  readonly isTemplate: boolean;
}

/** The files that a value, or one of a list's items, is the whole content of; of an unknown one, those it may be. */
export function filesIn(value: Value | undefined): TakenFile[] {
  if (!value) return [];
  const { written } = value;
  if (written?.readAs) return [{ uri: written.uri, isTemplate: written.readAs === "template" }];
  if (value.kind === "list") return value.items.flatMap(filesIn);
  return value.kind === "unknown" ? (value.candidates ?? []).flatMap(filesIn) : [];
}
