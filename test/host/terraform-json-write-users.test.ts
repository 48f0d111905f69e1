// Users of .tf.json files turned into roles and permission sets: the text before and after, to the byte; what .tf declines, too. It tests no rules.
import assert from "node:assert/strict";
import { visit } from "jsonc-parser";
import { isDeclined, type Edit } from "../../shared-rules/src/edit";
import { writeEdits } from "../../shared-rules/src/host/write";
import type { Document } from "../../shared-rules/src/model/document";
import { applyEdits } from "../support/edits";
import { engine } from "../support/engine";

type To = "role" | "permission-set";

const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
} as const;
const trustJson = JSON.stringify(trust);
const name = "${aws_iam_user.ci.name}";
const instance = "${tolist(data.aws_ssoadmin_instances.this.arns)[0]}";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** What a role for EC2 needs beside itself. */
const profile: Edit = {
  kind: "add-declarations",
  after: undefined,
  declarations: [
    {
      name: "instance-profile",
      cloudformation: { type: "AWS::IAM::InstanceProfile", properties: {} },
      terraform: {
        type: "aws_iam_instance_profile",
        attributes: { role: { reference: "aws_iam_user.ci", attribute: "name" } },
      },
    },
  ],
};

/** Everything in the document that is the user ci's moves along or goes, as the fix role-instead has it. */
function editsOf(document: Document, to: To): Edit[] {
  const user = document.declarations.find(({ address }) => address === "aws_iam_user.ci");
  assert.ok(user);
  const kinds: readonly string[] = ["user-policy", "attachment"];
  return [
    to === "role"
      ? { kind: "convert-user", declaration: user, to, trust }
      : { kind: "convert-user", declaration: user, to },
    ...document.declarations.flatMap((declaration): Edit[] => {
      if (!document.text.slice(declaration.span.start, declaration.span.end).includes("aws_iam_user.ci.")) return [];
      if (kinds.includes(declaration.kind)) return [{ kind: "retarget", declaration, user, to }];
      const isCredential = declaration.kind === "access-key" || declaration.kind === "login-profile";
      return isCredential ? [{ kind: "remove-declaration", declaration }] : [];
    }),
  ];
}

function read(text: string, uri = "/w/main.tf.json"): Document {
  return engine.read({ uri, text });
}

/** The text after, or why there is none. */
function written(text: string, to: To, more: readonly Edit[] = [], uri?: string): string {
  const document = read(text, uri);
  const files = writeEdits(document, [...editsOf(document, to), ...more]);
  if (isDeclined(files)) return files.declined;
  const [file, another] = files;
  assert.ok(file && "edits" in file && !another);
  return applyEdits(text, file.edits);
}

/** Keys that stand twice in one object. */
function duplicates(text: string): string[] {
  const open: Set<string>[] = [];
  const twice: string[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(property) {
      const own = open.at(-1);
      if (own?.has(property)) twice.push(property);
      own?.add(property);
    },
  });
  return twice;
}

interface Case {
  readonly title: string;
  readonly to?: To;
  readonly more?: readonly Edit[];
  readonly before: string;
  readonly after: string;
}

const pretty = (value: unknown, indent: string | number = 2): string => `${JSON.stringify(value, null, indent)}\n`;
const resources = (value: unknown): string => pretty({ resource: value });

