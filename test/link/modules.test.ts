// Module calls: each instance with its own arguments and outputs, what resources of the caller are elsewhere, folders that nothing calls.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn, type Files } from "./workspace";

const config = {
  ...defaultConfig,
  rules: { "user-declared": "off", "boundary-missing": "off", "user-untagged": "off" },
} as const;

const policy = (actions: string, meta = ""): string =>
  `resource "aws_iam_policy" "p" {\n${meta}  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${actions}, Resource = "arn:aws:iam::*:user/x" }] })\n}\n`;

/** Findings of one file, with what calls it. */
function told(files: Files, uri: string, callers: Readonly<Record<string, string[]>> = {}): string[] {
  return lintIn(files, uri, { config, callers }).map(({ rule, text, related }) =>
    [
      `${rule} @ ${text}`,
      ...related.map(({ message }) => message).filter((message) => message.startsWith("called")),
    ].join("; "),
  );
}

const grant = { "/r/grant/main.tf": `variable "actions" {}\n${policy("var.actions")}` };
const called = { "/r/grant": ["/r"] };

describe("module calls", () => {
  before(() => engine.ready());

  it("with for_each bind each.key and each.value for each instance", () => {
    const files = {
      ...grant,
      "/r/main.tf":
        'module "m" {\n  source   = "./grant"\n  for_each = { a = ["iam:CreateUser"], b = ["iam:GetUser"], c = ["iam:CreateUser"] }\n  actions  = each.value\n}\n',
    };
    assert.deepEqual(told(files, "/r/grant/main.tf", called), [
      'user-create-grant @ var.actions; called by module.m["a"], module.m["c"]',
    ]);
  });

  it("with count bind count.index", () => {
    const files = {
      ...grant,
      "/r/main.tf":
        'module "m" {\n  source  = "./grant"\n  count   = 2\n  actions = [["iam:GetUser"], ["iam:CreateUser"]][count.index]\n}\n',
    };
    assert.deepEqual(told(files, "/r/grant/main.tf", called), [
      "user-create-grant @ var.actions; called by module.m[1]",
    ]);
  });

  it("that are never made call nothing", () => {
    const files = {
      ...grant,
      "/r/main.tf":
        'module "m" {\n  source  = "./grant"\n  count   = 0\n  actions = ["iam:CreateUser"]\n}\nmodule "n" {\n  source  = "./grant"\n  actions = ["iam:GetUser"]\n}\n',
    };
    assert.deepEqual(told(files, "/r/grant/main.tf", called), []);
    const never = { ...files, "/r/main.tf": files["/r/main.tf"].slice(0, files["/r/main.tf"].indexOf('module "n"')) };
    assert.deepEqual(told(never, "/r/grant/main.tf", called), ["unresolved-policy @ var.actions"]);
  });

  it("of an unknown number are one that stands for all", () => {
    const files = {
      ...grant,
      "/r/main.tf":
        'variable "people" {}\nmodule "m" {\n  source   = "./grant"\n  for_each = var.people\n  actions  = ["iam:CreateUser"]\n}\n',
    };
    assert.deepEqual(told(files, "/r/grant/main.tf", called), ["user-create-grant @ var.actions; called by module.m"]);
  });

  it("are judged for the first eight", () => {
    const files = {
      ...grant,
      "/r/main.tf":
        'module "m" {\n  source  = "./grant"\n  count   = 1000\n  actions = count.index < 8 ? ["iam:CreateUser"] : ["iam:GetUser"]\n}\n',
    };
    assert.deepEqual(told(files, "/r/grant/main.tf", called), [
      `user-create-grant @ var.actions; called by ${Array.from({ length: 8 }, (_, at) => `module.m[${at}]`).join(", ")}`,
    ]);
  });

  describe("give outputs back", () => {
    const names = {
      "/r/names/main.tf": 'variable "verb" {}\noutput "action" {\n  value = "iam:${var.verb}User"\n}\n',
    };
    const keyed =
      'module "m" {\n  source   = "./names"\n  for_each = { a = "Get", b = "Create" }\n  verb     = each.value\n}\n';
    const counted = 'module "m" {\n  source = "./names"\n  count  = 2\n  verb   = ["Get", "Create"][count.index]\n}\n';
    const rows: readonly (readonly [call: string, actions: string, findings: readonly string[]])[] = [
      [keyed, 'module.m["b"].action', ["user-create-grant"]],
      [keyed, 'module.m["a"].action', []],
      [keyed, "values(module.m)[*].action", ["user-create-grant"]],
      [keyed, '[for key, one in module.m : one.action if key == "b"]', ["user-create-grant"]],
      [keyed, '[for key, one in module.m : one.action if key == "a"]', []],
      [keyed, "module.m[var.which].action", ["unresolved-policy", "user-create-grant"]],
      [counted, "module.m[1].action", ["user-create-grant"]],
      [counted, "module.m[0].action", []],
      [counted, "module.m[*].action", ["user-create-grant"]],
      [counted, "module.m.*.action", ["user-create-grant"]],
      [counted, "module.m.action", ["unresolved-policy"]],
      [counted, "module.m[5].action", ["unresolved-policy"]],
    ];
    for (const [call, actions, findings] of rows)
      it(`by ${actions} of ${call === keyed ? "for_each" : "count"}`, () => {
        const files = { ...names, "/r/main.tf": `variable "which" {}\n${call}${policy(actions)}` };
        assert.deepEqual(
          lintIn(files, "/r/main.tf", { config }).map(({ rule }) => rule),
          findings,
        );
      });

    it("by each.key of the instance that asks", () => {
      const files = {
        ...names,
        "/r/main.tf": `${keyed}${policy("module.m[each.key].action", '  for_each = toset(["a", "b"])\n')}`,
      };
      assert.deepEqual(
        lintIn(files, "/r/main.tf", { config }).map(({ address, rule }) => `${rule} ${address}`),
        ['user-create-grant aws_iam_policy.p["b"]'],
      );
    });
  });

  it("of a remote module give nothing, and say why", () => {
    const files = {
      "/r/main.tf": `module "x" {\n  source = "acme/actions/aws"\n}\n${policy("module.x.actions")}`,
    };
    assert.deepEqual(
      lintIn(files, "/r/main.tf", { config }).map(({ message, rule }) => `${rule}: ${message}`),
      [
        "unresolved-policy: Not analysable: module.x.actions is not known here (the module x is not read: its source is remote), so what it grants was not checked.",
      ],
    );
  });

  it("leave a policy that is passed to a remote module judged where it stands", () => {
    const files = {
      "/r/main.tf":
        'data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["iam:CreateUser"]\n    resources = ["arn:aws:iam::*:user/x"]\n  }\n}\nmodule "x" {\n  source = "git::https://example.com/x.git"\n  policy = data.aws_iam_policy_document.d.json\n}\n',
    };
    assert.deepEqual(told(files, "/r/main.tf"), ["user-create-grant @ iam:CreateUser"]);
  });

  it("do not mistake a resource of the caller for their own", () => {
    const files = {
      "/r/main.tf":
        'resource "aws_iam_user" "u" {\n  name = "outer"\n}\nmodule "m" {\n  source = "./m"\n  users  = [aws_iam_user.u.name]\n}\n',
      "/r/m/main.tf":
        'variable "users" {}\nresource "aws_iam_user" "u" {\n  name = "inner"\n}\nresource "aws_iam_policy_attachment" "a" {\n  users      = var.users\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
    };
    const [finding] = lintIn(files, "/r/m/main.tf", { config, callers: { "/r/m": ["/r"] } });
    assert.match(finding?.message ?? "", /attached straight to the user aws_iam_user\.u\.name/);
    assert.equal(finding?.related.at(-1)?.message, "called by module.m");
  });

  it("are read anew when another file uses a document differently", () => {
    const document =
      'data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["iam:DeleteUser"]\n    resources = ["arn:aws:iam::*:user/x"]\n  }\n}\n';
    const use = (kind: string): string =>
      `resource "aws_iam_${kind}_policy" "p" {\n  ${kind}  = "x"\n  policy = data.aws_iam_policy_document.d.json\n}\n`;
    const judged = engine.read({ uri: "/r/d.tf", text: document });
    const lint = (text: string): string[] =>
      engine.lint(judged, config, [engine.read({ uri: "/r/use.tf", text })]).map(({ rule }) => rule);
    assert.deepEqual(lint(use("group")), ["mfa-missing"]);
    assert.deepEqual(lint(use("role")), []);
    assert.deepEqual(lint(use("group")), ["mfa-missing"]);
  });
});

