// Where a field of ours is written in a Terraform resource: the inverse of the tables that it is read by. It writes nothing.
import type { Declined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isListData, isRawData, isReferenceData } from "../../model/data";
import type { Declaration, Fields } from "../../model/policy";
import type { Block, Entry } from "../../model/value";
import { literal } from "../../model/value";
import { linkFieldsOf } from "./links";

const taggable = new Set<Declaration["kind"]>([
  "user",
  "role",
  "policy",
  "instance-profile",
  "permission-set",
  "organization-policy",
]);

/**
 * Names of nested blocks with the attribute's at the end, or why there is none.
 * @param isWritten of several places, the one that is written counts; else the first
 */
export function pathFor(
  { kind, type }: Declaration,
  field: keyof Fields,
  isWritten: (path: readonly string[]) => boolean,
): readonly string[] | Declined {
  if (field === "tags")
    return taggable.has(kind)
      ? ["tags"]
      : { declined: `${type} takes no tags, or Roleward does not know that it does.` };
  if (field === "boundary")
    return kind === "user" || kind === "role"
      ? ["permissions_boundary"]
      : { declined: `${type} takes no permissions boundary.` };
  const paths = (linkFieldsOf(type)[field] ?? []).map((path) => path.split("."));
  return paths.find(isWritten) ?? paths[0] ?? { declined: `${type} has no attribute for this.` };
}

/** Tags stand last by custom: what is new goes before them. */
export function entryBefore(node: Block): Entry | undefined {
  const last = node.entries.at(-1);
  const before = node.entries.at(-2);
  return last && before && literal(last.key) === "tags" ? before : last;
}

export function isObject(data: Data): data is DataObject {
  return typeof data === "object" && data !== null && !isListData(data) && !isRawData(data) && !isReferenceData(data);
}
