// Ways to become administrator that only the rest of the module shows: what a policy's holder has itself, and what roles it may pass.
import assert from "node:assert/strict";
import { defaultConfig } from "../../shared-rules/src/index";
import { escalationAction } from "../../shared-rules/src/rules/escalation-action";
import { escalationPath } from "../../shared-rules/src/rules/escalation-path";
import { checkRule } from "../support/check-rule";
import { engine } from "../support/engine";

const statement = (action: string, resource: string): string =>
  `{ Effect = "Allow", Action = ${action}, Resource = ${resource} }`;
const policy = (type: string, name: string, rest: string, ...statements: string[]): string =>
  `resource "${type}" "${name}" {\n${rest}  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })\n}\n`;
const role = (name: string, rest = ""): string => `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n${rest}}\n`;

checkRule(escalationAction, {
  native: [
    {
      title: "a policy that may get a new version by its own grant",
      uri: "/w/main.tf",
      text: policy(
        "aws_iam_policy",
        "deploy",
        '  name = "team-deploy"\n',
        statement('["iam:GetPolicy", "iam:CreatePolicyVersion"]', '"arn:aws:iam::123456789012:policy/team-*"'),
      ),
      at: ["iam:CreatePolicyVersion"],
      severity: "high",
      message:
        "iam:CreatePolicyVersion is enough to become administrator: its holder gives a policy that it has a new default version that allows everything.",
    },
    {
      title: "a policy of another name or path",
      uri: "/w/main.tf",
      text:
        policy(
          "aws_iam_policy",
          "a",
          '  name = "deploy"\n',
          statement('"iam:CreatePolicyVersion"', '"arn:aws:iam::*:policy/team-*"'),
        ) +
        policy(
          "aws_iam_policy",
          "b",
          '  name = "team-b"\n  path = "/x/"\n',
          statement('"iam:CreatePolicyVersion"', '"arn:aws:iam::*:policy/team-*"'),
        ),
      at: [],
    },
    {
      title: "a role that may write its own policies, by name and by reference",
      uri: "/w/main.tf",
      text:
        role("app") +
        policy(
          "aws_iam_role_policy",
          "a",
          "  role = aws_iam_role.app.name\n",
          statement('"iam:PutRolePolicy"', '"arn:aws:iam::*:role/a*"'),
        ) +
        policy(
          "aws_iam_role_policy",
          "b",
          "  role = aws_iam_role.app.name\n",
          statement('"iam:AttachRolePolicy"', "aws_iam_role.app.arn"),
        ),
      at: ["iam:PutRolePolicy", "iam:AttachRolePolicy"],
    },
    {
      title: "a role that may write another one's policies",
      uri: "/w/main.tf",
      text:
        role("app") +
        role("other") +
        policy(
          "aws_iam_role_policy",
          "a",
          "  role = aws_iam_role.app.name\n",
          statement('"iam:PutRolePolicy"', "aws_iam_role.other.arn"),
        ),
      at: [],
    },
  ],
});

const attach = (arn: string): string =>
  `resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.target.name\n  policy_arn = "arn:aws:iam::aws:policy/${arn}"\n}\n`;
const runs = (resource: string): string =>
  policy("aws_iam_policy", "ci", "", statement('"iam:PassRole"', resource), statement('"ec2:RunInstances"', '"*"'));

checkRule(escalationPath, {
  native: [
    {
      title: "an administrator's role that may be passed",
      uri: "/w/main.tf",
      text: role("target") + attach("AdministratorAccess") + runs("aws_iam_role.target.arn"),
      at: ["iam:PassRole"],
      severity: "high",
    },
    {
      title: "an administrator's role that may be passed by its name",
      uri: "/w/main.tf",
      text: role("target") + attach("AdministratorAccess") + runs('"arn:aws:iam::123456789012:role/target"'),
      at: ["iam:PassRole"],
    },
    {
      title: "an administrator's role among those of a name's beginning",
      uri: "/w/main.tf",
      text: role("target") + attach("AdministratorAccess") + runs('"arn:aws:iam::123456789012:role/tar*"'),
      at: ["iam:PassRole"],
    },
    {
      title: "an instance of an administrator's role",
      uri: "/w/main.tf",
      text: role("target", "  count = 2\n") + attach("AdministratorAccess") + runs("aws_iam_role.target[1].arn"),
      at: ["iam:PassRole"],
    },
    {
      title: "roles of another name, path or letter case than the administrator's",
      uri: "/w/main.tf",
      text:
        role("target") +
        attach("AdministratorAccess") +
        runs(
          '["arn:aws:iam::1:role/other", "arn:aws:iam::1:role/x/target", "arn:aws:iam::1:role/Target", "arn:aws:iam::1:role/x*", aws_iam_role.other.arn]',
        ),
      at: [],
    },
    {
      title: "a harmless role that may be passed",
      uri: "/w/main.tf",
      text: role("target") + attach("ReadOnlyAccess") + runs("aws_iam_role.target.arn"),
      at: [],
    },
  ],
});

describe("ways to become administrator", () => {
  before(() => engine.ready());

  it("are told, and unsaid, as the rest of the module changes", () => {
    const main = engine.read({ uri: "/w/main.tf", text: runs("aws_iam_role.target.arn") });
    const told = (arn: string): string[] => {
      const other = engine.read({ uri: "/w/roles.tf", text: role("target") + attach(arn) });
      return engine.lint(main, defaultConfig, [other]).map(({ rule, text }) => `${rule} @ ${text}`);
    };
    for (const arn of ["ReadOnlyAccess", "AdministratorAccess", "ReadOnlyAccess", "AdministratorAccess"])
      assert.equal(told(arn).includes("escalation-path @ iam:PassRole"), arn === "AdministratorAccess", arn);
  });
});
