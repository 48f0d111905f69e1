// The fix move-to-group, with the exact text after it in each format.
import assert from "node:assert/strict";
import { isDeclined } from "../../shared-rules/src/index";
import { userDirectPolicy } from "../../shared-rules/src/rules/user-direct-policy";
import { userNoGroup } from "../../shared-rules/src/rules/user-no-group";
import { checkRule, findingsOf, read } from "../support/check-rule";
import { engine } from "../support/engine";
import { fixed, json, resources } from "../support/native";

const dev = 'resource "aws_iam_group" "dev" {\n  name = "dev"\n}\n';
const alice = 'resource "aws_iam_user" "alice" {\n  name = "alice"\n}\n';
const membership = (group: string): string =>
  `resource "aws_iam_user_group_membership" "alice_in_${group}" {\n  user   = aws_iam_user.alice.name\n  groups = [aws_iam_group.${group}.name]\n}\n`;
const aws_iam_user = { alice: { name: "alice" } };
const userName = "${aws_iam_user.alice.name}";
const User = { Type: "AWS::IAM::User" };
const Group = { Type: "AWS::IAM::Group" };

checkRule(userNoGroup, {
  native: [
    fixed(
      "Put alice into the group dev",
      "alice",
      "main.tf",
      `${dev}\n${alice}\nlocals {}\n`,
      `${dev}\n${alice}\n${membership("dev")}\nlocals {}\n`,
    ),
    fixed(
      "move-to-group",
      "alice",
      "main.tf.json",
      resources({ aws_iam_group: { dev: { name: "dev" } }, aws_iam_user }),
      resources({
        aws_iam_group: { dev: { name: "dev" } },
        aws_iam_user,
        aws_iam_user_group_membership: { alice_in_dev: { user: userName, groups: ["${aws_iam_group.dev.name}"] } },
      }),
    ),
    fixed(
      "Put Alice into the group Dev",
      "Alice",
      "t.yaml",
      "Resources:\n  Dev:\n    Type: AWS::IAM::Group\n  Alice:\n    Type: AWS::IAM::User\n",
      "Resources:\n  Dev:\n    Type: AWS::IAM::Group\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      Groups:\n        - !Ref Dev\n",
    ),
    fixed(
      "move-to-group",
      "Alice",
      "t.json",
      json({ Resources: { Dev: Group, Alice: { ...User, Properties: { Path: "/" } } } }),
      json({ Resources: { Dev: Group, Alice: { ...User, Properties: { Path: "/", Groups: [{ Ref: "Dev" }] } } } }),
    ),
    {
      title: "offers no group whose members a list says in full",
      uri: "/w/list.tf",
      text: `${dev}\n${alice}\nresource "aws_iam_group_membership" "dev" {\n  name  = "dev"\n  group = aws_iam_group.dev.name\n  users = ["bob"]\n}\n`,
      at: ["alice"],
      offers: [],
    },
  ],
});

const aliceGroup = 'resource "aws_iam_group" "alice_group" {\n  name = "alice-group"\n}\n';
const attachment = (type: string, whose: string): string =>
  `resource "aws_iam_${type}_policy_attachment" "read" {\n  ${whose}\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n`;
const inline = (type: string, whose: string): string =>
  `resource "aws_iam_${type}_policy" "own" {\n  ${whose} # theirs\n  policy = "{}"\n}\n`;
const named = "aws_iam_user.alice.name";
const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";

const Policies = [
  {
    PolicyName: "read",
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: [{ "Fn::GetAtt": ["Reports", "Arn"] }] }],
    },
  },
];

