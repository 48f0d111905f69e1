// Value trees as plain data, and places in them, for syntax tests. It parses nothing.
import type { Data } from "../../shared-rules/src/model/data";
import type { Entry, List, Dict, Value } from "../../shared-rules/src/model/value";
import { entryOf, literal } from "../../shared-rules/src/model/value";

/** A tree as JSON data; what is not known becomes `{ raw }`. The last of equal keys wins. */
export function toData(value: Value | undefined): Data {
  if (!value) return null;
  switch (value.kind) {
    case "text":
      return (
        literal(value) ?? { raw: value.parts.map((part) => (typeof part === "string" ? part : part.source)).join("") }
      );
    case "scalar":
      return value.value;
    case "list":
      return value.items.map(toData);
    case "dict":
      return Object.fromEntries(value.entries.map(({ key, value: inner }) => [literal(key) ?? "?", toData(inner)]));
    default:
      return { raw: value.source };
  }
}

/** The value at a path of keys and indices. Throws where there is none. */
export function at(root: Value | undefined, ...path: readonly (string | number)[]): Value {
  let value = root;
  for (const step of path) {
    if (typeof step === "number") value = value?.kind === "list" ? value.items[step] : undefined;
    else value = value?.kind === "dict" ? entryOf(value, step)?.value : undefined;
  }
  if (!value) throw new Error(`nothing stands at ${path.join(".")}`);
  return value;
}

export function listAt(root: Value | undefined, ...path: readonly (string | number)[]): List {
  const value = at(root, ...path);
  if (value.kind !== "list") throw new Error(`${path.join(".")} is a ${value.kind}`);
  return value;
}

export function dictAt(root: Value | undefined, ...path: readonly (string | number)[]): Dict {
  const value = at(root, ...path);
  if (value.kind !== "dict") throw new Error(`${path.join(".")} is a ${value.kind}`);
  return value;
}

export function entryAt(dict: Dict, key: string): Entry {
  const entry = entryOf(dict, key);
  if (!entry) throw new Error(`no entry ${key}`);
  return entry;
}
