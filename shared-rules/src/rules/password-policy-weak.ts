// The rule password-policy-weak: an account's password policy asks for less than it should.
import { strengthen } from "../fix/settings";
import { literal, type Span, type Value } from "../model/value";
import type { Declaration, Fields } from "../model/policy";
import { defineOptions, wholeNumber } from "../options";
import { defineRule, type Config, type Fix } from "../rule";
import { listing } from "./grants";

interface Setting {
  readonly field: keyof Fields;
  /** What it is called where it is left out. */
  readonly asks: string;
  /** What AWS takes where it is left out is good enough. */
  readonly fineWhenAbsent?: boolean;
  /** What it should be. */
  readonly wanted: number | boolean;
  /** Says what a value that is not enough lets happen; undefined for one that is enough. */
  readonly judge: (value: number | boolean) => string | undefined;
}

const options = defineOptions("password-policy-weak", {
  minimumLength: wholeNumber({
    default: 14,
    example: 16,
    minimum: 6,
    maximum: 128,
    description: "How many characters a password must have.",
  }),
  reusePrevention: wholeNumber({
    default: 24,
    example: 12,
    minimum: 0,
    maximum: 24,
    description: "How many passwords must be remembered, so that they do not come back; 0 asks for none.",
  }),
  maxAgeDays: wholeNumber({
    default: 90,
    example: 0,
    minimum: 0,
    maximum: 1095,
    description: "After how many days a password must end; 0 lets passwords live for ever.",
  }),
});

function required(field: keyof Fields, what: string): Setting {
  return {
    field,
    asks: what,
    wanted: true,
    judge: (value) => (value === true ? undefined : `Passwords need not have ${what}, and are guessed sooner.`),
  };
}

/** What AWS takes where a policy says nothing. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
const lengthOfAws = 6;

function ofLength(least: number): Setting {
  return {
    field: "minimumLength",
    asks: `${least} characters`,
    wanted: least,
    fineWhenAbsent: least <= lengthOfAws,
    judge: (value) =>
      Number(value) < least
        ? `Passwords of ${Number(value)} characters are allowed, which attackers guess; ask for at least ${least}.`
        : undefined,
  };
}

function ofReuse(least: number): Setting {
  return {
    field: "reusePrevention",
    asks: least === 1 ? "another password than the last" : `other passwords than the last ${least}`,
    wanted: least,
    fineWhenAbsent: least === 0,
    judge: (value) =>
      Number(value) < least
        ? `Only the last ${Number(value)} passwords are remembered: one that leaked comes back soon. Remember ${least}.`
        : undefined,
  };
}

function ofAge(most: number): Setting {
  return {
    field: "maxAge",
    asks: `a new one after ${most} days`,
    wanted: most,
    fineWhenAbsent: most === 0,
    judge(value) {
      if (most === 0) return undefined;
      if (Number(value) === 0)
        return `Passwords never end, and nor does what leaked of them; let them end after ${most} days.`;
      return Number(value) > most
        ? `A password that leaked works for up to ${Number(value)} days; let passwords end after ${most}.`
        : undefined;
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html */
function settingsIn(config: Config): readonly Setting[] {
  return [
    ofLength(options.get(config, "minimumLength")),
    required("requireUppercase", "an upper-case letter"),
    required("requireLowercase", "a lower-case letter"),
    required("requireNumbers", "a number"),
    required("requireSymbols", "a symbol"),
    ofReuse(options.get(config, "reusePrevention")),
    ofAge(options.get(config, "maxAgeDays")),
    {
      field: "usersMayChange",
      asks: "users that may change their password",
      wanted: true,
      fineWhenAbsent: true,
      judge: (value) =>
        value === false ? "Users may not change their password, not even one that others know." : undefined,
    },
  ];
}

export const passwordPolicyWeak = defineRule({
  id: "password-policy-weak",
  title: "The account's password policy is weak",
  severity: "medium",
  fixes: ["strengthen"],
  options,
  docs: {
    why: "Every console password of the account is only as strong as this policy makes it: short, reused and never changed ones are the first that attackers try.",
    fine: "At least 14 characters with upper and lower case, a number and a symbol, none of the last 24 passwords, a new one after 90 days, and users that may change their own; options say otherwise. What a policy leaves out, AWS does not ask for.",
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
    "tfsec:aws-iam-no-password-reuse",
    "tfsec:aws-iam-require-lowercase-in-passwords",
    "tfsec:aws-iam-require-numbers-in-passwords",
    "tfsec:aws-iam-require-symbols-in-passwords",
    "tfsec:aws-iam-require-uppercase-in-passwords",
    "tfsec:aws-iam-set-max-password-age",
    "tfsec:aws-iam-set-minimum-password-length",
    "prowler:iam_password_policy_minimum_length_14",
    "prowler:iam_password_policy_uppercase",
    "prowler:iam_password_policy_lowercase",
    "prowler:iam_password_policy_number",
    "prowler:iam_password_policy_symbol",
    "prowler:iam_password_policy_reuse_24",
    "prowler:iam_password_policy_expires_passwords_within_90_days_or_less",
  ],
  *declaration(declaration, context) {
    if (declaration.kind !== "password-policy") return;
    const settings = settingsIn(context.config);
    const weak = [...written(declaration, settings)].flatMap(({ setting, span, value, isHere }) => {
      const message = setting.judge(value);
      return message === undefined ? [] : [{ setting, span, message, isHere }];
    });
    const absent = declaration.open
      ? []
      : settings.filter(({ field, fineWhenAbsent }) => fineWhenAbsent !== true && !declaration.fields[field]);
    const short = settings.filter((one) => absent.includes(one) || weak.some(({ setting }) => setting === one));
    const elsewhere = short.filter((one) => weak.some(({ setting, isHere }) => setting === one && !isHere));
    const here = short.filter((one) => !elsewhere.includes(one));
    const fixes = (): Fix[] => {
      const values = Object.fromEntries(here.map(({ field, wanted }) => [field, wanted]));
      const but = elsewhere.length > 0 ? `, but not for ${listing(elsewhere.map(({ asks }) => asks))}` : "";
      return [strengthen(declaration, values, listing(here.map(({ asks }) => asks)) + but)];
    };
    for (const { span, message, isHere } of weak) yield { span, message, ...(isHere && { fixes }) };
    if (absent.length === 0) return;
    yield {
      fixes,
      span: declaration.nameSpan,
      message: `The password policy does not ask for ${listing(absent.map(({ asks }) => asks))}; what it leaves out, AWS does not ask for.`,
    };
  },
});

/** Settings whose value is known. Where an expression stands for it, it can only be changed where that is written. */
function* written(
  { fields }: Declaration,
  settings: readonly Setting[],
): Generator<{
  readonly setting: Setting;
  readonly span: Span;
  readonly value: number | boolean;
  readonly isHere: boolean;
}> {
  for (const setting of settings) {
    const value = fields[setting.field];
    const known = value && knownOf(value);
    if (value && known !== undefined) yield { setting, span: value.span, value: known, isHere: !value.written };
  }
}

/** A number or a truth, also where it is written as a text. */
function knownOf(value: Value): number | boolean | undefined {
  if (value.kind === "scalar") return value.value ?? undefined;
  const text = literal(value)?.toLowerCase();
  if (text === "true" || text === "false") return text === "true";
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
