// Whom a trust policy means and what keeps others out: principals, conditions, a Deny for the rest.
import { mfaTrustMissing } from "../../shared-rules/src/rules/mfa-trust-missing";
import { trustAccount } from "../../shared-rules/src/rules/trust-account";
import { trustAnyPrincipal } from "../../shared-rules/src/rules/trust-any-principal";
import { trustUser } from "../../shared-rules/src/rules/trust-user";
import { checkRule } from "../support/check-rule";

const kind = "trust" as const;
const assume = (Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
});
const deny = (Condition: object, Principal: unknown = { AWS: "*" }, Action: unknown = "sts:AssumeRole") => ({
  Effect: "Deny",
  Principal,
  Action,
  Condition,
});
const everyone = { AWS: "*" };
const user = "arn:aws:iam::123456789012:user/alice";
const account = "arn:aws:iam::111122223333:root";
const elsewhere = { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } };

const flag = (...statement: Record<string, unknown>[]) => ({ statement, kind, at: "*" });
const accept = (...statement: Record<string, unknown>[]) => ({ statement, kind });
const role = (principal: string, rest = ""): string =>
  `resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = ${principal} }${rest} }] })\n}\n`;
const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });

describe("limits of who is trusted", () => {
  checkRule(trustAnyPrincipal, {
    flags: [
      // Values that everyone has.
      flag(assume(everyone, { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } })),
      flag(assume(everyone, { IpAddress: { "aws:SourceIp": "::/0" } })),
      flag(assume(everyone, { StringLike: { "aws:PrincipalOrgID": ["o-exampleorgid", "o-*"] } })),
      flag(assume(everyone, { StringLike: { "aws:PrincipalOrgPaths": "?*/r-ab12/*" } })),
      flag(assume(everyone, { StringLike: { "aws:PrincipalAccount": ["123456789012", "*9"] } })),
      flag(assume(everyone, { ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::123456789012:role/ci", "arn:aws:*"] } })),
      flag(assume(everyone, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::?????????012:role/ci" } })),
      flag(assume(everyone, { StringLike: { "aws:PrincipalArn": "*:role/ci" } })),
      flag(assume(everyone, { StringLike: { "aws:userid": ["AROAEXAMPLEID:ci", "*:ci"] } })),
      flag(assume(everyone, { StringEquals: { "sts:ExternalId": ["", "42"] } })),
      // A Deny that takes it away from others, but not from all of them.
      flag(assume(everyone), deny(elsewhere, everyone, "sts:TagSession")),
      flag(assume(everyone), deny(elsewhere, { AWS: user })),
      flag(assume(everyone), deny({ StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } })),
      flag(assume(everyone), deny({ Null: { "aws:PrincipalOrgID": "true" } })),
      flag(assume(everyone), deny({ Null: { "sts:ExternalId": "false" } })),
      flag(assume(everyone), deny({ Null: { "sts:ExternalId": "False" } })),
      flag(assume(everyone), deny({ StringEquals: { "sts:ExternalId": "true" } })),
      { ...flag(assume("*", undefined, "sts:AssumeRoleWithWebIdentity")), message: /any identity provider/ },
      { ...flag(assume({ Federated: "*" }, undefined, "sts:AssumeRoleWithSAML")), message: /any identity provider/ },
      {
        ...flag(assume({ Federated: "*" }, undefined, ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"])),
        message: /any identity provider/,
      },
    ],
    accepts: [
      accept(assume(everyone, { StringEquals: { "aws:SourceVpc": "vpc-12345678" } })),
      accept(assume(everyone, { StringEquals: { "aws:PrincipalAccount": "123456789012" } })),
      accept(assume(everyone, { StringLike: { "aws:userid": "AROAEXAMPLEID:*" } })),
      accept(assume(everyone, { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
      accept(assume(everyone), deny(elsewhere, { AWS: [user, "*"] })),
      accept(assume(everyone), deny(elsewhere)),
      accept(assume(everyone), deny({ Null: { "sts:ExternalId": "true" } })),
      accept(assume(everyone), deny({ Null: { "sts:ExternalId": "True" } })),
      // No identity provider's user can call it.
      accept(assume({ Federated: "*" })),
      accept(assume(everyone, undefined, "sts:TagSession")),
      accept(assume(everyone, undefined, "sts:AssumeRoleWithSAML")),
      accept(assume({ Service: "*" })),
      accept(assume({ AWS: [user, account] })),
    ],
    native: [
      native("a condition that cannot be read", role('"*"', ", Condition = var.condition")),
      native("a key that cannot be read", role('"*"', ', Condition = { StringEquals = { (var.key) = "x" } }')),
      native(
        "an external id that is not known",
        role('"*"', ', Condition = { StringEquals = { "sts:ExternalId" = var.id } }'),
      ),
      {
        ...native(
          "one's own organisation among others",
          role('"*"', ', Condition = { StringEquals = { "aws:PrincipalOrgID" = ["o-partner", "o-own"] } }'),
        ),
        config: { organizationIds: ["o-old", "o-own"] },
      },
      {
        ...native(
          "an organisation that is not known",
          role('"*"', ', Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization } }'),
        ),
        config: { organizationIds: ["o-own"] },
      },
      {
        ...native(
          "a network says more than whose organisation is meant",
          role('"*"', ', Condition = { StringEquals = { "aws:SourceVpc" = "vpc-12345678" } }'),
        ),
        config: { organizationIds: ["o-own"] },
      },
    ],
  });

  checkRule(trustAccount, {
    flags: [
      { kind, statement: assume({ AWS: "111122223333" }), at: "111122223333" },
      // Of an account, who is of it tells nothing.
      {
        kind,
        statement: assume({ AWS: account }, { StringEquals: { "aws:PrincipalAccount": "111122223333" } }),
        at: account,
      },
    ],
    accepts: [
      accept(assume({ AWS: account }, undefined, "sts:TagSession")),
      accept(assume({ AWS: account }, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } })),
      accept(assume({ AWS: account }, { StringLike: { "aws:userid": "*:ci" } })),
      accept(assume({ AWS: ["1111222233334", "arn:aws:iam::11112222:root", "arn:aws:iam::1111222233334:root"] })),
      accept(assume({ AWS: "arn:aws:iam::111122223333:role/root" })),
      accept({ ...assume({ AWS: account }), Effect: "Deny" }),
    ],
    native: [
      {
        title: "an account whose number stands without quotes",
        uri: "/w/template.yaml",
        text: "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal:\n              AWS: 111122223333\n            Action: sts:AssumeRole\n",
        at: ["111122223333"],
      },
    ],
  });

  checkRule(trustUser, {
    flags: [
      { kind, statement: assume({ AWS: [account, user] }), at: user, message: /^The IAM user alice may/ },
      {
        kind,
        statement: assume({ AWS: "arn:aws:iam::123456789012:user/a/b/bob" }),
        at: "arn:aws:iam::123456789012:user/a/b/bob",
        message: /^The IAM user bob may/,
      },
    ],
    accepts: [
      { kind: "resource", statement: { ...assume({ AWS: user }, undefined, "s3:GetObject"), Resource: "*" } },
      accept(assume({ AWS: "arn:aws:iam::123456789012:user/break-glass-1" })),
    ],
    native: [
      native(
        "a role of the module",
        `resource "aws_iam_role" "ci" {\n  name = "ci"\n}\n${role("aws_iam_role.ci.arn")}`,
      ),
      native("what is declared nowhere", role("aws_iam_user.somebody.arn")),
      {
        ...native(
          "a user whose name is not known",
          role('"arn:aws:iam::123456789012:user/${var.name}"'),
          "arn:aws:iam::123456789012:user/${var.name}",
        ),
        message: /^The IAM user of an unknown name may/,
      },
    ],
  });

  const own = 'data "aws_caller_identity" "current" {}\n';
  checkRule(mfaTrustMissing, {
    native: [
      native(
        "people of the account that is deployed to",
        own + role('"arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"'),
        "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root",
      ),
      native(
        "an account that the file shows to be another",
        `resource "aws_iam_user_policy_attachment" "a" {\n  user       = "ann"\n  policy_arn = "arn:aws:iam::123456789012:policy/p"\n}\n${role(`"${account}"`)}`,
      ),
      native("an account that is not known", role('"arn:aws:iam::${var.account}:root"')),
    ],
  });
});
