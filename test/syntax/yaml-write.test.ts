// The YAML writer's edits, byte by byte: before, edit, after. Parsing is tested in yaml.test.ts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Declined } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
import type { TextEdit } from "../../shared-rules/src/model/source";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import type { SpellReference, Writer } from "../../shared-rules/src/syntax/writer";
import { createYamlWriter, parseYaml, printYaml } from "../../shared-rules/src/syntax/yaml";
import { at, dictAt, entryAt, listAt, toData } from "../support/data";
import { applyEdits } from "../support/edits";

type Act = (writer: Writer, root: Value | undefined) => TextEdit[] | Declined;

/** CloudFormation's long forms; "?" has no name. */
const spell: SpellReference = ({ reference, attribute }): Data | undefined => {
  if (reference === "?") return undefined;
  return attribute === "arn" ? { "Fn::GetAtt": [reference, "Arn"] } : { Ref: reference };
};

function write(before: string, act: Act): string | Declined {
  const source = wholeDocument("yaml", before);
  const writer = createYamlWriter(source, spell);
  const edits = act(writer, parseYaml(source).root);
  return isDeclined(edits) ? edits : applyEdits(before, edits);
}

const block = `Statement:
  - Sid: A
    Effect: Allow   # yes
    Action:
      - a:1 # first
      - 'a:2'
      # above the third
      - a:3
    Resource: "*"
Other: 1
`;
const statement = ["Statement", 0] as const;
const actions = [...statement, "Action"] as const;

