// Output of `aws iam get-account-authorization-details`: every entity a declaration, every policy in force read, exact places.
import assert from "node:assert/strict";
import { readAccountDump } from "../../shared-rules/src/host/account-dump";
import { linkModule } from "../../shared-rules/src/link/module";
import type { Document } from "../../shared-rules/src/model/document";
import type { Fields } from "../../shared-rules/src/model/policy";
import { defaultConfig, isDeclined } from "../../shared-rules/src/index";
import { literal } from "../../shared-rules/src/model/value";
import { applyEdits } from "../support/edits";
import { engine } from "../support/engine";
import { under, words } from "./reading";

const arn = (path: string): string => `arn:aws:iam::123456789012:${path}`;
const allow = (action: string | readonly string[], resource = "arn:aws:s3:::reports/*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});
const trust = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});
const attached = (...names: readonly string[]) =>
  names.map((name) => ({ PolicyName: name, PolicyArn: arn(`policy/${name}`) }));
const readOnly = { PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
const boundary = (name: string) => ({
  PermissionsBoundaryType: "Policy",
  PermissionsBoundaryArn: arn(`policy/${name}`),
});

function managed(name: string, document: unknown, more: object = {}) {
  return {
    PolicyName: name,
    Arn: arn(`policy/${name}`),
    Path: "/",
    DefaultVersionId: "v2",
    PolicyVersionList: [
      { Document: document, VersionId: "v2", IsDefaultVersion: true },
      { Document: allow("ec2:*"), VersionId: "v1", IsDefaultVersion: false },
    ],
    ...more,
  };
}

const account = {
  UserDetailList: [
    {
      Path: "/people/",
      UserName: "alice",
      UserId: "AIDAEXAMPLE",
      Arn: arn("user/people/alice"),
      UserPolicyList: [{ PolicyName: "keys", PolicyDocument: allow("iam:CreateAccessKey", "*") }],
      GroupList: ["developers"],
      AttachedManagedPolicies: [...attached("deploy"), readOnly],
      PermissionsBoundary: boundary("limit"),
      Tags: [{ Key: "Owner", Value: "platform" }],
    },
    { Path: "/", UserName: "bob", Arn: arn("user/bob"), GroupList: [], AttachedManagedPolicies: [] },
  ],
  GroupDetailList: [
    {
      Path: "/",
      GroupName: "developers",
      Arn: arn("group/developers"),
      GroupPolicyList: [{ PolicyName: "read", PolicyDocument: allow("s3:GetObject") }],
      AttachedManagedPolicies: [],
    },
  ],
  RoleDetailList: [
    {
      Path: "/",
      RoleName: "app",
      Arn: arn("role/app"),
      AssumeRolePolicyDocument: trust("ec2.amazonaws.com"),
      InstanceProfileList: [
        {
          InstanceProfileName: "app",
          Path: "/",
          Arn: arn("instance-profile/app"),
          Roles: [{ RoleName: "app", AssumeRolePolicyDocument: trust("ec2.amazonaws.com") }],
        },
      ],
      RolePolicyList: [{ PolicyName: "read", PolicyDocument: allow("s3:GetObject") }],
      AttachedManagedPolicies: attached("deploy"),
      RoleLastUsed: {},
    },
    {
      Path: "/aws-service-role/support.amazonaws.com/",
      RoleName: "AWSServiceRoleForSupport",
      Arn: arn("role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"),
      AssumeRolePolicyDocument: trust("support.amazonaws.com"),
      RolePolicyList: [],
    },
    {
      Path: "/aws-reserved/sso.amazonaws.com/",
      RoleName: "AWSReservedSSO_Admin_0123456789abcdef",
      Arn: arn("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"),
      AssumeRolePolicyDocument: trust("sso.amazonaws.com"),
      RolePolicyList: [{ PolicyName: "AwsSSOInlinePolicy", PolicyDocument: allow("*", "*") }],
    },
  ],
  Policies: [
    managed("deploy", allow(["s3:PutObject", "s3:GetObject"])),
    managed("limit", allow("s3:*", "*")),
    managed("ReadOnlyAccess", allow("s3:Get*", "*"), { Arn: readOnly.PolicyArn }),
  ],
};

const read = (content: unknown): Document =>
  readAccountDump({
    uri: "/w/account.json",
    text: typeof content === "string" ? content : JSON.stringify(content, undefined, 4),
  });

const encoded = (document: unknown): string =>
  encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The account as the API itself has it: documents URL-encoded. */
function withEncodedDocuments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withEncodedDocuments);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /Document$/.test(key) ? encoded(inner) : withEncodedDocuments(inner),
    ]),
  );
}

