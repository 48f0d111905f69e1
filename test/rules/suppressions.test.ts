// What an ignore hides, in every place it may stand, and the rules about ignores themselves.
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { defaultConfig, type Config } from "../../shared-rules/src/index";
import { userDeclared } from "../../shared-rules/src/rules/user-declared";
import { suppress } from "../../shared-rules/src/suppress";
import { suppressionExpired } from "../../shared-rules/src/rules/suppression-expired";
import { suppressionUnused } from "../../shared-rules/src/rules/suppression-unused";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

checkRule(suppressionUnused, {
  native: [
    {
      title: "says which rule there is not",
      uri: "/w/main.tf",
      text: '# roleward-ignore user-declred: typed in haste\nresource "aws_iam_user" "a" {\n}\n',
      at: ["# roleward-ignore user-declred: typed in haste"],
      severity: "low",
      message: "There is no rule user-declred to ignore.",
    },
    {
      title: "wants a reason",
      uri: "/w/main.tf",
      text: '# roleward-ignore user-declared\nresource "aws_iam_user" "a" {\n}\n',
      at: ["# roleward-ignore user-declared"],
      message: "This ignore gives no reason, so it hides nothing: write roleward-ignore user-declared: why.",
    },
    {
      title: "knows nothing of rules that are off",
      uri: "/w/main.tf",
      text: '# roleward-ignore user-declared: yes\nresource "aws_iam_group" "a" {\n}\n',
      config: { rules: { "user-declared": "off" } },
      at: [],
    },
  ],
});

checkRule(suppressionExpired, {
  native: [
    {
      title: "names the day and the reason",
      uri: "/w/main.tf",
      text: '# roleward-ignore user-declared until 2026-01-31: till the migration\nresource "aws_iam_user" "a" {\n}\n',
      at: ["# roleward-ignore user-declared until 2026-01-31: till the migration"],
      severity: "medium",
      message: 'This ignore ended on 2026-01-31: "till the migration". Settle the finding or agree on a new day.',
    },
    {
      title: "another tool's is its own to tell",
      uri: "/w/main.tf",
      text: '#trivy:ignore:AVD-AWS-0143:exp:2026-01-31\nresource "aws_iam_user_policy_attachment" "a" {\n  user       = "ci"\n  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
      at: [],
    },
    {
      title: "the day itself still counts",
      uri: "/w/main.tf",
      text: '# roleward-ignore user-declared until 2026-11-21: till the migration\nresource "aws_iam_user" "a" {\n}\n',
      at: [],
    },
  ],
});

