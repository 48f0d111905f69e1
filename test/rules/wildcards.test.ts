// The wildcard rules, in all formats.
import { wildcardAction } from "../../shared-rules/src/rules/wildcard-action";
import { wildcardAdmin } from "../../shared-rules/src/rules/wildcard-admin";
import { wildcardNotAction } from "../../shared-rules/src/rules/wildcard-not-action";
import { wildcardResource } from "../../shared-rules/src/rules/wildcard-resource";
import { wildcardSensitive } from "../../shared-rules/src/rules/wildcard-sensitive";
import { wildcardService } from "../../shared-rules/src/rules/wildcard-service";
import { checkRule } from "../support/check-rule";

checkRule(wildcardAdmin, {
  flags: [
    {
      statement: { Effect: "Allow", Action: "*", Resource: "*" },
      at: "*",
      severity: "critical",
      message: '"*" on every resource is full administrator access: whoever has this policy owns the account.',
    },
    {
      statement: { Effect: "Allow", Action: ["*:*", "s3:GetObject"], Resource: ["arn:aws:s3:::x", "*"] },
      at: "*:*",
      fixed: { "remove-action": { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::x", "*"] } },
    },
    { statement: { Effect: "Allow", Action: "*", Resource: "arn:aws:*" }, at: "*" },
    {
      statement: {
        Effect: "Allow",
        Action: "*",
        Resource: "*",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
      at: "*",
      severity: "high",
    },
  ],
  accepts: [
    { Effect: "Deny", Action: "*", Resource: "*" },
    { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::reports/*" },
    { Effect: "Allow", Action: "s3:*", Resource: "*" },
  ],
});

checkRule(wildcardAction, {
  flags: [
    { statement: { Effect: "Allow", Action: ["*"], Resource: "arn:aws:s3:::reports/*" }, at: "*", severity: "high" },
    { statement: { Effect: "Allow", Action: "*:*", Resource: ["arn:aws:s3:::reports"] }, at: "*:*" },
  ],
  accepts: [
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::reports" },
  ],
});

checkRule(wildcardService, {
  flags: [
    { statement: { Effect: "Allow", Action: ["sqs:*"], Resource: "*" }, at: "sqs:*", severity: "medium" },
    { statement: { Effect: "Allow", Action: "IAM:*", Resource: "*" }, at: "IAM:*", severity: "high" },
    {
      statement: { Effect: "Allow", Action: "s3:*", Resource: ["arn:aws:s3:::reports", "*"] },
      at: "s3:*",
      message: /^s3:\* allows all \d{3} actions of Amazon S3, and every one AWS adds later\.$/,
    },
    {
      // What takes no resource, such as s3:ListAllMyBuckets, and what is about access points is none of it.
      statement: { Effect: "Allow", Action: "s3:*", Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] },
      at: "s3:*",
      message:
        /^s3:\* allows 1[0-4]\d of the 1\d\d actions of Amazon S3 on these resources, and every one AWS adds later\.$/,
    },
    {
      statement: { Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:123456789012:jobs" },
      at: "sqs:*",
      message: /^sqs:\* allows \d\d of the \d\d actions of Amazon (SQS|Simple Queue Service) on this resource, and/,
    },
    {
      statement: { Effect: "Allow", Action: ["kms:*", "s3:Get*", "organizations:*"], Resource: "*" },
      at: ["kms:*", "organizations:*"],
    },
  ],
  accepts: [
    { Effect: "Allow", Action: ["ec2messages:*", "ssmmessages:*"], Resource: "*" },
    { Effect: "Allow", Action: ["s3:Get*", "s3:List*"], Resource: "*" },
    { Effect: "Allow", Action: "*", Resource: "*" },
    // It allows nothing: policy-never-matches tells that.
    { Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:s3:::reports/*" },
    { Effect: "Deny", Action: "iam:*", Resource: "*" },
  ],
  native: [
    {
      title: "gives no number where the resource is not known",
      uri: "/w/main.tf",
      text: 'variable "bucket" {}\ndata "aws_iam_policy_document" "p" {\n  statement {\n    actions   = ["s3:*"]\n    resources = [var.bucket]\n  }\n}\nresource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.p.json\n}\n',
      at: ["s3:*"],
      message: "s3:* allows every action of Amazon S3 on this resource, and every one AWS adds later.",
    },
  ],
});

checkRule(wildcardSensitive, {
  flags: [
    { statement: { Effect: "Allow", Action: ["iam:Create*"], Resource: "*" }, at: "iam:Create*", severity: "medium" },
    { statement: { Effect: "Allow", Action: ["iam:*User*"], Resource: "*" }, at: "iam:*User*" },
    {
      statement: { Effect: "Allow", Action: ["ecr:SetRepository*"], Resource: "*" },
      at: "ecr:SetRepository*",
      message: "ecr:SetRepository* also allows ecr:SetRepositoryPolicy, which hands out access or credentials.",
      fixed: { "list-actions": { Effect: "Allow", Action: ["ecr:SetRepositoryPolicy"], Resource: "*" } },
    },
    // What stays would be found in its place where it grants any of the same.
    {
      statement: { Effect: "Allow", Action: ["ecr:SetRepository*", "ecr:*Policy", "ecr:ListImages"], Resource: "*" },
      at: ["ecr:SetRepository*", "ecr:*Policy"],
      fixed: {
        "Remove ecr:SetRepository* and ecr:*Policy": { Effect: "Allow", Action: ["ecr:ListImages"], Resource: "*" },
      },
    },
  ],
  accepts: [
    { Effect: "Allow", Action: ["iam:Get*", "iam:List*"], Resource: "*" },
    { Effect: "Allow", Action: ["ec2:Describe*"], Resource: "*" },
    { Effect: "Allow", Action: "iam:*AccessKey*", Resource: "arn:aws:iam::*:user/${aws:username}" },
    { Effect: "Deny", Action: ["iam:Create*"], Resource: "*" },
  ],
});

checkRule(wildcardNotAction, {
  flags: [
    {
      statement: { Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" },
      at: "NotAction",
      severity: "high",
      message:
        "Allow with NotAction grants every action of every service except iam:* and organizations:*, also those AWS adds later.",
    },
  ],
  accepts: [{ Effect: "Deny", NotAction: ["iam:*"], Resource: "*" }],
  native: [
    {
      title: "an element that may be null, as its counterpart is written",
      uri: "/w/main.tf",
      text: 'data "aws_iam_policy_document" "p" {\n  statement {\n    actions     = var.given.actions\n    not_actions = var.given.not_actions\n    resources   = ["*"]\n  }\n}\n\nresource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.p.json\n}\n',
      at: [],
    },
    {
      title: "the only element there is",
      uri: "/w/main.tf",
      text: 'data "aws_iam_policy_document" "p" {\n  statement {\n    not_actions = var.given.not_actions\n    resources   = ["*"]\n  }\n}\n\nresource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.p.json\n}\n',
      at: ["not_actions"],
    },
  ],
});

checkRule(wildcardResource, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["ec2:Describe*"], Resource: "*" },
      at: "*",
      severity: "low",
      message: /^"\*" lets ec2:Describe\w+, ec2:Describe\w+, ec2:Describe\w+ and \d+ more reach every resource/,
      offers: [],
    },
    // Look-ups stay on everything when what is graver beside them is limited, and are told then.
    {
      statement: { Effect: "Allow", Action: ["sqs:SendMessage", "ec2:Describe*"], Resource: "*" },
      at: "*",
      severity: "medium",
      message: '"*" lets sqs:SendMessage reach every resource; it can be limited to the ones that are meant.',
      offers: ["name-resource"],
      formats: ["policy JSON"],
      fixed: {
        "Limit sqs:SendMessage to a resource that you fill in": [
          { Effect: "Allow", Action: "ec2:Describe*", Resource: "*" },
          { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:REGION:ACCOUNT-ID:QUEUE-NAME" },
        ],
      },
    },
    // Beside them, limiting what is no graver would leave the finding as it is.
    {
      statement: { Effect: "Allow", Action: ["ec2:CreateTags", "ec2:Describe*"], Resource: "*" },
      at: "*",
      severity: "low",
      message: /^"\*" lets ec2:CreateTags reach every resource/,
      offers: [],
    },
    { statement: { Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: "*" }, at: "*", severity: "medium" },
    { statement: { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["*"] }, at: "*", severity: "low" },
    {
      statement: {
        Effect: "Allow",
        Action: ["ec2:DescribeInstances", "secretsmanager:GetSecretValue"],
        Resource: ["*"],
      },
      at: "*",
      severity: "high",
    },
    { statement: { Effect: "Allow", Action: "s3:PutBucketPolicy", Resource: "*" }, at: "*", severity: "high" },
    // The gravest are named, and of those what is written by name before what a wildcard stands for.
    {
      statement: {
        Effect: "Allow",
        Action: ["ec2:Describe*", "elasticloadbalancing:RegisterTargets", "ec2:AuthorizeSecurityGroupIngress"],
        Resource: "*",
      },
      at: "*",
      severity: "medium",
      message:
        /^"\*" lets ec2:AuthorizeSecurityGroupIngress and elasticloadbalancing:RegisterTargets reach every resource/,
    },
    {
      statement: {
        Effect: "Allow",
        Action: ["application-autoscaling:*", "cloudwatch:PutMetricAlarm", "ecs:UpdateService"],
        Resource: "*",
      },
      at: "*",
      severity: "medium",
      message:
        /^"\*" lets cloudwatch:PutMetricAlarm, ecs:UpdateService, application-autoscaling:Delete\w+ and \d+ more reach/,
    },
    {
      statement: { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetObject", "s3:ListBucketVersions"], Resource: "*" },
      at: "*",
      severity: "low",
      message:
        '"*" lets s3:GetObject, s3:ListBucket and s3:ListBucketVersions reach every resource; they can be limited to the ones that are meant.',
    },
    {
      statement: {
        Effect: "Allow",
        Action: ["secretsmanager:DeleteResourcePolicy", "secretsmanager:GetSecretValue"],
        Resource: "*",
      },
      at: "*",
      severity: "high",
      message:
        '"*" lets secretsmanager:GetSecretValue and secretsmanager:DeleteResourcePolicy reach every resource; they can be limited to the ones that are meant.',
    },
    // AWS calls it Permissions management, and nobody gets access by it.
    {
      statement: { Effect: "Allow", Action: ["cloudformation:SetStackPolicy"], Resource: "*" },
      at: "*",
      severity: "medium",
    },
    {
      statement: {
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
      },
      at: "*",
      message: '"*" lets sqs:SendMessage reach every resource; it can be limited to the ones that are meant.',
    },
  ],
  accepts: [
    {
      Effect: "Allow",
      Action: ["ec2:DescribeInstances", "sts:GetCallerIdentity", "cloudwatch:PutMetricData"],
      Resource: "*",
    },
    { Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: ["arn:aws:dynamodb:*:*:table/*"] },
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::reports/*" },
    {
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/Team": "ops" } },
    },
    { Effect: "Deny", Action: ["s3:GetObject"], Resource: "*" },
  ],
});
