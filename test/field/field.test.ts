// What users of other tools complain about: one named case for each complaint, with the exact findings. It tests no internals.
import assert from "node:assert/strict";
import { defaultConfig, type Config } from "../../shared-rules/src/index";
import { lintIn, type Files } from "../link/workspace";
import { engine } from "../support/engine";

/** Rules that would speak of every user and role of a case. */
const quiet = {
  "user-declared": "off",
  "boundary-missing": "off",
  "user-untagged": "off",
  "policy-never-matches": "off",
} as const;

/** "rule @ text under the squiggle" for each finding. */
function told(
  files: Files,
  rules: Config["rules"] = quiet,
  uri = Object.keys(files)[0] ?? "",
  callers: Readonly<Record<string, readonly string[]>> = {},
): string[] {
  return lintIn(files, uri, { config: { ...defaultConfig, rules }, callers }).map(
    ({ rule, text }) => `${rule} @ ${text}`,
  );
}

const terraform = (text: string, rules?: Config["rules"]): string[] => told({ "/r/main.tf": text }, rules);

const document = (name: string, body: string, meta = ""): string =>
  `data "aws_iam_policy_document" "${name}" {\n${meta}  statement {\n${body}  }\n}\n`;

const everything = '    actions   = ["*"]\n    resources = ["*"]\n';

const statement = (action: string, resource: string, more = ""): string =>
  `{ Effect = "Allow", Action = ${action}, Resource = ${resource}${more} }`;
const encoded = (statements: string): string => `jsonencode({ Version = "2012-10-17", Statement = ${statements} })`;
const policy = (statements: string, meta = ""): string =>
  `resource "aws_iam_policy" "p" {\n${meta}  policy = ${encoded(statements)}\n}\n`;

before(() => engine.ready());

