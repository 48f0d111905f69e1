// A .tf.json text as a value tree whose objects are read only when they are looked into. It knows no type of block.
import { wholeDocument, type Source } from "../../model/source";
import type { Dict, Entry, Span, Value } from "../../model/value";
import { parseJson, type Hole, type ParsedJson } from "../../syntax/json";
import { bracesOf, type Braces } from "./json-cut";

/** The tree that `parseJson` gives. A step of a fix changes one body of hundreds: to read all of them takes milliseconds. Never throws. */
export function readOutline(text: string): Value | undefined {
  const [root] = bracesOf(text) ?? [];
  return readLevel(text, { start: 0, end: text.length }, root?.inner ?? []).root;
}

/** The object that stands in this place of a text, read when it is looked into. */
export function readObject(text: string, span: Span): Dict {
  return new UnreadDict(text, { span, inner: [] });
}

/** What stands in a stretch of a text, these objects in it unread. Spans are offsets of the text. */
function readLevel(text: string, stretch: Span, objects: readonly Braces[]): ParsedJson {
  const { outline, starts } = withoutObjects(text, stretch, objects);
  const holes = objects.map((object, index): Hole => {
    const start = starts[index] ?? 0;
    const value = new UnreadDict(text, object);
    return { start, end: start + 1, part: { kind: "unknown", source: "", span: object.span }, value };
  });
  return parseJson(outline, holes);
}

/** A stretch of a text in which each object is one character, and where these stand. */
function withoutObjects(
  text: string,
  stretch: Span,
  objects: readonly Braces[],
): { readonly outline: Source; readonly starts: readonly number[] } {
  const starts: number[] = [];
  let short = "";
  let at = stretch.start;
  for (const { span } of objects) {
    short += text.slice(at, span.start);
    starts.push(short.length);
    short += "0";
    at = span.end;
  }
  short += text.slice(at, stretch.end);
  const toDocument = (offset: number): number => {
    let low = 0;
    for (let high = starts.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const object = objects[low - 1];
    return object ? offset - (starts[low - 1] ?? 0) - 1 + object.span.end : stretch.start + offset;
  };
  return { outline: { ...wholeDocument("json", short), toDocument }, starts };
}

/** An object whose brackets match, read at the first question for what is in it. */
class UnreadDict implements Dict {
  readonly kind = "dict";
  private known: Pick<Dict, "entries" | "open"> | undefined;

  constructor(
    private readonly text: string,
    private readonly braces: Braces,
  ) {}

  get span(): Span {
    return this.braces.span;
  }

  get entries(): readonly Entry[] {
    return this.read().entries;
  }

  get open(): boolean {
    return this.read().open;
  }

  private read(): Pick<Dict, "entries" | "open"> {
    if (this.known) return this.known;
    const { root } = readLevel(this.text, this.braces.span, this.braces.inner);
    return (this.known = root?.kind === "dict" ? root : { entries: [], open: true });
  }
}
