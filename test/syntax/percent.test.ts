// URL-encoded text: what it says, where each character of it stands, and how an edit is spelt in it.
import assert from "node:assert/strict";
import fc from "fast-check";
import { wholeDocument } from "../../shared-rules/src/model/source";
import { percentSource } from "../../shared-rules/src/syntax/percent";

const source = (text: string) => percentSource(wholeDocument("json", text));

describe("percentSource", () => {
  const tables: readonly (readonly [title: string, raw: string, text: string])[] = [
    ["nothing", "", ""],
    ["plain text", "abc", "abc"],
    ["escapes", "%7B%22a%22%3A1%7D", '{"a":1}'],
    ["small letters", "%7b%7D", "{}"],
    ["two bytes", "%C3%A9", "é"],
    ["three bytes", "a%E2%82%ACb", "a€b"],
    ["a pair of surrogates", "%F0%9F%94%91!", "🔑!"],
    ["a plus sign", "a+b", "a+b"],
    ["what is no escape", "100%, %4, %zz", "100%, %4, %zz"],
    ["bytes that are no character", "%C3%28 %FF %C0%80 %80", "%C3( %FF %C0%80 %80"],
    ["a cut-off character", "%E2%82", "%E2%82"],
  ];
  for (const [title, raw, text] of tables) it(`decodes ${title}`, () => assert.equal(source(raw).text, text));

  it("maps every character to its escape and back", () => {
    const raw = "a%22%C3%A9b%7D";
    const { text, toDocument, fromDocument } = source(raw);
    assert.equal(text, 'a"éb}');
    assert.deepEqual([0, 1, 2, 3, 4, 5].map(toDocument), [0, 1, 4, 10, 11, 14]);
    assert.deepEqual([0, 1, 4, 10, 11, 14].map(fromDocument), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual([toDocument(-1), toDocument(99), fromDocument(99)], [0, 14, 5]);
  });

  it("reads what encodeURIComponent writes, and writes what it reads", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const whole = text.replace(/\p{Surrogate}/gu, "");
        const raw = source("").encode(whole, 0);
        assert.match(raw, /^(?:[\w.~-]|%[0-9A-F]{2})*$/);
        const decoded = source(raw);
        assert.equal(decoded.text, whole);
        for (let at = 0; at < whole.length; at++) {
          const start = decoded.toDocument(at);
          if (!/[\uDC00-\uDFFF]/.test(whole.charAt(at)))
            assert.equal(source(raw.slice(start)).text, whole.slice(at), `at ${at}`);
        }
      }),
    );
  });

  it("writes half a character without a throw", () => assert.equal(source("").encode("\uD83D*", 0), "%EF%BF%BD%2A"));
});
