// Values of a template as data to write elsewhere in it, intrinsics in the long form. It knows no place.
import type { Data, DataObject } from "../../model/data";
import { isListData, isRawData, isReferenceData } from "../../model/data";
import { wholeDocument } from "../../model/source";
import type { Value } from "../../model/value";
import { literal } from "../../model/value";
import { parseYaml } from "../../syntax/yaml";

/** Data that is neither a list, a reference nor an expression's text. */
export function isObjectData(data: Data): data is DataObject {
  return typeof data === "object" && data !== null && !isListData(data) && !isRawData(data) && !isReferenceData(data);
}

/** A value as data, its intrinsics in the long form; undefined where it is unfinished. */
export function dataOf(value: Value): Data | undefined {
  switch (value.kind) {
    case "text":
      return literal(value);
    case "scalar":
      return value.value;
    case "list": {
      const items = value.items.map(dataOf);
      return !value.open && items.every((item): item is Data => item !== undefined) ? items : undefined;
    }
    case "dict": {
      const object: Record<string, Data> = {};
      for (const entry of value.entries) {
        const data = dataOf(entry.value);
        if (data === undefined) return undefined;
        object[literal(entry.key) ?? ""] = data;
      }
      return value.open ? undefined : object;
    }
    default:
      return undefined;
  }
}

/**
 * Data in which a YAML expression's own text is replaced by what it says, so that it can stand at any indentation.
 * A text with comments in it stays: they would be lost.
 */
export function expressionData(data: Data): Data {
  if (isListData(data)) return data.map(expressionData);
  if (isObjectData(data))
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, expressionData(value)]));
  if (!isRawData(data)) return data;
  const { root, broken, comments } = parseYaml(wholeDocument("yaml", data.raw));
  const known = root?.kind === "dict" && !broken && comments.length === 0 ? dataOf(root) : undefined;
  return known ?? data;
}
