// Writing changed files: as a whole or not at all, and never over what someone else wrote.
import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { ChangedFile } from "../../server/src/workspace/changes";
import { writeFiles } from "../../server/src/workspace/write-files";
import { makeFolder, type Folder } from "./folder";

describe("changed files", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const change = (name: string, before: string | undefined, after: string): ChangedFile => ({
    path: folder.at(name),
    before,
    after,
    edits: [],
  });
  const text = (name: string): string => readFileSync(folder.at(name), "utf8");

  it("are written, and new ones made", async () => {
    folder = makeFolder({ "a.tf": "old" });
    chmodSync(folder.at("a.tf"), 0o755);
    assert.equal(await writeFiles([change("a.tf", "old", "new"), change("b.tf", undefined, "made")]), undefined);
    assert.deepEqual([text("a.tf"), text("b.tf"), readdirSync(folder.path)], ["new", "made", ["a.tf", "b.tf"]]);
    assert.equal(statSync(folder.at("a.tf")).mode & 0o777, 0o755);
  });

  it("are all left alone when one of them is another one now", async () => {
    folder = makeFolder({ "a.tf": "a", "b.tf": "typed since" });
    assert.deepEqual(await writeFiles([change("a.tf", "a", "A"), change("b.tf", "b", "B")]), {
      path: folder.at("b.tf"),
      reason: "has changed since it was read",
    });
    assert.deepEqual([text("a.tf"), text("b.tf"), readdirSync(folder.path)], ["a", "typed since", ["a.tf", "b.tf"]]);
  });

  it("are left alone where one that is new is there already, or gone", async () => {
    folder = makeFolder({ "a.tf": "a", "b.tf": "b" });
    const taken = await writeFiles([change("a.tf", "a", "A"), change("b.tf", undefined, "B")]);
    assert.deepEqual(taken, { path: folder.at("b.tf"), reason: "exists already" });
    const gone = await writeFiles([change("a.tf", "a", "A"), change("c.tf", "c", "C")]);
    assert.deepEqual(gone, { path: folder.at("c.tf"), reason: "cannot be written: no such file or folder" });
    assert.deepEqual([text("a.tf"), text("b.tf"), readdirSync(folder.path)], ["a", "b", ["a.tf", "b.tf"]]);
  });
});
