// Edits written into templates and policy files: the text before, the edit, the text after, to the byte.
import assert from "node:assert/strict";
import type { Edit, FileEdit, NewDeclaration } from "../../shared-rules/src/edit";
import { isDeclined } from "../../shared-rules/src/edit";
import { readCloudFormation } from "../../shared-rules/src/host/cloudformation";
import { readPolicyFile } from "../../shared-rules/src/host/policy-file";
import { mergeEdits, writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import type { Declaration, Policy, Statement } from "../../shared-rules/src/model/policy";
import type { TextEdit } from "../../shared-rules/src/model/source";

const yaml = (text: string): Document =>
  readCloudFormation({ uri: "file:///t.yaml", text, format: "cloudformation-yaml" });
const json = (text: string): Document =>
  readCloudFormation({ uri: "file:///t.json", text, format: "cloudformation-json" });
const policyFile = (text: string): Document => readPolicyFile({ uri: "file:///p.json", text });

function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .reverse()
    .reduce((now, { span, text: put }) => now.slice(0, span.start) + put + now.slice(span.end), text);
}

/** The document's text after the edits. */
function after(document: Document, ...edits: readonly Edit[]): string {
  const files = writeEdits(document, edits);
  assert.ok(!isDeclined(files), isDeclined(files) ? files.declined : "");
  const own = files.filter((file): file is FileEdit & { edits: readonly TextEdit[] } => "edits" in file);
  assert.ok(own.every((file) => file.uri === document.uri) && own.length < 2);
  return applied(document.text, own[0]?.edits ?? []);
}

function declined(document: Document, ...edits: readonly Edit[]): string {
  const files = writeEdits(document, edits);
  assert.ok(isDeclined(files), JSON.stringify(files));
  return files.declined;
}

function declaration(document: Document, address: string): Declaration {
  const found = document.declarations.find((one) => one.address === address);
  assert.ok(found);
  return found;
}

function first(document: Document, index = 0): { policy: Policy; statement: Statement } {
  const policy = document.policies[index];
  const [statement] = policy?.statements ?? [];
  assert.ok(policy && statement);
  return { policy, statement };
}

const fence = (name = "starter-boundary"): NewDeclaration => ({
  name,
  cloudformation: {
    type: "AWS::IAM::ManagedPolicy",
    properties: {
      ManagedPolicyName: "fence",
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["*"], Resource: "*" }] },
    },
  },
  terraform: { type: "aws_iam_policy", attributes: {} },
});

const setBoundary = (document: Document, address: string, reference: string): Edit => ({
  kind: "set-field",
  declaration: declaration(document, address),
  field: "boundary",
  value: { reference, attribute: "arn" },
});
const addTags = (document: Document, address: string, value: Record<string, string>): Edit => ({
  kind: "set-field",
  declaration: declaration(document, address),
  field: "tags",
  value,
});
const add = (...declarations: readonly NewDeclaration[]): Edit => ({
  kind: "add-declarations",
  after: undefined,
  declarations,
});

