// Fixes of whom a policy lets in: named principals, the own organisation, the one source of a service's calls. They make edits, no text.
import { placeholder } from "../model/data";
import type { Declaration, Policy, Statement } from "../model/policy";
import { covers } from "../model/questions";
import { literal, type Value } from "../model/value";
import type { Context, Fix } from "../rule";
import { namedResources, ownAccount } from "./named";

/** Names a principal, or asks for the organisation, where everyone is let in by this item of the Principal element. */
export function namePrincipal(policy: Policy, statement: Statement, item: Value, context: Context): Fix[] {
  const principal = statement.principals.entries.find(({ values }) => values.items.includes(item));
  if (!principal || principal.values.open || (principal.type !== "AWS" && principal.type !== "*")) return [];
  const filled = `arn:aws:iam::${placeholder("ACCOUNT-ID")}:role/${placeholder("ROLE-NAME")}`;
  const name: Fix = {
    id: "name-principal",
    title: 'Replace "*" by one role, which you name',
    safety: "review",
    outcome: "removes",
    edits: () =>
      principal.type === "AWS"
        ? [{ kind: "replace-item", policy, statement, element: principal.values, item, with: [filled] }]
        : [{ kind: "set-principal", policy, statement, principal, type: "AWS", values: [filled] }],
  };
  return [name, onlyOrganization(policy, statement, context)];
}

/** Keeps the principal, and asks that it is of the organisation: the settings' own, or one to fill in. */
function onlyOrganization(policy: Policy, statement: Statement, { config }: Context): Fix {
  const own = config.organizationIds;
  const values = own.length > 0 ? own : [placeholder("o-ORGANIZATION-ID")];
  return {
    id: "name-principal",
    title: `Let in only principals of ${own.length > 0 ? own.join(" and ") : "your organisation, whose id you fill in"}`,
    safety: "review",
    outcome: "removes",
    edits: () => [
      { kind: "set-condition", policy, statement, operator: "StringEquals", key: "aws:PrincipalOrgID", values },
    ],
  };
}

/** Puts the own account in the place of the wildcard in `arn:aws:iam::*:role/deploy`. */
export function nameAccount(policy: Policy, statement: Statement, item: Value, context: Context): Fix[] {
  const principal = statement.principals.entries.find(({ values }) => values.items.includes(item));
  const [, before, after] = /^(arn:[^:]*:(?:iam|sts)::)\*(:[^*?]+)$/.exec(literal(item) ?? "") ?? [];
  if (!principal || principal.values.open || before === undefined || after === undefined) return [];
  return [
    {
      id: "name-principal",
      title: "Name the account: that of this policy",
      safety: "review",
      outcome: "removes",
      edits: () => [
        {
          kind: "replace-item",
          policy,
          statement,
          element: principal.values,
          item,
          with: [ownAccount(context, before, after)],
        },
      ],
    },
  ];
}

/** Names whom a permission that is written as arguments lets in. */
export function namePermitted(declaration: Declaration): Fix {
  return {
    id: "name-principal",
    title: 'Replace "*" by one account, which you name',
    safety: "review",
    outcome: "removes",
    edits: () => [{ kind: "set-field", declaration, field: "principal", value: placeholder("ACCOUNT-ID") }],
  };
}

/**
 * Asks services for whom they work: the own account. Where a service is trusted that sends no such key the condition would lock it out, so
 * the caller says whether all of the statement's do.
 */
export function requireSourceAccount(policy: Policy, statement: Statement, context: Context): Fix {
  return {
    id: "require-source",
    title: "Ask that the service works for this account (aws:SourceAccount)",
    safety: "review",
    outcome: "removes",
    edits: () => [
      {
        kind: "set-condition",
        policy,
        statement,
        operator: "StringEquals",
        key: "aws:SourceAccount",
        values: [ownAccount(context)],
      },
    ],
  };
}

/**
 * Actions by which services deliver what happened, with the types that do so. A bucket names where it delivers to itself: a policy that named
 * the bucket in turn would be a circle in a template.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
 */
const deliveries: readonly { readonly action: string; readonly from: readonly string[] }[] = [
  { action: "sqs:SendMessage", from: ["sns:topic", "s3:bucket", "events:rule"] },
  { action: "sns:Publish", from: ["s3:bucket", "events:rule"] },
];

/** Where everyone may deliver to a queue or topic: only the one source that the module has, else only sources of the own account. */
export function requireSource(policy: Policy, statement: Statement, context: Context): Fix[] {
  const { actions } = statement;
  const delivery = deliveries.find(
    ({ action }) => !actions.open && actions.items.length === 1 && actions.items.every((item) => names(item, action)),
  );
  if (!delivery) return [];
  const sources = namedResources(context).filter(({ type }) => delivery.from.includes(type));
  const [only, other] = sources;
  if (!only || other || only.type === "s3:bucket")
    return [
      {
        ...requireSourceAccount(policy, statement, context),
        title: "Let in only services that work for this account (aws:SourceAccount)",
      },
    ];
  const { address, attribute } = only;
  return [
    {
      id: "require-source",
      title: `Let in only ${address} (aws:SourceArn)`,
      safety: "review",
      outcome: "removes",
      edits: () => [
        {
          kind: "set-condition",
          policy,
          statement,
          operator: "ArnEquals",
          key: "aws:SourceArn",
          values: [{ reference: address, attribute }],
        },
      ],
    },
  ];
}

function names(item: Value, action: string): boolean {
  return literal(item)?.toLowerCase() === action.toLowerCase() || /:\*$/.test(literal(item) ?? "*")
    ? covers(item, action) === "yes"
    : false;
}

/** Asks for one trust anchor of IAM Roles Anywhere: the module's own, or one to fill in. */
export function requireTrustAnchor(policy: Policy, statement: Statement, context: Context): Fix {
  const anchors = namedResources(context).filter(({ type }) => type === "rolesanywhere:trust-anchor");
  const [only, other] = anchors;
  const declared = only && !other ? only : undefined;
  return {
    id: "add-condition",
    title: declared ? `Ask for the trust anchor ${declared.address}` : "Ask for your trust anchor, which you fill in",
    safety: "review",
    outcome: "removes",
    edits: () => [
      {
        kind: "set-condition",
        policy,
        statement,
        operator: "ArnEquals",
        key: "aws:SourceArn",
        values: [
          declared
            ? { reference: declared.address, attribute: declared.attribute }
            : ownAccount(
                context,
                `arn:aws:rolesanywhere:${placeholder("REGION")}:`,
                `:trust-anchor/${placeholder("TRUST-ANCHOR-ID")}`,
              ),
        ],
      },
    ],
  };
}

/** Adds actions beside an item of the Action element without which it is of no use. */
export function addActions(policy: Policy, statement: Statement, item: Value, missing: readonly string[]): Fix[] {
  const own = literal(item);
  if (own === undefined || statement.actions.open) return [];
  return [
    {
      id: "correct",
      title: `Add ${missing.join(" and ")}`,
      safety: "review",
      outcome: "removes",
      edits: () => [
        { kind: "replace-item", policy, statement, element: statement.actions, item, with: [own, ...missing] },
      ],
    },
  ];
}
