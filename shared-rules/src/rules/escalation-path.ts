// The rule escalation-path: several actions of one policy are together enough to become administrator.
import { removeAction } from "../fix/statement";
import type { Located, Policy } from "../model/policy";
import { coversAllOf, wording } from "../model/questions";
import type { Span } from "../model/value";
import { defineRule, type Context, type RelatedPlace } from "../rule";
import { byToken, grantsAllSteps, howInWords, mattersFor, openPaths, stepsInWords, type OpenPath } from "./escalation";
import { grants } from "./grants";

export const escalationPath = defineRule({
  id: "escalation-path",
  title: "Actions that are together enough to become administrator",
  severity: "high",
  fixes: ["remove-action"],
  docs: {
    why: "None of these actions says administrator, but together they let their holder work with the strongest role of the account.",
    fine: "Name the roles that may be passed, and take away the action that is not needed. What needs a resource with a strong role to be there already is told as medium.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      {
        title: "a function with any role",
        statements: [
          { Effect: "Allow", Action: ["iam:GetRole", "iam:PassRole"], Resource: "*" },
          {
            Effect: "Allow",
            Action: ["lambda:CreateFunction", "lambda:InvokeFunction"],
            Resource: "arn:aws:lambda:eu-west-1:123456789012:function:*",
          },
        ],
      },
      {
        title: "any role passed to the one service that runs it",
        statements: [
          {
            Effect: "Allow",
            Action: ["iam:GetRole", "iam:PassRole"],
            Resource: "*",
            Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
          },
          { Effect: "Allow", Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:123456789012:*" },
        ],
      },
    ],
    accepted: [
      {
        title: "one role for the function",
        statements: [
          { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/app" },
          { Effect: "Allow", Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" },
        ],
      },
      {
        title: "passed to another service than the one that is used",
        statements: [
          {
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: "*",
            Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
          },
          { Effect: "Allow", Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:123456789012:*" },
        ],
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_286", "checkov:CKV_AWS_110"],
  *statement(statement, policy, context) {
    if (!grants(policy, statement)) return;
    const own = pathsOf(policy, context).filter(({ sources: [first] }) => first.statement === statement);
    for (const [worst, ...others] of byToken(own, placeOf)) {
      const [{ item }] = worst.sources;
      const more = others.length === 0 ? "" : ` (and ${others.length} more ${others.length === 1 ? "way" : "ways"})`;
      const may = worst.path.needs === undefined ? "is" : "may be";
      yield {
        span: placeOf(worst),
        severity: worst.path.needs === undefined ? "high" : "medium",
        message: `${stepsInWords(worst)} ${may} enough to become administrator: its holder ${howInWords(worst)}${more}.`,
        fixes: item ? removeAction(policy, statement, item) : [],
        related: relatedSteps(worst, context),
      };
    }
  },
});

/** The module counts only for a policy that has the actions of a path. */
interface Known {
  readonly module: Context["module"] | undefined;
  readonly paths: readonly OpenPath[];
}

const perPolicy = new WeakMap<Policy, Known>();

/** The paths of several steps that a policy opens; what one action opens is escalation-action's. */
function pathsOf(policy: Policy, context: Context): readonly OpenPath[] {
  const known = perPolicy.get(policy);
  // Stryker disable next-line all: a memory, which changes no answer
  if (known && (known.module === undefined || known.module === context.module)) return known.paths;
  const own: Located[] = policy.statements.map((statement) => ({ statement, policy }));
  const all = [...own, ...(policy.inherited ?? [])];
  const module = grantsAllSteps(all, context, "together") ? context.module : undefined;
  const paths = module
    ? openPaths(all, context, "together").filter(({ path }) => mattersFor(policy, path, context))
    : [];
  perPolicy.set(policy, { module, paths });
  return paths;
}

/** The token to blame: the action, or, as escalation-pass-role has it, the resource that is every role. */
function placeOf({ sources: [{ statement, item, span }], path: { steps } }: OpenPath): Span {
  const on = steps[0]?.on;
  if (on === undefined || !item || wording(item).toLowerCase() !== "iam:passrole") return span;
  return statement.resources.items.find((each) => coversAllOf(each, on) === "yes")?.span ?? span;
}

/** Where the other actions are granted. */
function relatedSteps({ sources: [, ...rest] }: OpenPath, { module }: Context): RelatedPlace[] {
  return rest.flatMap(({ action, span, policy }) => {
    const uri = module.graph.documentOf(policy)?.uri;
    return uri === undefined ? [] : [{ uri, span, message: `${action} is allowed here` }];
  });
}
