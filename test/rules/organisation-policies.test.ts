// Service control policies, resource control policies and data perimeters: what AWS refuses is told, and what AWS itself publishes is not.
import assert from "node:assert/strict";
import { rcpServices, supportsRcps } from "../../shared-rules/src/catalog/rcp-services";
import { defaultConfig, type PolicyHint } from "../../shared-rules/src/index";
import { rcpInvalid } from "../../shared-rules/src/rules/rcp-invalid";
import { scpInvalid } from "../../shared-rules/src/rules/scp-invalid";
import { scpMissingGuardrail } from "../../shared-rules/src/rules/scp-missing-guardrail";
import { checkRule } from "../support/check-rule";
import { catalog, engine } from "../support/engine";
import { samplesOf, type StatementJson } from "../support/formats";

const deny = (Action: unknown, rest: object = {}) => ({ Effect: "Deny", Action, Resource: "*", ...rest });
const denyAll = (Action: unknown, rest: object = {}) => deny(Action, { Principal: "*", ...rest });
const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

const org = "o-exampleorgid";
const outsiders = {
  StringNotEqualsIfExists: { "aws:PrincipalOrgID": org },
  BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
};
const exceptAdmin = { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } };

checkRule(scpInvalid, {
  flags: [
    {
      kind: "scp",
      statement: { ...deny("iam:CreateUser"), Principal: "*" },
      at: "Principal",
      severity: "high",
      message:
        "AWS refuses Principal in a service control policy: it is about every principal of its accounts. Use a condition on aws:PrincipalArn.",
      formats: ["policy JSON", "CloudFormation JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      kind: "scp",
      statement: { ...deny("iam:CreateUser"), Principal: { AWS: "*" } },
      at: "principals",
      formats: ["Terraform policy document"],
    },
    {
      kind: "scp",
      statement: { Effect: "Deny", Action: "iam:CreateUser", NotPrincipal: { AWS: "123456789012" }, Resource: "*" },
      at: "NotPrincipal",
      formats: ["policy JSON", "Terraform jsonencode"],
    },
    {
      kind: "scp",
      statement: { Effect: "Deny", Action: "iam:CreateUser" },
      at: "Effect",
      message: "AWS refuses a statement of a service control policy without Resource or NotResource.",
      formats: ["policy JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
  ],
  accepts: [
    { kind: "scp", statement: { Effect: "Allow", NotAction: "iam:*User*", Resource: "arn:aws:s3:::a" } },
    { kind: "identity", statement: deny("iam:CreateUser") },
  ],
  native: [
    {
      title: "wants the version of 2012",
      uri: "/w/scp/old.json",
      text: json({ Version: "2008-10-17", Statement: [deny("iam:CreateUser")] }),
      at: ["2008-10-17"],
      severity: "high",
      fixed: { correct: json({ Version: "2012-10-17", Statement: [deny("iam:CreateUser")] }) },
    },
    {
      title: "wants a version",
      uri: "/w/scp/none.json",
      text: json({ Statement: [deny("iam:CreateUser")] }),
      at: ["Statement"],
      severity: "medium",
    },
    {
      title: "knows an SCP with a principal by its folder",
      uri: "/w/scp/principal.json",
      text: json({ Version: "2012-10-17", Statement: [denyAll("iam:CreateUser")] }),
      at: ["Principal"],
    },
  ],
});

checkRule(rcpInvalid, {
  flags: [
    {
      kind: "rcp",
      statement: denyAll("*"),
      at: "*",
      severity: "high",
      message: "AWS refuses the action * in a resource control policy: it must name a service, such as s3:*.",
    },
    { kind: "rcp", statement: denyAll(["s3:*", "*:Delete*"]), at: "*:Delete*" },
    {
      kind: "rcp",
      statement: denyAll(["s3:*", "ec2:*"]),
      at: "ec2:*",
      severity: "medium",
      message: "RCPs do not apply to ec2, as of 2026-09-26: ec2:* is denied to nobody.",
    },
    {
      kind: "rcp",
      statement: { ...denyAll("s3:GetObject"), Effect: "Allow" },
      at: "Allow",
      severity: "high",
      message:
        "AWS refuses Allow in a resource control policy: everything is allowed by its own RCPFullAWSAccess, and yours deny.",
    },
    {
      kind: "rcp",
      statement: denyAll("s3:GetObject", { Principal: { AWS: "123456789012" } }),
      at: "123456789012",
      message:
        'AWS refuses the principal 123456789012 in a resource control policy: it must be "*". Spare principals with a condition on aws:PrincipalArn.',
    },
    {
      kind: "rcp",
      statement: deny("s3:GetObject"),
      at: "Effect",
      message: 'AWS refuses a statement of a resource control policy without "Principal": "*".',
      formats: ["policy JSON", "CloudFormation YAML", "Terraform jsonencode"],
    },
    {
      kind: "rcp",
      statement: { Effect: "Deny", Principal: "*", NotAction: "s3:GetObject", Resource: "*" },
      at: "NotAction",
      formats: ["policy JSON", "Terraform jsonencode"],
    },
    {
      kind: "rcp",
      statement: { Effect: "Deny", NotPrincipal: { AWS: "123456789012" }, Action: "s3:GetObject", Resource: "*" },
      at: "NotPrincipal",
      formats: ["policy JSON", "Terraform jsonencode"],
    },
    {
      kind: "rcp",
      statement: { Effect: "Deny", Principal: "*", Action: "s3:GetObject" },
      at: "Effect",
      formats: ["policy JSON", "Terraform jsonencode"],
    },
  ],
  accepts: [
    { kind: "rcp", statement: denyAll(["s3:Put*Policy", "STS:*", "opensearch:*"]) },
    { kind: "rcp", statement: denyAll("sqs:*", { Principal: { AWS: "*" } }) },
    { kind: "resource", statement: { ...denyAll("s3:*"), Effect: "Allow" } },
  ],
});

const stays = deny("organizations:LeaveOrganization");
const guards = [
  stays,
  deny(["iam:CreateUser", "iam:CreateAccessKey"], { Condition: exceptAdmin }),
  deny("cloudtrail:*", { Condition: exceptAdmin }),
  deny("*", { Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } } }),
  {
    Effect: "Deny",
    NotAction: "iam:*",
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } },
  },
];
const scp = (Statement: readonly object[]): string => json({ Version: "2012-10-17", Statement });
const without = (index: number): string => scp(guards.filter((_, each) => each !== index));

