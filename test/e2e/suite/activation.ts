// The extension wakes for the languages it reads, from the folder or the package it was meant to be loaded from.

import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, file, finding, open, until } from "./editor";
import { roleward } from "./roleward";

describe("activation", () => {
  after(closeAll);

  it("is the extension under test, folder or package", () => {
    const installed = path.basename(roleward().extensionPath).startsWith("roleward.roleward-");
    assert.equal(installed, process.env["ROLEWARD_E2E"] === "package");
  });

  it("wakes without being asked when a policy is opened", async () => {
    await open("policy.json");
    await until("activation", () => roleward().isActive);
  });

  it("offers each contributed command", async () => {
    const manifest = roleward().packageJSON as { contributes: { commands: { command: string }[] } };
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
    assert.equal(contributed.length, 7);
  });

  it("reads Terraform with and without an extension that knows the language", async () => {
    const { document } = await open("main.tf");
    assert.equal(document.languageId, process.env["ROLEWARD_E2E"] === "package" ? "terraform" : "plaintext");
    await finding(document.uri, "user-create-grant");
  });

  it("says what it recognised, and that a file is not IAM", async () => {
    const { statusOf } = roleward().exports;
    await open("main.tf");
    const terraform = await until("the status of main.tf", () => statusOf(file("main.tf")));
    assert.match(terraform.format ?? "", /terraform/i);
    assert.ok(terraform.findings > 0);
    await open("services.json");
    const services = await until("the status of services.json", () => statusOf(file("services.json")));
    assert.deepEqual([services.format, services.findings], [null, 0]);
  });
});
