// The rule trust-mismatch: a trust policy that AWS refuses, or that nobody can use.
import { correctAction, removeElement } from "../fix/correct";
import type { Policy, Statement } from "../model/policy";
import { covers, wording } from "../model/questions";
import { literal, type Value } from "../model/value";
import { defineRule, type Context, type Fix, type Hit } from "../rule";
import { lets, patternOf, trustedBy, type Trusted } from "./trust";

const withWebIdentity = "sts:AssumeRoleWithWebIdentity";
const withSaml = "sts:AssumeRoleWithSAML";

export const trustMismatch = defineRule({
  id: "trust-mismatch",
  title: "A trust policy that does not fit whom it trusts",
  severity: "high",
  fixes: ["correct"],
  docs: {
    why: "Nobody can assume such a role, or AWS refuses the policy; who then tries things until it works often ends up trusting too many.",
    fine: "AWS principals and services use sts:AssumeRole, OIDC providers sts:AssumeRoleWithWebIdentity, SAML providers sts:AssumeRoleWithSAML. A trust policy has no Resource, because it stands in the role; its only actions are of STS.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "an OIDC provider with the action of AWS principals",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRole",
        },
      },
      {
        title: "a service with the action of OIDC providers",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
        },
      },
    ],
    accepted: [
      {
        title: "an OIDC provider with its own action",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        },
      },
    ],
  },
  equivalents: [
    "cfn-lint:E3530",
    "access-analyzer:MISMATCHED_ACTION_FOR_PRINCIPAL",
    "access-analyzer:ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
  ],
  *statement(statement, policy, context) {
    if (policy.kind !== "trust") return;
    for (const element of [statement.resources, statement.notResources]) {
      const { key } = element;
      if (key)
        yield {
          span: key.span,
          message: `A trust policy takes no ${literal(key) ?? "Resource"}: it is about the role it stands in. AWS refuses it.`,
          fixes: () => [removeElement(policy, statement, element)],
        };
    }
    if (!lets(policy, statement)) return;
    const { key } = statement.notPrincipals;
    if (key)
      yield {
        span: key.span,
        message: "A trust policy says whom it trusts: Allow for all but some trusts the rest of the world.",
      };
    yield* wrongActions(policy, statement, context);
  },
});

function* wrongActions(policy: Policy, statement: Statement, context: Context): Generator<Hit> {
  const { actions } = statement;
  for (const item of actions.items) {
    const name = literal(item);
    if (name !== undefined && /^[a-z0-9-]+:/i.test(name) && !/^sts:/i.test(name))
      yield { span: item.span, message: `A trust policy allows actions of STS only: AWS refuses ${name} here.` };
  }
  const trusted = trustedBy(statement);
  if (actions.open || actions.items.some((item) => literal(item) === undefined)) return;
  if (trusted.length === 0 || statement.principals.open) return;
  const plain = actions.items.find((item) => isNamed(item, "sts:AssumeRole"));
  const has = (action: string): boolean => actions.items.some((item) => covers(item, action) === "yes");
  if (plain && trusted.every(isAnyFederated) && !has(withWebIdentity) && !has(withSaml))
    yield {
      span: plain.span,
      message: `sts:AssumeRole does not work for identity providers: their users need ${withWebIdentity} or ${withSaml}, so nobody can assume this role.`,
    };
  const kinds = new Set(trusted.map(({ type, value }) => (type === "Federated" ? federation(value, context) : type)));
  if (kinds.has("*") || kinds.has("unknown")) return;
  const itemOf = (action: string): Value | undefined => actions.items.find((item) => isNamed(item, action));
  // With the right action whoever the provider signs in may assume the role at once: not before the statement says who is meant.
  const isReady = (kind: string): boolean =>
    kind !== "OIDC" || statement.conditions.tests.some(({ key }) => /:sub$/i.test(key ?? ""));
  const correct = (kind: string, item: Value): Fix[] => {
    const [only, other] = kinds;
    if (other !== undefined || kind === only || !isReady(only ?? "")) return [];
    const meant = only === "OIDC" ? withWebIdentity : only === "SAML" ? withSaml : "sts:AssumeRole";
    return [correctAction(policy, statement, actions, item, [meant])];
  };
  const isFederated = [...kinds].every((kind) => kind === "OIDC" || kind === "SAML");
  for (const [kind, action] of [
    ["OIDC", withWebIdentity],
    ["SAML", withSaml],
  ] as const) {
    if (kinds.has(kind) && isFederated && plain && !has(action))
      yield {
        span: plain.span,
        message: `sts:AssumeRole does not work for ${kind === "OIDC" ? "an" : "a"} ${kind} provider: its users need ${action}, so nobody can assume this role.`,
        fixes: () =>
          kinds.size === 1 && isReady(kind) ? [correctAction(policy, statement, actions, plain, [action])] : [],
      };
    const own = itemOf(action);
    if (own && !kinds.has(kind))
      yield {
        span: own.span,
        message: `${wording(own)} is for ${kind} providers, and this statement trusts none: ${isFederated ? "nobody can assume this role with it" : "accounts and services need sts:AssumeRole"}.`,
        fixes: () => correct(kind, own),
      };
  }
}

function isAnyFederated({ type, value }: Trusted): boolean {
  return type === "Federated" && literal(value) === "*";
}

function isNamed(item: Value, action: string): boolean {
  return literal(item)?.toLowerCase() === action.toLowerCase();
}

/** What a Federated principal signs in with. */
function federation(value: Value, context: Context): "OIDC" | "SAML" | "unknown" {
  if (value.kind === "reference") {
    const declaration = context.module.declaration(value.target);
    if (declaration?.kind !== "identity-provider") return "unknown";
    return /SAML/i.test(declaration.type) ? "SAML" : "OIDC";
  }
  const { text } = patternOf(value);
  if (text.includes(":saml-provider/")) return "SAML";
  if (text.includes(":oidc-provider/")) return "OIDC";
  // Cognito, Google, Facebook and Amazon are known by their host names alone.
  return /^[a-z-]+(\.[a-z-]+)+$/.test(text) ? "OIDC" : "unknown";
}
