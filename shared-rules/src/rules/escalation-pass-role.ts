// The rule escalation-pass-role: any role can be passed to any service.
import { limitService, removeGrants } from "../fix/statement";
import { coversAllOf, hasCondition, hasUnreadableConditions, wording } from "../model/questions";
import { defineRule } from "../rule";
import { grants, grantsOf } from "./grants";

const everyRole = "arn:aws:iam::*:role/*";

export const escalationPassRole = defineRule({
  id: "escalation-pass-role",
  title: "iam:PassRole is allowed for every role",
  severity: "high",
  fixes: ["limit-service", "remove-action"],
  docs: {
    why: "Whoever may pass any role can start something in AWS that runs with the strongest role of the account, and use it.",
    fine: "Name the roles that are meant to be passed, and the service they go to with iam:PassedToService.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      { title: "on *", statement: { Effect: "Allow", Action: ["iam:PassRole", "iam:GetRole"], Resource: "*" } },
      {
        title: "on every role of an account",
        statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/*" },
      },
    ],
    accepted: [
      {
        title: "one role",
        statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/task" },
      },
      {
        title: "one service",
        statement: {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: "*",
          Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        },
      },
    ],
  },
  equivalents: [
    "trivy:AVD-AWS-0342",
    "cfn_nag:F38",
    "cfn_nag:F39",
    "cfn_nag:F40",
    "prowler:iam_policy_allows_passrole_without_condition",
  ],
  *statement(statement, policy, context) {
    if (!grants(policy, statement) || hasUnreadableConditions(statement)) return;
    // Tags and named callers narrow which roles or when; a service limit is what the finding asks for.
    if (
      hasCondition(statement, "iam:PassedToService") !== "no" ||
      hasCondition(statement, "iam:AssociatedResourceArn") !== "no"
    )
      return;
    for (const grant of grantsOf(policy, statement, ["iam:PassRole"])) {
      const wide = statement.resources.items.find((item) => coversAllOf(item, everyRole) === "yes");
      if (!wide) return;
      // A wildcard is the cause itself; where PassRole is meant, the resource is what is too wide.
      const named = grant.wording.toLowerCase() === "iam:passrole";
      yield {
        span: named ? wide.span : grant.span,
        message: `${named ? "iam:PassRole" : `${grant.wording} allows iam:PassRole`} on "${wording(wide)}": any role can be passed to any service, also an administrator's.`,
        fixes: () => [...limitService(policy, statement, context), ...removeGrants(policy, statement, grant.actions)],
      };
    }
  },
});
