// `roleward scan` as a person and a pipeline see it: its words, its exit codes, its files.
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { applyPatch, parsePatch } from "diff";
import type { JsonOutput } from "../../server/src/cli/json";
import { makeFolder, type Folder } from "../workspace/folder";
import { roleward, type Run } from "./run";

const admin = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Everything",
      "Effect": "Allow",
\t\t"Action": "*", "Resource": "*"
    }
  ]
}
`;
const passRole = `{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:PassRole", "ec2:RunInstances"],
    "Resource": "*"
  }
}
`;
const fine = admin.replace(`"Allow"`, `"Deny"`);

describe("roleward scan", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const scan = (...args: string[]): Promise<Run> => roleward(["scan", ...args], { cwd: folder.path });
  /** The time is the only thing that differs from run to run. */
  const timeless = (text: string): string => text.replace(/, \d+\.\d s/, ", TIME");

  it("shows the line, the token and the fix", async () => {
    folder = makeFolder({ "iam/admin.json": admin, "fine.json": fine });
    const { code, stdout, stderr } = await scan();
    const [finding] = (JSON.parse((await scan("--format", "json")).stdout) as JsonOutput).findings;
    assert.equal(
      timeless(stdout),
      `iam/admin.json:7:14 critical wildcard-admin: ${finding?.message}
    7 | \t\t"Action": "*", "Resource": "*"
      | \t\t           ^
      = fix: ${finding?.fixes[0]?.title}

