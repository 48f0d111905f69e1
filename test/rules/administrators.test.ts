// The rules about who is administrator, by a managed policy or by what they end up with.
import { managedAdmin } from "../../shared-rules/src/rules/managed-admin";
import { permissionSetAdmin } from "../../shared-rules/src/rules/permission-set-admin";
import { userPrivileged } from "../../shared-rules/src/rules/user-privileged";
import { userPrivilegedMany } from "../../shared-rules/src/rules/user-privileged-many";
import { checkRule } from "../support/check-rule";

const attachment = (arn: string, to = 'role = "ci"'): string =>
  `resource "aws_iam_policy_attachment" "a" {\n  name = "a"\n  ${to}\n  policy_arn = ${arn}\n}\n`;

checkRule(managedAdmin, {
  native: [
    {
      title: "on a role in Terraform, whatever the partition",
      uri: "/w/main.tf",
      text: attachment('"arn:${data.aws_partition.current.partition}:iam::aws:policy/IAMFullAccess"', 'roles = ["ci"]'),
      at: ["arn:${data.aws_partition.current.partition}:iam::aws:policy/IAMFullAccess"],
      severity: "high",
      message: "IAMFullAccess permits everything in IAM, and with it any permission, to whoever works with this role.",
      fixed: {
        "Replace IAMFullAccess by IAMReadOnlyAccess, which only reads": attachment(
          '"arn:${data.aws_partition.current.partition}:iam::aws:policy/IAMReadOnlyAccess"',
          'roles = ["ci"]',
        ),
      },
    },
    {
      title: "PowerUserAccess on a group is told as medium",
      uri: "/w/main.tf",
      text: attachment('"arn:aws:iam::aws:policy/PowerUserAccess"', 'groups = ["devs"]'),
      at: ["arn:aws:iam::aws:policy/PowerUserAccess"],
      severity: "medium",
      message:
        "PowerUserAccess permits every action outside of IAM, Organizations and account settings, to whoever is in this group.",
    },
    {
      title: "in a role's own list, in Terraform's JSON syntax",
      uri: "/w/main.tf.json",
      text: '{"resource": {"aws_iam_role": {"ci": {"managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}}}}',
      at: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    },
    {
      title: "a user's is another rule's",
      uri: "/w/main.tf",
      text: attachment('"arn:aws:iam::aws:policy/AdministratorAccess"', 'users = ["ann"]'),
      at: [],
    },
    {
      title: "a customer's policy of that name is none of AWS's",
      uri: "/w/main.tf",
      text: attachment('"arn:aws:iam::123456789012:policy/AdministratorAccess"', 'roles = ["ci"]'),
      at: [],
    },
  ],
});

checkRule(permissionSetAdmin, {
  native: [
    {
      title: "attached in Terraform",
      uri: "/w/main.tf",
      text: 'resource "aws_ssoadmin_managed_policy_attachment" "a" {\n  permission_set_arn = aws_ssoadmin_permission_set.staff.arn\n  managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
      at: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      severity: "high",
      message:
        "AdministratorAccess permits every action on every resource, to everyone who is assigned this permission set.",
    },
  ],
});

const user = (name: string): string => `resource "aws_iam_user" "${name}" {\n  name = "${name}"\n}\n`;
const inline = (statement: string): string =>
  `resource "aws_iam_user_policy" "p" {\n  user = aws_iam_user.ann.name\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })\n}\n`;
const everything = '{ Effect = "Allow", Action = "*", Resource = "*" }';

checkRule(userPrivileged, {
  native: [
    {
      title: "by an inline policy",
      uri: "/w/main.tf",
      text: user("ann") + inline(everything),
      at: ["ann"],
      severity: "critical",
      message:
        "The user ann is an administrator by * on every resource: whoever finds its password or a key has the account.",
    },
    {
      title: "by all of IAM",
      uri: "/w/main.tf",
      text: user("ann") + inline(everything.replace('"*"', '"iam:*"')),
      at: ["ann"],
    },
    {
      title: "not where a Deny takes it away",
      uri: "/w/main.tf",
      text: user("ann") + inline(`${everything}, { Effect = "Deny", Action = "*", Resource = "*" }`),
      at: [],
    },
    {
      title: "whatever a service control policy of the module denies, as it does not bind the management account",
      uri: "/w/main.tf",
      text: `${user("ann")}${inline(everything)}resource "aws_organizations_policy" "s" {
  name    = "s"
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
}
resource "aws_organizations_policy_attachment" "s" {
  policy_id = aws_organizations_policy.s.id
  target_id = "r-ab12"
}
`,
      at: ["ann"],
    },
    {
      title: "not within a boundary that leaves IAM and compute out",
      uri: "/w/main.tf",
      text: `${user("ann").replace("}\n", "  permissions_boundary = aws_iam_policy.limit.arn\n}\n")}resource "aws_iam_policy" "limit" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })\n}\n${inline(everything)}`,
      at: [],
    },
    {
      title: "by an attachment to a user that is declared elsewhere",
      uri: "/w/main.tf",
      text: attachment('"arn:aws:iam::aws:policy/AdministratorAccess"', 'users = ["ann"]'),
      at: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      message:
        "AdministratorAccess makes the user ann an administrator: whoever finds its password or a key has the account.",
    },
    {
      title: "by nearly everything",
      uri: "/w/main.tf",
      text: user("ann") + attachment('"arn:aws:iam::aws:policy/PowerUserAccess"', "users = [aws_iam_user.ann.name]"),
      at: ["ann"],
      message:
        "The user ann is nearly an administrator by PowerUserAccess: whoever finds its password or a key has the account.",
    },
    {
      title: "one service is not everything",
      uri: "/w/main.tf",
      text: user("ann") + inline('{ Effect = "Allow", Action = "s3:*", Resource = "*" }'),
      at: [],
    },
  ],
});

checkRule(userPrivilegedMany, {
  native: [
    {
      title: "names them all at the first",
      uri: "/w/main.tf",
      text:
        user("ann") +
        user("bob") +
        attachment(
          '"arn:aws:iam::aws:policy/AdministratorAccess"',
          "users = [aws_iam_user.ann.name, aws_iam_user.bob.name]",
        ),
      at: ["ann"],
      severity: "medium",
      message: "2 users are administrators: ann and bob.",
    },
  ],
});
