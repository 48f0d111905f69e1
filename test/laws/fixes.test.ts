// Every fix of every finding, applied and held against the laws: of the documented examples in all formats and of the files of the project,
// always; of real projects where their folders are given. It names no fix.
import assert from "node:assert/strict";
import path from "node:path";
import { tryFixes, violatingOf, violationText } from "../../bench/fixes";
import { defaultConfig } from "../../shared-rules/src/index";
import { allRules } from "../support/check-rule";
import { engine } from "../support/engine";
import { brokenIn } from "../support/fix-laws";
import { settingFor } from "../support/fix-setting";
import { samplesOfExample, type Sample } from "../support/formats";

const config = { ...defaultConfig, now: Date.parse("2026-11-21T12:00:00Z") };
const root = path.join(__dirname, "../..");

/** Folders of real files; a finding in so many is tried, for the time it takes, all of them where ROLEWARD_ALL is set. */
const given = { ROLEWARD_REALWORLD: 3, ROLEWARD_CORPUS: 53 };
const own = ["examples", "test/e2e/workspace"];

/** What the fixes of a text break, as text. */
function broken({ uri, text, hint }: Sample): string[] {
  return brokenIn(settingFor(engine.read({ uri, text, ...(hint && { hint }) }), config));
}

async function tryFolder(folder: string, every: number): Promise<void> {
  const report = await tryFixes(folder, { every });
  assert.ok(report.tried.length > 0);
  assert.equal(violatingOf(report).map(violationText).join("\n"), "");
}

describe("every fix keeps the laws", () => {
  before(() => engine.ready());

  for (const rule of allRules)
    it(`in the examples of ${rule.id}`, () => {
      const samples = [...rule.docs.flagged, ...rule.docs.accepted].flatMap(samplesOfExample);
      assert.ok(samples.length > 0);
      assert.deepEqual(samples.flatMap(broken), []);
    });

  for (const name of own) it(`in ${name}`, () => tryFolder(path.join(root, name), 1));

  for (const [name, most] of Object.entries(given)) {
    const folder = process.env[name];
    const every = process.env["ROLEWARD_ALL"] ? 1 : most;
    if (folder === undefined) console.log(`      ${name} is not given: no fix of its files is tried.`);
    else
      it(`in ${name}${every > 1 ? `, at one finding of ${every}` : ""}`, async function () {
        this.timeout(3_600_000);
        await tryFolder(folder, every);
      });
  }
});
