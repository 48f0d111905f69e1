// The YAML writer's quotes, tags, anchors and aliases, byte by byte. Layout is in yaml-write-layout.test.ts.
import { at, dictAt, entryAt, listAt } from "../support/data";
import { describeWriter, type Declining, type Written } from "../support/write-table";

const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

const table: Written[] = [
  {
    name: "keys in the quotes of their siblings",
    before: 'Condition:\n  "Bool":\n    "aws:x": "true"\n',
    act: (w, r) => w.setEntry(dictAt(r, "Condition"), "Null", { "aws:y": "true" }),
    after: 'Condition:\n  "Bool":\n    "aws:x": "true"\n  "Null":\n    "aws:y": "true"\n',
  },
  {
    name: "texts in the quotes of their siblings",
    before: 'Statement:\n  - Effect: "Allow"\n    Action:\n      - "a"\n    Resource: "*"\n',
    act: (w, r) => w.setEntry(dictAt(r, "Statement", 0), "Condition", mfa),
    after: `Statement:
  - Effect: "Allow"
    Action:
      - "a"
    Resource: "*"
    Condition:
      Bool:
        aws:MultiFactorAuthPresent: "true"
`,
  },
  {
    name: "the items of a list in the quotes of the file",
    before: "Statement:\n  - Effect: 'Allow'\n    Action: '*'\n    Resource: '*'\n",
    act: (w, r) => w.replaceValue(at(r, "Statement", 0, "Action"), ["iam:Get*", "iam:List*"]),
    after: "Statement:\n  - Effect: 'Allow'\n    Action:\n      - 'iam:Get*'\n      - 'iam:List*'\n    Resource: '*'\n",
  },
  {
    name: "which items need quotes",
    before: "Action:\n  - a\n",
    act: (w, r) =>
      w.insertItems(listAt(r, "Action"), at(r, "Action", 0), [
        "*",
        "yes",
        "No",
        "2012-10-17",
        "012345678901",
        "123456789012",
        "1e3",
        "0x1F",
        "0o17",
        "1_000",
        "12:30",
        "key: value",
        "a #b",
        "#c",
        "- d",
        "-e",
        "?f",
        "? g",
        ":h",
        "!i",
        "&j",
        "*k",
        "|l",
        ">m",
        "%n",
        "@o",
        "`p",
        "{q",
        "}r",
        "[s",
        "]t",
        ",u",
        "'v",
        '"w',
        "x:",
        "",
        "~",
        "null",
        "True",
        "on",
        "off",
        "y",
        "=",
        "<<",
        ".5",
        "+1",
        "-1",
        "1.0",
        ".inf",
        ".NaN",
        " lead",
        "trail ",
        "a	b",
        "a\nb",
        "\xE9",
        "\u{1F600}",
        "arn:aws:iam::123456789012:role/x",
        "a, b",
        "a[0]",
        "${aws:username}",
        "---",
        "--- a",
        "...",
        "s3:*",
        "a:b:c",
        "http://x#y",
      ]),
    after: `Action:
  - a
  - "*"
  - "yes"
  - "No"
  - "2012-10-17"
  - "012345678901"
  - "123456789012"
  - "1e3"
  - "0x1F"
  - "0o17"
  - "1_000"
  - "12:30"
  - "key: value"
  - "a #b"
  - "#c"
  - "- d"
  - -e
  - ?f
  - "? g"
  - :h
  - "!i"
  - "&j"
  - "*k"
  - "|l"
  - ">m"
  - "%n"
  - "@o"
  - "\`p"
  - "{q"
  - "}r"
  - "[s"
  - "]t"
  - ",u"
  - "'v"
  - "\\"w"
  - "x:"
  - ""
  - "~"
  - "null"
  - "True"
  - "on"
  - "off"
  - "y"
  - "="
  - "<<"
  - ".5"
  - "+1"
  - "-1"
  - "1.0"
  - ".inf"
  - ".NaN"
  - " lead"
  - "trail "
  - "a\\tb"
  - "a\\nb"
  - é
  - 😀
  - arn:aws:iam::123456789012:role/x
  - a, b
  - a[0]
  - \${aws:username}
  - "---"
  - "--- a"
  - "..."
  - s3:*
  - a:b:c
  - http://x#y
`,
  },
  {
    name: "which items need quotes in a flow list",
    before: "Action: [a]\n",
    act: (w, r) =>
      w.insertItems(listAt(r, "Action"), at(r, "Action", 0), [
        "*",
        "a, b",
        "a[0]",
        "{x}",
        "${aws:username}",
        "arn:aws:s3:::a/*",
        "x:",
        "a: b",
        "-",
        "?x",
        ":y",
        "a#b",
      ]),
    after: `Action: [a, "*", "a, b", "a[0]", "{x}", "\${aws:username}", arn:aws:s3:::a/*, "x:", "a: b", "-", "?x", ":y", a#b]
`,
  },
  {
    name: "takes out a tagged item",
    before: 'a:\n  - !Sub "arn:${X}"\n  - b\n',
    act: (w, r) => w.removeItems(listAt(r, "a"), [at(r, "a", 0)]),
    after: "a:\n  - b\n",
  },
  {
    name: "an item beside a tagged one",
    before: 'a:\n  - !Sub "arn:${X}"\n  - b\n',
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), ["c"]),
    after: 'a:\n  - !Sub "arn:${X}"\n  - c\n  - b\n',
  },
  {
    name: "a branch of !If",
    before: "a: !If\n  - c\n  - x\n  - y\n",
    act: (w, r) => w.replaceValue(at(r, "a", "Fn::If", 1), "z"),
    after: "a: !If\n  - c\n  - z\n  - y\n",
  },
  {
    name: "a text in place of !Join",
    before: 'a: !Join\n  - ","\n  - - x\n    - y\nb: 1\n',
    act: (w, r) => w.replaceValue(at(r, "a"), "z"),
    after: "a: z\nb: 1\n",
  },
  {
    name: "a text in place of a tag below its key",
    before: 'a:\n  !Sub "x"\nb: 1\n',
    act: (w, r) => w.replaceValue(at(r, "a"), "z"),
    after: "a: z\nb: 1\n",
  },
  {
    name: "the text of Fn::Sub",
    before: 'a:\n  Fn::Sub: "arn:${X}"\n',
    act: (w, r) => w.replaceValue(at(r, "a", "Fn::Sub"), "z"),
    after: 'a:\n  Fn::Sub: "z"\n',
  },
  {
    name: "an entry of its own over a merged one",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n  c: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "b"), "k", "z"),
    after: "a: &x\n  k: v\nb:\n  <<: *x\n  c: 1\n  k: z\n",
  },
  {
    name: "an entry below a merge key",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n  c: 1\n",
    act: (w, r) => w.setEntry(dictAt(r, "b"), "n", "z"),
    after: 'a: &x\n  k: v\nb:\n  <<: *x\n  c: 1\n  "n": z\n',
  },
  {
    name: "takes out the only entry beside a merge key",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n  c: 1\n",
    act: (w, r) => w.removeEntry(dictAt(r, "b"), entryAt(dictAt(r, "b"), "c")),
    after: "a: &x\n  k: v\nb:\n  <<: *x\n",
  },
  {
    name: "an item behind an alias",
    before: "a: &x 1\nb:\n  - *x\n",
    act: (w, r) => w.insertItems(listAt(r, "b"), at(r, "b", 0), ["n"]),
    after: 'a: &x 1\nb:\n  - *x\n  - "n"\n',
  },
  {
    name: "takes an alias out of a list",
    before: "a: &x 1\nb:\n  - *x\n  - y\n",
    act: (w, r) => w.removeItems(listAt(r, "b"), [at(r, "b", 0)]),
    after: "a: &x 1\nb:\n  - y\n",
  },
  {
    name: "takes out an entry whose value is an alias",
    before: "a: &x 1\nb:\n  c: *x\n  d: y\n",
    act: (w, r) => w.removeEntry(dictAt(r, "b"), entryAt(dictAt(r, "b"), "c")),
    after: "a: &x 1\nb:\n  d: y\n",
  },
  {
    name: "a key that needs quotes",
    before: "a:\n  b: 1\n",
    act: (w, r) => w.renameText(entryAt(dictAt(r, "a"), "b").key, "x: y"),
    after: 'a:\n  "x: y": 1\n',
  },
  {
    name: "a text of two lines",
    before: "a: x\n",
    act: (w, r) => w.setEntry(dictAt(r), "d", "one\ntwo\n"),
    after: 'a: x\nd: "one\\ntwo\\n"\n',
  },
  {
    name: "keys and texts in the quotes of their siblings",
    before: 'Statement:\n  - "Effect": "Allow"\n    "Action": "s3:Get"\n',
    act: (w, r) =>
      w.setEntry(dictAt(r, "Statement", 0), "Condition", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    after: `Statement:
  - "Effect": "Allow"
    "Action": "s3:Get"
    "Condition":
      "Bool":
        "aws:MultiFactorAuthPresent": "true"
`,
  },
  {
    name: "account ids",
    before: "Principal:\n  AWS: '012345678901'\n",
    act: (w, r) => w.replaceValue(at(r, "Principal", "AWS"), ["012345678901", "123456789012"]),
    after: "Principal:\n  AWS:\n    - '012345678901'\n    - '123456789012'\n",
  },
  {
    name: "a date",
    before: "PolicyDocument:\n  Statement: []\n",
    act: (w, r) => w.setEntry(dictAt(r, "PolicyDocument"), "Version", "2012-10-17"),
    after: 'PolicyDocument:\n  Statement: []\n  Version: "2012-10-17"\n',
  },
  {
    name: "one character in a list, comments and quotes untouched",
    before: "Action:\n  - 's3:GetObject' # read\n  - s3:PutObjct # write\n",
    act: (w, r) => w.replaceValue(at(r, "Action"), ["s3:GetObject", "s3:PutObject"]),
    after: "Action:\n  - 's3:GetObject' # read\n  - s3:PutObject # write\n",
  },
  {
    name: "a plain item below one that needs its quotes",
    before: 'a:\n  - "*"\n',
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), ["s3:Get*"]),
    after: 'a:\n  - "*"\n  - s3:Get*\n',
  },
  {
    name: "an item in a list beside an anchor",
    before: "a: &x\n  k: v\nb: *x\nc:\n  - z\n",
    act: (w, r) => w.insertItems(listAt(r, "c"), at(r, "c", 0), ["w"]),
    after: "a: &x\n  k: v\nb: *x\nc:\n  - z\n  - w\n",
  },
  {
    name: "nothing where nothing differs",
    before: "a: 'x'\n",
    act: (w, r) => w.replaceValue(at(r, "a"), "x"),
    after: "a: 'x'\n",
  },
  {
    name: "numbers and words, and texts that look like them",
    before: "a: 1\n",
    act: (w, r) => w.replaceValue(at(r, "a"), [3600, true, null, "3600", "true", "null"]),
    after: 'a:\n  - 3600\n  - true\n  - null\n  - "3600"\n  - "true"\n  - "null"\n',
  },
];

