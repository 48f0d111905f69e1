// Fixes that set a field of a declaration, with the exact text after them in each format. What their rules flag is tested with the rules.
import { consolePasswordNoReset } from "../../shared-rules/src/rules/console-password-no-reset";
import { imdsV1 } from "../../shared-rules/src/rules/imds-v1";
import { passwordPolicyWeak } from "../../shared-rules/src/rules/password-policy-weak";
import { permissionSetSession } from "../../shared-rules/src/rules/permission-set-session";
import { userUntagged } from "../../shared-rules/src/rules/user-untagged";
import { checkRule } from "../support/check-rule";
import { fixed, resource, template } from "../support/native";

const tags = { Owner: "CHANGE-ME", Purpose: "CHANGE-ME", ExpiresOn: "CHANGE-ME" };
const pairs = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

checkRule(userUntagged, {
  native: [
    fixed(
      "add-tags",
      "ci",
      "main.tf",
      'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n',
      'resource "aws_iam_user" "ci" {\n  name = "ci"\n  tags = {\n    Owner     = "CHANGE-ME"\n    Purpose   = "CHANGE-ME"\n    ExpiresOn = "CHANGE-ME"\n  }\n}\n',
    ),
    fixed(
      "Add the tags Purpose, ExpiresOn",
      "ci",
      "some.tf",
      'resource "aws_iam_user" "ci" {\n  tags = {\n    Owner = "platform" # us\n  }\n}\n',
      'resource "aws_iam_user" "ci" {\n  tags = {\n    Owner     = "platform" # us\n    Purpose   = "CHANGE-ME"\n    ExpiresOn = "CHANGE-ME"\n  }\n}\n',
    ),
    fixed(
      "add-tags",
      "ci",
      "main.tf.json",
      resource("aws_iam_user", "ci", { name: "ci" }),
      resource("aws_iam_user", "ci", { name: "ci", tags }),
    ),
    fixed(
      "add-tags",
      "Ci",
      "t.yaml",
      "Resources:\n  Ci:\n    Type: AWS::IAM::User\n",
      "Resources:\n  Ci:\n    Type: AWS::IAM::User\n    Properties:\n      Tags:\n        - Key: Owner\n          Value: CHANGE-ME\n        - Key: Purpose\n          Value: CHANGE-ME\n        - Key: ExpiresOn\n          Value: CHANGE-ME\n",
    ),
    fixed(
      "add-tags",
      "Ci",
      "t.json",
      template("Ci", "AWS::IAM::User", { UserName: "ci" }),
      template("Ci", "AWS::IAM::User", { UserName: "ci", Tags: pairs }),
    ),
  ],
});

const parameters = { Parameters: { P: { Type: "String", NoEcho: true } } };
const login = (more = {}): unknown => ({ LoginProfile: { Password: { Ref: "P" }, ...more } });

checkRule(consolePasswordNoReset, {
  native: [
    fixed(
      "set-reset",
      "alice",
      "main.tf",
      'resource "aws_iam_user_login_profile" "alice" {\n  user = "alice"\n}\n',
      'resource "aws_iam_user_login_profile" "alice" {\n  user                    = "alice"\n  password_reset_required = true\n}\n',
    ),
    fixed(
      "set-reset",
      "false",
      "set.tf",
      'resource "aws_iam_user_login_profile" "alice" {\n  user                    = "alice"\n  password_reset_required = false\n}\n',
      'resource "aws_iam_user_login_profile" "alice" {\n  user                    = "alice"\n  password_reset_required = true\n}\n',
    ),
    fixed(
      "set-reset",
      "alice",
      "main.tf.json",
      resource("aws_iam_user_login_profile", "alice", { user: "alice" }),
      resource("aws_iam_user_login_profile", "alice", { user: "alice", password_reset_required: true }),
    ),
    fixed(
      "set-reset",
      "LoginProfile",
      "t.yaml",
      "Parameters:\n  P:\n    Type: String\n    NoEcho: true\nResources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref P # theirs\n",
      "Parameters:\n  P:\n    Type: String\n    NoEcho: true\nResources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n        Password: !Ref P # theirs\n        PasswordResetRequired: true\n",
    ),
    fixed(
      "set-reset",
      "LoginProfile",
      "t.json",
      template("A", "AWS::IAM::User", login(), parameters),
      template("A", "AWS::IAM::User", login({ PasswordResetRequired: true }), parameters),
    ),
  ],
});

const staff = (duration: string): object => ({ Name: "staff", InstanceArn: "i", SessionDuration: duration });