describe("an ignore", () => {
  before(() => engine.ready());

  /** Findings as "rule", those that are ignored as "(rule: reason)". */
  const found = (uri: string, text: string, config: Partial<Config> = {}): string[] =>
    engine
      .lint(engine.read({ uri, text }), { ...defaultConfig, now: Date.parse("2026-11-21"), ...config })
      .map(({ rule, suppressed }) => (suppressed ? `(${rule}: ${suppressed.reason})` : rule));

  const user = 'resource "aws_iam_user" "a" {\n  name = "a"\n}\n';
  const tagged = { requiredTags: [] };

  it("above a block hides what is found in it, and only of its rules", () => {
    assert.deepEqual(
      found(
        "/w/main.tf",
        `# roleward-ignore user-declared, boundary-missing: legacy\n# It goes in spring.\n${user}`,
        tagged,
      ),
      ["(boundary-missing: legacy)", "(user-declared: legacy)"],
    );
    assert.deepEqual(
      found("/w/main.tf", `# roleward-ignore user-declared: legacy\n\n${user}${user.replace('"a"', '"b"')}`, tagged),
      ["boundary-missing", "(user-declared: legacy)", "boundary-missing", "user-declared"],
    );
  });

  it("at the end of a line hides what is found on it", () => {
    const policy = (comment: string): string =>
      `resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n      Effect = "Allow"\n      Action = "iam:CreateUser" ${comment}\n      Resource = "arn:aws:iam::*:user/x"\n    }]\n  })\n}\n`;
    assert.deepEqual(found("/w/main.tf", policy("# roleward-ignore user-create-grant: the provisioner")), [
      "(user-create-grant: the provisioner)",
    ]);
    assert.deepEqual(found("/w/main.tf", policy("// roleward-ignore user-declared: no")), [
      "user-create-grant",
      "suppression-unused",
    ]);
  });

  it("stands in YAML and in JSON with comments alike", () => {
    const template = "Resources:\n  # roleward-ignore user-declared: legacy\n  A:\n    Type: AWS::IAM::User\n";
    assert.deepEqual(found("/w/template.yaml", template, tagged), ["boundary-missing", "(user-declared: legacy)"]);
    const json =
      '{\n  "Statement": [\n    // roleward-ignore wildcard-admin: the account\'s owner\n    { "Effect": "Allow", "Action": "*", "Resource": "*" }\n  ]\n}\n';
    assert.deepEqual(found("/w/policy.jsonc", json), ["(wildcard-admin: the account's owner)"]);
  });

  const template = (metadata: object, whole?: object): object => ({
    AWSTemplateFormatVersion: "2010-09-09",
    ...(whole && { Metadata: whole }),
    Resources: {
      Legacy: { Type: "AWS::IAM::User", Metadata: metadata },
      Other: { Type: "AWS::IAM::User" },
    },
  });
  const formats = [
    ["JSON", "/w/template.json", (value: object): string => JSON.stringify(value, null, 2)],
    ["YAML", "/w/template.yaml", (value: object): string => stringify(value)],
  ] as const;
  for (const [name, uri, text] of formats) {
    const inTemplate = (metadata: object, whole?: object, config: Partial<Config> = {}): string[] =>
      found(uri, text(template(metadata, whole)), { rules: { "boundary-missing": "off" }, ...tagged, ...config });
    const both = ["user-declared", "user-declared"];

    it(`stands in the Metadata of a resource or a template, ${name}`, () => {
      const ignore = { rule: "user-declared", reason: "legacy", until: "2026-12-31" };
      const hidden = ["(user-declared: legacy)", "user-declared"];
      assert.deepEqual(inTemplate({ Roleward: { ignore } }), hidden);
      assert.deepEqual(inTemplate({ Roleward: { ignore: [{ rule: "user-untagged", reason: "x" }, ignore] } }), [
        "(user-declared: legacy)",
        "suppression-unused",
        "user-declared",
      ]);
      assert.deepEqual(
        inTemplate({ Roleward: { ignore: { rule: ["user-declared", "user-untagged"], reason: "legacy" } } }),
        ["(user-declared: legacy)", "suppression-unused", "user-declared"],
      );
      assert.deepEqual(inTemplate({}, { Roleward: { ignore } }), [
        "(user-declared: legacy)",
        "(user-declared: legacy)",
      ]);
    });

    it(`wants a reason and a day that has not passed there, too, ${name}`, () => {
      const told = (ignore: object): string[] => inTemplate({ Roleward: { ignore } });
      assert.deepEqual(told({ rule: "user-declared" }), ["user-declared", "suppression-unused", "user-declared"]);
      assert.deepEqual(told({ rule: "user-declared", reason: "legacy", until: "2026-01-01" }), [
        "user-declared",
        "suppression-expired",
        "user-declared",
      ]);
      assert.deepEqual(told({ rule: "user-declared", reason: "legacy", until: "spring" }), [
        "user-declared",
        "suppression-unused",
        "user-declared",
      ]);
    });

    it(`of another tool stands in Metadata in that tool's own words, ${name}`, () => {
      const admin = (metadata: object, config: Partial<Config> = {}): string[] => {
        const { Resources: _, ...rest } = template({}) as { Resources: object };
        const Properties = { ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] };
        const Resources = { Admins: { Type: "AWS::IAM::Group", Metadata: metadata, Properties } };
        return found(uri, text({ ...rest, Resources }), config);
      };
      const [plain] = admin({});
      assert.equal(plain, "managed-admin");
      const checkov = { checkov: { skip: [{ id: "CKV_AWS_274", comment: "emergencies" }] } };
      assert.deepEqual(admin(checkov), ["(managed-admin: emergencies)"]);
      assert.deepEqual(admin(checkov, { honourSuppressions: false }), ["managed-admin"]);
      const hides: [string, object, string][] = [
        ["cfn_nag:F2000", { cfn_nag: { rules_to_suppress: [{ id: "F2000", reason: "why" }] } }, "why"],
        ["cfn-lint:W9001", { "cfn-lint": { config: { ignore_checks: ["W9001"] } } }, ""],
        ["guard:NO_USERS", { guard: { SuppressedRules: ["NO_USERS"] } }, ""],
      ];
      for (const [equivalent, metadata, reason] of hides) {
        const document = engine.read({ uri, text: text(template(metadata)) });
        const rules = [{ ...userDeclared, equivalents: [equivalent] }];
        const findings = engine.lint(document, defaultConfig).filter(({ rule }) => rule === "user-declared");
        const marked = suppress(findings, document, rules, { config: defaultConfig }).findings;
        assert.deepEqual(
          marked.map(({ suppressed }) => suppressed),
          [{ reason, tool: equivalent.split(":")[0] }, undefined],
        );
      }
    });

    it(`does not mind what else Metadata holds, ${name}`, () => {
      for (const odd of [{ Roleward: "x" }, { Roleward: { ignore: [1] } }, { cfn_nag: [] }])
        assert.deepEqual(inTemplate(odd), both);
      assert.deepEqual(inTemplate({ Roleward: { ignore: ["user-declared"] } }), [
        "user-declared",
        "suppression-unused",
        "user-declared",
      ]);
    });
  }

  it("of another tool counts for the same finding, unless the settings say no", () => {
    const skipped = `resource "aws_iam_role_policy_attachment" "a" {\n  # checkov:skip=CKV_AWS_274: emergencies only\n  role       = "a"\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n`;
    assert.deepEqual(found("/w/main.tf", skipped), ["(managed-admin: emergencies only)"]);
    assert.deepEqual(found("/w/main.tf", skipped, { honourSuppressions: false }), ["managed-admin"]);
    assert.deepEqual(found("/w/main.tf", skipped.replace("CKV_AWS_274", "CKV_AWS_1")), ["managed-admin"]);
  });

  it("of the settings is for a statement or an address", () => {
    const json = '{ "Statement": [{ "Sid": "Owner", "Effect": "Allow", "Action": "*", "Resource": "*" }] }';
    const ignores = [{ rule: "wildcard-admin", reason: "the owner", sid: "Owner" }];
    assert.deepEqual(found("/w/policy.json", json, { ignores }), ["(wildcard-admin: the owner)"]);
    assert.deepEqual(found("/w/policy.json", json.replace("Owner", "Other"), { ignores }), ["wildcard-admin"]);
  });
});
