// The rule policy-size: a policy that is longer than AWS takes.
import { quotaOf, type Quota } from "../catalog/quotas";
import type { Policy } from "../model/policy";
import { leastSize } from "../model/size";
import type { Span } from "../model/value";
import { defineOptions, wholeNumber } from "../options";
import { defineRule, type Config, type Principal } from "../rule";

const options = defineOptions("policy-size", {
  // The one quota on the size of policies that AWS raises on request.
  trustPolicyQuota: wholeNumber({
    default: 2048,
    example: 4096,
    minimum: 2048,
    maximum: 8192,
    description: "The quota of your accounts on the length of a role's trust policy, in characters.",
  }),
});

const teams = Array.from(
  { length: 30 },
  (_, index) => `arn:aws:iam::123456789012:role/deployments/of-the-team-number-${index + 1}`,
);

export const policySize = defineRule({
  id: "policy-size",
  title: "A policy longer than AWS takes",
  severity: "high",
  fixes: [],
  options,
  docs: {
    why: "AWS refuses a policy over its size quota only when it is deployed; what is then shortened in haste is often made wider with wildcards.",
    fine: "White space is not counted, nor what is not known. A managed policy takes 6,144 characters; all inline policies of a role together 10,240, of a group 5,120, of a user 2,048; a trust policy 2,048, which AWS raises to 8,192 on request and which is told as medium up to there; an SCP 10,240, an RCP 5,120. Divide a policy that is too long into several.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length",
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values",
    ],
    controls: [],
    flagged: [
      {
        title: "a long list of roles",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { AWS: teams }, Action: "sts:AssumeRole" },
      },
    ],
    accepted: [
      {
        title: "a short one",
        kind: "trust",
        statement: { Effect: "Allow", Principal: { AWS: teams.slice(0, 1) }, Action: "sts:AssumeRole" },
      },
    ],
  },
  equivalents: [
    "access-analyzer:POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "access-analyzer:POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    "access-analyzer:POLICY_SIZE_EXCEEDS_SCP_QUOTA",
  ],
  *policy(policy, { config }) {
    const quota = quotaIn(config, policy);
    const size = quota ? leastSize(policy) : 0;
    if (!quota || size <= quota.most) return;
    yield {
      span: placeOf(policy),
      severity: quota.raisedTo !== undefined && size <= quota.raisedTo ? "medium" : "high",
      message: `This policy has ${atLeast(size)}: AWS takes ${number(quota.most)} in ${quota.of}${raise(quota, size)}.`,
    };
  },
  *principal(principal) {
    const own = inlineOf(principal);
    const [first, second] = own;
    const quota = first && quotaOf(first);
    if (!quota?.together || !second) return;
    const size = own.reduce((sum, policy) => sum + leastSize(policy), 0);
    // One that is too long by itself has a finding of its own.
    if (size <= quota.most || own.some((policy) => leastSize(policy) > quota.most)) return;
    yield {
      span: principal.declaration.nameSpan,
      severity: "medium",
      message: `Its ${own.length} inline policies have ${atLeast(size)} together: AWS takes ${number(quota.most)} in ${quota.of}.`,
    };
  },
});

function quotaIn(config: Config, policy: Policy): Quota | undefined {
  const quota = quotaOf(policy);
  return quota && policy.kind === "trust" ? { ...quota, most: options.get(config, "trustPolicyQuota") } : quota;
}

/** A principal's own inline policies; of several that stand for one another under a template's conditions, the shortest. */
function inlineOf({ declaration, policies }: Principal): Policy[] {
  const byPlace = new Map<string, Policy>();
  for (const { policy, arn, by, group } of policies) {
    if (!policy || arn || group || policy.owner.kind !== declaration.kind || policy.kind !== "identity") continue;
    const key = `${by.address} ${policy.name ?? policy.node.span.start}`;
    const known = byPlace.get(key);
    if (!known || leastSize(policy) < leastSize(known)) byPlace.set(key, policy);
  }
  return [...byPlace.values()];
}

function atLeast(size: number): string {
  return `at least ${number(size)} characters`;
}

function raise({ raisedTo }: Quota, size: number): string {
  return raisedTo !== undefined && size <= raisedTo ? `, and up to ${number(raisedTo)} on request` : "";
}

function number(value: number): string {
  return String(value).replace(/(\d)(?=(\d{3})+$)/g, "$1,");
}

/** The policy's first word: the whole of it would underline everything. */
function placeOf({ node, statements }: Policy): Span {
  if (node.kind === "block") return node.typeSpan;
  const dict = node.kind === "dict" ? node : statements[0]?.node;
  const [first] = dict?.entries ?? [];
  return first ? first.key.span : { start: node.span.start, end: Math.min(node.span.start + 1, node.span.end) };
}
