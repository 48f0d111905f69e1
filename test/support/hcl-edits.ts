// Tables of HCL edits, before and after: what they look things up with, and how each is judged. It tests nothing itself.
import assert from "node:assert/strict";
import { isDeclined, type Declined } from "../../shared-rules/src/edit";
import { mergeEdits } from "../../shared-rules/src/host/write";
import { emptyEnvironment, evaluateBlock } from "../../shared-rules/src/link/evaluate";
import { wholeDocument, type TextEdit } from "../../shared-rules/src/model/source";
import type { Block, Dict, Entry, List, Value } from "../../shared-rules/src/model/value";
import { entryOf } from "../../shared-rules/src/model/value";
import { alignEdits, createHclWriter, parseHcl, type HclWriter } from "../../shared-rules/src/syntax/hcl";
import { applyEdits } from "./edits";
import { hclParser } from "./hcl";
import { formattedBy, formatter, modelOfFormat } from "./terraform-fmt";

export function firstBlock(text: string): Block {
  const [placed] = parseHcl(text, () => true, hclParser()).blocks;
  if (!placed) throw new Error("no block");
  return evaluateBlock(placed.node, { text: placed.text, place: placed.place, environment: emptyEnvironment });
}

export function writerOf(text: string): HclWriter {
  return createHclWriter(wholeDocument("hcl", text), ({ reference, attribute }) =>
    reference === "unknown" ? undefined : { raw: `${reference}.${attribute}` },
  );
}

export function entryAt(block: Block | Dict, name: string): Entry {
  const entry = entryOf(block, name);
  if (!entry) throw new Error(`no ${name}`);
  return entry;
}

export function listAt(block: Block | Dict, name: string): List {
  const { value } = entryAt(block, name);
  if (value.kind !== "list") throw new Error(`${name} is a ${value.kind}`);
  return value;
}

export function dictAt(block: Block | Dict, name: string): Dict {
  const { value } = entryAt(block, name);
  if (value.kind !== "dict") throw new Error(`${name} is a ${value.kind}`);
  return value;
}

export function nested(block: Block, index: number): Block {
  const found = block.blocks[index];
  if (!found) throw new Error(`no block ${index}`);
  return found;
}

export function item(list: List, index: number): Value {
  const found = list.items[index];
  if (!found) throw new Error(`no item ${index}`);
  return found;
}

/** The text after edits, with what they move. */
export function written(text: string, edits: readonly TextEdit[]): string {
  const merged = mergeEdits(edits, text);
  if (isDeclined(merged)) return assert.fail(merged.declined);
  return applyEdits(text, alignEdits(text, merged));
}

export interface HclCase {
  readonly name: string;
  readonly before: readonly string[];
  readonly edit: (block: Block, writer: HclWriter) => TextEdit[] | Declined;
  readonly after: readonly string[];
}

/** One test a case; what was formatted stays so, by the model and, where it is installed, by Terraform's own formatter. */
export function checkHclCases(cases: readonly HclCase[]): void {
  for (const { name, before, edit, after } of cases)
    it(name, () => {
      const text = before.join("\n") + "\n";
      const edits = edit(firstBlock(text), writerOf(text));
      if (isDeclined(edits)) assert.fail(edits.declined);
      const result = written(text, edits);
      assert.equal(result, after.join("\n") + "\n");
      assert.equal(parseHcl(result, () => true, hclParser()).broken, false);
      assert.equal(firstBlock(result).open, false);
      if (modelOfFormat(text) === text) assert.equal(modelOfFormat(result), result);
    });

  const program = formatter();
  if (program !== undefined)
    it(`${program} fmt finds nothing to change in what was written into formatted text`, () => {
      const texts = cases.flatMap(({ before, after }) => [before.join("\n") + "\n", after.join("\n") + "\n"]);
      const formatted = formattedBy(program, texts);
      let judged = 0;
      for (let index = 0; index < texts.length; index += 2) {
        if (formatted[index] !== texts[index]) continue;
        assert.equal(texts[index + 1], formatted[index + 1], cases[index / 2]?.name);
        judged++;
      }
      assert.ok(judged * 2 > cases.length, `${judged} of ${cases.length} cases are formatted before`);
    });
}
