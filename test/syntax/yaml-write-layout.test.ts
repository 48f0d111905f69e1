// The YAML writer keeps to the layout of a file, byte by byte: documents, bullets, comments, blank lines, flow. Plain edits are in yaml-write.test.ts.
import { at, dictAt, entryAt, listAt } from "../support/data";
import { describeWriter, type Declining, type Written } from "../support/write-table";

const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

const table: Written[] = [
  {
    name: "a condition between document markers",
    before: "---\n# head\nStatement:\n- Sid: A\n  Effect: Allow\n...\n",
    act: (w, r) => w.setEntry(dictAt(r, "Statement", 0), "Condition", mfa),
    after: `---
# head
Statement:
- Sid: A
  Effect: Allow
  Condition:
    Bool:
      aws:MultiFactorAuthPresent: "true"
...
`,
  },
  {
    name: "an item in the first of two documents",
    before: "a:\n  - x\n---\na:\n  - z\n",
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), ["y"]),
    after: 'a:\n  - x\n  - "y"\n---\na:\n  - z\n',
  },
  {
    name: "an entry at the end of the first of two documents",
    before: "a: 1\n---\nb: 2\n",
    act: (w, r) => w.setEntry(dictAt(r), "c", 3),
    after: "a: 1\nc: 3\n---\nb: 2\n",
  },
  {
    name: "takes out the last entry before `...`",
    before: "a: 1\nb: 2\n...\n",
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "b")),
    after: "a: 1\n...\n",
  },
  {
    name: "an entry above the comment that ends the text",
    before: "a:\n  b: 1\n  # the end\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "c", 2),
    after: "a:\n  b: 1\n  c: 2\n  # the end\n",
  },
  {
    name: "an entry above blank lines",
    before: "a:\n  b: 1\n\n\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "c", 2),
    after: "a:\n  b: 1\n  c: 2\n\n\n",
  },
  {
    name: "an entry behind a line without its break",
    before: "a:\n  b: 1",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "c", { d: ["e"] }),
    after: "a:\n  b: 1\n  c:\n    d:\n      - e",
  },
  {
    name: "a list at its key's own indent, as the file has them",
    before: "a:\n- x\nb: 1\n",
    act: (w, r) => w.setEntry(dictAt(r), "c", ["d", "e"]),
    after: "a:\n- x\nb: 1\nc:\n- d\n- e\n",
  },
  {
    name: "a statement set apart as the others are",
    before: "Statement:\n  - Sid: A\n    Effect: Allow\n\n  - Sid: B\n    Effect: Allow\nOther: 1\n",
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 1), [{ Sid: "C", Effect: "Deny" }]),
    after: `Statement:
  - Sid: A
    Effect: Allow

  - Sid: B
    Effect: Allow

  - Sid: C
    Effect: Deny
Other: 1
`,
  },
  {
    name: "takes out the last statement with the blank line above",
    before: "Statement:\n  - Sid: A\n    Effect: Allow\n\n  - Sid: B\n    Effect: Allow\nOther: 1\n",
    act: (w, r) => w.removeItems(listAt(r, "Statement"), [at(r, "Statement", 1)]),
    after: "Statement:\n  - Sid: A\n    Effect: Allow\nOther: 1\n",
  },
  {
    name: "takes out the first statement with the blank line below",
    before: "Statement:\n  - Sid: A\n    Effect: Allow\n\n  - Sid: B\n    Effect: Allow\nOther: 1\n",
    act: (w, r) => w.removeItems(listAt(r, "Statement"), [at(r, "Statement", 0)]),
    after: "Statement:\n  - Sid: B\n    Effect: Allow\nOther: 1\n",
  },
  {
    name: "a statement between commented ones",
    before: "Statement:\n  # first\n  - Sid: A\n\n  # second\n  - Sid: B\n",
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "C" }]),
    after: "Statement:\n  # first\n  - Sid: A\n\n  - Sid: C\n\n  # second\n  - Sid: B\n",
  },
  {
    name: "a statement below its bullet, as its siblings",
    before: "Statement:\n  -\n    Sid: A\n    Effect: Allow\n  -\n    Sid: B\n",
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "C", Effect: "Deny" }]),
    after: "Statement:\n  -\n    Sid: A\n    Effect: Allow\n  -\n    Sid: C\n    Effect: Deny\n  -\n    Sid: B\n",
  },
  {
    name: "takes out a statement with the line of its bullet",
    before: "Statement:\n  -\n    Sid: A\n    Effect: Allow\n  -\n    Sid: B\n",
    act: (w, r) => w.removeItems(listAt(r, "Statement"), [at(r, "Statement", 0)]),
    after: "Statement:\n  -\n    Sid: B\n",
  },
  {
    name: "a statement as far from its bullet as its siblings",
    before: "Statement:\n  -   Sid: A\n      Effect: Allow\n",
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "C", Effect: "Deny" }]),
    after: "Statement:\n  -   Sid: A\n      Effect: Allow\n  -   Sid: C\n      Effect: Deny\n",
  },
  {
    name: "a statement in flow style, as its siblings",
    before: "Statement:\n  - {Effect: Allow, Action: [a, b]}\n  - {Effect: Deny, Action: [a, b]}\n",
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Effect: "Deny", Action: "x" }]),
    after: `Statement:
  - {Effect: Allow, Action: [a, b]}
  - {Effect: Deny, Action: x}
  - {Effect: Deny, Action: [a, b]}
`,
  },
  {
    name: "an entry between spaced braces",
    before: "Condition: { Bool: { a: b } }\nL: [ a, b ]\n",
    act: (w, r) => w.setEntry(dictAt(r, "Condition"), "Null", { x: "true" }),
    after: 'Condition: { Bool: { a: b }, "Null": { x: "true" } }\nL: [ a, b ]\n',
  },
  {
    name: "an item between spaced brackets",
    before: "Condition: { Bool: { a: b } }\nL: [ a, b ]\n",
    act: (w, r) => w.insertItems(listAt(r, "L"), at(r, "L", 1), ["c"]),
    after: "Condition: { Bool: { a: b } }\nL: [ a, b, c ]\n",
  },
  {
    name: "fills a flow list",
    before: "Condition: { Bool: { a: b } }\nL: [ ]\nM: {}\n",
    act: (w, r) => w.insertItems(listAt(r, "L"), void 0, ["c"]),
    after: "Condition: { Bool: { a: b } }\nL: [c]\nM: {}\n",
  },
  {
    name: "an item in a flow list of lines",
    before: "L: [\n  a,\n  b\n]\n",
    act: (w, r) => w.insertItems(listAt(r, "L"), at(r, "L", 1), ["c"]),
    after: "L: [\n  a,\n  b,\n  c\n]\n",
  },
  {
    name: "an item behind a trailing comma",
    before: "L: [\n  a,\n  b,\n]\n",
    act: (w, r) => w.insertItems(listAt(r, "L"), at(r, "L", 1), ["c"]),
    after: "L: [\n  a,\n  b,\n  c,\n]\n",
  },
  {
    name: "a condition in a file that is JSON",
    before: '{\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*"\n    }\n  ]\n}\n',
    act: (w, r) => w.setEntry(dictAt(r, "Statement", 0), "Condition", mfa),
    after: `{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }
  ]
}
`,
  },
  {
    name: "a statement in JSON below a key",
    before: `PolicyDocument: {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Action": "*"
      }
    ]
  }
`,
    act: (w, r) =>
      w.insertItems(listAt(r, "PolicyDocument", "Statement"), at(r, "PolicyDocument", "Statement", 0), [
        { Effect: "Deny", Action: ["a", "b"] },
      ]),
    after: `PolicyDocument: {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Action": "*"
      },
      {
        "Effect": "Deny",
        "Action": [
          "a",
          "b"
        ]
      }
    ]
  }
`,
  },
  {
    name: "a list in JSON below a key",
    before: `PolicyDocument: {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Action": "*"
      }
    ]
  }
`,
    act: (w, r) => w.replaceValue(at(r, "PolicyDocument", "Statement", 0, "Action"), ["a", "b"]),
    after: `PolicyDocument: {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Action": ["a", "b"]
      }
    ]
  }
`,
  },
  {
    name: "takes out a block scalar",
    before: "a:\n  b: |\n    text\n    more\n\n  c: 1\n",
    act: (w, r) => w.removeEntry(dictAt(r, "a"), entryAt(dictAt(r, "a"), "b")),
    after: "a:\n  c: 1\n",
  },
  {
    name: "an entry below a block scalar",
    before: "a:\n  b: |\n    text\n    more\nc: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "d", 1),
    after: "a:\n  b: |\n    text\n    more\n  d: 1\nc: 1\n",
  },
  {
    name: "an entry below a block scalar that keeps its blank lines",
    before: "a:\n  b: |+\n    text\n\nc: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "d", 1),
    after: "a:\n  b: |+\n    text\n\n  d: 1\nc: 1\n",
  },
  {
    name: "a text in place of a block scalar",
    before: "a:\n  b: |\n    text\n    more\n  c: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a", "b"), "x"),
    after: "a:\n  b: x\n  c: 1\n",
  },
  {
    name: "a list in place of a folded scalar",
    before: "a:\n  b: >-\n    text\n    more\n  c: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a", "b"), ["x", "y"]),
    after: 'a:\n  b:\n    - x\n    - "y"\n  c: 1\n',
  },
  {
    name: "a text in place of a plain one of two lines",
    before: "a:\n  b: text\n    more\n  c: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a", "b"), "x"),
    after: "a:\n  b: x\n  c: 1\n",
  },
  {
    name: "a list below a key with blanks before its colon",
    before: "a : b\nc   : d\n",
    act: (w, r) => w.replaceValue(at(r, "c"), ["x"]),
    after: "a : b\nc   :\n  - x\n",
  },
  {
    name: "tags in place of `~`",
    before: "a:\n  Tags: ~\n  b: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a", "Tags"), [{ Key: "k" }]),
    after: "a:\n  Tags:\n    - Key: k\n  b: 1\n",
  },
  {
    name: "a text below a commented key",
    before: "a: # why\n  - x\n  - y\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), "z"),
    after: "a: # why\n  z\nb: 1\n",
  },
  {
    name: "one more item below commented ones",
    before: "a:\n  - x # one\n  - y # two\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), ["x", "y", "z"]),
    after: "a:\n  - x # one\n  - y # two\n  - z\nb: 1\n",
  },
  {
    name: "a list, its comment at the key",
    before: "a: x # one\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), ["y", "z"]),
    after: 'a: # one\n  - "y"\n  - z\nb: 1\n',
  },
  {
    name: "a mapping, its comment on the first line",
    before: "a:\n  - x # one\nb: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a", 0), { k: "v", l: "w" }),
    after: "a:\n  - k: v # one\n    l: w\nb: 1\n",
  },
  {
    name: "an item in a list of lists",
    before: "a:\n  - - x\n    - y\n  - - z\n",
    act: (w, r) => w.insertItems(listAt(r, "a", 0), at(r, "a", 0, 1), ["n"]),
    after: 'a:\n  - - x\n    - y\n    - "n"\n  - - z\n',
  },
  {
    name: "takes out a list of a list",
    before: "a:\n  - - x\n    - y\n  - - z\n",
    act: (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", 0)]),
    after: "a:\n  - - z\n",
  },
  {
    name: "an empty mapping in a list",
    before: "a:\n  - k: v\n  - l: w\n",
    act: (w, r) => w.removeEntry(dictAt(r, "a", 0), entryAt(dictAt(r, "a", 0), "k")),
    after: "a:\n  - {}\n  - l: w\n",
  },
  {
    name: "keeps the comment above a mapping that becomes empty",
    before: "a:\n  # why\n  k: v # v\nb: 1\n",
    act: (w, r) => w.removeEntry(dictAt(r, "a"), entryAt(dictAt(r, "a"), "k")),
    after: "a:\n  # why\n  {} # v\nb: 1\n",
  },
  {
    name: "a list in place of a text behind a tab",
    before: "a:\tx\nb:\n  - y\n",
    act: (w, r) => w.replaceValue(at(r, "a"), ["z"]),
    after: "a:\n  - z\nb:\n  - y\n",
  },
  {
    name: "an entry above the comment of the next",
    before: "a:\n  k: v\n  # about l\n  l: w\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "n", "z", entryAt(dictAt(r, "a"), "k")),
    after: 'a:\n  k: v\n  "n": z\n  # about l\n  l: w\n',
  },
  {
    name: "an entry above a comment further left",
    before: "a:\n  k: v\n# about b\nb: w\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "n", "z"),
    after: 'a:\n  k: v\n  "n": z\n# about b\nb: w\n',
  },
  { name: "fills a file", before: "{}\n", act: (w, r) => w.setEntry(dictAt(r), "a", { b: 1 }), after: "a:\n  b: 1\n" },
  {
    name: "fills a mapping in a list",
    before: "a:\n  - {}\n",
    act: (w, r) => w.setEntry(dictAt(r, "a", 0), "k", { b: 1 }),
    after: "a:\n  - k:\n      b: 1\n",
  },
  {
    name: "an entry behind a quoted text of two lines",
    before: 'a: "x\n  y"\nb: 1\n',
    act: (w, r) => w.setEntry(dictAt(r), "c", 1, entryAt(dictAt(r), "a")),
    after: 'a: "x\n  y"\nc: 1\nb: 1\n',
  },
  {
    name: "an entry behind a byte order mark",
    before: "\uFEFFa: 1\nb: 2\n",
    act: (w, r) => w.setEntry(dictAt(r), "c", { d: 1 }),
    after: "\uFEFFa: 1\nb: 2\nc:\n  d: 1\n",
  },
  {
    name: "takes out the entry behind a byte order mark",
    before: "\uFEFFa: 1\nb: 2\n",
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "a")),
    after: "\uFEFFb: 2\n",
  },
  {
    name: "fills a document behind its marker",
    before: "---\n{}\n",
    act: (w, r) => w.setEntry(dictAt(r), "e", { f: 1 }),
    after: "---\ne:\n  f: 1\n",
  },
  {
    name: "a list in place of a commented text, with CRLF",
    before: "a: x # one\r\nb: 1\r\n",
    act: (w, r) => w.replaceValue(at(r, "a"), ["w", "z"]),
    after: "a: # one\r\n  - w\r\n  - z\r\nb: 1\r\n",
  },
];

const declines: Declining[] = [
  {
    name: "an entry of keys behind question marks",
    before: "? a\n: b\n? c\n: d\n",
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "a")),
    reason: "The text is laid out in a way in which there is no sure place to write.",
  },
  {
    name: "a key without a value",
    before: "a:\n  Tags:\n  b: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "Tags", [{ Key: "k" }]),
    reason: "The text around this place is not finished, so it is left as it is.",
  },
  {
    name: "keys behind question marks",
    before: "? a\n: b\n? c\n: d\n",
    act: (w, r) => w.setEntry(dictAt(r), "e", "f"),
    reason: "The text is laid out in a way in which there is no sure place to write.",
  },
  {
    name: "a value on the line of a document marker",
    before: "--- {}\n",
    act: (w, r) => w.setEntry(dictAt(r), "e", { f: 1 }),
    reason: "The text is laid out in a way in which there is no sure place to write.",
  },
];

describeWriter("YAML writer: layout", "yaml", table, declines);
