// What the rules about trust policies ask in common: whom a statement trusts, whose account that is, what its conditions ask. Not a rule.
import { denies, notAllows } from "../access/denies";
import { mfaEnforcedByDeny, requiresMfa } from "../access/mfa";
import type { Condition, Policy, Statement } from "../model/policy";
import { any, demands, hasUnreadableConditions, parseOperator, valuesOf } from "../model/questions";
import { isScoping } from "../model/scope";
import { itemsOf, literal, type Answer, type Value } from "../model/value";
import type { Config, Context } from "../rule";

/** One value of a Principal element. */
export interface Trusted {
  readonly type: "AWS" | "Service" | "Federated" | "*";
  readonly value: Value;
}

/** Whether the statement lets someone assume a role. */
export function lets(policy: Policy, statement: Statement): boolean {
  return policy.kind === "trust" && statement.effect === "Allow";
}

/** Everyone whom a statement names. */
export function trustedBy({ principals }: Statement): Trusted[] {
  return principals.entries.flatMap(({ type, values }) =>
    type === "AWS" || type === "Service" || type === "Federated" || type === "*"
      ? values.items.map((value): Trusted => ({ type, value }))
      : [],
  );
}

/** Stands for an expression in a text; nothing that AWS takes holds it. */
const hole = "\u{E000}";

/** A text with each of its expressions as one character, and the expressions; a single expression is such a text too. */
export function patternOf(value: Value): { readonly text: string; readonly sources: readonly string[] } {
  if (value.kind === "reference" || value.kind === "unknown") return { text: hole, sources: [value.source] };
  if (value.kind === "scalar") return { text: String(value.value), sources: [] };
  if (value.kind !== "text") return { text: hole, sources: [""] };
  return {
    text: value.parts.map((part) => (typeof part === "string" ? part : hole)).join(""),
    sources: value.parts.flatMap((part) => (typeof part === "string" ? [] : part.source)),
  };
}

/** An AWS principal as far as it is known. */
export interface Account {
  /** Twelve digits; undefined where an expression stands there. */
  readonly id: string | undefined;
  /** The expression is the account that the template is deployed to. */
  readonly isDeployers: boolean;
  /** All of the account, one of its users, or something else of it. */
  readonly what: "account" | "user" | "other";
}

const ownAccount = /\baws_caller_identity\b|\bAWS::AccountId\b/;

/**
 * The account of an AWS principal: `123456789012` and its `:root` are the whole account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export function accountOf(value: Value): Account | undefined {
  const { text, sources } = patternOf(value);
  const isDeployers = ownAccount.test(sources[text.startsWith(`arn:${hole}`) ? 1 : 0] ?? "");
  if (/^\d{12}$/.test(text)) return { id: text, isDeployers: false, what: "account" };
  if (text === hole) return isDeployers ? { id: undefined, isDeployers, what: "account" } : undefined;
  const [, account = "", rest = ""] = /^arn:[^:]*:(?:iam|sts)::([^:]*):(.*)$/.exec(text) ?? [];
  if (!/^\d{12}$/.test(account) && account !== hole) return undefined;
  const id = account === hole ? undefined : account;
  const what = rest === "root" ? "account" : rest.startsWith("user/") ? "user" : "other";
  return { id, isDeployers: id === undefined && isDeployers, what };
}

/** Whether an account is somebody else's: "unknown" where nothing tells which one is the own. */
export function isForeign({ id, isDeployers }: Account, { config, module }: Context): Answer {
  if (isDeployers) return "no";
  if (id === undefined) return "unknown";
  const shown = accountsOf(module);
  if (config.ownAccountIds.includes(id) || shown.has(id)) return "no";
  return config.ownAccountIds.length > 0 || shown.size > 0 ? "yes" : "unknown";
}

const shownAccounts = new WeakMap<Context["module"], ReadonlySet<string>>();

/**
 * Accounts that a module shows as its own: where its principals are, and what can only be in the same account as they, such as a
 * permissions boundary or the identity provider that a role trusts.
 */
