// The rule user-credential-grant, in all formats.
import { userCredentialGrant } from "../../shared-rules/src/rules/user-credential-grant";
import { checkRule } from "../support/check-rule";

checkRule(userCredentialGrant, {
  flags: [
    {
      statement: { Effect: "Allow", Action: ["iam:CreateAccessKey", "iam:GetUser"], Resource: "*" },
      at: "iam:CreateAccessKey",
      severity: "high",
      message: "iam:CreateAccessKey is allowed for other users: its holder can make lasting credentials in their name.",
      fixed: { "remove-action": { Effect: "Allow", Action: ["iam:GetUser"], Resource: "*" } },
    },
    {
      statement: {
        Effect: "Allow",
        Action: ["iam:UploadSSHPublicKey", "iam:UpdateLoginProfile"],
        Resource: "arn:aws:iam::*:user/*",
      },
      at: ["iam:UploadSSHPublicKey", "iam:UpdateLoginProfile"],
    },
    {
      statement: { Effect: "Allow", Action: "iam:UpdateAccessKey", Resource: "*" },
      at: "iam:UpdateAccessKey",
      severity: "high",
      message: "iam:UpdateAccessKey is allowed for other users: its holder can switch their old access keys on again.",
    },
    {
      statement: { Effect: "Allow", Action: "iam:*AccessKey*", Resource: "arn:aws:iam::123456789012:user/bob" },
      at: "iam:*AccessKey*",
    },
    {
      statement: {
        Effect: "Allow",
        Action: "iam:CreateLoginProfile",
        Resource: "*",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
      at: "iam:CreateLoginProfile",
      severity: "medium",
    },
  ],
  accepts: [
    {
      Effect: "Allow",
      Action: ["iam:CreateAccessKey", "iam:*LoginProfile"],
      Resource: ["arn:aws:iam::*:user/${aws:username}"],
    },
    { Effect: "Allow", Action: ["iam:ListAccessKeys", "iam:DeleteAccessKey"], Resource: "*" },
    { Effect: "Deny", Action: "iam:CreateAccessKey", Resource: "*" },
  ],
});
