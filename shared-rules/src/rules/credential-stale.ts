// The rule credential-stale: a password or access key that works and that nobody has used for long.
import { dayOf, daysBetween, type ReportedTime, type ReportedUser } from "../model/credential";
import { defineOptions, wholeNumber } from "../options";
import { defineRule } from "../rule";

const options = defineOptions("credential-stale", {
  unusedDays: wholeNumber({
    // https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22
    default: 45,
    example: 90,
    minimum: 1,
    description: "After how many days without use a credential is flagged.",
  }),
});

export const credentialStale = defineRule({
  id: "credential-stale",
  title: "A credential that nobody uses",
  severity: "medium",
  fixes: [],
  options,
  docs: {
    why: "A password or key that nobody has used for weeks is missed by nobody when it is stolen; nobody will notice either when it is switched off.",
    fine: "It is flagged on the 45th day without use, or when the option says. A credential that was never used counts from the day it was made. The root user's password is meant to lie unused.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22",
    ],
    controls: ["aws-iam-10"],
    flagged: [
      {
        title: "a password that was last used in spring",
        report:
          "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,mfa_active\nalice,arn:aws:iam::123456789012:user/alice,2025-01-07T09:00:00+00:00,true,2026-04-02T08:15:00+00:00,2026-01-07T09:00:00+00:00,true\nbob,arn:aws:iam::123456789012:user/bob,2025-01-07T09:00:00+00:00,true,2026-11-20T07:59:00+00:00,2026-10-07T09:00:00+00:00,true\n",
      },
      {
        title: "a key that was never used",
        report:
          "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\nci,arn:aws:iam::123456789012:user/ci,2026-09-01T09:00:00+00:00,true,2026-09-01T09:00:00+00:00,N/A\nbob,arn:aws:iam::123456789012:user/bob,2026-09-01T09:00:00+00:00,true,2026-09-01T09:00:00+00:00,2026-11-20T07:59:00+00:00\n",
      },
    ],
    accepted: [
      {
        title: "a key that was switched off",
        report:
          "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,false,2025-01-07T09:00:00+00:00,2026-01-02T03:04:05+00:00\nbob,arn:aws:iam::123456789012:user/bob,2026-09-01T09:00:00+00:00,true,2026-09-01T09:00:00+00:00,2026-11-20T07:59:00+00:00\n",
      },
    ],
  },
  equivalents: [
    "trivy:AVD-AWS-0144",
    "trivy:AVD-AWS-0166",
    "prowler:iam_user_accesskey_unused",
    "prowler:iam_user_console_access_unused",
  ],
  *credentials(user, { config }) {
    const now = config.now ?? user.reportedAt;
    if (user.isRoot || now === undefined) return;
    for (const { what, lastUsed, since } of inUse(user)) {
      const time = lastUsed.time === "never" ? since : lastUsed.time;
      if (typeof time !== "number") continue;
      const days = daysBetween(time, now);
      if (days < options.get(config, "unusedDays")) continue;
      const used = lastUsed.time === "never" ? "was never used since" : "was last used on";
      yield {
        span: lastUsed.span,
        message: `${what} of ${user.name} ${used} ${dayOf(time)}, ${days} days ago, and still works; switch it off.`,
      };
    }
  },
});

interface Credential {
  readonly what: string;
  readonly lastUsed: ReportedTime;
  /** When it was made. */
  readonly since: ReportedTime["time"];
}

/** The credentials that surely work. */
function* inUse({ created, keys, password }: ReportedUser): Generator<Credential> {
  const { enabled, lastChanged, lastUsed } = password;
  if (enabled.answer === "yes")
    yield {
      what: "The password",
      lastUsed,
      since: typeof lastChanged.time === "number" ? lastChanged.time : created.time,
    };
  for (const { active, lastRotated, lastUsed: used, number } of keys)
    if (active.answer === "yes") yield { what: `Access key ${number}`, lastUsed: used, since: lastRotated.time };
}
