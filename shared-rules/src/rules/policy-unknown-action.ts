// The rule policy-unknown-action: an action that AWS does not have, so that the statement says less than it seems to.
import { actionsOfOperation, prefixCalled } from "../catalog/api-operations";
import type { Catalog } from "../catalog/catalog";
import { nearestOf } from "../catalog/nearest";
import { correctAction } from "../fix/correct";
import { removeAction } from "../fix/statement";
import { hasWildcard } from "../model/pattern";
import { endsIn, textAt } from "../model/source";
import { literal, nodeSpan } from "../model/value";
import { defineRule, type Severity } from "../rule";
import { listing } from "./grants";

export const policyUnknownAction = defineRule({
  id: "policy-unknown-action",
  title: "An action that AWS does not have",
  severity: "high",
  fixes: ["correct", "remove-action"],
  docs: {
    why: "IAM takes any name that looks like an action and never says that it matches nothing: an Allow then grants less than its author thinks, and a Deny or an SCP protects nothing.",
    fine: "Names are held against AWS's Service Authorization Reference as of the day that the message tells. Those that may be newer than that, or of a service it does not know, are told as medium, a wildcard that allows nothing yet as low. API operations that are no actions of their own, such as HeadBucket, are told with the action they ask for.",
    references: [
      "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-action",
    ],
    controls: [],
    flagged: [
      {
        title: "an API operation",
        statement: {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:HeadBucket"],
          Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
        },
      },
      {
        title: "a slip of the hand",
        statement: {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvent"],
          Resource: "arn:aws:logs:eu-west-1:123456789012:log-group:app:*",
        },
      },
      {
        title: "a service by its short name",
        statement: {
          Effect: "Deny",
          Action: "efs:DeleteFileSystem",
          Resource: "*",
        },
      },
      {
        title: "a wildcard that allows nothing",
        statement: {
          Effect: "Allow",
          Action: ["eks:DescribeCluster", "eks:Get*"],
          Resource: "arn:aws:eks:eu-west-1:123456789012:cluster/shop",
        },
      },
      {
        title: "a wildcard that matches nothing",
        statement: {
          Effect: "Deny",
          Action: ["cloudtrail:StopLogging", "cloudtrail:Halt*"],
          Resource: "*",
        },
      },
    ],
    accepted: [
      {
        title: "any letter case",
        statement: { Effect: "Allow", Action: "S3:getobject", Resource: "arn:aws:s3:::reports/*" },
      },
      {
        title: "a wildcard that matches something",
        statement: { Effect: "Deny", Action: ["cloudtrail:*Logging", "iam:*LoginProfile"], Resource: "*" },
      },
    ],
  },
  equivalents: [
    "cfn-lint:W3037",
    "access-analyzer:INVALID_ACTION",
    "parliament:UNKNOWN_ACTION",
    "parliament:UNKNOWN_PREFIX",
  ],
  *statement(statement, policy, { catalog }) {
    // A name may still be being typed.
    if (statement.open) return;
    for (const element of [statement.actions, statement.notActions]) {
      for (const item of element.items) {
        const name = literal(item);
        const fault = name === undefined ? undefined : faultOf(name, catalog);
        if (!fault || endsIn(policy.source, nodeSpan(item))) continue;
        // To except services that AWS has retired does no harm.
        if (fault.isOfOthers && element === statement.notActions) continue;
        // A list of services times a list of verbs is not meant name by name.
        if (fault.isPattern && textAt(policy.source, item.span) !== name) continue;
        yield {
          span: item.span,
          // What is allowed to no avail does no harm.
          severity: fault.isPattern && statement.effect === "Allow" ? "low" : fault.severity,
          message: fault.says,
          fixes: () => {
            if (fault.meant.length > 0) return [correctAction(policy, statement, element, item, fault.meant)];
            // What is denied to no avail was meant to deny something.
            return fault.isPattern && statement.effect === "Allow" && element === statement.actions
              ? removeAction(policy, statement, item)
              : [];
          },
        };
      }
    }
  },
});

interface Fault {
  readonly says: string;
  readonly severity: Severity;
  /** The actions in whose stead it stands, where there is one answer. */
  readonly meant: readonly string[];
  /** Of a service that is not known at all. */
  readonly isOfOthers?: boolean;
  /** A wildcard that is right but matches nothing. */
  readonly isPattern?: boolean;
}

/** Names that AWS itself writes into policies though it lists them nowhere: SNS, into each new topic's. */
const legacy = new Set(["sns:receive"]);

const faults = new WeakMap<Catalog, Map<string, Fault | undefined>>();

