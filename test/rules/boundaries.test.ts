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
      at: ["iam:Put*Policy", "iam:AttachUserPolicy"],
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
