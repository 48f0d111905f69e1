// What scripts say of policy files: which command takes which file for a policy of what kind.
import assert from "node:assert/strict";
import { policyUses } from "../../shared-rules/src/host/policy-file/uses";

/** A use as "kind path owner". */
const told = (script: string): string[] =>
  policyUses(script).map(({ kind, owner, path }) => `${kind} ${path} ${owner.address || owner.kind}`);

const cases: readonly (readonly [title: string, script: string, uses: readonly string[]])[] = [
  [
    "a managed policy",
    "aws iam create-policy --policy-name app --policy-document file://app.json",
    ["identity app.json policy/app"],
  ],
  [
    "a new version of one",
    "aws iam create-policy-version --policy-arn arn:aws:iam::1:policy/team/app --set-as-default --policy-document file://app.json",
    ["identity app.json policy/app"],
  ],
  [
    "a role's trust",
    "aws iam create-role --role-name ci --assume-role-policy-document file://trust.json",
    ["trust trust.json role/ci"],
  ],
  [
    "a changed trust",
    "aws iam update-assume-role-policy --role-name ci --policy-document file://t.json",
    ["trust t.json role/ci"],
  ],
  [
    "a user's inline policy",
    "aws iam put-user-policy --user-name bob --policy-name p --policy-document file://p.json",
    ["identity p.json user/bob"],
  ],
  [
    "a role's",
    "aws iam put-role-policy --role-name ci --policy-name p --policy-document file://p.json",
    ["identity p.json role/ci"],
  ],
  [
    "a group's",
    "aws iam put-group-policy --group-name dev --policy-name p --policy-document file://p.json",
    ["identity p.json group/dev"],
  ],
  [
    "an SCP",
    "aws organizations create-policy --type SERVICE_CONTROL_POLICY --name fence --content file://scp.json",
    ["scp scp.json organization-policy/fence"],
  ],
  [
    "an RCP",
    "aws organizations create-policy --content file://r.json --type RESOURCE_CONTROL_POLICY --name r",
    ["rcp r.json organization-policy/r"],
  ],
  ["a tag policy", "aws organizations create-policy --type TAG_POLICY --name t --content file://t.json", []],
  ["a bucket policy", "aws s3api put-bucket-policy --bucket b --policy file://b.json", ["resource b.json resource"]],
  [
    "a permission set",
    "aws sso-admin put-inline-policy-to-permission-set --inline-policy file://ps.json",
    ["permission-set ps.json permission-set"],
  ],
  [
    "options before the service",
    "aws --profile iam --region eu-west-1 iam create-policy --policy-document file://a.json",
    ["identity a.json policy"],
  ],
  [
    "a path with folders",
    "aws iam create-policy --policy-document file://policies/a.json",
    ["identity policies/a.json policy"],
  ],
  ["an absolute path", "aws iam create-policy --policy-document file:///srv/a.json", ["identity /srv/a.json policy"]],
  ["an equals sign", "aws iam create-policy --policy-document=file://a.json", ["identity a.json policy"]],
  ["quotes", 'aws iam create-policy --policy-document "file://a b.json"', ["identity a b.json policy"]],
  ["quotes around a part", "aws iam create-policy --policy-document file://'a b'.json", ["identity a b.json policy"]],
  [
    "continued lines",
    "aws iam create-role \\\n  --role-name ci \\\r\n  --assume-role-policy-document file://t.json",
    ["trust t.json role/ci"],
  ],
  [
    "PowerShell's continued lines",
    "aws iam create-role `\n  --role-name ci `\n  --assume-role-policy-document file://t.json",
    ["trust t.json role/ci"],
  ],
  [
    "a variable for the folder",
    'aws iam create-policy --policy-document "file://${DIR}/a.json"',
    ["identity a.json policy"],
  ],
  [
    "a command for the folder",
    "aws iam create-policy --policy-document file://$(dirname $0)/a.json",
    ["identity a.json policy"],
  ],
  ["a variable for the file", "aws iam create-policy --policy-document file://$FILE", []],
  ["a variable in the name", "aws iam create-policy --policy-document file://a-$ENV.json", []],
  [
    "a variable for the role",
    "aws iam create-role --role-name $ROLE --assume-role-policy-document file://t.json",
    ["trust t.json role"],
  ],
  ["a policy in the command", `aws iam create-policy --policy-document '{"Statement":[]}'`, []],
  ["another command", "aws iam delete-policy --policy-document file://a.json", []],
  ["another program", "laws iam create-policy --policy-document file://a.json", []],
  ["a comment", "# aws iam create-policy --policy-document file://a.json", []],
  [
    "a command in a command",
    "arn=$(aws iam create-policy --policy-document file://a.json --query Policy.Arn)\necho $arn",
    ["identity a.json policy"],
  ],
  ["the next command's file", "aws iam create-policy --policy-name a\naws x y --policy-document file://a.json", []],
  ["a pipe", "aws iam create-policy | jq --policy-document file://a.json", []],
  [
    "a workflow",
    "    run: |\n      aws iam put-role-policy --role-name ci --policy-document file://a.json\n",
    ["identity a.json role/ci"],
  ],
  [
    "two commands",
    "aws iam create-role --assume-role-policy-document file://t.json && aws iam put-role-policy --policy-document file://p.json",
    ["trust t.json role", "identity p.json role"],
  ],
];

describe("policyUses", () => {
  for (const [title, script, uses] of cases) it(`reads ${title}`, () => assert.deepEqual(told(script), uses));

  it("gives the place of the argument", () => {
    const script = "#!/bin/sh\n# it's a test\naws iam create-policy --policy-document 'file://a.json'\n";
    const [use] = policyUses(script);
    assert.ok(use);
    assert.equal(script.slice(use.span.start, use.span.end), "'file://a.json'");
  });

  it("reads every prefix without a throw, and long texts in no time", () => {
    const script = cases.map(([, text]) => text).join("\n");
    for (let end = 0; end <= script.length; end++) policyUses(script.slice(0, end));
    const start = performance.now();
    policyUses('aws "'.repeat(20_000));
    policyUses("aws \\".repeat(20_000));
    assert.ok(performance.now() - start < 2000);
  });
});
