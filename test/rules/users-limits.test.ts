// What is granted about users and what of a user's declaration counts: guards, resources, lists, tags.
import { unresolvedPolicy } from "../../shared-rules/src/rules/unresolved-policy";
import { userCreateGrant } from "../../shared-rules/src/rules/user-create-grant";
import { userCredentialGrant } from "../../shared-rules/src/rules/user-credential-grant";
import { userDeclared } from "../../shared-rules/src/rules/user-declared";
import { userDirectPolicy } from "../../shared-rules/src/rules/user-direct-policy";
import { userUntagged } from "../../shared-rules/src/rules/user-untagged";
import { checkRule } from "../support/check-rule";

const allow = (Action: unknown, Resource: unknown = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const boundary = { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" } };
const denyWithoutMfa = (rest: object) => ({
  Effect: "Deny",
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  ...rest,
});
const contractors = "arn:aws:iam::*:user/contractors/*";
const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });
const template = (title: string, resources: string, ...at: string[]) => ({
  title,
  uri: "/w/template.yaml",
  text: `Resources:\n${resources}`,
  at,
});

describe("limits of grants about users", () => {
  checkRule(userCreateGrant, {
    flags: [
      {
        statement: allow(["iam:CreateUser", "iam:GetUser"]),
        at: "iam:CreateUser",
        severity: "high",
        offers: ["remove-action", "require-boundary", "require-mfa", "insert-scp", "role-instead"],
      },
      // Each guard is a step down, both are low.
      {
        statement: allow(["iam:CreateUser", "iam:GetUser"], "*", mfa),
        at: "iam:CreateUser",
        severity: "medium",
        offers: ["remove-action", "require-boundary", "insert-scp", "role-instead"],
      },
      {
        statement: allow(["iam:CreateUser", "iam:GetUser"], "*", boundary),
        at: "iam:CreateUser",
        severity: "medium",
        offers: ["remove-action", "require-mfa", "insert-scp", "role-instead"],
      },
      { statement: allow("iam:CreateUser", "*", { ...boundary, ...mfa }), at: "iam:CreateUser", severity: "low" },
      {
        statement: allow(["iam:CreateUser", "iam:GetUser"], contractors, boundary),
        at: "iam:CreateUser",
        severity: "low",
        offers: ["remove-action", "insert-scp"],
      },
      { statement: allow("iam:CreateUser", contractors), at: "iam:CreateUser", severity: "high" },
      { statement: allow("iam:CreateUser", [contractors, "*"], boundary), at: "iam:CreateUser", severity: "medium" },
      {
        statement: { Effect: "Allow", Action: "iam:CreateUser", NotResource: contractors, Condition: boundary },
        at: "iam:CreateUser",
        severity: "medium",
      },
      {
        statement: [allow(["iam:CreateUser", "iam:GetUser"]), denyWithoutMfa({ NotAction: "iam:EnableMFADevice" })],
        at: "iam:CreateUser",
        severity: "medium",
        offers: ["remove-action", "require-boundary", "insert-scp", "role-instead"],
      },
      // A test of the boundary that asks for none is not one to add another to.
      {
        statement: allow(["iam:CreateUser", "iam:GetUser"], "*", {
          StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" },
        }),
        at: "iam:CreateUser",
        severity: "high",
        offers: ["remove-action", "require-mfa", "insert-scp", "role-instead"],
      },
      {
        statement: { Effect: "Allow", NotAction: "s3:*", Resource: "*" },
        at: "NotAction",
        offers: ["require-mfa", "insert-scp"],
      },
      // A role for one workload is no answer to whoever grants all of IAM.
      {
        statement: allow(["iam:*", "s3:GetObject"]),
        at: "iam:*",
        offers: ["remove-action", "require-mfa", "insert-scp"],
      },
      {
        statement: allow(["iam:Create*", "s3:GetObject"]),
        at: "iam:Create*",
        offers: ["remove-action", "require-mfa", "insert-scp", "role-instead"],
      },
    ],
  });

  checkRule(userCredentialGrant, {
    flags: [
      {
        statement: allow(["iam:CreateAccessKey", "iam:GetUser"]),
        at: "iam:CreateAccessKey",
        offers: ["remove-action", "require-mfa", "insert-scp", "role-instead"],
        fixed: {
          "require-mfa": [allow(["iam:GetUser"]), allow(["iam:CreateAccessKey"], "*", mfa)],
        },
      },
      {
        statement: allow(["iam:CreateAccessKey", "iam:GetUser"], "*", mfa),
        at: "iam:CreateAccessKey",
        severity: "medium",
        offers: ["remove-action", "insert-scp", "role-instead"],
      },
      // One's own user beside others is not only one's own.
      {
        statement: allow("iam:CreateAccessKey", ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/ann"]),
        at: "iam:CreateAccessKey",
      },
      {
        statement: { Effect: "Allow", Action: "iam:CreateAccessKey", NotResource: "arn:aws:iam::*:user/ann" },
        at: "iam:CreateAccessKey",
      },
      {
        statement: [allow(["iam:*LoginProfile", "iam:GetUser"]), denyWithoutMfa({ Action: "iam:CreateLoginProfile" })],
        at: "iam:*LoginProfile",
        severity: "high",
      },
      {
        statement: [allow(["iam:*LoginProfile", "iam:GetUser"]), denyWithoutMfa({ Action: "iam:*" })],
        at: "iam:*LoginProfile",
        severity: "medium",
      },
      {
        statement: { Effect: "Allow", NotAction: "s3:*", Resource: "*" },
        at: "NotAction",
        offers: ["require-mfa", "insert-scp"],
      },
      {
        statement: allow(["iam:*", "s3:GetObject"]),
        at: "iam:*",
        offers: ["remove-action", "require-mfa", "insert-scp"],
      },
      {
        statement: allow(["iam:*AccessKey*", "s3:GetObject"]),
        at: "iam:*AccessKey*",
        offers: ["remove-action", "require-mfa", "insert-scp", "role-instead"],
      },
    ],
    accepts: [
      allow("iam:CreateAccessKey", "arn:aws:iam::123456789012:role/app"),
      allow("iam:CreateAccessKey", ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/team/${aws:username}"]),
      { statement: allow("iam:CreateAccessKey"), kind: "scp" },
    ],
    native: [
      {
        title: "an unfinished statement may yet be about one's own user",
        uri: "/w/policy.json",
        text: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": "*", ',
        at: [],
      },
    ],
  });
});

describe("limits of declared users", () => {
  const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const tagged = (tags: string, provider = ""): string =>
    `${provider}resource "aws_iam_user" "ci" {\n  name = "ci"\n${tags}}\n`;
  const ignoring = (what: string): string => `provider "aws" {\n  ignore_tags {\n    ${what}\n  }\n}\n\n`;

  checkRule(userDeclared, {
    native: [
      {
        ...native(
          "is called by its name, not by its address",
          'resource "aws_iam_user" "a" {\n  name = "ann"\n}\n',
          "a",
        ),
        message: /^The user ann /,
      },
      {
        ...native("is called by its address without a name", 'resource "aws_iam_user" "a" {\n  name = var.n\n}\n', "a"),
        message: /^The user aws_iam_user\.a /,
      },
    ],
  });

  checkRule(userUntagged, {
    native: [
      {
        ...native("all are missing", tagged(""), "ci"),
        severity: "medium",
        message: /^The user ci has no tags Owner, Purpose and ExpiresOn:/,
      },
      {
        ...native("one is missing", tagged('  tags = {\n    Owner   = "a"\n    Purpose = "b"\n  }\n'), "ci"),
        severity: "low",
        message: /^The user ci has no tag ExpiresOn:/,
      },
      {
        ...native("four are named", tagged(""), "ci"),
        config: { requiredTags: ["A", "B", "C", "D"] },
        message: /no tags A, B, C and D:/,
      },
      {
        ...native("of five, three are named", tagged(""), "ci"),
        config: { requiredTags: ["A", "B", "C", "D", "E"] },
        message: /no tags A, B, C and 2 more:/,
      },
      { ...native("none is required", tagged("")), config: { requiredTags: [] } },
      {
        ...native("those that the provider ignores are nobody's", tagged("", ignoring('keys = ["Owner"]')), "ci"),
        message: /no tags Purpose and ExpiresOn:/,
      },
      {
        ...native(
          "nor are those of a prefix that it ignores",
          tagged("", ignoring('key_prefixes = ["Own", "Pur"]')),
          "ci",
        ),
        message: /no tag ExpiresOn:/,
      },
      native("tags that are all computed", tagged("  tags = var.tags\n")),
      native("a tag whose name is computed may be the one", tagged('  tags = {\n    (var.name) = "x"\n  }\n')),
    ],
  });

  const direct = (type: string, users: string, rest: string): string =>
    `resource "${type}" "a" {\n  name = "a"\n  ${users}\n${rest}}\n`;
  checkRule(userDirectPolicy, {
    native: [
      {
        ...template(
          "an inline policy of its own",
          "  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: ci\n      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement: []\n",
          "Ci",
        ),
        message: /^An inline policy is attached straight to the user ci;/,
      },
      {
        ...template(
          "a managed policy of its own, which stands for an inline one, too",
          `  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      ManagedPolicyArns:\n        - ${readOnly}\n      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement: []\n`,
          readOnly,
        ),
        message: new RegExp(`^The policy ${readOnly} is attached straight to the user Ci;`),
      },
      {
        ...template(
          "a policy of the template that names users",
          "  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      Users: [ci]\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement: []\n",
          "ci",
        ),
        message: /^The policy P is attached straight to the user ci;/,
      },
      template("a user without any", "  Ci:\n    Type: AWS::IAM::User\n"),
      template(
        "another user's is not this one's",
        "  Ann:\n    Type: AWS::IAM::User\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement: []\n",
        "Ci",
      ),
      {
        ...native(
          "an attachment",
          direct("aws_iam_policy_attachment", 'users = ["ci"]', `  policy_arn = "${readOnly}"\n`),
          "ci",
        ),
        message: new RegExp(`^The policy ${readOnly} is attached straight to the user ci;`),
      },
      native(
        "an attachment is told where it stands, not at the user",
        'resource "aws_iam_user" "ann" {\n  name = "ann"\n}\nresource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.ann.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [] })\n}\n',
        "aws_iam_user.ann.name",
      ),
      native("members of a group", direct("aws_iam_group_membership", 'group = "g"', '  users = ["ci"]\n')),
      {
        ...native(
          "what only a list of all policies attaches to a user from elsewhere",
          `resource "aws_iam_user_policy_attachments_exclusive" "x" {\n  user_name   = "ci"\n  policy_arns = ["${readOnly}", "arn:aws:iam::aws:policy/ViewOnlyAccess"]\n}\nresource "aws_iam_user_policy_attachment" "x" {\n  user       = "ci"\n  policy_arn = "${readOnly}"\n}\n`,
          "arn:aws:iam::aws:policy/ViewOnlyAccess",
          "ci",
        ),
      },
      native(
        "what a list of all policies attaches, though another user has it by an attachment",
        `resource "aws_iam_user" "ci" {\n  name = "ci"\n}\nresource "aws_iam_user_policy_attachments_exclusive" "x" {\n  user_name   = aws_iam_user.ci.name\n  policy_arns = ["${readOnly}"]\n}\nresource "aws_iam_user_policy_attachment" "x" {\n  user       = "bob"\n  policy_arn = "${readOnly}"\n}\n`,
        readOnly,
        "bob",
      ),
      native(
        "what only a list of all policies attaches to a user of the file",
        `resource "aws_iam_user" "ci" {\n  name = "ci"\n}\nresource "aws_iam_user_policy_attachments_exclusive" "x" {\n  user_name   = aws_iam_user.ci.name\n  policy_arns = ["${readOnly}", "arn:aws:iam::aws:policy/ViewOnlyAccess"]\n}\nresource "aws_iam_user_policy_attachment" "x" {\n  user       = aws_iam_user.ci.name\n  policy_arn = "${readOnly}"\n}\n`,
        "arn:aws:iam::aws:policy/ViewOnlyAccess",
        "aws_iam_user.ci.name",
      ),
    ],
  });
});

describe("limits of what cannot be read", () => {
  const policy = (statement: string): string =>
    `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })\n}\n`;
  const long = `var.${"a".repeat(56)}`;
  checkRule(unresolvedPolicy, {
    native: [
      native("what a Deny denies is no grant", policy('{ Effect = "Deny", Action = var.actions, Resource = "*" }')),
      {
        ...native(
          "a part of an action",
          policy('{ Effect = "Allow", Action = "s3:${var.verb}Object", Resource = "*" }'),
          "var.verb",
        ),
        message: /^Not analysable: var\.verb is not known here,/,
      },
      native(
        "an attribute of a resource, as a part of an action",
        `resource "aws_s3_bucket" "b" {}\n${policy('{ Effect = "Allow", Action = "s3:${aws_s3_bucket.b.id}", Resource = "*" }')}`,
      ),
      {
        ...native("an expression of 60 characters", `resource "aws_iam_policy" "p" {\n  policy = ${long}\n}\n`, long),
        message: new RegExp(`this policy is ${long},`),
      },
      {
        ...native("a longer one is cut", `resource "aws_iam_policy" "p" {\n  policy = ${long}b\n}\n`, `${long}b`),
        message: new RegExp(`this policy is ${long.slice(0, 57)}\\.\\.\\.,`),
      },
      {
        ...native(
          "one of several lines is told in one",
          'resource "aws_iam_policy" "p" {\n  policy = templatestring(\n    var.text,   {}\n  )\n}\n',
          "templatestring(\n    var.text,   {}\n  )",
        ),
        message: /this policy is templatestring\( var\.text, \{\} \),/,
      },
      {
        ...native(
          "says why, where that is known",
          policy('{ Effect = "Allow", Action = concat("s3:GetObject"), Resource = "*" }'),
          'concat("s3:GetObject")',
        ),
        message: /^Not analysable: concat\("s3:GetObject"\) is not known here \(an argument is no list\), so /,
      },
    ],
  });
});
