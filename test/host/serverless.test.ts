// Serverless Framework files: where policies and roles are read, what variables are, and what edits write.
import assert from "node:assert/strict";
import { readServerless } from "../../shared-rules/src/host/serverless";
import type { Document } from "../../shared-rules/src/model/document";
import { under, words } from "./reading";
import { add, addTags, after, declined, fence, first, setBoundary } from "./writing";

const read = (text: string): Document => readServerless({ uri: "file:///serverless.yml", text });

const file = `service: shop
provider:
  name: aws
  stage: \${opt:stage, 'dev'}
  iam:
    role:
      name: shop-\${self:provider.stage}
      managedPolicies:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
      tags:
        Owner: me
      statements:
        - Effect: Allow
          Action: ["dynamodb:*", "iam:PassRole"]
          Resource: !Sub "arn:aws:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${self:custom.table}"
        - \${file(./more.yml):statement}
  apiGateway:
    resourcePolicy:
      - Effect: Allow
        Principal: "*"
        Action: execute-api:Invoke
        Resource: execute-api:/*
functions:
  say-hello:
    handler: a.b
    iamRoleStatements:
      - Effect: Allow
        Action: s3:*
        Resource: "*"
  other:
    handler: a.c
    iam:
      role:
        statements: \${file(./other.yml)}
custom:
  table: t
resources:
  Resources:
    Alice:
      Type: AWS::IAM::User
      Properties:
        UserName: alice-\${self:provider.stage}
        Policies:
          - PolicyName: a
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: "*"
                  Resource: arn:aws:s3:::\${self:custom.\${opt:stage}.bucket}/\${aws:username}
`;

describe("readServerless", () => {
  const found = read(file);

  it("reads the roles' statements, resource policies and resources", () => {
    assert.deepEqual(
      found.policies.map(({ kind, owner, statements, open }) => [
        kind,
        `${owner.kind} ${owner.address}`,
        words(statements[0]?.actions.value),
        open,
      ]),
      [
        ["identity", "role IamRoleLambdaExecution", "[dynamodb:*, iam:PassRole]", true],
        ["resource", "resource ApiGatewayRestApi", "execute-api:Invoke", false],
        ["identity", "role SayDashhelloIamRoleLambdaExecution", "s3:*", false],
        ["identity", "user Alice", "*", false],
      ],
    );
  });

  it("says what a variable hides", () => {
    assert.deepEqual(
      found.unread.map(({ address, expression }) => [address, expression]),
      [
        ["IamRoleLambdaExecution", "${file(./more.yml):statement}"],
        ["OtherIamRoleLambdaExecution", "${file(./other.yml)}"],
      ],
    );
  });

  it("keeps variables as unknown parts, and IAM's and CloudFormation's own", () => {
    const resources = found.policies.map((policy) => words(policy.statements[0]?.resources.value));
    assert.equal(resources[0], "arn:aws:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<${self:custom.table}>");
    assert.equal(resources[3], "arn:aws:s3:::<${self:custom.${opt:stage}.bucket}>/${aws:username}");
    const value = found.policies[3]?.statements[0]?.resources.value;
    const part = value?.kind === "text" ? value.parts[1] : undefined;
    assert.ok(part && typeof part !== "string");
    assert.equal(under(found, part), "${self:custom.${opt:stage}.bucket}");
  });

  it("declares the roles", () => {
    assert.deepEqual(
      found.declarations.map(({ kind, address, fields }) => [
        kind,
        address,
        words(fields.name),
        words(fields.managedPolicies),
        words(fields.tags),
      ]),
      [
        [
          "role",
          "IamRoleLambdaExecution",
          "shop-<${self:provider.stage}>",
          "[arn:aws:iam::aws:policy/ReadOnlyAccess]",
          "{Owner: me}",
        ],
        ["role", "SayDashhelloIamRoleLambdaExecution", "", "", ""],
        ["role", "OtherIamRoleLambdaExecution", "", "", ""],
        ["user", "Alice", "alice-<${self:provider.stage}>", "", ""],
      ],
    );
  });

  const legacy = read(
    "service: a\nprovider:\n  name: aws\n  rolePermissionsBoundary: arn:aws:iam::1:policy/b\n  iamManagedPolicies: [a]\n  iamRoleStatements:\n    - {Effect: Allow, Action: 'iam:*', Resource: '*'}\nresources:\n  - ${file(./r.yml)}\n  - Resources: {A: {Type: AWS::IAM::User}}\n  - Resources: {B: {Type: AWS::IAM::Group}}\n",
  );
  it("reads the older spelling, and resources in a list", () => {
    assert.deepEqual(
      legacy.policies.map((policy) => [policy.owner.address, words(policy.statements[0]?.actions.value)]),
      [["IamRoleLambdaExecution", "iam:*"]],
    );
    assert.deepEqual(
      legacy.declarations.map(({ address, fields }) => [address, words(fields.boundary)]),
      [
        ["IamRoleLambdaExecution", "arn:aws:iam::1:policy/b"],
        ["A", ""],
        ["B", ""],
      ],
    );
  });

  it("is the same read fresh and after the text before it, and never throws", () => {
    let previous: Document | undefined;
    for (let end = 0; end <= file.length; end += 3) {
      const text = file.slice(0, end);
      previous = readServerless({ uri: "file:///serverless.yml", text }, previous);
      const fresh = read(text);
      const brief = (document: Document) =>
        JSON.stringify([document.policies.map((one) => [one.span, one.statements]), document.unread]);
      assert.equal(brief(previous), brief(fresh));
    }
  });
});

describe("writing into Serverless Framework files", () => {
  const found = read(file);
  it("edits policies as YAML has them", () => {
    const { policy, statement } = first(found);
    const text = after(found, {
      kind: "replace-item",
      policy,
      statement,
      element: statement.actions,
      item: statement.actions.items[0] ?? assert.fail(),
      with: ["dynamodb:GetItem"],
    });
    assert.equal(text, file.replace('"dynamodb:*"', '"dynamodb:GetItem"'));
  });

  it("adds resources where they stand, and fields of the role under its own names", () => {
    const text = after(found, setBoundary(found, "IamRoleLambdaExecution", "starter-boundary"), add(fence()));
    assert.match(text, /\n {6}permissionsBoundary: !Ref StarterBoundary\n/);
    assert.match(text, /\n {4}StarterBoundary:\n {6}Type: AWS::IAM::ManagedPolicy\n/);
    const tagged = after(found, addTags(found, "IamRoleLambdaExecution", { Purpose: "shop" }));
    assert.match(tagged, /\n {8}Owner: me\n {8}Purpose: shop\n/);
  });

  it("declines what has no place", () => {
    assert.match(
      declined(found, addTags(found, "SayDashhelloIamRoleLambdaExecution", { a: "b" })),
      /has no place for it/,
    );
    const bare = read("service: a\nprovider:\n  iam:\n    role:\n      statements: []\n");
    assert.match(declined(bare, add(fence())), /no resources of its own/);
  });
});
