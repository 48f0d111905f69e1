// Whole templates: what conditions, embedded texts, SAM, loops and nested stacks make of policies and declarations.
// Numbers in titles are points of the list of what users of other tools complain about.
import assert from "node:assert/strict";
import { readCloudFormation, nestedStacks } from "../../shared-rules/src/host/cloudformation";
import { samPolicyTemplates } from "../../shared-rules/src/host/cloudformation/sam-policy-templates";
import type { Document } from "../../shared-rules/src/model/document";
import { under, words, yaml } from "../host/reading";
import { addTags, after, declined, first, yaml as file } from "../host/writing";

const grant = (action: string, resource = "'*'", effect = "Allow") =>
  `{Effect: ${effect}, Action: ${action}, Resource: ${resource}}`;

/** Statements by policy, in words. */
function statements(document: Document): string[][] {
  return document.policies.map((policy) =>
    policy.statements.map(
      ({ effect, actions, resources }) => `${effect} ${words(actions.value)} on ${words(resources.value)}`,
    ),
  );
}

/** A managed policy with these statements, YAML items. */
function policy(items: readonly string[], head = ""): Document {
  const conditions =
    "Parameters:\n  Stage: {Type: String}\nConditions:\n  C: !Equals [!Ref Stage, prod]\n  NotC: !Not [!Condition C]\n  IsDev: !Equals [!Ref Stage, dev]\n  D: !Equals [!Ref AWS::Region, x]\n";
  return yaml(
    `${conditions}Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n${head}    Properties:\n      PolicyDocument:\n        Statement:\n${items.map((item) => `          - ${item}\n`).join("")}`,
  );
}

describe("CloudFormation: conditions", () => {
  it("17: two Fn::Ifs of one condition in a statement are taken together", () => {
    assert.deepEqual(statements(policy([grant("!If [C, 'iam:*', 's3:Get*']", "!If [C, arn:x, '*']")])), [
      ["Allow iam:* on arn:x"],
      ["Allow s3:Get* on *"],
    ]);
  });
  it("17: and so are conditions that negate each other, or test the same parameter", () => {
    assert.deepEqual(statements(policy([grant("!If [C, 'iam:*', a:A]", "!If [NotC, '*', arn:x]")])), [
      ["Allow iam:* on arn:x"],
      ["Allow a:A on *"],
    ]);
    assert.deepEqual(statements(policy([grant("!If [C, 'iam:*', a:A]", "!If [IsDev, '*', arn:x]")])), [
      ["Allow iam:* on arn:x"],
      ["Allow a:A on *"],
      ["Allow a:A on arn:x"],
    ]);
  });
  it("unrelated ones leave their lists open", () => {
    assert.deepEqual(statements(policy([grant("!If [C, a:A, b:B]", "!If [D, x, y]")])), [
      ["Allow [a:A, b:B, …] on [x, y, …]"],
    ]);
  });
  it("statements of both branches never stand together", () => {
    assert.deepEqual(statements(policy([`!If [C, ${grant("a:A")}, ${grant("b:B")}]`, grant("c:C")])), [
      ["Allow a:A on *", "Allow c:C on *"],
      ["Allow b:B on *", "Allow c:C on *"],
    ]);
  });
  it("a statement that no condition touches is one and the same in each reading", () => {
    const found = policy([`!If [C, ${grant("a:A")}, ${grant("b:B")}]`, grant("c:C")]);
    assert.equal(found.policies[0]?.statements[1], found.policies[1]?.statements[1]);
  });
  it("what one branch denies is not denied in the other", () => {
    assert.deepEqual(statements(policy([`!If [C, ${grant("a:A", "'*'", "Deny")}, !Ref AWS::NoValue]`, grant("a:A")])), [
      ["Deny a:A on *", "Allow a:A on *"],
      ["Allow a:A on *"],
    ]);
  });
  it("an allowing statement that may be there is read once", () => {
    assert.deepEqual(statements(policy([`!If [C, ${grant("a:A")}, !Ref AWS::NoValue]`, grant("b:B")])), [
      ["Allow a:A on *", "Allow b:B on *"],
    ]);
  });
  it("17: a resource under a condition is judged, and its condition holds in it", () => {
    assert.deepEqual(statements(policy([grant("!If [C, a:A, b:B]")], "    Condition: C\n")), [["Allow a:A on *"]]);
    assert.deepEqual(statements(policy([grant("!If [NotC, a:A, b:B]")], "    Condition: C\n")), [["Allow b:B on *"]]);
  });
  it("many conditions are read within a bound", () => {
    const names = Array.from({ length: 12 }, (_, index) => `C${index}`);
    const text = `Conditions:\n${names.map((name) => `  ${name}: !Equals [!Ref AWS::Region, ${name}x]\n`).join("")}Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n${names.map((name) => `          - ${grant(`!If [${name}, a:A, b:B]`, `!If [${name}, x, y]`)}\n`).join("")}`;
    const count = yaml(text).policies.length;
    assert.ok(count > 1 && count <= 8);
  });
  it("edits reach the branch that was meant", () => {
    const found = file(
      `Conditions:\n  C: !Equals [!Ref AWS::Region, x]\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: !If [C, "iam:*", "s3:Get*"]\n            Resource: !If [C, "*", "arn:x"]\n`,
    );
    const { policy: owner, statement } = first(found);
    const { actions } = statement;
    const item = actions.items[0] ?? assert.fail();
    const edit = {
      kind: "replace-item",
      policy: owner,
      statement,
      element: actions,
      item,
      with: ["iam:GetUser"],
    } as const;
    assert.equal(after(found, edit), found.text.replace('"iam:*"', '"iam:GetUser"'));
  });
});

