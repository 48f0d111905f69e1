// The library of policies Roleward writes: service control policies and permissions boundaries, as data. No format is known here.
import type { PolicyData } from "../edit";

export interface Snippet {
  readonly id: string;
  readonly kind: "scp" | "boundary";
  readonly title: string;
  /** What it does, what it leaves alone and what it breaks. */
  readonly description: string;
  /** Name of the file, resource or policy it becomes: kebab-case. */
  readonly name: string;
  readonly policy: PolicyData;
}

/** The starter boundary's own name; the boundary must name itself to protect itself. */
export const boundaryName = "permissions-boundary";
const boundaryArn = `arn:aws:iam::*:policy/${boundaryName}`;

/** Role sessions carry their role's ARN in aws:PrincipalArn, so one pattern excepts every session of a break-glass role. */
const exceptBreakGlass = { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/break-glass-*" } };

export const denyUserCreation: Snippet = {
  id: "scp-deny-user-creation",
  kind: "scp",
  title: "Deny creating IAM users and access keys",
  description:
    "Nobody in the member accounts can create IAM users or access keys, except sessions of roles named break-glass-*. Existing users and keys keep working. An SCP never binds the management account.",
  name: "deny-iam-user-creation",
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyIamUserCreation",
        Effect: "Deny",
        Action: ["iam:CreateUser", "iam:CreateAccessKey"],
        Resource: "*",
        Condition: exceptBreakGlass,
      },
    ],
  },
};

export const starterBoundary: Snippet = {
  id: "boundary-starter",
  kind: "boundary",
  title: "Starter boundary: no users, no credentials, no way out",
  description:
    "Whoever carries it keeps what their policies grant, but cannot create IAM users or credentials, cannot change or remove permissions boundaries, cannot edit this policy, and can only create or change roles that carry it too. Narrow its first statement to the services that are in use.",
  name: boundaryName,
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Sid: "CeilingForIdentityPolicies", Effect: "Allow", Action: "*", Resource: "*" },
      {
        Sid: "DenyUsersAndCredentials",
        Effect: "Deny",
        Action: [
          "iam:CreateUser",
          "iam:CreateAccessKey",
          "iam:UpdateAccessKey",
          "iam:CreateLoginProfile",
          "iam:UpdateLoginProfile",
          "iam:CreateServiceSpecificCredential",
          "iam:ResetServiceSpecificCredential",
          "iam:UploadSSHPublicKey",
          "iam:UploadSigningCertificate",
        ],
        Resource: "*",
      },
      {
        Sid: "DenyBoundaryChange",
        Effect: "Deny",
        Action: [
          "iam:DeleteRolePermissionsBoundary",
          "iam:DeleteUserPermissionsBoundary",
          "iam:PutRolePermissionsBoundary",
          "iam:PutUserPermissionsBoundary",
        ],
        Resource: "*",
      },
      {
        Sid: "DenyBoundaryEdit",
        Effect: "Deny",
        Action: [
          "iam:CreatePolicyVersion",
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:SetDefaultPolicyVersion",
        ],
        Resource: boundaryArn,
      },
      {
        Sid: "DenyRolesWithoutThisBoundary",
        Effect: "Deny",
        Action: ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DetachRolePolicy", "iam:PutRolePolicy"],
        Resource: "*",
        Condition: { ArnNotLike: { "iam:PermissionsBoundary": boundaryArn } },
      },
    ],
  },
};

const denyLeavingOrganization: Snippet = {
  id: "scp-deny-leaving-organization",
  kind: "scp",
  title: "Deny leaving the organisation",
  description:
    "Member accounts cannot leave the organisation and so shed its policies. The management account can still remove them.",
  name: "deny-leaving-organization",
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Sid: "DenyLeavingOrganization", Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" },
    ],
  },
};

const denyRootActions: Snippet = {
  id: "scp-deny-root-actions",
  kind: "scp",
  title: "Deny everything to member accounts' root users",
  description:
    "The root user of a member account can do nothing, its access keys included. Detach it for the few tasks that only root can do.",
  name: "deny-root-actions",
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyRootActions",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" } },
      },
    ],
  },
};

