// The MFA rules, in all formats.
import { mfaMissing } from "../../shared-rules/src/rules/mfa-missing";
import { mfaOperator } from "../../shared-rules/src/rules/mfa-operator";
import { checkRule } from "../support/check-rule";

const key = "aws:MultiFactorAuthPresent";
const denyAll = { Effect: "Deny", Action: "*", Resource: "*" };
const allowDelete = { Effect: "Allow", Action: ["iam:DeleteUser"], Resource: "*" };

checkRule(mfaOperator, {
  flags: [
    {
      statement: { ...denyAll, Condition: { Bool: { [key]: "false" } } },
      at: "Bool",
      severity: "high",
      message: 'Bool "false" is not met by long-term access keys, which carry no MFA information: they are not denied.',
      fixed: { "fix-operator": { ...denyAll, Condition: { BoolIfExists: { [key]: "false" } } } },
    },
    {
      statement: { ...allowDelete, Condition: { BoolIfExists: { [key]: "true" } } },
      at: "BoolIfExists",
      fixed: { "fix-operator": { ...allowDelete, Condition: { Bool: { [key]: "true" } } } },
    },
    {
      statement: { ...allowDelete, Condition: { Bool: { [key]: "false" } } },
      at: "false",
      fixed: { "fix-operator": { ...allowDelete, Condition: { Bool: { [key]: "true" } } } },
    },
    {
      statement: { ...denyAll, Condition: { Bool: { [key]: "true" } } },
      at: "true",
      fixed: { "fix-operator": { ...denyAll, Condition: { BoolIfExists: { [key]: "false" } } } },
    },
    {
      statement: { ...allowDelete, Condition: { Null: { [key]: "false" } } },
      at: "Null",
      fixed: { "fix-operator": { ...allowDelete, Condition: { Bool: { [key]: "true" } } } },
    },
    {
      statement: { ...denyAll, Condition: { Null: { [key]: "true" } } },
      at: "Null",
      fixed: { "fix-operator": { ...denyAll, Condition: { BoolIfExists: { [key]: "false" } } } },
    },
    {
      statement: { ...denyAll, Condition: { Bool: { [key]: "false", "aws:ViaAWSService": "false" } } },
      at: "Bool",
      fixed: {
        "fix-operator": {
          ...denyAll,
          Condition: { Bool: { "aws:ViaAWSService": "false" }, BoolIfExists: { [key]: "false" } },
        },
      },
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    { statement: { ...allowDelete, Condition: { "ForAllValues:Bool": { [key]: "true" } } }, at: "ForAllValues:Bool" },
  ],
  accepts: [
    { ...denyAll, Condition: { BoolIfExists: { [key]: "false" } } },
    { ...allowDelete, Condition: { Bool: { [key]: "true" } } },
    { ...allowDelete, Condition: { Bool: { [key]: "true" }, Null: { [key]: "false" } } },
    { ...allowDelete, Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } },
  ],
  native: [
    {
      title: "Bool false beside Null true is a whole test in two statements",
      uri: "/w/policy.json",
      text: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"${key}":"false"}}},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"${key}":"true"}}}]}`,
      at: [],
    },
  ],
});

/** A role that may delete users, with a trust policy. */
function roleTrusting(Principal: object, Condition?: object): string {
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal, ...(Condition && { Condition }) };
  return JSON.stringify({
    Resources: {
      Alice: { Type: "AWS::IAM::User" },
      Ops: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
          Policies: [{ PolicyName: "ops", PolicyDocument: { Version: "2012-10-17", Statement: [allowDelete] } }],
        },
      },
    },
  });
}

const managedPolicy =
  'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:DeleteUser", Resource = "*" }] })\n}\n';
const attachedTo = (kind: "role" | "group"): string =>
  `resource "aws_iam_${kind}_policy_attachment" "x" {\n  ${kind} = aws_iam_${kind}.x.name\n  policy_arn = aws_iam_policy.p.arn\n}\n`;
const serviceRole =
  'resource "aws_iam_role" "x" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })\n}\n';

checkRule(mfaMissing, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["iam:DeleteUser", "s3:GetObject"], Resource: "*" },
      at: "iam:DeleteUser",
      severity: "low",
      message: "iam:DeleteUser is allowed without MFA: a stolen password or access key is enough.",
      fixed: {
        "require-mfa": [
          { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" },
          { Effect: "Allow", Action: ["iam:DeleteUser"], Resource: "*", Condition: { Bool: { [key]: "true" } } },
        ],
      },
    },
    // What a wildcard grants as well goes with it.
    {
      statement: {
        Effect: "Allow",
        Action: ["iam:Delete*", "iam:DeleteServerCertificate", "sqs:ListQueues"],
        Resource: "*",
      },
      at: "iam:Delete*",
      fixed: {
        "require-mfa": [
          { Effect: "Allow", Action: ["sqs:ListQueues"], Resource: "*" },
          {
            Effect: "Allow",
            Action: ["iam:Delete*", "iam:DeleteServerCertificate"],
            Resource: "*",
            Condition: { Bool: { [key]: "true" } },
          },
        ],
      },
    },
    {
      statement: { Effect: "Allow", Action: "organizations:RemoveAccountFromOrganization", Resource: "*" },
      at: "organizations:RemoveAccountFromOrganization",
    },
    { statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }, at: "sts:AssumeRole" },
  ],
  accepts: [
    { Effect: "Allow", Action: ["iam:DeleteUser"], Resource: "*", Condition: { Bool: { [key]: "true" } } },
    { Effect: "Allow", Action: ["iam:GetUser", "s3:PutObject"], Resource: "*" },
    // Whoever asks for MFA here allows it to nobody.
    { Effect: "Allow", Action: ["sts:GetFederationToken", "sts:GetSessionToken"], Resource: "*" },
    { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/ops" },
    {
      Effect: "Allow",
      Action: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
      Resource: "arn:aws:iam::*:user/${aws:username}",
    },
  ],
  native: [
    {
      title: "a group is people: medium",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_group_policy" "ops" {\n  group = aws_iam_group.ops.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:DeleteUser", Resource = "*" }] })\n}\n',
      at: ["iam:DeleteUser"],
      severity: "medium",
    },
    {
      title: "a role's policy is judged by its trust, not here",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role_policy" "ops" {\n  role = "ops"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:DeleteUser", Resource = "*" }] })\n}\n',
      at: [],
    },
    {
      title: "a role that users assume is people's",
      uri: "/w/template.json",
      text: roleTrusting({ AWS: "arn:aws:iam::123456789012:user/alice" }),
      at: ["iam:DeleteUser"],
      severity: "medium",
    },
    {
      title: "a role that a user of the template assumes",
      uri: "/w/template.json",
      text: roleTrusting({ AWS: { "Fn::GetAtt": ["Alice", "Arn"] } }),
      at: ["iam:DeleteUser"],
      severity: "medium",
    },
    {
      title: "a role that an account assumes may be people's",
      uri: "/w/template.json",
      text: roleTrusting({ AWS: "arn:aws:iam::123456789012:root" }),
      at: ["iam:DeleteUser"],
      severity: "low",
    },
    {
      title: "a role that another company assumes",
      uri: "/w/template.json",
      text: roleTrusting({ AWS: "123456789012" }, { StringEquals: { "sts:ExternalId": "42" } }),
      at: [],
    },
    {
      title: "a role that users assume with MFA",
      uri: "/w/template.json",
      text: roleTrusting({ AWS: "arn:aws:iam::123456789012:user/alice" }, { Bool: { [key]: "true" } }),
      at: [],
    },
    {
      title: "a role that a service assumes",
      uri: "/w/template.json",
      text: roleTrusting({ Service: "lambda.amazonaws.com" }),
      at: [],
    },
    {
      title: "a managed policy that only roles of services have",
      uri: "/w/main.tf",
      text: managedPolicy + attachedTo("role") + serviceRole,
      at: [],
    },
    {
      title: "a managed policy that a group has, too",
      uri: "/w/main.tf",
      text: `${managedPolicy}${attachedTo("role")}${serviceRole}${attachedTo("group")}resource "aws_iam_group" "x" {\n  name = "x"\n}\n`,
      at: ["iam:DeleteUser"],
      severity: "medium",
    },
    {
      title: "a group that another policy denies everything without MFA",
      uri: "/w/main.tf",
      text: `${managedPolicy}${attachedTo("group")}resource "aws_iam_group" "x" {\n  name = "x"\n}\nresource "aws_iam_group_policy" "mfa" {\n  group  = "x"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", NotAction = "iam:EnableMFADevice", Resource = "*", Condition = { BoolIfExists = { "${key}" = "false" } } }] })\n}\n`,
      at: [],
    },
    {
      title: "denied without MFA elsewhere in the policy",
      uri: "/w/policy.json",
      text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:DeleteUser","Resource":"*"},{"Effect":"Deny","NotAction":"iam:EnableMFADevice","Resource":"*","Condition":{"BoolIfExists":{"${key}":"false"}}}]}`,
      at: [],
    },
  ],
});
