// What corrections make of policies that AWS refuses, or that nobody can use. It tests no rule's findings.
import { policyStructure } from "../../shared-rules/src/rules/policy-structure";
import { scpInvalid } from "../../shared-rules/src/rules/scp-invalid";
import { trustMismatch } from "../../shared-rules/src/rules/trust-mismatch";
import { checkRule } from "../support/check-rule";

checkRule(trustMismatch, {
  native: [
    {
      title: "replaces the action where the statement says who is meant",
      uri: "/w/main.tf",
      text: `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRole"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/app:ref:refs/heads/main"
        }
      }
    }]
  })
}
`,
      at: ["sts:AssumeRole", "Resource"],
      fixed: {
        "Replace sts:AssumeRole by sts:AssumeRoleWithWebIdentity": `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/app:ref:refs/heads/main"
        }
      }
    }]
  })
}
`,
      },
    },
    {
      title: "removes Resource",
      uri: "/w/main.tf",
      text: `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRole"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/app:ref:refs/heads/main"
        }
      }
    }]
  })
}
`,
      at: ["sts:AssumeRole", "Resource"],
      fixed: {
        "Remove Resource": `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/app:ref:refs/heads/main"
        }
      }
    }]
  })
}
`,
      },
    },
    {
      title: "removes resources",
      uri: "/w/main.tf",
      text: `data "aws_iam_policy_document" "trust" {
  statement {
    actions   = ["sts:AssumeRole"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "f" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`,
      at: ["resources"],
      fixed: {
        correct: `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "f" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`,
      },
    },
  ],
});

checkRule(policyStructure, {
  native: [
    {
      title: "adds the Version",
      uri: "/w/template.yaml",
      text: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Sid: Own
            Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3::reports/*
          - Sid: Read # the archive
            Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::archive/*
`,
      at: ["arn:aws:iam::*:user/${aws:username}", "arn:aws:s3::reports/*", "Read"],
      fixed: {
        'Add "Version": "2012-10-17"': `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Own
            Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3::reports/*
          - Sid: Read # the archive
            Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::archive/*
`,
      },
    },
    {
      title: "writes the field that is missing",
      uri: "/w/template.yaml",
      text: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Sid: Own
            Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3::reports/*
          - Sid: Read # the archive
            Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::archive/*
`,
      at: ["arn:aws:iam::*:user/${aws:username}", "arn:aws:s3::reports/*", "Read"],
      fixed: {
        "Replace arn:aws:s3::reports/* by arn:aws:s3:::reports/*": `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Sid: Own
            Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::reports/*
          - Sid: Read # the archive
            Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::archive/*
`,
      },
    },
    {
      title: "numbers the second Sid",
      uri: "/w/template.yaml",
      text: `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Sid: Own
            Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3::reports/*
          - Sid: Read # the archive
            Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::archive/*
`,
      at: ["arn:aws:iam::*:user/${aws:username}", "arn:aws:s3::reports/*", "Read"],
      fixed: {
        "Replace Read by Read2": `Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Sid: Own
            Effect: Allow
            Action: iam:ChangePassword
            Resource: arn:aws:iam::*:user/\${aws:username}
          - Sid: Read
            Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3::reports/*
          - Sid: Read2 # the archive
            Effect: Allow
            Action: s3:GetObject
            Resource:
              - arn:aws:s3:::archive/*
`,
      },
    },
    {
      title: "gives a principal its type",
      uri: "/w/policy.json",
      text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "arn:aws:iam::123456789012:role/deploy",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
}
`,
      at: ["arn:aws:iam::123456789012:role/deploy"],
      fixed: {
        'Replace arn:aws:iam::123456789012:role/deploy by { "AWS": "arn:aws:iam::123456789012:role/deploy" }': `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::123456789012:role/deploy"
      },
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
}
`,
      },
    },
  ],
});

checkRule(scpInvalid, {
  native: [
    {
      title: "adds the Version",
      uri: "/w/main.tf",
      text: `resource "aws_organizations_policy" "deny" {
  name = "deny"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Statement = [{ Effect = "Deny", Action = "iam:CreateUser", Resource = "*" }]
  })
}
`,
      at: ["Statement"],
      fixed: {
        correct: `resource "aws_organizations_policy" "deny" {
  name = "deny"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "iam:CreateUser", Resource = "*" }]
  })
}
`,
      },
    },
  ],
});
