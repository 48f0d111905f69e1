// The server may be restarted, and may crash: the findings come back.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import { CloseAction, ErrorAction } from "vscode-languageclient/node";
import { restartPolicy } from "../../../client/src/restart-policy";
import { closeAll, finding, findings, open, until } from "./editor";

describe("connection", () => {
  afterEach(closeAll);

  it("finds again what it found before the server was restarted", async () => {
    const { document } = await open("policy.json");
    const before = await finding(document.uri, "user-create-grant");
    await vscode.commands.executeCommand("roleward.restartServer");
    const after = await finding(document.uri, "user-create-grant");
    assert.deepEqual(after.range, before.range);
  });

  // The process tree is read from /proc, which only Linux has.
  if (process.platform === "linux")
    it("starts a new server when the old one was killed", async () => {
      const { document } = await open("policy.json");
      await finding(document.uri, "user-create-grant");
      const old = serverPid();
      process.kill(old, "SIGKILL");
      await until("a new server", () => serverPids().some((pid) => pid !== old));
      await until("the findings", () => findings(document.uri).length > 0);
    });

  it("gives up on a server that crashes again and again, and asks once", async () => {
    let asked = 0;
    let now = 0;
    const policy = restartPolicy(
      () => asked++,
      () => now,
    );
    const crash = async (): Promise<CloseAction> => (await policy.closed()).action;
    for (let crashes = 0; crashes < 10; crashes++) {
      assert.equal(await crash(), CloseAction.Restart);
      now += 61_000;
    }
    assert.equal(asked, 0);
    now += 600_000;
    for (let crashes = 0; crashes < 3; crashes++) assert.equal(await crash(), CloseAction.Restart);
    assert.equal(await crash(), CloseAction.DoNotRestart);
    assert.equal(asked, 1);
  });

  it("bears with a few messages that cannot be read, not with a broken pipe", async () => {
    const policy = restartPolicy(() => undefined);
    const action = async (count: number): Promise<ErrorAction> =>
      (await policy.error(new Error("broken"), undefined, count)).action;
    assert.equal(await action(1), ErrorAction.Continue);
    assert.equal(await action(4), ErrorAction.Shutdown);
  });
});

/** The language servers that this extension host started. */
function serverPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return Number(parent) === process.pid && command.includes("dist/server.js");
      } catch {
        // It ended while we looked.
        return false;
      }
    });
}

function serverPid(): number {
  const [pid] = serverPids();
  assert.ok(pid, "no language server runs");
  return pid;
}
