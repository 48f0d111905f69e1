// The rules about what AWS refuses or silently never matches: names, resources, grammar and size of policies.
import { policyNeverMatches } from "../../shared-rules/src/rules/policy-never-matches";
import { policySize } from "../../shared-rules/src/rules/policy-size";
import { policyStructure } from "../../shared-rules/src/rules/policy-structure";
import { policyUnknownAction } from "../../shared-rules/src/rules/policy-unknown-action";
import { policyUnknownConditionKey } from "../../shared-rules/src/rules/policy-unknown-condition-key";
import { checkRule } from "../support/check-rule";
import { catalog } from "../support/engine";

const allow = (Action: unknown, Resource: unknown = "*", rest: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});
const deny = (Action: unknown, rest: object = {}) => ({ Effect: "Deny", Action, Resource: "*", ...rest });

checkRule(policyUnknownAction, {
  flags: [
    {
      statement: allow(["s3:GetObject", "s3:HeadBucket"], ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]),
      at: "s3:HeadBucket",
      severity: "high",
      message:
        "HeadBucket is an API operation and no IAM action, so s3:HeadBucket matches nothing: it asks for s3:ListBucket.",
      fixed: { correct: allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]) },
    },
    {
      // What it asks for may stand beside it already.
      statement: allow(["sqs:SendMessage", "sqs:SendMessageBatch"], "arn:aws:sqs:eu-west-1:123456789012:q"),
      at: "sqs:SendMessageBatch",
      fixed: { "Remove sqs:SendMessageBatch": allow(["sqs:SendMessage"], "arn:aws:sqs:eu-west-1:123456789012:q") },
    },
    {
      statement: allow("dynamodb:TransactWriteItems", "arn:aws:dynamodb:eu-west-1:123456789012:table/t"),
      at: "dynamodb:TransactWriteItems",
      fixed: {
        correct: allow(
          ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"],
          "arn:aws:dynamodb:eu-west-1:123456789012:table/t",
        ),
      },
    },
    {
      statement: allow(["ec2:DescribeInstance"]),
      at: "ec2:DescribeInstance",
      severity: "high",
      message: "ec2:DescribeInstance is no action and matches nothing; ec2:DescribeInstances is one.",
      fixed: { correct: allow(["ec2:DescribeInstances"]) },
    },
    {
      kind: "scp",
      statement: deny(["cloudtrail:StopLogging", "cloudtrail:DeleteTrails"]),
      at: "cloudtrail:DeleteTrails",
      fixed: { correct: deny(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]) },
    },
    {
      statement: deny("elbv2:DeleteLoadBalancer"),
      at: "elbv2:DeleteLoadBalancer",
      message: "No service has the prefix elbv2: in policies it is elasticloadbalancing.",
      fixed: { correct: deny("elasticloadbalancing:DeleteLoadBalancer") },
    },
    { statement: deny("efs:*"), at: "efs:*", fixed: { correct: deny("elasticfilesystem:*") } },
    {
      statement: deny("sqss:SendMessage"),
      at: "sqss:SendMessage",
      severity: "medium",
      message: "No service has the prefix sqss; sqs is one.",
      fixed: { correct: deny("sqs:SendMessage") },
    },
    { statement: deny("nothingofaws:Do"), at: "nothingofaws:Do", severity: "medium" },
    // Neither a slip nor an operation: AWS may have it since.
    { statement: deny("sns:Frobnicate"), at: "sns:Frobnicate", severity: "medium" },
    { statement: deny("eks:Get*"), at: "eks:Get*", severity: "medium" },
    {
      statement: deny("CreateUser"),
      at: "CreateUser",
      severity: "high",
      message: "CreateUser names no service: AWS refuses an action without a prefix such as s3:.",
    },
    { statement: deny("Get*"), at: "Get*", severity: "high" },
    {
      statement: allow(["ecr: GetAuthorizationToken"]),
      at: "ecr: GetAuthorizationToken",
      message: '"ecr: GetAuthorizationToken" has a space in it: it matches no action.',
      fixed: { correct: allow(["ecr:GetAuthorizationToken"]) },
    },
    { statement: deny("apigateway:GetRestApis"), at: "apigateway:GetRestApis", severity: "high" },
    {
      statement: { Effect: "Deny", NotAction: ["iam:*", "route35:*"], Resource: "*" },
      at: "route35:*",
      severity: "medium",
    },
  ],
  accepts: [
    allow(["IAM:getuser", "s3:Get*", "s3:*Object", "sqs:SendMessag?"]),
    deny("*"),
    deny("*:*"),
    // Retired services in a list of exceptions.
    { Effect: "Deny", NotAction: ["iam:*", "a4b:*", "aws-portal:*", "mobileanalytics:*"], Resource: "*" },
    { kind: "resource", statement: { Effect: "Allow", Principal: "*", Action: ["SNS:Receive", "SNS:Publish"] } },
  ],
  native: [
    {
      title: "is silent about names that are only partly known, or put together elsewhere",
      uri: "/w/main.tf",
      text: 'variable "verb" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version   = "2012-10-17"\n    Statement = [{ Effect = "Allow", Action = ["s3:${var.verb}Bucketz", var.verb], Resource = "*" }]\n  })\n}\n',
      at: [],
    },
    {
      title: "is silent about what a template's tool fills in",
      uri: "/w/policy.json",
      text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${SERVICE}:Do","Resource":"*"}]}',
      at: [],
    },
    {
      title: "is silent while a name is typed",
      uri: "/w/policy.json",
      text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:GetObjectVersio',
      at: [],
    },
    {
      title: "judges each branch of a conditional",
      uri: "/w/main.tf",
      text: 'variable "all" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version   = "2012-10-17"\n    Statement = [{ Effect = "Allow", Action = var.all ? ["s3:HeadObject"] : ["s3:GetObject"], Resource = "*" }]\n  })\n}\n',
      at: ["s3:HeadObject"],
    },
  ],
});

