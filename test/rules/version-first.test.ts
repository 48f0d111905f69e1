// A Version that a fix adds stands before the statements, as everyone writes it, in every format. It tests no rule's findings.
import { policyStructure } from "../../shared-rules/src/rules/policy-structure";
import { checkRule } from "../support/check-rule";

const at = ["arn:aws:iam::*:user/${aws:username}"];

checkRule(policyStructure, {
  native: [
    {
      title: "JSON in lines",
      uri: "/w/policy.json",
      text: `{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:ChangePassword",
      "Resource": "arn:aws:iam::*:user/\${aws:username}"
    }
  ]
}
`,
      at,
      fixed: {
        correct: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:ChangePassword",
      "Resource": "arn:aws:iam::*:user/\${aws:username}"
    }
  ]
}
`,
      },
    },
    {
      title: "JSON on one line",
      uri: "/w/policy.json",
      text: `{"Id": "own", "Statement": [{"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": "arn:aws:iam::*:user/\${aws:username}"}]}
`,
      at,
      fixed: {
        correct: `{"Version": "2012-10-17", "Id": "own", "Statement": [{"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": "arn:aws:iam::*:user/\${aws:username}"}]}
`,
      },
    },
    {
      title: "YAML, above the comments of what was first",
      uri: "/w/template.yaml",
      text: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        # Passwords only.
        # Keys are made by the platform.
        Statement:
          - Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
`,
      at,
      fixed: {
        correct: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        # Passwords only.
        # Keys are made by the platform.
        Statement:
          - Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
`,
      },
    },
    {
      title: "YAML in flow style",
      uri: "/w/template.yaml",
      text: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Statement: [{ Effect: Allow, Action: iam:ChangePassword, Resource: "arn:aws:iam::*:user/\${aws:username}" }] }
`,
      at,
      fixed: {
        correct: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: iam:ChangePassword, Resource: "arn:aws:iam::*:user/\${aws:username}" }] }
`,
      },
    },
    {
      title: "jsonencode in lines",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "own" {
  policy = jsonencode({
    # Passwords only.
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iam:ChangePassword"
        Resource = "arn:aws:iam::*:user/$\${aws:username}"
      },
    ]
  })
}
`,
      at: ["arn:aws:iam::*:user/$${aws:username}"],
      fixed: {
        correct: `resource "aws_iam_policy" "own" {
  policy = jsonencode({
    Version = "2012-10-17"
    # Passwords only.
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iam:ChangePassword"
        Resource = "arn:aws:iam::*:user/$\${aws:username}"
      },
    ]
  })
}
`,
      },
    },
    {
      title: "jsonencode on one line",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "own" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:ChangePassword", Resource = "arn:aws:iam::*:user/$\${aws:username}" }] })
}
`,
      at: ["arn:aws:iam::*:user/$${aws:username}"],
      fixed: {
        correct: `resource "aws_iam_policy" "own" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:ChangePassword", Resource = "arn:aws:iam::*:user/$\${aws:username}" }] })
}
`,
      },
    },
    {
      title: "jsonencode whose statements begin beside the brace",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "own" {
  policy = jsonencode({ Statement = [
    {
      Effect   = "Allow"
      Action   = "iam:ChangePassword"
      Resource = "arn:aws:iam::*:user/$\${aws:username}"
    },
  ] })
}
`,
      at: ["arn:aws:iam::*:user/$${aws:username}"],
      fixed: {
        correct: `resource "aws_iam_policy" "own" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    {
      Effect   = "Allow"
      Action   = "iam:ChangePassword"
      Resource = "arn:aws:iam::*:user/$\${aws:username}"
    },
  ] })
}
`,
      },
    },
    {
      title: "a heredoc",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "own" {
  policy = <<-EOT
    {
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "iam:ChangePassword",
          "Resource": "arn:aws:iam::*:user/$\${aws:username}"
        }
      ]
    }
  EOT
}
`,
      at: ["arn:aws:iam::*:user/$${aws:username}"],
      fixed: {
        correct: `resource "aws_iam_policy" "own" {
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "iam:ChangePassword",
          "Resource": "arn:aws:iam::*:user/$\${aws:username}"
        }
      ]
    }
  EOT
}
`,
      },
    },
  ],
});
