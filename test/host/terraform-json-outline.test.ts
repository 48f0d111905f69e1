// A .tf.json text read object by object is the tree that is read of it whole.
import { deepEqual, equal } from "node:assert/strict";
import { readOutline } from "../../shared-rules/src/host/terraform/json-outline";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import { parseJson } from "../../shared-rules/src/syntax/json";

/** The tree as plain data: what is read late is read now. */
function plain(value: Value | undefined): unknown {
  switch (value?.kind) {
    case "dict":
      return {
        kind: "dict",
        span: { ...value.span },
        open: value.open,
        entries: value.entries.map(({ key, value: own, span }) => ({ key: plain(key), span, value: plain(own) })),
      };
    case "list":
      return { kind: "list", span: value.span, open: value.open, items: value.items.map(plain) };
    default:
      return value;
  }
}

const texts: Readonly<Record<string, string>> = {
  empty: "",
  "an empty object": "{}",
  "sections, types, labels and bodies":
    '{\n  "locals": {"a": {"b": {"c": {"d": {}}}}},\n  "resource": {\n    "aws_iam_user": {"one": {"name": "x"}, "two": {"tags": {"k": "}"}}},\n    "aws_iam_role": {}\n  }\n}\n',
  lists:
    '{"resource": [{"aws_iam_user": [{"one": {"name": "x"}}, {"two": [{}, {"a": 1}]}]}, 1, "text", [[{"a": {}}]]]}',
  comments: '// first {\n{"resource": /* { " */ {"a": {"b": {}}} // }\n, "data": {}}',
  "a byte order mark": '\uFEFF{"resource": {"a": {"b": {"c": 1}}}}',
  "escaped quotes": String.raw`{"resource": {"a\"": {"b": {"c": "\\\"{\\"}}}}`,
  "names that are given twice": '{"resource": {"a": {"b": {}}, "a": {"b": {"c": 1}}}}',
  "a comma at the end": '{"resource": {"a": {"b": {"c": 1,},},},}',
  "more behind the root": '{"resource": {"a": {}}} {"data": {}}',
  "a bracket too much": '{"resource": {"a": {}}}}',
  "a bracket that is missing": '{"resource": {"a": {"b": {}}',
  "a string that is not closed": '{"resource": {"a": {"b": {"c": "x}}\n  , "d": {}}}}',
  "a comment that is not closed": '{"resource": {"a": {}}} /* ',
  "a list for an object": '[{"resource": {"a": {}}}]',
};

describe("the outline of a .tf.json text", () => {
  for (const [name, text] of Object.entries(texts))
    it(`is its tree: ${name}`, () => {
      deepEqual(plain(readOutline(text)), plain(parseJson(wholeDocument("json", text)).root));
    });

  it("reads an object when it is looked into, and once", () => {
    const root = readOutline('{"resource": {"a": {"b": {}}}}');
    const section = root?.kind === "dict" ? root.entries[0]?.value : undefined;
    if (section?.kind !== "dict") throw new Error("The section is an object.");
    equal(section.entries.length, 1);
    equal(section.entries, section.entries);
  });
});
