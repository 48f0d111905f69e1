// The rules escalation-pass-role, trust-any-principal and unresolved-policy.
import { escalationPassRole } from "../../shared-rules/src/rules/escalation-pass-role";
import { trustAnyPrincipal } from "../../shared-rules/src/rules/trust-any-principal";
import { unresolvedPolicy } from "../../shared-rules/src/rules/unresolved-policy";
import { checkRule } from "../support/check-rule";

checkRule(escalationPassRole, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["iam:PassRole"], Resource: "*" },
      at: "*",
      severity: "high",
      message: 'iam:PassRole on "*": any role can be passed to any service, also an administrator\'s.',
      fixed: {
        "Pass roles only to ec2.amazonaws.com": {
          Effect: "Allow",
          Action: ["iam:PassRole"],
          Resource: "*",
          Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        },
      },
    },
    {
      statement: { Effect: "Allow", Action: ["lambda:CreateFunction", "iam:PassRole"], Resource: "*" },
      at: "*",
      fixed: {
        "Pass roles only to lambda.amazonaws.com": [
          { Effect: "Allow", Action: ["lambda:CreateFunction"], Resource: "*" },
          {
            Effect: "Allow",
            Action: ["iam:PassRole"],
            Resource: "*",
            Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
          },
        ],
      },
    },
    {
      statement: { Effect: "Allow", Action: ["IAM:passrole"], Resource: ["arn:aws:iam::123456789012:role/*"] },
      at: "arn:aws:iam::123456789012:role/*",
    },
    {
      statement: { Effect: "Allow", Action: ["iam:Pass*"], Resource: ["*"] },
      at: "iam:Pass*",
      offers: ["limit-service"],
    },
    // What else a wildcard grants sends no such key, and would be lost.
    { statement: { Effect: "Allow", Action: ["iam:*"], Resource: ["*"] }, at: "iam:*", offers: [] },
  ],
  accepts: [
    { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/app/*" },
    {
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: "*",
      Condition: { StringLike: { "iam:PassedToService": "ec2.amazonaws.com*" } },
    },
    { Effect: "Deny", Action: "iam:PassRole", Resource: "*" },
  ],
  native: [
    {
      title: "the account may be computed",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role_policy" "p" {\n  role = "r"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/*" }] })\n}\n',
      at: ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/*"],
    },
    {
      title: "a condition that cannot be read may limit it",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role_policy" "p" {\n  role = "r"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*", Condition = var.condition }] })\n}\n',
      at: [],
    },
  ],
});

checkRule(trustAnyPrincipal, {
  flags: [
    {
      kind: "trust",
      statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
      at: "*",
      severity: "critical",
      message: 'Principal "*" lets every AWS account in the world assume this role.',
    },
    { kind: "trust", statement: { Effect: "Allow", Principal: "*", Action: ["sts:AssumeRole"] }, at: "*" },
    {
      kind: "trust",
      statement: {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "sts:AssumeRole",
        Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } },
      },
      at: "*",
    },
  ],
  accepts: [
    { kind: "trust", statement: { Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" } },
    { kind: "trust", statement: { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" } },
    {
      kind: "trust",
      statement: {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
      },
    },
    {
      kind: "resource",
      statement: {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::reports/*",
      },
    },
  ],
});

checkRule(unresolvedPolicy, {
  native: [
    {
      title: "a policy from a variable",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_policy" "p" {\n  policy = var.policy\n}\n',
      at: ["var.policy"],
      severity: "advice",
      message: "Not analysable: this policy is var.policy, which is not known here.",
    },
    {
      title: "actions from a parameter",
      uri: "/w/template.yaml",
      text: "Parameters:\n  Actions:\n    Type: CommaDelimitedList\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Action: !Ref Actions\n            Resource: 'arn:aws:s3:::x'\n",
      at: ["!Ref Actions"],
    },
    {
      title: "all that one statement hangs on is told at once",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [\n    { Effect = "Allow", Action = [var.a, "s3:GetObject", var.a, var.b], Resource = "*" },\n    { Effect = "Allow", Action = var.c, Resource = "*" },\n  ] })\n}\n',
      at: ["var.a", "var.c"],
      message: [
        "Not analysable: var.a and var.b are not known here, so what it grants was not checked.",
        "Not analysable: var.c is not known here, so what it grants was not checked.",
      ],
    },
    {
      title: "a resource from a reference is known well enough",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.b.arn}/*" }] })\n}\n',
      at: [],
    },
  ],
});
