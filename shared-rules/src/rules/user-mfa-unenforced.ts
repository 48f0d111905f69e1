// The rule user-mfa-unenforced: someone can sign in with a password alone.
import { defineRule } from "../rule";

export const userMfaUnenforced = defineRule({
  id: "user-mfa-unenforced",
  title: "A user signs in without MFA",
  severity: "high",
  fixes: [],
  docs: {
    why: "A password that was guessed, reused or phished is enough to sign in; with MFA it is not.",
    fine: "Users without a console password have nothing to sign in with; for the root user the finding is critical, as nothing limits it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-5",
    ],
    controls: ["aws-iam-04", "aws-iam-01"],
    flagged: [
      {
        title: "a console user without MFA",
        report:
          "user,arn,user_creation_time,password_enabled,mfa_active\nalice,arn:aws:iam::123456789012:user/alice,2025-01-07T09:00:00+00:00,true,false\n",
      },
      {
        title: "the root user without MFA",
        report:
          "user,arn,user_creation_time,password_enabled,mfa_active\n<root_account>,arn:aws:iam::123456789012:root,2019-03-01T09:00:00+00:00,not_supported,false\n",
      },
    ],
    accepted: [
      {
        title: "a user with MFA, and one without a password",
        report:
          "user,arn,user_creation_time,password_enabled,mfa_active\nalice,arn:aws:iam::123456789012:user/alice,2025-01-07T09:00:00+00:00,true,true\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,false,false\n",
      },
    ],
  },
  equivalents: ["prowler:iam_user_mfa_enabled_console_access", "trivy:AVD-AWS-0123", "tfsec:aws-iam-enforce-group-mfa"],
  *credentials({ isRoot, mfa, name, password }) {
    if (mfa.answer !== "no") return;
    // Every root user has a password, unless the organisation took it away: only then the report says no.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management
    const signsIn = isRoot ? password.enabled.answer !== "no" : password.enabled.answer === "yes";
    if (!signsIn) return;
    yield isRoot
      ? {
          span: mfa.span,
          severity: "critical",
          message: "The root user has no MFA: its password alone gives the whole account away.",
        }
      : { span: mfa.span, message: `${name} signs in to the console with a password alone, without MFA.` };
  },
});
