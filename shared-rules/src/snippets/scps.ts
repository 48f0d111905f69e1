// The library's service control policies but for the region fence, as data: what each denies, breaks and leaves alone. No format is known here.
import type { Snippet } from "./snippet";
import { boundaryName, deny, exceptBreakGlass, fillBreakGlass, neverBound, organizations } from "./snippet";
import { policyOf, userGuide } from "./snippet";
import { keyActions, loggingActions } from "./guarded";

export const denyUserCreation: Snippet = {
  id: "scp-deny-user-creation",
  kind: "scp",
  title: "Deny creating IAM users and access keys",
  purpose:
    "Nobody in the member accounts can create IAM users or access keys, their administrators and root included, but for roles named break-glass-*.",
  breaks:
    "What makes users or keys by itself: the SES console's SMTP credentials, the Bedrock console's long-term API keys, pipelines with users of their own.",
  leaves: `Users and keys that exist, which keep working; roles named break-glass-*; ${neverBound}.`,
  fill: fillBreakGlass,
  references: [
    `${userGuide}/best-practices.html#bp-users-federation-idp`,
    `${organizations}/orgs_manage_policies_scps_examples.html`,
  ],
  name: "deny-iam-user-creation",
  policy: policyOf(deny("DenyIamUserCreation", ["iam:CreateUser", "iam:CreateAccessKey"], exceptBreakGlass)),
};

const boundaryArn = `arn:*:iam::*:policy/${boundaryName}`;
const withoutBoundary = {
  ArnNotLike: { "iam:PermissionsBoundary": boundaryArn, ...exceptBreakGlass.ArnNotLike },
};

export const requireBoundary: Snippet = {
  id: "scp-require-boundary",
  kind: "scp",
  title: "Require a permissions boundary on new users and roles",
  purpose: `Users and roles can only be created with the boundary ${boundaryName} of their account, and never lose it.`,
  breaks:
    "Consoles and tools that create a role without a boundary, such as the wizards of Lambda and CodeBuild, CDK's bootstrap and older modules.",
  leaves: `Users and roles that exist; roles named break-glass-*; ${neverBound}.`,
  fill: `Each account needs a managed policy of that name before this is attached: insert a boundary for it. ${fillBreakGlass}`,
  references: [`${userGuide}/access_policies_boundaries.html#access_policies_boundaries-delegate`],
  name: "require-permissions-boundary",
  policy: policyOf(
    deny(
      "RequireBoundary",
      ["iam:CreateRole", "iam:CreateUser", "iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"],
      withoutBoundary,
    ),
    deny("KeepBoundary", ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], exceptBreakGlass),
  ),
};

