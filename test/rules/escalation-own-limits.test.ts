// What a policy's holder has itself, and what only looks like it: names, paths, references.
import { escalationAction } from "../../shared-rules/src/rules/escalation-action";
import { escalationPath } from "../../shared-rules/src/rules/escalation-path";
import { checkRule } from "../support/check-rule";

const policyOf = (type: string, holder: string, statements: string): string =>
  `resource "${type}" "p" {\n  ${holder}\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements}] })\n}\n`;

describe("limits of what a holder has itself", () => {
  const role = (attributes: string): string => `resource "aws_iam_role" "app" {\n${attributes}}\n`;
  const named = role('  name = "app"\n');
  const writes = (resource: string): string =>
    policyOf(
      "aws_iam_role_policy",
      "role = aws_iam_role.app.name",
      `{ Effect = "Allow", Action = "iam:PutRolePolicy", Resource = ${resource} }`,
    );
  const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });
  const template = (title: string, resource: string, ...at: string[]) => ({
    title,
    uri: "/w/template.yaml",
    text: `Resources:\n  App:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: app\n      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - Effect: Allow\n                Action: iam:PutRolePolicy\n                Resource: ${resource}\n`,
    at,
  });
  checkRule(escalationAction, {
    native: [
      native("its role by a template of its ARN", named + writes('"${aws_iam_role.app.arn}"'), "iam:PutRolePolicy"),
      native("its role by its ARN", named + writes('"arn:aws:iam::123456789012:role/app"'), "iam:PutRolePolicy"),
      native("a name that begins as its ARN does", named + writes('"${aws_iam_role.app.arn}-x"')),
      native("names are told apart by case", named + writes('"arn:aws:iam::123456789012:role/APP"')),
      native("a role whose name is not known", role("  name = var.name\n") + writes('"arn:aws:iam::*:role/a*"')),
      native(
        "a role whose path is not known",
        role('  name = "app"\n  path = var.path\n') + writes('"arn:aws:iam::*:role/a*"'),
      ),
      native("its session is not the role", named + writes('"arn:aws:sts::123456789012:role/app"')),
      native("what is no ARN names nothing", named + writes('"iam:aws:iam::123456789012:role/app"')),
      template("its role by a text of its logical id", "!Sub ${App.Arn}", "iam:PutRolePolicy"),
      template("its role by its logical id", "!GetAtt App.Arn", "iam:PutRolePolicy"),
      template(
        "its role by its ARN in a template",
        "!Sub arn:aws:iam::${AWS::AccountId}:role/app",
        "iam:PutRolePolicy",
      ),
    ],
  });
  checkRule(escalationPath, {
    native: [
      native(
        "an administrator's role is not a user",
        `resource "aws_iam_user" "app" {\n  name = "app"\n}\nresource "aws_iam_user_policy_attachment" "app" {\n  user       = aws_iam_user.app.name\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n${policyOf("aws_iam_policy", "", '{ Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_user.app.arn }, { Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }')}`,
      ),
    ],
  });
});