describe("writeEdits: declarations of a YAML template", () => {
  const users = `# Our users
Resources:
  Alice: # the first
    Type: AWS::IAM::User
    Properties:
      UserName: alice # as in the directory

  Bob:
    Type: AWS::IAM::User

Outputs:
  Name:
    Value: !Ref Bob
`;
  const edited = (text: string, edits: (document: Document) => readonly Edit[]): string => {
    const document = yaml(text);
    return after(document, ...edits(document));
  };

  it("attaches a boundary that it adds, with the template's tags and blank lines", () => {
    assert.equal(
      edited(users, (document) => [
        setBoundary(document, "Alice", "starter-boundary"),
        {
          kind: "add-declarations",
          after: declaration(document, "Alice"),
          declarations: [{ ...fence(), comment: "What users may do at most" }],
        },
      ]),
      users.replace(
        "      UserName: alice # as in the directory\n",
        `      UserName: alice # as in the directory
      PermissionsBoundary: !Ref StarterBoundary

  # What users may do at most
  StarterBoundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: fence
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - "*"
            Resource: "*"
`,
      ),
    );
  });

  it("adds the properties where there are none, all fields at once", () => {
    assert.equal(
      edited(users, (document) => [
        setBoundary(document, "Bob", "Alice"),
        addTags(document, "Bob", { Owner: "me", Purpose: "CI" }),
      ]),
      users.replace(
        "  Bob:\n    Type: AWS::IAM::User\n",
        `  Bob:
    Type: AWS::IAM::User
    Properties:
      PermissionsBoundary: !GetAtt Alice.Arn
      Tags:
        - Key: Owner
          Value: me
        - Key: Purpose
          Value: CI
`,
      ),
    );
  });

  it("adds tags to those that are there", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      Tags:\n      - Key: a\n        Value: b # kept\n      Path: /\n";
    assert.equal(
      edited(text, (document) => [addTags(document, "A", { Owner: "me" })]),
      text.replace("# kept\n", "# kept\n      - Key: Owner\n        Value: me\n"),
    );
    const flow = "Resources:\n  A: {Type: AWS::IAM::User, Properties: {Tags: [{Key: a, Value: b}]}}\n";
    assert.equal(
      edited(flow, (document) => [addTags(document, "A", { Owner: "me" })]),
      flow.replace("Value: b}", "Value: b}, {Key: Owner, Value: me}"),
    );
  });

  it("writes the tags of a SAM function as a mapping", () => {
    const text =
      "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Tags:\n        a: b\n      Policies: {Statement: []}\n";
    assert.equal(
      edited(text, (document) => [addTags(document, "F", { Owner: "me" })]),
      text.replace("a: b\n", "a: b\n        Owner: me\n"),
    );
  });

  it("writes long references in a template that writes them", () => {
    const text =
      "Resources:\r\n  A:\r\n    Type: AWS::IAM::User\r\n    Properties:\r\n      UserName:\r\n        Ref: Name\r\n";
    assert.equal(
      edited(text, (document) => [
        setBoundary(document, "A", "fence"),
        add({ ...fence("fence"), cloudformation: { type: "AWS::IAM::ManagedPolicy", properties: {} } }),
      ]),
      text + "      PermissionsBoundary:\r\n        Ref: Fence\r\n  Fence:\r\n    Type: AWS::IAM::ManagedPolicy\r\n",
    );
  });

  it("names what it adds as no other thing is named", () => {
    const text = "Parameters:\n  Fence: {Type: String}\nResources:\n  Fence2:\n    Type: AWS::IAM::User\n";
    assert.match(
      edited(text, (document) => [setBoundary(document, "Fence2", "fence"), add(fence("fence"))]),
      /PermissionsBoundary: !Ref Fence3\n {2}Fence3:\n/,
    );
  });

  it("takes a resource out with its comment and the blank line before it", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n\n  # Bob's\n  # key\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: bob\n\n  C:\n    Type: AWS::IAM::User\n";
    const removed = (address: string) =>
      edited(text, (document) => [{ kind: "remove-declaration", declaration: declaration(document, address) }]);
    assert.equal(removed("Key"), "Resources:\n  A:\n    Type: AWS::IAM::User\n\n  C:\n    Type: AWS::IAM::User\n");
    assert.equal(removed("C"), text.replace("\n  C:\n    Type: AWS::IAM::User\n", ""));
  });

  it("takes a password out", () => {
    const text =
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: x\n      Path: /\n";
    assert.equal(
      edited(text, (document) => [
        { kind: "remove-declaration", declaration: declaration(document, "A.LoginProfile") },
      ]),
      "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      Path: /\n",
    );
  });

  it("declines what would break the template, or what it cannot be sure of", () => {
    const document = yaml(users);
    const remove = (address: string, template = document): Edit => ({
      kind: "remove-declaration",
      declaration: declaration(template, address),
    });
    assert.match(declined(document, remove("Bob")), /still referred to by Outputs\.Name/);
    assert.match(declined(document, setBoundary(document, "Alice", "Nobody")), /no name/);
    const only = yaml("Resources:\n  A:\n    Type: AWS::IAM::User\n");
    assert.match(declined(only, remove("A", only)), /only resource/);
    const group = yaml("Resources:\n  G:\n    Type: AWS::IAM::Group\n    Properties:\n      Path: /\n");
    assert.match(declined(group, setBoundary(group, "G", "G")), /no permissions boundary/);
    const computed = yaml("Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      Tags: !Ref Tags\n");
    assert.match(declined(computed, addTags(computed, "U", { a: "b" })), /expression/);
    const depends = yaml(
      "Resources:\n  U:\n    Type: AWS::IAM::User\n  V:\n    Type: AWS::IAM::User\n    DependsOn: [U]\n",
    );
    assert.match(declined(depends, remove("U", depends)), /referred to by V/);
    const both = after(depends, remove("V", depends));
    assert.equal(both, "Resources:\n  U:\n    Type: AWS::IAM::User\n");
  });

  it("writes a policy beside the template", () => {
    const document = yaml(users);
    const policy = { Version: "2012-10-17" as const, Statement: [] };
    const files = writeEdits(document, [{ kind: "new-file", name: "deny", policy }]);
    assert.deepEqual(files, [{ uri: "file:///deny.json", create: `${JSON.stringify(policy, undefined, 2)}\n` }]);
  });
});

