// What counts as a boundary, a guard of one, and a grant against them.
import { boundaryMissing } from "../../shared-rules/src/rules/boundary-missing";
import { boundaryRemovalGrant } from "../../shared-rules/src/rules/boundary-removal-grant";
import { boundarySelfEdit } from "../../shared-rules/src/rules/boundary-self-edit";
import { boundaryWide } from "../../shared-rules/src/rules/boundary-wide";
import { guardrailWeakeningGrant } from "../../shared-rules/src/rules/guardrail-weakening-grant";
import { mfaRemovalGrant } from "../../shared-rules/src/rules/mfa-removal-grant";
import { checkRule } from "../support/check-rule";

const allow = (Action: unknown, Resource: unknown = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: unknown, Condition?: object) => ({ ...allow(Action, "*", Condition), Effect: "Deny" });
const identity = (...statement: Record<string, unknown>[]) => ({ statement, kind: "identity" as const });
const boundary = (...statement: Record<string, unknown>[]) => ({ statement, kind: "boundary" as const });
const another = { StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" } };
const tagged = { StringEquals: { "aws:ResourceTag/team": "web" } };

const role = (statements: string): string =>
  `resource "aws_iam_role" "app" {\n  name = "app"\n}\nresource "aws_iam_role_policy" "app" {\n  role = aws_iam_role.app.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements}] })\n}\n`;
const hclAllow = (actions: string, rest = ""): string =>
  `{ Effect = "Allow", Action = ${actions}, Resource = "*"${rest} }`;
const policyOf = (type: string, statement: string): string =>
  `resource "${type}" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })\n}\n`;
const unreadable = (action: string) => ({
  title: "takes a condition that cannot be read for a limit",
  uri: "/w/main.tf",
  text: policyOf("aws_iam_policy", hclAllow(`"${action}"`, ", Condition = var.condition")),
  at: [],
});

describe("limits of boundaries", () => {
  const strong = (title: string, statements: string) => ({
    title: `a role that changes IAM: ${title}`,
    uri: "/w/main.tf",
    text: role(statements),
    at: ["app"],
    severity: "medium" as const,
    message: /may change IAM/,
  });
  const weak = (title: string, statements: string) => ({
    title: `any other role: ${title}`,
    uri: "/w/main.tf",
    text: role(statements),
    at: ["app"],
    severity: "low" as const,
  });
  checkRule(boundaryMissing, {
    native: [
      strong("one action among others", hclAllow('["s3:GetObject", "iam:PutRolePolicy"]')),
      strong("one statement among others", `${hclAllow('"s3:GetObject"')}, ${hclAllow('"iam:PutRolePolicy"')}`),
      strong("a wildcard", hclAllow('"iam:*Policy"')),
      weak("it passes roles", hclAllow('"iam:PassRole"')),
      weak("it reads IAM", hclAllow('"iam:Get*"')),
      weak("it changes who may use a bucket", hclAllow('"s3:PutBucketPolicy"')),
      weak("it is denied IAM", '{ Effect = "Deny", Action = "iam:*", Resource = "*" }'),
      {
        title: "a user who may change IAM",
        uri: "/w/main.tf",
        text: 'resource "aws_iam_user" "ann" {\n  name = "ann"\n}\nresource "aws_iam_user_policy" "p" {\n  user = aws_iam_user.ann.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*" }] })\n}\n',
        at: ["ann"],
        severity: "medium",
        message: "The user ann may change IAM and has no permissions boundary: nothing caps what it can give itself.",
      },
    ],
  });

  checkRule(boundaryRemovalGrant, {
    flags: [
      { statement: allow(["iam:GetUser", "iam:*User*"]), at: "iam:*User*", offers: ["remove-action"] },
      {
        statement: [allow("iam:PutRolePermissionsBoundary"), deny("iam:PutUserPermissionsBoundary", another)],
        at: "iam:PutRolePermissionsBoundary",
      },
    ],
    accepts: [
      allow("*"),
      allow("*:*"),
      allow("iam:PutRolePermissionsBoundary", "*", another),
      identity(allow("iam:PutRolePermissionsBoundary"), deny("iam:*", another)),
      { Effect: "Allow", NotAction: "s3:*", Resource: "*" },
      boundary(allow("iam:*PermissionsBoundary")),
    ],
    native: [unreadable("iam:DeleteRolePermissionsBoundary")],
  });

  checkRule(boundaryWide, {
    flags: [
      { kind: "boundary", statement: allow("*", ["arn:aws:s3:::reports", "*"]), at: "*" },
      { kind: "boundary", statement: [allow("*"), deny("s3:*")], at: "*" },
      { kind: "boundary", statement: [allow("*"), deny("iam:CreateUser")], at: "*" },
    ],
    accepts: [
      boundary(allow("*", "*", tagged)),
      boundary(allow("*", "arn:aws:s3:::reports/*")),
      boundary(allow("s3:*"), deny("*")),
      boundary(allow("*"), deny(["iam:CreateUser", "iam:AttachRolePolicy", "iam:CreateRole"])),
      // Whoever denies this thought of what a boundary must not allow.
      boundary(allow("*"), deny("iam:DeleteRolePermissionsBoundary")),
      boundary(allow("*"), deny("iam:DeleteUserPermissionsBoundary", tagged)),
    ],
  });

  const limit = (attributes: string): string =>
    `resource "aws_iam_policy" "limit" {\n${attributes}  policy = "{\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}}"\n}\n`;
  const bounded = (resource: string, by = "aws_iam_policy.limit.arn", action = "iam:CreatePolicyVersion"): string =>
    `resource "aws_iam_role" "app" {\n  name = "app"\n  permissions_boundary = ${by}\n}\nresource "aws_iam_role_policy" "app" {\n  role = aws_iam_role.app.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${action}", Resource = "${resource}" }] })\n}\n`;
  const selfEdit = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });
  checkRule(boundarySelfEdit, {
    native: [
      {
        ...selfEdit("says which boundary allows it", limit('  name = "limit"\n') + bounded("*"), "app"),
        related: [
          [
            '{\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}}',
            "The boundary does not deny it",
          ],
        ],
      },
      selfEdit("its own name", limit('  name = "limit"\n') + bounded("arn:aws:iam::*:policy/limit"), "app"),
      selfEdit(
        "the path is part of its name",
        limit('  name = "limit"\n  path = "/team/"\n') + bounded("arn:aws:iam::*:policy/team/*"),
        "app",
      ),
      selfEdit(
        "another path is not its own",
        limit('  name = "limit"\n  path = "/team/"\n') + bounded("arn:aws:iam::*:policy/limit"),
      ),
      selfEdit(
        "a path that is not known is none in particular",
        limit('  name = "limit"\n  path = var.path\n') + bounded("arn:aws:iam::*:policy/team/*"),
      ),
      selfEdit("a name that is not known is none in particular", limit("") + bounded("arn:aws:iam::*:policy/limit")),
      selfEdit("a boundary that is not read", bounded("*", "var.boundary")),
      {
        ...selfEdit(
          "putting an older version back in force",
          limit('  name = "limit"\n') + bounded("*", "aws_iam_policy.limit.arn", "iam:SetDefaultPolicyVersion"),
          "app",
        ),
        message: /iam:SetDefaultPolicyVersion/,
      },
    ],
  });

  checkRule(guardrailWeakeningGrant, {
    flags: [
      {
        statement: allow("kms:DisableKey", ["arn:aws:kms:eu-west-1:123456789012:key/1234abcd", "*"]),
        at: "kms:DisableKey",
      },
      {
        statement: allow(["s3:GetObject", "cloudtrail:*"]),
        at: "cloudtrail:*",
        offers: ["remove-action", "insert-scp"],
      },
    ],
    accepts: [allow("*:*"), { Effect: "Allow", NotAction: "s3:*", Resource: "*" }],
    native: [unreadable("cloudtrail:StopLogging")],
  });

  checkRule(mfaRemovalGrant, {
    flags: [
      {
        statement: allow(["iam:ListMFADevices", "iam:*MFADevice*"]),
        at: "iam:*MFADevice*",
        offers: ["remove-action", "require-mfa"],
      },
    ],
    accepts: [
      allow("*"),
      allow("*:*"),
      allow("iam:DeactivateMFADevice", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      allow("iam:DeactivateMFADevice", "*", tagged),
      allow("iam:EnableMFADevice"),
      { Effect: "Allow", NotAction: "s3:*", Resource: "*" },
      boundary(allow("iam:DeactivateMFADevice")),
      allow("iam:DeactivateMFADevice", "arn:aws:iam::*:user/${aws:username}"),
    ],
    native: [unreadable("iam:DeactivateMFADevice")],
  });
});
