// Terragrunt's files in a workspace: they are found, and known as callers of the folders that they name. What they give is tested with the core.
import assert from "node:assert/strict";
import path from "node:path";
import { namedIn } from "../../server/src/workspace/call-index";
import { isCandidate, isModuleFile, isTerraformFile } from "../../server/src/workspace/paths";
import { terraformFiles } from "../../server/src/workspace/units";
import { makeFolder } from "./folder";

describe("terragrunt.hcl", () => {
  it("is loaded with its folder, and no other HCL is", async () => {
    const folder = makeFolder({ "live/terragrunt.hcl": "", "live/.terraform.lock.hcl": "", "live/root.hcl": "" });
    try {
      const files = await terraformFiles(path.join(folder.path, "live"));
      assert.deepEqual(
        files.map((file) => path.basename(file)),
        ["terragrunt.hcl"],
      );
    } finally {
      folder.remove();
    }
    for (const isSo of [isCandidate, isModuleFile, isTerraformFile])
      assert.deepEqual(
        ["terragrunt.hcl", "live/terragrunt.hcl", "x.terragrunt.hcl", "terragrunt.hcl.bak", "root.hcl"].map(isSo),
        [true, true, false, false, false],
      );
  });

  it("calls the folder that its source names", () => {
    const file = path.resolve("live", "terragrunt.hcl");
    const { folders } = namedIn(file, 'terraform {\n  source = "../modules//iam"\n}\n');
    assert.deepEqual(folders, [path.resolve("modules", "iam")]);
  });
});
