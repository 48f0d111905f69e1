// Terraform documents as policies and declarations: kinds, owners, fields, embedded JSON, .tf.json. It tests no rules and no edits.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readTerraform, readTerraformJson } from "../../shared-rules/src/host/terraform";
import type { Document } from "../../shared-rules/src/model/document";
import type { Declaration, Policy } from "../../shared-rules/src/model/policy";
import type { Value } from "../../shared-rules/src/model/value";
import { literal, nodeSpan } from "../../shared-rules/src/model/value";
import { toData } from "../support/data";
import { hclParser } from "../support/hcl";

function read(text: string): Document {
  return readTerraform({ uri: "main.tf", text }, hclParser());
}

function only<T>(all: readonly T[]): T {
  const [first] = all;
  if (!first || all.length > 1) throw new Error(`${all.length} instead of one`);
  return first;
}

/** Kind, owner, host type, and what the first statement allows, with the text under each action's span. */
function summary(policy: Policy, text: string): string {
  const [statement] = policy.statements;
  const items = (values: readonly Value[] = []): string =>
    values.map((item) => text.slice(nodeSpan(item).start, nodeSpan(item).end)).join(" ");
  const owner = `${policy.owner.kind} ${policy.owner.address}`.trim();
  return `${policy.kind} of ${owner} in ${policy.hostType}${policy.open ? " (open)" : ""}: ${statement?.effect ?? "-"} ${items(statement?.actions.items)} on ${items(statement?.resources.items)}`;
}

function summaries(text: string): string[] {
  const document = read(text);
  return [
    ...document.policies.map((policy) => summary(policy, text)),
    ...document.unread.map(({ kind, address, expression }) => `unread ${kind} in ${address}: ${expression}`),
  ];
}

const statement = '{ Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = "*" }] }';
const json = '{"Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}]}';
const block = 'statement {\n    actions   = ["s3:*"]\n    resources = ["*"]\n  }';

