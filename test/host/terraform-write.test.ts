// Edits of Terraform documents, byte for byte: declarations, and policies in every place they stand. It tests no rules.
import assert from "node:assert/strict";
import { isDeclined, type Declined, type Edit } from "../../shared-rules/src/edit";
import { readTerraform, readTerraformJson } from "../../shared-rules/src/host/terraform";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import type { Declaration, Policy, Statement } from "../../shared-rules/src/model/policy";
import { applyEdits } from "../support/edits";
import { hclParser } from "../support/hcl";

interface Read {
  readonly document: Document;
  /** The first policy and its first statement. */
  readonly policy: Policy;
  readonly statement: Statement;
  declared(address: string): Declaration;
}

function open(document: Document): Read {
  return {
    document,
    get policy() {
      const [policy] = document.policies;
      if (!policy) throw new Error("no policy");
      return policy;
    },
    get statement() {
      const [statement] = this.policy.statements;
      if (!statement) throw new Error("no statement");
      return statement;
    },
    declared(address) {
      const found = document.declarations.find((declaration) => declaration.address === address);
      if (!found) throw new Error(`no ${address}`);
      return found;
    },
  };
}

interface Case {
  readonly name: string;
  readonly before: string;
  readonly edits: (read: Read) => readonly Edit[];
  readonly after: string | Declined;
}

const user = 'resource "aws_iam_user" "a" {\n  name = "alice"\n}\n';
const boundaryOf = (read: Read): Edit => ({
  kind: "set-field",
  declaration: read.declared("aws_iam_user.a"),
  field: "boundary",
  value: { reference: "aws_iam_policy.b", attribute: "arn" },
});
const tagsOf = (read: Read): Edit => ({
  kind: "set-field",
  declaration: read.declared("aws_iam_user.a"),
  field: "tags",
  value: { Owner: "CHANGE-ME", Purpose: "x" },
});
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
} as const;
const trustText = [
  "jsonencode({",
  '    Version = "2012-10-17"',
  "    Statement = [",
  "      {",
  '        Effect = "Allow"',
  "        Principal = {",
  '          Service = "ec2.amazonaws.com"',
  "        }",
  '        Action = "sts:AssumeRole"',
  "      },",
  "    ]",
  "  })",
].join("\n");
const newPolicy: Edit = {
  kind: "add-declarations",
  after: undefined,
  declarations: [
    {
      name: "starter-boundary",
      comment: "What nobody may exceed.",
      cloudformation: { type: "AWS::IAM::ManagedPolicy", properties: {} },
      terraform: {
        type: "aws_iam_policy",
        attributes: {
          name: "starter-boundary",
          policy: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "*", Resource: "arn:aws:iam::*:user/${aws:username}" }],
          },
        },
      },
    },
  ],
};
const newPolicyText = (label: string): string =>
  [
    "# What nobody may exceed.",
    `resource "aws_iam_policy" "${label}" {`,
    '  name = "starter-boundary"',
    "  policy = jsonencode({",
    '    Version = "2012-10-17"',
    "    Statement = [",
    "      {",
    '        Effect   = "Allow"',
    '        Action   = "*"',
    '        Resource = "arn:aws:iam::*:user/$${aws:username}"',
    "      },",
    "    ]",
    "  })",
    "}",
    "",
  ].join("\n");

