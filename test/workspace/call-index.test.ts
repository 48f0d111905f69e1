// Who calls which Terraform folder, and how far that reaches. No file is read.
import assert from "node:assert/strict";
import path from "node:path";
import { CallIndex, indexFiles, namedIn } from "../../server/src/workspace/call-index";
import { reachOf } from "../../server/src/workspace/reach";
import { makeFolder, type Folder } from "./folder";

const root = path.resolve("/repository");
const at = (name: string): string => path.join(root, name);
const calls = (...sources: readonly string[]): string =>
  sources.map((source, index) => `module "m${index}" {\n  source = "${source}"\n}\n`).join("");

describe("what Terraform texts name", () => {
  it("is told as paths, without the file's own folder and folders of tools", () => {
    const text = `${calls("./modules/user", "../network/", "./", "./.terraform/modules/x", "hashicorp/consul/aws")}
      policy = file("\${path.module}/policies/app.json")
      other  = templatefile("../shared/x.tftpl", {})
      bad    = file("a\0b")`;
    assert.deepEqual(namedIn(at("envs/main.tf"), text), {
      folders: [at("envs/modules/user"), at("network")],
      files: [at("envs/policies/app.json"), at("shared/x.tftpl")],
    });
  });
});

describe("what templates name", () => {
  const named = (file: string, text: string): readonly string[] => namedIn(at(file), text).files;

  it("is the templates that they nest, in YAML and JSON", () => {
    const yaml = `    TemplateURL: ./child.yaml # comment
    Location: "../apps/app.template.json"
      TemplateURL: 'a/b.yml'
    Location: https://example.com/t.yaml
    TemplateURL: !Sub "https://\${Bucket}/t.yaml"
    Location: {ApplicationId: arn}
    TemplateURL: packaged.yaml.old`;
    assert.deepEqual(named("stacks/main.yaml", yaml), [
      at("stacks/child.yaml"),
      at("apps/app.template.json"),
      at("stacks/a/b.yml"),
    ]);
    assert.deepEqual(named("main.json", '{"TemplateURL": "child.json", "Location":"./main.json"}'), [at("child.json")]);
  });
});

describe("what scripts name", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const put = (path: string): string =>
    `aws iam put-role-policy --role-name r --policy-name p --policy-document ${path}\n`;
  async function named(script: string, text: string, files: readonly string[]): Promise<string> {
    folder = makeFolder(Object.fromEntries([...files, script].map((file) => [file, ""])));
    const index = new CallIndex();
    await indexFiles(index, [folder.at(script)], () => Promise.resolve({ text }), { atOnce: 1 });
    return index
      .namedBy(folder.at(script))
      .map((file) => path.relative(folder.path, file))
      .join();
  }

  it("is where a file of this name is, in their own folder first, then above", async () => {
    const files = ["ci/p.json", "p.json", "policies/q.json"];
    const text = put("file://p.json") + put("file://policies/q.json") + put('"file://$ROOT/none.json"');
    for (const script of ["ci/deploy.sh", "ci/Makefile", "ci/buildspec.yml"]) {
      assert.equal(await named(script, text, files), "ci/p.json,policies/q.json", script);
      folder.remove();
    }
    assert.equal(await named(".github/workflows/deploy.yml", `run: ${put("file://p.json")}`, files), "p.json");
  });

  it("is nothing in files that are no scripts", async () => {
    assert.equal(await named("deploy.yml", put("file://p.json"), ["p.json"]), "");
  });
});