/** A policy in a few words. */
const policiesOf = (document: Document): string[] =>
  document.policies.map(
    ({ address, kind, ofAws, owner, statements }) =>
      `${kind} of ${owner.kind} ${address}: ${statements.flatMap(({ actions }) => actions.items.map(words)).join(" ")}${ofAws ? " (AWS)" : ""}`,
  );

const expected = [
  "identity of user user/alice: iam:CreateAccessKey",
  "identity of group group/developers: s3:GetObject",
  "trust of role role/app: sts:AssumeRole",
  "identity of role role/app: s3:GetObject",
  "trust of role role/AWSServiceRoleForSupport: sts:AssumeRole (AWS)",
  "trust of role role/AWSReservedSSO_Admin_0123456789abcdef: sts:AssumeRole (AWS)",
  "permission-set of role role/AWSReservedSSO_Admin_0123456789abcdef: *",
  "identity of policy policy/deploy: s3:PutObject s3:GetObject",
  "boundary of policy policy/limit: s3:*",
  "identity of policy policy/ReadOnlyAccess: s3:Get* (AWS)",
];

describe("readAccountDump", () => {
  it("reads every policy in force, with its kind and owner, and nothing else", () => {
    const document = read(account);
    assert.deepEqual(policiesOf(document), expected);
    assert.deepEqual([document.format, document.broken, document.unread], ["account-dump", false, []]);
  });

  it("reads URL-encoded documents the same, each action on its own characters", () => {
    const document = read(withEncodedDocuments(account));
    assert.deepEqual(policiesOf(document), expected);
    for (const { statements } of document.policies)
      for (const action of statements.flatMap(({ actions }) => actions.items))
        assert.equal(decodeURIComponent(under(document, action)), literal(action));
  });

  it("reads documents as JSON in strings", () => {
    const [user] = account.UserDetailList;
    const text = JSON.stringify(allow("iam:CreateAccessKey", "*"));
    const document = read({
      UserDetailList: [{ ...user, UserPolicyList: [{ PolicyName: "keys", PolicyDocument: text }] }],
    });
    assert.deepEqual(policiesOf(document), [expected[0]]);
    assert.equal(under(document, document.policies[0]?.statements[0]?.actions.items[0]), "iam:CreateAccessKey");
  });

  it("declares users, groups, roles, instance profiles and policies by their names", () => {
    const document = read(account);
    assert.deepEqual(
      document.declarations.map(({ address, kind, type }) => [kind, address, type]),
      [
        ["user", "user/alice", "AWS::IAM::User"],
        ["user", "user/bob", "AWS::IAM::User"],
        ["group", "group/developers", "AWS::IAM::Group"],
        ["role", "role/app", "AWS::IAM::Role"],
        ["instance-profile", "instance-profile/app", "AWS::IAM::InstanceProfile"],
        ["role", "role/AWSServiceRoleForSupport", "AWS::IAM::Role"],
        ["role", "role/AWSReservedSSO_Admin_0123456789abcdef", "AWS::IAM::Role"],
        ["policy", "policy/deploy", "AWS::IAM::ManagedPolicy"],
        ["policy", "policy/limit", "AWS::IAM::ManagedPolicy"],
        ["policy", "policy/ReadOnlyAccess", "AWS::IAM::ManagedPolicy"],
      ],
    );
    for (const { nameSpan, address } of document.declarations)
      assert.equal(document.text.slice(nameSpan.start, nameSpan.end), address.slice(address.indexOf("/") + 1));
  });

  it("brings what a user has into fields; the account's own policies are references, AWS's stay ARNs", () => {
    const [alice, bob] = read(account).declarations;
    assert.ok(alice && bob);
    assert.deepEqual(
      Object.fromEntries(
        (Object.keys(alice.fields) as (keyof Fields)[]).map((name) => [name, words(alice.fields[name])]),
      ),
      {
        name: "alice",
        arn: "arn:aws:iam::123456789012:user/people/alice",
        path: "/people/",
        tags: "{Owner: platform}",
        groups: "[developers]",
        boundary: "->policy/limit.arn",
        managedPolicies: "[->policy/deploy.arn, arn:aws:iam::aws:policy/ReadOnlyAccess]",
      },
    );
    assert.deepEqual(
      [alice.open, bob.open, bob.fields.boundary, bob.fields.tags],
      [false, false, undefined, undefined],
    );
  });

  it("links principals with their policies, groups and boundary", () => {
    const { graph } = linkModule([read(account)]);
    const alice = graph.principal("user/alice");
    assert.ok(alice);
    assert.deepEqual(
      alice.groups.map(({ address }) => address),
      ["group/developers"],
    );
    assert.equal(alice.boundaryPolicy?.address, "policy/limit");
    assert.deepEqual(
      alice.policies.map(({ arn: named, group, policy }) => [
        named ? words(named) : "inline",
        policy?.address,
        group?.address,
      ]),
      [
        ["->policy/deploy.arn", "policy/deploy", undefined],
        ["arn:aws:iam::aws:policy/ReadOnlyAccess", undefined, undefined],
        ["inline", "user/alice", undefined],
        ["inline", "group/developers", "group/developers"],
      ],
    );
    assert.equal(alice.open, false);
    assert.equal(graph.principal("role/app")?.trust.length, 1);
  });

  it("judges what people can change, and nothing that AWS keeps", () => {
    const document = engine.read({ uri: "/w/account.json", text: JSON.stringify(account) });
    assert.equal(document.format, "account-dump");
    const findings = engine.lint(document, defaultConfig);
    const addresses = new Set(findings.map(({ address }) => address));
    assert.ok(findings.some(({ rule, text }) => rule === "user-credential-grant" && text === "iam:CreateAccessKey"));
    assert.ok(findings.some(({ address, rule }) => rule === "user-untagged" && address === "user/bob"));
    assert.ok(!findings.some(({ address, rule }) => rule === "boundary-missing" && address === "user/alice"));
    assert.ok(!addresses.has("policy/ReadOnlyAccess") && !addresses.has("role/AWSServiceRoleForSupport"));
  });

  it("takes the default version by its id, or the only one; without one says so", () => {
    const version = (id: string, action: string) => ({ Document: allow(action), VersionId: id });
    const policy = (more: object) => ({ PolicyName: "p", Arn: arn("policy/p"), ...more });
    const document = read({
      UserDetailList: [],
      Policies: [
        policy({ DefaultVersionId: "v2", PolicyVersionList: [version("v1", "s3:A"), version("v2", "s3:B")] }),
        policy({ PolicyVersionList: [version("v1", "s3:C")] }),
        policy({ PolicyVersionList: [version("v1", "s3:D"), version("v2", "s3:E")] }),
        policy({}),
      ],
    });
    assert.deepEqual(
      document.policies.map((one) => words(one.statements[0]?.actions.items[0])),
      ["s3:B", "s3:C"],
    );
    assert.deepEqual(
      document.unread.map(({ address, expression }) => [address, expression]),
      [
        ["policy/p", '"p"'],
        ["policy/p", '"p"'],
      ],
    );
  });

  it("lists documents that are none, and inline policies without one", () => {
    const document = read({
      UserDetailList: [
        {
          UserName: "a",
          UserPolicyList: [
            { PolicyName: "x" },
            { PolicyName: "y", PolicyDocument: "%7B%22State" },
            { PolicyName: "z", PolicyDocument: 1 },
          ],
        },
      ],
    });
    assert.deepEqual(document.policies, []);
    assert.deepEqual(
      document.unread.map(({ expression }) => expression),
      ['{ "PolicyName": "x" }', '"%7B%22State"', "1"],
    );
  });

  it("reads dumps of several accounts, and policies that stand beside them", () => {
    const [user] = account.UserDetailList;
    const document = read({
      "111111111111": { UserDetailList: [user] },
      "222222222222": { UserDetailList: [user], Extra: { PolicyDocument: allow("s3:PutObject") } },
    });
    assert.deepEqual(policiesOf(document), [expected[0], expected[0], "identity of file : s3:PutObject"]);
  });

  it("gives back the same document for the same text", () => {
    const document = read(account);
    assert.equal(readAccountDump({ uri: document.uri, text: document.text }, document), document);
  });

  for (const [title, content] of [
    ["plain", account],
    ["URL-encoded", withEncodedDocuments(account)],
  ] as const)
    it(`reads every prefix, ${title}: what is cut off is open`, () => {
      const text = JSON.stringify(content);
      for (let end = 0; end < text.length; end += 3) {
        const document = read(text.slice(0, end));
        assert.equal(document.broken, end > 0);
        for (const { span } of [...document.policies, ...document.declarations, ...document.unread])
          assert.ok(span.start <= span.end && span.end <= end);
        // Whoever stands at the end of an unfinished text may have more than is there.
        const last = document.declarations.at(-1);
        if (last?.span.end === end && !text.slice(0, end).endsWith("}")) assert.ok(last.open, text.slice(0, end));
      }
    });

  it("reads five megabytes within a second or two of a busy machine", function () {
    this.timeout(20_000);
    const [user] = account.UserDetailList;
    const [role] = account.RoleDetailList;
    const many = JSON.stringify(
      { UserDetailList: Array(900).fill(user), RoleDetailList: Array(2000).fill(role), Policies: account.Policies },
      undefined,
      4,
    );
    assert.ok(many.length > 5_000_000);
    const start = performance.now();
    assert.equal(read(many).policies.length, 900 + 2 * 2000 + 3);
    assert.ok(performance.now() - start < 2500);
  });
});