const declarationCases: readonly Case[] = [
  {
    name: "a boundary",
    before: user,
    edits: (read) => [boundaryOf(read)],
    after:
      'resource "aws_iam_user" "a" {\n  name                 = "alice"\n  permissions_boundary = aws_iam_policy.b.arn\n}\n',
  },
  {
    name: "a boundary before tags",
    before: 'resource "aws_iam_user" "a" {\n  name = "alice" # hers\n\n  tags = {\n    A = 1\n  }\n}\n',
    edits: (read) => [boundaryOf(read)],
    after:
      'resource "aws_iam_user" "a" {\n  name                 = "alice" # hers\n  permissions_boundary = aws_iam_policy.b.arn\n\n  tags = {\n    A = 1\n  }\n}\n',
  },
  {
    name: "a boundary replaced",
    before:
      'resource "aws_iam_user" "a" {\n  permissions_boundary = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
    edits: (read) => [boundaryOf(read)],
    after: 'resource "aws_iam_user" "a" {\n  permissions_boundary = aws_iam_policy.b.arn\n}\n',
  },
  {
    name: "a boundary that is added with it",
    before: user,
    edits: (read) => [
      newPolicy,
      { ...boundaryOf(read), value: { reference: "starter-boundary", attribute: "arn" } } as Edit,
    ],
    after: `resource "aws_iam_user" "a" {\n  name                 = "alice"\n  permissions_boundary = aws_iam_policy.starter_boundary.arn\n}\n\n${newPolicyText("starter_boundary")}`,
  },
  {
    name: "a new name that is taken",
    before: `resource "aws_iam_policy" "starter_boundary" {\n}\n\n${user}`,
    edits: (read) => [tagsOf(read), newPolicy],
    after: `resource "aws_iam_policy" "starter_boundary" {\n}\n\nresource "aws_iam_user" "a" {\n  name = "alice"\n  tags = {\n    Owner   = "CHANGE-ME"\n    Purpose = "x"\n  }\n}\n\n${newPolicyText("starter_boundary_2")}`,
  },
  {
    name: "a declaration after another",
    before: `${user}\n${user.replaceAll('"a"', '"z"')}`,
    edits: (read) => [{ ...newPolicy, after: read.declared("aws_iam_user.a") }],
    after: `${user}\n${newPolicyText("starter_boundary")}\n${user.replaceAll('"a"', '"z"')}`,
  },
  {
    name: "tags where there are none",
    before: user,
    edits: (read) => [tagsOf(read)],
    after:
      'resource "aws_iam_user" "a" {\n  name = "alice"\n  tags = {\n    Owner   = "CHANGE-ME"\n    Purpose = "x"\n  }\n}\n',
  },
  {
    name: "tags and boundary together",
    before: user,
    edits: (read) => [tagsOf(read), boundaryOf(read)],
    after:
      'resource "aws_iam_user" "a" {\n  name = "alice"\n  tags = {\n    Owner   = "CHANGE-ME"\n    Purpose = "x"\n  }\n  permissions_boundary = aws_iam_policy.b.arn\n}\n',
  },
  {
    name: "tags beside others, which stay",
    before: 'resource "aws_iam_user" "a" {\n  tags = {\n    Owner = "me" # yes\n  }\n}\n',
    edits: (read) => [tagsOf(read)],
    after: 'resource "aws_iam_user" "a" {\n  tags = {\n    Owner   = "me" # yes\n    Purpose = "x"\n  }\n}\n',
  },
  {
    name: "tags in a merge",
    before: 'resource "aws_iam_user" "a" {\n  tags = merge(local.tags, { Name = "a" })\n}\n',
    edits: (read) => [tagsOf(read)],
    after:
      'resource "aws_iam_user" "a" {\n  tags = merge(local.tags, { Name = "a", Owner = "CHANGE-ME", Purpose = "x" })\n}\n',
  },
  {
    name: "tags that are an expression",
    before: 'resource "aws_iam_user" "a" {\n  tags = var.tags\n}\n',
    edits: (read) => [tagsOf(read)],
    after: { declined: "The tags are an expression; add them where it is written." },
  },
  {
    name: "a group, which takes no tags",
    before: 'resource "aws_iam_group" "a" {\n}\n',
    edits: (read) => [
      { kind: "set-field", declaration: read.declared("aws_iam_group.a"), field: "tags", value: { A: "1" } },
    ],
    after: { declined: "aws_iam_group takes no tags, or Roleward does not know that it does." },
  },
  {
    name: "a declaration taken out",
    before: `${user}\n# Her key.\nresource "aws_iam_access_key" "k" {\n  user = aws_iam_user.a.name\n}\n\nlocals {}\n`,
    edits: (read) => [{ kind: "remove-declaration", declaration: read.declared("aws_iam_access_key.k") }],
    after: `${user}\nlocals {}\n`,
  },
  {
    name: "a declaration that something refers to",
    before: `${user}\noutput "arn" {\n  value = aws_iam_user.a.arn\n}\n`,
    edits: (read) => [{ kind: "remove-declaration", declaration: read.declared("aws_iam_user.a") }],
    after: { declined: "Line 6 still refers to aws_iam_user.a; take that out first." },
  },
  {
    name: "a user that becomes a role, with its policy and attachment, without its key",
    before: [
      user,
      'resource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.a.name # hers\n  policy = "{}"\n}\n',
      'resource "aws_iam_user_policy_attachment" "t" {\n  user       = "${aws_iam_user.a.name}"\n  policy_arn = "x"\n}\n',
      'resource "aws_iam_access_key" "k" {\n  user = aws_iam_user.a.name\n}\n',
    ].join("\n"),
    edits: (read) => {
      const declaration = read.declared("aws_iam_user.a");
      const moved = ["aws_iam_user_policy.p", "aws_iam_user_policy_attachment.t"].map((address) =>
        read.declared(address),
      );
      return [
        { kind: "convert-user", declaration, to: "role", trust },
        ...moved.map((one): Edit => ({ kind: "retarget", declaration: one, user: declaration, to: "role" })),
        { kind: "remove-declaration", declaration: read.declared("aws_iam_access_key.k") },
      ];
    },
    after: [
      `resource "aws_iam_role" "a" {\n  name = "alice"\n  assume_role_policy = ${trustText}\n}\n`,
      'resource "aws_iam_role_policy" "p" {\n  role   = aws_iam_role.a.name # hers\n  policy = "{}"\n}\n',
      'resource "aws_iam_role_policy_attachment" "t" {\n  role       = "${aws_iam_role.a.name}"\n  policy_arn = "x"\n}\n',
    ].join("\n"),
  },
  {
    name: "a user with force_destroy, which roles have not",
    before:
      'resource "aws_iam_user" "a" {\n  name          = "alice"\n  force_destroy = true\n  tags          = { A = 1 }\n}\n',
    edits: (read) => [{ kind: "convert-user", declaration: read.declared("aws_iam_user.a"), to: "role", trust }],
    after: `resource "aws_iam_role" "a" {\n  name = "alice"\n  assume_role_policy = ${trustText}\n  tags = { A = 1 }\n}\n`,
  },
  {
    name: "a user that becomes a permission set",
    before: `${user}\nresource "aws_iam_user_policy_attachment" "t" {\n  user       = aws_iam_user.a.name\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n`,
    edits: (read) => {
      const declaration = read.declared("aws_iam_user.a");
      const attachment = read.declared("aws_iam_user_policy_attachment.t");
      return [
        { kind: "convert-user", declaration, to: "permission-set" },
        { kind: "retarget", declaration: attachment, user: declaration, to: "permission-set" },
      ];
    },
    after: [
      'data "aws_ssoadmin_instances" "this" {}\n',
      'resource "aws_ssoadmin_permission_set" "a" {\n  name         = "alice"\n  instance_arn = tolist(data.aws_ssoadmin_instances.this.arns)[0]\n}\n',
      'resource "aws_ssoadmin_managed_policy_attachment" "t" {\n  instance_arn       = tolist(data.aws_ssoadmin_instances.this.arns)[0]\n  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n  permission_set_arn = aws_ssoadmin_permission_set.a.arn\n}\n',
    ].join("\n"),
  },
];

