// Policy files: what is found in them and of what kind it is.
import assert from "node:assert/strict";
import { readPolicyFile, writePolicyFileEdit } from "../../shared-rules/src/host/policy-file";
import type { PolicyKind } from "../../shared-rules/src/model/policy";
import { literal } from "../../shared-rules/src/model/value";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const deny = { Effect: "Deny", Action: "iam:CreateUser", Resource: "*" };
const publicAllow = { ...allow, Principal: "*" };
const everyoneDenied = { ...deny, Principal: "*" };
const trust = {
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: ["sts:AssumeRole", "sts:TagSession"],
};

function document(...statements: readonly object[]) {
  return { Version: "2012-10-17", Statement: statements };
}

function read(content: unknown, uri = "file:///w/policy.json") {
  return readPolicyFile({ uri, text: typeof content === "string" ? content : JSON.stringify(content, undefined, 2) });
}

describe("readPolicyFile", () => {
  const kinds: readonly (readonly [title: string, content: object, uri: string, kind: PolicyKind])[] = [
    ["an Allow", document(allow), "policy.json", "identity"],
    ["an Allow and a Deny", document(allow, deny), "policy.json", "identity"],
    ["a Deny alone may be an SCP", document(deny), "policy.json", "unknown"],
    ["no statement says nothing", document(), "policy.json", "unknown"],
    ["a Principal", document(publicAllow), "bucket.json", "resource"],
    ["a NotPrincipal", document({ ...deny, NotPrincipal: { AWS: "arn:aws:iam::1:root" } }), "a.json", "resource"],
    ["a Principal that may assume", document(trust), "role.json", "trust"],
    ["a web identity", document({ ...trust, Action: "sts:AssumeRoleWithWebIdentity" }), "role.json", "trust"],
    ["a Principal, assuming and more", document(trust, publicAllow), "role.json", "resource"],
    ["assuming a resource", document({ ...trust, Resource: "*" }), "role.json", "resource"],
    ["a file named scp", document(allow), "file:///a/deny-users.scp.json", "scp"],
    ["a file named FullAWSAccessScp", document(allow), "file:///a/FullAWSAccessScp.json", "scp"],
    ["a folder of SCPs", document(deny), "file:///a/service-control-policies/iam/users.json", "scp"],
    ["a folder of RCPs", document(everyoneDenied), "file:///a/resource_control_policies/s3.json", "rcp"],
    ["a folder of RCPs, escaped", document(everyoneDenied), "file:///a/Resource%20Control%20Policies/s3.json", "rcp"],
    ["a bucket policy in a folder of RCPs", document(publicAllow), "file:///a/rcp/s3.json", "resource"],
    ["a guardrail", document(deny), "file:///a/guardrails/users.json", "scp"],
    ["a topic's policy beside RCPs", document(everyoneDenied), "file:///a/rcp/sns_topic_policy.json", "resource"],
    ["an SCP with a principal", document(everyoneDenied), "file:///a/scp/deny.json", "scp"],
    ["a guardrail for everyone", document(everyoneDenied), "file:///a/guardrails/s3.json", "rcp"],
    ["a boundary", document(allow), "file:///a/developer-boundary.json", "boundary"],
    ["a folder with a boundary in its name", document(allow), "file:///boundaries/org/developer.json", "identity"],
    [
      "a trust policy whose Principal is to come",
      document({ Effect: "Allow", Action: "sts:AssumeRole" }),
      "trust-policy.json",
      "trust",
    ],
    ["a file named trust that grants", document(allow), "trust.json", "identity"],
    ["a word that only holds scp", document(allow), "file:///a/describe-scpx.json", "identity"],
  ];
  for (const [title, content, uri, kind] of kinds)
    it(`${title}: ${kind}`, () =>
      assert.deepEqual(
        read(content, uri).policies.map((policy) => policy.kind),
        [kind],
      ));

  const wrapped: readonly (readonly [title: string, content: object])[] = [
    ["PolicyDocument", { PolicyName: "a", PolicyDocument: document(allow) }],
    ["Policy", { Policy: document(allow) }],
    ["PolicyVersion", { PolicyVersion: { Document: document(allow), VersionId: "v1" } }],
    ["a policy as a string", { Policy: JSON.stringify(document(allow)) }],
  ];
  for (const [title, content] of wrapped)
    it(`finds the document in ${title}`, () => {
      const { policies, text } = read(content);
      const [policy] = policies;
      assert.equal(policy?.kind, "identity");
      const action = policy.statements[0]?.actions.items[0];
      assert.equal(literal(action), "s3:GetObject");
      assert.equal(text.slice(action?.span.start, action?.span.end), "s3:GetObject");
      assert.deepEqual([policy.owner, policy.address, policy.hostType], [{ kind: "file", address: "" }, "", ""]);
    });

  for (const [title, content] of [
    ["a list of statements", [allow]],
    ["a statement", allow],
    ["a string", JSON.stringify("a statement")],
    ["a number", 1],
  ] as const)
    it(`takes ${title} for no policy`, () => assert.deepEqual(read(JSON.stringify(content)).policies, []));

  it("reads every prefix without a throw", () => {
    const text = `\uFEFF// a comment\n${JSON.stringify({ Policy: document(trust, deny) }, undefined, 1)}`;
    for (let end = 0; end <= text.length; end++) read(text.slice(0, end));
    assert.equal(read(text).policies.length, 1);
    assert.equal(read(text).comments.length, 1);
    assert.equal(read(text.slice(0, -3)).broken, true);
  });
});

describe("writePolicyFileEdit", () => {
  const policy = { Version: "2012-10-17" as const, Statement: [deny] };
  const written = (text: string, name: string, uri = "file:///a/b/policy.json") =>
    writePolicyFileEdit(readPolicyFile({ uri, text }), { kind: "new-file", name, policy });

  it("writes a new file beside the policy, with its indentation and line ends", () => {
    assert.deepEqual(written('{\r\n\t"Statement": []\r\n}\r\n', "DenyUserCreation"), [
      {
        uri: "file:///a/b/deny-user-creation.json",
        create: JSON.stringify(policy, undefined, "\t").replaceAll("\n", "\r\n") + "\r\n",
      },
    ]);
    assert.deepEqual(written("{}", "deny.json", "deny.json"), [
      { uri: "deny-new.json", create: `${JSON.stringify(policy, undefined, 2)}\n` },
    ]);
  });

  const declaration = (properties: Record<string, typeof policy | string>) => ({
    name: "deny-users",
    cloudformation: { type: "AWS::Organizations::Policy", properties: { Name: "deny-users", ...properties } },
    terraform: { type: "aws_organizations_policy", attributes: {} },
  });

  it("writes a declared policy as a file, and declines what is not one policy", () => {
    const document = read({ Version: "2012-10-17", Statement: [allow] });
    const add = (...declarations: ReturnType<typeof declaration>[]) =>
      writePolicyFileEdit(document, { kind: "add-declarations", after: undefined, declarations });
    assert.deepEqual(add(declaration({ Content: policy })), [
      { uri: "file:///w/deny-users.json", create: `${JSON.stringify(policy, undefined, 2)}\n` },
    ]);
    assert.ok("declined" in add(declaration({})));
    assert.ok("declined" in add(declaration({ A: policy, B: policy })));
  });
});