const under = (Condition: object, Effect = "Deny") => ({ Effect, Action: "s3:PutObject", Resource: "*", Condition });

checkRule(policyUnknownConditionKey, {
  flags: [
    {
      statement: under({ StringNotEquals: { "aws:PrincipleOrgID": "o-exampleorgid" } }),
      at: "aws:PrincipleOrgID",
      severity: "medium",
      message: "aws:PrincipleOrgID is no condition key, aws:PrincipalOrgID is one: the Deny meets everyone.",
      fixed: { correct: under({ StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } }) },
    },
    {
      statement: under({ StringEquals: { "s3:x-amz-aclx": "public-read", "s3:x-amz-acl": "private" } }),
      at: "s3:x-amz-aclx",
      message: "s3:x-amz-aclx is no condition key, s3:x-amz-acl is one: nothing is denied.",
    },
    {
      statement: under({ StringEquals: { "lambda:resourceTag/team": "shop" } }, "Allow"),
      at: "lambda:resourceTag/team",
      message: "lambda has no condition key of its own for tags; aws:ResourceTag/team is the key: nothing is allowed.",
      fixed: { correct: under({ StringEquals: { "aws:ResourceTag/team": "shop" } }, "Allow") },
    },
    {
      statement: deny("s3:CreateBucket", { Condition: { StringLike: { s3LocationConstraint: "eu-*" } } }),
      at: "s3LocationConstraint",
      message: "AWS refuses the condition key s3LocationConstraint: it has no prefix.",
      fixed: { correct: deny("s3:CreateBucket", { Condition: { StringLike: { "s3:locationconstraint": "eu-*" } } }) },
    },
    {
      statement: under({ BoolIfExists: { "aws:MfaPresent": "true" } }, "Allow"),
      at: "aws:MfaPresent",
      message: `aws:MfaPresent is no condition key that AWS lists, as of ${catalog.date}: the condition limits nothing.`,
    },
    {
      statement: under({ Bool: { "efs:AccessedViaMountTarget": "true" } }),
      at: "efs:AccessedViaMountTarget",
      fixed: { correct: under({ Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } }) },
    },
    { statement: under({ Null: { "nothing:Key": "true" } }), at: "nothing:Key" },
  ],
  accepts: [
    under({
      StringEquals: {
        "AWS:sourceaccount": "123456789012",
        "aws:RequestTag/a b": "c",
        "s3:ExistingObjectTag/stage": "test",
        "secretsmanager:ResourceTag/stage": "test",
        "kms:EncryptionContext:app": "shop",
        "saml:anything": "x",
        "www.amazon.com:app_id": "x",
        "oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:a:b",
      },
    }),
  ],
  native: [
    {
      title: "is silent about keys that are only partly known",
      uri: "/w/main.tf",
      text: 'variable "issuer" {}\ndata "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["*"]\n    condition {\n      test     = "StringEquals"\n      variable = "${var.issuer}:sub"\n      values   = ["x"]\n    }\n  }\n}\n',
      at: [],
    },
    {
      title: "is silent while a key is typed",
      uri: "/w/policy.json",
      text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:Multi',
      at: [],
    },
  ],
});

