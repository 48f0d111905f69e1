// Normalised fields of declarations, written back byte for byte where each format reads them from. It tests no rules.
import assert from "node:assert/strict";
import type { Edit } from "../../shared-rules/src/edit";
import type { Data } from "../../shared-rules/src/model/data";
import type { Document } from "../../shared-rules/src/model/document";
import type { Fields } from "../../shared-rules/src/model/policy";
import { engine } from "../support/engine";
import { after, declaration, declined } from "./writing";

type Values = Readonly<Partial<Record<keyof Fields, Data>>>;

function edits(document: Document, address: string, values: Values): Edit[] {
  const fields = Object.keys(values) as (keyof Fields)[];
  return fields.map((field) => ({
    kind: "set-field",
    declaration: declaration(document, address),
    field,
    value: values[field] ?? null,
  }));
}

function set(file: string, text: string, address: string, values: Values): string {
  const document = engine.read({ uri: `/w/${file}`, text });
  return after(document, ...edits(document, address, values));
}

function refused(file: string, text: string, address: string, values: Values): string {
  const document = engine.read({ uri: `/w/${file}`, text });
  return declined(document, ...edits(document, address, values));
}

const tokens = { httpTokens: "required" };
const web = "aws_instance.web";

describe("fields written into Terraform", () => {
  before(() => engine.ready());

  it("in a nested block that is there", () => {
    const text = `resource "aws_instance" "web" {\n  ami = "ami-1"\n\n  metadata_options {\n    http_tokens = "optional" # old agent\n  }\n}\n`;
    assert.equal(set("main.tf", text, web, tokens), text.replace('"optional"', '"required"'));
    const other = `resource "aws_instance" "web" {\n  metadata_options {\n    http_endpoint = "enabled"\n  }\n}\n`;
    assert.equal(
      set("main.tf", other, web, tokens),
      `resource "aws_instance" "web" {\n  metadata_options {\n    http_endpoint = "enabled"\n    http_tokens   = "required"\n  }\n}\n`,
    );
  });

  it("in a nested block that is not there yet, several of it at once", () => {
    assert.equal(
      set("main.tf", `resource "aws_instance" "web" {\n  ami = "ami-1"\n}\n`, web, {
        ...tokens,
        httpEndpoint: "enabled",
      }),
      `resource "aws_instance" "web" {\n  ami = "ami-1"\n\n  metadata_options {\n    http_tokens   = "required"\n    http_endpoint = "enabled"\n  }\n}\n`,
    );
  });

  it("of several places in the one that is written", () => {
    const text = `resource "aws_launch_template" "web" {\n  iam_instance_profile {\n    arn = "a"\n  }\n}\n`;
    assert.equal(set("main.tf", text, "aws_launch_template.web", { instanceProfile: "b" }), text.replace('"a"', '"b"'));
  });

  it("several attributes aligned with each other, before the tags", () => {
    assert.equal(
      set(
        "main.tf",
        `resource "aws_iam_account_password_policy" "p" {\n  max_password_age = 0\n  tags             = {}\n}\n`,
        "aws_iam_account_password_policy.p",
        { maxAge: 90, minimumLength: 14, requireSymbols: true },
      ),
      `resource "aws_iam_account_password_policy" "p" {\n  max_password_age        = 90\n  minimum_password_length = 14\n  require_symbols         = true\n  tags                    = {}\n}\n`,
    );
  });

  it("not where a dynamic block makes it, nor what the type does not have", () => {
    const dynamic = `resource "aws_instance" "web" {\n  dynamic "metadata_options" {\n    for_each = var.m\n    content {}\n  }\n}\n`;
    assert.match(refused("main.tf", dynamic, web, tokens), /dynamic block/);
    assert.match(refused("main.tf", `resource "aws_iam_user" "a" {\n}\n`, "aws_iam_user.a", tokens), /no attribute/);
  });

  it("in JSON, as lists of one object", () => {
    const text = `{\n  "resource": {\n    "aws_instance": {\n      "web": {\n        "ami": "ami-1"\n      }\n    }\n  }\n}\n`;
    assert.equal(
      set("main.tf.json", text, web, { ...tokens, httpEndpoint: "enabled" }),
      text.replace(
        '"ami": "ami-1"',
        `"ami": "ami-1",\n        "metadata_options": [\n          {\n            "http_tokens": "required",\n            "http_endpoint": "enabled"\n          }\n        ]`,
      ),
    );
    const there = text.replace('"ami-1"', '"ami-1",\n        "metadata_options": {"http_tokens": "optional"}');
    assert.equal(set("main.tf.json", there, web, tokens), there.replace("optional", "required"));
  });
});

describe("fields written into CloudFormation", () => {
  const template = (properties: string): string =>
    `Resources:\n  Web:\n    Type: AWS::EC2::LaunchTemplate\n${properties}`;

  it("in nested properties, with those of them that are not there yet", () => {
    const data = "    Properties:\n      LaunchTemplateData:\n        ImageId: ami-1\n";
    assert.equal(
      set("t.yaml", template(data), "Web", tokens),
      template(`${data}        MetadataOptions:\n          HttpTokens: required\n`),
    );
    assert.equal(
      set("t.yaml", template(""), "Web", { ...tokens, httpEndpoint: "enabled" }),
      template(
        "    Properties:\n      LaunchTemplateData:\n        MetadataOptions:\n          HttpTokens: required\n          HttpEndpoint: enabled\n",
      ),
    );
    const there = template(`${data}        MetadataOptions: { HttpTokens: optional }\n`);
    assert.equal(set("t.yaml", there, "Web", tokens), there.replace("optional", "required"));
  });

  it("in JSON", () => {
    const text = `{\n  "Resources": {\n    "Web": {\n      "Type": "AWS::AutoScaling::LaunchConfiguration",\n      "Properties": {\n        "ImageId": "ami-1"\n      }\n    }\n  }\n}\n`;
    assert.equal(
      set("t.json", text, "Web", tokens),
      text.replace('"ami-1"', `"ami-1",\n        "MetadataOptions": {\n          "HttpTokens": "required"\n        }`),
    );
  });

  it("in a user's password", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref P\n";
    assert.equal(
      set("t.yaml", text, "A.LoginProfile", { passwordReset: true }),
      `${text}        PasswordResetRequired: true\n`,
    );
  });

  it("not through an expression", () => {
    const text = template("    Properties:\n      LaunchTemplateData:\n        Fn::If: [A, {}, {}]\n");
    assert.match(refused("t.yaml", text, "Web", tokens), /LaunchTemplateData is an expression/);
    const user = "Resources:\n  A:\n    Type: AWS::IAM::Group\n";
    assert.match(refused("t.yaml", user, "A", { tags: { a: "b" } }), /takes no tags/);
  });
});
