// The rule policy-unknown-condition-key: a condition on a key that no request carries.
import { prefixCalled } from "../catalog/api-operations";
import type { Catalog } from "../catalog/catalog";
import { correctText } from "../fix/correct";
import type { Condition, Statement } from "../model/policy";
import { parseOperator } from "../model/questions";
import { endsIn } from "../model/source";
import { literal } from "../model/value";
import { defineRule } from "../rule";

export const policyUnknownConditionKey = defineRule({
  id: "policy-unknown-condition-key",
  title: "A condition key that AWS does not have",
  severity: "medium",
  fixes: ["correct"],
  docs: {
    why: "A key that no request carries makes a condition never true, or with a negated operator and IfExists always: the Allow gives nothing, and the guard keeps nobody out.",
    fine: "Keys of AWS and its services are known as of the catalogue's day, tag keys by their form; keys of identity providers are taken as they come.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
      "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ],
    controls: [],
    flagged: [
      {
        title: "a global key with a slip",
        statement: {
          Effect: "Deny",
          Action: "s3:PutObject",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:PrincipleOrgID": "o-exampleorgid" } },
        },
      },
      {
        title: "a key that the service does not have",
        statement: {
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: "*",
          Condition: { StringEquals: { "lambda:ResourceTag/team": "shop" } },
        },
      },
    ],
    accepted: [
      {
        title: "any letter case, and tags",
        statement: {
          Effect: "Allow",
          Action: "ec2:StartInstances",
          Resource: "*",
          Condition: { StringEquals: { "AWS:resourcetag/Owner": "shop", "ec2:ResourceTag/Stage": "test" } },
        },
      },
      {
        title: "an identity provider's key",
        kind: "trust",
        statement: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/id.example.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: { "id.example.com:department": "shop" } },
        },
      },
    ],
  },
  equivalents: [
    "access-analyzer:INVALID_GLOBAL_CONDITION_KEY",
    "access-analyzer:INVALID_SERVICE_CONDITION_KEY",
    "parliament:UNKNOWN_CONDITION_FOR_ACTION",
  ],
  *statement(statement, policy, { catalog }) {
    if (statement.open) return;
    for (const test of statement.conditions.tests) {
      const fault = test.key === undefined ? undefined : faultOf(test.key, catalog);
      if (!fault || endsIn(policy.source, test.keySpan)) continue;
      const { says, meant, refused } = fault;
      yield {
        span: test.keySpan,
        message: `${says}${refused ? "." : consequence(statement, test)}`,
        fixes: () =>
          meant !== undefined && literal(test.keyNode) === test.key && test.keyNode
            ? [correctText(policy, test.keyNode, meant)]
            : [],
      };
    }
  },
});

interface Fault {
  /** A sentence without its end. */
  readonly says: string;
  readonly meant: string | undefined;
  /** AWS does not take the policy at all. */
  readonly refused?: boolean;
}

function faultOf(key: string, catalog: Catalog): Fault | undefined {
  // A template's own text, and keys of identity providers, which are named by host: nobody lists those.
  if (/[${}<>%*?]/.test(key) || key === "" || catalog.date === "") return undefined;
  if (/[./]/.test(key.slice(0, Math.max(0, key.lastIndexOf(":"))))) return undefined;
  if (catalog.conditionKeyType(key) !== undefined) return undefined;
  const colon = key.indexOf(":");
  if (colon < 0)
    return {
      says: `AWS refuses the condition key ${key}: it has no prefix`,
      meant: prefixed(key, catalog),
      refused: true,
    };
  const prefix = key.slice(0, colon).toLowerCase();
  if (prefix === "saml") return undefined;
  if (prefix === "aws" || catalog.serviceName(prefix) !== undefined) return unknownKey(key, prefix, catalog);
  const called = prefixCalled(prefix);
  const meant = called === undefined ? undefined : catalog.conditionKeyName(`${called}:${key.slice(colon + 1)}`);
  if (meant !== undefined) return { says: `No service has the prefix ${prefix}: the condition key is ${meant}`, meant };
  return {
    says: `No service has the prefix ${prefix}, so no request carries the condition key ${key}`,
    meant: undefined,
  };
}

/** "s3:locationconstraint" for s3LocationConstraint, whose colon was left out. */
function prefixed(key: string, catalog: Catalog): string | undefined {
  const lower = key.toLowerCase();
  for (const prefix of ["aws", ...catalog.services]) {
    if (!lower.startsWith(prefix)) continue;
    const meant = catalog.conditionKeyName(`${prefix}:${key.slice(prefix.length)}`);
    if (meant !== undefined) return meant;
  }
  return undefined;
}

function unknownKey(key: string, prefix: string, catalog: Catalog): Fault {
  const tag = /^[^:]+:(resource|request|principal)tag\/(.+)$/i.exec(key);
  const form =
    tag && (/^resource$/i.test(tag[1] ?? "") ? "Resource" : /^request$/i.test(tag[1] ?? "") ? "Request" : "Principal");
  if (form && prefix !== "aws") {
    const meant = `aws:${form}Tag/${tag[2] ?? ""}`;
    return { says: `${prefix} has no condition key of its own for tags; ${meant} is the key`, meant };
  }
  const meant = catalog.nearestConditionKey(key);
  return meant === undefined
    ? { says: `${key} is no condition key that AWS lists, as of ${catalog.date}`, meant }
    : { says: `${key} is no condition key, ${meant} is one`, meant };
}

/** What a key that is never there makes of the statement. */
function consequence({ effect }: Statement, { operator }: Condition): string {
  if (operator === undefined || effect === "unknown") return ".";
  const { base, ifExists, negated, quantifier } = parseOperator(operator);
  if (/^null$/i.test(base)) return ".";
  const always = negated || ifExists || quantifier === "ForAllValues";
  if (effect === "Deny") return always ? ": the Deny meets everyone." : ": nothing is denied.";
  return always ? ": the condition limits nothing." : ": nothing is allowed.";
}
