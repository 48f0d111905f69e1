// MFA as a truth table: each operator and value, for a session with MFA, a session without it, and a request that carries no such key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
import assert from "node:assert/strict";
import { deniesWithoutMfa, mfaEnforcedByDeny, mfaTruth, requiresMfa } from "../../shared-rules/src/access/mfa";
import type { Statement } from "../../shared-rules/src/model/policy";
import { more, policy, statement, unreadable, type StatementJson } from "../model/statements";
import { policyOf } from "./policies";

const key = "aws:MultiFactorAuthPresent";
const age = "aws:MultiFactorAuthAge";

function statementOf(Effect: string, Condition: unknown): Statement {
  const [statement] = policyOf([{ Effect, Action: "iam:*", Resource: "*", Condition }]).statements;
  assert.ok(statement);
  return statement;
}

/** Condition, then whether it holds for a session with MFA, one without, and a request without the key; then what that makes of an Allow and a Deny. */
type Row = readonly [
  condition: Record<string, Record<string, unknown>>,
  truth: string,
  allowRequires: string,
  denyEnforces: string,
  reason: string,
];

const rows: readonly Row[] = [
  [{ Bool: { [key]: "true" } }, "yes no no", "yes", "no", "a positive operator needs the key"],
  [{ Bool: { [key]: "false" } }, "no yes no", "no", "no", "an access key carries no key, so it is not denied"],
  [{ BoolIfExists: { [key]: "true" } }, "yes no yes", "no", "no", "IfExists holds where the key is absent"],
  [{ BoolIfExists: { [key]: "false" } }, "no yes yes", "no", "yes", "IfExists holds where the key is absent"],
  [{ Bool: { [key]: ["true", "false"] } }, "yes yes no", "no", "no", "either value will do"],
  [{ Bool: { [key]: true } }, "yes no no", "yes", "no", "a Boolean is its own word"],
  [{ Null: { [key]: "true" } }, "no no yes", "no", "no", "holds only where the key is absent"],
  [{ Null: { [key]: "false" } }, "yes yes no", "no", "no", "a session without MFA carries the key too"],
  [{ StringEquals: { [key]: "true" } }, "yes no no", "yes", "no", "its value is a word"],
  [{ StringEquals: { [key]: "false" } }, "no yes no", "no", "no", "a positive operator needs the key"],
  [
    { StringNotEquals: { [key]: "true" } },
    "no yes yes",
    "no",
    "yes",
    "a negated operator holds where the key is absent",
  ],
  [
    { StringNotEquals: { [key]: "false" } },
    "yes no yes",
    "no",
    "no",
    "a negated operator holds where the key is absent",
  ],
  [{ StringEqualsIfExists: { [key]: "true" } }, "yes no yes", "no", "no", "IfExists holds where the key is absent"],
  [{ StringLike: { [key]: "*" } }, "yes yes no", "no", "no", "any value will do"],
  [{ "ForAllValues:Bool": { [key]: "true" } }, "yes no yes", "no", "no", "ForAllValues holds where the key is absent"],
  [
    { "ForAllValues:Bool": { [key]: "false" } },
    "no yes yes",
    "no",
    "yes",
    "ForAllValues holds where the key is absent",
  ],
  [{ "ForAnyValue:Bool": { [key]: "true" } }, "yes no no", "yes", "no", "ForAnyValue needs the key"],
  [{ Bool: { [key]: "true" }, Null: { [key]: "false" } }, "yes no no", "yes", "no", "both have to hold"],
  [{ BoolIfExists: { [key]: "false" }, Null: { [key]: "true" } }, "no no yes", "no", "no", "both have to hold"],
  [{ NumericLessThan: { [age]: "3600" } }, "yes no no", "yes", "no", "the age comes with MFA only"],
  [
    { NumericLessThanIfExists: { [age]: "3600" } },
    "yes yes yes",
    "no",
    "yes",
    "IfExists holds where the key is absent",
  ],
  [{ NumericGreaterThan: { [age]: "3600" } }, "no no no", "yes", "no", "a fresh session is not that old"],
  [
    { NumericGreaterThanIfExists: { [age]: "3600" } },
    "no yes yes",
    "no",
    "yes",
    "IfExists holds where the key is absent",
  ],
];

