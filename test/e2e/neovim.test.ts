// Roleward's server in a second, independent client: Neovim, over stdio. Where Neovim is not installed the leg is left
// out, and says so.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

interface Seen {
  readonly diagnostics: readonly {
    /** Counted from 0, as are `from` and `to`. */
    readonly line: number;
    readonly from: number;
    readonly to: number;
    /** Neovim's numbers: 1 is an error. */
    readonly severity: number;
    readonly message: string;
    readonly source: string;
    readonly code?: string;
  }[];
  readonly offered: readonly string[];
  readonly gone?: boolean;
  readonly text?: string;
  readonly error?: string;
}

const root = path.resolve(__dirname, "../..");
const installed = spawnSync("nvim", ["--version"]).error === undefined;

if (!installed) console.log("Neovim is not installed: the leg with Neovim as a second client was left out.");
else
  describe("Neovim as a client", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "rw-nvim-"));
    const original = readFileSync(path.join(__dirname, "workspace/policy.json"), "utf8");
    let seen: Seen;

    before(function () {
      this.timeout(60_000);
      const file = path.join(folder, "policy.json");
      copyFileSync(path.join(__dirname, "workspace/policy.json"), file);
      const result = path.join(folder, "seen.json");
      execFileSync("nvim", ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", path.join(__dirname, "neovim.lua")], {
        env: {
          ...process.env,
          NODE: process.execPath,
          ROLEWARD_CLI: path.join(root, "dist/cli.js"),
          ROLEWARD_FILE: file,
          SEEN: result,
          HOME: folder,
        },
        stdio: "ignore",
        timeout: 55_000,
      });
      seen = JSON.parse(readFileSync(result, "utf8")) as Seen;
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    it("shows the finding on the token", () => {
      assert.equal(seen.error, undefined);
      const line = original.split("\n").findIndex((text) => text.includes("iam:CreateUser"));
      const from = original.split("\n")[line]?.indexOf("iam:CreateUser");
      const found = seen.diagnostics.find((diagnostic) => diagnostic.from === from && diagnostic.line === line);
      assert.ok(found, JSON.stringify(seen.diagnostics));
      assert.deepEqual([found.to - found.from, found.severity, found.source], ["iam:CreateUser".length, 1, "roleward"]);
      assert.match(found.message, /iam:CreateUser/);
    });

    it("applies the quick fix that was chosen, and nothing else", () => {
      assert.equal(seen.text, original.replace('"iam:CreateUser", ', "").trimEnd());
      assert.equal(seen.gone, true);
    });
  });
