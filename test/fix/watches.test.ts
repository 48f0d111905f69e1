// Fixes that declare what watches over an account, with the exact text of what they add in each format.
import { analyzerMissing } from "../../shared-rules/src/rules/analyzer-missing";
import { keyUnrotated } from "../../shared-rules/src/rules/key-unrotated";
import { userAlertMissing } from "../../shared-rules/src/rules/user-alert-missing";
import { checkRule } from "../support/check-rule";
import { fixed, json, resources } from "../support/native";

const trail = 'resource "aws_cloudtrail" "account" {\n  name = "account"\n}\n';
const detector = "Resources:\n  Detector:\n    Type: AWS::GuardDuty::Detector\n    Properties:\n      Enable: true\n";
const Detector = { Type: "AWS::GuardDuty::Detector", Properties: { Enable: true } };
const aws_cloudtrail = { account: { name: "account" } };

checkRule(analyzerMissing, {
  native: [
    fixed(
      "Declare IAM Access Analyzer",
      "account",
      "main.tf",
      trail,
      `${trail}
# Tells of resources that others may use. An analyzer sees its own region: have one in each that is used.
resource "aws_accessanalyzer_analyzer" "account_analyzer" {
  analyzer_name = "account-analyzer"
  type          = "ACCOUNT"
}
`,
    ),
    fixed(
      "insert-analyzer",
      "account",
      "main.tf.json",
      resources({ aws_cloudtrail }),
      resources({
        aws_cloudtrail,
        aws_accessanalyzer_analyzer: { account_analyzer: { analyzer_name: "account-analyzer", type: "ACCOUNT" } },
      }),
    ),
    fixed(
      "insert-analyzer",
      "Detector",
      "t.yaml",
      detector,
      `${detector}  # Tells of resources that others may use. An analyzer sees its own region: have one in each that is used.
  AccountAnalyzer:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties:
      AnalyzerName: account-analyzer
      Type: ACCOUNT
`,
    ),
    fixed(
      "insert-analyzer",
      "Detector",
      "t.json",
      json({ Resources: { Detector } }),
      json({
        Resources: {
          Detector,
          AccountAnalyzer: {
            Type: "AWS::AccessAnalyzer::Analyzer",
            Properties: { AnalyzerName: "account-analyzer", Type: "ACCOUNT" },
          },
        },
      }),
    ),
  ],
});

const key = 'resource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n';
const yamlKey = "Resources:\n  Key:\n    Type: AWS::IAM::AccessKey\n    Properties:\n      UserName: ci\n";
const Key = { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ci" } };
const aws_iam_access_key = { ci: { user: "ci" } };

checkRule(keyUnrotated, {
  native: [
    fixed(
      "Have AWS Config tell of keys older than 90 days",
      "ci",
      "main.tf",
      `${key}\nlocals {\n  a = 1\n}\n`,
      `${key}
# AWS Config has to record in this account; the rule then tells of access keys older than 90 days.
resource "aws_config_config_rule" "access_keys_rotated" {
  name = "access-keys-rotated"
  input_parameters = jsonencode({
    maxAccessKeyAge = "90"
  })

  source {
    owner             = "AWS"
    source_identifier = "ACCESS_KEYS_ROTATED"
  }
}

locals {
  a = 1
}
`,
    ),
    fixed(
      "insert-rotation-check",
      "ci",
      "main.tf.json",
      resources({ aws_iam_access_key }),
      resources({
        aws_iam_access_key,
        aws_config_config_rule: {
          access_keys_rotated: {
            name: "access-keys-rotated",
            input_parameters: '{"maxAccessKeyAge":"90"}',
            source: [{ owner: "AWS", source_identifier: "ACCESS_KEYS_ROTATED" }],
          },
        },
      }),
    ),
    fixed(
      "insert-rotation-check",
      "Key",
      "t.yaml",
      yamlKey,
      `${yamlKey}  # AWS Config has to record in this account; the rule then tells of access keys older than 90 days.
  AccessKeysRotated:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: access-keys-rotated
      InputParameters:
        maxAccessKeyAge: 90
      Source:
        Owner: AWS
        SourceIdentifier: ACCESS_KEYS_ROTATED
`,
    ),
    fixed(
      "Have AWS Config tell of keys older than 30 days",
      "Key",
      "t.json",
      json({ Resources: { Key } }),
      json({
        Resources: {
          Key,
          AccessKeysRotated: {
            Type: "AWS::Config::ConfigRule",
            Properties: {
              ConfigRuleName: "access-keys-rotated",
              InputParameters: { maxAccessKeyAge: 30 },
              Source: { Owner: "AWS", SourceIdentifier: "ACCESS_KEYS_ROTATED" },
            },
          },
        },
      }),
      { config: { options: { "key-unrotated": { maxAgeDays: 30 } } } },
    ),
  ],
});

const user = 'resource "aws_iam_user" "ci" {\n  name = "ci"\n}\n';
const yamlUser = "Resources:\n  Ci:\n    Type: AWS::IAM::User\n\n  Staff:\n    Type: AWS::IAM::Group\n";
const Ci = { Type: "AWS::IAM::User" };
const aws_iam_user = { ci: { name: "ci" } };
const newUsers = {
  source: ["aws.iam"],
  "detail-type": ["AWS API Call via CloudTrail"],
  detail: {
    eventSource: ["iam.amazonaws.com"],
    eventName: ["CreateUser", "CreateAccessKey", "CreateLoginProfile"],
  },
};
const topic = "${aws_sns_topic.iam_user_alerts.arn}";
const publish = (Resource: unknown, rule: unknown): object => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource,
      Condition: { ArnEquals: { "aws:SourceArn": rule } },
    },
  ],
});

