// The laws of the settings: the schema that editors get, the check of what people write and the README agree, no setting is without effect,
// and nothing that anyone writes makes a settings file crash.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { schemaFile, schemaText } from "../../scripts/settings";
import {
  configOf,
  defaultConfig,
  fileSchema,
  presetNames,
  presetRules,
  readConfig,
  readGiven,
  readSettingsFile,
  rules,
  settingTable,
  severities,
} from "../../shared-rules/src/index";

const root = path.resolve(__dirname, "../..");
const ajv = new Ajv({ strict: true, allErrors: true });
addFormats(ajv);
for (const word of [
  "allowComments",
  "allowTrailingCommas",
  "enumDescriptions",
  "markdownDescription",
  "patternErrorMessage",
])
  ajv.addKeyword(word);
const accepts = ajv.compile(JSON.parse(schemaText()) as object);

/** The README's example. */
const example = /```jsonc\n([\s\S]*?)```/.exec(readFileSync(path.join(root, "README.md"), "utf8"))?.[1] ?? "";
const plain = JSON.parse(example.replace(/^\s*\/\/.*$/gm, "").replace(/,(\s*[}\]])/g, "$1")) as Readonly<
  Record<string, unknown>
>;

describe("the schema of .roleward.json", () => {
  it("takes the README's example, which shows every setting and has no fault", () => {
    assert.ok(accepts(plain), ajv.errorsText(accepts.errors));
    const read = readSettingsFile(example, Date.UTC(2026, 10, 22));
    assert.deepEqual(read.problems, []);
    const names = Object.keys(fileSchema.properties ?? {}).filter((name) => name !== "$schema");
    assert.deepEqual(Object.keys(plain).sort(), names.sort());
    assert.deepEqual({ ...read.given, ignore: read.ignore, overrides: read.overrides }, plain);
  });

  const bad: readonly (readonly [string, unknown])[] = [
    ["preset", "strickt"],
    ["rules", { "wildcard-admin": "severe" }],
    ["rules", { "no-such-rule": "low" }],
    ["rules", ["wildcard-admin"]],
    ["rules", { "wildcard-admin": ["low"] }],
    ["rules", { "wildcard-admin": { severity: "severe" } }],
    ["rules", { "wildcard-admin": { maxAgeDays: 30 } }],
    ["rules", { "key-unrotated": { maxAge: 30 } }],
    ["rules", { "key-unrotated": { maxAgeDays: "30" } }],
    ["rules", { "key-unrotated": { maxAgeDays: 0 } }],
    ["rules", { "key-unrotated": { maxAgeDays: 30.5 } }],
    ["rules", { "password-policy-weak": { minimumLength: 129 } }],
    ["rules", { "permission-set-session": { maxDuration: "4h" } }],
    ["rules", { "boundary-missing": { principals: [] } }],
    ["rules", { "boundary-missing": { principals: ["users"] } }],
    ["rules", { "trust-confused-deputy": { ignoreServices: ["scheduler"] } }],
    ["rules", { "wildcard-resource": { ignoreActions: ["*"] } }],
    ["requiredTags", "Owner"],
    ["requiredTags", [""]],
    ["requiredTags", ["Owner", "Owner"]],
    ["breakGlassPattern", "("],
    ["ownAccountIds", ["1111"]],
    ["trustedAccountIds", [111122223333]],
    ["organizationIds", ["example"]],
    ["allowedRegions", ["Frankfurt"]],
    ["honourSuppressions", "yes"],
    ["policyKinds", { "a/**": "sqs" }],
    ["exclude", "vendor"],
    ["ignore", [{ file: "a.json", rule: "wildcard-admin" }]],
    ["ignore", [{ file: "a.json", rule: "wildcard-admin", reason: "" }]],
    ["ignore", [{ file: "a.json", rule: "wildcard-admin", reason: "x", until: "2027-02-30" }]],
    ["ignore", [{ file: "a.json", rule: "wildcard-admin", reason: "x", sidd: "A" }]],
    ["overrides", [{ preset: "strict" }]],
    ["overrides", [{ files: [], preset: "strict" }]],
    ["overrides", [{ files: ["a"], exclude: ["b"] }]],
    ["unknown", true],
  ];
  for (const [name, value] of bad)
    it(`refuses ${JSON.stringify({ [name]: value })}, as the check does`, () => {
      const file = { ...plain, [name]: value };
      assert.ok(!accepts(file), "the schema takes it");
      const text = JSON.stringify(file, null, 2);
      const { problems, given, ignore } = readSettingsFile(text);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      const [{ span, message } = { span: { start: 0, end: 0 }, message: "" }] = problems;
      assert.ok(span.start >= text.indexOf(`"${name}"`) && span.end > span.start, text.slice(span.start, span.end));
      assert.match(message, /^["A-Z\d-].*[.?]$/);
      // The rest of the file counts; an exception that is not understood hides nothing.
      if (name !== "preset") assert.equal(given.preset, "recommended");
      if (name === "ignore") assert.deepEqual(ignore, []);
    });

  it("takes what the check takes, whatever that is", () => {
    const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...bad.map(([, value]) => value as never)));
    const names = fc.constantFrom(...Object.keys(fileSchema.properties ?? {}), "unknown", "__proto__");
    fc.assert(
      fc.property(fc.dictionary(names, values, { noNullPrototype: true }), (file) => {
        const text = JSON.stringify(file);
        // Parsed again, as JSON knows no negative zero.
        assert.equal(readSettingsFile(text).problems.length === 0, accepts(JSON.parse(text)), text);
      }),
      { seed: 22, numRuns: 2000 },
    );
  });

  it("is shipped, and VS Code is told for which file it is", () => {
    const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      contributes: { jsonValidation: unknown; languages: unknown };
    };
    assert.deepEqual(manifest.contributes.jsonValidation, [{ fileMatch: ".roleward.json", url: `./${schemaFile}` }]);
    assert.deepEqual(manifest.contributes.languages, [{ id: "jsonc", filenames: [".roleward.json"] }]);
    const shipped = readFileSync(path.join(root, ".vscodeignore"), "utf8").split("\n");
    assert.ok(shipped.includes(`!${path.dirname(schemaFile)}/**`));
  });
});