checkRule(userDirectPolicy, {
  native: [
    fixed(
      "Give it to a new group that alice is in",
      named,
      "main.tf",
      `${alice}\n${attachment("user", `user       = ${named}`)}`,
      `${alice}\n${aliceGroup}\n${membership("alice_group")}\n${attachment("group", "group      = aws_iam_group.alice_group.name")}`,
    ),
    fixed(
      "move-to-group",
      named,
      "inline.tf",
      `${alice}\n${inline("user", `user   = ${named}`)}`,
      `${alice}\n${aliceGroup}\n${membership("alice_group")}\n${inline("group", "group  = aws_iam_group.alice_group.name")}`,
    ),
    fixed(
      "Give it to the group dev",
      named,
      "in-group.tf",
      `${dev}\n${alice}\n${membership("dev")}\n${attachment("user", `user       = ${named}`)}`,
      `${dev}\n${alice}\n${membership("dev")}\n${attachment("group", "group      = aws_iam_group.dev.name")}`,
    ),
    fixed(
      "move-to-group",
      named,
      "policy-attachment.tf",
      `${alice}\nresource "aws_iam_policy_attachment" "read" {\n  name       = "read"\n  users      = [${named}]\n  policy_arn = "${arn}"\n}\n`,
      `${alice}\n${aliceGroup}\n${membership("alice_group")}\nresource "aws_iam_policy_attachment" "read" {\n  name       = "read"\n  groups     = [aws_iam_group.alice_group.name]\n  policy_arn = "${arn}"\n}\n`,
    ),
    fixed(
      "move-to-group",
      `"${userName}"`,
      "main.tf.json",
      resources({ aws_iam_user, aws_iam_user_policy_attachment: { read: { user: userName, policy_arn: arn } } }),
      resources({
        aws_iam_user,
        aws_iam_group_policy_attachment: { read: { group: "${aws_iam_group.alice_group.name}", policy_arn: arn } },
        aws_iam_group: { alice_group: { name: "alice-group" } },
        aws_iam_user_group_membership: {
          alice_in_alice_group: { user: userName, groups: ["${aws_iam_group.alice_group.name}"] },
        },
      }),
    ),
    fixed(
      "move-to-group",
      arn,
      "t.yaml",
      `Resources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      ManagedPolicyArns:\n        - ${arn}\n        - !Ref Own\n  Own:\n    Type: AWS::IAM::ManagedPolicy\n`,
      `Resources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      Groups:\n        - !Ref AliceGroup\n  AliceGroup:\n    Type: AWS::IAM::Group\n    Properties:\n      ManagedPolicyArns:\n        - ${arn}\n        - !Ref Own\n  Own:\n    Type: AWS::IAM::ManagedPolicy\n`,
    ),
    fixed(
      "move-to-group",
      arn,
      "t.json",
      json({
        Resources: {
          Dev: Group,
          Alice: { ...User, Properties: { Groups: [{ Ref: "Dev" }], ManagedPolicyArns: [arn] } },
        },
      }),
      json({
        Resources: {
          Dev: Group,
          Alice: { ...User, Properties: { Groups: [{ Ref: "Dev" }, { Ref: "AliceGroup" }] } },
          AliceGroup: { ...Group, Properties: { ManagedPolicyArns: [arn] } },
        },
      }),
    ),
    fixed(
      "Give it to a new group that Alice is in",
      "Alice",
      "inline.yaml",
      `Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      Path: /people/
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub "\${Reports.Arn}/*"
  Reports:
    Type: AWS::S3::Bucket
`,
      `Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      Path: /people/
      Groups:
        - !Ref AliceGroup
  AliceGroup:
    Type: AWS::IAM::Group
    Properties:
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub "\${Reports.Arn}/*"
  Reports:
    Type: AWS::S3::Bucket
`,
    ),
    fixed(
      "move-to-group",
      arn,
      "both.yaml",
      `Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Dev]
      ManagedPolicyArns:
        - ${arn}
      Policies:
        - PolicyName: read
          PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: !GetAtt Reports.Arn }] }
      UserName: alice

  Dev:
    Type: AWS::IAM::Group
`,
      `Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Dev, !Ref AliceGroup]
      UserName: alice

  AliceGroup:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/ReadOnlyAccess
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !GetAtt Reports.Arn

  Dev:
    Type: AWS::IAM::Group
`,
    ),
    fixed(
      "move-to-group",
      "Alice",
      "inline.json",
      json({ Resources: { Alice: { ...User, Properties: { Policies } } } }),
      json({
        Resources: {
          Alice: { ...User, Properties: { Groups: [{ Ref: "AliceGroup" }] } },
          AliceGroup: { ...Group, Properties: { Policies } },
        },
      }),
    ),
    fixed(
      "move-to-group",
      "!Ref Alice",
      "policy.yaml",
      "Resources:\n  Alice:\n    Type: AWS::IAM::User\n  Own:\n    Type: AWS::IAM::UserPolicy\n    Properties:\n      PolicyName: own\n      UserName: !Ref Alice\n",
      "Resources:\n  Alice:\n    Type: AWS::IAM::User\n    Properties:\n      Groups:\n        - !Ref AliceGroup\n  AliceGroup:\n    Type: AWS::IAM::Group\n  Own:\n    Type: AWS::IAM::GroupPolicy\n    Properties:\n      PolicyName: own\n      GroupName: !Ref AliceGroup\n",
    ),
    {
      title: "offers nothing for several users at once, nor for one that is not written here",
      uri: "/w/several.tf",
      text: `${alice}\nresource "aws_iam_policy_attachment" "a" {\n  name       = "a"\n  users      = [${named}, "bob"]\n  policy_arn = "${arn}"\n}\n`,
      at: [named],
      offers: [],
    },
  ],
});

describe("a user's policy that something names", () => {
  before(() => engine.ready());
  it("does not move with comments, which would be lost", () => {
    const text = `Resources:
  Alice:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: read # reports
          PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: "*" }] }
`;
    const document = read({ uri: "/w/t.yaml", text });
    const [fix] = findingsOf(userDirectPolicy, document)[0]?.fixes ?? [];
    assert.ok(fix);
    const files = engine.render(document, fix);
    assert.ok(isDeclined(files));
    assert.equal(files.declined, "The comments in the Policies of Alice would be lost; move them by hand.");
  });

  it("does not move, as its address would change", () => {
    const text = `${alice}\n${attachment("user", `user       = ${named}`)}\noutput "a" {\n  value = aws_iam_user_policy_attachment.read.id\n}\n`;
    const document = read({ uri: "/w/main.tf", text });
    const [fix] = findingsOf(userDirectPolicy, document)[0]?.fixes ?? [];
    assert.ok(fix);
    const files = engine.render(document, fix);
    assert.ok(isDeclined(files));
    assert.equal(
      files.declined,
      "The file main.tf names aws_iam_user_policy_attachment.read, whose address would change; take that out first.",
    );
  });
});
