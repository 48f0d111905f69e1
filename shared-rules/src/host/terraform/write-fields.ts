// Fields of a declaration, set where a .tf document writes them: attributes, tags, nested blocks. It knows no IAM.
import type { Declined, Edit } from "../../edit";
import { isDeclined } from "../../edit";
import { emptyEnvironment, mergedDicts } from "../../link/evaluate";
import type { Data } from "../../model/data";
import type { Document } from "../../model/document";
import type { Declaration } from "../../model/policy";
import type { TextEdit } from "../../model/source";
import type { Block, Dict, Entry } from "../../model/value";
import { entryOf } from "../../model/value";
import type { HclWriter } from "../../syntax/hcl";
import type { BlockData } from "../../syntax/writer";
import { collect } from "../host-writer";
import { entryBefore, isObject, pathFor } from "./fields";
import { blocksOf, isDynamic } from "./resource";
import { terraformState } from "./state";

export type SetField = Edit & { kind: "set-field" };

export const notByCall: Declined = {
  declined: "A module makes it, and no argument of its call is known to change this.",
};

/** What is new in one place: attributes of a block, or of blocks within it that are not there yet. */
interface Added {
  readonly to: Block;
  readonly within: readonly string[];
  readonly attributes: Record<string, Data>;
}

/** All fields of one declaration, so that what is new is aligned with each other. */
export function setFields(
  declaration: Declaration,
  edits: readonly SetField[],
  document: Document,
  hcl: HclWriter,
): TextEdit[] | Declined {
  const { call } = declaration;
  const node = call?.node ?? declaration.node;
  if (node.kind !== "block") return { declined: "It is not written as a block." };
  const added = new Map<string, Added>();
  const texts: TextEdit[] = [];
  for (const { field, value } of edits) {
    const argument = call?.arguments[field];
    const path = call
      ? argument === undefined
        ? notByCall
        : [argument]
      : pathFor(declaration, field, (candidate) => entryAt(node, candidate) !== undefined);
    if (isDeclined(path)) return path;
    const existing = entryAt(node, path);
    if (existing) {
      const written =
        field === "tags" ? addTags(existing, value, document, hcl) : hcl.replaceValue(existing.value, value);
      if (isDeclined(written)) return written;
      texts.push(...written);
      continue;
    }
    const place = newPlace(node, path.slice(0, -1));
    if (isDeclined(place)) return place;
    const key = `${place.to.span.start} ${place.within.join(".")}`;
    const same = added.get(key) ?? { ...place, attributes: {} };
    same.attributes[path.at(-1) ?? ""] = value;
    added.set(key, same);
  }
  const written = collect(added.values(), (one) => add(one, hcl));
  return isDeclined(written) ? written : [...texts, ...written];
}

function add({ to, within, attributes }: Added, hcl: HclWriter): TextEdit[] | Declined {
  const [outer, ...inner] = within;
  if (outer === undefined) return hcl.addEntries(to, attributes, entryBefore(to));
  const innermost = inner.reduceRight<Omit<BlockData, "type">>(
    (body, type) => ({ attributes: {}, blocks: [{ type, ...body }] }),
    { attributes },
  );
  return hcl.addBlock(to, { type: outer, ...innermost });
}

function entryAt(node: Block, [name = "", ...rest]: readonly string[]): Entry | undefined {
  if (rest.length === 0) return entryOf(node, name);
  const [nested] = blocksOf(node, name);
  return nested && entryAt(nested, rest);
}

/** The innermost block that is there, and those that are not. */
function newPlace(node: Block, blocks: readonly string[]): Omit<Added, "attributes"> | Declined {
  const [name, ...rest] = blocks;
  if (name === undefined) return { to: node, within: [] };
  const [nested] = blocksOf(node, name);
  if (nested) return newPlace(nested, rest);
  return node.blocks.some((block) => isDynamic(block, name))
    ? { declined: `Its ${name} is made by a dynamic block; change it there.` }
    : { to: node, within: blocks };
}

function addTags(entry: Entry, tags: Data, document: Document, hcl: HclWriter): TextEdit[] | Declined {
  const target = tagsDict(entry, document);
  if (!target || !isObject(tags)) return { declined: "The tags are an expression; add them where it is written." };
  if (target.entries.length === 0 && entry.value === target) return hcl.replaceValue(target, tags);
  const missing = Object.entries(tags).filter(([name]) => !entryOf(target, name));
  return missing.length > 0 ? hcl.addEntries(target, Object.fromEntries(missing)) : [];
}

/** The dict itself, or the last one of a `merge(...)`. */
function tagsDict({ value }: Entry, document: Document): Dict | undefined {
  if (value.kind !== "dict" && value.kind !== "unknown") return undefined;
  const { start, end } = value.span;
  const text = document.text.slice(start, end);
  if (value.kind === "dict" && text.startsWith("{")) return value;
  const scope = { text, place: { start }, environment: emptyEnvironment };
  const expression = terraformState(document)?.hcl.parser.expression(text);
  return expression && mergedDicts(expression, scope)?.dicts.at(-1);
}