const condition = ({ policy, statement }: Read): Edit => ({
  kind: "set-condition",
  policy,
  statement,
  operator: "StringEquals",
  key: "iam:PermissionsBoundary",
  values: [{ reference: "aws_iam_policy.b", attribute: "arn" }],
});
const pretty = (lines: readonly string[], indent = "", eol = "\n"): string =>
  lines.map((line) => indent + line).join(eol);
const jsonLines = [
  "{",
  '  "Statement": [',
  "    {",
  '      "Effect": "Allow",',
  '      "Action": "iam:CreateUser",',
  '      "Resource": "$${aws:username}${var.x}"',
  "    }",
  "  ]",
  "}",
];
const jsonAfter = [
  ...jsonLines.slice(0, 5),
  '      "Resource": "$${aws:username}${var.x}",',
  '      "Condition": {',
  '        "StringEquals": {',
  '          "iam:PermissionsBoundary": "${aws_iam_policy.b.arn}"',
  "        }",
  "      }",
  ...jsonLines.slice(6),
];

const policyCases: readonly Case[] = [
  {
    name: "in jsonencode",
    before:
      'resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n      Effect   = "Allow"\n      Action   = "iam:CreateUser"\n      Resource = "*" # all\n    }]\n  })\n}\n',
    edits: (read) => [condition(read)],
    after:
      'resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n      Effect   = "Allow"\n      Action   = "iam:CreateUser"\n      Resource = "*" # all\n      Condition = {\n        StringEquals = {\n          "iam:PermissionsBoundary" = aws_iam_policy.b.arn\n        }\n      }\n    }]\n  })\n}\n',
  },
  {
    name: "in a heredoc",
    before: `resource "aws_iam_policy" "p" {\n  policy = <<EOF\n${pretty(jsonLines)}\nEOF\n}\n`,
    edits: (read) => [condition(read)],
    after: `resource "aws_iam_policy" "p" {\n  policy = <<EOF\n${pretty(jsonAfter)}\nEOF\n}\n`,
  },
  {
    name: "in an indented heredoc with CRLF",
    before: `resource "aws_iam_policy" "p" {\r\n  policy = <<-EOF\r\n${pretty(jsonLines, "    ", "\r\n")}\r\n  EOF\r\n}\r\n`,
    edits: (read) => [condition(read)],
    after: `resource "aws_iam_policy" "p" {\r\n  policy = <<-EOF\r\n${pretty(jsonAfter, "    ", "\r\n")}\r\n  EOF\r\n}\r\n`,
  },
  {
    name: "in a quoted string",
    before:
      'resource "aws_iam_policy" "p" {\n  policy = "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"iam:*\\",\\"Resource\\":\\"*\\"}]}"\n}\n',
    edits: ({ policy, statement }) => {
      const [item] = statement.resources.items;
      if (!item) throw new Error("no resource");
      return [
        {
          kind: "replace-item",
          policy,
          statement,
          element: statement.resources,
          item,
          with: ["arn:aws:iam::*:user/${aws:username}"],
        },
      ];
    },
    after:
      'resource "aws_iam_policy" "p" {\n  policy = "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"iam:*\\",\\"Resource\\":\\"arn:aws:iam::*:user/$${aws:username}\\"}]}"\n}\n',
  },
];

