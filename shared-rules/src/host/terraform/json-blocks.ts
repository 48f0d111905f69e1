// Writes blocks into Terraform's JSON syntax, where they are objects and lists of objects. What is no block is the JSON writer's.
import type { Declined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isListData } from "../../model/data";
import type { Source, TextEdit } from "../../model/source";
import type { Block, Container, Dict, Entry } from "../../model/value";
import { entryOf, nodeSpan } from "../../model/value";
import { createJsonWriter } from "../../syntax/json-write";
import { jsonStyle } from "../../syntax/print";
import type { BlockData, BlockWriter, SpellReference } from "../../syntax/writer";
import { originOf, type JsonBlock } from "./json";

const absent: Declined = { declined: "The block is not written here." };

export function createJsonBlockWriter(source: Source, spell: SpellReference): BlockWriter {
  const json = createJsonWriter(source, spell);

  /** The object as it was parsed: the block's own entries are made of its. */
  function dictOf(container: Container): Dict | undefined {
    return container.kind === "dict" ? container : originOf(container, source)?.dict;
  }

  function sameEntry(dict: Dict, entry: Entry): Entry | undefined {
    return dict.entries.find(({ key }) => key.token.start === entry.key.token.start);
  }

  function addTo(dict: Dict, block: BlockData, after?: Dict): TextEdit[] | Declined {
    const existing = entryOf(dict, block.type);
    const data = objectOf(block);
    if (!existing) return json.setEntry(dict, block.type, [data]);
    const { value } = existing;
    if (value.kind === "list") {
      const item = value.items.find(({ span }) => span.start === after?.span.start) ?? value.items.at(-1);
      return json.insertItems(value, item, [data]);
    }
    if (value.kind !== "dict") return absent;
    const { start, end } = nodeSpan(value);
    // In the list it stands one level deeper. A string of JSON holds no line break.
    const deeper = source.text.slice(start, end).replace(/\n/g, `\n${jsonStyle(source.text).indent}`);
    return json.replaceValue(value, [{ raw: deeper }, data]);
  }

  function removeBlock(block: Block): TextEdit[] | Declined {
    const origin: JsonBlock | undefined = originOf(block, source);
    if (!origin?.parent) return absent;
    const { dict, entry } = origin.parent;
    const { value } = entry;
    if (value.kind !== "list" || value.items.length === 1) return json.removeEntry(dict, entry);
    return json.removeItems(value, [origin.dict]);
  }

  return {
    replaceValue: (value, data) => json.replaceValue(value, data),
    removeItems: (list, items) => json.removeItems(list, items),
    insertItems: (list, after, items) => json.insertItems(list, after, items),
    renameText: (text, to) => json.renameText(text, to),
    setEntry(container, key, data, after) {
      const dict = dictOf(container);
      return dict
        ? json.setEntry(dict, key, data, after === "first" ? after : after && sameEntry(dict, after))
        : absent;
    },
    removeEntry(container, entry) {
      const dict = dictOf(container);
      const own = dict && sameEntry(dict, entry);
      return dict && own ? json.removeEntry(dict, own) : absent;
    },
    addBlock(parent, block) {
      const dict = dictOf(parent);
      return dict ? addTo(dict, block) : absent;
    },
    insertBlockAfter(sibling, block) {
      const origin = originOf(sibling, source);
      return origin?.parent ? addTo(origin.parent.dict, block, origin.dict) : absent;
    },
    removeBlock,
  };
}

/** A block as an object: its nested blocks are lists, which may always hold more. */
function objectOf({ attributes, blocks = [] }: BlockData): DataObject {
  const object: Record<string, Data> = { ...attributes };
  for (const block of blocks) {
    const same = object[block.type];
    object[block.type] = same !== undefined && isListData(same) ? [...same, objectOf(block)] : [objectOf(block)];
  }
  return object;
}