const policies: readonly { name: string; text: string; read: readonly string[] }[] = [
  {
    name: "jsonencode",
    text: `resource "aws_iam_policy" "p" {\n  policy = jsonencode(${statement})\n}`,
    read: ['identity of policy aws_iam_policy.p in aws_iam_policy: Allow "s3:*" on "*"'],
  },
  {
    name: "a heredoc",
    text: `resource "aws_iam_user_policy" "p" {\n  user = aws_iam_user.a.name\n  policy = <<EOF\n${json}\nEOF\n}`,
    read: ['identity of user aws_iam_user.a in aws_iam_user_policy: Allow "s3:*" on "*"'],
  },
  {
    name: "an indented heredoc with CRLF and interpolations",
    text: `resource "aws_iam_role_policy" "p" {\r\n  role = "r"\r\n  policy = <<-EOF\r\n    {\r\n      "Statement": {"Effect": "Allow", "Action": "s3:*",\r\n      "Resource": "\${var.b}/*"}\r\n    }\r\n  EOF\r\n}\r\nresource "aws_iam_role" "x" {\r\n  name = "r"\r\n}`,
    read: ['identity of role aws_iam_role.x in aws_iam_role_policy: Allow "s3:*" on "${var.b}/*"'],
  },
  {
    name: "JSON in a quoted string",
    text: `resource "aws_iam_group_policy" "p" {\n  group = aws_iam_group.g.id\n  policy = ${JSON.stringify(json)}\n}`,
    read: ['identity of group aws_iam_group.g in aws_iam_group_policy: Allow \\"s3:*\\" on \\"*\\"'],
  },
  {
    name: "a role's trust and inline policies",
    text: `resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode(${statement})\n  inline_policy {\n    name = "i"\n    policy = jsonencode(${statement})\n  }\n}`,
    read: [
      'trust of role aws_iam_role.r in aws_iam_role: Allow "s3:*" on "*"',
      'identity of role aws_iam_role.r in aws_iam_role: Allow "s3:*" on "*"',
    ],
  },
  {
    name: "a policy document with its user",
    text: `data "aws_iam_policy_document" "d" {\n  ${block}\n}\nresource "aws_s3_bucket_policy" "b" {\n  policy = data.aws_iam_policy_document.d.json\n}`,
    read: ['resource of resource aws_s3_bucket_policy.b in aws_s3_bucket_policy: Allow "s3:*" on "*"'],
  },
  {
    name: "a policy document behind functions, indices and conditions",
    text: `data "aws_iam_policy_document" "d" {\n  ${block}\n}\nresource "aws_iam_role" "r" {\n  assume_role_policy = var.x ? join("", data.aws_iam_policy_document.d.*.json) : coalesce(var.p, data.aws_iam_policy_document.d[0].json)\n}`,
    read: [
      'trust of role aws_iam_role.r in aws_iam_role: Allow "s3:*" on "*"',
      "unread trust in aws_iam_role.r: var.p",
    ],
  },
  {
    name: "a policy document whose uses disagree",
    text: `data "aws_iam_policy_document" "d" {\n  ${block}\n}\nresource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\nresource "aws_kms_key" "k" {\n  policy = data.aws_iam_policy_document.d.json\n}`,
    read: [
      'identity of policy aws_iam_policy.p in aws_iam_policy: Allow "s3:*" on "*"',
      'resource of resource aws_kms_key.k in aws_kms_key: Allow "s3:*" on "*"',
    ],
  },
  {
    name: "a policy document that another is made of",
    text: `data "aws_iam_policy_document" "base" {\n  ${block}\n}\ndata "aws_iam_policy_document" "d" {\n  source_policy_documents = [data.aws_iam_policy_document.base.json]\n}\nresource "aws_organizations_policy" "o" {\n  content = data.aws_iam_policy_document.d.json\n}`,
    read: [
      'scp of organization-policy aws_organizations_policy.o in aws_organizations_policy: Allow "s3:*" on "*"',
      "scp of organization-policy aws_organizations_policy.o in aws_organizations_policy: -  on ",
    ],
  },
  {
    name: "policy documents that nothing uses",
    text: `data "aws_iam_policy_document" "i" {\n  ${block}\n}\ndata "aws_iam_policy_document" "t" {\n  statement {\n    actions = ["sts:AssumeRole"]\n    principals {\n      type = "AWS"\n      identifiers = ["*"]\n    }\n  }\n}\ndata "aws_iam_policy_document" "r" {\n  statement {\n    actions = ["sqs:*"]\n    principals {\n      type = "AWS"\n      identifiers = ["*"]\n    }\n  }\n}`,
    read: [
      'identity of policy data.aws_iam_policy_document.i in aws_iam_policy_document: Allow "s3:*" on "*"',
      'trust of policy data.aws_iam_policy_document.t in aws_iam_policy_document: Allow "sts:AssumeRole" on ',
      'resource of policy data.aws_iam_policy_document.r in aws_iam_policy_document: Allow "sqs:*" on ',
    ],
  },
  {
    name: "a boundary",
    text: `resource "aws_iam_policy" "b" {\n  policy = jsonencode(${statement})\n}\nresource "aws_iam_user" "u" {\n  name = "u"\n  permissions_boundary = aws_iam_policy.b.arn\n}`,
    read: ['boundary of policy aws_iam_policy.b in aws_iam_policy: Allow "s3:*" on "*"'],
  },
  {
    name: "organisations' policies of each type",
    text: ["RESOURCE_CONTROL_POLICY", "TAG_POLICY"]
      .map(
        (type, index) =>
          `resource "aws_organizations_policy" "o${index}" {\n  type = "${type}"\n  content = jsonencode(${statement})\n}`,
      )
      .join("\n"),
    read: ['rcp of organization-policy aws_organizations_policy.o0 in aws_organizations_policy: Allow "s3:*" on "*"'],
  },
  {
    name: "a permission set's inline policy",
    text: `resource "aws_ssoadmin_permission_set_inline_policy" "i" {\n  permission_set_arn = aws_ssoadmin_permission_set.s.arn\n  inline_policy = jsonencode(${statement})\n}`,
    read: [
      'permission-set of permission-set aws_ssoadmin_permission_set.s in aws_ssoadmin_permission_set_inline_policy: Allow "s3:*" on "*"',
    ],
  },
  {
    name: "resources whose attribute has another name",
    text: `resource "aws_opensearch_domain" "o" {\n  access_policies = jsonencode(${statement})\n}\nresource "aws_s3control_multi_region_access_point_policy" "m" {\n  details {\n    policy = jsonencode(${statement})\n  }\n}`,
    read: [
      'resource of resource aws_opensearch_domain.o in aws_opensearch_domain: Allow "s3:*" on "*"',
      'resource of resource aws_s3control_multi_region_access_point_policy.m in aws_s3control_multi_region_access_point_policy: Allow "s3:*" on "*"',
    ],
  },
  {
    name: "expressions that cannot be read",
    text: 'resource "aws_iam_policy" "p" {\n  policy = templatefile("p.json", { a = 1 })\n}\nresource "aws_iam_policy" "q" {\n  policy = jsonencode(local.p)\n}\nresource "aws_iam_policy" "r" {\n  policy = null\n}',
    read: [
      'unread identity in aws_iam_policy.p: templatefile("p.json", { a = 1 })',
      "unread identity in aws_iam_policy.q: jsonencode(local.p)",
    ],
  },
  {
    name: "no AWS IoT policies, which have another grammar",
    text: `resource "aws_iot_policy" "p" {\n  policy = jsonencode(${statement})\n}`,
    read: [],
  },
];

