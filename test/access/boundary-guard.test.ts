// Whether a grant is held within a permissions boundary, as AWS's guide delegates it. Not a test of what the boundary allows.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
import assert from "node:assert/strict";
import { boundaryGuarded } from "../../shared-rules/src/access/boundary-guard";
import type { Answer } from "../../shared-rules/src/model/value";
import { more, policy, unreadable, type StatementJson } from "../model/statements";

const key = "iam:PermissionsBoundary";
const limit = "arn:aws:iam::111122223333:policy/limit";
const grant = (rest: StatementJson = {}): StatementJson => ({
  Effect: "Allow",
  Action: "iam:*",
  Resource: "*",
  ...rest,
});
const deny = (condition: unknown, rest: StatementJson = {}): StatementJson => ({
  Effect: "Deny",
  Action: "iam:CreateUser",
  Resource: "*",
  Condition: condition,
  ...rest,
});

describe("boundaryGuarded", () => {
  const rows: [statements: readonly StatementJson[], answer: Answer, reason: string][] = [
    [[grant()], "no", "nothing asks for a boundary"],
    [[grant({ Condition: { StringEquals: { [key]: limit } } })], "yes", "the grant asks for it"],
    [[grant({ Condition: { ArnLike: { "IAM:permissionsboundary": limit } } })], "yes", "in any letter case"],
    [[grant({ Condition: { StringEquals: { [key]: "${var.limit}" } } })], "yes", "some boundary"],
    [[grant({ Condition: { StringEqualsIfExists: { [key]: limit } } })], "no", "or none"],
    [[grant({ Condition: { StringNotEquals: { [key]: limit } } })], "no", "another one, or none"],
    [[grant({ Condition: { StringLike: { [key]: "*" } } })], "no", "any boundary, an empty one too"],
    [[grant({ Condition: { [unreadable]: { [key]: limit } } })], "unknown", "with an operator that is not known"],
    [[grant({ Condition: { StringEquals: { [unreadable]: limit } } })], "unknown", "with a key that is not known"],
    [[grant({ Condition: { [more]: {} } })], "unknown", "with tests that are not seen"],
    [[grant({ Condition: { StringEquals: { [key]: limit }, [more]: {} } })], "yes", "with this test and others"],
    [[grant(), deny({ StringNotEquals: { [key]: limit } })], "yes", "denied with another one, or none"],
    [[grant(), deny({ ArnNotLike: { [key]: limit } })], "yes", "denied with another one, or none"],
    [[grant(), deny({ Null: { [key]: "true" } })], "yes", "denied with none"],
    [[grant(), deny({ null: { [key]: true } })], "yes", "denied with none"],
    [[grant(), deny({ Null: { [key]: "True" } })], "yes", "denied with none"],
    [[grant(), deny({ Null: { [key]: "false" } })], "no", "denied with one"],
    [[grant(), deny({ Null: { [key]: ["false", "true"] } })], "yes", "denied either way"],
    [[grant(), deny({ Null: { [key]: "${var.absent}" } })], "unknown", "denied with one, or with none"],
    [[grant(), deny({ StringEquals: { [key]: "true" } })], "no", "denied with this one"],
    [[grant(), deny({ Null: { [key]: [] } })], "no", "denied with nothing"],
    [[grant(), deny({ [unreadable]: { [key]: limit } })], "unknown", "denied by an operator that is not known"],
    [[grant(), deny({ StringNotEquals: { "aws:PrincipalArn": limit } })], "no", "denied for others, not without one"],
    [[grant(), deny({ StringNotEquals: { [key]: limit } }, { Action: "s3:*" })], "no", "another action is denied"],
    [
      [grant(), deny({ StringNotEquals: { [key]: limit } }, { Action: "${var.action}" })],
      "unknown",
      "perhaps this one",
    ],
    [[grant(), deny({ StringNotEquals: { [key]: limit } }, { perhaps: true })], "unknown", "the Deny may not be there"],
    [[grant(), deny({ StringNotEquals: { [key]: limit } }, { Effect: "Allow" })], "no", "an Allow takes nothing away"],
  ];
  for (const [statements, expected, reason] of rows)
    it(`${JSON.stringify(statements)}: ${expected}, ${reason}`, () => {
      const whole = policy(statements);
      const [first] = whole.statements;
      assert.ok(first);
      assert.equal(boundaryGuarded(whole, first, "iam:CreateUser"), expected);
    });
});
