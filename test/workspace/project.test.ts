// Loading Terraform folders and what they name, with an engine that only looks things up.
import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Document } from "../../shared-rules/src/index";
import { CallIndex, indexFiles } from "../../server/src/workspace/call-index";
import { isModuleFile, toPath, toUri } from "../../server/src/workspace/paths";
import { defaultLimits, Project, type Buffers, type Hold } from "../../server/src/workspace/project";
import { readTextFile } from "../../server/src/workspace/text-file";
import { fakeEngine, type FakeEngine } from "./fake-engine";
import { makeFolder, type Folder } from "./folder";

const call = (source: string): string => `module "m" { source = "${source}" }\n`;

describe("a project", () => {
  let folder: Folder;
  let engine: FakeEngine;
  let reads: string[];
  const buffers = new Map<string, string>();
  beforeEach(() => {
    engine = fakeEngine();
    reads = [];
    buffers.clear();
  });
  afterEach(() => folder.remove());

  const open: Buffers = {
    in: (at) => [...buffers.keys()].filter((file) => path.dirname(file) === at),
    text: (file) => buffers.get(file),
    document: (file) => engine.read({ uri: toUri(file), text: buffers.get(file) ?? "" }),
  };

  /** A project over these files, all of which are in its index. */
  async function project(files: Readonly<Record<string, string>>, limits = defaultLimits): Promise<Project> {
    folder = makeFolder(files);
    const index = new CallIndex();
    const modules = Object.keys(files).filter(isModuleFile).map(folder.at);
    const read = (file: string): ReturnType<typeof readTextFile> => readTextFile(file, 10_000);
    await indexFiles(index, modules, read, { atOnce: 4 });
    const counted = (file: string): ReturnType<typeof readTextFile> => {
      reads.push(path.relative(folder.path, file));
      return read(file);
    };
    return new Project({ engine, index, read: counted, buffers: open }, limits);
  }

  const names = (documents: readonly Document[] | undefined): string =>
    (documents ?? []).map(({ uri }) => path.relative(folder.path, toPath(uri) ?? "")).join(" ");
  const reached = ({ reach }: Hold): string => [...reach].map((at) => path.relative(folder.path, at)).join(" ");
  const at = (name: string): string => toUri(folder.at(name));

  it("loads a folder, what it calls, its callers and what those call, and the files they name", async () => {
    const loaded = await project({
      "prod/main.tf": call("../user") + call("../network") + call("../missing") + 'file("policies/a.json")',
      "prod/terraform.tfvars": 'name = "x"',
      "prod/eu.auto.tfvars.json": "{}",
      "prod/other.tfvars": "",
      "prod/policies/a.json": "[1]",
      "prod/policies/b.json": "[2]",
      "user/main.tf": call("./role"),
      "user/z.tofu": "",
      "user/a.tf.json": "{}",
      "user/role/main.tf": "",
      "network/main.tf": "",
      "elsewhere/main.tf": "",
    });
    const hold = await loaded.hold(folder.at("user"));
    assert.equal(reached(hold), "user user/role prod network missing");
    assert.deepEqual(await engine.held(), [], "documents are only read when they are asked for");
    const { workspace } = loaded;
    assert.equal(names(workspace.folder(at("user"))), "user/a.tf.json user/main.tf user/z.tofu");
    assert.equal(names(workspace.folder(at("prod"))), "prod/eu.auto.tfvars.json prod/main.tf prod/terraform.tfvars");
    assert.deepEqual(workspace.callers(at("user")), [at("prod")]);
    assert.equal(workspace.text(at("prod/policies/a.json")), "[1]");
    assert.equal(workspace.text(at("prod/policies/b.json")), undefined);
    for (const name of ["missing", "elsewhere"]) assert.equal(workspace.folder(at(name)), undefined);
    assert.equal(workspace.folder("untitled:Untitled-1"), undefined);
    assert.equal(workspace.text("untitled:Untitled-1"), undefined);
    hold.letGo();
  });

  it("reads nothing twice, and gives the same documents until one changes", async () => {
    const loaded = await project({ "a/one.tf": call("../b"), "a/two.tf": "", "b/main.tf": call("../a") });
    (await loaded.hold(folder.at("a"))).letGo();
    const before = loaded.documents(folder.at("a"));
    const known = [...reads];
    const hold = await loaded.hold(folder.at("a"));
    assert.equal(reached(hold), "a b");
    hold.letGo();
    assert.deepEqual(reads, known);
    assert.equal(loaded.documents(folder.at("a")), before);

    folder.write("a/two.tf", "changed");
    loaded.forget(folder.at("a/two.tf"));
    assert.equal(loaded.workspace.folder(at("a")), undefined);
    (await loaded.hold(folder.at("a"))).letGo();
    assert.notEqual(loaded.documents(folder.at("a")), before);
    assert.deepEqual(reads.slice(known.length).sort(), ["a/one.tf", "a/two.tf"], "b was still there");
  });

  it("prefers buffers, also of files that are not on disk", async () => {
    const loaded = await project({ "a/main.tf": "", "a/old.tf": call("../gone"), "b/main.tf": "" });
    buffers.set(folder.at("a/main.tf"), call("../b"));
    buffers.set(folder.at("a/old.tf"), "");
    buffers.set(folder.at("a/new.tf"), "new");
    const hold = await loaded.hold(folder.at("a"));
    assert.equal(reached(hold), "a b");
    assert.equal(names(loaded.documents(folder.at("a"))), "a/main.tf a/new.tf a/old.tf");
    assert.equal(loaded.workspace.text(at("a/new.tf")), "new");
    buffers.delete(folder.at("a/new.tf"));
    assert.equal(names(loaded.documents(folder.at("a"))), "a/main.tf a/old.tf");
    hold.letGo();
  });

  it("finds what the engine asked for in vain, once", async () => {
    const loaded = await project({ "a/x.json": "[]" });
    assert.equal(loaded.lacks, false);
    assert.equal(loaded.workspace.text(at("a/x.json")), undefined);
    assert.equal(loaded.workspace.text(at("a/y.json")), undefined);
    assert.equal(loaded.lacks, true);
    assert.equal(await loaded.loadMissing(), true);
    assert.equal(loaded.workspace.text(at("a/x.json")), "[]");
    assert.equal(loaded.workspace.text(at("a/y.json")), undefined);
    assert.equal(loaded.lacks, false, "a file that is not there is not looked for again");
    folder.write("a/y.json", "[3]");
    loaded.forget(folder.at("a/y.json"));
    assert.equal(loaded.workspace.text(at("a/y.json")), undefined);
    assert.equal(await loaded.loadMissing(), true);
    assert.equal(loaded.workspace.text(at("a/y.json")), "[3]");
  });

  it("lets go of what was used longest ago, never of what is held", async () => {
    const files = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`f${index}/main.tf`, "x".repeat(1000)]));
    const loaded = await project(files, { kept: 7000, reached: 7000 });
    const held = await loaded.hold(folder.at("f0"));
    loaded.documents(folder.at("f0"));
    for (let index = 1; index < 6; index++) {
      const hold = await loaded.hold(folder.at(`f${index}`));
      assert.equal(loaded.documents(folder.at(`f${index}`)).length, 1);
      hold.letGo();
    }
    const there = (): string[] => [0, 1, 2, 3, 4, 5].flatMap((n) => names(loaded.workspace.folder(at(`f${n}`))) || []);
    assert.deepEqual(there(), ["f0/main.tf", "f4/main.tf", "f5/main.tf"]);
    assert.equal((await engine.held()).length, 3);
    held.letGo();
    (await loaded.hold(folder.at("f1"))).letGo();
    assert.deepEqual(there(), ["f1/main.tf", "f4/main.tf", "f5/main.tf"]);
    loaded.close();
    assert.deepEqual(await engine.held(), []);
  });

  it("loads no more for a folder than there is room for", async () => {
    const modules = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const files = Object.fromEntries(modules.map((name) => [`${name}/main.tf`, "x".repeat(1000)]));
    const limits = { kept: 100_000, reached: 5000 };
    const loaded = await project({ ...files, "a/main.tf": modules.map((name) => call(`../${name}`)).join("") }, limits);
    const hold = await loaded.hold(folder.at("m3"));
    assert.ok(hold.reach.size < 20 && hold.reach.size > 2, String(hold.reach.size));
    assert.equal(loaded.workspace.callers(at("m3")).length, 1);
    hold.letGo();
  });

  it("tells why a file has no document, and goes on", async () => {
    const loaded = await project({ "a/bad.tf": "CRASH IN READ", "a/big.tf": "x".repeat(20_000), "a/good.tf": "" });
    const hold = await loaded.hold(folder.at("a"));
    await loaded.readAhead(hold.reach);
    assert.equal(names(loaded.documents(folder.at("a"))), "a/good.tf");
    const reason = (name: string): string => {
      const found = loaded.onDisk(folder.at(name));
      return "reason" in found ? found.reason : "";
    };
    assert.equal(reason("a/bad.tf"), "could not be analysed: read crashed");
    assert.equal(reason("a/big.tf"), "is larger than the limit (20 KB, limit 10 KB)");
    assert.equal(reason("a/none.tf"), "cannot be read: no such file or folder");
    assert.equal(reason("a/good.tf"), "");
    hold.letGo();
  });

  it("survives changes while it loads", async () => {
    const loaded = await project({ "a/main.tf": call("../b"), "b/main.tf": call("../a"), "b/p.json": "" });
    const holds = Array.from({ length: 20 }, async (_, index) => {
      await setTimeout(index % 5);
      loaded.forget(folder.at(index % 2 === 0 ? "a/main.tf" : "b/main.tf"));
      return loaded.hold(folder.at("a"));
    });
    for (const hold of await Promise.all(holds)) hold.letGo();
    const last = await loaded.hold(folder.at("a"));
    assert.equal(names(loaded.documents(folder.at("a"))), "a/main.tf");
    assert.equal(names(loaded.documents(folder.at("b"))), "b/main.tf");
    last.letGo();
    loaded.close();
    assert.deepEqual(await engine.held(), []);
  });
});
