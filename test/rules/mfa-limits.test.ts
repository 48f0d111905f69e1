// Who is asked for MFA and who is not: what conditions on it come to, whose policy it is, and what other policies deny.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { mfaMissing } from "../../shared-rules/src/rules/mfa-missing";
import { mfaOperator } from "../../shared-rules/src/rules/mfa-operator";
import { mfaTrustMissing } from "../../shared-rules/src/rules/mfa-trust-missing";
import { lintIn } from "../link/workspace";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

const key = "aws:MultiFactorAuthPresent";
const deletes = (Condition?: object) => ({
  Effect: "Allow",
  Action: "iam:DeleteUser",
  Resource: "*",
  ...(Condition && { Condition }),
});
const denies = (Condition: object, Action = "*") => ({ Effect: "Deny", Action, Resource: "*", Condition });

const allow = 'Allow only with MFA: Bool, "true"';
const deny = 'Deny whenever MFA is absent: BoolIfExists, "false"';

describe("limits of MFA conditions", () => {
  before(() => engine.ready());

  it("let only mfa-operator change a statement that tests for MFA already", () => {
    const text = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ ...deletes({ Bool: { [key]: "false" } }), Action: ["iam:CreateUser", "iam:DeactivateMFADevice"] }],
    });
    const findings = lintIn({ "/w/policy.json": text }, "/w/policy.json", { config: defaultConfig });
    const changing = findings.flatMap(({ rule, fixes }) =>
      fixes.filter(({ id }) => id === "require-mfa" || id === "fix-operator").map(({ title }) => `${rule}: ${title}`),
    );
    assert.ok(findings.some(({ rule }) => rule === "user-create-grant"));
    assert.deepEqual(changing, [`mfa-operator: ${allow}`]);
  });

  checkRule(mfaOperator, {
    flags: [
      {
        statement: deletes({ BoolIfExists: { [key]: "true" } }),
        at: "BoolIfExists",
        message: /^BoolIfExists is also true when/,
        fixed: { "Replace BoolIfExists by Bool": deletes({ Bool: { [key]: "true" } }) },
      },
      {
        statement: deletes({ BoolIfExists: { [key]: "True" } }),
        at: "BoolIfExists",
        fixed: { "Replace BoolIfExists by Bool": deletes({ Bool: { [key]: "True" } }) },
      },
      {
        statement: deletes({ Bool: { [key]: "false" } }),
        at: "false",
        fixed: { [allow]: deletes({ Bool: { [key]: "true" } }) },
      },
      {
        statement: denies({ Bool: { [key]: "false" } }),
        at: "Bool",
        fixed: { "Replace Bool by BoolIfExists": denies({ BoolIfExists: { [key]: "false" } }) },
      },
      {
        statement: denies({ Bool: { [key]: "true" } }),
        at: "true",
        fixed: { [deny]: denies({ BoolIfExists: { [key]: "false" } }) },
      },
      {
        statement: deletes({ Null: { [key]: "true" } }),
        at: "Null",
        message:
          'Null "true" allows the actions only to requests without MFA information, such as long-term access keys.',
        fixed: { "Replace Null by Bool": deletes({ Bool: { [key]: "true" } }) },
      },
      {
        statement: denies({ Null: { [key]: "false" } }),
        at: "Null",
        message: 'Null "false" denies every session that carries MFA information, also those that used it.',
      },
      // Of two tests neither is wrong by itself: there is no fix of one.
      {
        statement: deletes({ Bool: { [key]: "false" }, Null: { [key]: "false" } }),
        at: "false",
        offers: [],
      },
      // Another Deny that misses the same requests does not help, nor does an Allow for them.
      {
        statement: [denies({ Bool: { [key]: "false" } }), denies({ Bool: { [key]: "false" } }, "s3:*")],
        at: ["Bool", "Bool"],
      },
      {
        statement: [denies({ Bool: { [key]: "false" } }), { ...denies({ Null: { [key]: "true" } }), Effect: "Allow" }],
        at: ["Bool", "Null"],
      },
      {
        statement: [denies({ Null: { [key]: "true" } }), denies({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
        at: "Null",
      },
    ],
    accepts: [
      // What never holds denies nobody and allows nobody.
      denies({ Bool: { [key]: "true" }, Null: { [key]: "true" } }),
      deletes({ Bool: { [key]: "true" }, Null: { [key]: "true" } }),
      { statement: [denies({ Null: { [key]: "true" } }), denies({ Bool: { [key]: "false" } })], kind: "identity" },
    ],
    native: [
      {
        title: "a value that is not known",
        uri: "/w/main.tf",
        text: `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*", Condition = { Bool = { "${key}" = var.value } } }] })\n}\n`,
        at: [],
      },
      {
        title: "a value that is not known, where the operator lets requests without the key through",
        uri: "/w/main.tf",
        text: `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { BoolIfExists = { "${key}" = var.value } } }] })\n}\n`,
        at: [],
      },
      {
        title: "a list of values that is yet to be written",
        uri: "/w/policy.json",
        text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"${key}":[]}}}]}`,
        at: [],
      },
      {
        title: "one of two values that is not known",
        uri: "/w/main.tf",
        text: `resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { Bool = { "${key}" = "false" }, Null = { "${key}" = var.value } } }] })\n}\n`,
        at: [],
      },
      {
        title: "a value that is yet to be written",
        uri: "/w/policy.json",
        text: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"${key}":[]}}}]}`,
        at: [],
      },
    ],
  });
});

const statement = '{ Effect = "Allow", Action = "iam:DeleteUser", Resource = "*" }';
const document = (...statements: string[]): string =>
  `jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })`;
