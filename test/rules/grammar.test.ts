// The rules about what AWS refuses: the grammar and the size of policies.
import { policySize } from "../../shared-rules/src/rules/policy-size";
import { policyStructure } from "../../shared-rules/src/rules/policy-structure";
import { checkRule } from "../support/check-rule";

const allow = (Action: unknown, Resource: unknown = "*", rest: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});
const deny = (Action: unknown, rest: object = {}) => ({ Effect: "Deny", Action, Resource: "*", ...rest });

const under = (Condition: object, Effect = "Deny") => ({ Effect, Action: "s3:PutObject", Resource: "*", Condition });

const trusts = (Principal: unknown) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
const onResource = (Resource: unknown) => ({ ...deny("s3:GetObject"), Resource });
const json = (statement: string, version = '"Version":"2012-10-17",'): string =>
  `{${version}"Statement":[${statement}]}`;
const plain = '"Effect":"Allow","Action":"s3:GetObject","Resource":"*"';

checkRule(policyStructure, {
  flags: [
    {
      statement: under({ StringNotEqual: { "aws:PrincipalOrgID": "o-exampleorgid" } }),
      at: "StringNotEqual",
      severity: "high",
      message: "AWS knows no condition operator StringNotEqual; StringNotEquals is one.",
      fixed: { correct: under({ StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } }) },
    },
    {
      statement: under({ "ForAnyValues:StringLike": { "aws:TagKeys": "a" } }),
      at: "ForAnyValues:StringLike",
      fixed: { correct: under({ "ForAnyValue:StringLike": { "aws:TagKeys": "a" } }) },
    },
    {
      statement: under({ NullIfExists: { "aws:TagKeys": "true" } }),
      at: "NullIfExists",
      fixed: { correct: under({ Null: { "aws:TagKeys": "true" } }) },
    },
    { statement: under({ Contains: { "aws:TagKeys": "a" } }), at: "Contains" },
    {
      statement: under({ Bool: { "aws:SecureTransport": "yes" } }),
      at: "yes",
      message: 'Bool compares with true or false; "yes" is neither.',
    },
    { statement: under({ NumericLessThan: { "aws:MultiFactorAuthAge": "1h" } }), at: "1h" },
    {
      statement: under({ NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/33", "10.0.0", "::1/200"] } }),
      at: ["10.0.0.0/33", "10.0.0", "::1/200"],
      message: 'NotIpAddress compares addresses; "10.0.0.0/33" is no IP address or range of them.',
    },
    {
      statement: onResource("arn:aws:s3::reports/*"),
      at: "arn:aws:s3::reports/*",
      formats: ["policy JSON"],
    },
    {
      statement: onResource("arn:aws:s3:reports"),
      at: "arn:aws:s3:reports",
      message: 'AWS refuses "arn:aws:s3:reports": an ARN has six fields, arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.',
    },
    { statement: onResource("reports"), at: "reports" },
    {
      statement: onResource("arn:asw:s3:::reports/*"),
      at: "arn:asw:s3:::reports/*",
      message: '"arn:asw:s3:::reports/*" names the partition "asw", which AWS does not have.',
    },
    { statement: onResource("arn:aws:sqs:eu-west-1:1234567890:q"), at: "arn:aws:sqs:eu-west-1:1234567890:q" },
    {
      statement: onResource("arn:aws:iam:eu-west-1:123456789012:role/r"),
      at: "arn:aws:iam:eu-west-1:123456789012:role/r",
    },
    { statement: onResource("arn:aws:s3:eu-west-1::reports/*"), at: "arn:aws:s3:eu-west-1::reports/*" },
    {
      statement: onResource("arn:aws:iam::*:user/${aws:username"),
      at: "arn:aws:iam::*:user/${aws:username",
      formats: ["policy JSON", "CloudFormation YAML"],
    },
    { statement: { ...allow("s3:GetObject"), Sid: "Read reports" }, at: "Read reports", formats: ["policy JSON"] },
    {
      statement: { ...allow("s3:GetObject"), Sid: "read-reports" },
      at: "read-reports",
      message: 'IAM refuses the Sid "read-reports": it takes letters and digits only.',
      fixed: { "Replace read-reports by readReports": allow("s3:GetObject") },
    },
    {
      kind: "trust",
      statement: trusts({ AWS: "arn:aws:iam::123456789012:role/deploy-*" }),
      at: "arn:aws:iam::123456789012:role/deploy-*",
      message:
        'AWS refuses "arn:aws:iam::123456789012:role/deploy-*": a wildcard stands for all principals, never for part of a name.',
    },
    { kind: "trust", statement: trusts({ AWS: "1234567890" }), at: "1234567890" },
    { kind: "trust", statement: trusts({ AWS: "arn:aws:iam::role/r" }), at: "arn:aws:iam::role/r" },
    { kind: "trust", statement: trusts({ Service: "lambda" }), at: "lambda" },
    {
      kind: "trust",
      statement: trusts({ service: "lambda.amazonaws.com" }),
      at: "service",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      fixed: { correct: trusts({ Service: "lambda.amazonaws.com" }) },
    },
    {
      kind: "resource",
      statement: { Effect: "Allow", Principal: "arn:aws:iam::123456789012:root", Action: "s3:*", Resource: "*" },
      at: "arn:aws:iam::123456789012:root",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      kind: "permission-set",
      statement: { ...allow("s3:GetObject"), Principal: { AWS: "123456789012" } },
      at: "Principal",
      formats: ["CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      message: "AWS refuses Principal in a policy of this kind: it is about whoever it is attached to.",
    },
    {
      statement: { Effect: "Allow", Action: "s3:GetObject" },
      at: "Effect",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
      message: "AWS refuses a statement with neither Resource nor NotResource in a policy of this kind.",
    },
    {
      statement: { Effect: "Allow", Action: "s3:GetObject" },
      at: "statement",
      formats: ["Terraform policy document"],
    },
    {
      statement: { ...allow("s3:GetObject"), NotAction: "s3:PutObject" },
      at: "NotAction",
      message: "AWS refuses a statement with both Action and NotAction.",
      formats: ["policy JSON", "CloudFormation YAML"],
    },
    {
      kind: "resource",
      statement: [{ ...allow("s3:GetObject"), Principal: "*" }, { ...allow("s3:PutObject") }],
      at: "Effect",
      formats: ["policy JSON", "Terraform jsonencode"],
    },
    { statement: allow([]), at: "Action", formats: ["policy JSON", "Terraform jsonencode"] },
    {
      statement: [
        { ...allow("s3:GetObject"), Sid: "A" },
        { ...allow("s3:PutObject"), Sid: "A" },
      ],
      at: "A",
      message: "AWS refuses a policy with two statements of the Sid A.",
      formats: ["policy JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
  ],
  accepts: [
    allow("s3:GetObject", [
      "arn:aws:s3:::reports*",
      "arn:aws-cn:s3:::b/*",
      "arn:aws:s3:eu-west-1:123456789012:accesspoint/a",
    ]),
    allow("ec2:RunInstances", "arn:aws:ec2:*::image/ami-1"),
    allow("iam:GetUser", [
      "arn:aws:iam::*:user/${aws:username}",
      "arn:aws:iam::aws:policy/*",
      "arn:aws:iam::cloudfront:user/a",
    ]),
    allow("s3:GetObject", "arn:aws:*"),
    under({
      "ForAllValues:StringEqualsIfExists": { "aws:TagKeys": ["a", "b"] },
      BoolIfExists: { "aws:SecureTransport": ["true"] },
      NumericLessThanEquals: { "s3:max-keys": "10" },
      IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7", "<my-corporate-cidr>"] },
      stringequals: { "aws:username": "a" },
    }),
    {
      kind: "trust",
      statement: trusts({ AWS: ["*", "123456789012", "arn:aws:iam::123456789012:root", "AIDACKCEVSQ6C2EXAMPLE"] }),
    },
    { kind: "trust", statement: trusts({ Service: ["lambda.amazonaws.com"], Federated: "accounts.google.com" }) },
    {
      kind: "resource",
      statement: {
        Sid: "Read reports",
        Effect: "Allow",
        Principal: { CanonicalUser: "79a5" },
        Action: "s3:*",
        Resource: "*",
      },
    },
  ],
  native: [
    {
      title: "names the element that was meant, and spells it so",
      uri: "/w/policy.json",
      text: json('{"effect":"allow","Actions":"s3:GetObject","Resource":"*"}'),
      at: ["effect", "allow", "Actions"],
      fixed: { "Replace Actions by Action": json('{"effect":"allow","Action":"s3:GetObject","Resource":"*"}') },
    },
    {
      title: "tells principals that stand in a list without their type",
      uri: "/w/queue.json",
      text: json('{"Effect":"Allow","Principal":["123456789012","*"],"Action":"sqs:SendMessage","Resource":"*"}'),
      at: ['["123456789012","*"]'],
      message: 'AWS refuses a list of principals without their type, such as { "AWS": […] }.',
    },
    {
      title: "lets a module hand on both elements of which its callers give one",
      uri: "/w/main.tf",
      text: 'data "aws_iam_policy_document" "p" {\n  statement {\n    actions       = var.given.actions\n    not_actions   = var.given.not_actions\n    resources     = ["*"]\n    not_resources = var.given.not_resources\n  }\n}\n\nresource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.p.json\n}\n',
      at: [],
    },
    {
      title: "tells unknown elements of a policy",
      uri: "/w/policy.json",
      text: json(`{${plain}}`, '"version":"2012-10-17","Comment":"x","Id":"y",'),
      at: ["version", "Comment"],
    },
    {
      title: "knows the two versions",
      uri: "/w/policy.json",
      text: json(`{${plain}}`, '"Version":"2012-10-18",'),
      at: ["2012-10-18"],
      message: "AWS refuses the Version 2012-10-18: there are 2012-10-17 and 2008-10-17.",
      fixed: { correct: json(`{${plain}}`) },
    },
    {
      title: "tells variables that the old version does not know",
      uri: "/w/policy.json",
      text: json(
        '{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}',
        '"Version":"2008-10-17",',
      ),
      at: ["2008-10-17"],
      severity: "medium",
      message:
        "In Version 2008-10-17 ${aws:username} is no variable but plain text, which nothing is named: 2012-10-17 knows variables.",
      fixed: {
        correct: json('{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}'),
      },
    },
    {
      title: "tells variables where there is no version",
      uri: "/w/policy.json",
      text: json('{"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"}', ""),
      at: ["arn:aws:iam::*:user/${aws:username}"],
      severity: "medium",
    },
    {
      title: "tells an Effect of other letters, and corrects it in CloudFormation",
      uri: "/w/template.yaml",
      text: "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: 2012-10-17\n        Statement:\n          - effect: Allow\n            Action: s3:GetObject\n            Resource: '*'\n",
      at: ["effect"],
      fixed: {
        correct:
          "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: 2012-10-17\n        Statement:\n          - Effect: Allow\n            Action: s3:GetObject\n            Resource: '*'\n",
      },
    },
    {
      title: "tells keys that stand twice",
      uri: "/w/policy.json",
      text: json(
        `{${plain},"Condition":{"StringEquals":{"aws:username":"a"},"StringEquals":{"aws:username":"b","aws:username":"c"}}}`,
      ),
      at: ["StringEquals", "aws:username"],
      message: "StringEquals stands twice in one Condition: only the last of them counts. Put the values into one.",
    },
    {
      title: "tells values of other types",
      uri: "/w/policy.json",
      text: json('{"Effect":"Allow","Action":{"a":1},"Resource":[true],"Condition":["x"]}'),
      at: ["{", "t", "Condition"],
    },
    { title: "wants a statement", uri: "/w/policy.json", text: '{"Version":"2012-10-17","Statement":[]}', at: ["["] },
    {
      title: "is silent about what the provider's data source brings itself, or forbids",
      uri: "/w/main.tf",
      text: 'data "aws_iam_policy_document" "d" {\n  statement {\n    sid       = ""\n    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:iam::*:user/&{aws:username}"]\n  }\n}\n',
      at: [],
    },
    {
      title: "is silent while a statement is typed",
      uri: "/w/policy.json",
      text: '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"All',
      at: [],
    },
    {
      title: "is silent about expressions",
      uri: "/w/main.tf",
      text: 'variable "v" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Version   = var.v\n    Statement = [merge(var.v, { Effect = var.v }), { Effect = var.v, Action = var.v, Resource = var.v, Condition = var.v }]\n  })\n}\n',
      at: [],
    },
  ],
});

/** A statement that makes a policy of this version and nothing else so many characters long, as JSON without white space. */
function ofSize(size: number) {
  const empty = { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::" };
  const rest = size - JSON.stringify({ Version: "2012-10-17", Statement: [empty] }).length;
  return { ...empty, Resource: `arn:aws:s3:::${"a".repeat(rest)}` };
}

const first = (format: string): string => (format === "Terraform policy document" ? "data" : "Version");
const inline = (role: string, name: string, size: number): string =>
  `resource "aws_iam_role_policy" "${name}" {\n  name   = "${name}"\n  role   = aws_iam_role.${role}.id\n  policy = ${JSON.stringify(
    JSON.stringify({ Version: "2012-10-17", Statement: [ofSize(size)] }),
  )}\n}\n`;
const role = 'resource "aws_iam_role" "app" {\n  name = "app"\n}\n';
const inlineInTemplate = (size: number): string =>
  JSON.stringify({
    PolicyName: `p${size}`,
    PolicyDocument: { Version: "2012-10-17", Statement: [ofSize(size)] },
  });
/** A resource with one policy of that size, in Terraform. */
const holding = (type: string, attribute: string, size: number): string =>
  `resource "${type}" "a" {\n  ${attribute} = ${JSON.stringify(
    JSON.stringify({ Version: "2012-10-17", Statement: [ofSize(size)] }),
  )}\n}\n`;
const ofResources: readonly [type: string, attribute: string, most: number][] = [
  ["aws_s3_bucket_policy", "policy", 20_480],
  ["aws_s3control_access_point_policy", "policy", 20_480],
  ["aws_s3tables_table_bucket_policy", "resource_policy", 20_480],
  ["aws_sqs_queue_policy", "policy", 8192],
  ["aws_sns_topic_policy", "policy", 30_720],
  ["aws_kms_key", "policy", 32_768],
  ["aws_ecr_repository_policy", "policy", 10_240],
  ["aws_ecr_registry_policy", "policy", 10_240],
  ["aws_codeartifact_domain_permissions_policy", "policy_document", 7168],
  ["aws_secretsmanager_secret_policy", "policy", 20_480],
  ["aws_dynamodb_resource_policy", "policy", 20_480],
  ["aws_efs_file_system_policy", "policy", 20_000],
  ["aws_opensearch_domain", "access_policies", 102_400],
  ["aws_cloudwatch_log_resource_policy", "policy_document", 51_200],
  ["aws_xray_resource_policy", "policy_document", 5120],
  ["aws_ses_identity_policy", "policy", 4096],
  ["aws_organizations_resource_policy", "content", 40_000],
  ["aws_vpc_endpoint", "policy", 20_480],
];
const template = (...sizes: number[]): string =>
  `{"Resources":{"App":{"Type":"AWS::IAM::Role","Properties":{"Policies":[${sizes.map(inlineInTemplate).join()}]}}}}`;

checkRule(policySize, {
  flags: [
    ...[
      "policy JSON",
      "CloudFormation JSON",
      "CloudFormation YAML",
      "Terraform jsonencode",
      "Terraform policy document",
    ].flatMap((format) => [
      {
        kind: "boundary" as const,
        statement: ofSize(6145),
        at: first(format),
        severity: "high" as const,
        formats: [format],
      },
      {
        kind: "scp" as const,
        statement: ofSize(10_241),
        at: first(format),
        severity: "high" as const,
        formats: [format],
      },
      { kind: "rcp" as const, statement: ofSize(5121), at: first(format), formats: [format] },
      {
        kind: "trust" as const,
        statement: ofSize(8192),
        at: first(format),
        severity: "medium" as const,
        formats: format === "policy JSON" ? [] : [format],
      },
      {
        kind: "trust" as const,
        statement: ofSize(8193),
        at: first(format),
        severity: "high" as const,
        formats: format === "policy JSON" ? [] : [format],
      },
      {
        kind: "permission-set" as const,
        statement: ofSize(10_241),
        at: first(format),
        formats: format === "policy JSON" ? [] : [format],
      },
    ]),
    {
      kind: "boundary",
      statement: ofSize(6145),
      at: "Version",
      message: "This policy has at least 6,145 characters: AWS takes 6,144 in a managed policy.",
      formats: ["Terraform jsonencode"],
    },
    {
      kind: "trust",
      statement: ofSize(2049),
      at: "Version",
      message:
        "This policy has at least 2,049 characters: AWS takes 2,048 in a role's trust policy, and up to 8,192 on request.",
      formats: ["CloudFormation YAML"],
    },
    {
      kind: "resource",
      statement: { ...ofSize(20_481), Principal: "*" },
      at: "Version",
      message: "This policy has at least 20,497 characters: AWS takes 20,480 in a bucket policy.",
      formats: ["CloudFormation JSON"],
    },
  ],
  accepts: [
    { kind: "boundary", statement: ofSize(6144) },
    { kind: "scp", statement: ofSize(10_240) },
    { kind: "rcp", statement: ofSize(5120) },
    { kind: "trust", statement: ofSize(2048) },
  ],
  native: [
    ...ofResources.flatMap(([type, attribute, most]) => [
      { title: `lets ${type} have all it may`, uri: "/w/main.tf", text: holding(type, attribute, most), at: [] },
      {
        title: `tells one character too many of ${type}`,
        uri: "/w/main.tf",
        text: holding(type, attribute, most + 1),
        at: ["Version"],
        severity: "high" as const,
      },
    ]),
    {
      title: "counts no white space",
      uri: "/w/boundary.json",
      text: `{"Version":"2012-10-17",${" ".repeat(7000)}"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`,
      at: [],
    },
    {
      title: "counts a managed policy, and nothing that is not known",
      uri: "/w/main.tf",
      text: `resource "aws_iam_policy" "long" {\n  policy = ${JSON.stringify(JSON.stringify({ Statement: [ofSize(6200)] }))}\n}\nresource "aws_iam_policy" "short" {\n  policy = jsonencode({ Statement = [{ Effect = "Deny", Action = var.${"a".repeat(6200)}, Resource = "*" }] })\n}\n`,
      at: ["Statement"],
    },
    {
      title: "counts a role's inline policies together",
      uri: "/w/main.tf",
      text: role + inline("app", "a", 5000) + inline("app", "b", 5241),
      at: ["app"],
      severity: "medium",
      message:
        "Its 2 inline policies have at least 10,241 characters together: AWS takes 10,240 in a role's inline policies.",
    },
    {
      title: "lets them have all that they may",
      uri: "/w/main.tf",
      text: role + inline("app", "a", 5000) + inline("app", "b", 5240),
      at: [],
    },
    {
      title: "tells the one that is too long by itself",
      uri: "/w/main.tf",
      text: role + inline("app", "a", 10_300) + inline("app", "b", 300),
      at: ["Version"],
    },
    { title: "counts them in a template", uri: "/w/template.json", text: template(5000, 5241), at: ["App"] },
    { title: "lets a template's have all that they may", uri: "/w/template.json", text: template(5000, 5240), at: [] },
  ],
});
