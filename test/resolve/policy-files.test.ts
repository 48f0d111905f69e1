// Policy files as people write them: JSON with holes, and every way a policy's grammar may be written. What is known is read, what is
// not says so.
import assert from "node:assert/strict";
import { readPolicyFile, type PolicyHint } from "../../shared-rules/src/host/policy-file";
import type { Document } from "../../shared-rules/src/model/document";
import { defaultConfig, isDeclined } from "../../shared-rules/src/index";
import { applyEdits } from "../support/edits";
import { engine } from "../support/engine";
import { under, words } from "../host/reading";

const read = (text: string, uri = "file:///w/policy.json", hint?: PolicyHint): Document =>
  readPolicyFile({ uri, text }, undefined, hint);

const statement = (resource: string, action = '"s3:GetObject"'): string =>
  `{ "Statement": [{ "Effect": "Allow", "Action": ${action}, "Resource": ${resource} }] }`;

/** The only statement's resources in a few words. */
const resourceOf = ({ policies }: Document): string => words(policies[0]?.statements[0]?.resources.value);

const template = "file:///w/policy.json.tftpl";

describe("holes in policy files", () => {
  const table: readonly (readonly [title: string, uri: string, resource: string, value: string])[] = [
    ["a name", template, '"arn:aws:s3:::${bucket}/*"', "arn:aws:s3:::<${bucket}>/*"],
    ["a name in a .tpl", "a.json.tpl", '"${bucket}"', "<${bucket}>"],
    ["an attribute", template, '"${aws_s3_bucket.b.arn}/*"', "<${aws_s3_bucket.b.arn}>/*"],
    [
      "a call with quotes and braces",
      template,
      '"${join(",", [for b in x : "${b}/*"])}"',
      '<${join(",", [for b in x : "${b}/*"])}>',
    ],
    ["an escape", template, '"arn:aws:s3:::b/$${aws:username}"', "arn:aws:s3:::b/${aws:username}"],
    ["a directive in a text", template, '"a%{ if x }b%{ endif }"', "a<%{ if x }>b<%{ endif }>"],
    ["an escaped directive", template, '"a%%{b"', "a%{b"],
    ["an expression alone", template, "${jsonencode(buckets)}", "<${jsonencode(buckets)}>"],
    ["an item of a list", template, '["a", ${extra}]', "[a, <${extra}>, …]"],
    ["an expression in plain JSON", "a.json", "${jsonencode(buckets)}", "<${jsonencode(buckets)}>"],
    ["a placeholder in plain JSON", "a.json", '"arn:aws:s3:::${bucket_name}/*"', "arn:aws:s3:::<${bucket_name}>/*"],
    [
      "a pseudo parameter in plain JSON",
      "a.json",
      '"arn:aws:s3:::${AWS::AccountId}"',
      "arn:aws:s3:::<${AWS::AccountId}>",
    ],
    ["a policy variable in plain JSON", "a.json", '"arn:aws:s3:::b/${aws:username}"', "arn:aws:s3:::b/${aws:username}"],
    ["one with a default", "a.json", `"\${aws:PrincipalTag/team, 'x'}"`, "${aws:PrincipalTag/team, 'x'}"],
    ["an escaped wildcard", "a.json", '"arn:aws:s3:::b/${*}"', "arn:aws:s3:::b/${*}"],
  ];
  for (const [title, uri, resource, value] of table)
    it(`${title}: ${resource} is ${value}`, () => {
      const document = read(statement(resource), uri);
      assert.equal(resourceOf(document), value);
      assert.equal(document.broken, false);
    });

  it("stand where they are written", () => {
    const text = statement('"a$${aws:username}b${bucket}c"');
    const document = read(text, template);
    const resource = document.policies[0]?.statements[0]?.resources.value;
    assert.equal(under(document, resource), "a$${aws:username}b${bucket}c");
    assert.ok(resource?.kind === "text");
    const hole = resource.parts[1];
    assert.ok(typeof hole === "object");
    assert.equal(text.slice(hole.span.start, hole.span.end), "${bucket}");
  });

  it("follow what is known of the file's use", () => {
    const variable = statement('"${aws:username}"');
    assert.equal(resourceOf(read(variable, "a.json", { isTemplate: true })), "<${aws:username}>");
    assert.equal(resourceOf(read(variable, template, { isTemplate: false })), "${aws:username}");
    assert.equal(read(statement("${x}"), "a.json", { isTemplate: false }).broken, true);
  });

  it("keep the rest of an unfinished text readable", () => {
    const text = '{ "Statement": [{ "Effect": "Allow", "Action": "${act", "Resource": "*" }] }';
    const [policy] = read(text, template).policies;
    assert.equal(policy?.statements.length, 1);
    assert.equal(policy.statements[0]?.effect, "Allow");
  });

  it("leave a statement between directives, and say that there may be more", () => {
    const text = `{ "Statement": [
      %{ if admin }
      { "Effect": "Allow", "Action": "*", "Resource": "*" },
      %{ endif }
      { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }
    ] }`;
    const document = read(text, template);
    assert.equal(document.policies[0]?.open, true);
    assert.deepEqual(
      document.policies[0].statements.map(({ actions }) => words(actions.value)),
      ["*", "s3:Get*"],
    );
  });

  it("in the place of actions are not analysable, and said so; a placeholder is never everything", () => {
    const document = engine.read({ uri: "/w/a.json", text: statement('"${bucket}"', '["${action}"]') });
    assert.deepEqual(
      engine.lint(document, defaultConfig).map(({ rule, text }) => [rule, text]),
      [["unresolved-policy", "${action}"]],
    );
  });

  it("stay where an edit writes beside them", () => {
    const text = `{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iam:CreateUser", "s3:GetObject"],
      "Resource": \${jsonencode(all)},
      "Condition": { "StringLike": { "aws:PrincipalArn": "$\${aws:username}\${x}" } }
    }
  ]
}
`;
    const document = engine.read({ uri: "/w/a.json.tpl", text });
    const fix = engine
      .lint(document, defaultConfig)
      .flatMap(({ fixes }) => fixes)
      .find(({ id }) => id === "remove-action");
    assert.ok(fix);
    const result = engine.render(document, fix);
    assert.ok(!isDeclined(result));
    const [file] = result;
    assert.ok(file && "edits" in file);
    assert.equal(applyEdits(text, file.edits), text.replace('"iam:CreateUser", ', ""));
  });

  it("are read at every prefix", () => {
    const text = table.map(([, , resource]) => statement(resource)).join("\n");
    for (const uri of [template, "a.json"])
      for (let end = 0; end <= text.length; end++) {
        const { policies } = read(text.slice(0, end), uri);
        for (const { span } of policies) assert.ok(span.start <= span.end && span.end <= end);
      }
  });

  it("cost no more than their length", () => {
    const start = performance.now();
    read(statement(`"${'${"{'.repeat(20_000)}"`), template);
    read(statement(`"${"${".repeat(20_000)}"`), template);
    read(statement(`"${"${ a".repeat(20_000)}"`), "a.json");
    assert.ok(performance.now() - start < 3000);
  });
});

