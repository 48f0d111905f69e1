// The rule key-unrotated: an access key is older than 90 days.
import { dayOf, daysBetween } from "../model/credential";
import { defineRule } from "../rule";

/** https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3 */
const mostDays = 90;

export const keyUnrotated = defineRule({
  id: "key-unrotated",
  title: "An access key is older than 90 days",
  severity: "low",
  fixes: [],
  docs: {
    why: "The longer an access key lives, the more laptops, build logs and backups hold a copy of it, and each copy works until the key is replaced.",
    fine: "A role's credentials end by themselves within hours; nothing has to rotate them.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3",
    ],
    controls: ["aws-iam-05"],
    flagged: [
      {
        title: "a key of last year",
        report:
          "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,true,2025-01-07T09:00:00+00:00,2026-11-20T07:59:00+00:00\n",
      },
    ],
    accepted: [
      {
        title: "a key of last month",
        report:
          "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,true,2026-10-19T09:00:00+00:00,2026-11-20T07:59:00+00:00\n",
      },
    ],
  },
  equivalents: ["prowler:iam_rotate_access_key_90_days"],
  *credentials(user, { config }) {
    const now = config.now ?? user.reportedAt;
    if (user.isRoot || now === undefined) return;
    for (const { active, lastRotated, number } of user.keys) {
      if (active.answer !== "yes" || typeof lastRotated.time !== "number") continue;
      const days = daysBetween(lastRotated.time, now);
      if (days <= mostDays) continue;
      yield {
        span: lastRotated.span,
        message: `Access key ${number} of ${user.name} was made on ${dayOf(lastRotated.time)}, ${days} days ago: every copy that leaked since then still works.`,
      };
    }
  },
});
