// Whole templates: SAM, Identity Center, organisations, stacks within stacks, CDK and loops; and one version of a text after another.
// Numbers in titles are points of the list of what users of other tools complain about.
import assert from "node:assert/strict";
import { nestedStacks, readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import { samPolicyTemplates } from "../../shared-rules/src/host/cloudformation/sam-policy-templates";
import type { Document } from "../../shared-rules/src/model/document";
import { under, words, yaml } from "../host/reading";
import { addTags, after, declined, first, yaml as file } from "../host/writing";
import { grant, statements } from "./templates";

describe("SAM", () => {
  const sam = (properties: string, globals = "") =>
    file(
      `Transform: AWS::Serverless-2016-10-31\n${globals}Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties.replace(/^/gm, "      ")}\n`,
    );

  it("expands policy templates to what they grant, standing on their names", () => {
    const found = sam(
      "Policies:\n  - S3ReadPolicy: {BucketName: '*'}\n  - DynamoDBCrudPolicy: {TableName: !Ref Table}",
    );
    const [s3, dynamo] = found.policies;
    assert.equal(words(s3?.statements[0]?.resources.items[1]), "arn:<AWS::Partition>:s3:::*/*");
    assert.equal(under(found, s3?.statements[0]?.actions.items[0]), "S3ReadPolicy");
    assert.equal(under(found, s3?.statements[0]?.resources.items[1]), "'*'");
    assert.equal(
      words(dynamo?.statements[0]?.resources.items[0]),
      "arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/->Table",
    );
    assert.deepEqual([s3?.owner, s3?.open], [{ kind: "role", address: "FnRole" }, false]);
    const { policy: owner, statement } = first(found);
    const { resources } = statement;
    const item = resources.items[1] ?? assert.fail();
    declined(found, { kind: "replace-item", policy: owner, statement, element: resources, item, with: ["x"] });
    declined(found, { kind: "set-condition", policy: owner, statement, operator: "Bool", key: "k", values: ["true"] });
  });
  it("names templates that it does not know", () => {
    const found = sam("Policies:\n  - MadeUpPolicy: {X: y}\n  - AWSLambdaExecute");
    assert.deepEqual(
      found.unread.map(({ expression, address }) => [expression, address]),
      [["MadeUpPolicy", "Fn"]],
    );
  });
  it("knows sixty templates at least", () => assert.ok(samPolicyTemplates.length >= 60));
  it("declares the role that it makes, with Globals merged in", () => {
    const found = sam(
      "Tags: {Purpose: p}\nPolicies: [AWSLambdaExecute]",
      "Globals:\n  Function:\n    PermissionsBoundary: arn:b\n    Tags: {Owner: me, Purpose: general}\n",
    );
    const [role, fn] = found.declarations;
    assert.deepEqual(
      [role?.kind, role?.address, words(role?.fields.boundary), words(role?.fields.tags), words(fn?.fields.roles)],
      ["role", "FnRole", "arn:b", "{Owner: me, Purpose: p}", "->FnRole.Arn"],
    );
  });
  it("declares none where the function names one", () => {
    const found = sam(`Role: !GetAtt R.Arn\nPolicies: {Statement: ${grant("a:A")}}`);
    assert.deepEqual(
      found.declarations.map((one) => one.kind),
      ["resource"],
    );
    assert.equal(found.policies[0]?.owner.kind, "resource");
  });
  it("writes the role's fields into the function", () => {
    const found = sam("Handler: a.b");
    assert.match(
      after(found, addTags(found, "FnRole", { Owner: "me" })),
      /\n {6}Handler: a\.b\n {6}Tags:\n {8}Owner: me\n/,
    );
  });
});

describe("CloudFormation: other holders", () => {
  it("reads an Identity Center permission set's policies and boundary", () => {
    const found = yaml(
      `Resources:\n  S:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      Name: ops\n      InlinePolicy: '{"Statement": {"Effect": "Allow", "Action": "a:A", "Resource": "*"}}'\n      ManagedPolicies: ['arn:aws:iam::aws:policy/X']\n      CustomerManagedPolicyReferences: [{Name: own, Path: /}]\n      PermissionsBoundary: {CustomerManagedPolicyReference: {Name: fence}}\n  A:\n    Type: AWS::SSO::Assignment\n    Properties: {PermissionSetArn: !Ref S}\n`,
    );
    const [set] = found.declarations;
    assert.deepEqual(
      [words(set?.fields.managedPolicies), words(set?.fields.boundary), found.policies[0]?.kind],
      ["[arn:aws:iam::aws:policy/X, own]", "fence", "permission-set"],
    );
  });
  it("takes an organisation policy's type from a parameter, and its content as text", () => {
    const found = yaml(
      `Parameters:\n  T: {Type: String, Default: SERVICE_CONTROL_POLICY}\nResources:\n  O:\n    Type: AWS::Organizations::Policy\n    Properties:\n      Type: !Ref T\n      Content: '{"Statement": {"Effect": "Deny", "Action": "a:A", "Resource": "*"}}'\n`,
    );
    assert.deepEqual([found.policies[0]?.kind, statements(found)], ["scp", [["Deny a:A on *"]]]);
  });

  const stackSet = (body: string) =>
    file(
      `Resources:\n  Everywhere:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      TemplateBody: ${body}\n`,
    );
  const inner = `Resources:\n  Alice:\n    Type: AWS::IAM::User\n  P:\n    Type: AWS::IAM::UserPolicy\n    Properties:\n      UserName: !Ref Alice\n      PolicyDocument:\n        Statement: ${grant("iam:*")}\n`;
  it("reads a stack set's template, under its name, and writes nothing into it", () => {
    for (const found of [
      stackSet(`|\n${inner.replace(/^/gm, "        ")}`),
      stackSet(
        `'{"Resources": {"Alice": {"Type": "AWS::IAM::User"}, "P": {"Type": "AWS::IAM::UserPolicy", "Properties": {"UserName": {"Ref": "Alice"}, "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}}}}}'`,
      ),
    ]) {
      assert.deepEqual(
        found.declarations.map((one) => [one.kind, one.address, words(one.fields.users)]),
        [
          ["user", "Everywhere.Alice", ""],
          ["user-policy", "Everywhere.P", "->Everywhere.Alice"],
        ],
      );
      const { policy: owner, statement } = first(found);
      assert.deepEqual(owner.owner, { kind: "user", address: "Everywhere.Alice" });
      assert.equal(under(found, statement.actions.items[0]), "iam:*");
      assert.match(declined(found, addTags(found, "Everywhere.Alice", { a: "b" })), /template within this one/);
      const removal = { kind: "remove-declaration", declaration: found.declarations[0] ?? assert.fail() } as const;
      assert.match(declined(found, removal), /template within this one/);
      const edit = {
        kind: "set-condition",
        policy: owner,
        statement,
        operator: "Bool",
        key: "k",
        values: ["true"],
      } as const;
      assert.match(declined(found, edit), /template within this one/);
    }
  });
  it("says where it cannot read one", () => {
    for (const body of ["!Sub '${Body}'", "not a template"])
      assert.deepEqual(
        stackSet(body).unread.map((one) => [one.address, one.expression]),
        [["Everywhere", body]],
      );
  });

  it("names nested stacks, and reads their templates with what they are given", () => {
    const parent = yaml(
      `Parameters:\n  Stage: {Type: String, Default: prod}\nResources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./child.yaml\n      Parameters: {Action: 'iam:*', Names: 'a,b', Stage: !Ref Stage, Bucket: !GetAtt B.Arn}\n  Remote:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: !Sub 'https://\${X}/t.yaml'}\n  App:\n    Type: AWS::Serverless::Application\n    Properties: {Location: app.yaml}\n`,
    );
    const stacks = nestedStacks(parent);
    assert.deepEqual(
      stacks.map(({ address, location }) => [address, location]),
      [
        ["Child", "./child.yaml"],
        ["App", "app.yaml"],
      ],
    );
    const text = `Parameters:\n  Action: {Type: String}\n  Names: {Type: CommaDelimitedList}\n  Stage: {Type: String, Default: dev}\n  Bucket: {Type: String}\n  Other: {Type: String, Default: o}\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - {Effect: Allow, Action: !Ref Action, Resource: [!Ref Bucket, !Ref Stage, !Ref Other, !If [IsProd, p, d]]}\n          - {Effect: Allow, Action: !Ref Names, Resource: !Sub '\${Bucket}/*'}\n`;
    const child = readCloudFormation({ uri: "child.yaml", text }, undefined, stacks[0]?.given);
    assert.deepEqual(statements(child), [
      ["Allow iam:* on [<!Ref Bucket>, prod, o, p]", "Allow [a, b] on <${Bucket}>/*"],
    ]);
    const action = child.policies[0]?.statements[0]?.actions.value;
    assert.equal(under(child, action), "!Ref Action");
    assert.ok(action?.kind === "text" && action.written);
    assert.equal(action.written.uri, "t.yaml");
    assert.equal(parent.text.slice(action.written.span.start, action.written.span.end), "iam:*");
    // Without what it is given, its own defaults stand.
    assert.deepEqual(
      statements(readCloudFormation({ uri: "child.yaml", text }))[0]?.[0],
      "Allow <!Ref Action> on [<!Ref Bucket>, dev, o, p, d, …]",
    );
  });

  it("tells the construct that made a resource, and is silent on CDK's assets", () => {
    const found = readCloudFormation({
      uri: "Stack.template.json",
      text: JSON.stringify({
        Parameters: {
          AssetParametersabcS3Bucket: { Type: "String" },
          BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/cdk-bootstrap/hnb659fds/version" },
        },
        Resources: {
          RoleABC: {
            Type: "AWS::IAM::Role",
            Properties: { AssumeRolePolicyDocument: { Statement: [] } },
            Metadata: { "aws:cdk:path": "Stack/Role/Resource" },
          },
          Fn: {
            Type: "AWS::Lambda::Function",
            Properties: { Code: { S3Bucket: { Ref: "AssetParametersabcS3Bucket" } } },
          },
          CDKMetadata: { Type: "AWS::CDK::Metadata", Properties: { Analytics: "v2" } },
        },
      }),
    });
    assert.deepEqual([found.declarations.map((one) => one.constructPath), found.unread], [["Stack/Role/Resource"], []]);
  });

  it("17: loops make a resource for each item, under its own id", () => {
    const found = yaml(
      `Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList, Default: 'A,B'}\nResources:\n  Fn::ForEach::Users:\n    - Name\n    - !Ref Names\n    - User\${Name}:\n        Type: AWS::IAM::User\n        Properties: {UserName: !Ref Name}\n      Policy\${Name}:\n        Type: AWS::IAM::UserPolicy\n        Properties: {UserName: !Ref 'User\${Name}', PolicyDocument: {Statement: ${grant("a:A", "!Sub 'arn:${Name}'")}}}\n`,
    );
    assert.deepEqual(
      found.declarations.map((one) => [one.address, words(one.fields.name ?? one.fields.users)]),
      [
        ["UserA", "A"],
        ["PolicyA", "->UserA"],
        ["UserB", "B"],
        ["PolicyB", "->UserB"],
      ],
    );
    assert.deepEqual(statements(found), [["Allow a:A on arn:A"], ["Allow a:A on arn:B"]]);
  });
  it("exploding loops end within bounds", () => {
    const items = `[${Array.from({ length: 100 }, (_, index) => `A${index}`).join(", ")}]`;
    const text = `Resources:\n  Fn::ForEach::A:\n    - A\n    - ${items}\n    - Fn::ForEach::B:\n        - B\n        - ${items}\n        - Fn::ForEach::C:\n            - C\n            - ${items}\n            - U\${A}\${B}\${C}: {Type: AWS::IAM::User}\n`;
    const start = performance.now();
    assert.ok(yaml(text).declarations.length <= 500);
    assert.ok(performance.now() - start < 1000);
  });
});

describe("CloudFormation: versions of a text", () => {
  const whole = `Parameters:\n  Stage: {Type: String, Default: dev}\nConditions:\n  C: !Equals [!Ref Stage, prod]\nMappings:\n  M: {dev: {A: 'iam:*'}}\nGlobals:\n  Function: {PermissionsBoundary: !Ref Stage}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Condition: C\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: [!FindInMap [M, !Ref Stage, A], !If [C, a:A, b:B]]\n            Resource: !Join ['', ['arn:', !Select [0, !Split [',', !Ref Stage]]]]\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Policies: [{SQSPollerPolicy: {QueueName: q}}]}\n  S:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      TemplateBody: |\n        Resources: {A: {Type: AWS::IAM::User}}\n  Fn::ForEach::L:\n    - N\n    - [a, b]\n    - U\${N}: {Type: AWS::IAM::User}\n`;
  const brief = ({ declarations, policies, unread, broken }: Document) =>
    JSON.stringify([
      declarations.map(({ address, fields, span }) => [address, fields, span]),
      policies.map((one) => [one.address, one.kind, one.owner, one.span, one.statements]),
      unread,
      broken,
    ]);
  it("every prefix reads without a throw, after the one before it as fresh", () => {
    let previous: Document | undefined;
    for (let end = 0; end <= whole.length; end++) {
      const text = whole.slice(0, end);
      previous = readCloudFormation({ uri: "t.yaml", text }, previous);
      assert.equal(brief(previous), brief(yaml(text)), JSON.stringify(text.slice(-40)));
    }
  });
  it("a change of a parameter changes what hangs on it", () => {
    const before = yaml(whole);
    const text = whole.replace("Default: dev", "Default: none");
    const changed = readCloudFormation({ uri: "t.yaml", text }, before);
    assert.equal(brief(changed), brief(yaml(text)));
    assert.notEqual(brief(changed), brief(before));
  });
});