/** All of them but one, in Terraform. */
const most = `resource "aws_organizations_policy" "most" {
  name = "most"
  content = ${JSON.stringify(JSON.stringify({ Version: "2012-10-17", Statement: guards.slice(1) }))}
}
`;

checkRule(scpMissingGuardrail, {
  accepts: [
    { kind: "scp", statement: guards },
    { kind: "identity", statement: stays },
    // Only what is allowed can be done.
    { kind: "scp", statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
  ],
  native: [
    {
      title: "names all that is missing, at the first policy",
      uri: "/w/scp/stay.json",
      text: scp([stays]),
      at: ["Version"],
      severity: "advice",
      message:
        "No service control policy here denies new IAM users and access keys, what root does, switching CloudTrail off or the use of other regions.",
    },
    ...[
      "leaving the organisation",
      "new IAM users and access keys",
      "switching CloudTrail off",
      "what root does",
      "the use of other regions",
    ].map((denies, index) => ({
      title: `misses ${denies}`,
      uri: "/w/scp/most.json",
      text: without(index),
      at: ["Version"],
      message: `No service control policy here denies ${denies}.`,
    })),
    {
      title: "does not take an exception of root for its denial",
      uri: "/w/scp/most.json",
      text: scp([
        ...guards.filter((_, index) => index !== 3),
        deny("s3:*", { Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } } }),
      ]),
      at: ["Version"],
    },
    {
      title: "takes FullAWSAccess for no guardrail",
      uri: "/w/scp/full.json",
      text: scp([{ Effect: "Allow", Action: "*", Resource: "*" }]),
      at: ["Version"],
    },
    {
      title: "is silent where a policy cannot be read",
      uri: "/w/main.tf",
      text: 'variable "p" {}\nresource "aws_organizations_policy" "a" {\n  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "organizations:LeaveOrganization", Resource = "*" }] })\n}\nresource "aws_organizations_policy" "b" {\n  content = var.p\n}\n',
      at: [],
    },
    {
      title: "writes the policies that are missing",
      uri: "/w/main.tf",
      text: most,
      at: ["Version"],
      fixed: {
        "insert-scp": `${most}
# A member account cannot leave the organisation, and so shed its policies.
resource "aws_organizations_policy" "deny_leaving_organization" {
  name = "deny-leaving-organization"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "DenyLeavingOrganization"
        Effect   = "Deny"
        Action   = "organizations:LeaveOrganization"
        Resource = "*"
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "deny_leaving_organization_target" {
  policy_id = aws_organizations_policy.deny_leaving_organization.id
  target_id = "r-changeme"
}
`,
      },
    },
  ],
});

