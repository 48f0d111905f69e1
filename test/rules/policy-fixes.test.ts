// What the fixes of policies make of statements, in every format. It tests no rule's findings.
import { checkRule } from "../support/check-rule";
import { publicAction } from "../../shared-rules/src/rules/public-action";
import { publicPolicy } from "../../shared-rules/src/rules/public-policy";
import { trustAnyPrincipal } from "../../shared-rules/src/rules/trust-any-principal";
import { trustConfusedDeputy } from "../../shared-rules/src/rules/trust-confused-deputy";
import { trustRolesAnywhere } from "../../shared-rules/src/rules/trust-roles-anywhere";
import { wildcardAction } from "../../shared-rules/src/rules/wildcard-action";
import { wildcardSensitive } from "../../shared-rules/src/rules/wildcard-sensitive";
import { wildcardService } from "../../shared-rules/src/rules/wildcard-service";

const role = "arn:aws:iam::ACCOUNT-ID:role/ROLE-NAME";

checkRule(trustAnyPrincipal, {
  flags: [
    {
      statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
      kind: "trust",
      at: "*",
      offers: ["name-principal"],
      fixed: {
        'Replace "*" by one role, which you name': {
          Effect: "Allow",
          Principal: { AWS: role },
          Action: "sts:AssumeRole",
        },
        "Let in only principals of your organisation, whose id you fill in": {
          Effect: "Allow",
          Principal: "*",
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-ORGANIZATION-ID" } },
        },
      },
    },
    {
      statement: {
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::123456789012:role/deploy", "*"], Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:RoleSessionName": "deploy" } },
      },
      kind: "trust",
      at: "*",
      fixed: {
        'Replace "*" by one role, which you name': {
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::123456789012:role/deploy", role], Service: "ec2.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:RoleSessionName": "deploy" } },
        },
        "Let in only principals of your organisation, whose id you fill in": {
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::123456789012:role/deploy", "*"], Service: "ec2.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "sts:RoleSessionName": "deploy", "aws:PrincipalOrgID": "o-ORGANIZATION-ID" },
          },
        },
      },
    },
  ],
});

