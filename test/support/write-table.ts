// Tables of a writer's edits: before, edit, after, byte by byte. It has no cases of its own.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/edit";
import type { Declined } from "../../shared-rules/src/edit";
import type { TextEdit } from "../../shared-rules/src/model/source";
import type { Value } from "../../shared-rules/src/model/value";
import type { Writer } from "../../shared-rules/src/syntax/writer";
import { applyEdits } from "./edits";
import { parse, writerOf, type TextSyntax } from "./write-laws";

export type Act = (writer: Writer, root: Value | undefined) => TextEdit[] | Declined;

export interface Written {
  readonly name: string;
  readonly before: string;
  readonly act: Act;
  readonly after: string;
}

export interface Declining {
  readonly name: string;
  readonly before: string;
  readonly act: Act;
  readonly reason: string;
}

/** A test for each row; whatever is written is read again without a fault. */
export function describeWriter(
  title: string,
  syntax: TextSyntax,
  table: readonly Written[],
  declines: readonly Declining[] = [],
): void {
  describe(title, () => {
    for (const { name, before, act, after } of table)
      it(name, () => {
        const edits = act(writerOf(syntax, before), parse(syntax, before).root);
        assert.ok(!isDeclined(edits), JSON.stringify(edits));
        assert.equal(applyEdits(before, edits), after);
        assert.equal(parse(syntax, after).broken, false);
      });
    for (const { name, before, act, reason } of declines)
      it(`declines ${name}`, () => {
        assert.deepEqual(act(writerOf(syntax, before), parse(syntax, before).root), { declined: reason });
      });
  });
}