/** What checkers that look for one way of writing pass over in silence (checkov PR#7617, PR#7584, #5134). */
describe("ways to write a policy", () => {
  const rules = (text: string, uri = "/w/a.json") =>
    engine.lint(engine.read({ uri, text }), defaultConfig).map(({ rule, text: token }) => `${rule} ${token}`);
  const admin = ["wildcard-admin *"];

  const same: readonly (readonly [title: string, text: string])[] = [
    ["lists", '{ "Statement": [{ "Effect": "Allow", "Action": ["*"], "Resource": ["*"] }] }'],
    ["texts", '{ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }'],
    ["a single statement", '{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }'],
    ["*:*", '{ "Statement": { "Effect": "Allow", "Action": "*:*", "Resource": "*" } }'],
    ["escapes", '{ "Statement": { "Effect": "All\\u006fw", "Action": "\\u002a", "Resource": "*" } }'],
    [
      "a second statement",
      '{ "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }, { "Effect": "Allow", "Action": "*", "Resource": "*" }] }',
    ],
    [
      "comments and trailing commas",
      '// ours\n{ "Statement": [{ "Effect": "Allow", "Action": "*", /* all */ "Resource": "*", },], }',
    ],
    [
      "CRLF and a byte order mark",
      '\uFEFF{\r\n"Statement": [{\r\n"Effect": "Allow", "Action": "*", "Resource": "*" }]\r\n}',
    ],
    [
      "a wrapping",
      '{ "PolicyVersion": { "Document": { "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] } } }',
    ],
  ];
  for (const [title, text] of same)
    it(`with ${title}`, () => {
      const found = rules(text);
      assert.equal(found.length, 1, found.join());
      assert.match(found[0] ?? "", /^wildcard-admin (\*|\*:\*|\\u002a)$/);
    });

  it("with a Principal that is a text, or one in an object", () => {
    for (const principal of ['"*"', '{ "AWS": "*" }', '{ "AWS": ["*"] }'])
      assert.deepEqual(
        rules(`{ "Statement": { "Effect": "Allow", "Principal": ${principal}, "Action": "sts:AssumeRole" } }`),
        ["trust-any-principal *"],
      );
  });

  it("in a string of JSON, as the CLI puts it out", () => {
    const policy = '{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }';
    assert.deepEqual(rules(JSON.stringify({ Policy: policy })), admin);
    assert.deepEqual(rules(JSON.stringify({ PolicyDocument: encodeURIComponent(policy) })), admin);
  });
});
