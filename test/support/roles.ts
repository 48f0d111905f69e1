// The judge of the fix role-instead: every workload's text, held against the laws and against the rules about trust. It holds no cases.
import assert from "node:assert/strict";
import { defaultConfig, isDeclined, type Document, type Finding, type Fix } from "../../shared-rules/src/index";
import { applyEdits } from "./edits";
import { checkLaws, read } from "./check-rule";
import { engine } from "./engine";

/** The first finding that offers to replace a user, and its fixes of that family in their order. */
export function replacing(
  document: Document,
  siblings: readonly Document[] = [],
): { finding: Finding; fixes: readonly Fix[] } {
  const finding = engine
    .lint(document, defaultConfig, siblings)
    .find(({ fixes }) => fixes.some(({ id }) => id === "role-instead"));
  assert.ok(finding);
  return { finding, fixes: finding.fixes.filter(({ id }) => id === "role-instead") };
}

/** The files after a fix, by the end of their names; or why there are none. */
export function replaced(
  files: Readonly<Record<string, string>>,
  title: string,
): Readonly<Record<string, string>> | string {
  const [document, ...siblings] = Object.entries(files).map(([name, text]) => read({ uri: `/w/${name}`, text }));
  assert.ok(document);
  const fix = replacing(document, siblings).fixes.find((one) => one.title === title);
  assert.ok(fix, title);
  const edits = engine.render(document, fix, siblings);
  if (isDeclined(edits)) return edits.declined;
  const after: Record<string, string> = { ...files };
  for (const file of edits) {
    const name = file.uri.slice("/w/".length);
    assert.ok("edits" in file && after[name] !== undefined);
    after[name] = applyEdits(after[name], file.edits);
    assert.equal(read({ uri: file.uri, text: after[name] }).broken, false, after[name]);
  }
  return after;
}

/** The text of a file after a fix, which keeps the laws and leaves nothing to say but that the role has no boundary. */
export function lawful(uri: string, text: string, title: string): string {
  const document = read({ uri, text });
  const { finding, fixes } = replacing(document);
  const fix = fixes.find((one) => one.title === title);
  assert.ok(fix, title);
  const now = checkLaws(document, finding, fix);
  assert.ok(now, "is declined");
  const said = engine.lint(now, defaultConfig).map(({ rule }) => rule);
  assert.deepEqual(
    said.filter((rule) => rule !== "boundary-missing"),
    [],
  );
  return now.text;
}

/** Declares the tests of every workload's text: all that are offered are in the table, in its order. */
export function checkRoles(uri: string, before: string, table: Readonly<Record<string, string>>): void {
  it("offers each workload once, in a fixed order", async () => {
    await engine.ready();
    assert.deepEqual(
      replacing(read({ uri, text: before })).fixes.map(({ title }) => title),
      Object.keys(table),
    );
  });
  for (const [title, after] of Object.entries(table))
    it(title, async () => {
      await engine.ready();
      const document = read({ uri, text: before });
      const { finding, fixes } = replacing(document);
      const fix = fixes.find((one) => one.title === title);
      assert.ok(fix);
      const files = engine.render(document, fix);
      assert.ok(!isDeclined(files));
      const now = checkLaws(document, finding, fix);
      assert.ok(now);
      assert.equal(now.text, after);
      const said = engine.lint(now, defaultConfig).map(({ rule }) => rule);
      assert.deepEqual(
        said.filter((rule) => rule !== "boundary-missing"),
        [],
      );
      const stops = files.flatMap((file) => ("edits" in file ? file.edits : [])).flatMap(({ stops: own = [] }) => own);
      assert.equal(stops.length, after.split("<").length - 1, "a name to fill in is a tab stop");
    });
}