const table: { name: string; before: string; act: Act; after: string }[] = [
  {
    name: "removes an item with its own comment",
    before: block,
    act: (w, r) => w.removeItems(listAt(r, ...actions), [at(r, ...actions, 0)]),
    after: block.replace("      - a:1 # first\n", ""),
  },
  {
    name: "a comment above a removed item stays",
    before: block,
    act: (w, r) => w.removeItems(listAt(r, ...actions), [at(r, ...actions, 2)]),
    after: block.replace("      - a:3\n", ""),
  },
  {
    name: "removes the last item of a text without a final line break",
    before: "a:\r\n- x\r\n- y\r\n- z",
    act: (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", 1), at(r, "a", 2)]),
    after: "a:\r\n- x",
  },
  {
    name: "removes a first item that stands behind an outer bullet",
    before: "- - a\n  - b\n",
    act: (w, r) => w.removeItems(listAt(r, 0), [at(r, 0, 0)]),
    after: "- - b\n",
  },
  {
    name: "removes from a flow list",
    before: "a: [x, 'y', z] # c\n",
    act: (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", 1)]),
    after: "a: [x, z] # c\n",
  },
  {
    name: "removes the tail of a flow list in lines",
    before: "a: [\n  x, # one\n  y # two\n]\n",
    act: (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", 1)]),
    after: "a: [\n  x # one\n]\n",
  },
  {
    name: "inserts after an item, past its comment",
    before: block,
    act: (w, r) => w.insertItems(listAt(r, ...actions), at(r, ...actions, 0), ["b:*", "*"]),
    after: block
      .replace("# first\n", '# first\n      - b:*\n      - "*"\n')
      .replace('"*"\n      - \'a', '"*"\n      - \'a'),
  },
  {
    name: "inserts first",
    before: "a:\n- x\n",
    act: (w, r) => w.insertItems(listAt(r, "a"), undefined, ["w"]),
    after: "a:\n- w\n- x\n",
  },
  {
    name: "inserts in the quotes that all siblings have",
    before: "a:\n  - 'x'\n  - 'y'",
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 1), ["it's"]),
    after: "a:\n  - 'x'\n  - 'y'\n  - 'it''s'",
  },
  {
    name: "inserts into a flow list",
    before: 'a: ["x"]\n',
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), ["y"]),
    after: 'a: ["x", "y"]\n',
  },
  {
    name: "fills an empty list, not indented as the file's others",
    before: "k:\n- 1\na: []\nb: 1\n",
    act: (w, r) => w.insertItems(listAt(r, "a"), undefined, ["w", { Key: "k", Value: "v" }]),
    after: "k:\n- 1\na:\n- w\n- Key: k\n  Value: v\nb: 1\n",
  },
  {
    name: "inserts a statement with CRLF",
    before: "Statement:\r\n  - Sid: A\r\n    Action:\r\n      - x\r\nOther: 1\r\n",
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "B", Action: ["w", "z"] }]),
    after:
      "Statement:\r\n  - Sid: A\r\n    Action:\r\n      - x\r\n  - Sid: B\r\n    Action:\r\n      - w\r\n      - z\r\nOther: 1\r\n",
  },
  {
    name: "adds a condition at the statement's end",
    before: block,
    act: (w, r) => w.setEntry(dictAt(r, ...statement), "Condition", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    after: block.replace(
      'Resource: "*"\n',
      'Resource: "*"\n    Condition:\n      Bool:\n        aws:MultiFactorAuthPresent: "true"\n',
    ),
  },
  {
    name: "adds an entry after another, past its comment",
    before: block,
    act: (w, r) => w.setEntry(dictAt(r, ...statement), "X", "z", entryAt(dictAt(r, ...statement), "Effect")),
    after: block.replace("# yes\n", "# yes\n    X: z\n"),
  },
  {
    name: "adds an entry to a flow mapping",
    before: "Condition: {Bool: {a: 'true'}}\n",
    act: (w, r) => w.setEntry(dictAt(r, "Condition"), "Null", { b: "false" }),
    after: "Condition: {Bool: {a: 'true'}, 'Null': {b: 'false'}}\n",
  },
  {
    name: "adds an entry to an empty mapping",
    before: "a:\n    Condition: {}\n    b: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "a", "Condition"), "Bool", { x: "yes" }),
    after: 'a:\n    Condition:\n        Bool:\n            x: "yes"\n    b: 1\n',
  },
  {
    name: "adds an entry after a block scalar",
    before: "a:\n  b: |\n    text\n\n  c: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "d", "012345678901", entryAt(dictAt(r, "a"), "b")),
    after: 'a:\n  b: |\n    text\n  d: "012345678901"\n\n  c: 1\n',
  },
  {
    name: "writes references as short tags",
    before: "a:\n  - !Ref X\n",
    act: (w, r) =>
      w.insertItems(listAt(r, "a"), at(r, "a", 0), [
        { reference: "W", attribute: "name" },
        { reference: "Z", attribute: "arn" },
        { "Fn::Sub": "arn:${X}" },
        { raw: "!Join ['', [a]]" },
      ]),
    after: "a:\n  - !Ref X\n  - !Ref W\n  - !GetAtt Z.Arn\n  - !Sub 'arn:${X}'\n  - !Join ['', [a]]\n".replaceAll(
      "'arn:${X}'",
      '"arn:${X}"',
    ),
  },
  {
    name: "writes references in the long form where the file does",
    before: "a:\n  - Ref: X\n",
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), [{ reference: "Z", attribute: "arn" }]),
    after: "a:\n  - Ref: X\n  - Fn::GetAtt:\n      - Z\n      - Arn\n",
  },
  {
    name: "replaces a text in its quotes",
    before: block,
    act: (w, r) => w.replaceValue(at(r, ...actions, 1), "iam:Get*"),
    after: block.replace("'a:2'", "'iam:Get*'"),
  },
  {
    name: "a plain text that would be read as something else gets quotes",
    before: block,
    act: (w, r) => w.replaceValue(at(r, ...actions, 0), "*"),
    after: block.replace("- a:1 #", '- "*" #'),
  },
  {
    name: "one text becomes a list",
    before: block,
    act: (w, r) => w.replaceValue(at(r, ...statement, "Resource"), ["a", "b"]),
    after: block.replace('Resource: "*"', "Resource:\n      - a\n      - b"),
  },
  {
    name: "a block list becomes one text",
    before: "a:\n- x\n- y\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), "z"),
    after: "a: z\nb: 1\n",
  },
  {
    name: "a tagged value is replaced with its tag",
    before: "a: !Sub 'x'\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), "z"),
    after: "a: z\nb: 1\n",
  },
  {
    name: "a text behind a tag is replaced without it",
    before: "a: !Sub 'x'\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a", "Fn::Sub"), "z"),
    after: "a: !Sub 'z'\nb: 1\n",
  },
  {
    name: "replaces a member of a flow list that holds a mapping",
    before: "a: [{b: c}, d]\n",
    act: (w, r) => w.replaceValue(at(r, "a", 0, "b"), ["x", "y, z"]),
    after: 'a: [{b: [x, "y, z"]}, d]\n',
  },
  {
    name: "removes an entry",
    before: block,
    act: (w, r) => w.removeEntry(dictAt(r, ...statement), entryAt(dictAt(r, ...statement), "Action")),
    after: block.slice(0, block.indexOf("    Action")) + block.slice(block.indexOf("    Resource")),
  },
  {
    name: "removes the entry behind the bullet",
    before: block,
    act: (w, r) => w.removeEntry(dictAt(r, ...statement), entryAt(dictAt(r, ...statement), "Sid")),
    after: block.replace("Sid: A\n    ", ""),
  },
  {
    name: "removes the only entry",
    before: "a:\n  b:\n    c: 1\nd: 2\n",
    act: (w, r) => w.removeEntry(dictAt(r, "a"), entryAt(dictAt(r, "a"), "b")),
    after: "a: {}\nd: 2\n",
  },
  {
    name: "renames a key",
    before: "Condition:\n  'Bool': {x: y}\n",
    act: (w, r) => w.renameText(entryAt(dictAt(r, "Condition"), "Bool").key, "BoolIfExists"),
    after: "Condition:\n  'BoolIfExists': {x: y}\n",
  },
  {
    name: "keeps offsets behind a byte order mark, emoji and tabs",
    before: "\uFEFFa: '😀'\t# 😀\nb:\n  - x\n",
    act: (w, r) => w.insertItems(listAt(r, "b"), at(r, "b", 0), ["z"]),
    after: "\uFEFFa: '😀'\t# 😀\nb:\n  - x\n  - z\n",
  },
];