checkRule(publicPolicy, {
  flags: [
    {
      statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" },
      kind: "resource",
      at: "*",
      offers: ["name-principal"],
      fixed: {
        'Replace "*" by one role, which you name': {
          Effect: "Allow",
          Principal: { AWS: role },
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::reports/*",
        },
      },
    },
  ],
});

checkRule(trustConfusedDeputy, {
  flags: [
    {
      statement: {
        Effect: "Allow",
        Principal: { Service: ["scheduler.amazonaws.com", "pipes.amazonaws.com"] },
        Action: "sts:AssumeRole",
      },
      kind: "trust",
      at: ["scheduler.amazonaws.com", "pipes.amazonaws.com"],
    },
    {
      statement: {
        Effect: "Allow",
        Principal: { Service: ["scheduler.amazonaws.com", "lambda.amazonaws.com"] },
        Action: "sts:AssumeRole",
      },
      kind: "trust",
      at: "scheduler.amazonaws.com",
      offers: [],
    },
  ],
  native: [
    {
      title: "asks for the account that the configuration knows",
      uri: "/w/main.tf",
      text: `data "aws_caller_identity" "current" {}

resource "aws_iam_role" "schedule" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
`,
      at: ["scheduler.amazonaws.com"],
      fixed: {
        "require-source": `data "aws_caller_identity" "current" {}

resource "aws_iam_role" "schedule" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = data.aws_caller_identity.current.account_id
        }
      }
    }]
  })
}
`,
      },
    },
    {
      title: "asks for the account that the template is deployed to",
      uri: "/w/template.yaml",
      text: `Resources:
  Schedule:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: scheduler.amazonaws.com
            Action: sts:AssumeRole # for the nightly report
`,
      at: ["scheduler.amazonaws.com"],
      fixed: {
        "require-source": `Resources:
  Schedule:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: scheduler.amazonaws.com
            Action: sts:AssumeRole # for the nightly report
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
`,
      },
    },
  ],
});

checkRule(trustRolesAnywhere, {
  flags: [
    {
      statement: {
        Effect: "Allow",
        Principal: { Service: "rolesanywhere.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build-1" } },
      },
      kind: "trust",
      at: "sts:AssumeRole",
      offers: ["correct"],
      fixed: {
        correct: {
          Effect: "Allow",
          Principal: { Service: "rolesanywhere.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
          Condition: { StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build-1" } },
        },
      },
    },
  ],
  native: [
    {
      title: "asks for the declared trust anchor",
      uri: "/w/main.tf",
      text: `resource "aws_rolesanywhere_trust_anchor" "ca" {
  name = "ca"
}

resource "aws_iam_role" "build" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rolesanywhere.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    }]
  })
}
`,
      at: ["rolesanywhere.amazonaws.com"],
      fixed: {
        "Ask for the trust anchor aws_rolesanywhere_trust_anchor.ca": `resource "aws_rolesanywhere_trust_anchor" "ca" {
  name = "ca"
}

resource "aws_iam_role" "build" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rolesanywhere.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
      Condition = {
        ArnEquals = {
          "aws:SourceArn" = aws_rolesanywhere_trust_anchor.ca.arn
        }
      }
    }]
  })
}
`,
      },
    },
  ],
});

checkRule(wildcardService, {
  flags: [
    {
      statement: { Sid: "UploadReports", Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::reports/*" },
      at: "s3:*",
      offers: ["narrow", "read-only"],
      fixed: {
        narrow: {
          Sid: "UploadReports",
          Effect: "Allow",
          Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
          Resource: "arn:aws:s3:::reports/*",
        },
      },
    },
    {
      statement: [
        { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::reports/*" },
        { Effect: "Allow", Action: ["s3:*", "s3:GetObject"], Resource: "arn:aws:s3:::archive/*" },
      ],
      at: "s3:*",
      offers: ["narrow", "read-only", "remove-action"],
      fixed: {
        "Allow only s3:PutObject that its other statements name": [
          { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::reports/*" },
          { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: "arn:aws:s3:::archive/*" },
        ],
      },
    },
    {
      statement: { Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:123456789012:orders" },
      at: "sqs:*",
      offers: ["read-only", "list-actions"],
      fixed: {
        "read-only": {
          Effect: "Allow",
          Action: ["sqs:Get*", "sqs:List*", "sqs:ReceiveMessage"],
          Resource: "arn:aws:sqs:eu-west-1:123456789012:orders",
        },
      },
    },
  ],
});

checkRule(wildcardAction, {
  flags: [
    {
      statement: { Effect: "Allow", Action: "*", Resource: "arn:aws:sqs:eu-west-1:123456789012:orders" },
      at: "*",
      offers: ["read-only", "narrow"],
      fixed: {
        narrow: { Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:123456789012:orders" },
      },
    },
    {
      statement: {
        Effect: "Allow",
        Action: "*",
        Resource: ["arn:aws:sqs:eu-west-1:123456789012:orders", "arn:aws:s3:::reports"],
      },
      at: "*",
      offers: [],
    },
  ],
});

checkRule(wildcardSensitive, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["s3:GetObject", "s3:PutBucket*"], Resource: "arn:aws:s3:::reports" },
      at: "s3:PutBucket*",
      offers: ["list-actions", "remove-action"],
    },
  ],
});

checkRule(publicAction, {
  flags: [
    {
      statement: { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::reports/*" },
      kind: "resource",
      at: "s3:*",
      offers: ["narrow"],
      fixed: {
        narrow: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" },
      },
    },
    {
      statement: {
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "*",
        Resource: "arn:aws:s3:::reports/*",
      },
      kind: "resource",
      at: "*",
      fixed: {
        "Allow only s3:PutObject, which logging.s3.amazonaws.com needs": {
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: "arn:aws:s3:::reports/*",
        },
      },
    },
  ],
});
