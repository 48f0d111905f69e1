// Which files a walk lists. What is in them is not its matter.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { walk, walkCovers } from "../../server/src/workspace/walk";
import { makeFolder, type Folder } from "./folder";

describe("walk", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  async function listed(exclude: readonly string[] = [], root = folder.path): Promise<string[]> {
    const { files } = await walk(root, exclude);
    return files.map((file) => path.relative(folder.path, file));
  }

  it("lists files by their names, sorted, at any depth", async () => {
    folder = makeFolder({
      "b.tf": "",
      "a/deep/er/x.json": "",
      "a/y.yml": "",
      "c.template": "",
      "d.tofu": "",
      "e.tf.json": "",
      "f.jsonc": "",
      "g.YAML": "",
      "h.txt": "",
      "terraform.tfvars": "",
      json: "",
    });
    assert.deepEqual(await listed(), [
      "a/deep/er/x.json",
      "a/y.yml",
      "b.tf",
      "c.template",
      "d.tofu",
      "e.tf.json",
      "f.jsonc",
      "g.YAML",
      "terraform.tfvars",
    ]);
  });

  it("lists credential reports by what AWS's console and people call them, and no other tables", async () => {
    folder = makeFolder({
      "audit/Credential-Report 2026.csv": "",
      "audit/status_reports_2026-11-20T10_00_00.csv": "",
      "credential_report.csv": "",
      "prod-credentialreport.csv": "",
      "credentials.csv": "",
      "my_status_reports.csv": "",
      "users.csv": "",
    });
    assert.deepEqual(await listed(), [
      "audit/Credential-Report 2026.csv",
      "audit/status_reports_2026-11-20T10_00_00.csv",
      "credential_report.csv",
      "prod-credentialreport.csv",
    ]);
    assert.equal(await walkCovers(folder.path, folder.at("audit/status_reports_1.csv"), []), true);
    assert.equal(await walkCovers(folder.path, folder.at("users.csv"), []), false);
  });

  it("leaves out the folders of tools", async () => {
    folder = makeFolder({
      "main.tf": "",
      ".git/x.json": "",
      "node_modules/p/package.json": "",
      "stack/.terraform/modules/m/main.tf": "",
      "cdk.out/app.template.json": "",
      "cdk.out/asset.1234/x.json": "",
      "asset.1234/x.json": "",
    });
    assert.deepEqual(await listed(), ["asset.1234/x.json", "cdk.out/app.template.json", "main.tf"]);
  });

  it("respects .gitignore of every level, the nearest first", async () => {
    folder = makeFolder({
      ".git/HEAD": "",
      ".gitignore": "build/\n*.gen.json\n/top.json\n",
      "build/x.json": "",
      "a.gen.json": "",
      "top.json": "",
      "sub/top.json": "",
      "sub/.gitignore": "!keep.gen.json\nonly-here.yaml\n",
      "sub/keep.gen.json": "",
      "sub/other.gen.json": "",
      "sub/only-here.yaml": "",
      "only-here.yaml": "",
    });
    assert.deepEqual(await listed(), ["only-here.yaml", "sub/keep.gen.json", "sub/top.json"]);
  });

  it("respects the repository's .gitignore above the folder, unless it ignores the folder itself", async () => {
    folder = makeFolder({
      ".git/HEAD": "",
      ".gitignore": "*.gen.json\nvendor/\n",
      "sub/a.gen.json": "",
      "sub/a.json": "",
      "vendor/v.json": "",
      "vendor/v.gen.json": "",
    });
    assert.deepEqual(await listed([], folder.at("sub")), ["sub/a.json"]);
    assert.deepEqual(await listed([], folder.at("vendor")), ["vendor/v.gen.json", "vendor/v.json"]);
    assert.deepEqual(await listed(), ["sub/a.json"]);
  });

  it("respects no .gitignore above where there is no repository", async () => {
    folder = makeFolder({ ".gitignore": "*.json\n", "sub/a.json": "" });
    assert.deepEqual(await listed([], folder.at("sub")), ["sub/a.json"]);
  });

  it("leaves out what the globs match", async () => {
    folder = makeFolder({
      "a.json": "",
      "test/fixtures/b.json": "",
      "fixtures/c.json": "",
      "deep/fixtures/d.json": "",
      "deep/e.tf": "",
      ".hidden/f.tf": "",
    });
    assert.deepEqual(await listed(["**/fixtures/**"]), [".hidden/f.tf", "a.json", "deep/e.tf"]);
    assert.deepEqual(await listed(["fixtures"]), [".hidden/f.tf", "a.json", "deep/e.tf"]);
    assert.deepEqual(await listed(["test/", "*.tf"]), ["a.json", "deep/fixtures/d.json", "fixtures/c.json"]);
    assert.deepEqual(await listed(["./deep", ".hidden", "  "]), ["a.json", "fixtures/c.json", "test/fixtures/b.json"]);
  });

  it("follows no folder's symbolic link, so that a loop ends", async () => {
    folder = makeFolder({ "a/x.json": "", "shared/common.tf": "" });
    symlinkSync("..", folder.at("a/loop"), "dir");
    symlinkSync("../shared/common.tf", folder.at("a/common.tf"));
    symlinkSync("nowhere.json", folder.at("a/gone.json"));
    symlinkSync("self.json", folder.at("a/self.json"));
    const { files, links, skipped } = await walk(folder.path, []);
    assert.deepEqual(
      files,
      ["a/common.tf", "a/x.json", "shared/common.tf"].map((name) => folder.at(name)),
    );
    assert.deepEqual([...links], [[folder.at("a/common.tf"), folder.at("shared/common.tf")]]);
    assert.deepEqual(skipped, [
      { path: folder.at("a/gone.json"), reason: "is a symbolic link that leads nowhere: no such file or folder" },
      {
        path: folder.at("a/self.json"),
        reason: "is a symbolic link that leads nowhere: its symbolic links form a loop",
      },
    ]);
  });

  it("takes no folder for a file, whatever it is called", async () => {
    folder = makeFolder({ "x.json": "" });
    mkdirSync(folder.at("y.json"));
    assert.deepEqual(await listed(), ["x.json"]);
  });

  it("reports a folder that cannot be read", async () => {
    folder = makeFolder();
    assert.deepEqual(await walk(folder.at("none"), []), {
      files: [],
      scripts: [],
      links: new Map(),
      skipped: [{ path: folder.at("none"), reason: "cannot be read: no such file or folder" }],
    });
  });

  it("lists scripts by themselves", async () => {
    folder = makeFolder({
      "deploy.sh": "",
      Makefile: "",
      "ci/.gitlab-ci.yml": "",
      "ci/up.ps1": "",
      "ci/readme.md": "",
      "node_modules/x.sh": "",
    });
    const { files, scripts } = await walk(folder.path, []);
    assert.deepEqual(files, [folder.at("ci/.gitlab-ci.yml")]);
    assert.deepEqual(scripts, ["Makefile", "ci/up.ps1", "deploy.sh"].map(folder.at));
  });

  it("stops where it is told to", async () => {
    folder = makeFolder({ "a/x.json": "" });
    assert.deepEqual((await walk(folder.path, [], AbortSignal.abort())).files, []);
  });

  it("says of each file whether it would be listed", async () => {
    folder = makeFolder({
      ".git/HEAD": "",
      ".gitignore": "build/\n",
      "sub/.gitignore": "*.gen.json\n",
      "sub/a.json": "",
      "sub/a.gen.json": "",
      "build/b.json": "",
      "node_modules/c.json": "",
      "docs/d.json": "",
    });
    const covered = async (name: string): Promise<boolean> => walkCovers(folder.path, folder.at(name), ["docs"]);
    assert.equal(await covered("sub/a.json"), true);
    assert.equal(await covered("sub/not/there/yet.tf"), true);
    for (const name of ["sub/a.gen.json", "build/b.json", "node_modules/c.json", "docs/d.json", "a.txt", "../x.json"])
      assert.equal(await covered(name), false, name);
  });
});
