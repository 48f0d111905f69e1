// The other commands: help, version, rules, explain.
import assert from "node:assert/strict";
import { renderMarkdown } from "../../server/src/cli/explain";
import type { ListedRule } from "../../server/src/cli/rules";
import { rules } from "../../shared-rules/src/index";
import { roleward } from "./run";

describe("roleward", () => {
  it("tells its version and the catalogue's date", async () => {
    assert.deepEqual(await roleward(["--version"]), {
      code: 0,
      stdout: "roleward 0.0.0-source (catalogue 2026-09-26)\n",
      stderr: "",
    });
  });

  it("helps", async () => {
    const { code, stdout } = await roleward(["--help"]);
    assert.equal(code, 0);
    for (const command of ["scan", "explain", "rules", "lsp"]) assert.match(stdout, new RegExp(`^  ${command} `, "m"));
    const scan = await roleward(["scan", "--help"]);
    assert.equal(scan.code, 0);
    for (const option of ["--format", "--output", "--fail-on", "--exclude", "--diff", "--rule"])
      assert.ok(scan.stdout.includes(option));
    assert.ok(scan.stdout.includes("Exit codes: 0"));
  });

  it("could not run an unknown command, or none", async () => {
    const unknown = await roleward(["scna"]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /unknown command 'scna'\n\(Did you mean scan\?\)/);
    const none = await roleward([]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Usage: roleward/);
  });

  it("lists the rules", async () => {
    const { code, stdout } = await roleward(["rules"]);
    assert.equal(code, 0);
    assert.deepEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/).map((cell) => cell.trim())),
      rules.map(({ id, severity, title }) => [id, severity, title]),
    );
  });

  it("lists the rules with what each of them says, and as JSON", async () => {
    const { code, stdout } = await roleward(["rules", "--messages"]);
    assert.equal(code, 0);
    assert.ok(
      stdout.includes(`Every action on every resource
    "*" on every resource is full administrator access: whoever has this policy owns the account.
`),
    );
    const plain = JSON.parse((await roleward(["rules", "--format", "json"])).stdout) as ListedRule[];
    assert.deepEqual(
      plain.map(({ id, messages }) => [id, messages]),
      rules.map(({ id }) => [id, undefined]),
    );
    const listed = JSON.parse((await roleward(["rules", "--format", "json", "--messages"])).stdout) as ListedRule[];
    assert.equal(listed.length, rules.length);
    for (const { id, messages = [] } of listed) {
      assert.ok(messages.length > 0, `${id} says nothing of its examples`);
      // A line of the Problems view, or little more.
      for (const message of messages) assert.ok(message.endsWith(".") && message.length <= 200, `${id}: ${message}`);
    }
  });

  it("explains a rule", async () => {
    const { code, stdout } = await roleward(["explain", "wildcard-admin"]);
    assert.equal(code, 0);
    assert.match(stdout, /^# wildcard-admin\n\n\*\*Every action on every resource\*\*/);
    const colored = await roleward(["explain", "wildcard-admin"], { env: { FORCE_COLOR: "1" } });
    assert.match(colored.stdout, /^\u001b\[1mwildcard-admin\u001b\[22m\n/);
  });

  it("names the nearest rule to one that is not there", async () => {
    assert.deepEqual(await roleward(["explain", "wildcard-admn"]), {
      code: 2,
      stdout: "",
      stderr: "roleward: there is no rule wildcard-admn. Did you mean wildcard-admin?\n",
    });
    assert.equal(
      (await roleward(["explain", "qqqqqqqqqqq"])).stderr,
      "roleward: there is no rule qqqqqqqqqqq. `roleward rules` lists them all.\n",
    );
    assert.equal((await roleward(["explain", "constructor"])).code, 2);
  });

  it("renders a page for the terminal", () => {
    assert.equal(
      renderMarkdown(
        "# Title\n\nA **bold** `word` and [a link](https://x.test).\n- one\n\n```json\n# not a heading\n```\n<https://y.test>\n",
      ),
      [
        "\u001b[1mTitle\u001b[22m",
        "",
        "A \u001b[1mbold\u001b[22m \u001b[36mword\u001b[39m and a link (\u001b[4mhttps://x.test\u001b[24m).",
        "• one",
        "",
        "\u001b[2m    # not a heading\u001b[22m",
        "\u001b[4mhttps://y.test\u001b[24m",
      ].join("\n"),
    );
  });
});
