// The writers on real files: after any edit the rest of the tree reads as before, and what stands outside the edit is untouched.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Declined } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
import type { TextEdit } from "../../shared-rules/src/model/source";
import { wholeDocument } from "../../shared-rules/src/model/source";
import type { Dict, List, Value } from "../../shared-rules/src/model/value";
import { literal } from "../../shared-rules/src/model/value";
import { createJsonWriter, parseJson } from "../../shared-rules/src/syntax/json";
import type { Parsed, Writer } from "../../shared-rules/src/syntax/writer";
import { createYamlWriter, parseYaml } from "../../shared-rules/src/syntax/yaml";
import { corpusFiles } from "../support/corpus";
import { toData } from "../support/data";
import { applyEdits } from "../support/edits";

const jsonLike = `{
  "Resources": {
    "A": { "Type": "T", "L": ["a", "b"], "E": [] },
    "B": {
      "L": [
        { "k": "v" },
        "x"
      ]
    }
  }
}
`;
const yamlLike = `Resources:
  A:
    Type: T # c
    L: [a, {b: c}]
  B:
    L:
    - k: v
      l: [x]
    - !Sub x
    - |
      text
`;

interface Case {
  readonly path: string;
  readonly text: string;
}

describe("writers on real files", () => {
  const json: Case[] = [{ path: "a sample", text: jsonLike }, ...corpusFiles(/\.json$/)];
  for (const { path, text } of json) it(`JSON: ${path}`, () => edited(text, "json"));
  const yaml: Case[] = [{ path: "a sample", text: yamlLike }, ...corpusFiles(/\.ya?ml$/)];
  for (const { path, text } of yaml) it(`YAML: ${path}`, () => edited(text, "yaml"));
});

/** Edits some lists and mappings of a text, one at a time, and reads each result. */
function edited(text: string, syntax: "json" | "yaml"): void {
  const source = wholeDocument(syntax, text);
  const parse = (changed: string): Parsed =>
    syntax === "json" ? parseJson(wholeDocument("json", changed)) : parseYaml(wholeDocument("yaml", changed));
  const { root, broken } = parse(text);
  if (broken || !root) return;
  const writer =
    syntax === "json" ? createJsonWriter(source, () => undefined) : createYamlWriter(source, () => undefined);
  const containers = collect(root);
  const every = Math.max(1, Math.floor(containers.length / 12));
  containers.forEach((container, index) => {
    if (index % every !== 0) return;
    for (const { edits, wanted } of container.kind === "list"
      ? listEdits(writer, container)
      : dictEdits(writer, container)) {
      if (isDeclined(edits)) continue;
      const changed = applyEdits(text, edits);
      const after = parse(changed);
      assert.equal(after.broken, false, changed);
      assert.deepEqual(toData(after.root), withReplaced(root, container, wanted), describeEdits(text, edits));
    }
  });
}

interface Attempt {
  readonly edits: TextEdit[] | Declined;
  readonly wanted: Data;
}

function listEdits(writer: Writer, list: List): Attempt[] {
  const data = list.items.map(toData);
  const last = list.items[list.items.length - 1];
  const first = list.items[0];
  return [
    { edits: writer.insertItems(list, last, ["*", { Key: "k" }]), wanted: [...data, "*", { Key: "k" }] },
    { edits: writer.insertItems(list, undefined, ["new"]), wanted: ["new", ...data] },
    ...(first ? [{ edits: writer.removeItems(list, [first]), wanted: data.slice(1) }] : []),
    ...(last ? [{ edits: writer.removeItems(list, [last]), wanted: data.slice(0, -1) }] : []),
    ...(first ? [{ edits: writer.replaceValue(first, ["a", "b"]), wanted: [["a", "b"], ...data.slice(1)] }] : []),
  ];
}

function dictEdits(writer: Writer, dict: Dict): Attempt[] {
  const data = toData(dict) as Readonly<Record<string, Data>>;
  const names = Object.keys(data);
  const added = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
  const first = dict.entries[0];
  const [name] = names;
  const attempts: Attempt[] = [{ edits: writer.setEntry(dict, "New", added), wanted: { ...data, New: added } }];
  if (!first || name === undefined || names.length < dict.entries.length) return attempts;
  const rest = Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
  attempts.push({ edits: writer.setEntry(dict, name, ["x"]), wanted: { ...data, [name]: ["x"] } });
  attempts.push({ edits: writer.removeEntry(dict, first), wanted: rest });
  return attempts;
}

function collect(value: Value): (List | Dict)[] {
  if (value.kind === "list") return [value, ...value.items.flatMap(collect)];
  if (value.kind === "dict") return [value, ...value.entries.flatMap((entry) => collect(entry.value))];
  return [];
}

function withReplaced(value: Value, container: Value, data: Data): Data {
  if (value === container) return data;
  if (value.kind === "list") return value.items.map((item) => withReplaced(item, container, data));
  if (value.kind !== "dict") return toData(value);
  return Object.fromEntries(
    value.entries.map(({ key, value: inner }) => [literal(key) ?? "?", withReplaced(inner, container, data)]),
  );
}

function describeEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .map(({ span, text: written }) => {
      const around = text.slice(Math.max(0, span.start - 200), span.end + 100);
      return `${JSON.stringify(text.slice(span.start, span.end))} -> ${JSON.stringify(written)} in\n${around}`;
    })
    .join("\n");
}
