// Fixes of exceptions and keys: documented, or taken out, with the exact text after them in each format.
import assert from "node:assert/strict";
import { defaultConfig, emptyWorkspace, isDeclined, readSettingsFile } from "../../shared-rules/src/index";
import { keyDeclared } from "../../shared-rules/src/rules/key-declared";
import { keyRoot } from "../../shared-rules/src/rules/key-root";
import { keySeveral } from "../../shared-rules/src/rules/key-several";
import { suppressionExpired } from "../../shared-rules/src/rules/suppression-expired";
import { suppressionUnused } from "../../shared-rules/src/rules/suppression-unused";
import { userDeclared } from "../../shared-rules/src/rules/user-declared";
import { applyEdits } from "../support/edits";
import { checkRule, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";
import { fixed, json, resource, resources, template } from "../support/native";

const now = { config: { now: Date.parse("2026-11-22T08:00:00Z") } };
const reason = "REASON (OWNER, TICKET)";
const until = "2027-11-22";
const user = 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n';
const ignore = { rule: "user-declared", reason, until };

checkRule(userDeclared, {
  native: [
    fixed(
      "Document aws_iam_user.ci as an exception, with reason, owner and end date",
      "ci",
      "main.tf",
      `locals {}\n\n# For the pipeline.\n${user}`,
      `locals {}\n\n# For the pipeline.\n# roleward-ignore user-declared until 2027-11-22: REASON (OWNER, TICKET)\n${user}`,
      now,
    ),
    fixed(
      "document-exception",
      "ci",
      "undated.tf",
      user,
      `# roleward-ignore user-declared: REASON (OWNER, TICKET)\n${user}`,
    ),
    fixed(
      "document-exception",
      "Ci",
      "t.yaml",
      "Resources:\r\n  Ci:\r\n    Type: AWS::IAM::User\r\n",
      "Resources:\r\n  # roleward-ignore user-declared until 2027-11-22: REASON (OWNER, TICKET)\r\n  Ci:\r\n    Type: AWS::IAM::User\r\n",
      now,
    ),
    fixed(
      "document-exception",
      "Ci",
      "t.json",
      template("Ci", "AWS::IAM::User", { UserName: "ci" }),
      json({
        Resources: {
          Ci: {
            Type: "AWS::IAM::User",
            Metadata: { Roleward: { ignore: [ignore] } },
            Properties: { UserName: "ci" },
          },
        },
      }),
      now,
    ),
    fixed(
      "document-exception",
      "Ci",
      "more.json",
      json({
        Resources: {
          Ci: { Type: "AWS::IAM::User", Metadata: { Roleward: { ignore: [{ rule: "user-untagged", reason: "R" }] } } },
        },
      }),
      json({
        Resources: {
          Ci: {
            Type: "AWS::IAM::User",
            Metadata: { Roleward: { ignore: [{ rule: "user-untagged", reason: "R" }, ignore] } },
          },
        },
      }),
      now,
    ),
  ],
});

checkRule(keyDeclared, {
  native: [
    fixed(
      "document-exception",
      "k",
      "main.tf",
      'resource "aws_iam_access_key" "k" {\n  user = "ci"\n}\n',
      '# roleward-ignore key-declared until 2027-11-22: REASON (OWNER, TICKET)\nresource "aws_iam_access_key" "k" {\n  user = "ci"\n}\n',
      now,
    ),
  ],
});

describe("an exception", () => {
  before(() => engine.ready());

  function render(uri: string, text: string) {
    const document = read({ uri: `/w/${uri}`, text });
    const fix = findingsOf(userDeclared, document, now.config)[0]?.fixes.find(({ id }) => id === "document-exception");
    assert.ok(fix);
    return engine.render(document, fix);
  }

  it("is filled in where a person has to: the day, the reason, the owner and the ticket", () => {
    const files = render("main.tf", user);
    assert.ok(!isDeclined(files));
    const [file] = files;
    assert.ok(file && "edits" in file);
    const [edit] = file.edits;
    const stops = edit?.stops?.map(({ start, end }) => edit.text.slice(start, end));
    assert.deepEqual(stops, [until, "REASON", "OWNER", "TICKET"]);
  });

  it("hides what it is about, until its day has passed", () => {
    const files = render("main.tf", user);
    assert.ok(!isDeclined(files));
    const [file] = files;
    assert.ok(file && "edits" in file);
    const document = read({ uri: "/w/main.tf", text: applyEdits(user, file.edits) });
    const suppressed = (day: string) =>
      engine
        .lint(document, { ...defaultConfig, now: Date.parse(day) })
        .filter(({ rule }) => rule === "user-declared")
        .map((finding) => finding.suppressed?.reason);
    assert.deepEqual(suppressed("2027-11-22"), [reason]);
    assert.deepEqual(suppressed("2027-11-24"), [undefined]);
  });

  describe("goes into the settings where the file has no place for it", () => {
    const uri = "/w/.roleward.json";
    const address = "aws_iam_user.ci";
    const entry = { file: "./iam/main.tf.json", rule: "user-declared", address, reason, until };

    function settled(text: string | undefined) {
      const document = read({ uri: "/w/iam/main.tf.json", text: resource("aws_iam_user", "ci", { name: "ci" }) });
      const [finding] = findingsOf(userDeclared, document, now.config);
      const fix = finding?.fixes.find(({ id }) => id === "document-exception");
      assert.ok(fix);
      const settings = () => ({ uri, text, file: entry.file });
      return engine.render(document, fix, [], { ...emptyWorkspace, settings });
    }

    it("new ones, with what is to be filled in", () => {
      const files = settled(undefined);
      assert.ok(!isDeclined(files));
      const [file, ...others] = files;
      assert.ok(file && "create" in file);
      assert.deepEqual(others, []);
      assert.equal(file.uri, uri);
      assert.equal(file.create, json({ ignore: [entry] }));
      const stops = file.stops?.map(({ start, end }) => file.create.slice(start, end));
      assert.deepEqual(stops, ["REASON", "OWNER", "TICKET", until]);
      assert.deepEqual(readSettingsFile(file.create).problems, []);
    });

    const lines = JSON.stringify(entry, undefined, 2);
    for (const [title, before, after] of [
      ["that say nothing yet", "{}\n", `{\n  "ignore": [\n${lines.replace(/^/gm, "    ")}\n  ]\n}\n`],
      [
        "that say other things, with comments",
        '{\n  // Ours.\n  "preset": "strict" // all of it\n}\n',
        `{\n  // Ours.\n  "preset": "strict", // all of it\n  "ignore": [\n${lines.replace(/^/gm, "    ")}\n  ]\n}\n`,
      ],
      [
        "that have exceptions, one a line",
        '{\n  "ignore": [\n    { "file": "a.json", "rule": "key-root", "reason": "R" }\n  ]\n}\n',
        `{\n  "ignore": [\n    { "file": "a.json", "rule": "key-root", "reason": "R" },\n${lines.replace(/^/gm, "    ")}\n  ]\n}\n`,
      ],
      [
        "that have a comma behind the last",
        '{\n  "ignore": [\n    {\n      "file": "a.json",\n      "rule": "key-root",\n      "reason": "R",\n    },\n  ],\n}\n',
        `{\n  "ignore": [\n    {\n      "file": "a.json",\n      "rule": "key-root",\n      "reason": "R",\n    },\n${lines.replace(/^/gm, "    ")},\n  ],\n}\n`,
      ],
    ] as const)
      it(`those ${title}`, () => {
        const files = settled(before);
        assert.ok(!isDeclined(files), JSON.stringify(files));
        const [file] = files;
        assert.ok(file && "edits" in file);
        const text = applyEdits(before, file.edits);
        assert.equal(text, after);
        assert.deepEqual(readSettingsFile(text).problems, []);
      });

    it("unless they cannot be read", () => {
      const why = { declined: "The settings in .roleward.json cannot be read; mend them first." };
      assert.deepEqual(settled('{ "ignore": ['), why);
      assert.deepEqual(settled('{ "ignore": {} }'), why);
      assert.deepEqual(settled("[]"), why);
    });
  });

  it("is said in words where no settings are in sight", () => {
    const files = render("main.tf.json", resource("aws_iam_user", "ci", { name: "ci" }));
    assert.ok(isDeclined(files));
    assert.match(
      files.declined,
      /^This file has no place for it; add \{.*"address":"aws_iam_user.ci".*\} to "ignore" in/,
    );
  });
});

const keys =
  'resource "aws_iam_access_key" "a" {\n  user = "ci"\n}\n\nresource "aws_iam_access_key" "b" {\n  user = "ci"\n}\n';
const Key = { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ci" } };

checkRule(keySeveral, {
  native: [
    fixed(
      "Remove the access key aws_iam_access_key.b",
      "b",
      "main.tf",
      keys,
      'resource "aws_iam_access_key" "a" {\n  user = "ci"\n}\n',
    ),
    fixed(
      "remove",
      "b",
      "main.tf.json",
      resources({ aws_iam_access_key: { a: { user: "ci" }, b: { user: "ci" } } }),
      resources({ aws_iam_access_key: { a: { user: "ci" } } }),
    ),
    fixed(
      "remove",
      "B",
      "t.yaml",
      "Resources:\n  A:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n\n  B:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n",
      "Resources:\n  A:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n",
    ),
    fixed("remove", "B", "t.json", json({ Resources: { A: Key, B: Key } }), json({ Resources: { A: Key } })),
  ],
});

describe("a key that something refers to", () => {
  before(() => engine.ready());
  it("is not removed", () => {
    const text = `${keys}\nresource "aws_secretsmanager_secret_version" "b" {\n  secret_string = aws_iam_access_key.b.secret\n}\n`;
    const document = read({ uri: "/w/main.tf", text });
    const [finding] = findingsOf(keySeveral, document);
    const [fix] = finding?.fixes ?? [];
    assert.ok(fix);
    const files = engine.render(document, fix);
    assert.ok(isDeclined(files));
    assert.match(files.declined, / still refers to aws_iam_access_key\.b;/);
  });

  it("is not offered to go where one block makes both", () => {
    const text = 'resource "aws_iam_access_key" "k" {\n  count = 2\n  user  = "ci"\n}\n';
    const document = read({ uri: "/w/main.tf", text });
    const found = engine.lint(document, defaultConfig).filter(({ rule }) => rule === "key-several");
    assert.deepEqual(
      found.map(({ fixes }) => fixes),
      [[]],
    );
  });
});

checkRule(keyRoot, {
  native: [
    fixed("remove", "root", "main.tf", `${user}\nresource "aws_iam_access_key" "main" {\n  user = "root"\n}\n`, user),
    fixed(
      "remove",
      "root",
      "t.yaml",
      "Resources:\n  Ci:\n    Type: AWS::IAM::User\n  Main:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: root\n",
      "Resources:\n  Ci:\n    Type: AWS::IAM::User\n",
    ),
  ],
});

const group = 'resource "aws_iam_group" "staff" {\n  name = "staff"\n}\n';
const unused = "# roleward-ignore user-untagged: by automation";

checkRule(suppressionUnused, {
  native: [
    fixed("Remove this ignore", unused, "main.tf", `# Staff.\n${unused}\n${group}`, `# Staff.\n${group}`),
    fixed("remove", unused, "line.tf", group.replace('"staff"\n', `"staff" ${unused}\n`), group),
    fixed(
      "Take no-such-rule, key-root out of this ignore",
      "# roleward-ignore no-such-rule, user-declared, key-root: by a vendor",
      "some.tf",
      `# roleward-ignore no-such-rule, user-declared, key-root: by a vendor\n${user}`,
      `# roleward-ignore user-declared: by a vendor\n${user}`,
    ),
    fixed(
      "remove",
      unused,
      "t.yaml",
      `Resources:\n  ${unused}\n  Staff:\n    Type: AWS::IAM::Group\n`,
      "Resources:\n  Staff:\n    Type: AWS::IAM::Group\n",
    ),
    fixed(
      "remove",
      "{ rule: user-untagged, reason: by automation }",
      "metadata.yaml",
      "Resources:\n  Staff:\n    Type: AWS::IAM::Group\n    Metadata:\n      Roleward:\n        ignore:\n          - { rule: user-untagged, reason: by automation }\n      Owner: us\n",
      "Resources:\n  Staff:\n    Type: AWS::IAM::Group\n    Metadata:\n      Owner: us\n",
    ),
  ],
});

const expired = { rule: "user-declared", reason: "soon", until: "2020-06-30" };

checkRule(suppressionExpired, {
  native: [
    fixed(
      "remove",
      "# roleward-ignore user-declared until 2020-06-30: soon",
      "main.tf",
      `# roleward-ignore user-declared until 2020-06-30: soon\n${user}`,
      user,
    ),
    fixed(
      "remove",
      JSON.stringify(expired),
      "t.json",
      template("Ci", "AWS::IAM::User").replace(
        '"AWS::IAM::User"',
        `"AWS::IAM::User",\n      "Metadata": { "Roleward": { "ignore": [${JSON.stringify(expired)}] } }`,
      ),
      template("Ci", "AWS::IAM::User"),
    ),
  ],
});