const cases: readonly Case[] = [
  {
    title: "a user alone: the trust policy after the name",
    before: resources({ aws_iam_user: { ci: { name: "ci", tags: { Owner: "me" } } } }),
    after: resources({ aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson, tags: { Owner: "me" } } } }),
  },
  {
    title: "its policy and attachment move, its key and password go, and what names them follows",
    more: [profile],
    before: pretty({
      resource: {
        aws_iam_user: { ci: { name: "ci", path: "/bots/", force_destroy: true } },
        aws_iam_user_policy: { p: { name: "p", user: name, policy: '{"Statement":[]}' } },
        aws_iam_user_policy_attachment: { t: { user: name, policy_arn: readOnly } },
        aws_iam_access_key: { k: { user: name } },
        aws_iam_user_login_profile: { l: { user: name } },
      },
      output: { policy: { value: "${aws_iam_user_policy.p.id} of ${aws_iam_user.ci.arn}" } },
    }),
    after: pretty({
      resource: {
        aws_iam_role: { ci: { name: "ci", path: "/bots/", assume_role_policy: trustJson } },
        aws_iam_role_policy: {
          p: { name: "p", role: "${aws_iam_role.ci.name}", policy: '{"Statement":[]}' },
        },
        aws_iam_role_policy_attachment: { t: { role: "${aws_iam_role.ci.name}", policy_arn: readOnly } },
        aws_iam_instance_profile: { instance_profile: { role: "${aws_iam_role.ci.name}" } },
      },
      output: { policy: { value: "${aws_iam_role_policy.p.id} of ${aws_iam_role.ci.arn}" } },
    }),
  },
  {
    title: "other users and their like stay",
    before: resources({
      aws_iam_user: { ann: { name: "ann" }, ci: { name: "ci" }, "ci-2": { name: "${aws_iam_user.ci-2.id}" } },
      aws_s3_bucket: { b: {} },
    }),
    after: resources({
      aws_iam_user: { ann: { name: "ann" }, "ci-2": { name: "${aws_iam_user.ci-2.id}" } },
      aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson } },
      aws_s3_bucket: { b: {} },
    }),
  },
  {
    title: "a user that is the last of several, with the only key",
    before: resources({
      aws_iam_access_key: { k: { user: name } },
      aws_iam_user: { ann: { name: "ann" }, ci: { name: "ci" } },
    }),
    after: resources({
      aws_iam_user: { ann: { name: "ann" } },
      aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson } },
    }),
  },
  {
    title: "an object of roles that is there takes it",
    more: [profile],
    before: resources({
      aws_iam_role: { r: { name: "r" } },
      aws_iam_user: { ci: { name: "ci" } },
    }),
    after: resources({
      aws_iam_role: { r: { name: "r" }, ci: { name: "ci", assume_role_policy: trustJson } },
      aws_iam_instance_profile: { instance_profile: { role: "${aws_iam_role.ci.name}" } },
    }),
  },
  {
    title: "bodies in lists of one, on one line each",
    before: `{
  "resource": {
    "aws_iam_user": {"ci": [{"name": "ci"}]},
    "aws_iam_user_policy": {"ci": [{"user": "${name}", "policy": "{}"}]},
    "aws_iam_access_key": {"ci": [{"user": "${name}"}]},
    "aws_iam_role": {"r": [{"name": "r"}]}
  }
}
`,
    after: `{
  "resource": {
    "aws_iam_role_policy": {"ci": [{"role": "\${aws_iam_role.ci.name}", "policy": "{}"}]},
    "aws_iam_role": {"r": [{"name": "r"}], "ci": [{"name": "ci", "assume_role_policy": ${JSON.stringify(trustJson)}}]}
  }
}
`,
  },
  {
    title: "resources in a list, as generators write them",
    more: [profile],
    before: resources([
      { aws_iam_user: { ci: { name: "ci" } } },
      { aws_iam_access_key: { k: { user: name } } },
      { aws_iam_role: { r: { name: "r" } } },
    ]),
    after: resources([
      { aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson } } },
      { aws_iam_role: { r: { name: "r" } } },
      { aws_iam_instance_profile: { instance_profile: { role: "${aws_iam_role.ci.name}" } } },
    ]),
  },
  {
    title: "users in a list, roles in another",
    before: resources({ aws_iam_user: [{ ci: { name: "ci" } }, { ann: {} }], aws_iam_role: [{ r: { name: "r" } }] }),
    after: resources({
      aws_iam_user: [{ ann: {} }],
      aws_iam_role: [{ r: { name: "r" } }, { ci: { name: "ci", assume_role_policy: trustJson } }],
    }),
  },
  {
    title: "its own text, and the indentation of its new place",
    before:
      '{\n\t"resource": {\n\t\t"aws_iam_user": [\n\t\t\t{\n\t\t\t\t"ci": {\n\t\t\t\t\t"name" : "ci",\n\t\t\t\t\t"tags": {"A":  "b"}\n\t\t\t\t}\n\t\t\t},\n\t\t\t{"ann": {}}\n\t\t],\n\t\t"aws_iam_role": {\n\t\t\t"r": {}\n\t\t}\n\t}\n}\n',
    after: `{\n\t"resource": {\n\t\t"aws_iam_user": [\n\t\t\t{"ann": {}}\n\t\t],\n\t\t"aws_iam_role": {\n\t\t\t"r": {},\n\t\t\t"ci": {\n\t\t\t\t"name" : "ci",\n\t\t\t\t"assume_role_policy": ${JSON.stringify(trustJson)},\n\t\t\t\t"tags": {"A":  "b"}\n\t\t\t}\n\t\t}\n\t}\n}\n`,
  },
  {
    title: "on one line",
    before: JSON.stringify({
      resource: { aws_iam_user: { ci: { name: "ci" } }, aws_iam_access_key: { k: { user: name } } },
    }),
    after: JSON.stringify({ resource: { aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson } } } }),
  },
  {
    title: "CRLF and a byte order mark",
    before: `\ufeff${resources({ aws_iam_user: { ci: { name: "ci" }, ann: {} } }).replaceAll("\n", "\r\n")}`,
    after: `\ufeff${resources({
      aws_iam_user: { ann: {} },
      aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson } },
    }).replaceAll("\n", "\r\n")}`,
  },
  {
    title: "a trust policy as a call of jsonencode, where the file writes its policies so",
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_iam_user_policy: { p: { user: name, policy: '${jsonencode({"Statement": []})}' } },
    }),
    after: resources({
      aws_iam_role: { ci: { name: "ci", assume_role_policy: `\${jsonencode(${trustJson})}` } },
      aws_iam_role_policy: { p: { role: "${aws_iam_role.ci.name}", policy: '${jsonencode({"Statement": []})}' } },
    }),
  },
  {
    title: "an attachment of a policy to several users is one to roles",
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_iam_policy_attachment: { t: { name: "t", users: [name], policy_arn: readOnly } },
    }),
    after: resources({
      aws_iam_role: { ci: { name: "ci", assume_role_policy: trustJson } },
      aws_iam_policy_attachment: { t: { name: "t", roles: ["${aws_iam_role.ci.name}"], policy_arn: readOnly } },
    }),
  },
  {
    title: "a permission set, with its policies, and the look-up of its instance",
    to: "permission-set",
    before: resources({
      aws_iam_user: { ci: { name: "ci", path: "/", tags: { Owner: "me" } } },
      aws_iam_user_policy: { p: { name: "p", user: name, policy: '{"Statement":[]}' } },
      aws_iam_user_policy_attachment: { t: { user: name, policy_arn: readOnly } },
      aws_iam_access_key: { k: { user: name } },
    }),
    after: pretty({
      resource: {
        aws_ssoadmin_permission_set: { ci: { name: "ci", instance_arn: instance, tags: { Owner: "me" } } },
        aws_ssoadmin_permission_set_inline_policy: {
          p: {
            inline_policy: '{"Statement":[]}',
            instance_arn: instance,
            permission_set_arn: "${aws_ssoadmin_permission_set.ci.arn}",
          },
        },
        aws_ssoadmin_managed_policy_attachment: {
          t: {
            managed_policy_arn: readOnly,
            instance_arn: instance,
            permission_set_arn: "${aws_ssoadmin_permission_set.ci.arn}",
          },
        },
      },
      data: { aws_ssoadmin_instances: { this: {} } },
    }),
  },
  {
    title: "a permission set where the instance is looked up already",
    to: "permission-set",
    before: pretty({
      data: { aws_ssoadmin_instances: { this: {} } },
      resource: { aws_iam_user: { ci: { name: "ci" } } },
    }),
    after: pretty({
      data: { aws_ssoadmin_instances: { this: {} } },
      resource: { aws_ssoadmin_permission_set: { ci: { name: "ci", instance_arn: instance } } },
    }),
  },
  {
    title: 'a policy called "raw", beside one of somebody else',
    before: `{"resource": {"aws_iam_user": {"ci": {"name": "ci"}}, "aws_iam_user_policy": {"raw": {"user": "${name}"}, "p": {"user": "ann"}}}}`,
    after: `{"resource": {"aws_iam_role": {"ci": {"name": "ci", "assume_role_policy": ${JSON.stringify(trustJson)}}}, "aws_iam_user_policy": {"p": {"user": "ann"}}, "aws_iam_role_policy": {"raw": {"role": "\${aws_iam_role.ci.name}"}}}}`,
  },
];

