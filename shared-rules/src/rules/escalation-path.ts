// The rule escalation-path: several actions of one policy are together enough to become administrator.
import { removeGrants } from "../fix/statement";
import { defineRule } from "../rule";
import { byToken, howInWords, moreInWords, placeOf, relatedSteps, stepsInWords, waysOfPolicy } from "./escalation-ways";
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
  equivalents: [
    "checkov:CKV_AWS_286",
    "checkov:CKV_AWS_110",
    "prowler:iam_policy_allows_privilege_escalation",
    "prowler:iam_inline_policy_allows_privilege_escalation",
  ],
  *statement(statement, policy, context) {
    if (!grants(policy, statement)) return;
    const ways = waysOfPolicy(policy, context);
    if (ways.length === 0) return;
    const own = ways.filter(({ sources: [first] }) => first.statement === statement);
    for (const [worst, ...others] of byToken(own, placeOf)) {
      const [{ item, action }, ...rest] = worst.sources;
      const may = worst.path.needs === undefined ? "is" : "may be";
      yield {
        span: placeOf(worst),
        severity: worst.path.needs === undefined ? "high" : "medium",
        message: `${stepsInWords(worst)} ${may} enough to become administrator: its holder ${howInWords(worst)}${moreInWords(others)}.`,
        fixes: () => removeGrants(policy, statement, item ? [action] : []),
        related: relatedSteps(rest, context),
      };
    }
  },
});
