// The rule escalation-action: one action is enough to become administrator.
import { itemsCovering, removeActions, requireBoundary } from "../fix/statement";
import { delegationActions } from "../catalog/sensitive";
import { wording } from "../model/questions";
import { defineRule } from "../rule";
import { byToken, howInWords, placeOf, waysOfStatement } from "./escalation-ways";

const takesBoundary = new Set(delegationActions.map(({ action }) => action));

export const escalationAction = defineRule({
  id: "escalation-action",
  title: "One action is enough to become administrator",
  severity: "high",
  fixes: ["require-boundary", "remove-action"],
  docs: {
    why: "Whoever holds one of these actions on every resource can give themselves any permission, or work with the strongest role of the account; the rest of the policy does not matter then.",
    fine: "Name the users, roles or policies that are meant, or tie the grant to a permissions boundary with iam:PermissionsBoundary. Actions that need something with a strong role to be there already are told as medium.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
    ],
    controls: ["aws-iam-06", "aws-iam-07"],
    flagged: [
      {
        title: "any policy on any user",
        statement: { Effect: "Allow", Action: ["iam:GetUser", "iam:AttachUserPolicy"], Resource: "*" },
      },
      {
        title: "a user may write its own policy",
        statement: { Effect: "Allow", Action: "iam:PutUserPolicy", Resource: "arn:aws:iam::*:user/${aws:username}" },
      },
      {
        title: "a new version of any policy",
        statement: {
          Effect: "Allow",
          Action: ["iam:ListPolicies", "iam:CreatePolicyVersion"],
          Resource: "arn:aws:iam::123456789012:policy/*",
        },
      },
    ],
    accepted: [
      {
        title: "one role",
        statement: { Effect: "Allow", Action: "iam:AttachRolePolicy", Resource: "arn:aws:iam::123456789012:role/app" },
      },
      {
        title: "within a boundary",
        statement: {
          Effect: "Allow",
          Action: "iam:PutRolePolicy",
          Resource: "*",
          Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary" } },
        },
      },
      {
        title: "only policies that are named",
        statement: {
          Effect: "Allow",
          Action: "iam:AttachRolePolicy",
          Resource: "*",
          Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
        },
      },
    ],
  },
  equivalents: [
    "checkov:CKV_AWS_286",
    "checkov:CKV_AWS_110",
    "prowler:iam_policy_allows_privilege_escalation",
    "prowler:iam_inline_policy_allows_privilege_escalation",
  ],
  *statement(statement, policy, context) {
    for (const ways of byToken(waysOfStatement(statement, policy, context), placeOf)) {
      const [worst] = ways;
      const [{ item, action, span }] = worst.sources;
      const named = item && wording(item).toLowerCase() === action.toLowerCase();
      const subject = named ? action : `${item ? wording(item) : "NotAction"} allows ${action}, which`;
      const verdict =
        worst.path.needs === undefined ? "is enough to become administrator" : "may be enough to become administrator";
      yield {
        span,
        severity: worst.path.needs === undefined ? "high" : "medium",
        message: `${subject} ${verdict}: its holder ${howInWords(worst)}.`,
        fixes: () => {
          // An item beside it that grants any of the same would be found in its place.
          const told = new Set(ways.map(({ sources: [first] }) => first.action));
          const items = itemsCovering(statement.actions, told);
          return [
            ...(named && takesBoundary.has(action)
              ? requireBoundary(policy, statement, items, context, "removes")
              : []),
            ...removeActions(policy, statement, items),
          ];
        },
      };
    }
  },
});