const declinedCases: readonly (Omit<Case, "after"> & { readonly why: RegExp })[] = [
  {
    title: "a role of that name is there",
    before: resources({ aws_iam_user: { ci: { name: "ci" } }, aws_iam_role: { ci: { name: "r" } } }),
    why: /^There is aws_iam_role\.ci already/,
  },
  {
    title: "a resource of the new one's name is there",
    more: [
      {
        kind: "add-declarations",
        after: undefined,
        declarations: [
          {
            name: "key-alert",
            cloudformation: { type: "AWS::Events::Rule", properties: {} },
            terraform: { type: "aws_sns_topic_subscription", attributes: { url: "x" } },
          },
        ],
      },
    ],
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_sns_topic_subscription: { key_alert: { url: "mine" } },
    }),
    why: /^aws_sns_topic_subscription\.key_alert is there already/,
  },
  {
    title: "an attachment is to roles, too",
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_iam_policy_attachment: { t: { name: "t", users: [name], roles: [], policy_arn: readOnly } },
    }),
    why: /^The attribute roles of aws_iam_policy_attachment\.t is there already/,
  },
  {
    title: "the key is referred to",
    before: pretty({
      resource: { aws_iam_user: { ci: { name: "ci" } }, aws_iam_access_key: { k: { user: name } } },
      output: { secret: { value: "${aws_iam_access_key.k.secret} ${var.more}" } },
    }),
    why: /^Line 16 still refers to aws_iam_access_key\.k; take that out first\.$/,
  },
  {
    title: "the lifecycle names an attribute that goes",
    before: resources({
      aws_iam_user: { ci: { name: "ci", force_destroy: true, lifecycle: { ignore_changes: ["force_destroy"] } } },
    }),
    why: /lifecycle names force_destroy/,
  },
  {
    title: "the user is written twice",
    before: resources({ aws_iam_user: { ci: [{ name: "ci" }, { name: "ci" }] } }),
    why: /not written as one object/,
  },
  {
    title: "a permission set's boundary",
    to: "permission-set",
    before: resources({ aws_iam_user: { ci: { name: "ci", permissions_boundary: readOnly } } }),
    why: /boundary is a resource of its own/,
  },
  {
    title: "a permission set's two inline policies",
    to: "permission-set",
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_iam_user_policy: { p: { user: name, policy: "{}" }, q: { user: name, policy: "{}" } },
    }),
    why: /one inline policy/,
  },
  {
    title: "a permission set's policy of one's own",
    to: "permission-set",
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_iam_user_policy_attachment: { t: { user: name, policy_arn: "${aws_iam_policy.p.arn}" } },
    }),
    why: /by name, in each account/,
  },
  {
    title: "an attribute that a permission set's policy cannot keep",
    to: "permission-set",
    before: resources({
      aws_iam_user: { ci: { name: "ci" } },
      aws_iam_user_policy: { p: { count: 2, user: name, policy: "{}" } },
    }),
    why: /^Its count would be lost/,
  },
  {
    title: "something refers to what becomes a permission set",
    to: "permission-set",
    before: pretty({
      resource: { aws_iam_user: { ci: { name: "ci" } } },
      output: { id: { value: "${aws_iam_user.ci.unique_id}" } },
    }),
    why: /^Line \d+ still refers to aws_iam_user\.ci/,
  },
];