function accountsOf(module: Context["module"]): ReadonlySet<string> {
  const known = shownAccounts.get(module);
  if (known) return known;
  const values: (Value | undefined)[] = [];
  for (const { fields } of module.declarations)
    values.push(fields.arn, fields.boundary, fields.policyArn, ...itemsOf(fields.managedPolicies));
  for (const { policies } of module.documents)
    for (const policy of policies)
      if (policy.kind === "trust")
        for (const statement of policy.statements)
          for (const { type, value } of trustedBy(statement)) if (type === "Federated") values.push(value);
  const ids = values.flatMap((value) => /^arn:[^:]*:iam::(\d{12}):/.exec(literal(value) ?? "")?.[1] ?? []);
  const shown = new Set([...ids, ...module.declarations.flatMap(({ accounts }) => accounts ?? [])]);
  shownAccounts.set(module, shown);
  return shown;
}

/** How a condition is asked whom it leaves. */
interface Asked {
  /** The principal is everyone, so that names which anyone may give its own principals do not tell them apart. */
  readonly ofEveryone: boolean;
  readonly config: Config;
}

/** What a caller chooses for itself, and what is about the role: none of it tells callers apart. */
const chosen = /^(sts:(?!externalid$)|aws:(requesttag\/|resourcetag\/|tagkeys$|multifactorauth))/;

/**
 * Whether the statement, or a Deny of its policy, leaves only callers that its author chose: by organisation, external id, MFA, network
 * and the like. "unknown" where conditions cannot be read.
 */
export function narrowsCallers(policy: Policy, statement: Statement, asked: Asked): Answer {
  const own = any(statement.conditions.tests.map((test) => narrows(test, asked)));
  const answer = any([own, requiresMfa(statement), guardedByDeny(policy, asked)]);
  return answer === "no" && hasUnreadableConditions(statement) ? "unknown" : answer;
}

function narrows(test: Condition, { ofEveryone, config }: Asked): Answer {
  const key = test.key?.toLowerCase();
  if (key === undefined) return "unknown";
  if (chosen.test(key)) return "no";
  const values = valuesOf(test);
  if (key === "sts:externalid") return values?.some((value) => value === "") ? "no" : demands(test);
  if (values && isEverywhere(key, values, ofEveryone)) return "no";
  if (values && /^aws:principalorg(id|paths)$/.test(key) && isOtherOrganization(values, config)) return "no";
  return isScoping(test);
}

/** Whether one of the values lets everyone through. */
function isEverywhere(key: string, values: readonly string[], ofEveryone: boolean): boolean {
  switch (key) {
    case "aws:sourceip":
    case "aws:vpcsourceip":
      return values.some((value) => value.endsWith("/0"));
    case "aws:principalorgid":
    case "aws:principalorgpaths":
      return values.some((value) => /^(o-)?[*?]/.test(value));
    case "aws:principalaccount":
      return !ofEveryone || values.some((value) => value.startsWith("*"));
    case "aws:principalarn":
      return ofEveryone && values.some((value) => /^(\*|arn:[^:]*:\*|arn:[^:]*:[^:]*:[^:]*:[*?])/.test(value));
    case "aws:userid":
      return ofEveryone && values.some((value) => value.startsWith("*"));
    default:
      return false;
  }
}

/** Where the own organisations are known, another one's is as foreign as its accounts. */
function isOtherOrganization(values: readonly string[], { organizationIds }: Config): boolean {
  return organizationIds.length > 0 && !values.some((value) => organizationIds.some((own) => value.startsWith(own)));
}

const assuming = "sts:AssumeRole";

/** Whether a Deny for everyone takes the role away from those that a condition does not name. */
function guardedByDeny(policy: Policy, { config }: Asked): Answer {
  return any([
    mfaEnforcedByDeny(policy, assuming),
    ...notAllows(policy).map((deny): Answer => {
      const spoken = denies(deny, assuming);
      if (deny.effect !== "Deny" || spoken === "no") return "no";
      const meansEveryone = deny.principals.open || trustedBy(deny).some(({ value }) => literal(value) === "*");
      if (!meansEveryone) return "no";
      return any(deny.conditions.tests.map((test) => exempts(test, config)));
    }),
  ]);
}

/** Whether a Deny's test spares only callers that its author chose: a negated operator on a key that tells them apart, or no external id. */
function exempts(test: Condition, config: Config): Answer {
  if (test.operator === undefined || test.key === undefined) return "unknown";
  const { base, negated } = parseOperator(test.operator);
  const positive: Condition = { ...test, operator: base.replace(/not/i, "") };
  if (negated) return narrows(positive, { ofEveryone: true, config });
  return /^null$/i.test(base) &&
    test.key.toLowerCase() === "sts:externalid" &&
    valuesOf(test)?.[0]?.toLowerCase() === "true"
    ? "yes"
    : "no";
}
