// What an ignore hides, in every place it may stand, and the rules about ignores themselves.
import assert from "node:assert/strict";
import { defaultConfig, type Config } from "../../shared-rules/src/index";
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
