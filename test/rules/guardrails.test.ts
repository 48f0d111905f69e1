// The rules about what keeps principals in bounds: boundaries, MFA devices, logging, and Allow with Not… elements.
import { boundaryRemovalGrant } from "../../shared-rules/src/rules/boundary-removal-grant";
import { boundarySelfEdit } from "../../shared-rules/src/rules/boundary-self-edit";
import { boundaryWide } from "../../shared-rules/src/rules/boundary-wide";
import { guardrailWeakeningGrant } from "../../shared-rules/src/rules/guardrail-weakening-grant";
import { mfaRemovalGrant } from "../../shared-rules/src/rules/mfa-removal-grant";
import { wildcardNotPrincipal } from "../../shared-rules/src/rules/wildcard-not-principal";
import { wildcardNotResource } from "../../shared-rules/src/rules/wildcard-not-resource";
import { checkRule } from "../support/check-rule";

const allow = (Action: unknown, Resource: unknown = "*", rest: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});

checkRule(guardrailWeakeningGrant, {
  flags: [
    {
      statement: allow(["cloudtrail:GetTrail", "cloudtrail:StopLogging"]),
      at: "cloudtrail:StopLogging",
      severity: "high",
      message: "cloudtrail:StopLogging is allowed: its holder may stop a trail from recording who did what.",
      fixed: { "remove-action": allow("cloudtrail:GetTrail") },
    },
    {
      statement: allow(["kms:Describe*", "kms:ScheduleKey*"], "arn:aws:kms:*:123456789012:key/*"),
      at: "kms:ScheduleKey*",
    },
    { statement: allow("guardduty:*Detector"), at: "guardduty:*Detector" },
  ],
  accepts: [
    allow("kms:DisableKey", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    allow("cloudtrail:StopLogging", "*", {
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/baseline" } },
    }),
    {
      statement: [allow("cloudtrail:StopLogging"), { Effect: "Deny", Action: "cloudtrail:*", Resource: "*" }],
      kind: "identity",
    },
    { statement: { Effect: "Deny", Action: "cloudtrail:StopLogging", Resource: "*" }, kind: "scp" },
    allow("*"),
  ],
});

checkRule(boundaryRemovalGrant, {
  flags: [
    {
      statement: allow(["iam:GetUser", "iam:DeleteUserPermissionsBoundary"]),
      at: "iam:DeleteUserPermissionsBoundary",
      severity: "high",
      message: "iam:DeleteUserPermissionsBoundary is allowed: its holder can take a user's permissions boundary off.",
      fixed: { "remove-action": allow("iam:GetUser") },
    },
    { statement: allow("iam:*PermissionsBoundary"), at: "iam:*PermissionsBoundary" },
  ],
  accepts: [
    allow("iam:PutRolePermissionsBoundary", "*", {
      Condition: { ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/b" } },
    }),
    {
      statement: [allow("iam:*"), { Effect: "Deny", Action: "iam:*PermissionsBoundary", Resource: "*" }],
      kind: "identity",
    },
  ],
});

checkRule(boundaryWide, {
  flags: [
    {
      kind: "boundary",
      statement: allow("*"),
      at: "*",
      severity: "medium",
      message: 'This boundary allows "*" on every resource, IAM too: whoever it binds can give themselves anything.',
    },
  ],
  accepts: [
    { kind: "boundary", statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } },
    { kind: "boundary", statement: [allow("*"), { Effect: "Deny", Action: "iam:*", Resource: "*" }] },
    { kind: "identity", statement: allow("*") },
  ],
});

const boundary = (statement: string): string =>
  `resource "aws_iam_policy" "limit" {\n  name = "limit"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })\n}\n`;
const bounded = (resource: string): string =>
  `resource "aws_iam_role" "app" {\n  name = "app"\n  permissions_boundary = aws_iam_policy.limit.arn\n}\nresource "aws_iam_role_policy" "app" {\n  role = aws_iam_role.app.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:CreatePolicyVersion", Resource = "${resource}" }] })\n}\n`;

checkRule(boundarySelfEdit, {
  native: [
    {
      title: "where both allow it",
      uri: "/w/main.tf",
      text: boundary('{ Effect = "Allow", Action = "*", Resource = "*" }') + bounded("*"),
      at: ["app"],
      severity: "high",
      message: "app may do iam:CreatePolicyVersion on its own permissions boundary, and so allow itself everything.",
    },
    {
      title: "not where the role may only edit others",
      uri: "/w/main.tf",
      text: boundary('{ Effect = "Allow", Action = "*", Resource = "*" }') + bounded("arn:aws:iam::*:policy/app-*"),
      at: [],
    },
    {
      title: "not where the boundary does not allow it",
      uri: "/w/main.tf",
      text: boundary('{ Effect = "Allow", Action = "s3:*", Resource = "*" }') + bounded("*"),
      at: [],
    },
  ],
});

checkRule(mfaRemovalGrant, {
  flags: [
    {
      statement: allow(["iam:ListMFADevices", "iam:DeactivateMFADevice"]),
      at: "iam:DeactivateMFADevice",
      severity: "high",
      message:
        "iam:DeactivateMFADevice is allowed for other users: with their password alone its holder can then sign in as them.",
      fixed: { "remove-action": allow("iam:ListMFADevices") },
    },
    { statement: allow("iam:*MFADevice", "arn:aws:iam::123456789012:user/*"), at: "iam:*MFADevice" },
  ],
  accepts: [
    allow("iam:DeleteVirtualMFADevice", "arn:aws:iam::*:mfa/*"),
    allow("iam:DeactivateMFADevice", ["arn:aws:iam::*:mfa/*", "arn:aws:iam::*:user/${aws:username}"]),
    {
      statement: [
        allow("iam:DeactivateMFADevice"),
        {
          Effect: "Deny",
          NotAction: "iam:EnableMFADevice",
          Resource: "*",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
        },
      ],
      kind: "identity",
    },
  ],
});

checkRule(wildcardNotResource, {
  flags: [
    {
      statement: { Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::secrets/*" },
      at: "NotResource",
      severity: "high",
      message: "NotResource permits s3:* on every resource but arn:aws:s3:::secrets/*.",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      statement: { Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::secrets/*" },
      at: "not_resources",
      formats: ["Terraform policy document"],
    },
  ],
  accepts: [
    { Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::secrets/*" },
    {
      Effect: "Allow",
      Action: "s3:*",
      NotResource: "arn:aws:s3:::secrets/*",
      Condition: { StringEquals: { "aws:ResourceTag/team": "web" } },
    },
  ],
});

const openToAll = { Effect: "Allow", NotPrincipal: { AWS: "123456789012" }, Action: "s3:GetObject", Resource: "*" };

checkRule(wildcardNotPrincipal, {
  flags: [
    {
      kind: "resource",
      statement: openToAll,
      at: "NotPrincipal",
      severity: "high",
      message: "NotPrincipal lets in everyone in the world but 123456789012.",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    { kind: "resource", statement: openToAll, at: "not_principals", formats: ["Terraform policy document"] },
  ],
  accepts: [{ kind: "resource", statement: { ...openToAll, Effect: "Deny" } }],
});