/** The same tables serve .tf files, which decline the same. */
const declinedBlocks: readonly (Omit<Case, "after"> & { readonly why: RegExp })[] = [
  {
    title: "a role of that name is there",
    before: 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_role" "ci" {\n}\n',
    why: /^There is aws_iam_role\.ci already/,
  },
  {
    title: "an attachment is to roles, too",
    before:
      'resource "aws_iam_user" "ci" {\n}\n\nresource "aws_iam_policy_attachment" "t" {\n  users = [aws_iam_user.ci.name]\n  roles = []\n}\n',
    why: /^The attribute roles of aws_iam_policy_attachment\.t is there already/,
  },
  {
    title: "an attribute that a permission set's policy cannot keep",
    to: "permission-set",
    before:
      'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n\nresource "aws_iam_user_policy" "p" {\n  count  = 2\n  user   = aws_iam_user.ci.name\n  policy = "{}"\n}\n',
    why: /^Its count would be lost/,
  },
  {
    title: "a user that stands for several",
    to: "permission-set",
    before:
      'resource "aws_iam_user" "ci" {\n  count = 2\n  name  = "ci"\n}\n\nresource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.ci.name\n  policy = "{}"\n}\n',
    why: /^The user stands for several/,
  },
];

describe("writeEdits: a user in Terraform's JSON syntax becomes something else", () => {
  before(() => engine.ready());

  for (const { title, before: text, after, to = "role", more } of cases)
    it(title, () => {
      const now = written(text, to, more);
      assert.equal(now, after);
      assert.doesNotThrow(() => void JSON.parse(now.replace(/^\ufeff/, "")));
      assert.deepEqual(duplicates(now), []);
      assert.equal(read(now).broken, false);
    });

  for (const { title, before: text, to = "role", more, why } of declinedCases)
    it(`declines: ${title}`, () => assert.match(written(text, to, more), why));

  for (const { title, before: text, to = "role", why } of declinedBlocks)
    it(`declines in .tf: ${title}`, () => assert.match(written(text, to, [], "/w/main.tf"), why));

  it("finds duplicate keys", () => assert.deepEqual(duplicates('{"a": {"b": 1, "b": 2}, "c": {"b": 1}}'), ["b"]));
});
