// The rule key-unrotated: an access key is older than its owners want, or will be without anybody being told.
import { dayOf, daysBetween } from "../model/credential";
import { insertRotationCheck } from "../fix/watches";
import { defineOptions, wholeNumber } from "../options";
import { defineRule } from "../rule";
import { checksRotation, isActive, ownerName, rootOf } from "./credentials";

const options = defineOptions("key-unrotated", {
  maxAgeDays: wholeNumber({
    // https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3
    default: 90,
    example: 30,
    minimum: 1,
    description: "How many days old an access key may grow.",
  }),
});

export const keyUnrotated = defineRule({
  id: "key-unrotated",
  title: "An access key is not replaced in time",
  severity: "low",
  fixes: ["insert-rotation-check"],
  options,
  docs: {
    why: "The longer an access key lives, the more laptops, build logs and backups hold a copy of it, and each copy works until the key is replaced.",
    fine: "An access key may grow 90 days old, or as old as the option says. A role's credentials end by themselves within hours; nothing has to rotate them. A declared key is not flagged where an AWS Config rule ACCESS_KEYS_ROTATED or a rotation schedule stands beside it.",
    references: [
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey",
      "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3",
      "https://docs.aws.amazon.com/config/latest/developerguide/access-keys-rotated.html",
    ],
    controls: ["aws-iam-05"],
    flagged: [
      {
        title: "a key of last year",
        report:
          "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,true,2025-01-07T09:00:00+00:00,2026-11-20T07:59:00+00:00\n",
      },
      {
        title: "a key that nothing will tell of when it is old",
        terraform: 'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n',
        cloudformation: "Resources:\n  CiKey:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n",
      },
    ],
    accepted: [
      {
        title: "a key of last month",
        report:
          "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\nci,arn:aws:iam::123456789012:user/ci,2025-01-07T09:00:00+00:00,true,2026-10-19T09:00:00+00:00,2026-11-20T07:59:00+00:00\n",
      },
      {
        title: "a rule of AWS Config tells of it",
        terraform:
          'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n\nresource "aws_config_config_rule" "keys" {\n  name = "keys"\n  source {\n    owner             = "AWS"\n    source_identifier = "ACCESS_KEYS_ROTATED"\n  }\n  input_parameters = jsonencode({ maxAccessKeyAge = "90" })\n}\n',
        cloudformation:
          "Resources:\n  CiKey:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n  Keys:\n    Type: AWS::Config::ConfigRule\n    Properties:\n      InputParameters:\n        maxAccessKeyAge: 90\n      Source:\n        Owner: AWS\n        SourceIdentifier: ACCESS_KEYS_ROTATED\n",
      },
    ],
  },
  equivalents: ["trivy:AVD-AWS-0146", "prowler:iam_rotate_access_key_90_days"],
  *credentials(user, { config }) {
    const now = config.now ?? user.reportedAt;
    if (user.isRoot || now === undefined) return;
    for (const { active, lastRotated, number } of user.keys) {
      if (active.answer !== "yes" || typeof lastRotated.time !== "number") continue;
      const age = daysBetween(lastRotated.time, now);
      if (age <= options.get(config, "maxAgeDays")) continue;
      yield {
        span: lastRotated.span,
        message: `Access key ${number} of ${user.name} was made on ${dayOf(lastRotated.time)}, ${days(age)} ago: every copy that leaked since then still works.`,
      };
    }
  },
  *declaration(declaration, context) {
    if (declaration.kind !== "access-key" || isActive(declaration) === "no") return;
    const { config, module } = context;
    if (checksRotation(module) || rootOf(declaration, module)) return;
    const age = options.get(config, "maxAgeDays");
    yield {
      span: declaration.nameSpan,
      message: `Nothing here replaces this access key of ${ownerName(declaration, module)}, or tells when it is older than ${days(age)}: every copy that leaks works on.`,
      fixes: () => [insertRotationCheck(declaration, age)],
    };
  },
});

function days(number: number): string {
  return number === 1 ? "a day" : `${number} days`;
}
