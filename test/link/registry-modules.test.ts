// Well-known registry modules: what they make of their inputs, judged at the call's own arguments. It tests no other rules of the table.
import assert from "node:assert/strict";
import { defaultConfig, type Finding } from "../../shared-rules/src/index";
import { engine } from "../support/engine";
import { lintIn, rendered } from "./workspace";

const iam = "terraform-aws-modules/iam/aws//modules";

function call(source: string, attributes: string): string {
  return `module "x" {\n  source = "${source}"\n${attributes}}\n`;
}

function found(text: string, off: readonly string[] = []): Finding[] {
  const rules = Object.fromEntries([...off, "policy-never-matches"].map((rule) => [rule, "off" as const]));
  return lintIn({ "/r/main.tf": text }, "/r/main.tf", { config: { ...defaultConfig, rules } });
}

/** Rule, text under the squiggle, address. */
function told(text: string, off: readonly string[] = []): string[] {
  return found(text, off).map(({ address, rule, text: at }) => `${rule} @ ${at} of ${address}`);
}

const aboutUsers = ["user-declared", "user-untagged", "boundary-missing"];
/** What the module also makes for each user. */
const aboutCredentials = ["console-password", "key-declared", "key-unrotated"];
const aboutRoles = ["boundary-missing"];
const admin =
  '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:CreateUser", "s3:GetObject"], Resource = "arn:aws:iam::*:user/x" }] }';
const statements =
  '{ a = { effect = "Allow", actions = ["iam:CreateUser", "iam:GetUser"], resources = ["arn:aws:iam::*:user/x"] } }';

