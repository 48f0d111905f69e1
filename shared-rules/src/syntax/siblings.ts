// What the values beside a new one tell of how it is to be laid out. It prints nothing.
import type { Data } from "../model/data";
import { isListData, isObjectData } from "../model/data";
import type { Value } from "../model/value";

/** Whether all values of its kind beside a new one stand on one line each (`isOnLine`), and are nested as deep. */
export function areOnLines(siblings: readonly Value[], data: Data, isOnLine: (value: Value) => boolean): boolean {
  const kind = isListData(data) ? "list" : isObjectData(data) ? "dict" : undefined;
  const alike = siblings.filter((value) => value.kind === kind);
  // One that is not empty and stands on several lines settles it: the members of the others are not looked at.
  if (alike.some((value) => !isOnLine(value) && depthOf(value) > 0)) return false;
  const least = Math.max(1, depthOfData(data));
  return alike.some((value) => depthOf(value) >= least);
}

/** How many containers that are not empty stand within each other. */
function depthOf(value: Value): number {
  const inner =
    value.kind === "list" ? value.items : value.kind === "dict" ? value.entries.map((one) => one.value) : [];
  return inner.length === 0 ? 0 : 1 + Math.max(...inner.map(depthOf));
}

/** The same of data. */
export function depthOfData(data: Data): number {
  const inner: readonly Data[] = isListData(data) ? data : isObjectData(data) ? Object.values(data) : [];
  return inner.length === 0 ? 0 : 1 + Math.max(...inner.map(depthOfData));
}
