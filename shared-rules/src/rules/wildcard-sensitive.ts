// The rule wildcard-sensitive: a partial wildcard that also grants permission-management or credential actions.
import { isDenied } from "../access/denies";
import { onceFor } from "../catalog/catalog";
import { managesPermissions } from "../catalog/sensitive";
import { isScoped } from "../model/scope";
import { reaches } from "../model/questions";
import { defineRule } from "../rule";
import { listActions } from "../fix/narrow";
import { removeGrants } from "../fix/statement";
import { grants, isSelfService, listing } from "./grants";
import { wildcardsOf } from "./wildcards";

export const wildcardSensitive = defineRule({
  id: "wildcard-sensitive",
  title: "A wildcard that also grants sensitive actions",
  severity: "medium",
  fixes: ["list-actions", "remove-action"],
  docs: {
    why: "A partial wildcard often grants more than its author thought of: s3:Put* is also s3:PutBucketPolicy, which can make the bucket public.",
    fine: "Where the whole set is meant, list it: the wildcard also grants what AWS adds later.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
      "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ],
    controls: ["aws-iam-06"],
    flagged: [
      { title: "s3:Put*", statement: { Effect: "Allow", Action: ["s3:Put*"], Resource: "arn:aws:s3:::reports" } },
      {
        title: "setting a repository policy",
        statement: { Effect: "Allow", Action: ["ecr:ListImages", "ecr:SetRepository*"], Resource: "*" },
      },
    ],
    accepted: [
      { title: "iam:Get*, which only reads", statement: { Effect: "Allow", Action: ["iam:Get*"], Resource: "*" } },
    ],
  },
  equivalents: ["trivy:AVD-AWS-0057", "tfsec:aws-iam-no-policy-wildcards"],
  *statement(statement, policy, { catalog }) {
    if (!grants(policy, statement) || isSelfService(statement)) return;
    for (const { item, pattern } of wildcardsOf(statement).filter((wildcard) => wildcard.kind === "partial")) {
      const expansion = catalog.expand(pattern);
      const sensitive = sensitiveOf(expansion).filter(
        (action) =>
          reachesAction(action.resourceTypes.map(({ name }) => catalog.resourceArn(action.service, name))) &&
          isDenied(policy, statement, action.name) !== "yes",
      );
      if (sensitive.length === 0) continue;
      yield {
        span: item.span,
        severity: isScoped(statement) === "no" ? "medium" : "low",
        message: `${pattern} also allows ${listing(sensitive.map(({ name }) => name))}, which ${sensitive.length === 1 ? "hands" : "hand"} out access or credentials.`,
        fixes: () => [
          ...listActions(policy, statement, item, expansion, catalog),
          // An item beside it that grants any of the same would be found in its place.
          ...removeGrants(
            policy,
            statement,
            sensitive.map(({ name }) => name),
          ),
        ],
      };
    }

    /** Whether the statement's resources can be of one of the action's types. An action without types takes any. */
    function reachesAction(arns: readonly (string | undefined)[]): boolean {
      return (
        arns.length === 0 ||
        arns.some((arn) => arn === undefined || reaches(statement, arn.replace(/\$\{[^}]*\}/g, "*")) !== "no")
      );
    }
  },
});

const sensitiveOf = onceFor((actions) => actions.filter(managesPermissions));