describe("Terraform policies", () => {
  for (const { name, text, read: expected } of policies)
    it(name, () => {
      assert.deepEqual(summaries(text), expected);
    });

  it("keep what is partly known, with IAM's own variables decoded", () => {
    const forms = [
      'jsonencode({ Statement = { Effect = "Deny", NotAction = "a", Resource = "arn:${var.p}:$${aws:username}" } })',
      '<<E\n{"Statement": {"Effect": "Deny", "NotAction": "a", "Resource": "arn:${var.p}:$${aws:username}"}}\nE',
    ];
    for (const form of forms) {
      const text = `resource "aws_iam_policy" "p" {\n  policy = ${form}\n}\n`;
      const resource = only(only(only(read(text).policies).statements).resources.items);
      if (resource.kind !== "text") assert.fail(resource.kind);
      const parts = resource.parts.map((part) => (typeof part === "string" ? part : [part.kind, part.source]));
      assert.deepEqual(parts, ["arn:", ["unknown", "var.p"], ":${aws:username}"]);
    }
  });

  it("say that an unfinished list may hold more", () => {
    const text =
      'resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n      Effect = "Allow"\n      Action = ["a",\n      Resource = "*"\n    }]\n  })\n}';
    const found = only(only(read(text).policies).statements);
    assert.equal(found.actions.open, true);
    assert.equal(found.resources.open, false);
    assert.deepEqual(found.resources.items.map(literal), ["*"]);
  });
});

function fieldsOf({ fields }: Declaration): unknown {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toData(value as Value)]));
}

const declarations: readonly { text: string; kind: string; fields: unknown; open?: boolean }[] = [
  {
    text: 'resource "aws_iam_user" "a" {\n  name = "alice"\n  path = "/x/"\n  permissions_boundary = aws_iam_policy.b.arn\n  tags = { Owner = "me" }\n}',
    kind: "user",
    fields: { name: "alice", path: "/x/", boundary: { raw: "aws_iam_policy.b.arn" }, tags: { Owner: "me" } },
  },
  {
    text: 'resource "aws_iam_role" "a" {\n  managed_policy_arns = ["x"]\n  dynamic "inline_policy" {}\n}',
    kind: "role",
    fields: { managedPolicies: ["x"] },
    open: true,
  },
  {
    text: 'resource "aws_iam_access_key" "a" {\n  user = aws_iam_user.a.name\n}',
    kind: "access-key",
    fields: { users: { raw: "aws_iam_user.a.name" } },
  },
  {
    text: 'resource "aws_iam_user_login_profile" "a" {\n  user = "a"\n}',
    kind: "login-profile",
    fields: { users: "a" },
  },
  {
    text: 'resource "aws_iam_policy_attachment" "a" {\n  users = ["a"]\n  roles = ["r"]\n  groups = ["g"]\n  policy_arn = "p"\n}',
    kind: "attachment",
    fields: { users: ["a"], roles: ["r"], groups: ["g"], policyArn: "p" },
  },
  {
    text: 'resource "aws_iam_user_policy_attachment" "a" {\n  user = "${aws_iam_user.a.name}"\n  policy_arn = "p"\n}',
    kind: "attachment",
    fields: { users: { raw: "aws_iam_user.a.name" }, policyArn: "p" },
  },
  {
    text: 'resource "aws_iam_group_membership" "a" {\n  group = "g"\n  users = ["u"]\n}',
    kind: "group-membership",
    fields: { group: "g", users: ["u"] },
  },
  {
    text: 'resource "aws_iam_user_group_membership" "a" {\n  user = "u"\n  groups = ["g"]\n}',
    kind: "group-membership",
    fields: { groups: ["g"], users: "u" },
  },
  {
    text: 'resource "aws_iam_instance_profile" "a" {\n  role = "r"\n}',
    kind: "instance-profile",
    fields: { roles: "r" },
  },
  { text: 'resource "aws_kms_key" "a" {\n}', kind: "resource", fields: {} },
];

