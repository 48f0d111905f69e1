// Edits of policies in templates and policy files: the text before, the edit, the text after, to the byte.
import assert from "node:assert/strict";
import type { Edit } from "../../shared-rules/src/edit";
import { isDeclined } from "../../shared-rules/src/edit";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Policy, Statement } from "../../shared-rules/src/model/policy";
import { after, applied, declined, first, json, policyFile, yaml } from "./writing";

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

  it("move the comment behind an action along when a statement is split", () => {
    const text = rights(
      "- Effect: Allow\n  Action:\n    - iam:GetUser # reads\n    - 'iam:CreateUser'  # makes\n  Resource: '*'\n",
    );
    const document = yaml(text);
    const { policy, statement } = first(document);
    const item = statement.actions.items[1];
    assert.ok(item);
    const condition = { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] };
    assert.equal(
      after(document, { kind: "split-condition", policy, statement, items: [item], ...condition }),
      `${text.replace("              - 'iam:CreateUser'  # makes\n", "")}          - Effect: Allow
            Action:
              - 'iam:CreateUser'  # makes
            Resource: '*'
            Condition:
              Bool:
                aws:MultiFactorAuthPresent: 'true'
`,
    );
  });

  it("move expressions along when a statement is split", () => {
    const text = rights(
      "- Effect: Allow\n  Resource:\n    - Fn::Join:\n        - '/'\n        - - !GetAtt B.Arn\n          - '*'\n    - !Ref C\n  Condition:\n    StringEquals:\n      aws:SourceAccount: !Ref AWS::AccountId\n  Action:\n    - s3:*\n    - iam:CreateUser\n",
    );
    const document = yaml(text);
    const { policy, statement } = first(document);
    const item = statement.actions.items[1];
    assert.ok(item);
    assert.equal(
      after(document, {
        kind: "split-condition",
        policy,
        statement,
        items: [item],
        operator: "Bool",
        key: "aws:MultiFactorAuthPresent",
        values: ["true"],
      }),
      `${text.replace("              - iam:CreateUser\n", "")}          - Effect: Allow
            Resource:
              - Fn::Join:
                  - /
                  - - !GetAtt B.Arn
                    - '*'
              - !Ref C
            Condition:
              StringEquals:
                aws:SourceAccount: !Ref AWS::AccountId
              Bool:
                aws:MultiFactorAuthPresent: 'true'
            Action:
              - iam:CreateUser
`,
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