describe("edits of an account's details", () => {
  const fixOf = (text: string, rule: string, id: string) => {
    const document = engine.read({ uri: "/w/account.json", text });
    const finding = engine.lint(document, defaultConfig).find((one) => one.rule === rule);
    const fix = finding?.fixes.find((one) => one.id === id);
    assert.ok(fix, `${rule} offers no ${id}`);
    return { document, result: engine.render(document, fix) };
  };

  it("change a URL-encoded document in its own spelling", () => {
    const text = JSON.stringify(withEncodedDocuments(account), undefined, 4);
    const { document, result } = fixOf(text, "user-credential-grant", "require-mfa");
    assert.ok(!isDeclined(result));
    const [file] = result;
    assert.ok(file && "edits" in file);
    const after = applyEdits(document.text, file.edits);
    const again = read(after);
    assert.equal(again.broken, false);
    assert.deepEqual(policiesOf(again), expected);
    const [test] = again.policies[0]?.statements[0]?.conditions.tests ?? [];
    assert.deepEqual([test?.operator, test?.key], ["Bool", "aws:MultiFactorAuthPresent"]);
    assert.match(after, /%2C%22Condition%22%3A/);
    assert.equal(
      after.length - text.length,
      encodeURIComponent(',"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}').length,
    );
  });

  it("write an SCP into a file of its own, and decline what only AWS can change", () => {
    const text = JSON.stringify(account, undefined, 4);
    const { result } = fixOf(text, "user-declared", "insert-scp");
    assert.ok(!isDeclined(result) && result.every((file) => "create" in file));
    for (const [rule, id] of [
      ["user-untagged", "add-tags"],
      ["boundary-missing", "add-boundary"],
    ] as const) {
      const { result: declined } = fixOf(text, rule, id);
      assert.ok(isDeclined(declined), id);
      assert.match(declined.declined, /record of what AWS has/);
    }
    const [user] = engine
      .lint(engine.read({ uri: "/w/account.json", text }), defaultConfig)
      .filter(({ rule }) => rule === "user-declared");
    assert.deepEqual(
      user?.fixes.map(({ id }) => id),
      ["insert-scp"],
    );
  });
});
