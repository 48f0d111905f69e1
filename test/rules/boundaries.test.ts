// The rules boundary-delegation and boundary-missing.
import { boundaryDelegation } from "../../shared-rules/src/rules/boundary-delegation";
import { boundaryMissing } from "../../shared-rules/src/rules/boundary-missing";
import { checkRule } from "../support/check-rule";

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

checkRule(boundaryMissing, {
  native: [
    {
      title: "a role that may change IAM",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role" "ops" {\n  name               = "ops"\n  assume_role_policy = "{}"\n}\n\nresource "aws_iam_role_policy" "ops" {\n  role = aws_iam_role.ops.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*" }] })\n}\n',
      at: ["ops"],
      severity: "medium",
    },
    {
      title: "a role with IAMFullAccess, attached elsewhere in the file",
      uri: "/w/main.tf",
      text: 'resource "aws_iam_role" "ops" {\n  name               = "ops"\n  assume_role_policy = "{}"\n}\n\nresource "aws_iam_role_policy_attachment" "ops" {\n  role       = "ops"\n  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"\n}\n',
      at: ["ops"],
      severity: "medium",
      message: "The role ops may change IAM and has no permissions boundary: it can give itself any permission.",
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