const declines: { name: string; before: string; act: Act }[] = [
  {
    name: "a value behind an alias",
    before: "a: &x [1, 2]\nb: *x\n",
    act: (w, r) => w.removeItems(listAt(r, "b"), [at(r, "b", 0)]),
  },
  {
    name: "a value behind a merge key",
    before: "a: &x {k: v}\nb:\n  <<: *x\n  c: 1\n",
    act: (w, r) => w.replaceValue(at(r, "b", "k"), "w"),
  },
  {
    name: "an anchor that would go",
    before: "a:\n  - &x 1\n  - k: &y 2\nb: *y\n",
    act: (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", 1)]),
  },
  {
    name: "an unfinished flow list",
    before: "a: [x, y\nb: 1\n",
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), ["z"]),
  },
  {
    name: "a key that waits for its value",
    before: "a:\n  Condition:\n  b: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "Condition", { x: "y" }),
  },
  {
    name: "a short tag as a mapping",
    before: "a: !Ref X\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "b", "c"),
  },
  {
    name: "a reference without a name",
    before: "a: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), { reference: "?", attribute: "id" }),
  },
];

describe("YAML writer", () => {
  for (const { name, before, act, after } of table)
    it(name, () => {
      assert.equal(write(before, act), after);
    });
  for (const { name, before, act } of declines)
    it(`declines: ${name}`, () => {
      const result = write(before, act);
      assert.ok(isDeclined(result), `it wrote ${JSON.stringify(result)}`);
      assert.match(result.declined, /^[A-Z].*\.$/);
    });

  const word = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(
      "*",
      "yes",
      "012",
      "a: b",
      "#x",
      "- y",
      "!z",
      "&a",
      "null",
      "2012-10-17",
      "s3:*",
      "'",
      '"',
      "~",
      "1e3",
    ),
    fc.stringMatching(/^[ -~]{0,6}$/),
  );
  const { value } = fc.letrec<{ value: Data }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.integer(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        word.filter((key) => key !== "__proto__" && !/^\d|^raw$|^(?:Ref|Fn::)/.test(key)),
        tie("value"),
        { maxKeys: 4 },
      ),
    ),
  }));
  const plain = <T>(data: T): T => JSON.parse(JSON.stringify(data)) as T;
  const data = fc.record({ a: fc.array(value, { minLength: 2, maxLength: 5 }), b: value }).map(plain);
  const layout = fc.record({
    indent: fc.constantFrom(2, 3, 4),
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom("any" as const, "flow" as const),
    singleQuote: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20),
  });

  it("any edit of any data reads back as that data", () => {
    fc.assert(
      fc.property(data, layout, fc.nat(), fc.boolean(), (before, options, pick, crlf) => {
        let text = stringify(before, { ...options, aliasDuplicateObjects: false });
        // A folded plain or quoted text reads the same with any line break; a block scalar does too.
        if (crlf) text = text.replace(/\n/g, "\r\n");
        if (!same(read(text), before)) return;
        const index = pick % before.a.length;
        check(text, (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", index)]), {
          ...before,
          a: before.a.filter((_, place) => place !== index),
        });
        check(text, (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", index), ["*", { k: [1] }]), {
          ...before,
          a: before.a.toSpliced(index + 1, 0, "*", { k: [1] }),
        });
        check(text, (w, r) => w.insertItems(listAt(r, "a"), undefined, [["x"], before.b]), {
          ...before,
          a: [["x"], before.b, ...before.a],
        });
        check(text, (w, r) => w.replaceValue(at(r, "a", index), { k: ["v"], l: before.b }), {
          ...before,
          a: before.a.with(index, { k: ["v"], l: before.b }),
        });
        check(text, (w, r) => w.replaceValue(at(r, "a"), "one"), { ...before, a: "one" });
        check(text, (w, r) => w.replaceValue(at(r, "b"), before.a), { ...before, b: before.a });
        check(text, (w, r) => w.setEntry(dictAt(r), "new", [1, before.b]), { ...before, new: [1, before.b] });
        check(text, (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "b")), { a: before.a });
      }),
      { numRuns: 300 },
    );
  });

  function check(text: string, act: Act, wanted: Data): void {
    const result = write(text, act);
    if (isDeclined(result)) {
      declined++;
      return;
    }
    written++;
    assert.deepEqual(read(result), wanted, `${text}\n---\n${result}`);
    const back = parseYaml(wholeDocument("yaml", result));
    assert.equal(back.broken, false, result);
  }
  let declined = 0;
  let written = 0;
  // Most data must be written, or the property would say nothing.
  after(() => assert.ok(written > 1000 && declined * 20 < written, `${declined} edits declined, ${written} written`));

  function read(text: string): Data {
    return plain(toData(parseYaml(wholeDocument("yaml", text)).root));
  }

  function same(a: Data, b: Data): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
  }

  it("prints whole texts that read back as the data", () => {
    fc.assert(
      fc.property(data, fc.constantFrom("", "    "), (before, base) => {
        assert.deepEqual(read(printYaml(before, "  ", base, "\n")), before);
      }),
    );
  });
});
