// The rule wildcard-not-action: Allow with NotAction.
import { isScoped } from "../model/scope";
import { wording } from "../model/questions";
import { defineRule } from "../rule";
import { isPerhapsNull, listing, onlyCaps } from "./grants";

export const wildcardNotAction = defineRule({
  id: "wildcard-not-action",
  title: "Allow with NotAction",
  severity: "high",
  fixes: [],
  docs: {
    why: "Allow with NotAction grants every action of every service except the few it names, and every service AWS launches later.",
    fine: 'With Deny, NotAction is the right way to say "everything but". In a permissions boundary it only caps.',
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html"],
    controls: ["no-full-administrator"],
    flagged: [{ title: "everything but IAM", statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } }],
    accepted: [{ title: "with Deny", statement: { Effect: "Deny", NotAction: ["iam:*", "sts:*"], Resource: "*" } }],
  },
  equivalents: [
    "cfn_nag:W15",
    "cfn_nag:W16",
    "cfn_nag:W17",
    "cfn_nag:W14",
    "cfn_nag:W18",
    "cfn_nag:W19",
    "cfn_nag:W20",
  ],
  *statement(statement, policy) {
    const key = statement.notActions.key;
    if (statement.effect !== "Allow" || !key || onlyCaps(policy)) return;
    if (isPerhapsNull(statement.notActions, statement.actions)) return;
    const named = listing(statement.notActions.items.map(wording));
    yield {
      span: key.span,
      severity: isScoped(statement) === "no" ? "high" : "medium",
      message: `Allow with NotAction grants every action of every service${named ? ` except ${named}` : ""}, also those AWS adds later.`,
    };
  },
});
