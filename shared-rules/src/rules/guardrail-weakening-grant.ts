// The rule guardrail-weakening-grant: logging, detection or organisation guardrails can be switched off.
import { guardrailActions } from "../catalog/sensitive";
import { insertScp } from "../fix/declaration";
import { removeGrants } from "../fix/statement";
import { coversAllOf } from "../model/questions";
import { scpDenying } from "../snippets/index";
import { isScoped } from "../model/scope";
import { defineRule, type Fix } from "../rule";
import { allows, amongNames, grants, grantsOf, isEveryAction, namedAmong } from "./grants";

const byName = new Map(guardrailActions.map((action) => [action.action, action]));
const amongThem = amongNames(new Set(byName.keys()));

export const guardrailWeakeningGrant = defineRule({
  id: "guardrail-weakening-grant",
  title: "Logging or protection can be switched off",
  severity: "high",
  fixes: ["remove-action", "insert-scp"],
  docs: {
    why: "The first thing an intruder does is switch off what would give them away; whoever holds this grant can do it for them.",
    fine: "The role that sets up the account's baseline needs some of these, within a condition that names it. Keys that are named may be managed.",
    references: [
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    ],
    controls: ["aws-iam-08"],
    flagged: [
      {
        title: "stopping the trail",
        statement: {
          Effect: "Allow",
          Action: ["cloudtrail:DescribeTrails", "cloudtrail:StopLogging"],
          Resource: "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main",
        },
      },
      {
        title: "leaving the organisation",
        statement: { Effect: "Allow", Action: ["organizations:Describe*", "organizations:Leave*"], Resource: "*" },
      },
    ],
    accepted: [
      {
        title: "reading trails",
        statement: { Effect: "Allow", Action: ["cloudtrail:Get*", "cloudtrail:LookupEvents"], Resource: "*" },
      },
      {
        title: "one key",
        statement: {
          Effect: "Allow",
          Action: "kms:ScheduleKeyDeletion",
          Resource: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        },
      },
    ],
  },
  *statement(statement, policy, { catalog }) {
    if (!grants(policy, statement) || isScoped(statement) !== "no") return;
    const named = namedAmong(statement, catalog, amongThem);
    const everyKey = statement.resources.items.some((item) => coversAllOf(item, "arn:aws:kms:*:*:key/*") === "yes");
    const wanted = named.filter((action) => everyKey || !action.startsWith("kms:"));
    for (const grant of grantsOf(policy, statement, wanted)) {
      // `*` is the finding of wildcard-admin and wildcard-action.
      if (isEveryAction(grant.wording)) continue;
      const lets = byName.get(grant.actions[0] ?? "")?.lets ?? "";
      yield {
        span: grant.span,
        message: `${allows(grant)}: its holder may ${lets}.`,
        fixes: () => [...removeGrants(policy, statement, grant.actions), ...scpsDenying(grant.actions)],
      };
    }
  },
});

/** The SCPs that deny these actions, whoever grants them. */
function scpsDenying(actions: readonly string[]): Fix[] {
  const snippets = actions.flatMap((action) => scpDenying(action) ?? []);
  return [...new Set(snippets)].map((snippet) => insertScp(snippet));
}