1 finding (1 critical) in 1 of 2 files, TIME
`,
    );
    assert.equal(stderr, "");
    assert.equal(code, 1);
  });

  it("is content with nothing to say", async () => {
    folder = makeFolder({ "fine.json": fine });
    const { code, stdout, stderr } = await scan();
    assert.deepEqual([code, timeless(stdout), stderr], [0, "No findings in 1 file, TIME\n", ""]);
  });

  it("uses colours when they are wanted, and not otherwise", async () => {
    folder = makeFolder({ "admin.json": admin });
    const colored = await roleward(["scan"], { cwd: folder.path, env: { FORCE_COLOR: "1" } });
    assert.ok(colored.stdout.includes("\u001b[31mcritical\u001b[39m"));
    const plain = await roleward(["scan"], { cwd: folder.path, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    assert.ok(!plain.stdout.includes("\u001b"));
  });

  it("lets no file steer the terminal, and shows long lines in part", async () => {
    const long = `{"Statement": [{"Sid": "\u001b[2J\u0007${"x".repeat(5000)}", "Effect": "Allow", "Action": "*", "Resource": "*"}], "Version": "2012-10-17", "Id": "${"y".repeat(5000)}"}`;
    folder = makeFolder({ "\u001b[31mred.json": long });
    const { stdout } = await scan("--fail-on", "never");
    assert.ok(!/[\u0000-\u0008\u000b-\u001f]/.test(stdout));
    const [heading, source, underline] = stdout.split("\n");
    assert.match(heading ?? "", /^�\[31mred\.json:1:\d+ critical wildcard-admin:/);
    assert.match(source ?? "", /^ {4}1 \| …x+", "Effect": "Allow", "Action": "\*", "Resource": "\*"\}\].*y…$/);
    assert.equal((source ?? "")[(underline ?? "").indexOf("^")], "*");
  });

  it("underlines the right token after wide characters", async () => {
    folder = makeFolder({
      "a.json": `{"Version": "2012-10-17", "Statement": {"Sid": "🔑漢é", "Effect": "Allow", "Action": "*", "Resource": "*"}}`,
    });
    const [, source = "", underline = ""] = (await scan()).stdout.split("\n");
    // The key and the ideograph take two columns each.
    assert.equal(underline.indexOf("^") - 2, [...source].indexOf("*"));
  });

  it("exits with 1 only for findings at or above --fail-on", async () => {
    folder = makeFolder({ "pass.json": passRole });
    const codes = await Promise.all(
      ["critical", "high", "advice", "never"].map(async (severity) => (await scan("--fail-on", severity)).code),
    );
    assert.deepEqual(codes, [0, 1, 1, 0]);
  });

  it("could not run with a bad option or path", async () => {
    folder = makeFolder({ "a.json": fine });
    const cases: [string[], RegExp][] = [
      [["--format", "xml"], /Allowed choices are text, json, sarif/],
      [["--fail-on", "severe"], /Allowed choices are critical, high, medium, low, advice, never/],
      [["--frobnicate"], /unknown option '--frobnicate'/],
      [["no/such/path"], /^roleward: no\/such\/path: no such file or folder\n$/],
      [["--rule", "wildcard-admni=low"], /There is no rule wildcard-admni\. Did you mean wildcard-admin\?/],
      [["--rule", "wildcard-admin=severe"], /"severe" is none of off, critical/],
      [["--rule", "wildcard-admin"], /Write it as RULE=SEVERITY/],
      [["--break-glass", "("], /breakGlassPattern: "\(" is not a regular expression/],
      [["--max-file-size", "lots"], /maxFileSizeKb: NaN is not a number above 0/],
      [["--output", "no/such/folder/out.json"], /could not run: no such file or folder/],
    ];
    for (const [args, said] of cases) {
      const { code, stdout, stderr } = await scan(...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, said);
      assert.equal(stdout, "", args.join(" "));
    }
  });

  it("takes the user's settings", async () => {
    folder = makeFolder({ "a/admin.json": admin, "b/pass.json": passRole });
    const rules = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await scan("--format", "json", ...args);
      return (JSON.parse(stdout) as JsonOutput).findings.map(({ rule, severity }) => `${rule} ${severity}`);
    };
    assert.deepEqual(await rules("--rule", "wildcard-admin=low", "--exclude", "b"), ["wildcard-admin low"]);
    assert.ok(
      !(
        await rules("--rule", "escalation-pass-role=off", "--rule", "escalation-path=off", "--exclude", "*/admin.json")
      ).some((rule) => rule.startsWith("escalation")),
    );
  });

  it("writes JSON of a stable shape", async () => {
    folder = makeFolder({ "iam/admin.json": admin, "bad.json": Buffer.from([0xff, 0x00]) });
    const { code, stdout, stderr } = await scan("--format", "json");
    assert.equal(code, 1);
    assert.equal(stderr, "roleward: bad.json is a binary file\n");
    const output = JSON.parse(stdout) as JsonOutput;
    assert.deepEqual(output.tool, { name: "roleward", version: "0.0.0-source", catalogue: "2026-09-26" });
    const { milliseconds, ...summary } = output.summary;
    assert.ok(Number.isInteger(milliseconds));
    assert.deepEqual(summary, {
      files: 1,
      findings: 1,
      ignored: 0,
      bySeverity: { critical: 1, high: 0, medium: 0, low: 0, advice: 0 },
      cancelled: false,
    });
    assert.deepEqual(output.skipped, [{ file: "bad.json", reason: "is a binary file" }]);
    const [finding] = output.findings;
    assert.ok(finding);
    const { message, covers, fixes, ...rest } = finding;
    assert.match(message, /administrator/);
    assert.ok(
      Array.isArray(covers) && fixes.every(({ id, title, safety }) => id && title && /^(?:safe|review)$/.test(safety)),
    );
    assert.deepEqual(rest, {
      rule: "wildcard-admin",
      severity: "critical",
      file: "iam/admin.json",
      range: { start: { line: 7, column: 14 }, end: { line: 7, column: 15 } },
      text: "*",
      address: "",
      sid: "Everything",
      related: [],
      help: "https://github.com/roleward/roleward/blob/main/docs/rules/wildcard-admin.md",
    });
  });

  describe("findings that are to be ignored", () => {
    const user = `# roleward-ignore user-declared until 2099-12-31: the vendor's appliance, see OPS-12
