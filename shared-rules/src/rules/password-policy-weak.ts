// The rule password-policy-weak: an account's password policy asks for less than it should.
import { literal, type Span, type Value } from "../model/value";
import type { Declaration, Fields } from "../model/policy";
import { defineRule } from "../rule";
import { listing } from "./grants";

interface Setting {
  readonly field: keyof Fields;
  /** What it is called where it is left out. */
  readonly asks: string;
  /** What AWS takes where it is left out is good enough. */
  readonly fineWhenAbsent?: boolean;
  /** Says what a value that is not enough lets happen; undefined for one that is enough. */
  readonly judge: (value: number | boolean) => string | undefined;
}

const leastLength = 14;
const mostAge = 90;
const leastRemembered = 24;

function required(field: keyof Fields, what: string): Setting {
  return {
    field,
    asks: what,
    judge: (value) => (value === true ? undefined : `Passwords need not have ${what}, and are guessed sooner.`),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html */
const settings: readonly Setting[] = [
  {
    field: "minimumLength",
    asks: `${leastLength} characters`,
    judge: (value) =>
      Number(value) < leastLength
        ? `Passwords of ${Number(value)} characters are allowed, which attackers guess; ask for at least ${leastLength}.`
        : undefined,
  },
  required("requireUppercase", "an upper-case letter"),
  required("requireLowercase", "a lower-case letter"),
  required("requireNumbers", "a number"),
  required("requireSymbols", "a symbol"),
  {
    field: "reusePrevention",
    asks: `other passwords than the last ${leastRemembered}`,
    judge: (value) =>
      Number(value) < leastRemembered
        ? `Only the last ${Number(value)} passwords are remembered: one that leaked comes back soon. Remember ${leastRemembered}.`
        : undefined,
  },
  {
    field: "maxAge",
    asks: `a new one after ${mostAge} days`,
    judge: (value) => {
      if (Number(value) === 0)
        return `Passwords never end, and nor does what leaked of them; let them end after ${mostAge} days.`;
      return Number(value) > mostAge
        ? `A password that leaked works for up to ${Number(value)} days; let passwords end after ${mostAge}.`
        : undefined;
    },
  },
  {
    field: "usersMayChange",
    asks: "",
    fineWhenAbsent: true,
    judge: (value) =>
      value === false ? "Users may not change their password, not even one that others know." : undefined,
  },
];

export const passwordPolicyWeak = defineRule({
  id: "password-policy-weak",
  title: "The account's password policy is weak",
  severity: "medium",
  fixes: [],
  docs: {
    why: "Every console password of the account is only as strong as this policy makes it: short, reused and never changed ones are the first that attackers try.",
    fine: `At least ${leastLength} characters with upper and lower case, a number and a symbol, none of the last ${leastRemembered} passwords, a new one after ${mostAge} days, and users that may change their own. What a policy leaves out, AWS does not ask for.`,
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
      "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html",
    ],
    controls: ["password-policy"],
    flagged: [
      {
        title: "short passwords",
        terraform: `resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 8
  require_uppercase_characters   = true
  require_lowercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  password_reuse_prevention      = 24
  max_password_age               = 90
  allow_users_to_change_password = true
}
`,
      },
      {
        title: "little is asked for",
        terraform: 'resource "aws_iam_account_password_policy" "strict" {\n  minimum_password_length = 14\n}\n',
      },
    ],
    accepted: [
      {
        title: "all of it",
        terraform: `resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 14
  require_uppercase_characters   = true
  require_lowercase_characters   = true
  require_numbers                = true
  require_symbols                = true
  password_reuse_prevention      = 24
  max_password_age               = 90
  allow_users_to_change_password = true
}
`,
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_9",
    "checkov:CKV_AWS_10",
    "checkov:CKV_AWS_11",
    "checkov:CKV_AWS_12",
    "checkov:CKV_AWS_13",
    "checkov:CKV_AWS_14",
    "checkov:CKV_AWS_15",
    "trivy:AVD-AWS-0056",
    "trivy:AVD-AWS-0058",
    "trivy:AVD-AWS-0059",
    "trivy:AVD-AWS-0060",
    "trivy:AVD-AWS-0061",
    "trivy:AVD-AWS-0062",
    "trivy:AVD-AWS-0063",
    "prowler:iam_password_policy_minimum_length_14",
    "prowler:iam_password_policy_uppercase",
    "prowler:iam_password_policy_lowercase",
    "prowler:iam_password_policy_number",
    "prowler:iam_password_policy_symbol",
    "prowler:iam_password_policy_reuse_24",
    "prowler:iam_password_policy_expires_passwords_within_90_days_or_less",
  ],
  *declaration(declaration) {
    if (declaration.kind !== "password-policy") return;
    for (const { judge, span, value } of written(declaration)) {
      const message = judge(value);
      if (message !== undefined) yield { span, message };
    }
    const absent = settings.filter(({ field, fineWhenAbsent }) => !fineWhenAbsent && !declaration.fields[field]);
    if (absent.length === 0 || declaration.open) return;
    yield {
      span: declaration.nameSpan,
      message: `The password policy does not ask for ${listing(absent.map(({ asks }) => asks))}; what it leaves out, AWS does not ask for.`,
    };
  },
});

function* written({
  fields,
}: Declaration): Generator<Setting & { readonly span: Span; readonly value: number | boolean }> {
  for (const setting of settings) {
    const value = fields[setting.field];
    const known = value && knownOf(value);
    if (value && known !== undefined) yield { ...setting, span: value.span, value: known };
  }
}

/** A number or a truth, also where it is written as a text. */
function knownOf(value: Value): number | boolean | undefined {
  if (value.kind === "scalar") return value.value ?? undefined;
  const text = literal(value)?.toLowerCase();
  if (text === "true" || text === "false") return text === "true";
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
