// What each permissions boundary of the library denies and lets through, by the evaluator, and that its bearers cannot shed it.
import assert from "node:assert/strict";
import { snippetsFor } from "../../shared-rules/src/index";
import { iam, read, snippet, titleOf, verdict, type Row } from "./evaluating";

const own = iam("policy/permissions-boundary");
const bounded = { "iam:PermissionsBoundary": own };
const other = { "iam:PermissionsBoundary": iam("policy/wide") };

/** What holds of all of them; they are for whoever carries them, whatever the name. */
const always: readonly Row[] = [
  ["denied", "admin", "iam:CreateUser", bounded, iam("user/ci")],
  ["denied", "admin", "iam:CreateAccessKey", {}, iam("user/ci")],
  ["denied", "breakGlass", "iam:CreateAccessKey", {}, iam("user/ci")],
  ["denied", "admin", "iam:CreateLoginProfile", {}, iam("user/ci")],
  ["denied", "admin", "iam:UpdateAccessKey", { "aws:MultiFactorAuthPresent": "true" }, iam("user/ci")],
  ["denied", "admin", "iam:DeleteRolePermissionsBoundary", bounded, iam("role/admin")],
  ["denied", "alice", "iam:DeleteUserPermissionsBoundary", bounded, iam("user/alice")],
  ["denied", "admin", "iam:PutRolePermissionsBoundary", other, iam("role/admin")],
  ["denied", "admin", "iam:CreatePolicyVersion", {}, own],
  ["denied", "admin", "iam:SetDefaultPolicyVersion", {}, own],
  ["denied", "admin", "iam:DeletePolicy", {}, own],
  ["let through", "admin", "iam:CreatePolicyVersion", {}, iam("policy/app")],
  ["let through", "admin", "iam:CreateServiceLinkedRole", {}, iam("role/aws-service-role/ecs.amazonaws.com/x")],
  ["let through", "admin", "iam:DeleteAccessKey", {}, iam("user/ci")],
  ["let through", "admin", "s3:PutObject", {}, "arn:aws:s3:::data/key"],
  ["let through", "admin", "cloudfront:CreateDistribution"],
  ["let through", "alice", "iam:EnableMFADevice", {}, iam("user/alice")],
];

const roles = (role: string): readonly Row[] => [
  ["denied", "admin", "iam:CreateRole", {}, role],
  ["denied", "admin", "iam:CreateRole", other, role],
  ["denied", "admin", "iam:AttachRolePolicy", other, role],
  ["denied", "admin", "iam:UpdateAssumeRolePolicy", {}, role],
  ["denied", "admin", "iam:PutUserPolicy", {}, iam("user/alice")],
  ["let through", "admin", "iam:CreateRole", bounded, role],
  ["let through", "admin", "iam:PutRolePolicy", bounded, role],
  ["let through", "admin", "iam:PutRolePermissionsBoundary", bounded, role],
  ["let through", "admin", "iam:PassRole", {}, role],
  ["let through", "admin", "iam:DeleteRole", {}, role],
];

const tables: Readonly<Record<string, readonly Row[]>> = {
  "boundary-starter": [
    ...always,
    ...roles(iam("role/app")),
    ["let through", "admin", "cloudtrail:StopLogging"],
    ["let through", "admin", "kms:ScheduleKeyDeletion", {}, "arn:aws:kms:eu-west-1:111122223333:key/1"],
  ],
  "boundary-developer": [
    ...always,
    ...roles(iam("role/app")),
    ["denied", "admin", "cloudtrail:StopLogging"],
    ["denied", "admin", "guardduty:DeleteDetector"],
    ["denied", "admin", "kms:ScheduleKeyDeletion", {}, "arn:aws:kms:eu-west-1:111122223333:key/1"],
    ["denied", "admin", "iam:CreateOpenIDConnectProvider", {}, iam("oidc-provider/ci.example.com")],
    ["denied", "admin", "organizations:LeaveOrganization"],
    ["denied", "admin", "account:EnableRegion"],
    ["let through", "admin", "account:ListRegions"],
    ["let through", "admin", "cloudtrail:LookupEvents"],
    ["let through", "admin", "kms:CreateKey"],
  ],
  "boundary-deployer": [
    ...always,
    ...roles(iam("role/CHANGE-ME-api")),
    ["denied", "admin", "iam:CreateRole", bounded, iam("role/billing-api")],
    ["denied", "admin", "iam:PassRole", {}, iam("role/admin")],
    ["denied", "admin", "iam:UpdateAssumeRolePolicy", bounded, iam("role/CHANGE-ME")],
    ["denied", "admin", "iam:DeleteRole", bounded, iam("role/admin")],
    ["let through", "admin", "iam:GetRole", {}, iam("role/admin")],
    ["let through", "admin", "sts:AssumeRole", {}, iam("role/cdk-deploy")],
  ],
};

describe("the library's permissions boundaries", () => {
  for (const [id, rows] of Object.entries(tables))
    describe(id, () => {
      const policy = read(snippet(id));
      for (const row of rows) it(titleOf(row), () => assert.equal(verdict(policy, row), row[0]));
    });

  it("have a table each", () => {
    const ids = snippetsFor([]).flatMap(({ id, kind }) => (kind === "boundary" ? [id] : []));
    assert.deepEqual(Object.keys(tables).sort(), ids.sort());
  });
});
