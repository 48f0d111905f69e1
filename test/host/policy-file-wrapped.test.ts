// Policies as the AWS CLI puts them out and takes them in: found, with kind and owner, each token on its own characters.
import assert from "node:assert/strict";
import { readPolicyFile, type PolicyHint } from "../../shared-rules/src/host/policy-file";
import type { Document } from "../../shared-rules/src/model/document";
import { isDeclined } from "../../shared-rules/src/index";
import { literal } from "../../shared-rules/src/model/value";
import { applyEdits } from "../support/edits";
import { defaultConfig } from "../../shared-rules/src/config";
import { engine } from "../support/engine";
import { under, words } from "./reading";

const statement = { Effect: "Allow", Action: "iam:CreateUser", Resource: "*" };
const policy = { Version: "2012-10-17", Statement: [statement] };
const deny = { Version: "2012-10-17", Statement: [{ ...statement, Effect: "Deny" }] };
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const bucket = { Version: "2012-10-17", Statement: [{ ...statement, Principal: "*" }] };
const text = JSON.stringify;
const encoded = (document: unknown) => encodeURIComponent(text(document));

const read = (content: unknown, uri = "file:///w/out.json", hint?: PolicyHint): Document =>
  readPolicyFile({ uri, text: typeof content === "string" ? content : text(content, undefined, 4) }, undefined, hint);

/** Kind, owner and first action of every policy. */
const found = ({ policies }: Document): string[] =>
  policies.map(
    ({ kind, owner, statements }) => `${kind} ${owner.address || owner.kind} ${words(statements[0]?.actions.items[0])}`,
  );

const outputs: readonly (readonly [command: string, content: unknown, found: readonly string[]])[] = [
  [
    "iam get-policy-version",
    { PolicyVersion: { Document: policy, VersionId: "v3", IsDefaultVersion: true } },
    ["identity file iam:CreateUser"],
  ],
  ["iam get-policy-version of a Deny", { PolicyVersion: { Document: deny } }, ["unknown file iam:CreateUser"]],
  [
    "iam get-role",
    { Role: { Path: "/", RoleName: "app", AssumeRolePolicyDocument: trust } },
    ["trust role/app sts:AssumeRole"],
  ],
  [
    "iam get-role-policy",
    { RoleName: "app", PolicyName: "p", PolicyDocument: policy },
    ["identity role/app iam:CreateUser"],
  ],
  [
    "iam get-user-policy",
    { UserName: "bob", PolicyName: "p", PolicyDocument: deny },
    ["identity user/bob iam:CreateUser"],
  ],
  [
    "iam get-group-policy",
    { GroupName: "dev", PolicyName: "p", PolicyDocument: policy },
    ["identity group/dev iam:CreateUser"],
  ],
  [
    "iam list-roles",
    {
      Roles: [
        { RoleName: "a", AssumeRolePolicyDocument: trust },
        { RoleName: "b", AssumeRolePolicyDocument: trust },
      ],
    },
    ["trust role/a sts:AssumeRole", "trust role/b sts:AssumeRole"],
  ],
  [
    "one role of an account's details",
    { RoleName: "app", RolePolicyList: [{ PolicyName: "p", PolicyDocument: policy }] },
    ["identity role/app iam:CreateUser"],
  ],
  [
    "organizations describe-policy",
    { Policy: { PolicySummary: { Type: "SERVICE_CONTROL_POLICY" }, Content: text(deny) } },
    ["scp file iam:CreateUser"],
  ],
  [
    "organizations create-policy's input",
    { Name: "r", Type: "RESOURCE_CONTROL_POLICY", Content: text(bucket) },
    ["rcp file iam:CreateUser"],
  ],
  ["s3api get-bucket-policy", { Policy: text(bucket) }, ["resource file iam:CreateUser"]],
  ["s3api get-bucket-policy --query Policy", text(bucket), ["resource file iam:CreateUser"]],
  [
    "sso-admin get-inline-policy-for-permission-set",
    { InlinePolicy: text(policy) },
    ["permission-set file iam:CreateUser"],
  ],
  ["ecr get-repository-policy", { repositoryName: "r", policyText: text(bucket) }, ["resource file iam:CreateUser"]],
  ["secretsmanager get-resource-policy", { ResourcePolicy: text(bucket) }, ["resource file iam:CreateUser"]],
  [
    "sqs get-queue-attributes",
    { Attributes: { Policy: text(bucket), VisibilityTimeout: "30" } },
    ["resource file iam:CreateUser"],
  ],
  ["a list of documents", [policy, deny], ["identity file iam:CreateUser", "unknown file iam:CreateUser"]],
  [
    "documents under names of one's own",
    { admins: policy, buckets: [bucket] },
    ["identity file iam:CreateUser", "resource file iam:CreateUser"],
  ],
];

