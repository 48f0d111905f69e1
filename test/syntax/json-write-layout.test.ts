// The JSON writer keeps to the layout of a file, byte by byte: commas, comments, brackets, blank lines. Plain edits are in json-write.test.ts.
import { at, dictAt, entryAt, listAt } from "../support/data";
import { describeWriter, type Declining, type Written } from "../support/write-table";

const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

const table: Written[] = [
  {
    name: "an entry behind a trailing comma and its comment",
    before: '{\n  "a": 1,\n  "b": 2, // two\n}',
    act: (w, r) => w.setEntry(dictAt(r), "c", 3),
    after: '{\n  "a": 1,\n  "b": 2, // two\n  "c": 3,\n}',
  },
  {
    name: "an item behind a trailing comma on one line",
    before: "[1, 2, ]",
    act: (w, r) => w.insertItems(listAt(r), at(r, 1), [3]),
    after: "[1, 2, 3, ]",
  },
  {
    name: "an item behind a trailing comma, without blanks",
    before: "[1,2,]",
    act: (w, r) => w.insertItems(listAt(r), at(r, 1), [3]),
    after: "[1,2,3,]",
  },
  {
    name: "the last item before a trailing comma",
    before: "[1, 2, ]",
    act: (w, r) => w.removeItems(listAt(r), [at(r, 1)]),
    after: "[1, ]",
  },
  {
    name: "an entry where commas come first",
    before: '{\n  "a": 1\n, "b": 2\n, "c": 3\n}',
    act: (w, r) => w.setEntry(dictAt(r), "d", 4),
    after: '{\n  "a": 1\n, "b": 2\n, "c": 3\n, "d": 4\n}',
  },
  {
    name: "takes an entry out where commas come first",
    before: '{\n  "a": 1\n, "b": 2\n, "c": 3\n}',
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "b")),
    after: '{\n  "a": 1\n, "c": 3\n}',
  },
  {
    name: "takes the last entry out where commas come first",
    before: '{\n  "a": 1\n, "b": 2\n, "c": 3\n}',
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "c")),
    after: '{\n  "a": 1\n, "b": 2\n}',
  },
  {
    name: "takes the first entry out where commas come first",
    before: '{\n  "a": 1\n, "b": 2\n, "c": 3\n}',
    act: (w, r) => w.removeEntry(dictAt(r), entryAt(dictAt(r), "a")),
    after: '{\n  "b": 2\n, "c": 3\n}',
  },
  {
    name: "a statement behind `[{`",
    before: '{\n  "Statement": [{\n    "Sid": "A"\n  }]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "B", Action: ["x"] }]),
    after: '{\n  "Statement": [{\n    "Sid": "A"\n  }, {\n    "Sid": "B",\n    "Action": [\n      "x"\n    ]\n  }]\n}',
  },
  {
    name: "a statement between `}, {`",
    before: '{\n  "Statement": [{\n    "Sid": "A"\n  }, {\n    "Sid": "B"\n  }]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [{ Sid: "N", Action: ["x"] }]),
    after: `{
  "Statement": [{
    "Sid": "A"
  }, {
    "Sid": "N",
    "Action": [
      "x"
    ]
  }, {
    "Sid": "B"
  }]
}`,
  },
  {
    name: "takes the first statement out of `[{ }, { }]`",
    before: '{\n  "Statement": [{\n    "Sid": "A"\n  }, {\n    "Sid": "B"\n  }]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Statement"), [at(r, "Statement", 0)]),
    after: '{\n  "Statement": [{\n    "Sid": "B"\n  }]\n}',
  },
  {
    name: "takes the last statement out of `[{ }, { }]`",
    before: '{\n  "Statement": [{\n    "Sid": "A"\n  }, {\n    "Sid": "B"\n  }]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Statement"), [at(r, "Statement", 1)]),
    after: '{\n  "Statement": [{\n    "Sid": "A"\n  }]\n}',
  },
  {
    name: "a statement behind `}, {` in a list of lines",
    before: '{\n  "Statement": [\n    {\n      "Sid": "A"\n    }, {\n      "Sid": "B"\n    }\n  ]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Statement"), at(r, "Statement", 1), [{ Sid: "N", Action: ["x"] }]),
    after: `{
  "Statement": [
    {
      "Sid": "A"
    }, {
      "Sid": "B"
    }, {
      "Sid": "N",
      "Action": [
        "x"
      ]
    }
  ]
}`,
  },
  {
    name: "a statement before the first in `[{`",
    before: '{\n  "Statement": [{\n    "Sid": "A"\n  }]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Statement"), void 0, [{ Sid: "N", Action: ["x"] }]),
    after: '{\n  "Statement": [{\n    "Sid": "N",\n    "Action": [\n      "x"\n    ]\n  }, {\n    "Sid": "A"\n  }]\n}',
  },
  {
    name: "an item in a wrapped line",
    before: '{\n  "Action": ["a:1", "a:2",\n             "a:3"]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Action"), at(r, "Action", 1), ["n"]),
    after: '{\n  "Action": ["a:1", "a:2", "n",\n             "a:3"]\n}',
  },
  {
    name: "takes the last line of a wrapped list",
    before: '{\n  "Action": ["a:1", "a:2",\n             "a:3"]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 2)]),
    after: '{\n  "Action": ["a:1", "a:2"]\n}',
  },
  {
    name: "takes the end of a wrapped line",
    before: '{\n  "Action": ["a:1", "a:2",\n             "a:3"]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 1)]),
    after: '{\n  "Action": ["a:1",\n             "a:3"]\n}',
  },
  {
    name: "an item among two in a line",
    before: '{\n  "Action": [\n    "a:1", "a:2",\n    "a:3", "a:4"\n  ]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Action"), at(r, "Action", 0), ["n"]),
    after: '{\n  "Action": [\n    "a:1", "n", "a:2",\n    "a:3", "a:4"\n  ]\n}',
  },
  {
    name: "takes out the first of two in a line",
    before: '{\n  "Action": [\n    "a:1", "a:2",\n    "a:3", "a:4"\n  ]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 0)]),
    after: '{\n  "Action": [\n    "a:2",\n    "a:3", "a:4"\n  ]\n}',
  },
  {
    name: "takes out a whole line of two",
    before: '{\n  "Action": [\n    "a:1", "a:2",\n    "a:3", "a:4"\n  ]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 2), at(r, "Action", 3)]),
    after: '{\n  "Action": [\n    "a:1", "a:2"\n  ]\n}',
  },
  {
    name: "an item before a bracket on its line",
    before: '{\n  "Action": [\n    "a:1",\n    "a:2" ]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Action"), at(r, "Action", 1), ["n"]),
    after: '{\n  "Action": [\n    "a:1",\n    "a:2",\n    "n" ]\n}',
  },
  {
    name: "takes an item before a bracket on its line",
    before: '{\n  "Action": [\n    "a:1",\n    "a:2" ]\n}',
    act: (w, r) => w.removeItems(listAt(r, "Action"), [at(r, "Action", 1)]),
    after: '{\n  "Action": [\n    "a:1" ]\n}',
  },
  {
    name: "an item between spaced brackets",
    before: '{ "a": [ "x", "y" ] }',
    act: (w, r) => w.insertItems(listAt(r, "a"), at(r, "a", 1), ["n"]),
    after: '{ "a": [ "x", "y", "n" ] }',
  },
  {
    name: "one more item between spaced brackets",
    before: '{ "a": [ "x", "y" ] }',
    act: (w, r) => w.replaceValue(at(r, "a"), ["x", "y", "z"]),
    after: '{ "a": [ "x", "y", "z" ] }',
  },
  {
    name: "an entry where a blank stands before colons",
    before: '{\n  "a" : "x",\n  "b" : [ "x" ]\n}',
    act: (w, r) => w.setEntry(dictAt(r), "Condition", mfa),
    after: `{
  "a" : "x",
  "b" : [ "x" ],
  "Condition" : {
    "Bool" : {
      "aws:MultiFactorAuthPresent" : "true"
    }
  }
}`,
  },
  {
    name: "an entry where no blank stands after colons",
    before: '{\n  "Effect":"Allow",\n  "Action":"x"\n}',
    act: (w, r) => w.setEntry(dictAt(r), "Condition", mfa),
    after: `{
  "Effect":"Allow",
  "Action":"x",
  "Condition":{
    "Bool":{
      "aws:MultiFactorAuthPresent":"true"
    }
  }
}`,
  },
  {
    name: "fills an object whose braces stand on two lines",
    before: '{\n  "Condition": {\n  }\n}',
    act: (w, r) => w.setEntry(dictAt(r, "Condition"), "Bool", { x: "y" }),
    after: '{\n  "Condition": {\n    "Bool": {\n      "x": "y"\n    }\n  }\n}',
  },
  {
    name: "fills a text on one line",
    before: "{}",
    act: (w, r) => w.setEntry(dictAt(r), "Bool", { x: "y" }),
    after: '{ "Bool": { "x": "y" } }',
  },
  {
    name: "fills a file",
    before: "{}\n",
    act: (w, r) => w.setEntry(dictAt(r), "Bool", { x: "y" }),
    after: '{\n  "Bool": {\n    "x": "y"\n  }\n}\n',
  },
  {
    name: "fills a list below its comment",
    before: '{\n  "a": [\n    // nothing\n  ]\n}',
    act: (w, r) => w.insertItems(listAt(r, "a"), void 0, ["x"]),
    after: '{\n  "a": [\n    // nothing\n    "x"\n  ]\n}',
  },
  {
    name: "an item behind a block comment",
    before: '[\n  "a", /* one */\n  "b" /* two */\n]',
    act: (w, r) => w.insertItems(listAt(r), at(r, 1), ["x"]),
    after: '[\n  "a", /* one */\n  "b", /* two */\n  "x"\n]',
  },
  {
    name: "an item where a comment stands before the comma",
    before: '[\n  "a" /* one */,\n  "b" // two\n  , "c"\n]',
    act: (w, r) => w.insertItems(listAt(r), at(r, 1), ["x"]),
    after: '[\n  "a" /* one */,\n  "b" // two\n  , "x", "c"\n]',
  },
  {
    name: "takes out an item with the comment before its comma",
    before: '[\n  "a" /* one */,\n  "b" // two\n  , "c"\n]',
    act: (w, r) => w.removeItems(listAt(r), [at(r, 1)]),
    after: '[\n  "a" /* one */,\n  "c"\n]',
  },
  {
    name: "an item above the comment that ends a list",
    before: '[\n  "a",\n  "b"\n  // end\n]',
    act: (w, r) => w.insertItems(listAt(r), at(r, 1), ["x"]),
    after: '[\n  "a",\n  "b",\n  "x"\n  // end\n]',
  },
  {
    name: "takes out an item above the comment that ends a list",
    before: '[\n  "a",\n  "b"\n  // end\n]',
    act: (w, r) => w.removeItems(listAt(r), [at(r, 1)]),
    after: '[\n  "a"\n  // end\n]',
  },
  {
    name: "an item before a comment of two lines",
    before: '[\n  "a", /* one\n     two */\n  "b"\n]',
    act: (w, r) => w.insertItems(listAt(r), at(r, 0), ["x"]),
    after: '[\n  "a", "x", /* one\n     two */\n  "b"\n]',
  },
  {
    name: "takes out an item with one of its blank lines",
    before: '[\n  "a",\n\n  "b",\n\n  "c"\n]',
    act: (w, r) => w.removeItems(listAt(r), [at(r, 1)]),
    after: '[\n  "a",\n\n  "c"\n]',
  },
  {
    name: "takes out the last item with the blank line above",
    before: '[\n  "a",\n\n  "b",\n\n  "c"\n]',
    act: (w, r) => w.removeItems(listAt(r), [at(r, 2)]),
    after: '[\n  "a",\n\n  "b"\n]',
  },
  {
    name: "an item set apart as the others are",
    before: '[\n  "a",\n\n  "b",\n\n  "c"\n]',
    act: (w, r) => w.insertItems(listAt(r), at(r, 1), ["x"]),
    after: '[\n  "a",\n\n  "b",\n\n  "x",\n\n  "c"\n]',
  },
  {
    name: "of a key that stands twice the last counts",
    before: '{"a": 1, "a": 2}',
    act: (w, r) => w.setEntry(dictAt(r), "a", 3),
    after: '{"a": 1, "a": 3}',
  },
  {
    name: "an empty list",
    before: '{\n  "Action": ["a"]\n}',
    act: (w, r) => w.replaceValue(at(r, "Action"), []),
    after: '{\n  "Action": []\n}',
  },
  {
    name: "an object in place of a text on one line",
    before: '{\n  "Action": ["a", "b"]\n}',
    act: (w, r) => w.replaceValue(at(r, "Action", 0), { Ref: "x" }),
    after: '{\n  "Action": [{ "Ref": "x" }, "b"]\n}',
  },
  {
    name: "a number",
    before: '{"MaxSessionDuration": 43200, "x": 1}',
    act: (w, r) => w.replaceValue(at(r, "MaxSessionDuration"), 3600),
    after: '{"MaxSessionDuration": 3600, "x": 1}',
  },
  {
    name: "a key with a quote and a backslash",
    before: '{"a": 1}',
    act: (w, r) => w.renameText(entryAt(dictAt(r), "a").key, 'x"y\\'),
    after: '{"x\\"y\\\\": 1}',
  },
  {
    name: "a key that was written in escapes",
    before: '{"\\u0061": 1}',
    act: (w, r) => w.renameText(entryAt(dictAt(r), "a").key, "\xE9\u{1F600}"),
    after: '{"é😀": 1}',
  },
  {
    name: "a condition on a single statement on one line",
    before: '{"Statement": {"Effect": "Allow", "Action": "*"}}',
    act: (w, r) => w.setEntry(dictAt(r, "Statement"), "Condition", mfa),
    after:
      '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}',
  },
  {
    name: "a condition, indented as its statement is",
    before: '{\n    "Statement": [\n    {\n      "Effect": "Allow"\n    }\n    ]\n}',
    act: (w, r) => w.setEntry(dictAt(r, "Statement", 0), "Condition", mfa),
    after: `{
    "Statement": [
    {
      "Effect": "Allow",
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }
    ]
}`,
  },
  {
    name: "a condition in a statement that is indented wider than the file",
    before: '{\n  "Statement": [\n    {\n        "Effect": "Allow",\n        "Resource": "*"\n    }\n  ]\n}',
    act: (w, r) => w.setEntry(dictAt(r, "Statement", 0), "Condition", mfa),
    after: `{
  "Statement": [
    {
        "Effect": "Allow",
        "Resource": "*",
        "Condition": {
            "Bool": {
                "aws:MultiFactorAuthPresent": "true"
            }
        }
    }
  ]
}`,
  },
  {
    name: "a statement too deep for one line, below those of one line",
    before: `{
  "Statement": [
    {"Effect": "Allow", "Action": ["a", "b"]},
    {"Effect": "Deny", "Action": ["a", "b"]}
  ]
}`,
    act: (w, r) =>
      w.insertItems(listAt(r, "Statement"), at(r, "Statement", 1), [
        { Effect: "Allow", Action: ["x"], Condition: mfa },
      ]),
    after: `{
  "Statement": [
    {"Effect": "Allow", "Action": ["a", "b"]},
    {"Effect": "Deny", "Action": ["a", "b"]},
    {
      "Effect": "Allow",
      "Action": ["x"],
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }
  ]
}`,
  },
  {
    name: "an object on one line, as its siblings",
    before: '{\n  "Tags": [\n    { "Key": "a", "Value": "b" }\n  ]\n}',
    act: (w, r) => w.insertItems(listAt(r, "Tags"), at(r, "Tags", 0), [{ Key: "x", Value: "y" }]),
    after: '{\n  "Tags": [\n    { "Key": "a", "Value": "b" },\n    { "Key": "x", "Value": "y" }\n  ]\n}',
  },
  {
    name: "keeps the comment of an object that becomes empty",
    before: '{\n  "c": {\n    // why\n    "Effect": "Allow"\n  }\n}',
    act: (w, r) => w.removeEntry(dictAt(r, "c"), entryAt(dictAt(r, "c"), "Effect")),
    after: '{\n  "c": {\n    // why\n  }\n}',
  },
  {
    name: "nothing where nothing differs",
    before: '{"a": ["x", "y"]}',
    act: (w, r) => w.replaceValue(at(r, "a"), ["x", "y"]),
    after: '{"a": ["x", "y"]}',
  },
  {
    name: "one character in a list, comments and lines untouched",
    before: '{\n  "Action": [\n    "s3:GetObject", // read\n    "s3:PutObjct", // write\n    "s3:ListBucket"\n  ]\n}\n',
    act: (w, r) => w.replaceValue(at(r, "Action"), ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]),
    after: '{\n  "Action": [\n    "s3:GetObject", // read\n    "s3:PutObject", // write\n    "s3:ListBucket"\n  ]\n}\n',
  },
  {
    name: "a whole statement in the order of its keys",
    before: '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow"\n    }\n  ]\n}\n',
    act: (w, r) =>
      w.insertItems(listAt(r, "Statement"), at(r, "Statement", 0), [
        {
          Sid: "DenyAll",
          Effect: "Deny",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    after: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow"
    },
    {
      "Sid": "DenyAll",
      "Effect": "Deny",
      "Principal": "*",
      "Action": "*",
      "Resource": "*",
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "false"
        }
      }
    }
  ]
}
`,
  },
  {
    name: "a condition with four spaces",
    before: '{\n    "Effect": "Allow"\n}\n',
    act: (w, r) => w.setEntry(dictAt(r), "Condition", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    after: `{
    "Effect": "Allow",
    "Condition": {
        "Bool": {
            "aws:MultiFactorAuthPresent": "true"
        }
    }
}
`,
  },
  {
    name: "a list too long for one line",
    before: '{\n  "Action": "s3:*",\n  "Resource": ["a", "b"]\n}\n',
    act: (w, r) =>
      w.replaceValue(at(r, "Action"), [
        "s3:GetObjectVersion",
        "s3:PutObjectVersion",
        "s3:GetObjectAcl",
        "s3:PutObjectAcl",
        "s3:ListBucket",
      ]),
    after: `{
  "Action": [
    "s3:GetObjectVersion",
    "s3:PutObjectVersion",
    "s3:GetObjectAcl",
    "s3:PutObjectAcl",
    "s3:ListBucket"
  ],
  "Resource": ["a", "b"]
}
`,
  },
  {
    name: "behind a byte order mark, with CRLF",
    before: '\uFEFF{\r\n  "Effect": "Allow"\r\n}\r\n',
    act: (w, r) => w.setEntry(dictAt(r), "Resource", "*"),
    after: '\uFEFF{\r\n  "Effect": "Allow",\r\n  "Resource": "*"\r\n}\r\n',
  },
  {
    name: "an operator on one line, as its siblings",
    before: '{\n  "Condition": {\n    "StringEquals": {"aws:PrincipalOrgID": "o-1"}\n  }\n}\n',
    act: (w, r) => w.setEntry(dictAt(r, "Condition"), "Bool", { "aws:MultiFactorAuthPresent": "true" }),
    after: `{
  "Condition": {
    "StringEquals": {"aws:PrincipalOrgID": "o-1"},
    "Bool": {"aws:MultiFactorAuthPresent": "true"}
  }
}
`,
  },
];

const declines: Declining[] = [
  {
    name: "an object without its comma",
    before: '{\n  "a": 1\n  "b": 2\n}',
    act: (w, r) => w.setEntry(dictAt(r), "c", 3),
    reason: "The text around this place is not finished, so it is left as it is.",
  },
];

describeWriter("JSON writer: layout", "json", table, declines);