describe("the settings", () => {
  it("have the defaults that the core has", () => {
    const defaults = Object.fromEntries(settingTable.map(({ name, schema }) => [name, schema.default]));
    const { given, problems } = readGiven(defaults);
    assert.deepEqual(problems, []);
    assert.deepEqual(configOf([given]), defaultConfig);
    assert.deepEqual(configOf([]), defaultConfig);
  });

  it("of a rule are what its table says, by default and where they are set", () => {
    const set = rules.filter(({ options }) => options);
    assert.ok(set.length > 0);
    for (const { id, options } of set) {
      assert.equal(options?.rule, id);
      const table = Object.entries(options.table);
      const examples = Object.fromEntries(table.map(([name, { example }]) => [name, example]));
      const { config, problems } = readConfig({ rules: { [id]: examples } });
      assert.deepEqual(problems, []);
      assert.deepEqual(config.options, { [id]: examples });
      assert.equal(Object.hasOwn(options.table, "severity"), false, id);
      for (const [name, option] of table) {
        assert.notDeepEqual(option.example, option.default, name);
        assert.match(option.description, /^[A-Z][^|]*\.$/, name);
        assert.deepEqual(readConfig({ rules: { [id]: { [name]: option.default } } }).problems, []);
        for (const value of [option.default, option.example]) assert.ok(option.takes(value), name);
        for (const value of [undefined, null, {}, [{}]]) assert.equal(option.takes(value), false, name);
      }
    }
  });

  it("of a rule that are wrong are told at their token, and the rest of the rule's counts", () => {
    const text = `{ "rules": {
  "password-policy-weak": { "severity": "lo", "minimumLength": 5, "reusePrevention": 12, "maxAge": 30 },
  "boundary-missing": { "principals": ["role", "group"] },
  "wildcard-admin": { "ignoreActions": [] },
  "mfa-missing": ["high"]
} }`;
    const { problems, given } = readSettingsFile(text);
    assert.deepEqual(
      problems.map(({ span, message }) => [text.slice(span.start, span.end), message]),
      [
        ['"lo"', '"lo" is none of off, critical, high, medium, low, advice, default.'],
        ["5", "5 is not a whole number from 6 to 128."],
        ['"maxAge"', "There is no option maxAge. Did you mean maxAgeDays?"],
        ['"group"', '"group" is none of user, role.'],
        ['"ignoreActions"', "There is no option ignoreActions."],
        ['["high"]', "A list is neither a text in quotes nor an object."],
      ],
    );
    assert.deepEqual(given.rules, {
      "password-policy-weak": { reusePrevention: 12 },
      "boundary-missing": { principals: ["role"] },
      "wildcard-admin": {},
    });
  });

  it("of a rule come each from the strongest place that names it", () => {
    const { rules: severity, options } = configOf([
      { rules: { "password-policy-weak": { severity: "low", minimumLength: 8, maxAgeDays: 0 } } },
      { rules: { "password-policy-weak": { minimumLength: 10 }, "key-unrotated": "high" } },
      { rules: { "password-policy-weak": "high", "key-unrotated": { severity: "default", maxAgeDays: 30 } } },
    ]);
    assert.deepEqual(severity, { "password-policy-weak": "high" });
    assert.deepEqual(options, {
      "password-policy-weak": { minimumLength: 10, maxAgeDays: 0 },
      "key-unrotated": { maxAgeDays: 30 },
    });
  });

  it("are each asked for by what judges", () => {
    const folder = path.join(root, "shared-rules/src");
    const judging = [
      "analyze.ts",
      "suppress.ts",
      ...readdirSync(path.join(folder, "rules")).map((name) => `rules/${name}`),
    ]
      .map((name) => readFileSync(path.join(folder, name), "utf8"))
      .join("\n");
    for (const name of Object.keys(defaultConfig)) assert.match(judging, new RegExp(`\\b${name}\\b`), name);
  });

  it("never fail, whatever text stands in their file", () => {
    const whole = JSON.stringify(plain);
    const cut = fc
      .tuple(fc.nat(whole.length), fc.nat(40))
      .map(([at, length]) => whole.slice(0, at) + whole.slice(at + length));
    fc.assert(
      fc.property(fc.oneof(cut, fc.string(), fc.json()), (text) => {
        for (const { span } of readSettingsFile(text, 0).problems)
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
      }),
      { seed: 22, numRuns: 2000 },
    );
    for (const deep of ["[", '{"a":', '{"ignore":[']) {
      const { problems, given } = readSettingsFile(deep.repeat(100_000));
      assert.equal(problems.length, 1);
      assert.deepEqual(given, {});
    }
  });
});