checkRule(permissionSetSession, {
  native: [
    fixed(
      "End sessions after 4 hours",
      "PT12H",
      "main.tf",
      'resource "aws_ssoadmin_permission_set" "staff" {\n  session_duration = "PT12H"\n}\n',
      'resource "aws_ssoadmin_permission_set" "staff" {\n  session_duration = "PT4H"\n}\n',
    ),
    fixed(
      "set-session",
      "PT12H",
      "main.tf.json",
      resource("aws_ssoadmin_permission_set", "staff", { session_duration: "PT12H" }),
      resource("aws_ssoadmin_permission_set", "staff", { session_duration: "PT4H" }),
    ),
    fixed(
      "set-session",
      "PT12H",
      "t.yaml",
      "Resources:\n  Staff:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      SessionDuration: 'PT12H'\n",
      "Resources:\n  Staff:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      SessionDuration: 'PT4H'\n",
    ),
    fixed(
      "set-session",
      "PT12H",
      "t.json",
      template("Staff", "AWS::SSO::PermissionSet", staff("PT12H")),
      template("Staff", "AWS::SSO::PermissionSet", staff("PT4H")),
    ),
  ],
});

checkRule(passwordPolicyWeak, {
  native: [
    {
      title: "strengthen what is written and what is left out at once",
      uri: "/w/main.tf",
      text: `resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 8
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  max_password_age               = 90
  allow_users_to_change_password = false
}
`,
      at: ["strict", "8", "false"],
      fixed: {
        "Ask for 14 characters, a lower-case letter, other passwords than the last 24 and users that may change their password": `resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 14
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  max_password_age               = 90
  allow_users_to_change_password = true
  require_lowercase_characters   = true
  password_reuse_prevention      = 24
}
`,
      },
    },
    {
      title: "strengthen in .tf.json",
      uri: "/w/main.tf.json",
      text: resource("aws_iam_account_password_policy", "strict", {
        minimum_password_length: 14,
        require_uppercase_characters: true,
        require_lowercase_characters: true,
        require_symbols: true,
        password_reuse_prevention: 5,
        max_password_age: 90,
      }),
      at: ["strict", "5"],
      fixed: {
        strengthen: resource("aws_iam_account_password_policy", "strict", {
          minimum_password_length: 14,
          require_uppercase_characters: true,
          require_lowercase_characters: true,
          require_symbols: true,
          password_reuse_prevention: 24,
          max_password_age: 90,
          require_numbers: true,
        }),
      },
    },
  ],
});

const launch = (more = {}): object => ({ LaunchTemplateData: { ImageId: "ami-1", ...more } });
const MetadataOptions = { HttpTokens: "required" };

checkRule(imdsV1, {
  native: [
    fixed(
      "Require tokens (IMDSv2) of aws_instance.web",
      "web",
      "main.tf",
      'resource "aws_instance" "web" {\n  ami = "ami-1"\n\n  root_block_device {\n    encrypted = true\n  }\n}\n',
      'resource "aws_instance" "web" {\n  ami = "ami-1"\n\n  root_block_device {\n    encrypted = true\n  }\n\n  metadata_options {\n    http_tokens = "required"\n  }\n}\n',
    ),
    fixed(
      "require-imdsv2",
      "optional",
      "template.tf",
      'resource "aws_launch_template" "web" {\n  metadata_options {\n    http_endpoint = "enabled"\n    http_tokens   = "optional"\n  }\n}\n',
      'resource "aws_launch_template" "web" {\n  metadata_options {\n    http_endpoint = "enabled"\n    http_tokens   = "required"\n  }\n}\n',
    ),
    fixed(
      "require-imdsv2",
      "optional",
      "defaults.tf",
      'resource "aws_ec2_instance_metadata_defaults" "all" {\n  http_tokens = "optional"\n}\n',
      'resource "aws_ec2_instance_metadata_defaults" "all" {\n  http_tokens = "required"\n}\n',
    ),
    fixed(
      "require-imdsv2",
      "web",
      "main.tf.json",
      resource("aws_launch_configuration", "web", { image_id: "ami-1" }),
      resource("aws_launch_configuration", "web", {
        image_id: "ami-1",
        metadata_options: [{ http_tokens: "required" }],
      }),
    ),
    fixed(
      "require-imdsv2",
      "Web",
      "t.yaml",
      "Resources:\n  Web:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-1\n",
      "Resources:\n  Web:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-1\n      MetadataOptions:\n        HttpTokens: required\n",
    ),
    fixed(
      "require-imdsv2",
      "Web",
      "t.json",
      template("Web", "AWS::EC2::LaunchTemplate", launch()),
      template("Web", "AWS::EC2::LaunchTemplate", launch({ MetadataOptions })),
    ),
  ],
});