describe("a module that nothing calls", () => {
  const everything = (files: Files, uri = "/r/modules/x/main.tf"): string[] =>
    lintIn(files, uri).map(({ rule, text }) => `${rule} @ ${text}`);
  const user = (attributes: string): string =>
    `resource "aws_iam_user" "u" {\n  name = "break-glass-1"\n${attributes}}\n`;
  const tags = '  tags = { Owner = "a", Purpose = "b", ExpiresOn = "c" }\n';
  const root = 'provider "aws" {\n  region = "eu-central-1"\n}\n';

  it("raises nothing but the hint where something hangs on a required input", () => {
    const inputs = 'variable "x" {}\n';
    const rows: readonly (readonly [text: string, findings: readonly string[]])[] = [
      [user(`  permissions_boundary = var.x\n${tags}`), []],
      [user(`  permissions_boundary = "arn:aws:iam::123456789012:policy/b"\n  tags = var.x\n`), []],
      [
        user(`  permissions_boundary = "arn:aws:iam::123456789012:policy/b"\n  tags = merge({ Team = "t" }, var.x)\n`),
        [],
      ],
      [policy("var.x"), ["unresolved-policy @ var.x"]],
      ['resource "aws_iam_policy" "p" {\n  policy = var.x\n}\n', ["unresolved-policy @ var.x"]],
      [
        'resource "aws_iam_user_policy_attachment" "a" {\n  for_each   = toset(var.x)\n  role       = "r"\n  policy_arn = each.value\n}\n',
        [],
      ],
    ];
    for (const [text, findings] of rows)
      assert.deepEqual(everything({ "/r/modules/x/main.tf": inputs + text }), findings, text);
  });

  it("is not told that something is absent because a default is", () => {
    for (const [type, value, attribute] of [
      ["string", "null", `  permissions_boundary = var.x\n${tags}`],
      ["string", '""', `  permissions_boundary = var.x\n${tags}`],
      ["map(string)", "{}", '  permissions_boundary = "arn:aws:iam::123456789012:policy/b"\n  tags = var.x\n'],
      [
        "map(string)",
        '{ Team = "t" }',
        '  permissions_boundary = "arn:aws:iam::123456789012:policy/b"\n  tags = var.x\n',
      ],
    ] as const) {
      const text = `variable "x" {\n  type    = ${type}\n  default = ${value}\n}\n${user(attribute)}`;
      for (const uri of ["/r/modules/x/main.tf", "/r/main.tf"])
        assert.deepEqual(everything({ [uri]: text }, uri), [], text);
    }
  });

  it("is told in a root module, whose defaults are its values", () => {
    const text = `variable "x" {\n  default = null\n}\n${user(`  permissions_boundary = var.x\n${tags}`)}`;
    const expected = ["boundary-missing @ u"];
    assert.deepEqual(everything({ "/r/main.tf": root + text }, "/r/main.tf"), expected);
    assert.deepEqual(
      everything({ "/r/main.tf": `terraform {\n  backend "s3" {}\n}\n${text}` }, "/r/main.tf"),
      expected,
    );
    assert.deepEqual(everything({ "/r/main.tf": text, "/r/terraform.tfvars": "y = 1\n" }, "/r/main.tf"), expected);
    assert.deepEqual(everything({ "/r/modules/x/main.tf": root + text }), []);
    const isCalled = { "/r/m/main.tf": text, "/r/main.tf": 'module "m" {\n  source = "./m"\n}\n' };
    assert.deepEqual(
      lintIn(isCalled, "/r/m/main.tf", { callers: { "/r/m": ["/r"] } }).map(({ rule }) => rule),
      ["boundary-missing"],
    );
  });

  it("is judged for what its defaults grant, and for what is made only on demand", () => {
    const inputs =
      'variable "actions" {\n  default = ["iam:CreateUser"]\n}\nvariable "create" {\n  default = false\n}\nvariable "people" {\n  default = {}\n}\n';
    for (const meta of ["", "  count = var.create ? 1 : 0\n", "  for_each = var.people\n"])
      assert.deepEqual(
        everything({ "/r/modules/x/main.tf": inputs + policy("var.actions", meta) }),
        ["user-create-grant @ var.actions"],
        meta,
      );
    assert.deepEqual(
      everything(
        { "/r/main.tf": root + inputs + policy("var.actions", "  count = var.create ? 1 : 0\n") },
        "/r/main.tf",
      ),
      [],
    );
  });
});
