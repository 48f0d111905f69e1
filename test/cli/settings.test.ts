// `roleward scan` under settings files: which of them hold, which options are stronger, and what a broken one comes to.
import assert from "node:assert/strict";
import { makeFolder, type Folder } from "../workspace/folder";
import type { JsonOutput } from "../../server/src/cli/json";
import { roleward, type Run } from "./run";

const admin = `{
  "Version": "2012-10-17",
  "Statement": { "Sid": "Everything", "Effect": "Allow", "Action": "*", "Resource": "*" }
}
`;
const user = `resource "aws_iam_user" "a" {
  name = "a"
}
`;

describe("roleward scan under settings files", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const scan = (...args: string[]): Promise<Run> => roleward(["scan", ...args], { cwd: folder.path });
  /** "file rule severity" of each finding that is told. */
  async function found(...args: string[]): Promise<string[]> {
    const { stdout, stderr } = await scan("--format", "json", "--fail-on", "never", ...args);
    assert.equal(stderr, "");
    const { findings } = JSON.parse(stdout) as JsonOutput;
    return findings.map(({ file, rule, severity }) => `${file} ${rule} ${severity}`);
  }

  it("takes the nearest file above each file, also above the scanned folder", async () => {
    folder = makeFolder({
      ".roleward.json": `{ "rules": { "wildcard-admin": "low" } }`,
      "a/admin.json": admin,
      "b/.roleward.json": `{ "rules": { "user-declared": "off" } }`,
      "b/deep/admin.json": admin,
    });
    assert.deepEqual(await found(), ["a/admin.json wildcard-admin low", "b/deep/admin.json wildcard-admin critical"]);
    assert.deepEqual(await found("a"), ["a/admin.json wildcard-admin low"]);
    assert.deepEqual(await found("a/admin.json"), ["a/admin.json wildcard-admin low"]);
  });

  it("asks no folder above the repository", async () => {
    folder = makeFolder({
      ".roleward.json": `{ "rules": { "wildcard-admin": "low" } }`,
      "repository/.git/HEAD": "ref: refs/heads/main\n",
      "repository/admin.json": admin,
    });
    assert.deepEqual(await found("repository"), ["repository/admin.json wildcard-admin critical"]);
  });

  it("lets options win over the file, and overrides over the rest of it", async () => {
    folder = makeFolder({
      ".roleward.json": `{
        "rules": { "wildcard-admin": "low" },
        "overrides": [
          { "files": ["legacy"], "rules": { "wildcard-admin": "medium" } },
          { "files": ["legacy/old.json"], "rules": { "wildcard-admin": "default" } },
        ], // the last that matches is the strongest
      }`,
      "admin.json": admin,
      "legacy/admin.json": admin,
      "legacy/old.json": admin,
    });
    assert.deepEqual(await found(), [
      "admin.json wildcard-admin low",
      "legacy/admin.json wildcard-admin medium",
      "legacy/old.json wildcard-admin critical",
    ]);
    assert.deepEqual(await found("--rule", "wildcard-admin=high"), [
      "admin.json wildcard-admin high",
      "legacy/admin.json wildcard-admin high",
      "legacy/old.json wildcard-admin high",
    ]);
  });

  it("judges by presets", async () => {
    folder = makeFolder({ "admin.json": admin, "main.tf": user });
    const users = (findings: string[]): string[] => findings.filter((one) => / user-declared /.test(one));
    assert.deepEqual(users(await found()), ["main.tf user-declared low"]);
    assert.deepEqual(users(await found("--preset", "strict")), ["main.tf user-declared medium"]);
    assert.ok((await found("--preset", "strict")).includes("admin.json wildcard-admin critical"));
    const only = await found("--preset", "create-user-only");
    assert.ok(
      only.some((one) => one.startsWith("admin.json user-create-grant")),
      only.join("\n"),
    );
    assert.ok(!only.some((one) => one.includes("wildcard-")), only.join("\n"));
    assert.deepEqual(users(only), ["main.tf user-declared low"]);
  });

  it("takes a named file in place of all others, or none", async () => {
    folder = makeFolder({
      ".roleward.json": `{ "rules": { "wildcard-admin": "off" } }`,
      "ci/settings.json": `{ "rules": { "wildcard-admin": "low" } }`,
      "admin.json": admin,
    });
    assert.ok(!(await found()).some((one) => one.includes("wildcard-admin")));
    assert.deepEqual(await found("--config", "ci/settings.json"), ["admin.json wildcard-admin low"]);
    assert.deepEqual(await found("--no-config"), ["admin.json wildcard-admin critical"]);
    const { code, stderr } = await scan("--config", "ci/none.json");
    assert.deepEqual([code, stderr], [2, "roleward: ci/none.json: no such file or folder\n"]);
  });

  it("leaves out what the file excludes, but not a file that is named", async () => {
    folder = makeFolder({
      ".roleward.json": `{ "exclude": ["vendor", "**/generated.json"] }`,
      "vendor/deep/admin.json": admin,
      "a/generated.json": admin,
      "a/admin.json": admin,
    });
    assert.deepEqual(await found(), ["a/admin.json wildcard-admin critical"]);
    assert.deepEqual(await found("a/generated.json"), ["a/generated.json wildcard-admin critical"]);
  });

  it("knows what a bare policy is for when the file says so", async () => {
    folder = makeFolder({ "limits/all.json": admin });
    assert.deepEqual(await found(), ["limits/all.json wildcard-admin critical"]);
    folder.write(".roleward.json", `{ "policyKinds": { "limits/**": "scp" } }`);
    assert.deepEqual(await found(), ["limits/all.json scp-missing-guardrail advice"]);
    // What is done with the file counts more than what anyone says of it.
    folder.write(
      "main.tf",
      `resource "aws_iam_role_policy" "a" {
  role   = "app"
  policy = file("limits/all.json")
}
`,
    );
    assert.deepEqual(await found(), ["limits/all.json wildcard-admin critical"]);
  });

  it("hides what the file ignores, where it says so and as long as it says so", async () => {
    folder = makeFolder({
      ".roleward.json": `{ "ignore": [
        { "file": "a/*.json", "rule": "wildcard-admin", "reason": "the break-glass policy", "sid": "Everything" },
        { "file": "b", "rule": "wildcard-admin", "reason": "until it is gone", "until": "2020-01-31" }
      ] }`,
      "a/admin.json": admin,
      "a/other.json": admin.replace("Everything", "Other"),
      "b/admin.json": admin,
    });
    const { code, stdout, stderr } = await scan("--format", "json");
    const { findings } = JSON.parse(stdout) as JsonOutput;
    assert.deepEqual(
      findings.map(({ file }) => file),
      ["a/other.json", "b/admin.json"],
    );
    assert.equal(
      stderr,
      ".roleward.json:3:89 This ignore ended on 2020-01-31. Settle the finding or agree on a new day.\n",
    );
    assert.equal(code, 1);
  });

  it("tells which of the ignores hide nothing, where all that they speak of was scanned", async () => {
    folder = makeFolder({
      ".roleward.json": `{
        "ignore": [
          { "file": "a", "rule": "wildcard-admin", "reason": "used" },
          { "file": "a", "rule": "user-declared", "reason": "not used" },
          { "file": "b", "rule": "mfa-missing", "reason": "the rule is off" }
        ],
        "rules": { "mfa-missing": "off" }
      }`,
      "a/admin.json": admin,
    });
    const { code, stderr } = await scan();
    assert.equal(stderr, ".roleward.json:4:11 user-declared is not found here: this ignore hides nothing.\n");
    assert.equal(code, 0);
    assert.equal((await scan("a")).stderr, "");
    assert.equal((await scan("--rule", "suppression-unused=off")).stderr, "");
  });

  it("says where a file is wrong, and scans nothing", async () => {
    folder = makeFolder({
      ".roleward.json": `{\n  "preset": "strickt",\n  "rules": { "wildcard-admn": "low" }\n}\n`,
      "a/.roleward.json": `{ "exclude": [ }`,
      "a/admin.json": admin,
    });
    const { code, stdout, stderr } = await scan();
    assert.equal(
      stderr,
      `.roleward.json:2:13 "strickt" is none of recommended, strict, create-user-only. Did you mean strict?
.roleward.json:3:14 There is no rule wildcard-admn. Did you mean wildcard-admin?
a/.roleward.json:1:16 A value is missing here.
`,
    );
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal((await scan("--no-config", "--fail-on", "never")).code, 0);
  });
});
