// Templates: which policies and declarations are read, of what kind, whose, and the exact text under their places.
import assert from "node:assert/strict";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import type { Document } from "../../shared-rules/src/model/document";
import type { Value } from "../../shared-rules/src/model/value";
import { itemsOf, literal } from "../../shared-rules/src/model/value";

const yaml = (text: string): Document => readCloudFormation({ uri: "t.yaml", text, format: "cloudformation-yaml" });
const json = (content: unknown): Document =>
  readCloudFormation({ uri: "t.json", text: JSON.stringify(content, undefined, 2), format: "cloudformation-json" });

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const document = { Version: "2012-10-17", Statement: [statement] };

/** One resource with one policy, in JSON. */
function resource(type: string, properties: unknown): Document {
  return json({ Resources: { Thing: { Type: type, Properties: properties } } });
}

function under(document: Document, value: Value | undefined): string {
  return value ? document.text.slice(value.span.start, value.span.end) : "";
}

/** A value in a few words: its known text, `<expression>` for what cannot be read, `->X.Y` for references. */
function words(value: Value | undefined): string {
  if (!value) return "";
  switch (value.kind) {
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : words(part))).join("");
    case "scalar":
      return String(value.value);
    case "reference":
      return `->${value.target}${value.attribute && "."}${value.attribute}`;
    case "unknown":
      return `<${value.source}>`;
    case "list":
      return `[${value.items.map(words).join(", ")}${value.open ? ", …" : ""}]`;
    case "dict":
      return `{${value.entries.map((entry) => `${words(entry.key)}: ${words(entry.value)}`).join(", ")}${value.open ? ", …" : ""}}`;
  }
}

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
    ["AWS::Serverless::Function", { AssumeRolePolicyDocument: document }, "trust", "role Thing"],
    [
      "AWS::Serverless::Function",
      { Policies: [{ S3ReadPolicy: {} }, "AWSLambdaExecute", document] },
      "identity",
      "resource Thing",
    ],
    ["AWS::Serverless::StateMachine", { Policies: document }, "identity", "resource Thing"],
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
    [
      "SAM templates and managed policies",
      "AWS::Serverless::Function",
      { Policies: [{ SQSPollerPolicy: {} }, { Ref: "P" }] },
    ],
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

