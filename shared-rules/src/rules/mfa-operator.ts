// The rule mfa-operator: a condition on MFA that does not do what it says.
import { fixOperator } from "../fix/statement";
import { statementsOf } from "../model/beside";
import type { Condition, Policy, Statement } from "../model/policy";
import { mfaPresent, mfaStates, mfaTruth, type MfaState, type MfaTruth } from "../access/mfa";
import { testsOf, valuesOf } from "../model/questions";
import { defineRule, type Fix, type Hit } from "../rule";

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
  equivalents: ["parliament:BAD_PATTERN_FOR_MFA"],
  *statement(statement, policy) {
    const tests = testsOf(statement.conditions, mfaPresent);
    const [first, second] = tests;
    if (!first || tests.some(isUnfinished)) return;
    const truth = mfaTruth(tests);
    if (mfaStates.some((state) => truth[state] === "unknown")) return;
    // Of several tests of the key, which together are one, none is wrong by itself.
    const hit = statement.effect === "Allow" ? judgeAllow(first, truth) : judgeDeny(first, truth, policy);
    if (hit && !second) yield { ...hit, fixes: () => [fixFor(first, statement, policy)] };
    else if (hit) yield hit;
  },
});

function isUnfinished({ values }: Condition): boolean {
  return values.items.length === 0;
}

/** An Allow is for requests with MFA, and for no others. */
function judgeAllow(test: Condition, { used, unused, absent }: MfaTruth): Hit | undefined {
  const { operator = "" } = test;
  if (used === "no" && unused === "yes")
    return {
      span: valueSpan(test),
      message: `This allows the actions when MFA is absent (${valueInWords(test)}), and refuses them to people who used it.`,
    };
  if (used === "no" && absent === "yes")
    return {
      span: test.operatorSpan,
      message: `${operator} ${valueInWords(test)} allows the actions only to requests without MFA information, such as long-term access keys.`,
    };
  if (absent === "yes")
    return {
      span: test.operatorSpan,
      message: `${operator} is also true when the request carries no MFA information: long-term access keys are allowed without MFA.`,
    };
  if (unused === "yes")
    return {
      span: test.operatorSpan,
      message: `${operator} ${valueInWords(test)} only asks that the key is present: a session without MFA carries it too, as "false".`,
    };
  return undefined;
}

/** A Deny is for requests without MFA, with the key and without it; another Deny of the policy may be for the rest of them. */
function judgeDeny(test: Condition, truth: MfaTruth, policy: Policy): Hit | undefined {
  const { operator = "" } = test;
  if (truth.used === "yes")
    return truth.unused === "yes"
      ? {
          span: test.operatorSpan,
          message: `${operator} ${valueInWords(test)} denies every session that carries MFA information, also those that used it.`,
        }
      : {
          span: valueSpan(test),
          message: `This denies the actions to people who used MFA (${valueInWords(test)}) and leaves everyone else allowed.`,
        };
  if (truth.unused === "yes" && !isDenied("absent", policy))
    return {
      span: test.operatorSpan,
      message: `${operator} ${valueInWords(test)} is not met by long-term access keys, which carry no MFA information: they are not denied.`,
    };
  if (truth.absent === "yes" && !isDenied("unused", policy))
    return {
      span: test.operatorSpan,
      message: `${operator} ${valueInWords(test)} misses console and session credentials without MFA: they carry the key as "false" and are not denied.`,
    };
  return undefined;
}

/** Whether a Deny of the policy that tests the key, this one or another, is for such requests. */
function isDenied(state: MfaState, policy: Policy): boolean {
  return statementsOf(policy).some(({ effect, conditions }) => {
    const tests = testsOf(conditions, mfaPresent);
    return effect === "Deny" && tests.length > 0 && mfaTruth(tests)[state] !== "no";
  });
}

function fixFor(test: Condition, statement: Statement, policy: Policy): Fix {
  const [operator, value] = statement.effect === "Allow" ? ["Bool", "true"] : ["BoolIfExists", "false"];
  const written = valuesOf(test)?.[0]?.toLowerCase();
  const title =
    written === value
      ? `Replace ${test.operator ?? ""} by ${operator}`
      : statement.effect === "Allow"
        ? 'Allow only with MFA: Bool, "true"'
        : 'Deny whenever MFA is absent: BoolIfExists, "false"';
  const change = {
    ...(operator === test.operator ? {} : { operator }),
    ...(written === value ? {} : { values: [value] }),
  };
  return fixOperator(policy, statement, test, change, title);
}

function valueSpan(test: Condition) {
  return test.values.items[0]?.span ?? test.keySpan;
}

function valueInWords(test: Condition): string {
  return (valuesOf(test) ?? []).map((value) => `"${value}"`).join(" or ");
}
