// The rule wildcard-not-resource: an Allow for everything but what is named.
import { isScoped } from "../model/scope";
import { wording } from "../model/questions";
import { defineRule } from "../rule";
import { isPerhapsNull, listing, onlyCaps } from "./grants";

export const wildcardNotResource = defineRule({
  id: "wildcard-not-resource",
  title: "Allow with NotResource",
  severity: "high",
  fixes: [],
  docs: {
    why: "Allow with NotResource permits the actions on every other resource, also on each that will be made later and on those of other services.",
    fine: "NotResource is meant for Deny: everything but these. A condition that names the caller or the resources keeps an Allow in bounds.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html"],
    controls: ["no-full-administrator"],
    flagged: [
      {
        title: "all buckets but one",
        statement: { Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::secrets/*" },
      },
    ],
    accepted: [
      {
        title: "a Deny",
        statement: { Effect: "Deny", Action: "s3:DeleteObject", NotResource: "arn:aws:s3:::scratch/*" },
      },
      {
        title: "resources that are named",
        statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::public/*" },
      },
    ],
  },
  equivalents: ["cfn_nag:W21", "cfn_nag:W22", "cfn_nag:W23"],
  *statement(statement, policy) {
    const { key, items } = statement.notResources;
    if (!key || statement.effect !== "Allow" || isScoped(statement) !== "no") return;
    if (onlyCaps(policy) || policy.kind === "trust") return;
    if (isPerhapsNull(statement.notResources, statement.resources)) return;
    const but = items.length === 0 ? "" : ` but ${listing(items.map(wording))}`;
    yield {
      span: key.span,
      message: `NotResource permits ${listing(statement.actions.items.map(wording)) || "the actions"} on every resource${but}.`,
    };
  },
});
