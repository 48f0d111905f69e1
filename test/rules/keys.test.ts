// The rules about access keys that are declared.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { keyDeclared } from "../../shared-rules/src/rules/key-declared";
import { keyRoot } from "../../shared-rules/src/rules/key-root";
import { keySeveral } from "../../shared-rules/src/rules/key-several";
import { keyUnrotated } from "../../shared-rules/src/rules/key-unrotated";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

/** An `aws_iam_access_key`. */
function key(name: string, ...attributes: readonly string[]): string {
  return `resource "aws_iam_access_key" "${name}" {\n${attributes.map((line) => `  ${line}\n`).join("")}}\n`;
}

function user(name: string, ...attributes: readonly string[]): string {
  return `resource "aws_iam_user" "${name}" {\n  name = "${name}"\n${attributes.map((line) => `  ${line}\n`).join("")}}\n`;
}

function template(...resources: readonly string[]): string {
  return `Resources:\n${resources.join("")}`;
}

function keyResource(id: string, ...properties: readonly string[]): string {
  return `  ${id}:\n    Type: AWS::IAM::AccessKey\n    Properties:\n${properties.map((line) => `      ${line}\n`).join("")}`;
}

const configRule =
  'resource "aws_config_config_rule" "keys" {\n  name = "keys"\n  source {\n    owner = "AWS"\n    source_identifier = "ACCESS_KEYS_ROTATED"\n  }\n}\n';

checkRule(keyDeclared, {
  native: [
    {
      title: "names the user that it is for",
      uri: "/w/main.tf",
      text: user("ci") + key("deploys", "user = aws_iam_user.ci.name"),
      at: ["deploys"],
      severity: "medium",
      message:
        "This access key of ci works until someone deletes it, wherever a copy ends up; a role's credentials end within hours.",
    },
    {
      title: "its user becomes a role, and the key goes",
      uri: "/w/main.tf",
      text: `${user("ci")}\n${key("ci", "user = aws_iam_user.ci.name")}`,
      at: ["ci"],
      fixed: {
        "Replace the user by a role for Lambda": [
          'resource "aws_iam_role" "ci" {',
          '  name = "ci"',
          "  assume_role_policy = jsonencode({",
          '    Version = "2012-10-17"',
          "    Statement = [",
          "      {",
          '        Effect = "Allow"',
          "        Principal = {",
          '          Service = "lambda.amazonaws.com"',
          "        }",
          '        Action = "sts:AssumeRole"',
          "      },",
          "    ]",
          "  })",
          "}",
          "",
        ].join("\n"),
      },
    },
    {
      title: "a user of another module, by an expression",
      uri: "/w/main.tf",
      text: key("ci", "user = var.user"),
      at: ["ci"],
      message:
        "This access key of var.user works until someone deletes it, wherever a copy ends up; a role's credentials end within hours.",
    },
    {
      title: "Terraform's JSON syntax",
      uri: "/w/main.tf.json",
      text: '{"resource": {"aws_iam_access_key": {"ci": {"user": "ci"}}}}',
      at: ["ci"],
    },
    { title: "CloudFormation", uri: "/w/t.yaml", text: template(keyResource("CiKey", "UserName: ci")), at: ["CiKey"] },
    {
      title: "a key that may be switched on",
      uri: "/w/main.tf",
      text: key("ci", 'user = "ci"', "status = var.status"),
      at: ["ci"],
    },
    {
      title: "a key that is off",
      uri: "/w/main.tf",
      text: key("ci", 'user = "ci"', 'status = "Inactive"'),
      at: ["ci"],
      severity: "low",
      message: "This access key of ci is switched off, and works again when someone switches it on; delete it.",
    },
    { title: "a key for root is told by key-root", uri: "/w/main.tf", text: key("ci", 'user = "root"'), at: [] },
  ],
});

checkRule(keyRoot, {
  native: [
    {
      title: "flags the name of the root user",
      uri: "/w/main.tf",
      text: key("main", 'user = "root"'),
      at: ["root"],
      severity: "critical",
      message:
        "An access key for root owns the account: no policy of the account limits it. Take it out, and use a role.",
    },
    {
      title: "in any case, in CloudFormation",
      uri: "/w/t.yaml",
      text: template(keyResource("Main", "UserName: Root")),
      at: ["Root"],
    },
    {
      title: "its ARN",
      uri: "/w/main.tf",
      text: key("main", 'user = "arn:aws:iam::123456789012:root"'),
      at: ["arn:aws:iam::123456789012:root"],
    },
    {
      title: "a key that is off",
      uri: "/w/main.tf",
      text: key("main", 'user = "root"', 'status = "Inactive"'),
      at: [],
    },
    {
      title: "an IAM user that is called so",
      uri: "/w/main.tf",
      text: user("root") + key("main", "user = aws_iam_user.root.name"),
      at: [],
    },
    { title: "a user whose name has it", uri: "/w/main.tf", text: key("main", 'user = "root-backup"'), at: [] },
  ],
});

