// Fixes of an administrator's AWS managed policy: a lesser one in its place, where a name suggests which. They make edits, no text.
import { adminPoliciesIn } from "../catalog/managed-policies";
import type { Declaration } from "../model/policy";
import { wording } from "../model/questions";
import { itemsOf, literal, type Value } from "../model/value";
import type { Fix } from "../rule";

/**
 * AWS's policies for jobs, by words that a role, group or permission set for them has in its name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
 */
const jobs: readonly { readonly words: RegExp; readonly policy: string; readonly but: string }[] = [
  { words: /^(?:audit|auditor|auditors|security)$/, policy: "SecurityAudit", but: "which only reads settings" },
  {
    words: /^(?:read|readonly|reader|readers|view|viewer|viewers|monitoring)$/,
    policy: "ReadOnlyAccess",
    but: "which only reads",
  },
  { words: /^(?:billing|finance)$/, policy: "job-function/Billing", but: "which is about costs" },
  { words: /^(?:dba|dbas|database)$/, policy: "job-function/DatabaseAdministrator", but: "which is about databases" },
  { words: /^(?:network|networking)$/, policy: "job-function/NetworkAdministrator", but: "which is about networks" },
  { words: /^(?:support|helpdesk)$/, policy: "job-function/SupportUser", but: "which reads and opens cases" },
  {
    words: /^(?:dev|developer|developers|engineer|engineers|poweruser|power)$/,
    policy: "PowerUserAccess",
    but: "which cannot change IAM",
  },
];

const administrator = "AdministratorAccess";

/**
 * Puts a lesser policy of AWS in the place of AdministratorAccess, where the name of whom it is attached to says what they do; in the place of
 * IAMFullAccess the one that reads the same.
 */
export function lesserPolicy(declaration: Declaration, value: Value): Fix[] {
  const found = adminPoliciesIn(declaration).find((one) => one.value === value);
  if (!found || declaration.isRecord || value.written) return [];
  if (found.policy.name === "IAMFullAccess")
    return [
      {
        id: "narrow",
        title: "Replace IAMFullAccess by IAMReadOnlyAccess, which only reads",
        safety: "review",
        outcome: "removes",
        edits: () => [{ kind: "rename-part", declaration, value, part: "IAMFullAccess", to: "IAMReadOnlyAccess" }],
      },
    ];
  if (found.policy.name !== administrator) return [];
  const job = jobs.find(({ words }) => wordsOf(declaration).some((word) => words.test(word)));
  // A bare name, as SAM takes it, has no path.
  if (!job || (job.policy.includes("/") && literal(value) === administrator)) return [];
  return [
    {
      id: "narrow",
      title: `Replace ${administrator} by ${job.policy.replace(/^.*\//, "")}, ${job.but}`,
      safety: "review",
      outcome: job.policy === "PowerUserAccess" ? "lowers" : "removes",
      edits: () => [{ kind: "rename-part", declaration, value, part: administrator, to: job.policy }],
    },
  ];
}

function wordsOf({ address, fields }: Declaration): string[] {
  const holders = [fields.roles, fields.groups, fields.group, fields.permissionSets].flatMap(itemsOf).map(wording);
  return [address, literal(fields.name) ?? "", ...holders].flatMap((text) =>
    text
      .replace(/\baws_\w+\./g, "")
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  );
}
