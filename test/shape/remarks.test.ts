// Comments behind actions that a fix moves into a statement of their own, in every format that has comments. It tests no rule's findings.
import { userCreateGrant } from "../../shared-rules/src/rules/user-create-grant";
import { checkRule } from "../support/check-rule";

checkRule(userCreateGrant, {
  native: [
    {
      title: "jsonencode: an action takes the comment behind it along",
      uri: "/w/main.tf",
      text: `resource "aws_iam_role_policy" "p" {
  role = "r"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:GetObject",
          "iam:CreateUser", # onboarding
        ]
        Resource = "*"
      },
    ]
  })
}
`,
      at: ["iam:CreateUser"],
      fixed: {
        "require-mfa": `resource "aws_iam_role_policy" "p" {
  role = "r"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:GetObject",
        ]
        Resource = "*"
      },
      {
        Effect = "Allow"
        Action = [
          "iam:CreateUser", # onboarding
        ]
        Resource = "*"
        Condition = {
          Bool = {
            "aws:MultiFactorAuthPresent" = "true"
          }
        }
      },
    ]
  })
}
`,
      },
    },
    {
      title: "JSON: an action takes the comment behind it along",
      uri: "/w/policy.json",
      text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "iam:CreateUser", // onboarding
        "iam:TagUser", /* the same */
        "s3:GetObject"
      ],
      "Resource": "*"
    }
  ]
}
`,
      at: ["iam:CreateUser"],
      fixed: {
        "require-mfa": `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "iam:TagUser", /* the same */
        "s3:GetObject"
      ],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": [
        "iam:CreateUser" // onboarding
      ],
      "Resource": "*",
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    }
  ]
}
`,
      },
    },
    {
      title: "YAML: an action takes the comment behind it along",
      uri: "/w/template.yaml",
      text: `Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - iam:CreateUser # onboarding
              - s3:GetObject
            Resource: "*"
`,
      at: ["iam:CreateUser"],
      fixed: {
        "require-mfa": `Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObject
            Resource: "*"
          - Effect: Allow
            Action:
              - iam:CreateUser # onboarding
            Resource: "*"
            Condition:
              Bool:
                aws:MultiFactorAuthPresent: "true"
`,
      },
    },
  ],
});
