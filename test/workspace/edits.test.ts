// Edits over edits: the joined ones say the same, and touch no more than they have to.
import assert from "node:assert/strict";
import fc from "fast-check";
import { applyEdits, EditedText, EditSet } from "../../server/src/workspace/edits";
import type { TextEdit } from "../../shared-rules/src/index";

const edit = (start: number, end: number, text: string): TextEdit => ({ span: { start, end }, text });

describe("edits of several rounds", () => {
  it("are joined", () => {
    const text = new EditedText("one two three");
    text.edit([edit(0, 3, "1"), edit(4, 7, "2")]);
    text.edit([edit(2, 3, "zwei"), edit(9, 9, "!")]);
    assert.equal(text.text, "1 zwei three!");
    assert.deepEqual(text.edits, [edit(0, 3, "1"), edit(4, 7, "zwei"), edit(13, 13, "!")]);
    text.undo();
    assert.deepEqual([text.text, text.edits], ["1 2 three", [edit(0, 3, "1"), edit(4, 7, "2")]]);
  });

  it("make the same text at once, whatever they are", () => {
    const round = fc.array(fc.tuple(fc.nat(40), fc.nat(5), fc.string({ maxLength: 5 })), { maxLength: 4 });
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(round, { maxLength: 4 }), (before, rounds) => {
        const text = new EditedText(before);
        for (const given of rounds) {
          const set = new EditSet();
          for (const [at, length, put] of given) {
            const start = Math.min(at, text.text.length);
            set.add([{ uri: "x:", edits: [edit(start, Math.min(start + length, text.text.length), put)] }]);
          }
          text.edit(set.all.flatMap((file) => ("edits" in file ? file.edits : [])));
        }
        assert.equal(applyEdits(before, text.edits), text.text);
        text.edits.reduce((end, { span }) => {
          assert.ok(span.start >= end && span.start <= span.end);
          return span.end;
        }, 0);
      }),
    );
  });

  it("wait for each other where they meet", () => {
    const set = new EditSet();
    const fix = (...edits: TextEdit[]) => set.add([{ uri: "file:///a", edits }]);
    assert.deepEqual(
      [fix(edit(5, 9, "")), fix(edit(9, 9, "x")), fix(edit(0, 4, ""), edit(7, 8, ""))],
      [true, false, false],
    );
    assert.ok(fix(edit(0, 4, "")));
    assert.equal(set.add([{ uri: "file:///a", create: "" }]), false);
  });
});
