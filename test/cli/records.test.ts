// What the command line tells of reports and synthesized templates: credentials by the real time, constructs by their path.
import assert from "node:assert/strict";
import type { Log } from "sarif";
import type { JsonOutput } from "../../server/src/cli/json";
import { report } from "../support/credential-report";
import { makeFolder, type Folder } from "../workspace/folder";
import { roleward } from "./run";

const day = 24 * 60 * 60 * 1000;

/** What CDK's `new iam.User(stack, "Ci")` becomes. */
const synthesized = JSON.stringify({
  Resources: {
    Ci1A2B: { Type: "AWS::IAM::User", Metadata: { "aws:cdk:path": "App/Users/Ci/Resource" } },
    Other: { Type: "AWS::IAM::User" },
  },
});

describe("roleward scan of records", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  const scan = async (...args: readonly string[]): Promise<string> =>
    (await roleward(["scan", ...args], { cwd: folder.path })).stdout;

  it("finds a credential report by its name, and judges it as of today", async () => {
    const made = new Date(Date.now() - 100 * day).toISOString().replace(/\.\d+Z/, "+00:00");
    const row = { user: "ci", access_key_1_active: "true", access_key_1_last_rotated: made, user_creation_time: made };
    const text = report(row);
    folder = makeFolder({ "audit/status_reports.csv": text, "audit/other.csv": text });
    const { findings } = JSON.parse(await scan("--format", "json")) as JsonOutput;
    assert.deepEqual(
      findings.map(({ file, message, rule, text: under }) => [file, rule, under, message]),
      [
        [
          "audit/status_reports.csv",
          "key-unrotated",
          made,
          `Access key 1 of ci was made on ${made.slice(0, 10)}, 100 days ago: every copy that leaked since then still works.`,
        ],
        [
          "audit/status_reports.csv",
          "credential-stale",
          "N/A",
          `Access key 1 of ci was never used since ${made.slice(0, 10)}, 100 days ago, and still works; switch it off.`,
        ],
      ],
    );
  });

  it("tells the construct that makes a resource, where CDK says so", async () => {
    folder = makeFolder({ "cdk.out/app.template.json": synthesized });
    const json = JSON.parse(await scan("--format", "json")) as JsonOutput;
    assert.deepEqual(
      [...new Set(json.findings.map(({ address, constructPath }) => `${address}: ${constructPath ?? "none"}`))],
      ["Ci1A2B: App/Users/Ci/Resource", "Other: none"],
    );
    const sarif = JSON.parse(await scan("--format", "sarif")) as Log;
    const paths = sarif.runs[0]?.results?.map(({ properties }) => (properties?.["constructPath"] ?? "none") as string);
    assert.deepEqual([...new Set(paths)], ["App/Users/Ci/Resource", "none"]);
    const lines = (await scan()).split("\n");
    assert.equal(
      lines.filter((line) => line === "      = construct: App/Users/Ci/Resource").length,
      json.findings.filter(({ address }) => address === "Ci1A2B").length,
    );
  });
});