const mostRemembered = 4096;

/** What is wrong with a name; asked once for each, as every keystroke asks for all of them. */
function faultOf(name: string, catalog: Catalog): Fault | undefined {
  const known = faults.get(catalog) ?? new Map<string, Fault | undefined>();
  faults.set(catalog, known);
  if (!known.has(name)) {
    if (known.size > mostRemembered) known.clear();
    known.set(name, judge(name, catalog));
  }
  return known.get(name);
}

function judge(name: string, catalog: Catalog): Fault | undefined {
  // Text of a template that something else fills in is not judged.
  if (/[${}<>%]/.test(name) || /^\*+$/.test(name) || name === "" || catalog.date === "") return undefined;
  if (/\s/.test(name)) return spaced(name, catalog);
  const colon = name.indexOf(":");
  if (colon < 0)
    return {
      says: `${name} names no service: AWS refuses an action without a prefix such as s3:.`,
      severity: "high",
      meant: [],
    };
  const prefix = name.slice(0, colon);
  if (hasWildcard(prefix)) return undefined;
  const service = catalog.serviceName(prefix);
  if (service === undefined) return unknownService(name, prefix, catalog);
  if (hasWildcard(name)) {
    if (catalog.expand(name).length > 0) return undefined;
    return {
      says: `${name} matches no action of ${service}, as of ${catalog.date}.`,
      severity: "medium",
      meant: [],
      isPattern: true,
    };
  }
  return catalog.action(name) || legacy.has(name.toLowerCase()) ? undefined : unknownAction(name, catalog);
}

function spaced(name: string, catalog: Catalog): Fault {
  const trimmed = name.replace(/\s+/g, "");
  return {
    says: `"${name}" has a space in it: it matches no action.`,
    severity: "high",
    meant: catalog.expand(trimmed).length > 0 ? [trimmed] : [],
  };
}

function unknownService(name: string, prefix: string, catalog: Catalog): Fault {
  const called = prefixCalled(prefix);
  const verb = name.slice(prefix.length + 1);
  if (called !== undefined) {
    const meant = `${called}:${verb}`;
    const [exact] = hasWildcard(meant) ? [] : catalog.expand(meant);
    const isKnown = catalog.expand(meant).length > 0;
    return {
      says: `No service has the prefix ${prefix}: in policies it is ${called}.`,
      severity: "high",
      meant: isKnown ? [exact?.name ?? meant] : [],
    };
  }
  const near = nearestOf(prefix, catalog.services);
  const meant = catalog.nearest(name) ?? (near === undefined ? undefined : `${near}:${verb}`);
  if (meant !== undefined && catalog.expand(meant).length > 0)
    return {
      says: `No service has the prefix ${prefix}; ${near ?? meant} is one.`,
      severity: "medium",
      meant: [meant],
    };
  return {
    says: `No service with the prefix ${prefix} is known as of ${catalog.date}: ${name} may match nothing.`,
    severity: "medium",
    meant: [],
    isOfOthers: true,
  };
}

function unknownAction(name: string, catalog: Catalog): Fault {
  const verb = name.slice(name.indexOf(":") + 1);
  const asked = actionsOfOperation(name);
  if (asked)
    return {
      says: `${verb} is an API operation and no IAM action, so ${name} matches nothing: it asks for ${listing(asked)}.`,
      severity: "high",
      meant: asked,
    };
  if (/^apigateway:/i.test(name))
    return {
      says: `${name} matches nothing: API Gateway's actions are HTTP methods such as apigateway:GET.`,
      severity: "high",
      meant: [],
    };
  const meant = nearest(name, catalog);
  if (meant === undefined)
    return {
      says: `${name} is no action that AWS lists, as of ${catalog.date}: it may match nothing.`,
      severity: "medium",
      meant: [],
    };
  return { says: `${name} is no action and matches nothing; ${meant} is one.`, severity: "high", meant: [meant] };
}

/** The nearest name, unless it begins with another verb that the service has too: Detach is no slip for Attach. */
function nearest(name: string, catalog: Catalog): string | undefined {
  const found = catalog.nearest(name);
  if (found === undefined) return undefined;
  const verb = verbOf(name);
  if (verb === undefined || verb.toLowerCase() === verbOf(found)?.toLowerCase()) return found;
  return catalog.expand(`${name.slice(0, name.indexOf(":"))}:${verb}*`).length > 0 ? undefined : found;
}

function verbOf(name: string): string | undefined {
  return /:([A-Z][a-z]+)/.exec(name)?.[1];
}
