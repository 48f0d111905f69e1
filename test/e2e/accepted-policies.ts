// Fixes as a person accepts them in bare policy files. Only data; ui-fixes.ts presses the keys.

import type { AcceptedFix } from "./accepted-fixes";

export const policyFixes: readonly AcceptedFix[] = [
  {
    family: "remove-action",
    to: { rule: "user-create-grant" },
    title: "Remove iam:CreateUser",
    files: {
      "onboarding.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Sid": "Onboarding",
       "Effect": "Allow",
       "Action": [
         "iam:GetUser",
-        "iam:CreateUser",
         "iam:ListUsers"
       ],
       "Resource": "arn:aws:iam::111122223333:user/people/*"
     }
   ]
 }
`,
    },
  },
  {
    family: "list-actions",
    to: { rule: "user-credential-grant" },
    title: "Replace iam:*LoginProfile by the 3 actions it grants",
    files: {
      "helpdesk.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Sid": "Passwords",
       "Effect": "Allow",
       "Action": [
         "iam:GetLoginProfile",
-        "iam:*LoginProfile"
+        "iam:CreateLoginProfile",
+        "iam:DeleteLoginProfile",
+        "iam:UpdateLoginProfile"
       ],
       "Resource": "arn:aws:iam::111122223333:user/people/*"
     }
   ]
 }
`,
    },
  },
  {
    family: "read-only",
    to: { rule: "wildcard-service" },
    title: "Allow only the 6 actions of sqs that read",
    files: {
      "queues.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Effect": "Allow",
-      "Action": "sqs:*",
+      "Action": [
+        "sqs:Get*",
+        "sqs:List*",
+        "sqs:ReceiveMessage"
+      ],
       "Resource": "arn:aws:sqs:eu-west-1:111122223333:orders"
     }
   ]
 }
`,
    },
  },
  {
    family: "require-mfa",
    to: { rule: "mfa-missing" },
    title: "Require MFA for iam:DeleteUser",
    files: {
      "offboarding.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Sid": "Offboarding",
       "Effect": "Allow",
-      "Action": ["iam:DeleteUser", "iam:GetUser"],
+      "Action": ["iam:GetUser"],
       "Resource": "arn:aws:iam::111122223333:user/people/*"
+    },
+    {
+      "Effect": "Allow",
+      "Action": ["iam:DeleteUser"],
+      "Resource": "arn:aws:iam::111122223333:user/people/*",
+      "Condition": {
+        "Bool": {
+          "aws:MultiFactorAuthPresent": "true"
+        }
+      }
     }
   ]
 }
`,
    },
  },
  {
    family: "limit-service",
    to: { rule: "escalation-pass-role" },
    title: "Pass roles only to lambda.amazonaws.com",
    files: {
      "deployer.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Sid": "Functions",
       "Effect": "Allow",
       "Action": ["lambda:CreateFunction", "lambda:UpdateFunctionCode"],
       "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:shop-*"
     },
     {
       "Sid": "Roles",
       "Effect": "Allow",
       "Action": "iam:PassRole",
-      "Resource": "*"
+      "Resource": "*",
+      "Condition": {
+        "StringEquals": {
+          "iam:PassedToService": "lambda.amazonaws.com"
+        }
+      }
     }
   ]
 }
`,
    },
  },
  {
    family: "correct",
    to: { rule: "policy-unknown-action" },
    title: "Replace s3:ListBuckets by s3:ListAllMyBuckets",
    files: {
      "inventory.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Effect": "Allow",
-      "Action": ["s3:ListBuckets", "s3:GetBucketTagging"],
+      "Action": ["s3:ListAllMyBuckets", "s3:GetBucketTagging"],
       "Resource": "*"
     }
   ]
 }
`,
    },
  },
  {
    family: "fix-operator",
    to: { rule: "mfa-operator" },
    title: "Replace Bool by BoolIfExists",
    files: {
      "mfa-guard.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Sid": "NothingWithoutMfa",
       "Effect": "Deny",
       "NotAction": ["iam:EnableMFADevice", "sts:GetSessionToken"],
       "Resource": "*",
       "Condition": {
-        "Bool": { "aws:MultiFactorAuthPresent": "false" }
+        "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" }
       }
     }
   ]
 }
`,
    },
  },
  {
    family: "require-subject",
    to: { rule: "trust-oidc-subject" },
    title: "Ask for the subject repo:OWNER/REPOSITORY:ref:refs/heads/main",
    typed: ["example", "shop"],
    files: {
      "github.json": `
 {
   "Version": "2012-10-17",
   "Statement": [
     {
       "Effect": "Allow",
       "Principal": {
         "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
       },
       "Action": "sts:AssumeRoleWithWebIdentity",
       "Condition": {
         "StringEquals": {
           "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
+        },
+        "StringLike": {
+          "token.actions.githubusercontent.com:sub": "repo:example/shop:ref:refs/heads/main"
         }
       }
     }
   ]
 }
`,
    },
  },
];
