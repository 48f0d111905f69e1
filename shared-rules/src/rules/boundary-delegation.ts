// The rule boundary-delegation: principals can be made or strengthened without a permissions boundary.
import { delegationActions } from "../catalog/sensitive";
import { itemsCovering, removeActions, requireBoundary } from "../fix/statement";
import { boundaryGuarded } from "../access/boundary-guard";
import type { Statement } from "../model/policy";
import { reaches, speaksOf } from "../model/questions";
import { defineRule } from "../rule";
import { allows, grants, grantsOf, isServiceLinked, listing, type Grant } from "./grants";

export const boundaryDelegation = defineRule({
  id: "boundary-delegation",
  title: "Principals can be given any permissions, without a boundary",
  severity: "high",
  fixes: ["require-boundary", "remove-action"],
  docs: {
    why: "Whoever may create roles or users, or write their policies, can give them more than they have themselves, unless a permissions boundary is demanded.",
    fine: "With a condition on iam:PermissionsBoundary the delegate can only hand out what the boundary lets through. A service-linked role takes no policies but those AWS gives it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    ],
    controls: ["aws-iam-07"],
    flagged: [
      {
        title: "attaching any policy to any role",
        statement: { Effect: "Allow", Action: ["iam:AttachRolePolicy"], Resource: "arn:aws:iam::*:role/*" },
      },
      {
        title: "making roles",
        statement: { Effect: "Allow", Action: ["iam:GetRole", "iam:CreateRole"], Resource: "*" },
      },
    ],
    accepted: [
      {
        title: "with a boundary",
        statement: {
          Effect: "Allow",
          Action: ["iam:CreateRole", "iam:AttachRolePolicy"],
          Resource: "arn:aws:iam::*:role/team-*",
          Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/team-boundary" } },
        },
      },
      {
        title: "service-linked roles",
        statement: {
          Effect: "Allow",
          Action: ["iam:CreateServiceLinkedRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"],
          Resource: "arn:aws:iam::*:role/aws-service-role/fsx.amazonaws.com/*",
        },
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_289", "checkov:CKV_AWS_109"],
  *statement(statement, policy, context) {
    if (!grants(policy, statement) || isServiceLinked(statement)) return;
    const unguarded = delegationActions
      .map(({ action }) => action)
      .filter(
        (action) =>
          speaksOf(statement, action) === "yes" &&
          boundaryGuarded(policy, statement, action) === "no" &&
          reaches(statement, principalArn(action)) !== "no",
      );
    const granted = grantsOf(policy, statement, unguarded).sort(
      (a, b) => placeIn(statement, a) - placeIn(statement, b),
    );
    const [first] = granted;
    if (!first) return;
    const what = granted.length === 1 ? allows(first) : `${listing(granted.map((grant) => grant.wording))} are allowed`;
    const items = itemsCovering(
      statement.actions,
      granted.flatMap(({ actions }) => actions),
    );
    yield {
      span: first.span,
      message: `${what} without a permissions boundary: whoever has this policy can hand out more than they have.`,
      fixes: () => [
        ...requireBoundary(policy, statement, items, context, "removes"),
        ...removeActions(policy, statement, items),
      ],
    };
  },
});

/** Where a grant stands among the statement's actions. */
function placeIn({ actions }: Statement, { item }: Grant): number {
  return item ? actions.items.indexOf(item) : 0;
}

function principalArn(action: string): string {
  return action.includes("User") ? "arn:aws:iam::*:user/*" : "arn:aws:iam::*:role/*";
}
