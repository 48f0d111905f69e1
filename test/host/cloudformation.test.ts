// Templates: where policies are read, of what kind and whose; and what an unfinished or strange text gives.
import assert from "node:assert/strict";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import type { Document } from "../../shared-rules/src/model/document";
import { document, resource, statement, under, yaml } from "./reading";

describe("readCloudFormation: where policies stand", () => {
  const table: readonly (readonly [type: string, properties: object, kind: string, owner: string])[] = [
    ["AWS::IAM::Role", { AssumeRolePolicyDocument: document }, "trust", "role Thing"],
    ["AWS::IAM::Role", { Policies: [{ PolicyName: "a", PolicyDocument: document }] }, "identity", "role Thing"],
    ["AWS::IAM::User", { Policies: [{ PolicyName: "a", PolicyDocument: document }] }, "identity", "user Thing"],
    ["AWS::IAM::Group", { Policies: [{ PolicyName: "a", PolicyDocument: document }] }, "identity", "group Thing"],
    ["AWS::IAM::ManagedPolicy", { PolicyDocument: document }, "identity", "policy Thing"],
    ["AWS::IAM::ManagedPolicy", { PolicyDocument: document, Roles: [{ Ref: "R" }] }, "identity", "role R"],
    ["AWS::IAM::Policy", { PolicyDocument: document, Users: [{ Ref: "U" }, "bob"] }, "identity", "user U"],
    ["AWS::IAM::Policy", { PolicyDocument: document, Users: ["bob"] }, "identity", "user "],
    ["AWS::IAM::Policy", { PolicyDocument: document, Users: ["bob"], Roles: ["r"] }, "identity", "policy Thing"],
    ["AWS::IAM::RolePolicy", { PolicyDocument: document, RoleName: { Ref: "R" } }, "identity", "role R"],
    ["AWS::IAM::UserPolicy", { PolicyDocument: document, UserName: { Ref: "U" } }, "identity", "user U"],
    ["AWS::IAM::GroupPolicy", { PolicyDocument: document, GroupName: { Ref: "G" } }, "identity", "group G"],
    ["AWS::SSO::PermissionSet", { InlinePolicy: document }, "permission-set", "permission-set Thing"],
    ["AWS::SSO::PermissionSet", { InlinePolicy: JSON.stringify(document) }, "permission-set", "permission-set Thing"],
    [
      "AWS::Organizations::Policy",
      { Type: "SERVICE_CONTROL_POLICY", Content: document },
      "scp",
      "organization-policy Thing",
    ],
    [
      "AWS::Organizations::Policy",
      { Type: "RESOURCE_CONTROL_POLICY", Content: document },
      "rcp",
      "organization-policy Thing",
    ],
    ["AWS::Organizations::Policy", { Type: { Ref: "P" }, Content: document }, "unknown", "organization-policy Thing"],
    ["AWS::S3::BucketPolicy", { PolicyDocument: document }, "resource", "resource Thing"],
    ["AWS::KMS::Key", { KeyPolicy: document }, "resource", "resource Thing"],
    ["AWS::ECR::Repository", { RepositoryPolicyText: document }, "resource", "resource Thing"],
    ["AWS::Events::EventBusPolicy", { StatementId: "a", Statement: statement }, "resource", "resource Thing"],
    ["AWS::DynamoDB::Table", { ResourcePolicy: { PolicyDocument: document } }, "resource", "resource Thing"],
    [
      "AWS::DynamoDB::GlobalTable",
      { Replicas: [{ ResourcePolicy: { PolicyDocument: document } }] },
      "resource",
      "resource Thing",
    ],
    ["AWS::Logs::ResourcePolicy", { PolicyDocument: JSON.stringify(document) }, "resource", "resource Thing"],
    [
      "AWS::Serverless::Api",
      { Auth: { ResourcePolicy: { CustomStatements: [statement] } } },
      "resource",
      "resource Thing",
    ],
    [
      "AWS::Serverless::Api",
      { Auth: { ResourcePolicy: { CustomStatements: statement } } },
      "resource",
      "resource Thing",
    ],
    ["AWS::Serverless::Function", { AssumeRolePolicyDocument: document }, "trust", "role ThingRole"],
    ["AWS::Serverless::Function", { Policies: ["AWSLambdaExecute", document] }, "identity", "role ThingRole"],
    [
      "AWS::Serverless::Function",
      { Role: "arn:aws:iam::123456789012:role/x", Policies: document },
      "identity",
      "resource Thing",
    ],
    ["AWS::Serverless::StateMachine", { Policies: document }, "identity", "role ThingRole"],
  ];
  for (const [type, properties, kind, owner] of table)
    it(`${type}: ${Object.keys(properties).join(", ")} is ${kind}, of ${owner}`, () => {
      const read = resource(type, properties);
      const found = read.policies.map((policy) => {
        const [first] = policy.statements;
        assert.equal(policy.statements.length, 1);
        assert.equal(under(read, first?.actions.items[0]), "s3:GetObject");
        assert.deepEqual([policy.address, policy.hostType, policy.open], ["Thing", type, false]);
        return [policy.kind, `${policy.owner.kind} ${policy.owner.address}`];
      });
      assert.deepEqual(found, [[kind, owner]]);
      assert.deepEqual(read.unread, []);
    });

  const none: readonly (readonly [title: string, type: string, properties: unknown])[] = [
    ["a tag policy", "AWS::Organizations::Policy", { Type: "TAG_POLICY", Content: document }],
    ["no properties", "AWS::IAM::Role", undefined],
    ["an empty document", "AWS::IAM::ManagedPolicy", { PolicyDocument: {} }],
    ["a type that holds none", "AWS::IoT::Policy", { PolicyDocument: document }],
    ["SAM's managed policies", "AWS::Serverless::Function", { Policies: ["AWSLambdaExecute", { Ref: "P" }] }],
  ];
  for (const [title, type, properties] of none)
    it(`reads no policy from ${title}`, () => {
      const read = resource(type, properties);
      assert.deepEqual([read.policies, read.unread], [[], []]);
    });

  const unread: readonly (readonly [type: string, properties: object, expressions: readonly string[]])[] = [
    ["AWS::IAM::ManagedPolicy", { PolicyDocument: { Ref: "Document" } }, ['{ "Ref": "Document" }']],
    ["AWS::IAM::Role", { Policies: { "Fn::FindInMap": ["A", "B", "C"] } }, ['{ "Fn::FindInMap": [ "A", "B", "C" ] }']],
    [
      "AWS::IAM::ManagedPolicy",
      { PolicyDocument: { "Fn::Transform": { Name: "AWS::Include" } } },
      ['{ "Fn::Transform": { "Name": "AWS::Include" } }'],
    ],
    ["AWS::IAM::ManagedPolicy", { PolicyDocument: "not JSON" }, ["not JSON"]],
  ];
  for (const [type, properties, expressions] of unread)
    it(`says what it cannot read: ${expressions.join()}`, () => {
      const read = resource(type, properties);
      assert.deepEqual(read.policies, []);
      assert.deepEqual(
        read.unread.map(({ expression, address }) => [expression, address]),
        expressions.map((text) => [text, "Thing"]),
      );
    });
});

