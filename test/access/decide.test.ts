// The evaluator on AWS's own examples of how policies are weighed: each row names the page it comes from.
import assert from "node:assert/strict";
import { isAllowed } from "../../shared-rules/src/access/decide";
import { contextOf, type Permissions, type Request } from "../../shared-rules/src/access/request";
import { policyOf, type StatementJson } from "./policies";

const allow = (action: unknown, resource: unknown = "*", rest: StatementJson = {}): StatementJson => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...rest,
});
const deny = (action: unknown, resource: unknown = "*", rest: StatementJson = {}): StatementJson => ({
  ...allow(action, resource, rest),
  Effect: "Deny",
});
const identity = (...statements: StatementJson[]) => [policyOf(statements)];
const bucket = "arn:aws:s3:::logs/key";
const nikhil = { kind: "user", name: "arn:aws:iam::111122223333:user/nikhil", account: "111122223333" } as const;
const role = { kind: "role", name: "arn:aws:iam::111122223333:role/app", account: "111122223333" } as const;

interface Row {
  readonly title: string;
  readonly request: Request;
  readonly permissions: Permissions;
  readonly answer: "yes" | "no" | "unknown";
}

const get: Request = { action: "s3:GetObject", resource: bucket, context: contextOf({}, true), caller: nikhil };
const rows: Record<string, readonly Row[]> = {
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html": [
    { title: "nothing allows", request: get, permissions: { identity: [] }, answer: "no" },
    { title: "an Allow", request: get, permissions: { identity: identity(allow("s3:*")) }, answer: "yes" },
    {
      title: "letter case of actions",
      request: get,
      permissions: { identity: identity(allow("S3:getobject")) },
      answer: "yes",
    },
    {
      title: "a Deny wins over an Allow",
      request: get,
      permissions: { identity: identity(allow("*"), deny("s3:Get*")) },
      answer: "no",
    },
    {
      title: "a Deny of another resource",
      request: get,
      permissions: { identity: identity(allow("*"), deny("s3:*", "arn:aws:s3:::other/*")) },
      answer: "yes",
    },
    {
      title: "a Deny of all but some actions",
      request: get,
      permissions: { identity: identity(allow("*"), { Effect: "Deny", NotAction: "iam:*", Resource: "*" }) },
      answer: "no",
    },
    {
      title: "a Deny of all but some resources",
      request: get,
      permissions: {
        identity: identity(allow("*"), { Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::logs/*" }),
      },
      answer: "yes",
    },
    {
      title: "policies that cannot be read",
      request: get,
      permissions: { identity: [], open: true },
      answer: "unknown",
    },
  ],
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html": [
    // The page's ShirleyRodriguez: the boundary allows S3, CloudWatch and EC2, the policy iam:CreateUser.
    {
      title: "outside of the boundary",
      request: { ...get, action: "iam:CreateUser", resource: "arn:aws:iam::111122223333:user/x" },
      permissions: {
        identity: identity(allow("iam:CreateUser")),
        boundary: policyOf([allow(["s3:*", "cloudwatch:*", "ec2:*"])], "boundary"),
      },
      answer: "no",
    },
    {
      title: "within the boundary",
      request: get,
      permissions: {
        identity: identity(allow("s3:*")),
        boundary: policyOf([allow(["s3:*", "cloudwatch:*"])], "boundary"),
      },
      answer: "yes",
    },
    {
      title: "a boundary gives nothing",
      request: get,
      permissions: { identity: [], boundary: policyOf([allow("s3:*")], "boundary") },
      answer: "no",
    },
    {
      title: "a boundary that cannot be read",
      request: get,
      permissions: { identity: identity(allow("s3:*")), boundary: "unknown" },
      answer: "unknown",
    },
    {
      title: "a user named by the resource's policy is let in though the boundary does not allow it",
      request: get,
      permissions: {
        identity: [],
        boundary: policyOf([allow("ec2:*")], "boundary"),
        resource: policyOf([allow("s3:*", "*", { Principal: { AWS: nikhil.name } })], "resource"),
      },
      answer: "yes",
    },
    {
      title: "a role is not",
      request: { ...get, caller: role },
      permissions: {
        identity: [],
        boundary: policyOf([allow("ec2:*")], "boundary"),
        resource: policyOf([allow("s3:*", "*", { Principal: { AWS: role.name } })], "resource"),
      },
      answer: "no",
    },
  ],
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html":
    [
      {
        title: "the resource's policy is enough",
        request: get,
        permissions: {
          identity: [],
          resource: policyOf([allow("s3:GetObject", "*", { Principal: { AWS: nikhil.name } })], "resource"),
        },
        answer: "yes",
      },
      {
        title: "naming the account is not enough by itself",
        request: get,
        permissions: {
          identity: [],
          resource: policyOf(
            [allow("s3:GetObject", "*", { Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
            "resource",
          ),
        },
        answer: "no",
      },
      {
        title: "a Deny in the resource's policy",
        request: get,
        permissions: {
          identity: identity(allow("*")),
          resource: policyOf([deny("s3:*", "*", { Principal: "*" })], "resource"),
        },
        answer: "no",
      },
      {
        title: "a Deny of everybody else",
        request: get,
        permissions: {
          identity: identity(allow("*")),
          resource: policyOf(
            [{ Effect: "Deny", NotPrincipal: { AWS: nikhil.name }, Action: "s3:*", Resource: "*" }],
            "resource",
          ),
        },
        answer: "yes",
      },
    ],
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html": [
    {
      title: "only the identity's policy",
      request: get,
      permissions: { isCrossAccount: true, identity: identity(allow("s3:*")) },
      answer: "no",
    },
    {
      title: "only the resource's policy",
      request: get,
      permissions: {
        isCrossAccount: true,
        identity: [],
        resource: policyOf([allow("s3:*", "*", { Principal: "*" })], "resource"),
      },
      answer: "no",
    },
    {
      title: "both",
      request: get,
      permissions: {
        isCrossAccount: true,
        identity: identity(allow("s3:*")),
        resource: policyOf([allow("s3:*", "*", { Principal: { AWS: "111122223333" } })], "resource"),
      },
      answer: "yes",
    },
  ],
  "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html": [
    {
      title: "every level has to allow",
      request: get,
      permissions: {
        identity: identity(allow("*")),
        scps: [[policyOf([allow("*")], "scp")], [policyOf([allow("ec2:*")], "scp")]],
      },
      answer: "no",
    },
    {
      title: "one policy of a level is enough",
      request: get,
      permissions: {
        identity: identity(allow("*")),
        scps: [[policyOf([allow("ec2:*")], "scp"), policyOf([allow("s3:*")], "scp")]],
      },
      answer: "yes",
    },
    {
      title: "an SCP gives nothing",
      request: get,
      permissions: { identity: [], scps: [[policyOf([allow("*")], "scp")]] },
      answer: "no",
    },
    {
      title: "a level's Deny",
      request: get,
      permissions: {
        identity: identity(allow("*")),
        scps: [[policyOf([allow("*")], "scp"), policyOf([deny("s3:Get*")], "scp")]],
      },
      answer: "no",
    },
    {
      title: "a service-linked role is not bound by it",
      request: {
        ...get,
        caller: {
          ...role,
          name: "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        },
      },
      permissions: {
        identity: identity(allow("*")),
        scps: [[policyOf([deny("s3:Get*")], "scp")]],
        rcps: [[policyOf([deny("s3:Get*", "*", { Principal: "*" })], "rcp")]],
      },
      answer: "yes",
    },
  ],
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session": [
    {
      title: "a session policy takes away",
      request: get,
      permissions: { identity: identity(allow("*")), session: [policyOf([allow("ec2:*")])] },
      answer: "no",
    },
    {
      title: "both allow",
      request: get,
      permissions: { identity: identity(allow("s3:*")), session: [policyOf([allow("s3:Get*")])] },
      answer: "yes",
    },
  ],
};

describe("the evaluator", () => {
  for (const [page, examples] of Object.entries(rows))
    describe(page, () => {
      for (const { title, request, permissions, answer } of examples)
        it(title, () => assert.equal(isAllowed(request, permissions), answer));
    });
});

/** A condition of an Allow and what the request carries. */
const conditions: readonly [condition: unknown, context: Record<string, string | string[]>, answer: string][] = [
  [{ StringEquals: { "aws:username": "alice" } }, { "aws:username": "alice" }, "yes"],
  [{ StringEquals: { "AWS:UserName": "alice" } }, { "aws:username": "Alice" }, "no"],
  [{ StringEqualsIgnoreCase: { "aws:username": "alice" } }, { "aws:username": "Alice" }, "yes"],
  [{ StringEquals: { "aws:username": ["bob", "alice"] } }, { "aws:username": "alice" }, "yes"],
  [{ StringEquals: { "aws:username": "a*" } }, { "aws:username": "alice" }, "no"],
  [{ StringLike: { "aws:username": "a*e" } }, { "aws:username": "alice" }, "yes"],
  [{ StringNotEquals: { "aws:username": ["bob", "alice"] } }, { "aws:username": "alice" }, "no"],
  [{ StringNotEquals: { "aws:username": "alice" } }, {}, "yes"],
  [{ StringNotLike: { "aws:username": "a*" } }, { "aws:username": "bob" }, "yes"],
  [{ StringEquals: { "aws:username": "alice" } }, {}, "no"],
  [{ StringEqualsIfExists: { "aws:username": "alice" } }, {}, "yes"],
  [{ StringEqualsIfExists: { "aws:username": "alice" } }, { "aws:username": "bob" }, "no"],
  [{ Bool: { "aws:MultiFactorAuthPresent": "true" } }, { "aws:MultiFactorAuthPresent": "true" }, "yes"],
  [{ Bool: { "aws:MultiFactorAuthPresent": "false" } }, {}, "no"],
  [{ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }, {}, "yes"],
  [{ Bool: { "aws:SecureTransport": true } }, { "aws:SecureTransport": "true" }, "yes"],
  [{ Null: { "aws:MultiFactorAuthPresent": "true" } }, {}, "yes"],
  [{ Null: { "aws:MultiFactorAuthPresent": "false" } }, {}, "no"],
  [{ NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }, { "aws:MultiFactorAuthAge": "300" }, "yes"],
  [{ NumericLessThanEquals: { "aws:MultiFactorAuthAge": 300 } }, { "aws:MultiFactorAuthAge": "301" }, "no"],
  [
    { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
    { "aws:CurrentTime": "2026-06-01T00:00:00Z" },
    "yes",
  ],
  [{ DateLessThan: { "aws:EpochTime": "1700000000" } }, { "aws:EpochTime": "2026-06-01T00:00:00Z" }, "no"],
  [{ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } }, { "aws:SourceIp": "203.0.113.9" }, "yes"],
  [{ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } }, { "aws:SourceIp": "2001:db8::1" }, "yes"],
  [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { "aws:SourceIp": "203.0.113.9" }, "no"],
  [
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin-*" } },
    { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin-1" },
    "yes",
  ],
  [
    { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } },
    { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/x" },
    "yes",
  ],
  [
    { ArnLike: { "aws:PrincipalArn": "arn:aws:*:role/x" } },
    { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/x" },
    "no",
  ],
  [
    { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } },
    { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/x" },
    "no",
  ],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["a"] }, "yes"],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["a", "c"] }, "no"],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": "a" } }, {}, "yes"],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }, { "aws:TagKeys": ["a", "c"] }, "yes"],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }, {}, "no"],
  [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": "a" } }, {}, "no"],
  [
    { StringEquals: { "aws:username": "alice" }, Bool: { "aws:SecureTransport": "true" } },
    { "aws:username": "alice" },
    "no",
  ],
  [
    { StringEquals: { "aws:PrincipalTag/team": "${aws:ResourceTag/team}" } },
    { "aws:PrincipalTag/team": "red", "aws:ResourceTag/team": "red" },
    "yes",
  ],
  [{ StringEquals: { "aws:PrincipalTag/team": "${aws:ResourceTag/team}" } }, { "aws:PrincipalTag/team": "red" }, "no"],
  [
    { StringEquals: { "aws:PrincipalTag/team": "${aws:ResourceTag/team, 'red'}" } },
    { "aws:PrincipalTag/team": "red" },
    "yes",
  ],
  [{ StringLike: { "aws:username": "${*}" } }, { "aws:username": "*" }, "unknown"],
  [{ Sometimes: { "aws:username": "x" } }, { "aws:username": "x" }, "unknown"],
];

describe("conditions", () => {
  for (const [condition, context, answer] of conditions)
    it(`${JSON.stringify(condition)} with ${JSON.stringify(context)}`, () => {
      const identity = [policyOf([{ Effect: "Allow", Action: "s3:*", Resource: "*", Condition: condition }])];
      assert.equal(
        isAllowed({ action: "s3:GetObject", resource: bucket, context: contextOf(context, true) }, { identity }),
        answer,
      );
    });

  it("takes variables for plain text in the old version", () => {
    const identity = [policyOf([allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")], "identity", "2008-10-17")];
    const context = contextOf({ "aws:username": "alice" }, true);
    assert.equal(
      isAllowed({ action: "s3:GetObject", resource: "arn:aws:s3:::home/alice/x", context }, { identity }),
      "no",
    );
    const modern = [policyOf([allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")])];
    assert.equal(
      isAllowed({ action: "s3:GetObject", resource: "arn:aws:s3:::home/alice/x", context }, { identity: modern }),
      "yes",
    );
    assert.equal(
      isAllowed({ action: "s3:GetObject", resource: "arn:aws:s3:::home/bob/x", context }, { identity: modern }),
      "no",
    );
    assert.equal(
      isAllowed({ action: "s3:GetObject", resource: "arn:aws:s3:::home/bob/x" }, { identity: modern }),
      "unknown",
    );
  });

  it("answers for all that a resource pattern stands for", () => {
    const identity = [policyOf([allow("s3:*", "arn:aws:s3:::logs/*")])];
    const ask = (resource: string) => isAllowed({ action: "s3:GetObject", resource }, { identity });
    assert.equal(ask("arn:aws:s3:::logs/2026/*"), "yes");
    assert.equal(ask("arn:aws:s3:::*"), "unknown");
    assert.equal(ask("arn:aws:s3:::other/*"), "no");
  });
});
