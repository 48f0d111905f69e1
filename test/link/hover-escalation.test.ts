// The words of a hover about ways to become administrator: at the token that a rule tells them at, and at a principal.
import assert from "node:assert/strict";
import { engine } from "../support/engine";

/** The hover on a part of the first file, read with the others, and the text it is about. */
function hover(files: Readonly<Record<string, string>>, part: string): { markdown: string; text: string } | undefined {
  const [document, ...siblings] = Object.entries(files).map(([uri, text]) => engine.read({ uri, text }));
  assert.ok(document);
  const at = document.text.indexOf(part);
  assert.ok(at >= 0);
  const found = engine.hover(document, at, siblings);
  return found && { markdown: found.markdown, text: document.text.slice(found.span.start, found.span.end) };
}

/** What it says of ways, without what it says of the action. */
function ways(files: Readonly<Record<string, string>>, part: string): readonly string[] {
  const [told = ""] = hover(files, part)?.markdown.split("\n\n---\n\n") ?? [];
  return told.includes(title) ? told.slice(told.indexOf(title)).split("\n\n") : [];
}

const title = "**The way to administrator**";
const grant = (action: string, resource = '"*"'): string =>
  `{ Effect = "Allow", Action = ${action}, Resource = ${resource} }`;
/** Its statements stand from the fourth line on, or the third where it has no `rest`. */
const policy = (type: string, name: string, rest: string, ...statements: string[]): string =>
  `resource "${type}" "${name}" {\n${rest}  policy = jsonencode({ Version = "2012-10-17", Statement = [\n${statements.map((one) => `    ${one},\n`).join("")}  ] })\n}\n`;
const managed = (...statements: string[]): Record<string, string> => ({
  "/w/main.tf": policy("aws_iam_policy", "p", "", ...statements),
});