const declines: Declining[] = [
  {
    name: "a list that an alias repeats",
    before: "a: &x\n  - p\nb: *x\n",
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 0), ["q"]),
    reason: "A YAML alias repeats this elsewhere, where it would change too.",
  },
  {
    name: "a mapping that a merge key repeats",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n",
    act: (w, r) => w.setEntry(dictAt(r, "a"), "q", "z"),
    reason: "A YAML alias repeats this elsewhere, where it would change too.",
  },
  {
    name: "a value that a merge key repeats",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n",
    act: (w, r) => w.replaceValue(at(r, "a", "k"), "z"),
    reason: "A YAML alias repeats this elsewhere, where it would change too.",
  },
  {
    name: "a text that an alias repeats",
    before: "a: &x v\nb: *x\n",
    act: (w, r) => w.replaceValue(at(r, "a"), "z"),
    reason: "A YAML alias repeats this elsewhere, where it would change too.",
  },
  {
    name: "an item that an alias repeats",
    before: "a:\n- &x v\nb: *x\n",
    act: (w, r) => w.replaceValue(at(r, "a", 0), "z"),
    reason: "A YAML alias repeats this elsewhere, where it would change too.",
  },
  {
    name: "a mapping that is a merge key only",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n",
    act: (w, r) => w.setEntry(dictAt(r, "b"), "n", "z"),
    reason: "The text is laid out in a way in which there is no sure place to write.",
  },
  {
    name: "an entry that a merge key brings",
    before: "a: &x\n  k: v\nb:\n  <<: *x\n  c: 1\n",
    act: (w, r) => w.removeEntry(dictAt(r, "b"), entryAt(dictAt(r, "b"), "k")),
    reason: "The value is written elsewhere and only repeated here by a YAML alias.",
  },
  {
    name: "an anchor that would go",
    before: "a:\n  k: &x v\n  l: w\n",
    act: (w, r) => w.removeEntry(dictAt(r, "a"), entryAt(dictAt(r, "a"), "k")),
    reason: "A YAML anchor stands there, which other parts of the file may repeat.",
  },
  {
    name: "a key that an alias repeats",
    before: "a: &x\n  k: v\nb: *x\n",
    act: (w, r) => w.renameText(entryAt(dictAt(r, "a"), "k").key, "l"),
    reason: "A YAML alias repeats this elsewhere, where it would change too.",
  },
];

describeWriter("YAML writer: quotes, tags and anchors", "yaml", table, declines);
