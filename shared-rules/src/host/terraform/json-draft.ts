// A .tf.json text that is changed step by step, each step reading what the last one left, and where resources stand in it. It knows no IAM.
import type { Declined } from "../../edit";
import { isDeclined } from "../../edit";
import type { Data, DataObject } from "../../model/data";
import { isRawData } from "../../model/data";
import type { Document } from "../../model/document";
import { wholeDocument, type TextEdit } from "../../model/source";
import type { Dict, Entry, List, Value } from "../../model/value";
import { entryOf, literal } from "../../model/value";
import { createJsonWriter } from "../../syntax/json-write";
import { Pieces } from "../../syntax/pieces";
import { jsonStyle, type JsonStyle } from "../../syntax/print";
import type { SpellReference, Writer } from "../../syntax/writer";
import { readObject, readOutline } from "./json-outline";

interface Read {
  readonly root: Value | undefined;
}

interface FirstRead extends Read {
  /** How it is written: steps do not change that. */
  readonly style: JsonStyle;
}

const firstRead = new WeakMap<Document, FirstRead>();

/** The document as it is, read once for all that asks. */
function readDocument(document: Document): FirstRead {
  const { text } = document;
  const read = firstRead.get(document) ?? { root: readOutline(text), style: jsonStyle(text) };
  firstRead.set(document, read);
  return read;
}

/** The tree of a .tf.json document; blocks' bodies are read when they are looked into. */
export function rootOf(document: Document): Value | undefined {
  return readDocument(document).root;
}

/** Steps that meet in one place (a last member goes, another comes) would spoil each other's commas if all were made of one text. */
export class JsonDraft {
  private readonly pieces: Pieces;
  /** Read when it is asked for: a text of thousands of lines takes milliseconds, and not every step is looked at. */
  private parsed: Read | undefined;
  private writer: Writer | undefined;
  private readonly style: JsonStyle;

  constructor(
    first: Document,
    private readonly spell: SpellReference,
  ) {
    this.pieces = new Pieces(first.text);
    const read = readDocument(first);
    this.parsed = read;
    this.style = read.style;
  }

  get text(): string {
    return this.pieces.text;
  }

  get root(): Value | undefined {
    return (this.parsed ??= { root: readOutline(this.text) }).root;
  }

  /** Writes into the text as it is now. */
  get json(): Writer {
    return (this.writer ??= createJsonWriter(wholeDocument("json", this.text), this.spell, this.style));
  }

  /** Takes a step: edits of the text as it is now, free of overlap. Returns why there are none. */
  change(edits: readonly TextEdit[] | Declined): Declined | undefined {
    if (isDeclined(edits)) return edits;
    if (edits.length === 0) return undefined;
    this.pieces.change(edits);
    this.parsed = undefined;
    this.writer = undefined;
    return undefined;
  }

  /** Takes steps within one object: each reads what the last one left of it, and nothing else is read again. */
  changeObject(object: Dict, steps: readonly ((object: Dict) => TextEdit[] | Declined)[]): Declined | undefined {
    let now = object;
    for (const step of steps) {
      const edits = step(now);
      const failed = this.change(edits);
      if (failed || isDeclined(edits)) return failed;
      const grown = edits.reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), 0);
      now = readObject(this.text, { start: now.span.start, end: now.span.end + grown });
    }
    return undefined;
  }

  /** All steps together, as edits of the first text. */
  edits(): TextEdit[] {
    return this.pieces.edits();
  }
}

type Step = { readonly dict: Dict; readonly entry: Entry } | { readonly list: List; readonly item: Value };

/** A member below others: the way there, outermost first. */
export type Place = readonly Step[];

/** Where members of this path stand. A list stands for each of its objects. */
export function placesOf(value: Value | undefined, [key, ...rest]: readonly string[], way: Place = []): Place[] {
  if (value?.kind === "list")
    return value.items.flatMap((item) =>
      item.kind === "dict" ? placesOf(item, [key ?? "", ...rest], [...way, { list: value, item }]) : [],
    );
  if (value?.kind !== "dict") return [];
  return value.entries
    .filter((entry) => literal(entry.key) === key)
    .flatMap((entry): Place[] => {
      const there = [...way, { dict: value, entry }];
      return rest.length === 0 ? [there] : placesOf(entry.value, rest, there);
    });
}

/** A resource: the object with its type, that type's entry, its own entry, and its body. */
export interface ResourcePlace {
  readonly place: Place;
  readonly types: Dict;
  readonly typed: Entry;
  readonly named: Entry;
  readonly body: Dict;
}

/** The one place of a resource, or why it has none that could be changed. */
export function resourcePlace(root: Value | undefined, type: string, label: string): ResourcePlace | Declined {
  const [place, another] = placesOf(root, ["resource", type, label]);
  if (!place) return { declined: `${type}.${label} is not written here.` };
  if (another) return { declined: `${type}.${label} is written more than once.` };
  const [, types, names] = place.filter((step) => "entry" in step);
  const bodies = names ? dictsIn(names.entry.value) : [];
  const [body] = bodies;
  if (!types || !names || !body || bodies.length > 1)
    return { declined: `${type}.${label} is not written as one object.` };
  return { place, types: types.dict, typed: types.entry, named: names.entry, body };
}

/** The object, or those of a list. */
export function dictsIn(value: Value): Dict[] {
  return (value.kind === "list" ? value.items : [value]).filter((one) => one.kind === "dict");
}

/** Takes a member out, and what holds nothing but it. */
export function removePlace(place: Place, json: Writer): TextEdit[] | Declined {
  for (const step of [...place].reverse()) {
    if ("list" in step) {
      if (step.list.items.length > 1) return json.removeItems(step.list, [step.item]);
    } else if (step.dict.entries.length > 1) return json.removeEntry(step.dict, step.entry);
  }
  const outermost = place.find((step) => "entry" in step);
  return outermost ? json.removeEntry(outermost.dict, outermost.entry) : { declined: "It is not written here." };
}

/** Adds a member at a path, with what is not there of the way. The last object takes it where a list stands for several. */
export function addAt(
  value: Value | undefined,
  [key, ...rest]: readonly [string, ...string[]],
  data: Data,
  json: Writer,
): TextEdit[] | Declined {
  if (value?.kind === "list") return json.insertItems(value, value.items.at(-1), [nested([key, ...rest], data)]);
  if (value?.kind !== "dict") return { declined: "The file is not an object of Terraform's JSON syntax." };
  const entry = entryOf(value, key);
  const [next, ...others] = rest;
  if (!entry) return json.setEntry(value, key, nested(rest, data));
  if (next === undefined) return { declined: `${key} is there already.` };
  return addAt(entry.value, [next, ...others], data, json);
}

/** `data` in an object for each name. Raw text under the name "raw" would pass for raw text itself. */
export function nested(names: readonly string[], data: Data): Data {
  return names.reduceRight<Data>(
    (inner, name): DataObject | { raw: string } =>
      name === "raw" && isRawData(inner) ? { raw: `{"raw": ${inner.raw}}` } : { [name]: inner },
    data,
  );
}
