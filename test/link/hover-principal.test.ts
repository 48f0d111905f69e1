// The words of a hover on a user, role, group or permission set.
import assert from "node:assert/strict";
import { engine } from "../support/engine";

/** The hover on a part of the first file, read with the others. */
function hover(files: Readonly<Record<string, string>>, part: string): string | undefined {
  const documents = Object.entries(files).map(([uri, text]) => engine.read({ uri, text }));
  const [document, ...siblings] = documents;
  assert.ok(document);
  assert.ok(document.text.includes(part));
  return engine.hover(document, document.text.indexOf(part), siblings)?.markdown;
}

const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const allow = (action: string): string => `{ Statement: [{ Effect: Allow, Action: ${action}, Resource: "*" }] }`;

describe("the hover of a principal", () => {
  before(() => engine.ready());

  const cases: readonly (readonly [
    title: string,
    files: Readonly<Record<string, string>>,
    part: string,
    lines: readonly string[],
  ])[] = [
    [
      "with nothing",
      { "/w/u.tf": 'resource "aws_iam_user" "ci" {\n}\n' },
      "ci",
      ["**user aws_iam_user.ci** ends up with:", "- no policies", "No permissions boundary."],
    ],
    [
      "with everything, by file",
      {
        "/w/u.tf":
          'resource "aws_iam_user" "ci" {\n  name                 = "ci"\n  permissions_boundary = aws_iam_policy.limit.arn\n}\n',
        "/w/attach.tf": [
          `resource "aws_iam_user_policy_attachment" "ro" {\n  user = aws_iam_user.ci.name\n  policy_arn = "${readOnly}"\n}`,
          'resource "aws_iam_user_policy" "s3" {\n  name = "s3"\n  user = aws_iam_user.ci.name\n  policy = jsonencode({ Statement = [] })\n}',
          'resource "aws_iam_policy" "limit" {\n  policy = jsonencode({ Statement = [] })\n}',
          'resource "aws_iam_user_policy" "more" {\n  user = var.user\n  policy = jsonencode({ Statement = [] })\n}\n',
        ].join("\n"),
        "/w/keys.tf":
          'resource "aws_iam_access_key" "a" {\n  user = "ci"\n}\nresource "aws_iam_access_key" "b" {\n  user = "ci"\n}\n',
        "/w/groups.tf":
          'resource "aws_iam_user_group_membership" "m" {\n  user = aws_iam_user.ci.name\n  groups = [aws_iam_group.dev.name, "staff"]\n}\nresource "aws_iam_group" "dev" {\n  name = "developers"\n}\nresource "aws_iam_group_policy" "dev" {\n  group = aws_iam_group.dev.name\n  policy = jsonencode({ Statement = [] })\n}\n',
      },
      'ci" {',
      [
        "**user ci** ends up with:",
        [
          `- \`${readOnly}\`, by \`aws_iam_user_policy_attachment.ro\` in attach.tf`,
          "- the inline policy `s3`, by `aws_iam_user_policy.s3` in attach.tf",
          "- an inline policy, through the group `developers`, by `aws_iam_group_policy.dev` in groups.tf",
        ].join("\n"),
        "Groups: `developers` in groups.tf, `staff`, which is declared elsewhere",
        "Credentials: `aws_iam_access_key.a` in keys.tf, `aws_iam_access_key.b` in keys.tf",
        "Boundary: `aws_iam_policy.limit.arn` in attach.tf",
        "*May have more: not all that is attached here can be read.*",
      ],
    ],
    [
      "of a template, whose conditions split one policy",
      {
        "/w/t.yaml": [
          "Conditions:",
          "  Prod: !Equals [!Ref 'AWS::Region', eu-west-1]",
          "Resources:",
          "  Job:",
          "    Type: AWS::IAM::Role",
          "    Properties:",
          "      Policies:",
          "        - PolicyName: a",
          `          PolicyDocument: !If [Prod, ${allow("s3:A")}, ${allow("s3:B")}]`,
          "        - PolicyName: b",
          `          PolicyDocument: ${allow("!If [Prod, s3:C, s3:D]")}`,
          "  More:",
          "    Type: AWS::IAM::ManagedPolicy",
          "    Properties:",
          "      Roles: [!Ref Job]",
          `      PolicyDocument: { Statement: [!If [Prod, { Effect: Allow, Action: s3:E, Resource: '*' }, !Ref AWS::NoValue]] }`,
          "  Profile:",
          "    Type: AWS::IAM::InstanceProfile",
          "    Properties:",
          "      Roles: [!Ref Job]",
          "",
        ].join("\n"),
      },
      "Job",
      [
        "**role Job** ends up with:",
        "- the inline policy `a`\n- the inline policy `b`\n- `More`, by `More`",
        "Instance profiles: `Profile`",
        "No permissions boundary.",
      ],
    ],
    [
      "of an account",
      {
        "/w/account.json": JSON.stringify({
          UserDetailList: [
            {
              UserName: "ann",
              UserPolicyList: ["a", "b"].map((PolicyName) => ({ PolicyName, PolicyDocument: { Statement: [] } })),
              GroupList: ["dev"],
            },
          ],
          GroupDetailList: [{ GroupName: "dev", AttachedManagedPolicies: [{ PolicyArn: readOnly }] }],
        }),
      },
      "ann",
      [
        "**user ann** ends up with:",
        `- the inline policy \`a\`\n- the inline policy \`b\`\n- \`${readOnly}\`, through the group \`dev\``,
        "Groups: `dev`",
        "No permissions boundary.",
      ],
    ],
    [
      "instances that have the same, and one that has more",
      {
        "/w/u.tf":
          'resource "aws_iam_user" "team" {\n  for_each = toset(["ann", "bob", "cid"])\n  name     = each.key\n}\n',
        "/w/a.tf": `resource "aws_iam_user_policy_attachment" "x" {\n  user       = "bob"\n  policy_arn = "${readOnly}"\n}\n`,
      },
      'team" {',
      [
        "**users ann, cid** each end up with:",
        "- no policies",
        "No permissions boundary.",
        "---",
        "**user bob** ends up with:",
        `- \`${readOnly}\`, by \`aws_iam_user_policy_attachment.x\` in a.tf`,
        "No permissions boundary.",
      ],
    ],
    [
      "a permission set",
      {
        "/w/s.tf": 'resource "aws_ssoadmin_permission_set" "ops" {\n  name = "Ops"\n}\n',
        "/w/a.tf": [
          'resource "aws_ssoadmin_permission_set_inline_policy" "i" {\n  permission_set_arn = aws_ssoadmin_permission_set.ops.arn\n  inline_policy = jsonencode({ Statement = [] })\n}',
          `resource "aws_ssoadmin_permissions_boundary_attachment" "b" {\n  permission_set_arn = aws_ssoadmin_permission_set.ops.arn\n  permissions_boundary {\n    managed_policy_arn = "${readOnly}"\n  }\n}`,
          'resource "aws_ssoadmin_account_assignment" "a" {\n  permission_set_arn = aws_ssoadmin_permission_set.ops.arn\n}\n',
        ].join("\n"),
      },
      'ops" {',
      [
        "**permission set Ops** ends up with:",
        "- an inline policy, by `aws_ssoadmin_permission_set_inline_policy.i` in a.tf",
        "Assignments: `aws_ssoadmin_account_assignment.a` in a.tf",
        `Boundary: \`${readOnly}\`, by \`aws_ssoadmin_permissions_boundary_attachment.b\` in a.tf`,
      ],
    ],
  ];
  for (const [title, files, part, lines] of cases)
    it(title, () => assert.equal(hover(files, part), lines.join("\n\n")));
});
