// The library's permissions boundaries, as data: what is the most that their bearers may do. No format is known here.
import type { PolicyData } from "../edit";
import { placeholder, type DataObject } from "../model/data";
import { keyActions, loggingActions } from "./guarded";
import { boundaryName, deny, policyOf, userGuide, type Snippet } from "./snippet";

const boundaryArn = `arn:aws:iam::*:policy/${boundaryName}`;

/**
 * What every boundary denies: long-term identities, and ways out of the boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
const noWayOut: readonly DataObject[] = [
  deny("DenyUsersAndCredentials", [
    "iam:CreateUser",
    "iam:CreateAccessKey",
    "iam:UpdateAccessKey",
    "iam:CreateLoginProfile",
    "iam:UpdateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
  ]),
  deny("DenyBoundaryRemoval", ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"]),
  {
    Sid: "DenyBoundaryEdit",
    Effect: "Deny",
    Action: ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"],
    Resource: boundaryArn,
  },
  deny(
    "DenyPrincipalsWithoutThisBoundary",
    [
      "iam:AttachRolePolicy",
      "iam:AttachUserPolicy",
      "iam:CreateRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:PutUserPermissionsBoundary",
      "iam:PutUserPolicy",
      "iam:UpdateAssumeRolePolicy",
    ],
    { ArnNotLike: { "iam:PermissionsBoundary": boundaryArn } },
  ),
];

function ceiling(actions: string | readonly string[]): DataObject {
  return { Sid: "CeilingForIdentityPolicies", Effect: "Allow", Action: actions, Resource: "*" };
}

/** The boundary of those who use these services and actions; "*": of those of whom it is not known. */
export function boundaryFor(actions: "*" | readonly string[]): PolicyData {
  return policyOf(ceiling(actions), ...noWayOut);
}

const about = `${userGuide}/access_policies_boundaries.html`;
const breaks =
  "Making users and their keys, and making or changing roles that do not carry it: who creates roles has to give them the boundary.";
const leaves =
  "Service-linked roles, which may be created; users, keys and roles that exist; what nothing grants anyhow, as a boundary grants nothing.";

export const starterBoundary: Snippet = {
  id: "boundary-starter",
  kind: "boundary",
  title: "Starter boundary: no users, no credentials, no way out",
  purpose:
    "Whoever carries it keeps what their policies grant, but cannot create IAM users or credentials, nor shed or edit the boundary, nor create or change roles without it.",
  breaks,
  leaves,
  fill: "Narrow its first statement to the services that are in use.",
  references: [about, `${about}#access_policies_boundaries-delegate`],
  name: boundaryName,
  policy: boundaryFor("*"),
};

export const developerBoundary: Snippet = {
  id: "boundary-developer",
  kind: "boundary",
  title: "Developer boundary: nothing that guards the account",
  purpose:
    "For people who build in an account: the starter boundary, and no say over identity providers, the account itself, its logs and its keys' deletion.",
  breaks: `${breaks} Setting up sign-in, trails, recorders, detectors or regions, and deleting KMS keys, is somebody else's.`,
  leaves,
  fill: "Narrow its first statement to the services that are in use.",
  references: [about, `${userGuide}/best-practices.html#bp-permissions-boundaries`],
  name: boundaryName,
  policy: policyOf(
    ceiling("*"),
    ...noWayOut,
    deny("DenySignInProviders", [
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:CreateSAMLProvider",
      "iam:DeleteOpenIDConnectProvider",
      "iam:DeleteSAMLProvider",
      "iam:UpdateOpenIDConnectProviderThumbprint",
      "iam:UpdateSAMLProvider",
    ]),
    deny("DenyAccountChange", [
      "account:CloseAccount",
      "account:DisableRegion",
      "account:EnableRegion",
      "account:PutAlternateContact",
      "account:PutContactInformation",
      "iam:DeleteAccountPasswordPolicy",
      "iam:UpdateAccountPasswordPolicy",
      "organizations:LeaveOrganization",
    ]),
    deny("DenyGuardChange", [...loggingActions, ...keyActions]),
  ),
};

const application = placeholder("CHANGE-ME");

export const deployerBoundary: Snippet = {
  id: "boundary-deployer",
  kind: "boundary",
  title: "Deployer boundary: roles of one application only",
  purpose:
    "For a pipeline's role: the starter boundary, and only roles whose names begin with the application's can be made, changed or passed to a service.",
  breaks: `${breaks} Deployments that pass or change a role of another name.`,
  leaves: `${leaves} Assuming other roles, as CDK does, and everything outside of IAM.`,
  fill: "The beginning of the names of the application's roles; as long as it is not filled in, no role can be changed or passed.",
  references: [about, `${userGuide}/id_roles_use_passrole.html`],
  name: boundaryName,
  policy: policyOf(ceiling("*"), ...noWayOut, {
    Sid: "DenyRolesOfOthers",
    Effect: "Deny",
    Action: [
      "iam:AttachRolePolicy",
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PassRole",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ],
    NotResource: `arn:aws:iam::*:role/${application}-*`,
  }),
};
