// The actions Roleward treats as special, and why: decisions, kept as data. What AWS says of an action stands in the
// catalogue; how a rule uses these sets stands in the rule. A test holds every name against the catalogue.
import type { ActionInfo } from "./action";
import { levelOf } from "./mislabelled";

export interface SensitiveAction {
  /** In AWS's own case: "iam:CreateAccessKey". */
  readonly action: string;
  /** What a grant of it lets its holder do; completes "lets its holder ...". */
  readonly lets: string;
  /** AWS's page about it. */
  readonly link: string;
}

const IAM_API = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_";
const STS_API = "https://docs.aws.amazon.com/STS/latest/APIReference/API_";

/** Each gives a long-term way to act as an IAM user, and thus that user's permissions to whoever holds the grant. */
export const credentialActions: readonly SensitiveAction[] = [
  iam("CreateAccessKey", "make a permanent access key for a user and act as that user"),
  iam("CreateLoginProfile", "give a user a console password and sign in as that user"),
  iam("UpdateLoginProfile", "replace a user's console password and sign in as that user"),
  iam("CreateServiceSpecificCredential", "make a lasting password or API key that works as a user in one AWS service"),
  iam("ResetServiceSpecificCredential", "reset a user's service-specific credential and learn the new one"),
  iam("UploadSSHPublicKey", "add an SSH key that works as a user in CodeCommit"),
  iam("UploadSigningCertificate", "add a certificate that signs requests as a user"),
  iam("UpdateAccessKey", "switch a user's disabled access key on again, or a working one off"),
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PermissionsBoundary */
export const BOUNDARY_KEY = "iam:PermissionsBoundary";

/**
 * Each makes a principal or adds to what one may do, and can be tied to a permissions boundary by the condition key
 * above. Not here, since they do not send that key: PutGroupPolicy and AttachGroupPolicy (a group has no boundary),
 * CreatePolicy and CreatePolicyVersion (a policy has none), CreateInstanceProfile, AddUserToGroup. Not here though they
 * send it: what takes permissions away (Detach*, Delete*Policy) and what leaves them as they are (UpdateRole, GetRole).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export const delegationActions: readonly SensitiveAction[] = [
  iam("CreateUser", "create IAM users, which are permanent identities, with no limit on what they may get"),
  iam("CreateRole", "create roles with no limit on what they may get"),
  iam("PutUserPolicy", "write any permissions into a user, also into the one that holds this grant"),
  iam("PutRolePolicy", "write any permissions into a role, also into the one that holds this grant"),
  iam("AttachUserPolicy", "attach any managed policy to a user, AdministratorAccess too"),
  iam("AttachRolePolicy", "attach any managed policy to a role, AdministratorAccess too"),
];

/** Each changes or removes the boundary itself. They send the boundary's condition key as well. */
export const boundaryActions: readonly SensitiveAction[] = [
  iam("PutUserPermissionsBoundary", "replace a user's permissions boundary by a wider one"),
  iam("PutRolePermissionsBoundary", "replace a role's permissions boundary by a wider one"),
  iam("DeleteUserPermissionsBoundary", "take a user's permissions boundary off"),
  iam("DeleteRolePermissionsBoundary", "take a role's permissions boundary off"),
];

/** Whether `iam:PermissionsBoundary` in a Condition can limit this action, as AWS's data has it. */
export function honoursBoundary(action: ActionInfo): boolean {
  return action.conditionKeys.includes(BOUNDARY_KEY);
}

/**
 * AWS puts these under Write, but what they change is who may do what. iam:PassRole is one: a service then acts with the
 * role. Removing a member or provider is not: it only takes away.
 */
export const permissionWriteActions: readonly SensitiveAction[] = [
  iam("PassRole", "have an AWS service act with a role"),
  iam("CreateUser", "create IAM users, which are permanent identities"),
  iam("CreateRole", "create roles and choose who may assume them"),
  iam("AddUserToGroup", "put a user, also itself, into any group and get its permissions"),
  iam("AddRoleToInstanceProfile", "have EC2 instances act with another role"),
  iam("CreateOpenIDConnectProvider", "let a foreign identity provider sign people and machines in"),
  iam("AddClientIDToOpenIDConnectProvider", "let another client of an identity provider sign in"),
  iam("UpdateOpenIDConnectProviderThumbprint", "change which certificate an identity provider is known by"),
  iam("CreateSAMLProvider", "let a foreign SAML identity provider sign people in"),
  iam("UpdateSAMLProvider", "change the SAML metadata and sign in as anyone of that provider"),
  sts("AssumeRoot", "act as root in a member account"),
  sso("CreateAccountAssignment", "give a person or group a permission set in an account"),
  sso("PutInlinePolicyToPermissionSet", "write any permissions into a permission set"),
  ...credentialActions,
];

/** Put- and DeleteResourcePolicy are one act in every service, though AWS calls it Write in half of them. */
const RESOURCE_POLICY = /:(Put|Delete)ResourcePolicy$/;

/** Whether the action changes who may do what: AWS's level "Permissions management" where it is true, and what Roleward adds to it. */
export function managesPermissions(action: ActionInfo): boolean {
  if (levelOf(action) === "Permissions management") return true;
  return permissionWriteNames.has(action.name) || RESOURCE_POLICY.test(action.name);
}

const guardrail = (action: string, lets: string, page: string): SensitiveAction => ({
  action,
  lets,
  link: `https://docs.aws.amazon.com/${page}`,
});

/** Each switches off what records, detects or prevents misuse, for an account or an organisation. */
export const guardrailActions: readonly SensitiveAction[] = [
  ...(
    [
      ["StopLogging", "stop a trail from recording who did what"],
      ["DeleteTrail", "delete a trail, so that nothing records who did what"],
      ["DeleteEventDataStore", "delete a store of recorded events"],
      ["PutEventSelectors", "choose what a trail no longer records"],
    ] as const
  ).map(([name, lets]) => guardrail(`cloudtrail:${name}`, lets, `awscloudtrail/latest/APIReference/API_${name}.html`)),
  ...(
    [
      ["StopConfigurationRecorder", "stop AWS Config from recording changes"],
      ["DeleteConfigurationRecorder", "take AWS Config's recorder away"],
      ["DeleteDeliveryChannel", "take away where AWS Config delivers to"],
    ] as const
  ).map(([name, lets]) => guardrail(`config:${name}`, lets, `config/latest/APIReference/API_${name}.html`)),
  ...(
    [
      ["DeleteDetector", "switch GuardDuty off in a region"],
      ["UpdateDetector", "suspend GuardDuty or parts of it"],
      ["DisassociateFromMasterAccount", "take the account out of the organisation's GuardDuty"],
      ["DisassociateFromAdministratorAccount", "take the account out of the organisation's GuardDuty"],
    ] as const
  ).map(([name, lets]) => guardrail(`guardduty:${name}`, lets, `guardduty/latest/APIReference/API_${name}.html`)),
  ...(
    [
      ["DisableSecurityHub", "switch Security Hub off"],
      ["BatchDisableStandards", "switch Security Hub's standards off"],
    ] as const
  ).map(([name, lets]) => guardrail(`securityhub:${name}`, lets, `securityhub/1.0/APIReference/API_${name}.html`)),
  guardrail(
    "access-analyzer:DeleteAnalyzer",
    "delete the analyzer that reports outside access",
    "access-analyzer/latest/APIReference/API_DeleteAnalyzer.html",
  ),
  ...(
    [
      ["ScheduleKeyDeletion", "have any key deleted, and with it what it encrypts"],
      ["DisableKey", "disable any key, so that nothing can be decrypted"],
    ] as const
  ).map(([name, lets]) => guardrail(`kms:${name}`, lets, `kms/latest/APIReference/API_${name}.html`)),
  ...(
    [
      ["LeaveOrganization", "take the account out of the organisation and of all its guardrails"],
      ["DetachPolicy", "detach service control policies"],
      ["DeletePolicy", "delete service control policies"],
      ["UpdatePolicy", "rewrite service control policies"],
      ["DisablePolicyType", "switch service control policies off"],
    ] as const
  ).map(([name, lets]) =>
    guardrail(`organizations:${name}`, lets, `organizations/latest/APIReference/API_${name}.html`),
  ),
];

/** Each hands out a secret in the clear, or opens data that was encrypted to keep it. */
export const secretReadActions: readonly SensitiveAction[] = [
  secret("secretsmanager:GetSecretValue", "read secrets", "secretsmanager/latest/apireference/API_GetSecretValue.html"),
  secret(
    "secretsmanager:BatchGetSecretValue",
    "read many secrets at once",
    "secretsmanager/latest/apireference/API_BatchGetSecretValue.html",
  ),
  ...["GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory"].map((name) =>
    secret(
      `ssm:${name}`,
      "read parameters, SecureString ones too",
      `systems-manager/latest/APIReference/API_${name}.html`,
    ),
  ),
  // AWS's own control KMS.1 asks that no policy allows these two on every key.
  secret("kms:Decrypt", "decrypt what the keys protect", "securityhub/latest/userguide/kms-controls.html#kms-1"),
  secret("kms:ReEncryptFrom", "move data to a key of its own", "securityhub/latest/userguide/kms-controls.html#kms-1"),
  secret(
    "redshift:GetClusterCredentials",
    "get a password for a database user",
    "redshift/latest/APIReference/API_GetClusterCredentials.html",
  ),
  secret(
    "ec2:GetPasswordData",
    "get the encrypted administrator password of Windows instances",
    "AWSEC2/latest/APIReference/API_GetPasswordData.html",
  ),
];

/** Whether the action hands out secrets. */
export function readsSecrets(action: ActionInfo): boolean {
  return secretReadNames.has(action.name);
}

/**
 * Services in which a person's change touches identities, accounts or the organisation: in these, every action of level
 * Write or Permissions management should ask for MFA. Tagging is left out: it is routine, and where tags carry access
 * the policy that reads them is the place to look.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#enable-mfa-for-privileged-users
 */
export const mfaServices: readonly string[] = ["account", "iam", "organizations", "sso"];

/**
 * Sensitive although its service is not in the list. Not here: sts:GetFederationToken, which only a user's access key can
 * call. Such a key never carries MFA, and the session that is got with MFA may not call it: the condition would allow it
 * to nobody. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
export const mfaActions: readonly SensitiveAction[] = [sts("AssumeRoot", "act as root in a member account")];

/** Writes of those services that should not ask for MFA, or not for this reason. */
export const mfaExemptActions: readonly SensitiveAction[] = [
  // Asking for MFA here locks out everyone who has to set it up; AWS's own self-service policy leaves them free.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
  iam("CreateVirtualMFADevice", "set up MFA in the first place"),
  iam("EnableMFADevice", "set up MFA in the first place"),
  iam("ResyncMFADevice", "repair an MFA device that no longer works"),
  // AWS deletes no device that is still somebody's: DeactivateMFADevice is the one to guard.
  iam(
    "DeleteVirtualMFADevice",
    "clear away a virtual device that nobody uses, as one of which the set-up was broken off",
  ),
  iam("ChangePassword", "change its own password only, as at the first sign-in"),
  // The risk of these is in the role, not in the person's sign-in: escalation-pass-role looks at the first; AWS writes
  // both policies of a service-linked role.
  iam("PassRole", "have an AWS service act with a role"),
  iam("CreateServiceLinkedRole", "have AWS create a role whose policies AWS wrote"),
];

/**
 * Whether a person's grant of the action should ask for MFA. `onEveryResource`: the statement's Resource is "*" or as
 * good as. It matters for sts:AssumeRole: taking one named role is how people are meant to work, and that role's trust
 * policy is the place to ask for MFA; on every resource it reaches each role that trusts the account, whatever it may do.
 * sts:GetSessionToken never needs MFA: it is how a person presents it.
 */
export function wantsMfa(action: ActionInfo, onEveryResource: boolean): boolean {
  if (action.name === "sts:AssumeRole") return onEveryResource;
  if (mfaNames.has(action.name)) return true;
  if (!mfaServices.includes(action.service) || mfaExemptNames.has(action.name)) return false;
  return action.accessLevel === "Write" || action.accessLevel === "Permissions management";
}

const permissionWriteNames = namesOf(permissionWriteActions);
const secretReadNames = namesOf(secretReadActions);
const mfaNames = namesOf(mfaActions);
const mfaExemptNames = namesOf(mfaExemptActions);

function namesOf(actions: readonly SensitiveAction[]): ReadonlySet<string> {
  return new Set(actions.map(({ action }) => action));
}

function iam(name: string, lets: string): SensitiveAction {
  return { action: `iam:${name}`, lets, link: `${IAM_API}${name}.html` };
}

function sts(name: string, lets: string): SensitiveAction {
  return { action: `sts:${name}`, lets, link: `${STS_API}${name}.html` };
}

function sso(name: string, lets: string): SensitiveAction {
  return {
    action: `sso:${name}`,
    lets,
    link: `https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_${name}.html`,
  };
}

function secret(action: string, lets: string, page: string): SensitiveAction {
  return { action, lets, link: `https://docs.aws.amazon.com/${page}` };
}