describe("writeEdits: declarations of a JSON template", () => {
  const users = `{
  "Resources": {
    "Alice": {
      "Type": "AWS::IAM::User",
      "Properties": { "UserName": "alice" }
    },
    "Bob": { "Type": "AWS::IAM::User" }
  }
}
`;

  it("attaches a boundary that it adds", () => {
    const document = json(users);
    const declaration = { ...fence(), cloudformation: { ...fence().cloudformation, properties: { Path: "/" } } };
    assert.equal(
      after(document, setBoundary(document, "Alice", "starter-boundary"), add(declaration)),
      `{
  "Resources": {
    "Alice": {
      "Type": "AWS::IAM::User",
      "Properties": { "UserName": "alice", "PermissionsBoundary": { "Ref": "StarterBoundary" } }
    },
    "Bob": { "Type": "AWS::IAM::User" },
    "StarterBoundary": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {
        "Path": "/"
      }
    }
  }
}
`,
    );
  });

  it("adds properties and takes a resource out", () => {
    const document = json(users);
    assert.equal(
      after(document, addTags(document, "Bob", { Owner: "me" }), {
        kind: "remove-declaration",
        declaration: declaration(document, "Alice"),
      }),
      `{
  "Resources": {
    "Bob": { "Type": "AWS::IAM::User", "Properties": { "Tags": [{ "Key": "Owner", "Value": "me" }] } }
  }
}
`,
    );
  });
});