const conditioned = (action: string, Condition: object) => allow(action, "*", { Condition });

checkRule(policyNeverMatches, {
  flags: [
    {
      statement: allow(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::reports"),
      at: "s3:GetObject",
      severity: "medium",
      message:
        "s3:GetObject is about arn:aws:s3:::BucketName/ObjectName, which none of this statement's resources can be: nothing is allowed.",
    },
    {
      statement: allow(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::reports/*"),
      at: "s3:ListBucket",
    },
    {
      statement: { ...deny(["lambda:*", "lambda:Get*"]), Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] },
      at: ["lambda:*", "lambda:Get*"],
      message: "lambda:* matches none of this statement's resources, which are of another kind: nothing is denied.",
    },
    {
      statement: allow("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f"),
      at: "logs:PutLogEvents",
    },
    { statement: allow("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:alias/a"), at: "kms:Decrypt" },
    { statement: allow("iam:PassRole", "arn:aws:iam::123456789012:user/a"), at: "iam:PassRole" },
    { statement: allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function/f"), at: "lambda:InvokeFunction" },
    {
      kind: "resource",
      statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports" },
      at: "s3:GetObject",
    },
    {
      statement: conditioned("s3:GetObject", { StringLike: { "s3:prefix": "public/*" } }),
      at: "s3:prefix",
      message: "s3:GetObject never sends s3:prefix, so the condition is never met: nothing is allowed.",
    },
    {
      statement: allow(["s3:GetObject", "s3:PutObject"], "*", {
        Condition: { "ForAnyValue:StringEquals": { "S3:Prefix": "public" } },
      }),
      at: "S3:Prefix",
      message: "None of these actions sends S3:Prefix, so the condition is never met: nothing is allowed.",
    },
    {
      statement: deny("iam:CreateUser", {
        Condition: { StringNotEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } },
      }),
      at: "arn:aws:iam::*:role/admin",
      message:
        "StringNotEquals takes * as a letter, so no aws:PrincipalArn is arn:aws:iam::*:role/admin: nobody is excepted. StringNotLike knows wildcards.",
    },
    {
      statement: conditioned("s3:GetObject", { StringEquals: { "aws:SourceArn": ["arn:aws:sns:*:*:t"] } }),
      at: "arn:aws:sns:*:*:t",
    },
  ],
  accepts: [
    allow(["s3:ListBucket", "s3:GetObject", "s3:ListAllMyBuckets"], ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]),
    allow(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::reports*"),
    allow("s3:GetObject", "arn:aws:s3:eu-west-1:123456789012:accesspoint/a/object/*"),
    allow("s3:Get*", "arn:aws:s3:::reports"),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], "arn:aws:logs:*:*:*"),
    allow("iam:ListUsers", "arn:aws:iam::123456789012:user/*"),
    allow("iam:GetUser", "arn:aws:iam::123456789012:user/${aws:username}"),
    allow("dynamodb:Query", ["arn:aws:dynamodb:*:*:table/t", "arn:aws:dynamodb:*:*:table/t/index/*"]),
    allow("*", "arn:aws:s3:::reports"),
    allow("cloudformation:CreateChangeSet", "arn:aws:cloudformation:*:aws:transform/*"),
    allow("elasticloadbalancing:AddTags", "arn:aws:elasticloadbalancing:*:*:listener/net/*/*/*"),
    allow("arc-zonal-shift:GetManagedResource", "arn:aws:eks:*:*:cluster/c"),
    allow("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:f:live"),
    allow("sts:AssumeRole", "arn:aws:iam::123456789012:role/deploy/app"),
    conditioned("s3:GetObject", { StringLikeIfExists: { "s3:prefix": "public/*" } }),
    conditioned("s3:GetObject", { StringNotLike: { "s3:prefix": "public/*" } }),
    conditioned("s3:*", { StringLike: { "s3:prefix": "public/*" } }),
    conditioned("states:InvokeHTTPEndpoint", { StringLike: { "states:HTTPEndpoint": "https://example.com/*" } }),
    conditioned("kms:Decrypt", { ArnLike: { "lambda:SourceFunctionArn": "arn:aws:lambda:*:*:function:f" } }),
    conditioned("s3:GetObject", { ArnEquals: { "aws:SourceArn": "arn:aws:sns:*:*:t" } }),
    conditioned("s3:GetObject", { StringEquals: { "aws:SourceArn": ["arn:aws:sns:*:*:t", "arn:aws:sns:a:1:t"] } }),
    conditioned("s3:GetObject", { StringEquals: { "s3:ExistingObjectTag/a": "*" } }),
  ],
  native: [
    {
      title: "takes what is only partly known to match",
      uri: "/w/main.tf",
      text: 'variable "bucket" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.bucket}" },\n      { Effect = "Allow", Action = "s3:GetObject", Resource = ["arn:aws:s3:::b", var.bucket] },\n    ]\n  })\n}\n',
      at: [],
    },
    {
      title: "takes API Gateway's short form of resources as it comes",
      uri: "/w/policy.json",
      text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/GET/*"}]}',
      at: [],
    },
  ],
});

const trusts = (Principal: unknown) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
const onResource = (Resource: unknown) => ({ ...deny("s3:GetObject"), Resource });
const json = (statement: string, version = '"Version":"2012-10-17",'): string =>
  `{${version}"Statement":[${statement}]}`;
const plain = '"Effect":"Allow","Action":"s3:GetObject","Resource":"*"';

checkRule(policyStructure, {
  flags: [
    {
      statement: under({ StringNotEqual: { "aws:PrincipalOrgID": "o-exampleorgid" } }),
      at: "StringNotEqual",
      severity: "high",
      message: "AWS knows no condition operator StringNotEqual; StringNotEquals is one.",
      fixed: { correct: under({ StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } }) },
    },
    {
      statement: under({ "ForAnyValues:StringLike": { "aws:TagKeys": "a" } }),
      at: "ForAnyValues:StringLike",
      fixed: { correct: under({ "ForAnyValue:StringLike": { "aws:TagKeys": "a" } }) },
    },
    {
      statement: under({ NullIfExists: { "aws:TagKeys": "true" } }),
      at: "NullIfExists",
      fixed: { correct: under({ Null: { "aws:TagKeys": "true" } }) },
    },
    { statement: under({ Contains: { "aws:TagKeys": "a" } }), at: "Contains" },
    {
      statement: under({ Bool: { "aws:SecureTransport": "yes" } }),
      at: "yes",
      message: 'Bool compares with true or false; "yes" is neither.',
    },
    { statement: under({ NumericLessThan: { "aws:MultiFactorAuthAge": "1h" } }), at: "1h" },
    {
      statement: under({ NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/33", "10.0.0", "::1/200"] } }),
      at: ["10.0.0.0/33", "10.0.0", "::1/200"],
      message: 'NotIpAddress compares addresses; "10.0.0.0/33" is no IP address or range of them.',
    },
    {
      statement: onResource("arn:aws:s3::reports/*"),
      at: "arn:aws:s3::reports/*",
      formats: ["policy JSON"],
    },
    {
      statement: onResource("arn:aws:s3:reports"),
      at: "arn:aws:s3:reports",
      message: 'AWS refuses "arn:aws:s3:reports": an ARN has six fields, arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.',
    },
    { statement: onResource("reports"), at: "reports" },
    {
      statement: onResource("arn:asw:s3:::reports/*"),
      at: "arn:asw:s3:::reports/*",
      message: '"arn:asw:s3:::reports/*" names the partition "asw", which AWS does not have.',
    },
    { statement: onResource("arn:aws:sqs:eu-west-1:1234567890:q"), at: "arn:aws:sqs:eu-west-1:1234567890:q" },
    {
      statement: onResource("arn:aws:iam:eu-west-1:123456789012:role/r"),
      at: "arn:aws:iam:eu-west-1:123456789012:role/r",
    },
    { statement: onResource("arn:aws:s3:eu-west-1::reports/*"), at: "arn:aws:s3:eu-west-1::reports/*" },
    {
      statement: onResource("arn:aws:iam::*:user/${aws:username"),
      at: "arn:aws:iam::*:user/${aws:username",
      formats: ["policy JSON", "CloudFormation YAML"],
    },
    { statement: { ...allow("s3:GetObject"), Sid: "Read reports" }, at: "Read reports", formats: ["policy JSON"] },
    {
      statement: { ...allow("s3:GetObject"), Sid: "read-reports" },
      at: "read-reports",
      message: 'IAM refuses the Sid "read-reports": it takes letters and digits only.',
      fixed: { "Replace read-reports by readReports": allow("s3:GetObject") },
    },
    {
      kind: "trust",
      statement: trusts({ AWS: "arn:aws:iam::123456789012:role/deploy-*" }),
      at: "arn:aws:iam::123456789012:role/deploy-*",
      message:
        'AWS refuses "arn:aws:iam::123456789012:role/deploy-*": a wildcard stands for all principals, never for part of a name.',
    },
    { kind: "trust", statement: trusts({ AWS: "1234567890" }), at: "1234567890" },
    { kind: "trust", statement: trusts({ AWS: "arn:aws:iam::role/r" }), at: "arn:aws:iam::role/r" },
    { kind: "trust", statement: trusts({ Service: "lambda" }), at: "lambda" },
    {
      kind: "trust",
      statement: trusts({ service: "lambda.amazonaws.com" }),
      at: "service",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      fixed: { correct: trusts({ Service: "lambda.amazonaws.com" }) },
    },
    {
      kind: "resource",
      statement: { Effect: "Allow", Principal: "arn:aws:iam::123456789012:root", Action: "s3:*", Resource: "*" },
      at: "arn:aws:iam::123456789012:root",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      kind: "permission-set",
      statement: { ...allow("s3:GetObject"), Principal: { AWS: "123456789012" } },
      at: "Principal",
      formats: ["CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      message: "AWS refuses Principal in a policy of this kind: it is about whoever it is attached to.",
    },
    {
      statement: { Effect: "Allow", Action: "s3:GetObject" },
      at: "Effect",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      message: "AWS refuses a statement with neither Resource nor NotResource in a policy of this kind.",
    },
    {
      statement: { Effect: "Allow", Action: "s3:GetObject" },
      at: "statement",
      formats: ["Terraform policy document"],
    },
    {
      statement: { ...allow("s3:GetObject"), NotAction: "s3:PutObject" },
      at: "NotAction",
      message: "AWS refuses a statement with both Action and NotAction.",
      formats: ["policy JSON", "CloudFormation YAML"],
    },
    {
      kind: "resource",
      statement: [{ ...allow("s3:GetObject"), Principal: "*" }, { ...allow("s3:PutObject") }],
      at: "Effect",
      formats: ["policy JSON", "Terraform jsonencode"],
    },
    { statement: allow([]), at: "Action", formats: ["policy JSON", "Terraform jsonencode"] },
    {
      statement: [
        { ...allow("s3:GetObject"), Sid: "A" },
        { ...allow("s3:PutObject"), Sid: "A" },
      ],
      at: "A",
      message: "AWS refuses a policy with two statements of the Sid A.",
      formats: ["policy JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
  ],
  accepts: [
    allow("s3:GetObject", [
      "arn:aws:s3:::reports*",
      "arn:aws-cn:s3:::b/*",
      "arn:aws:s3:eu-west-1:123456789012:accesspoint/a",
    ]),
    allow("ec2:RunInstances", "arn:aws:ec2:*::image/ami-1"),
    allow("iam:GetUser", [
      "arn:aws:iam::*:user/${aws:username}",
      "arn:aws:iam::aws:policy/*",
      "arn:aws:iam::cloudfront:user/a",
    ]),
    allow("s3:GetObject", "arn:aws:*"),
    under({
      "ForAllValues:StringEqualsIfExists": { "aws:TagKeys": ["a", "b"] },
      BoolIfExists: { "aws:SecureTransport": ["true"] },
      NumericLessThanEquals: { "s3:max-keys": "10" },
      IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7", "<my-corporate-cidr>"] },
      stringequals: { "aws:username": "a" },
    }),
    {
      kind: "trust",
      statement: trusts({ AWS: ["*", "123456789012", "arn:aws:iam::123456789012:root", "AIDACKCEVSQ6C2EXAMPLE"] }),
    },
    { kind: "trust", statement: trusts({ Service: ["lambda.amazonaws.com"], Federated: "accounts.google.com" }) },
    {
      kind: "resource",
      statement: {
        Sid: "Read reports",
        Effect: "Allow",
        Principal: { CanonicalUser: "79a5" },
        Action: "s3:*",
        Resource: "*",
      },
    },
  ],
  native: [
    {
      title: "names the element that was meant, and spells it so",
      uri: "/w/policy.json",
      text: json('{"effect":"allow","Actions":"s3:GetObject","Resource":"*"}'),
      at: ["effect", "allow", "Actions"],
      fixed: { "Replace Actions by Action": json('{"effect":"allow","Action":"s3:GetObject","Resource":"*"}') },
    },
    {
      title: "tells unknown elements of a policy",
      uri: "/w/policy.json",
      text: json(`{${plain}}`, '"version":"2012-10-17","Comment":"x","Id":"y",'),
      at: ["version", "Comment"],
    },
    {
      title: "knows the two versions",
      uri: "/w/policy.json",
      text: json(`{${plain}}`, '"Version":"2012-10-18",'),
      at: ["2012-10-18"],
      message: "AWS refuses the Version 2012-10-18: there are 2012-10-17 and 2008-10-17.",
      fixed: { correct: json(`{${plain}}`) },
    },
    {
      title: "tells variables that the old version does not know",
      uri: "/w/policy.json",
      text: json(
        '{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}',
        '"Version":"2008-10-17",',
      ),
      at: ["2008-10-17"],
      severity: "medium",
      message:
        "In Version 2008-10-17 ${aws:username} is no variable but plain text, which nothing is named: 2012-10-17 knows variables.",
      fixed: {
        correct: json('{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}'),
      },
    },
    {
      title: "tells variables where there is no version",
      uri: "/w/policy.json",
      text: json('{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}', ""),
      at: ["arn:aws:iam::*:user/${aws:username}"],
      severity: "medium",
    },
    {
      title: "tells an Effect of other letters, and corrects it in CloudFormation",
      uri: "/w/template.yaml",
      text: "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: 2012-10-17\n        Statement:\n          - effect: Allow\n            Action: s3:GetObject\n            Resource: '*'\n",
      at: ["effect"],
      fixed: {
        correct:
          "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: 2012-10-17\n        Statement:\n          - Effect: Allow\n            Action: s3:GetObject\n            Resource: '*'\n",
      },
    },
    {
      title: "tells keys that stand twice",
      uri: "/w/policy.json",
      text: json(
        `{${plain},"Condition":{"StringEquals":{"aws:username":"a"},"StringEquals":{"aws:username":"b","aws:username":"c"}}}`,
      ),
      at: ["StringEquals", "aws:username"],
      message: "StringEquals stands twice in one Condition: only the last of them counts. Put the values into one.",
    },
    {
      title: "tells values of other types",
      uri: "/w/policy.json",
      text: json('{"Effect":"Allow","Action":{"a":1},"Resource":[true],"Condition":["x"]}'),
      at: ["{", "t", "Condition"],
    },
    { title: "wants a statement", uri: "/w/policy.json", text: '{"Version":"2012-10-17","Statement":[]}', at: ["["] },
    {
      title: "is silent about what the provider's data source brings itself, or forbids",
      uri: "/w/main.tf",
      text: 'data "aws_iam_policy_document" "d" {\n  statement {\n    sid       = ""\n    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:iam::*:user/&{aws:username}"]\n  }\n}\n',
      at: [],
    },
    {
      title: "is silent while a statement is typed",
      uri: "/w/policy.json",
      text: '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"All',
      at: [],
    },
    {
      title: "is silent about expressions",
      uri: "/w/main.tf",
      text: 'variable "v" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version   = var.v\n    Statement = [merge(var.v, { Effect = var.v }), { Effect = var.v, Action = var.v, Resource = var.v, Condition = var.v }]\n  })\n}\n',
      at: [],
    },
  ],
});

/** A statement that makes a policy of this version and nothing else so many characters long, as JSON without white space. */
function ofSize(size: number) {
  const empty = { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::" };
  const rest = size - JSON.stringify({ Version: "2012-10-17", Statement: [empty] }).length;
  return { ...empty, Resource: `arn:aws:s3:::${"a".repeat(rest)}` };
}

const first = (format: string): string => (format === "Terraform policy document" ? "data" : "Version");
const inline = (role: string, name: string, size: number): string =>
  `resource "aws_iam_role_policy" "${name}" {\n  name   = "${name}"\n  role   = aws_iam_role.${role}.id\n  policy = ${JSON.stringify(
    JSON.stringify({ Version: "2012-10-17", Statement: [ofSize(size)] }),
  )}\n}\n`;
const role = 'resource "aws_iam_role" "app" {\n  name = "app"\n}\n';
const inlineInTemplate = (size: number): string =>
  JSON.stringify({
    PolicyName: `p${size}`,
    PolicyDocument: { Version: "2012-10-17", Statement: [ofSize(size)] },
  });
const template = (...sizes: number[]): string =>
  `{"Resources":{"App":{"Type":"AWS::IAM::Role","Properties":{"Policies":[${sizes.map(inlineInTemplate).join()}]}}}}`;

checkRule(policySize, {
  flags: [
    ...[
      "policy JSON",
      "CloudFormation JSON",
      "CloudFormation YAML",
      "Terraform jsonencode",
      "Terraform policy document",
    ].flatMap((format) => [
      {
        kind: "boundary" as const,
        statement: ofSize(6145),
        at: first(format),
        severity: "high" as const,
        formats: [format],
      },
      {
        kind: "scp" as const,
        statement: ofSize(10_241),
        at: first(format),
        severity: "high" as const,
        formats: [format],
      },
      { kind: "rcp" as const, statement: ofSize(5121), at: first(format), formats: [format] },
      {
        kind: "trust" as const,
        statement: ofSize(8192),
        at: first(format),
        severity: "medium" as const,
        formats: format === "policy JSON" ? [] : [format],
      },
      {
        kind: "trust" as const,
        statement: ofSize(8193),
        at: first(format),
        severity: "high" as const,
        formats: format === "policy JSON" ? [] : [format],
      },
      {
        kind: "permission-set" as const,
        statement: ofSize(10_241),
        at: first(format),
        formats: format === "policy JSON" ? [] : [format],
      },
    ]),
    {
      kind: "boundary",
      statement: ofSize(6145),
      at: "Version",
      message: "This policy has at least 6,145 characters: AWS takes 6,144 in a managed policy.",
      formats: ["Terraform jsonencode"],
    },
    {
      kind: "trust",
      statement: ofSize(2049),
      at: "Version",
      message:
        "This policy has at least 2,049 characters: AWS takes 2,048 in a role's trust policy, and up to 8,192 on request.",
      formats: ["CloudFormation YAML"],
    },
    {
      kind: "resource",
      statement: { ...ofSize(20_481), Principal: "*" },
      at: "Version",
      message: "This policy has at least 20,497 characters: AWS takes 20,480 in a bucket policy.",
      formats: ["CloudFormation JSON"],
    },
  ],
  accepts: [
    { kind: "boundary", statement: ofSize(6144) },
    { kind: "scp", statement: ofSize(10_240) },
    { kind: "rcp", statement: ofSize(5120) },
    { kind: "trust", statement: ofSize(2048) },
  ],
  native: [
    {
      title: "counts no white space",
      uri: "/w/boundary.json",
      text: `{"Version":"2012-10-17",${" ".repeat(7000)}"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`,
      at: [],
    },
    {
      title: "counts a managed policy, and nothing that is not known",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "long" {\n  policy = ${JSON.stringify(JSON.stringify({ Statement: [ofSize(6200)] }))}\n}\nresource "aws_iam_policy" "short" {\n  policy = jsonencode({ Statement = [{ Effect = "Deny", Action = var.${"a".repeat(6200)}, Resource = "*" }] })\n}\n`,
      at: ["Statement"],
    },
    {
      title: "counts a role's inline policies together",
      uri: "/w/main.tf",
      text: role + inline("app", "a", 5000) + inline("app", "b", 5241),
      at: ["app"],
      severity: "medium",
      message:
        "Its 2 inline policies have at least 10,241 characters together: AWS takes 10,240 in a role's inline policies.",
    },
    {
      title: "lets them have all that they may",
      uri: "/w/main.tf",
      text: role + inline("app", "a", 5000) + inline("app", "b", 5240),
      at: [],
    },
    {
      title: "tells the one that is too long by itself",
      uri: "/w/main.tf",
      text: role + inline("app", "a", 10_300) + inline("app", "b", 300),
      at: ["Version"],
    },
    { title: "counts them in a template", uri: "/w/template.json", text: template(5000, 5241), at: ["App"] },
    { title: "lets a template's have all that they may", uri: "/w/template.json", text: template(5000, 5240), at: [] },
  ],
});
