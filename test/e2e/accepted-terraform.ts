// Fixes as a person accepts them in Terraform, .tf and .tf.json. Only data; ui-fixes.ts presses the keys.

import type { AcceptedFix } from "./accepted-fixes";

export const terraformFixes: readonly AcceptedFix[] = [
  {
    family: "name-resource",
    to: { rule: "wildcard-resource" },
    title: "Limit s3:GetObject and s3:PutObject to aws_s3_bucket.reports",
    files: {
      "reader.tf": `
 resource "aws_s3_bucket" "reports" {
   bucket = "reports-111122223333"
 }
 
 data "aws_iam_policy_document" "reader" {
   statement {
     sid       = "Reports"
     actions   = ["s3:GetObject", "s3:PutObject"]
-    resources = ["*"]
+    resources = ["\${aws_s3_bucket.reports.arn}/*"]
   }
 }
 
 resource "aws_iam_policy" "reader" {
   policy = data.aws_iam_policy_document.reader.json
 }
`,
    },
  },
  {
    family: "name-principal",
    to: { rule: "trust-any-principal" },
    title: 'Replace "*" by one role, which you name',
    typed: ["444455556666", "report-reader"],
    files: {
      "lookup.tf": `
 resource "aws_iam_role" "reader" {
   name               = "reader"
   assume_role_policy = <<-EOT
     {
       "Version": "2012-10-17",
       "Statement": [
         {
           "Effect": "Allow",
-          "Principal": "*",
+          "Principal": {
+            "AWS": "arn:aws:iam::444455556666:role/report-reader"
+          },
           "Action": "sts:AssumeRole"
         }
       ]
     }
   EOT
 }
`,
    },
  },
  {
    family: "limit-source-ip",
    to: { rule: "user-network-unlimited" },
    title: "Deny everything from outside of your network, which you fill in",
    typed: ["198.51.100.0/24"],
    files: {
      "sync.tf": `
 resource "aws_iam_user" "sync" {
   name = "sync"
 }
 
 resource "aws_iam_access_key" "sync" {
   user = aws_iam_user.sync.name
 }
 
 resource "aws_iam_user_policy" "sync" {
   user = aws_iam_user.sync.name
   policy = jsonencode({
     Version = "2012-10-17"
     Statement = [
       {
         Effect   = "Allow"
         Action   = "s3:GetObject"
         Resource = "arn:aws:s3:::inbox/*"
       },
+      {
+        Sid      = "DenyOtherNetworks"
+        Effect   = "Deny"
+        Action   = "*"
+        Resource = "*"
+        Condition = {
+          NotIpAddress = {
+            "aws:SourceIp" = "198.51.100.0/24"
+          }
+          Bool = {
+            "aws:ViaAWSService" = "false"
+          }
+        }
+      },
     ]
   })
 }
`,
    },
  },
  {
    family: "remove",
    to: { rule: "key-several" },
    title: "Remove the access key aws_iam_access_key.second",
    previewed: true,
    files: {
      "old-key.tf": `
 resource "aws_iam_user" "mailer" {
   name = "mailer"
 }
 
 # The key of the first setup.
 resource "aws_iam_access_key" "first" {
   user = aws_iam_user.mailer.name
 }
-
-resource "aws_iam_access_key" "second" {
-  user = aws_iam_user.mailer.name
-}
`,
    },
  },
  {
    family: "add-tags",
    to: { rule: "user-untagged" },
    title: "Add the tags Owner, Purpose, ExpiresOn",
    typed: ["platform", "image uploads", "2027-06-30"],
    files: {
      "images.tf": `
 # Pushes images from the build server.
 resource "aws_iam_user" "pusher" {
   name = "pusher"
+  tags = {
+    Owner     = "platform"
+    Purpose   = "image uploads"
+    ExpiresOn = "2027-06-30"
+  }
 }
`,
    },
  },
  {
    family: "set-reset",
    to: { rule: "console-password-no-reset" },
    title: "Ask for a new password at the first sign-in",
    files: {
      "console.tf": `
 resource "aws_iam_user_login_profile" "ann" {
   user                    = "ann"
-  password_reset_required = false # for now
+  password_reset_required = true # for now
 }
`,
    },
  },
  {
    family: "strengthen",
    to: { rule: "password-policy-weak" },
    title: "Ask for 14 characters, a symbol, other passwords than the last 24 and a new one after 90 days",
    files: {
      "passwords.tf": `
 resource "aws_iam_account_password_policy" "all" {
-  minimum_password_length      = 8 # as the old directory asked for
+  minimum_password_length      = 14 # as the old directory asked for
   require_lowercase_characters = true
   require_uppercase_characters = true
   require_numbers              = true
+  require_symbols              = true
+  password_reuse_prevention    = 24
+  max_password_age             = 90
 }
`,
    },
  },
  {
    family: "document-exception",
    to: { rule: "user-declared" },
    title: "Document aws_iam_user.robot as an exception, with reason, owner and end date",
    typed: ["2027-03-31", "the vendor takes keys only", "Ann", "OPS-42"],
    files: {
      "robot.tf": `
 # Sends the meter readings.
+# roleward-ignore user-declared until 2027-03-31: the vendor takes keys only (Ann, OPS-42)
 resource "aws_iam_user" "robot" {
   name = "robot"
 }
`,
    },
  },
  {
    family: "set-session",
    to: { rule: "permission-set-session" },
    title: "End sessions after 4 hours",
    files: {
      "staff.tf.json": `
 {
   "resource": {
     "aws_ssoadmin_permission_set": {
       "staff": {
         "name": "staff",
         "instance_arn": "arn:aws:sso:::instance/ssoins-1",
-        "session_duration": "PT12H"
+        "session_duration": "PT4H"
       }
     }
   }
 }
`,
    },
  },
  {
    family: "require-imdsv2",
    to: { rule: "imds-v1" },
    title: "Require tokens (IMDSv2) of aws_instance.bastion",
    files: {
      "bastion.tf.json": `
 {
   "resource": {
     "aws_instance": {
       "bastion": {
         "ami": "ami-0abcdef1234567890",
         "instance_type": "t3.micro",
-        "iam_instance_profile": "bastion"
+        "iam_instance_profile": "bastion",
+        "metadata_options": [
+          {
+            "http_tokens": "required"
+          }
+        ]
       }
     }
   }
 }
`,
    },
  },
  {
    family: "insert-rotation-check",
    to: { rule: "key-unrotated" },
    title: "Have AWS Config tell of keys older than 90 days",
    files: {
      "ci-key.tf.json": `
 {
   "resource": {
     "aws_iam_access_key": {
       "ci": { "user": "ci" }
+    },
+    "aws_config_config_rule": {
+      "access_keys_rotated": {
+        "name": "access-keys-rotated",
+        "input_parameters": "{\\"maxAccessKeyAge\\":\\"90\\"}",
+        "source": [
+          {
+            "owner": "AWS",
+            "source_identifier": "ACCESS_KEYS_ROTATED"
+          }
+        ]
+      }
     }
   }
 }
`,
    },
  },
  {
    family: "add-condition",
    to: { rule: "trust-saml-audience" },
    title: "Ask for the audience https://signin.aws.amazon.com/saml",
    files: {
      "saml.tf.json": `
 {
   "resource": {
     "aws_iam_role": {
       "engineer": {
         "name": "engineer",
-        "assume_role_policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"Federated\\":\\"arn:aws:iam::111122223333:saml-provider/corp\\"},\\"Action\\":\\"sts:AssumeRoleWithSAML\\"}]}"
+        "assume_role_policy": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"Federated\\":\\"arn:aws:iam::111122223333:saml-provider/corp\\"},\\"Action\\":\\"sts:AssumeRoleWithSAML\\",\\"Condition\\":{\\"StringEquals\\":{\\"SAML:aud\\":\\"https://signin.aws.amazon.com/saml\\"}}}]}"
       }
     }
   }
 }
`,
    },
  },
  {
    family: "role-instead",
    to: { rule: "user-declared" },
    title: "Replace the user by a role for EC2",
    previewed: true,
    files: {
      "pusher.tf": `
 # Pushes images from the build server.
-resource "aws_iam_user" "pusher" {
+resource "aws_iam_role" "pusher" {
   name = "pusher"
+  assume_role_policy = jsonencode({
+    Version = "2012-10-17"
+    Statement = [
+      {
+        Effect = "Allow"
+        Principal = {
+          Service = "ec2.amazonaws.com"
+        }
+        Action = "sts:AssumeRole"
+      },
+    ]
+  })
 }
+
+resource "aws_iam_instance_profile" "pusher" {
+  role = aws_iam_role.pusher.name
+}
`,
      "grants.tf": `
-resource "aws_iam_user_policy" "pusher" {
+resource "aws_iam_role_policy" "pusher" {
   name = "push"
-  user = aws_iam_user.pusher.name
+  role = aws_iam_role.pusher.name
   policy = jsonencode({
     Version = "2012-10-17"
     Statement = [{
       Effect   = "Allow"
       Action   = "ecr:PutImage"
       Resource = "arn:aws:ecr:eu-west-1:111122223333:repository/app"
     }]
   })
 }
`,
    },
  },
];