describe("AWS CLI output", () => {
  for (const [command, content, expected] of outputs) {
    it(`of ${command} is read`, () => {
      const document = read(command.endsWith("--query Policy") ? text(content) : content);
      assert.deepEqual(found(document), expected);
      assert.deepEqual(document.unread, []);
    });
  }

  for (const [title, content] of [
    ["a rule of AWS WAF", { Rules: [{ Name: "a", Statement: { RateBasedStatement: { Limit: 100 } } }] }],
    ["a bank's data", { accounts: [{ statement: [{ amount: 1 }] }] }],
    ["a text", { Policy: "our statement of faith, in a page" + "." }],
    ["a policy of Azure", { policy: { if: {}, then: { effect: "deny" } } }],
  ] as const)
    it(`is not seen in ${title}`, () => assert.deepEqual(read(content).policies, []));

  it("holds URL-encoded policies, each token on its own characters", () => {
    const document = read({
      RoleName: "é🔑",
      PolicyName: "p",
      PolicyDocument: encoded({ ...policy, Id: "é🔑" }),
    });
    assert.deepEqual(
      document.policies.map(({ kind, owner }) => [kind, owner.address]),
      [["identity", "role/é🔑"]],
    );
    const [first] = document.policies[0]?.statements ?? [];
    assert.equal(under(document, first?.actions.items[0]), "iam%3ACreateUser");
    assert.equal(under(document, first?.resources.items[0]), "*");
    assert.equal(literal(first?.actions.items[0]), "iam:CreateUser");
    assert.equal(document.text.slice(first?.span.start, first?.span.end), encoded(statement));
  });

  it("says where a policy cannot be read", () => {
    const document = read({
      PolicyDocument: "{ Statement",
      AssumeRolePolicyDocument: "%7B%22Statement",
      Policy: "Statement",
    });
    assert.deepEqual(document.policies, []);
    assert.deepEqual(
      document.unread.map(({ expression, kind }) => [kind, expression]),
      [
        ["unknown", '"{ Statement"'],
        ["trust", '"%7B%22Statement"'],
        ["unknown", '"Statement"'],
      ],
    );
    const hole = read('{ "RoleName": "a", "PolicyDocument": "${policy}", "AssumeRolePolicyDocument": ${trust} }');
    assert.deepEqual(
      hole.unread.map(({ address, expression, kind }) => [kind, address, expression]),
      [
        ["identity", "role/a", '"${policy}"'],
        ["trust", "role/a", "${trust}"],
      ],
    );
  });

  it("is told from other JSON by a few bytes", () => {
    for (const [, content] of outputs)
      assert.equal(engine.read({ uri: "/w/a.json", text: text(content) }).format, "policy-json");
    const format = (content: unknown) => engine.read({ uri: "/w/a.json", text: text(content) }).format;
    assert.equal(format({ PolicyDocument: encoded(policy) }), "policy-json");
    assert.equal(format({ message: "a Statement" }), "none");
  });

  for (const content of [{ PolicyDocument: encoded(policy) }, { Policy: text(policy) }, { PolicyDocument: policy }])
    it(`is edited in its own spelling: ${text(content).slice(0, 40)}`, () => {
      const document = engine.read({ uri: "/w/a.json", text: text(content) });
      const fixes = engine.lint(document, defaultConfig).flatMap((finding) => finding.fixes);
      const fix = fixes.find(({ id }) => id === "require-mfa");
      assert.ok(fix);
      const result = engine.render(document, fix);
      assert.ok(!isDeclined(result));
      const [file] = result;
      assert.ok(file && "edits" in file);
      const after = JSON.parse(applyEdits(document.text, file.edits)) as { PolicyDocument?: unknown; Policy?: string };
      const inner = after.PolicyDocument ?? after.Policy;
      const plain: unknown = typeof inner === "string" ? JSON.parse(decodeURIComponent(inner)) : inner;
      assert.deepEqual(plain, {
        ...policy,
        Statement: [{ ...statement, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }],
      });
    });

  it("is read at every prefix, every place within it", () => {
    for (const [, content] of outputs)
      for (const whole of [text(content), text({ PolicyDocument: encoded(content) })])
        for (let end = 0; end <= whole.length; end++)
          for (const { span } of [...read(whole.slice(0, end)).policies, ...read(whole.slice(0, end)).unread])
            assert.ok(span.start <= span.end && span.end <= end);
  });
});

describe("a hint", () => {
  const role = { kind: "role", address: "aws_iam_role.app" } as const;

  it("decides for a file that is one policy", () => {
    assert.deepEqual(found(read(policy, "file:///w/scp.json", { kind: "boundary" })), ["boundary file iam:CreateUser"]);
    assert.deepEqual(found(read(bucket, "file:///w/a.json", { kind: "identity", owner: role })), [
      "identity aws_iam_role.app iam:CreateUser",
    ]);
    assert.deepEqual(found(read(deny, "file:///w/a.json", { owner: role })), [
      "unknown aws_iam_role.app iam:CreateUser",
    ]);
  });

  it("decides for the one policy in a wrapping, and for none of several", () => {
    assert.deepEqual(found(read({ Policy: text(policy) }, "file:///w/a.json", { kind: "boundary" })), [
      "boundary file iam:CreateUser",
    ]);
    assert.deepEqual(found(read([policy, bucket], "file:///w/a.json", { kind: "boundary" })), [
      "identity file iam:CreateUser",
      "resource file iam:CreateUser",
    ]);
  });

  it("that changes has the file read again, and one that stays has not", () => {
    const file = { uri: "file:///w/a.json", text: text(policy) };
    const first = readPolicyFile(file, undefined, { kind: "boundary" });
    assert.equal(readPolicyFile(file, first, { kind: "boundary" }), first);
    const second = readPolicyFile(file, first, { kind: "boundary", owner: role });
    assert.notEqual(second, first);
    assert.equal(readPolicyFile(file, second, { kind: "boundary", owner: { ...role } }), second);
    const third = readPolicyFile(file, second);
    assert.equal(third.policies[0]?.kind, "identity");
    assert.equal(readPolicyFile(file, third), third);
  });

  it("reaches the reader through the engine", () => {
    const document = engine.read({ uri: "/w/a.json", text: text(policy), hint: { kind: "boundary" } });
    assert.equal(document.policies[0]?.kind, "boundary");
  });
});