describe("MFA", () => {
  for (const [condition, truth, allowRequires, denyEnforces, reason] of rows)
    it(`${JSON.stringify(condition)}: ${reason}`, () => {
      const { used, unused, absent } = mfaTruth(statementOf("Allow", condition).conditions.tests);
      assert.equal(`${used} ${unused} ${absent}`, truth);
      assert.equal(requiresMfa(statementOf("Allow", condition)), allowRequires);
      assert.equal(deniesWithoutMfa(statementOf("Deny", condition)), denyEnforces);
      assert.equal(deniesWithoutMfa(statementOf("Allow", condition)), "no");
    });

  it("is not required and not enforced where nothing speaks of it", () => {
    for (const condition of [{}, { Bool: { "aws:SecureTransport": "true" } }]) {
      assert.equal(requiresMfa(statementOf("Allow", condition)), "no");
      assert.equal(deniesWithoutMfa(statementOf("Deny", condition)), "no");
    }
  });

  it("is required whatever else is, and enforced perhaps where a Deny hangs on more", () => {
    const more = { StringEquals: { "aws:RequestedRegion": "eu-west-1" } };
    assert.equal(requiresMfa(statementOf("Allow", { ...more, Bool: { [key]: "true" } })), "yes");
    assert.equal(deniesWithoutMfa(statementOf("Deny", { ...more, BoolIfExists: { [key]: "false" } })), "unknown");
  });

  const unsure: [statement: StatementJson, requires: string, enforces: string, reason: string][] = [
    [{ Condition: { Bool: { [key]: "${var.mfa}" } } }, "unknown", "no", "with MFA or without"],
    [{ Condition: { BoolIfExists: { [key]: "${var.mfa}" } } }, "no", "unknown", "with MFA or without, and with a key"],
    [{ Condition: { [unreadable]: { [key]: "true" } } }, "unknown", "unknown", "by an operator that is not known"],
    [{ Condition: { Bool: { [unreadable]: "true" } } }, "unknown", "unknown", "by a key that may be it"],
    [{ Condition: { [more]: {} } }, "unknown", "unknown", "by a test that is not seen"],
    [{ [more]: true }, "unknown", "unknown", "by a Condition that cannot be read"],
    [{ Condition: { Bool: { [key]: "true" }, [more]: {} } }, "yes", "no", "and by tests that are not seen"],
    [
      { Condition: { BoolIfExists: { [key]: "false" }, [more]: {} } },
      "unknown",
      "unknown",
      "and by tests that are not seen",
    ],
    [
      { Condition: { BoolIfExists: { [key]: "false" } }, perhaps: true },
      "no",
      "unknown",
      "in a branch that may not be taken",
    ],
  ];
  for (const [json, requires, enforces, reason] of unsure)
    it(`${JSON.stringify(json)}: ${reason}`, () => {
      assert.equal(requiresMfa(statement({ ...json, Effect: "Allow" })), requires);
      assert.equal(deniesWithoutMfa(statement({ ...json, Effect: "Deny" })), enforces);
    });

  it("is enforced perhaps by a statement that is perhaps a Deny", () => {
    const either = { Effect: "${var.effect}", Action: "iam:*", Resource: "*" };
    const without = { BoolIfExists: { [key]: "false" } };
    assert.equal(deniesWithoutMfa(statement({ ...either, Condition: without })), "unknown");
    assert.equal(deniesWithoutMfa(statement({ ...either, Condition: { Bool: { [key]: "false" } } })), "no");
    assert.equal(mfaEnforcedByDeny(policy([{ ...either, Condition: without }]), "iam:CreateUser"), "unknown");
    assert.equal(mfaEnforcedByDeny(policy([{ ...either, Condition: without }]), "s3:GetObject"), "no");
  });

  it("is enforced by a policy for the actions that its Deny speaks of", () => {
    const policy = policyOf([
      { Effect: "Allow", Action: "*", Resource: "*" },
      {
        Effect: "Deny",
        NotAction: ["iam:EnableMFADevice", "sts:GetSessionToken"],
        Resource: "*",
        Condition: { BoolIfExists: { [key]: "false" } },
      },
    ]);
    assert.equal(mfaEnforcedByDeny(policy, "iam:CreateUser"), "yes");
    assert.equal(mfaEnforcedByDeny(policy, "iam:EnableMFADevice"), "no");
    assert.equal(
      mfaEnforcedByDeny(policyOf([{ Effect: "Allow", Action: "*", Resource: "*" }]), "iam:CreateUser"),
      "no",
    );
  });
});