describe("well-known registry modules", () => {
  before(() => engine.ready());

  describe("iam-user", () => {
    const bare = call(`${iam}/iam-user`, '  name = "alice"\n');

    it("makes a user, under whatever name its source has", () => {
      const expected = ["boundary-missing", "user-declared", "user-untagged"];
      for (const source of [
        `${iam}/iam-user`,
        `registry.terraform.io/${iam}/iam-user`,
        "git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-user?ref=v5.30.0",
        "github.com/terraform-aws-modules/terraform-aws-iam//modules/iam-user",
        "git@github.com:terraform-aws-modules/terraform-aws-iam.git//modules/iam-user?ref=v6.0.0",
        "cloudposse/iam-user/aws",
        "git::https://github.com/cloudposse/terraform-aws-iam-user.git?ref=1.2.1",
      ]) {
        const rules = found(call(source, '  name = "alice"\n  user_name = "alice"\n')).map(({ rule }) => rule);
        // cloudposse's modules add tags of their own.
        const own = source.includes("cloudposse") ? expected.slice(0, 2) : expected;
        assert.deepEqual(
          rules.filter((rule) => rule.startsWith("user-declared") || expected.includes(rule)).sort(),
          own,
          source,
        );
      }
      assert.deepEqual(told(bare, ["boundary-missing", "user-untagged", ...aboutCredentials]), [
        "user-declared @ x of module.x.aws_iam_user.this",
      ]);
    });

    it("is not made where it is told not to be", () => {
      for (const flag of ["create", "create_user"])
        assert.deepEqual(told(call(`${iam}/iam-user`, `  name = "alice"\n  ${flag} = false\n`)), [], flag);
      assert.deepEqual(told(call(`${iam}/iam-user`, '  count = 0\n  name = "alice"\n')), []);
    });

    it("has the boundary and the tags that the call gives, and the provider's", () => {
      const text = call(
        `${iam}/iam-user`,
        '  name = "alice"\n  permissions_boundary = "arn:aws:iam::123456789012:policy/b"\n  tags = { Owner = "a", Purpose = "b", ExpiresOn = "c" }\n',
      );
      assert.deepEqual(told(text, ["user-declared", ...aboutCredentials]), []);
      const tags =
        'provider "aws" {\n  default_tags {\n    tags = { Owner = "a", Purpose = "b", ExpiresOn = "c" }\n  }\n}\n';
      assert.deepEqual(told(tags + bare, ["user-declared", "boundary-missing", ...aboutCredentials]), []);
    });

    it("has a key and a password unless it is told otherwise", () => {
      assert.deepEqual(told(bare, aboutUsers), [
        "console-password @ x of module.x.aws_iam_user_login_profile.this",
        "key-declared @ x of module.x.aws_iam_access_key.this",
        "key-unrotated @ x of module.x.aws_iam_access_key.this",
      ]);
      const hover = (text: string): string =>
        engine.hover(engine.read({ uri: "/r/main.tf", text }), text.indexOf('"x"') + 1)?.markdown ?? "";
      assert.match(
        hover(bare),
        /module\.x\.aws_iam_user_login_profile\.this\[0\].*module\.x\.aws_iam_access_key\.this\[0\]/,
      );
      const without = call(
        `${iam}/iam-user`,
        '  name = "alice"\n  create_iam_user_login_profile = false\n  create_iam_access_key = false\n',
      );
      assert.doesNotMatch(hover(without), /login_profile|access_key/);
    });

    it("has policies attached, told at the call's argument", () => {
      assert.deepEqual(
        told(
          call(`${iam}/iam-user`, '  name = "a"\n  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]\n'),
          aboutUsers,
        ).filter((line) => line.startsWith("user-direct-policy")).length,
        1,
      );
      const inline = call(
        `${iam}/iam-user`,
        `  name = "a"\n  create_inline_policy = true\n  inline_policy_permissions = ${statements}\n`,
      );
      assert.deepEqual(
        told(inline, aboutUsers).filter((line) => line.startsWith("user-create-grant")),
        ["user-create-grant @ iam:CreateUser of module.x.aws_iam_user_policy.inline"],
      );
    });

    it("is several where the call is", () => {
      const text = call(`${iam}/iam-user`, '  for_each = toset(["alice", "bob"])\n  name = each.key\n');
      const [only, ...rest] = found(text, ["boundary-missing", "user-untagged", "user-direct-policy"]).filter(
        ({ rule }) => rule === "user-declared",
      );
      assert.deepEqual(rest, []);
      assert.match(only?.message ?? "", /^The user alice is .* Likewise for bob\.$/);
      assert.equal(only?.address, "module.x.aws_iam_user.this");
    });

    it("is changed by the call's arguments, or not at all", () => {
      const untagged = found(bare).find(({ rule }) => rule === "user-untagged");
      assert.equal(
        rendered(bare, untagged),
        `module "x" {\n  source = "${iam}/iam-user"\n  name   = "alice"\n  tags = {\n    Owner     = "CHANGE-ME"\n    Purpose   = "CHANGE-ME"\n    ExpiresOn = "CHANGE-ME"\n  }\n}\n`.replace(
          "name   =",
          "name =",
        ),
      );
      assert.deepEqual(
        found(bare)
          .find(({ rule }) => rule === "user-declared")
          ?.fixes.map(({ id }) => id),
        ["insert-scp", "document-exception"],
      );
      const declared = found(bare).find(({ rule }) => rule === "user-declared");
      assert.match(
        rendered(bare, declared, declared?.fixes[1]?.title),
        /^# roleward-ignore user-declared(?: until \d{4}-\d\d-\d\d)?: REASON \(OWNER, TICKET\)\nmodule "x"/,
      );
      const inline = call(
        `${iam}/iam-user`,
        `  name = "a"\n  create_inline_policy = true\n  inline_policy_permissions = ${statements}\n`,
      );
      const grant = found(inline).find(({ rule }) => rule === "user-create-grant");
      const remove = grant?.fixes.find(({ id }) => id === "remove-action");
      assert.match(rendered(inline, grant, remove?.title), /^declined: The module makes this policy/);
    });
  });

  it("link to what stands outside of them, through their outputs", () => {
    const text = `${call(`${iam}/iam-user`, '  name = "alice"\n')}resource "aws_iam_user_policy_attachment" "a" {\n  user       = module.x.iam_user_name\n  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"\n}\n`;
    const hover = engine.hover(engine.read({ uri: "/r/main.tf", text }), text.indexOf('"x"') + 1)?.markdown ?? "";
    assert.match(hover, /PowerUserAccess/);
  });

  it("take documents, which are judged where they stand and as they are used", () => {
    const document =
      'data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["iam:CreateUser"]\n    resources = ["arn:aws:iam::*:user/x"]\n  }\n}\n';
    assert.deepEqual(told(document + call(`${iam}/iam-policy`, "  policy = data.aws_iam_policy_document.d.json\n")), [
      "user-create-grant @ iam:CreateUser of data.aws_iam_policy_document.d",
    ]);
  });

  it("iam-policy holds a policy that is judged and changed as it stands", () => {
    const text = call(`${iam}/iam-policy`, `  name = "p"\n  policy = jsonencode(${admin})\n`);
    assert.deepEqual(told(text), ["user-create-grant @ iam:CreateUser of module.x.aws_iam_policy.policy"]);
    const [grant] = found(text);
    const remove = grant?.fixes.find(({ id }) => id === "remove-action");
    assert.match(rendered(text, grant, remove?.title), /Action = \["s3:GetObject"\]/);
    assert.deepEqual(told(call(`${iam}/iam-policy`, "  policy = var.p\n")), [
      "unresolved-policy @ var.p of module.x.aws_iam_policy.policy",
    ]);
  });

  it("groups have their policies and users", () => {
    const text = call(
      `${iam}/iam-group-with-policies`,
      '  name = "g"\n  group_users = ["alice"]\n  custom_group_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]\n',
    );
    const hover = engine.hover(engine.read({ uri: "/r/main.tf", text }), text.indexOf('"x"') + 1)?.markdown ?? "";
    assert.match(hover, /\*\*group g\*\*.*AdministratorAccess/s);
    assert.deepEqual(
      told(call(`${iam}/iam-group`, `  name = "g"\n  permissions = ${statements}\n`)).filter((line) =>
        line.startsWith("user-create"),
      ),
      ["user-create-grant @ iam:CreateUser of module.x.aws_iam_policy.this"],
    );
  });

  it("roles have a trust policy of what may assume them, with MFA unless they are told otherwise", () => {
    const trusted = '  create_role = true\n  role_name = "r"\n  trusted_role_arns = ["*"]\n';
    const assumable = `${iam}/iam-assumable-role`;
    const rule = (line: string): boolean => line.startsWith("trust-any");
    assert.deepEqual(told(call(assumable, `${trusted}  role_requires_mfa = false\n`), aboutRoles).filter(rule), [
      "trust-any-principal @ * of module.x.aws_iam_role.this",
    ]);
    assert.deepEqual(told(call(assumable, trusted.replace("create_role = true", "create_role = false"))), []);
    assert.deepEqual(told(call(assumable, trusted.replace("  create_role = true\n", ""))), []);
    const custom = call(
      `${iam}/iam-role`,
      '  name = "r"\n  trust_policy_permissions = { a = { actions = ["sts:AssumeRole"], principals = [{ type = "AWS", identifiers = ["*"] }] } }\n',
    );
    assert.deepEqual(told(custom, aboutRoles).filter(rule), ["trust-any-principal @ * of module.x.aws_iam_role.this"]);
  });

  it("roles are bounded by the argument of their own name", () => {
    for (const [source, argument, more] of [
      [`${iam}/iam-role`, "permissions_boundary", ""],
      [`${iam}/iam-assumable-role`, "role_permissions_boundary_arn", "  create_role = true\n"],
      [`${iam}/iam-github-oidc-role`, "permissions_boundary_arn", ""],
      [`${iam}/iam-role-for-service-accounts-eks`, "role_permissions_boundary_arn", ""],
      ["terraform-aws-modules/lambda/aws", "role_permissions_boundary", ""],
      ["cloudposse/iam-role/aws", "permissions_boundary", ""],
    ] as const) {
      const text = call(source, `  name = "r"\n${more}`);
      const policy = 'resource "aws_iam_policy" "boundary" {\n  name   = "boundary"\n  policy = "{}"\n}\n';
      const finding = found(policy + text).find(({ rule }) => rule === "boundary-missing");
      assert.match(
        rendered(policy + text, finding),
        new RegExp(`\\n {2}${argument} += aws_iam_policy\\.boundary\\.arn\\n`),
        source,
      );
      const bounded = call(source, `  name = "r"\n${more}  ${argument} = "arn:aws:iam::123456789012:policy/b"\n`);
      assert.deepEqual(told(bounded), [], source);
    }
  });

  it("lambda's policies are those that are switched on", () => {
    const source = "terraform-aws-modules/lambda/aws";
    const rows: readonly (readonly [attributes: string, address: string | undefined])[] = [
      [`  policy_json = jsonencode(${admin})\n`, undefined],
      [`  attach_policy_json = true\n  policy_json = jsonencode(${admin})\n`, "additional_json"],
      [`  attach_policy_jsons = true\n  policy_jsons = [jsonencode(${admin})]\n`, "additional_jsons"],
      [`  attach_policy_statements = true\n  policy_statements = ${statements}\n`, "additional_inline"],
      [`  create_role = false\n  attach_policy_json = true\n  policy_json = jsonencode(${admin})\n`, undefined],
    ];
    for (const [attributes, name] of rows)
      assert.deepEqual(
        told(call(source, `  function_name = "f"\n${attributes}`), aboutRoles).filter((line) =>
          line.startsWith("user-create"),
        ),
        name === undefined ? [] : [`user-create-grant @ iam:CreateUser of module.x.aws_iam_policy.${name}`],
        attributes,
      );
  });

  it("cloudposse's policies are read in all their forms", () => {
    for (const argument of [
      `iam_policy_statements = ${statements}`,
      `iam_policy = { version = "2012-10-17", statements = [${statements.slice(6, -2)}] }`,
      `iam_policy = [{ statements = [${statements.slice(6, -2)}] }]`,
      `iam_source_policy_documents = [jsonencode(${admin})]`,
    ])
      assert.deepEqual(
        told(call("cloudposse/iam-policy/aws", `  ${argument}\n`)),
        ["user-create-grant @ iam:CreateUser of module.x.aws_iam_policy.default"],
        argument,
      );
  });

  it("conditions and principals in statement objects count", () => {
    const guarded =
      '{ a = { actions = ["iam:DeleteUser"], resources = ["arn:aws:iam::*:user/x"], condition = [{ test = "Bool", variable = "aws:MultiFactorAuthPresent", values = ["true"] }] } }';
    const text = (permissions: string): string =>
      call(
        `${iam}/iam-user`,
        `  name = "a"\n  create_inline_policy = true\n  inline_policy_permissions = ${permissions}\n`,
      );
    const mfa = (permissions: string): number =>
      found(text(permissions)).filter(({ rule }) => rule === "mfa-missing").length;
    assert.equal(mfa(guarded), 0);
    assert.equal(mfa(guarded.replace(/, condition = \[.*\]/, "")), 1);
  });

  it("that are not in the table make nothing", () => {
    for (const source of [
      "acme/iam/aws//modules/iam-user",
      `${iam}/unheard-of`,
      "terraform-aws-modules/iam/aws",
      "constructor/prototype/aws",
    ])
      assert.deepEqual(told(call(source, '  name = "alice"\n')), [], source);
  });

  describe("modules of resources with policies", () => {
    const own = "terraform-aws-modules";
    const everyone =
      '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "x:Do", Resource = "*" }] }';
    const anyone = '[{ type = "AWS", identifiers = ["*"] }]';

    it("are judged at the policy that a call gives", () => {
      for (const [name, attributes, type] of [
        ["s3-bucket", `  attach_policy = true\n  policy = jsonencode(${everyone})\n`, "aws_s3_bucket_policy"],
        ["sqs", `  policy = jsonencode(${everyone})\n`, "aws_sqs_queue"],
        ["sns", `  topic_policy = jsonencode(${everyone})\n`, "aws_sns_topic_policy"],
        ["kms", `  policy = jsonencode(${everyone})\n`, "aws_kms_key"],
        ["ecr", `  repository_policy = jsonencode(${everyone})\n`, "aws_ecr_repository_policy"],
      ] as const)
        assert.ok(
          told(call(`${own}/${name}/aws`, attributes)).some((one) =>
            one.startsWith(`public-policy @ * of module.x.${type}.this`),
          ),
          name,
        );
    });

    it("are judged at statements in the module's own words", () => {
      const statement = `{ a = { actions = ["x:Do"], principals = ${anyone} } }`;
      for (const [name, attributes] of [
        ["sns", `  topic_policy_statements = ${statement}\n`],
        ["sqs", `  create_queue_policy = true\n  queue_policy_statements = ${statement}\n`],
        ["secrets-manager", `  create_policy = true\n  policy_statements = ${statement}\n`],
      ] as const)
        assert.ok(
          told(call(`${own}/${name}/aws`, attributes)).some((one) => one.startsWith("public-policy @ * of module.x.")),
          name,
        );
    });

    it("have no policy that the module does not attach", () => {
      assert.deepEqual(told(call(`${own}/s3-bucket/aws`, `  policy = jsonencode(${everyone})\n`)), []);
      assert.deepEqual(
        told(
          call(
            `${own}/sqs/aws`,
            `  queue_policy_statements = { a = { actions = ["x:Do"], principals = ${anyone} } }\n`,
          ),
        ),
        [],
      );
    });
  });
});
