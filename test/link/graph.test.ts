// What principals end up with, read from every format: policies, groups, boundary, credentials, and whether there may be more.
import assert from "node:assert/strict";
import type { Document } from "../../shared-rules/src/index";
import type { Attached, Principal } from "../../shared-rules/src/link/graph";
import { linkModule } from "../../shared-rules/src/link/module";
import { words } from "../host/reading";
import { engine } from "../support/engine";

/** The documents of one module, each read with the others. */
function linked(files: Readonly<Record<string, string>>): readonly Document[] {
  const documents = Object.entries(files).map(([uri, text]) => engine.read({ uri, text }));
  return documents.map(
    (document) =>
      engine.linked(
        document,
        documents.filter((other) => other !== document),
      )[0] ?? document,
  );
}

/** A policy as `name: its first actions, by what, through group`. */
function policy({ arn, by, group, policy: content }: Attached): string {
  const actions = content?.statements.flatMap(({ actions: { items } }) => items.map(words)).join(" ");
  const whole = `${arn ? words(arn) : "inline"}${actions === undefined ? "" : `: ${actions}`}, by ${by.address}`;
  return group ? `${whole}, through ${group.address}` : whole;
}

/** All that the graph says of a principal, in a few words a line; what there is none of is left out. */
function summary(principal: Principal): string[] {
  const { boundary, boundaryBy, boundaryPolicy, credentials, groups, open, otherGroups, policies, trust, uses } =
    principal;
  const addresses = (all: readonly { address: string }[]): string => all.map(({ address }) => address).join(" ");
  return [
    ...policies.map(policy),
    ...(groups.length > 0 ? [`in ${addresses(groups)}`] : []),
    ...(otherGroups.length > 0 ? [`also in ${otherGroups.map(words).join(" ")}`] : []),
    ...(boundary
      ? [`bounded by ${words(boundary)}${boundaryPolicy ? " (known)" : ""}, by ${boundaryBy?.address ?? ""}`]
      : []),
    ...(credentials.length > 0 ? [`has ${addresses(credentials)}`] : []),
    ...(uses.length > 0 ? [`used by ${addresses(uses)}`] : []),
    ...(trust.length > 0 ? [`trusts ${trust.length}`] : []),
    ...(open ? ["open"] : []),
  ];
}

type Row = readonly [title: string, address: string, text: string, expected: readonly string[]];