const first = key("first", "user = aws_iam_user.ci.name");
const second = key("second", "user = aws_iam_user.ci.name");

checkRule(keySeveral, {
  native: [
    {
      title: "flags the second key, and says where the first is",
      uri: "/w/main.tf",
      text: user("ci") + first + second,
      at: ["second"],
      severity: "medium",
      message:
        "This is access key 2 of ci that works: each copy of either may leak. Keep one, and switch the other off.",
    },
    {
      title: "by reference and by name",
      uri: "/w/main.tf",
      text: user("ci") + first + key("second", 'user = "ci"'),
      at: ["second"],
    },
    {
      title: "CloudFormation",
      uri: "/w/t.yaml",
      text: template(
        "  Ci:\n    Type: AWS::IAM::User\n",
        keyResource("One", "UserName: !Ref Ci"),
        keyResource("Two", "UserName: !Ref Ci"),
      ),
      at: ["Two"],
    },
    {
      title: "two users",
      uri: "/w/main.tf",
      text: user("ci") + user("cd") + first + key("other", "user = aws_iam_user.cd.name"),
      at: [],
    },
    {
      title: "one for each user",
      uri: "/w/main.tf",
      text: `${user("a")}${user("b")}${key("each", 'for_each = toset(["a", "b"])', "user = each.value")}`,
      at: [],
    },
    {
      title: "users that are not told apart",
      uri: "/w/main.tf",
      text:
        'resource "aws_iam_user" "team" {\n  for_each = var.team\n  name = each.key\n}\n' +
        key("one", 'user = aws_iam_user.team["a"].name') +
        key("two", 'user = aws_iam_user.team["b"].name'),
      at: [],
    },
    {
      title: "one or the other, by a count that is not known",
      uri: "/w/main.tf",
      text:
        user("ci") +
        key("plain", "count = var.pgp ? 0 : 1", "user = aws_iam_user.ci.name") +
        key("sealed", "count = var.pgp ? 1 : 0", "user = aws_iam_user.ci.name", 'pgp_key = "keybase:ci"'),
      at: [],
    },
    {
      title: "keys on conditions",
      uri: "/w/t.yaml",
      text:
        "Parameters:\n  Blue: { Type: String }\nConditions:\n  A: !Equals [!Ref Blue, 'yes']\n  B: !Not [!Condition A]\nResources:\n" +
        "  One:\n    Type: AWS::IAM::AccessKey\n    Condition: A\n    Properties:\n      UserName: ci\n" +
        "  Two:\n    Type: AWS::IAM::AccessKey\n    Condition: B\n    Properties:\n      UserName: ci\n",
      at: [],
    },
  ],
});

checkRule(keyUnrotated, {
  native: [
    {
      title: "a declared key, with nothing that looks after it",
      uri: "/w/main.tf",
      text: user("ci") + key("ci", "user = aws_iam_user.ci.name"),
      at: ["ci"],
      severity: "low",
      message:
        "Nothing here replaces this access key of ci, or tells when it is older than 90 days: every copy that leaks works on.",
    },
    { title: "AWS Config tells", uri: "/w/main.tf", text: key("ci", 'user = "ci"') + configRule, at: [] },
    {
      title: "a schedule replaces it",
      uri: "/w/main.tf",
      text: `resource "time_rotating" "keys" {\n  rotation_days = 60\n}\n${key("ci", 'user = "ci"')}`,
      at: [],
    },
    { title: "a key that is off", uri: "/w/main.tf", text: key("ci", 'user = "ci"', 'status = "Inactive"'), at: [] },
  ],
});

describe("key-several in a module", () => {
  before(() => engine.ready());

  it("tells two keys of one block", () => {
    const text = user("ci") + key("both", "count = 2", "user = aws_iam_user.ci.name");
    const findings = engine.lint(engine.read({ uri: "/w/main.tf", text }), defaultConfig);
    assert.deepEqual(
      findings.filter(({ rule }) => rule === "key-several").map(({ text: at }) => at),
      ["both"],
    );
  });
});
