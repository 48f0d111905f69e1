// The rule user-create-grant, in all formats.
import { userCreateGrant } from "../../shared-rules/src/rules/user-create-grant";
import { checkRule } from "../support/check-rule";

const users = "arn:aws:iam::*:user/*";
const boundary = { ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/permissions-boundary" } };
const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

checkRule(userCreateGrant, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["iam:CreateUser", "iam:ListUsers"], Resource: users },
      at: "iam:CreateUser",
      severity: "high",
      message: "iam:CreateUser is allowed: whoever has this policy can create IAM users, each a permanent way in.",
      fixed: {
        "remove-action": { Effect: "Allow", Action: ["iam:ListUsers"], Resource: users },
        "require-mfa": [
          { Effect: "Allow", Action: ["iam:ListUsers"], Resource: users },
          { Effect: "Allow", Action: ["iam:CreateUser"], Resource: users, Condition: mfa },
        ],
        "require-boundary": [
          { Effect: "Allow", Action: ["iam:ListUsers"], Resource: users },
          { Effect: "Allow", Action: ["iam:CreateUser"], Resource: users, Condition: boundary },
        ],
      },
    },
    {
      statement: { Effect: "Allow", Action: "iam:Create*", Resource: "*" },
      at: "iam:Create*",
      message:
        "iam:Create* allows iam:CreateUser: whoever has this policy can create IAM users, each a permanent way in.",
      fixed: { "require-mfa": { Effect: "Allow", Action: "iam:Create*", Resource: "*", Condition: mfa } },
    },
    { statement: { Effect: "Allow", Action: ["IAM:createuser"], Resource: ["*"] }, at: "IAM:createuser" },
    { statement: { Effect: "Allow", Action: ["iam:Create?ser"], Resource: ["*"] }, at: "iam:Create?ser" },
    { statement: { Effect: "Allow", NotAction: ["s3:*"], Resource: ["*"] }, at: "NotAction" },
    {
      statement: { Effect: "Allow", Action: ["iam:CreateUser"], Resource: users, Condition: mfa },
      at: "iam:CreateUser",
      severity: "medium",
    },
    {
      statement: {
        Effect: "Allow",
        Action: ["iam:CreateUser"],
        Resource: "arn:aws:iam::*:user/contractors/*",
        Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/contractor" } },
      },
      at: "iam:CreateUser",
      severity: "low",
    },
  ],
  accepts: [
    { Effect: "Deny", Action: ["iam:CreateUser"], Resource: "*" },
    { Effect: "Allow", Action: ["iam:CreateRole", "iam:GetUser"], Resource: "*" },
    { Effect: "Allow", Action: ["iam:CreateUser"], Resource: "arn:aws:iam::*:role/*" },
    { Effect: "Allow", NotAction: ["iam:*"], Resource: "*" },
    { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::reports/*" },
  ],
  native: [
    {
      title: "a Deny of the same policy takes it away again",
      uri: "/w/policy.json",
      text: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}]}',
      at: [],
    },
    {
      title: "a boundary only caps",
      uri: "/w/boundary.json",
      text: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateUser", "Resource": "*"}]}',
      at: [],
    },
    {
      title: "a template's comments and quotes stay when MFA is required",
      uri: "/w/template.yaml",
      text: [
        "Resources:",
        "  Ops:",
        "    Type: AWS::IAM::ManagedPolicy # for operators",
        "    Properties:",
        "      PolicyDocument:",
        "        Version: '2012-10-17'",
        "        Statement:",
        "          - Effect: Allow",
        "            Action: 'iam:CreateUser' # sign-up",
        "            Resource: '*'",
        "",
      ].join("\n"),
      at: ["iam:CreateUser"],
      fixed: {
        "require-mfa": [
          "Resources:",
          "  Ops:",
          "    Type: AWS::IAM::ManagedPolicy # for operators",
          "    Properties:",
          "      PolicyDocument:",
          "        Version: '2012-10-17'",
          "        Statement:",
          "          - Effect: Allow",
          "            Action: 'iam:CreateUser' # sign-up",
          "            Resource: '*'",
          "            Condition:",
          "              Bool:",
          "                aws:MultiFactorAuthPresent: 'true'",
          "",
        ].join("\n"),
      },
    },
  ],
});
