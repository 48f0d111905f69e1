// Policy documents made of others, used by several, with branches: what is judged, where the finding stands, and what it names.
import assert from "node:assert/strict";
import {
  defaultConfig,
  emptyWorkspace,
  type Document,
  type Finding,
  type Workspace,
} from "../../shared-rules/src/index";
import type { Policy } from "../../shared-rules/src/model/policy";
import { wording } from "../../shared-rules/src/model/questions";
import { literal } from "../../shared-rules/src/model/value";
import { engine } from "../support/engine";

type Files = Readonly<Record<string, string>>;

interface Module {
  readonly document: Document;
  readonly siblings: Document[];
  readonly workspace: Workspace;
}

function moduleOf(files: Files, uri: string): Module {
  const documents = Object.entries(files).map(([name, text]) => engine.read({ uri: name, text }));
  const document = documents.find((one) => one.uri === uri);
  assert.ok(document);
  const workspace: Workspace = { ...emptyWorkspace, folder: () => documents, text: (name) => files[name] };
  return { document, siblings: documents.filter((other) => other !== document), workspace };
}

function findings(files: Files, uri: string): Finding[] {
  const { document, siblings, workspace } = moduleOf(files, uri);
  return engine.lint(
    document,
    {
      ...defaultConfig,
      rules: { "boundary-missing": "off", "policy-never-matches": "off", "policy-structure": "off" },
    },
    siblings,
    workspace,
  );
}

/** "rule @ text", with the related places' messages. */
function told(text: string): string[] {
  return toldOf({ "/r/main.tf": text }, "/r/main.tf");
}

function toldOf(files: Files, uri: string): string[] {
  return findings(files, uri).map(({ rule, text, related }) =>
    [`${rule} @ ${text}`, ...related.map(({ message }) => message)].join("; "),
  );
}

/** Actions of what a document takes over, by its address. */
function inherited(files: Files, uri: string, address: string): string[] {
  const { document, siblings, workspace } = moduleOf(files, uri);
  const [linked] = engine.linked(document, siblings, workspace);
  const policy = linked?.policies.find((one) => one.address === address && one.shape === "terraform-block");
  assert.ok(policy);
  return [
    ...(policy.inherited ?? []).map(
      ({ policy: { address: from }, statement }) => `${statement.actions.items.map(wording).join()} of ${from}`,
    ),
    ...(policy.open ? ["open"] : []),
  ];
}

const data = (name: string, body: string): string => `data "aws_iam_policy_document" "${name}" {\n${body}\n}\n`;

const statement = (actions: string, sid = "", rest = ""): string =>
  `  statement {\n    ${sid === "" ? "" : `sid = "${sid}"\n    `}actions   = ["${actions}"]\n    resources = ["arn:aws:iam::*:user/x"]\n${rest}  }`;

const use = (name: string, document: string): string =>
  `resource "aws_iam_policy" "${name}" {\n  policy = data.aws_iam_policy_document.${document}.json\n}\n`;

const over = (names: string, own = ""): string => `  override_policy_documents = [${names}]\n${own}`;
const from = (names: string, own = ""): string => `  source_policy_documents = [${names}]\n${own}`;
const json = (name: string): string => `data.aws_iam_policy_document.${name}.json`;

