// Instances that count and for_each make: each judged under its own address, what they have in common told once. It tests no expressions.
import assert from "node:assert/strict";
import { defaultConfig, type Finding } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn, rendered } from "./workspace";

const quiet = { "user-declared": "off", "boundary-missing": "off", "user-untagged": "off" } as const;

/** Findings of one text, as lines of rule, text under the squiggle, address and message. */
function told(text: string, rules: Readonly<Record<string, "off">> = quiet): string[] {
  return found(text, rules).map(({ address, message, rule, text: at }) => `${rule} @ ${at} of ${address}: ${message}`);
}

function found(text: string, rules: Readonly<Record<string, "off">> = quiet): Finding[] {
  return lintIn({ "/r/main.tf": text }, "/r/main.tf", { config: { ...defaultConfig, rules } });
}

const usersOnly = { "boundary-missing": "off", "user-untagged": "off" } as const;
const tagsOnly = { "boundary-missing": "off", "user-declared": "off" } as const;

describe("instances of a block", () => {
  before(() => engine.ready());

  it("are one finding that names each of them", () => {
    const text = 'resource "aws_iam_user" "team" {\n  for_each = toset(["bob", "alice"])\n  name     = each.key\n}\n';
    assert.deepEqual(told(text, usersOnly), [
      "user-declared @ team of aws_iam_user.team: The user alice is a permanent credential; a role would give the same permissions for an hour at a time. Likewise for bob.",
    ]);
  });

  it("are told apart where only some are meant", () => {
    const text =
      'resource "aws_iam_user" "team" {\n  for_each = toset(["alice", "bob", "break-glass-1"])\n  name     = each.key\n}\n';
    assert.deepEqual(told(text, usersOnly), [
      'user-declared @ team of aws_iam_user.team["alice"]: The user alice is a permanent credential; a role would give the same permissions for an hour at a time. Likewise for bob (2 of 3 instances).',
    ]);
  });

  it("that number many are counted", () => {
    const text = 'resource "aws_iam_user" "u" {\n  count = 8\n  name  = "u-${count.index}"\n}\n';
    assert.deepEqual(told(text, usersOnly), [
      "user-declared @ u of aws_iam_user.u: The user u-0 is a permanent credential; a role would give the same permissions for an hour at a time. Likewise for [1], [2], [3], [4], [5] and 2 more.",
    ]);
  });

  it("that are not made are not judged", () => {
    assert.deepEqual(told('resource "aws_iam_user" "u" {\n  count = 0\n  name  = "u"\n}\n', {}), []);
    assert.deepEqual(told('resource "aws_iam_user" "u" {\n  for_each = {}\n  name  = each.key\n}\n', {}), []);
    const create = 'provider "aws" {\n  region = "eu-central-1"\n}\nvariable "create" {\n  default = false\n}\n';
    assert.deepEqual(
      told(`${create}resource "aws_iam_user" "u" {\n  count = var.create ? 1 : 0\n  name  = "u"\n}\n`, {}),
      [],
    );
  });

  it("are one that stands for all where their number is not known, or is too large", () => {
    for (const meta of ["count = var.number", "for_each = var.people", "count = 101", "count = 1000000"]) {
      const text = `variable "number" {}\nvariable "people" {}\nresource "aws_iam_user" "u" {\n  ${meta}\n  name = "u"\n}\n`;
      assert.deepEqual(
        told(text, usersOnly),
        [
          "user-declared @ u of aws_iam_user.u: The user u is a permanent credential; a role would give the same permissions for an hour at a time.",
        ],
        meta,
      );
    }
  });

  it("are not told apart beyond what a document may have", () => {
    const blocks = Array.from(
      { length: 8 },
      (_, at) => `resource "aws_iam_user" "u${at}" {\n  count = 90\n  name  = "u-\${count.index}"\n}\n`,
    );
    const messages = found(blocks.join(""), usersOnly).map(({ address, message }) => `${address} ${message}`);
    assert.equal(messages.length, 8);
    assert.match(messages[4] ?? "", /^aws_iam_user\.u4 The user u-0 .* and 84 more\.$/);
    assert.match(messages[6] ?? "", /^aws_iam_user\.u6 The user aws_iam_user\.u6 is a permanent credential/);
  });

  it("that are known stand beside one for those that are not", () => {
    const text =
      'variable "more" {}\nresource "aws_iam_user" "u" {\n  for_each = merge({ alice = 1 }, var.more)\n  name     = "break-glass-${each.key}"\n}\n';
    assert.deepEqual(told(text, usersOnly), [
      "user-declared @ u of aws_iam_user.u: The user aws_iam_user.u is a permanent credential; a role would give the same permissions for an hour at a time. In instances: those whose keys are not known.",
    ]);
  });

  it("have the values of their own keys", () => {
    const text = `locals {
  grants = { admin = ["iam:CreateUser"], reader = ["iam:GetUser"], deputy = ["iam:CreateUser"] }
}
resource "aws_iam_policy" "p" {
  for_each = local.grants
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = each.value, Resource = "arn:aws:iam::*:user/x" }] })
}
`;
    const [only, ...rest] = found(text);
    assert.deepEqual(rest, []);
    assert.equal(
      `${only?.rule} @ ${only?.text} of ${only?.address}`,
      'user-create-grant @ each.value of aws_iam_policy.p["admin"]',
    );
    assert.match(only?.message ?? "", /a permanent way in\. In 2 of 3 instances: admin, deputy\.$/);
    assert.deepEqual(
      only?.related.map(({ message }) => message),
      ["iam:CreateUser is written here", "iam:CreateUser is written here"],
    );
  });

  it("are tagged each by its own", () => {
    const text = `resource "aws_iam_user" "u" {
  for_each = { a = { Owner = "x", Purpose = "y", ExpiresOn = "z" }, b = {} }
  name     = each.key
  tags     = each.value
}
`;
    assert.deepEqual(
      found(text, tagsOnly).map(({ address, message }) => `${address}: ${message}`),
      [
        'aws_iam_user.u["b"]: The user b has no tags Owner, Purpose and ExpiresOn: nobody can tell whether it is still needed. In 1 of 2 instances: b.',
      ],
    );
  });

  it("of documents serve the instances that use them", () => {
    const text = `locals {
  teams = { people = true, app = false }
}
data "aws_iam_policy_document" "d" {
  for_each = local.teams
  statement {
    actions   = ["iam:DeleteUser"]
    resources = ["arn:aws:iam::*:user/x"]
  }
}
resource "aws_iam_group" "g" {
  for_each = local.teams
  name     = each.key
}
resource "aws_iam_group_policy" "p" {
  for_each = local.teams
  group    = aws_iam_group.g[each.key].name
  policy   = data.aws_iam_policy_document.d[each.key].json
}
`;
    assert.deepEqual(
      found(text).map(({ address, rule, severity }) => `${rule} ${severity} ${address}`),
      ["mfa-missing medium data.aws_iam_policy_document.d"],
    );
  });

  describe("are linked each to its own", () => {
    const users = (attachment: string): string => `locals {
  people = { alice = "arn:aws:iam::aws:policy/ReadOnlyAccess", bob = "arn:aws:iam::aws:policy/PowerUserAccess" }
}
resource "aws_iam_user" "team" {
  for_each = local.people
  name     = each.key
}
${attachment}`;
    /** What the first of them, alice, ends up with. */
    const hoverOf = (text: string): string =>
      engine
        .hover(engine.read({ uri: "/r/main.tf", text }), text.indexOf('"team"') + 1)
        ?.markdown.split("\n---\n")[0] ?? "";

    it("by for_each over the same map", () => {
      const hover = hoverOf(
        users(
          'resource "aws_iam_user_policy_attachment" "a" {\n  for_each   = local.people\n  user       = aws_iam_user.team[each.key].name\n  policy_arn = each.value\n}\n',
        ),
      );
      assert.match(hover, /user alice/);
      assert.match(hover, /ReadOnlyAccess/);
      assert.doesNotMatch(hover, /PowerUserAccess/);
    });

    it("by a key that is written out", () => {
      const hover = hoverOf(
        users(
          'resource "aws_iam_user_policy_attachment" "a" {\n  user       = aws_iam_user.team["bob"].name\n  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"\n}\n',
        ),
      );
      assert.match(hover, /user alice/);
      assert.doesNotMatch(hover, /PowerUserAccess/);
    });

    it("all of them by a splat and by values()", () => {
      for (const all of ["values(aws_iam_user.team)[*].name", "[for u in aws_iam_user.team : u.name]"]) {
        const hover = hoverOf(
          users(
            `resource "aws_iam_policy_attachment" "a" {\n  users      = ${all}\n  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"\n}\n`,
          ),
        );
        assert.match(hover, /PowerUserAccess/, all);
      }
    });
  });

  describe("are changed together", () => {
    it("by an attribute of their block", () => {
      const text = 'resource "aws_iam_user" "team" {\n  count = 2\n  name  = "u-${count.index}"\n}\n';
      const [finding] = found(text, tagsOnly);
      assert.equal(
        rendered(text, finding),
        'resource "aws_iam_user" "team" {\n  count = 2\n  name  = "u-${count.index}"\n  tags = {\n    Owner     = "CHANGE-ME"\n    Purpose   = "CHANGE-ME"\n    ExpiresOn = "CHANGE-ME"\n  }\n}\n',
      );
    });

    it("with all that belongs to them", () => {
      const text = `resource "aws_iam_user" "team" {
  for_each = toset(["a", "b"])
  name     = each.key
}

resource "aws_iam_user_policy_attachment" "team" {
  for_each   = toset(["a", "b"])
  user       = aws_iam_user.team[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`;
      const [finding] = found(text, usersOnly).filter(({ rule }) => rule === "user-declared");
      const written = rendered(text, finding, "Replace the user by a role for EC2");
      assert.match(written, /^resource "aws_iam_role" "team" \{\n {2}for_each = toset/);
      assert.match(
        written,
        /resource "aws_iam_role_policy_attachment" "team" \{\n {2}for_each {3}= .*\n {2}role {7}= aws_iam_role\.team\[each\.key\]\.name/,
      );
    });

    it("but not where each has a value of its own", () => {
      const text = `resource "aws_iam_user" "u" {
  for_each = { a = {}, b = {} }
  name     = each.key
  tags     = each.value
}
`;
      const [finding] = found(text, tagsOnly);
      assert.match(rendered(text, finding), /^declined: /);
    });
  });
});