describe("CloudFormation: policies as texts", () => {
  const resource = (document: string) =>
    yaml(
      `Parameters:\n  Known: {Type: String, Default: known}\n  Text: {Type: String, Default: '{"Statement": {"Effect": "Allow", "Action": "d:D", "Resource": "*"}}'}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: ${document}\n`,
    );
  const table: readonly (readonly [title: string, document: string, read: string])[] = [
    [
      "Fn::Join of pieces",
      `!Join ['', ['{"Statement": [{"Effect": "Allow", "Action": "a:A", "Resource": "', !GetAtt B.Arn, '/*"}]}']]`,
      "Allow a:A on ->B.Arn/*",
    ],
    [
      "Fn::Join of lines",
      `!Join ["\\n", ['{"Statement": [', '{"Effect": "Allow", "Action": "a:A", "Resource": "*"}', ']}']]`,
      "Allow a:A on *",
    ],
    [
      "Fn::Join with Fn::Sub in it",
      `!Join ['', ['{"Statement": {"Effect": "Allow", "Action": "a:A", "Resource": ', !Sub '"\${B.Arn}/\${Known}"', '}}']]`,
      "Allow a:A on ->B.Arn/known",
    ],
    [
      "Fn::Join with a known value in it",
      `!Join ['', ['{"Statement": {"Effect": "Allow", "Action": "a:A", "Resource": "', !Ref Known, '"}}']]`,
      "Allow a:A on known",
    ],
    [
      "Fn::Sub with a known parameter",
      `!Sub '{"Statement": {"Effect": "Allow", "Action": "\${Known}:*", "Resource": "\${!aws:username}"}}'`,
      "Allow known:* on ${aws:username}",
    ],
    ["a parameter's default", "!Ref Text", "Allow d:D on *"],
    [
      "Fn::ToJsonString",
      `{'Fn::ToJsonString': {Statement: {Effect: Allow, Action: a:A, Resource: !Ref Known}}}`,
      "Allow a:A on known",
    ],
    [
      "3: a quoted scalar closed in its key's column",
      `!Sub '{\n  "Statement": {"Effect": "Allow", "Action": "a:A", "Resource": "*"}\n      }'`,
      "Allow a:A on *",
    ],
  ];
  for (const [title, document, read] of table)
    it(`reads ${title}`, () => {
      const found = resource(document);
      assert.deepEqual([statements(found), found.unread, found.broken], [[[read]], [], false]);
    });

  it("keeps the places of what Fn::Join puts together, and writes nothing into it", () => {
    const found = resource(
      `!Join ['', ['{"Statement": [{"Effect": "Allow", "Action": ["iam:*", "a:A"], "Resource": "', !GetAtt B.Arn, '"}]}']]`,
    );
    const { policy: owner, statement } = first(found);
    const [item] = statement.actions.items;
    assert.equal(under(found, item), "iam:*");
    const edit = {
      kind: "replace-item",
      policy: owner,
      statement,
      element: statement.actions,
      item: item ?? assert.fail(),
      with: [],
    } as const;
    assert.match(declined(found, edit), /put together by Fn::Join/);
  });

  const unread = [
    "!Join [',', !Ref Unknown]",
    "!ImportValue x",
    "!Ref Known",
    "!Select [0, !GetAZs '']",
    "!Sub '${Known}'",
  ];
  for (const document of unread)
    it(`3: says that ${document} is not analysable`, () => {
      const found = resource(document);
      assert.deepEqual([found.policies.length, found.unread.map((one) => one.expression)], [0, [document]]);
    });

  it("3: reads a statement that is a single object, and a principal that is a string", () => {
    const found = yaml(
      "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement: {Effect: Allow, Principal: '*', Action: sts:AssumeRole}\n",
    );
    assert.equal(found.policies[0]?.statements[0]?.principals.entries[0]?.type, "*");
  });
  it("9: a key policy is a resource policy, a role's own an identity's", () => {
    const found = yaml(
      `Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties: {KeyPolicy: {Statement: ${grant("'kms:*'")}}}\n  R:\n    Type: AWS::IAM::RolePolicy\n    Properties: {RoleName: !Ref X, PolicyDocument: {Statement: ${grant("'kms:*'")}}}\n`,
    );
    assert.deepEqual(
      found.policies.map(({ kind, owner }) => [kind, owner.kind, owner.address]),
      [
        ["resource", "resource", "K"],
        ["identity", "role", "X"],
      ],
    );
  });
  it("14: a boundary under a condition, from a parameter or by reference is seen", () => {
    const found = yaml(
      "Parameters:\n  B: {Type: String, Default: 'arn:aws:iam::1:policy/b'}\n  N: {Type: String}\nConditions:\n  Yes: !Equals [a, a]\nResources:\n  A: {Type: AWS::IAM::User, Properties: {PermissionsBoundary: !Ref B}}\n  C: {Type: AWS::IAM::User, Properties: {PermissionsBoundary: !If [Yes, !Ref Fence, !Ref AWS::NoValue]}}\n  D: {Type: AWS::IAM::User, Properties: {PermissionsBoundary: !Ref N}}\n  E: {Type: AWS::IAM::User, Properties: {PermissionsBoundary: !Ref AWS::NoValue}}\n  Fence: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: []}}}\n",
    );
    assert.deepEqual(
      found.declarations.slice(0, 4).map((one) => words(one.fields.boundary)),
      ["arn:aws:iam::1:policy/b", "->Fence", "<!Ref N>", ""],
    );
    assert.equal(found.policies[0]?.kind, "boundary");
  });
});

