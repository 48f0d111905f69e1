// The rule boundary-wide: a permissions boundary that bounds nothing.
import { boundaryActions } from "../catalog/sensitive";
import { replaceBoundary } from "../fix/guards";
import { statementsOf } from "../model/beside";
import type { Policy } from "../model/policy";
import { onEverything, isEverything, speaksOf } from "../model/questions";
import { isScoped } from "../model/scope";
import { defineRule } from "../rule";
import { isAdministrator, wildcardsOf } from "./wildcards";

export const boundaryWide = defineRule({
  id: "boundary-wide",
  title: "A permissions boundary that allows everything",
  severity: "medium",
  fixes: ["replace-boundary"],
  docs: {
    why: "A boundary is the most that a user or role may ever get; one that allows every action, IAM's too, lets them give themselves anything.",
    fine: "Allowing everything is fine where the same policy denies changes to IAM users, roles and policies, and to the boundary itself.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"],
    controls: ["aws-iam-07"],
    flagged: [
      { title: "everything", kind: "boundary", statement: { Effect: "Allow", Action: "*", Resource: "*" } },
      {
        title: "everything, and IAM by name",
        kind: "boundary",
        statement: { Effect: "Allow", Action: ["*", "iam:*"], Resource: ["*"] },
      },
    ],
    accepted: [
      {
        title: "services in use",
        kind: "boundary",
        statement: { Effect: "Allow", Action: ["s3:*", "dynamodb:*", "logs:*"], Resource: "*" },
      },
      {
        title: "everything but IAM",
        kind: "boundary",
        statements: [
          { Effect: "Allow", Action: "*", Resource: "*" },
          { Effect: "Deny", Action: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
        ],
      },
    ],
  },
  *statement(statement, policy, context) {
    if (policy.kind !== "boundary" || statement.effect !== "Allow" || isScoped(statement) !== "no") return;
    if (onEverything(statement) !== "yes" || isAdministrator(policy, statement) !== "yes" || deniesRemoval(policy))
      return;
    const wide = wildcardsOf(statement).find(({ kind }) => kind === "everything");
    if (!wide || !statement.resources.items.some((item) => isEverything(item) === "yes")) return;
    yield {
      span: wide.item.span,
      message: `This boundary allows "${wide.pattern}" on every resource, IAM too: whoever it binds can give themselves anything.`,
      fixes: () => replaceBoundary(policy, context),
    };
  },
});

/** Whether it denies, on whatever condition, that boundaries are taken off: then its author thought of what it must not allow. */
function deniesRemoval(policy: Policy): boolean {
  return statementsOf(policy).some(
    (deny) => deny.effect === "Deny" && boundaryActions.some(({ action }) => speaksOf(deny, action) === "yes"),
  );
}
