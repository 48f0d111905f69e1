// Policies of whole templates: what conditions and functions make of them, and what is written back.
// Numbers in titles are points of the list of what users of other tools complain about.
import assert from "node:assert/strict";
import type { Document } from "../../shared-rules/src/model/document";
import { onEverything } from "../../shared-rules/src/model/questions";
import { under, words, yaml } from "../host/reading";
import { after, declined, first, yaml as file } from "../host/writing";
import { grant, statements } from "./templates";

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

describe("CloudFormation: how wide a resource is", () => {
  const table: readonly (readonly [resource: string, everything: string])[] = [
    ["!Sub '${B.Arn}/*'", "no"],
    ["!Sub 'arn:aws:s3:::${B}/*'", "no"],
    ["!Sub 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${F}:*'", "no"],
    ["!Join ['', [!GetAtt B.Arn, '/*']]", "no"],
    ["!Join ['', ['arn:aws:ec2:*::snapshot/', '*']]", "no"],
    ["!Ref Stage", "unknown"],
    ["!If [C, '*', arn:x]", "yes"],
    ["!Join ['', ['*']]", "yes"],
  ];
  for (const [resource, everything] of table)
    it(`4: ${resource} is every resource: ${everything}`, () => {
      const [statement] = policy([grant("a:A", resource)]).policies[0]?.statements ?? [];
      assert.ok(statement);
      assert.equal(onEverything(statement), everything);
    });
});