describe("CloudFormation: values from elsewhere are not written over", () => {
  it("declines to replace a parameter's value in the place of its use", () => {
    const found = file(
      "Parameters:\n  A: {Type: CommaDelimitedList, Default: 'iam:*,s3:*'}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: {Statement: [{Effect: Allow, Action: !Ref A, Resource: '*'}]}\n",
    );
    const { policy: owner, statement } = first(found);
    const { actions } = statement;
    assert.deepEqual(actions.items.map(words), ["iam:*", "s3:*"]);
    for (const text of [["iam:GetUser"], []])
      declined(found, {
        kind: "replace-item",
        policy: owner,
        statement,
        element: actions,
        item: actions.items[0] ?? assert.fail(),
        with: text,
      });
  });

  it("reads what an alias or a merge key brings, and does not write through it", () => {
    const found = file(
      "Resources:\n  A:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: &doc\n        Statement:\n          - &one {Effect: Allow, Action: ['iam:*', 'a:A'], Resource: '*'}\n          - {<<: *one, Action: ['b:B', 'c:C']}\n  B:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: *doc\n",
    );
    assert.deepEqual(statements(found), [
      ["Allow [iam:*, a:A] on *", "Allow [b:B, c:C] on *"],
      ["Allow [iam:*, a:A] on *", "Allow [b:B, c:C] on *"],
    ]);
    const { policy: owner, statement } = first(found, 1);
    const item = statement.actions.items[0] ?? assert.fail();
    declined(found, { kind: "replace-item", policy: owner, statement, element: statement.actions, item, with: [] });
  });
});

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
