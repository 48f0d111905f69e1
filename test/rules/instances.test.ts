// The rule imds-v1: instances and their templates whose metadata is read without a token.
import { imdsV1 } from "../../shared-rules/src/rules/imds-v1";
import { checkRule } from "../support/check-rule";

const instance = (attributes: string, type = "aws_instance"): string =>
  `resource "${type}" "web" {\n  instance_type = "t3.micro"\n${attributes}}\n`;

const options = (attributes: string): string => `  metadata_options {\n${attributes}  }\n`;

const template = (type: string, properties: string): string =>
  `Resources:\n  Web:\n    Type: ${type}\n    Properties:\n${properties.replace(/^(?=.)/gm, "      ")}`;

const silent = (title: string, text: string, uri = "/w/main.tf") => ({ title, uri, text, at: [] });

checkRule(imdsV1, {
  native: [
    {
      title: "flags tokens that are optional, at the word",
      uri: "/w/main.tf",
      text: instance(options('    http_tokens = "optional"\n')),
      at: ["optional"],
      severity: "medium",
      message:
        "Tokens are optional: whoever makes a program on aws_instance.web fetch a URL can read its metadata and user data (IMDSv1), and the credentials of any role it is given.",
    },
    ...[
      { type: "aws_instance", profile: '  iam_instance_profile = "web"\n' },
      { type: "aws_launch_configuration", profile: "  iam_instance_profile = var.profile\n" },
      { type: "aws_launch_template", profile: '  iam_instance_profile {\n    name = "web"\n  }\n' },
    ].map(({ type, profile }) => ({
      title: `says of ${type} with a profile that its role's credentials are read`,
      uri: "/w/main.tf",
      text: instance(profile, type),
      at: ["web"],
      message: `${type}.web does not require tokens: whoever makes a program on it fetch a URL can read its role's credentials (IMDSv1).`,
    })),
    {
      title: "says so of CloudFormation's too",
      uri: "/w/template.json",
      text: JSON.stringify({
        Resources: {
          Web: { Type: "AWS::EC2::Instance", Properties: { IamInstanceProfile: { Ref: "Profile" } } },
          Old: { Type: "AWS::AutoScaling::LaunchConfiguration", Properties: { IamInstanceProfile: "web" } },
          New: {
            Type: "AWS::EC2::LaunchTemplate",
            Properties: { LaunchTemplateData: { IamInstanceProfile: { Name: "web" } } },
          },
        },
      }),
      at: ["Web", "Old", "New"],
      message: ["Web", "Old", "New"].map(
        (name) =>
          `${name} does not require tokens: whoever makes a program on it fetch a URL can read its role's credentials (IMDSv1).`,
      ),
    },
    {
      title: "flags a launch template whose profile a dynamic block gives",
      uri: "/w/main.tf",
      text: instance(
        '  dynamic "iam_instance_profile" {\n    for_each = var.profiles\n    content {}\n  }\n',
        "aws_launch_template",
      ),
      at: ["web"],
    },
    {
      title: "flags an instance that says nothing, at its name",
      uri: "/w/main.tf",
      text: instance(""),
      at: ["web"],
      severity: "medium",
      message:
        "aws_instance.web does not require tokens: whoever makes a program on it fetch a URL can read its metadata and user data (IMDSv1), and the credentials of any role it is given.",
    },
    ...["aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"].map((type) => ({
      title: `flags ${type} that only limits hops`,
      uri: "/w/main.tf",
      text: instance(options("    http_put_response_hop_limit = 1\n"), type),
      at: ["web"],
    })),
    {
      title: "flags each way of writing it in Terraform's JSON",
      uri: "/w/main.tf.json",
      text: JSON.stringify({
        resource: {
          aws_instance: { a: { metadata_options: { http_tokens: "optional" } }, b: { metadata_options: [{}] } },
          aws_launch_template: { c: { metadata_options: [{ http_tokens: "required" }] } },
        },
      }),
      at: ["optional", "b"],
    },
    {
      title: "flags an instance with other dynamic blocks",
      uri: "/w/main.tf",
      text: instance('  dynamic "ebs_block_device" {\n    for_each = var.disks\n    content {}\n  }\n'),
      at: ["web"],
    },
    {
      title: "flags defaults of the account that leave tokens optional",
      uri: "/w/main.tf",
      text: 'resource "aws_ec2_instance_metadata_defaults" "all" {\n  http_tokens = "optional"\n}\n',
      at: ["optional"],
    },
    {
      title: "flags a launch template of CloudFormation",
      uri: "/w/template.yaml",
      text: template("AWS::EC2::LaunchTemplate", "LaunchTemplateData:\n  MetadataOptions:\n    HttpTokens: optional\n"),
      at: ["optional"],
    },
    {
      title: "flags an instance and a launch configuration of CloudFormation",
      uri: "/w/template.json",
      text: JSON.stringify({
        Resources: {
          Web: { Type: "AWS::EC2::Instance", Properties: { ImageId: "ami-0123456789abcdef0" } },
          Old: {
            Type: "AWS::AutoScaling::LaunchConfiguration",
            Properties: { MetadataOptions: { HttpTokens: "optional" } },
          },
        },
      }),
      at: ["Web", "optional"],
    },
    silent("accepts tokens that are required", instance(options('    http_tokens = "required"\n'))),
    silent("accepts a service that is off", instance(options('    http_endpoint = "disabled"\n'))),
    silent("does not judge what it cannot read", instance(options("    http_tokens = var.tokens\n"))),
    silent(
      "does not judge options that a dynamic block gives",
      instance('  dynamic "metadata_options" {\n    for_each = var.options\n    content {}\n  }\n'),
    ),
    silent(
      "leaves an instance to its launch template",
      `${instance("  launch_template {\n    id = aws_launch_template.web.id\n  }\n")}\n${instance(options('    http_tokens = "required"\n'), "aws_launch_template")}`,
    ),
    silent(
      "accepts what the account requires by default",
      `resource "aws_ec2_instance_metadata_defaults" "all" {\n  http_tokens = "required"\n}\n\n${instance("")}`,
    ),
    silent(
      "accepts an image that requires tokens",
      instance('  ami = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"\n'),
    ),
    silent(
      "accepts an image of CloudFormation that requires tokens, read from Systems Manager",
      `Parameters:\n  Image:\n    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>\n    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64\n${template("AWS::EC2::Instance", "ImageId: !Ref Image\n")}`,
      "/w/template.yaml",
    ),
    silent(
      "leaves an instance of CloudFormation to its launch template",
      template("AWS::EC2::Instance", "LaunchTemplate:\n  LaunchTemplateId: lt-1\n  Version: '1'\n"),
      "/w/template.yaml",
    ),
    silent(
      "does not judge data that an expression gives",
      template("AWS::EC2::LaunchTemplate", "LaunchTemplateData: !FindInMap [A, B, C]\n"),
      "/w/template.yaml",
    ),
  ],
});
