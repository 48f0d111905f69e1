// The open documents of the server and what they are judged with, with an engine that only looks things up.
import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { Documents } from "../../server/src/lsp/documents";
import type { OpenDocument, Settled } from "../../server/src/lsp/open-document";
import { WorkspaceIndex } from "../../server/src/lsp/workspace-index";
import { CallIndex } from "../../server/src/workspace/call-index";
import { isWithin, toUri } from "../../server/src/workspace/paths";
import { defaultSettings } from "../../server/src/workspace/settings";
import { Facts, WorkspaceFacts } from "../../server/src/workspace/workspace-facts";
import { fakeEngine, type FakeEngine } from "../workspace/fake-engine";
import { makeFolder, type Folder } from "../workspace/folder";

const call = (source: string): string => `module "m" { source = "${source}" }\n`;

describe("the open documents", () => {
  let folder: Folder;
  let engine: FakeEngine;
  let documents: Documents;
  let index: WorkspaceIndex;
  let facts: WorkspaceFacts;
  /** Names of the documents that were published, in order. */
  let published: string[];
  afterEach(() => {
    index.stop();
    for (const { uri } of [...documents.all()]) documents.close(uri);
    folder.remove();
  });

  function start(files: Readonly<Record<string, string>>): void {
    folder = makeFolder(files);
    engine = fakeEngine();
    published = [];
    const calls = new CallIndex();
    const configuration: Settled & { folders: string[] } = {
      arrived: Promise.resolve(),
      folders: [folder.path],
      folderOf: (file) => (isWithin(folder.path, file) ? folder.path : undefined),
      settingsFor: () => defaultSettings,
    };
    const log = (message: string, error?: unknown): void => assert.fail(`${message} ${String(error)}`);
    const publish = ({ path: file = "" }: OpenDocument): void => {
      published.push(path.relative(folder.path, file));
    };
    facts = new WorkspaceFacts(engine, () => defaultSettings.config);
    const factsChanged = (uris: readonly string[]): void => {
      for (const uri of uris) if (!documents.retell(uri)) published.push(`closed ${path.basename(uri)}`);
    };
    documents = new Documents(engine, { configuration, index: calls, facts, factsChanged, publish, log }, 0);
    index = new WorkspaceIndex(calls, {
      configuration,
      isOpen: (file) => documents.textOf(file) !== undefined,
      namersChanged: (paths) => documents.namersChanged(paths),
      log,
    });
  }

  const at = (name: string): string => toUri(folder.at(name));

  /** Waits until the document has been published once more. */
  async function next(name: string, work: () => unknown): Promise<void> {
    const before = published.filter((one) => one === name).length;
    await work();
    for (let wait = 0; published.filter((one) => one === name).length === before; wait++) {
      assert.ok(wait < 500, `${name} was not judged anew`);
      await setTimeout(5);
    }
    // Whatever is on its way comes before the test goes on.
    await setTimeout(20);
  }

  const open = (name: string, text: string, languageId = "terraform"): Promise<void> =>
    next(name, () => documents.open({ uri: at(name), languageId, version: 1, text }));
  const type = (name: string, version: number, text: string): void => documents.change(at(name), version, [{ text }]);
  /** The last answer of the engine, without its question. */
  const answer = (): string => engine.answers.at(-1)?.replace(/^.*= /, "") ?? "";

  it("are judged anew when the file of a caller changes on disk", async () => {
    start({ "prod/main.tf": call("../modules/x"), "modules/x/main.tf": "" });
    await open("modules/x/main.tf", "ASK callers ASK folder ../../prod");
    assert.deepEqual(engine.answers, ["main.tf: callers = ", "main.tf: folder ../../prod = nothing"]);
    await next("modules/x/main.tf", () => index.build());
    assert.equal(index.isComplete, true);
    const length = call("../modules/x").length;
    assert.deepEqual(engine.answers.slice(-2), [
      "main.tf: callers = prod",
      `main.tf: folder ../../prod = main.tf(${length})`,
    ]);

    const change = (name: string, text: string) => async (): Promise<void> => {
      folder.write(name, text);
      await index.update([folder.at(name)]);
      documents.filesChanged([folder.at(name)]);
    };
    await next("modules/x/main.tf", change("prod/main.tf", `${call("../modules/x")}more`));
    assert.equal(answer(), `main.tf(${length + 4})`);
    await next("modules/x/main.tf", change("prod/terraform.tfvars", "a = 1"));
    assert.equal(answer(), `main.tf(${length + 4}) terraform.tfvars(5)`);
    await next("modules/x/main.tf", change("prod/main.tf", ""));
    assert.deepEqual(engine.answers.slice(-2), ["main.tf: callers = ", "main.tf: folder ../../prod = nothing"]);
    const count = published.length;
    await change("prod/main.tf", "of no interest to the module now")();
    await setTimeout(50);
    assert.equal(published.length, count);
  });

  it("are judged anew while someone types in a caller or in a called module, unsaved", async () => {
    start({ "prod/main.tf": "", "modules/x/main.tf": "" });
    await open("prod/main.tf", "ASK folder ../modules/x");
    await open("modules/x/main.tf", "ASK callers");
    assert.equal(answer(), "");
    await next("modules/x/main.tf", () => type("prod/main.tf", 2, `${call("../modules/x")}ASK folder ../modules/x`));
    assert.ok(engine.answers.includes("main.tf: folder ../modules/x = main.tf(11)"));
    assert.equal(answer(), "prod");
    await next("prod/main.tf", () => type("modules/x/main.tf", 2, "ASK callers, longer"));
    assert.equal(answer(), "main.tf(19)");
    await next("modules/x/main.tf", () => documents.close(at("prod/main.tf")));
    await index.update([folder.at("prod/main.tf")]);
    await setTimeout(50);
    assert.equal(answer(), "");
  });

  it("are judged with the files that they name, from disk or unsaved", async () => {
    start({ "a/main.tf": "", "a/p.json": "[1]", "a/q.json": "[2]" });
    const text = 'file("p.json") ASK text p.json ASK text q.json';
    await open("a/main.tf", text);
    assert.deepEqual(engine.answers.slice(-2), ["main.tf: text p.json = [1]", "main.tf: text q.json = [2]"]);
    assert.deepEqual(published, ["a/main.tf"], "it is published when it is complete");
    await next("a/main.tf", () => {
      folder.write("a/q.json", "[3]");
      documents.filesChanged([folder.at("a/q.json")]);
    });
    assert.equal(answer(), "[3]");
    await next("a/main.tf", () => open("a/q.json", "[4]", "json"));
    assert.equal(answer(), "[4]");
    await next("a/main.tf", () => type("a/q.json", 2, "[5]"));
    assert.equal(answer(), "[5]");
    await next("a/main.tf", () => documents.close(at("a/q.json")));
    assert.equal(answer(), "[3]");
  });

  it("end what they began when modules call each other", async () => {
    start({ "a/main.tf": "", "b/main.tf": "" });
    await open("a/main.tf", `${call("../b")}ASK callers`);
    await open("b/main.tf", `${call("../a")}ASK callers`);
    await setTimeout(100);
    assert.ok(published.length < 8, published.join(" "));
    const count = published.length;
    await setTimeout(100);
    assert.equal(published.length, count, "they go on judging each other");
    assert.equal(documents.textAt(at("a/main.tf"))?.includes("../b"), true);
  });

  it("hold no document after they are closed", async () => {
    start({ "a/main.tf": call("../b"), "b/main.tf": "" });
    await open("b/main.tf", "");
    await next("b/main.tf", () => index.build());
    documents.close(at("b/main.tf"));
    documents.filesChanged([folder.at("a/main.tf")]);
    assert.deepEqual(await engine.held(), []);
  });

  it("have nothing to say of what is to be ignored", async () => {
    start({});
    await open("a.tf", "RISK IGNORED RISK");
    assert.deepEqual(
      documents.get(at("a.tf"))?.findings.map(({ span }) => span.start),
      [13],
    );
  });

  describe("what all files of the workspace together tell", () => {
    const findings = (name: string): string[] =>
      documents.get(at(name))?.findings.map(({ message, span }) => `${span.start} ${message}`) ?? [];

    /** As a scan leaves it that came by these files. */
    function scanned(texts: Readonly<Record<string, string>>): void {
      const all = new Facts();
      for (const [name, text] of Object.entries(texts)) {
        const document = engine.read({ uri: at(name), text });
        all.set(document.uri, engine.judge(document, defaultSettings.config).facts(), text);
      }
      const changed = facts.replace(all);
      for (const uri of changed) documents.retell(uri);
    }

    it("is not said before a scan knows all of it", async () => {
      start({});
      await open("a.tf", "MANY");
      await open("b.tf", "MANY");
      assert.deepEqual([findings("a.tf"), findings("b.tf")], [[], []]);
    });

    it("is shown with the document's own findings, and moves with the text", async () => {
      start({});
      await open("a.tf", "RISK MANY RISK");
      scanned({ "a.tf": "RISK MANY RISK", "z/b.tf": "MANY" });
      const risk = "RISK lets someone do anything.";
      assert.deepEqual(findings("a.tf"), [`0 ${risk}`, "5 2 of them.", `10 ${risk}`]);
      await next("a.tf", () => type("a.tf", 2, "\nRISK MANY"));
      assert.deepEqual(findings("a.tf"), [`1 ${risk}`, "6 2 of them."]);
      const [, many] = documents.get(at("a.tf"))?.findings ?? [];
      assert.deepEqual(facts.regionOf(at("a.tf"), many?.span ?? { start: 0, end: 0 })?.start, { line: 1, column: 5 });
    });

    it("goes at once when it is mended, here or in another document, and comes back", async () => {
      start({});
      await open("a.tf", "MANY");
      await open("b.tf", "MANY");
      scanned({ "a.tf": "MANY", "b.tf": "MANY" });
      assert.deepEqual([findings("a.tf"), findings("b.tf")], [["0 2 of them."], []]);
      await next("a.tf", () => type("b.tf", 2, "fine"));
      assert.deepEqual([findings("a.tf"), findings("b.tf")], [[], []]);
      await next("a.tf", () => type("b.tf", 3, "MANY"));
      assert.deepEqual(findings("a.tf"), ["0 2 of them."]);
      await next("a.tf", () => type("a.tf", 2, "fine"));
      assert.deepEqual(findings("a.tf"), []);
    });

    it("tells of files that are not open, too", async () => {
      start({});
      await open("b.tf", "");
      scanned({ "a.tf": "MANY", "b.tf": "" });
      published.length = 0;
      await next("b.tf", () => type("b.tf", 2, "MANY"));
      assert.deepEqual(published, ["closed a.tf", "b.tf"]);
      await next("b.tf", () => type("b.tf", 3, " MANY"));
      // The place that the finding points to is another one.
      assert.deepEqual(published, ["closed a.tf", "b.tf", "closed a.tf", "b.tf"]);
      await next("b.tf", () => type("b.tf", 4, " MANY "));
      assert.deepEqual(published.slice(4), ["b.tf"]);
    });
  });
});
