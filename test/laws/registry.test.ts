// The law of the registry: a rule's id is its file, its entry in the list, its test and its page, and its documentation is
// whole. Whether the documented examples hold, examples.test.ts says.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { layerOf } from "../../scripts/borders.mjs";
import { controlNames, ruleById, rules, ruleUrl, severities, type RuleDefinition } from "../../shared-rules/src/index";
import { findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";
import { samplesOfExample } from "../support/formats";

const root = path.resolve(__dirname, "../..");
const load = createRequire(__filename);
const folder = "shared-rules/src/rules";

/** Files that hold a rule, by the table of borders: neither the list nor what rules share. */
const ruleFiles = readdirSync(path.join(root, folder))
  .map((name) => path.basename(name, ".ts"))
  .filter((name) => layerOf(`${folder}/${name}`)?.name === "rules");

/** The text of all tests of rules. */
const ruleTests = readdirSync(path.join(root, "test/rules"))
  .map((name) => readFileSync(path.join(root, "test/rules", name), "utf8"))
  .join("\n");

/** Whose documentation may be cited: AWS's own, and that of the tools whose words a rule reads. */
const citable = /^https:\/\/(docs\.aws\.amazon\.com|developer\.hashicorp\.com|docs\.github\.com)\/\S+$/;

const equivalentForm =
  /^(checkov:CKV2?_AWS_\d+|trivy:AVD-AWS-\d{4}|tfsec:aws-[a-z0-9-]+|cfn_nag:[FW]\d+|cfn-lint:[EWI]\d{4}|kics:[\w-]+|prowler:[a-z0-9_]+|guard:[A-Z0-9_]+|access-analyzer:[A-Z_]+|parliament:[A-Z_]+)$/;

/** The fix families that a rule's flagged examples are offered, in any format. */
function offered(rule: RuleDefinition): Set<string> {
  const files = rule.docs.flagged.flatMap(samplesOfExample);
  return new Set(
    files.flatMap((file) => findingsOf(rule, read(file)).flatMap(({ fixes }) => fixes.map(({ id }) => id))),
  );
}

describe("registry", () => {
  it("lists each rule file once and nothing else", () => {
    assert.deepEqual(rules.map(({ id }) => id).sort(), [...ruleFiles].sort());
  });

  for (const name of ruleFiles)
    it(`${name}.ts exports the rule ${name}, which is judged by checkRule`, () => {
      const exported = Object.entries(load(path.join(root, folder, name)) as Record<string, unknown>);
      const rule = ruleById(name);
      const variable = exported.find(([, value]) => rule !== undefined && value === rule)?.[0];
      assert.ok(variable !== undefined, `${name}.ts does not export the rule ${name}`);
      assert.match(ruleTests, new RegExp(`\\bcheckRule\\(${variable},`), `nothing in test/rules/ judges ${variable}`);
      assert.ok(ruleUrl(name).endsWith(`/docs/rules/${name}.md`));
    });

  for (const { id, title, severity, fixes, docs, equivalents = [] } of rules)
    describe(id, () => {
      it("has an id of lower-case words, a severity and a title that is no sentence", () => {
        assert.match(id, /^[a-z]+(-[a-z0-9]+)*$/);
        assert.ok(severities.includes(severity));
        assert.match(title, /^\S.*[^.\s]$/);
        assert.ok(title.length <= 80, `the title has ${title.length} characters`);
      });

      it("says why and when it is fine in full sentences", () => {
        assert.match(docs.why, /^\S.*\.$/);
        if (docs.fine !== undefined) assert.match(docs.fine, /^\S.*\.$/);
      });

      it("cites official documentation, and controls that have a name", () => {
        assert.ok(docs.references.length > 0);
        for (const reference of docs.references) assert.match(reference, citable);
        assert.equal(new Set(docs.references).size, docs.references.length);
        for (const control of docs.controls) assert.ok(controlNames[control] !== undefined, control);
        assert.equal(new Set(docs.controls).size, docs.controls.length);
      });

      it("shows what it flags and what it accepts", () => {
        assert.ok(docs.flagged.length > 0 && docs.accepted.length > 0);
        const examples = [...docs.flagged, ...docs.accepted];
        for (const example of examples) {
          assert.match(example.title, /^\S.*[^.:\s]$/);
          const { statement, statements, terraform, cloudformation, json, report } = example;
          const forms = [statement, statements, terraform ?? cloudformation, json, report];
          assert.equal(
            forms.filter((form) => form !== undefined).length,
            1,
            `"${example.title}" is a statement, statements, or text of a format`,
          );
        }
        assert.equal(new Set(examples.map(({ title: name }) => name)).size, examples.length);
      });

      it("names the same findings of tools whose ids are known to have this form", () => {
        for (const id of equivalents) assert.match(id, equivalentForm);
        assert.equal(new Set(equivalents).size, equivalents.length);
      });

      it("names its fixes once each", () => {
        assert.equal(new Set(fixes).size, fixes.length);
      });
    });
});

describe("fixes that rules name", () => {
  before(() => engine.ready());

  for (const rule of rules)
    it(`are those that the flagged examples of ${rule.id} are offered`, () => {
      assert.deepEqual([...offered(rule)].sort(), [...rule.fixes].sort());
    });
});
