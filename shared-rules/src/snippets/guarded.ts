// The actions that switch off what records and protects an account: what the library's policies deny. No policy stands here.

/** What stops or blinds CloudTrail. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html */
const cloudTrail = [
  "cloudtrail:DeleteEventDataStore",
  "cloudtrail:DeleteTrail",
  "cloudtrail:PutEventSelectors",
  "cloudtrail:StopEventDataStoreIngestion",
  "cloudtrail:StopLogging",
  "cloudtrail:UpdateTrail",
];

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_config.html */
const config = [
  "config:DeleteConfigurationRecorder",
  "config:DeleteDeliveryChannel",
  "config:DeleteRetentionConfiguration",
  "config:StopConfigurationRecorder",
];

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_guardduty.html */
const guardDuty = [
  "guardduty:DeleteDetector",
  "guardduty:DeletePublishingDestination",
  "guardduty:DisassociateFromAdministratorAccount",
  "guardduty:DisassociateFromMasterAccount",
  "guardduty:UpdateDetector",
];

const findings = [
  "access-analyzer:DeleteAnalyzer",
  "securityhub:BatchDisableStandards",
  "securityhub:DisableSecurityHub",
  "securityhub:DisassociateFromAdministratorAccount",
  "securityhub:DisassociateFromMasterAccount",
];

export const loggingActions: readonly string[] = [...cloudTrail, ...config, ...guardDuty, ...findings];

/** What makes data unreadable for good, or at once. https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html */
export const keyActions: readonly string[] = [
  "kms:DeleteImportedKeyMaterial",
  "kms:DisableKey",
  "kms:ScheduleKeyDeletion",
];
