// The rule scp-missing-guardrail: organisation policies are kept here, and leave out what most organisations deny.
import { insertScp } from "../fix/declaration";
import type { Condition, Policy, Statement } from "../model/policy";
import { parseOperator, speaksOf } from "../model/questions";
import { sampled, type Span, type Value } from "../model/value";
import { defineRule, type Config, type Fact } from "../rule";
import { snippetById } from "../snippets/index";
import { firstOf } from "./organisation";

interface Guardrail {
  /** What it keeps from happening, after "denies". */
  readonly denies: string;
  readonly isKept: (deny: Statement) => boolean;
  /** The snippet that puts it up. */
  readonly snippet: string;
  /** Absent: always. */
  readonly isOffered?: (config: Config) => boolean;
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html */
const guardrails: Readonly<Record<string, Guardrail>> = {
  users: {
    denies: "new IAM users and access keys",
    isKept: (deny) => mayDeny(deny, "iam:CreateUser") || mayDeny(deny, "iam:CreateAccessKey"),
    snippet: "scp-deny-user-creation",
  },
  root: {
    denies: "what root does",
    isKept: ({ conditions }) => conditions.tests.some(meansRoot),
    snippet: "scp-deny-root-actions",
  },
  leaving: {
    denies: "leaving the organisation",
    isKept: (deny) => mayDeny(deny, "organizations:LeaveOrganization"),
    snippet: "scp-deny-leaving-organization",
  },
  logging: {
    denies: "switching CloudTrail off",
    isKept: (deny) => mayDeny(deny, "cloudtrail:StopLogging") || mayDeny(deny, "cloudtrail:DeleteTrail"),
    snippet: "scp-protect-logging",
  },
  regions: {
    denies: "the use of other regions",
    isKept: ({ conditions }) =>
      conditions.tests.some(({ key }) => /^(aws|ec2):(requestedregion|region)$/i.test(key ?? "")),
    snippet: "scp-fence-regions",
    isOffered: ({ allowedRegions }) => allowedRegions.length > 0,
  },
};

/** Whether a test singles out an account's root user. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn */
function meansRoot({ key, operator, values }: Condition): boolean {
  if (!/^aws:(principalarn|principaltype|assumedroot)$/i.test(key ?? "") || parseOperator(operator ?? "").negated)
    return false;
  return values.open || values.items.some((item) => /:root$|^account$|^true$/i.test(saidBy(item)));
}

/** What cannot be read may be root's. */
function saidBy(item: Value): string {
  return item.kind === "scalar" ? String(item.value) : (sampled(item) ?? ":root");
}

/** A fact of a policy that cannot be read whole: it may have any of the guardrails. */
const unknown = "unknown";
/** The place of a policy. */
const here = "policy";

export const scpMissingGuardrail = defineRule({
  id: "scp-missing-guardrail",
  title: "Service control policies that leave out a common guardrail",
  severity: "advice",
  fixes: ["insert-scp"],
  docs: {
    why: "Service control policies are the only limit that an administrator of an account cannot lift; what none of them denies, a stolen administrator's session may do.",
    fine: "A guardrail may stand in another repository, or be put up by AWS Control Tower; ignore the finding with that as the reason. It is judged when a whole folder is scanned. An SCP for regions is offered where the setting `allowedRegions` names them. An SCP never binds the management account.",
    references: [
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
      "https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html",
    ],
    controls: ["aws-iam-08"],
    flagged: [
      {
        title: "only one guardrail",
        terraform: `resource "aws_organizations_policy" "stay" {
  name = "stay"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "organizations:LeaveOrganization", Resource = "*" }]
  })
}
`,
        cloudformation: `Resources:
  Stay:
    Type: AWS::Organizations::Policy
    Properties:
      Name: stay
      Type: SERVICE_CONTROL_POLICY
      Content:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action: organizations:LeaveOrganization
            Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "all of them",
        terraform: `resource "aws_organizations_policy" "guardrails" {
  name = "guardrails"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Deny"
        Action = [
          "iam:CreateUser",
          "iam:CreateAccessKey",
          "organizations:LeaveOrganization",
          "cloudtrail:StopLogging",
          "cloudtrail:DeleteTrail",
        ]
        Resource  = "*"
        Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/break-glass" } }
      },
      {
        Effect    = "Deny"
        Action    = "*"
        Resource  = "*"
        Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:root" } }
      },
      {
        Effect    = "Deny"
        NotAction = ["iam:*", "organizations:*", "sts:*", "support:*"]
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" } }
      },
    ]
  })
}
`,
      },
      {
        title: "no service control policy at all",
        cloudformation: "Resources:\n  Team:\n    Type: AWS::IAM::Group\n",
      },
    ],
  },
  *facts({ policies, unread }) {
    for (const { kind, address, span } of unread)
      if (kind === "scp") yield { span: { start: span.start, end: span.start }, address, says: unknown };
    for (const policy of policies) {
      if (policy.kind !== "scp" || policy.ofAws) continue;
      const { address } = policy;
      const span = placeOf(policy);
      yield { span, address, says: here };
      if (policy.open) yield { span, address, says: unknown };
      for (const says of new Set(keptBy(policy))) yield { span, address, says };
    }
  },
  *workspace(facts, { config }) {
    const first = facts.find(({ says }) => says === here);
    const said = new Set(facts.map(({ says }) => says));
    if (!first || said.has(unknown)) return;
    const missing = Object.entries(guardrails).filter(([name]) => !said.has(name));
    if (missing.length === 0) return;
    yield {
      at: first,
      span: first.span,
      message: `No service control policy here denies ${alternatives(missing.map(([, { denies }]) => denies))}.`,
      fixes: () =>
        missing.flatMap(([, { snippet, isOffered }]) => {
          const found = isOffered?.(config) === false ? undefined : snippetById(snippet, config.allowedRegions);
          return found ? [insertScp(found)] : [];
        }),
      related: others(facts, first),
    };
  },
});

/** Names of the guardrails that a policy keeps. Where it allows only some actions, what it leaves out is denied as well. */
function* keptBy({ statements }: Policy): Generator<string> {
  const allowed = statements.filter(({ effect }) => effect !== "Deny");
  for (const [name, { isKept }] of Object.entries(guardrails)) {
    if (statements.some((statement) => statement.effect === "Deny" && isKept(statement))) yield name;
    else if (
      allowed.length > 0 &&
      !allowed.some((statement) => speaksOf(statement, "organizations:LeaveOrganization") === "yes")
    )
      yield name;
  }
}

/** An exception or an expression does not matter: something is done about it. */
function mayDeny(deny: Statement, action: string): boolean {
  // What denies everything but some, or everything of some, is about regions, networks or root, and not about this.
  const isAny = deny.actions.items.some((item) => sampled(item) === "*") || deny.notActions.key !== undefined;
  return speaksOf(deny, action) !== "no" && !(isAny && deny.conditions.key !== undefined);
}

function placeOf({ node, statements }: Policy): Span {
  if (node.kind !== "list") return firstOf(node);
  const [first] = statements;
  return first ? firstOf(first.node) : { start: node.span.start, end: Math.min(node.span.start + 1, node.span.end) };
}

/** "a, b or c" */
function alternatives(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

function others(facts: readonly Fact[], first: Fact): { uri: string; span: Span; message: string }[] {
  return facts
    .filter((fact) => fact !== first && fact.says === here)
    .slice(0, mostRelated)
    .map(({ uri, span }) => ({ uri, span, message: "another service control policy" }));
}

const mostRelated = 5;
