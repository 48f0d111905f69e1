// The rules about console passwords, the account's password policy and how long sessions last.
import assert from "node:assert/strict";
import { consolePassword } from "../../shared-rules/src/rules/console-password";
import { consolePasswordLiteral } from "../../shared-rules/src/rules/console-password-literal";
import { consolePasswordNoReset } from "../../shared-rules/src/rules/console-password-no-reset";
import { passwordPolicyWeak } from "../../shared-rules/src/rules/password-policy-weak";
import { permissionSetSession } from "../../shared-rules/src/rules/permission-set-session";
import { checkRule, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";

/** A template with a user of that login profile. */
function alice(...profile: readonly string[]): string {
  return [
    "Parameters:",
    "  Secret: { Type: String, NoEcho: true }",
    "  Known: { Type: String, NoEcho: true, Default: Winter2026! }",
    "Resources:",
    "  Alice:",
    "    Type: AWS::IAM::User",
    "    Properties:",
    "      LoginProfile:",
    ...profile.map((line) => `        ${line}`),
    "",
  ].join("\n");
}

function loginProfile(...attributes: readonly string[]): string {
  return `resource "aws_iam_user_login_profile" "alice" {\n${attributes.map((line) => `  ${line}\n`).join("")}}\n`;
}

checkRule(consolePassword, {
  native: [
    {
      title: "flags a login profile by its name",
      uri: "/w/main.tf",
      text: loginProfile('user = "alice"'),
      at: ["alice"],
      severity: "medium",
      message:
        "alice gets a console password, which works until someone takes it back; let people sign in through IAM Identity Center.",
    },
    { title: "CloudFormation", uri: "/w/t.yaml", text: alice("Password: !Ref Secret"), at: ["LoginProfile"] },
    {
      title: "Terraform's JSON syntax",
      uri: "/w/main.tf.json",
      text: '{"resource": {"aws_iam_user_login_profile": {"alice": {"user": "alice"}}}}',
      at: ["alice"],
    },
    {
      title: "a user for emergencies, by reference",
      uri: "/w/main.tf",
      text: `resource "aws_iam_user" "b" {\n  name = "break-glass-1"\n}\n${loginProfile("user = aws_iam_user.b.name")}`,
      at: [],
    },
    {
      title: "the user becomes a permission set",
      uri: "/w/main.tf",
      text: `resource "aws_iam_user" "alice" {\n  name = "alice"\n}\n\n${loginProfile("user = aws_iam_user.alice.name")}`,
      at: ["alice"],
      fixed: {
        "Replace the user by a permission set for people, through IAM Identity Center": [
          'data "aws_ssoadmin_instances" "this" {}',
          "",
          'resource "aws_ssoadmin_permission_set" "alice" {',
          '  name         = "alice"',
          "  instance_arn = tolist(data.aws_ssoadmin_instances.this.arns)[0]",
          "}",
          "",
          'data "aws_caller_identity" "current" {}',
          "",
          'resource "aws_ssoadmin_account_assignment" "assignment" {',
          "  instance_arn       = tolist(data.aws_ssoadmin_instances.this.arns)[0]",
          "  permission_set_arn = aws_ssoadmin_permission_set.alice.arn",
          '  principal_type     = "GROUP"',
          '  principal_id       = "<GROUP-ID>"',
          '  target_type        = "AWS_ACCOUNT"',
          "  target_id          = data.aws_caller_identity.current.account_id",
          "}",
          "",
        ].join("\n"),
      },
    },
  ],
});

checkRule(consolePasswordLiteral, {
  native: [
    {
      title: "flags the password, and shows none of it",
      uri: "/w/t.yaml",
      text: alice("Password: CorrectHorse7!"),
      at: ["…"],
      severity: "critical",
      message:
        "The console password of Alice stands in this file: whoever reads it signs in. Change it, and take it from a secret.",
    },
    {
      title: "in JSON",
      uri: "/w/t.json",
      text: JSON.stringify({
        Resources: {
          Alice: { Type: "AWS::IAM::User", Properties: { LoginProfile: { Password: "CorrectHorse7!" } } },
        },
      }),
      at: ["…"],
    },
    { title: "a parameter with a default", uri: "/w/t.yaml", text: alice("Password: !Ref Known"), at: ["…"] },
    { title: "a parameter without one", uri: "/w/t.yaml", text: alice("Password: !Ref Secret"), at: [] },
    {
      title: "a secret",
      uri: "/w/t.yaml",
      text: alice("Password: '{{resolve:secretsmanager:alice:SecretString:password}}'"),
      at: [],
    },
    {
      title: "a secret of the template's own",
      uri: "/w/t.yaml",
      text: alice("Password: !Sub '{{resolve:secretsmanager:${Secret}}}'"),
      at: [],
    },
    { title: "a password that is being typed", uri: "/w/t.yaml", text: alice("Password: ''"), at: [] },
  ],
});

describe("console-password-literal", () => {
  before(() => engine.ready());

  it("stands on the password and tells it nowhere, not even where a parameter has it", () => {
    for (const password of ["CorrectHorse7!", "!Ref Known"]) {
      const document = read({ uri: "/w/t.yaml", text: alice(`Password: ${password}`) });
      const [finding] = findingsOf(consolePasswordLiteral, document);
      assert.ok(finding?.isSecret);
      assert.equal(document.text.slice(finding.span.start, finding.span.end), password);
      const told = [finding.message, finding.text, ...finding.related.map(({ message }) => message)].join("\n");
      assert.doesNotMatch(told, /CorrectHorse7|Winter2026/);
    }
  });
});

checkRule(consolePasswordNoReset, {
  native: [
    {
      title: "flags the value that says no",
      uri: "/w/main.tf",
      text: loginProfile('user = "alice"', "password_reset_required = false"),
      at: ["false"],
      severity: "low",
      message:
        "The first password of alice stays: whoever made or passed it on can go on signing in. Ask for a reset at the first sign-in.",
    },
    { title: "the name where nothing is said", uri: "/w/main.tf", text: loginProfile('user = "alice"'), at: ["alice"] },
    {
      title: "CloudFormation, as a text",
      uri: "/w/t.yaml",
      text: alice("Password: !Ref Secret", "PasswordResetRequired: 'false'"),
      at: ["false"],
    },
    {
      title: "CloudFormation, where nothing is said",
      uri: "/w/t.yaml",
      text: alice("Password: !Ref Secret"),
      at: ["LoginProfile"],
    },
    {
      title: "a value that is not known",
      uri: "/w/main.tf",
      text: loginProfile('user = "alice"', "password_reset_required = var.reset"),
      at: [],
    },
    {
      title: "a reset",
      uri: "/w/t.yaml",
      text: alice("Password: !Ref Secret", "PasswordResetRequired: true"),
      at: [],
    },
  ],
});

const strict = {
  minimum_password_length: "14",
  require_uppercase_characters: "true",
  require_lowercase_characters: "true",
  require_numbers: "true",
  require_symbols: "true",
  password_reuse_prevention: "24",
  max_password_age: "90",
  allow_users_to_change_password: "true",
};

/** The strict policy with other values; undefined leaves one out. */
function policy(changes: { readonly [name in keyof typeof strict]?: string | undefined }): string {
  const lines = Object.entries<string | undefined>({ ...strict, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name} = ${value}\n`],
  );
  return `resource "aws_iam_account_password_policy" "strict" {\n${lines.join("")}}\n`;
}

const weak: readonly (readonly [changes: Parameters<typeof policy>[0], at: string, message: string])[] = [
  [
    { minimum_password_length: "8" },
    "8",
    "Passwords of 8 characters are allowed, which attackers guess; ask for at least 14.",
  ],
  [
    { require_uppercase_characters: "false" },
    "false",
    "Passwords need not have an upper-case letter, and are guessed sooner.",
  ],
  [
    { require_lowercase_characters: "false" },
    "false",
    "Passwords need not have a lower-case letter, and are guessed sooner.",
  ],
  [{ require_numbers: "false" }, "false", "Passwords need not have a number, and are guessed sooner."],
  [{ require_symbols: '"false"' }, "false", "Passwords need not have a symbol, and are guessed sooner."],
  [
    { password_reuse_prevention: "5" },
    "5",
    "Only the last 5 passwords are remembered: one that leaked comes back soon. Remember 24.",
  ],
  [{ max_password_age: "180" }, "180", "A password that leaked works for up to 180 days; let passwords end after 90."],
  [
    { max_password_age: "0" },
    "0",
    "Passwords never end, and nor does what leaked of them; let them end after 90 days.",
  ],
  [
    { allow_users_to_change_password: "false" },
    "false",
    "Users may not change their password, not even one that others know.",
  ],
  [
    { password_reuse_prevention: undefined },
    "strict",
    "The password policy does not ask for other passwords than the last 24; what it leaves out, AWS does not ask for.",
  ],
  [
    { require_symbols: undefined, max_password_age: "null" },
    "strict",
    "The password policy does not ask for a symbol and a new one after 90 days; what it leaves out, AWS does not ask for.",
  ],
];

checkRule(passwordPolicyWeak, {
  native: [
    ...weak.map(([changes, at, message]) => ({
      title: `flags ${JSON.stringify(changes)}`,
      uri: "/w/main.tf",
      text: policy(changes),
      at: [at],
      severity: "medium" as const,
      message,
    })),
    {
      title: "each weak value by itself, and what is left out at the name",
      uri: "/w/main.tf",
      text: policy({ minimum_password_length: "6", require_numbers: "false", password_reuse_prevention: undefined }),
      at: ["strict", "6", "false"],
    },
    {
      title: "Terraform's JSON syntax",
      uri: "/w/main.tf.json",
      text: JSON.stringify({
        resource: {
          aws_iam_account_password_policy: {
            strict: Object.fromEntries(
              Object.entries(strict).map(([name, value]) => [name, JSON.parse(value) as unknown]),
            ),
            weak: {
              ...Object.fromEntries(
                Object.entries(strict).map(([name, value]) => [name, JSON.parse(value) as unknown]),
              ),
              minimum_password_length: 9,
            },
          },
        },
      }),
      at: ["9"],
    },
    { title: "more than is asked for", uri: "/w/main.tf", text: policy({ minimum_password_length: "20" }), at: [] },
    {
      title: "users may change theirs where nothing is said",
      uri: "/w/main.tf",
      text: policy({ allow_users_to_change_password: undefined }),
      at: [],
    },
    {
      title: "values that are not known",
      uri: "/w/main.tf",
      text: policy({ minimum_password_length: "var.length", max_password_age: "var.age" }),
      at: [],
    },
  ],
});

function permissionSet(duration: string): string {
  return `resource "aws_ssoadmin_permission_set" "staff" {\n  name = "staff"\n  session_duration = ${duration}\n}\n`;
}

checkRule(permissionSetSession, {
  native: [
    {
      title: "flags the duration",
      uri: "/w/main.tf",
      text: permissionSet('"PT12H"'),
      at: ["PT12H"],
      severity: "low",
      message: "A session lasts 12 hours: whoever takes it over keeps these permissions as long. The limit is 4 hours.",
    },
    {
      title: "the limit is an option",
      uri: "/w/main.tf",
      text: permissionSet('"PT1H30M"'),
      at: ["PT1H30M"],
      config: { options: { "permission-set-session": { maxDuration: "PT1H" } } },
      message:
        "A session lasts 1 h 30 min: whoever takes it over keeps these permissions as long. The limit is an hour.",
    },
    { title: "the limit itself", uri: "/w/main.tf", text: permissionSet('"PT240M"'), at: [] },
    { title: "a duration that is not known", uri: "/w/main.tf", text: permissionSet("var.duration"), at: [] },
    { title: "none that AWS would take", uri: "/w/main.tf", text: permissionSet('"12 hours"'), at: [] },
  ],
});