resource "aws_iam_user" "legacy" {
  name                 = "legacy"
  permissions_boundary = "arn:aws:iam::111122223333:policy/b"
  tags                 = { Owner = "a", Purpose = "b", ExpiresOn = "c" }
}
`;

    it("are counted and cost nothing, and shown with the reason where that is asked for", async () => {
      folder = makeFolder({ "main.tf": user });
      const { code, stdout } = await scan("main.tf");
      assert.deepEqual([code, timeless(stdout)], [0, "No findings in 1 file, 1 ignored, TIME\n"]);
      const shown = await scan("main.tf", "--show-ignored", "--diff");
      assert.equal(shown.code, 0);
      const [heading, source, underline, reason] = shown.stdout.split("\n");
      assert.match(heading ?? "", /^main\.tf:2:26 ignored user-declared: /);
      assert.match(source ?? "", /aws_iam_user/);
      assert.match(underline ?? "", /\^{6}/);
      assert.equal(reason, "      = ignored until 2099-12-31: the vendor's appliance, see OPS-12");
      assert.doesNotMatch(shown.stdout, /fix:/);
      assert.equal((await scan("main.tf", "--fail-on", "advice")).code, 0);
    });

    it("stand in a field of their own in JSON", async () => {
      folder = makeFolder({ "main.tf": user });
      const { findings, ignored, summary } = JSON.parse(
        (await scan("main.tf", "--format", "json")).stdout,
      ) as JsonOutput;
      assert.deepEqual([findings, summary.findings, summary.ignored, summary.bySeverity["low"]], [[], 0, 1, 0]);
      assert.deepEqual(
        ignored.map(({ rule, file, text, reason, until, tool }) => [rule, file, text, reason, until, tool]),
        [["user-declared", "main.tf", "legacy", "the vendor's appliance, see OPS-12", "2099-12-31", "roleward"]],
      );
    });
  });

  describe("what only all files together tell", () => {
    const admin = (name: string): string => `# The team's ${name}.
resource "aws_iam_user" "${name}" {
  name = "${name}"
}