describe("FIELD 3: policies written another way", () => {
  it("as a policy document that a resource takes by data….json (checkov#4540)", () => {
    const text = `${document("all", everything)}resource "aws_iam_role_policy" "p" {\n  role   = "app"\n  policy = data.aws_iam_policy_document.all.json\n}\n`;
    assert.deepEqual(terraform(text), ["wildcard-admin @ *"]);
  });

  it("for each of several instances (checkov#7337)", () => {
    const text = `locals {\n  grants = { people = ["iam:CreateUser"], reports = ["s3:GetObject"] }\n}\n${policy(
      `[${statement("each.value", '"arn:aws:iam::*:user/x"')}]`,
      "  for_each = local.grants\n",
    )}`;
    assert.deepEqual(terraform(text), ["user-create-grant @ each.value"]);
  });

  it("with one statement that is no list (checkov PR#7617)", () => {
    assert.deepEqual(terraform(policy(statement('"*"', '"*"'))), ["wildcard-admin @ *"]);
    const json = '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }';
    assert.deepEqual(told({ "/r/policy.json": json }), ["wildcard-admin @ *"]);
  });

  it("with a principal that is a text (checkov PR#7584)", () => {
    const trust = '{ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole" }] }';
    assert.deepEqual(told({ "/r/trust.json": trust }), ["trust-any-principal @ *"]);
  });

  it("as a trust policy in jsonencode (checkov PR#7561)", () => {
    const trust = encoded('[{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }]');
    assert.deepEqual(terraform(`resource "aws_iam_role" "r" {\n  assume_role_policy = ${trust}\n}\n`), [
      "trust-any-principal @ *",
    ]);
  });

  it("with what is known only after apply: what is known is judged, and what is not is said (checkov#5752)", () => {
    const known = policy(`[${statement('["iam:CreateUser", var.more]', "aws_s3_bucket.b.arn")}]`);
    assert.deepEqual(terraform(known), ["user-create-grant @ iam:CreateUser", "unresolved-policy @ var.more"]);
    assert.deepEqual(terraform('resource "aws_iam_policy" "p" {\n  policy = data.http.policy.response_body\n}\n'), [
      "unresolved-policy @ data.http.policy.response_body",
    ]);
    assert.deepEqual(terraform(policy(`[${statement('"s3:GetObject"', "aws_s3_bucket.b.arn")}]`)), []);
  });

  it("with a count that makes none of it, or some (trivy#5552)", () => {
    const counted = (count: string): string => policy(`[${statement('"*"', '"*"')}]`, `  count = ${count}\n`);
    assert.deepEqual(terraform(counted("0")), []);
    assert.deepEqual(terraform(counted("2")), ["wildcard-admin @ *"]);
    assert.deepEqual(terraform(counted("var.enabled ? 1 : 0")), ["wildcard-admin @ *"]);
  });

  it("in a document with a count, which a resource takes by its index (trivy#5552)", () => {
    const text = `locals {
  queues = ["*", "arn:aws:sqs:eu-central-1:111122223333:one"]
}
data "aws_iam_policy_document" "q" {
  count = length(local.queues)
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [local.queues[count.index]]
  }
}
resource "aws_iam_policy" "q" {
  count  = length(local.queues)
  policy = data.aws_iam_policy_document.q[count.index].json
}
`;
    assert.deepEqual(terraform(text), ["wildcard-resource @ local.queues[count.index]"]);
  });

  it("with actions of a local that a function puts together", () => {
    const text = `locals {\n  read  = ["s3:GetObject"]\n  all   = concat(local.read, ["iam:CreateUser"])\n}\n${document(
      "p",
      '    actions   = local.all\n    resources = ["arn:aws:iam::*:user/x"]\n',
    )}`;
    assert.deepEqual(terraform(text), ["user-create-grant @ local.all"]);
  });

  it("with a module's defaults where the call leaves them (trivy#5013, #10926)", () => {
    const module = `variable "actions" {\n  default = ["iam:CreateUser"]\n}\n${policy(`[${statement("var.actions", '"arn:aws:iam::*:user/x"')}]`)}`;
    const call = (more: string): Files => ({
      "/r/m/main.tf": module,
      "/r/main.tf": `module "m" {\n  source = "./m"\n${more}}\n`,
    });
    const callers = { "/r/m": ["/r"] };
    assert.deepEqual(told(call(""), quiet, "/r/m/main.tf", callers), ["user-create-grant @ var.actions"]);
    assert.deepEqual(told(call('  actions = ["s3:GetObject"]\n'), quiet, "/r/m/main.tf", callers), []);
  });

  it("as text that comes through a local", () => {
    const text = `locals {\n  text = ${encoded(`[${statement('"*"', '"*"')}]`)}\n}\nresource "aws_iam_policy" "p" {\n  policy = local.text\n}\n`;
    assert.deepEqual(terraform(text), ["wildcard-admin @ local.text"]);
  });
});

describe("FIELD 4: wildcards that are as narrow as they can be", () => {
  const allowed = (action: string, resource: string): string[] =>
    told({
      "/r/p.json": JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
      }),
    });

  it("a bucket's objects (tfsec#1974, #1978)", () => {
    assert.deepEqual(allowed("s3:GetObject", "arn:aws:s3:::bucket/*"), []);
  });

  it("a log group's streams (trivy#5010, #5090)", () => {
    assert.deepEqual(allowed("logs:PutLogEvents", "arn:aws:logs:eu-central-1:111122223333:log-group:/app/x:*"), []);
  });

  it("snapshots of any id (trivy#5089, #5114)", () => {
    assert.deepEqual(allowed("ec2:CreateSnapshot", "arn:aws:ec2:eu-central-1::snapshot/*"), []);
  });

  it("actions that take no resource", () => {
    assert.deepEqual(allowed("ec2:DescribeInstances", "*"), []);
  });

  it("while everything of a service still is told", () => {
    assert.deepEqual(allowed("s3:GetObject", "*"), ["wildcard-resource @ *"]);
  });
});

