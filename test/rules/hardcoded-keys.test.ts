// The rule about access keys that stand in files. The keys are put together here, so that nobody takes this file for one that leaks.
import assert from "node:assert/strict";
import { defaultConfig, type Finding } from "../../shared-rules/src/index";
import { keyHardcoded } from "../../shared-rules/src/rules/key-hardcoded";
import { checkRule, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";

const id = ["AKIA", "Q3EGRX2K5PLNVT4M"].join("");
const temporary = ["ASIA", "Q3EGRX2K5PLNVT4M"].join("");
const secret = ["k7Vd+0mPzQ2nXcJ4tR8s", "LwYb/6HgUe1FaTi3oKqN"].join("");
const exampleId = "AKIAIOSFODNN7EXAMPLE";
const exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const shown = "AKIAQ3EG…";

const both =
  "The access key AKIAQ3EG… and its secret stand in this file: whoever reads it or its history can use it. Delete the key in AWS, and use a role.";
const idAlone =
  "The access key AKIAQ3EG… stands in this file: whoever reads it or its history can use it. Delete the key in AWS, and use a role.";

function lambda(...variables: readonly string[]): string {
  return `Resources:\n  Sync:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n${variables.map((line) => `          ${line}\n`).join("")}`;
}

checkRule(keyHardcoded, {
  native: [
    {
      title: "takes the key out of the provider",
      uri: "/w/main.tf",
      text: 'provider "aws" {\n  region     = "eu-west-1"\n  access_key = "AKIAIOSFODNN7EXAMPLE"\n  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\n}\n',
      at: ["AKIAIOSF…"],
      offers: ["role-instead"],
      fixed: { "role-instead": 'provider "aws" {\n  region = "eu-west-1"\n}\n' },
    },
    {
      title: "takes the key out of the provider in JSON syntax",
      uri: "/w/main.tf.json",
      text: '{\n  "provider": {\n    "aws": [\n      {"region": "eu-west-1"},\n      {\n        "alias": "b",\n        "access_key": "AKIAIOSFODNN7EXAMPLE"\n      }\n    ]\n  }\n}\n',
      at: ["AKIAIOSF…"],
      fixed: {
        "role-instead":
          '{\n  "provider": {\n    "aws": [\n      {"region": "eu-west-1"},\n      {\n        "alias": "b"\n      }\n    ]\n  }\n}\n',
      },
    },
    {
      title: "knows of no role where no provider takes the key",
      uri: "/w/main.tf",
      text: 'locals {\n  key = "AKIAIOSFODNN7EXAMPLE"\n}\n',
      at: ["AKIAIOSF…"],
      offers: [],
    },
    {
      title: "an id and its secret in a provider are one finding",
      uri: "/w/main.tf",
      text: `provider "aws" {\n  access_key = "${id}"\n  secret_key = "${secret}"\n}\n`,
      at: [shown],
      severity: "critical",
      message: both,
    },
    {
      title: "an id alone",
      uri: "/w/main.tf",
      text: `locals {\n  key = "${id}"\n}\n`,
      at: [shown],
      severity: "critical",
      message: idAlone,
    },
    {
      title: "a secret by its name",
      uri: "/w/main.tf",
      text: `provider "aws" {\n  access_key = var.id\n  secret_key = "${secret}"\n}\n`,
      at: ["…"],
      severity: "critical",
      message:
        "A secret access key stands in this file: whoever reads it or its history can use it. Delete the key in AWS, and use a role.",
    },
    {
      title: "a temporary key",
      uri: "/w/main.tf",
      text: `locals {\n  key = "${temporary}"\n}\n`,
      at: ["ASIAQ3EG…"],
      message:
        "The temporary access key ASIAQ3EG… stands in this file: whoever reads it or its history can use it. Delete the key in AWS, and use a role.",
    },
    {
      title: "a script for a machine's start",
      uri: "/w/main.tf",
      text: `resource "aws_instance" "web" {\n  user_data = <<-EOF\n    export AWS_ACCESS_KEY_ID=${id}\n    export AWS_SECRET_ACCESS_KEY=${secret}\n  EOF\n}\n`,
      at: [shown],
      message: both,
    },
    {
      title: "a template without anything of IAM",
      uri: "/w/t.yaml",
      text: lambda(`AWS_ACCESS_KEY_ID: ${id}`, `AWS_SECRET_ACCESS_KEY: ${secret}`),
      at: [shown],
      message: both,
    },
    {
      title: "a container's environment, by name and value",
      uri: "/w/t.yaml",
      text: `Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Environment:\n            - Name: AWS_SECRET_ACCESS_KEY\n              Value: ${secret}\n`,
      at: ["…"],
    },
    {
      title: "variables' values",
      uri: "/w/terraform.tfvars",
      text: `access_key = "${id}"\nsecret_key = "${secret}"\n`,
      at: [shown],
      message: both,
    },
    {
      title: "variables' values in JSON",
      uri: "/w/terraform.tfvars.json",
      text: JSON.stringify({ access_key: id, secret_key: secret }),
      at: [shown],
      message: both,
    },
    {
      title: "a script in Terraform's JSON syntax, where line breaks are letters",
      uri: "/w/main.tf.json",
      text: JSON.stringify({
        resource: { aws_instance: { web: { user_data: `#!/bin/sh\nexport SECRET_KEY=${secret}\n${id}\n` } } },
      }),
      at: [shown],
      message: both,
    },
    {
      title: "a comment",
      uri: "/w/main.tf",
      text: `# was: ${id}\nprovider "aws" {}\n`,
      at: [shown],
    },
    {
      title: "AWS's own example is low",
      uri: "/w/main.tf",
      text: `provider "aws" {\n  access_key = "${exampleId}"\n  secret_key = "${exampleSecret}"\n}\n`,
      at: ["AKIAIOSF…"],
      severity: "low",
      message:
        "The access key AKIAIOSF… and its secret stand here as an example; a real one in its place is in every copy of this file. Use a role.",
    },
    {
      title: "the example's secret alone",
      uri: "/w/main.tf",
      text: `provider "aws" {\n  secret_key = "${exampleSecret}"\n}\n`,
      at: ["…"],
      severity: "low",
    },
    {
      title: "an id as AWS gives none is an example, too",
      uri: "/w/main.tf",
      text: 'locals {\n  a = "AKIA1234567890123456"\n  b = "AKIAXXXXXXXXXXXXXXXX"\n}\n',
      at: ["AKIA1234…", "AKIAXXXX…"],
      severity: "low",
    },
    {
      title: "a real secret beside an example of an id",
      uri: "/w/main.tf",
      text: `provider "aws" {\n  access_key = "${exampleId}"\n  secret_key = "${secret}"\n}\n`,
      at: ["AKIAIOSF…"],
      severity: "critical",
    },
    { title: "an id that is longer", uri: "/w/main.tf", text: `locals {\n  a = "${id}X"\n  b = "X${id}"\n}\n`, at: [] },
    {
      title: "a word that begins alike",
      uri: "/w/main.tf",
      text: 'locals {\n  region = "ASIAPACIFICSOUTHEAST"\n}\n',
      at: [],
    },
    {
      title: "a hash after a name such as secret_key",
      uri: "/w/main.tf",
      text: 'locals {\n  secret_key = "da39a3ee5e6b4b0d3255bfef95601890afd80709"\n}\n',
      at: [],
    },
    {
      title: "forty characters of which nothing says that they are a secret",
      uri: "/w/main.tf",
      text: `locals {\n  digest = "${secret}"\n}\n`,
      at: [],
    },
    {
      title: "a secret that is read elsewhere",
      uri: "/w/t.yaml",
      text: lambda("AWS_SECRET_ACCESS_KEY: '{{resolve:secretsmanager:sync:SecretString:secretKey}}'"),
      at: [],
    },
  ],
});

describe("key-hardcoded in all that is read", () => {
  before(() => engine.ready());

  const lint = (uri: string, text: string): Finding[] =>
    engine.lint(engine.read({ uri, text }), defaultConfig).filter(({ rule }) => rule === "key-hardcoded");

  it("stands on the whole id and tells neither it nor the secret", () => {
    const text = `provider "aws" {\n  access_key = "${id}"\n  secret_key = "${secret}"\n}\n`;
    const [finding] = findingsOf(keyHardcoded, read({ uri: "/w/main.tf", text }));
    assert.ok(finding?.isSecret);
    assert.equal(text.slice(finding.span.start, finding.span.end), id);
    const [beside] = finding.related;
    assert.equal(beside && text.slice(beside.span.start, beside.span.end), secret);
    const { fixes, span, ...told } = finding;
    assert.ok(
      !JSON.stringify(told).includes(id) && !JSON.stringify(told).includes(secret),
      `${fixes.length} ${span.end}`,
    );
  });

  it("judges documents that declare nothing of ours", () => {
    assert.equal(lint("/w/terraform.tfvars", `secret_key = "${secret}"\n`).length, 1);
    assert.equal(lint("/w/t.yaml", lambda(`KEY: ${id}`)).length, 1);
    assert.equal(lint("/w/web.tf", `resource "aws_instance" "web" {\n  user_data = "${id}"\n}\n`).length, 1);
    assert.equal(lint("/w/notes.yaml", `key: ${id}\n`).length, 0);
  });

  it("says in which resource it is, of whatever type", () => {
    const tf = `resource "aws_instance" "web" {\n  user_data = "${id}"\n}\n\nprovider "aws" {\n  access_key = "${id}"\n}\n`;
    assert.deepEqual(
      lint("/w/web.tf", tf).map(({ address }) => address),
      ["aws_instance.web", "provider.aws"],
    );
    const json = JSON.stringify({
      resource: { aws_instance: { web: { user_data: id } } },
      provider: { aws: { access_key: id } },
      variable: { key: { default: id } },
    });
    assert.deepEqual(
      lint("/w/web.tf.json", json).map(({ address }) => address),
      ["aws_instance.web", "provider.aws", "var.key"],
    );
    assert.deepEqual(
      lint("/w/t.yaml", lambda(`KEY: ${id}`)).map(({ address }) => address),
      ["Sync"],
    );
  });

  it("is ignored where its author says so", () => {
    const [finding] = lint(
      "/w/web.tf",
      `resource "aws_instance" "web" {\n  # roleward-ignore key-hardcoded: a fixture of the tests\n  user_data = "${id}"\n}\n`,
    );
    assert.equal(finding?.suppressed?.reason, "a fixture of the tests");
  });
});