describe("the index of module calls", () => {
  it("knows callers and readers, and follows changes", () => {
    const index = new CallIndex();
    const set = (file: string, text: string): readonly string[] => index.set(at(file), namedIn(at(file), text));
    assert.deepEqual(set("a/main.tf", calls("../x")), [at("x")]);
    assert.deepEqual(set("b/main.tf", `${calls("../x", "../y")}file("p.json")`), [at("x"), at("y"), at("b/p.json")]);
    assert.deepEqual(set("b/more.tf", calls("../x")), [at("x")]);
    assert.deepEqual(index.callers(at("x")), [at("a"), at("b")]);
    assert.deepEqual(set("d/main.tf", 'file("${path.module}/policies/${each.key}.json") file("${x}")'), [
      at("d/policies"),
      at("d"),
    ]);
    assert.deepEqual(index.namers(at("d/policies/a.json")), [at("d/main.tf")]);
    assert.deepEqual(index.namers(at("d/policies/b/a.json")), []);
    assert.deepEqual(index.forget(at("d/main.tf")), [at("d/policies"), at("d")]);
    assert.deepEqual(index.called(at("b")), [at("x"), at("y")]);
    assert.deepEqual(index.readers(at("b/p.json")), [at("b")]);
    assert.deepEqual(index.namers(at("b/p.json")), [at("b/main.tf")]);
    assert.deepEqual(index.namedIn(at("b")), [at("b/p.json")]);

    const read = [at("b/p.json"), at("b/q.json")];
    assert.deepEqual(set("b/main.tf", `${calls("../x", "../y")}file("q.json")`), read, "its calls are the same");
    assert.deepEqual(index.readers(at("b/p.json")), []);
    assert.deepEqual(set("b/main.tf", calls("../z")), [at("x"), at("y"), at("z"), at("b/q.json")]);
    assert.deepEqual(index.callers(at("x")), [at("a"), at("b")], "more.tf still calls it");
    assert.deepEqual(index.forget(at("b/more.tf")), [at("x")]);
    assert.deepEqual(index.callers(at("x")), [at("a")]);
    assert.deepEqual([...index.files()], [at("a/main.tf"), at("b/main.tf")]);
  });

  it("leaves files alone of which someone else tells it, and stops when it is told to", async () => {
    const index = new CallIndex();
    const stop = new AbortController();
    const read = (file: string): Promise<{ text: string }> => {
      if (file === at("c.tf")) stop.abort();
      return Promise.resolve({ text: calls("./x") });
    };
    const files = ["a.tf", "b.tf", "c.tf", "d.tf"].map(at);
    const isTaken = (file: string): boolean => file === at("a.tf");
    const changed = await indexFiles(index, files, read, { atOnce: 1, signal: stop.signal, isTaken });
    assert.deepEqual([...changed], [at("x")]);
    assert.deepEqual([...index.files()], [at("b.tf")]);
  });
});

describe("the reach of a folder", () => {
  async function reach(from: string, called: Readonly<Record<string, string>>, hasRoom = () => true): Promise<string> {
    const callsOf = (folder: string): string[] => (called[folder] ?? "").split(" ").filter((name) => name !== "");
    const callers = (folder: string): string[] => Object.keys(called).filter((name) => callsOf(name).includes(folder));
    const reached = await reachOf(from, { calls: (folder) => Promise.resolve(callsOf(folder)), callers, hasRoom });
    return [...reached].join(" ");
  }

  it("is what it calls, its callers, and what those call", async () => {
    const called = { prod: "app network", test: "app", app: "role", all: "prod other", other: "" };
    assert.equal(await reach("app", called), "app role prod test all network other");
    assert.equal(await reach("network", called), "network prod all app other role");
    assert.equal(await reach("alone", called), "alone");
  });

  it("ends in cycles", async () => {
    assert.equal(await reach("a", { a: "b", b: "a" }), "a b");
    assert.equal(await reach("a", { a: "a b", b: "c", c: "a" }), "a b c");
  });

  it("ends in depth, in number and where there is no room", async () => {
    const chain = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, `f${index + 1}`]));
    assert.equal(await reach("f10", chain), "f10 f11 f12 f13 f14 f15 f9 f8 f7 f6 f5");
    const wide = { all: Array.from({ length: 200 }, (_, index) => `m${index}`).join(" ") };
    assert.equal((await reach("all", wide)).split(" ").length, 60);
    assert.equal((await reach("m7", wide)).split(" ").length, 60);
    assert.equal(await reach("a", { a: "b c" }, () => false), "a");
  });
});
