// Fields of a declaration, set where a .tf.json document writes them: attributes, tags, nested objects. It knows no IAM.
import type { Declined } from "../../edit";
import { isDeclined } from "../../edit";
import { blockAddress } from "../../model/address";
import type { Data } from "../../model/data";
import type { TextEdit } from "../../model/source";
import type { Dict, Value } from "../../model/value";
import { entryOf, literal, valueOf } from "../../model/value";
import type { Writer } from "../../syntax/writer";
import { collect } from "../host-writer";
import { isObject, pathFor } from "./fields";
import { dictsIn, resourcePlace, type JsonDraft } from "./json-draft";
import type { SetField } from "./write-fields";

/** Sets the field in the draft. Returns why it cannot. */
export function setField({ declaration, field, value }: SetField, draft: JsonDraft): Declined | undefined {
  const { address, type } = declaration;
  const found = resourcePlace(draft.root, type, blockAddress(address).slice(type.length + 1));
  if (isDeclined(found)) return found;
  const { body } = found;
  const path = pathFor(declaration, field, (candidate) => valueAt(body, candidate) !== undefined);
  if (isDeclined(path)) return path;
  const existing = valueAt(body, path);
  if (literal(existing)?.includes("${") === true)
    return { declined: "An expression stands here; change it where it is written." };
  return draft.change(
    field === "tags" && existing ? addTags(existing, value, draft.json) : setAt(body, path, value, draft.json),
  );
}

function addTags(tags: Value, added: Data, json: Writer): TextEdit[] | Declined {
  if (tags.kind !== "dict" || !isObject(added))
    return { declined: "The tags are an expression; add them where it is written." };
  const missing = Object.entries(added).filter(([name]) => !entryOf(tags, name));
  return collect(missing, ([name, data]) => json.setEntry(tags, name, data));
}

/** Sets an attribute in nested blocks, with those of them that are not there yet. */
function setAt(dict: Dict, [name = "", ...rest]: readonly string[], value: Data, json: Writer): TextEdit[] | Declined {
  if (rest.length === 0) return json.setEntry(dict, name, value);
  const [nested, another] = nestedIn(dict, name);
  if (another) return { declined: `It has several blocks ${name}; change the right one by hand.` };
  if (nested) return setAt(nested, rest, value, json);
  if (valueOf(dict, name)) return { declined: `Its ${name} is an expression; change it where it is written.` };
  if (nestedIn(dict, "dynamic").some((dynamic) => valueOf(dynamic, name)))
    return { declined: `Its ${name} is made by a dynamic block; change it there.` };
  const block = rest.reduceRight<Data>((data, key, at) => (at > 0 ? [{ [key]: data }] : { [key]: data }), value);
  return json.setEntry(dict, name, [block]);
}

/** The objects of a nested block's name: it may be one, or a list of them. */
function nestedIn(dict: Dict, name: string): Dict[] {
  const value = valueOf(dict, name);
  return value ? dictsIn(value) : [];
}

function valueAt(dict: Dict, [name = "", ...rest]: readonly string[]): Value | undefined {
  if (rest.length === 0) return valueOf(dict, name);
  const [nested] = nestedIn(dict, name);
  return nested && valueAt(nested, rest);
}
