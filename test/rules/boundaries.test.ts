// The rules boundary-delegation and boundary-missing.
import assert from "node:assert/strict";
import { boundaryDelegation } from "../../shared-rules/src/rules/boundary-delegation";
import { boundaryMissing } from "../../shared-rules/src/rules/boundary-missing";
import { lintIn, type Files } from "../link/workspace";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

const guard = { ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/permissions-boundary" } };

checkRule(boundaryDelegation, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["iam:CreateRole", "iam:GetRole"], Resource: "*" },
      at: "iam:CreateRole",
      severity: "high",
      message:
        "iam:CreateRole is allowed without a permissions boundary: whoever has this policy can hand out more than they have.",
      fixed: {
        "require-boundary": [
          { Effect: "Allow", Action: ["iam:GetRole"], Resource: "*" },
          { Effect: "Allow", Action: ["iam:CreateRole"], Resource: "*", Condition: guard },
        ],
      },
    },
    {
      statement: { Effect: "Allow", Action: ["iam:Put*Policy", "iam:AttachUserPolicy"], Resource: "*" },
      at: "iam:Put*Policy",
      message:
        "iam:Put*Policy and iam:AttachUserPolicy are allowed without a permissions boundary: whoever has this policy can hand out more than they have.",
    },
    // One statement without a condition is one finding, at the first of its actions.
    {
      statement: {
        Effect: "Allow",
        Action: ["iam:PutRolePolicy", "iam:GetRole", "iam:AttachRolePolicy", "iam:CreateRole", "iam:ListRoles"],
        Resource: "*",
      },
      at: "iam:PutRolePolicy",
      message:
        "iam:PutRolePolicy, iam:AttachRolePolicy and iam:CreateRole are allowed without a permissions boundary: whoever has this policy can hand out more than they have.",
      fixed: {
        "remove-action": { Effect: "Allow", Action: ["iam:GetRole", "iam:ListRoles"], Resource: "*" },
        "require-boundary": [
          { Effect: "Allow", Action: ["iam:GetRole", "iam:ListRoles"], Resource: "*" },
          {
            Effect: "Allow",
            Action: ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:CreateRole"],
            Resource: "*",
            Condition: guard,
          },
        ],
      },
    },
    {
      statement: { Effect: "Allow", Action: "iam:*RolePolicy", Resource: "*" },
      at: "iam:*RolePolicy",
      message:
        "iam:*RolePolicy allows iam:PutRolePolicy and iam:AttachRolePolicy without a permissions boundary: whoever has this policy can hand out more than they have.",
    },
    // A service-linked role takes no policy, but the other one does.
    {
      statement: {
        Effect: "Allow",
        Action: "iam:PutRolePolicy",
        Resource: ["arn:aws:iam::*:role/aws-service-role/fsx.amazonaws.com/*", "arn:aws:iam::*:role/app"],
      },
      at: "iam:PutRolePolicy",
    },
    {
      statement: {
        Effect: "Allow",
        Action: ["iam:CreateRole"],
        Resource: "*",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
      at: "iam:CreateRole",
    },
  ],
  accepts: [
    {
      Effect: "Allow",
      Action: ["iam:CreateRole"],
      Resource: "*",
      Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" } },
    },
    { Effect: "Allow", Action: ["iam:DetachRolePolicy", "iam:PutGroupPolicy", "iam:GetRole"], Resource: "*" },
    { Effect: "Allow", Action: ["iam:CreateRole"], Resource: "arn:aws:iam::*:user/*" },
  ],
});

const boundedBy = (boundary: string): string =>
  `resource "aws_iam_role" "ops" {\n  name                 = "ops"\n  assume_role_policy   = "{}"\n  permissions_boundary = ${boundary}\n}\n`;
const mayChangeIam =
  '\nresource "aws_iam_role_policy" "ops" {\n  role   = aws_iam_role.ops.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*" }] })\n}\n';

