// Templates: which declarations are read, and their fields.
import assert from "node:assert/strict";
import type { Value } from "../../shared-rules/src/model/value";
import { itemsOf } from "../../shared-rules/src/model/value";
import { words, yaml } from "./reading";

describe("readCloudFormation: declarations", () => {
  const found = yaml(`Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      UserName: alice
      Path: /people/
      PermissionsBoundary: !Ref Fence
      Groups: [!Ref Team]
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
      LoginProfile:
        Password: '{{resolve:secretsmanager:x}}'
      Tags:
        - Key: Owner
          Value: !Ref Owner
        - Key: !Ref Name
          Value: x
  Bare: {Type: AWS::IAM::User}
  Team:
    Type: AWS::IAM::Group
  Fence:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: []}}
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Alice}
  Attached:
    Type: AWS::IAM::Policy
    Properties: {PolicyName: p, Users: [!Ref Alice], PolicyDocument: {Statement: []}}
  Member:
    Type: AWS::IAM::UserToGroupAddition
    Properties: {GroupName: !Ref Team, Users: [alice]}
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [!Ref R]}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Tags: {Owner: me}
      Policies: [AWSLambdaExecute, !Ref Fence, {S3ReadPolicy: {BucketName: b}}]
  Queue:
    Type: AWS::SQS::Queue
  Open:
    Type: AWS::IAM::Role
    Properties:
      Fn::Transform: {Name: AWS::Include}
      PermissionsBoundary: !If [C, !Ref Fence, !Ref AWS::NoValue]
      Tags: !If [C, [{Key: A, Value: a}], !Ref AWS::NoValue]
      RoleName: !Ref AWS::NoValue
`);

  const table: readonly (readonly [address: string, kind: string, fields: Record<string, string>])[] = [
    [
      "Alice",
      "user",
      {
        name: "alice",
        groups: "[->Team]",
        path: "/people/",
        managedPolicies: "[arn:aws:iam::aws:policy/ReadOnlyAccess]",
        tags: "{Owner: ->Owner, …}",
        boundary: "->Fence",
      },
    ],
    ["Alice.LoginProfile", "login-profile", { password: "{{resolve:secretsmanager:x}}", users: "[->Alice]" }],
    ["Bare", "user", {}],
    ["Team", "group", {}],
    ["Fence", "policy", {}],
    ["Key", "access-key", { users: "->Alice" }],
    ["Attached", "user-policy", { name: "p", users: "[->Alice]" }],
    ["Member", "group-membership", { group: "->Team", users: "[alice]" }],
    ["Profile", "instance-profile", { roles: "[->R]" }],
    [
      "FnRole",
      "role",
      {
        tags: "{Owner: me}",
        managedPolicies:
          "[AWSLambdaExecute, ->Fence, arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
      },
    ],
    ["Fn", "resource", { roles: "->FnRole.Arn", tags: "{Owner: me}" }],
    ["Open", "role", { tags: "{A: a, …}", boundary: "<!If [C, !Ref Fence, !Ref AWS::NoValue]>" }],
  ];

  it("brings properties into fields", () => {
    const read = found.declarations.map(({ address, kind, fields }) => [
      address,
      kind,
      Object.fromEntries(Object.entries<Value | undefined>({ ...fields }).map(([name, value]) => [name, words(value)])),
    ]);
    assert.deepEqual(
      read,
      table.map(([address, kind, fields]) => [address, kind, fields]),
    );
  });

  it("knows which are open, and where names and tags stand", () => {
    assert.deepEqual(
      found.declarations.filter((one) => one.open).map((one) => one.address),
      ["Open"],
    );
    assert.deepEqual(
      found.declarations.map((one) => found.text.slice(one.nameSpan.start, one.nameSpan.end)),
      table.map(([address, kind]) => (kind === "login-profile" ? "LoginProfile" : address.replace("FnRole", "Fn"))),
    );
    const { tags } = found.declarations[0]?.fields ?? {};
    assert.ok(tags?.kind === "dict");
    const [owner] = tags.entries;
    assert.equal(found.text.slice(owner?.span.start, owner?.span.end), "Key: Owner\n          Value: !Ref Owner");
  });

  it("takes a policy that serves as boundary for one", () => {
    assert.deepEqual(
      found.policies.map((policy) => [policy.address, policy.kind]),
      [
        ["Fence", "boundary"],
        ["Attached", "identity"],
        ["Fn", "identity"],
      ],
    );
  });

  it("reads single values where a list may stand", () => {
    const single = yaml("Resources:\n  K:\n    Type: AWS::IAM::Policy\n    Properties:\n      Users: !Ref Names\n");
    assert.deepEqual(itemsOf(single.declarations[0]?.fields.users).map(words), ["->Names"]);
  });
});
