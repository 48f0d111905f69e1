// Indents lines as `terraform fmt` does, where an edit changes how deep they are and their neighbours stood so. It knows no nodes.
import type { TextEdit } from "../../model/source";
import type { Pieces } from "../pieces";
import { levelsOf, type FormatLine } from "./lines";

/** What it takes of white space before lines of `pieces`, whose first text was `text` with the lines `old`. */
export function indented(
  text: string,
  old: readonly FormatLine[],
  lines: readonly FormatLine[],
  pieces: Pieces,
): TextEdit[] {
  const oldLevels = levelsOf(old);
  const indentOf = (index: number): string => text.slice(old[index]?.start, old[index]?.content);
  const outermost = oldLevels.findIndex((level, index) => level === 1 && old[index]?.content !== old[index]?.end);
  const unit = outermost < 0 ? "" : indentOf(outermost);
  if (unit === "") return [];
  const oldIndexes = new Map(old.map((line, index) => [line.start, index]));
  const edits: TextEdit[] = [];
  /** Of the last lines that are not new: whether they stand as fmt sets them. Two, as one may do so by chance. */
  let formatted = [true, true];
  levelsOf(lines).forEach((level, index) => {
    const line = lines[index];
    if (!line || line.content === line.end) return;
    const before = oldIndexes.get(pieces.origin(line.start) ?? -1);
    if (before !== undefined)
      formatted = [...formatted.slice(1), indentOf(before) === unit.repeat(oldLevels[before] ?? 0)];
    if (formatted.includes(false) || (before !== undefined && oldLevels[before] === level)) return;
    const wanted = unit.repeat(level);
    if (pieces.text.slice(line.start, line.content) !== wanted)
      edits.push({ span: { start: line.start, end: line.content }, text: wanted });
  });
  return edits;
}