checkRule(boundaryMissing, {
  native: [
    {
      title: "a role that may change IAM",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role" "ops" {\n  name               = "ops"\n  assume_role_policy = "{}"\n}\n\nresource "aws_iam_role_policy" "ops" {\n  role = aws_iam_role.ops.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*" }] })\n}\n',
      at: ["ops"],
      severity: "medium",
      message: "The role ops may change IAM and has no permissions boundary: nothing caps what it can give itself.",
    },
    {
      title: "a role with IAMFullAccess, attached elsewhere in the file",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role" "ops" {\n  name               = "ops"\n  assume_role_policy = "{}"\n}\n\nresource "aws_iam_role_policy_attachment" "ops" {\n  role       = "ops"\n  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"\n}\n',
      at: ["ops"],
      severity: "medium",
      message:
        "The role ops is already an administrator (IAMFullAccess) and has no permissions boundary: nothing caps what it does.",
    },
    {
      title: "a role with another policy of AWS",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role" "ops" {\n  name               = "ops"\n  assume_role_policy = "{}"\n}\n\nresource "aws_iam_role_policy_attachment" "ops" {\n  role       = "ops"\n  policy_arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"\n}\n',
      at: ["ops"],
      severity: "low",
    },
    {
      title: "a role with AdministratorAccess in whatever partition",
      uri: "/w/template.yaml",
      text: "Resources:\n  Job:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns:\n        - !Sub arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess\n",
      at: ["Job"],
      severity: "medium",
    },
    {
      title: "a role with a managed policy of the template, by its name",
      uri: "/w/template.yaml",
      text: "Resources:\n  Job:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns:\n        - !Sub arn:aws:iam::${AWS::AccountId}:policy/job\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      ManagedPolicyName: job\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: iam:PutRolePolicy\n            Resource: '*'\n",
      at: ["Job"],
      severity: "medium",
    },
    {
      title: "the role that SAM makes for a function, by the function's name",
      uri: "/w/template.yaml",
      text: "Transform: AWS::Serverless-2016-10-31\nResources:\n  Publisher:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n  Flow:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: flow.json\n",
      at: ["Publisher", "Flow"],
      severity: "low",
      message: [
        "The role that SAM makes for the function Publisher has no permissions boundary: nothing caps what its policies may grant one day.",
        "The role that SAM makes for the state machine Flow has no permissions boundary: nothing caps what its policies may grant one day.",
      ],
    },
    {
      title: "a boundary that is written as null is none",
      uri: "/w/main.tf",
      text: boundedBy("null"),
      at: ["ops"],
      severity: "low",
    },
    {
      title: "any other role is for information",
      uri: "/w/template.yaml",
      text: "Resources:\n  Job:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: job\n",
      at: ["Job"],
      severity: "low",
    },
    {
      title: "the boundary of the module is attached",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_policy" "team_boundary" {\n  name   = "team-boundary"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*" }] })\n}\n',
      at: ["ci"],
      fixed: {
        "add-boundary":
          'resource "aws_iam_user" "ci" {\n  name                 = "ci"\n  permissions_boundary = aws_iam_policy.team_boundary.arn\n}\n\nresource "aws_iam_policy" "team_boundary" {\n  name   = "team-boundary"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*" }] })\n}\n',
      },
    },
  ],
});

describe("a boundary that nobody gives", () => {
  before(() => engine.ready());

  const told = (files: Files, uri: string, callers: Readonly<Record<string, string[]>> = {}): string[] =>
    lintIn(files, uri, { callers })
      .filter(({ rule }) => rule === "boundary-missing")
      .map(({ severity, text, message, fixes }) => [severity, text, message, ...fixes.map(({ id }) => id)].join(" | "));
  const variable = 'variable "boundary" {\n  default = null\n}\n';
  const module = { "/r/m/main.tf": `${variable}${boundedBy("var.boundary")}` };
  const calls = { "/r/m": ["/r"] };

  it("is its caller's to give, where the role cannot change IAM", () => {
    const files = { ...module, "/r/main.tf": 'module "m" {\n  source = "./m"\n}\n' };
    assert.deepEqual(told(files, "/r/m/main.tf", calls), []);
    assert.deepEqual(told({ "/r/m/main.tf": boundedBy("null") }, "/r/m/main.tf"), [
      "low | ops | The role ops has no permissions boundary: nothing caps what its policies may grant one day. | add-boundary",
    ]);
  });

  it("is told of a role that may change IAM, with the variable", () => {
    const files = {
      "/r/m/main.tf": `${module["/r/m/main.tf"]}${mayChangeIam}`,
      "/r/main.tf": 'module "m" {\n  source = "./m"\n}\n',
    };
    assert.deepEqual(told(files, "/r/m/main.tf", calls), [
      "medium | ops | The role ops may change IAM and has no permissions boundary, as var.boundary is not given: nothing caps what it can give itself.",
    ]);
    const given = {
      ...files,
      "/r/main.tf": 'module "m" {\n  source   = "./m"\n  boundary = "arn:aws:iam::123456789012:policy/b"\n}\n',
    };
    assert.deepEqual(told(given, "/r/m/main.tf", calls), []);
  });

  it("is told of a user, in Terraform's JSON too", () => {
    const text = JSON.stringify({
      locals: { boundary: null },
      resource: { aws_iam_user: { ci: { name: "ci", permissions_boundary: "${local.boundary}" } } },
    });
    assert.deepEqual(told({ "/r/main.tf.json": text }, "/r/main.tf.json"), [
      "medium | ci | The user ci has no permissions boundary, as local.boundary is not given: nothing caps what its policies may grant one day.",
    ]);
  });
});
