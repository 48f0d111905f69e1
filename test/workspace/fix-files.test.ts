// Fixes of many files until none is left: rounds, files that belong together, fixes that do harm. The engine is made up.
import assert from "node:assert/strict";
import type { ChangedFile } from "../../server/src/workspace/changes";
import { safeFix } from "../../server/src/workspace/fix-document";
import { fixFiles, needsValues, type Fixed, type FixOptions } from "../../server/src/workspace/fix-files";
import { defaultSettings } from "../../server/src/workspace/settings";
import { unitsOf } from "../../server/src/workspace/units";
import type { Engine, FileEdit, Finding } from "../../shared-rules/src/index";
import { folderOf, resolvePath } from "../../shared-rules/src/link/workspace";
import { fakeEngine } from "./fake-engine";
import { makeFolder, type Folder } from "./folder";

/**
 * An engine that finds `bad`, which becomes what stands in brackets behind it; with a file's name instead, an x is put before that file's
 * text, too. `bad(?)` has to be filled in, `bad(weak)` stays, `bad(BROKEN)` breaks the file, and `bad(no)` declines.
 */
function fixingEngine(): Engine {
  const edits = new Map<unknown, readonly FileEdit[] | { declined: string }>();
  const fake = fakeEngine();
  return {
    ...fake,
    read: (...given) => ({ ...fake.read(...given), broken: /(?<!\()BROKEN/.test(given[0].text) }),
    judge({ uri, text }) {
      const findings = [...text.matchAll(/bad\(((?:[^()]|\(.*?\))*)\)/g)].map(
        ({ 0: token, 1: into = "", index: start }): Finding => {
          const fix = { id: "mend", title: "Mend", safety: "safe", outcome: "removes", edits: () => [] } as const;
          const span = { start, end: start + token.length };
          const own = { uri, edits: [{ span, text: into, ...(into === "?" && { stops: [{ start: 0, end: 1 }] }) }] };
          const before = { uri, edits: [{ span: { start, end: start }, text: "+" }] };
          const other = resolvePath(folderOf(uri), into) ?? "";
          const also = { uri: other, edits: [{ span: { start: 0, end: 0 }, text: "x" }] };
          if (into === "no") edits.set(fix, { declined: "No." });
          else if (into === "weak") edits.set(fix, [before]);
          else edits.set(fix, into.endsWith(".tf") ? [own, also] : [own]);
          return {
            rule: "wildcard-admin",
            severity: "high",
            uri,
            span,
            message: "",
            fixes: [fix],
            related: [],
            covers: [],
            address: "",
            sid: "",
            text: token,
          };
        },
      );
      return { findings, facts: () => [] };
    },
    render: (_, fix) => edits.get(fix) ?? { declined: "It is not known." },
  };
}

describe("fixes of many files", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  async function fixed(files: Record<string, string>, more: Partial<FixOptions> = {}, under = "."): Promise<Fixed> {
    folder = makeFolder(files);
    const { units } = await unitsOf([folder.at(under)], []);
    return fixFiles(fixingEngine(), units, defaultSettings, { choose: safeFix, ...more });
  }
  const name = ({ path }: ChangedFile): string => path.slice(folder.path.length + 1);
  const groups = ({ groups: all }: Fixed): string[] =>
    all.map(({ files, fixes }) => `${fixes}: ${files.map((file) => `${name(file)} = ${file.after}`).join(", ")}`);

  it("go on until nothing is left", async () => {
    const result = await fixed({
      "a.tf": "bad(bad(bad(good))) and bad(1) and bad(2)",
      "b/b.tf": "bad(3)",
      "c.tf": "fine",
    });
    assert.deepEqual(groups(result), ["5: a.tf = good and 1 and 2", "1: b/b.tf = 3"]);
    assert.equal(result.declined.size, 0);
  });

  it("wait for each other where they meet", async () => {
    assert.deepEqual(groups(await fixed({ "a.tf": "bad(1)bad(2)bad(3)" })), ["3: a.tf = 123"]);
  });

  it("keep files together that one of them changed", async () => {
    const result = await fixed({
      "a.tf": "bad(b.tf) bad(1)",
      "b.tf": "text",
      "c.tf": "bad(d.tf)",
      "d.tf": "",
      "e.tf": "bad(2)",
    });
    assert.deepEqual(groups(result), ["2: a.tf = b.tf 1, b.tf = xtext", "1: c.tf = d.tf, d.tf = x", "1: e.tf = 2"]);
  });

  it("are made once where they leave their finding", async () => {
    assert.deepEqual(groups(await fixed({ "a.tf": "bad(weak) bad(weak)" })), ["2: a.tf = +bad(weak) +bad(weak)"]);
  });

  it("are taken back where the file cannot be read after them, and the others stay", async () => {
    const result = await fixed({ "a.tf": "bad(BROKEN) bad(1)", "b.tf": "bad(2)" });
    assert.deepEqual(groups(result), ["1: b.tf = 2"]);
    assert.deepEqual([...result.declined], [["The file could not be read after it.", 2]]);
  });

  it("are not made where they are declined, are to be filled in or would change other files", async () => {
    const files = { "m/a.tf": "bad(no) bad(no) bad(?) bad(../b.tf) bad(1)", "b.tf": "" };
    const result = await fixed(
      files,
      { refuse: ([first]) => (first && "edits" in first && first.edits[0]?.text === "1" ? "Not 1." : undefined) },
      "m",
    );
    assert.deepEqual(groups(result), []);
    assert.deepEqual(Object.fromEntries(result.declined), {
      "No.": 2,
      [needsValues]: 1,
      "It would also change b.tf, which is not among the files to fix.": 1,
      "Not 1.": 1,
    });
  });

  it("start from what an editor has open", async () => {
    const result = await fixed(
      { "a.tf": "old" },
      { overlay: (file) => (file.endsWith("a.tf") ? "typed bad(1)" : undefined) },
    );
    assert.deepEqual(groups(result), ["1: a.tf = typed 1"]);
    assert.deepEqual(result.groups[0]?.files[0]?.edits, [{ span: { start: 6, end: 12 }, text: "1" }]);
  });
});
