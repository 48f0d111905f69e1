// The rules about what limits declared users: groups, MFA, networks.
import { userMfaUnenforced } from "../../shared-rules/src/rules/user-mfa-unenforced";
import { userNetworkUnlimited } from "../../shared-rules/src/rules/user-network-unlimited";
import { userNoGroup } from "../../shared-rules/src/rules/user-no-group";
import { checkRule } from "../support/check-rule";

const alice = 'resource "aws_iam_user" "alice" {\n  name = "alice"\n}\n';
const staff = 'resource "aws_iam_group" "staff" {\n  name = "staff"\n}\n';
const member =
  'resource "aws_iam_user_group_membership" "alice" {\n  user = aws_iam_user.alice.name\n  groups = [aws_iam_group.staff.name]\n}\n';
const key = 'resource "aws_iam_access_key" "alice" {\n  user = aws_iam_user.alice.name\n}\n';
const password = 'resource "aws_iam_user_login_profile" "alice" {\n  user = aws_iam_user.alice.name\n}\n';
const readOnly = attached("arn:aws:iam::aws:policy/ReadOnlyAccess");

function attached(arn: string): string {
  return `resource "aws_iam_user_policy_attachment" "alice" {\n  user = aws_iam_user.alice.name\n  policy_arn = "${arn}"\n}\n`;
}

/** An inline policy of alice, or of the group. */
function policy(statement: string, of: "user" | "group" = "user"): string {
  const whose = of === "user" ? "user = aws_iam_user.alice.name" : "group = aws_iam_group.staff.name";
  return `resource "aws_iam_${of}_policy" "p" {\n  ${whose}\n  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })\n}\n`;
}

const read = '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::inbox/*" }';
const withCondition = (effect: string, condition: string): string =>
  `{ Effect = "${effect}", Action = "*", Resource = "*", Condition = { ${condition} } }`;

checkRule(userNoGroup, {
  native: [
    {
      title: "a user beside a group",
      uri: "/w/main.tf",
      text: alice + staff,
      at: ["alice"],
      severity: "low",
      message: "The user alice is in no group, though there are some (staff): what it may do is kept for it alone.",
    },
    { title: "no group is declared", uri: "/w/main.tf", text: alice, at: [] },
    { title: "a member", uri: "/w/main.tf", text: alice + staff + member, at: [] },
    {
      title: "a member of a group that is declared elsewhere",
      uri: "/w/main.tf",
      text:
        alice +
        staff +
        'resource "aws_iam_user_group_membership" "alice" {\n  user = aws_iam_user.alice.name\n  groups = ["others"]\n}\n',
      at: [],
    },
    {
      title: "members that are not known",
      uri: "/w/main.tf",
      text: `${alice}${staff}resource "aws_iam_group_membership" "m" {\n  name = "m"\n  group = aws_iam_group.staff.name\n  users = var.users\n}\n`,
      at: [],
    },
    {
      title: "a user for emergencies",
      uri: "/w/main.tf",
      text: `resource "aws_iam_user" "b" {\n  name = "break-glass-1"\n}\n${staff}`,
      at: [],
    },
  ],
});

checkRule(userNetworkUnlimited, {
  native: [
    {
      title: "a key and plain permissions",
      uri: "/w/main.tf",
      text: alice + key + policy(read),
      at: ["alice"],
      severity: "low",
      message:
        "The access key of alice works from anywhere: none of its policies asks for a network (aws:SourceIp, aws:SourceVpc).",
    },
    { title: "no key", uri: "/w/main.tf", text: alice + policy(read), at: [] },
    { title: "permissions that are given elsewhere", uri: "/w/main.tf", text: alice + key, at: [] },
    {
      title: "permissions of another module",
      uri: "/w/main.tf",
      text: alice + key + policy(read) + attached("arn:aws:iam::123456789012:policy/network"),
      at: [],
    },
    {
      title: "an Allow of a network, through a group",
      uri: "/w/main.tf",
      text:
        alice +
        key +
        staff +
        member +
        policy(withCondition("Allow", 'IpAddress = { "aws:SourceIp" = "203.0.113.0/24" }'), "group"),
      at: [],
    },
    {
      title: "a Deny of all other networks",
      uri: "/w/main.tf",
      text: alice + key + readOnly + policy(withCondition("Deny", 'StringNotEquals = { "aws:SourceVpc" = "vpc-1" }')),
      at: [],
    },
    {
      title: "an Allow for all networks but one is no limit",
      uri: "/w/main.tf",
      text: alice + key + policy(withCondition("Allow", 'NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }')),
      at: ["alice"],
    },
    {
      title: "a key that is off",
      uri: "/w/main.tf",
      text: `${alice}${policy(read)}resource "aws_iam_access_key" "alice" {\n  user = aws_iam_user.alice.name\n  status = "Inactive"\n}\n`,
      at: [],
    },
  ],
});

checkRule(userMfaUnenforced, {
  native: [
    {
      title: "a password and plain permissions",
      uri: "/w/main.tf",
      text: alice + password + readOnly,
      at: ["alice"],
      severity: "high",
      message:
        "alice signs in with a password, and none of its policies denies anything without MFA: the password alone is enough.",
    },
    {
      title: "permissions through a group",
      uri: "/w/main.tf",
      text: alice + password + staff + member + policy(read, "group"),
      at: ["alice"],
    },
    {
      title: "a Deny that misses nothing",
      uri: "/w/main.tf",
      text:
        alice +
        password +
        readOnly +
        policy(withCondition("Deny", 'BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" }')),
      at: [],
    },
    {
      title: "each Allow asks for MFA",
      uri: "/w/main.tf",
      text: alice + password + policy(withCondition("Allow", 'Bool = { "aws:MultiFactorAuthPresent" = "true" }')),
      at: [],
    },
    {
      title: "one's own devices, and roles that ask for themselves",
      uri: "/w/main.tf",
      text:
        alice +
        password +
        policy(
          '{ Effect = "Allow", Action = "iam:ChangePassword", Resource = "arn:aws:iam::*:user/$${aws:username}" }, { Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::123456789012:role/staff" }',
        ),
      at: [],
    },
    {
      title: "a policy that is not known",
      uri: "/w/main.tf",
      text: alice + password + readOnly + attached("arn:aws:iam::123456789012:policy/mfa").replace('"alice"', '"mfa"'),
      at: [],
    },
    { title: "no password", uri: "/w/main.tf", text: alice + readOnly, at: [] },
    { title: "permissions that are given elsewhere", uri: "/w/main.tf", text: alice + password, at: [] },
  ],
});