describe("FIELD 9: resource policies are not identity policies", () => {
  const key = (principal: string): string =>
    `resource "aws_kms_key" "k" {\n  policy = ${encoded(`[{ Effect = "Allow", Principal = { AWS = "${principal}" }, Action = "kms:*", Resource = "*" }]`)}\n}\n`;

  it('a KMS key\'s Resource "*" is the key itself (checkov#5305)', () => {
    assert.deepEqual(terraform(key("arn:aws:iam::111122223333:root")), []);
  });

  it("and so in a policy document that a key takes, and in CloudFormation", () => {
    const body =
      '    actions   = ["kms:*"]\n    resources = ["*"]\n    principals {\n      type        = "AWS"\n      identifiers = ["arn:aws:iam::111122223333:root"]\n    }\n';
    assert.deepEqual(
      terraform(
        `${document("k", body)}resource "aws_kms_key" "k" {\n  policy = data.aws_iam_policy_document.k.json\n}\n`,
      ),
      [],
    );
    const template =
      'Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n          - Effect: Allow\n            Principal: { AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root" }\n            Action: kms:*\n            Resource: "*"\n';
    assert.deepEqual(told({ "/r/template.yaml": template }), []);
  });

  it("while the same statement for a role is told", () => {
    assert.deepEqual(terraform(policy(`[${statement('"kms:Decrypt"', '"*"')}]`)), ["wildcard-resource @ *"]);
  });
});

describe("FIELD 12: tags", () => {
  const rules = { "user-declared": "off", "boundary-missing": "off" } as const;
  const tags = '{ Owner = "a", Purpose = "b", ExpiresOn = "2027-01-01" }';
  const provider = (body: string, alias = ""): string =>
    `provider "aws" {\n${alias}  default_tags {\n    tags = ${body}\n  }\n}\n`;
  const user = (more = ""): string => `resource "aws_iam_user" "u" {\n  name = "u"\n${more}}\n`;
  const untagged = ["user-untagged @ u"];

  it("of the provider count (tflint-ruleset-aws#117, #192)", () => {
    assert.deepEqual(terraform(user(), rules), untagged);
    assert.deepEqual(terraform(provider(tags) + user(), rules), []);
  });

  it("of another alias do not (tflint-ruleset-aws#518)", () => {
    const aliased = provider(tags, '  alias = "west"\n');
    assert.deepEqual(terraform(`provider "aws" {}\n${aliased}${user()}`, rules), untagged);
    assert.deepEqual(terraform(`provider "aws" {}\n${aliased}${user("  provider = aws.west\n")}`, rules), []);
  });

  it("by var.tags are unknown or their default (tflint-ruleset-aws#993)", () => {
    assert.deepEqual(terraform(`variable "tags" {}\n${user("  tags = var.tags\n")}`, rules), []);
    assert.deepEqual(terraform(`variable "tags" {\n  default = ${tags}\n}\n${user("  tags = var.tags\n")}`, rules), []);
    assert.deepEqual(
      terraform(`locals {\n  tags = ${tags}\n}\n${user('  tags = merge(local.tags, { Name = "u" })\n')}`, rules),
      [],
    );
  });

  it("that a module is given count (kics#5056)", () => {
    const files = (argument: string): Files => ({
      "/r/m/main.tf": `variable "tags" {\n  default = {}\n}\n${user("  tags = var.tags\n")}`,
      "/r/main.tf": `module "m" {\n  source = "./m"\n${argument}}\n`,
    });
    const callers = { "/r/m": ["/r"] };
    assert.deepEqual(told(files(`  tags = ${tags}\n`), rules, "/r/m/main.tf", callers), []);
    assert.equal(told(files(""), rules, "/r/m/main.tf", callers).length, 1);
  });
});

describe("FIELD 14: permissions boundaries", () => {
  const rules = { "user-declared": "off", "user-untagged": "off", "mfa-missing": "off" } as const;
  const role = (more = ""): string =>
    `resource "aws_iam_role" "r" {\n  assume_role_policy = ${encoded('[{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]')}\n${more}}\n`;

  it("are looked for, also in another file of the module (kics#8019)", () => {
    assert.deepEqual(terraform(role(), rules), ["boundary-missing @ r"]);
    assert.deepEqual(terraform(role("  permissions_boundary = var.boundary\n"), rules), []);
    const fence = `resource "aws_iam_policy" "fence" {\n  policy = ${encoded('[{ Effect = "Allow", Action = "s3:*", Resource = "*" }]')}\n}\n`;
    const files = {
      "/r/roles.tf": role("  permissions_boundary = aws_iam_policy.fence.arn\n"),
      "/r/boundary.tf": fence,
    };
    assert.deepEqual(told(files, rules), []);
    assert.deepEqual(told(files, rules, "/r/boundary.tf"), []);
  });

  it("are demanded of who may make roles (checkov#5502)", () => {
    const delegate = (more: string): string =>
      policy(`[${statement('"iam:CreateRole"', '"arn:aws:iam::*:role/app-*"', more)}]`);
    assert.deepEqual(terraform(delegate(""), rules), ["boundary-delegation @ iam:CreateRole"]);
    assert.deepEqual(
      terraform(
        delegate(
          ', Condition = { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/fence" } }',
        ),
        rules,
      ),
      [],
    );
  });
});