describe("Terraform declarations", () => {
  for (const { text, kind, fields, open = false } of declarations)
    it(text.split("{")[0] ?? "", () => {
      const declaration = only(read(text).declarations);
      assert.equal(declaration.kind, kind);
      assert.deepEqual(fieldsOf(declaration), fields);
      assert.equal(declaration.open, open);
      assert.equal(text.slice(declaration.nameSpan.start, declaration.nameSpan.end), "a");
      assert.equal(text.slice(declaration.span.start, declaration.span.end), text);
    });

  const tags = (resource: string, provider = ""): unknown => {
    const found = only(read(`${provider}\nresource "aws_iam_user" "a" {\n${resource}\n}\n`).declarations).fields.tags;
    return found && { tags: toData(found), open: found.kind === "dict" && found.open };
  };

  it("have the tags of their provider under their own", () => {
    const provider = 'provider "aws" {\n  default_tags {\n    tags = { Owner = "team", A = "1" }\n  }\n}';
    const aliased = 'provider "aws" {\n  alias = "x"\n  default_tags {\n    tags = merge(var.t, { B = "2" })\n  }\n}';
    assert.deepEqual(tags("", provider), { tags: { Owner: "team", A: "1" }, open: false });
    assert.deepEqual(tags('tags = { Owner = "me" }', provider), { tags: { Owner: "me", A: "1" }, open: false });
    assert.deepEqual(tags("provider = aws.x", provider + "\n" + aliased), { tags: { B: "2" }, open: true });
    assert.equal(tags("provider = aws.y", provider), undefined);
  });

  it("have what is known of merged tags", () => {
    assert.deepEqual(tags('tags = merge({ A = "1" }, { B = var.b })'), {
      tags: { A: "1", B: { raw: "var.b" } },
      open: false,
    });
    assert.deepEqual(tags('tags = merge(local.t, { B = "2" })'), { tags: { B: "2" }, open: true });
    assert.deepEqual(tags("tags = var.tags"), { tags: { raw: "var.tags" }, open: false });
    assert.equal(tags("tags = null"), undefined);
  });
});

const jsonText = JSON.stringify(
  {
    provider: { aws: { default_tags: { tags: { Owner: "me" } } } },
    data: {
      aws_iam_policy_document: {
        d: [
          {
            statement: [
              {
                actions: ["s3:*"],
                resources: ["${var.b}/*", "&{aws:username}"],
                condition: { test: "Bool", variable: "aws:MultiFactorAuthPresent", values: ["true"] },
              },
            ],
          },
        ],
      },
    },
    resource: {
      aws_iam_user: { u: { name: "u" } },
      aws_iam_user_policy: {
        p: {
          user: "${aws_iam_user.u.name}",
          policy: '{"Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "${var.x}$${aws:username}"}}',
        },
      },
      aws_iam_policy: { q: { policy: "${data.aws_iam_policy_document.d.json}" }, r: { policy: "${var.p}" } },
    },
  },
  null,
  2,
);

