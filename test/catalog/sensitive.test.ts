// The sets of special actions, held against AWS's data: every name exists, and AWS says what the set claims of it.
import assert from "node:assert/strict";
import { catalogText } from "../../scripts/catalog.mjs";
import { createCatalog, type ActionInfo } from "../../shared-rules/src/catalog/catalog";
import * as sensitive from "../../shared-rules/src/catalog/sensitive";

const catalog = createCatalog(catalogText());

function known(name: string): ActionInfo {
  const action = catalog.action(name);
  assert.ok(action, `${name} is not in the catalogue`);
  return action;
}

const sets = {
  credentialActions: sensitive.credentialActions,
  delegationActions: sensitive.delegationActions,
  boundaryActions: sensitive.boundaryActions,
  permissionWriteActions: sensitive.permissionWriteActions,
  secretReadActions: sensitive.secretReadActions,
  mfaActions: sensitive.mfaActions,
  mfaExemptActions: sensitive.mfaExemptActions,
};

describe("the sensitive sets", () => {
  for (const [name, set] of Object.entries(sets)) {
    it(`${name}: each name once, in AWS's case, with a reason and AWS's page`, () => {
      assert.ok(set.length > 0);
      assert.equal(new Set(set.map(({ action }) => action)).size, set.length);
      for (const { action, lets, link } of set) {
        assert.equal(known(action).name, action);
        assert.match(lets, /^[a-z].*[^.]$/);
        assert.match(link, /^https:\/\/docs\.aws\.amazon\.com\/[\w/.#-]+$/);
      }
    });
  }

  it("credentials are made for a user, so a Resource can name whose", () => {
    for (const { action } of sensitive.credentialActions) {
      assert.ok(
        known(action).resourceTypes.some((type) => type.name === "user"),
        action,
      );
    }
  });

  it("delegation and boundary actions send the boundary's condition key", () => {
    for (const { action } of [...sensitive.delegationActions, ...sensitive.boundaryActions]) {
      assert.equal(sensitive.honoursBoundary(known(action)), true, action);
    }
    for (const name of [
      "PutGroupPolicy",
      "AttachGroupPolicy",
      "CreatePolicy",
      "CreatePolicyVersion",
      "AddUserToGroup",
    ]) {
      assert.equal(sensitive.honoursBoundary(known(`iam:${name}`)), false, name);
    }
    assert.equal(catalog.conditionKeyType(sensitive.BOUNDARY_KEY), "ARN");
  });

  it("leaves out no action that AWS adds to those with the boundary's key unseen", () => {
    const decided = [...sensitive.delegationActions, ...sensitive.boundaryActions].map(({ action }) => action);
    // They take permissions away, or leave them as they are; a role's new trust is a matter of who, not of how much.
    const others = ["DeleteRole", "DeleteRolePolicy", "DeleteUserPolicy", "DetachRolePolicy", "DetachUserPolicy"];
    others.push("GetRole", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy");
    const found = catalog.actions("iam").filter(sensitive.honoursBoundary);
    assert.deepEqual(
      found.map(({ name }) => name),
      [...decided, ...others.map((name) => `iam:${name}`)].sort(),
    );
  });

  it("permission writes are those that AWS does not call permissions management itself", () => {
    for (const { action } of sensitive.permissionWriteActions) assert.equal(known(action).accessLevel, "Write", action);
  });
});

describe("managesPermissions", () => {
  const cases: [name: string, manages: boolean][] = [
    ["iam:AttachRolePolicy", true],
    ["iam:PassRole", true],
    ["iam:CreateAccessKey", true],
    ["s3:PutBucketPolicy", true],
    ["kms:CreateGrant", true],
    ["secretsmanager:PutResourcePolicy", true],
    ["kinesis:PutResourcePolicy", true],
    ["s3:PutObject", false],
    ["iam:GetRole", false],
    ["iam:DeleteUser", false],
    ["iam:TagRole", false],
    ["cloudformation:SetStackPolicy", false],
    ["waf:UpdateWebACL", false],
    ["kms:RevokeGrant", false],
    ["lambda:RemovePermission", true],
    ["iam:DeleteAccountPasswordPolicy", false],
    ["iam:DetachRolePolicy", true],
  ];
  for (const [name, manages] of cases) {
    it(`${name}: ${manages}`, () => assert.equal(sensitive.managesPermissions(known(name)), manages));
  }
});

describe("readsSecrets", () => {
  it("is for values, not for their names", () => {
    assert.equal(sensitive.readsSecrets(known("secretsmanager:GetSecretValue")), true);
    assert.equal(sensitive.readsSecrets(known("ssm:GetParametersByPath")), true);
    assert.equal(sensitive.readsSecrets(known("secretsmanager:ListSecrets")), false);
    assert.equal(sensitive.readsSecrets(known("s3:GetObject")), false);
  });
});

describe("wantsMfa", () => {
  const cases: [name: string, onEveryResource: boolean, wants: boolean][] = [
    ["iam:CreateUser", false, true],
    ["iam:CreateAccessKey", false, true],
    ["iam:AttachUserPolicy", true, true],
    ["iam:DeactivateMFADevice", false, true],
    ["organizations:LeaveOrganization", true, true],
    ["account:CloseAccount", true, true],
    ["sso:CreateAccountAssignment", true, true],
    ["iam:GetUser", true, false],
    ["iam:ListUsers", true, false],
    ["iam:TagUser", true, false],
    ["iam:EnableMFADevice", true, false],
    ["iam:DeleteVirtualMFADevice", true, false],
    ["iam:ChangePassword", true, false],
    ["iam:PassRole", true, false],
    ["s3:DeleteBucket", true, false],
    ["sts:AssumeRole", false, false],
    ["sts:AssumeRole", true, true],
    ["sts:AssumeRoot", false, true],
    ["sts:GetFederationToken", true, false],
    ["sts:GetSessionToken", true, false],
    ["sts:GetCallerIdentity", true, false],
  ];
  for (const [name, onEveryResource, wants] of cases) {
    it(`${name}${onEveryResource ? " on every resource" : ""}: ${wants}`, () => {
      assert.equal(sensitive.wantsMfa(known(name), onEveryResource), wants);
    });
  }

  it("covers each of its services", () => {
    for (const service of sensitive.mfaServices) {
      assert.ok(
        catalog.actions(service).some((action) => sensitive.wantsMfa(action, false)),
        service,
      );
    }
    for (const { action } of sensitive.mfaExemptActions) {
      assert.ok(sensitive.mfaServices.includes(known(action).service), action);
      assert.equal(known(action).accessLevel, "Write", action);
    }
  });
});
