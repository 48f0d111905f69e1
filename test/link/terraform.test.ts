// A Terraform module read together: what locals, variables, calls and outputs of several files and folders make of a policy.
import assert from "node:assert/strict";
import {
  defaultConfig,
  emptyWorkspace,
  type Document,
  type Finding,
  type Workspace,
} from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn } from "./workspace";

/** Findings of one file of a small workspace, as "rule @ text" with the related places' messages. */
function found(
  files: Readonly<Record<string, string>>,
  uri: string,
  callers: Readonly<Record<string, string[]>> = {},
): string[] {
  return findings(files, uri, callers).map(({ rule, text, related }) =>
    [`${rule} @ ${text}`, ...related.map(({ message, uri: place }) => `${message} in ${place}`)].join("; "),
  );
}

function findings(
  files: Readonly<Record<string, string>>,
  uri: string,
  callers: Readonly<Record<string, string[]>>,
): Finding[] {
  const documents = new Map(Object.entries(files).map(([name, text]) => [name, engine.read({ uri: name, text })]));
  const inFolder = (folder: string): Document[] =>
    [...documents].filter(([name]) => name.slice(0, name.lastIndexOf("/")) === folder).map(([, document]) => document);
  const workspace: Workspace = {
    ...emptyWorkspace,
    folder: (folder) => (inFolder(folder).length > 0 ? inFolder(folder) : undefined),
    text: (name) => files[name],
    callers: (folder) => callers[folder] ?? [],
  };
  const document = documents.get(uri);
  assert.ok(document);
  const siblings = inFolder(uri.slice(0, uri.lastIndexOf("/"))).filter((other) => other !== document);
  return engine.lint(
    document,
    {
      ...defaultConfig,
      rules: { "boundary-missing": "off", "policy-never-matches": "off", "policy-structure": "off" },
    },
    siblings,
    workspace,
  );
}

const policy = (actions: string, resources = '"arn:aws:iam::*:user/x"'): string =>
  `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${actions}, Resource = ${resources} }] })\n}\n`;

