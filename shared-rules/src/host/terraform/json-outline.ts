// A .tf.json text as a value tree whose blocks' bodies are read only when they are looked into. It knows no type of block.
import { sourceFrom, wholeDocument, type Source } from "../../model/source";
import type { Dict, Entry, Span, Value } from "../../model/value";
import { parseJson, type Hole } from "../../syntax/json";
import { cutBlocks } from "./json-cut";

/** The tree that `parseJson` gives. A step of a fix changes one body of hundreds: to read all of them takes milliseconds. Never throws. */
export function readOutline(text: string): Value | undefined {
  const { cuts, broken } = cutBlocks(text, () => true);
  if (broken) return parseJson(wholeDocument("json", text)).root;
  const bodies = cuts.map(({ body }) => body);
  const { outline, starts } = withoutBodies(text, bodies);
  const holes = bodies.map((body, index): Hole => {
    const start = starts[index] ?? 0;
    const value = new UnreadDict(text.slice(body.start, body.end), body);
    return { start, end: start + 1, part: { kind: "unknown", source: "", span: body }, value };
  });
  return parseJson(outline, holes).root;
}

/** A text in which each body is one character, and where these stand. */
function withoutBodies(
  text: string,
  bodies: readonly Span[],
): { readonly outline: Source; readonly starts: readonly number[] } {
  const starts: number[] = [];
  let short = "";
  let at = 0;
  for (const { start, end } of bodies) {
    short += text.slice(at, start);
    starts.push(short.length);
    short += "0";
    at = end;
  }
  short += text.slice(at);
  const toDocument = (offset: number): number => {
    let low = 0;
    for (let high = starts.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const body = bodies[low - 1];
    return body ? offset - (starts[low - 1] ?? 0) - 1 + body.end : offset;
  };
  return { outline: { ...wholeDocument("json", short), toDocument }, starts };
}

/** An object whose brackets match, read at the first question for what is in it. */
class UnreadDict implements Dict {
  readonly kind = "dict";
  private known: Pick<Dict, "entries" | "open"> | undefined;

  constructor(
    private readonly text: string,
    readonly span: Span,
  ) {}

  get entries(): readonly Entry[] {
    return this.read().entries;
  }

  get open(): boolean {
    return this.read().open;
  }

  private read(): Pick<Dict, "entries" | "open"> {
    if (this.known) return this.known;
    const { root } = parseJson(sourceFrom(this.span, wholeDocument("json", this.text)));
    return (this.known = root?.kind === "dict" ? root : { entries: [], open: true });
  }
}
