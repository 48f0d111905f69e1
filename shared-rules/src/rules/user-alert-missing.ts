// The rule user-alert-missing: users are declared, and nothing tells when another one is created.
import { insertAlert } from "../fix/watches";
import type { Document } from "../model/document";
import { unknownPart, type Value } from "../model/value";
import { defineRule } from "../rule";
import { mentionOf } from "./mentions";
import { isBreakGlass } from "./subject";

/** Names of CloudTrail's events, which are no actions of a policy; or all events of IAM. */
const events = /(?<![\w:])Create(?:User|AccessKey)\b|\baws\.iam\b|\biam\.amazonaws\.com\b/;

export const userAlertMissing = defineRule({
  id: "user-alert-missing",
  title: "Nothing tells when a user or key is created",
  severity: "advice",
  fixes: ["insert-alert"],
  docs: {
    why: "Where users exist, one more user or access key is how an intruder stays; without an alert on CloudTrail's CreateUser and CreateAccessKey events nobody sees it happen.",
    fine: "The alert may stand elsewhere, in the account where the organisation's events are collected; ignore the finding with that as the reason. IAM's events are sent in us-east-1. It is judged when a whole folder is scanned.",
    references: [
      "https://docs.aws.amazon.com/prescriptive-guidance/latest/patterns/send-a-notification-when-an-iam-user-is-created.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
    ],
    controls: ["aws-iam-03", "aws-iam-06"],
    flagged: [
      {
        title: "a user, and nothing that watches for others",
        terraform: `resource "aws_iam_user" "deploy" {
  name = "deploy"
}
`,
        cloudformation: `Resources:
  Deploy:
    Type: AWS::IAM::User
`,
      },
    ],
    accepted: [
      {
        title: "an event rule for new users and keys",
        terraform: `resource "aws_iam_user" "deploy" {
  name = "deploy"
}

resource "aws_cloudwatch_event_rule" "users" {
  name = "users"
  event_pattern = jsonencode({
    detail-type = ["AWS API Call via CloudTrail"]
    detail      = { eventName = ["CreateUser", "CreateAccessKey"] }
  })
}
`,
        cloudformation: `Resources:
  Deploy:
    Type: AWS::IAM::User
  NewUsers:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: trail
      FilterPattern: "{ ($.eventName = CreateUser) || ($.eventName = CreateAccessKey) }"
      MetricTransformations:
        - MetricName: users
          MetricNamespace: security
          MetricValue: "1"
`,
      },
    ],
  },
  *facts(document, { config }) {
    const span = mentionOf(document, events) ?? watchIn(document);
    if (span) yield { span, address: "", says: "watched" };
    const user = document.declarations.find(
      ({ kind, fields, isRecord, ofAws }) =>
        kind === "user" && !isRecord && !ofAws && !isBreakGlass(fields.name, config),
    );
    if (user) yield { span: user.nameSpan, address: user.address, says: "user" };
  },
  *workspace(facts) {
    const user = facts.find(({ says }) => says === "user");
    if (!user || facts.some(({ says }) => says === "watched")) return;
    yield {
      at: user,
      span: user.span,
      fixes: () => [insertAlert()],
      message:
        "Users are declared, but nothing here watches CloudTrail for CreateUser or CreateAccessKey: nobody sees when one more user or key is made.",
    };
  },
});

/** Of something that watches events of which nothing is known, or of which a file or a module's input tells. */
function watchIn({ declarations }: Document) {
  return declarations.find(({ kind, fields }) => kind === "event-watch" && fields.pattern && mayWatch(fields.pattern))
    ?.nameSpan;
}

function mayWatch(pattern: Value): boolean {
  switch (pattern.kind) {
    case "text": {
      const known = pattern.parts.filter((part) => typeof part === "string").join("");
      return events.test(known) || (known === "" && unknownPart(pattern) !== undefined);
    }
    case "dict":
      return pattern.entries.length === 0 ? pattern.open : pattern.entries.some(({ value }) => mayWatch(value));
    case "list":
      return pattern.items.some(mayWatch);
    case "scalar":
      return false;
    default:
      return true;
  }
}
