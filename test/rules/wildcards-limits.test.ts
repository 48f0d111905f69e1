// Where wildcards stop: words, conditions, resources, Deny, and policies that only cap.
import { wildcardAction } from "../../shared-rules/src/rules/wildcard-action";
import { wildcardAdmin } from "../../shared-rules/src/rules/wildcard-admin";
import { wildcardNotAction } from "../../shared-rules/src/rules/wildcard-not-action";
import { wildcardNotPrincipal } from "../../shared-rules/src/rules/wildcard-not-principal";
import { wildcardNotResource } from "../../shared-rules/src/rules/wildcard-not-resource";
import { wildcardResource } from "../../shared-rules/src/rules/wildcard-resource";
import { wildcardSensitive } from "../../shared-rules/src/rules/wildcard-sensitive";
import { wildcardService } from "../../shared-rules/src/rules/wildcard-service";
import { checkRule } from "../support/check-rule";

const tagged = { StringEquals: { "aws:ResourceTag/team": "web" } };
const bucket = "arn:aws:s3:::reports/*";
const allow = (Action: unknown, Resource: unknown = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: unknown) => ({ Effect: "Deny", Action, Resource: "*" });
const caps = (statement: Record<string, unknown>) =>
  (["boundary", "scp", "rcp"] as const).map((kind) => ({ kind, statement }));
const policyOf = (actions: string): string =>
  `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ${actions}, Resource = "*" }] })\n}\n`;

