// `roleward scan plan.json`: what `terraform show -json` wrote, told by address.
import assert from "node:assert/strict";
import type { JsonOutput } from "../../server/src/cli/json";
import { planOf, policyText } from "../support/plan";
import { makeFolder, type Folder } from "../workspace/folder";
import { roleward, type Run } from "./run";

const plan = JSON.stringify(
  planOf({
    instances: [
      {
        address: 'module.people["eu"].aws_iam_policy.admin[0]',
        values: { name: "admin", policy: policyText({ Effect: "Allow", Action: "*", Resource: "*" }) },
        unknown: { arn: true },
      },
    ],
  }),
);
/** As Terraform pads none, but plans of a thousand resources come to. */
const large = `${plan.slice(0, -1)},"padding":"${"x".repeat(3_000_000)}"}`;

describe("roleward scan of a Terraform plan", () => {
  let folder: Folder;
  afterEach(() => folder.remove());
  const scan = (...args: string[]): Promise<Run> => roleward(["scan", ...args], { cwd: folder.path });

  it("names the resource by its address, since the line is the whole plan", async () => {
    folder = makeFolder({ "plan.json": plan });
    const { code, stdout, stderr } = await scan("plan.json");
    const [heading, source, underline, address] = stdout.split("\n");
    assert.match(heading ?? "", /^plan\.json:1:\d+ critical wildcard-admin: /);
    assert.equal((source ?? "")[(underline ?? "").indexOf("^")], "*");
    assert.equal(address, '      = address: module.people["eu"].aws_iam_policy.admin[0]');
    assert.deepEqual([code, stderr], [1, ""]);
  });

  it("has the address in JSON and SARIF, and no fix that would change the plan", async () => {
    folder = makeFolder({ "plan.json": plan });
    const [json, sarif, diff] = await Promise.all([
      scan("plan.json", "--format", "json"),
      scan("plan.json", "--format", "sarif"),
      scan("plan.json", "--diff"),
    ]);
    const [finding] = (JSON.parse(json.stdout) as JsonOutput).findings;
    assert.equal(finding?.address, 'module.people["eu"].aws_iam_policy.admin[0]');
    const [run] = (
      JSON.parse(sarif.stdout) as {
        runs: { results: { fixes?: unknown; locations: { logicalLocations: { fullyQualifiedName: string }[] }[] }[] }[];
      }
    ).runs;
    const [result] = run?.results ?? [];
    assert.deepEqual(
      result?.locations.flatMap(({ logicalLocations }) => logicalLocations.map((one) => one.fullyQualifiedName)),
      ['module.people["eu"].aws_iam_policy.admin[0]'],
    );
    assert.equal(result.fixes, undefined);
    assert.match(diff.stdout, /= no fix can be written here/);
  });

  it("reads a large plan that is named, not one that it comes by, and says what to do", async () => {
    folder = makeFolder({ "plan.json": large });
    const named = await scan("plan.json");
    assert.match(named.stdout, /critical wildcard-admin/);
    const walked = await scan();
    assert.equal(
      walked.stderr,
      "roleward: plan.json is larger than the limit (2.9 MB, limit 2.0 MB); --max-file-size raises it\n",
    );
    const limited = await scan("plan.json", "--max-file-size", "1024");
    assert.match(limited.stderr, /limit 1\.0 MB\); --max-file-size raises it/);
  });
});