describe("Terraform's JSON syntax", () => {
  it("is read as the same", () => {
    const document = readTerraformJson({ uri: "main.tf.json", text: jsonText }, hclParser());
    assert.deepEqual(
      document.policies.map((policy) => summary(policy, jsonText)),
      [
        'identity of policy aws_iam_policy.q in aws_iam_policy: Allow "s3:*" on "${var.b}/*" "&{aws:username}"',
        'identity of user aws_iam_user.u in aws_iam_user_policy: Allow \\"iam:*\\" on \\"${var.x}$${aws:username}\\"',
      ],
    );
    assert.deepEqual(
      document.unread.map(({ address }) => address),
      ["aws_iam_policy.r"],
    );
    assert.deepEqual(
      document.declarations.map(({ address }) => address),
      ["aws_iam_user.u", "aws_iam_user_policy.p", "aws_iam_policy.q", "aws_iam_policy.r"],
    );
    const user = document.declarations.find(({ kind }) => kind === "user");
    assert.deepEqual(user && fieldsOf(user), { name: "u", tags: { Owner: "me" } });
    const [first, second] = document.policies.map(({ statements }) => statements[0]);
    assert.deepEqual(
      first?.conditions.tests.map(({ operator, key }) => [operator, key]),
      [["Bool", "aws:MultiFactorAuthPresent"]],
    );
    const texts = [first.resources.items[1], second?.resources.items[0]].map((item) =>
      item?.kind === "text" ? item.parts.map((part) => (typeof part === "string" ? part : part.source)) : item,
    );
    assert.deepEqual(texts, [["${aws:username}"], ["var.x", "${aws:username}"]]);
  });

  it("is read from every prefix", () => {
    for (let end = 0; end <= jsonText.length; end++)
      readTerraformJson({ uri: "main.tf.json", text: jsonText.slice(0, end) }, hclParser());
  });
});

const fixture = policies.map(({ text }) => text).join("\n") + "\n" + declarations.map(({ text }) => text).join("\n");

describe("Terraform, while it is typed", () => {
  it("is read the same with and without the version before", () => {
    const edit = fc.record({
      at: fc.nat(),
      length: fc.nat(20),
      text: fc.constantFrom('"', "{", "}", "\n", "x", "EOF\n", "data.", "${"),
    });
    const plain = ({ policies: read, declarations: declared, unread, broken }: Document): unknown =>
      JSON.parse(
        JSON.stringify({
          read: read.map(({ source: _, ...rest }) => rest),
          declared: declared.map(({ source: _, ...rest }) => rest),
          unread,
          broken,
        }),
      );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = fixture;
        let document = read(text);
        for (const { at, length, text: inserted } of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + inserted + text.slice(start + length);
          document = readTerraform({ uri: "main.tf", text }, hclParser(), document);
          assert.deepEqual(plain(document), plain(read(text)));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is never taken for what it is not yet", () => {
    const texts = [
      `resource "aws_iam_policy" "p" {\n  policy = jsonencode(${statement})\n}\n`,
      `resource "aws_iam_policy" "p" {\n  policy = <<EOF\n${json}\nEOF\n}\n`,
      `data "aws_iam_policy_document" "d" {\n  ${block}\n}\n`,
    ];
    for (const text of texts)
      for (let end = 0; end <= text.length; end++) {
        const document = read(text.slice(0, end));
        assert.deepEqual(document.unread, [], text.slice(0, end));
        for (const { actions, resources } of document.policies.flatMap(({ statements }) => statements)) {
          // JSON's own reader answers for strings that end in the middle of a heredoc.
          if (text.includes("<<EOF")) continue;
          assert.ok(actions.items.every((item) => literal(item) === "s3:*"));
          assert.ok(resources.items.every((item) => literal(item) === "*"));
        }
      }
  });

  it("is read from every prefix", () => {
    let last: Document | undefined;
    for (let end = 0; end <= fixture.length; end += 3)
      last = readTerraform({ uri: "main.tf", text: fixture.slice(0, end) }, hclParser(), last);
    assert.ok(last);
  });
});
