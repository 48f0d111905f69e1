// Fixes of what a whole workspace lacks, as a person accepts them. Only data; ui-fixes.ts presses the keys.

import type { AcceptedFix } from "./accepted-fixes";

export const workspaceFixes: readonly AcceptedFix[] = [
  {
    family: "insert-alert",
    to: { rule: "user-declared" },
    title: "Declare an alert for new users, access keys and passwords",
    typed: ["security@example.com"],
    files: {
      "watch.tf": `
 # The one user that is left, for the vendor's appliance.
 resource "aws_iam_user" "appliance" {
   name = "appliance"
 
   tags = {
     Owner     = "network"
     Purpose   = "syslog upload"
     ExpiresOn = "2027-06-30"
   }
 }
+
+# IAM's events are sent in us-east-1, whatever region is used: this and its topic belong there.
+resource "aws_cloudwatch_event_rule" "iam_user_created" {
+  name        = "iam-user-created"
+  description = "New IAM users, access keys and console passwords"
+  event_pattern = jsonencode({
+    source      = ["aws.iam"]
+    detail-type = ["AWS API Call via CloudTrail"]
+    detail = {
+      eventSource = ["iam.amazonaws.com"]
+      eventName   = ["CreateUser", "CreateAccessKey", "CreateLoginProfile"]
+    }
+  })
+}
+
+resource "aws_cloudwatch_event_target" "iam_user_alerts_target" {
+  rule = aws_cloudwatch_event_rule.iam_user_created.name
+  arn  = aws_sns_topic.iam_user_alerts.arn
+}
+
+resource "aws_sns_topic" "iam_user_alerts" {
+  name = "iam-user-alerts"
+}
+
+resource "aws_sns_topic_subscription" "iam_user_alerts_email" {
+  topic_arn = aws_sns_topic.iam_user_alerts.arn
+  protocol  = "email"
+  endpoint  = "security@example.com"
+}
+
+resource "aws_sns_topic_policy" "iam_user_alerts_policy" {
+  arn = aws_sns_topic.iam_user_alerts.arn
+  policy = jsonencode({
+    Version = "2012-10-17"
+    Statement = [
+      {
+        Effect = "Allow"
+        Principal = {
+          Service = "events.amazonaws.com"
+        }
+        Action   = "sns:Publish"
+        Resource = aws_sns_topic.iam_user_alerts.arn
+        Condition = {
+          ArnEquals = {
+            "aws:SourceArn" = aws_cloudwatch_event_rule.iam_user_created.arn
+          }
+        }
+      },
+    ]
+  })
+}
`,
    },
  },
  {
    family: "insert-analyzer",
    to: { words: "Trail:" },
    title: "Declare IAM Access Analyzer",
    files: {
      "trail.yaml": `
 # What every account of ours starts with.
 Resources:
   Trail:
     Type: AWS::CloudTrail::Trail
     Properties:
       IsLogging: true
       IsMultiRegionTrail: true
       S3BucketName: org-trail-111122223333
+  # Tells of resources that others may use. An analyzer sees its own region: have one in each that is used.
+  AccountAnalyzer:
+    Type: AWS::AccessAnalyzer::Analyzer
+    Properties:
+      AnalyzerName: account-analyzer
+      Type: ACCOUNT
`,
    },
  },
];
