// Who is an administrator and who is not quite: conditions, boundaries, resources, and where it is said.
import { managedAdmin } from "../../shared-rules/src/rules/managed-admin";
import { userPrivileged } from "../../shared-rules/src/rules/user-privileged";
import { userPrivilegedMany } from "../../shared-rules/src/rules/user-privileged-many";
import { checkRule } from "../support/check-rule";

const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
const user = (name: string, attributes = ""): string =>
  `resource "aws_iam_user" "${name}" {\n  name = "${name}"\n${attributes}}\n`;
const policy = (type: string, holder: string, statements: string): string =>
  `resource "${type}" "p" {\n  ${holder}\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements}] })\n}\n`;
const inline = (statements: string): string =>
  policy("aws_iam_user_policy", "user = aws_iam_user.ann.name", statements);
const attachment = (to: string, arn = admin): string =>
  `resource "aws_iam_policy_attachment" "a" {\n  name       = "a"\n  ${to}\n  policy_arn = "${arn}"\n}\n`;
const allow = (action: string, rest = ""): string =>
  `{ Effect = "Allow", Action = "${action}", Resource = "*"${rest} }`;
const everything = allow("*");

const native = (title: string, text: string, ...at: string[]) => ({ title, uri: "/w/main.tf", text, at });

describe("limits of an administrator", () => {
  checkRule(userPrivileged, {
    native: [
      native("every action in other words", user("ann") + inline(allow("*:*")), "ann"),
      native("all of IAM in capitals", user("ann") + inline(allow("IAM:*")), "ann"),
      native("a part of IAM is not all of it", user("ann") + inline(allow("iam:*User"))),
      native("another service's name that ends so is not IAM", user("ann") + inline(allow("xiam:*"))),
      native(
        "every action under a condition that names whose",
        user("ann") + inline(allow("*", ', Condition = { StringEquals = { "aws:ResourceTag/team" = "web" } }')),
      ),
      native("under a condition that cannot be read", user("ann") + inline(allow("*", ", Condition = var.condition"))),
      native(
        "every action on one bucket",
        user("ann") + inline('{ Effect = "Allow", Action = "*", Resource = "arn:aws:s3:::reports" }'),
      ),
      native(
        "a Deny of one action leaves an administrator",
        user("ann") + inline(`${everything}, { Effect = "Deny", Action = "iam:CreateUser", Resource = "*" }`),
        "ann",
      ),
      native(
        "a boundary that cannot be read may keep from it",
        user("ann", "  permissions_boundary = var.boundary\n") + inline(everything),
      ),
      native(
        "a boundary that allows compute keeps from nothing that counts",
        user("ann", "  permissions_boundary = aws_iam_policy.limit.arn\n") +
          policy("aws_iam_policy", "", allow("ec2:*")).replace('"p"', '"limit"') +
          inline(everything),
        "ann",
      ),
      {
        ...native(
          "says which attachment makes it so",
          user("ann") + attachment("users = [aws_iam_user.ann.name]"),
          "ann",
        ),
        message: /AdministratorAccess/,
        related: [[admin, "AdministratorAccess comes from here"]],
      },
      {
        ...native(
          "says which policy of the file makes it so",
          `${user("ann")}resource "aws_iam_user_policy" "p" {\n  user   = aws_iam_user.ann.name\n  policy = "{\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}}"\n}\n`,
          "ann",
        ),
        message: /by \* on every resource/,
        related: [
          [
            '{\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"*\\",\\"Resource\\":\\"*\\"}}',
            "* on every resource comes from here",
          ],
        ],
      },
      native(
        "an attachment of something harmless",
        attachment('users = ["ann"]', "arn:aws:iam::aws:policy/ReadOnlyAccess"),
      ),
      native("users for emergencies alone", attachment('users = ["break-glass-1"]')),
      {
        ...native("users for emergencies among others", attachment('users = ["break-glass-1", "ann", "bob"]'), admin),
        message: /makes each of the users ann and bob an administrator:/,
      },
      native("a user's own list of policies is told at the user", user("bob") + attachment('users = ["ann"]'), admin),
      native(
        "a role that gets the policy, too, is not the user",
        `resource "aws_iam_role" "r" {\n  name = "r"\n}\n${attachment('users = ["ann"]\n  roles = [aws_iam_role.r.name]')}`,
        admin,
      ),
      native(
        "members of a group are no attachment",
        'resource "aws_iam_group_membership" "m" {\n  name  = "m"\n  group = "admins"\n  users = ["ann"]\n}\n',
      ),
    ],
  });

  checkRule(userPrivilegedMany, {
    native: [
      native(
        "one administrator among users",
        user("ann") + user("bob") + attachment("users = [aws_iam_user.ann.name]"),
      ),
      native(
        "a role is no user",
        `${user("ann")}resource "aws_iam_role" "r" {\n  name = "r"\n}\n${attachment("users = [aws_iam_user.ann.name]\n  roles = [aws_iam_role.r.name]")}`,
      ),
      {
        ...native(
          "says who the others are",
          user("ann") +
            user("bob") +
            user("cyd") +
            attachment("users = [aws_iam_user.ann.name, aws_iam_user.bob.name, aws_iam_user.cyd.name]"),
          "ann",
        ),
        message: /^3 users .* ann, bob and cyd/,
        related: [
          ["bob", "bob is an administrator"],
          ["cyd", "cyd is an administrator"],
        ],
      },
      {
        ...native(
          "of whom one is nearly an administrator",
          `${user("ann")}${user("bob")}${attachment("users = [aws_iam_user.ann.name]")}${attachment("users = [aws_iam_user.bob.name]", "arn:aws:iam::aws:policy/PowerUserAccess")}`,
          "ann",
        ),
        message: "2 users are administrators or nearly so: ann and bob.",
        related: [["bob", "bob is nearly an administrator"]],
      },
      {
        ...native(
          "who all are nearly administrators",
          user("ann") +
            user("bob") +
            attachment(
              "users = [aws_iam_user.ann.name, aws_iam_user.bob.name]",
              "arn:aws:iam::aws:policy/PowerUserAccess",
            ),
          "ann",
        ),
        message: "2 users are nearly administrators: ann and bob.",
      },
    ],
  });

  checkRule(managedAdmin, {
    native: [
      native(
        "in the list of all policies of a role",
        `resource "aws_iam_role_policy_attachments_exclusive" "x" {\n  role_name   = "ci"\n  policy_arns = ["${admin}"]\n}\n`,
        admin,
      ),
      {
        title: "a permission set is no role",
        uri: "/w/template.yaml",
        text: `Resources:\n  Staff:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      Name: staff\n      ManagedPolicies:\n        - ${admin}\n`,
        at: [],
      },
    ],
  });
});
