// The law of the generated files: docs/ and the settings are what scripts/docs.ts makes of the rules. `npm run docs` mends it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles, strayPages } from "../../scripts/docs";
import { withSettings } from "../../scripts/settings";
import { rules, severities } from "../../shared-rules/src/index";
import { readConfig } from "../../shared-rules/src/config";

const root = path.resolve(__dirname, "../..");

interface RuleSetting {
  readonly anyOf: readonly [
    { readonly enum: readonly string[]; readonly enumDescriptions: readonly string[] },
    {
      readonly properties: Readonly<Record<string, { readonly default?: unknown; readonly examples?: unknown[] }>>;
      readonly additionalProperties: boolean;
    },
  ];
  readonly default: string;
  readonly description: string;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<
        Record<
          string,
          { readonly properties: Readonly<Record<string, RuleSetting>>; readonly additionalProperties: boolean }
        >
      >;
    }[];
  };
}

describe("generated files", () => {
  for (const [file, text] of generatedFiles())
    it(`${file} is fresh`, () => {
      assert.ok(existsSync(path.join(root, file)), `${file} is missing: run npm run docs`);
      assert.equal(readFileSync(path.join(root, file), "utf8"), text, `${file} is stale: run npm run docs`);
    });

  it("hold a page of each rule and no other", () => {
    assert.deepEqual(strayPages(), []);
    for (const { id } of rules)
      assert.match(generatedFiles().get(`docs/rules/${id}.md`) ?? "", new RegExp(`^# ${id}\n`));
  });

  it("name every rule in the overview once, with its severity and title", () => {
    const lines = (generatedFiles().get("docs/rules.md") ?? "").split("\n");
    for (const { id, severity, title } of rules) {
      const rows = lines.filter((line) => line.startsWith(`| [${id}](rules/${id}.md) | ${severity} | ${title} |`));
      assert.equal(rows.length, 1, id);
    }
  });
});

describe("rule settings", () => {
  const made = JSON.parse(withSettings('{"name":"x","contributes":{"configuration":[{"title":"Other"}]}}')) as Manifest;
  const setting = made.contributes.configuration.find(({ title }) => title === "Rules")?.properties["roleward.rules"];

  it("offer every rule, each with every severity, off and default", () => {
    assert.deepEqual(Object.keys(setting?.properties ?? {}), rules.map(({ id }) => id).sort());
    assert.equal(setting?.additionalProperties, false);
    for (const [id, { anyOf, default: own, description }] of Object.entries(setting.properties)) {
      const [word, whole] = anyOf;
      assert.deepEqual(word.enum, ["off", ...severities, "default"], id);
      assert.equal(word.enumDescriptions.length, word.enum.length, id);
      assert.equal(whole.additionalProperties, false, id);
      assert.equal(own, "default", id);
      assert.match(description, /\.$/, id);
    }
  });

  it("offer exactly the options that a rule declares, with their defaults", () => {
    for (const { id, options } of rules) {
      const { severity, ...offered } = setting?.properties[id]?.anyOf[1].properties ?? {};
      assert.ok(severity, id);
      assert.deepEqual(
        Object.entries(offered).map(([name, option]) => [name, option.default, option.examples]),
        Object.entries(options?.table ?? {}).map(([name, option]) => [name, option.default, [option.example]]),
      );
    }
  });

  it("are all understood by the core", () => {
    for (const [id, property] of Object.entries(setting?.properties ?? {}))
      for (const value of property.anyOf[0].enum)
        for (const setting of [value, { severity: value }])
          assert.deepEqual(readConfig({ rules: { [id]: setting } }).problems, [], `${id}: ${value}`);
  });

  it("replace their sections and leave the rest of package.json alone", () => {
    assert.deepEqual(
      made.contributes.configuration.map(({ title }) => title),
      ["Roleward", "Rules", "Other"],
    );
    const once = withSettings(readFileSync(path.join(root, "package.json"), "utf8"));
    assert.equal(withSettings(once), once);
  });
});
