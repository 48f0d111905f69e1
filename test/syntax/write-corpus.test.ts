// The writers on real files: every operation on every policy, and on some of what is around them, keeps the laws of edits.
import assert from "node:assert/strict";
import type { Text, Value } from "../../shared-rules/src/model/value";
import { literal, valueOf } from "../../shared-rules/src/model/value";
import { isDeclined } from "../../shared-rules/src/edit";
import { wholeDocument, type Source } from "../../shared-rules/src/model/source";
import { jsonStringSource, yamlScalarSource } from "../../shared-rules/src/syntax/embedded";
import { createJsonWriter, parseJson } from "../../shared-rules/src/syntax/json";
import { corpusFiles } from "../support/corpus";
import { at, toData } from "../support/data";
import { applyEdits } from "../support/edits";
import {
  checkAttempt,
  containersOf,
  dictAttempts,
  listAttempts,
  parse,
  spell,
  withReplaced,
  writerOf,
  type TextSyntax,
} from "../support/write-laws";

const jsonLike = `{
  "Resources": {
    "A": { "Type": "T", "L": ["a", "b"], "E": [] },
    "B": {
      "L": [
        { "k": "v" },
        "x"
      ]
    },
    "P": { "Statement": [{
      "Effect": "Allow", // why
      "Action": "*"
    }] },
    "S": "{\\n  \\"Statement\\": [{\\"Action\\": [\\"a\\", \\"b\\"]}]\\n}"
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
  P:
    # above
    Statement:
      - Effect: Allow

      -
        Effect: Deny
        Action: '*' # all
  S: |
    {
      "Statement": [{"Action": ["a", "b"]}]
    }
`;

/** Each is edited hundreds of times. */
const mostFiles = 30;

const tried = { written: 0, declined: 0 };

describe("writers on real files", () => {
  const json = [{ path: "a sample", text: jsonLike }, ...corpusFiles(/\.json$/, mostFiles)];
  for (const { path, text } of json) it(`JSON: ${path}`, () => edited(text, "json"));
  const yaml = [{ path: "a sample", text: yamlLike }, ...corpusFiles(/\.ya?ml$/, mostFiles)];
  for (const { path, text } of yaml) it(`YAML: ${path}`, () => edited(text, "yaml"));
  after(() => assert.ok(tried.written > 100 && tried.declined * 5 < tried.written, JSON.stringify(tried)));
});

/** Tries every operation in policies, and in a part of the other containers, one at a time. */
function edited(text: string, syntax: TextSyntax): void {
  const { root, broken } = parse(syntax, text);
  if (broken || !root) return;
  const policies = new Set(containersOf(root).filter(isPolicy).flatMap(containersOf).slice(0, 24));
  const others = containersOf(root).filter((container) => !policies.has(container));
  const every = Math.max(1, Math.floor(others.length / 4));
  const writer = writerOf(syntax, text);
  for (const container of [...policies, ...others.filter((_, index) => index % every === 0)]) {
    const attempts = container.kind === "list" ? listAttempts(writer, container) : dictAttempts(writer, container);
    for (const attempt of attempts) {
      if (checkAttempt(syntax, text, container, attempt)) tried.written++;
      else tried.declined++;
    }
  }
  const source = wholeDocument(syntax, text);
  for (const { node, path } of textsOf(root, []).slice(0, 6)) embedded(text, source, root, node, path);
}

function isPolicy(value: Value): boolean {
  return value.kind === "dict" && ["list", "dict"].includes(valueOf(value, "Statement")?.kind ?? "");
}

function embed(source: Source, text: Text): Source | undefined {
  return source.syntax === "yaml" ? yamlScalarSource(source, text) : jsonStringSource(source, text);
}

/** Policies in strings: the string reads as the policy with the change, everything else as before. */
function embedded(text: string, source: Source, root: Value, node: Text, path: readonly (string | number)[]): void {
  const inner = embed(source, node);
  if (!inner) return;
  const { root: policy, broken } = parseJson(inner);
  if (!policy || broken || !isPolicy(policy)) return;
  const writer = createJsonWriter(inner, spell);
  for (const container of containersOf(policy).slice(0, 8)) {
    const attempts = container.kind === "list" ? listAttempts(writer, container) : dictAttempts(writer, container);
    for (const { name, edits, wanted } of attempts) {
      if (isDeclined(edits)) {
        tried.declined++;
        continue;
      }
      const changed = wholeDocument(source.syntax, applyEdits(text, edits));
      const after = parse(source.syntax === "yaml" ? "yaml" : "json", changed.text);
      const told = `${name} in ${path.join(".")}:\n${changed.text}`;
      assert.equal(after.broken, false, told);
      const there = at(after.root, ...path);
      const written = there.kind === "text" ? embed(changed, there) : undefined;
      assert.ok(written && after.root, told);
      assert.deepEqual(toData(parseJson(written).root), withReplaced(policy, container, wanted), told);
      assert.deepEqual(withReplaced(after.root, there, ""), withReplaced(root, node, ""), told);
      tried.written++;
    }
  }
}

interface Located {
  readonly node: Text;
  readonly path: readonly (string | number)[];
}

/** Texts that may hold a policy. */
function textsOf(value: Value, path: readonly (string | number)[]): Located[] {
  switch (value.kind) {
    case "text":
      return /^\s*\{[^]*"Statement"/.test(literal(value) ?? "") ? [{ node: value, path }] : [];
    case "list":
      return value.items.flatMap((item, index) => textsOf(item, [...path, index]));
    case "dict":
      return value.entries.flatMap((entry) => textsOf(entry.value, [...path, literal(entry.key) ?? "?"]));
    default:
      return [];
  }
}
