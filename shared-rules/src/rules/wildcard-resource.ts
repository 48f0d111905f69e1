// The rule wildcard-resource: every resource, for actions that could name theirs.
import { isDenied } from "../access/denies";
import { canNarrow, onceFor, type ActionInfo } from "../catalog/catalog";
import { levelOf } from "../catalog/mislabelled";
import { credentialActions, managesPermissions, readsSecrets } from "../catalog/sensitive";
import { nameResource, type Wide } from "../fix/resources";
import { hasWildcard } from "../model/pattern";
import { isEverything, wording } from "../model/questions";
import { literal, type Value } from "../model/value";
import type { Policy, Statement } from "../model/policy";
import { isScoped } from "../model/scope";
import { defineOptions, texts } from "../options";
import { defineRule, type Context, type Severity } from "../rule";
import { grants, listing } from "./grants";
import { wildcardsOf } from "./wildcards";

const options = defineOptions("wildcard-resource", {
  ignoreActions: texts({
    default: [],
    example: ["logs:*", "kms:Decrypt"],
    pattern: "^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$",
    patternErrorMessage: "Write an action such as kms:Decrypt or s3:Get*.",
    description: "Actions that may be granted on every resource.",
  }),
});

export const wildcardResource = defineRule({
  id: "wildcard-resource",
  title: "Every resource, for actions that could name theirs",
  severity: "medium",
  fixes: ["name-resource"],
  options,
  docs: {
    why: 'With Resource "*" a leak of these permissions reaches every bucket, key, role or table of the account, not only the one that was meant.',
    fine: 'Actions that take no resource, such as ec2:DescribeInstances, need "*" and are not flagged; nor is a statement that a condition on tags, organisation or source limits.',
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
      "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ],
    controls: ["no-full-administrator"],
    flagged: [
      { title: "writing to every table", statement: { Effect: "Allow", Action: "dynamodb:PutItem", Resource: "*" } },
      {
        title: "reading every secret",
        statement: { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: ["*"] },
      },
      {
        title: "reading every bucket, where one is declared",
        terraform: `resource "aws_s3_bucket" "reports" {
  bucket = "reports"
}

resource "aws_iam_policy" "read" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListAllMyBuckets"]
      Resource = "*"
    }]
  })
}
`,
        cloudformation: `Resources:
  Reports:
    Type: AWS::S3::Bucket
  Read:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:GetObject
              - s3:ListAllMyBuckets
            Resource: "*"
`,
      },
    ],
    accepted: [
      {
        title: "actions that only take *",
        statement: { Effect: "Allow", Action: ["ec2:DescribeInstances", "s3:ListAllMyBuckets"], Resource: "*" },
      },
      {
        title: "one table",
        statement: { Effect: "Allow", Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:*:*:table/orders" },
      },
      {
        title: "limited by a tag",
        statement: {
          Effect: "Allow",
          Action: "ec2:StopInstances",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/Team": "ops" } },
        },
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_355",
    "checkov:CKV_AWS_356",
    "checkov:CKV_AWS_290",
    "checkov:CKV_AWS_111",
    "checkov:CKV_AWS_289",
    "checkov:CKV_AWS_109",
    "checkov:CKV_AWS_288",
    "checkov:CKV_AWS_108",
    "trivy:AVD-AWS-0057",
    "tfsec:aws-iam-no-policy-wildcards",
    "cfn_nag:W11",
    "cfn_nag:W12",
    "cfn_nag:W13",
    "parliament:RESOURCE_STAR",
  ],
  *statement(statement, policy, context) {
    if (!grants(policy, statement) || isScoped(statement) !== "no" || !statement.actions.key) return;
    const wide = statement.resources.items.find((item) => isEverything(item) === "yes");
    if (!wide) return;
    if (wildcardsOf(statement).some(({ kind }) => kind === "everything")) {
      yield {
        span: wide.span,
        severity: "high",
        message: `"${wording(wide)}" lets every action reach every resource of the account.`,
      };
      return;
    }
    const items = narrowable(policy, statement, context);
    const telling = items.filter(({ isLookUp }) => !isLookUp);
    const told = telling.length > 0 ? telling : items;
    const actions = byTelling(told);
    const [worst] = actions;
    if (!worst) return;
    const examples = listing(actions.map(({ name }) => name));
    yield {
      span: wide.span,
      severity: severityOf(worst),
      message: `"${wording(wide)}" lets ${examples} reach every resource; ${actions.length === 1 ? "it" : "they"} can be limited to the ones that are meant.`,
      fixes: () => nameResource(policy, statement, wide, items, context),
      ...(told.every(({ item }) => saysEveryResource(item)) && { restsOn: told.map(({ item }) => item.span) }),
    };
  },
});

const credentials: ReadonlySet<string> = new Set(credentialActions.map(({ action }) => action.toLowerCase()));

/** Whether what other rules say of an Action item is that it is too wide, and for whom: the resource is part of that. */
function saysEveryResource(item: Value): boolean {
  return hasWildcard(wording(item)) || credentials.has(wording(item).toLowerCase());
}

/** The statement's items that grant actions which can name a resource. */
function narrowable(policy: Policy, statement: Statement, { catalog, config }: Context): Wide[] {
  const ignored = new Set(options.get(config, "ignoreActions").flatMap((pattern) => catalog.expand(pattern)));
  return statement.actions.items.flatMap((item): Wide[] => {
    const { narrow, isLookUp } = narrowableOf(catalog.expand(literal(item) ?? ""));
    const actions = narrow.filter(
      (action) => !ignored.has(action) && isDenied(policy, statement, action.name) !== "yes",
    );
    const worst = Math.min(...actions.map((action) => weightOf(action).rank));
    return actions.length > 0 ? [{ item, actions, severity: ranks[worst] ?? "low", isLookUp }] : [];
  });
}

/** The items' actions, the gravest first and of those what is written by name. */
function byTelling(items: readonly Wide[]): ActionInfo[] {
  const places = new Map<ActionInfo, number>();
  for (const { item, actions } of items) {
    const isNamed = !hasWildcard(wording(item));
    for (const action of actions) {
      const { rank, isGraver } = weightOf(action);
      const place = 4 * rank + (isNamed ? 0 : 2) + (isGraver ? 0 : 1);
      places.set(action, Math.min(place, places.get(action) ?? place));
    }
  }
  return [...places].sort(([, a], [, b]) => a - b).map(([action]) => action);
}

/** What of an expansion can name a resource, and whether it is look-ups by a wildcard of which most take only `*`, such as ec2:Describe*. */
const narrowableOf = onceFor((actions) => {
  const narrow = actions.filter(canNarrow);
  const isLookUp = narrow.length * 2 < actions.length && narrow.every((action) => severityOf(action) === "low");
  return { narrow, isLookUp };
});

const ranks: readonly Severity[] = ["high", "medium", "low"];

/** How grave an action is; of the same rank, whether it is one of the graver. */
interface Weight {
  readonly rank: number;
  readonly isGraver: boolean;
}

const weights = new WeakMap<ActionInfo, Weight>();

function weightOf(action: ActionInfo): Weight {
  let weight = weights.get(action);
  if (!weight) weights.set(action, (weight = { rank: ranks.indexOf(severityOf(action)), isGraver: isGraver(action) }));
  return weight;
}

function severityOf(action: ActionInfo): Severity {
  if (managesPermissions(action) || readsSecrets(action)) return "high";
  return levelOf(action) === "Write" ? "medium" : "low";
}

/** Which of several of one severity tells more: what gives access before what takes it, what opens or destroys before what makes, data before lists. */
function isGraver(action: ActionInfo): boolean {
  if (severityOf(action) === "high") return !/:(?:Delete|Detach|Disassociate|Remove|Reset)/.test(action.name);
  return /:(?:Authorize|BatchGet|Delete|Disable|Get|Terminate)/.test(action.name);
}