/** https://docs.aws.amazon.com/controltower/latest/controlreference/strongly-recommended-preventive-controls.html */
const isRoot = { ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:root" } };

export const denyRootActions: Snippet = {
  id: "scp-deny-root-actions",
  kind: "scp",
  title: "Deny everything to member accounts' root users",
  purpose: "Who signs in as the root user of a member account, or has its access keys, can do nothing.",
  breaks:
    "The few tasks that only a signed-in root user can do, such as MFA delete of a bucket: detach it from the account for as long as they take.",
  leaves: `Sessions of sts:AssumeRoot, by which central root access unlocks a bucket or removes root's credentials; ${neverBound}.`,
  fill: "Nothing. Without central root access, drop the test of aws:AssumedRoot.",
  references: [
    `${userGuide}/root-user-tasks.html`,
    `${userGuide}/id_root-enable-root-access.html`,
    "https://docs.aws.amazon.com/controltower/latest/controlreference/strongly-recommended-preventive-controls.html",
  ],
  name: "deny-root-actions",
  // The key is there in sessions of sts:AssumeRoot only.
  policy: policyOf(deny("DenyRootActions", ["*"], { ...isRoot, Null: { "aws:AssumedRoot": "true" } })),
};

export const denyRootKeys: Snippet = {
  id: "scp-deny-root-access-keys",
  kind: "scp",
  title: "Deny access keys of root users",
  purpose:
    "The root user of a member account cannot create access keys for itself, which would be keys to everything in it.",
  breaks: "Nothing that AWS recommends: no task needs a key of root.",
  leaves: `Keys that root has already, which are to be deleted; whatever else root does; ${neverBound}.`,
  fill: "Nothing.",
  references: [
    `${userGuide}/root-user-best-practices.html`,
    "https://docs.aws.amazon.com/controltower/latest/controlreference/strongly-recommended-preventive-controls.html",
  ],
  name: "deny-root-access-keys",
  policy: policyOf(deny("DenyRootAccessKeys", ["iam:CreateAccessKey"], isRoot)),
};

export const denyLeaving: Snippet = {
  id: "scp-deny-leaving-organization",
  kind: "scp",
  title: "Deny leaving the organisation",
  purpose: "A member account cannot leave the organisation, and so shed its policies.",
  breaks: "Moving an account to another organisation from within it.",
  leaves: `What the management account does, which can still remove a member; ${neverBound}.`,
  fill: "Nothing.",
  references: [`${organizations}/orgs_manage_policies_scps_examples_general.html`],
  name: "deny-leaving-organization",
  policy: policyOf(deny("DenyLeavingOrganization", ["organizations:LeaveOrganization"])),
};

export const protectLogging: Snippet = {
  id: "scp-protect-logging",
  kind: "scp",
  title: "Protect CloudTrail, Config, GuardDuty and Security Hub",
  purpose:
    "Nobody in the member accounts can stop, delete or blind what records and detects: trails, configuration recorders, detectors, analyzers.",
  breaks:
    "Pipelines that change trails, recorders or detectors within member accounts, and stacks that take them down.",
  leaves: `Switching these services on; what an organisation's trail or GuardDuty's administrator account does; roles named break-glass-*; ${neverBound}.`,
  fill: `The role of a pipeline that looks after these services, beside the excepted ones. ${fillBreakGlass}`,
  references: [
    `${organizations}/orgs_manage_policies_scps_examples_config.html`,
    `${organizations}/orgs_manage_policies_scps_examples_guardduty.html`,
  ],
  name: "protect-logging",
  policy: policyOf(deny("ProtectLogging", loggingActions, exceptBreakGlass)),
};

export const protectKeys: Snippet = {
  id: "scp-protect-keys",
  kind: "scp",
  title: "Protect KMS keys from deletion",
  purpose:
    "Nobody in the member accounts can schedule a KMS key's deletion, disable it or delete its imported material.",
  breaks: "Taking down a stack or a configuration that has keys: deleting a key is scheduling its deletion.",
  leaves: `Using, creating and rotating keys; calling a deletion off; roles named break-glass-*; ${neverBound}.`,
  fill: fillBreakGlass,
  references: ["https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"],
  name: "protect-keys",
  policy: policyOf(deny("ProtectKeys", keyActions, exceptBreakGlass)),
};

const instances = "arn:*:ec2:*:*:instance/*";

export const requireImdsV2: Snippet = {
  id: "scp-require-imdsv2",
  kind: "scp",
  title: "Require IMDSv2 of EC2 instances",
  purpose:
    "Instances can only be launched, and their metadata options only be changed, with tokens required for the metadata service.",
  breaks:
    "Launches that do not say HttpTokens: required, and whose image or account does not by default; software that speaks IMDSv1 only.",
  leaves: `Instances that run already; those that Auto Scaling launches by its service-linked role, whose launch templates have to say it; ${neverBound}.`,
  fill: "Nothing.",
  references: [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-instance-metadata",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
  ],
  name: "require-imdsv2",
  policy: policyOf(
    {
      Sid: "RequireTokensAtLaunch",
      Effect: "Deny",
      Action: "ec2:RunInstances",
      Resource: instances,
      Condition: { StringNotEquals: { "ec2:MetadataHttpTokens": "required" } },
    },
    {
      Sid: "KeepTokensRequired",
      Effect: "Deny",
      Action: "ec2:ModifyInstanceMetadataOptions",
      Resource: instances,
      // A change of something else, such as the hop limit, does not send the key.
      Condition: {
        StringNotEquals: { "ec2:Attribute/HttpTokens": "required" },
        Null: { "ec2:Attribute/HttpTokens": "false" },
      },
    },
  ),
};
