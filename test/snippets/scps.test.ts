// What each service control policy of the library denies and lets through, by the evaluator. Not how it is written into a file.
import assert from "node:assert/strict";
import { snippetsFor } from "../../shared-rules/src/index";
import { iam, read, snippet, titleOf, verdict, type Row } from "./evaluating";

const mine = { "iam:PermissionsBoundary": iam("policy/permissions-boundary") };
const other = { "iam:PermissionsBoundary": iam("policy/wide") };
const key = "arn:aws:kms:eu-west-1:111122223333:key/1";
const instance = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
const image = "arn:aws:ec2:eu-west-1::image/ami-1";
const away = { "aws:RequestedRegion": "ap-south-1" };
const home = { "aws:RequestedRegion": "eu-west-1" };

const tables: Readonly<Record<string, readonly Row[]>> = {
  "scp-deny-user-creation": [
    ["denied", "admin", "iam:CreateUser", {}, iam("user/ci")],
    ["denied", "admin", "iam:CreateAccessKey", {}, iam("user/ci")],
    ["denied", "root", "iam:CreateAccessKey", {}, iam("root")],
    ["denied", "alice", "iam:CreateAccessKey", {}, iam("user/alice")],
    ["denied", "breakGlassUser", "iam:CreateUser", {}, iam("user/ci")],
    ["denied", "otherPath", "iam:CreateUser", {}, iam("user/ci")],
    ["let through", "breakGlass", "iam:CreateUser", {}, iam("user/ci")],
    ["let through", "breakGlass", "iam:CreateAccessKey", {}, iam("user/ci")],
    ["let through", "admin", "iam:CreateRole", {}, iam("role/ci")],
    ["let through", "admin", "iam:DeleteAccessKey", {}, iam("user/ci")],
    ["let through", "serviceLinked", "iam:CreateUser", {}, iam("user/ci")],
  ],
  "scp-require-boundary": [
    ["denied", "admin", "iam:CreateRole", {}, iam("role/app")],
    ["denied", "admin", "iam:CreateUser", other, iam("user/ci")],
    ["denied", "root", "iam:CreateRole", other, iam("role/app")],
    ["denied", "admin", "iam:PutRolePermissionsBoundary", other, iam("role/app")],
    ["denied", "admin", "iam:DeleteRolePermissionsBoundary", mine, iam("role/app")],
    ["denied", "admin", "iam:DeleteUserPermissionsBoundary", other, iam("user/ci")],
    ["let through", "admin", "iam:CreateRole", mine, iam("role/app")],
    ["let through", "admin", "iam:CreateUser", mine, iam("user/ci")],
    ["let through", "admin", "iam:PutRolePermissionsBoundary", mine, iam("role/app")],
    ["let through", "admin", "iam:CreateServiceLinkedRole", {}, iam("role/aws-service-role/ecs.amazonaws.com/x")],
    ["let through", "breakGlass", "iam:CreateRole", {}, iam("role/app")],
    ["let through", "breakGlass", "iam:DeleteRolePermissionsBoundary", mine, iam("role/app")],
    ["let through", "serviceLinked", "iam:CreateRole", {}, iam("role/app")],
    ["let through", "admin", "iam:AttachRolePolicy", {}, iam("role/app")],
  ],
  "scp-deny-root-actions": [
    ["denied", "root", "ec2:RunInstances"],
    ["denied", "root", "iam:CreateAccessKey"],
    ["denied", "root", "s3:PutBucketPolicy", { "aws:MultiFactorAuthPresent": "true" }, "arn:aws:s3:::logs"],
    ["denied", "root", "support:CreateCase"],
    ["let through", "root", "s3:DeleteBucketPolicy", { "aws:AssumedRoot": "true" }, "arn:aws:s3:::logs"],
    ["let through", "admin", "ec2:RunInstances"],
    ["let through", "alice", "iam:ChangePassword"],
    ["let through", "breakGlass", "iam:CreateUser"],
    ["let through", "serviceLinked", "ec2:RunInstances"],
  ],
  "scp-deny-root-access-keys": [
    ["denied", "root", "iam:CreateAccessKey", {}, iam("root")],
    ["denied", "root", "iam:CreateAccessKey", { "aws:MultiFactorAuthPresent": "true" }, iam("user/alice")],
    ["denied", "root", "iam:CreateAccessKey", { "aws:AssumedRoot": "true" }, iam("root")],
    ["let through", "root", "iam:DeleteAccessKey", {}, iam("root")],
    ["let through", "root", "iam:EnableMFADevice"],
    ["let through", "admin", "iam:CreateAccessKey", {}, iam("user/ci")],
    ["let through", "breakGlass", "iam:CreateAccessKey", {}, iam("user/ci")],
  ],
  "scp-deny-leaving-organization": [
    ["denied", "admin", "organizations:LeaveOrganization"],
    ["denied", "root", "organizations:LeaveOrganization"],
    ["denied", "breakGlass", "organizations:LeaveOrganization"],
    ["let through", "admin", "organizations:DescribeOrganization"],
    ["let through", "admin", "organizations:AcceptHandshake"],
    ["let through", "admin", "account:GetAccountInformation"],
  ],
  "scp-protect-logging": [
    ["denied", "admin", "cloudtrail:StopLogging"],
    ["denied", "root", "cloudtrail:DeleteTrail"],
    ["denied", "admin", "cloudtrail:PutEventSelectors"],
    ["denied", "admin", "config:StopConfigurationRecorder"],
    ["denied", "admin", "config:DeleteDeliveryChannel"],
    ["denied", "alice", "guardduty:DeleteDetector"],
    ["denied", "admin", "guardduty:DisassociateFromAdministratorAccount"],
    ["denied", "admin", "securityhub:DisableSecurityHub"],
    ["denied", "admin", "access-analyzer:DeleteAnalyzer"],
    ["let through", "breakGlass", "cloudtrail:StopLogging"],
    ["let through", "serviceLinked", "guardduty:UpdateDetector"],
    ["let through", "admin", "cloudtrail:CreateTrail"],
    ["let through", "admin", "cloudtrail:StartLogging"],
    ["let through", "admin", "config:PutConfigurationRecorder"],
    ["let through", "admin", "guardduty:CreateDetector"],
    ["let through", "admin", "cloudtrail:LookupEvents"],
  ],
  "scp-protect-keys": [
    ["denied", "admin", "kms:ScheduleKeyDeletion", {}, key],
    ["denied", "root", "kms:DisableKey", {}, key],
    ["denied", "alice", "kms:DeleteImportedKeyMaterial", {}, key],
    ["let through", "breakGlass", "kms:ScheduleKeyDeletion", {}, key],
    ["let through", "serviceLinked", "kms:DisableKey", {}, key],
    ["let through", "admin", "kms:CancelKeyDeletion", {}, key],
    ["let through", "admin", "kms:Decrypt", {}, key],
    ["let through", "admin", "kms:EnableKeyRotation", {}, key],
  ],
  "scp-fence-regions": [
    ["denied", "admin", "ec2:RunInstances", away],
    ["denied", "root", "s3:CreateBucket", away],
    ["denied", "alice", "lambda:InvokeFunction", away],
    ["denied", "otherPath", "ec2:RunInstances", away],
    ["let through", "admin", "ec2:RunInstances", home],
    ["let through", "breakGlass", "ec2:RunInstances", away],
    ["let through", "serviceLinked", "ec2:RunInstances", away],
    ["let through", "admin", "iam:CreateRole"],
    ["let through", "admin", "sts:AssumeRole", away],
    ["let through", "admin", "organizations:DescribeOrganization"],
    ["let through", "admin", "cloudfront:CreateDistribution"],
    ["let through", "admin", "route53:ChangeResourceRecordSets"],
    ["let through", "admin", "support:CreateCase"],
    ["let through", "admin", "wafv2:CreateWebACL"],
    ["let through", "admin", "s3:ListAllMyBuckets"],
    ["let through", "admin", "s3:CreateMultiRegionAccessPoint", { "aws:RequestedRegion": "us-west-2" }],
    ["let through", "admin", "acm:RequestCertificate"],
    ["let through", "admin", "billing:GetBillingData"],
  ],
  "scp-require-imdsv2": [
    ["denied", "admin", "ec2:RunInstances", {}, instance],
    ["denied", "admin", "ec2:RunInstances", { "ec2:MetadataHttpTokens": "optional" }, instance],
    ["denied", "root", "ec2:RunInstances", {}, instance],
    ["denied", "breakGlass", "ec2:ModifyInstanceMetadataOptions", { "ec2:Attribute/HttpTokens": "optional" }, instance],
    ["let through", "admin", "ec2:RunInstances", { "ec2:MetadataHttpTokens": "required" }, instance],
    ["let through", "admin", "ec2:RunInstances", {}, image],
    ["let through", "serviceLinked", "ec2:RunInstances", {}, instance],
    ["let through", "admin", "ec2:ModifyInstanceMetadataOptions", { "ec2:Attribute/HttpTokens": "required" }, instance],
    ["let through", "admin", "ec2:ModifyInstanceMetadataOptions", {}, instance],
    ["let through", "admin", "ec2:StartInstances", {}, instance],
  ],
};

describe("the library's service control policies", () => {
  for (const [id, rows] of Object.entries(tables))
    describe(id, () => {
      const policy = read(snippet(id, ["eu-west-1"]));
      for (const row of rows) it(titleOf(row), () => assert.equal(verdict(policy, row), row[0]));
    });

  it("have a table each", () => {
    const ids = snippetsFor([]).flatMap(({ id, kind }) => (kind === "scp" ? [id] : []));
    assert.deepEqual(Object.keys(tables).sort(), ids.sort());
    for (const rows of Object.values(tables)) assert.ok(rows.length >= 6);
  });

  it("fence in AWS's own example regions until somebody names others", () => {
    const policy = read(snippet("scp-fence-regions"));
    assert.equal(verdict(policy, ["denied", "admin", "ec2:RunInstances", away]), "denied");
    assert.equal(verdict(policy, ["let through", "admin", "ec2:RunInstances", home]), "let through");
  });
});
