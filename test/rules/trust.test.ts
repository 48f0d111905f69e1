// The rules about whom a role trusts among accounts, users and everyone.
import assert from "node:assert/strict";
import { mfaTrustMissing } from "../../shared-rules/src/rules/mfa-trust-missing";
import { trustAccount } from "../../shared-rules/src/rules/trust-account";
import { trustAnyPrincipal } from "../../shared-rules/src/rules/trust-any-principal";
import { trustUser } from "../../shared-rules/src/rules/trust-user";
import { checkRule, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";

const kind = "trust" as const;
const assume = (Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
});
const accept = (...args: Parameters<typeof assume>) => ({ statement: assume(...args), kind });
const denyOthers = (Condition: object) => ({
  Effect: "Deny",
  Principal: { AWS: "*" },
  Action: "sts:AssumeRole",
  Condition,
});
const everyone = { AWS: "*" };
const partner = { AWS: "arn:aws:iam::111122223333:root" };
const alice = { AWS: "arn:aws:iam::123456789012:user/people/alice" };
const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

/** A role of that trust policy in Terraform. */
const role = (principal: string, more = "") =>
  `${more}resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({\n    Version   = "2012-10-17"\n    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = ${principal} } }]\n  })\n}\n`;

checkRule(trustAnyPrincipal, {
  flags: [
    {
      statement: assume(everyone),
      kind,
      at: "*",
      severity: "critical",
      message: 'Principal "*" lets every AWS account in the world assume this role.',
    },
    {
      statement: assume({ AWS: ["arn:aws:iam::123456789012:root", "*"] }, undefined, "sts:*"),
      kind,
      at: "*",
      formats: ["CloudFormation YAML", "Terraform jsonencode"],
    },
    { statement: assume(everyone, { StringEquals: { "sts:RoleSessionName": "ci" } }), kind, at: "*" },
    { statement: assume(everyone, { StringLike: { "aws:PrincipalOrgID": "o-*" } }), kind, at: "*" },
    { statement: assume(everyone, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }), kind, at: "*" },
    { statement: assume(everyone, { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }), kind, at: "*" },
    { statement: assume(everyone, { Bool: { "aws:MultiFactorAuthPresent": "false" } }), kind, at: "*" },
    { statement: assume(everyone, { StringEquals: { "aws:RequestTag/team": "web" } }), kind, at: "*" },
    {
      statement: assume({ Federated: "*" }, undefined, "sts:AssumeRoleWithWebIdentity"),
      kind,
      at: "*",
      message: 'Principal "*" lets whoever any identity provider signs in assume this role.',
    },
    {
      statement: [assume(everyone), denyOthers({ StringNotEquals: { "sts:RoleSessionName": "ci" } })],
      kind,
      at: "*",
    },
  ],
  accepts: [
    accept(everyone, { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } }),
    accept(everyone, { StringEquals: { "sts:ExternalId": "42" } }),
    accept(everyone, mfa),
    accept(everyone, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } }),
    accept(everyone, { StringEquals: { "aws:PrincipalAccount": ["123456789012"] } }),
    accept({ Service: "ec2.amazonaws.com" }),
    accept(everyone, undefined, "sts:TagSession"),
    { statement: { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }, kind },
    {
      statement: [assume(everyone), denyOthers({ StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } })],
      kind,
    },
  ],
  native: [
    {
      title: "another organisation than the own",
      uri: "/w/trust.json",
      text: JSON.stringify({ Statement: [assume(everyone, { StringEquals: { "aws:PrincipalOrgID": "o-other" } })] }),
      at: ["*"],
      config: { organizationIds: ["o-own"] },
    },
    {
      title: "the own organisation, by its paths",
      uri: "/w/trust.json",
      text: JSON.stringify({
        Statement: [assume(everyone, { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-own/r-1/*" } })],
      }),
      at: [],
      config: { organizationIds: ["o-own"] },
    },
  ],
});

checkRule(trustAccount, {
  flags: [
    {
      statement: assume(partner),
      kind,
      at: "arn:aws:iam::111122223333:root",
      severity: "medium",
      message:
        "Everyone whom account 111122223333 lets may assume this role: no external id, MFA or organization is asked for.",
      fixed: {
        "require-external-id": assume(partner, { StringEquals: { "sts:ExternalId": "EXTERNAL-ID-OF-YOUR-PARTNER" } }),
      },
    },
    {
      statement: assume({ AWS: ["464622532012"] }),
      kind,
      at: "464622532012",
      message:
        "Datadog (account 464622532012) can be tricked into using this role for another of its customers: no sts:ExternalId is asked for.",
    },
    { statement: assume(partner, { StringEquals: { "sts:ExternalId": "" } }), kind, at: partner.AWS },
    { statement: assume(partner, { StringLike: { "sts:ExternalId": "*" } }), kind, at: partner.AWS },
    { statement: assume(partner, { Bool: { "aws:MultiFactorAuthPresent": "false" } }), kind, at: partner.AWS },
    { statement: assume(partner, { StringEquals: { "aws:PrincipalAccount": "111122223333" } }), kind, at: partner.AWS },
    { statement: assume(partner, { StringEquals: { "sts:SourceIdentity": "ci" } }), kind, at: partner.AWS },
  ],
  accepts: [
    accept(partner, { StringEquals: { "sts:ExternalId": "8b8f4a5d" } }),
    accept(partner, mfa),
    accept(partner, { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }),
    accept(partner, { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } }),
    accept(partner, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }),
    accept({ AWS: "arn:aws:iam::111122223333:role/ci" }),
    accept({ Service: "ec2.amazonaws.com" }),
    { statement: { ...assume(partner), Effect: "Deny" }, kind },
    { statement: [assume(partner), denyOthers({ Null: { "sts:ExternalId": "true" } })], kind },
    { statement: [assume(partner), denyOthers({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })], kind },
  ],
  native: [
    {
      title: "the account that Terraform deploys to",
      uri: "/w/main.tf",
      text: role('"arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"'),
      at: [],
    },
    {
      title: "the account that a template is deployed to",
      uri: "/w/template.yaml",
      text: `Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          Effect: Allow\n          Action: sts:AssumeRole\n          Principal:\n            AWS: [!Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root", !Ref AWS::AccountId, !Ref Other]\n`,
      at: [],
    },
    {
      title: "an account that an expression gives is not known to be foreign",
      uri: "/w/main.tf",
      text: role('"arn:aws:iam::${var.trusted_account}:root"'),
      at: [],
    },
    {
      title: "own accounts",
      uri: "/w/main.tf",
      text: role('"111122223333"'),
      at: [],
      config: { ownAccountIds: ["111122223333"] },
    },
    {
      title: "partners",
      uri: "/w/main.tf",
      text: role('"111122223333"'),
      at: [],
      config: { trustedAccountIds: ["111122223333"] },
    },
    {
      title: "the account that a permissions boundary shows to be the own",
      uri: "/w/main.tf",
      text: role(
        '["111122223333", "444455556666"]',
        'resource "aws_iam_role" "other" {\n  permissions_boundary = "arn:aws:iam::111122223333:policy/boundary"\n}\n',
      ),
      at: ["444455556666"],
    },
    {
      title: "the accounts that the provider is limited to",
      uri: "/w/main.tf",
      text: role(
        '["111122223333", "444455556666", "777788889999"]',
        'provider "aws" {\n  allowed_account_ids = ["111122223333"]\n  assume_role {\n    role_arn = "arn:aws:iam::444455556666:role/deploy"\n  }\n}\n',
      ),
      at: ["777788889999"],
    },
    {
      title: "the account that an identity provider shows to be the own",
      uri: "/w/trust.json",
      text: JSON.stringify({
        Statement: [
          assume({ Federated: "arn:aws:iam::111122223333:saml-provider/idp" }, undefined, "sts:AssumeRoleWithSAML"),
          assume(partner),
        ],
      }),
      at: [],
    },
    {
      title: "the account of a dump",
      uri: "/w/account.json",
      text: JSON.stringify({
        UserDetailList: [],
        GroupDetailList: [],
        Policies: [],
        RoleDetailList: [
          {
            Path: "/",
            RoleName: "r",
            Arn: "arn:aws:iam::111122223333:role/r",
            AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [assume(partner)] },
            RolePolicyList: [],
            AttachedManagedPolicies: [],
          },
        ],
      }),
      at: [],
    },
  ],
});

checkRule(trustUser, {
  flags: [
    {
      statement: assume(alice),
      kind,
      at: "arn:aws:iam::123456789012:user/people/alice",
      severity: "low",
      message:
        "The IAM user alice may assume this role: whoever has one of its long-term access keys has the role, too.",
    },
  ],
  accepts: [
    accept({ AWS: "arn:aws:iam::123456789012:role/user/ci" }),
    accept({ AWS: "arn:aws:iam::123456789012:user/break-glass-1" }),
    accept(partner),
    { statement: { ...assume(alice), Effect: "Deny" }, kind },
  ],
  native: [
    {
      title: "a user of the module",
      uri: "/w/main.tf",
      text: role("aws_iam_user.bob.arn", 'resource "aws_iam_user" "bob" {\n  name = "bob"\n}\n'),
      at: ["aws_iam_user.bob.arn"],
      message: "The IAM user bob may assume this role: whoever has one of its long-term access keys has the role, too.",
    },
    {
      title: "a user of the template",
      uri: "/w/template.yaml",
      text: "Resources:\n  Bob:\n    Type: AWS::IAM::User\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          Effect: Allow\n          Action: sts:AssumeRole\n          Principal:\n            AWS: !GetAtt Bob.Arn\n",
      at: ["!GetAtt Bob.Arn"],
    },
  ],
});

checkRule(mfaTrustMissing, {
  flags: [
    {
      statement: assume(alice, undefined, ["sts:AssumeRole"]),
      kind,
      at: alice.AWS,
      severity: "medium",
      message: "This user may assume the role without MFA: its stolen password or access key is enough.",
      fixed: { "require-mfa": assume(alice, mfa, ["sts:AssumeRole"]) },
    },
    { statement: assume(alice, { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }), kind, at: alice.AWS },
    {
      statement: assume(partner),
      kind,
      at: partner.AWS,
      severity: "low",
      message: "People of this account may assume the role without MFA: a stolen password or access key is enough.",
    },
    { statement: assume({ ...alice, Service: "ec2.amazonaws.com" }), kind, at: alice.AWS },
  ],
  accepts: [
    accept(alice, mfa),
    accept(alice, { StringEquals: { "sts:ExternalId": "42" } }),
    accept(partner, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }),
    accept({ AWS: "arn:aws:iam::123456789012:role/ci" }),
    accept({ Service: "ec2.amazonaws.com" }),
    accept(everyone),
    { statement: [assume(alice), denyOthers({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })], kind },
    // What is wrong with it, mfa-operator says.
    accept(alice, { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }),
  ],
  native: [
    {
      title: "the own account may be people's",
      uri: "/w/main.tf",
      text: role("data.aws_caller_identity.current.account_id"),
      at: ["data.aws_caller_identity.current.account_id"],
      severity: "low",
    },
    {
      title: "an account that is surely foreign sends its workloads",
      uri: "/w/main.tf",
      text: role('"111122223333"'),
      at: [],
      config: { ownAccountIds: ["444455556666"] },
    },
    {
      title: "a partner's too",
      uri: "/w/main.tf",
      text: role('"111122223333"'),
      at: [],
      config: { trustedAccountIds: ["111122223333"] },
    },
    {
      title: "a user of the module",
      uri: "/w/main.tf",
      text: role("aws_iam_user.bob.arn", 'resource "aws_iam_user" "bob" {\n  name = "bob"\n}\n'),
      at: ["aws_iam_user.bob.arn"],
      severity: "medium",
    },
  ],
});

describe("a principal that a local gives", () => {
  before(() => engine.ready());

  it("is told with the place where it is written", () => {
    const text = `locals {\n  partner = "111122223333"\n}\n\n${role("local.partner")}`;
    const document = read({ uri: "/w/main.tf", text });
    const [linked] = engine.linked(document);
    const [finding] = linked ? findingsOf(trustAccount, linked) : [];
    assert.equal(finding?.text, "local.partner");
    const places = finding.related.map(({ span, message }) => [text.slice(span.start, span.end), message]);
    assert.deepEqual(places, [['"111122223333"', "111122223333 is written here"]]);
  });
});