describe("the hover of a way to administrator", () => {
  before(() => engine.ready());

  const cases: readonly (readonly [
    title: string,
    files: Readonly<Record<string, string>>,
    part: string,
    lines: readonly string[],
  ])[] = [
    [
      "of one action",
      managed(grant('["iam:GetUser", "iam:PutUserPolicy"]')),
      "iam:PutUserPolicy",
      ["1. `iam:PutUserPolicy` on `*`", "Its holder writes itself a policy that allows everything."],
    ],
    [
      "that needs something",
      managed(grant('"ssm:StartSession"')),
      "ssm:StartSession",
      [
        "1. `ssm:StartSession` on `*`",
        "Its holder opens a shell on an instance and works with its role.",
        "It needs a managed instance with a stronger role.",
      ],
    ],
    [
      "by a wildcard, which opens more",
      managed(grant('"iam:Put*"', '"arn:aws:iam::123456789012:*"')),
      "iam:Put*",
      [
        "1. `iam:PutUserPolicy` (by `iam:Put*`) on `arn:aws:iam::123456789012:*`",
        "Its holder writes itself a policy that allows everything.",
        "Also open: `iam:PutRolePolicy`; `iam:PutGroupPolicy`",
      ],
    ],
    [
      "by NotAction",
      {
        "/w/p.json":
          '{"Statement":[{"Effect":"Allow","NotAction":["iam:PassRole","sso:*"],"Resource":"arn:aws:iam::*:user/*"}]}',
      },
      "NotAction",
      [
        "1. `iam:AttachUserPolicy` (by `NotAction`) on `arn:aws:iam::*:user/*`",
        "Its holder attaches AdministratorAccess to itself or to a user whose keys it has.",
        "Also open: `iam:PutUserPolicy`; `iam:CreateAccessKey`; `iam:CreateLoginProfile` and 1 more",
      ],
    ],
    [
      "to its holder's own rights",
      managed(grant('"iam:PutUserPolicy"', '"arn:aws:iam::*:user/$${aws:username}"')),
      "iam:PutUserPolicy",
      [
        "1. `iam:PutUserPolicy` on `arn:aws:iam::*:user/${aws:username}` (its own)",
        "Its holder writes itself a policy that allows everything.",
      ],
    ],
    [
      "of several actions, told at the resource to blame",
      managed(
        grant('"iam:PassRole"'),
        grant('["lambda:CreateFunction", "lambda:Invoke*"]', '["arn:aws:lambda:*:*:a", "b", "c"]'),
        grant('["ecs:RunTask"]', '["arn:aws:ecs:*:*:*", "*"]'),
      ),
      '*" },',
      [
        [
          "1. `iam:PassRole` on `*` (any role), to `lambda.amazonaws.com`",
          "2. `lambda:CreateFunction` on `arn:aws:lambda:*:*:a`, `b` and 1 more, allowed in line 4",
          "3. `lambda:InvokeFunction` (by `lambda:Invoke*`) on `arn:aws:lambda:*:*:a`, `b` and 1 more, allowed in line 4",
        ].join("\n"),
        "Its holder runs its own code in a function with the role.",
        "Also open: `iam:PassRole` with `ecs:RunTask`",
      ],
    ],
    [
      "that passes an administrator's role",
      {
        ...managed(grant('"iam:PassRole"', "aws_iam_role.t.arn"), grant('"ecs:RunTask"', '["arn:aws:ecs:*:*:*", "*"]')),
        "/w/roles.tf":
          'resource "aws_iam_role" "t" {\n  name = "t"\n}\nresource "aws_iam_role_policy_attachment" "t" {\n  role = aws_iam_role.t.name\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
      },
      "iam:PassRole",
      [
        "1. `iam:PassRole` on `aws_iam_role.t.arn` (an administrator's role), to `ecs-tasks.amazonaws.com`\n2. `ecs:RunTask` on `*`, allowed in line 4",
        "Its holder runs a task with another role and command than its definition says.",
        "It needs a cluster and a task definition.",
      ],
    ],
    [
      "of a principal, by several policies",
      {
        "/w/main.tf":
          'resource "aws_iam_user" "deploy" {\n  name = "ci"\n}\n' +
          policy("aws_iam_user_policy", "a", '  user = "ci"\n', grant('"iam:PassRole"')),
        "/w/run.tf": policy(
          "aws_iam_user_policy",
          "b",
          '  user = "ci"\n',
          grant('["ec2:RunInstances", "ecs:RunTask"]'),
        ),
      },
      'deploy"',
      [
        "1. `iam:PassRole` on `*` (any role), to `ec2.amazonaws.com`, allowed in line 7\n2. `ec2:RunInstances` on `*`, allowed in line 4 of run.tf",
        "Its holder starts an instance with the role and takes its credentials from it.",
        "Also open: `iam:PassRole` with `ecs:RunTask`",
      ],
    ],
    ["of an action that opens none alone", managed(grant('"iam:PassRole"')), "iam:PassRole", []],
    [
      "of an action that a Deny takes away",
      managed(grant('"iam:PutUserPolicy"'), grant('"iam:*"').replace("Allow", "Deny")),
      "iam:PutUserPolicy",
      [],
    ],
    [
      "of a later action, which is not to blame",
      managed(grant('"iam:PassRole"'), grant('"ec2:RunInstances"')),
      "ec2:RunInstances",
      [],
    ],
  ];
  for (const [name, files, part, lines] of cases)
    it(name, () => assert.deepEqual(ways(files, part), lines.length > 0 ? [title, ...lines] : []));

  it("is about the token, and tells of the action, too", () => {
    const files = managed(grant('"iam:PassRole"'), grant('"ec2:RunInstances"'));
    const atAction = hover(files, "iam:PassRole");
    assert.equal(atAction?.text, "iam:PassRole");
    assert.match(atAction.markdown, /from it\.\n\n---\n\n\*\*iam:PassRole\*\* · Write\n/);
    const atResource = hover(files, '*" },');
    assert.equal(atResource?.text, "*");
    assert.match(atResource.markdown, /from it\.$/);
  });
});