describe("policy documents made of others", () => {
  before(() => engine.ready());

  it("leave out a statement that an override of its Sid replaces", () => {
    const tame = data("tame", statement("iam:GetUser", "A"));
    assert.deepEqual(told(data("d", over(json("tame"), statement("iam:CreateUser", "A"))) + tame + use("p", "d")), []);
  });

  it("keep a statement whose Sid no override has, and one without a Sid", () => {
    const tame = data("tame", statement("iam:GetUser", "B"));
    const found = ["user-create-grant @ iam:CreateUser; used by aws_iam_policy.p"];
    for (const sid of ["A", ""])
      assert.deepEqual(
        told(data("d", over(json("tame"), statement("iam:CreateUser", sid))) + tame + use("p", "d")),
        found,
      );
  });

  it("judge what overrides, in its own block", () => {
    const wild = data("wild", statement("iam:CreateUser", "A"));
    assert.deepEqual(told(data("d", over(json("wild"), statement("iam:GetUser", "A"))) + wild + use("p", "d")), [
      "user-create-grant @ iam:CreateUser; used by aws_iam_policy.p",
    ]);
  });

  it("leave out a source's statement that the document's own replaces, unless something else uses the source", () => {
    const base = data("base", statement("iam:CreateUser", "A"));
    const whole = data("whole", from(json("base"), statement("iam:GetUser", "A"))) + use("p", "whole");
    assert.deepEqual(told(base + whole), []);
    const found = ["user-create-grant @ iam:CreateUser; used by aws_iam_policy.p"];
    assert.deepEqual(told(`${base}${whole}output "json" {\n  value = ${json("base")}\n}\n`), found);
    const other = data("other", from(json("base")));
    assert.deepEqual(told(base + whole + other), found);
    assert.deepEqual(told(base + whole + use("q", "base")), [
      "user-create-grant @ iam:CreateUser; used by aws_iam_policy.q; used by aws_iam_policy.p",
    ]);
  });

  it("see uses in files that declare nothing of ours", () => {
    const base = data("base", statement("iam:CreateUser", "A"));
    const whole = data("whole", from(json("base"), statement("iam:GetUser", "A"))) + use("p", "whole");
    const files = { "/r/main.tf": base + whole, "/r/outputs.tf": `output "json" {\n  value = ${json("base")}\n}\n` };
    assert.deepEqual(toldOf(files, "/r/main.tf"), ["user-create-grant @ iam:CreateUser; used by aws_iam_policy.p"]);
  });

  it("keep a statement where the override is not sure", () => {
    const tame = data("tame", statement("iam:GetUser", "A"));
    const found = ["user-create-grant @ iam:CreateUser; used by aws_iam_policy.p"];
    for (const names of [
      `var.x ? ${json("tame")} : ${json("none")}`,
      "data.aws_iam_policy_document.tame[*].json...",
      `try(${json("tame")}, "")`,
    ]) {
      const attribute = names.endsWith("...")
        ? `  override_policy_documents = ${names.slice(0, -3)}\n`
        : `  override_policy_documents = [${names}]\n`;
      const none = data("none", "");
      assert.deepEqual(
        told(data("d", attribute + statement("iam:CreateUser", "A")) + tame + none + use("p", "d")),
        found,
        names,
      );
    }
    const made = data(
      "tame",
      '  dynamic "statement" {\n    for_each = var.x\n    content {\n      sid       = "A"\n      actions   = ["iam:GetUser"]\n      resources = ["arn:aws:iam::*:user/x"]\n    }\n  }',
    );
    assert.deepEqual(
      told(data("d", over(json("tame"), statement("iam:CreateUser", "A"))) + made + use("p", "d")),
      found,
    );
  });

  it("take over statements of other files, transitively, and end where they hang on themselves", () => {
    const files = {
      "/r/main.tf": data("whole", from(json("middle"), statement("s3:GetObject", "A"))) + use("p", "whole"),
      "/r/middle.tf": data("middle", from(json("base"), statement("s3:PutObject"))),
      "/r/base.tf": data("base", `${statement("s3:ListBucket", "A")}\n${statement("s3:DeleteObject", "B")}`),
    };
    assert.deepEqual(inherited(files, "/r/main.tf", "data.aws_iam_policy_document.whole"), [
      "s3:DeleteObject of data.aws_iam_policy_document.base",
      "s3:PutObject of data.aws_iam_policy_document.middle",
    ]);
    const circle = {
      "/r/main.tf":
        data("a", from(json("b"), statement("s3:GetObject", "A"))) +
        data("b", from(json("a"), statement("s3:PutObject", "B"))) +
        use("p", "a"),
    };
    assert.deepEqual(inherited(circle, "/r/main.tf", "data.aws_iam_policy_document.a"), [
      "s3:PutObject of data.aws_iam_policy_document.b",
    ]);
    assert.deepEqual(toldOf(circle, "/r/main.tf"), []);
  });

  it("take over another resource's policy, and are open where a part cannot be read, which is told once", () => {
    const managed =
      'resource "aws_iam_policy" "base" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::a/*" }] })\n}\n';
    const files = {
      "/r/main.tf": data("d", from("aws_iam_policy.base.policy, var.more")) + use("p", "d") + managed,
    };
    assert.deepEqual(inherited(files, "/r/main.tf", "data.aws_iam_policy_document.d"), [
      "s3:GetObject of aws_iam_policy.base",
      "open",
    ]);
    assert.deepEqual(toldOf(files, "/r/main.tf"), ["unresolved-policy @ var.more; used by aws_iam_policy.p"]);
    assert.deepEqual(told(data("d", from('"{}"', statement("s3:GetObject"))) + use("p", "d")), []);
  });

  it("judge parts that are written in place: jsonencode, a heredoc, source_json", () => {
    const part =
      '{ "Statement": [{ "Effect": "Allow", "Action": "iam:CreateUser", "Resource": "arn:aws:iam::*:user/x" }] }';
    const encoded =
      'jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:CreateUser", Resource = "arn:aws:iam::*:user/x" }] })';
    for (const attribute of [
      `source_policy_documents = [${encoded}]`,
      `override_policy_documents = [<<EOT\n${part}\nEOT\n]`,
      `source_json = <<EOT\n${part}\nEOT\n`,
      `source_policy_documents = concat([${encoded}], [${json("other")}])`,
    ])
      assert.deepEqual(
        told(data("d", attribute) + use("p", "d") + data("other", "")),
        ["user-create-grant @ iam:CreateUser; used by aws_iam_policy.p"],
        attribute,
      );
  });

  it("do not grow without end where they are made of each other twice over", () => {
    const twice = Array.from({ length: 40 }, (_, index) =>
      data(`d${index + 1}`, from(`${json(`d${index}`)}, ${json(`d${index}`)}`)),
    );
    const files = { "/r/main.tf": data("d0", statement("s3:GetObject")) + twice.join("") + use("p", "d40") };
    assert.equal(inherited(files, "/r/main.tf", "data.aws_iam_policy_document.d40").at(-1), "open");
  });

  it("take documents that are listed in a local", () => {
    const text =
      `locals {\n  parts = [${json("base")}]\n}\n` +
      data("base", statement("iam:CreateUser", "A")) +
      data("whole", "  source_policy_documents = local.parts\n") +
      'resource "aws_iam_role_policy" "r" {\n  role   = "app"\n  policy = data.aws_iam_policy_document.whole.json\n}\n';
    assert.deepEqual(told(text), ["user-create-grant @ iam:CreateUser; used by aws_iam_role_policy.r"]);
  });
});

