// The rule boundary-removal-grant: permissions boundaries can be taken off or replaced.
import { boundaryActions, BOUNDARY_KEY } from "../catalog/sensitive";
import { removeGrants } from "../fix/statement";
import { boundaryGuarded } from "../access/boundary-guard";
import { hasCondition, hasUnreadableConditions } from "../model/questions";
import { defineRule } from "../rule";
import { allows, amongNames, grants, grantsOf, isEveryAction, namedAmong } from "./grants";

const byName = new Map(boundaryActions.map((action) => [action.action, action]));
const amongThem = amongNames(new Set(byName.keys()));

export const boundaryRemovalGrant = defineRule({
  id: "boundary-removal-grant",
  title: "Permissions boundaries can be taken off",
  severity: "high",
  fixes: ["remove-action"],
  docs: {
    why: "A boundary only holds while nobody it binds can take it off; whoever holds this grant can free any user or role, also their own.",
    fine: "Setting a boundary is fine where a condition on iam:PermissionsBoundary says which one. Taking one off is for the few who set them.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
      "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html",
    ],
    controls: ["aws-iam-07"],
    flagged: [
      {
        title: "taking boundaries off roles",
        statement: {
          Effect: "Allow",
          Action: ["iam:GetRole", "iam:DeleteRolePermissionsBoundary"],
          Resource: "arn:aws:iam::123456789012:role/*",
        },
      },
      {
        title: "replacing a user's boundary by any policy",
        statement: { Effect: "Allow", Action: ["iam:GetUser", "iam:PutUserPermissionsBoundary"], Resource: "*" },
      },
    ],
    accepted: [
      {
        title: "setting the one boundary",
        statement: {
          Effect: "Allow",
          Action: "iam:PutUserPermissionsBoundary",
          Resource: "*",
          Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary" } },
        },
      },
    ],
  },
  *statement(statement, policy, { catalog }) {
    if (!grants(policy, statement) || hasUnreadableConditions(statement)) return;
    if (hasCondition(statement, BOUNDARY_KEY) !== "no") return;
    const named = namedAmong(statement, catalog, amongThem);
    const open = named.filter((action) => boundaryGuarded(policy, statement, action) === "no");
    for (const grant of grantsOf(policy, statement, open)) {
      if (isEveryAction(grant.wording)) continue;
      yield {
        span: grant.span,
        message: `${allows(grant)}: its holder can ${byName.get(grant.actions[0] ?? "")?.lets ?? ""}.`,
        fixes: () => removeGrants(policy, statement, grant.actions),
      };
    }
  },
});