const jsonDocument =
  JSON.stringify(
    {
      resource: {
        aws_iam_user: { a: { name: "u" } },
        aws_iam_policy: { p: { policy: '{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}' } },
      },
    },
    null,
    2,
  ) + "\n";

const jsonCases: readonly Case[] = [
  {
    name: "a boundary",
    before: jsonDocument,
    edits: (read) => [boundaryOf(read)],
    after: jsonDocument.replace(
      '"name": "u"',
      '"name": "u",\n        "permissions_boundary": "${aws_iam_policy.b.arn}"',
    ),
  },
  {
    name: "tags",
    before: jsonDocument,
    edits: (read) => [tagsOf(read)],
    after: jsonDocument.replace(
      '"name": "u"',
      '"name": "u",\n        "tags": {\n          "Owner": "CHANGE-ME",\n          "Purpose": "x"\n        }',
    ),
  },
  {
    name: "a declaration taken out",
    before: jsonDocument,
    edits: (read) => [{ kind: "remove-declaration", declaration: read.declared("aws_iam_user.a") }],
    after: jsonDocument.replace(/ {4}"aws_iam_user": \{[^}]*\}\n {4}\},\n/, ""),
  },
  {
    name: "a declaration added",
    before: '{\n  "resource": {\n    "aws_iam_policy": {\n      "p": {}\n    }\n  }\n}\n',
    edits: () => [newPolicy],
    after: `{\n  "resource": {\n    "aws_iam_policy": {\n      "p": {},\n      "starter_boundary": {\n        "name": "starter-boundary",\n        "policy": ${JSON.stringify('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/$${aws:username}"}]}')}\n      }\n    }\n  }\n}\n`,
  },
  {
    name: "a policy in a string",
    before: jsonDocument,
    edits: ({ policy, statement }) => {
      const [item] = statement.resources.items;
      if (!item) throw new Error("no resource");
      return [
        { kind: "replace-item", policy, statement, element: statement.resources, item, with: ["${aws:username}"] },
      ];
    },
    after: jsonDocument.replace('\\"*\\"', '\\"$$$${aws:username}\\"'),
  },
];

