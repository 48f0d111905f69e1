// The rule mfa-operator: a condition on MFA that does not do what it says.
import { fixOperator } from "../fix/statement";
import type { Condition, Policy, Statement } from "../model/policy";
import { mfaPresent } from "../model/mfa";
import { parseOperator, testsOf, valuesOf } from "../model/questions";
import { defineRule, type Hit } from "../rule";

/**
 * The key is absent, not "false", in requests signed with a long-term access key; console and GetSessionToken sessions carry "true" or
 * "false". A positive operator is false on an absent key, with IfExists or ForAllValues it is true.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export const mfaOperator = defineRule({
  id: "mfa-operator",
  title: "An MFA condition that does not do what it says",
  severity: "high",
  fixes: ["fix-operator"],
  docs: {
    why: "aws:MultiFactorAuthPresent is absent, not false, when a long-term access key signs the request: Deny with Bool false lets such keys through, and Allow with BoolIfExists true lets them in.",
    fine: "Allow with Bool true, and Deny with BoolIfExists false, are right for users. Deny with Bool false beside a Deny with Null true is right too.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists",
    ],
    controls: ["aws-iam-04"],
    flagged: [
      {
        title: "Deny that misses access keys",
        statement: {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
        },
      },
      {
        title: "Allow that lets access keys in",
        statement: {
          Effect: "Allow",
          Action: "iam:DeleteUser",
          Resource: "arn:aws:iam::*:user/*",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
        },
      },
    ],
    accepted: [
      {
        title: "Deny that counts absent keys",
        statement: {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
        },
      },
    ],
  },
  *statement(statement, policy) {
    for (const test of testsOf(statement.conditions, mfaPresent)) yield* judge(test, statement, policy);
  },
});

function* judge(test: Condition, statement: Statement, policy: Policy): Generator<Hit> {
  if (test.operator === undefined || statement.effect === "unknown") return;
  const values = valuesOf(test)?.map((value) => value.toLowerCase());
  const [value] = values ?? [];
  if (values?.length !== 1 || (value !== "true" && value !== "false")) return;
  const { base, ifExists, quantifier } = parseOperator(test.operator);
  const passesWhenAbsent = ifExists || quantifier === "ForAllValues";
  const allow = statement.effect === "Allow";
  const fix = (operator: string, wanted: string, title: string) => [
    fixOperator(
      policy,
      statement,
      test,
      { ...(operator === test.operator ? {} : { operator }), ...(wanted === value ? {} : { values: [wanted] }) },
      title,
    ),
  ];
  const allowWithMfa = () => fix("Bool", "true", 'Allow only with MFA: Bool, "true"');
  const denyWithoutMfa = () => fix("BoolIfExists", "false", 'Deny whenever MFA is absent: BoolIfExists, "false"');

  if (/^bool$/i.test(base)) {
    if (allow && value === "true" && passesWhenAbsent)
      yield {
        span: test.operatorSpan,
        message: `${test.operator} is also true when the request carries no MFA information: long-term access keys are allowed without MFA.`,
        fixes: fix("Bool", "true", `Replace ${test.operator} by Bool`),
      };
    if (allow && value === "false")
      yield {
        span: valueSpan(test),
        message: `This allows the actions when MFA is absent ("false"), and refuses them to people who used it.`,
        fixes: allowWithMfa(),
      };
    if (!allow && value === "false" && !passesWhenAbsent && !hasNullTwin(policy, statement, "true"))
      yield {
        span: test.operatorSpan,
        message: `${test.operator} "false" is not met by long-term access keys, which carry no MFA information: they are not denied.`,
        fixes: fix("BoolIfExists", "false", `Replace ${test.operator} by BoolIfExists`),
      };
    if (!allow && value === "true")
      yield {
        span: valueSpan(test),
        message: `This denies the actions to people who used MFA ("true") and leaves everyone else allowed.`,
        fixes: denyWithoutMfa(),
      };
    return;
  }
  if (!/^null$/i.test(base)) return;
  const asksForBool = testsOf(statement.conditions, mfaPresent).some(
    (other) => other !== test && /bool/i.test(other.operator ?? ""),
  );
  if (asksForBool) return; // together they are one test, judged at the Bool
  if (allow)
    yield {
      span: test.operatorSpan,
      message:
        value === "false"
          ? `Null "false" only asks that the key is present: a session without MFA carries it too, as "false".`
          : `Null "true" allows the actions only to requests without MFA information, such as long-term access keys.`,
      fixes: allowWithMfa(),
    };
  else if (value === "false")
    yield {
      span: test.operatorSpan,
      message: `Null "false" denies every session that carries MFA information, also those that used it.`,
      fixes: denyWithoutMfa(),
    };
  else if (!hasBoolTwin(policy, statement))
    yield {
      span: test.operatorSpan,
      message: `Null "true" misses console and session credentials without MFA: they carry the key as "false" and are not denied.`,
      fixes: denyWithoutMfa(),
    };
}

function valueSpan(test: Condition) {
  return test.values.items[0]?.span ?? test.keySpan;
}

/** Another Deny of the policy that fires where the key is absent. */
function hasNullTwin(policy: Policy, statement: Statement, value: string): boolean {
  return otherDenies(policy, statement).some((other) =>
    testsOf(other.conditions, mfaPresent).some(
      (test) => /^null$/i.test(test.operator ?? "") && valuesOf(test)?.[0]?.toLowerCase() === value,
    ),
  );
}

/** Another Deny of the policy that fires where the key is "false". */
function hasBoolTwin(policy: Policy, statement: Statement): boolean {
  return otherDenies(policy, statement).some((other) =>
    testsOf(other.conditions, mfaPresent).some(
      (test) => /^bool(ifexists)?$/i.test(test.operator ?? "") && valuesOf(test)?.[0]?.toLowerCase() === "false",
    ),
  );
}

function otherDenies(policy: Policy, statement: Statement): Statement[] {
  return policy.statements.filter((other) => other !== statement && other.effect === "Deny");
}