const managed = `resource "aws_iam_policy" "p" {\n  policy = ${document(statement)}\n}\n`;
const group = (name: string): string =>
  `resource "aws_iam_group" "${name}" {\n  name = "${name}"\n}\nresource "aws_iam_group_policy_attachment" "${name}" {\n  group      = aws_iam_group.${name}.name\n  policy_arn = aws_iam_policy.p.arn\n}\n`;
const groupDenies = (name: string, condition = `{ BoolIfExists = { "${key}" = "false" } }`): string =>
  `resource "aws_iam_group_policy" "${name}" {\n  group  = aws_iam_group.${name}.name\n  policy = ${document(`{ Effect = "Deny", NotAction = "iam:EnableMFADevice", Resource = "*", Condition = ${condition} }`)}\n}\n`;
const role = (trust: string): string =>
  `resource "aws_iam_role" "ops" {\n  name               = "ops"\n  assume_role_policy = ${trust}\n}\nresource "aws_iam_role_policy_attachment" "ops" {\n  role       = aws_iam_role.ops.name\n  policy_arn = aws_iam_policy.p.arn\n}\n`;
const trusts = (principal: string, effect = "Allow"): string =>
  `{ Effect = "${effect}", Action = "sts:AssumeRole", Principal = { ${principal} } }`;

const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });

describe("limits of who needs MFA", () => {
  checkRule(mfaMissing, {
    flags: [
      {
        statement: { Effect: "Allow", Action: ["iam:DeleteUser", "iam:CreateUser"], Resource: "*" },
        at: "iam:DeleteUser",
        message: /^iam:DeleteUser and iam:CreateUser are allowed/,
      },
      {
        statement: { Effect: "Allow", Action: ["iam:Delete*", "iam:Get*"], Resource: "*" },
        at: "iam:Delete*",
        message: / and \d+ more are allowed/,
      },
    ],
    accepts: [
      { statement: deletes(), kind: "permission-set" },
      { statement: deletes(), kind: "boundary" },
      { statement: deletes(), kind: "scp" },
      deletes({ NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }),
      // A test of the key that does not ask for MFA is mfa-operator's finding.
      deletes({ BoolIfExists: { [key]: "true" } }),
      { Effect: "Allow", Action: ["iam:Get*", "iam:List*"], Resource: "*" },
    ],
    native: [
      native(
        "takes a condition that cannot be read for one",
        `resource "aws_iam_policy" "p" {\n  policy = ${document(statement.replace(" }", ", Condition = var.condition }"))}\n}\n`,
      ),
      {
        ...native(
          "one group of two that other policies keep from it",
          managed + group("a") + groupDenies("a") + group("b"),
          "iam:DeleteUser",
        ),
        severity: "medium",
      },
      native("both of two groups", managed + group("a") + groupDenies("a") + group("b") + groupDenies("b")),
      native(
        "a group whose other policy denies from outside of the network only",
        managed + group("a") + groupDenies("a", '{ NotIpAddress = { "aws:SourceIp" = "10.0.0.0/8" } }'),
        "iam:DeleteUser",
      ),
      native(
        "a group that is kept from it, beside a role of a service",
        managed + group("a") + groupDenies("a") + role(document(trusts('Service = "ec2.amazonaws.com"'))),
      ),
      native(
        "a role that users are denied",
        managed +
          role(
            document(
              trusts('Service = "ec2.amazonaws.com"'),
              trusts('AWS = "arn:aws:iam::123456789012:user/ann"', "Deny"),
            ),
          ),
      ),
      native(
        "a role that another role assumes",
        `${managed}resource "aws_iam_role" "ci" {\n  name = "ci"\n}\n${role(document(trusts("AWS = aws_iam_role.ci.arn")))}`,
      ),
      native(
        "a role that a role of another account assumes",
        managed + role(document(trusts('AWS = "arn:aws:iam::123456789012:role/user/ci"'))),
      ),
      {
        ...native(
          "a role that an account assumes, written as its number",
          managed + role(document(trusts('AWS = "123456789012"'))),
          "iam:DeleteUser",
        ),
        severity: "low",
      },
    ],
  });

  const trust = (Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") => ({
    Effect: "Allow",
    Principal,
    Action,
    ...(Condition && { Condition }),
  });
  const ann = { AWS: "arn:aws:iam::123456789012:user/ann" };
  checkRule(mfaTrustMissing, {
    flags: [
      {
        kind: "trust",
        statement: trust(ann, undefined, ["sts:AssumeRole", "sts:TagSession"]),
        at: "arn:aws:iam::123456789012:user/ann",
        severity: "medium",
        offers: ["require-mfa"],
        fixed: {
          "require-mfa": [
            trust(ann, undefined, ["sts:TagSession"]),
            trust(ann, { Bool: { [key]: "true" } }, ["sts:AssumeRole"]),
          ],
        },
      },
      // With a service beside the user, a condition would keep the service out.
      {
        kind: "trust",
        statement: trust({ ...ann, Service: "ec2.amazonaws.com" }),
        at: "arn:aws:iam::123456789012:user/ann",
        offers: [],
      },
    ],
    accepts: [
      { kind: "trust", statement: trust(ann, { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }) },
      { kind: "trust", statement: trust(ann, undefined, "sts:TagSession") },
      { kind: "trust", statement: trust(ann, { BoolIfExists: { [key]: "true" } }) },
      { kind: "trust", statement: { ...trust(ann), Effect: "Deny" } },
    ],
    native: [
      {
        title: "takes a condition that cannot be read for one",
        uri: "/w/main.tf",
        text: `resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::123456789012:user/ann" }, Condition = var.condition }] })\n}\n`,
        at: [],
      },
    ],
  });
});
