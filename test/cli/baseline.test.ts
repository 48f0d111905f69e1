// `roleward baseline` and `roleward scan --baseline`: findings that were there before.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Log } from "sarif";
import type { JsonOutput } from "../../server/src/cli/json";
import { makeFolder, type Folder } from "../workspace/folder";
import { roleward, type Run } from "./run";

const statement = (action: string): string => `    {
      "Effect": "Allow",
      "Action": ${action},
      "Resource": "*"
    }`;
const policy = (...statements: string[]): string =>
  `{\n  "Version": "2012-10-17",\n  "Statement": [\n${statements.join(",\n")}\n  ]\n}\n`;
const admin = policy(statement('"*"'));
const user = (name: string): string => `resource "aws_iam_user" "${name}" {
  name                 = "${name}"
  permissions_boundary = "arn:aws:iam::111122223333:policy/b"
  tags                 = { Owner = "a", Purpose = "b", ExpiresOn = "c" }
}
`;

describe("a baseline", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const run = (...args: string[]): Promise<Run> => roleward(args, { cwd: folder.path });
  const scan = (...args: string[]): Promise<Run> => run("scan", "--baseline", "roleward-baseline.json", ...args);
  /** The last line without the time. */
  const summary = ({ stdout }: Run): string => (stdout.trimEnd().split("\n").at(-1) ?? "").replace(/, \d+\.\d s$/, "");
  async function write(): Promise<void> {
    const { code, stderr } = await run("baseline");
    assert.deepEqual([code, stderr], [0, ""]);
  }

  it("holds one line for each finding, and hides them", async () => {
    folder = makeFolder({ "iam/admin.json": admin, "main.tf": user("a") });
    const { code, stdout } = await run("baseline", "--rule", "user-alert-missing=off");
    assert.deepEqual([code, stdout], [0, "2 findings written to roleward-baseline.json\n"]);
    const written = readFileSync(folder.at("roleward-baseline.json"), "utf8");
    assert.equal(
      written.replace(/"[0-9a-f]{32}"/g, '"…"'),
      `{
  "format": 1,
  "findings": [
    {"fingerprint":"…","rule":"wildcard-admin","file":"iam/admin.json","address":""},
    {"fingerprint":"…","rule":"user-declared","file":"main.tf","address":"aws_iam_user.a"}
  ]
}
`,
    );
    const found = await scan("--rule", "user-alert-missing=off");
    assert.deepEqual([found.code, summary(found), found.stderr], [0, "No findings in 2 files, 2 in the baseline", ""]);
  });

  it("survives moved lines and other white space, and falls when the statement changes", async () => {
    folder = makeFolder({ "a.json": admin });
    await write();
    folder.write(
      "a.json",
      `\n\n${policy(statement('"s3:GetObject"'), `  ${statement('"*"').replace(/\n/g, "\n  ")}`)}`,
    );
    assert.match(summary(await scan("--rule", "wildcard-resource=off")), /^No findings in 1 file, 1 in the baseline/);
    folder.write("a.json", policy(statement('["*"]')));
    const changed = await scan();
    assert.match(changed.stdout, /^a\.json:6:19 critical wildcard-admin:/);
    assert.equal(summary(changed), "1 finding (1 critical) in 1 of 1 file, 0 in the baseline");
    assert.equal(changed.code, 1);
  });

  it("hides as many alike as there were", async () => {
    folder = makeFolder({ "a.json": admin });
    await write();
    folder.write("a.json", policy(statement('"*"'), statement('"*"')));
    assert.equal(summary(await scan()), "1 finding (1 critical) in 1 of 1 file, 1 in the baseline");
  });

  it("says how many of its entries match nothing any more, of what was scanned and what is gone", async () => {
    folder = makeFolder({ "a/a.json": admin, "b/b.json": admin, "c/c.json": admin });
    await write();
    folder.write("a/a.json", admin.replace("Allow", "Deny"));
    rmSync(folder.at("c/c.json"));
    const found = await scan();
    assert.equal(summary(found), "No findings in 2 files, 1 in the baseline");
    assert.equal(found.stderr, "roleward: 2 entries of roleward-baseline.json match nothing any more; write it anew\n");
    assert.match((await scan("b")).stderr, /^roleward: 1 entry of /);
    const json = JSON.parse((await scan("--format", "json")).stdout) as JsonOutput;
    assert.deepEqual([json.findings, json.summary.findings, json.summary.baseline], [[], 0, { hidden: 1, stale: 2 }]);
  });

  it("holds nothing that is to be ignored", async () => {
    folder = makeFolder({ "main.tf": `# roleward-ignore user-declared: legacy\n${user("a")}` });
    const { stdout } = await run("baseline", "main.tf");
    assert.equal(stdout, "0 findings written to roleward-baseline.json\n");
    assert.equal(summary(await scan("main.tf")), "No findings in 1 file, 1 ignored, 0 in the baseline");
  });

  it("hides what only all files together tell, and misses it in no scan of a part", async () => {
    folder = makeFolder({ "a/main.tf": user("a"), "b/main.tf": user("b") });
    await write();
    assert.match(
      readFileSync(folder.at("roleward-baseline.json"), "utf8"),
      /"user-alert-missing","file":"a\/main\.tf"/,
    );
    assert.equal(summary(await scan()), "No findings in 2 files, 3 in the baseline");
    const part = await scan("a/main.tf");
    assert.deepEqual([summary(part), part.stderr], ["No findings in 1 file, 1 in the baseline", ""]);
  });

  it("names findings as SARIF does", async () => {
    folder = makeFolder({ "a.json": policy(statement('"*"'), statement('"*"')) });
    await write();
    const log = JSON.parse((await run("scan", "--format", "sarif")).stdout) as Log;
    const fingerprints = log.runs[0]?.results?.map((result) => result.partialFingerprints?.["roleward/v1"] ?? "") ?? [];
    const written = JSON.parse(readFileSync(folder.at("roleward-baseline.json"), "utf8")) as {
      findings: { fingerprint: string }[];
    };
    assert.equal(new Set(fingerprints).size, 2);
    assert.deepEqual(written.findings.map(({ fingerprint }) => fingerprint).sort(), [...fingerprints].sort());
  });

  it("must be one", async () => {
    folder = makeFolder({ "a.json": admin, "roleward-baseline.json": "{" });
    const cases: [string, string][] = [
      ["{", "roleward-baseline.json cannot be read: it is no JSON"],
      ["{}", "roleward-baseline.json is no baseline; roleward baseline writes one"],
      ['{"format": 1, "findings": [{}]}', "roleward-baseline.json is no baseline; roleward baseline writes one"],
    ];
    for (const [text, said] of cases) {
      folder.write("roleward-baseline.json", text);
      const { code, stdout, stderr } = await scan();
      assert.deepEqual([code, stdout, stderr], [2, "", `roleward: ${said}\n`]);
    }
    const { code, stderr } = await run("scan", "--baseline", "none.json");
    assert.deepEqual([code, stderr], [2, "roleward: none.json cannot be read: no such file or folder\n"]);
  });

  it("is not written by a run that could not be made", async () => {
    folder = makeFolder({ "a.json": admin });
    assert.equal((await run("baseline", "no/such/path")).code, 2);
    assert.equal((await run("baseline", "-o", "no/such/folder/b.json")).code, 2);
    assert.ok(!existsSync(folder.at("roleward-baseline.json")));
  });
});
