// A wildcard that is mostly about other things than the resources of a module stays when those are named. It tests no rule's findings.
import { wildcardResource } from "../../shared-rules/src/rules/wildcard-resource";
import { checkRule } from "../support/check-rule";

checkRule(wildcardResource, {
  native: [
    {
      title: "Terraform: the action that is named is limited, the wildcard stays",
      uri: "/w/main.tf",
      text: `resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = var.trust
}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions   = ["iam:Get*", "iam:PassRole"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "deploy" {
  policy = data.aws_iam_policy_document.deploy.json
}
`,
      at: ["*"],
      fixed: {
        "name-resource": `resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = var.trust
}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions   = ["iam:Get*"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.worker.arn]
  }
}

resource "aws_iam_policy" "deploy" {
  policy = data.aws_iam_policy_document.deploy.json
}
`,
      },
    },
    {
      title: "Terraform's JSON syntax: the action that is named is limited, the wildcard stays",
      uri: "/w/main.tf.json",
      text: `{
  "data": {
    "aws_iam_policy_document": {
      "deploy": {
        "statement": [
          {
            "actions": ["iam:Get*", "iam:PassRole"],
            "resources": ["*"]
          }
        ]
      }
    }
  },
  "resource": {
    "aws_iam_role": { "worker": { "name": "worker", "assume_role_policy": "\${var.trust}" } },
    "aws_iam_policy": { "deploy": { "policy": "\${data.aws_iam_policy_document.deploy.json}" } }
  }
}
`,
      at: ["*"],
      fixed: {
        "name-resource": `{
  "data": {
    "aws_iam_policy_document": {
      "deploy": {
        "statement": [
          {
            "actions": ["iam:Get*"],
            "resources": ["*"]
          },
          {
            "actions": ["iam:PassRole"],
            "resources": ["\${aws_iam_role.worker.arn}"]
          }
        ]
      }
    }
  },
  "resource": {
    "aws_iam_role": { "worker": { "name": "worker", "assume_role_policy": "\${var.trust}" } },
    "aws_iam_policy": { "deploy": { "policy": "\${data.aws_iam_policy_document.deploy.json}" } }
  }
}
`,
      },
    },
    {
      title: "CloudFormation: the action that is named is limited, the wildcard stays",
      uri: "/w/template.yaml",
      text: `Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Ref Trust
  Deploy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - iam:Get*
              - iam:PassRole
            Resource: "*"
`,
      at: ["*"],
      fixed: {
        "name-resource": `Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Ref Trust
  Deploy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - iam:Get*
            Resource: "*"
          - Effect: Allow
            Action:
              - iam:PassRole
            Resource: !GetAtt Worker.Arn
`,
      },
    },
  ],
});

const declared = `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = var.trust
}
`;

function allowing(action: string): string {
  return `${declared}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["${action}"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "read" {
  policy = data.aws_iam_policy_document.read.json
}
`;
}

checkRule(wildcardResource, {
  native: [
    {
      title: "a wildcard that is mostly about buckets names one",
      uri: "/w/main.tf",
      text: allowing("s3:GetBucket*"),
      at: ["*"],
      fixed: {
        "name-resource": `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = var.trust
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetBucket*"]
    resources = [aws_s3_bucket.reports.arn]
  }
}

resource "aws_iam_policy" "read" {
  policy = data.aws_iam_policy_document.read.json
}
`,
      },
    },
    {
      title: "one that is mostly about other things names none",
      uri: "/w/main.tf",
      text: allowing("iam:Get*"),
      at: ["*"],
      offers: [],
    },
  ],
});
