// The AWS managed policies that make an administrator, or nearly one: decisions, kept as data. It reads no policy.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
import type { Declaration } from "../model/policy";
import { itemsOf, literal, type Text, type TextPart, type Value } from "../model/value";

export interface AdminPolicy {
  /** "AdministratorAccess". */
  readonly name: string;
  /** What it permits; completes "X permits ...". */
  readonly permits: string;
  /** Every action, or every action of IAM, which gives the rest. */
  readonly isAdministrator: boolean;
}

const reference = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference";

/** AWS's page about a managed policy. */
export function pageOf(name: string): string {
  return `${reference}/${name}.html`;
}

export const adminPolicies: readonly AdminPolicy[] = [
  { name: "AdministratorAccess", permits: "every action on every resource", isAdministrator: true },
  { name: "IAMFullAccess", permits: "everything in IAM, and with it any permission", isAdministrator: true },
  {
    name: "PowerUserAccess",
    permits: "every action outside of IAM, Organizations and account settings",
    isAdministrator: false,
  },
];

const byName = new Map(adminPolicies.map((policy) => [policy.name, policy]));

/**
 * The administrator's policy that a value names: an ARN of any partition (its partition may be an expression), or the name alone, as SAM takes it;
 * undefined for any other.
 */
export function adminPolicyOf(value: Value | undefined): AdminPolicy | undefined {
  if (value?.kind !== "text") return undefined;
  const known = literal(value);
  if (known !== undefined && byName.has(known)) return byName.get(known);
  const name = /^arn:[^:]*:iam::aws:policy\/(.+)$/.exec(known ?? spelt(value))?.[1];
  return name === undefined ? undefined : byName.get(name);
}

/** The administrators' policies that a declaration attaches by name, each with the value that names it. */
export function adminPoliciesIn({ fields }: Declaration): { readonly value: Value; readonly policy: AdminPolicy }[] {
  return [...itemsOf(fields.managedPolicies), ...itemsOf(fields.policyArn)].flatMap((value) => {
    const policy = adminPolicyOf(value);
    return policy ? [{ value, policy }] : [];
  });
}

/** The known parts, each expression as nothing: only one in the place of the partition leaves an ARN. */
function spelt({ parts }: Text): string {
  return parts.map((part: TextPart) => (typeof part === "string" ? part : "")).join("");
}
