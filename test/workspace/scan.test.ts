// Scanning units of files with an engine. What the real engine finds is tested elsewhere.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { CallIndex } from "../../server/src/workspace/call-index";
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
    }
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

  const call = (source: string): string => `module "m" { source = "${source}" }\n`;

  it("lets each file look into called and calling folders, and reports it once", async () => {
    folder = makeFolder({
      "modules/x/main.tf": "RISK ASK callers ASK folder ../../prod",
      "modules/x/vars.tf": "",
      "modules/x/terraform.tfvars": "",
      "prod/main.tf": `${call("../modules/x")}ASK folder ../modules/x ASK callers`,
      "test/main.tf": call("../modules/x"),
    });
    const names = [
      ...["modules/x/main.tf", "modules/x/terraform.tfvars", "modules/x/vars.tf"],
      ...["prod/main.tf", "test/main.tf"],
    ];
    const told = await lines([folder.path]);
    assert.deepEqual(told, [`${names[0]}: 1`, ...names.slice(1).map((name) => `${name}: 0`)]);
    assert.deepEqual(engine.answers, [
      "main.tf: callers = prod test",
      `main.tf: folder ../../prod = main.tf(74)`,
      "main.tf: folder ../modules/x = main.tf(38) terraform.tfvars(0) vars.tf(0)",
      "main.tf: callers = ",
    ]);

    engine.answers.length = 0;
    assert.deepEqual(await lines([folder.at("prod")]), ["prod/main.tf: 0"]);
    assert.deepEqual(engine.answers, [
      "main.tf: folder ../modules/x = main.tf(38) terraform.tfvars(0) vars.tf(0)",
      "main.tf: callers = ",
    ]);
  });

  it("loads files that a document names in words of its own, and judges it anew", async () => {
    folder = makeFolder({
      "a.json": policy("ASK text b.json ASK text none.json"),
      "b.json": "[]",
      "m/main.tf": 'file("named.json") ASK text named.json ASK text ../b.json',
      "m/named.json": "[1]",
    });
    await lines([folder.path]);
    assert.deepEqual(engine.answers, [
      "a.json: text b.json = nothing",
      "a.json: text none.json = nothing",
      "a.json: text b.json = []",
      "a.json: text none.json = nothing",
      "main.tf: text named.json = [1]",
      "main.tf: text ../b.json = []",
    ]);
  });

  it("tells what is to be ignored apart", async () => {
    folder = makeFolder({ "a.json": policy("RISK RISK IGNORED RISK") });
    const { units } = await unitsOf([folder.path], []);
    for await (const item of scan(engine, units, defaultSettings))
      assert.deepEqual(isSkipped(item) || [item.findings.length, item.ignored.length], [2, 1]);
  });

  it("tells at the end what only all files together tell, each finding with the texts it points to", async () => {
    folder = makeFolder({ "a.json": policy("MANY"), "m/main.tf": "MANY RISK", "z.json": policy("RISK") });
    const { units } = await unitsOf([folder.path], []);
    const items: string[] = [];
    for await (const item of scan(engine, units, defaultSettings, { isWhole: true })) {
      if (isSkipped(item)) continue;
      const { path: file, findings, ignored, isMore, textOf } = item;
      items.push(`${path.basename(file)}${isMore ? " again" : ""}: ${findings.length} ${ignored.length}`);
      if (!isMore) continue;
      const places = findings.flatMap(({ uri, span, related }) => [{ uri, span }, ...related]);
      assert.deepEqual(
        places.map(({ uri, span }) => textOf(uri)?.slice(span.start, span.end)),
        ["MANY", "MANY"],
      );
    }
    assert.deepEqual(items, ["a.json: 0 0", "z.json: 1 0", "main.tf: 1 0", "a.json again: 1 0"]);
    assert.deepEqual(await lines([folder.path]), ["a.json: 0", "z.json: 1", "m/main.tf: 1"]);
  });

  it("ignores what all files together tell where the first place says so", async () => {
    folder = makeFolder({ "a.json": policy("MANY IGNORED"), "b.json": policy("MANY") });
    const { units } = await unitsOf([folder.path], []);
    const more: string[] = [];
    for await (const item of scan(engine, units, defaultSettings, { isWhole: true }))
      if (!isSkipped(item) && item.isMore) more.push(`${item.findings.length} ${item.ignored.length}`);
    assert.deepEqual(more, ["0 1"]);
  });

  it("says nothing of the whole when it was stopped", async () => {
    folder = makeFolder({ "a.json": policy("MANY"), "b.json": policy("MANY"), "c.json": policy("MANY") });
    const { units } = await unitsOf([folder.path], []);
    const stop = new AbortController();
    for await (const item of scan(engine, units, defaultSettings, { isWhole: true, signal: stop.signal })) {
      assert.ok(!isSkipped(item) && !item.isMore);
      if (path.basename(item.path) === "b.json") stop.abort();
    }
  });

  it("ends with modules that call each other", async () => {
    folder = makeFolder({
      "a/main.tf": `${call("../b")}RISK ASK callers`,
      "b/main.tf": `${call("../a")}${call("../b")}ASK callers`,
    });
    assert.deepEqual(await lines([folder.path]), ["a/main.tf: 1", "b/main.tf: 0"]);
    assert.deepEqual(engine.answers, ["main.tf: callers = b", "main.tf: callers = a"]);
  });

  it("shows the text of files that findings point to, as far as they belong together", async () => {
    folder = makeFolder({
      "modules/x/main.tf": "RISK(../../prod/main.tf,../../else/main.tf)",
      "prod/main.tf": call("../modules/x"),
      "else/main.tf": "",
    });
    const { units } = await unitsOf([folder.at("modules"), folder.at("prod")], []);
    for await (const item of scan(engine, units, defaultSettings)) {
      if (isSkipped(item) || path.basename(path.dirname(item.path)) !== "x") continue;
      const texts = item.findings.flatMap(({ related }) => related).map(({ uri }) => item.textOf(uri));
      assert.deepEqual(texts, [call("../modules/x"), undefined]);
      assert.equal(item.textOf(item.document?.uri ?? ""), item.document?.text);
    }
  });

  it("uses an index that someone else keeps", async () => {
    folder = makeFolder({ "x/main.tf": "ASK callers" });
    const calls = new CallIndex();
    calls.set(folder.at("prod/main.tf"), { folders: [folder.at("x")], files: [] });
    const entered: string[] = [];
    const index = { calls, isComplete: true, entered: (changed: Iterable<string>) => void entered.push(...changed) };
    await lines([folder.path], { index });
    assert.deepEqual(engine.answers, ["main.tf: callers = prod"]);
    folder.write("z/main.tf", call("../y"));
    await lines([folder.path], { index });
    assert.deepEqual([...calls.files()], [folder.at("prod/main.tf")]);
    await lines([folder.path], { index: { ...index, isComplete: false } });
    assert.deepEqual([...calls.files()], [folder.at("prod/main.tf"), folder.at("z/main.tf")]);
    assert.deepEqual(entered, [folder.at("y")]);
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
  });

  it("keeps the documents of the folder at hand, and none when all files together are judged", async () => {
    const folders = ["a", "b", "c", "d", "e", "f"];
    folder = makeFolder(
      Object.fromEntries(
        folders.flatMap((name) => [
          [`${name}/main.tf`, "MANY"],
          [`${name}/policy.json`, policy("MANY")],
        ]),
      ),
    );
    const { units } = await unitsOf([folder.path], []);
    const held: number[] = [];
    for await (const { path: file } of scan(engine, units, defaultSettings, { isWhole: true })) {
      held.push((await engine.held()).length);
      assert.ok(
        held.every((count) => count <= 4),
        `${held.join(" ")} at ${file}`,
      );
    }
    assert.equal(held.length, 13);
    assert.ok((held.at(-1) ?? 0) <= 1, "but for the last, which the loop may still have at hand");
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
