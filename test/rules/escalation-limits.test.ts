// What opens and closes a way to become administrator: conditions, resources, who holds it, what else is granted.
import { escalationAction } from "../../shared-rules/src/rules/escalation-action";
import { escalationPassRole } from "../../shared-rules/src/rules/escalation-pass-role";
import { escalationPath } from "../../shared-rules/src/rules/escalation-path";
import { escalationPrincipal } from "../../shared-rules/src/rules/escalation-principal";
import { checkRule } from "../support/check-rule";

const allow = (Action: unknown, Resource: unknown = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: unknown, Condition?: object) => ({ ...allow(Action, "*", Condition), Effect: "Deny" });
const several = (...statement: object[]) => ({ statement: statement as Record<string, unknown>[] });
const identity = (...statement: object[]) => ({ ...several(...statement), kind: "identity" as const });

const policyOf = (type: string, holder: string, statements: string, name = "p"): string =>
  `resource "${type}" "${name}" {\n  ${holder}\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements}] })\n}\n`;
const hclAllow = (action: string, rest = ""): string =>
  `{ Effect = "Allow", Action = ${action}, Resource = "*"${rest} }`;

const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const region = { StringEquals: { "aws:RequestedRegion": "eu-west-1" } };
const passedTo = (...services: string[]) => ({ StringEquals: { "iam:PassedToService": services } });

describe("limits of one action", () => {
  checkRule(escalationAction, {
    flags: [
      { kind: "permission-set", statement: allow("iam:PutUserPolicy"), at: "iam:PutUserPolicy" },
      // A named action says it better than a wildcard that holds it, too.
      { statement: allow(["iam:PutUser*", "iam:PutUserPolicy"]), at: "iam:PutUserPolicy" },
      { statement: allow(["iam:PutUserPolicy", "iam:PutUser*"]), at: "iam:PutUserPolicy" },
      { statement: allow(["iam:PutUser*", "iam:PutUserPol*"]), at: "iam:PutUser*" },
      // What grants the same beside it goes, too.
      {
        statement: allow(["iam:GetUser", "iam:PutUser*", "iam:PutUserPolicy"]),
        at: "iam:PutUserPolicy",
        fixed: { "Remove iam:PutUser* and iam:PutUserPolicy": allow(["iam:GetUser"]) },
      },
      // Where one asks from is no limit.
      { statement: allow("iam:PutUserPolicy", "*", region), at: "iam:PutUserPolicy" },
      { statement: allow("*:PutUserPolicy"), at: "*:PutUserPolicy" },
      {
        statement: allow(["iam:GetUser", "iam:PutUserPolicy"]),
        at: "iam:PutUserPolicy",
        offers: ["require-boundary", "remove-action"],
        fixed: {
          "require-boundary": [
            allow(["iam:GetUser"]),
            allow(["iam:PutUserPolicy"], "*", {
              ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/permissions-boundary" },
            }),
          ],
        },
      },
      { statement: allow(["iam:GetUser", "iam:PutUser*"]), at: "iam:PutUser*", offers: ["remove-action"] },
      {
        statement: allow(["iam:GetUser", "iam:CreateAccessKey"]),
        at: "iam:CreateAccessKey",
        offers: ["remove-action"],
      },
      // What needs nothing is told before what does.
      {
        statement: allow(["sso:*", "iam:GetUser"]),
        at: "sso:*",
        severity: "medium",
        message: /^sso:\* allows sso:PutInlinePolicyToPermissionSet, which may be .*; it needs a permission set/,
      },
      {
        statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
        at: "NotAction",
        severity: "medium",
        offers: [],
        message: /^NotAction allows sso:PutInlinePolicyToPermissionSet, which may be /,
      },
      { statement: allow("iam:PutUserPolicy", ["arn:aws:iam::123456789012:user/bob", "*"]), at: "iam:PutUserPolicy" },
      // Its own user is the shortest way of all.
      { statement: allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}"), at: "iam:PutUserPolicy" },
      {
        statement: allow("iam:AttachUserPolicy", "arn:aws:iam::123456789012:user/team/dev/${aws:username}"),
        at: "iam:AttachUserPolicy",
      },
    ],
    accepts: [
      allow("iam:PutUserPolicy", "arn:aws:iam::123456789012:user/${aws:username}-test"),
      allow("iam:PutUserPolicy", "arn:aws:iam::123456789012:user/*/${aws:username}"),
      allow("iam:PutUserPolicy", "arn:aws:iam::123456789012:user/bob"),
      { Effect: "Allow", Action: "iam:PutUserPolicy", NotResource: "arn:aws:iam::*:user/*" },
      allow("*:*"),
      identity(
        allow("iam:PutUserPolicy"),
        deny("iam:PutUserPolicy", {
          StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" },
        }),
      ),
      { statement: allow("iam:PutUserPolicy"), kind: "boundary" },
    ],
    native: [
      {
        title: "reads the actions beside one that is computed",
        uri: "/w/main.tf",
        text: policyOf("aws_iam_policy", "", hclAllow('["iam:${var.verb}User", "iam:PutUserPolicy"]')),
        at: ["iam:PutUserPolicy"],
      },
      {
        title: "takes a condition that cannot be read for a limit",
        uri: "/w/main.tf",
        text: policyOf("aws_iam_policy", "", hclAllow('"iam:PutUserPolicy"', ", Condition = var.condition")),
        at: [],
      },
      {
        title: "leaves a role its everyday work on what is there",
        uri: "/w/main.tf",
        text: policyOf("aws_iam_role_policy", 'role = "agent"', hclAllow('["ssm:StartSession", "lambda:Update*"]')),
        at: [],
      },
      {
        title: "tells a role's way that needs nothing",
        uri: "/w/main.tf",
        text: policyOf("aws_iam_role_policy", 'role = "agent"', hclAllow('["ssm:StartSession", "iam:PutRolePolicy"]')),
        at: ["iam:PutRolePolicy"],
      },
    ],
  });
});