describe("the services that RCPs apply to", () => {
  it("are services of the catalogue", () => {
    for (const prefix of rcpServices) assert.ok(catalog.serviceName(prefix) !== undefined, prefix);
    assert.ok(supportsRcps("S3") && !supportsRcps("ec2"));
  });
});

/**
 * After AWS's own examples.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
 */
const published: readonly (readonly [title: string, kind: "scp" | "rcp", statements: readonly StatementJson[]])[] = [
  ["FullAWSAccess", "scp", [{ Effect: "Allow", Action: "*", Resource: "*" }]],
  [
    "only some regions",
    "scp",
    [
      {
        Sid: "DenyAllOutsideEU",
        Effect: "Deny",
        NotAction: [
          ...["a4b:*", "acm:*", "aws-marketplace-management:*", "aws-marketplace:*", "aws-portal:*", "budgets:*"],
          ...["ce:*", "chime:*", "cloudfront:*", "config:*", "cur:*", "directconnect:*", "ec2:DescribeRegions"],
          ...["ec2:DescribeTransitGateways", "ec2:DescribeVpnGateways", "fms:*", "globalaccelerator:*", "health:*"],
          ...["iam:*", "importexport:*", "kms:*", "mobileanalytics:*", "networkmanager:*", "organizations:*"],
          ...["pricing:*", "route53:*", "route53domains:*", "route53-recovery-cluster:*", "s3:GetAccountPublic*"],
          ...["s3:ListAllMyBuckets", "s3:ListMultiRegionAccessPoints", "s3:PutAccountPublic*", "shield:*", "sts:*"],
          ...["support:*", "trustedadvisor:*", "waf-regional:*", "waf:*", "wafv2:*", "wellarchitected:*"],
        ],
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] },
          ArnNotLike: { "aws:PrincipalARN": ["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"] },
        },
      },
    ],
  ],
  [
    "a role that others cannot change",
    "scp",
    [
      {
        Sid: "DenyAccessWithException",
        Effect: "Deny",
        Action: [
          ...["iam:AttachRolePolicy", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy"],
          ...["iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
          ...["iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"],
        ],
        Resource: ["arn:aws:iam::*:role/name-of-role-to-deny"],
        Condition: { StringNotLike: { "aws:PrincipalARN": "arn:aws:iam::*:role/name-of-admin-role-to-allow" } },
      },
    ],
  ],
  [
    "MFA to stop an instance",
    "scp",
    [
      {
        Sid: "DenyStopAndTerminateWhenMFAIsNotPresent",
        ...deny(["ec2:StopInstances", "ec2:TerminateInstances"], {
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": false } },
        }),
      },
    ],
  ],
  [
    "nothing for root",
    "scp",
    [
      {
        Sid: "RestrictEC2ForRoot",
        ...deny(["ec2:*"], { Condition: { StringLike: { "aws:PrincipalArn": ["arn:aws:iam::*:root"] } } }),
      },
    ],
  ],
  ["no leaving the organization", "scp", [deny(["organizations:LeaveOrganization"])]],
  [
    "CloudTrail and Config stay on",
    "scp",
    [
      deny(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]),
      deny([
        ...["config:DeleteConfigRule", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel"],
        "config:StopConfigurationRecorder",
      ]),
      deny(["guardduty:DeleteDetector", "guardduty:UpdateDetector", "guardduty:Disassociate*"]),
    ],
  ],
  [
    "instances of one type",
    "scp",
    [
      {
        Sid: "RequireMicroInstanceType",
        Effect: "Deny",
        Action: "ec2:RunInstances",
        Resource: ["arn:aws:ec2:*:*:instance/*"],
        Condition: { StringNotEquals: { "ec2:InstanceType": "t2.micro" } },
      },
    ],
  ],
  [
    "IMDSv2",
    "scp",
    [
      {
        Effect: "Deny",
        Action: "ec2:RunInstances",
        Resource: "arn:aws:ec2:*:*:instance/*",
        Condition: { StringNotEquals: { "ec2:MetadataHttpTokens": "required" } },
      },
      deny("*", { Condition: { NumericLessThan: { "ec2:RoleDelivery": "2.0" } } }),
      deny("ec2:ModifyInstanceMetadataOptions"),
    ],
  ],
  [
    "tags on what is created",
    "scp",
    [
      {
        Sid: "DenyCreateSecretWithNoProjectTag",
        ...deny("secretsmanager:CreateSecret", { Condition: { Null: { "aws:RequestTag/Project": "true" } } }),
      },
      {
        Sid: "DenyRunInstanceWithNoProjectTag",
        Effect: "Deny",
        Action: "ec2:RunInstances",
        Resource: ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*"],
        Condition: { Null: { "aws:RequestTag/Project": "true" } },
      },
    ],
  ],
  [
    "shares only within the organization",
    "scp",
    [
      deny(["ram:CreateResourceShare", "ram:UpdateResourceShare"], {
        Condition: { Bool: { "ram:RequestedAllowsExternalPrincipals": "true" } },
      }),
      deny(["ram:AssociateResourceShare", "ram:CreateResourceShare"], {
        Condition: {
          "ForAnyValue:StringNotLike": { "ram:Principal": [`arn:aws:organizations::123456789012:organization/${org}`] },
        },
      }),
    ],
  ],
  [
    "only Bedrock models that are permitted",
    "scp",
    [
      {
        Sid: "Statement1",
        Effect: "Deny",
        Action: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
        NotResource: ["arn:aws:bedrock:*::foundation-model/model-to-permit"],
      },
    ],
  ],
  [
    "trusted resources",
    "scp",
    [
      {
        Sid: "EnforceResourcePerimeter",
        Effect: "Deny",
        NotAction: ["iam:GetPolicy", "s3:GetObject", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: { "aws:ResourceOrgID": org },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
          ...exceptAdmin,
        },
      },
    ],
  ],
  [
    "expected networks",
    "scp",
    [
      deny("*", {
        Condition: {
          BoolIfExists: { "aws:ViaAWSService": "false" },
          NotIpAddressIfExists: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] },
          StringNotEqualsIfExists: {
            "aws:SourceVpc": ["vpc-1a2b3c4d"],
            "aws:PrincipalTag/network-perimeter-exception": "true",
          },
          ArnNotLikeIfExists: { "aws:PrincipalArn": ["arn:aws:iam::*:role/aws:ec2-infrastructure"] },
          StringEquals: { "aws:PrincipalType": "AssumedRole" },
        },
      }),
    ],
  ],
  ["RCPFullAWSAccess", "rcp", [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }]],
  [
    "trusted identities",
    "rcp",
    [
      {
        Sid: "EnforceOrgIdentities",
        ...denyAll(
          [
            "s3:*",
            "sqs:*",
            "kms:*",
            "secretsmanager:*",
            "sts:AssumeRole",
            "sts:DecodeAuthorizationMessage",
            "sts:SetContext",
          ],
          {
            Condition: { ...outsiders, StringNotEquals: { "aws:ResourceTag/dp:exclude:identity": "true" } },
          },
        ),
      },
    ],
  ],
  [
    "no confused deputies",
    "rcp",
    [
      denyAll(["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:*"], {
        Condition: {
          StringNotEqualsIfExists: { "aws:SourceOrgID": org, "aws:SourceAccount": ["123456789012"] },
          Null: { "aws:SourceAccount": "false" },
          Bool: { "aws:PrincipalIsAWSService": "true" },
        },
      }),
    ],
  ],
  [
    "only TLS",
    "rcp",
    [
      denyAll(["sts:*", "s3:*", "sqs:*", "secretsmanager:*", "kms:*"], {
        Condition: { BoolIfExists: { "aws:SecureTransport": "false" } },
      }),
    ],
  ],
  [
    "a TLS version, and settings of buckets",
    "rcp",
    [
      denyAll("s3:*", { Condition: { NumericLessThan: { "s3:TlsVersion": ["1.2"] } } }),
      denyAll(["s3:PutBucketPublicAccessBlock", "s3:DeleteBucket*"], { Condition: exceptAdmin }),
      denyAll("s3:PutObject", {
        Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
      }),
    ],
  ],
  [
    "only the own pipelines",
    "rcp",
    [
      {
        Sid: "EnforceTrustedOIDCTenants",
        ...denyAll("sts:AssumeRoleWithWebIdentity", {
          Condition: {
            StringNotLikeIfExists: { "token.actions.githubusercontent.com:sub": "repo:example-org/*" },
            Null: { "token.actions.githubusercontent.com:sub": "false" },
          },
        }),
      },
    ],
  ],
];

describe("AWS's own organisation policies", () => {
  before(() => engine.ready());

  for (const [title, kind, statements] of published)
    for (const { format, uri, text, hint } of samplesOf(statements, kind))
      it(`${title}: nothing is found in ${format}`, () => {
        const own: PolicyHint | undefined = hint;
        const document = engine.read({ uri, text, ...(own && { hint: own }) });
        assert.deepEqual(
          document.policies.map((policy) => policy.kind),
          [kind],
        );
        const findings = engine.lint(document, defaultConfig);
        assert.deepEqual(
          findings.map(({ rule, message }) => `${rule}: ${message}`),
          [],
          text,
        );
      });
});
