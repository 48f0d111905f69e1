// Fixes of one statement, in IAM terms. Each says what will change; the shape and syntax writers make the text.
import type { Edit } from "../edit";
import { placeholder, type Data } from "../model/data";
import { oncePerPolicy } from "../model/beside";
import type { Condition, Elements, Policy, Statement } from "../model/policy";
import { mfaPresent } from "../access/mfa";
import { covers, isEverything, testsOf, wording } from "../model/questions";
import { literal, type Value } from "../model/value";
import type { Context, Fix } from "../rule";
import { declaredBoundary } from "../link/boundary";
import { boundaryName } from "../snippets/index";

/** Drops an item from the Action element, as often as it stands there; offered only where something else stays granted. */
export function removeAction(policy: Policy, statement: Statement, item: Value): Fix[] {
  const said = wording(item).toLowerCase();
  const { items } = statement.actions;
  return removeActions(
    policy,
    statement,
    items.filter((other) => other === item || wording(other).toLowerCase() === said),
  );
}

/** Drops what grants the actions from the Action element: whatever stays and grants them, too, would be found in its place. */
export function removeGrants(policy: Policy, statement: Statement, actions: Iterable<string>): Fix[] {
  return removeActions(policy, statement, itemsCovering(statement.actions, actions));
}

/** Drops items from the Action element; of several, only where another stays. */
export function removeActions(policy: Policy, statement: Statement, items: readonly Value[]): Fix[] {
  const element = statement.actions;
  const keepsAction = element.items.length > items.length;
  if (items.length === 0 || (!keepsAction && (items.length > 1 || policy.statements.length < 2))) return [];
  return [
    {
      id: "remove-action",
      title: `Remove ${named(items)}`,
      safety: "review",
      outcome: "removes",
      edits: () => items.map((item) => ({ kind: "replace-item", policy, statement, element, item, with: [] })),
    },
  ];
}

/**
 * Puts a condition on the given items and what their wildcards grant as well: on the whole statement where it holds nothing else that the
 * condition would touch, else on a statement of their own so that the rest keeps its meaning.
 */
function conditionOn(
  policy: Policy,
  statement: Statement,
  named: readonly Value[],
  condition: { operator: string; key: string; values: readonly Data[] },
): Edit {
  const all = statement.actions.items;
  const items = all.filter((item) => named.some((one) => one === item || covers(one, wording(item)) === "yes"));
  const canSplit = items.length < all.length && items.length > 0 && !statement.open;
  return canSplit
    ? { kind: "split-condition", policy, statement, items, ...condition }
    : { kind: "set-condition", policy, statement, ...condition };
}

/** The items in a title: one or two by name, more by their number. */
function named(items: readonly Value[]): string {
  const names = [...new Set(items.map(wording))];
  if (names.length === 0) return "this statement";
  return names.length > 2 ? `${names.length} actions` : names.join(" and ");
}

/**
 * Requires MFA for the items that match one of the actions; not where the statement tests for MFA already: what is wrong with the test is
 * mfa-operator's to say, and its fix says for whom the statement then is.
 */
export function requireMfa(
  policy: Policy,
  statement: Statement,
  items: readonly Value[],
  outcome: Fix["outcome"],
): Fix[] {
  if (testsOf(statement.conditions, mfaPresent).length > 0) return [];
  return [
    {
      id: "require-mfa",
      title: `Require MFA for ${named(items)}`,
      safety: "review",
      outcome,
      edits: () => [conditionOn(policy, statement, items, { operator: "Bool", key: mfaPresent, values: ["true"] })],
    },
  ];
}

/**
 * Requires that principals created or changed by the items carry a permissions boundary: the one the module declares, else one of the
 * starter boundary's name. A boundary is always of the same account, so its account may stay a wildcard. Not where a wildcard grants it with
 * others: they send no such key, and would be lost.
 */
export function requireBoundary(
  policy: Policy,
  statement: Statement,
  items: readonly Value[],
  context: Context,
  outcome: Fix["outcome"],
): Fix[] {
  if (!allSend(items, "iam:PermissionsBoundary", context)) return [];
  const declared = policy.owner.kind === "file" ? undefined : declaredBoundary(context.module);
  return [
    {
      id: "require-boundary",
      title: `Require a permissions boundary for ${named(items)}`,
      safety: "review",
      outcome,
      edits: () => [
        conditionOn(policy, statement, items, {
          key: "iam:PermissionsBoundary",
          ...(declared
            ? { operator: "StringEquals", values: [{ reference: declared.address, attribute: "arn" as const }] }
            : { operator: "ArnLike", values: [`arn:aws:iam::*:policy/${boundaryName}`] }),
        }),
      ],
    },
  ];
}

/** Whether all that some items grant comes with a condition key: a test of the key would take the rest away. */
function allSend(items: readonly Value[], key: string, { catalog }: Pick<Context, "catalog">): boolean {
  const granted = items.flatMap((item) => catalog.expand(literal(item) ?? ""));
  return granted.length > 0 && granted.every(({ conditionKeys }) => conditionKeys.includes(key));
}

