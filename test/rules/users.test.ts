// The rules about declared users.
import { userDeclared } from "../../shared-rules/src/rules/user-declared";
import { userDirectPolicy } from "../../shared-rules/src/rules/user-direct-policy";
import { userUntagged } from "../../shared-rules/src/rules/user-untagged";
import { checkRule } from "../support/check-rule";

checkRule(userDeclared, {
  native: [
    {
      title: "a user becomes a role for Lambda; its policy moves along and its key goes",
      uri: "/w/main.tf",
      text: [
        'resource "aws_iam_user" "sync" {',
        '  name          = "sync"',
        "  force_destroy = true",
        "}",
        "",
        'resource "aws_iam_access_key" "sync" {',
        "  user = aws_iam_user.sync.name",
        "}",
        "",
        'resource "aws_iam_user_policy" "sync" {',
        "  user = aws_iam_user.sync.name",
        "  # only the inbox",
        '  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::inbox/*" }] })',
        "}",
        "",
      ].join("\n"),
      at: ["sync"],
      severity: "low",
      fixed: {
        "Replace the user by a role for Lambda": [
          'resource "aws_iam_role" "sync" {',
          '  name = "sync"',
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
          'resource "aws_iam_role_policy" "sync" {',
          "  role = aws_iam_role.sync.name",
          "  # only the inbox",
          '  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::inbox/*" }] })',
          "}",
          "",
        ].join("\n"),
      },
    },
    {
      title: "a user in Terraform's JSON syntax becomes a role for Lambda; its policy moves along and its key goes",
      uri: "/w/main.tf.json",
      text: [
        "{",
        '  "resource": {',
        '    "aws_iam_user": {',
        '      "sync": {"name": "sync", "force_destroy": true}',
        "    },",
        '    "aws_iam_access_key": {',
        '      "sync": {"user": "${aws_iam_user.sync.name}"}',
        "    },",
        '    "aws_iam_user_policy": {',
        '      "sync": {',
        '        "user": "${aws_iam_user.sync.name}",',
        '        "policy": "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"s3:GetObject\\",\\"Resource\\":\\"arn:aws:s3:::inbox/*\\"}]}"',
        "      }",
        "    }",
        "  }",
        "}",
        "",
      ].join("\n"),
      at: ["sync"],
      severity: "low",
      fixed: {
        "Replace the user by a role for Lambda": [
          "{",
          '  "resource": {',
          '    "aws_iam_role": {',
          '      "sync": {"name": "sync", "assume_role_policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"Service\\":\\"lambda.amazonaws.com\\"},\\"Action\\":\\"sts:AssumeRole\\"}]}"}',
          "    },",
          '    "aws_iam_role_policy": {',
          '      "sync": {',
          '        "role": "${aws_iam_role.sync.name}",',
          '        "policy": "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"s3:GetObject\\",\\"Resource\\":\\"arn:aws:s3:::inbox/*\\"}]}"',
          "      }",
          "    }",
          "  }",
          "}",
          "",
        ].join("\n"),
      },
    },
    {
      title: "the break-glass pattern is a setting",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "x" {\n  name = "emergency-1"\n}\n',
      at: [],
      config: { breakGlassPattern: "^emergency-" },
    },
  ],
});

checkRule(userUntagged, {
  native: [
    {
      title: "some of the tags are missing",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n  tags = {\n    Owner = "platform"\n  }\n}\n',
      at: ["ci"],
      severity: "low",
      message: "The user ci has no tags Purpose and ExpiresOn: nobody can tell whether it is still needed.",
      fixed: {
        "add-tags":
          'resource "aws_iam_user" "ci" {\n  name = "ci"\n  tags = {\n    Owner     = "platform"\n    Purpose   = "CHANGE-ME"\n    ExpiresOn = "CHANGE-ME"\n  }\n}\n',
      },
    },
    {
      title: "tags that are computed may be all there",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n  tags = merge(var.tags, { Name = "ci" })\n}\n',
      at: [],
    },
    {
      title: "the provider's default tags count",
      uri: "/w/main.tf",
      text: 'provider "aws" {\n  default_tags {\n    tags = {\n      Owner     = "platform"\n      Purpose   = "ci"\n      ExpiresOn = "2027-01-01"\n    }\n  }\n}\n\nresource "aws_iam_user" "ci" {\n  name = "ci"\n}\n',
      at: [],
    },
    {
      title: "which tags are required is a setting",
      uri: "/w/template.yaml",
      text: "Resources:\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      Tags:\n        - Key: Team\n          Value: ops\n",
      at: [],
      config: { requiredTags: ["Team"] },
    },
  ],
});

checkRule(userDirectPolicy, {
  native: [
    {
      title: "an inline policy on a user",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user_policy" "ci" {\n  user   = aws_iam_user.ci.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [] })\n}\n',
      at: ["aws_iam_user.ci.name"],
      severity: "medium",
      message:
        "An inline policy is attached straight to the user aws_iam_user.ci; attach it to a group or, better, give it to a role.",
    },
    {
      title: "a policy with users among its targets",
      uri: "/w/template.yaml",
      text: "Resources:\n  P:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: p\n      Users:\n        - !Ref Ci\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement: []\n",
      at: ["!Ref Ci"],
    },
    {
      title: "a list of all policies of a user",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_user_policy_attachments_exclusive" "x" {\n  user_name   = aws_iam_user.ci.name\n  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]\n}\n',
      at: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      message:
        "The policy arn:aws:iam::aws:policy/ReadOnlyAccess is attached straight to the user ci; attach it to a group or, better, give it to a role.",
    },
    {
      title: "a policy and a user of the module by name, or by address where that is not known",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ecr" {\n  name = var.name\n}\n\nresource "aws_iam_policy" "ecr_user" {\n  name   = "ecr-user"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [] })\n}\n\nresource "aws_iam_user_policy_attachment" "ecr" {\n  user       = aws_iam_user.ecr.name\n  policy_arn = aws_iam_policy.ecr_user.arn\n}\n',
      at: ["aws_iam_user.ecr.name"],
      message:
        "The policy ecr-user is attached straight to the user aws_iam_user.ecr; attach it to a group or, better, give it to a role.",
    },
    {
      title: "an empty one",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_user_policy_attachments_exclusive" "x" {\n  user_name   = aws_iam_user.ci.name\n  policy_arns = []\n}\n',
      at: [],
    },
    {
      title: "a list of all policies that repeats an attachment: one finding",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_user_policy_attachments_exclusive" "x" {\n  user_name   = aws_iam_user.ci.name\n  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]\n}\n\nresource "aws_iam_user_policy_attachment" "x" {\n  user       = "ci"\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
      at: ["ci"],
    },
    {
      title: "users that nobody knows, perhaps none, beside roles",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_policy_attachment" "a" {\n  name       = "a"\n  roles      = ["r"]\n  users      = var.users\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
      at: [],
    },
    {
      title: "a user that nobody knows is one",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user_policy_attachment" "a" {\n  user       = var.user\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
      at: ["var.user"],
    },
    {
      title: "an attachment to roles only",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_policy_attachment" "a" {\n  name       = "a"\n  roles      = ["r"]\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
      at: [],
    },
  ],
});
