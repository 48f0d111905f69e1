// The list of rules. Order decides between findings of one cause and equal severity: what stands first speaks.
import { nearestOf } from "../catalog/nearest";
import type { RuleDefinition } from "../rule";
import { analyzerMissing } from "./analyzer-missing";
import { boundaryDelegation } from "./boundary-delegation";
import { boundaryMissing } from "./boundary-missing";
import { boundaryRemovalGrant } from "./boundary-removal-grant";
import { boundarySelfEdit } from "./boundary-self-edit";
import { boundaryWide } from "./boundary-wide";
import { consolePassword } from "./console-password";
import { consolePasswordLiteral } from "./console-password-literal";
import { consolePasswordNoReset } from "./console-password-no-reset";
import { credentialStale } from "./credential-stale";
import { escalationAction } from "./escalation-action";
import { escalationPassRole } from "./escalation-pass-role";
import { escalationPath } from "./escalation-path";
import { escalationPrincipal } from "./escalation-principal";
import { guardrailWeakeningGrant } from "./guardrail-weakening-grant";
import { imdsV1 } from "./imds-v1";
import { keyDeclared } from "./key-declared";
import { keyHardcoded } from "./key-hardcoded";
import { keyRoot } from "./key-root";
import { keySecretExposed } from "./key-secret-exposed";
import { keySeveral } from "./key-several";
import { keyUnrotated } from "./key-unrotated";
import { managedAdmin } from "./managed-admin";
import { mfaMissing } from "./mfa-missing";
import { mfaOperator } from "./mfa-operator";
import { mfaRemovalGrant } from "./mfa-removal-grant";
import { mfaTrustMissing } from "./mfa-trust-missing";
import { passwordPolicyWeak } from "./password-policy-weak";
import { permissionSetAdmin } from "./permission-set-admin";
import { permissionSetSession } from "./permission-set-session";
import { publicAction } from "./public-action";
import { publicPolicy } from "./public-policy";
import { policyNeverMatches } from "./policy-never-matches";
import { policySize } from "./policy-size";
import { policyStructure } from "./policy-structure";
import { policyUnknownAction } from "./policy-unknown-action";
import { policyUnknownConditionKey } from "./policy-unknown-condition-key";
import { rcpInvalid } from "./rcp-invalid";
import { scpInvalid } from "./scp-invalid";
import { scpMissingGuardrail } from "./scp-missing-guardrail";
import { suppressionExpired } from "./suppression-expired";
import { suppressionUnused } from "./suppression-unused";
import { trustAccount } from "./trust-account";
import { trustAnyPrincipal } from "./trust-any-principal";
import { trustConfusedDeputy } from "./trust-confused-deputy";
import { trustMismatch } from "./trust-mismatch";
import { trustOidcAudience } from "./trust-oidc-audience";
import { trustOidcSubject } from "./trust-oidc-subject";
import { trustRolesAnywhere } from "./trust-roles-anywhere";
import { trustSamlAudience } from "./trust-saml-audience";
import { trustUser } from "./trust-user";
import { unresolvedPolicy } from "./unresolved-policy";
import { userAlertMissing } from "./user-alert-missing";
import { userCreateGrant } from "./user-create-grant";
import { userCredentialGrant } from "./user-credential-grant";
import { userDeclared } from "./user-declared";
import { userDirectPolicy } from "./user-direct-policy";
import { userMfaUnenforced } from "./user-mfa-unenforced";
import { userNetworkUnlimited } from "./user-network-unlimited";
import { userNoGroup } from "./user-no-group";
import { userPrivileged } from "./user-privileged";
import { userPrivilegedMany } from "./user-privileged-many";
import { userUntagged } from "./user-untagged";
import { wildcardAction } from "./wildcard-action";
import { wildcardAdmin } from "./wildcard-admin";
import { wildcardNotAction } from "./wildcard-not-action";
import { wildcardNotPrincipal } from "./wildcard-not-principal";
import { wildcardNotResource } from "./wildcard-not-resource";
import { wildcardResource } from "./wildcard-resource";
import { wildcardSensitive } from "./wildcard-sensitive";
import { wildcardService } from "./wildcard-service";

export const rules: readonly RuleDefinition[] = [
  wildcardAdmin,
  wildcardAction,
  wildcardNotAction,
  wildcardNotResource,
  wildcardNotPrincipal,
  policyUnknownAction,
  wildcardService,
  userCreateGrant,
  userCredentialGrant,
  escalationPrincipal,
  userPrivileged,
  escalationAction,
  escalationPath,
  escalationPassRole,
  boundaryRemovalGrant,
  guardrailWeakeningGrant,
  mfaRemovalGrant,
  boundaryDelegation,
  wildcardSensitive,
  wildcardResource,
  mfaOperator,
  mfaMissing,
  trustAnyPrincipal,
  publicPolicy,
  publicAction,
  trustOidcSubject,
  trustAccount,
  trustOidcAudience,
  trustMismatch,
  trustSamlAudience,
  trustConfusedDeputy,
  trustRolesAnywhere,
  mfaTrustMissing,
  trustUser,
  keyHardcoded,
  keyRoot,
  consolePasswordLiteral,
  managedAdmin,
  permissionSetAdmin,
  boundarySelfEdit,
  boundaryWide,
  userPrivilegedMany,
  userMfaUnenforced,
  credentialStale,
  keySecretExposed,
  keyDeclared,
  keySeveral,
  consolePassword,
  consolePasswordNoReset,
  passwordPolicyWeak,
  permissionSetSession,
  keyUnrotated,
  userUntagged,
  boundaryMissing,
  userDirectPolicy,
  userNoGroup,
  userNetworkUnlimited,
  userDeclared,
  scpInvalid,
  rcpInvalid,
  policyStructure,
  policySize,
  policyUnknownConditionKey,
  policyNeverMatches,
  suppressionExpired,
  suppressionUnused,
  imdsV1,
  scpMissingGuardrail,
  analyzerMissing,
  userAlertMissing,
  unresolvedPolicy,
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule of that id, or undefined. */
export function ruleById(id: string): RuleDefinition | undefined {
  return byId.get(id);
}

/** The id that a mistyped one most likely means: the first that holds it, else the nearest; undefined where none is near. */
export function nearestRuleId(given: string): string | undefined {
  const wanted = given.toLowerCase();
  const ids = rules.map(({ id }) => id);
  return (wanted.length > 3 ? ids.find((id) => id.includes(wanted)) : undefined) ?? nearestOf(wanted, ids);
}