/** Services that take a role, by what in the same policy suggests them. The first that fits is offered first. */
const passedTo: readonly { readonly service: string; readonly action: string }[] = [
  { service: "lambda.amazonaws.com", action: "lambda:CreateFunction" },
  { service: "ecs-tasks.amazonaws.com", action: "ecs:RunTask" },
  { service: "ecs-tasks.amazonaws.com", action: "ecs:RegisterTaskDefinition" },
  { service: "ec2.amazonaws.com", action: "ec2:RunInstances" },
  { service: "cloudformation.amazonaws.com", action: "cloudformation:CreateStack" },
  { service: "glue.amazonaws.com", action: "glue:CreateJob" },
  { service: "sagemaker.amazonaws.com", action: "sagemaker:CreateNotebookInstance" },
  { service: "states.amazonaws.com", action: "states:CreateStateMachine" },
  { service: "codebuild.amazonaws.com", action: "codebuild:CreateProject" },
  { service: "events.amazonaws.com", action: "events:PutTargets" },
  { service: "scheduler.amazonaws.com", action: "scheduler:CreateSchedule" },
  { service: "eks.amazonaws.com", action: "eks:CreateCluster" },
  { service: "batch.amazonaws.com", action: "batch:CreateComputeEnvironment" },
];

/**
 * Limits iam:PassRole to the services this policy works with; to the usual three where nothing says which. Not where a wildcard grants it
 * with others: they send no such key, and would be lost.
 */
export function limitService(policy: Policy, statement: Statement, context: Pick<Context, "catalog">): Fix[] {
  const services = servicesOf(policy);
  const items = statement.actions.items.filter((item) => covers(item, "iam:PassRole") === "yes");
  if (items.length > 0 && !allSend(items, "iam:PassedToService", context)) return [];
  const one = (values: readonly string[]): Fix => ({
    id: "limit-service",
    title: `Pass roles only to ${values.join(" and ")}`,
    safety: "review",
    outcome: "removes",
    edits: () => [
      conditionOn(policy, statement, items, { operator: "StringEquals", key: "iam:PassedToService", values }),
    ],
  });
  if (services.length > 0) return [one(services)];
  return [one(["lambda.amazonaws.com"]), one(["ecs-tasks.amazonaws.com"]), one(["ec2.amazonaws.com"])];
}

/** The services that what a policy allows suggests roles are passed to. */
const servicesOf = oncePerPolicy((policy): readonly string[] => {
  const named = policy.statements.filter(({ effect }) => effect === "Allow").flatMap(({ actions }) => actions.items);
  const telling = named.filter((item) => !isAny(item));
  const suggested = passedTo.filter(({ action }) => telling.some((item) => covers(item, action) === "yes"));
  return [...new Set(suggested.map(({ service }) => service))];
});

/** `*`, which suggests nothing. */
function isAny(item: Value): boolean {
  return isEverything(item) === "yes";
}

/** Gives a condition another operator or value. */
export function fixOperator(
  policy: Policy,
  statement: Statement,
  condition: Condition,
  change: { operator?: string; values?: readonly Data[] },
  title: string,
): Fix {
  return {
    id: "fix-operator",
    title,
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "change-condition", policy, statement, condition, ...change }],
  };
}

/** Items of an element that match any of the actions. */
export function itemsCovering(elements: Elements, actions: Iterable<string>): Value[] {
  const names = [...actions];
  return elements.items.filter((item) => names.some((name) => covers(item, name) === "yes"));
}

/** What stands for a value that only the author knows. It lets nobody in until it is replaced. */
const externalIdToFill = placeholder("EXTERNAL-ID-OF-YOUR-PARTNER");

/** Asks for an external id; the partner gives it. Not where others than accounts are trusted, who send none. */
export function requireExternalId(policy: Policy, statement: Statement): Fix[] {
  if (statement.principals.entries.some(({ type }) => type !== "AWS")) return [];
  return [
    {
      id: "require-external-id",
      title: "Ask for the external id that the other account gives",
      safety: "review",
      outcome: "removes",
      edits: () => [
        {
          kind: "set-condition",
          policy,
          statement,
          operator: "StringEquals",
          key: "sts:ExternalId",
          values: [externalIdToFill],
        },
      ],
    },
  ];
}

/** Adds a condition that says the same for every role of its kind. */
export function addCondition(policy: Policy, statement: Statement, key: string, value: string, title: string): Fix {
  return {
    id: "add-condition",
    title,
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "set-condition", policy, statement, operator: "StringEquals", key, values: [value] }],
  };
}

/** Asks for an OIDC subject of the issuer's form; its author fills in the names. */
export function requireSubject(policy: Policy, statement: Statement, issuer: string, form: string): Fix[] {
  if (statement.principals.entries.some(({ type, values }) => type !== "Federated" || values.items.length > 1))
    return [];
  const toFill = form.replace(/\b[A-Z]{2}[A-Z_-]*\b/g, placeholder);
  return [
    {
      id: "require-subject",
      title: `Ask for the subject ${form}`,
      safety: "review",
      outcome: "removes",
      edits: () => [
        { kind: "set-condition", policy, statement, operator: "StringLike", key: `${issuer}:sub`, values: [toFill] },
      ],
    },
  ];
}