describe("limits of passing a role", () => {
  const pass = allow("iam:PassRole", "*", passedTo("ec2.amazonaws.com", "lambda.amazonaws.com"));
  checkRule(escalationPath, {
    flags: [
      { ...several(pass, allow("ec2:RunInstances")), at: "*" },
      { ...several(allow("iam:PassRole", "*", region), allow("ec2:RunInstances")), at: "*" },
      {
        ...several(
          allow("iam:PassRole", "*", { StringNotEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
          allow("ec2:RunInstances"),
        ),
        at: "*",
      },
      // The token is the resource that is every role, not the first of them.
      {
        ...several(
          allow("iam:PassRole", ["arn:aws:iam::123456789012:role/app", "arn:aws:iam::123456789012:role/*"]),
          allow("ec2:RunInstances"),
        ),
        at: "arn:aws:iam::123456789012:role/*",
      },
      {
        ...several(
          allow("iam:PassRole"),
          allow(["ec2:RunInstances", "ec2:RequestSpotInstances", "glue:CreateDevEndpoint"]),
        ),
        at: "*",
        message: /^iam:PassRole with ec2:RunInstances .*\(and 2 more ways\)\.$/,
      },
      // What needs nothing comes first, then what takes fewest steps.
      {
        ...several(
          allow("iam:PassRole"),
          allow(["ecs:RunTask", "lambda:CreateFunction", "lambda:InvokeFunction", "cloudformation:CreateStack"]),
        ),
        at: "*",
        severity: "high",
        message: /^iam:PassRole with cloudformation:CreateStack is .*\(and 2 more ways\)\.$/,
      },
      {
        ...several(allow("iam:PassRole"), allow("ecs:RunTask")),
        at: "*",
        severity: "medium",
        message: /^iam:PassRole with ecs:RunTask may be .*; it needs a cluster/,
      },
      {
        ...several({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }),
        at: "NotAction",
        offers: [],
      },
    ],
    accepts: [
      // The key is in no request but that of iam:PassRole.
      allow(["iam:PassRole", "ec2:RunInstances"], "*", passedTo("ec2.amazonaws.com")),
      identity(allow("iam:PassRole", "*", passedTo("lambda.amazonaws.com")), allow("ec2:RunInstances")),
      identity(allow("iam:PassRole", "*", mfa), allow("ec2:RunInstances")),
      // No function and no instance is a role, so that nothing is granted but iam:PassRole.
      identity(allow(["iam:PassRole", "lambda:*", "ec2:RunInstances"], "arn:aws:iam::123456789012:role/*")),
      { ...identity(allow("iam:PassRole"), allow("ec2:RunInstances")), kind: "boundary" },
      identity(
        { Effect: "Allow", Action: "iam:PassRole", NotResource: "arn:aws:iam::*:role/admin" },
        allow("ec2:RunInstances"),
      ),
    ],
    native: [
      {
        title: "says where the other actions are allowed",
        uri: "/w/main.tf",
        text: policyOf(
          "aws_iam_policy",
          "",
          `${hclAllow('"iam:PassRole"')}, ${hclAllow('["lambda:CreateFunction", "lambda:InvokeFunction"]')}`,
        ),
        at: ["*"],
        related: [
          ["lambda:CreateFunction", "lambda:CreateFunction is allowed here"],
          ["lambda:InvokeFunction", "lambda:InvokeFunction is allowed here"],
        ],
      },
      {
        title: "leaves a role its everyday work on what is there",
        uri: "/w/main.tf",
        text: policyOf(
          "aws_iam_role_policy",
          'role = "agent"',
          `${hclAllow('"iam:PassRole"')}, ${hclAllow('"ecs:RunTask"')}`,
        ),
        at: [],
      },
    ],
  });
});

describe("limits of the finding on iam:PassRole alone", () => {
  checkRule(escalationPassRole, {
    flags: [
      { statement: { Effect: "Allow", NotAction: "s3:*", Resource: "*" }, at: "NotAction", offers: ["limit-service"] },
    ],
    accepts: [
      allow("iam:PassRole", "*", {
        ArnLike: { "iam:AssociatedResourceArn": "arn:aws:ec2:*:123456789012:instance/*" },
      }),
    ],
  });
});

const user = 'resource "aws_iam_user" "deploy" {\n  name = "deploy"\n}\n';
const inline = (name: string, action: string, effect = "Allow", resource = "*"): string =>
  policyOf(
    "aws_iam_user_policy",
    "user = aws_iam_user.deploy.name",
    `{ Effect = "${effect}", Action = "${action}", Resource = "${resource}" }`,
    name,
  );
const pass = inline("pass", "iam:PassRole");
/** An SCP against everything that these users do, as the module itself attaches it. */
const scp = (target: string): string =>
  `resource "aws_organizations_organization" "o" {\n  enabled_policy_types = ["SERVICE_CONTROL_POLICY"]\n}\nresource "aws_organizations_policy" "s" {\n  name    = "s"\n  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = ["iam:*", "ec2:*"], Resource = "*" }] })\n}\nresource "aws_organizations_policy_attachment" "s" {\n  policy_id = aws_organizations_policy.s.id\n  target_id = ${target}\n}\n`;

describe("limits of policies together", () => {
  checkRule(escalationPrincipal, {
    native: [
      {
        title: "says where each action is allowed",
        uri: "/w/main.tf",
        text: user + pass + inline("run", "ec2:RunInstances"),
        at: ["deploy"],
        related: [
          ["iam:PassRole", "iam:PassRole is allowed here"],
          ["ec2:RunInstances", "ec2:RunInstances is allowed here"],
        ],
      },
      {
        title: "counts the other ways",
        uri: "/w/main.tf",
        text: user + pass + inline("run", "ec2:R*Instances"),
        at: ["deploy"],
        message: /ec2:RunInstances,.*\(and 1 more way\)\.$/,
      },
      {
        title: "counts several other ways",
        uri: "/w/main.tf",
        text: user + pass + inline("run", "ec2:R*Instances") + inline("make", "cloudformation:CreateStack"),
        at: ["deploy"],
        message: /ec2:RunInstances,.*\(and 2 more ways\)\.$/,
      },
      {
        title: "is less grave where something must be there",
        uri: "/w/main.tf",
        text: user + pass + inline("run", "ecs:RunTask"),
        at: ["deploy"],
        severity: "high",
        message: / may .*; it needs a cluster/,
      },
      {
        title: "takes a boundary that cannot be read for a limit",
        uri: "/w/main.tf",
        text:
          user.replace("}\n", "  permissions_boundary = var.boundary\n}\n") + pass + inline("run", "ec2:RunInstances"),
        at: [],
      },
      {
        title: "is not kept by a boundary that allows it",
        uri: "/w/main.tf",
        text:
          user.replace("}\n", "  permissions_boundary = aws_iam_policy.limit.arn\n}\n") +
          policyOf("aws_iam_policy", "", hclAllow('["iam:*", "ec2:*"]'), "limit") +
          pass +
          inline("run", "ec2:RunInstances"),
        at: ["deploy"],
      },
      // An SCP binds neither the management account nor, for sure, whatever account the module is applied in.
      ...["aws_organizations_organization.o.roots[0].id", '"r-ab12"', '"123456789012"'].map((target) => ({
        title: `is not silenced by a service control policy of the module, attached to ${target}`,
        uri: "/w/main.tf",
        text: user + pass + inline("run", "ec2:RunInstances") + scp(target),
        at: ["deploy"],
      })),
      {
        title: "is not silenced by a service control policy of the template",
        uri: "/w/template.yaml",
        text: `Resources:
  Scp:
    Type: AWS::Organizations::Policy
    Properties:
      Name: s
      Type: SERVICE_CONTROL_POLICY
      TargetIds: [r-ab12]
      Content: { Version: "2012-10-17", Statement: [{ Effect: Deny, Action: ["iam:*", "ec2:*"], Resource: "*" }] }
  Deploy:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: pass
          PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: iam:PassRole, Resource: "*" }] }
        - PolicyName: run
          PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ec2:RunInstances, Resource: "*" }] }
`,
        at: ["Deploy"],
      },
      {
        title: "leaves to one policy what it opens by itself, though there is another",
        uri: "/w/main.tf",
        text:
          user +
          policyOf(
            "aws_iam_user_policy",
            "user = aws_iam_user.deploy.name",
            hclAllow('["iam:PassRole", "ec2:RunInstances"]'),
            "both",
          ) +
          inline("read", "s3:GetObject"),
        at: [],
      },
      {
        title: "tells a user whose group gives a part",
        uri: "/w/main.tf",
        text: `${user}resource "aws_iam_group" "devs" {\n  name = "devs"\n}\nresource "aws_iam_user_group_membership" "m" {\n  user = aws_iam_user.deploy.name\n  groups = [aws_iam_group.devs.name]\n}\n${pass.replace("aws_iam_user_policy", "aws_iam_group_policy").replace("user = aws_iam_user.deploy", "group = aws_iam_group.devs")}${inline("run", "ec2:RunInstances")}`,
        at: ["deploy"],
      },
      {
        title: "tells a user whose own policy passes and whose group runs",
        uri: "/w/main.tf",
        text: `${user}resource "aws_iam_group" "devs" {\n  name = "devs"\n}\nresource "aws_iam_user_group_membership" "m" {\n  user = aws_iam_user.deploy.name\n  groups = [aws_iam_group.devs.name]\n}\n${pass}${inline("run", "ec2:RunInstances").replace("aws_iam_user_policy", "aws_iam_group_policy").replace("user = aws_iam_user.deploy", "group = aws_iam_group.devs")}`,
        at: ["deploy"],
      },
    ],
  });
});