describe("policy documents with several uses", () => {
  before(() => engine.ready());

  const trust = data(
    "d",
    '  statement {\n    actions = ["sts:AssumeRole"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n  }',
  );
  const role = 'resource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n';
  const bucket =
    'resource "aws_s3_bucket_policy" "b" {\n  bucket = "b"\n  policy = data.aws_iam_policy_document.d.json\n}\n';

  it("are judged as each, and a finding of both is told once", () => {
    const { document, siblings, workspace } = moduleOf({ "/r/main.tf": trust + role + bucket }, "/r/main.tf");
    const [linked] = engine.linked(document, siblings, workspace);
    const describe = ({ kind, owner, usedBy = [] }: Policy): string =>
      `${kind} of ${owner.address}, used by ${usedBy.map(({ address }) => address).join(" and ")}`;
    assert.deepEqual(linked?.policies.map(describe), [
      "trust of aws_iam_role.r, used by aws_iam_role.r and aws_s3_bucket_policy.b",
      "resource of aws_s3_bucket_policy.b, used by aws_iam_role.r and aws_s3_bucket_policy.b",
    ]);
    const alone = told(trust + role);
    assert.deepEqual(alone, ["trust-any-principal @ *; used by aws_iam_role.r"]);
    assert.deepEqual(told(trust + role + bucket), [
      "trust-any-principal @ *; used by aws_iam_role.r; used by aws_s3_bucket_policy.b",
    ]);
  });

  it("name at most five of what uses them, with the file that it stands in", () => {
    const users = Array.from({ length: 7 }, (_, index) => use(`p${index}`, "d")).join("");
    const files = { "/r/main.tf": data("d", statement("iam:CreateUser")), "/r/users.tf": users };
    const [finding] = findings(files, "/r/main.tf");
    assert.deepEqual(
      finding?.related.map(({ uri, span, message }) => `${message} in ${uri}, ${users.slice(span.start, span.end)}`),
      [0, 1, 2, 3, 4].map((index) => `used by aws_iam_policy.p${index} in /r/users.tf, p${index}`),
    );
  });

  it("are not disturbed by policy_id and version", () => {
    const text =
      data("d", `  policy_id = "x"\n  version   = "2012-10-17"\n${statement("iam:CreateUser")}`) + use("p", "d");
    assert.deepEqual(told(text), ["user-create-grant @ iam:CreateUser; used by aws_iam_policy.p"]);
    const [policy] = engine.read({ uri: "/r/main.tf", text }).policies;
    assert.equal(literal(policy?.version), "2012-10-17");
    assert.deepEqual(policy?.unread, []);
  });
});