describe("writeEdits: a user becomes something else", () => {
  const trust = {
    Version: "2012-10-17" as const,
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const template = `Description: A pipeline
Resources:
  Deployer:
    Type: AWS::IAM::User
    Properties:
      UserName: deployer # by the pipeline
      LoginProfile:
        Password: secret
      Tags:
        - Key: Owner
          Value: me
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: rights
      Users: [!Ref Deployer]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
  Key:
    Type: AWS::IAM::AccessKey
    Properties:
      UserName: !Ref Deployer
`;
  const moves = (document: Document, to: "role" | "permission-set"): Edit[] => {
    const user = declaration(document, "Deployer");
    return [
      to === "role"
        ? { kind: "convert-user", declaration: user, to, trust }
        : { kind: "convert-user", declaration: user, to },
      { kind: "retarget", declaration: declaration(document, "Rights"), user, to },
      { kind: "remove-declaration", declaration: declaration(document, "Deployer.LoginProfile") },
      { kind: "remove-declaration", declaration: declaration(document, "Key") },
    ];
  };

  it("a role, with its policies, without its key and password", () => {
    const document = yaml(template);
    assert.equal(
      after(
        document,
        ...moves(document, "role"),
        add({
          ...fence("profile"),
          cloudformation: {
            type: "AWS::IAM::InstanceProfile",
            properties: { Roles: [{ reference: "Deployer", attribute: "name" }] },
          },
        }),
      ),
      `Description: A pipeline
Resources:
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deployer # by the pipeline
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ec2.amazonaws.com
            Action: sts:AssumeRole
      Tags:
        - Key: Owner
          Value: me
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: rights
      Roles: [!Ref Deployer]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties:
      Roles:
        - !Ref Deployer
`,
    );
  });

  it("a permission set, with its policies in one", () => {
    const document = yaml(template.replace(" # by the pipeline", ""));
    assert.equal(
      after(document, ...moves(document, "permission-set")),
      `Description: A pipeline
Parameters:
  IdentityCenterInstanceArn:
    Type: String
    Description: ARN of the IAM Identity Center instance
Resources:
  Deployer:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: !Ref IdentityCenterInstanceArn
      Name: deployer
      InlinePolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub "\${Bucket.Arn}/*"
      Tags:
        - Key: Owner
          Value: me
`,
    );
  });

  it("declines where something would be lost", () => {
    const commented = yaml(template);
    assert.match(declined(commented, ...moves(commented, "permission-set")), /comments/);
    const grouped = yaml(template.replace("      Tags:", "      Groups: [g]\n      Tags:"));
    assert.match(declined(grouped, ...moves(grouped, "role")), /groups/);
    const bounded = yaml(template.replace(" # by the pipeline", "\n      PermissionsBoundary: !Ref Fence"));
    assert.match(declined(bounded, ...moves(bounded, "permission-set")), /boundary/);
  });

  it("a role, where the user has no properties", () => {
    const document = json('{"Resources": {"U": {"Type": "AWS::IAM::User"}}}');
    assert.equal(
      after(document, {
        kind: "convert-user",
        declaration: declaration(document, "U"),
        to: "role",
        trust: { ...trust, Statement: [] },
      }),
      '{"Resources": {"U": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}}}',
    );
  });
});

describe("writeEdits: policies", () => {
  const rights = (statement: string) => `Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
${statement.replace(/^(?=.)/gm, "          ")}`;
  const mfa = (policy: Policy, statement: Statement, key = "aws:MultiFactorAuthPresent", operator = "Bool"): Edit => ({
    kind: "set-condition",
    policy,
    statement,
    operator,
    key,
    values: ["true"],
  });
  const remove = (policy: Policy, statement: Statement, index: number): Edit => {
    const item = statement.actions.items[index];
    assert.ok(item);
    return { kind: "replace-item", policy, statement, element: statement.actions, item, with: [] };
  };

  it("are edited through intrinsics, in YAML", () => {
    const text = rights(
      '- Effect: Allow\n  Action:\n    - iam:CreateUser # why\n    - !Sub "iam:${Verb}User"\n    - s3:*\n  Resource: !Sub "${Bucket.Arn}/*"\n',
    );
    const document = yaml(text);
    const { policy, statement } = first(document);
    assert.equal(after(document, remove(policy, statement, 0)), text.replace(/.*why\n/, ""));
    assert.equal(after(document, remove(policy, statement, 1)), text.replace(/.*Verb.*\n/, ""));
    assert.equal(
      after(document, remove(policy, statement, 0), remove(policy, statement, 2)),
      text.replace(/.*why\n/, "").replace(/.*s3:\*\n/, ""),
    );
    assert.match(
      declined(document, ...[0, 1, 2].map((index) => remove(policy, statement, index))),
      /Nothing would be left/,
    );
    const resource = statement.resources.value;
    assert.ok(resource);
    assert.equal(
      after(document, {
        kind: "replace-item",
        policy,
        statement,
        element: statement.resources,
        item: resource,
        with: ["a", "b"],
      }),
      text.replace('Resource: !Sub "${Bucket.Arn}/*"', "Resource:\n              - a\n              - b"),
    );
    assert.equal(
      after(document, mfa(policy, statement)),
      `${text}            Condition:\n              Bool:\n                aws:MultiFactorAuthPresent: "true"\n`,
    );
  });

  it("take several conditions at once", () => {
    const text = rights('- Effect: Allow\n  Action: "*"\n  Resource: "*"\n');
    const document = yaml(text);
    const { policy, statement } = first(document);
    assert.equal(
      after(document, mfa(policy, statement), mfa(policy, statement, "b"), mfa(policy, statement, "c", "StringLike")),
      `${text}            Condition:
              Bool:
                aws:MultiFactorAuthPresent: "true"
                b: "true"
              StringLike:
                c: "true"
`,
    );
    const some = yaml(`${text}            Condition:\n              Bool:\n                a: "true"\n`);
    const known = first(some);
    assert.equal(
      after(some, mfa(known.policy, known.statement, "b"), mfa(known.policy, known.statement, "c", "StringLike")),
      `${some.text}                b: "true"\n              StringLike:\n                c: "true"\n`,
    );
  });

  it("name resources in the template's way", () => {
    const text = rights('- Effect: Allow\n  Action: "*"\n  Resource: !Ref X\n');
    const document = yaml(text);
    const { policy, statement } = first(document);
    assert.equal(
      after(document, {
        kind: "set-condition",
        policy,
        statement,
        operator: "StringEquals",
        key: "iam:PermissionsBoundary",
        values: [{ reference: "P", attribute: "arn" }],
      }),
      `${text}            Condition:\n              StringEquals:\n                iam:PermissionsBoundary: !Ref P\n`,
    );
  });

  it("decline edits of a list that Fn::If puts together", () => {
    const document = yaml(rights('- Effect: Allow\n  Action: !If [C, ["a:A", "b:B"], "c:C"]\n  Resource: "*"\n'));
    const { policy, statement } = first(document);
    assert.match(declined(document, remove(policy, statement, 0)), /intrinsic/);
    const mixed = yaml(
      rights('- Effect: Allow\n  Action:\n    - !If [C, "a:A", "b:B"]\n    - "c:C"\n  Resource: "*"\n'),
    );
    const found = first(mixed);
    assert.match(declined(mixed, remove(found.policy, found.statement, 0)), /intrinsic/);
    assert.equal(after(mixed, remove(found.policy, found.statement, 2)), mixed.text.replace(/.*c:C.*\n/, ""));
    const item = found.statement.actions.items[1];
    assert.ok(item);
    assert.equal(
      after(mixed, {
        kind: "replace-item",
        policy: found.policy,
        statement: found.statement,
        element: found.statement.actions,
        item,
        with: ["d:D"],
      }),
      mixed.text.replace('"b:B"', '"d:D"'),
    );
  });

  it("are edited inside Fn::Sub, where references and policy variables have their own spelling", () => {
    const text = `Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["iam:PassRole", "s3:*"],
              "Resource": "\${X.Arn}/\${!aws:username}"
            }
          ]
        }
`;
    const document = yaml(text);
    const { policy, statement } = first(document);
    assert.equal(after(document, remove(policy, statement, 0)), text.replace('"iam:PassRole", ', ""));
    assert.equal(
      after(document, {
        kind: "set-condition",
        policy,
        statement,
        operator: "StringEquals",
        key: "iam:PermissionsBoundary",
        values: [{ reference: "P", attribute: "arn" }, "${aws:username}"],
      }),
      text.replace(
        '${!aws:username}"\n',
        '${!aws:username}",\n              "Condition": {\n                "StringEquals": {\n                  "iam:PermissionsBoundary": ["${P}", "${!aws:username}"]\n                }\n              }\n',
      ),
    );
    const plain = yaml(text.replace("!Sub |", "|"));
    const known = first(plain);
    assert.match(
      declined(plain, {
        kind: "set-condition",
        ...known,
        operator: "StringEquals",
        key: "k",
        values: [{ reference: "P", attribute: "arn" }],
      }),
      /no name/,
    );
  });

  it("are edited in a string of a JSON template", () => {
    const document = json(
      '{"Resources": {"P": {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyDocument": "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": [\\"a:A\\", \\"b:B\\"]}]}"}}}}',
    );
    const { policy, statement } = first(document);
    assert.equal(after(document, remove(policy, statement, 0)), document.text.replace('\\"a:A\\", ', ""));
  });

  it("are edited in policy files, with what belongs beside them", () => {
    const text =
      '{\n  // reads\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": ["a:A", "b:B"],\n      "Resource": "*"\n    }\n  ]\n}\n';
    const document = policyFile(text);
    const { policy, statement } = first(document);
    const beside = { Version: "2012-10-17" as const, Statement: [] };
    const files = writeEdits(document, [
      remove(policy, statement, 1),
      mfa(policy, statement),
      { kind: "new-file", name: "deny", policy: beside },
    ]);
    assert.ok(!isDeclined(files));
    const [own, created] = files;
    assert.ok(own && "edits" in own);
    assert.equal(
      applied(text, own.edits),
      text
        .replace(', "b:B"', "")
        .replace(
          '"*"\n',
          '"*",\n      "Condition": {\n        "Bool": {\n          "aws:MultiFactorAuthPresent": "true"\n        }\n      }\n',
        ),
    );
    assert.deepEqual(created, { uri: "file:///deny.json", create: `${JSON.stringify(beside, undefined, 2)}\n` });
    assert.match(
      declined(document, {
        kind: "set-condition",
        policy,
        statement,
        operator: "o",
        key: "k",
        values: [{ reference: "P", attribute: "arn" }],
      }),
      /no name/,
    );
  });
});

describe("mergeEdits", () => {
  const edit = (start: number, end: number, text: string): TextEdit => ({ span: { start, end }, text });

  it("sorts, joins insertions at one place in their order, and drops what changes nothing", () => {
    assert.deepEqual(mergeEdits([edit(9, 9, "c"), edit(5, 5, "a"), edit(5, 8, "x"), edit(5, 5, "b"), edit(1, 1, "")]), [
      edit(5, 5, "ab"),
      edit(5, 8, "x"),
      edit(9, 9, "c"),
    ]);
    assert.deepEqual(mergeEdits([edit(3, 5, ""), edit(5, 5, "a"), edit(5, 7, "")]), [
      edit(3, 5, ""),
      edit(5, 5, "a"),
      edit(5, 7, ""),
    ]);
    assert.deepEqual(mergeEdits([edit(3, 5, "x"), edit(3, 5, "x")]), [edit(3, 5, "x")]);
  });

  it("declines where two meet", () => {
    for (const edits of [
      [edit(3, 5, "x"), edit(3, 5, "y")],
      [edit(3, 5, "x"), edit(4, 6, "y")],
      [edit(3, 5, "x"), edit(4, 4, "y")],
      [edit(3, 9, "x"), edit(4, 5, "y")],
    ])
      assert.ok(isDeclined(mergeEdits(edits)));
  });
});