describe("a Terraform module", () => {
  before(() => engine.ready());

  it("reads a local of another file, and says where it is written", () => {
    const files = {
      "/r/main.tf": policy("local.actions"),
      "/r/locals.tf": 'locals {\n  actions = ["iam:CreateUser"]\n}\n',
    };
    assert.deepEqual(found(files, "/r/main.tf"), [
      "user-create-grant @ local.actions; iam:CreateUser is written here in /r/locals.tf",
    ]);
  });

  it("takes a variable's default for its likely value, and says what has none", () => {
    const files = (variable: string) => ({ "/r/main.tf": policy("var.actions") + variable });
    assert.deepEqual(found(files('variable "actions" {\n  default = ["iam:CreateUser"]\n}\n'), "/r/main.tf"), [
      "user-create-grant @ var.actions; iam:CreateUser is written here in /r/main.tf",
    ]);
    assert.deepEqual(found(files('variable "actions" {}\n'), "/r/main.tf"), ["unresolved-policy @ var.actions"]);
  });

  it("takes what a variable file says over the default", () => {
    const files = {
      "/r/main.tf": `variable "actions" {\n  default = ["iam:GetUser"]\n}\n${policy("var.actions")}`,
      "/r/terraform.tfvars": 'actions = ["iam:GetUser"]\n',
      "/r/x.auto.tfvars": '# people\nactions = ["iam:CreateUser"]\n',
    };
    assert.deepEqual(found(files, "/r/main.tf"), [
      "user-create-grant @ var.actions; iam:CreateUser is written here in /r/x.auto.tfvars",
    ]);
  });

  it("takes JSON variable files, in Terraform's order", () => {
    const files = {
      "/r/main.tf": `variable "actions" {}\n${policy("var.actions")}`,
      "/r/terraform.tfvars": 'actions = ["iam:GetUser"]\n',
      "/r/terraform.tfvars.json": '{"actions": ["iam:CreateUser", "${x}"]}',
    };
    const created = "user-create-grant @ var.actions; iam:CreateUser is written here in /r/terraform.tfvars.json";
    assert.deepEqual(found(files, "/r/main.tf"), [created]);
    assert.deepEqual(found({ ...files, "/r/a.auto.tfvars.json": '{"actions": ["iam:GetUser"]}' }, "/r/main.tf"), []);
    // Unfinished, it says less.
    assert.deepEqual(found({ ...files, "/r/a.auto.tfvars.json": '{"other": ' }, "/r/main.tf"), [created]);
  });

  it("binds a call's arguments in the module it calls, and names the call", () => {
    const files = {
      "/r/main.tf": 'module "people" {\n  source  = "./modules/grant"\n  actions = ["iam:CreateUser"]\n}\n',
      "/r/modules/grant/main.tf": `variable "actions" {}\n${policy("var.actions")}`,
    };
    assert.deepEqual(found(files, "/r/modules/grant/main.tf", { "/r/modules/grant": ["/r"] }), [
      "user-create-grant @ var.actions; iam:CreateUser is written here in /r/main.tf; called by module.people in /r/main.tf",
    ]);
    assert.deepEqual(found(files, "/r/modules/grant/main.tf"), ["unresolved-policy @ var.actions"]);
  });

  it("tells one finding of two calls, and none of a call that is fine", () => {
    const call = (name: string, action: string): string =>
      `module "${name}" {\n  source  = "./grant"\n  actions = ["${action}"]\n}\n`;
    const files = {
      "/r/main.tf": call("a", "iam:CreateUser") + call("b", "iam:GetUser") + call("c", "iam:CreateUser"),
      "/r/grant/main.tf": `variable "actions" {}\n${policy("var.actions")}`,
    };
    const [only, ...rest] = findings(files, "/r/grant/main.tf", { "/r/grant": ["/r"] });
    assert.deepEqual(rest, []);
    assert.deepEqual(
      only?.related.map(({ message }) => message).filter((message) => message.startsWith("called")),
      ["called by module.a", "called by module.c"],
    );
  });

  it("gets what a called module gives back", () => {
    const files = {
      "/r/main.tf": `module "names" {\n  source = "./names"\n  verb   = "Create"\n}\n${policy("module.names.actions")}`,
      "/r/names/main.tf": 'variable "verb" {}\noutput "actions" {\n  value = ["iam:${var.verb}User"]\n}\n',
    };
    assert.deepEqual(found(files, "/r/main.tf"), [
      "user-create-grant @ module.names.actions; iam:CreateUser is written here in /r/names/main.tf",
    ]);
  });

  it("reads the file that file() names", () => {
    const files = {
      "/r/main.tf": `locals {\n  actions = jsondecode(file("\${path.module}/actions.json"))\n}\n${policy("local.actions")}`,
      "/r/actions.json": '["iam:CreateUser"]',
    };
    assert.match(found(files, "/r/main.tf")[0] ?? "", /^user-create-grant @ local\.actions;/);
  });

  it("judges what a dynamic block makes once, however often it makes it", () => {
    const text =
      'data "aws_iam_policy_document" "d" {\n  dynamic "statement" {\n    for_each = ["a", "b"]\n    content {\n      actions   = ["iam:CreateUser"]\n      resources = ["*"]\n    }\n  }\n}\n';
    assert.deepEqual(found({ "/r/main.tf": text }, "/r/main.tf"), [
      "user-create-grant @ iam:CreateUser",
      "wildcard-resource @ *",
    ]);
  });

  it("counts the default tags and the uses that stand in other files", () => {
    const files = {
      "/r/provider.tf":
        'provider "aws" {\n  default_tags {\n    tags = local.tags\n  }\n}\nlocals {\n  tags = { Owner = "a", Purpose = "b", ExpiresOn = "c" }\n}\n',
      "/r/users.tf": 'resource "aws_iam_user" "x" {\n  name = "break-glass-x"\n}\n',
      "/r/trust.tf":
        'data "aws_iam_policy_document" "trust" {\n  statement {\n    actions = ["sts:AssumeRole"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n  }\n}\n',
      "/r/role.tf":
        'resource "aws_iam_role" "x" {\n  name               = "x"\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n',
    };
    assert.deepEqual(found(files, "/r/users.tf"), []);
    assert.deepEqual(found(files, "/r/trust.tf"), ["trust-any-principal @ *; used by aws_iam_role.x in /r/role.tf"]);
  });

  it("ends where modules call each other, and where locals hang on themselves", () => {
    const files = {
      "/r/a/main.tf": `module "b" {\n  source = "../b"\n  x      = module.b.y\n}\n${policy("module.b.y")}`,
      "/r/b/main.tf": 'variable "x" {}\nmodule "a" {\n  source = "../a"\n}\noutput "y" {\n  value = var.x\n}\n',
    };
    assert.deepEqual(found(files, "/r/a/main.tf", { "/r/a": ["/r/b"], "/r/b": ["/r/a"] }).slice(0, 1).length, 1);
    const circle = { "/r/main.tf": `locals {\n  a = local.b\n  b = local.a\n}\n${policy("local.a")}` };
    assert.deepEqual(found(circle, "/r/main.tf"), ["unresolved-policy @ local.a"]);
  });

  it("writes a fix only where the value stands", () => {
    const files = {
      "/r/main.tf": policy("local.actions") + 'locals {\n  actions = ["iam:CreateUser", "iam:GetUser"]\n}\n',
    };
    const [finding] = findings(files, "/r/main.tf", {});
    const document = engine.read({ uri: "/r/main.tf", text: files["/r/main.tf"] });
    const removal = finding?.fixes.find(({ id }) => id === "remove-action");
    assert.ok(removal);
    assert.ok("declined" in engine.render(document, removal));
  });

  it("knows what a template_file renders, and what it does not", () => {
    const of = (vars: string): string[] =>
      lintIn(
        {
          "/r/main.tf": `variable "who" {}\ndata "template_file" "p" {\n  template = <<EOT\n{"Statement": [{"Effect": "Allow", "Action": "$\${verb}", "Resource": "arn:aws:iam::*:user/x"}]}\nEOT\n  vars = {\n    verb = ${vars}\n  }\n}\nresource "aws_iam_policy" "p" {\n  policy = data.template_file.p.rendered\n}\n`,
        },
        "/r/main.tf",
      ).map(({ rule, text }) => `${rule} @ ${text}`);
    assert.deepEqual(of('"iam:CreateUser"'), ["user-create-grant @ data.template_file.p.rendered"]);
    assert.deepEqual(of("var.who"), ["unresolved-policy @ data.template_file.p.rendered"]);
    assert.deepEqual(of("data.template_file.p.rendered"), ["unresolved-policy @ data.template_file.p.rendered"]);
  });
});
