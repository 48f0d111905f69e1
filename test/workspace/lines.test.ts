// Offsets, lines and edits of plain texts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Lines } from "../../server/src/workspace/lines";

const text = fc.string({ unit: fc.constantFrom("a", "🔑", "\n", "\r\n", "\r", "\t", "é"), maxLength: 40 });

describe("lines", () => {
  it("agree with an editor's for every offset", () => {
    fc.assert(
      fc.property(text, (sample) => {
        const lines = new Lines(sample);
        const document = TextDocument.create("file:///x", "", 0, sample);
        for (let offset = 0; offset <= sample.length; offset++) {
          // An editor puts an offset between CR and LF before the CR; no token stands there.
          if (sample[offset - 1] === "\r" && sample[offset] === "\n") continue;
          const { line, character } = document.positionAt(offset);
          assert.deepEqual(lines.at(offset), { line, column: character });
        }
      }),
    );
  });

  it("know their texts", () => {
    const lines = new Lines("one\r\ntwo\n\rlast");
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((line) => lines.text(line)),
      ["one", "two", "", "last", ""],
    );
  });
});