describe("branches of unknown conditionals", () => {
  before(() => engine.ready());

  const policy = (body: string): string =>
    `variable "x" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = ${body} })\n}\n`;
  const grant = (action: string, rest = ""): string =>
    `{ Effect = "Allow", Action = ${action}, Resource = "arn:aws:iam::*:user/x"${rest} }`;

  const rows: readonly [name: string, text: string, told: readonly string[]][] = [
    [
      "an action",
      policy(`[${grant('var.x ? "iam:CreateUser" : "s3:GetObject"')}]`),
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "an item among actions",
      policy(`[${grant('["s3:GetObject", var.x ? "iam:CreateUser" : "s3:PutObject"]')}]`),
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "lists of actions",
      policy(`[${grant('var.x ? ["iam:CreateUser"] : []')}]`),
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "a statement",
      policy(`[var.x ? ${grant('"iam:CreateUser"')} : ${grant('"iam:GetUser"')}]`),
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "a list of statements",
      policy(`concat([], var.x ? [${grant('"iam:CreateUser"')}] : [])`),
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "a whole policy",
      `variable "x" {}\nresource "aws_iam_policy" "p" {\n  policy = var.x ? jsonencode({ Statement = [${grant('"iam:CreateUser"')}] }) : data.aws_iam_policy_document.d.json\n}\n${data("d", statement("iam:GetUser"))}`,
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "an argument of jsonencode",
      `variable "x" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode(var.x ? { Statement = [${grant('"iam:CreateUser"')}] } : { Statement = [] })\n}\n`,
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "a block's actions",
      `variable "x" {}\n${data("d", '  statement {\n    actions   = [var.x ? "iam:CreateUser" : "iam:GetUser"]\n    resources = ["arn:aws:iam::*:user/x"]\n  }')}`,
      ["user-create-grant @ iam:CreateUser"],
    ],
    [
      "a branch that is not known either",
      policy(`[${grant('var.x ? var.a : "iam:CreateUser"')}]`),
      ['unresolved-policy @ var.x ? var.a : "iam:CreateUser"', "user-create-grant @ iam:CreateUser"],
    ],
    [
      "a list that is not known either",
      policy(`[${grant('var.x ? ["s3:GetObject"] : var.actions')}]`),
      ["unresolved-policy @ var.actions"],
    ],
    [
      "statements that are not known either",
      policy(`var.x ? [${grant('"s3:GetObject"')}] : var.statements`),
      ["unresolved-policy @ var.statements"],
    ],
    [
      "actions and resources that go together",
      policy(
        '[{ Effect = "Allow", Action = var.x ? ["iam:PassRole"] : ["s3:ListAllMyBuckets"], Resource = var.x ? "arn:aws:iam::111122223333:role/app" : "*" }]',
      ),
      [],
    ],
    [
      "actions and resources that are grave together",
      policy(
        '[{ Effect = "Allow", Action = var.x ? ["s3:ListAllMyBuckets"] : ["iam:PassRole"], Resource = var.x ? "arn:aws:iam::111122223333:role/app" : "*" }]',
      ),
      ["escalation-pass-role @ *"],
    ],
    [
      "a block's actions and resources that go together",
      `variable "x" {}\n${data("d", '  statement {\n    actions   = var.x ? ["iam:PassRole"] : ["s3:ListAllMyBuckets"]\n    resources = var.x ? ["arn:aws:iam::111122223333:role/app"] : ["*"]\n  }')}`,
      [],
    ],
    [
      "an effect: it may be Deny",
      policy('[{ Effect = var.x ? "Allow" : "Deny", Action = "iam:CreateUser", Resource = "arn:aws:iam::*:user/x" }]'),
      [],
    ],
    [
      "what may not be denied is still granted",
      policy(
        `concat([${grant('"iam:CreateUser"')}], var.x ? [{ Effect = "Deny", Action = "iam:CreateUser", Resource = "*" }] : [])`,
      ),
      ["user-create-grant @ iam:CreateUser"],
    ],
  ];
  for (const [name, text, expected] of rows) it(name, () => assert.deepEqual(told(text), expected));

  it("changes a branch where it stands, and declines to take it out", () => {
    const text = policy(`[${grant('["s3:GetObject", var.x ? "iam:*" : "s3:PutObject"]')}]`);
    const document = engine.read({ uri: "/r/main.tf", text });
    const [finding] = engine.lint(document, defaultConfig).filter(({ rule }) => rule === "wildcard-service");
    assert.equal(finding?.text, "iam:*");
    const [fix] = finding.fixes;
    assert.ok(fix);
    assert.deepEqual(engine.render(document, fix), {
      declined: "An expression stands here; change it where it is written.",
    });
  });

  it("reads a policy that a local holds, and says where it is written", () => {
    const local = `locals {\n  p = jsonencode({ Statement = [${grant('"iam:CreateUser"')}] })\n  h = <<EOT\n{ "Statement": [{ "Effect": "Allow", "Action": "iam:CreateUser", "Resource": "arn:aws:iam::*:user/x" }] }\nEOT\n}\n`;
    const of = (name: string): string => `resource "aws_iam_policy" "p" {\n  policy = local.${name}\n}\n`;
    for (const name of ["p", "h"])
      assert.deepEqual(told(local + of(name)), [`user-create-grant @ local.${name}; iam:CreateUser is written here`]);
  });
});

