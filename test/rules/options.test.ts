// The options of rules: what each changes, at which token and in which words, and that a changed option is judged at once.
import assert from "node:assert/strict";
import { defaultConfig, readConfig, rules, type Config, type Document } from "../../shared-rules/src/index";
import { read } from "../support/check-rule";
import { report } from "../support/credential-report";
import { engine } from "../support/engine";

interface Row {
  readonly rule: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** What is judged: a file's name and its text. */
  readonly file: readonly [name: string, text: string];
  /** By default, and as it is set: each the text under the squiggle, and the message. */
  readonly told: readonly Told[];
  readonly then: readonly Told[];
}

type Told = readonly [at: string, message: string];

const now = Date.parse("2026-11-21T12:00:00Z");

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const trusts = (...services: readonly string[]): string =>
  policy({ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" });

/** A trust policy of so many characters. */
function trustOf(size: number): string {
  const text = (sid: string): string =>
    policy({
      Sid: sid,
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:role/a" },
      Action: "sts:AssumeRole",
    });
  return text("A".repeat(size - text("").length));
}

function passwords(length: number, remembered: number, age: number): string {
  return `resource "aws_iam_account_password_policy" "ours" {
  minimum_password_length      = ${length}
  require_uppercase_characters = true
  require_lowercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = ${remembered}
  max_password_age             = ${age}
}
`;
}

const bare = `resource "aws_iam_account_password_policy" "ours" {
  require_uppercase_characters = true
  require_lowercase_characters = true
  require_numbers              = true
  require_symbols              = true
}
`;

const administrators = ["ann", "bob", "eve"]
  .map(
    (name) => `resource "aws_iam_user" "${name}" {
  name = "${name}"
}

resource "aws_iam_user_policy_attachment" "${name}" {
  user       = aws_iam_user.${name}.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
  )
  .join("\n");

const key = {
  user: "ci",
  password_enabled: "false",
  access_key_1_active: "true",
  access_key_1_last_rotated: "2026-10-12T12:00:00+00:00",
  access_key_1_last_used_date: "2026-11-01T12:00:00+00:00",
};

const rows: readonly Row[] = [
  {
    rule: "key-unrotated",
    set: { maxAgeDays: 39 },
    file: ["credentials.csv", report(key)],
    told: [],
    then: [
      [
        key.access_key_1_last_rotated,
        "Access key 1 of ci was made on 2026-10-12, 40 days ago: every copy that leaked since then still works.",
      ],
    ],
  },
  {
    rule: "key-unrotated",
    set: { maxAgeDays: 1 },
    file: ["main.tf", 'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n'],
    told: [
      [
        "ci",
        "Nothing here replaces this access key of ci, or tells when it is older than 90 days: every copy that leaks works on.",
      ],
    ],
    then: [
      [
        "ci",
        "Nothing here replaces this access key of ci, or tells when it is older than a day: every copy that leaks works on.",
      ],
    ],
  },
  {
    rule: "credential-stale",
    set: { unusedDays: 20 },
    file: ["credentials.csv", report(key)],
    told: [],
    then: [
      [
        key.access_key_1_last_used_date,
        "Access key 1 of ci was last used on 2026-11-01, 20 days ago, and still works; switch it off.",
      ],
    ],
  },
  {
    rule: "password-policy-weak",
    set: { minimumLength: 16, reusePrevention: 12, maxAgeDays: 60 },
    file: ["main.tf", passwords(15, 12, 90)],
    told: [["12", "Only the last 12 passwords are remembered: one that leaked comes back soon. Remember 24."]],
    then: [
      ["15", "Passwords of 15 characters are allowed, which attackers guess; ask for at least 16."],
      ["90", "A password that leaked works for up to 90 days; let passwords end after 60."],
    ],
  },
  {
    rule: "password-policy-weak",
    set: { maxAgeDays: 0 },
    file: ["main.tf", passwords(14, 24, 0)],
    told: [["0", "Passwords never end, and nor does what leaked of them; let them end after 90 days."]],
    then: [],
  },
  {
    rule: "password-policy-weak",
    set: { minimumLength: 7, reusePrevention: 0, maxAgeDays: 0 },
    file: ["main.tf", bare],
    told: [
      [
        "ours",
        "The password policy does not ask for 14 characters, other passwords than the last 24 and a new one after 90 days; what it leaves out, AWS does not ask for.",
      ],
    ],
    then: [["ours", "The password policy does not ask for 7 characters; what it leaves out, AWS does not ask for."]],
  },
  {
    rule: "password-policy-weak",
    set: { minimumLength: 6, reusePrevention: 1, maxAgeDays: 1095 },
    file: ["main.tf", bare],
    told: [
      [
        "ours",
        "The password policy does not ask for 14 characters, other passwords than the last 24 and a new one after 90 days; what it leaves out, AWS does not ask for.",
      ],
    ],
    then: [
      [
        "ours",
        "The password policy does not ask for another password than the last and a new one after 1095 days; what it leaves out, AWS does not ask for.",
      ],
    ],
  },
  {
    rule: "permission-set-session",
    set: { maxDuration: "PT1H" },
    file: [
      "main.tf",
      'resource "aws_ssoadmin_permission_set" "staff" {\n  name             = "staff"\n  session_duration = "PT4H"\n}\n',
    ],
    told: [],
    then: [
      ["PT4H", "A session lasts 4 hours: whoever takes it over keeps these permissions as long. The limit is an hour."],
    ],
  },
  {
    rule: "user-privileged-many",
    set: { allowed: 2 },
    file: ["main.tf", administrators],
    told: [["ann", "3 users are administrators: ann, bob and eve."]],
    then: [["ann", "3 users are administrators: ann, bob and eve."]],
  },
  {
    rule: "user-privileged-many",
    set: { allowed: 3 },
    file: ["main.tf", administrators],
    told: [["ann", "3 users are administrators: ann, bob and eve."]],
    then: [],
  },
  {
    rule: "policy-size",
    set: { trustPolicyQuota: 4096 },
    file: ["trust.json", trustOf(4096)],
    told: [
      [
        "Version",
        "This policy has at least 4,096 characters: AWS takes 2,048 in a role's trust policy, and up to 8,192 on request.",
      ],
    ],
    then: [],
  },
  {
    rule: "policy-size",
    set: { trustPolicyQuota: 4096 },
    file: ["trust.json", trustOf(4097)],
    told: [
      [
        "Version",
        "This policy has at least 4,097 characters: AWS takes 2,048 in a role's trust policy, and up to 8,192 on request.",
      ],
    ],
    then: [
      [
        "Version",
        "This policy has at least 4,097 characters: AWS takes 4,096 in a role's trust policy, and up to 8,192 on request.",
      ],
    ],
  },
  {
    rule: "wildcard-resource",
    set: { ignoreActions: ["DynamoDB:put*"] },
    file: [
      "policy.json",
      policy({ Effect: "Allow", Action: ["dynamodb:PutItem", "sqs:ReceiveMessage"], Resource: "*" }),
    ],
    told: [
      [
        "*",
        '"*" lets dynamodb:PutItem and sqs:ReceiveMessage reach every resource; they can be limited to the ones that are meant.',
      ],
    ],
    then: [["*", '"*" lets sqs:ReceiveMessage reach every resource; it can be limited to the ones that are meant.']],
  },
  {
    rule: "wildcard-resource",
    set: { ignoreActions: ["dynamodb:PutItem", "sqs:*"] },
    file: [
      "policy.json",
      policy({ Effect: "Allow", Action: ["dynamodb:PutItem", "sqs:ReceiveMessage"], Resource: "*" }),
    ],
    told: [
      [
        "*",
        '"*" lets dynamodb:PutItem and sqs:ReceiveMessage reach every resource; they can be limited to the ones that are meant.',
      ],
    ],
    then: [],
  },
  {
    rule: "trust-confused-deputy",
    set: { ignoreServices: ["states.amazonaws.com"] },
    file: ["trust.json", trusts("scheduler.amazonaws.com", "states.eu-west-1.amazonaws.com")],
    told: [
      [
        "scheduler.amazonaws.com",
        "scheduler.amazonaws.com works for every AWS customer, and nothing says for whom it may use this role: no aws:SourceArn or aws:SourceAccount.",
      ],
      [
        "states.eu-west-1.amazonaws.com",
        "states.amazonaws.com works for every AWS customer, and nothing says for whom it may use this role: no aws:SourceArn or aws:SourceAccount.",
      ],
    ],
    then: [
      [
        "scheduler.amazonaws.com",
        "scheduler.amazonaws.com works for every AWS customer, and nothing says for whom it may use this role: no aws:SourceArn or aws:SourceAccount.",
      ],
    ],
  },
  {
    rule: "boundary-missing",
    set: { principals: ["role"] },
    file: [
      "t.yaml",
      "Resources:\n  Ann:\n    Type: AWS::IAM::User\n  Ci:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n",
    ],
    told: [
      ["Ann", "The user Ann has no permissions boundary: nothing caps what its policies may grant one day."],
      ["Ci", "The role Ci has no permissions boundary: nothing caps what its policies may grant one day."],
    ],
    then: [["Ci", "The role Ci has no permissions boundary: nothing caps what its policies may grant one day."]],
  },
];

function toldBy(rule: string, document: Document, config: Config): Told[] {
  const judged = engine.judge(document, config);
  return [...judged.findings, ...engine.lintWorkspace(judged.facts(), config)]
    .filter((finding) => finding.rule === rule)
    .map(({ text, message }) => [text, message]);
}

describe("options of rules", () => {
  before(() => engine.ready());

  for (const { rule, set, file, told, then } of rows)
    it(`${rule} with ${JSON.stringify(set)} in ${file[0]}`, () => {
      const { config, problems } = readConfig({ rules: { [rule]: set } });
      assert.deepEqual(problems, []);
      const [name, text] = file;
      const kind = name === "trust.json" ? "trust" : "identity";
      const document = read({ uri: `/w/${name}`, text, hint: { kind } });
      // One document, judged again and again as an editor does, by severities that do not change.
      const own: Config = { ...defaultConfig, now };
      const others: Config = { ...own, options: config.options };
      for (let time = 0; time < 2; time++) {
        assert.deepEqual(toldBy(rule, document, own), told);
        assert.deepEqual(toldBy(rule, document, others), then);
      }
    });

  it("are all judged here", () => {
    const declared = rules.flatMap(({ id, options }) =>
      Object.keys(options?.table ?? {}).map((name) => `${id} ${name}`),
    );
    const judged = rows.flatMap(({ rule, set }) => Object.keys(set).map((name) => `${rule} ${name}`));
    assert.deepEqual([...new Set(judged)].sort(), declared.sort());
  });
});
