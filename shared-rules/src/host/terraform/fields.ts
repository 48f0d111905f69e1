// Which attribute of a Terraform resource holds a field of ours, and where a new one goes. It writes nothing.
import type { Declined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isListData, isRawData, isReferenceData } from "../../model/data";
import type { Declaration } from "../../model/policy";
import type { Block, Entry } from "../../model/value";
import { literal } from "../../model/value";

const taggable = new Set<Declaration["kind"]>([
  "user",
  "role",
  "policy",
  "instance-profile",
  "permission-set",
  "organization-policy",
]);

/** The attribute, or why there is none. */
export function attributeFor({ kind, type }: Declaration, field: "boundary" | "tags"): string | Declined {
  if (field === "tags")
    return taggable.has(kind) ? "tags" : { declined: `${type} takes no tags, or Roleward does not know that it does.` };
  if (kind === "user" || kind === "role") return "permissions_boundary";
  return { declined: `${type} takes no permissions boundary.` };
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