describe("parts of which the kind is known", () => {
  before(() => engine.ready());

  const arn = (partition: string, account: string, rest: string): string =>
    `arn:${partition}:${rest.replace("A", account)}`;
  const rows: readonly [action: string, rest: string, told: readonly string[]][] = [
    ["iam:CreateUser", "*:*:*:*", ["user-create-grant @ iam:CreateUser", "wildcard-resource @ ARN"]],
    ["iam:PassRole", "iam::A:role/*", ["escalation-pass-role @ ARN"]],
    ["iam:PassRole", "iam::A:role/app", []],
    ["s3:GetObject", "s3:::a/*", []],
  ];
  const data = 'data "aws_caller_identity" "me" {}\ndata "aws_partition" "here" {}\n';
  const partition = "${data.aws_partition.here.partition}";
  const account = "${data.aws_caller_identity.me.account_id}";
  for (const [action, rest, expected] of rows)
    it(`read as written out: ${action} on ${rest}`, () => {
      for (const resource of [arn("aws", "111122223333", rest), arn(partition, account, rest)]) {
        const text = `${data}resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "${action}", Resource = "${resource}" }] })\n}\n`;
        assert.deepEqual(
          told(text),
          expected.map((line) => line.replace("ARN", resource)),
        );
      }
      const template = (resource: string): string =>
        `Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: ${action}\n            Resource: ${resource}\n`;
      for (const resource of [arn("aws", "111122223333", rest), arn("${AWS::Partition}", "${AWS::AccountId}", rest)]) {
        const written = resource.includes("$") ? `!Sub "${resource}"` : `"${resource}"`;
        assert.deepEqual(
          toldOf({ "/r/t.yaml": template(written) }, "/r/t.yaml"),
          expected.map((line) => line.replace("ARN", resource)),
        );
      }
    });

  it("are not taken for an account that is written out", () => {
    const text = (denied: string): string =>
      `${data}resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:CreateUser", Resource = "arn:aws:iam::${account}:user/x" }, { Effect = "Deny", Action = "iam:CreateUser", Resource = "arn:aws:iam::${denied}:user/*" }] })\n}\n`;
    assert.deepEqual(told(text(account)), []);
    assert.deepEqual(told(text("111122223333")), ["user-create-grant @ iam:CreateUser"]);
  });
});

describe("managed policies that are looked up", () => {
  before(() => engine.ready());

  const attached = (body: string): string =>
    `data "aws_partition" "here" {}\ndata "aws_iam_policy" "x" {\n  ${body}\n}\nresource "aws_iam_role_policy_attachment" "a" {\n  role       = "app"\n  policy_arn = data.aws_iam_policy.x.arn\n}\n`;

  for (const body of [
    'name = "AdministratorAccess"',
    'arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/AdministratorAccess"',
  ])
    it(`are known by what their block says: ${body}`, () =>
      assert.deepEqual(
        told(attached(body)).map((line) => line.replace(/;.*/, "")),
        ["managed-admin @ data.aws_iam_policy.x.arn"],
      ));

  it("are not guessed", () => {
    assert.deepEqual(told(attached('name = "mine"')), []);
    assert.deepEqual(told(attached("name = var.name")), []);
  });
});
