// Settings files on the disk: looked up once, and what comes of those that cannot be read; and the settings that files get by them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { Layers } from "../../server/src/workspace/layers";
import { SettingsFiles } from "../../server/src/workspace/settings-files";
import { makeFolder, type Folder } from "./folder";

describe("settings files", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  /** What is wrong with the file that holds in the folder. */
  const problems = (files: SettingsFiles, at = folder.path): string[] | undefined =>
    files.nearest(at)?.file.problems.map(({ message }) => message);

  it("are read once, until they are forgotten", () => {
    folder = makeFolder({ ".roleward.json": `{ "preset": "strict" }`, "a/b/main.tf": "" });
    const read: string[] = [];
    const files = new SettingsFiles({ loaded: ({ path }) => read.push(path) });
    assert.equal(files.nearest(folder.at("a/b"))?.file.given.preset, "strict");
    folder.write("a/.roleward.json", "{}");
    assert.equal(files.nearest(folder.at("a/b")), files.nearest(folder.path));
    assert.deepEqual(read, [folder.at(".roleward.json")]);
    files.forget();
    assert.equal(files.nearest(folder.at("a/b"))?.path, folder.at("a/.roleward.json"));
  });

  it("stand at the top of the workspace's folder, or of a repository in it, where there are none yet", () => {
    folder = makeFolder({
      "a/b/main.tf": "",
      "repository/.git/HEAD": "",
      "repository/c/main.tf": "",
      "own/.roleward.json": "{}",
    });
    const files = new SettingsFiles();
    assert.equal(files.pathFor(folder.at("a/b"), folder.path), folder.at(".roleward.json"));
    assert.equal(files.pathFor(folder.at("repository/c"), folder.path), folder.at("repository/.roleward.json"));
    assert.equal(files.pathFor(folder.at("own/d"), folder.path), folder.at("own/.roleward.json"));
    assert.equal(files.pathFor(folder.at("a/b"), folder.at("a/b")), folder.at("a/b/.roleward.json"));
    assert.equal(files.pathFor(folder.at("a/b"), folder.at("own")), folder.at("a/b/.roleward.json"));
  });

  it("say so where they cannot be read", () => {
    folder = makeFolder({
      "large/.roleward.json": " ".repeat(2_000_000),
      "bytes/.roleward.json": new Uint8Array([0xc3, 0x28]),
    });
    mkdirSync(folder.at("folder/.roleward.json"), { recursive: true });
    const files = new SettingsFiles();
    assert.deepEqual(problems(files, folder.at("large")), [".roleward.json is too large for settings."]);
    assert.deepEqual(problems(files, folder.at("bytes")), [".roleward.json is not valid UTF-8."]);
    assert.deepEqual(problems(files, folder.at("folder")), [".roleward.json is no file."]);
    assert.equal(problems(files), undefined);
  });

  it("do not wait for a pipe", () => {
    folder = makeFolder();
    execFileSync("mkfifo", [folder.at(".roleward.json")]);
    assert.deepEqual(problems(new SettingsFiles()), [".roleward.json is no file."]);
  });

  it("give files that the same globs match the same settings", () => {
    folder = makeFolder({
      ".roleward.json": `{
        "overrides": [{ "files": ["legacy", "*.old.tf"], "requiredTags": [] }, { "files": ["legacy/b/*"], "requiredTags": ["Team"] }],
        "policyKinds": { "p/**": "scp", "p/r.json": "rcp" },
        "exclude": ["vendor"],
        "ignore": [{ "file": "legacy/**", "rule": "user-declared", "reason": "old" }]
      }`,
    });
    const files = new SettingsFiles();
    const layers = new Layers({
      weaker: { requiredTags: ["Editor"], maxFileSizeKb: 1, policyKinds: { "q/**": "trust", "p/**": "trust" } },
      folder: folder.path,
      stronger: { honourSuppressions: false },
      nearest: (at) => files.nearest(at),
    });
    const of = (name: string): ReturnType<Layers["of"]> => layers.of(folder.at(name));
    assert.equal(of("main.tf"), of("a/other.tf"));
    assert.equal(of("legacy/x.tf"), of("legacy/deep/y.tf"));
    assert.deepEqual(of("main.tf").config.requiredTags, ["Editor"]);
    assert.deepEqual(of("legacy/x.tf").config.requiredTags, []);
    assert.deepEqual(of("a/x.old.tf").config.requiredTags, []);
    assert.deepEqual(of("legacy/b/x.tf").config.requiredTags, ["Team"]);
    assert.deepEqual(
      of("legacy/x.tf").config.ignores.map(({ reason }) => reason),
      ["old"],
    );
    assert.deepEqual(of("main.tf").config.ignores, []);
    assert.deepEqual(
      [of("p/a.json").hint, of("p/r.json").hint, of("q/a.json").hint, of("main.tf").hint],
      [{ kind: "scp" }, { kind: "rcp" }, { kind: "trust" }, undefined],
    );
    assert.equal(of("vendor/a/main.tf").leftOutBy, folder.at(".roleward.json"));
    assert.equal(of("a/main.tf").leftOutBy, undefined);
    assert.equal(of("main.tf").maxFileSize, 1024);
    assert.equal(of("main.tf").config.honourSuppressions, false);
  });

  it("say each option of a rule by themselves, over the editor's and under their overrides'", () => {
    folder = makeFolder({
      ".roleward.json": `{
        "rules": { "password-policy-weak": { "minimumLength": 16, "maxAgeDays": 60 }, "key-unrotated": "high" },
        "overrides": [
          { "files": ["legacy"], "rules": { "password-policy-weak": { "severity": "low", "maxAgeDays": 0 } } },
          { "files": ["legacy/b"], "rules": { "password-policy-weak": { "severity": "default", "maxAgeDays": 30 } } }
        ]
      }`,
    });
    const files = new SettingsFiles();
    const layers = new Layers({
      weaker: {
        rules: {
          "password-policy-weak": { severity: "high", minimumLength: 8, reusePrevention: 5 },
          "key-unrotated": { severity: "off", maxAgeDays: 30 },
        },
      },
      nearest: (at) => files.nearest(at),
    });
    const of = (name: string): unknown[] => {
      const { rules, options } = layers.of(folder.at(name)).config;
      return [rules["password-policy-weak"], options["password-policy-weak"]];
    };
    assert.deepEqual(of("main.tf"), ["high", { minimumLength: 16, reusePrevention: 5, maxAgeDays: 60 }]);
    assert.deepEqual(of("legacy/x.tf"), ["low", { minimumLength: 16, reusePrevention: 5, maxAgeDays: 0 }]);
    assert.deepEqual(of("legacy/b/x.tf"), [undefined, { minimumLength: 16, reusePrevention: 5, maxAgeDays: 30 }]);
    const { rules, options } = layers.of(folder.at("main.tf")).config;
    assert.equal(rules["key-unrotated"], "high");
    assert.deepEqual(options["key-unrotated"], { maxAgeDays: 30 });
    assert.deepEqual(layers.weakest.config.options["password-policy-weak"], { minimumLength: 8, reusePrevention: 5 });
  });
});