describe("readCloudFormation: unfinished and strange templates", () => {
  const whole = `AWSTemplateFormatVersion: "2010-09-09" # a comment
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: !Sub "ec2.\${AWS::URLSuffix}"}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: a
          PolicyDocument:
            Statement:
              - !If [C, {Effect: Allow, Action: ["iam:*"], Resource: !GetAtt [A, Arn]}, !Ref "AWS::NoValue"]
        - PolicyName: b
          PolicyDocument: !Sub |
            {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "\${B}"}]}
      Tags: [{Key: a, Value: b}]
`;

  it("reads every prefix without a throw", () => {
    let previous: Document | undefined;
    for (let end = 0; end <= whole.length; end++) {
      const text = whole.slice(0, end);
      previous = readCloudFormation({ uri: "t.yaml", text }, previous);
      const fresh = readCloudFormation({ uri: "t.yaml", text });
      assert.deepEqual(
        previous.policies.map(({ span, statements }) => [span, statements.length]),
        fresh.policies.map(({ span, statements }) => [span, statements.length]),
      );
    }
    assert.equal(previous?.policies.length, 3);
    const content = JSON.stringify({
      Resources: {
        A: { Type: "AWS::IAM::User", Properties: { Tags: [{ Key: "a" }], Policies: [{ PolicyDocument: document }] } },
      },
    });
    for (let end = 0; end <= content.length; end++) readCloudFormation({ uri: "t.json", text: content.slice(0, end) });
  });

  const strange = [
    "Resources:\n",
    "Resources: []",
    "Resources:\n  A:\n",
    "Resources:\n  A: b",
    "Resources:\n  A:\n    Type: [AWS::IAM::Role]\n    Properties: !Ref X",
    "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: !Transform {Name: AWS::Include}",
    "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies: !If [C]\n      Tags: {Key: a}\n      Path:",
    "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: {Policies: !If x, Tags: !Sub , AssumeRolePolicyDocument: !Sub [a, b, c]}",
    "Parameters: []\nResources: {A: {Type: AWS::IAM::User, Properties: {LoginProfile: !Ref AWS::NoValue}}}",
    "- Resources",
    `Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: ${"[".repeat(10_000)}`,
  ];
  for (const text of strange)
    it(`reads ${JSON.stringify(text.slice(0, 120))}`, () => assert.ok(yaml(text).policies.length === 0));

  it("keeps places right with CRLF, a byte order mark and emoji", () => {
    const found = yaml(`\uFEFF${whole.replace("a comment", "😀").replaceAll("\n", "\r\n")}`);
    assert.deepEqual(
      found.policies.flatMap((policy) => policy.statements.map((one) => under(found, one.actions.items[0]))),
      ["sts:AssumeRole", "iam:*", "*"],
    );
  });

  it("reads what Fn::ForEach repeats", () => {
    const found = yaml(
      "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Users:\n    - Name\n    - [A, B]\n    - User${Name}:\n        Type: AWS::IAM::User\n",
    );
    assert.deepEqual(
      found.declarations.map((one) => [one.kind, one.address]),
      [
        ["user", "UserA"],
        ["user", "UserB"],
      ],
    );
  });
});
