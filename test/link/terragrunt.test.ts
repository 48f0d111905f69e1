// Terragrunt's inputs: a terragrunt.hcl calls the module that its source names, or that of its own folder. It tests no modules.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn, type Files } from "./workspace";

const grant = `variable "actions" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.actions, Resource = "arn:aws:iam::*:user/x" }] })
}
`;

function told(files: Files, uri: string, callers: Readonly<Record<string, readonly string[]>> = {}): string[] {
  return lintIn(files, uri, { callers, config: { ...defaultConfig, rules: { "user-declared": "off" } } }).map(
    ({ related, rule, text }) =>
      [`${rule} @ ${text}`, ...related.map(({ message, uri: place }) => `${message} in ${place}`)].join("; "),
  );
}

describe("a terragrunt.hcl", () => {
  before(() => engine.ready());

  const module = { "/r/modules/iam/main.tf": grant };
  const called = { "/r/modules/iam": ["/r/live"] };
  const live = (inputs: string, more = ""): Files => ({
    ...module,
    "/r/live/terragrunt.hcl": `${more}terraform {\n  source = "../modules//iam"\n}\n\ninputs = ${inputs}\n`,
  });

  it("calls the module that its source names", () => {
    assert.deepEqual(told(live('{\n  actions = ["iam:CreateUser"]\n}'), "/r/modules/iam/main.tf", called), [
      "user-create-grant @ var.actions; iam:CreateUser is written here in /r/live/terragrunt.hcl; called by terragrunt.hcl in /r/live/terragrunt.hcl",
    ]);
    assert.deepEqual(told(live('{ actions = ["iam:GetUser"] }'), "/r/modules/iam/main.tf", called), []);
  });

  it("is told at the place of its inputs", () => {
    const files = live('{ actions = ["iam:CreateUser"] }');
    const [finding] = lintIn(files, "/r/modules/iam/main.tf", { callers: called });
    const texts = finding?.related.map(({ span, uri }) => files[uri]?.slice(span.start, span.end));
    assert.deepEqual(texts, ['"iam:CreateUser"', "inputs"]);
  });

  it("has locals, and functions of its own that are not known", () => {
    const locals = 'locals {\n  verb = "Create"\n  env  = get_env("ENV", "dev")\n}\n';
    assert.match(
      told(live('{ actions = ["iam:${local.verb}User"] }', locals), "/r/modules/iam/main.tf", called)[0] ?? "",
      /^user-create-grant @ var\.actions/,
    );
    for (const unknown of [
      "dependency.names.outputs.actions",
      'get_env("ACTIONS")',
      'read_terragrunt_config(find_in_parent_folders("x.hcl")).inputs.actions',
      "include.root.locals.actions",
      "local.env",
    ])
      assert.match(
        told(live(`{ actions = ${unknown} }`, locals), "/r/modules/iam/main.tf", called)[0] ?? "",
        /^unresolved-policy @ var\.actions/,
        unknown,
      );
  });

  it("gives its inputs to its own folder where it has no source", () => {
    const files = { "/r/main.tf": grant, "/r/terragrunt.hcl": 'inputs = {\n  actions = ["iam:CreateUser"]\n}\n' };
    assert.match(
      told(files, "/r/main.tf")[0] ?? "",
      /^user-create-grant @ var\.actions; .*; called by terragrunt\.hcl/,
    );
    const values = { ...files, "/r/terraform.tfvars": 'actions = ["iam:GetUser"]\n' };
    assert.deepEqual(told(values, "/r/main.tf"), []);
  });

  it("calls nothing where its source is elsewhere or not known", () => {
    for (const source of [
      "git::https://example.com/iam.git//modules/iam",
      "${get_repo_root()}/modules/iam",
      "../other",
    ]) {
      const files = {
        ...module,
        "/r/live/terragrunt.hcl": `terraform {\n  source = "${source}"\n}\ninputs = { actions = ["iam:CreateUser"] }\n`,
      };
      assert.deepEqual(told(files, "/r/modules/iam/main.tf", called), ["unresolved-policy @ var.actions"], source);
    }
  });

  it("may have more from what it includes, and its providers from anywhere", () => {
    const files = (include: string): Files => ({
      "/r/modules/iam/main.tf":
        'variable "boundary" {\n  default = null\n}\nresource "aws_iam_user" "u" {\n  name                 = "u"\n  permissions_boundary = var.boundary\n}\n',
      "/r/live/terragrunt.hcl": `${include}terraform {\n  source = "../modules//iam"\n}\n`,
    });
    assert.deepEqual(
      told(files('include "root" {\n  path = find_in_parent_folders()\n}\n'), "/r/modules/iam/main.tf", called),
      [],
    );
    assert.deepEqual(told(files(""), "/r/modules/iam/main.tf", called), [
      "boundary-missing @ u; called by terragrunt.hcl in /r/live/terragrunt.hcl",
    ]);
  });

  it("is nothing to be judged itself, whatever is in it", () => {
    for (const text of [
      "",
      "inputs = {",
      'inputs = { a = jsonencode({ Statement = [{ Action = "*" }] }) }\n',
      "\uFEFFlocals {}\n",
    ]) {
      const document = engine.read({ uri: "/r/terragrunt.hcl", text });
      assert.equal(document.format, "terragrunt");
      assert.deepEqual(engine.lint(document, defaultConfig), []);
    }
  });
});