describe("the presets", () => {
  it("change severities of rules that there are", () => {
    assert.deepEqual(presetRules("recommended"), {});
    for (const preset of presetNames)
      for (const [id, severity] of Object.entries(presetRules(preset))) {
        assert.ok(rules.some((rule) => rule.id === id));
        assert.ok(severity === "off" || severities.includes(severity));
      }
  });

  it("strict makes no rule milder, and shows no more than was shown", () => {
    for (const { id, severity } of rules) {
      const strict = presetRules("strict")[id] ?? severity;
      assert.ok(strict !== "off" && severities.indexOf(strict) <= severities.indexOf(severity), id);
      assert.ok(strict !== "advice", id);
    }
  });

  it("create-user-only keeps the rules about users and their credentials, and no other", () => {
    const kept = rules.map(({ id }) => id).filter((id) => presetRules("create-user-only")[id] !== "off");
    for (const id of [
      "user-create-grant",
      "user-credential-grant",
      "user-declared",
      "key-declared",
      "console-password",
    ])
      assert.ok(kept.includes(id), id);
    const others = kept.filter((id) => !/^(?:user|key|console|password|credential)-/.test(id));
    assert.deepEqual(others.sort(), ["suppression-expired", "suppression-unused", "unresolved-policy"]);
    // A rule whose title speaks of users or their keys and passwords belongs to a family that is kept, or has its reason here.
    const apart = ["mfa-removal-grant", "trust-user"];
    for (const { id, title } of rules)
      if (/\b(IAM users?|access keys?|passwords?)\b/i.test(title) && !apart.includes(id))
        assert.ok(kept.includes(id), `${id}: ${title}`);
  });

  it("give way to what is said of a rule, and a later preset to none", () => {
    const given = {
      preset: "create-user-only",
      rules: { "wildcard-admin": "high", "mfa-missing": "default" },
    } as const;
    const { rules: judged } = configOf([given]);
    assert.equal(judged["wildcard-admin"], "high");
    assert.equal(judged["mfa-missing"], undefined);
    assert.equal(judged["wildcard-action"], "off");
    assert.equal(configOf([given, { preset: "recommended" }]).rules["wildcard-action"], undefined);
  });
});