describe("FIELD 17: CloudFormation's functions", () => {
  const template = (properties: string, more = ""): string[] =>
    told({
      "/r/template.yaml": `${more}Resources:\n  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n${properties}`,
    });

  it("Sub and Ref in a resource are no wildcard (cfn-lint#948)", () => {
    assert.deepEqual(
      template(
        '            Action: s3:GetObject\n            Resource: !Sub "arn:${AWS::Partition}:s3:::${Bucket}/*"\n',
        "Parameters:\n  Bucket: { Type: String }\n",
      ),
      [],
    );
  });

  it("Sub in an action is read (cfn-lint#4022)", () => {
    assert.deepEqual(
      template(
        '            Action: !Sub "${Service}:CreateUser"\n            Resource: arn:aws:iam::*:user/x\n',
        "Parameters:\n  Service: { Type: String, Default: iam, AllowedValues: [iam] }\n",
      ),
      ["user-create-grant @ ${Service}:CreateUser"],
    );
  });

  it("both branches of If are judged (defsec#962)", () => {
    assert.deepEqual(
      template(
        "            Action: !If [Prod, iam:GetUser, iam:CreateUser]\n            Resource: arn:aws:iam::*:user/x\n",
        "Parameters:\n  Stage: { Type: String }\nConditions:\n  Prod: !Equals [!Ref Stage, prod]\n",
      ),
      ["user-create-grant @ iam:CreateUser"],
    );
  });

  it("FindInMap, Join and Split stand for their values", () => {
    assert.deepEqual(
      template(
        '            Action: !Split [",", !FindInMap [Grants, people, actions]]\n            Resource: !Join ["", ["arn:aws:iam::", "*", ":user/x"]]\n',
        "Mappings:\n  Grants:\n    people: { actions: 'iam:GetUser,iam:CreateUser' }\n",
      ),
      ['user-create-grant @ !Split [",", !FindInMap [Grants, people, actions]]'],
    );
  });

  it("an import says that it is not known here", () => {
    assert.deepEqual(
      template("            Action: !ImportValue shared-actions\n            Resource: arn:aws:iam::*:user/x\n"),
      ["unresolved-policy @ !ImportValue shared-actions"],
    );
  });
});

describe("FIELD 19: one cause, one finding", () => {
  it("everything for everyone is one finding (prisma-cloud-docs#1020)", () => {
    assert.deepEqual(terraform(policy(`[${statement('"*"', '"*"')}]`)), ["wildcard-admin @ *"]);
  });
});

describe("FIELD 20: a module's folder on its own", () => {
  it("raises no guess about inputs that nobody gives (terraform-aws-iam#494)", () => {
    const text = `variable "tags" {
  type    = map(string)
  default = {}
}

variable "permissions_boundary" {
  type    = string
  default = null
}

variable "trusted" {
  type = list(string)
}

resource "aws_iam_role" "this" {
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
  assume_role_policy   = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.trusted }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_user" "this" {
  name                 = "u"
  tags                 = var.tags
  permissions_boundary = var.permissions_boundary
}
`;
    assert.deepEqual(told({ "/r/modules/role/main.tf": text }, { "user-declared": "off" }), []);
  });

  it("and says which policy it cannot read", () => {
    const text =
      'variable "policy" {\n  type = string\n}\n\nresource "aws_iam_policy" "this" {\n  policy = var.policy\n}\n';
    assert.deepEqual(told({ "/r/modules/policy/main.tf": text }), ["unresolved-policy @ var.policy"]);
  });
});
