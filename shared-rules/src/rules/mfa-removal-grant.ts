// The rule mfa-removal-grant: other people's MFA devices can be taken away.
import { onceFor } from "../catalog/catalog";
import { itemsCovering, removeGrants, requireMfa } from "../fix/statement";
import { mfaEnforcedByDeny } from "../access/mfa";
import { reaches } from "../model/questions";
import { isScoped } from "../model/scope";
import { literal } from "../model/value";
import { defineRule } from "../rule";
import { allows, grants, grantsOf, isEveryAction, isSelfService } from "./grants";

/** A device has to be deactivated before iam:DeleteVirtualMFADevice can delete it: that action alone takes nobody's MFA away. */
const deactivate = "iam:DeactivateMFADevice";
const deactivates = onceFor((actions) => actions.some(({ name }) => name === deactivate));

export const mfaRemovalGrant = defineRule({
  id: "mfa-removal-grant",
  title: "MFA can be taken away from other users",
  severity: "high",
  fixes: ["remove-action", "require-mfa"],
  docs: {
    why: "Whoever may take away another user's MFA device needs only that user's password to be that user.",
    fine: "People may replace their own device, once they have signed in with it: on user/${aws:username}, with MFA. Administrators who reset devices need MFA themselves.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
    ],
    controls: ["aws-iam-04"],
    flagged: [
      {
        title: "everyone's devices",
        statement: { Effect: "Allow", Action: ["iam:ListMFADevices", "iam:DeactivateMFADevice"], Resource: "*" },
      },
    ],
    accepted: [
      {
        title: "one's own device",
        statement: {
          Effect: "Allow",
          Action: "iam:DeactivateMFADevice",
          Resource: "arn:aws:iam::*:user/${aws:username}",
        },
      },
      {
        title: "with MFA",
        statement: {
          Effect: "Allow",
          Action: "iam:DeactivateMFADevice",
          Resource: "*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        },
      },
    ],
  },
  *statement(statement, policy, { catalog }) {
    if (!grants(policy, statement) || isSelfService(statement)) return;
    // MFA is among what scopes.
    if (isScoped(statement) !== "no") return;
    if (!statement.actions.items.some((item) => deactivates(catalog.expand(literal(item) ?? "")))) return;
    if (reaches(statement, "arn:aws:iam::*:user/somebody-else") !== "yes") return;
    const open = mfaEnforcedByDeny(policy, deactivate) === "yes" ? [] : [deactivate];
    for (const grant of grantsOf(policy, statement, open)) {
      if (isEveryAction(grant.wording)) continue;
      yield {
        span: grant.span,
        message: `${allows(grant)} for other users: with their password alone its holder can then sign in as them.`,
        fixes: () => [
          ...removeGrants(policy, statement, grant.actions),
          ...requireMfa(policy, statement, itemsCovering(statement.actions, grant.actions), "removes"),
        ],
      };
    }
  },
});