const protectLogging: Snippet = {
  id: "scp-protect-logging",
  kind: "scp",
  title: "Protect CloudTrail, Config and GuardDuty",
  description:
    "Trails, configuration recorders and detectors cannot be stopped, deleted or changed, except by sessions of roles named break-glass-*.",
  name: "protect-logging",
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ProtectLogging",
        Effect: "Deny",
        Action: [
          "cloudtrail:DeleteTrail",
          "cloudtrail:PutEventSelectors",
          "cloudtrail:StopLogging",
          "cloudtrail:UpdateTrail",
          "config:DeleteConfigurationRecorder",
          "config:DeleteDeliveryChannel",
          "config:StopConfigurationRecorder",
          "guardduty:DeleteDetector",
          "guardduty:DisassociateFromAdministratorAccount",
          "guardduty:UpdateDetector",
        ],
        Resource: "*",
        Condition: exceptBreakGlass,
      },
    ],
  },
};

const requireBoundary: Snippet = {
  id: "scp-require-boundary",
  kind: "scp",
  title: "Require a permissions boundary on new users and roles",
  description: `Users and roles can only be created with the boundary ${boundaryName} of their account, except by sessions of roles named break-glass-*. Service-linked roles are not affected.`,
  name: "require-permissions-boundary",
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RequireBoundary",
        Effect: "Deny",
        Action: ["iam:CreateRole", "iam:CreateUser"],
        Resource: "*",
        Condition: {
          ArnNotLike: {
            "iam:PermissionsBoundary": boundaryArn,
            "aws:PrincipalArn": "arn:aws:iam::*:role/break-glass-*",
          },
        },
      },
    ],
  },
};

/** What runs in one region for all, or must be managed there. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html#example-scp-deny-region */
const withoutRegion = [
  ...["account:*", "acm:*", "aws-marketplace:*", "billing:*", "budgets:*", "ce:*", "chime:*", "cloudfront:*"],
  ...["config:*", "consolidatedbilling:*", "cur:*", "directconnect:*", "ec2:DescribeRegions"],
  ...["ec2:DescribeTransitGateways", "ec2:DescribeVpnGateways", "fms:*", "freetier:*", "globalaccelerator:*"],
  ...["health:*", "iam:*", "invoicing:*", "kms:*", "networkmanager:*", "organizations:*", "payments:*", "pricing:*"],
  ...["route53:*", "route53-recovery-cluster:*", "route53-recovery-control-config:*", "route53-recovery-readiness:*"],
  ...["route53domains:*", "s3:GetAccountPublic*", "s3:ListAllMyBuckets", "s3:ListMultiRegionAccessPoints"],
  ...["s3:PutAccountPublic*", "shield:*", "sts:*", "support:*", "tax:*", "trustedadvisor:*", "waf:*"],
  ...["waf-regional:*", "wafv2:*", "wellarchitected:*"],
];

/** Where nobody has said which regions are used: to be replaced by hand. */
const anyRegions = ["eu-central-1", "eu-west-1"];

/** The fence around the regions of the setting `allowedRegions`. */
function regionFence(allowedRegions: readonly string[]): Snippet {
  const isSaid = allowedRegions.length > 0;
  const regions = isSaid ? allowedRegions : anyRegions;
  return {
    id: "scp-fence-regions",
    kind: "scp",
    title: "Deny the use of other regions",
    description: `Nobody in the member accounts can use another region than ${regions.join(", ")}, except sessions of roles named break-glass-*. Global services such as IAM, CloudFront and Route 53 keep working. ${isSaid ? "The regions are those of the setting allowedRegions." : "Replace the regions by yours, or name them in the setting allowedRegions."}`,
    name: "fence-regions",
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyOtherRegions",
          Effect: "Deny",
          NotAction: withoutRegion,
          Resource: "*",
          Condition: { StringNotEquals: { "aws:RequestedRegion": regions }, ...exceptBreakGlass },
        },
      ],
    },
  };
}

/** All snippets, in the order the pickers show them, for those who use these regions; none: that is not known. */
export function snippetsFor(allowedRegions: readonly string[]): readonly Snippet[] {
  return [
    denyUserCreation,
    requireBoundary,
    denyRootActions,
    denyLeavingOrganization,
    protectLogging,
    regionFence(allowedRegions),
    starterBoundary,
  ];
}

/** The snippet of that id, or undefined. */
export function snippetById(id: string, allowedRegions: readonly string[] = []): Snippet | undefined {
  return snippetsFor(allowedRegions).find((snippet) => snippet.id === id);
}
