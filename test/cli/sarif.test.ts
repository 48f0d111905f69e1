// The SARIF output: valid by the official schema, and the same for the same findings.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv, { type AnySchemaObject } from "ajv";
import addFormats from "ajv-formats";
import type { Log, Result } from "sarif";
import { makeFolder, type Folder } from "../workspace/folder";
import { roleward } from "./run";

const admin = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`;
const template = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Deployer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "*"
            Resource: "*"
`;

describe("SARIF", () => {
  let folder: Folder;
  afterEach(() => folder.remove());

  async function scan(cwd: string, ...args: string[]): Promise<Log> {
    const { stdout } = await roleward(["scan", "--format", "sarif", ...args], { cwd });
    return JSON.parse(stdout) as Log;
  }

  function onlyRun(log: Log): Log["runs"][number] & { results: Result[] } {
    const [run, ...more] = log.runs;
    assert.ok(run?.results && more.length === 0);
    return { ...run, results: run.results };
  }

  function validate(log: Log): void {
    const file = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    // Ajv knows no draft 4; of that draft's own words the schema uses `id` only. One of its patterns is none under the u flag.
    const {
      $schema: _,
      id: $id,
      ...schema
    } = JSON.parse(readFileSync(file, "utf8")) as AnySchemaObject & { id: string };
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const valid = ajv.compile({ ...schema, $id });
    assert.ok(valid(log), JSON.stringify(valid.errors, null, 2));
  }

  it("is valid, whatever there is to tell", async () => {
    folder = makeFolder({ "a b/ädmin#1.json": admin, "t.yaml": template, "bad.json": Buffer.from([0xff]) });
    const log = await scan(folder.path);
    validate(log);
    const { results, invocations, tool, columnKind } = onlyRun(log);
    assert.equal(columnKind, "utf16CodeUnits");
    assert.deepEqual(invocations, [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: "warning",
            message: { text: "bad.json is not valid UTF-8." },
            locations: [{ physicalLocation: { artifactLocation: { uri: "bad.json" } } }],
          },
        ],
      },
    ]);
    const inPolicy = results.find(
      ({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri === "a%20b/%C3%A4dmin%231.json",
    );
    assert.deepEqual(inPolicy?.locations?.[0]?.physicalLocation?.region, {
      startLine: 1,
      startColumn: 72,
      endLine: 1,
      endColumn: 73,
    });
    assert.deepEqual([inPolicy.ruleId, inPolicy.level], ["wildcard-admin", "error"]);
    const inTemplate = results.find(
      ({ ruleId, locations }) => ruleId === "wildcard-admin" && locations?.[0]?.logicalLocations,
    );
    assert.equal(inTemplate?.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName, "Deployer");
    assert.ok(Array.isArray(inTemplate.properties?.["covers"]));

    const rules = tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex } of results) assert.equal(rules[ruleIndex ?? -1]?.id, ruleId);
    const rule = rules.find(({ id }) => id === "wildcard-admin");
    assert.equal(rule?.helpUri, "https://github.com/roleward/roleward/blob/main/docs/rules/wildcard-admin.md");
    assert.match(rule.help?.markdown ?? "", /^# wildcard-admin\n/);
    assert.equal(rule.properties?.["security-severity"], "9.5");
    assert.ok(rule.properties.tags?.includes("security"));
  });

  it("tells what is to be ignored, and why", async () => {
    const jsonc = admin.replace("[{", "[\n// roleward-ignore wildcard-admin: the account's owner\n{");
    folder = makeFolder({ "a.jsonc": jsonc, "b.json": admin });
    const log = await scan(folder.path);
    validate(log);
    assert.deepEqual(
      onlyRun(log).results.map(({ ruleId, suppressions }) => [ruleId, suppressions]),
      [
        ["wildcard-admin", [{ kind: "inSource", status: "accepted", justification: "the account's owner" }]],
        ["wildcard-admin", []],
      ],
    );
  });

  it("is valid with nothing to tell", async () => {
    folder = makeFolder({});
    const log = await scan(folder.path);
    validate(log);
    assert.deepEqual(onlyRun(log).results, []);
  });

  it("names files outside of the current folder by their URI", async () => {
    folder = makeFolder({ "x/admin.json": admin, "y/z.txt": "" });
    const [result] = onlyRun(await scan(folder.at("y"), "../x")).results;
    assert.equal(
      result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
      `file://${folder.at("x/admin.json")}`,
    );
  });

  it("fingerprints a result by what it is, not by its line", async () => {
    const twice = admin.replace("]}", `, {"Effect": "Allow", "Action": "*", "Resource": "*"}]}`);
    folder = makeFolder({ "a.json": twice, "b.json": admin });
    const fingerprints = async (): Promise<string[]> =>
      onlyRun(await scan(folder.path)).results.map(
        ({ partialFingerprints }) => partialFingerprints?.["roleward/v1"] ?? "",
      );
    const before = await fingerprints();
    assert.equal(before.length, 3);
    assert.equal(new Set(before).size, 3);
    folder.write("a.json", `\n\n\n${twice}`);
    assert.deepEqual(await fingerprints(), before);
    folder.write("b.json", admin.replace(`"Action": "*"`, `"Action": "iam:*"`));
    const after = await fingerprints();
    assert.deepEqual(after.slice(0, 2), before.slice(0, 2));
    assert.ok(!after.includes(before[2] ?? ""));
  });
});
