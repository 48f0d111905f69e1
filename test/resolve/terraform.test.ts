// The evaluator of Terraform expressions: each construct and function, and the same through Terraform itself where it is installed.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Environment } from "../../shared-rules/src/link/terraform/scope";
import { moduleOf, printed, valueOf } from "./evaluating";
import { fixture, known, type Row } from "./terraform-rows";
import { unknown } from "./terraform-unknown-rows";

describe("Terraform expressions", () => {
  let environment: Environment;
  before(() => (environment = moduleOf(fixture)));

  for (const [construct, rows] of Object.entries({ ...known, "what is not known": unknown }))
    describe(construct, () => {
      for (const [source, expected] of rows)
        it(source, () => assert.equal(printed(valueOf(source, environment)), expected));
    });
});

/** A Terraform that is installed. */
const binary = ["terraform", "tofu"].find((name) => spawnSync(name, ["version"]).status === 0);
const rows: readonly Row[] = Object.values(known).flat();

describe(`the same through ${binary ?? "Terraform, which is not installed: the answers above are its recorded ones"}`, () => {
  it("is at least 150 answers", () => assert.ok(rows.length >= 150));

  if (binary !== undefined)
    it("comes to the same values", () => {
      const answers = answersOf(
        binary,
        rows.map(([source]) => source),
      );
      const different = rows.flatMap(([source, expected], index) => {
        const fails = expected.includes("unknown because");
        const answer = answers[index];
        const same = fails
          ? answer === ""
          : answer !== undefined && answer !== "" && sorted(answer) === sorted(expected);
        return same ? [] : [`${source} is ${answer === "" ? "an error" : String(answer)}, not ${expected}`];
      });
      assert.deepEqual(different, []);
    });
});

/** JSON with its keys in one order. */
function sorted(json: string): string {
  return JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** What Terraform makes of expressions, as JSON; "" where it fails. */
function answersOf(terraform: string, sources: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "roleward-"));
  try {
    const items = sources.map((source) => `try(jsonencode(${source}\n), "")`);
    writeFileSync(path.join(folder, "main.tf"), `${fixture}\nlocals {\n  answers = [\n${items.join(",\n")}\n]\n}\n`);
    const input = "base64encode(jsonencode(local.answers))\n";
    const options = {
      cwd: folder,
      input,
      encoding: "utf8",
      env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" },
    } as const;
    const output = execFileSync(terraform, ["console"], options);
    const answers: unknown = JSON.parse(Buffer.from(output.trim().replace(/"/g, ""), "base64").toString("utf8"));
    assert.ok(Array.isArray(answers));
    return answers.map(String);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
