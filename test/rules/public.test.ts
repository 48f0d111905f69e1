// The rules public-policy and public-action: what resource policies give to everyone, and everything of it.
import { publicAction } from "../../shared-rules/src/rules/public-action";
import { publicPolicy } from "../../shared-rules/src/rules/public-policy";
import { checkRule } from "../support/check-rule";
import type { StatementJson } from "../support/formats";

const objects = "arn:aws:s3:::reports/*";

function read(more: StatementJson = {}): StatementJson {
  return { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: objects, ...more };
}

function where(operator: string, key: string, value: unknown): StatementJson {
  return read({ Condition: { [operator]: { [key]: value } } });
}

function deny(condition: StatementJson, more: StatementJson = {}): StatementJson {
  return { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: objects, Condition: condition, ...more };
}

const kind = "resource" as const;
const open = (statement: StatementJson | StatementJson[]) => ({ statement, kind, at: "*", severity: "high" as const });
const closed = (statement: StatementJson | StatementJson[]) => ({ statement, kind });

const endpoint = `resource "aws_vpc_endpoint_policy" "s3" {
  vpc_endpoint_id = "vpce-1a2b3c4d"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
  })
}
`;

const bucket = (
  own: string,
  policy = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.web.arn}/*" }] })',
) => `resource "aws_s3_bucket_policy" "web" {
  bucket = aws_s3_bucket.web.id
  policy = ${policy}
}

resource "aws_s3_bucket_public_access_block" "web" {
  bucket              = aws_s3_bucket.web.bucket
${own}}
`;

const accountBlock = (own: string): string => `resource "aws_s3_account_public_access_block" "all" {
${own}}
`;

const domain = (type: string, network: string) => `resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
${network}}

resource "${type}" "logs" {
  domain_name     = aws_opensearch_domain.logs.domain_name
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttpGet", Resource = "*" }]
  })
}
`;

const permission = (attributes: string) => `resource "aws_lambda_permission" "caller" {
  action        = "lambda:InvokeFunction"
  function_name = "report"
${attributes}}
`;

checkRule(publicPolicy, {
  flags: [
    {
      ...open(read()),
      message: 'Principal "*" lets everyone use s3:GetObject: no condition says who is meant.',
    },
    open(read({ Principal: { AWS: "*" } })),
    { ...open(read({ Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } })), at: ["*"] },
    open(read({ Action: "s3:ListBucket", Resource: "arn:aws:s3:::reports" })),
    {
      ...open(where("Bool", "aws:SecureTransport", "true")),
      message: 'Principal "*" lets everyone use s3:GetObject: its condition on aws:SecureTransport keeps nobody out.',
    },
    // Everyone else; whoever has none; whoever has any.
    open(where("StringNotEquals", "aws:PrincipalAccount", "123456789012")),
    open(where("StringEqualsIfExists", "aws:PrincipalOrgID", "o-exampleorgid")),
    open(where("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-exampleorgid")),
    open(where("Null", "aws:PrincipalOrgID", "false")),
    open(where("StringLike", "aws:PrincipalOrgID", "*")),
    // What an outsider chooses himself.
    open(where("StringEquals", "aws:PrincipalTag/team", "reports")),
    open(where("StringLike", "aws:Referer", "https://example.com/*")),
    open(where("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control")),
    open(where("StringEquals", "aws:ResourceAccount", "123456789012")),
    open(where("Bool", "aws:PrincipalIsAWSService", "false")),
    // Patterns that everyone fits.
    open(where("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/0"])),
    open(where("IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"])),
    open(where("IpAddress", "aws:SourceIp", "::/0")),
    open(where("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/reader")),
    open(where("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*")),
    open(where("ArnLike", "aws:SourceArn", "arn:aws:s3:::*")),
    // A Deny that outsiders do not meet.
    open([read(), deny({ Bool: { "aws:SecureTransport": "false" } })]),
    open([read(), deny({ StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } }, { Action: "s3:PutObject" })]),
    open([read(), deny({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, { Resource: "arn:aws:s3:::other/*" })]),
    open([read(), deny({ StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } })]),
    open([read(), deny({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })]),
    open([read(), deny({ StringNotEquals: { "aws:SourceVpce": "vpce-1" }, StringLike: { "aws:UserAgent": "curl*" } })]),
    {
      statement: read({ Principal: { AWS: "*" }, Action: "execute-api:Invoke", Resource: "*" }),
      kind,
      at: "*",
      severity: "low",
      message: 'Principal "*" lets everyone call this API, as if it had no policy: only its authorizers ask who calls.',
    },
    {
      statement: read({ Principal: { AWS: "arn:aws:iam::*:role/reader" } }),
      kind,
      at: "arn:aws:iam::*:role/reader",
      severity: "medium",
      message:
        'arn:aws:iam::*:role/reader means whoever has that name in any account; AWS refuses it, as only a whole "*" is a wildcard here.',
    },
  ],
  accepts: [
    closed(read({ Effect: "Deny" })),
    closed(read({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
    closed(read({ Principal: { Service: "cloudfront.amazonaws.com" } })),
    closed(where("StringEquals", "aws:PrincipalOrgID", "o-exampleorgid")),
    closed(where("StringLike", "aws:PrincipalOrgPaths", "o-exampleorgid/r-ab12/*")),
    closed(where("StringEquals", "aws:SourceVpce", "vpce-1a2b3c4d")),
    closed(where("StringEquals", "aws:SourceAccount", "123456789012")),
    closed(where("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:uploads")),
    closed(where("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/*")),
    closed(where("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "10.0.0.0/8"])),
    closed(where("Bool", "aws:PrincipalIsAWSService", "true")),
    closed(where("StringEquals", "s3:DataAccessPointAccount", "123456789012")),
    closed(where("StringEquals", "kms:CallerAccount", "123456789012")),
    closed(where("Bool", "elasticfilesystem:AccessedViaMountTarget", "true")),
    closed([read(), deny({ StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } })]),
    closed([read(), deny({ StringNotEqualsIfExists: { "aws:PrincipalTag/perimeter": "off" } }), deny({})]),
    closed([read(), deny({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })]),
    closed([read(), deny({ Null: { "aws:SourceVpce": "true" } })]),
    closed([
      read(),
      deny({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } }, { Action: "s3:Get*" }),
    ]),
    closed([
      read(),
      {
        Effect: "Deny",
        Principal: { AWS: "*" },
        NotAction: "s3:PutObject",
        Resource: objects,
        Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } },
      },
    ]),
  ],
  native: [
    {
      title: "is for information where the bucket serves its own account alone",
      uri: "/w/main.tf",
      text: bucket("  restrict_public_buckets = true\n"),
      at: ["*"],
      severity: "low",
      message:
        'Principal "*" lets everyone in this account use s3:GetObject: only the bucket\'s public access block keeps others out.',
    },
    {
      title: "is for information where the bucket takes no such policy",
      uri: "/w/main.tf",
      text: bucket("  block_public_policy = true\n  restrict_public_buckets = false\n"),
      at: ["*"],
      severity: "low",
      message:
        'AWS refuses Principal "*" here as long as the bucket\'s public access block is there; without it, everyone may use s3:GetObject.',
    },
    {
      title: "is grave where the block lets policies alone",
      uri: "/w/main.tf",
      text: bucket("  block_public_acls = true\n  block_public_policy = false\n"),
      at: ["*"],
      severity: "high",
    },
    {
      title: "is grave where the block is another bucket's",
      uri: "/w/main.tf",
      text: bucket("  restrict_public_buckets = true\n").replace("aws_s3_bucket.web.id", "aws_s3_bucket.other.id"),
      at: ["*"],
      severity: "high",
    },
    {
      title: "is for information where the account's block serves the own account alone",
      uri: "/w/main.tf",
      text: bucket("") + accountBlock("  restrict_public_buckets = true\n"),
      at: ["*"],
      severity: "low",
      message:
        'Principal "*" lets everyone in this account use s3:GetObject: only the account\'s public access block keeps others out.',
    },
    {
      title: "is for information where the account takes no such policy",
      uri: "/w/main.tf",
      text: bucket("") + accountBlock("  block_public_policy = true\n"),
      at: ["*"],
      severity: "low",
      message:
        'AWS refuses Principal "*" here as long as the account\'s public access block is there; without it, everyone may use s3:GetObject.',
    },
    {
      title: "takes the stricter of the bucket's and the account's block",
      uri: "/w/main.tf",
      text: bucket("  block_public_policy = true\n") + accountBlock("  restrict_public_buckets = true\n"),
      at: ["*"],
      severity: "low",
      message: /only the account's public access block keeps others out/,
    },
    {
      title: "is grave where the account's block lets policies alone",
      uri: "/w/main.tf",
      text: bucket("") + accountBlock("  block_public_acls = true\n"),
      at: ["*"],
      severity: "high",
    },
    {
      title: "is grave where the account's block is no bucket's affair",
      uri: "/w/main.tf",
      text: `resource "aws_sqs_queue_policy" "q" {\n  queue_url = "q"\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }] })\n}\n${accountBlock("  restrict_public_buckets = true\n")}`,
      at: ["*"],
      severity: "high",
    },
    {
      title: "asks the bucket of a template, too",
      uri: "/w/template.yaml",
      text: `Resources:
  Web:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: { RestrictPublicBuckets: true }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Web
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Principal: '*'
          Action: s3:GetObject
          Resource: !Sub '\${Web.Arn}/*'
`,
      at: ["*"],
      severity: "low",
    },
    { title: "leaves a VPC endpoint's policy alone", uri: "/w/main.tf", text: endpoint, at: [] },
    {
      title: "leaves a file alone whose folder says that it is an endpoint's policy",
      uri: "/w/vpc_endpoint_policies/s3.json",
      text: '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" } }',
      at: [],
    },
    {
      title: "flags a domain that the internet reaches",
      uri: "/w/main.tf",
      text: domain("aws_opensearch_domain_policy", ""),
      at: ["*"],
      severity: "high",
    },
    {
      title: "leaves a domain inside a network alone",
      uri: "/w/main.tf",
      text: domain("aws_opensearch_domain_policy", '  vpc_options {\n    subnet_ids = ["subnet-1"]\n  }\n'),
      at: [],
    },
    {
      title: "leaves a domain of a template inside a network alone",
      uri: "/w/template.yaml",
      text: `Resources:
  Logs:
    Type: AWS::OpenSearchService::Domain
    Properties:
      VPCOptions: { SubnetIds: [!Ref Subnet] }
      AccessPolicies:
        Version: '2012-10-17'
        Statement: { Effect: Allow, Principal: { AWS: '*' }, Action: 'es:*', Resource: '*' }
`,
      at: [],
    },
    {
      title: "flags a function that everyone may invoke",
      uri: "/w/main.tf",
      text: permission('  principal     = "*"\n'),
      at: ["*"],
      severity: "high",
      message:
        'Principal "*" lets everyone use lambda:InvokeFunction: no source, account or organisation says who is meant.',
    },
    {
      title: "flags it in Terraform's JSON",
      uri: "/w/main.tf.json",
      text: '{ "resource": { "aws_lambda_permission": { "caller": { "action": "lambda:InvokeFunction", "principal": "*" } } } }',
      at: ["*"],
    },
    {
      title: "tells of a function's URL that asks nobody who he is",
      uri: "/w/main.tf",
      text: permission('  principal     = "*"\n  function_url_auth_type = "NONE"\n'),
      at: ["*"],
      severity: "low",
    },
    {
      title: "leaves a function of one organisation alone",
      uri: "/w/main.tf",
      text: permission('  principal     = "*"\n  principal_org_id = "o-exampleorgid"\n'),
      at: [],
    },
    {
      title: "leaves a function of one bucket alone",
      uri: "/w/main.tf",
      text: permission('  principal     = "*"\n  source_arn = aws_s3_bucket.uploads.arn\n'),
      at: [],
    },
    {
      title: "flags a layer and an event bus for everyone",
      uri: "/w/template.yaml",
      text: `Resources:
  Layer:
    Type: AWS::Lambda::LayerVersionPermission
    Properties:
      Action: lambda:GetLayerVersion
      LayerVersionArn: !Ref Shared
      Principal: '*'
  Bus:
    Type: AWS::Events::EventBusPolicy
    Properties:
      StatementId: everyone
      Action: events:PutEvents
      Principal: '*'
  Members:
    Type: AWS::Events::EventBusPolicy
    Properties:
      StatementId: members
      Action: events:PutEvents
      Principal: '*'
      Condition: { Type: StringEquals, Key: 'aws:PrincipalOrgID', Value: o-exampleorgid }
`,
      at: ["*", "*"],
      severity: "high",
    },
    {
      title: "flags an event bus for everyone, but not one for an organisation",
      uri: "/w/main.tf",
      text: `resource "aws_cloudwatch_event_permission" "everyone" {
  principal    = "*"
  statement_id = "everyone"
}

resource "aws_cloudwatch_event_permission" "members" {
  principal    = "*"
  statement_id = "members"

  condition {
    type  = "StringEquals"
    key   = "aws:PrincipalOrgID"
    value = "o-exampleorgid"
  }
}
`,
      at: ["*"],
    },
  ],
});

const key = (principal: unknown, action: unknown = "kms:*"): StatementJson => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
  Resource: "*",
});

checkRule(publicAction, {
  flags: [
    {
      statement: read({ Action: ["s3:*", "s3:Get*"] }),
      kind,
      at: "s3:*",
      severity: "medium",
      message: "s3:* lets everyone do everything with these objects: read, replace and delete them.",
    },
    {
      statement: read({ Action: "s3:*", Resource: ["arn:aws:s3:::reports", objects] }),
      kind,
      at: "s3:*",
      severity: "medium",
      message: "s3:* lets everyone do everything with this resource: delete it, and change this very policy.",
    },
    // That an access point is asked for says nothing of whose it is.
    {
      statement: read({ Action: "s3:*", Condition: { Null: { "s3:DataAccessPointAccount": "false" } } }),
      kind,
      at: "s3:*",
      severity: "medium",
    },
    { statement: read({ Action: "*" }), kind, at: "*", severity: "medium" },
    {
      statement: read({ Action: "s3:*", Principal: { Service: "ses.amazonaws.com" } }),
      kind,
      at: "s3:*",
      severity: "medium",
    },
    {
      statement: read({ Action: "s3:*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } } }),
      kind,
      at: "s3:*",
      severity: "low",
      message:
        "s3:* lets all whom its condition lets in do everything with these objects: read, replace and delete them.",
    },
    {
      statement: key({ AWS: "arn:aws:iam::123456789012:role/admin" }),
      kind,
      at: "kms:*",
      severity: "low",
    },
    { statement: read({ Action: "s3:*", Principal: { AWS: "444455556666" } }), kind, at: "s3:*", severity: "low" },
  ],
  accepts: [
    closed(read({ Action: ["s3:Get*", "s3:PutObject"] })),
    closed(read({ Action: "s3:*", Effect: "Deny" })),
    closed(key({ AWS: "arn:aws:iam::123456789012:root" })),
    closed(key({ AWS: "*" }, "execute-api:*")),
    // The account of the queue itself.
    closed({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: "sqs:*",
      Resource: "arn:aws:sqs:eu-west-1:123456789012:jobs",
    }),
  ],
  native: [
    {
      title: "takes the root of the account that it is deployed to for its own",
      uri: "/w/template.yaml",
      text: `Resources:
  Topic:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Alerts]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Principal: { AWS: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root' }
          Action: sns:*
          Resource: !Ref Alerts
`,
      at: [],
    },
    {
      title: "knows a foreign account where its own are set",
      uri: "/w/policy.json",
      text: JSON.stringify({
        Version: "2012-10-17",
        Statement: read({ Action: "s3:*", Principal: { AWS: ["123456789012", "444455556666"] } }),
      }),
      config: { ownAccountIds: ["123456789012"] },
      at: ["s3:*"],
      severity: "medium",
      message: "s3:* lets account 444455556666 do everything with these objects: read, replace and delete them.",
    },
    {
      title: "knows a function's permission for every action",
      uri: "/w/main.tf",
      text: `resource "aws_lambda_permission" "all" {
  action        = "lambda:*"
  function_name = "report"
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::reports"
}
`,
      at: ["lambda:*"],
      severity: "low",
      message:
        "lambda:* lets s3.amazonaws.com do everything with this function: replace its code, delete it, and let in others.",
    },
    {
      title: "is graver where the permission is everyone's",
      uri: "/w/template.yaml",
      text: "Resources:\n  All:\n    Type: AWS::Lambda::Permission\n    Properties:\n      Action: lambda:*\n      FunctionName: report\n      Principal: '*'\n",
      at: ["lambda:*"],
      severity: "medium",
    },
    {
      title: "leaves a permission for one action alone",
      uri: "/w/main.tf",
      text: 'resource "aws_lambda_permission" "one" {\n  action        = "lambda:InvokeFunction"\n  function_name = "report"\n  principal     = "s3.amazonaws.com"\n}\n',
      at: [],
    },
    { title: "leaves a VPC endpoint's policy alone", uri: "/w/main.tf", text: endpoint, at: [] },
  ],
});
