// The rules about what AWS silently never matches: names that it does not have, and what does not go together.
import { policyNeverMatches } from "../../shared-rules/src/rules/policy-never-matches";
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
    // What is denied to no avail was meant to deny something.
    { statement: deny(["eks:List*", "eks:Get*"]), at: "eks:Get*", severity: "medium", offers: [] },
    {
      statement: allow(["eks:List*", "eks:Get*"]),
      at: "eks:Get*",
      severity: "low",
      fixed: { "Remove eks:Get*": allow(["eks:List*"]) },
    },
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
      title: "is silent about wildcards of a list of services and one of verbs",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version   = "2012-10-17"\n    Statement = [for s in ["s3", "tag"] : { Effect = "Allow", Action = ["${s}:Get*", "${s}:View*"], Resource = "*" }]\n  })\n}\n',
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
        "s3:GetObject is about arn:aws:s3:::BucketName/ObjectName, which none of this statement's resources can be: it is not allowed.",
    },
    {
      statement: allow("s3:GetObject", "arn:aws:s3:::reports"),
      at: "s3:GetObject",
      message:
        "s3:GetObject is about arn:aws:s3:::BucketName/ObjectName, which none of this statement's resources can be: nothing is allowed.",
    },
    // What misses the same kind of resource is one finding; the rest of the statement has its effect.
    {
      kind: "scp",
      statement: {
        ...deny([
          "lambda:CreateEventSourceMapping",
          "lambda:DeleteEventSourceMapping",
          "lambda:DeleteFunction",
          "lambda:UpdateEventSourceMapping",
        ]),
        Resource: "arn:aws:lambda:*:*:function:[PREFIX]",
      },
      at: ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping"],
      message: [
        'lambda:CreateEventSourceMapping takes no resource but "*": it is not denied.',
        "lambda:DeleteEventSourceMapping and lambda:UpdateEventSourceMapping are about arn:aws:lambda:Region:Account:event-source-mapping:UUID, which none of this statement's resources can be: they are not denied.",
      ],
    },
    {
      statement: allow(
        ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"],
        "arn:aws:ecr:eu-west-1:123456789012:repository/app",
      ),
      at: "ecr:GetAuthorizationToken",
      message: 'ecr:GetAuthorizationToken takes no resource but "*": it is not allowed.',
    },
    {
      statement: allow(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::reports/*"),
      at: "s3:ListBucket",
    },
    {
      statement: { ...deny(["lambda:*", "lambda:Get*"]), Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] },
      at: "lambda:*",
      message:
        "lambda:* and lambda:Get* match none of this statement's resources, which are of another kind: nothing is denied.",
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
    allow("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
    allow("ecr:GetAuthorizationToken"),
    allow("ecr:CreatePullThroughCacheRule", "arn:aws:ecr:eu-west-1:123456789012:repository/hub/*"),
    allow("ec2:Describe*", "arn:aws:ec2:*:*:instance/*"),
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
