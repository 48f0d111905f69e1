// The rules about ways to become administrator.
import { escalationAction } from "../../shared-rules/src/rules/escalation-action";
import { escalationPath } from "../../shared-rules/src/rules/escalation-path";
import { escalationPrincipal } from "../../shared-rules/src/rules/escalation-principal";
import { checkRule } from "../support/check-rule";

const allow = (Action: unknown, Resource: unknown = "*", rest: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});

checkRule(escalationAction, {
  flags: [
    {
      statement: allow(["iam:GetUser", "iam:PutUserPolicy"]),
      at: "iam:PutUserPolicy",
      severity: "high",
      message:
        "iam:PutUserPolicy is enough to become administrator: its holder writes itself a policy that allows everything.",
      fixed: { "remove-action": allow("iam:GetUser") },
    },
    // What stays would be found in its place where it grants any of the same.
    {
      statement: allow(["iam:*UserPolicy", "iam:GetUser", "iam:PutUser*"]),
      at: "iam:*UserPolicy",
      fixed: { "Remove iam:*UserPolicy and iam:PutUser*": allow("iam:GetUser") },
    },
    {
      statement: allow(["iam:Put*"]),
      at: "iam:Put*",
      message:
        "iam:Put* allows iam:PutUserPolicy, which is enough to become administrator: its holder writes itself a policy that allows everything.",
    },
    {
      statement: allow("iam:SetDefaultPolicyVersion", "arn:aws:iam::123456789012:policy/*"),
      at: "iam:SetDefaultPolicyVersion",
    },
    {
      statement: allow(["ssm:DescribeInstanceInformation", "ssm:StartSession"]),
      at: "ssm:StartSession",
      severity: "medium",
      message:
        "ssm:StartSession may be enough to become administrator: its holder opens a shell on an instance and works with its role; it needs a managed instance with a stronger role.",
    },
    { statement: { Effect: "Allow", NotAction: "s3:*", Resource: "*" }, at: "NotAction" },
  ],
  accepts: [
    allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),
    allow("ssm:StartSession", "*", { Condition: { StringLike: { "ssm:resourceTag/Team": "web" } } }),
    allow("iam:AttachUserPolicy", "*", {
      Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::1:policy/b" } },
    }),
    allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:123456789012:function:app"),
    allow("*"),
    { statement: allow("iam:PutUserPolicy"), kind: "scp" },
    {
      statement: [allow("iam:PutUserPolicy"), { Effect: "Deny", Action: "iam:Put*", Resource: "*" }],
      kind: "identity",
    },
  ],
});

checkRule(escalationPath, {
  flags: [
    {
      statement: [allow(["iam:GetRole", "iam:PassRole"]), allow("ec2:RunInstances")],
      at: "*",
      severity: "high",
      message:
        "iam:PassRole with ec2:RunInstances is enough to become administrator: its holder starts an instance with the role and takes its credentials from it.",
      fixed: { "remove-action": [allow("iam:GetRole"), allow("ec2:RunInstances")] },
    },
    {
      statement: [allow(["iam:*Role"], "arn:aws:iam::123456789012:role/*"), allow("cloudformation:Create*")],
      at: "iam:*Role",
      message:
        "iam:PassRole with cloudformation:CreateStack is enough to become administrator: its holder has CloudFormation make whatever the role may make, such as an administrator (and 1 more way).",
    },
    {
      statement: allow(["ec2:Describe*", "ec2:ModifyInstanceAttribute", "ec2:StartInstances", "ec2:StopInstances"]),
      at: "ec2:ModifyInstanceAttribute",
      severity: "medium",
    },
  ],
  accepts: [
    { statement: [allow("iam:PassRole"), allow("s3:GetObject")], kind: "identity" },
    {
      statement: [allow("iam:PassRole", "arn:aws:iam::123456789012:role/app"), allow("ec2:RunInstances")],
      kind: "identity",
    },
    {
      statement: [
        allow("iam:PassRole"),
        allow("ec2:RunInstances"),
        { Effect: "Deny", Action: "ec2:Run*", Resource: "*" },
      ],
      kind: "identity",
    },
    {
      statement: [
        allow("iam:PassRole", "*", { Condition: { StringEquals: { "aws:ResourceTag/a": "b" } } }),
        allow("ec2:RunInstances"),
      ],
      kind: "identity",
    },
  ],
});

const user = 'resource "aws_iam_user" "deploy" {\n  name = "deploy"\n}\n';
const inline = (name: string, statement: string): string =>
  `resource "aws_iam_user_policy" "${name}" {\n  user = aws_iam_user.deploy.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })\n}\n`;
const pass = inline("pass", '{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }');
const run = inline("run", '{ Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }');

checkRule(escalationPrincipal, {
  native: [
    {
      title: "adds up the policies of a user",
      uri: "/w/main.tf",
      text: user + pass + run,
      at: ["deploy"],
      severity: "critical",
      message:
        "deploy can become administrator: its policies together allow iam:PassRole with ec2:RunInstances, so its holder starts an instance with the role and takes its credentials from it.",
    },
    {
      title: "leaves to one policy what it opens by itself",
      uri: "/w/main.tf",
      text:
        user + inline("both", '{ Effect = "Allow", Action = ["iam:PassRole", "ec2:RunInstances"], Resource = "*" }'),
      at: [],
    },
    {
      title: "counts a Deny of another policy",
      uri: "/w/main.tf",
      text: user + pass + run + inline("no", '{ Effect = "Deny", Action = "iam:PassRole", Resource = "*" }'),
      at: [],
    },
    {
      title: "counts a boundary",
      uri: "/w/main.tf",
      text:
        user.replace("}\n", "  permissions_boundary = aws_iam_policy.limit.arn\n}\n") +
        'resource "aws_iam_policy" "limit" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:*", Resource = "*" }] })\n}\n' +
        pass +
        run,
      at: [],
    },
    {
      title: "tells a group's path at the group, not at each of its users",
      uri: "/w/main.tf",
      text: `${user}resource "aws_iam_group" "devs" {\n  name = "devs"\n}\nresource "aws_iam_user_group_membership" "m" {\n  user = aws_iam_user.deploy.name\n  groups = [aws_iam_group.devs.name]\n}\n${(pass + run).replaceAll("aws_iam_user_policy", "aws_iam_group_policy").replaceAll("user = aws_iam_user.deploy", "group = aws_iam_group.devs")}`,
      at: ["devs"],
    },
  ],
});
