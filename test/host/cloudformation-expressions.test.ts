// Templates: what intrinsics and embedded JSON are read as, and the exact text under them.
import assert from "node:assert/strict";
import { literal } from "../../shared-rules/src/model/value";
import { under, words, yaml } from "./reading";

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
    ["!Join [',', [a, !If [C, b, c]]]", "a,<!If [C, b, c]>"],
    ["!ImportValue a", "<!ImportValue a>"],
    ["!If [C, '*', !Ref Bucket]", "[*, ->Bucket, …]"],
    ["!If [C, [a, b], !Ref AWS::NoValue]", "[a, b, …]"],
    ["[a, !If [C, b, !Ref 'AWS::NoValue'], c]", "[a, b, c, …]"],
    ["[a, !Ref AWS::NoValue]", "[a]"],
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

  it("reads an allowing statement under Fn::If and marks the list open", () => {
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
