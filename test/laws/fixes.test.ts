// Every fix of every finding, applied and held against the laws: of the documented examples in all formats, of the files of the tests, and of
// real projects where their folders are there. It names no fix.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { tryFixes, violatingOf, violationText } from "../../bench/fixes";
import { defaultConfig } from "../../shared-rules/src/index";
import { emptyWorkspace } from "../../shared-rules/src/link/workspace";
import { allRules } from "../support/check-rule";
import { engine } from "../support/engine";
import { attempt, type Violation } from "../support/fix-laws";
import { findingsIn } from "../support/fix-setting";
import { samplesOfExample, type Sample } from "../support/formats";

const config = { ...defaultConfig, now: Date.parse("2026-11-21T12:00:00Z") };
const root = path.join(__dirname, "../..");

/** A finding in so many is tried, for the time it takes; `npm run bench -- --fixes --folder DIR` tries all. */
const folders = [
  { folder: path.join(root, "examples"), every: 1 },
  { folder: path.join(root, "test/e2e/workspace"), every: 1 },
  { folder: process.env["ROLEWARD_REALWORLD"], every: 3 },
  { folder: process.env["ROLEWARD_CORPUS"], every: 53 },
];

/** What the fixes of a text break, as text. */
function broken({ uri, text, hint }: Sample): string[] {
  const document = engine.read({ uri, text, ...(hint && { hint }) });
  const setting = { engine, config, document, siblings: [], workspace: emptyWorkspace, ...(hint && { hint }) };
  return findingsIn(setting).flatMap((finding) =>
    finding.fixes.flatMap((fix) => {
      const result = attempt(setting, finding, fix);
      if (result.kind === "declined") {
        assert.match(result.why, /^[A-Z“"].*\.$/s);
        return [];
      }
      const said = ({ law, says }: Violation): string => `${finding.rule}, ${fix.id} "${fix.title}": ${law}: ${says}`;
      return result.violations.map((one) => `${said(one)}\n${result.diff}`);
    }),
  );
}

describe("every fix keeps the laws", () => {
  before(() => engine.ready());

  for (const rule of allRules)
    it(`in the examples of ${rule.id}`, () => {
      const samples = [...rule.docs.flagged, ...rule.docs.accepted].flatMap(samplesOfExample);
      assert.ok(samples.length > 0);
      assert.deepEqual(samples.flatMap(broken), []);
    });

  for (const { folder, every } of folders)
    if (folder === undefined || !existsSync(folder)) continue;
    else
      it(`in ${path.basename(folder)}${every > 1 ? `, at one finding of ${every}` : ""}`, async function () {
        this.timeout(300_000);
        const report = await tryFixes(folder, { every });
        assert.ok(report.tried.length > 0);
        assert.equal(violatingOf(report).map(violationText).join("\n"), "");
      });
});