checkRule(userAlertMissing, {
  native: [
    fixed(
      "Declare an alert for new users, access keys and passwords",
      "ci",
      "main.tf",
      user,
      `${user}
# IAM's events are sent in us-east-1, whatever region is used: this and its topic belong there.
resource "aws_cloudwatch_event_rule" "iam_user_created" {
  name        = "iam-user-created"
  description = "New IAM users, access keys and console passwords"
  event_pattern = jsonencode({
    source      = ["aws.iam"]
    detail-type = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["iam.amazonaws.com"]
      eventName   = ["CreateUser", "CreateAccessKey", "CreateLoginProfile"]
    }
  })
}

resource "aws_cloudwatch_event_target" "iam_user_alerts_target" {
  rule = aws_cloudwatch_event_rule.iam_user_created.name
  arn  = aws_sns_topic.iam_user_alerts.arn
}

resource "aws_sns_topic" "iam_user_alerts" {
  name = "iam-user-alerts"
}

resource "aws_sns_topic_subscription" "iam_user_alerts_email" {
  topic_arn = aws_sns_topic.iam_user_alerts.arn
  protocol  = "email"
  endpoint  = "CHANGE-ME"
}

resource "aws_sns_topic_policy" "iam_user_alerts_policy" {
  arn = aws_sns_topic.iam_user_alerts.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "events.amazonaws.com"
        }
        Action   = "sns:Publish"
        Resource = aws_sns_topic.iam_user_alerts.arn
        Condition = {
          ArnEquals = {
            "aws:SourceArn" = aws_cloudwatch_event_rule.iam_user_created.arn
          }
        }
      },
    ]
  })
}
`,
    ),
    fixed(
      "insert-alert",
      "ci",
      "main.tf.json",
      resources({ aws_iam_user }),
      resources({
        aws_iam_user,
        aws_cloudwatch_event_rule: {
          iam_user_created: {
            name: "iam-user-created",
            description: "New IAM users, access keys and console passwords",
            event_pattern: JSON.stringify(newUsers),
          },
        },
        aws_cloudwatch_event_target: {
          iam_user_alerts_target: { rule: "${aws_cloudwatch_event_rule.iam_user_created.name}", arn: topic },
        },
        aws_sns_topic: { iam_user_alerts: { name: "iam-user-alerts" } },
        aws_sns_topic_subscription: {
          iam_user_alerts_email: { topic_arn: topic, protocol: "email", endpoint: "CHANGE-ME" },
        },
        aws_sns_topic_policy: {
          iam_user_alerts_policy: {
            arn: topic,
            policy: JSON.stringify(publish(topic, "${aws_cloudwatch_event_rule.iam_user_created.arn}")),
          },
        },
      }),
    ),
    fixed(
      "insert-alert",
      "Ci",
      "t.yaml",
      yamlUser,
      `${yamlUser}
  # IAM's events are sent in us-east-1, whatever region is used: this and its topic belong there.
  IamUserCreated:
    Type: AWS::Events::Rule
    Properties:
      Description: New IAM users, access keys and console passwords; IAM sends its events in us-east-1
      EventPattern:
        source:
          - aws.iam
        detail-type:
          - AWS API Call via CloudTrail
        detail:
          eventSource:
            - iam.amazonaws.com
          eventName:
            - CreateUser
            - CreateAccessKey
            - CreateLoginProfile
      Targets:
        - Id: alerts
          Arn: !Ref IamUserAlerts

  IamUserAlerts:
    Type: AWS::SNS::Topic
    Properties:
      Subscription:
        - Protocol: email
          Endpoint: CHANGE-ME

  IamUserAlertsPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics:
        - !Ref IamUserAlerts
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: events.amazonaws.com
            Action: sns:Publish
            Resource: !Ref IamUserAlerts
            Condition:
              ArnEquals:
                aws:SourceArn: !GetAtt IamUserCreated.Arn
`,
    ),
    fixed(
      "insert-alert",
      "Ci",
      "t.json",
      json({ Resources: { Ci } }),
      json({
        Resources: {
          Ci,
          IamUserCreated: {
            Type: "AWS::Events::Rule",
            Properties: {
              Description: "New IAM users, access keys and console passwords; IAM sends its events in us-east-1",
              EventPattern: newUsers,
              Targets: [{ Id: "alerts", Arn: { Ref: "IamUserAlerts" } }],
            },
          },
          IamUserAlerts: {
            Type: "AWS::SNS::Topic",
            Properties: { Subscription: [{ Protocol: "email", Endpoint: "CHANGE-ME" }] },
          },
          IamUserAlertsPolicy: {
            Type: "AWS::SNS::TopicPolicy",
            Properties: {
              Topics: [{ Ref: "IamUserAlerts" }],
              PolicyDocument: publish({ Ref: "IamUserAlerts" }, { "Fn::GetAtt": ["IamUserCreated", "Arn"] }),
            },
          },
        },
      }),
    ),
  ],
});