describe("limits of wildcards", () => {
  checkRule(wildcardAdmin, {
    flags: [
      { statement: allow("**"), at: "**", offers: [] },
      { statement: allow("**:**"), at: "**:**" },
      { statement: [allow("*"), deny("iam:CreateUser")], at: "*", severity: "critical" },
    ],
    accepts: [
      { statement: [allow("*"), deny("iam:*")], kind: "identity" },
      allow("*s3:*"),
      allow("s3*:*"),
      allow(":*"),
    ],
    native: [
      {
        title: "beside an action that is computed",
        uri: "/w/main.tf",
        text: policyOf('["${var.verb}", "*"]'),
        at: ["*"],
      },
    ],
  });

  checkRule(wildcardAction, {
    flags: [{ statement: allow("*", bucket, tagged), at: "*", severity: "medium" }],
    accepts: [{ statement: allow("*", bucket), kind: "boundary" }, deny("*")],
    native: [
      {
        title: "an unfinished statement may yet be about every resource",
        uri: "/w/policy.json",
        text: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::reports/*", ',
        at: [],
      },
    ],
  });

  checkRule(wildcardService, {
    flags: [
      {
        statement: allow("sqs:*", "*", tagged),
        at: "sqs:*",
        severity: "low",
      },
      { statement: allow("iam:*", "*", tagged), at: "iam:*", severity: "medium" },
      {
        statement: allow(["s3:GetObject", "sqs:**"]),
        at: "sqs:**",
        message: /^sqs:\*\* allows all \d\d actions of Amazon (SQS|Simple Queue Service)/,
        offers: ["read-only", "list-actions", "remove-action"],
      },
      {
        statement: allow("nosuchservice:*"),
        at: "nosuchservice:*",
        message: /^nosuchservice:\* allows every action of nosuchservice, and/,
      },
    ],
    accepts: [{ statement: allow("sqs:*"), kind: "scp" }, allow("s*:*"), allow("sqs:*Message")],
  });

  checkRule(wildcardSensitive, {
    flags: [
      { statement: allow("iam:Create*", "*", tagged), at: "iam:Create*", severity: "low" },
      {
        statement: allow(["s3:GetObject", "s3:PutBucketP*"], "arn:aws:s3:::reports"),
        at: "s3:PutBucketP*",
        message: /^s3:PutBucketP\* also allows s3:PutBucketPolicy and .*, which hand out/,
        offers: ["list-actions", "remove-action"],
      },
      { statement: allow("iam:*Role*", "arn:aws:iam::123456789012:role/app"), at: "iam:*Role*" },
      // Of its actions, one has no resource type: it takes any.
      { statement: allow("ecr:PutRegistryP*"), at: "ecr:PutRegistryP*" },
    ],
    accepts: [
      // Resources that none of the sensitive actions is about.
      allow("s3:*Object", "arn:aws:s3:::reports/*", tagged),
      allow("iam:*User*", "arn:aws:iam::123456789012:role/app"),
      allow("ecr:SetRepository*", "arn:aws:s3:::reports"),
      { statement: [allow("ecr:SetRepository*"), deny("ecr:SetRepositoryPolicy")], kind: "identity" },
      { statement: allow("iam:Create*"), kind: "boundary" },
      // These are other rules' findings.
      allow("iam:*"),
      allow("*"),
      allow("iam:CreateUser"),
    ],
  });

  checkRule(wildcardResource, {
    flags: [
      {
        statement: allow("*"),
        at: "*",
        severity: "high",
        message: '"*" lets every action reach every resource of the account.',
      },
      { statement: allow(["*", "s3:ListBucket"], [bucket, "*"]), at: "*", severity: "high" },
      {
        statement: allow(["s3:ListBucket", "dynamodb:PutItem", "secretsmanager:GetSecretValue"]),
        at: "*",
        severity: "high",
        message:
          '"*" lets secretsmanager:GetSecretValue, dynamodb:PutItem and s3:ListBucket reach every resource; they can be limited to the ones that are meant.',
      },
      {
        statement: allow(["s3:ListBucket", "dynamodb:PutItem"]),
        at: "*",
        severity: "medium",
        message: /dynamodb:PutItem and s3:ListBucket/,
      },
      {
        statement: allow("sqs:*Message"),
        at: "*",
        message: /sqs:DeleteMessage, sqs:SendMessage and sqs:ReceiveMessage reach/,
      },
      { statement: [allow(["sqs:SendMessage", "s3:ListBucket"]), deny("sqs:*")], at: "*", severity: "low" },
      { statement: [allow(["sqs:SendMessage", "s3:ListBucket"]), deny("ec2:*")], at: "*", severity: "medium" },
      { statement: [allow(["sqs:SendMessage", "s3:ListBucket"]), allow("ec2:DescribeImages")], at: "*" },
    ],
    accepts: [
      { statement: [allow("sqs:SendMessage"), deny("sqs:*")], kind: "identity" },
      { Effect: "Allow", NotAction: "sqs:*", Resource: "*" },
      { statement: allow("sqs:SendMessage"), kind: "boundary" },
      allow("*", bucket),
    ],
    native: [
      {
        title: "beside an action that is computed",
        uri: "/w/main.tf",
        text: policyOf('["sqs:${var.verb}", "sqs:SendMessage"]'),
        at: ["*"],
        message: /^"\*" lets sqs:SendMessage reach every resource; it can/,
      },
    ],
  });

  const notAction = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
  checkRule(wildcardNotAction, {
    flags: [
      { statement: { ...notAction, Condition: tagged }, at: "NotAction", severity: "medium" },
      { kind: "permission-set", statement: notAction, at: "NotAction", severity: "high" },
    ],
    accepts: [allow("s3:*"), ...caps(notAction)],
  });

  const notResource = { Effect: "Allow", Action: "s3:*", NotResource: bucket };
  checkRule(wildcardNotResource, {
    flags: [
      {
        statement: { ...notResource, NotResource: [] },
        at: "NotResource",
        message: "NotResource permits s3:* on every resource.",
        formats: ["policy JSON", "CloudFormation JSON", "Terraform jsonencode"],
      },
    ],
    accepts: [...caps(notResource)],
  });

  const notPrincipal = { Effect: "Allow", NotPrincipal: { AWS: [] }, Action: "s3:GetObject", Resource: bucket };
  checkRule(wildcardNotPrincipal, {
    flags: [
      {
        kind: "resource",
        statement: notPrincipal,
        at: "NotPrincipal",
        message: "NotPrincipal lets in everyone in the world.",
        formats: ["policy JSON", "CloudFormation JSON", "Terraform jsonencode"],
      },
    ],
  });
});