const allow = (action: string): string => `{"Statement":[{"Effect":"Allow","Action":"${action}","Resource":"*"}]}`;
const encoded = (action: string): string => `jsonencode(${allow(action).replace(/":/g, '" =')})`;
const user = 'resource "aws_iam_user" "u" {\n  name = "u"\n}\n';
const role = 'resource "aws_iam_role" "r" {\n  name = "r"\n}\n';
const group = 'resource "aws_iam_group" "g" {\n  name = "g"\n}\n';
const set = 'resource "aws_ssoadmin_permission_set" "s" {\n  name = "s"\n}\n';
const managed = `resource "aws_iam_policy" "p" {\n  name   = "p"\n  policy = ${encoded("s3:GetObject")}\n}\n`;
/** A resource of one line for each attribute. */
const made = (type: string, ...lines: readonly string[]): string =>
  `resource "${type}" "x" {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

const u = "aws_iam_user.u";
const r = "aws_iam_role.r";
const g = "aws_iam_group.g";
const s = "aws_ssoadmin_permission_set.s";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const x = (type: string): string => `${type}.x`;

const terraform: readonly Row[] = [
  ["nothing", u, user, []],
  [
    "a user's attachment",
    u,
    user +
      managed +
      made("aws_iam_user_policy_attachment", "user = aws_iam_user.u.name", "policy_arn = aws_iam_policy.p.arn"),
    ["->aws_iam_policy.p.arn: s3:GetObject, by aws_iam_user_policy_attachment.x"],
  ],
  [
    "by the user's name",
    u,
    user + made("aws_iam_user_policy_attachment", 'user = "u"', `policy_arn = "${readOnly}"`),
    [`${readOnly}, by aws_iam_user_policy_attachment.x`],
  ],
  ["another user's", u, user + made("aws_iam_user_policy_attachment", 'user = "v"', `policy_arn = "${readOnly}"`), []],
  [
    "of whom nobody knows",
    u,
    user + made("aws_iam_user_policy_attachment", "user = var.user", `policy_arn = "${readOnly}"`),
    ["open"],
  ],
  [
    "of another by the beginning of its name",
    u,
    user + made("aws_iam_user_policy_attachment", 'user = "ci-${var.user}"', `policy_arn = "${readOnly}"`),
    [],
  ],
  [
    "by the same expression",
    u,
    user.replace('"u"\n', '"${var.team}-ci"\n') +
      made("aws_iam_user_policy_attachment", 'user = "${var.team}-ci"', `policy_arn = "${readOnly}"`),
    [`${readOnly}, by aws_iam_user_policy_attachment.x`],
  ],
  [
    "by an ARN of the account's own",
    u,
    user +
      managed +
      made("aws_iam_user_policy_attachment", 'user = "u"', 'policy_arn = "arn:aws:iam::${var.account}:policy/team/p"'),
    ["arn:aws:iam::<var.account>:policy/team/p: s3:GetObject, by aws_iam_user_policy_attachment.x"],
  ],
  [
    "a role's attachment",
    r,
    role + made("aws_iam_role_policy_attachment", "role = aws_iam_role.r.id", `policy_arn = "${readOnly}"`),
    [`${readOnly}, by aws_iam_role_policy_attachment.x`],
  ],
  [
    "a group's attachment",
    g,
    group + made("aws_iam_group_policy_attachment", "group = aws_iam_group.g.name", `policy_arn = "${readOnly}"`),
    [`${readOnly}, by aws_iam_group_policy_attachment.x`],
  ],
  ...[u, r, g].map((address): Row => [
    `aws_iam_policy_attachment, to ${address}`,
    address,
    user +
      role +
      group +
      made(
        "aws_iam_policy_attachment",
        'name = "all"',
        "users = [aws_iam_user.u.name]",
        "roles = [aws_iam_role.r.name]",
        "groups = [aws_iam_group.g.name]",
        `policy_arn = "${readOnly}"`,
      ),
    [`${readOnly}, by aws_iam_policy_attachment.x`],
  ]),
  [
    "a list of users that is not known to its end",
    u,
    user +
      made("aws_iam_policy_attachment", 'name = "a"', 'users = concat(["v"], var.users)', `policy_arn = "${readOnly}"`),
    ["open"],
  ],
  [
    "an exclusive list attaches what it names",
    u,
    user +
      managed +
      made(
        "aws_iam_user_policy_attachments_exclusive",
        "user_name = aws_iam_user.u.name",
        "policy_arns = [aws_iam_policy.p.arn]",
      ),
    ["->aws_iam_policy.p.arn: s3:GetObject, by aws_iam_user_policy_attachments_exclusive.x"],
  ],
  [
    "an exclusive list repeats an attachment",
    r,
    role +
      made("aws_iam_role_policy_attachment", "role = aws_iam_role.r.id", `policy_arn = "${readOnly}"`) +
      made(
        "aws_iam_role_policy_attachments_exclusive",
        "role_name = aws_iam_role.r.name",
        `policy_arns = ["${readOnly}"]`,
      ),
    [`${readOnly}, by aws_iam_role_policy_attachment.x`],
  ],
  [
    "an exclusive list names an attachment's",
    u,
    user +
      made("aws_iam_user_policy_attachment", 'user = "u"', `policy_arn = "${readOnly}"`) +
      made(
        "aws_iam_user_policy_attachments_exclusive",
        'user_name = "u"',
        "policy_arns = [aws_iam_user_policy_attachment.x.policy_arn]",
      ),
    [`${readOnly}, by aws_iam_user_policy_attachment.x`],
  ],
  [
    "an empty exclusive list: nothing that cannot be read adds to it",
    u,
    user +
      made("aws_iam_user_policy_attachment", "user = var.user", `policy_arn = "${readOnly}"`) +
      made("aws_iam_user_policy_attachments_exclusive", "user_name = aws_iam_user.u.name", "policy_arns = []"),
    [],
  ],
  [
    "an exclusive list that is not known",
    g,
    group +
      made("aws_iam_group_policy_attachments_exclusive", "group_name = aws_iam_group.g.name", "policy_arns = var.arns"),
    ["open"],
  ],
  [
    "a list of all inline policies",
    r,
    role +
      made("aws_iam_role_policy", "role = var.role", `policy = ${encoded("s3:*")}`) +
      made("aws_iam_role_policies_exclusive", "role_name = aws_iam_role.r.name", "policy_names = []"),
    [],
  ],
  [
    "an inline policy of whom nobody knows",
    r,
    role + made("aws_iam_role_policy", "role = var.role", `policy = ${encoded("s3:*")}`),
    ["open"],
  ],
  [
    "a user's inline policy",
    u,
    user + made("aws_iam_user_policy", "user = aws_iam_user.u.name", `policy = ${encoded("s3:*")}`),
    ["inline: s3:*, by aws_iam_user_policy.x"],
  ],
  [
    "a group's inline policy",
    g,
    group + made("aws_iam_group_policy", 'group = "g"', `policy = ${encoded("s3:*")}`),
    ["inline: s3:*, by aws_iam_group_policy.x"],
  ],
  [
    "inline_policy and managed_policy_arns on a role, and its trust",
    r,
    made(
      "aws_iam_role",
      'name = "r"',
      `managed_policy_arns = [aws_iam_policy.p.arn, "${readOnly}"]`,
      `assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })`,
      `inline_policy {\n    name = "i"\n    policy = ${encoded("s3:*")}\n  }`,
    ).replace('"x"', '"r"') + managed,
    [
      "->aws_iam_policy.p.arn: s3:GetObject, by aws_iam_role.r",
      `${readOnly}, by aws_iam_role.r`,
      "inline: s3:*, by aws_iam_role.r",
      "trusts 1",
    ],
  ],
  [
    "a policy that is written as a data source",
    u,
    user +
      'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["s3:GetObject"]\n    resources = ["*"]\n  }\n}\n' +
      'resource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\n' +
      made("aws_iam_user_policy_attachment", 'user = "u"', "policy_arn = aws_iam_policy.p.arn"),
    ["->aws_iam_policy.p.arn: s3:GetObject, by aws_iam_user_policy_attachment.x"],
  ],
  [
    "memberships, each way",
    u,
    user +
      group +
      made("aws_iam_user_group_membership", "user = aws_iam_user.u.name", 'groups = [aws_iam_group.g.name, "staff"]') +
      made("aws_iam_group_policy_attachment", 'group = "g"', `policy_arn = "${readOnly}"`),
    [
      `${readOnly}, by aws_iam_group_policy_attachment.x, through aws_iam_group.g`,
      "in aws_iam_group.g",
      "also in staff",
      "open",
    ],
  ],
  [
    "a group's membership",
    u,
    user + group + made("aws_iam_group_membership", 'name = "m"', 'users = ["u", "v"]', "group = aws_iam_group.g.name"),
    ["in aws_iam_group.g"],
  ],
  [
    "groups that are not known",
    u,
    user + made("aws_iam_user_group_membership", 'user = "u"', "groups = var.groups"),
    ["open"],
  ],
  [
    "credentials",
    u,
    user +
      made("aws_iam_access_key", "user = aws_iam_user.u.name") +
      made("aws_iam_user_login_profile", "user = aws_iam_user.u.name") +
      made(
        "aws_iam_service_specific_credential",
        "user_name = aws_iam_user.u.name",
        'service_name = "codecommit.amazonaws.com"',
      ) +
      made("aws_iam_user_ssh_key", "username = aws_iam_user.u.name", 'encoding = "SSH"') +
      made("aws_iam_signing_certificate", "user_name = aws_iam_user.u.name"),
    [
      `has ${["aws_iam_access_key", "aws_iam_user_login_profile", "aws_iam_service_specific_credential", "aws_iam_user_ssh_key", "aws_iam_signing_certificate"].map(x).join(" ")}`,
    ],
  ],
  [
    "an instance profile",
    r,
    role + made("aws_iam_instance_profile", "role = aws_iam_role.r.name"),
    ["used by aws_iam_instance_profile.x"],
  ],
  [
    "a boundary of the module",
    u,
    user.replace("}", "  permissions_boundary = aws_iam_policy.p.arn\n}") + managed,
    ["bounded by ->aws_iam_policy.p.arn (known), by aws_iam_user.u"],
  ],
  [
    "a permission set, with all that it can have",
    s,
    set +
      managed +
      made(
        "aws_ssoadmin_permission_set_inline_policy",
        "permission_set_arn = aws_ssoadmin_permission_set.s.arn",
        `inline_policy = ${encoded("s3:*")}`,
      ) +
      made(
        "aws_ssoadmin_managed_policy_attachment",
        "permission_set_arn = aws_ssoadmin_permission_set.s.arn",
        `managed_policy_arn = "${readOnly}"`,
      ) +
      made(
        "aws_ssoadmin_customer_managed_policy_attachment",
        "permission_set_arn = aws_ssoadmin_permission_set.s.arn",
        'customer_managed_policy_reference {\n    name = "p"\n  }',
      ) +
      made(
        "aws_ssoadmin_permissions_boundary_attachment",
        "permission_set_arn = aws_ssoadmin_permission_set.s.arn",
        "permissions_boundary {\n    customer_managed_policy_reference {\n      name = aws_iam_policy.p.name\n    }\n  }",
      ) +
      made("aws_ssoadmin_account_assignment", "permission_set_arn = aws_ssoadmin_permission_set.s.arn"),
    [
      "inline: s3:*, by aws_ssoadmin_permission_set_inline_policy.x",
      `${readOnly}, by aws_ssoadmin_managed_policy_attachment.x`,
      "p: s3:GetObject, by aws_ssoadmin_customer_managed_policy_attachment.x",
      "bounded by ->aws_iam_policy.p.name (known), by aws_ssoadmin_permissions_boundary_attachment.x",
      "used by aws_ssoadmin_account_assignment.x",
    ],
  ],
  [
    "an instance, by its own key",
    'aws_iam_user.t["a"]',
    'resource "aws_iam_user" "t" {\n  for_each = toset(["a", "b"])\n  name     = each.key\n}\n' +
      made("aws_iam_user_policy_attachment", 'user = aws_iam_user.t["a"].name', `policy_arn = "${readOnly}"`),
    [`${readOnly}, by aws_iam_user_policy_attachment.x`],
  ],
  [
    "an instance, by another's",
    'aws_iam_user.t["b"]',
    'resource "aws_iam_user" "t" {\n  for_each = toset(["a", "b"])\n  name     = each.key\n}\n' +
      made("aws_iam_user_policy_attachment", 'user = aws_iam_user.t["a"].name', `policy_arn = "${readOnly}"`),
    [],
  ],
  [
    "all instances, by a splat",
    'aws_iam_user.t["b"]',
    'resource "aws_iam_user" "t" {\n  for_each = toset(["a", "b"])\n  name     = each.key\n}\n' +
      group +
      made("aws_iam_group_membership", "group = aws_iam_group.g.name", "users = values(aws_iam_user.t)[*].name"),
    ["in aws_iam_group.g"],
  ],
  [
    "one instance, nobody knows which",
    'aws_iam_user.t["b"]',
    'resource "aws_iam_user" "t" {\n  for_each = toset(["a", "b"])\n  name     = each.key\n}\n' +
      made("aws_iam_user_policy_attachment", "user = aws_iam_user.t[var.who].name", `policy_arn = "${readOnly}"`),
    ["open"],
  ],
];

const template = (resources: object): string =>
  JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources: resources });
const document = (action: string) => ({ Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const P = {
  Type: "AWS::IAM::ManagedPolicy",
  Properties: { ManagedPolicyName: "p", PolicyDocument: document("s3:GetObject") },
};
const ref = (Ref: string) => ({ Ref });

const cloudformation: readonly Row[] = [
  [
    "a user with all its properties",
    "U",
    template({
      P,
      B: P,
      G: { Type: "AWS::IAM::Group", Properties: { ManagedPolicyArns: [readOnly] } },
      U: {
        Type: "AWS::IAM::User",
        Properties: {
          Groups: [ref("G"), "staff"],
          LoginProfile: { Password: "x" },
          ManagedPolicyArns: [ref("P")],
          Policies: [{ PolicyName: "i", PolicyDocument: document("s3:*") }],
          PermissionsBoundary: ref("B"),
        },
      },
      K: { Type: "AWS::IAM::AccessKey", Properties: { UserName: ref("U") } },
      M: { Type: "AWS::IAM::VirtualMFADevice", Properties: { Users: [ref("U")] } },
    }),
    [
      "->P: s3:GetObject, by U",
      "inline: s3:*, by U",
      `${readOnly}, by G, through G`,
      "in G",
      "also in staff",
      "bounded by ->B (known), by U",
      "has U.LoginProfile K M",
      "open",
    ],
  ],
  [
    "policies that name the user",
    "U",
    template({
      U: { Type: "AWS::IAM::User", Properties: { UserName: "u" } },
      A: {
        Type: "AWS::IAM::UserPolicy",
        Properties: { PolicyName: "a", UserName: "u", PolicyDocument: document("s3:A") },
      },
      B: {
        Type: "AWS::IAM::Policy",
        Properties: { PolicyName: "b", Users: [ref("U")], PolicyDocument: document("s3:B") },
      },
      C: { Type: "AWS::IAM::ManagedPolicy", Properties: { Users: [ref("U")], PolicyDocument: document("s3:C") } },
    }),
    ["inline: s3:A, by A", "inline: s3:B, by B", "inline: s3:C, by C"],
  ],
  [
    "a role's",
    "R",
    template({
      R: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
          },
          PermissionsBoundary: "arn:aws:iam::123456789012:policy/b",
        },
      },
      A: {
        Type: "AWS::IAM::RolePolicy",
        Properties: { PolicyName: "a", RoleName: ref("R"), PolicyDocument: document("s3:A") },
      },
      I: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [ref("R")] } },
    }),
    ["inline: s3:A, by A", "bounded by arn:aws:iam::123456789012:policy/b, by R", "used by I", "trusts 1"],
  ],
  [
    "a group's",
    "G",
    template({
      G: { Type: "AWS::IAM::Group", Properties: { GroupName: "g" } },
      A: {
        Type: "AWS::IAM::GroupPolicy",
        Properties: { PolicyName: "a", GroupName: ref("G"), PolicyDocument: document("s3:A") },
      },
    }),
    ["inline: s3:A, by A"],
  ],
  [
    "UserToGroupAddition",
    "U",
    template({
      U: { Type: "AWS::IAM::User" },
      G: { Type: "AWS::IAM::Group", Properties: { ManagedPolicyArns: [readOnly] } },
      A: { Type: "AWS::IAM::UserToGroupAddition", Properties: { GroupName: ref("G"), Users: [ref("U")] } },
    }),
    [`${readOnly}, by G, through G`, "in G"],
  ],
  [
    "a parameter that may name the user",
    "U",
    JSON.stringify({
      Parameters: { Who: { Type: "String" } },
      Resources: {
        U: { Type: "AWS::IAM::User" },
        A: {
          Type: "AWS::IAM::UserPolicy",
          Properties: { PolicyName: "a", UserName: ref("Who"), PolicyDocument: document("s3:A") },
        },
      },
    }),
    ["open"],
  ],
  [
    "a permission set",
    "S",
    template({
      P,
      S: {
        Type: "AWS::SSO::PermissionSet",
        Properties: {
          InlinePolicy: document("s3:*"),
          ManagedPolicies: [readOnly],
          CustomerManagedPolicyReferences: [{ Name: "p" }],
          PermissionsBoundary: { ManagedPolicyArn: "arn:aws:iam::aws:policy/PowerUserAccess" },
        },
      },
      A: {
        Type: "AWS::SSO::Assignment",
        Properties: { PermissionSetArn: { "Fn::GetAtt": ["S", "PermissionSetArn"] } },
      },
    }),
    [
      `${readOnly}, by S`,
      "p: s3:GetObject, by S",
      "inline: s3:*, by S",
      "bounded by arn:aws:iam::aws:policy/PowerUserAccess, by S",
      "used by A",
    ],
  ],
  [
    "the role that SAM makes for a function",
    "FRole",
    JSON.stringify({
      Transform: "AWS::Serverless-2016-10-31",
      Resources: { F: { Type: "AWS::Serverless::Function", Properties: { Policies: [readOnly, document("s3:A")] } } },
    }),
    [
      `${readOnly}, by FRole`,
      "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole, by FRole",
      "inline: s3:A, by FRole",
    ],
  ],
];

const serverless: readonly Row[] = [
  [
    "the provider's role",
    "IamRoleLambdaExecution",
    [
      "service: s",
      "provider:",
      "  name: aws",
      "  iam:",
      "    role:",
      "      managedPolicies:",
      `        - ${readOnly}`,
      "      permissionsBoundary: arn:aws:iam::123456789012:policy/b",
      "      statements:",
      "        - Effect: Allow",
      "          Action: s3:A",
      "          Resource: '*'",
      "resources:",
      "  Resources:",
      "    More:",
      "      Type: AWS::IAM::Policy",
      "      Properties:",
      "        PolicyName: more",
      "        Roles: [!Ref IamRoleLambdaExecution]",
      "        PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:B, Resource: '*' }] }",
      "",
    ].join("\n"),
    [
      `${readOnly}, by IamRoleLambdaExecution`,
      "inline: s3:A, by IamRoleLambdaExecution",
      "inline: s3:B, by More",
      "bounded by arn:aws:iam::123456789012:policy/b, by IamRoleLambdaExecution",
    ],
  ],
];

describe("the graph of principals", () => {
  before(() => engine.ready());

  for (const [format, uri, rows] of [
    ["Terraform", "/w/main.tf", terraform],
    ["CloudFormation", "/w/template.json", cloudformation],
    ["Serverless", "/w/serverless.yml", serverless],
  ] as const)
    for (const [title, address, text, expected] of rows)
      it(`${format}: ${title}`, () => {
        const principal = linkModule(linked({ [uri]: text })).graph.principal(address);
        assert.ok(principal);
        assert.deepEqual(summary(principal), expected);
      });

  it("is one over the files of a folder, and says by which", () => {
    const documents = linked({
      "/w/users.tf": user,
      "/w/groups.tf":
        group + made("aws_iam_group_membership", "group = aws_iam_group.g.name", "users = [aws_iam_user.u.name]"),
      "/w/policies.tf": made("aws_iam_group_policy_attachment", 'group = "g"', `policy_arn = "${readOnly}"`),
    });
    const { graph } = linkModule(documents);
    const principal = graph.principal(u);
    assert.ok(principal);
    assert.deepEqual(summary(principal), [
      `${readOnly}, by aws_iam_group_policy_attachment.x, through aws_iam_group.g`,
      "in aws_iam_group.g",
    ]);
    assert.deepEqual(
      principal.policies.map(({ by }) => graph.documentOf(by)?.uri),
      ["/w/policies.tf"],
    );
  });

  it("reads an account of thousands in no time", () => {
    const count = 4_000;
    const list = <T>(make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
    const text = JSON.stringify({
      UserDetailList: list((index) => ({
        UserName: `u${index}`,
        GroupList: [`g${index}`],
        AttachedManagedPolicies: [{ PolicyArn: `arn:aws:iam::123456789012:policy/p${index}` }],
        UserPolicyList: [{ PolicyName: "i", PolicyDocument: document("s3:*") }],
      })),
      GroupDetailList: list((index) => ({ GroupName: `g${index}`, AttachedManagedPolicies: [] })),
      RoleDetailList: list((index) => ({
        RoleName: `r${index}`,
        AssumeRolePolicyDocument: document("sts:AssumeRole"),
      })),
      Policies: list((index) => ({
        PolicyName: `p${index}`,
        Arn: `arn:aws:iam::123456789012:policy/p${index}`,
        PolicyVersionList: [{ IsDefaultVersion: true, Document: document("s3:GetObject") }],
      })),
    });
    const account = engine.read({ uri: "/w/account.json", text });
    const before = performance.now();
    const { graph } = linkModule([account]);
    assert.equal(graph.principals.length, 3 * count);
    const taken = performance.now() - before;
    // A quadratic walk takes seconds.
    assert.ok(taken < 1_000, `${Math.round(taken)} ms`);
    const last = graph.principal(`user/u${count - 1}`);
    assert.ok(last);
    assert.deepEqual(summary(last), [
      `->policy/p${count - 1}.arn: s3:GetObject, by user/u${count - 1}`,
      `inline: s3:*, by user/u${count - 1}`,
      `in group/g${count - 1}`,
    ]);
  });
});
