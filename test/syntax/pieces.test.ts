// A text that is changed step by step knows of each character where it stood at first, held against a list of characters.
import { deepEqual, equal } from "node:assert/strict";
import type { TextEdit } from "../../shared-rules/src/model/source";
import { Pieces } from "../../shared-rules/src/syntax/pieces";

interface Character {
  readonly char: string;
  readonly at: number | undefined;
}

/** Numbers that look random and are the same in each run. */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

function randomEdits(length: number, below: (limit: number) => number): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let start = below(4); start < length; start += 1 + below(6)) {
    const end = Math.min(length, start + below(3));
    edits.push({ span: { start, end }, text: "xyz".slice(0, below(4)) });
    start = end;
  }
  return edits;
}

function changed(before: readonly Character[], edits: readonly TextEdit[]): Character[] {
  const after: Character[] = [];
  let at = 0;
  for (const { span, text } of edits) {
    after.push(...before.slice(at, span.start), ...[...text].map((char) => ({ char, at: undefined })));
    at = span.end;
  }
  return [...after, ...before.slice(at)];
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .reverse()
    .reduce((now, { span, text: put }) => now.slice(0, span.start) + put + now.slice(span.end), text);
}

describe("a text in pieces", () => {
  for (let seed = 1; seed <= 40; seed++)
    it(`knows what stood where, case ${seed}`, () => {
      const below = randomly(seed);
      const first = "abcdefghijklmnopqrstuvwxyz".slice(0, below(27));
      const pieces = new Pieces(first);
      let expected: Character[] = [...first].map((char, at) => ({ char, at }));
      for (let step = 0; step < 4; step++) {
        const edits = randomEdits(expected.length, below);
        pieces.change(edits);
        expected = changed(expected, edits);
        equal(pieces.text, expected.map(({ char }) => char).join(""));
        deepEqual(
          [...expected.keys(), expected.length].map((offset) => pieces.origin(offset)),
          [...expected.map(({ at }) => at), first.length],
        );
        for (const [start, { at }] of expected.entries())
          equal(pieces.isKept(start, start + 1), at !== undefined, `${start} of ${pieces.text}`);
        equal(applied(first, pieces.edits()), pieces.text);
      }
    });

  it("keeps a stretch that nothing was put into, and no other", () => {
    const pieces = new Pieces("one two three");
    pieces.change([{ span: { start: 4, end: 4 }, text: "and " }]);
    deepEqual(
      [pieces.isKept(0, 4), pieces.isKept(0, 5), pieces.isKept(4, 8), pieces.isKept(8, 17), pieces.isKept(17, 17)],
      [true, false, false, true, true],
    );
  });
});