resource "aws_iam_user_policy_attachment" "${name}" {
  user       = aws_iam_user.${name}.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`;
    const many =
      /^a\/main\.tf:2:26 medium user-privileged-many: 2 users are administrators: ann and bob\.\n +2 \| resource "aws_iam_user" "ann" \{\n.*\n +- bob is an administrator: b\/main\.tf:2:26\n/m;

    it("comes last, at the first place that tells it", async () => {
      folder = makeFolder({ "a/main.tf": admin("ann"), "b/main.tf": admin("bob") });
      const { stdout } = await scan();
      assert.match(stdout, many);
      assert.match(stdout, / in 2 of 2 files, /);
      const { findings, summary } = JSON.parse((await scan("--format", "json")).stdout) as JsonOutput;
      assert.equal(summary.files, 2);
      const [last] = findings.slice(-2);
      assert.deepEqual(
        [last?.rule, last?.file, last?.range?.start, last?.related.map(({ file, range }) => [file, range?.start])],
        ["user-privileged-many", "a/main.tf", { line: 2, column: 26 }, [["b/main.tf", { line: 2, column: 26 }]]],
      );
    });

    it("is not said of a part: of some files, or when interrupted", async () => {
      folder = makeFolder({ "a/main.tf": admin("ann"), "b/main.tf": admin("bob") });
      assert.doesNotMatch((await scan("a/main.tf", "b/main.tf")).stdout, /user-privileged-many/);
      assert.match((await scan("a", "b/main.tf")).stdout, many);
    });

    it("can be ignored where it stands", async () => {
      const ignore = "# roleward-ignore user-privileged-many: one each for two regions\n";
      folder = makeFolder({ "a/main.tf": `${ignore}${admin("ann")}`, "b/main.tf": admin("bob") });
      const { findings, ignored } = JSON.parse((await scan("--format", "json")).stdout) as JsonOutput;
      const of = (all: readonly { rule: string }[]): string[] => all.map(({ rule }) => rule);
      assert.ok(!of(findings).includes("user-privileged-many"));
      assert.ok(!of(findings).includes("suppression-unused"));
      assert.deepEqual(of(ignored), ["user-privileged-many"]);
    });
  });

  it("writes to a file", async () => {
    folder = makeFolder({ "admin.json": admin });
    const { code, stdout, stderr } = await scan("--output", "out.txt");
    assert.deepEqual([code, stdout, stderr], [1, "", ""]);
    assert.match(readFileSync(folder.at("out.txt"), "utf8"), /^admin\.json:7:14 critical wildcard-admin/);
  });

  it("shows a fix as a diff that patch applies", async () => {
    folder = makeFolder({ "pass.json": passRole });
    const { stdout } = await scan("--diff", "--rule", "wildcard-resource=off");
    assert.match(stdout, /^ {6}= fix: \S.*\n--- a\/pass\.json\n\+\+\+ b\/pass\.json\n@@ /m);
    assert.equal(readFileSync(folder.at("pass.json"), "utf8"), passRole);
    const [patch] = parsePatch(stdout.slice(stdout.indexOf("--- a/"), stdout.indexOf("\n\n1 finding")));
    const fixed = patch && applyPatch(passRole, patch);
    assert.ok(typeof fixed === "string" && fixed !== passRole);
    folder.write("pass.json", fixed);
    assert.match((await scan("--rule", "wildcard-resource=off")).stdout, /^No findings/);
  });

  it("reads each file once, however often it is named", async () => {
    folder = makeFolder({ "iam/admin.json": admin, "policy.txt": admin });
    const { stdout } = await scan(".", "iam", "iam/admin.json", "policy.txt");
    assert.match(stdout, /\n2 findings \(2 critical\) in 2 of 2 files, /);
  });

  it("takes thousands of paths", async () => {
    folder = makeFolder(Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`d${index}/a.json`, "{}"])));
    const { code, stdout } = await scan(...Array.from({ length: 3000 }, (_, index) => `d${index}`));
    assert.deepEqual([code, timeless(stdout)], [0, "No findings in 3,000 files, TIME\n"]);
  });

  it("says what it could not read, and reads the rest", async function () {
    folder = makeFolder({
      "admin.json": admin,
      "secret/locked.json": admin,
      "closed.json": admin,
      "utf16.json": Buffer.from(`\ufeff${admin}`, "utf16le"),
      "latin1.json": Buffer.from('{"Sid": "Gr\xfc\xdfe"}', "latin1"),
      "big.json": `${" ".repeat(3_000_000)}${admin}`,
    });
    symlinkSync(".", folder.at("loop"), "dir");
    symlinkSync("missing.json", folder.at("dangling.json"));
    chmodSync(folder.at("closed.json"), 0);
    chmodSync(folder.at("secret"), 0);
    chmodSync(folder.path, 0o755);
    // Root reads everything, so the scan runs as nobody.
    const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { code, stdout, stderr } = await roleward(["scan"], { cwd: folder.path, ...uid });
    chmodSync(folder.at("secret"), 0o755);
    assert.equal(
      stderr,
      `roleward: dangling.json is a symbolic link that leads nowhere: no such file or folder
roleward: secret cannot be read: permission denied
roleward: big.json is larger than the limit (2.9 MB, limit 2.0 MB); --max-file-size raises it
roleward: closed.json cannot be read: permission denied
roleward: latin1.json is not valid UTF-8
`,
    );
    assert.match(stdout, /\n2 findings \(2 critical\) in 2 of 2 files, 5 skipped, /);
    assert.equal(code, 1);
  });

  it("survives whatever a file holds", async () => {
    folder = makeFolder({
      "deep.json": `{"Statement": ${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
      "deeper.json": `{"Statement": ${'{"a":'.repeat(10_000)}`,
      "deep.yaml": `AWSTemplateFormatVersion: 1\nResources: ${"[".repeat(10_000)}`,
      "bomb.yaml": `AWSTemplateFormatVersion: "2010-09-09"\na: &a [x, x, x, x, x, x, x, x, x]\n${Array.from(
        { length: 12 },
        (_, level) => {
          const [name, last] = ["bcdefghijklm"[level] ?? "", "abcdefghijkl"[level] ?? ""];
          return `${name}: &${name} [${Array<string>(9).fill(`*${last}`).join(", ")}]\n`;
        },
      ).join("")}Resources:\n  Type: AWS::IAM::Policy\n  x: *m\n`,
      "deep.tf": `x = ${"[".repeat(10_000)}`,
      "cut.tf": `resource "aws_iam_policy" "x" {\n  policy = jsonencode({ Statement = [{ Action = "`,
      "cut.json": admin.slice(0, -30),
      "nul.tf": "\u0001\u0002",
      "empty.json": "",
      "admin.json": admin,
    });
    const started = performance.now();
    const { code, stdout } = await scan();
    assert.match(stdout, /^admin\.json:7:14 critical wildcard-admin/m);
    assert.equal(code, 1);
    assert.ok(performance.now() - started < 15_000, "it took too long");
  });

  it("ends with what it has when it is interrupted", async () => {
    folder = makeFolder(
      Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`d${index}/admin.json`, admin])),
    );
    const { code, stdout } = await roleward(["scan"], {
      cwd: folder.path,
      started: (child) => child.stdout?.once("data", () => child.kill("SIGINT")),
    });
    assert.equal(code, 130);
    assert.match(
      stdout,
      /^\d+ findings? \(\d+ critical\) in \d+ of \d+ files?, \d+\.\d s; interrupted before the end\n$/m,
    );
    assert.ok(existsSync(folder.at("d0/admin.json")));
  });
});
