// Tokens of the `yaml` package taken for themselves: what a plain scalar is, where a token ends. It builds no tree.
import type { CST } from "yaml";

/**
 * What a plain scalar is where it is no string. A number only in its canonical spelling:
 * `012345678901` is an account's id, whose digits must not be lost.
 */
export function plainScalar(source: string): number | boolean | null | undefined {
  switch (source) {
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return null;
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
  }
  if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(source)) return undefined;
  const number = Number(source);
  return String(number) === source ? number : undefined;
}

/** Where a node ends that is not read any further; a loop, since it may be nested without bound. */
export function endOf(token: CST.Token): number {
  let at: CST.Token | undefined | null = token;
  let end = token.offset;
  while (at) {
    if ("source" in at) end = Math.max(end, at.offset + at.source.length);
    if (at.type === "block-scalar") {
      for (const prop of at.props) if ("source" in prop) end = Math.max(end, prop.offset + prop.source.length);
      return end + at.source.trimEnd().length;
    }
    if (at.type === "flow-collection" && at.end[0]) return at.end[0].offset + at.end[0].source.length;
    if (at.type !== "block-map" && at.type !== "block-seq" && at.type !== "flow-collection") return end;
    const items: readonly CST.CollectionItem[] = at.items;
    let next: CST.Token | undefined | null;
    for (let index = items.length - 1; index >= 0 && !next; index--) next = items[index]?.value ?? items[index]?.key;
    at = next;
  }
  return end;
}
