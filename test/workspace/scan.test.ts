// Scanning units of files with an engine. What the real engine finds is tested elsewhere.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { isSkipped, scan, type ScanOptions } from "../../server/src/workspace/scan";
import { defaultSettings } from "../../server/src/workspace/settings";
import { BadPath, unitsOf } from "../../server/src/workspace/units";
import { fakeEngine, type FakeEngine } from "./fake-engine";
import { makeFolder, type Folder } from "./folder";

const policy = (word: string): string => `{"Statement": "${word}"}`;

describe("scan", () => {
  let folder: Folder;
  let engine: FakeEngine;
  beforeEach(() => {
    engine = fakeEngine();
  });
  afterEach(() => folder.remove());

  /** One line for each item: "path: findings" or "path reason". */
  async function lines(paths: readonly string[], options?: ScanOptions, settings = defaultSettings): Promise<string[]> {
    const { units } = await unitsOf(paths, settings.exclude);
    const told: string[] = [];
    for await (const item of scan(engine, units, settings, options)) {
      const name = path.relative(folder.path, item.path);
      told.push(isSkipped(item) ? `${name} ${item.reason}` : `${name}: ${item.findings.length}`);
      assert.ok(engine.held.size <= 3, "documents of other folders are still held");
    }
    assert.deepEqual([...engine.held], [], "documents are still held");
    return told;
  }

  it("judges each file, Terraform files with their folder", async () => {
    folder = makeFolder({
      "a.json": policy("RISK RISK"),
      "b.json": '{"no": "policy"}',
      "m/one.tf": "RISK",
      "m/two.tf": "",
      "m/policy.json": policy("RISK"),
      "n/three.tf": "RISK",
    });
    assert.deepEqual(await lines([folder.path]), [
      "a.json: 2",
      "b.json: 0",
      "m/one.tf: 1",
      "m/policy.json: 1",
      "m/two.tf: 0",
      "n/three.tf: 1",
    ]);
    assert.deepEqual(engine.asked, ["a.json", "one.tf + two.tf", "policy.json", "two.tf + one.tf", "three.tf"]);
  });

  it("takes a file that is named whatever its name is, with its siblings, and each file once", async () => {
    folder = makeFolder({
      "m/one.tf": "RISK",
      "m/two.tf": "RISK",
      "policy.txt": policy("RISK"),
      ".gitignore": "m/",
      ".git/HEAD": "",
    });
    assert.deepEqual(await lines([folder.at("m/one.tf"), folder.at("policy.txt"), folder.at("m/one.tf")]), [
      "policy.txt: 1",
      "m/one.tf: 1",
    ]);
    assert.deepEqual(engine.asked, ["policy.txt", "one.tf + two.tf"]);
    assert.deepEqual(await lines([folder.at("m"), folder.path, folder.at("m/two.tf")]), ["m/one.tf: 1", "m/two.tf: 1"]);
  });

  it("goes on after a file that fails", async () => {
    folder = makeFolder({
      "a.json": policy("CRASH IN READ"),
      "b.json": policy("CRASH IN LINT"),
      "c.json": Buffer.from([0x22, 0xff, 0x22]),
      "d.json": policy("RISK"),
      "e.json": policy("x".repeat(3000)),
    });
    const settings = { ...defaultSettings, maxFileSize: 2048 };
    assert.deepEqual(await lines([folder.path], {}, settings), [
      "a.json could not be analysed: read crashed",
      "b.json could not be analysed: lint crashed",
      "c.json is not valid UTF-8",
      "d.json: 1",
      "e.json is larger than the limit (3 KB, limit 2 KB)",
    ]);
  });

  it("names the Terraform files as skipped when there is no grammar, and judges the rest", async () => {
    folder = makeFolder({ "a.tf": "RISK", "b.json": policy("RISK") });
    engine = fakeEngine(() => Promise.reject(new Error("no wasm here")));
    assert.deepEqual(await lines([folder.path]), [
      "a.tf cannot be read: the Terraform grammar could not be loaded: no wasm here",
      "b.json: 1",
    ]);
  });

  it("reads an editor's text instead of the file", async () => {
    folder = makeFolder({ "a.json": policy("RISK"), "b.json": policy("RISK") });
    const overlay = (file: string): string | undefined => (file === folder.at("a.json") ? policy("fine") : undefined);
    assert.deepEqual(await lines([folder.path], { overlay }), ["a.json: 0", "b.json: 1"]);
  });

  it("ends with what it has when it is stopped", async () => {
    folder = makeFolder({ "a/a.json": policy("RISK"), "b/b.json": policy("RISK"), "c/c.json": policy("RISK") });
    const { units } = await unitsOf([folder.path], []);
    const stop = new AbortController();
    const told: string[] = [];
    for await (const item of scan(engine, units, defaultSettings, { signal: stop.signal })) {
      told.push(path.basename(item.path));
      if (told.length === 2) stop.abort();
    }
    assert.deepEqual(told, ["a.json", "b.json"]);
    assert.deepEqual([...engine.held], []);
  });

  it("reports a linked file once, and lets the module it is linked into have it", async () => {
    folder = makeFolder({ "shared/common.tf": "RISK", "m/main.tf": "" });
    symlinkSync("../shared/common.tf", folder.at("m/common.tf"));
    assert.deepEqual(await lines([folder.path]), ["m/main.tf: 0", "shared/common.tf: 1"]);
    assert.deepEqual(engine.asked, ["main.tf + common.tf", "common.tf"]);
  });

  it("refuses a path that is not there", async () => {
    folder = makeFolder();
    await assert.rejects(unitsOf([folder.at("none")], []), (error) => {
      assert.ok(error instanceof BadPath);
      assert.equal(error.message, `${folder.at("none")}: no such file or folder`);
      return true;
    });
  });
});