const blockDocument = (statement: string): string =>
  `{\n  "data": {\n    "aws_iam_policy_document": {\n      "d": {\n        "statement": ${statement}\n      }\n    }\n  }\n}\n`;
const oneStatement = '{\n          "actions": ["a", "b"],\n          "resources": ["*"]\n        }';
const mfa = { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] };

const blockCases: readonly Case[] = [
  {
    name: "a condition",
    before: blockDocument(oneStatement),
    edits: ({ policy, statement }) => [{ kind: "set-condition", policy, statement, ...mfa }],
    after: blockDocument(
      oneStatement.replace(
        '["*"]',
        '["*"],\n          "condition": [\n            {\n              "test": "Bool",\n              "variable": "aws:MultiFactorAuthPresent",\n              "values": ["true"]\n            }\n          ]',
      ),
    ),
  },
  {
    name: "a condition taken out",
    before: blockDocument(
      oneStatement.replace(
        '["*"]',
        '["*"],\n          "condition": {"test": "Bool", "variable": "x", "values": ["true"]}',
      ),
    ),
    edits: ({ policy, statement }) => {
      const [condition] = statement.conditions.tests;
      if (!condition) throw new Error("no condition");
      return [{ kind: "change-condition", policy, statement, condition, operator: "" }];
    },
    after: blockDocument(oneStatement),
  },
  {
    name: "an action taken out",
    before: blockDocument(`[${oneStatement}]`),
    edits: ({ policy, statement }) => {
      const [item] = statement.actions.items;
      if (!item) throw new Error("no action");
      return [{ kind: "replace-item", policy, statement, element: statement.actions, item, with: [] }];
    },
    after: blockDocument(`[${oneStatement.replace('"a", ', "")}]`),
  },
  {
    name: "a statement beside others",
    before: blockDocument(`[\n          {"actions": ["a"]}\n        ]`),
    edits: ({ policy }) => [{ kind: "add-statement", policy, statement: { Effect: "Deny", Action: "b" } }],
    after: blockDocument(`[\n          {"actions": ["a"]},\n          {"effect": "Deny", "actions": ["b"]}\n        ]`),
  },
];

function check(cases: readonly Case[], read: (text: string) => Document): void {
  for (const { name, before, edits, after } of cases)
    it(name, () => {
      const document = read(before);
      const result = writeEdits(document, edits(open(document)));
      if (isDeclined(result)) {
        assert.deepEqual(result, after);
        return;
      }
      const [file] = result;
      if (!file || "create" in file) assert.fail("no edits");
      const written = applyEdits(before, file.edits);
      assert.equal(written, after);
      assert.equal(read(written).broken, false);
    });
}

describe("edits of Terraform declarations", () => {
  check(declarationCases, (text) => readTerraform({ uri: "main.tf", text }, hclParser()));
});

describe("edits of Terraform policies", () => {
  check(policyCases, (text) => readTerraform({ uri: "main.tf", text }, hclParser()));
});

describe("edits of Terraform's JSON syntax", () => {
  check([...jsonCases, ...blockCases], (text) => readTerraformJson({ uri: "main.tf.json", text }, hclParser()));
});
