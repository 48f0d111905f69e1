// The rule imds-v1: an instance's metadata service answers without a token.
import { requireImdsv2 } from "../fix/settings";
import type { DeclarationKind, Fields } from "../model/policy";
import { wording } from "../model/questions";
import { literal, sampled, type Value } from "../model/value";
import { defineRule, type Context } from "../rule";

export const imdsV1 = defineRule({
  id: "imds-v1",
  title: "Instance metadata without tokens",
  severity: "medium",
  fixes: ["require-imdsv2"],
  docs: {
    why: "With IMDSv1, one request that a web application can be tricked into sending reads the credentials of the instance's role, and its user data.",
    fine: "Where nothing is said, the image and the account's defaults decide: an Amazon Linux 2023 image requires tokens, and so do instance metadata defaults declared in the same module. An instance of a launch template is judged by the template.",
    references: [
      "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
      "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
    ],
    controls: ["imdsv2"],
    flagged: [
      {
        title: "tokens are optional",
        terraform:
          'resource "aws_instance" "web" {\n  ami           = "ami-0123456789abcdef0"\n  instance_type = "t3.micro"\n\n  metadata_options {\n    http_tokens = "optional"\n  }\n}\n',
        cloudformation:
          "Resources:\n  Web:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n        MetadataOptions:\n          HttpTokens: optional\n",
      },
      {
        title: "nothing is said of tokens",
        terraform:
          'resource "aws_launch_template" "web" {\n  image_id      = "ami-0123456789abcdef0"\n  instance_type = "t3.micro"\n}\n',
        cloudformation:
          "Resources:\n  Web:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-0123456789abcdef0\n",
      },
    ],
    accepted: [
      {
        title: "tokens are required",
        terraform:
          'resource "aws_instance" "web" {\n  ami           = "ami-0123456789abcdef0"\n  instance_type = "t3.micro"\n\n  metadata_options {\n    http_tokens = "required"\n  }\n}\n',
        cloudformation:
          "Resources:\n  Web:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n        MetadataOptions:\n          HttpTokens: required\n",
      },
      {
        title: "there is no metadata service",
        terraform:
          'resource "aws_launch_configuration" "web" {\n  image_id      = "ami-0123456789abcdef0"\n  instance_type = "t3.micro"\n\n  metadata_options {\n    http_endpoint = "disabled"\n  }\n}\n',
        cloudformation:
          "Resources:\n  Web:\n    Type: AWS::AutoScaling::LaunchConfiguration\n    Properties:\n      ImageId: ami-0123456789abcdef0\n      InstanceType: t3.micro\n      MetadataOptions:\n        HttpEndpoint: disabled\n",
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_79",
    "trivy:AVD-AWS-0028",
    "trivy:AVD-AWS-0130",
    "tfsec:aws-ec2-enforce-http-token-imds",
    "tfsec:aws-ec2-enforce-launch-config-http-token-imds",
    "prowler:ec2_instance_imdsv2_enabled",
  ],
  *declaration(declaration, context) {
    const { kind, fields, open, nameSpan, address } = declaration;
    if (kind !== "instance" && kind !== "instance-defaults") return;
    const { httpTokens, httpEndpoint, launchTemplate, image } = fields;
    const gives = handedOut(kind, fields);
    if (isKept(httpEndpoint, "disabled")) return;
    if (httpTokens !== undefined) {
      if (isKept(httpTokens, "required") || literal(httpTokens) === "no-preference") return;
      yield {
        span: httpTokens.span,
        message: `Tokens are ${wording(httpTokens)}: whoever makes a program on ${address} fetch a URL can read ${gives}.`,
        fixes: () => [requireImdsv2(declaration)],
      };
      return;
    }
    if (kind === "instance-defaults" || open || launchTemplate !== undefined) return;
    if (requiresByImage(image) || requiresByAccount(context)) return;
    yield {
      span: nameSpan,
      message: `${address} does not require tokens: whoever makes a program on it fetch a URL can read ${gives}.`,
      fixes: () => [requireImdsv2(declaration)],
    };
  },
});

/** What the service hands to whoever asks. */
function handedOut(kind: DeclarationKind, { instanceProfile }: Fields): string {
  return kind === "instance-defaults" || instanceProfile
    ? "its role's credentials (IMDSv1)"
    : "its metadata and user data (IMDSv1), and the credentials of any role it is given";
}

/** Whether a value is the word, or cannot be read and may be it. */
function isKept(value: Value | undefined, word: string): boolean {
  return value !== undefined && (literal(value) ?? word).toLowerCase() === word;
}

/** Images that require tokens by themselves. https://docs.aws.amazon.com/linux/al2023/ug/ec2.html */
const tokenImages = /al2023|al-2023|amazon[-_ ]?linux[-_ ]?2023/i;

function requiresByImage(image: Value | undefined): boolean {
  if (image === undefined) return false;
  const stored = image.kind === "unknown" ? image.stored : undefined;
  return tokenImages.test(stored ?? sampled(image) ?? wording(image));
}

function requiresByAccount({ module }: Context): boolean {
  return accountDefaults(module).some(({ fields: { httpTokens } }) => isKept(httpTokens, "required"));
}

const defaults = new WeakMap<Context["module"], Context["module"]["declarations"]>();

function accountDefaults(module: Context["module"]): Context["module"]["declarations"] {
  let found = defaults.get(module);
  if (!found) defaults.set(module, (found = module.declarations.filter(({ kind }) => kind === "instance-defaults")));
  return found;
}
