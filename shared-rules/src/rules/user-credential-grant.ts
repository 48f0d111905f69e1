// The rule user-credential-grant: long-lived credentials can be made for other users.
import { credentialActions } from "../catalog/sensitive";
import { insertScp } from "../fix/declaration";
import { roleInsteadOfGrant } from "../fix/role-instead";
import { itemsCovering, removeGrants, requireMfa } from "../fix/statement";
import { mfaEnforcedByDeny, requiresMfa } from "../access/mfa";
import { reaches } from "../model/questions";
import { defineRule } from "../rule";
import { allows, grants, grantsOf, isSelfService, type Grant } from "./grants";

export const userCredentialGrant = defineRule({
  id: "user-credential-grant",
  title: "Long-lived credentials can be made for other users",
  severity: "high",
  fixes: ["remove-action", "role-instead", "require-mfa", "insert-scp"],
  docs: {
    why: "Whoever may create an access key, password or signing certificate for another user can act as that user, for as long as the credential lives.",
    fine: "People may manage their own credentials: a statement limited to user/${aws:username} is not flagged.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_credentials_console.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    ],
    controls: ["aws-iam-06", "aws-iam-05"],
    flagged: [
      { title: "keys for anyone", statement: { Effect: "Allow", Action: "iam:CreateAccessKey", Resource: "*" } },
      {
        title: "passwords for anyone",
        statement: { Effect: "Allow", Action: ["iam:GetUser", "iam:*LoginProfile"], Resource: "arn:aws:iam::*:user/*" },
      },
    ],
    accepted: [
      {
        title: "one's own keys",
        statement: { Effect: "Allow", Action: "iam:CreateAccessKey", Resource: "arn:aws:iam::*:user/${aws:username}" },
      },
    ],
  },
  equivalents: ["checkov:CKV_AWS_287", "checkov:CKV_AWS_107"],
  *statement(statement, policy, context) {
    // Unfinished, its resource may yet become the caller's own user.
    if (statement.open) return;
    if (!grants(policy, statement) || isSelfService(statement)) return;
    for (const grant of grantsOf(
      policy,
      statement,
      credentialActions.map(({ action }) => action),
    )) {
      if (reaches(statement, "arn:aws:iam::*:user/*") === "no") return;
      const mfa =
        requiresMfa(statement) === "yes" ||
        grant.actions.every((action) => mfaEnforcedByDeny(policy, action) === "yes");
      yield {
        span: grant.span,
        severity: mfa ? "medium" : "high",
        message: `${allows(grant)} for other users: its holder can ${onlySwitches(grant) ? "switch their old access keys on again" : "make lasting credentials in their name"}.`,
        fixes: () => {
          const items = itemsCovering(statement.actions, grant.actions);
          return [
            ...removeGrants(policy, statement, grant.actions),
            ...(mfa ? [] : requireMfa(policy, statement, items, "lowers")),
            insertScp(),
            ...roleInsteadOfGrant(policy, statement, items, context),
          ];
        },
      };
    }
  },
});

/** Makes no credential, but gives an old one, and whoever still has a copy of it, its force back. */
function onlySwitches({ actions }: Grant): boolean {
  return actions.every((action) => action === "iam:UpdateAccessKey");
}