describe("readCloudFormation: expressions", () => {
  const template = (properties: string) =>
    yaml(
      `Parameters:\n  Stage: {Type: String}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n${properties.replace(/^/gm, "      ")}\n`,
    );

  const values: readonly (readonly [yaml: string, read: string, squiggle?: string])[] = [
    ["'arn:aws:s3:::a/*'", "arn:aws:s3:::a/*", "arn:aws:s3:::a/*"],
    ["!Ref Bucket", "->Bucket"],
    ["{Ref: Bucket}", "->Bucket"],
    ["!Ref Stage", "<!Ref Stage>"],
    ["!Ref AWS::AccountId", "<AWS::AccountId>"],
    ["!GetAtt Bucket.Arn", "->Bucket.Arn", "!GetAtt Bucket.Arn"],
    ["!GetAtt [Stack, Outputs.Arn]", "->Stack.Outputs.Arn"],
    ["{'Fn::GetAtt': [Bucket, Arn]}", "->Bucket.Arn"],
    ["!Sub '${Bucket.Arn}/*'", "->Bucket.Arn/*", "${Bucket.Arn}/*"],
    [
      "!Sub arn:${AWS::Partition}:s3:::${Stage}-${Bucket}/${!aws:username}",
      "arn:<AWS::Partition>:s3:::<${Stage}>-->Bucket/${aws:username}",
    ],
    ["!Sub ['${A}/${B}', {A: x, B: !Ref Stage}]", "x/<!Ref Stage>"],
    ["!Join ['', [arn, ':', !Ref Bucket, /*]]", "arn:->Bucket/*", "!Join ['', [arn, ':', !Ref Bucket, /*]]"],
    ["!Join ['', !Ref Stage]", "<!Join ['', !Ref Stage]>"],
    ["!Join [',', [a, !If [C, b, c]]]", "<!Join [',', [a, !If [C, b, c]]]>"],
    ["!ImportValue a", "<!ImportValue a>"],
    ["!If [C, '*', !Ref Bucket]", "[*, ->Bucket, …]"],
    ["!If [C, [a, b], !Ref AWS::NoValue]", "[a, b, …]"],
    ["[a, !If [C, b, !Ref 'AWS::NoValue'], c]", "[a, b, c, …]"],
    ["[a, !Ref AWS::NoValue]", "[a, …]"],
    ["[a, {'Fn::Transform': {Name: AWS::Include}}]", "[a, <{'Fn::Transform': {Name: AWS::Include}}>]"],
  ];
  for (const [text, read, squiggle] of values)
    it(`${text} is read as ${read}`, () => {
      const found = template(
        `PolicyDocument:\n  Statement:\n    - Effect: Allow\n      Action: '*'\n      Resource: ${text}`,
      );
      const { value } = found.policies[0]?.statements[0]?.resources ?? {};
      assert.equal(words(value), read);
      if (squiggle !== undefined) assert.equal(under(found, value), squiggle);
      assert.equal(found.broken, false);
    });

  it("underlines the text in a short tag and replaces the whole of it", () => {
    const found = template("PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: !Sub '${B}/*'}]}");
    const value = found.policies[0]?.statements[0]?.resources.value;
    assert.ok(value?.kind === "text");
    assert.equal(under(found, value), "${B}/*");
    assert.equal(found.text.slice(value.token.start, value.token.end), "!Sub '${B}/*'");
    const [part] = value.parts;
    assert.ok(part !== undefined && typeof part !== "string");
    assert.equal(under(found, part), "${B}");
  });

  it("reads both branches of Fn::If as policies, and takes AWS::NoValue for none", () => {
    const branch = (action: string) => `{Statement: [{Effect: Allow, Action: '${action}', Resource: '*'}]}`;
    const found = template(`PolicyDocument: !If [C, ${branch("a:A")}, !If [D, ${branch("b:B")}, !Ref AWS::NoValue]]`);
    assert.deepEqual(
      found.policies.map((policy) => literal(policy.statements[0]?.actions.value)),
      ["a:A", "b:B"],
    );
  });

  it("reads statements under Fn::If and marks the list open", () => {
    const found = template(
      "PolicyDocument:\n  Statement:\n    - !If\n      - C\n      - {Effect: Allow, Action: a:A, Resource: '*'}\n      - !Ref AWS::NoValue\n    - {Effect: Deny, Action: b:B, Resource: '*'}",
    );
    const [policy] = found.policies;
    assert.deepEqual([policy?.open, policy?.statements.map((one) => words(one.actions.value))], [true, ["a:A", "b:B"]]);
  });

  it("marks what Fn::Transform adds to as open", () => {
    const found = template(
      "PolicyDocument:\n  Fn::Transform: {Name: AWS::Include}\n  Statement: [{Effect: Allow, Action: a:A, Resource: '*'}]",
    );
    assert.deepEqual(
      found.policies.map((policy) => policy.open),
      [true],
    );
  });

  it("takes an expression for a Condition as open", () => {
    const found = template(
      "PolicyDocument: {Statement: [{Effect: Allow, Action: a:A, Resource: '*', Condition: !If [C, {Bool: {a: b}}, !Ref AWS::NoValue]}]}",
    );
    assert.equal(found.policies[0]?.statements[0]?.conditions.open, true);
  });

  const embedded: readonly (readonly [title: string, yaml: string, resource: string])[] = [
    [
      "a quoted string",
      `PolicyDocument: '{"Statement": [{"Effect": "Allow", "Action": "a:A", "Resource": "arn"}]}'`,
      "arn",
    ],
    [
      "a block",
      `PolicyDocument: |\n  {\n    "Statement": {"Effect": "Allow", "Action": "a:A", "Resource": "arn"}\n  }`,
      "arn",
    ],
    [
      "Fn::Sub of a string",
      `PolicyDocument: !Sub '{"Statement": [{"Effect": "Allow", "Action": "a:A", "Resource": "\${B.Arn}/\${!aws:username}"}]}'`,
      "->B.Arn/${aws:username}",
    ],
    [
      "Fn::Sub of a block",
      `PolicyDocument: !Sub |\n  {"Statement": [\n    {"Effect": "Allow", "Action": "a:A", "Resource": "\${AWS::Partition}"}\n  ]}`,
      "<AWS::Partition>",
    ],
    [
      "Fn::Sub with a map",
      `PolicyDocument:\n  Fn::Sub:\n    - '{"Statement": [{"Effect": "Allow", "Action": "a:A", "Resource": "\${X}"}]}'\n    - X: !GetAtt B.Arn`,
      "->B.Arn",
    ],
  ];
  for (const [title, text, read] of embedded)
    it(`reads a policy in ${title}`, () => {
      const found = template(text);
      const [policy] = found.policies;
      const [first] = policy?.statements ?? [];
      assert.equal(policy?.source.syntax, "json");
      assert.equal(words(first?.resources.value), read);
      assert.equal(under(found, first?.actions.value), "a:A");
      assert.deepEqual(found.unread, []);
    });
});

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
  Bucket:
    Type: AWS::S3::Bucket
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
    ["Alice.LoginProfile", "login-profile", { users: "[->Alice]" }],
    ["Bare", "user", {}],
    ["Team", "group", {}],
    ["Fence", "policy", {}],
    ["Key", "access-key", { users: "->Alice" }],
    ["Attached", "user-policy", { name: "p", users: "[->Alice]" }],
    ["Member", "group-membership", { group: "->Team", users: "[alice]" }],
    ["Profile", "instance-profile", { roles: "[->R]" }],
    ["Fn", "resource", { tags: "{Owner: me}", managedPolicies: "[AWSLambdaExecute, ->Fence]" }],
    ["Open", "role", { tags: "{A: a, …}", boundary: "<!If [C, !Ref Fence, !Ref AWS::NoValue]>" }],
  ];

  it("brings properties into fields", () => {
    const read = found.declarations.map(({ address, kind, fields }) => [
      address,
      kind,
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, words(value)])),
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
      table.map(([address, kind]) => (kind === "login-profile" ? "LoginProfile" : address)),
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
      ],
    );
  });

  it("reads single values where a list may stand", () => {
    const single = yaml("Resources:\n  K:\n    Type: AWS::IAM::Policy\n    Properties:\n      Users: !Ref Names\n");
    assert.deepEqual(itemsOf(single.declarations[0]?.fields.users).map(words), ["->Names"]);
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
      previous = readCloudFormation({ uri: "t.yaml", text, format: "cloudformation-yaml" }, previous);
      const fresh = readCloudFormation({ uri: "t.yaml", text, format: "cloudformation-yaml" });
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
      [["user", "User${Name}"]],
    );
  });
});
