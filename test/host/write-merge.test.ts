// Several edits of one text as one list.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import { mergeEdits } from "../../shared-rules/src/host/write";
import type { TextEdit } from "../../shared-rules/src/model/source";

describe("mergeEdits", () => {
  const edit = (start: number, end: number, text: string): TextEdit => ({ span: { start, end }, text });

  it("sorts, joins insertions at one place in their order, and drops what changes nothing", () => {
    assert.deepEqual(
      mergeEdits([edit(9, 9, "c"), edit(5, 5, "a"), edit(5, 8, "x"), edit(5, 5, "b"), edit(1, 1, "")], ""),
      [edit(5, 5, "ab"), edit(5, 8, "x"), edit(9, 9, "c")],
    );
    assert.deepEqual(mergeEdits([edit(3, 5, ""), edit(5, 5, "a"), edit(5, 7, "")], ""), [
      edit(3, 5, ""),
      edit(5, 5, "a"),
      edit(5, 7, ""),
    ]);
    assert.deepEqual(mergeEdits([edit(3, 5, "x"), edit(3, 5, "x")], ""), [edit(3, 5, "x")]);
  });

  it("writes lines before the break of a line that goes after it", () => {
    assert.deepEqual(mergeEdits([edit(4, 8, ""), edit(7, 7, "\nnew")], "one\ntwo\nend"), [
      edit(4, 8, ""),
      edit(8, 8, "new\n"),
    ]);
  });

  it("puts lines of a list before those of what follows the list", () => {
    const joined = mergeEdits([edit(5, 5, "\n  B: c"), edit(5, 5, "\n  - d"), edit(5, 5, "\n    - e")], "");
    assert.deepEqual(joined, [edit(5, 5, "\n    - e\n  - d\n  B: c")]);
  });

  it("takes out once what two take out, and writes what stands at its end in its place", () => {
    assert.deepEqual(mergeEdits([edit(0, 5, ""), edit(4, 9, "")], "one\n\ntwo\n"), [edit(0, 9, "")]);
    assert.deepEqual(mergeEdits([edit(0, 9, ""), edit(4, 5, "")], "one\n\ntwo\n"), [edit(0, 9, "")]);
    assert.deepEqual(mergeEdits([edit(3, 8, ""), edit(7, 8, "\n\nnew\n")], "one\ntwo\n"), [edit(3, 8, "\n\nnew\n")]);
  });

  it("declines where two meet", () => {
    for (const edits of [
      [edit(3, 5, "x"), edit(3, 5, "y")],
      [edit(3, 5, "x"), edit(4, 6, "y")],
      [edit(3, 5, "x"), edit(4, 4, "y")],
      [edit(3, 9, "x"), edit(4, 5, "y")],
    ])
      assert.ok(isDeclined(mergeEdits(edits, "")));
  });
});
